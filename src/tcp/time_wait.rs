//! SEGMENT ARRIVES in TIME-WAIT: the steps of RFC 9293 section 3.10.7.4 with decisions D1, D3 and D4.

use super::config::TimeWaitSyn;
use super::connection::Connection;
use super::rule::Rule;
use super::segment::Segment;
use super::state::State::*;
use super::timer::Timer;
use crate::time::Instant;

impl Connection {
    pub(super) fn time_wait(&mut self, now: Instant, segment: &Segment) {
        if self.config.time_wait_is_detached {
            self.detached_time_wait(now, segment);
        } else if segment.rst {
            self.rst_in_time_wait(now, segment);
        } else if segment.syn {
            self.syn_in_time_wait(now, segment);
        } else if !self.acceptable(segment) && !self.is_fin_again(segment) {
            self.not_acceptable_in_time_wait(now, segment);
        } else {
            self.ack_and_fin_in_time_wait(now, segment);
        }
    }

    fn rst_in_time_wait(&mut self, now: Instant, segment: &Segment) {
        if self.config.rfc1337 {
            self.ignore(Rule::Rfc1337);
        } else if self.in_window(segment.seq) {
            self.rst_in_window(now, segment);
        } else {
            self.ignore(Rule::NotAcceptableRst);
        }
    }

    fn not_acceptable_in_time_wait(&mut self, now: Instant, segment: &Segment) {
        if segment.ack.is_none() && self.config.time_wait_drops_no_ack {
            return self.ignore(Rule::NoAckBit);
        }
        self.answer_not_acceptable(now, segment);
    }

    /// What Linux keeps in TIME-WAIT is a record of numbers, not a connection: it looks at little but
    /// SEQ, and almost everything restarts the wait (`tcp_timewait_state_process`).
    fn detached_time_wait(&mut self, now: Instant, segment: &Segment) {
        let exact = segment.seq == self.rcv_nxt;
        if segment.rst {
            return match (exact, self.config.rfc1337) {
                (true, false) => self.rst_in_window(now, segment),
                (true, true) => self.ignore(Rule::Rfc1337),
                (false, _) => self.ignore(Rule::NotAcceptableRst),
            };
        }
        if exact && segment.seq_len() == 0 {
            self.restart_time_wait(now);
            return self.ignore(Rule::TimeWaitQuiet);
        }
        if segment.syn && segment.ack.is_none() {
            return self.syn_in_time_wait(now, segment);
        }
        if segment.ack.is_some() && self.config.time_wait_restarts_on_ack {
            self.restart_time_wait(now);
        }
        if self.is_fin_again(segment) {
            self.ack_now = Some(Rule::FinAgain);
        } else {
            self.answer_not_acceptable(now, segment);
        }
    }

    /// D1: by the letter, step 1 drops a FIN that comes again before step 8 can restart the wait.
    /// What counts is the FIN's own number, wherever its segment begins. (A FIN at RCV.NXT, the only
    /// one that the letter lets through, restarts it too.)
    fn is_fin_again(&self, segment: &Segment) -> bool {
        let Some(number) = segment.fin_number() else { return false };
        let same = Some(number) == self.peer_fin;
        let next = segment.len == 0 && number == self.rcv_nxt;
        segment.ack.is_some() && (same || next)
    }

    fn ack_and_fin_in_time_wait(&mut self, now: Instant, segment: &Segment) {
        let Some(ack) = segment.ack else { return self.ignore(Rule::NoAckBit) };
        if self.refuses_ack(now, ack) {
            return;
        }
        if self.is_fin_again(segment) {
            self.ack_now = Some(Rule::FinAgain);
            self.restart_time_wait(now);
        } else if segment.seq_len() > 0 {
            self.ack_now = Some(Rule::TextIgnored);
        } else {
            // D3: two ends in TIME-WAIT would acknowledge each other's ACKs for ever.
            self.ignore(Rule::TimeWaitQuiet);
        }
    }

    fn restart_time_wait(&mut self, now: Instant) {
        self.set_timer(Timer::TimeWait, now + self.config.msl * 2);
    }

    /// D4: what a SYN does is a matter of the stack. A SYN,ACK asks for no connection.
    fn syn_in_time_wait(&mut self, now: Instant, segment: &Segment) {
        let above_fin = self.peer_fin.is_some_and(|number| segment.seq.after(number));
        let above_next = segment.seq.after(self.rcv_nxt);
        let asks = segment.ack.is_none();
        if self.drops_syn_fin(segment) {
            return self.ignore(Rule::SynFinDropped);
        }
        match self.config.time_wait_syn {
            TimeWaitSyn::Rfc793 if segment.seq.within(self.rcv_nxt, self.rcv_wnd()) => {
                self.reset_for_syn(now, segment);
            }
            TimeWaitSyn::Rfc793 => self.answer_not_acceptable(now, segment),
            TimeWaitSyn::Rfc6191 if asks && above_fin => self.reopen(now, segment),
            TimeWaitSyn::AboveNextElseAck | TimeWaitSyn::AboveNextElseSilence if asks && above_next => {
                self.reopen(now, segment);
            }
            TimeWaitSyn::Rfc6191 | TimeWaitSyn::AboveNextElseSilence if asks => {
                self.ignore(Rule::OldSynDropped);
            }
            TimeWaitSyn::Challenge
            | TimeWaitSyn::Rfc6191
            | TimeWaitSyn::AboveNextElseAck
            | TimeWaitSyn::AboveNextElseSilence => self.challenge(now, Rule::SynChallenged),
        }
    }

    /// MAY-2: a new connection, whose numbers lie above every one that was used before.
    fn reopen(&mut self, now: Instant, segment: &Segment) {
        self.forget(self.next_iss());
        self.passive = true;
        self.learn_initial_number(segment);
        self.enter(now, SynReceived, Rule::NewIncarnation);
        self.send_syn(now, Rule::NewIncarnation);
    }
}
