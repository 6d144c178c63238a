//! Segments that arrive and leave the state as it is: data, repetitions, what is ignored.

use super::super::template::Say;
use super::{Gap, Scene};
use crate::sim::{Flight, Moment};
use crate::tcp::{Kind, Notice, Rule, State, Timer};

impl Scene<'_> {
    pub(super) fn arrival_changes_nothing(&self, flight: &Flight) -> Say {
        if let Some(rule) = self.moment.ignored {
            return self.ignored(rule);
        }
        // A window update or a delayed ACK may stand beside it; the first tells.
        match self.answer.map(|sent| sent.rule) {
            Some(Rule::ClosedAnswers) => self.nobody_here(flight),
            Some(Rule::FinAgain) => self.fin_again_in_time_wait(flight),
            Some(Rule::NotAcceptable) => self.seen_before(flight),
            Some(Rule::SynChallenged) => self.syn_again(flight),
            Some(Rule::TextOutOfOrder) => self.out_of_order(flight),
            Some(Rule::Text) => self.data(),
            Some(Rule::DelayedAck) if flight.segment.len > 0 => self.data(),
            Some(Rule::AckNew) => self.makes_room(flight),
            Some(Rule::FinLeaves) => self.fin_leaves(),
            Some(_) => self.steady(),
            None if flight.segment.len > 0 => self.data(),
            None => self.ack_of_data(),
        }
    }

    /// Whatever no other function knows, in the rule's own words.
    pub(super) fn steady(&self) -> Say {
        match self.answer {
            Some(_) => {
                seldom!(
                    "{what} arrives, and {me} answers with {sent}. {why}",
                    "{what}到达，{me}回复 {sent}。{why}",
                )
            }
            None => seldom!("{what} arrives. {why}", "{what}到达。{why}"),
        }
    }

    // ---- ignored ----

    fn ignored(&self, rule: Rule) -> Say {
        match rule {
            Rule::AckOld => seldom!(
                "{what} arrives and says nothing new, so nothing follows. {me} stays in {state}.",
                "{what}到达，没有带来新的内容，不引起任何变化。{me}仍处于 {state}。",
            ),
            Rule::ClosedDrops => seldom!(
                "{what} arrives, but {me} is CLOSED already. There is nothing left to reset, and a RST is never \
                 answered.",
                "{what}到达，而{me}早已 CLOSED。没有什么可以复位，RST 也从不应答。",
            ),
            Rule::TimeWaitQuiet if self.set_for(Timer::TimeWait).is_some() => seldom!(
                "{what} arrives in TIME-WAIT and says nothing new; {me} keeps silent, but begins {two_msl} anew, which \
                 is a habit of its system.",
                "{what}在 TIME-WAIT 期间到达，没有新内容，{me}保持沉默，但重新开始 {two_msl}，这是它所在系统的习惯。",
            ),
            Rule::TimeWaitQuiet => seldom!(
                "{what} arrives in TIME-WAIT and says nothing new; {me} keeps silent. {why}",
                "{what}在 TIME-WAIT 期间到达，没有新内容，{me}保持沉默。{why}",
            ),
            Rule::NotAcceptableRst => seldom!(
                "{what} arrives, but its number is not in {me}'s window, so it does not count. It may be old or \
                 forged.",
                "{what}到达，但序号不在{me}的窗口之内，不算数。它可能是过时的，也可能是伪造的。",
            ),
            _ => seldom!(
                "{what} arrives in {state} and is dropped. {why}",
                "{what}在 {state} 状态下到达，被丢弃。{why}",
            ),
        }
    }

    // ---- answered, though nothing is new ----

    fn nobody_here(&self, flight: &Flight) -> Say {
        if flight.segment.kind() == Kind::Syn {
            return seldom!(
                "{what} arrives, but nobody listens: {me} is CLOSED. It answers with {sent}, so that {peer} need not \
                 go on trying.",
                "{what}到达，但没有人监听：{me}处于 CLOSED。它回复 {sent}，免得{peer}继续尝试。",
            );
        }
        seldom!(
            "{what} arrives, but {me} is CLOSED and knows of no such connection. It answers with {sent}, to \
             tell {peer} so.",
            "{what}到达，但{me}已经 CLOSED，不认识这个连接。它回复 {sent}，让{peer}得知。",
        )
    }

    fn fin_again_in_time_wait(&self, flight: &Flight) -> Say {
        if !flight.again || flight.copy_of.is_some() {
            return seldom!(
                "{what} arrives in TIME-WAIT, and {me} cannot tell it from a repetition. So it sends the ACK ({ack}) \
                 again and begins {two_msl} anew.",
                "{what}在 TIME-WAIT 期间到达，{me}无法分辨它是不是重传的，于是再次发出 ACK（{ack}），并重新开始 {two_msl}。",
            );
        }
        seldom!(
            "{what} arrives: {peer} has not got the last ACK in time. This is what TIME-WAIT is for: {me} sends the \
             ACK ({ack}) again and begins {two_msl} anew.",
            "{what}到达，说明{peer}没有及时收到最后的 ACK。TIME-WAIT 正是为此而设：{me}再次发出 ACK（{ack}），\
             并重新开始 {two_msl}。",
        )
    }

    fn seen_before(&self, flight: &Flight) -> Say {
        if self.before.rcv_wnd == 0 && flight.segment.seq == self.before.rcv_nxt && flight.segment.len > 0 {
            return seldom!(
                "{what} arrives, but {me}'s receive buffer is full, so nothing is taken. The ACK ({ack}) says so, and \
                 that {me} is still there.",
                "{what}到达，但{me}的接收缓存已满，一个字节也收不下。ACK（{ack}）说明这一点，也表明{me}还在。",
            );
        }
        if flight.segment.end().after(self.before.rcv_nxt) || flight.segment.seq_len() == 0 {
            return self.steady();
        }
        if flight.copy_of.is_some() {
            return seldom!(
                "{what} arrives; the network has made it. {me} acknowledges again ({ack}) and stays in {state}: every \
                 number counts once.",
                "{what}到达，它是网络复制出来的。{me}再次确认（{ack}），仍处于 {state}：每个序号只算一次。",
            );
        }
        if !flight.again {
            return seldom!(
                "{what} arrives late: {me} has had a repetition of it before. It acknowledges again ({ack}) and stays \
                 in {state}: every number counts once.",
                "{what}迟到了，{me}先前已收到它的重传。{me}再次确认（{ack}），仍处于 {state}：每个序号只算一次。",
            );
        }
        seldom!(
            "{what} arrives, but {me} has had it before: no ACK of it has reached {peer} in time. {me} acknowledges it \
             again ({ack}) and stays in {state}.",
            "{what}到达，而{me}早已收到过：说明{peer}没有及时等到确认。{me}再次确认（{ack}），仍处于 {state}。",
        )
    }

    fn syn_again(&self, flight: &Flight) -> Say {
        if flight.segment.kind() != Kind::SynAck || !flight.again || flight.copy_of.is_some() {
            return self.steady();
        }
        seldom!(
            "{what} arrives, though {me} is in {state} already: the ACK of the handshake has not reached {peer} in time. \
             {me} acknowledges again ({ack}).",
            "{what}到达，而{me}已处于 {state}：说明握手的 ACK 没有及时到达{peer}。{me}再次确认（{ack}）。",
        )
    }

    // ---- data ----

    fn data(&self) -> Say {
        match self.answer {
            Some(_) => seldom!(
                "{taken}; {me} acknowledges it with {ack}, the next number that it expects.{half}",
                "{taken}；{me}用 {ack} 确认，即期望的下一个序号。{half}",
            ),
            None => seldom!(
                "{taken}. The ACK waits for a moment, in case {me} has something to send to {peer} along with it.{half}",
                "{taken}。ACK 稍等片刻，看{me}有没有数据要一起发给{peer}。{half}",
            ),
        }
    }

    pub(super) fn taken(&self) -> Say {
        let came = self.about.map_or(0, |flight| flight.segment.len);
        match self.delivered() {
            Some(octets) if octets > came => seldom!(
                "{what} fills the hole, and {delivered} in all go to the program",
                "{what}补上了缺口，共 {delivered}交给应用程序",
            ),
            Some(_) => seldom!(
                "{what} arrives in order and goes to {me}'s program",
                "{what}按序到达，交给{me}的应用程序",
            ),
            None if self.after.reading => say!("{what} arrives", "{what}到达"),
            None => seldom!(
                "{what} arrives in order and is thrown away, for {me}'s program has called close() and reads no more",
                "{what}按序到达，但{me}的应用程序已经调用 close()，不再读取，只能丢弃",
            ),
        }
    }

    pub(super) fn half_closed(&self) -> Say {
        if self.is_first_after_own_fin() {
            seldom!(
                " Half-closed means just this: one direction has ended, the other still carries data.",
                "半关闭正是如此：一个方向已经结束，另一个方向仍在传送数据。",
            )
        } else {
            say!("", "")
        }
    }

    /// Do these bytes come in FIN-WAIT-2 for the program, as the first ones?
    fn is_first_after_own_fin(&self) -> bool {
        let is_such = |moment: &Moment| {
            let data = moment.notices.iter().any(|notice| matches!(notice, Notice::Arrived(_)));
            data && moment.side == self.side() && moment.after[self.side() as usize].state == State::FinWait2
        };
        is_such(self.moment) && !self.trace.moments[..self.index].iter().rev().any(is_such)
    }

    fn out_of_order(&self, flight: &Flight) -> Say {
        let asks = self.answer.is_some_and(|answer| answer.segment.ack.is_some());
        if flight.segment.fin && asks {
            return seldom!(
                "{what} arrives, but data before it is missing. {me} keeps it, does not yet count the FIN, and asks \
                 with {ack} for what is missing.",
                "{what}到达，但它前面的数据还没有到。{me}先把它保留，FIN 暂不生效，并用 {ack} 指明缺失之处。",
            );
        }
        if !asks {
            // Of a capture, which does not show the answer.
            return seldom!(
                "{what} arrives, but something before it is missing. {me} keeps it.",
                "{what}到达，但它前面还有缺失。{me}先保留它。",
            );
        }
        seldom!(
            "{what} arrives, but something before it is missing. {me} keeps it and asks with {ack} for what is missing.",
            "{what}到达，但它前面还有缺失。{me}先保留它，并用 {ack} 指明缺失之处。",
        )
    }

    // ---- acknowledgments ----

    fn makes_room(&self, flight: &Flight) -> Say {
        if flight.segment.seq_len() > 0 {
            return seldom!(
                "{what} arrives, and its ACK makes room in the window. So {me} sends what has waited: {next}.",
                "{what}到达，它带来的确认使窗口有了空间，{me}发出先前等待的 {next}。",
            );
        }
        seldom!(
            "{what} arrives and makes room in the window, so {me} sends what has waited: {next}.",
            "{what}到达，窗口有了空间，{me}发出先前等待的 {next}。",
        )
    }

    fn ack_of_data(&self) -> Say {
        let (before, after) = (self.before, self.after);
        if before.snd_una == after.snd_una {
            return seldom!(
                "{what} arrives and acknowledges nothing new; it tells {me} how much {peer} has room for.",
                "{what}到达，没有确认新的内容，只告诉{me}：{peer}还有多少接收空间。",
            );
        }
        if after.snd_una == after.snd_nxt {
            return seldom!(
                "{what} arrives: everything that {me} has sent is acknowledged. It need keep nothing for \
                 retransmission, and its timer stops.",
                "{what}到达：{me}发出的全部内容都已得到确认，不必再为重传保留，重传计时器也停止了。",
            );
        }
        seldom!(
            "{what} arrives: {me}'s data up to there is acknowledged, {rest}. The RTO begins anew for what remains.",
            "{what}到达：{me}到此为止的数据已得到确认，{rest}。余下的内容重新开始 RTO 计时。",
        )
    }

    pub(super) fn not_acknowledged(&self) -> Say {
        let after = self.after;
        if after.fin_waiting || matches!(after.state, State::Established | State::CloseWait) {
            seldom!("the rest not yet", "其余部分还没有")
        } else {
            seldom!("the FIN not yet", "FIN 还没有")
        }
    }
}
