//! SEGMENT ARRIVES: RFC 9293 section 3.10.7, its steps in its order, one function a step.

use super::config::TimeWaitSyn;
use super::connection::{Connection, Held, Notice, OurFin, Output};
use super::rule::Rule;
use super::segment::Segment;
use super::seq::SeqNum;
use super::state::State::{self, *};
use super::timer::Timer;
use crate::time::Instant;

/// Does the next step still look at the segment?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    Done,
}

/// A new incarnation's initial number lies this far above the old SND.NXT, beyond any window.
const ABOVE_OLD_NUMBERS: u32 = 65_537;

impl Connection {
    pub(super) fn segment_arrives(&mut self, now: Instant, segment: &Segment) {
        match self.state {
            Closed => self.closed(segment),
            Listen => self.listen(now, segment),
            SynSent => self.syn_sent(now, segment),
            TimeWait => self.time_wait(now, segment),
            SynReceived | Established | FinWait1 | FinWait2 | CloseWait | Closing | LastAck => {
                self.otherwise(now, segment);
            }
        }
        if self.state.is_synchronized() {
            self.send_what_may_go(now, Rule::AckNew);
        }
        if let Some(rule) = self.ack_now.take() {
            self.send_ack(rule);
        }
        if self.out.is_empty() {
            self.ignore(Rule::AckOld);
        }
    }

    fn ignore(&mut self, rule: Rule) {
        self.out.push(Output::Ignored(rule));
    }

    fn send_reset(&mut self, seq: SeqNum, ack: Option<SeqNum>, rule: Rule) {
        self.out.push(Output::Transmit { segment: Segment::rst(seq, ack), rule, again: false });
    }

    // ---- 3.10.7.1 to 3.10.7.3 ----

    fn closed(&mut self, segment: &Segment) {
        if segment.rst {
            return self.ignore(Rule::ClosedDrops);
        }
        match segment.ack {
            Some(ack) => self.send_reset(ack, None, Rule::ClosedAnswers),
            None => self.send_reset(SeqNum(0), Some(segment.end()), Rule::ClosedAnswers),
        }
    }

    fn listen(&mut self, now: Instant, segment: &Segment) {
        if segment.rst {
            return self.ignore(Rule::ListenDrops);
        }
        if let Some(ack) = segment.ack {
            return self.send_reset(ack, None, Rule::ListenReset);
        }
        if !segment.syn {
            return self.ignore(Rule::ListenDrops);
        }
        if self.drops_syn_fin(segment) {
            return;
        }
        self.snd_una = self.iss;
        self.snd_nxt = self.iss;
        self.learn_initial_number(segment);
        self.enter(now, SynReceived, Rule::ListenSyn);
        self.send_syn(now, Rule::ListenSyn);
    }

    fn drops_syn_fin(&mut self, segment: &Segment) -> bool {
        let drops = self.config.drop_syn_fin && segment.syn && segment.fin;
        if drops {
            self.ignore(Rule::SynFinDropped);
        }
        drops
    }

    /// Octets and FIN that come with a SYN are not taken: the peer sends them again.
    fn learn_initial_number(&mut self, segment: &Segment) {
        self.irs = segment.seq;
        self.rcv_nxt = segment.seq + 1;
        self.rcv_edge = self.rcv_nxt;
        self.snd_wl1 = segment.seq;
        self.snd_wl2 = segment.ack.unwrap_or(self.iss);
        self.snd_wnd = segment.window;
        self.max_snd_wnd = self.max_snd_wnd.max(segment.window);
    }

    fn syn_sent(&mut self, now: Instant, segment: &Segment) {
        let good_ack = segment.ack.map(|ack| ack.after(self.iss) && ack.at_or_before(self.snd_nxt));
        if let (Some(false), Some(ack)) = (good_ack, segment.ack) {
            if segment.rst {
                return self.ignore(Rule::SynSentDrops);
            }
            return self.send_reset(ack, None, Rule::SynSentBadAck);
        }
        if segment.rst {
            if good_ack.is_none() {
                return self.ignore(Rule::SynSentDrops);
            }
            self.enter(now, Closed, Rule::Refused);
            return self.notify(Notice::Refused);
        }
        if !segment.syn {
            return self.ignore(Rule::SynSentDrops);
        }
        if self.drops_syn_fin(segment) {
            return;
        }
        self.learn_initial_number(segment);
        let Some(ack) = segment.ack else {
            // Simultaneous open: the SYN goes again, as SYN,ACK (figure 7).
            self.queue.clear();
            self.enter(now, SynReceived, Rule::SynCrossed);
            return self.send_syn(now, Rule::SynCrossed);
        };
        self.acknowledge(now, ack);
        self.establish(now, Rule::SynAck);
        self.ack_now = Some(Rule::SynAck);
        self.text_and_fin(now, segment);
    }

    fn establish(&mut self, now: Instant, rule: Rule) {
        self.enter(now, Established, rule);
        self.opened_after_lost_syn();
        self.notify(Notice::Connected);
        // A CLOSE that waited in SYN-RECEIVED behind data (section 3.10.4).
        if self.our_fin == OurFin::Waiting {
            self.enter(now, FinWait1, Rule::Close);
        }
    }

    // ---- 3.10.7.4 ----

    fn otherwise(&mut self, now: Instant, segment: &Segment) {
        if self.sequence_check(now, segment) == Then::Done
            || self.rst_check(now, segment) == Then::Done
            || self.syn_check(now, segment) == Then::Done
            || self.ack_check(now, segment) == Then::Done
        {
            return;
        }
        self.text_and_fin(now, segment);
    }

    /// Tables 5 and 6 of section 3.10.7.4, and decision D6.
    fn acceptable(&self, segment: &Segment) -> bool {
        let window = self.rcv_wnd();
        match (segment.seq_len(), window) {
            (0, 0) => segment.seq == self.rcv_nxt,
            (0, _) => segment.seq.within(self.rcv_nxt, window),
            (1, 0) if segment.fin => self.config.zero_window_fin && segment.seq == self.rcv_nxt,
            (_, 0) => false,
            (_, _) => {
                segment.seq.within(self.rcv_nxt, window) || (segment.end() - 1).within(self.rcv_nxt, window)
            }
        }
    }

    /// First: the sequence number.
    fn sequence_check(&mut self, now: Instant, segment: &Segment) -> Then {
        if self.acceptable(segment) {
            return Then::GoOn;
        }
        if segment.rst {
            self.ignore(Rule::NotAcceptableRst);
            return Then::Done;
        }
        // D5: the SYN,ACK of a simultaneous open lies one before RCV.NXT, and its ACK counts.
        if self.state == SynReceived && segment.syn && segment.ack.is_some() && segment.seq == self.irs {
            self.ack_check(now, segment);
            return Then::Done;
        }
        // D2: a FIN sent again may bring the ACK of ours. S5: a closed window still takes ACKs.
        let again = matches!(self.state, Closing | LastAck) && segment.end() == self.rcv_nxt;
        let probe = self.rcv_wnd() == 0 && segment.seq == self.rcv_nxt;
        if (again || probe) && !segment.syn && segment.ack.is_some() {
            let gone = self.ack_check(now, segment) == Then::Done;
            if gone && (self.state == Closed || self.ack_now.is_some()) {
                return Then::Done;
            }
        }
        self.ack_now = Some(if segment.syn && self.config.rfc5961 && self.state != SynReceived {
            Rule::SynChallenged
        } else {
            Rule::NotAcceptable
        });
        Then::Done
    }

    /// Second: RST. In the window by now; RFC 5961 wants it exact.
    fn rst_check(&mut self, now: Instant, segment: &Segment) -> Then {
        if !segment.rst {
            return Then::GoOn;
        }
        if self.config.rfc5961 && segment.seq != self.rcv_nxt {
            self.ack_now = Some(Rule::ResetChallenged);
            return Then::Done;
        }
        match self.state {
            SynReceived => self.back_to_listen(now, Rule::ResetBeforeOpen),
            Established | FinWait1 | FinWait2 | CloseWait => self.reset_by_peer(now, Rule::Reset),
            Closing | LastAck | TimeWait => {
                self.enter(now, Closed, Rule::Reset);
                self.notify(Notice::Reset);
            }
            Closed | Listen | SynSent => unreachable!("handled elsewhere"),
        }
        Then::Done
    }

    /// SYN-RECEIVED remembers how it began (MUST-11).
    fn back_to_listen(&mut self, now: Instant, rule: Rule) {
        if self.passive {
            self.queue.clear();
            self.unsent = 0;
            self.our_fin = OurFin::NotAsked;
            self.stop_all_timers();
            self.rto = self.config.rto_initial;
            self.tries = 0;
            self.enter(now, Listen, rule);
        } else {
            self.enter(now, Closed, rule);
            self.notify(Notice::Refused);
        }
    }

    fn reset_by_peer(&mut self, now: Instant, rule: Rule) {
        self.unread = 0;
        self.enter(now, Closed, rule);
        self.notify(Notice::Reset);
    }

    /// Fourth: SYN.
    fn syn_check(&mut self, now: Instant, segment: &Segment) -> Then {
        if !segment.syn {
            return Then::GoOn;
        }
        if self.state == SynReceived && self.passive {
            self.back_to_listen(now, Rule::SynAgain);
        } else if self.config.rfc5961 {
            self.ack_now = Some(Rule::SynChallenged);
        } else if segment.seq.within(self.rcv_nxt, self.rcv_wnd()) {
            self.reset_for_syn(now, segment);
        } else {
            // Only something behind the SYN reaches into the window.
            self.ack_now = Some(Rule::NotAcceptable);
        }
        Then::Done
    }

    /// RFC 793: a SYN in the window is an error. The reset is one that its sender believes, be it
    /// in SYN-SENT (by the ACK) or synchronized (by SEQ): decision D10.
    fn reset_for_syn(&mut self, now: Instant, segment: &Segment) {
        match segment.ack {
            Some(ack) => self.send_reset(ack, None, Rule::SynResets),
            None => self.send_reset(self.snd_nxt, Some(segment.end()), Rule::SynResets),
        }
        self.reset_by_peer(now, Rule::SynResets);
    }

    /// Fifth: ACK.
    fn ack_check(&mut self, now: Instant, segment: &Segment) -> Then {
        let Some(ack) = segment.ack else {
            self.ignore(Rule::NoAckBit);
            return Then::Done;
        };
        if self.state == SynReceived {
            if !(ack.after(self.snd_una) && ack.at_or_before(self.snd_nxt)) {
                self.send_reset(ack, None, Rule::BadAckOfSyn);
                return Then::Done;
            }
            self.acknowledge(now, ack);
            self.take_window(segment, ack);
            self.establish(now, Rule::AckOfSyn);
            return Then::GoOn;
        }
        if let Some(rule) = self.bad_ack(ack) {
            self.ack_now = Some(rule);
            return Then::Done;
        }
        if ack.after(self.snd_una) {
            self.acknowledge(now, ack);
        }
        if ack == self.snd_una {
            self.update_send_window(now, segment, ack);
        }
        self.our_fin_acknowledged(now)
    }

    /// An ACK of what was never sent, or (RFC 5961 section 5.2) of what is long past.
    fn bad_ack(&self, ack: SeqNum) -> Option<Rule> {
        if ack.after(self.snd_nxt) {
            Some(Rule::AckUnsent)
        } else if self.config.rfc5961 && ack.before(self.snd_una - self.max_snd_wnd) {
            Some(Rule::AckTooOld)
        } else {
            None
        }
    }

    fn update_send_window(&mut self, now: Instant, segment: &Segment, ack: SeqNum) {
        let newer = self.snd_wl1.before(segment.seq)
            || (self.snd_wl1 == segment.seq && self.snd_wl2.at_or_before(ack));
        if !newer {
            return;
        }
        let was_closed = self.snd_wnd == 0;
        self.take_window(segment, ack);
        if self.snd_wnd == 0 {
            // A peer that answers probes is alive (MUST-37): patience begins afresh, RTO does not.
            self.tries = 0;
            if let (Some(patience), Some(_)) = (self.config.user_timeout, self.timers.get(Timer::UserTimeout))
            {
                self.set_timer(Timer::UserTimeout, now + patience);
            }
        } else if was_closed {
            self.window_opened(now);
        }
    }

    fn take_window(&mut self, segment: &Segment, ack: SeqNum) {
        self.snd_wnd = segment.window;
        self.max_snd_wnd = self.max_snd_wnd.max(segment.window);
        self.snd_wl1 = segment.seq;
        self.snd_wl2 = ack;
    }

    /// "Our FIN is acknowledged" means: it has left, and SND.UNA is the number after it.
    fn our_fin_acknowledged(&mut self, now: Instant) -> Then {
        if !matches!(self.our_fin, OurFin::Sent(number) if self.snd_una == number + 1) {
            return Then::GoOn;
        }
        match self.state {
            FinWait1 => self.enter(now, FinWait2, Rule::AckOfFin),
            Closing => self.enter(now, TimeWait, Rule::AckOfFin),
            LastAck => {
                self.enter(now, Closed, Rule::AckOfFin);
                self.notify(Notice::Closed);
                return Then::Done;
            }
            Closed | Listen | SynSent | SynReceived | Established | FinWait2 | CloseWait | TimeWait => {}
        }
        Then::GoOn
    }

    // ---- seventh and eighth: text and FIN ----

    fn text_and_fin(&mut self, now: Instant, segment: &Segment) {
        if segment.len == 0 && !segment.fin {
            return;
        }
        if !self.state.may_receive() {
            // The peer's FIN is already here, so nothing can follow it.
            self.ack_now = Some(Rule::TextIgnored);
            return;
        }
        let had_hole = !self.held.is_empty();
        let before = self.rcv_nxt;
        if let Some(piece) = self.cut_to_window(segment) {
            if piece.len > 0 && !self.reading && self.config.half_duplex_close {
                return self.reset_and_forget(now, Rule::DataAfterClose);
            }
            self.held.push(piece);
        }
        let (octets, fin) = self.take_in_order();
        if octets > 0 {
            if self.reading {
                self.unread += octets;
                self.notify(Notice::Arrived(octets));
            }
            if had_hole {
                self.ack_now = Some(Rule::Text);
            } else {
                self.owe_ack(now, Rule::Text);
            }
        }
        if fin {
            self.fin_in_order(now);
        }
        if self.rcv_nxt == before {
            self.ack_now = Some(Rule::TextOutOfOrder);
        }
    }

    /// Only what is new and in the window counts; a FIN beyond the window is lost with its part.
    fn cut_to_window(&self, segment: &Segment) -> Option<Held> {
        let mut piece = Held { seq: segment.text_start(), len: segment.len, fin: segment.fin };
        if piece.seq.before(self.rcv_nxt) {
            let old = self.rcv_nxt.distance_from(piece.seq);
            if old > piece.len {
                return None;
            }
            piece.seq = self.rcv_nxt;
            piece.len -= old;
        }
        let room = self.rcv_wnd().saturating_sub(piece.seq.distance_from(self.rcv_nxt));
        if piece.len > room {
            piece.len = room;
            piece.fin = false;
        } else if piece.fin && piece.len == room && !(room == 0 && self.config.zero_window_fin) {
            piece.fin = false;
        }
        (piece.len > 0 || piece.fin).then_some(piece)
    }

    /// Moves RCV.NXT over all held text that now follows without a hole. Returns how many octets,
    /// and whether a FIN is next.
    fn take_in_order(&mut self) -> (u32, bool) {
        let mut octets = 0;
        while let Some(index) = self.held.iter().position(|piece| {
            piece.seq.at_or_before(self.rcv_nxt) && self.rcv_nxt.at_or_before(piece.seq + piece.len)
        }) {
            let piece = self.held.swap_remove(index);
            let new = (piece.seq + piece.len).distance_from(self.rcv_nxt);
            octets += new;
            self.rcv_nxt += new;
            if piece.fin {
                self.held.clear();
                return (octets, true);
            }
        }
        // What lies wholly before RCV.NXT by now was a second copy.
        self.held.retain(|piece| piece.seq.after(self.rcv_nxt));
        (octets, false)
    }

    /// Eighth: the FIN takes its number, once.
    fn fin_in_order(&mut self, now: Instant) {
        self.peer_fin = Some(self.rcv_nxt);
        self.rcv_nxt += 1;
        self.notify(Notice::EndOfData);
        match self.state {
            Established => {
                self.enter(now, CloseWait, Rule::Fin);
                if self.ack_now.is_none() {
                    self.owe_ack(now, Rule::Fin);
                }
                return;
            }
            FinWait1 => self.enter(now, Closing, Rule::Fin),
            FinWait2 => self.enter(now, TimeWait, Rule::Fin),
            Closed | Listen | SynSent | SynReceived | CloseWait | Closing | LastAck | TimeWait => {
                unreachable!("no text is taken in {}", self.state)
            }
        }
        self.ack_now = Some(Rule::Fin);
    }

    // ---- TIME-WAIT: the same steps, with decisions D1, D3 and D4 ----

    fn time_wait(&mut self, now: Instant, segment: &Segment) {
        let acceptable = self.acceptable(segment);
        if segment.rst {
            if self.config.rfc1337 {
                self.ignore(Rule::Rfc1337);
            } else if acceptable {
                self.rst_check(now, segment);
            } else {
                self.ignore(Rule::NotAcceptableRst);
            }
            return;
        }
        if segment.syn {
            if !self.drops_syn_fin(segment) {
                self.syn_in_time_wait(now, segment);
            }
            return;
        }
        let Some(ack) = segment.ack else {
            if acceptable {
                self.ignore(Rule::NoAckBit);
            } else {
                self.ack_now = Some(Rule::NotAcceptable);
            }
            return;
        };
        if let Some(rule) = self.bad_ack(ack) {
            self.ack_now = Some(rule);
            return;
        }
        // D1: by the letter, step 1 drops a FIN that comes again before step 8 can restart the wait.
        // What counts is the FIN's own number, wherever its segment begins.
        let fin_again = segment.fin_number().is_some_and(|number| {
            Some(number) == self.peer_fin || (segment.len == 0 && number == self.rcv_nxt)
        });
        if fin_again {
            self.ack_now = Some(Rule::FinAgain);
            self.restart_time_wait(now);
        } else if !acceptable {
            self.ack_now = Some(Rule::NotAcceptable);
        } else if segment.len > 0 || segment.fin {
            self.ack_now = Some(Rule::TextIgnored);
        } else if self.config.time_wait_restarts_on_ack {
            self.restart_time_wait(now);
        } else {
            // D3: two ends in TIME-WAIT would acknowledge each other's ACKs for ever.
            self.ignore(Rule::TimeWaitQuiet);
        }
    }

    fn restart_time_wait(&mut self, now: Instant) {
        self.set_timer(Timer::TimeWait, now + self.config.msl * 2);
    }

    fn syn_in_time_wait(&mut self, now: Instant, segment: &Segment) {
        match self.config.time_wait_syn {
            TimeWaitSyn::Challenge => self.ack_now = Some(Rule::SynChallenged),
            TimeWaitSyn::Rfc6191 => {
                let above = self.peer_fin.is_some_and(|number| segment.seq.after(number));
                if above && segment.ack.is_none() {
                    self.reopen(now, segment);
                } else {
                    self.ignore(Rule::OldSynDropped);
                }
            }
            TimeWaitSyn::Rfc793 => {
                if segment.seq.within(self.rcv_nxt, self.rcv_wnd()) {
                    self.reset_for_syn(now, segment);
                } else {
                    self.ack_now = Some(Rule::NotAcceptable);
                }
            }
        }
    }

    /// MAY-2: a new connection, whose numbers lie above every one that was used before.
    fn reopen(&mut self, now: Instant, segment: &Segment) {
        let iss = self.snd_nxt + ABOVE_OLD_NUMBERS;
        self.stop_all_timers();
        let out = std::mem::take(&mut self.out);
        let fresh = Self::new(self.config.clone(), iss);
        *self = Self { state: State::TimeWait, passive: true, out, ..fresh };
        self.learn_initial_number(segment);
        self.enter(now, SynReceived, Rule::NewIncarnation);
        self.send_syn(now, Rule::NewIncarnation);
    }
}
