//! What leaves: SYN, data, FIN and ACK.

use super::config::Nagle;
use super::connection::{Connection, OurFin, Output, Sent};
use super::rule::Rule;
use super::segment::Segment;
use super::seq::SeqNum;
use super::state::State::*;
use super::timer::Timer;
use crate::time::Instant;

impl Connection {
    /// Sends the SYN, or the SYN,ACK where a SYN has arrived already.
    pub(super) fn send_syn(&mut self, now: Instant, rule: Rule) {
        self.snd_nxt = self.iss + 1;
        let sent = Sent { syn: true, ..Sent::new(self.iss, now) };
        self.queue.push_back(sent);
        self.transmit(&sent, rule, false);
        self.start_retransmission(now);
    }

    /// A SYN crossed ours, or came again: ours goes again, with an ACK. It is the same number, so its
    /// timers run on, and its ACK will not say which of the two arrived.
    pub(super) fn send_syn_again(&mut self, rule: Rule) {
        let Some(syn) = self.queue.front_mut() else { return };
        syn.again = true;
        let syn = *syn;
        self.transmit(&syn, rule, false);
    }

    /// Data up to the window, and the FIN behind the last octet when it waits.
    pub(super) fn send_what_may_go(&mut self, now: Instant, rule: Rule) {
        match self.state {
            Established | FinWait1 | CloseWait | Closing | LastAck => {}
            Closed | Listen | SynSent | SynReceived | FinWait2 | TimeWait => return,
        }
        while self.congestion.allows(self.under_way()) {
            let usable = self.usable_window();
            let len = self.unsent.min(usable).min(self.config.mss);
            let fin = self.our_fin == OurFin::Waiting && len == self.unsent && len < usable;
            if len == 0 && !fin || self.nagle_holds(len) || self.would_be_silly(len) {
                break;
            }
            self.send_text(now, len, fin, rule);
        }
        let blocked = self.unsent > 0 || self.our_fin == OurFin::Waiting;
        if blocked && self.queue.is_empty() && self.timer(Timer::ZeroWindowProbe).is_none() {
            self.set_timer(Timer::ZeroWindowProbe, now + self.rto);
        }
    }

    /// Not a part of what waits only because the window has a little room: not before a full segment,
    /// or half of the largest window seen, can go (RFC 9293 section 3.8.6.2.1, MUST-38). A timer ends
    /// the wait where no ACK will.
    fn would_be_silly(&self, len: u32) -> bool {
        let short = len > 0 && len < self.unsent && len < self.config.mss && len < self.max_snd_wnd / 2;
        short && self.config.silly_window_avoided
    }

    /// RFC 9293 section 3.7.4. Behind a CLOSE nothing is held back (C12).
    fn nagle_holds(&self, len: u32) -> bool {
        let waits = match self.config.nagle {
            Nagle::Off => false,
            Nagle::Any => !self.queue.is_empty(),
            Nagle::Short => self.short_until.after(self.snd_una),
        };
        waits && len < self.config.mss && self.our_fin != OurFin::Waiting
    }

    pub(super) fn usable_window(&self) -> u32 {
        let edge = self.snd_una + self.snd_wnd;
        if edge.after(self.snd_nxt) { edge.distance_from(self.snd_nxt) } else { 0 }
    }

    pub(super) fn send_text(&mut self, now: Instant, len: u32, fin: bool, rule: Rule) {
        // A FIN that waited for an arrival leaves for its own sake.
        let rule = if fin && rule == Rule::AckNew { Rule::FinLeaves } else { rule };
        let sent = Sent { len, fin, ..Sent::new(self.snd_nxt, now) };
        self.unsent -= len;
        self.snd_nxt = sent.end();
        if len > 0 && len < self.config.mss {
            self.short_until = sent.end();
        }
        self.queue.push_back(sent);
        self.transmit(&sent, rule, false);
        if len > 0 {
            self.text_leaves(now);
        }
        self.stop_timer(Timer::ZeroWindowProbe);
        if fin {
            self.fin_leaves(now, sent.end() - 1, rule);
        }
        self.start_retransmission(now);
    }

    /// CLOSE-WAIT ends when the FIN leaves (decision D12).
    fn fin_leaves(&mut self, now: Instant, number: SeqNum, rule: Rule) {
        self.our_fin = OurFin::Sent(number);
        match self.state {
            CloseWait => self.enter(now, LastAck, if rule == Rule::Close { rule } else { Rule::FinLeaves }),
            FinWait1 | Closing | LastAck => {}
            Closed | Listen | SynSent | SynReceived | Established | FinWait2 | TimeWait => {
                unreachable!("no FIN waits in {}", self.state)
            }
        }
    }

    /// Puts a queued segment on the wire with the ACK and window of this moment.
    pub(super) fn transmit(&mut self, sent: &Sent, rule: Rule, again: bool) {
        let window = self.offer_window();
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
        let window = self.offer_window();
        let segment = Segment::ack(self.snd_nxt, self.rcv_nxt, window);
        self.acknowledged();
        self.out.push(Output::Transmit { segment, rule, again: false });
    }
}
