//! Acknowledgments of what we sent, and the timers that send it again (RFC 6298).

use super::config::RtoMode;
use super::connection::{Connection, Notice, OurFin, Output};
use super::rule::Rule;
use super::seq::SeqNum;
use super::state::State::*;
use super::timer::Timer;
use crate::tcp::TimerChange;
use crate::time::{Duration, Instant};

/// Clock granularity G of RFC 6298: one microsecond.
const GRANULARITY: Duration = Duration::from_micros(1);
/// RFC 6298 section 5.7: after a SYN that timed out, RTO is at least this when data begins.
const RTO_AFTER_LOST_SYN: Duration = Duration::from_secs(3);

impl Connection {
    // ---- acknowledgments ----

    /// Takes an acceptable ACK of something new: the queue shrinks, the timers follow (RFC 6298
    /// section 5.2, 5.3).
    pub(super) fn acknowledge(&mut self, now: Instant, ack: SeqNum) {
        let sample = self.drop_acknowledged(now, ack);
        self.snd_una = ack;
        self.tries = 0;
        match (self.config.rto_mode, sample) {
            (RtoMode::Sampled, Some(rtt)) => self.take_sample(rtt),
            // Karn: without a sample the doubled RTO stays.
            (RtoMode::Sampled, None) => {}
            (RtoMode::Fixed, _) => self.rto = self.base_rto,
        }
        if self.queue.is_empty() {
            self.stop_probing();
            self.stop_timer(Timer::Retransmission);
        } else {
            self.set_timer(Timer::Retransmission, now + self.rto);
        }
        self.set_user_timeout();
    }

    /// Returns the round-trip time of the latest segment that it acknowledges, unless one of them
    /// was sent twice (Karn's algorithm).
    fn drop_acknowledged(&mut self, now: Instant, ack: SeqNum) -> Option<Duration> {
        let (mut sample, mut ambiguous) = (None, false);
        while let Some(first) = self.queue.front_mut() {
            if first.end().after(ack) {
                first.cut_before(ack);
                break;
            }
            sample = Some(now.since(first.at));
            ambiguous |= first.again;
            self.queue.pop_front();
        }
        sample.filter(|_| !ambiguous)
    }

    /// RFC 6298 section 2: SRTT and RTTVAR, with α = 1/8 and β = 1/4.
    fn take_sample(&mut self, rtt: Duration) {
        let rtt = rtt.micros();
        let (srtt, rttvar) = match self.srtt {
            None => (rtt, rtt / 2),
            Some((srtt, rttvar)) => {
                let (srtt, rttvar) = (srtt.micros(), rttvar.micros());
                let error = srtt.abs_diff(rtt);
                (
                    srtt.saturating_mul(7).saturating_add(rtt) / 8,
                    rttvar.saturating_mul(3).saturating_add(error) / 4,
                )
            }
        };
        let (srtt, rttvar) = (Duration::from_micros(srtt), Duration::from_micros(rttvar));
        self.srtt = Some((srtt, rttvar));
        let rto = srtt + GRANULARITY.max(rttvar * 4);
        self.base_rto = rto.max(self.config.rto_min).min(self.config.rto_max);
        self.rto = self.base_rto;
    }

    /// RFC 6298 section 5.7, at the moment when the handshake is over.
    pub(super) fn opened_after_lost_syn(&mut self) {
        if self.syn_timed_out && self.config.rto_mode == RtoMode::Sampled {
            self.rto = self.rto.max(RTO_AFTER_LOST_SYN).min(self.config.rto_max);
            self.base_rto = self.rto;
        }
    }

    // ---- the peer's window ----

    /// A peer that answers from behind a closed window is alive (MUST-37): patience begins afresh,
    /// the distance of the probes does not.
    pub(super) fn window_still_closed(&mut self, now: Instant) {
        self.tries = 0;
        for sent in &mut self.queue {
            sent.waiting_since = now;
        }
        self.set_user_timeout();
    }

    /// The peer's window has opened again: what it refused goes again at once.
    pub(super) fn window_opened(&mut self) {
        self.stop_timer(Timer::ZeroWindowProbe);
        self.refused = self.stop_probing();
    }

    /// Not before the segment that opened the window is dealt with: its text is acknowledged too.
    pub(super) fn resend_what_was_refused(&mut self, now: Instant) {
        if std::mem::take(&mut self.refused) {
            self.resend_first(now, Rule::WindowOpened);
        }
    }

    /// It was the window that stretched the timeout, not the network: that is forgotten. Returns
    /// whether there had been a probe.
    fn stop_probing(&mut self) -> bool {
        if self.probing {
            self.rto = self.base_rto;
        }
        std::mem::take(&mut self.probing)
    }

    // ---- timers ----

    /// RFC 6298 section 5.1.
    pub(super) fn start_retransmission(&mut self, now: Instant) {
        if self.timer(Timer::Retransmission).is_none() {
            self.set_timer(Timer::Retransmission, now + self.rto);
        }
        self.set_user_timeout();
    }

    /// The user timeout counts for the oldest number that is not acknowledged.
    fn set_user_timeout(&mut self) {
        match (self.config.user_timeout, self.queue.front()) {
            (Some(patience), Some(first)) => {
                self.set_timer(Timer::UserTimeout, first.waiting_since + patience);
            }
            (_, None) | (None, _) => self.stop_timer(Timer::UserTimeout),
        }
    }

    pub(super) fn expires(&mut self, now: Instant, timer: Timer) {
        // A timer that was stopped or put off in the meantime is no event.
        if self.timer(timer).is_none_or(|at| at > now) {
            return;
        }
        self.timers.put(timer, None);
        self.out.push(Output::Timer { timer, change: TimerChange::Fired });
        match timer {
            Timer::DelayedAck => self.send_ack(Rule::DelayedAck),
            Timer::Retransmission => self.retransmission_expires(now),
            Timer::ZeroWindowProbe => self.probe(now),
            Timer::UserTimeout => self.give_up(now, Rule::UserTimeout),
            Timer::FinWait2 => self.enter(now, Closed, Rule::FinWait2Over),
            Timer::TimeWait => {
                self.enter(now, Closed, Rule::TimeWaitOver);
                self.notify(Notice::Closed);
            }
        }
    }

    /// RFC 6298 section 5.4 to 5.6: the earliest again, RTO doubled, until R2.
    fn retransmission_expires(&mut self, now: Instant) {
        let opening = matches!(self.state, SynSent | SynReceived);
        let limit = if opening { self.config.syn_retries } else { self.config.retries };
        if limit.is_some_and(|limit| self.tries >= limit) {
            return self.give_up(now, Rule::GiveUp);
        }
        self.tries += 1;
        self.syn_timed_out |= opening;
        self.probing |= !opening && self.snd_wnd == 0;
        self.rto = self.rto.doubled(self.config.rto_max);
        self.resend_first(now, if self.probing { Rule::Probe } else { Rule::Retransmit });
    }

    fn resend_first(&mut self, now: Instant, rule: Rule) {
        let Some(first) = self.queue.front_mut() else { return };
        first.again = true;
        let first = *first;
        self.transmit(&first, rule, true);
        self.set_timer(Timer::Retransmission, now + self.rto);
    }

    /// One octet, or the FIN where nothing else waits, into a closed window. From then on the
    /// retransmission timer asks again, ever more slowly (MUST-36, SHLD-30).
    fn probe(&mut self, now: Instant) {
        self.probing = true;
        self.rto = self.rto.doubled(self.config.rto_max);
        if self.unsent > 0 {
            self.send_text(now, 1, false, Rule::Probe);
        } else if self.our_fin == OurFin::Waiting {
            self.send_text(now, 0, true, Rule::Probe);
        }
    }

    /// R2 or the user timeout: no segment is named (decision D8), the program is told.
    fn give_up(&mut self, now: Instant, rule: Rule) {
        self.unread = 0;
        self.enter(now, Closed, rule);
        self.notify(Notice::TimedOut);
    }
}
