//! Two futures side by side: where they part, what follows from it, and how each ends.
//!
//! The first trace is the one that a person comes from, the second the one looked at. What is
//! compared is what can be seen: numbers count from the initial ones, and a flight is known by its
//! sender and how many segments that had sent before, never by its index.

use super::scenario::{Act, Side, Step};
use super::trace::{CallRecord, Called, Cause, Change, Ended, Fate, Flight, Moment, Outcome, Trace};
use crate::tcp::{Kind, State, Timer, TimerChange};
use crate::time::Instant;

/// Where two traces part. What the pairs hold belongs to the first trace and to the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub at: Instant,
    pub what: What,
    /// The first thing from here on that the other trace does not have, or not then.
    pub follows: [Option<Follows>; 2],
    pub ends: [End; 2],
}

/// What differs first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// They do not begin in the same states.
    Start,
    /// The same segment has another fate or leaves at another time (indices into the flights).
    Flight([usize; 2]),
    /// A socket call is made in only one of them, or at another time (indices into the calls).
    Call([Option<usize>; 2]),
    /// In the same moment a timer is set for another time, or in only one of them.
    Timer { side: Side, timer: Timer, due: [Option<Instant>; 2] },
    /// Something else: another answer, or a moment that only one of them has (indices into the
    /// moments).
    Moment([Option<usize>; 2]),
    /// Nothing that the ladder shows: raw sequence numbers, or what an end keeps for itself.
    Numbers,
}

/// Something that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Index into the flights.
    Sends(usize),
    Enters(Instant, Side, State),
    /// Index into the calls.
    Returns(usize),
}

/// How a trace ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Client, server.
    pub states: [State; 2],
    /// The last change of a state.
    pub since: Instant,
    pub ended: Ended,
}

/// Where the two part; `None` if they have the same flights and moments.
#[must_use]
pub fn first_difference(a: &Trace, b: &Trace) -> Option<Difference> {
    if a.flights == b.flights && a.moments == b.moments {
        return None;
    }
    let (at, what) = parting(a, b);
    let follows = [follows(a, b, at, what), follows(b, a, at, what)];
    Some(Difference { at, what, follows, ends: [End::of(a), End::of(b)] })
}

impl End {
    fn of(trace: &Trace) -> Self {
        let ends = trace.ends_after(trace.moments.len().checked_sub(1));
        let since = trace.changes().last().map_or(Instant::START, |(moment, _)| moment.at);
        Self { states: [ends[0].state, ends[1].state], since, ended: trace.ended }
    }
}

// ---- the first difference ----

fn parting(a: &Trace, b: &Trace) -> (Instant, What) {
    let states = |trace: &Trace| [trace.start[0].state, trace.start[1].state];
    if states(a) != states(b) {
        return (Instant::START, What::Start);
    }
    let moments = a.moments.len().max(b.moments.len());
    let differs = |index: &usize| match (a.moments.get(*index), b.moments.get(*index)) {
        (Some(one), Some(other)) => !same_moment(a, one, b, other),
        _ => true,
    };
    let first = (0..moments).find(differs);
    let flight = first_flight(a, b, first.unwrap_or(moments));
    let moment = first.map(|index| moment_difference(a, b, index));
    match (flight, moment) {
        // A fate is decided where the segment leaves, and that is earlier than what comes of it.
        (Some(flight), Some(moment)) => {
            if flight.0 <= moment.0 {
                flight
            } else {
                moment
            }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => {
            let pairs = a.moments.iter().zip(&b.moments);
            let at =
                pairs.clone().find(|(one, other)| one != other).map_or(Instant::START, |(one, _)| one.at);
            (at, What::Numbers)
        }
    }
}

/// The first segment whose way differs, of those sent in the moments that are the same.
fn first_flight(a: &Trace, b: &Trace, moments: usize) -> Option<(Instant, What)> {
    let pairs = a.moments[..moments].iter().zip(&b.moments[..moments]);
    let pairs = pairs.flat_map(|(one, other)| one.sent.iter().zip(&other.sent));
    let way = |trace: &Trace, index: usize| {
        let flight = &trace.flights[index];
        (flight.sent, flight.fate, copy(trace, index).map(Flight::until))
    };
    pairs
        .filter(|(one, other)| way(a, **one) != way(b, **other))
        .map(|(one, other)| (a.flights[*one].sent.min(b.flights[*other].sent), What::Flight([*one, *other])))
        .min_by_key(|(at, _)| *at)
}

/// The copy that the network has made of a flight.
#[must_use]
pub fn copy(trace: &Trace, flight: usize) -> Option<&Flight> {
    trace.flights.get(flight + 1).filter(|next| next.copy_of == Some(flight))
}

/// What differs in the first moments that are not the same.
fn moment_difference(a: &Trace, b: &Trace, index: usize) -> (Instant, What) {
    let next = |one: &Trace, other: &Trace| match (one.moments.get(index), other.moments.get(index + 1)) {
        (Some(here), Some(next)) => same_moment(one, here, other, next),
        _ => false,
    };
    let (one, other) = (a.moments.get(index), b.moments.get(index));
    let at = one.iter().chain(&other).map(|moment| moment.at).min().unwrap_or(Instant::START);
    let mut here = [one, other].map(|moment| moment.filter(|moment| moment.at == at));
    if let [Some(_), Some(_)] = here {
        // One of them has a moment more, and goes on as the other does.
        match (next(a, b), next(b, a)) {
            (true, false) => here[0] = None,
            (false, true) => here[1] = None,
            _ => {}
        }
    }
    let moments = here.map(|moment| moment.map(|_| index));
    let what = match here {
        [Some(one), Some(other)] => timer_difference(a, one, b, other).unwrap_or(What::Moment(moments)),
        [Some(Moment { cause: Cause::Call(call), .. }), None] => {
            What::Call([Some(*call), same_call(&a.calls[*call], b, index)])
        }
        [None, Some(Moment { cause: Cause::Call(call), .. })] => {
            What::Call([same_call(&b.calls[*call], a, index), Some(*call)])
        }
        _ => What::Moment(moments),
    };
    (at, what)
}

/// The same call where the other trace makes it, from that moment on.
fn same_call(call: &CallRecord, other: &Trace, from: usize) -> Option<usize> {
    other.moments.iter().skip(from).find_map(|moment| match moment.cause {
        Cause::Call(index) => {
            let found = &other.calls[index];
            (found.side == call.side && same_act(found.what, call.what)).then_some(index)
        }
        _ => None,
    })
}

/// Whether a program or a person makes it.
fn same_act(one: Called, other: Called) -> bool {
    let act = |what| match what {
        Called::Person(act) => Some(act),
        Called::Program(Step::Connect) => Some(Act::Connect),
        Called::Program(Step::Send(octets)) => Some(Act::Send(octets)),
        Called::Program(Step::Shutdown) => Some(Act::Shutdown),
        Called::Program(Step::Close) => Some(Act::Close),
        Called::Program(Step::Abort) => Some(Act::Abort),
        Called::Program(_) => None,
    };
    one == other || act(one).is_some() && act(one) == act(other)
}

fn timer_difference(a: &Trace, one: &Moment, b: &Trace, other: &Moment) -> Option<What> {
    let kinds = |trace: &Trace, moment: &Moment| -> Vec<Content> {
        moment.sent.iter().map(|index| sends(&trace.flights[*index])).collect()
    };
    // Headers may differ too, but a timer is what something comes of.
    let alike = one.side == other.side && cause(a, one) == cause(b, other) && one.changes == other.changes;
    if !alike || kinds(a, one) != kinds(b, other) {
        return None;
    }
    let due = |moment: &Moment, timer: Timer| {
        moment.timers.iter().rev().find_map(|(which, change)| match change {
            TimerChange::Started(due) | TimerChange::Restarted(due) if *which == timer => Some(*due),
            _ => None,
        })
    };
    let timer = Timer::ALL.into_iter().find(|timer| due(one, *timer) != due(other, *timer))?;
    Some(What::Timer { side: one.side, timer, due: [due(one, timer), due(other, timer)] })
}

// ---- what can be seen ----

fn same_moment(a: &Trace, one: &Moment, b: &Trace, other: &Moment) -> bool {
    let plain = |moment: &Moment| (moment.at, moment.side, moment.ignored);
    let sent =
        |trace, moment: &Moment| moment.sent.iter().map(|index| seen(trace, *index)).collect::<Vec<_>>();
    plain(one) == plain(other)
        && (&one.changes, &one.notices, &one.timers) == (&other.changes, &other.notices, &other.timers)
        && cause(a, one) == cause(b, other)
        && sent(a, one) == sent(b, other)
        && one
            .returned
            .iter()
            .map(|call| &a.calls[*call])
            .eq(other.returned.iter().map(|call| &b.calls[*call]))
}

/// A segment without its way.
fn seen(trace: &Trace, index: usize) -> impl PartialEq + use<> {
    let flight = &trace.flights[index];
    let segment = &flight.segment;
    let bits = (segment.syn, segment.fin, segment.rst, segment.psh);
    (
        flight.from,
        flight.relative,
        segment.len,
        bits,
        segment.window,
        flight.ordinal,
        flight.rule,
        flight.again,
    )
}

/// A cause without indices.
fn cause(trace: &Trace, moment: &Moment) -> impl PartialEq + use<> {
    let flight = |index: usize, lost: bool| {
        let flight = &trace.flights[index];
        (flight.from, flight.ordinal, flight.copy_of.is_some(), lost)
    };
    match moment.cause {
        Cause::Call(call) => (Some(trace.calls[call].what), None, None),
        Cause::Arrival(index) => (None, Some(flight(index, false)), None),
        Cause::Loss(index) => (None, Some(flight(index, true)), None),
        Cause::Timer(timer) => (None, None, Some(timer)),
    }
}

// ---- what follows ----

/// Something that happens, without its time.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Content {
    Sends { from: Side, kind: Kind, octets: u32, again: bool },
    Enters(Side, State),
    Returns(Side, Called, Outcome),
}

/// So many happenings after the difference are looked at: nobody calls a later one its consequence.
const FAR: usize = 400;

/// The first happening of `of` that `other` never has; else the first that it has at another time.
fn follows(of: &Trace, other: &Trace, at: Instant, what: What) -> Option<Follows> {
    let (mine, others) = (happenings(of), happenings(other));
    let later = || mine.iter().enumerate().filter(|(_, (when, ..))| *when >= at).take(FAR);
    let count = |all: &[Happening], content| all.iter().filter(|(_, known, _)| *known == content).count();
    let new =
        later().find(|(index, (_, content, _))| count(&mine[..=*index], *content) > count(&others, *content));
    // A call that is made later takes everything along.
    let moved = matches!(what, What::Call([Some(_), Some(_)]) | What::Start);
    let at_another_time = |(_, (when, content, _)): &(usize, &Happening)| {
        !others.iter().any(|(time, known, _)| (time, known) == (when, content))
    };
    new.or_else(|| later().find(at_another_time).filter(|_| !moved)).map(|(_, (_, _, follows))| *follows)
}

type Happening = (Instant, Content, Follows);

/// What a trace's moments bring, in their order.
fn happenings(trace: &Trace) -> Vec<Happening> {
    let mut all = Vec::new();
    for moment in &trace.moments {
        for index in &moment.sent {
            let flight = &trace.flights[*index];
            all.push((flight.sent, sends(flight), Follows::Sends(*index)));
        }
        for Change { to, .. } in &moment.changes {
            let enters = Follows::Enters(moment.at, moment.side, *to);
            all.push((moment.at, Content::Enters(moment.side, *to), enters));
        }
        // What a call returns at once is worth a word only where it fails.
        let at_once = match moment.cause {
            Cause::Call(call) => Some(call).filter(|call| failed(&trace.calls[*call])),
            _ => None,
        };
        for index in moment.returned.iter().copied().chain(at_once) {
            let call = &trace.calls[index];
            if let Some((at, outcome)) = call.returned.filter(|_| super::program::is_call(call.what)) {
                all.push((at, Content::Returns(call.side, call.what, outcome), Follows::Returns(index)));
            }
        }
    }
    all.sort_by_key(|(at, ..)| *at);
    all
}

fn sends(flight: &Flight) -> Content {
    Content::Sends {
        from: flight.from,
        kind: flight.segment.kind(),
        octets: flight.segment.len,
        again: flight.again,
    }
}

fn failed(call: &CallRecord) -> bool {
    matches!(call.returned, Some((_, Outcome::Failed(_))))
}

/// Does the flight arrive twice?
#[must_use]
pub fn arrives_twice(trace: &Trace, flight: usize) -> bool {
    matches!(trace.flights[flight].fate, Fate::Arrives(_)) && copy(trace, flight).is_some()
}

#[cfg(test)]
mod tests;
