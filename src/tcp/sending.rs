//! What leaves: SYN, data, FIN and ACK, and the timers that send them again (RFC 6298).

use super::config::{AckDelay, RtoMode};
use super::connection::{Connection, Notice, OurFin, Output, Sent};
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

impl Connection {
    /// Sends the SYN, or the SYN,ACK where a SYN has arrived already.
    pub(super) fn send_syn(&mut self, now: Instant, rule: Rule) {
        self.snd_nxt = self.iss + 1;
        let sent = Sent { seq: self.iss, len: 0, syn: true, fin: false, at: now, again: false };
        self.queue.push_back(sent);
        self.transmit(&sent, rule, false);
        self.start_retransmission(now);
    }

    /// Data up to the window, and the FIN behind the last octet when it waits.
    pub(super) fn send_what_may_go(&mut self, now: Instant, rule: Rule) {
        if !matches!(self.state, Established | FinWait1 | CloseWait | Closing) {
            return;
        }
        loop {
            let usable = self.usable_window();
            let len = self.unsent.min(usable).min(self.config.mss);
            let fin = self.our_fin == OurFin::Waiting && len == self.unsent && len < usable;
            if len == 0 && !fin {
                break;
            }
            self.send_text(now, len, fin, rule);
        }
        let blocked = self.unsent > 0 || self.our_fin == OurFin::Waiting;
        if blocked && self.queue.is_empty() && self.timers.get(Timer::ZeroWindowProbe).is_none() {
            self.set_timer(Timer::ZeroWindowProbe, now + self.rto);
        }
    }

    fn usable_window(&self) -> u32 {
        let edge = self.snd_una + self.snd_wnd;
        if edge.after(self.snd_nxt) { edge.distance_from(self.snd_nxt) } else { 0 }
    }

    fn send_text(&mut self, now: Instant, len: u32, fin: bool, rule: Rule) {
        let sent = Sent { seq: self.snd_nxt, len, syn: false, fin, at: now, again: false };
        self.unsent -= len;
        self.snd_nxt = sent.end();
        self.queue.push_back(sent);
        self.transmit(&sent, rule, false);
        self.stop_timer(Timer::ZeroWindowProbe);
        if fin {
            self.our_fin = OurFin::Sent(sent.end() - 1);
            if self.state == CloseWait {
                self.enter(now, LastAck, if rule == Rule::Close { rule } else { Rule::FinLeaves });
            }
        }
        self.start_retransmission(now);
    }

    /// Puts a queued segment on the wire with the ACK and window of this moment.
    fn transmit(&mut self, sent: &Sent, rule: Rule, again: bool) {
        let window = self.promise_window();
        let segment = if sent.syn {
            // Until the peer's SYN has come there is nothing to acknowledge.
            Segment::syn(sent.seq, (self.state != SynSent).then_some(self.rcv_nxt), window)
        } else {
            Segment::text(sent.seq, sent.len, sent.fin, self.rcv_nxt, window)
        };
        if segment.ack.is_some() {
            self.acknowledged();
        }
        self.out.push(Output::Transmit { segment, rule, again });
    }

    /// An ACK alone: it takes no number.
    pub(super) fn send_ack(&mut self, rule: Rule) {
        let window = self.promise_window();
        let segment = Segment::ack(self.snd_nxt, self.rcv_nxt, window);
        self.acknowledged();
        self.out.push(Output::Transmit { segment, rule, again: false });
    }

    /// Every segment with an ACK settles what was owed.
    fn acknowledged(&mut self) {
        self.ack_now = None;
        self.stop_timer(Timer::DelayedAck);
    }

    fn promise_window(&mut self) -> u32 {
        let window = self.rcv_wnd();
        self.rcv_edge = self.rcv_nxt + window;
        window
    }

    /// Owes the peer an ACK for text or FIN in order: at once, or as [`AckDelay`] says.
    pub(super) fn owe_ack(&mut self, now: Instant, rule: Rule) {
        match self.config.ack_delay {
            AckDelay::After(delay) if matches!(self.state, Established | CloseWait) => {
                // A second segment does not put the first one's ACK off (SHLD-19 is for bulk data;
                // the deadline of the first stands).
                if self.timers.get(Timer::DelayedAck).is_none() {
                    self.set_timer(Timer::DelayedAck, now + delay);
                }
            }
            AckDelay::After(_) | AckDelay::AtOnce => self.ack_now = Some(rule),
        }
    }

    // ---- acknowledgments of what we sent ----

    /// Takes an acceptable ACK of something new: the queue shrinks, the timers follow (RFC 6298
    /// section 5.2, 5.3).
    pub(super) fn acknowledge(&mut self, now: Instant, ack: SeqNum) {
        let mut sample = None;
        while let Some(first) = self.queue.front().copied() {
            if first.end().at_or_before(ack) {
                sample = (!first.again).then(|| now.since(first.at));
                self.queue.pop_front();
            } else {
                // Part of a segment: only its rest stays to be sent again.
                if first.seq.before(ack) {
                    let taken = ack.distance_from(first.seq);
                    let syn = u32::from(first.syn).min(taken);
                    let front = self.queue.front_mut().expect("it was just seen");
                    front.seq = ack;
                    front.syn = false;
                    front.len -= (taken - syn).min(front.len);
                }
                break;
            }
        }
        self.snd_una = ack;
        self.tries = 0;
        match (self.config.rto_mode, sample) {
            (RtoMode::Sampled, Some(rtt)) => self.take_sample(rtt),
            (RtoMode::Fixed, _) => self.rto = self.config.rto_initial,
            (RtoMode::Sampled, None) => {}
        }
        if self.queue.is_empty() {
            self.stop_timer(Timer::Retransmission);
            self.stop_timer(Timer::UserTimeout);
        } else {
            self.set_timer(Timer::Retransmission, now + self.rto);
            if let Some(patience) = self.config.user_timeout {
                self.set_timer(Timer::UserTimeout, now + patience);
            }
        }
    }

    /// RFC 6298 section 2: SRTT and RTTVAR, with α = 1/8 and β = 1/4.
    fn take_sample(&mut self, rtt: Duration) {
        let (srtt, rttvar) = match self.srtt {
            None => (rtt.micros(), rtt.micros() / 2),
            Some((srtt, rttvar)) => {
                let (srtt, rttvar, rtt) = (srtt.micros(), rttvar.micros(), rtt.micros());
                ((7 * srtt + rtt) / 8, (3 * rttvar + srtt.abs_diff(rtt)) / 4)
            }
        };
        let (srtt, rttvar) = (Duration::from_micros(srtt), Duration::from_micros(rttvar));
        self.srtt = Some((srtt, rttvar));
        self.rto = (srtt + GRANULARITY.max(rttvar * 4)).max(self.config.rto_min).min(self.config.rto_max);
    }

    /// RFC 6298 section 5.7, at the moment when the handshake is over.
    pub(super) fn opened_after_lost_syn(&mut self) {
        if self.syn_timed_out && self.config.rto_mode == RtoMode::Sampled && self.srtt.is_none() {
            self.rto = RTO_AFTER_LOST_SYN.max(self.config.rto_min).min(self.config.rto_max);
        }
    }

    /// The peer's window has opened again: what it refused before goes at once.
    pub(super) fn window_opened(&mut self, now: Instant) {
        self.stop_timer(Timer::ZeroWindowProbe);
        if self.tries > 0 || self.queue.front().is_some_and(|first| first.at < now) {
            self.resend_first(now, Rule::WindowOpened);
        }
    }

    // ---- timers ----

    fn start_retransmission(&mut self, now: Instant) {
        if self.timers.get(Timer::Retransmission).is_none() {
            self.set_timer(Timer::Retransmission, now + self.rto);
        }
        if let Some(patience) = self.config.user_timeout
            && self.timers.get(Timer::UserTimeout).is_none()
        {
            self.set_timer(Timer::UserTimeout, now + patience);
        }
    }

    pub(super) fn expires(&mut self, now: Instant, timer: Timer) {
        // A timer that was stopped in the meantime is no event.
        if self.timers.get(timer).is_none_or(|at| at > now) {
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
        self.rto = self.rto.doubled(self.config.rto_max);
        self.resend_first(now, Rule::Retransmit);
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
        if self.unsent > 0 {
            let fin = self.unsent == 1 && self.our_fin == OurFin::Waiting;
            self.send_text(now, 1, fin, Rule::Probe);
        } else if self.our_fin == OurFin::Waiting {
            self.send_text(now, 0, true, Rule::Probe);
        }
    }

    /// R2 or the user timeout: no segment is named (decision D8), the program is told.
    fn give_up(&mut self, now: Instant, rule: Rule) {
        self.enter(now, Closed, rule);
        self.notify(Notice::TimedOut);
    }
}
