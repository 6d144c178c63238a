//! What happens when a timer expires.

use super::super::template::Say;
use super::{Gap, Scene};
use crate::sim::Flight;
use crate::tcp::{Rule, State, Timer};
use crate::time::Duration;

/// The rule of a timer from whose expiry nothing else has followed.
pub(super) const fn rule_of(timer: Timer) -> Rule {
    match timer {
        Timer::DelayedAck => Rule::DelayedAck,
        Timer::Retransmission => Rule::Retransmit,
        Timer::ZeroWindowProbe => Rule::Probe,
        Timer::UserTimeout => Rule::UserTimeout,
        Timer::FinWait2 => Rule::FinWait2Over,
        Timer::TimeWait => Rule::TimeWaitOver,
    }
}

impl<'a> Scene<'a> {
    pub(super) fn timer(&self, timer: Timer) -> Say {
        match timer {
            Timer::DelayedAck => self.delayed_ack(),
            Timer::Retransmission => self.retransmission(),
            Timer::ZeroWindowProbe => self.probe(),
            Timer::UserTimeout => self.user_timeout(),
            Timer::FinWait2 => self.fin_wait_2_over(),
            Timer::TimeWait => self.time_wait_over(),
        }
    }

    /// What a timer sends; where it gives up instead, what it has sent again before.
    pub(super) fn sent_by_timer(&self) -> Option<&'a Flight> {
        self.answer.or_else(|| {
            let mine = self.trace.flights.iter().rev().filter(|flight| flight.from == self.side());
            mine.filter(|flight| flight.copy_of.is_none()).find(|flight| flight.again)
        })
    }

    fn nothing_follows(&self) -> Say {
        seldom!("A timer expires, but nothing is left to be done. {why}", "计时器到期，但已无事可做。{why}")
    }

    fn delayed_ack(&self) -> Say {
        if self.answer.is_none() {
            return self.nothing_follows();
        }
        seldom!("{me} sends its {segment} now. {why}", "{me}现在发出 {segment}。{why}")
    }

    fn retransmission(&self) -> Say {
        match self.answer {
            Some(again) => self.sent_again(again),
            None if self.moment.changes.is_empty() => self.nothing_follows(),
            None => self.given_up(),
        }
    }

    /// How often this has been sent again up to now, this time included. A new connection may begin
    /// with the same number, so only what follows the original counts.
    pub(super) fn times(&self) -> u32 {
        let Some(of) = self.about else { return 0 };
        let earlier = self.trace.flights.iter().rev().filter(|flight| {
            flight.copy_of.is_none()
                && flight.from == of.from
                && flight.moment <= self.index
                && flight.segment.seq == of.segment.seq
                && flight.segment.kind() == of.segment.kind()
        });
        u32::try_from(earlier.take_while(|flight| flight.again).count()).unwrap_or(u32::MAX)
    }

    fn sent_again(&self, again: &Flight) -> Say {
        if again.rule == Rule::Probe {
            return seldom!(
                "{peer}'s window is still closed after {waited}, so {me} asks again with the {segment}. {rto}",
                "过了 {waited}，{peer}的窗口仍然关闭，{me}用 {segment}再次探测。{rto}",
            );
        }
        if self.times() <= 1 {
            return seldom!(
                "No ACK for {me}'s {noun} within {waited}: whether it or its ACK is lost, {me} cannot know, \
                 so it sends the {segment} again. {rto}",
                "{waited} 内没有等到对 {noun} 的确认；{me}无法知道丢的是它还是 ACK，只能重传 {segment}。{rto}",
            );
        }
        seldom!(
            "Still no ACK for {me}'s {noun} after another {waited}, so it sends the {segment} again, \
             the {nth} retransmission. {rto}",
            "又过了 {waited}，{noun} 仍未得到确认，{me}第 {times} 次重传 {segment}。{rto}",
        )
    }

    pub(super) fn rto_grows(&self) -> Say {
        let (from, to) = (self.before.rto, self.after.rto);
        if to == Duration::ZERO {
            seldom!("How long its RTO is now, a capture does not show.", "此后的 RTO 是多少，捕获中看不出。")
        } else if from == to && self.before.state == State::SynSent {
            // Linux sends its first SYNs at equal distances (tcp_syn_linear_timeouts).
            seldom!("The RTO stays {rto_after} this time.", "这一次 RTO 保持 {rto_after} 不变。")
        } else if from == to {
            seldom!("The RTO stays at its upper limit of {rto_after}.", "RTO 已达上限，保持 {rto_after}。")
        } else if from * 2 == to {
            seldom!(
                "The RTO doubles from {rto_before} to {rto_after}.",
                "RTO 加倍，从 {rto_before} 变为 {rto_after}。",
            )
        } else {
            seldom!(
                "The RTO grows from {rto_before} to its upper limit of {rto_after}.",
                "RTO 从 {rto_before} 增至上限 {rto_after}。",
            )
        }
    }

    fn given_up(&self) -> Say {
        match self.about {
            Some(_) => {
                seldom!(
                    "{times} retransmissions of its {noun} have brought no ACK: {me} gives up and is CLOSED, without \
                     sending anything. {told}",
                    "{noun} 重传了 {times} 次仍未得到确认，{me}放弃连接，不再发送任何报文段，直接进入 CLOSED。{told}",
                )
            }
            None => seldom!(
                "No ACK has come: {me} gives up and is CLOSED, without sending anything. {told}",
                "一直没有得到确认，{me}放弃连接，不再发送任何报文段，直接进入 CLOSED。{told}",
            ),
        }
    }

    pub(super) fn who_is_told(&self) -> Say {
        if self.after.reading {
            seldom!("Its program gets ETIMEDOUT.", "应用程序得到 ETIMEDOUT。")
        } else {
            seldom!(
                "Its program has called close(), so nobody is told.",
                "应用程序已经调用过 close()，没有谁会得到通知。",
            )
        }
    }

    fn probe(&self) -> Say {
        if self.answer.is_none() {
            return self.nothing_follows();
        }
        if self.after.rto == Duration::ZERO && self.after.snd_wnd > 0 {
            return seldom!(
                "{me} sends {sent}, a keep-alive: an old number, which {peer} answers with an ACK if it is still there.",
                "{me}发出 {sent}，这是保活探测：用的是旧序号，{peer}若还在就会回送 ACK。",
            );
        }
        seldom!(
            "{peer}'s window is closed, so {me} asks with {sent} whether it has opened. \
             Were the news of it lost, both sides would wait for ever.",
            "{peer}的窗口已关闭，{me}发出 {sent}来探测。万一打开窗口的通知丢失，双方就会永远等下去。",
        )
    }

    fn user_timeout(&self) -> Say {
        seldom!(
            "The user timeout is over: what {me} has sent has waited too long for its ACK. {me} is CLOSED and sends \
             nothing. {told}",
            "用户超时已到：{me}发出的内容等待确认太久。{me}直接进入 CLOSED，什么也不发。{told}",
        )
    }

    fn fin_wait_2_over(&self) -> Say {
        seldom!(
            "{peer}'s FIN has not come within {waited}, and {me}'s program is gone, so the system drops the \
             connection. No RFC has this timer: it is a habit of systems.",
            "{waited} 内没有等到{peer}的 FIN，而{me}的应用程序已经离开，系统便丢弃这个连接。\
             RFC 没有规定这个计时器，它是操作系统的惯例。",
        )
    }

    fn time_wait_over(&self) -> Say {
        if self.after.state == State::Listen {
            return seldom!(
                "2·MSL = {waited} have passed, and {me} deletes the TCB. The listener that has stood beside it stays \
                 there alone.{stray}",
                "2·MSL = {waited} 已到，{me}撤销 TCB，只剩下先前与它并存的监听套接字。{stray}",
            );
        }
        say!(
            "2·MSL = {waited} have passed, and no FIN has come to ask for the last ACK again: {me} deletes its TCB \
             and is CLOSED.{stray}",
            "2·MSL = {waited} 已到，其间没有重传的 FIN 再来要最后的 ACK，{me}撤销 TCB，进入 CLOSED。{stray}",
        )
    }

    /// Is something still under way that could reach a new connection?
    pub(super) fn may_stray(&self) -> Say {
        let now = self.moment.at;
        if self.trace.flights.iter().any(|flight| flight.sent <= now && now < flight.until()) {
            seldom!(
                " A segment is still under way all the same: this MSL is too short for this network.",
                "然而途中还有报文段：对这个网络来说，这个 MSL 太短了。",
            )
        } else {
            say!(
                " No segment lives longer than one MSL, so none is left that could stray into a new connection.",
                "报文段的寿命不超过一个 MSL，所以不会再有旧报文段混进新的连接。",
            )
        }
    }
}
