//! Where the recording ends. What happens near there may be cut off on one side and not on the other,
//! and is no difference.

use super::seen::{OneSide, Seen, tolerance};
use crate::tcp::State;

/// The recording's end, by the recorder's clock.
#[derive(Clone, Copy, Debug)]
pub struct End {
    pub at: i64,
    /// So much later than simulated things happened at most.
    late: i64,
    /// From here on everything simulated, and everything recorded, follows from a segment that the
    /// other side lacks because it came too late.
    cut: [i64; 2],
}

/// Which of the two sequences.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    Simulation,
    Recording,
}

impl End {
    pub fn new<S, R>(at: i64, late: i64, simulated: &[OneSide<S>; 2], recorded: &[OneSide<R>; 2]) -> Self {
        let mut end = Self { at, late, cut: [i64::MAX; 2] };
        for (simulated, recorded) in simulated.iter().zip(recorded) {
            let (is, was) = (&simulated.segments, &recorded.segments);
            let cut = [end.lacking(is, was.len(), Of::Simulation), end.lacking(was, is.len(), Of::Recording)];
            for (old, new) in end.cut.iter_mut().zip(cut) {
                *old = new.unwrap_or(i64::MAX).min(*old);
            }
        }
        end
    }

    /// The first one that the other list has not, where it is near the end.
    fn lacking<T>(&self, list: &[Seen<T>], other: usize, of: Of) -> Option<i64> {
        list.get(other).filter(|_| self.is_near(list, other, of)).map(|seen| seen.at)
    }

    /// Is that one so near the end that the other side may lack it?
    pub fn is_near<T>(&self, list: &[Seen<T>], index: usize, of: Of) -> bool {
        let at = list[index].at;
        at + tolerance(list, index) + self.late >= self.at || at >= self.cut[of as usize]
    }

    /// The states in which a simulated side may be at the end: what changes near it may have changed
    /// before or not.
    pub fn states(&self, states: &[Seen<State>]) -> Vec<State> {
        let settled = (0..states.len()).rev().find(|index| !self.is_near(states, *index, Of::Simulation));
        let before = settled.map_or(State::Closed, |index| states[index].what);
        let later = &states[settled.map_or(0, |index| index + 1)..];
        std::iter::once(before).chain(later.iter().map(|seen| seen.what)).collect()
    }
}
