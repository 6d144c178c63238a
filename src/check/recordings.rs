//! Recordings of real kernels, held against a simulation of the same programs over the same network:
//! per side and in order the segments, the states, what the program saw, and what was left at the end.
//! How well the times agree is told beside that, and fails nothing.

mod end;
mod seen;
mod times;
mod words;

use super::report::{Difference, Entry, OfRecording};
use crate::sim::recording::{LeftSocket, Recording};
use crate::sim::{Ended, Roughness, Side, Trace, simulate_with};
use crate::tcp::State;
use crate::time::Instant;
use end::{End, Of};
use seen::{OneSide, Seen};
use std::fmt::Display;
use words::Saw;

/// Replays a recording.
#[must_use]
pub fn check(file: &str, text: &str) -> Entry {
    let recording = match Recording::parse(text) {
        Ok(recording) => recording,
        Err(error) => return Entry::unreadable(file, None, &error.to_string()),
    };
    let end = Instant::START + recording.scenario.horizon;
    match recording.segments.first() {
        None => Entry::unreadable(file, None, "segments: there is none"),
        Some(first) if first.sent >= end => {
            Entry::unreadable(file, None, "run_ms: it ends before the first segment")
        }
        Some(_) => replay(file, &recording),
    }
}

/// Longer simulations are not repeated.
const SHORT: usize = 300;

/// Simulates the recording's scenario on machines as rough as the recorder's usually are. Where that
/// differs, the order of two things that fell together may be to blame: then every roughness within
/// the tolerance of the recorder's times is tried.
fn replay(file: &str, recording: &Recording) -> Entry {
    let trace = simulate_with(&recording.scenario, Roughness::USUAL);
    let usual = compare(file, recording, &trace);
    if usual.passed() || trace.moments.len() > SHORT {
        return usual;
    }
    let on = |rough| compare(file, recording, &simulate_with(&recording.scenario, rough));
    let Some(mut other) = Roughness::all().skip(1).map(on).find(Entry::passed) else { return usual };
    if let Some(of) = &mut other.recording {
        of.by_another_order = true;
    }
    other
}

/// Holds a simulation of the recording's scenario against the recording.
#[must_use]
pub fn compare(file: &str, recording: &Recording, trace: &Trace) -> Entry {
    let simulated = seen::simulated(recording, trace);
    let recorded = seen::recorded(recording);
    let times = times::compare(&simulated, &recorded);
    let end = End::new(seen::length(recording.scenario.horizon), times.late, &simulated, &recorded);
    let mut found = Vec::new();
    for side in Side::BOTH {
        let (simulated, recorded) = (&simulated[side as usize], &recorded[side as usize]);
        found.extend(differ("segment", side, &simulated.segments, &recorded.segments, PartialEq::eq, &end));
        found.extend(differ("state", side, &simulated.states, &recorded.states, PartialEq::eq, &end));
        found.extend(differ("call", side, &simulated.calls, &recorded.calls, Saw::agrees, &end));
        found.extend(left(side, simulated, &recording.left_at_end[side as usize], &end));
    }
    if trace.ended == Ended::Steps {
        let got = format!("more than {} events", crate::sim::MOST_STEPS);
        found.push(Found { at: end.at, place: "simulation".to_owned(), expected: "an end".to_owned(), got });
    }
    found.sort_by_key(|found| found.at);
    let differences = found.into_iter().map(|found| found.in_file(file)).collect();
    let count = |length: fn(&OneSide<String>) -> usize| recorded.iter().map(length).sum();
    let of = OfRecording {
        segments: count(|side| side.segments.len()),
        states: count(|side| side.states.len()),
        calls: count(|side| side.calls.len()),
        within_ms: tenths(times.within),
        timers_within_percent: times.timers_within.map(|share| (share * 1_000.0).round() / 10.0),
        times_off: times.off,
        by_another_order: false,
    };
    Entry::recording(&recording.name, file, of, differences)
}

/// Milliseconds with one digit after the point, as the recorder writes them.
fn tenths(micros: i64) -> f64 {
    (micros as f64 / 100.0).round() / 10.0
}

const fn who(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Server => "server",
    }
}

/// A difference, and when it came about in the recorder's time.
struct Found {
    at: i64,
    place: String,
    expected: String,
    got: String,
}

impl Found {
    fn in_file(self, file: &str) -> Difference {
        let place = format!("{file}: {}, at {:.1} ms", self.place, tenths(self.at));
        Difference { place, expected: self.expected, got: self.got }
    }
}

/// The first place where two sequences differ. Where the recording ends, either may be cut off first.
fn differ<S: Display, R: Display>(
    what: &str,
    side: Side,
    simulated: &[Seen<S>],
    recorded: &[Seen<R>],
    same: impl Fn(&S, &R) -> bool,
    end: &End,
) -> Option<Found> {
    let longest = simulated.len().max(recorded.len());
    let index = (0..longest).find(|index| match (simulated.get(*index), recorded.get(*index)) {
        (Some(simulated), Some(recorded)) => !same(&simulated.what, &recorded.what),
        _ => true,
    })?;
    let (is_there, was_there) = (index < simulated.len(), index < recorded.len());
    if (!is_there || end.is_near(simulated, index, Of::Simulation))
        && (!was_there || end.is_near(recorded, index, Of::Recording))
    {
        return None;
    }
    let nothing = || "nothing more".to_owned();
    Some(Found {
        at: recorded.get(index).map(|seen| seen.at).or(simulated.get(index).map(|seen| seen.at))?,
        place: format!("{} {what} {}", who(side), index + 1),
        expected: recorded.get(index).map_or_else(nothing, |seen| seen.what.to_string()),
        got: simulated.get(index).map_or_else(nothing, |seen| seen.what.to_string()),
    })
}

/// The socket that is left: the recorder's table has neither CLOSED nor LISTEN, and of SYN-RECEIVED
/// there is no socket yet.
fn left(side: Side, simulated: &OneSide, recorded: &[LeftSocket], end: &End) -> Option<Found> {
    let there = |state: &State| !matches!(state, State::Closed | State::Listen | State::SynReceived);
    let recorded: Vec<State> = recorded.iter().map(|socket| socket.state).filter(there).collect();
    let possible = end.states(&simulated.states);
    if possible.iter().any(|state| recorded.iter().eq(Some(state).filter(|state| there(state)))) {
        return None;
    }
    let names = |states: &[State]| {
        let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let left: Vec<State> = possible.last().copied().into_iter().filter(there).collect();
    let place = format!("{} sockets left", who(side));
    Some(Found { at: end.at, place, expected: names(&recorded), got: names(&left) })
}
