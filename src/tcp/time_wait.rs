//! SEGMENT ARRIVES in TIME-WAIT: the steps of RFC 9293 section 3.10.7.4 with decisions D1, D3 and D4.

use super::config::TimeWaitSyn;
use super::connection::{Connection, Output};
use super::rule::Rule;
use super::segment::Segment;
use super::state::State::*;
use super::timer::Timer;
use super::verdict::Check;
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
            self.drops(Check::Rst, Rule::Rfc1337);
        } else if self.in_window(segment.seq) {
            self.passes(Check::Sequence, None);
            self.rst_in_window(now, segment);
        } else {
            self.drops(Check::Sequence, Rule::NotAcceptableRst);
        }
    }

    fn not_acceptable_in_time_wait(&mut self, now: Instant, segment: &Segment) {
        if segment.ack.is_none() && self.config.time_wait_drops_no_ack {
            self.passes(Check::Rst, None);
            self.passes(Check::Syn, None);
            return self.drops(Check::Ack, Rule::NoAckBit);
        }
        self.answer_not_acceptable(now, Check::Sequence, segment);
    }

    /// What Linux keeps in TIME-WAIT is a record of numbers, not a connection: it looks at little but
    /// SEQ, and almost everything restarts the wait (`tcp_timewait_state_process`).
    fn detached_time_wait(&mut self, now: Instant, segment: &Segment) {
        let exact = segment.seq == self.rcv_nxt;
        if segment.rst {
            if !exact {
                return self.drops(Check::Sequence, Rule::NotAcceptableRst);
            }
            self.passes(Check::Sequence, None);
            if self.config.rfc1337 {
                return self.drops(Check::Rst, Rule::Rfc1337);
            }
            self.rst_in_window(now, segment);
            return;
        }
        if exact && segment.seq_len() == 0 {
            self.goes_as_far_as_ack(None);
            self.restart_time_wait(now);
            return self.drops(Check::Ack, Rule::TimeWaitQuiet);
        }
        if segment.syn && segment.ack.is_none() {
            return self.syn_in_time_wait(now, segment);
        }
        if segment.ack.is_some() && self.config.time_wait_restarts_on_ack {
            self.restart_time_wait(now);
        }
        if self.is_fin_again(segment) {
            self.ack_now = Some(Rule::FinAgain);
            self.notes_fin_again();
        } else {
            self.answer_not_acceptable(now, Check::Sequence, segment);
        }
    }

    /// What the verdict says of the checks before the fifth. `by` is why the numbers pass where they
    /// lie outside the window.
    fn goes_as_far_as_ack(&mut self, by: Option<Rule>) {
        self.passes(Check::Sequence, by);
        self.passes(Check::Rst, None);
        self.passes(Check::Syn, None);
    }

    fn notes_fin_again(&mut self) {
        self.goes_as_far_as_ack(Some(Rule::FinAgain));
        self.passes(Check::Ack, Rule::AckOld);
        self.passes(Check::Text, None);
        self.passes(Check::Fin, Rule::FinAgain);
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
        self.goes_as_far_as_ack(self.is_fin_again(segment).then_some(Rule::FinAgain));
        let Some(ack) = segment.ack else { return self.drops(Check::Ack, Rule::NoAckBit) };
        if self.refuses_ack(now, ack) {
            return;
        }
        if self.is_fin_again(segment) {
            self.ack_now = Some(Rule::FinAgain);
            self.restart_time_wait(now);
            self.notes_fin_again();
        } else if segment.seq_len() > 0 {
            self.ack_now = Some(Rule::TextIgnored);
            self.passes(Check::Ack, Rule::AckOld);
            self.ends_at_text_or_fin(segment, Rule::TextIgnored);
        } else {
            // D3: two ends in TIME-WAIT would acknowledge each other's ACKs for ever.
            self.ignore(Rule::TimeWaitQuiet);
            self.ends(Check::Ack, Rule::TimeWaitQuiet);
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
        self.passes(Check::Rst, None);
        if self.drops_syn_fin(segment) {
            return self.drops(Check::Syn, Rule::SynFinDropped);
        }
        match self.config.time_wait_syn {
            TimeWaitSyn::Rfc793 if segment.seq.within(self.rcv_nxt, self.rcv_wnd()) => {
                self.passes(Check::Sequence, None);
                self.reset_for_syn(now, segment);
            }
            TimeWaitSyn::Rfc793 => {
                self.answer_not_acceptable(now, Check::Syn, segment);
            }
            TimeWaitSyn::Rfc6191 if asks && above_fin => self.reopen(now, segment),
            TimeWaitSyn::AboveNextElseAck | TimeWaitSyn::AboveNextElseSilence if asks && above_next => {
                self.reopen(now, segment);
            }
            TimeWaitSyn::Rfc6191 | TimeWaitSyn::AboveNextElseSilence if asks => {
                self.drops(Check::Syn, Rule::OldSynDropped);
            }
            TimeWaitSyn::Challenge
            | TimeWaitSyn::Rfc6191
            | TimeWaitSyn::AboveNextElseAck
            | TimeWaitSyn::AboveNextElseSilence => {
                self.challenge(now, Check::Syn, Rule::SynChallenged);
            }
        }
    }

    /// The system lets connect() have this 4-tuple again, with a number beyond every window of the old
    /// connection: Linux' old SND.NXT + 65535 + 2 (`net.ipv4.tcp_tw_reuse`, `tcp_twsk_unique`).
    /// Nothing happens in another state.
    pub fn open_over_time_wait(&mut self, now: Instant) -> Vec<Output> {
        if self.state == TimeWait {
            self.enter(now, Closed, Rule::TimeWaitReused);
            self.open_active(now);
        }
        std::mem::take(&mut self.out)
    }

    /// MAY-2: a new connection, whose numbers lie above every one that was used before.
    fn reopen(&mut self, now: Instant, segment: &Segment) {
        self.forget(self.next_iss());
        self.passive = true;
        self.ends(Check::Syn, Rule::NewIncarnation);
        self.learn_initial_number(segment);
        self.enter(now, SynReceived, Rule::NewIncarnation);
        self.send_syn(now, Rule::NewIncarnation);
    }
}
