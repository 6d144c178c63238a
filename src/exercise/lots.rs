//! Lots that are drawn from a seed: the same seed, the same lots, everywhere.

use crate::sim::link::{STEP, mixed};

/// A small generator (SplitMix64).
#[derive(Clone, Debug)]
pub struct Lots(u64);

impl Lots {
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self(u64::from(seed) << 20)
    }

    /// A number below the limit, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// A number from the first to the last.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        let span = u64::from(most.saturating_sub(least)) + 1;
        least + u32::try_from(self.next() % span).unwrap_or_default()
    }

    /// Puts them in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    fn next(&mut self) -> u64 {
        let drawn = mixed(self.0);
        self.0 = self.0.wrapping_add(STEP);
        drawn
    }
}
