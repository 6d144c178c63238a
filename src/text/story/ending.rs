//! Why nothing more happens.

use super::super::spacing::tidy;
use super::super::template::Say;
use super::super::vocabulary::side_inside;
use super::{Lang, Sentence};
use crate::sim::{Ended, Side, Trace};
use crate::tcp::{Rule, State};
use crate::time::Instant;

const CLOSING: &str = "RFC 9293 §3.6";
const NO_TIMER: &str = "RFC 9293 §3.8.4";

gaps! {
    /// The side that the sentence begins with, and its state.
    me,
    my_state,
    /// The other side, and its state.
    peer,
    peer_state,
    /// When the simulation stops.
    end,
    /// What may still tell the side that does not know.
    hope,
    /// How the connection was ended other than by two FINs.
    how,
}

/// Why the trace ends where it does: what both sides still wait for, if they do.
#[must_use]
pub fn ending(trace: &Trace, lang: Lang) -> Sentence {
    let after = trace.ends_after(trace.moments.len().checked_sub(1));
    let mut end = Ending { trace, lang, states: [after[0].state, after[1].state], me: Side::Client };
    let (says, section) = match trace.ended {
        Ended::Quiet => end.quiet(),
        Ended::Horizon => (
            seldom!(
                "The simulation stops here, after {end}. Something is still to come: a segment, a timer or a call.",
                "模拟到此为止，已经过了 {end}。后面还会有事发生：报文段、计时器或调用。",
            ),
            "",
        ),
        Ended::Steps => (
            seldom!(
                "The simulation has stopped after 10 000 events. It could go on, but would hardly show anything new.",
                "模拟在 10 000 个事件之后停止。继续下去多半也看不到新的内容。",
            ),
            "",
        ),
    };
    let mut text = String::new();
    end.write(says, &mut text);
    Sentence { text: tidy(&text, lang), section }
}

/// How both sides stand at the end.
struct Ending<'a> {
    trace: &'a Trace,
    lang: Lang,
    states: [State; 2],
    /// The side that the sentence begins with.
    me: Side,
}

impl Ending<'_> {
    fn write(&self, say: Say, out: &mut String) {
        let put = |gap: usize, out: &mut String| {
            if let Some(gap) = Gap::ALL.get(gap) {
                self.put(*gap, out);
            }
        };
        say.write(self.lang, &put, out);
    }

    fn put(&self, gap: Gap, out: &mut String) {
        match gap {
            Gap::me => out.push_str(side_inside(self.me, self.lang)),
            Gap::my_state => out.push_str(self.state(self.me).name()),
            Gap::peer => out.push_str(side_inside(self.me.peer(), self.lang)),
            Gap::peer_state => out.push_str(self.state(self.me.peer()).name()),
            Gap::end => out.push_str(&self.trace.end.since(Instant::START).to_string()),
            Gap::hope => self.write(self.hope(), out),
            Gap::how => self.write(self.how(), out),
        }
    }

    fn state(&self, side: Side) -> State {
        self.states[side as usize]
    }

    /// What to say when nothing more will happen, and where the RFC says it.
    fn quiet(&mut self) -> (Say, &'static str) {
        if self.states == [State::Closed; 2] {
            return self.both_closed();
        }
        if self.states == [State::Established; 2] {
            let says = seldom!(
                "Nothing more happens by itself: both sides are ESTABLISHED, and neither sends or closes. Without data \
                 TCP sends nothing, so it can stay like this for ever; the next call is yours.",
                "接下来不会自动发生什么：双方都是 ESTABLISHED，谁也不发送，谁也不关闭。\
                 没有数据时 TCP 什么也不发，可以一直这样下去；下一步由你来调用。",
            );
            return (says, NO_TIMER);
        }
        for side in Side::BOTH {
            self.me = side;
            match (self.state(side), self.state(side.peer())) {
                (State::CloseWait, State::FinWait2) => {
                    let says = seldom!(
                        "Nothing more happens: {peer} waits in FIN-WAIT-2 for a FIN, {me} in CLOSE-WAIT for its own \
                         program to call close(). No timer ends CLOSE-WAIT; if the call never comes, that is the \
                         program's bug, not the network's.",
                        "不会再发生什么：{peer}在 FIN-WAIT-2 等待 FIN，{me}在 CLOSE-WAIT 等待自己的应用程序调用 close()。\
                         没有计时器会结束 CLOSE-WAIT；如果始终不调用，那是程序的错，不是网络的错。",
                    );
                    return (says, CLOSING);
                }
                (State::Closed, others) if others.is_synchronized() => {
                    let says = seldom!(
                        "Nothing more happens: {me} is CLOSED, but {peer} does not know and stays in {peer_state}. \
                         {hope}",
                        "不会再发生什么：{me}已经 CLOSED，{peer}却不知道，仍停在 {peer_state}。{hope}",
                    );
                    return (says, "RFC 9293 §3.5.1");
                }
                (State::Closed, State::Listen) => {
                    let says = seldom!(
                        "Nothing more happens: {peer} listens, {me} is CLOSED. Somebody must call connect().",
                        "不会再发生什么：{peer}在监听，{me}处于 CLOSED。要有人调用 connect() 才会继续。",
                    );
                    return (says, Rule::OpenPassive.section());
                }
                _ => {}
            }
        }
        self.me = Side::Client;
        let says = seldom!(
            "Nothing more happens by itself: no segment is under way and no timer runs. {me} stays in {my_state}, \
             {peer} in {peer_state}, until somebody calls something.",
            "接下来不会自动发生什么：途中没有报文段，也没有计时器在走。\
             {me}停在 {my_state}，{peer}停在 {peer_state}，直到有新的调用。",
        );
        (says, CLOSING)
    }

    fn hope(&self) -> Say {
        if self.state(self.me.peer()).may_send() {
            seldom!(
                "Only when {peer} sends something will a RST tell it.",
                "只有{peer}发送数据时，才会从 RST 得知。",
            )
        } else {
            seldom!(
                "The FIN that it waits for will never come, and no RFC has a timer for that; systems have their own.",
                "它等待的 FIN 永远不会来；RFC 没有为此规定计时器，操作系统有自己的时限。",
            )
        }
    }

    /// The rule that has brought this side to CLOSED, the last time.
    fn closed_by(&self, side: Side) -> Option<Rule> {
        let mut closed = None;
        for (moment, change) in self.trace.changes() {
            if moment.side == side && change.to == State::Closed {
                closed = Some(change.rule);
            }
        }
        closed
    }

    fn both_closed(&mut self) -> (Say, &'static str) {
        let how = Side::BOTH.map(|side| self.closed_by(side));
        if how == [None; 2] {
            let says = seldom!(
                "Both sides are CLOSED: there is no connection, and nobody opens one.",
                "双方都是 CLOSED：没有连接，也没有人建立连接。",
            );
            return (says, Rule::OpenActive.section());
        }
        // Who has brought it about tells more than who was reset.
        for reset in [false, true] {
            for side in Side::BOTH {
                match how[side as usize] {
                    None | Some(Rule::AckOfFin | Rule::TimeWaitOver) => {}
                    Some(Rule::Reset) if !reset => {}
                    Some(rule) => {
                        self.me = side;
                        let says = seldom!(
                            "Both sides are CLOSED, but not in the ordinary way: {how}. Nothing is left of the \
                             connection.",
                            "双方都是 CLOSED，但不是正常关闭：{how}。这个连接已彻底结束。",
                        );
                        return (says, rule.section());
                    }
                }
            }
        }
        let says = say!(
            "Both sides are CLOSED: each direction was closed by a FIN, and each FIN was acknowledged. Nothing is \
             left of the connection.",
            "双方都是 CLOSED：两个方向各由一个 FIN 关闭，两个 FIN 都得到了确认。这个连接已彻底结束。",
        );
        (says, CLOSING)
    }

    fn how(&self) -> Say {
        match self.closed_by(self.me) {
            Some(Rule::Abort | Rule::AbortQuietly) => say!("{me} has aborted", "{me}中止了连接"),
            Some(Rule::GiveUp | Rule::UserTimeout) => {
                seldom!("{me} has given up waiting for an answer", "{me}等不到回音，放弃了连接")
            }
            Some(Rule::Refused | Rule::ResetBeforeOpen) => {
                seldom!("{me}'s attempt to connect was refused", "{me}的连接请求被拒绝")
            }
            Some(Rule::CloseBeforeOpen) => {
                seldom!("{me} called it off before it was open", "{me}在连接建立之前就取消了")
            }
            Some(Rule::FinWait2Over) => {
                seldom!("{me}'s system did not wait for the FIN any longer", "{me}的系统不再等待 FIN")
            }
            _ => seldom!("a RST has ended it at {me}", "{me}的连接被 RST 结束"),
        }
    }
}
