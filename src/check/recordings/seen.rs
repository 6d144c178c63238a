//! What each side did, simulated and recorded, in the same form and by the same clock.

use super::words::{Saw, saw};
use crate::sim::recording::{Header, RecordedSegment, Recording, recorder_begins};
use crate::sim::{Called, Cause, Side, Trace};
use crate::tcp::{State, Timer};
use crate::time::{Duration, Instant};

/// Agreement in time: the relay and the scheduler add a few milliseconds.
pub const NEAR: i64 = 40_000;
/// The same for what a timer brings, as a share of how long it ran.
pub const NEAR_SHARE: f64 = 0.15;
/// The recorder asks for TIME-WAIT every 4 ms: one that is shorter it may miss.
const SEEN_FROM: i64 = 10_000;
/// Where nothing says how much earlier the recorder's clock began than the programs.
const USUAL_START: i64 = 50_000;

/// Something that a side did.
#[derive(Clone, Debug)]
pub struct Seen<T> {
    /// Microseconds by the recorder's clock.
    pub at: i64,
    /// A timer brought it, which ran since that one of the same list.
    pub since: Option<usize>,
    pub what: T,
}

/// Everything that one side did.
#[derive(Clone, Debug, Default)]
pub struct OneSide<C = Saw> {
    pub segments: Vec<Seen<Header>>,
    pub states: Vec<Seen<State>>,
    pub calls: Vec<Seen<C>>,
}

/// By how much the time of that one may differ.
pub fn tolerance<T>(list: &[Seen<T>], index: usize) -> i64 {
    let ran = list[index].since.map_or(0, |since| list[index].at - list[since].at);
    NEAR.max((ran as f64 * NEAR_SHARE) as i64)
}

pub fn micros(at: Instant) -> i64 {
    i64::try_from(at.micros()).unwrap_or(i64::MAX / 4).min(i64::MAX / 4)
}

pub fn length(time: Duration) -> i64 {
    micros(Instant::START + time)
}

// ---- recorded ----

pub fn recorded(recording: &Recording) -> [OneSide<String>; 2] {
    let segments = from_nearest_initial(&recording.segments);
    Side::BOTH.map(|side| {
        let segments = segments.iter().filter(|segment| segment.from == side);
        let segments: Vec<_> = segments.map(|segment| (micros(segment.sent), segment.header)).collect();
        let states = recording.states.iter().filter(|change| change.side == side).enumerate();
        let calls = recording.app.iter().filter(|app| app.side == side);
        OneSide {
            segments: with_first_copies(segments),
            states: states
                .map(|(index, change)| Seen {
                    at: micros(change.at),
                    // Only a timer can have closed what nothing else has; it does no harm elsewhere.
                    since: index.checked_sub(1).filter(|_| change.state == State::Closed),
                    what: change.state,
                })
                .collect(),
            calls: calls
                .map(|app| Seen { at: micros(app.at), since: None, what: app.event.clone() })
                .collect(),
        }
    })
}

/// A side that opens anew chooses another initial number, which nobody can foretell: each number is
/// counted from the nearest initial one below it, as in a simulation.
fn from_nearest_initial(segments: &[RecordedSegment]) -> Vec<RecordedSegment> {
    let mut initial = [vec![0], vec![0]];
    let nearest = |number: u32, initial: &[u32]| {
        initial.iter().map(|first| number.wrapping_sub(*first)).min().unwrap_or(number)
    };
    let mut counted = segments.to_vec();
    for RecordedSegment { from, header, .. } in &mut counted {
        let own = &mut initial[*from as usize];
        // More are nobody's connection.
        if header.syn && !own.contains(&header.seq) && own.len() < 10 {
            own.push(header.seq);
        }
        header.seq = nearest(header.seq, own);
        header.ack = header.ack.map(|ack| nearest(ack, &initial[from.peer() as usize]));
    }
    counted
}

fn with_first_copies(segments: Vec<(i64, Header)>) -> Vec<Seen<Header>> {
    let first =
        |index: usize| segments[..index].iter().position(|earlier| covers(&earlier.1, &segments[index].1));
    (0..segments.len())
        .map(|index| Seen { at: segments[index].0, since: first(index), what: segments[index].1 })
        .collect()
}

/// Does the earlier segment carry the later one's first number?
fn covers(earlier: &Header, later: &Header) -> bool {
    let numbers = |header: &Header| header.len.saturating_add(u32::from(header.syn) + u32::from(header.fin));
    let carries = numbers(later) > 0 && !later.rst && !earlier.rst;
    carries && later.seq.wrapping_sub(earlier.seq) < numbers(earlier)
}

// ---- simulated ----

pub fn simulated(recording: &Recording, trace: &Trace) -> [OneSide; 2] {
    let own =
        |side| trace.flights.iter().filter(move |flight| flight.from == side && flight.copy_of.is_none());
    let first = Side::BOTH.into_iter().flat_map(own).map(|flight| micros(flight.sent)).min();
    let first_recorded = recording.segments.iter().map(|segment| micros(segment.sent)).min();
    let start = first.zip(first_recorded).map_or(USUAL_START, |(simulated, recorded)| recorded - simulated);
    Side::BOTH.map(|side| {
        let sent = own(side).filter(|flight| flight.sent <= trace.end);
        let mut segments = with_first_copies(
            sent.clone().map(|flight| (micros(flight.sent) + start, Header::of(flight))).collect(),
        );
        for (index, flight) in sent.enumerate() {
            let cause = trace.moments[flight.moment].cause;
            // A probe takes no number that went before.
            let timer = matches!(cause, Cause::Timer(Timer::Retransmission | Timer::ZeroWindowProbe));
            segments[index].since = segments[index].since.or(index.checked_sub(1).filter(|_| timer));
        }
        let recorded = recording.states.iter().filter(|change| change.side == side);
        OneSide {
            segments,
            states: states(
                side,
                trace,
                start,
                recorded.filter(|change| change.state == State::TimeWait).count(),
            ),
            calls: calls(side, trace, start),
        }
    })
}

fn states(side: Side, trace: &Trace, start: i64, time_waits_recorded: usize) -> Vec<Seen<State>> {
    let changes = trace.changes().filter(|(moment, _)| moment.side == side);
    let mut states: Vec<Seen<State>> = changes
        .map(|(moment, change)| {
            let timer = matches!(moment.cause, Cause::Timer(_));
            Seen { at: micros(moment.at) + start, since: timer.then_some(0), what: change.to }
        })
        .skip_while(|seen| !recorder_begins(side, seen.what))
        .collect();
    let is_time_wait = |seen: &Seen<State>| seen.what == State::TimeWait;
    if states.iter().filter(|seen| is_time_wait(seen)).count() > time_waits_recorded {
        let ends: Vec<Option<i64>> =
            (1..=states.len()).map(|next| states.get(next).map(|seen| seen.at)).collect();
        let mut ends = ends.into_iter();
        states.retain(|seen| {
            let end = ends.next().flatten();
            !is_time_wait(seen) || end.is_none_or(|end| end - seen.at >= SEEN_FROM)
        });
    }
    for (index, state) in states.iter_mut().enumerate() {
        state.since = state.since.and(index.checked_sub(1));
    }
    states
}

fn calls(side: Side, trace: &Trace, start: i64) -> Vec<Seen<Saw>> {
    let calls = trace.calls.iter().filter(|call| call.side == side);
    let returned = calls.filter_map(|call| {
        let Called::Program(step) = call.what else { return None };
        let (at, outcome) = call.returned?;
        Some(Seen { at: micros(at) + start, since: None, what: saw(step, outcome)? })
    });
    returned.collect()
}
