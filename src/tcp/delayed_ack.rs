//! When what has arrived is acknowledged: at once, after a while, or with the program's answer
//! (RFC 9293 section 3.8.6.3).

use super::config::AckDelay;
use super::connection::Connection;
use super::rule::Rule;
use super::state::State::*;
use super::timer::Timer;
use crate::time::{Duration, Instant};

/// Linux' TCP_MAX_QUICKACKS.
const MOST_QUICK: u32 = 16;
/// Linux' TCP_ATO_MIN, which is also what a delayed ACK of an answering program waits at most of.
const SHORTEST_WAIT: Duration = Duration::from_millis(40);
/// Linux' TCP_DELACK_MAX.
const LONGEST_WAIT: Duration = Duration::from_millis(200);
/// A wait of nothing ends at the next tick of a kernel with 250 of them in a second.
const TICK: Duration = Duration::from_millis(4);
/// Text shorter than this does not make the window grow.
const GROWS_WINDOW: u32 = 128;
/// What the peer's full segment is taken for before one was seen (Linux' TCP_MSS_DEFAULT).
const ASSUMED_SEGMENT: u32 = 536;

/// What [`AckDelay::Adaptive`] has learned about the peer and about its own program.
#[derive(Clone, Debug)]
pub(super) struct AckHabit {
    /// So many more ACKs go out at once.
    quick: u32,
    /// How long the next delayed one waits; zero before any text has come.
    wait: Duration,
    /// The program answers: its segments can carry the ACKs.
    answering: bool,
    last_text: Instant,
    /// Short pieces not yet acknowledged.
    short: u32,
    /// The largest segment seen.
    largest: u32,
    /// The offered window has grown to its full size.
    grown: bool,
}

impl Default for AckHabit {
    fn default() -> Self {
        Self {
            quick: 0,
            wait: Duration::ZERO,
            answering: false,
            last_text: Instant::START,
            short: 0,
            largest: ASSUMED_SEGMENT,
            grown: false,
        }
    }
}

impl AckHabit {
    /// Text has come in order.
    fn text(&mut self, now: Instant, octets: u32, buffer: u32, rto: Duration) {
        if octets < self.largest {
            self.short += 1;
        } else {
            self.largest = octets;
        }
        let pause = now.since(self.last_text);
        self.last_text = now;
        if self.wait == Duration::ZERO {
            self.wait = SHORTEST_WAIT;
            self.quicken(buffer);
        } else if pause <= SHORTEST_WAIT / 2 {
            self.wait = self.wait / 2 + SHORTEST_WAIT / 2;
        } else if pause < self.wait {
            self.wait = (self.wait / 2 + pause).min(rto);
        } else if pause > rto {
            self.quicken(buffer);
        }
        // Where the window can grow, the peer shall learn it soon (`tcp_grow_window`); without
        // scaling it can do so once.
        if octets >= GROWS_WINDOW && !self.grown {
            self.grown = true;
            self.quick |= 1;
        }
    }

    fn quicken(&mut self, buffer: u32) {
        let full_windows = (buffer / (2 * self.largest)).max(2);
        self.quick = self.quick.max(full_windows.min(MOST_QUICK));
    }

    /// Something came again: its sender waits for an ACK.
    fn hurry(&mut self, buffer: u32) {
        self.quicken(buffer);
        self.answering = false;
        self.wait = SHORTEST_WAIT;
    }

    /// A segment with an ACK has left, `owed` or of its own.
    fn acknowledged(&mut self, owed: bool) {
        self.short = 0;
        if owed && self.quick > 0 {
            self.quick -= 1;
            if self.quick == 0 {
                self.wait = SHORTEST_WAIT;
            }
        }
    }
}

impl Connection {
    pub(super) fn adapts(&self) -> bool {
        self.config.ack_delay == AckDelay::Adaptive
    }

    /// What the habit learns from text in order, before anything is owed for it.
    pub(super) fn text_has_come(&mut self, now: Instant, octets: u32) {
        if self.adapts() {
            self.habit.text(now, octets, self.config.receive_buffer, self.rto);
        }
    }

    /// The peer is done, so whatever we still send is an answer.
    pub(super) fn fin_has_come(&mut self) {
        self.habit.answering = true;
    }

    /// Something came again.
    pub(super) fn hurry_acks(&mut self) {
        if self.adapts() {
            self.habit.hurry(self.config.receive_buffer);
        }
    }

    /// Text of ours leaves soon enough after the peer's to be an answer.
    pub(super) fn text_leaves(&mut self, now: Instant) {
        if now.since(self.habit.last_text) < self.habit.wait {
            self.habit.answering = true;
        }
    }

    /// Owes the peer an ACK for text or FIN in order, at once or later. Two full segments are never
    /// left waiting (SHLD-19).
    pub(super) fn owe_ack(&mut self, now: Instant, rule: Rule) {
        if self.ack_now.is_some() {
            return;
        }
        let waiting = self.rcv_nxt.distance_from(self.last_ack);
        let late = match self.config.ack_delay {
            AckDelay::AtOnce => None,
            _ if rule == Rule::Fin && !self.config.fin_ack_waits => None,
            AckDelay::After(delay) => {
                let may_wait = matches!(self.state, Established | CloseWait);
                let wait = may_wait && waiting < self.config.mss.saturating_mul(2);
                // What arrives second does not put the first one's ACK off.
                wait.then(|| self.timer(Timer::DelayedAck).unwrap_or(now + delay))
            }
            AckDelay::Adaptive => self.adaptive_deadline(now, waiting),
        };
        match late {
            Some(at) => self.set_timer(Timer::DelayedAck, at),
            None => self.ack_now = Some(rule),
        }
    }

    /// `None`: at once.
    fn adaptive_deadline(&self, now: Instant, waiting: u32) -> Option<Instant> {
        let habit = &self.habit;
        if waiting > habit.largest || (habit.quick > 0 && !habit.answering) {
            return None;
        }
        let mut wait = habit.wait.max(TICK);
        if wait > SHORTEST_WAIT {
            let most = if habit.answering || habit.short > 0 { LONGEST_WAIT } else { LONGEST_WAIT * 5 / 2 };
            let rtt = self.srtt.map_or(most, |(srtt, _)| srtt.max(SHORTEST_WAIT));
            wait = wait.min(most).min(rtt).min(LONGEST_WAIT);
        }
        match self.timer(Timer::DelayedAck) {
            // It is due so soon that it may as well go now.
            Some(due) if due <= now + wait / 4 => None,
            Some(due) => Some(due.min(now + wait)),
            None => Some(now + wait),
        }
    }

    /// The delayed ACK was not carried by anything.
    pub(super) fn delayed_ack_expires(&mut self) {
        if self.habit.answering {
            self.habit.answering = false;
            self.habit.wait = SHORTEST_WAIT;
        } else {
            self.habit.wait = (self.habit.wait * 2).min(self.rto);
        }
        self.send_ack(Rule::DelayedAck);
    }

    /// The program has read all that was there: of a peer that only sends nothing more is worth
    /// waiting for.
    pub(super) fn ack_after_reading(&mut self) {
        let habit = &self.habit;
        let due = self.adapts() && self.timer(Timer::DelayedAck).is_some();
        let drained = self.unread == 0 && (habit.short > 1 || (habit.short == 1 && !habit.answering));
        if due && (drained || self.rcv_nxt.distance_from(self.last_ack) > habit.largest) {
            self.send_ack(Rule::DelayedAck);
        }
    }

    /// Every segment with an ACK settles what was owed.
    pub(super) fn acknowledged(&mut self) {
        let owed = self.rcv_nxt != self.last_ack || self.timer(Timer::DelayedAck).is_some();
        self.habit.acknowledged(owed);
        self.last_ack = self.rcv_nxt;
        self.ack_now = None;
        self.stop_timer(Timer::DelayedAck);
    }
}
