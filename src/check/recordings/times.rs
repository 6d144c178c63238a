//! How well the times agree. What a timer brings may differ by a share of how long the timer ran, and
//! everything after it is that much earlier or later too.

use super::seen::{NEAR, NEAR_SHARE, OneSide, Seen};
use super::{tenths, who};
use crate::check::report::TimeOff;
use crate::sim::Side;

/// What the comparison of all times came to.
#[derive(Debug, Default)]
pub struct Times {
    /// Microseconds within which everything lies that no timer brought.
    pub within: i64,
    /// The largest deviation of what a timer brought, as a share of how long it ran.
    pub timers_within: Option<f64>,
    /// By how much the recording is behind the simulation at most.
    pub late: i64,
    pub off: Vec<TimeOff>,
}

/// The same thing, simulated and recorded.
struct Pair {
    place: String,
    simulated: i64,
    recorded: i64,
    /// How long a timer ran before it, if one did.
    ran: Option<(i64, i64)>,
}

/// Compares the times of what both sequences have in common, up to where they first differ.
pub fn compare(simulated: &[OneSide; 2], recorded: &[OneSide<String>; 2]) -> Times {
    let mut pairs = Vec::new();
    for side in Side::BOTH {
        let (simulated, recorded) = (&simulated[side as usize], &recorded[side as usize]);
        pair_up("segment", side, &simulated.segments, &recorded.segments, &mut pairs);
        pair_up("state", side, &simulated.states, &recorded.states, &mut pairs);
    }
    pairs.sort_by_key(|pair| pair.simulated);
    let mut times = Times::default();
    // How far the latest timer was off: what follows from it is off by as much.
    let mut drift = 0;
    for pair in pairs {
        let deviation = pair.recorded - pair.simulated;
        let near = if let Some((simulated, recorded)) = pair.ran {
            drift = deviation;
            times.late = times.late.max(deviation);
            let (by, most) = ((recorded - simulated).abs(), NEAR.max((simulated as f64 * NEAR_SHARE) as i64));
            let share = by as f64 / simulated.max(1) as f64;
            times.timers_within = Some(times.timers_within.unwrap_or(0.0).max(share));
            by <= most
        } else {
            let by = (deviation - deviation.clamp(drift.min(0), drift.max(0))).abs();
            times.within = times.within.max(by);
            by <= NEAR
        };
        if !near {
            let (recorded_ms, simulated_ms) = (tenths(pair.recorded), tenths(pair.simulated));
            times.off.push(TimeOff { place: pair.place, recorded_ms, simulated_ms });
        }
    }
    times
}

fn pair_up<T: PartialEq>(
    what: &str,
    side: Side,
    simulated: &[Seen<T>],
    recorded: &[Seen<T>],
    pairs: &mut Vec<Pair>,
) {
    let both =
        simulated.iter().zip(recorded).take_while(|(simulated, recorded)| simulated.what == recorded.what);
    pairs.extend(both.enumerate().map(|(index, (is, was))| Pair {
        place: format!("{} {what} {}", who(side), index + 1),
        simulated: is.at,
        recorded: was.at,
        ran: is.since.map(|since| (is.at - simulated[since].at, was.at - recorded[since].at)),
    }));
}
