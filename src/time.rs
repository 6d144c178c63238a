//! Time inside a scenario: whole microseconds, so that equal inputs give equal traces everywhere.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// A length of time in whole microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Duration(u64);

impl Duration {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0
    }

    #[must_use]
    pub fn secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Doubles, up to `most`: RFC 6298 section 5.5.
    #[must_use]
    pub fn doubled(self, most: Self) -> Self {
        Self(self.0.saturating_mul(2)).min(most)
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Self;
    /// Stops at zero: a length is never negative.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Div<u64> for Duration {
    type Output = Self;

    /// Towards zero.
    fn div(self, by: u64) -> Self {
        Self(self.0 / by)
    }
}

impl Mul<u64> for Duration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

/// `250 µs`, `40 ms`, `1.5 s`, `240 s`: at most three digits after the point, none that say nothing.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("0 s"),
            n if n < 1_000 => write!(f, "{n} µs"),
            n if n < 100_000 => write!(f, "{} ms", Decimal { thousandths: n }),
            n => write!(f, "{} s", Decimal { thousandths: n / 1_000 }),
        }
    }
}

/// Prints thousandths without floating point, which costs kilobytes in the page.
struct Decimal {
    thousandths: u64,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.thousandths / 1_000, self.thousandths % 1_000);
        if rest == 0 {
            write!(f, "{whole}")
        } else {
            let digits = format!("{rest:03}");
            write!(f, "{whole}.{}", digits.trim_end_matches('0'))
        }
    }
}

/// A moment, counted from the scenario's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(u64);

impl Instant {
    pub const START: Self = Self(0);

    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// How long since `earlier`; zero when that lies in the future.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;
    fn add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, length: Duration) {
        *self = *self + length;
    }
}

/// Seconds since the start, to the hundredth: `3.20 s`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 + 5_000) / 10_000;
        write!(f, "{}.{:02} s", hundredths / 100, hundredths % 100)
    }
}

/// Reads a decimal number with up to three places as thousandths: `1.25` is 1250. No sign, no exponent.
/// (The standard library's reader of floats would cost the page kilobytes of tables.)
#[must_use]
pub fn read_thousandths(text: &str) -> Option<u64> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    if places.len() > 3 || !digits(whole) || !digits(places) || whole.is_empty() && places.is_empty() {
        return None;
    }
    let read = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u64>().ok() };
    let scale = [1_000, 100, 10, 1][places.len()];
    read(whole)?.checked_mul(1_000)?.checked_add(read(places)? * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_print_without_digits_that_say_nothing() {
        for (micros, text) in [
            (0, "0 s"),
            (250, "250 µs"),
            (40_000, "40 ms"),
            (52_800, "52.8 ms"),
            (1_000_000, "1 s"),
            (1_500_000, "1.5 s"),
            (240_000_000, "240 s"),
        ] {
            assert_eq!(Duration::from_micros(micros).to_string(), text);
        }
    }

    #[test]
    fn moments_print_to_the_hundredth() {
        assert_eq!(Instant::from_millis(3_204).to_string(), "3.20 s");
        assert_eq!(Instant::from_millis(3_205).to_string(), "3.21 s");
    }

    #[test]
    fn decimals_are_read_as_thousandths() {
        for (text, thousandths) in [("1.25", 1_250), ("20", 20_000), (".5", 500), ("0.001", 1), ("3.", 3_000)]
        {
            assert_eq!(read_thousandths(text), Some(thousandths), "{text}");
        }
        for text in ["", ".", "-1", "1e3", "1.2345", "1,5", " 1", "99999999999999999999", "1.2.3", "é"] {
            assert_eq!(read_thousandths(text), None, "{text}");
        }
    }

    #[test]
    fn arithmetic_saturates() {
        let most = Duration::from_micros(u64::MAX);
        assert_eq!(most + most, most);
        assert_eq!(Duration::ZERO - most, Duration::ZERO);
        assert_eq!(Duration::from_secs(40).doubled(Duration::from_secs(64)), Duration::from_secs(64));
        assert_eq!(Instant::START.since(Instant::from_millis(5)), Duration::ZERO);
    }
}
