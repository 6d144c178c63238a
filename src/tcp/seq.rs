//! Sequence numbers: 32 bits that wrap (RFC 9293 section 3.4).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A sequence number. It has no `Ord`: on a circle, "less" only means something within half a turn,
/// and [`before`](SeqNum::before) says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeqNum(pub u32);

impl SeqNum {
    /// Is `self` < `other` in the RFC's sense, that is less than half a turn behind it?
    #[must_use]
    pub const fn before(self, other: Self) -> bool {
        (self.0.wrapping_sub(other.0) as i32) < 0
    }

    /// Is `self` > `other` in the RFC's sense?
    #[must_use]
    pub const fn after(self, other: Self) -> bool {
        other.before(self)
    }

    /// `self` =< `other`.
    #[must_use]
    pub const fn at_or_before(self, other: Self) -> bool {
        !other.before(self)
    }

    /// Is it one of the `len` numbers that begin at `start`?
    #[must_use]
    pub const fn within(self, start: Self, len: u32) -> bool {
        self.0.wrapping_sub(start.0) < len
    }

    /// How many numbers lie from `earlier` up to `self`.
    #[must_use]
    pub const fn distance_from(self, earlier: Self) -> u32 {
        self.0.wrapping_sub(earlier.0)
    }

    /// The later of two.
    #[must_use]
    pub fn latest(self, other: Self) -> Self {
        if self.before(other) { other } else { self }
    }
}

impl Add<u32> for SeqNum {
    type Output = Self;
    fn add(self, count: u32) -> Self {
        Self(self.0.wrapping_add(count))
    }
}

impl AddAssign<u32> for SeqNum {
    fn add_assign(&mut self, count: u32) {
        *self = *self + count;
    }
}

impl Sub<u32> for SeqNum {
    type Output = Self;
    fn sub(self, count: u32) -> Self {
        Self(self.0.wrapping_sub(count))
    }
}

impl fmt::Display for SeqNum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_survives_the_wrap() {
        let last = SeqNum(u32::MAX);
        assert!(last.before(last + 1) && (last + 1).after(last));
        assert_eq!((last + 3).distance_from(last), 3);
        assert!(!last.before(last) && last.at_or_before(last));
        assert_eq!(last.latest(last + 1), SeqNum(0));
    }

    #[test]
    fn a_window_may_span_the_wrap() {
        let start = SeqNum(u32::MAX - 1);
        assert!((start + 3).within(start, 4));
        assert!(!(start + 4).within(start, 4));
        assert!(!(start - 1).within(start, 4));
        assert!(!start.within(start, 0));
    }
}
