//! What follows from the difference: in the second future, or missing in it.

use super::super::both;
use super::super::template::Say;
use super::{Gap, Telling, put_call};
use crate::sim::compare::{Follows, What};
use crate::sim::{Flight, Side};
use crate::tcp::Kind;
use crate::time::Instant;

impl Telling<'_> {
    /// What follows, and in which trace: in the second, or what the second lacks of the first.
    pub(super) fn consequence(&self) -> Option<(usize, Follows)> {
        let [before, now] = self.difference.follows;
        let lacks = || {
            // That a call which is not made returns nothing goes without saying.
            let of_itself = |follows: &Follows| match (self.difference.what, follows) {
                (What::Call([Some(call), _]), Follows::Returns(returned)) => call == *returned,
                _ => false,
            };
            before.filter(|follows| !of_itself(follows)).map(|follows| (0, follows))
        };
        now.map(|follows| (1, follows)).or_else(lacks)
    }

    pub(super) fn follows(&self) -> Say {
        let Some((which, follows)) = self.consequence() else { return say!("", "") };
        match (which, follows) {
            (1, Follows::Sends(index)) if self.traces[1].flights[index].again => {
                say!("{who} sends {what} again at {at}", "{who}在 {at} 重传{what}")
            }
            (1, Follows::Sends(_)) => say!("{who} sends {what} at {at}", "{who}在 {at} 发出{what}"),
            (1, Follows::Enters(..)) => say!("{who} enters {state} at {at}", "{who}在 {at} 进入 {state}"),
            (1, Follows::Returns(_)) => {
                say!("{who}'s {what} returns {result} at {at}", "{who}的 {what} 在 {at} 返回 {result}")
            }
            (_, Follows::Sends(index)) if self.traces[0].flights[index].again => {
                say!("{who} does not send {what} again", "{who}没有重传{what}")
            }
            (_, Follows::Sends(index)) if self.sent_at_all(index) => {
                say!("{who} does not send {what} once more", "{who}没有再次发出{what}")
            }
            (_, Follows::Sends(_)) => say!("{who} does not send {what}", "{who}没有发出{what}"),
            (_, Follows::Enters(..)) => say!("{who} does not enter {state}", "{who}没有进入 {state}"),
            (_, Follows::Returns(_)) => {
                say!("{who}'s {what} does not return {result}", "{who}的 {what} 没有返回 {result}")
            }
        }
    }

    /// Does the second trace have a segment like that of the first?
    pub(super) fn sent_at_all(&self, index: usize) -> bool {
        let wanted = &self.traces[0].flights[index];
        let like =
            |flight: &Flight| (flight.from, flight.segment.kind()) == (wanted.from, wanted.segment.kind());
        self.traces[1].flights.iter().any(like)
    }

    pub(super) fn who(&self) -> Side {
        match self.consequence() {
            Some((which, Follows::Sends(index))) => self.traces[which].flights[index].from,
            Some((_, Follows::Enters(_, side, _))) => side,
            Some((which, Follows::Returns(index))) => self.traces[which].calls[index].side,
            None => Side::Client,
        }
    }

    pub(super) fn when(&self) -> Instant {
        match self.consequence() {
            Some((which, Follows::Sends(index))) => self.traces[which].flights[index].sent,
            Some((_, Follows::Enters(at, ..))) => at,
            Some((which, Follows::Returns(index))) => {
                self.traces[which].calls[index].returned.map_or(self.difference.at, |(at, _)| at)
            }
            None => self.difference.at,
        }
    }

    /// What is sent, or which call returns.
    pub(super) fn put_what(&self, out: &mut String) {
        match self.consequence() {
            Some((which, Follows::Sends(index))) => {
                let words = match self.traces[which].flights[index].segment.kind() {
                    Kind::Fin => both("its FIN", "FIN"),
                    Kind::Syn => both("its SYN", "SYN"),
                    Kind::SynAck => both("its SYN,ACK", "SYN,ACK"),
                    Kind::Rst => both("a RST", "RST"),
                    Kind::Ack => both("an ACK", "ACK"),
                    Kind::Data => both("data", "数据"),
                };
                out.push_str(words.in_lang(self.lang));
            }
            Some((which, Follows::Returns(index))) => put_call(&self.traces[which].calls[index], out),
            Some((_, Follows::Enters(..))) | None => {}
        }
    }
}
