//! What the network loses.

use super::super::template::Say;
use super::{Gap, Scene};
use crate::sim::link::LostBy;
use crate::sim::{Fate, Flight};
use crate::tcp::{Rule, State};

impl Scene<'_> {
    pub(super) fn rule_of_loss(&self, flight: &Flight) -> Rule {
        if self.is_outstanding(flight) { Rule::Retransmit } else { flight.rule }
    }

    /// Does the sender still wait for its ACK?
    fn is_outstanding(&self, flight: &Flight) -> bool {
        let sender = self.after;
        flight.segment.seq_len() > 0
            && !self.ended_since(flight.moment)
            && sender.state != State::TimeWait
            && sender.snd_una.before(flight.segment.end())
            && flight.segment.end().at_or_before(sender.snd_nxt)
    }

    /// Does its sender, whose stack does so, send it again before the RTO is over?
    fn comes_again_fast(&self, lost: &Flight) -> bool {
        let mut later = self.trace.flights.iter().filter(|flight| flight.sent > lost.sent);
        later.any(|flight| {
            flight.from == lost.from
                && flight.rule == Rule::FastRetransmit
                && flight.segment.seq == lost.segment.seq
        })
    }

    pub(super) fn lost(&self) -> Say {
        match self.about.map(|flight| flight.fate) {
            Some(Fate::Lost(_, LostBy::Choice)) => {
                seldom!("{what} is lost on its way, as chosen", "按照设定，{what}在途中丢失")
            }
            Some(Fate::Lost(_, LostBy::Chance)) => {
                seldom!("{what} is lost on its way, by chance", "{what}在途中偶然丢失")
            }
            _ => {
                seldom!("{what} is lost: the cable is cut", "线路断开，{what}丢失")
            }
        }
    }

    pub(super) fn after_loss(&self) -> Say {
        let Some(flight) = self.about else { return say!("", "") };
        if flight.segment.rst && self.other.state == State::Closed {
            return seldom!(
                "a RST is never sent again, but {peer} is CLOSED anyway.",
                "RST 从不重传，不过{peer}反正已经 CLOSED。",
            );
        }
        if flight.segment.rst {
            return seldom!(
                "a RST is neither acknowledged nor sent again: {peer} goes on knowing nothing of it.",
                "RST 既不被确认也不会重传，{peer}仍然一无所知。",
            );
        }
        if self.is_outstanding(flight) && self.comes_again_fast(flight) {
            return seldom!(
                "{me} cannot notice by itself: it sends again when its RTO expires without an ACK, or when three ACKs \
                 of what follows ask for it.",
                "{me}自己无从察觉：要么 RTO 到期还没有收到 ACK，要么后续报文段引来三个重复的 ACK 索要它，才会重传。",
            );
        }
        if self.is_outstanding(flight) {
            return seldom!(
                "{me} cannot notice; it sends again only if no ACK has come when its RTO expires.",
                "{me}无从察觉，要等到 RTO 到期还没有收到 ACK 才会重传。",
            );
        }
        if flight.segment.seq_len() > 0 {
            return if self.ended_since(flight.moment) {
                seldom!(
                    "{me} has become CLOSED since it sent this, and does not send it again.",
                    "{me}发出之后已经进入 CLOSED，不会再重传。",
                )
            } else {
                seldom!(
                    "This does no harm: an earlier copy has been acknowledged already.",
                    "这没有影响：先前的一份已经得到确认。",
                )
            };
        }
        if self.ended_since(flight.moment) {
            return seldom!(
                "{me} has become CLOSED since it sent this; if {peer} asks again, a RST answers.",
                "{me}发出之后已经进入 CLOSED；{peer}若再来询问，得到的将是 RST。",
            );
        }
        let waits = matches!(self.other.state, State::LastAck | State::Closing);
        match self.covers_fin_of(flight.from.peer(), flight) {
            Some(_) if self.after.state == State::TimeWait && waits => seldom!(
                "No timer guards an ACK, so {peer} must send its FIN again; {me} is still in TIME-WAIT to answer it.",
                "ACK 没有计时器保护，{peer}只能重传 FIN；好在{me}还处于 TIME-WAIT，能够再次应答。",
            ),
            Some(_) => seldom!(
                "No timer guards an ACK: it goes again when {peer} repeats its FIN, or along with {me}'s next segment.",
                "ACK 没有计时器保护：等{peer}重传 FIN，或者{me}发出下一个报文段，才会再次带上它。",
            ),
            None => seldom!(
                "No timer guards an ACK: {me}'s next segment carries it again, or its answer to a repetition.",
                "ACK 没有计时器保护：{me}的下一个报文段，或对重传的应答，会再次带上它。",
            ),
        }
    }
}
