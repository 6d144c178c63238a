//! What has arrived: the window that was offered, text and FIN (RFC 9293 section 3.10.7.4, seventh
//! and eighth), and what is held beyond a hole.

use super::connection::{Connection, MAX_BUFFER, Notice, Output};
use super::rule::Rule;
use super::segment::Segment;
use super::seq::SeqNum;
use super::state::State::*;
use super::verdict::Check;
use crate::time::Instant;

/// A stretch of text, and perhaps the FIN behind its last octet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    seq: SeqNum,
    len: u32,
    fin: bool,
}

impl Piece {
    /// The number after the last octet: the FIN's, where there is one.
    fn end(&self) -> SeqNum {
        self.seq + self.len
    }
}

/// Text beyond a hole, and the number of a FIN there (SHLD-31).
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// They neither overlap nor touch.
    stretches: Vec<(SeqNum, SeqNum)>,
    fin: Option<SeqNum>,
}

impl Held {
    fn is_empty(&self) -> bool {
        self.stretches.is_empty() && self.fin.is_none()
    }

    fn add(&mut self, piece: Piece) {
        if piece.fin && self.fin.is_none() {
            self.fin = Some(piece.end());
        }
        if piece.len == 0 {
            return;
        }
        let (mut start, mut end) = (piece.seq, piece.end());
        self.stretches.retain(|&(from, to)| {
            let apart = to.before(start) || end.before(from);
            if !apart {
                start = if from.before(start) { from } else { start };
                end = end.latest(to);
            }
            apart
        });
        self.stretches.push((start, end));
    }

    /// Takes out what now follows `next` without a hole: how many octets, and whether the FIN is
    /// behind them. Text beyond a FIN is no text.
    fn take(&mut self, next: SeqNum) -> (u32, bool) {
        let follows = self.stretches.iter().position(|(from, _)| from.at_or_before(next));
        let reached = follows.map_or(next, |index| self.stretches.swap_remove(index).1.latest(next));
        let stop = self.fin.filter(|fin| fin.at_or_before(reached)).unwrap_or(reached);
        let ended = self.fin == Some(stop);
        if ended {
            *self = Self::default();
        }
        (stop.distance_from(next), ended)
    }
}

impl Connection {
    // ---- the window we offer ----

    /// RCV.WND: how much the peer may still send, by what it was last told.
    pub(super) fn rcv_wnd(&self) -> u32 {
        if self.rcv_edge.after(self.rcv_nxt) { self.rcv_edge.distance_from(self.rcv_nxt) } else { 0 }
    }

    /// What the buffer has room for (RCV.BUFF − RCV.USER).
    pub(super) fn room(&self) -> u32 {
        self.config.receive_buffer.min(MAX_BUFFER).saturating_sub(self.unread)
    }

    /// Would it be worth it to move the window's right edge? Not in small steps: section
    /// 3.8.6.2.2.
    fn window_can_grow(&self) -> bool {
        let worth = self.config.mss.min(self.config.receive_buffer / 2).max(1);
        self.room().saturating_sub(self.rcv_wnd()) >= worth
    }

    /// The window for a segment that leaves now.
    pub(super) fn offer_window(&mut self) -> u32 {
        if self.window_can_grow() {
            self.rcv_edge = self.rcv_nxt + self.room();
        }
        self.rcv_wnd()
    }

    /// Tells the peer about new room where it may be waiting for it, and never after its FIN.
    pub(super) fn update_window(&mut self) {
        let narrow = self.rcv_wnd() < self.config.mss.min(self.config.receive_buffer / 2).max(1);
        if self.state.may_receive() && narrow && self.window_can_grow() {
            self.send_ack(Rule::WindowUpdate);
        }
    }

    // ---- seventh: text; eighth: FIN ----

    pub(super) fn text_and_fin(&mut self, now: Instant, segment: &Segment) {
        if segment.len == 0 && !segment.fin {
            self.passes(Check::Text, None);
            self.passes(Check::Fin, None);
            return;
        }
        if !self.state.may_receive() {
            return self.after_the_end(segment);
        }
        let (expected, had_hole) = (self.rcv_nxt, !self.held.is_empty());
        let piece = self.cut_to_window(segment);
        // A FIN beyond a hole says that there was text in it.
        if piece.end().after(expected) && !self.reading && self.config.half_duplex_close {
            return self.reset_late_text(now, segment);
        }
        self.held.add(piece);
        let (octets, fin) = self.held.take(self.rcv_nxt);
        if octets > 0 {
            self.deliver(octets);
            self.text_has_come(now, octets);
            // Linux throws away what it holds beyond a FIN before it looks for a hole.
            if had_hole && !(piece.fin && self.adapts()) {
                self.ack_now = Some(Rule::Text);
            }
        }
        if fin {
            self.fin_in_order(now);
        }
        self.note_text_and_fin(segment, self.rcv_nxt == expected, fin);
        match (self.rcv_nxt == expected, fin) {
            (true, _) => self.ack_now = Some(Rule::TextOutOfOrder),
            (false, true) => self.owe_ack(now, Rule::Fin),
            (false, false) => self.owe_ack(now, Rule::Text),
        }
    }

    /// What the verdict says about text and FIN; both may wait beyond a hole. `fin` is one that is taken
    /// now, perhaps from an earlier segment.
    fn note_text_and_fin(&mut self, segment: &Segment, waits: bool, fin: bool) {
        let text = if waits { Rule::TextOutOfOrder } else { Rule::Text };
        self.passes(Check::Text, (segment.len > 0).then_some(text));
        let fin = if fin { Some(Rule::Fin) } else { segment.fin.then_some(Rule::TextOutOfOrder) };
        self.passes(Check::Fin, fin);
    }

    /// The segment's way ends with its text, or with its FIN where it has no text.
    pub(super) fn ends_at_text_or_fin(&mut self, segment: &Segment, rule: Rule) {
        if segment.len > 0 {
            self.ends(Check::Text, rule);
        } else {
            self.passes(Check::Text, None);
            self.ends(Check::Fin, rule);
        }
    }

    /// Nobody can read it: the peer learns so by a RST that its number makes believable (RFC 9293
    /// section 3.5.2, as from CLOSED).
    fn reset_late_text(&mut self, now: Instant, segment: &Segment) {
        let seq = segment.ack.unwrap_or(self.snd_nxt);
        self.out.push(Output::Transmit {
            segment: Segment::rst(seq, None),
            rule: Rule::DataAfterClose,
            again: false,
        });
        self.enter(now, Closed, Rule::DataAfterClose);
        self.ends_at_text_or_fin(segment, Rule::DataAfterClose);
    }

    /// The peer's FIN is already here, so nothing can follow it. A second FIN is told where we are.
    fn after_the_end(&mut self, segment: &Segment) {
        self.ends_at_text_or_fin(segment, Rule::TextIgnored);
        self.hurry_acks();
        if segment.fin {
            self.ack_now = Some(Rule::TextIgnored);
        } else {
            self.out.push(Output::Ignored(Rule::TextIgnored));
        }
    }

    /// Only what is new and in the window counts; a FIN beyond the window is lost with its part.
    fn cut_to_window(&self, segment: &Segment) -> Piece {
        let mut piece = Piece { seq: segment.text_start(), len: segment.len, fin: segment.fin };
        if piece.seq.before(self.rcv_nxt) {
            // Not all of it is old, or the first step would not have let it through.
            piece.len = piece.len.saturating_sub(self.rcv_nxt.distance_from(piece.seq));
            piece.seq = self.rcv_nxt;
        }
        let offset = piece.seq.distance_from(self.rcv_nxt);
        let room = self.rcv_wnd().saturating_sub(offset);
        // A FIN alone at RCV.NXT needs no room (decision D6: it got through the first step).
        let alone = piece.len == 0 && offset == 0;
        piece.fin &= piece.len < room || alone;
        piece.len = piece.len.min(room);
        piece
    }

    fn deliver(&mut self, octets: u32) {
        self.rcv_nxt += octets;
        // After close() nobody reads: the octets are acknowledged and thrown away.
        if self.reading {
            self.unread += octets;
            self.notify(Notice::Arrived(octets));
        }
    }

    /// The FIN takes its number, once; it takes no room.
    fn fin_in_order(&mut self, now: Instant) {
        self.peer_fin = Some(self.rcv_nxt);
        self.rcv_nxt += 1;
        self.rcv_edge += 1;
        self.notify(Notice::EndOfData);
        match self.state {
            Established => {
                self.enter(now, CloseWait, Rule::Fin);
                return self.fin_has_come();
            }
            FinWait1 => self.enter(now, Closing, Rule::Fin),
            FinWait2 => self.enter(now, TimeWait, Rule::Fin),
            Closed | Listen | SynSent | SynReceived | CloseWait | Closing | LastAck | TimeWait => {
                unreachable!("no text is taken in {}", self.state)
            }
        }
        self.ack_now = Some(Rule::Fin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(from: u32, to: u32, fin: bool) -> Piece {
        Piece { seq: SeqNum(from), len: to.wrapping_sub(from), fin }
    }

    #[test]
    fn a_hole_is_filled_once() {
        let mut held = Held::default();
        held.add(piece(20, 30, true));
        held.add(piece(20, 25, false));
        assert_eq!(held.take(SeqNum(10)), (0, false));
        held.add(piece(10, 22, false));
        assert_eq!(held.take(SeqNum(10)), (20, true));
        assert!(held.is_empty());
    }

    #[test]
    fn stretches_merge_across_the_wrap() {
        let mut held = Held::default();
        for (from, to) in [(u32::MAX - 5, u32::MAX - 2), (2, 5), (u32::MAX - 2, 2)] {
            held.add(piece(from, to, false));
        }
        assert_eq!(held.stretches.len(), 1);
        assert_eq!(held.take(SeqNum(u32::MAX - 5)), (11, false));
    }

    #[test]
    fn text_beyond_a_fin_is_no_text() {
        let mut held = Held::default();
        held.add(piece(10, 10, true));
        held.add(piece(5, 20, false));
        assert_eq!(held.take(SeqNum(5)), (5, true));
    }
}
