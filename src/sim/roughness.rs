//! What real machines add to a scenario's ideal times: a packet's way through the kernels, a
//! program's turn, timers that fire a little late. It decides who is first where two things happen
//! at about the same moment, and nothing else.

use super::link::lot;
use super::scenario::Side;
use crate::time::Duration;

/// So many seeds are tried.
const LOTS: u32 = 100;

/// One way of being late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roughness {
    /// On the way of every segment, beyond the network's delay.
    pub hop: Duration,
    /// From an arrival until the program that it wakes has its turn.
    pub reaction: Duration,
    /// How much of the kernel's [`granularity`] each side's timers are late, in quarters.
    pub late: [u8; 2],
    /// Instead of that: each timer by a lot of its own, which this seed draws.
    pub lots: Option<u32>,
}

impl Roughness {
    /// Nothing is ever late.
    pub const NONE: Self = Self { hop: Duration::ZERO, reaction: Duration::ZERO, late: [0; 2], lots: None };

    /// As a recorder's machines usually are.
    pub const USUAL: Self =
        Self { hop: Duration::from_micros(200), reaction: Duration::from_micros(100), ..Self::NONE };

    /// All that a recorder's machines may be within the tolerance of its times, the usual first.
    pub fn all() -> impl Iterator<Item = Self> {
        let hops = [200, 0, 2_000];
        let reactions = [100, 0, 5_000];
        let lates = (0..=4).flat_map(|client| (0..=4).map(move |server| [client, server]));
        let micros = Duration::from_micros;
        let even = lates.flat_map(move |late| {
            reactions.into_iter().flat_map(move |reaction| {
                hops.into_iter().map(move |hop| {
                    let (hop, reaction) = (micros(hop), micros(reaction));
                    Self { hop, reaction, late, lots: None }
                })
            })
        });
        even.chain((0..LOTS).map(|seed| Self { lots: Some(seed), ..Self::USUAL }))
    }

    /// How late the side's n-th timer fires, which was set for so long.
    pub(super) fn lateness(&self, side: Side, nth: u32, wait: Duration) -> Duration {
        let quarters = match self.lots {
            None => u64::from(self.late[side as usize]),
            Some(seed) => lot(seed, side, nth) % 5,
        };
        if quarters == 0 { Duration::ZERO } else { granularity(wait) * quarters / 4 }
    }
}

/// Linux' timers lie in a wheel whose steps grow with the wait: at most an eighth of it (its
/// `kernel/time/timer.c`, with 250 ticks in a second).
#[must_use]
pub fn granularity(wait: Duration) -> Duration {
    let tick = Duration::from_millis(4);
    let (mut step, mut reach) = (tick, tick * 63);
    while wait > reach && step < Duration::from_secs(1_000) {
        (step, reach) = (step * 8, reach * 8);
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wheels_steps_are_an_eighth_at_most() {
        let millis = Duration::from_millis;
        for (wait, step) in [(40, 4), (252, 4), (300, 32), (1_000, 32), (4_000, 256), (60_000, 2_048)] {
            assert_eq!(granularity(millis(wait)), millis(step), "{wait} ms");
        }
    }

    #[test]
    fn the_usual_comes_first() {
        assert_eq!(Roughness::all().next(), Some(Roughness::USUAL));
    }
}
