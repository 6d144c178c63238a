//! SEGMENT ARRIVES: RFC 9293 section 3.10.7, its steps in its order, one function a step.

use super::connection::{Connection, MAX_OFFER, Notice, OurFin, Output};
use super::rule::Rule;
use super::segment::Segment;
use super::seq::SeqNum;
use super::state::State::*;
use super::timer::Timer;
use super::verdict::{Check, Found, Then, Verdict};
use crate::time::Instant;

impl Connection {
    pub(super) fn segment_arrives(&mut self, now: Instant, segment: &Segment) {
        let known = self.known();
        self.verdict = Verdict::new(self.state);
        match self.state {
            Closed => self.closed(segment),
            Listen => self.listen(now, segment),
            SynSent => self.syn_sent(now, segment),
            TimeWait => self.time_wait(now, segment),
            SynReceived | Established | FinWait1 | FinWait2 | CloseWait | Closing | LastAck => {
                self.otherwise(now, segment);
            }
        }
        self.resend_what_was_refused(now);
        self.resend_what_was_lost(now);
        self.send_what_may_go(now, Rule::AckNew);
        if let Some(rule) = self.ack_now.take() {
            self.send_ack(rule);
        }
        if self.out.is_empty() && self.known() == known {
            self.ignore(Rule::AckOld);
        }
    }

    /// What a segment can teach without anything to be done about it: how far ours have arrived,
    /// how much the peer has room for, and octets that nobody will read.
    fn known(&self) -> (SeqNum, u32, SeqNum) {
        (self.snd_una, self.snd_wnd, self.rcv_nxt)
    }

    pub(super) fn ignore(&mut self, rule: Rule) {
        self.out.push(Output::Ignored(rule));
    }

    fn send_reset(&mut self, seq: SeqNum, ack: Option<SeqNum>, rule: Rule) {
        self.out.push(Output::Transmit { segment: Segment::rst(seq, ack), rule, again: false });
    }

    // ---- 3.10.7.1 to 3.10.7.3 ----

    fn closed(&mut self, segment: &Segment) {
        if segment.rst {
            return self.drops(Check::Rst, Rule::ClosedDrops);
        }
        self.passes(Check::Rst, None);
        self.ends(Check::Ack, Rule::ClosedAnswers);
        match segment.ack {
            Some(ack) => self.send_reset(ack, None, Rule::ClosedAnswers),
            None => self.send_reset(SeqNum(0), Some(segment.end()), Rule::ClosedAnswers),
        }
    }

    fn listen(&mut self, now: Instant, segment: &Segment) {
        if segment.rst {
            return self.drops(Check::Rst, Rule::ListenDrops);
        }
        self.passes(Check::Rst, None);
        if self.drops_syn_fin(segment) {
            return self.drops(Check::Syn, Rule::SynFinDropped);
        }
        if let Some(ack) = segment.ack {
            return if segment.syn && self.config.listen_drops_syn_ack {
                self.drops(Check::Ack, Rule::ListenDropsSynAck)
            } else {
                self.ends(Check::Ack, Rule::ListenReset);
                self.send_reset(ack, None, Rule::ListenReset)
            };
        }
        self.passes(Check::Ack, None);
        if !segment.syn {
            return self.drops(Check::Syn, Rule::ListenDrops);
        }
        self.passes(Check::Syn, Rule::ListenSyn);
        self.learn_initial_number(segment);
        self.enter(now, SynReceived, Rule::ListenSyn);
        self.send_syn(now, Rule::ListenSyn);
    }

    pub(super) fn drops_syn_fin(&self, segment: &Segment) -> bool {
        self.config.drop_syn_fin && segment.syn && segment.fin
    }

    /// Octets and FIN that come with a SYN are not taken: the peer sends them again.
    pub(super) fn learn_initial_number(&mut self, segment: &Segment) {
        self.irs = segment.seq;
        self.rcv_nxt = segment.seq + 1;
        self.rcv_edge = self.rcv_nxt + self.room();
        self.last_ack = self.rcv_nxt;
        self.take_window(segment, segment.ack.unwrap_or(self.iss));
    }

    fn syn_sent(&mut self, now: Instant, segment: &Segment) {
        if self.drops_syn_fin(segment) {
            return self.drops(Check::Syn, Rule::SynFinDropped);
        }
        let good_ack = segment.ack.filter(|ack| self.acks_something_new(*ack));
        if let (None, Some(bad)) = (good_ack, segment.ack) {
            return if segment.rst {
                self.drops(Check::Ack, Rule::SynSentDrops)
            } else {
                self.ends(Check::Ack, Rule::SynSentBadAck);
                self.send_reset(bad, None, Rule::SynSentBadAck)
            };
        }
        self.passes(Check::Ack, None);
        if segment.rst {
            return self.rst_in_syn_sent(now, good_ack.is_some());
        }
        self.passes(Check::Rst, None);
        if !segment.syn {
            return self.drops(Check::Syn, Rule::SynSentDrops);
        }
        self.learn_initial_number(segment);
        let Some(ack) = good_ack else {
            // Simultaneous open (figure 7).
            self.ends(Check::Syn, Rule::SynCrossed);
            self.enter(now, SynReceived, Rule::SynCrossed);
            return self.send_syn_again(Rule::SynCrossed);
        };
        self.passes(Check::Syn, Rule::SynAck);
        self.acknowledge(now, ack);
        self.establish(now, Rule::SynAck);
        self.ack_now = Some(Rule::SynAck);
        self.text_and_fin(now, segment);
    }

    fn rst_in_syn_sent(&mut self, now: Instant, good_ack: bool) {
        if !good_ack {
            return self.drops(Check::Rst, Rule::SynSentDrops);
        }
        self.ends(Check::Rst, Rule::Refused);
        self.enter(now, Closed, Rule::Refused);
        self.notify(Notice::Refused);
    }

    /// SND.UNA < SEG.ACK =< SND.NXT.
    fn acks_something_new(&self, ack: SeqNum) -> bool {
        ack.after(self.snd_una) && ack.at_or_before(self.snd_nxt)
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
        if self.config.syn_again_answered && self.is_syn_again(segment) {
            return self.answer_syn_again(now);
        }
        if self.sequence_check(now, segment) == Then::Done
            || self.rst_check(now, segment) == Then::Done
            || self.syn_check(now, segment) == Then::Done
            || self.ack_check(now, segment) == Then::Done
        {
            return;
        }
        self.text_and_fin(now, segment);
    }

    fn is_syn_again(&self, segment: &Segment) -> bool {
        let alone = segment.syn && segment.ack.is_none() && !segment.rst;
        self.state == SynReceived && self.passive && alone && segment.seq == self.irs
    }

    /// The SYN,ACK may be lost: it goes again, and the next one after a whole RTO.
    fn answer_syn_again(&mut self, now: Instant) {
        self.ends(Check::Syn, Rule::SynAgainAnswered);
        if self.may_answer(now) {
            self.send_syn_again(Rule::SynAgainAnswered);
            self.set_timer(Timer::Retransmission, now + self.rto);
        }
    }

    /// Within [`Config::ack_limit`](super::Config::ack_limit)? Says so where it is not.
    fn may_answer(&mut self, now: Instant) -> bool {
        let soon = |last: Instant| self.config.ack_limit.is_some_and(|limit| now.since(last) < limit);
        if self.limited_ack.is_some_and(soon) {
            self.ignore(Rule::AckLimited);
            return false;
        }
        self.limited_ack = Some(now);
        true
    }

    /// An ACK that an attacker or a loop of ACKs must not be able to draw at will.
    pub(super) fn challenge(&mut self, now: Instant, check: Check, rule: Rule) -> Then {
        if self.may_answer(now) {
            self.ack_now = Some(rule);
        }
        self.ends(check, rule)
    }

    /// The ACK for what lies outside the window: what is empty could be part of a loop.
    pub(super) fn answer_not_acceptable(&mut self, now: Instant, check: Check, segment: &Segment) -> Then {
        if segment.seq_len() == 0 {
            return self.challenge(now, check, Rule::NotAcceptable);
        }
        self.hurry_acks();
        self.ack_now = Some(Rule::NotAcceptable);
        self.ends(check, Rule::NotAcceptable)
    }

    /// Is SEG.SEQ in the window? Of a closed window its left edge is.
    pub(super) fn in_window(&self, seq: SeqNum) -> bool {
        seq == self.rcv_nxt || seq.within(self.rcv_nxt, self.rcv_wnd())
    }

    /// Tables 5 and 6 of section 3.10.7.4.
    pub(super) fn acceptable(&self, segment: &Segment) -> bool {
        match (segment.seq_len(), self.rcv_wnd()) {
            (0, _) => self.in_window(segment.seq),
            // D6: what is new in it is a FIN alone, which needs no room.
            (_, 0) => self.config.zero_window_fin && segment.fin_number() == Some(self.rcv_nxt),
            (_, window) => self.in_window(segment.seq) || (segment.end() - 1).within(self.rcv_nxt, window),
        }
    }

    /// First: the sequence number.
    fn sequence_check(&mut self, now: Instant, segment: &Segment) -> Then {
        if segment.rst {
            return self.rst_sequence_check(segment);
        }
        if self.is_syn_ack_of_crossed_open(segment) {
            return self.passes(Check::Sequence, Rule::SynCrossed);
        }
        if self.acceptable(segment) {
            return self.passes(Check::Sequence, None);
        }
        let closing = self.state == Closing;
        self.verdict.note(Check::Sequence, Found::OnlyItsAck);
        if self.only_its_ack_counts(segment) && self.ack_check(now, segment) == Then::Done {
            return Then::Done;
        }
        if closing && self.state == TimeWait && self.config.closing_ends_silently {
            return Then::Done;
        }
        if segment.syn && self.config.rfc5961 && self.state.is_synchronized() {
            self.challenge(now, Check::Sequence, Rule::SynChallenged)
        } else {
            self.answer_not_acceptable(now, Check::Sequence, segment)
        }
    }

    /// For a RST it is SEG.SEQ that must lie in the window, whatever text it carries (section
    /// 3.5.3).
    fn rst_sequence_check(&mut self, segment: &Segment) -> Then {
        if self.in_window(segment.seq) || self.is_rst_at_fin(segment) {
            return self.passes(Check::Sequence, None);
        }
        self.ignore(Rule::NotAcceptableRst);
        self.ends(Check::Sequence, Rule::NotAcceptableRst)
    }

    /// Some stacks reset with the number of their FIN instead of the one after it.
    fn is_rst_at_fin(&self, segment: &Segment) -> bool {
        let after_fin = matches!(self.state, CloseWait | Closing | LastAck);
        self.config.rst_at_fin && after_fin && Some(segment.seq) == self.peer_fin
    }

    /// D5: by table 6 the SYN,ACK of figure 7 lies before the window, and yet it opens.
    fn is_syn_ack_of_crossed_open(&self, segment: &Segment) -> bool {
        self.state == SynReceived && segment.syn && segment.ack.is_some() && segment.seq == self.irs
    }

    /// S5: a closed window refuses text, not ACKs. D2: a FIN sent again may bring the ACK of ours.
    fn only_its_ack_counts(&self, segment: &Segment) -> bool {
        let refused = self.rcv_wnd() == 0 && segment.seq == self.rcv_nxt;
        let fin_again = matches!(self.state, Closing | LastAck) && segment.end() == self.rcv_nxt;
        (refused || fin_again) && !segment.syn && segment.ack.is_some()
    }

    /// Second: RST.
    fn rst_check(&mut self, now: Instant, segment: &Segment) -> Then {
        if segment.rst { self.rst_in_window(now, segment) } else { self.passes(Check::Rst, None) }
    }

    /// RFC 5961 wants it exact.
    pub(super) fn rst_in_window(&mut self, now: Instant, segment: &Segment) -> Then {
        if self.config.rfc5961 && segment.seq != self.rcv_nxt && !self.is_rst_at_fin(segment) {
            return self.challenge(now, Check::Rst, Rule::ResetChallenged);
        }
        let rule = if self.state == SynReceived { Rule::ResetBeforeOpen } else { Rule::Reset };
        match self.state {
            SynReceived => self.back_to_listen(now, rule),
            Established | FinWait1 | FinWait2 | CloseWait => self.reset_by_peer(now, rule),
            // No text was lost, but our FIN may be.
            Closing | LastAck => {
                self.enter(now, Closed, rule);
                self.notify(Notice::Reset);
            }
            // Both directions had ended in order.
            TimeWait => {
                self.enter(now, Closed, rule);
                self.notify(Notice::Closed);
            }
            Closed | Listen | SynSent => unreachable!("they have their own rules for a RST"),
        }
        self.ends(Check::Rst, rule)
    }

    /// SYN-RECEIVED remembers how it began (MUST-11).
    pub(super) fn back_to_listen(&mut self, now: Instant, rule: Rule) {
        if !self.passive {
            self.enter(now, Closed, rule);
            return self.notify(Notice::Refused);
        }
        let close_waits = self.our_fin == OurFin::Waiting;
        self.forget(self.iss);
        self.enter(now, Listen, rule);
        if close_waits {
            self.enter(now, Closed, Rule::CloseBeforeOpen);
            self.notify(Notice::Closed);
        }
    }

    fn reset_by_peer(&mut self, now: Instant, rule: Rule) {
        self.flush_unread();
        self.enter(now, Closed, rule);
        self.notify(Notice::Reset);
    }

    /// The RFC's "queues should be flushed", which not every stack does with what has arrived.
    pub(super) fn flush_unread(&mut self) {
        if !self.config.reset_keeps_unread {
            self.unread = 0;
        }
    }

    /// Fourth: SYN. It is the SYN itself that must lie in the window, not only what follows it.
    fn syn_check(&mut self, now: Instant, segment: &Segment) -> Then {
        if !segment.syn || self.is_syn_ack_of_crossed_open(segment) {
            return self.passes(Check::Syn, None);
        }
        let in_window = segment.seq.within(self.rcv_nxt, self.rcv_wnd());
        if self.state == SynReceived && self.passive && in_window {
            self.back_to_listen(now, Rule::SynAgain);
            self.ends(Check::Syn, Rule::SynAgain)
        } else if self.config.rfc5961 && (in_window || self.state.is_synchronized()) {
            self.challenge(now, Check::Syn, Rule::SynChallenged)
        } else if in_window {
            self.reset_for_syn(now, segment)
        } else {
            self.answer_not_acceptable(now, Check::Syn, segment)
        }
    }

    /// RFC 793: a SYN in the window is an error. The reset is one that its sender believes, be it
    /// in SYN-SENT (by the ACK) or synchronized (by SEQ): decision D10.
    pub(super) fn reset_for_syn(&mut self, now: Instant, segment: &Segment) -> Then {
        match segment.ack {
            Some(ack) => self.send_reset(ack, None, Rule::SynResets),
            None => self.send_reset(self.snd_nxt, Some(segment.end()), Rule::SynResets),
        }
        self.reset_by_peer(now, Rule::SynResets);
        self.ends(Check::Syn, Rule::SynResets)
    }

    /// Fifth: ACK.
    fn ack_check(&mut self, now: Instant, segment: &Segment) -> Then {
        let Some(ack) = segment.ack else {
            self.ignore(Rule::NoAckBit);
            return self.ends(Check::Ack, Rule::NoAckBit);
        };
        if self.state == SynReceived {
            return self.ack_of_syn(now, segment, ack);
        }
        if self.refuses_ack(now, ack) {
            return Then::Done;
        }
        self.passes(Check::Ack, Rule::AckOld);
        if ack.after(self.snd_una) {
            self.passes(Check::Ack, Rule::AckNew);
            self.acknowledge(now, ack);
        } else if self.is_duplicate_ack(segment, ack) {
            self.duplicate_ack_has_come();
        }
        if ack == self.snd_una {
            self.update_send_window(now, segment, ack);
        }
        self.our_fin_acknowledged(now)
    }

    fn ack_of_syn(&mut self, now: Instant, segment: &Segment, ack: SeqNum) -> Then {
        if !self.acks_something_new(ack) {
            self.send_reset(ack, None, Rule::BadAckOfSyn);
            return self.ends(Check::Ack, Rule::BadAckOfSyn);
        }
        self.acknowledge(now, ack);
        self.take_window(segment, ack);
        self.establish(now, Rule::AckOfSyn);
        self.passes(Check::Ack, Rule::AckOfSyn)
    }

    /// An ACK of what was never sent, or (RFC 5961 section 5.2) of what is long past.
    pub(super) fn refuses_ack(&mut self, now: Instant, ack: SeqNum) -> bool {
        if ack.after(self.snd_nxt) {
            if self.config.ack_of_unsent_dropped && self.state == Established {
                self.drops(Check::Ack, Rule::AckUnsentDropped);
            } else {
                self.challenge(now, Check::Ack, Rule::AckUnsent);
            }
            return true;
        }
        let too_old = self.config.rfc5961 && ack.before(self.snd_una - self.max_snd_wnd);
        if too_old {
            self.challenge(now, Check::Ack, Rule::AckTooOld);
        }
        too_old
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
            self.window_still_closed(now);
        } else if was_closed {
            self.window_opened();
        }
    }

    fn take_window(&mut self, segment: &Segment, ack: SeqNum) {
        self.snd_wnd = segment.window.min(MAX_OFFER);
        self.max_snd_wnd = self.max_snd_wnd.max(self.snd_wnd);
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
                return self.ends(Check::Ack, Rule::AckOfFin);
            }
            Closed | Listen | SynSent | SynReceived | Established | FinWait2 | CloseWait | TimeWait => {
                return Then::GoOn;
            }
        }
        self.passes(Check::Ack, Rule::AckOfFin)
    }
}
