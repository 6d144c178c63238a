//! What happens when a timer expires.

use super::super::both;
use super::super::vocabulary::ordinal;
use super::Scene;
use crate::sim::Flight;
use crate::tcp::{Rule, Timer};

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

impl Scene<'_> {
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

    fn nothing_follows(&self) -> Say {
        say!(
            "A timer expires, but nothing is left to be done. {why}",
            "计时器到期，但已无事可做。{why}"
        )
    }

    fn delayed_ack(&self) -> Say {
        if self.first_sent().is_none() {
 return self.nothing_follows();
}
        let ack = self.known(ack);
        say!("{me} sends its {ack} now. {why}", "{me}现在发出 {ack}。{why}")
    }

    fn retransmission(&self) -> Say {
        match self.first_sent() {
            Some(again) => self.sent_again(again),
            None if self.moment.changes.is_empty() => self.nothing_follows(),
            None => self.given_up(),
        }
    }

    /// How often this has been sent again up to now, this time included. A new connection may begin
    /// with the same number, so only what follows the original counts.
    fn repetitions(&self, of: &Flight) -> u32 {
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
        let (noun, full) = (self.noun(&again.segment), self.known(again));
        let times = self.repetitions(again);
        let (waited, from, to) = (self.ran_for(Timer::Retransmission), self.before().rto, self.after().rto);
        let nth = ordinal(times, self.lang);
        let rto = if from == to {
            say!("The RTO stays at its upper limit of {to}.", "RTO 已达上限，保持 {to}。")
        } else if from * 2 == to {
            say!("The RTO doubles from {from} to {to}.", "RTO 加倍，从 {from} 变为 {to}。")
        } else {
            say!(
                "The RTO grows from {from} to its upper limit of {to}.",
                "RTO 从 {from} 增至上限 {to}。"
            )
        };
        if again.rule == Rule::Probe {
            return say!(
                "{peer}'s window is still closed after {waited}, so {me} asks again with the {full}. {rto}",
                "过了 {waited}，{peer}的窗口仍然关闭，{me}用 {full}再次探测。{rto}",
            );
        }
        if times <= 1 {
            return say!(
                "No ACK for {me}'s {noun} within {waited}: whether it or its ACK is lost, {me} cannot know, \
                 so it sends the {full} again. {rto}",
                "{waited} 内没有等到对 {noun} 的确认；{me}无法知道丢的是它还是 ACK，只能重传 {full}。{rto}",
            );
        }
        say!(
            "Still no ACK for {me}'s {noun} after another {waited}, so it sends the {full} again, \
             the {nth} retransmission. {rto}",
            "又过了 {waited}，{noun} 仍未得到确认，{me}第 {times} 次重传 {full}。{rto}",
        )
    }

    fn given_up(&self) -> Say {
        let mine = self.trace.flights.iter().rev().filter(|flight| flight.from == self.side());
        let last = mine.filter(|flight| flight.copy_of.is_none()).find(|flight| flight.again);
        let program = self.who_is_told();
        match last {
            Some(last) => {
                let (noun, times) = (self.noun(&last.segment), self.repetitions(last));
                say!(
                    "{times} retransmissions of its {noun} have brought no ACK: {me} gives up and is CLOSED, without \
                     sending anything. {program}",
                    "{noun} 重传了 {times} 次仍未得到确认，{me}放弃连接，不再发送任何报文段，直接进入 CLOSED。{program}",
                )
            }
            None => say!(
                "No ACK has come: {me} gives up and is CLOSED, without sending anything. {program}",
                "一直没有得到确认，{me}放弃连接，不再发送任何报文段，直接进入 CLOSED。{program}",
            ),
        }
    }

    fn who_is_told(&self) -> Say {
        if self.after().reading {
            say!("Its program gets ETIMEDOUT.", "应用程序得到 ETIMEDOUT。")
        } else {
            say!(
                "Its program has called close(), so nobody is told.",
                "应用程序已经调用过 close()，没有谁会得到通知。",
            )
        }
    }

    fn probe(&self) -> Say {
        if self.first_sent().is_none() {
 return self.nothing_follows();
}
        say!(
            "{peer}'s window is closed, so {me} asks with {sent} whether it has opened. \
             Were the news of it lost, both sides would wait for ever.",
            "{peer}的窗口已关闭，{me}发出 {sent}来探测。万一打开窗口的通知丢失，双方就会永远等下去。",
        )
    }

    fn user_timeout(&self) -> Say {
        let (me, program) = (self.me, self.who_is_told());
        say!(
            "The user timeout is over: what {me} has sent has waited too long for its ACK. {me} is CLOSED and sends \
             nothing. {program}",
            "用户超时已到：{me}发出的内容等待确认太久。{me}直接进入 CLOSED，什么也不发。{program}",
        )
    }

    fn fin_wait_2_over(&self) -> Say {
        let waited = self.ran_for(Timer::FinWait2);
        say!(
            "{peer}'s FIN has not come within {waited}, and {me}'s program is gone, so the system drops the \
             connection. No RFC has this timer: it is a habit of systems.",
            "{waited} 内没有等到{peer}的 FIN，而{me}的应用程序已经离开，系统便丢弃这个连接。\
             RFC 没有规定这个计时器，它是操作系统的惯例。",
        )
    }

    fn time_wait_over(&self) -> Say {
        let waited = self.ran_for(Timer::TimeWait);
        let now = self.moment.at;
        let left = self.trace.flights.iter().any(|flight| flight.sent <= now && now < flight.until());
        let closed = say!(
            "2·MSL = {waited} have passed, and no FIN has come to ask for the last ACK again: {me} deletes its TCB \
             and is CLOSED.",
            "2·MSL = {waited} 已到，其间没有重传的 FIN 再来要最后的 ACK，{me}撤销 TCB，进入 CLOSED。",
        );
        closed + why.in_lang(self.lang)
    }
}
