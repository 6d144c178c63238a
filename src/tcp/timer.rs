//! The timers of one connection, as a table.

use crate::time::Instant;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timer {
    /// When to answer for what has arrived, at the latest.
    DelayedAck,
    /// When to send the earliest unacknowledged segment again (RFC 6298).
    Retransmission,
    /// When to ask a closed window whether it has opened (RFC 9293 section 3.8.6.1).
    ZeroWindowProbe,
    /// When to give the peer up (RFC 9293 section 3.10.8).
    UserTimeout,
    /// When a system forgets a FIN-WAIT-2 that no program owns. No RFC has it.
    FinWait2,
    /// When 2·MSL are over.
    TimeWait,
}

impl Timer {
    pub const ALL: [Self; 6] = [
        Self::DelayedAck,
        Self::Retransmission,
        Self::ZeroWindowProbe,
        Self::UserTimeout,
        Self::FinWait2,
        Self::TimeWait,
    ];
}

/// When each timer fires; `None` is off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimerTable([Option<Instant>; Timer::ALL.len()]);

impl TimerTable {
    #[must_use]
    pub fn get(&self, timer: Timer) -> Option<Instant> {
        self.0[timer as usize]
    }

    /// Sets or stops it, and returns what was set before.
    pub fn put(&mut self, timer: Timer, at: Option<Instant>) -> Option<Instant> {
        std::mem::replace(&mut self.0[timer as usize], at)
    }

    /// The earliest; of two at the same moment the one that stands first in [`Timer::ALL`].
    #[must_use]
    pub fn next(&self) -> Option<(Instant, Timer)> {
        Timer::ALL.into_iter().filter_map(|timer| Some((self.get(timer)?, timer))).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_ties_keep_their_order() {
        let mut table = TimerTable::default();
        assert_eq!(table.next(), None);
        let (soon, late) = (Instant::from_millis(1), Instant::from_millis(2));
        table.put(Timer::TimeWait, Some(soon));
        table.put(Timer::Retransmission, Some(late));
        assert_eq!(table.next(), Some((soon, Timer::TimeWait)));
        assert_eq!(table.put(Timer::Retransmission, Some(soon)), Some(late));
        assert_eq!(table.next(), Some((soon, Timer::Retransmission)));
        table.put(Timer::Retransmission, None);
        table.put(Timer::TimeWait, None);
        assert_eq!(table.next(), None);
    }
}
