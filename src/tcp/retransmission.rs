//! Acknowledgments of what we sent, and the timers that send it again (RFC 6298).

use super::config::RtoMode;
use super::connection::{Connection, Notice, OurFin, Output};
use super::rule::Rule;
use super::segment::Segment;
use super::seq::SeqNum;
use super::state::State::*;
use super::timer::Timer;
use crate::tcp::TimerChange;
use crate::time::{Duration, Instant};

/// Clock granularity G of RFC 6298: one microsecond.
const GRANULARITY: Duration = Duration::from_micros(1);
/// RFC 6298 section 5.7: after a SYN that timed out, RTO is at least this when data begins.
const RTO_AFTER_LOST_SYN: Duration = Duration::from_secs(3);

/// More are not added up: with any RTO they outlast every simulation.
const MOST_RETRIES: u32 = 100;

/// The term of the variance in Linux' RTO, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    rttvar: u64,
    /// The largest four deviations since the flight of segments began.
    most: u64,
    /// It ends when this number is acknowledged.
    flight_ends: SeqNum,
}

impl Connection {
    // ---- acknowledgments ----

    /// Takes an acceptable ACK of something new: the queue shrinks, the timers follow (RFC 6298
    /// section 5.2, 5.3).
    pub(super) fn acknowledge(&mut self, now: Instant, ack: SeqNum) {
        let sample = self.drop_acknowledged(now, ack);
        self.snd_una = ack;
        self.recovery_advances();
        self.tries = 0;
        self.first_again = None;
        match (self.config.rto_mode, sample) {
            (RtoMode::Sampled, Some(rtt)) => self.take_sample(rtt),
            (RtoMode::FlooredVariance, Some(rtt)) => self.take_floored_sample(rtt),
            // Karn: without a sample the doubled RTO stays.
            (RtoMode::Sampled | RtoMode::FlooredVariance, None) => {}
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

    /// Returns the round-trip time of the earliest segment that it acknowledges, unless one of them
    /// was sent twice (Karn's algorithm).
    fn drop_acknowledged(&mut self, now: Instant, ack: SeqNum) -> Option<Duration> {
        let (mut sample, mut ambiguous) = (None, false);
        while let Some(first) = self.queue.front_mut() {
            if first.end().after(ack) {
                first.cut_before(ack);
                break;
            }
            sample = sample.or(Some(now.since(first.at)));
            ambiguous |= first.again;
            // The first window begins after the handshake.
            if !first.syn {
                self.congestion.arrived();
            }
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
        let rto = srtt + GRANULARITY.max(rttvar * 4) + self.config.rto_slop;
        self.base_rto = rto.max(self.config.rto_min).min(self.config.rto_max);
        self.rto = self.base_rto;
    }

    /// The same with Linux' two differences: a deviation that shrinks counts little, and the term of
    /// the variance is never below the minimum, rises with the largest deviation of a flight of
    /// segments, and falls only slowly from one flight to the next (`tcp_rtt_estimator`).
    fn take_floored_sample(&mut self, rtt: Duration) {
        let (rtt, floor) = (rtt.micros(), self.config.rto_min.micros());
        let (srtt, mut spread) = match (self.srtt, self.spread) {
            (Some((srtt, mdev)), Some(spread)) => {
                let (srtt, mdev) = (srtt.micros(), mdev.micros());
                let error = srtt.abs_diff(rtt);
                let mdev = match rtt >= srtt || error <= mdev {
                    true => (mdev * 3 + error) / 4,
                    false => mdev + (error - mdev) / 32,
                };
                (((srtt * 7 + rtt) / 8, mdev), spread)
            }
            (_, _) => {
                let rttvar = (rtt * 2).max(floor);
                let spread = Spread { rttvar, most: rttvar, flight_ends: self.snd_nxt };
                ((rtt, rtt / 2), spread)
            }
        };
        spread.most = spread.most.max(srtt.1 * 4);
        spread.rttvar = spread.rttvar.max(spread.most);
        if self.snd_una.after(spread.flight_ends) {
            spread.rttvar -= (spread.rttvar - spread.most.min(spread.rttvar)) / 4;
            spread.flight_ends = self.snd_nxt;
            spread.most = floor;
        }
        self.spread = Some(spread);
        self.srtt = Some((Duration::from_micros(srtt.0), Duration::from_micros(srtt.1)));
        self.base_rto = Duration::from_micros(srtt.0 + spread.rttvar).min(self.config.rto_max);
        self.rto = self.base_rto;
    }

    /// RFC 6298 section 5.7, at the moment when the handshake is over.
    pub(super) fn opened_after_lost_syn(&mut self) {
        let unknown = match self.config.rto_mode {
            RtoMode::Fixed => false,
            RtoMode::Sampled => self.syn_timed_out,
            // Whatever the reason why there is no sample.
            RtoMode::FlooredVariance => self.srtt.is_none(),
        };
        if unknown {
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
            Timer::DelayedAck => self.delayed_ack_expires(),
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
        if self.is_hopeless(now) {
            return self.give_up(now, Rule::GiveUp);
        }
        let opening = matches!(self.state, SynSent | SynReceived);
        self.tries += 1;
        self.first_again.get_or_insert(now);
        self.syn_timed_out |= opening;
        self.probing |= !opening && self.snd_wnd == 0;
        if self.state != SynSent || self.tries > self.config.syn_linear {
            self.rto = self.rto.doubled(self.config.rto_max);
        }
        if !opening && !self.probing {
            self.take_all_for_lost();
        }
        self.resend_first(now, if self.probing { Rule::Probe } else { Rule::Retransmit });
    }

    /// R2 (RFC 9293 section 3.8.3), counted as the stack counts it.
    fn is_hopeless(&self, now: Instant) -> bool {
        let config = &self.config;
        let limit = match self.state {
            SynSent => config.syn_retries.map(|limit| limit + config.syn_linear),
            SynReceived => config.syn_ack_retries,
            _ if !self.reading => config.orphan_retries.or(config.retries),
            _ => config.retries,
        };
        let Some(limit) = limit else { return false };
        let counted = matches!(self.state, SynSent | SynReceived) || !config.retries_mean_time;
        if counted {
            return self.tries >= limit;
        }
        self.first_again.is_some_and(|first| now.since(first) >= self.time_of(limit))
    }

    /// How long so many retransmissions would take, the wait after the last one included.
    fn time_of(&self, retries: u32) -> Duration {
        let (mut wait, mut sum) = (self.config.rto_min, Duration::ZERO);
        for _ in 0..=retries.min(MOST_RETRIES) {
            sum = sum + wait;
            wait = wait.doubled(self.config.rto_max);
        }
        sum
    }

    pub(super) fn resend_first(&mut self, now: Instant, rule: Rule) {
        if !self.queue.is_empty() {
            self.resend(now, 0, rule);
            self.set_timer(Timer::Retransmission, now + self.rto);
        }
    }

    pub(super) fn resend(&mut self, now: Instant, index: usize, rule: Rule) {
        self.join_what_follows(index);
        let sent = &mut self.queue[index];
        sent.again = true;
        sent.lost = false;
        let sent = *sent;
        self.transmit(&sent, rule, true);
        if sent.len > 0 {
            self.text_leaves(now);
        }
    }

    /// What follows goes along, as far as one segment and the window hold it.
    fn join_what_follows(&mut self, index: usize) {
        let most = self.config.mss.min(self.snd_wnd);
        while self.config.resend_joins
            && let (Some(first), Some(next)) = (self.queue.get(index), self.queue.get(index + 1))
            && !first.syn
            && first.len < most
            && first.len + next.len <= most
        {
            let (len, fin) = (first.len + next.len, next.fin);
            self.queue.remove(index + 1);
            (self.queue[index].len, self.queue[index].fin) = (len, fin);
        }
    }

    /// One octet, or the FIN where nothing else waits, into a closed window. From then on the
    /// retransmission timer asks again, ever more slowly (MUST-36, SHLD-30).
    fn probe(&mut self, now: Instant) {
        let room = self.usable_window().min(self.unsent);
        if room > 0 {
            // The window is small, not closed, and has been so for long enough.
            return self.send_text(now, room, false, Rule::Send);
        }
        self.probing = true;
        self.rto = self.rto.doubled(self.config.rto_max);
        if self.config.empty_probe {
            self.probe_with_nothing(now);
        } else if self.unsent > 0 {
            self.send_text(now, 1, false, Rule::Probe);
        } else if self.our_fin == OurFin::Waiting {
            self.send_text(now, 0, true, Rule::Probe);
        }
    }

    /// An old number, which the peer answers with an ACK and its window.
    fn probe_with_nothing(&mut self, now: Instant) {
        if self.is_hopeless(now) {
            return self.give_up(now, Rule::GiveUp);
        }
        self.tries += 1;
        self.first_again.get_or_insert(now);
        let segment = Segment::ack(self.snd_una - 1, self.rcv_nxt, self.rcv_wnd());
        self.out.push(Output::Transmit { segment, rule: Rule::Probe, again: false });
        self.set_timer(Timer::ZeroWindowProbe, now + self.rto);
    }

    /// R2 or the user timeout: no segment is named (decision D8), the program is told. Who listened
    /// and met nobody listens again.
    fn give_up(&mut self, now: Instant, rule: Rule) {
        if self.state == SynReceived && self.passive && rule == Rule::GiveUp {
            return self.back_to_listen(now, rule);
        }
        self.flush_unread();
        if self.config.give_up_resets && self.state != SynSent {
            self.reset_and_forget(now, rule);
        } else {
            self.enter(now, Closed, rule);
        }
        self.notify(Notice::TimedOut);
    }
}
