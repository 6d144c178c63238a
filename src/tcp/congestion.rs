//! How much may be under way: slow start, fast retransmit and what a timeout means (RFC 5681). What
//! short connections show of congestion control, and no more: no congestion avoidance.

use super::connection::{Connection, Sent};
use super::rule::Rule;
use super::segment::Segment;
use super::seq::SeqNum;
use crate::time::Instant;

/// So many duplicate ACKs mean a loss (RFC 5681 section 3.2).
const DUPLICATES: u32 = 3;

/// In segments. Without a window nothing is limited and nothing is learned.
#[derive(Clone, Debug)]
pub(super) struct Congestion {
    /// The congestion window.
    window: Option<u32>,
    /// Slow start ends here.
    threshold: u32,
    duplicates: u32,
    /// What was outstanding when the third duplicate came ends here.
    recover: Option<SeqNum>,
    /// A third duplicate, or an ACK of only a part: the first goes again.
    resend: bool,
}

impl Congestion {
    pub fn new(window: Option<u32>) -> Self {
        Self { window, threshold: u32::MAX, duplicates: 0, recover: None, resend: false }
    }

    pub fn allows(&self, under_way: u32) -> bool {
        self.window.is_none_or(|window| under_way < window)
    }

    /// A segment is acknowledged.
    pub fn arrived(&mut self) {
        if let Some(window) = self.window.as_mut().filter(|window| **window < self.threshold) {
            *window += 1;
        }
    }

    fn halve(&mut self, under_way: u32) {
        self.threshold = (under_way / 2).max(2);
    }
}

impl Connection {
    /// How many segments have neither arrived nor got lost, as far as one can tell.
    pub(super) fn under_way(&self) -> u32 {
        let flying = self.queue.iter().filter(|sent: &&Sent| !sent.lost).count() as u32;
        flying.saturating_sub(self.congestion.duplicates)
    }

    /// RFC 5681 section 2.
    pub(super) fn is_duplicate_ack(&self, segment: &Segment, ack: SeqNum) -> bool {
        let same_window = segment.window == self.snd_wnd;
        ack == self.snd_una && segment.seq_len() == 0 && same_window && !self.queue.is_empty()
    }

    pub(super) fn duplicate_ack_has_come(&mut self) {
        let under_way = self.under_way();
        let congestion = &mut self.congestion;
        if congestion.window.is_none() {
            return;
        }
        congestion.duplicates += 1;
        if congestion.duplicates == DUPLICATES && congestion.recover.is_none() {
            congestion.halve(under_way);
            congestion.recover = Some(self.snd_nxt);
            congestion.resend = true;
        }
    }

    /// After [`Connection::acknowledge`]: is what was lost made good, or only a part of it?
    pub(super) fn recovery_advances(&mut self) {
        let congestion = &mut self.congestion;
        congestion.duplicates = 0;
        let Some(recover) = congestion.recover else { return };
        if self.snd_una.before(recover) {
            // RFC 6582 section 3.2, step 3: the next hole.
            congestion.resend = true;
        } else {
            congestion.recover = None;
            congestion.resend = false;
        }
    }

    /// A timeout takes everything outstanding for lost.
    pub(super) fn take_all_for_lost(&mut self) {
        if self.congestion.window.is_none() {
            return;
        }
        self.congestion.halve(self.under_way());
        self.congestion.window = Some(1);
        self.congestion.duplicates = 0;
        self.congestion.resend = false;
        self.congestion.recover = None;
        for sent in &mut self.queue {
            sent.lost = true;
        }
    }

    /// Every ACK lets the next of what was lost go.
    pub(super) fn resend_what_was_lost(&mut self, now: Instant) {
        if std::mem::take(&mut self.congestion.resend) {
            let partial = self.congestion.duplicates == 0;
            self.resend_first(now, if partial { Rule::GoBack } else { Rule::FastRetransmit });
        }
        while let Some(index) = self.queue.iter().position(|sent| sent.lost)
            && self.congestion.allows(self.under_way())
        {
            self.resend(now, index, Rule::GoBack);
        }
    }
}
