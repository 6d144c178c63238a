//! The network between the two hosts: verdicts on segments, decided without drawing lots in order.

use super::scenario::{Match, Network, Side, Verdict};
use crate::tcp::{Kind, Segment};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// Why a segment was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LostBy {
    /// Somebody pointed at it: a fault of the scenario.
    Choice,
    /// The loss rate.
    Chance,
    /// The cable was cut.
    Cut,
}

/// Which one of its sender's segments this is, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordinal {
    /// Among all.
    pub any: u32,
    /// Among those of its [`Kind`].
    pub of_kind: u32,
    /// Among those that carry data.
    pub with_data: u32,
}

/// Counts what one side sends.
#[derive(Clone, Debug, Default)]
pub struct Counter {
    any: u32,
    kinds: [u32; Kind::ALL.len()],
    with_data: u32,
}

impl Counter {
    pub fn count(&mut self, segment: &Segment) -> Ordinal {
        let of_kind = &mut self.kinds[segment.kind() as usize];
        *of_kind += 1;
        self.any += 1;
        self.with_data += u32::from(segment.len > 0);
        Ordinal { any: self.any, of_kind: *of_kind, with_data: self.with_data }
    }
}

impl Match {
    /// Whether this is such a segment, and the n-th of them; `None`: any.
    #[must_use]
    pub fn fits(self, segment: &Segment, nth: Option<u32>, ordinal: Ordinal) -> bool {
        let own = match self {
            Self::Any => ordinal.any,
            Self::Kind(kind) if kind == segment.kind() => ordinal.of_kind,
            Self::WithData if segment.len > 0 => ordinal.with_data,
            Self::Kind(_) | Self::WithData => return false,
        };
        nth.is_none_or(|wanted| wanted == own)
    }
}

/// What becomes of a segment that `from` sends at `at`.
pub fn judge(
    network: &Network,
    from: Side,
    segment: &Segment,
    ordinal: Ordinal,
    at: Instant,
) -> Result<Verdict, LostBy> {
    let chosen = network
        .faults
        .iter()
        .rev()
        .find(|fault| !fault.off && fault.from == from && fault.of.fits(segment, fault.nth, ordinal));
    let cut = network.down.is_some_and(|(from, to)| from <= at && at < to);
    match chosen.map(|fault| fault.verdict) {
        Some(Verdict::Lose) => return Err(LostBy::Choice),
        Some(Verdict::Deliver) => return Ok(Verdict::Deliver),
        // What never leaves can be neither held nor doubled.
        _ if cut => return Err(LostBy::Cut),
        Some(verdict) => return Ok(verdict),
        None => {}
    }
    let unlucky = network.loss.is_some_and(|loss| {
        loss.from <= at && lot(loss.seed, from, ordinal.any) % 100 < u64::from(loss.percent)
    });
    if unlucky { Err(LostBy::Chance) } else { Ok(Verdict::Deliver) }
}

/// A number that depends on nothing but its arguments.
pub(super) fn lot(seed: u32, side: Side, ordinal: u32) -> u64 {
    mixed((u64::from(seed) << 33) ^ (u64::from(ordinal) << 1) ^ (side as u64))
}

/// What SplitMix64 adds from one number to the next.
pub(crate) const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The next number of SplitMix64 in that state.
pub(crate) fn mixed(state: u64) -> u64 {
    let mut z = state.wrapping_add(STEP);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
