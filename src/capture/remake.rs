//! *Turn into a scenario*: a captured connection as a simulation that can be edited, and where the two
//! differ.
//!
//! What the programs did is read off the segments: new octets are a send(), a FIN is a shutdown() or a
//! close(), and what had come by then has been read, or a RST would have told. The stack is the one
//! whose segments are most like those that were captured.

use super::infer::Inferred;
use crate::sim::catalog::blank;
use crate::sim::recording::{Comparison, Header, Sequence};
use crate::sim::{Fate, Fault, Flight, Scenario, Side, Step, Trace, Verdict, simulate};
use crate::tcp::{Rule, Stack, State};
use crate::time::{Duration, Instant};

/// A captured connection as a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Remake {
    pub scenario: Scenario,
    /// How many segments fit that stack, and each other one, of how many: captured or simulated,
    /// whichever are more.
    pub fit: Vec<(Stack, usize, usize)>,
    /// The simulation's states and segments beside the captured ones (`recorded`).
    pub comparison: Comparison,
    /// Where they differ, side by side, in order.
    pub differences: Vec<Differs>,
}

/// One place where captured and simulated are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// A segment that only one of them has, with its place in that one's sequence of the side; where
    /// both are there, they stand at the same place and differ.
    Segment {
        side: Side,
        captured: Option<(usize, Header)>,
        simulated: Option<(usize, Header)>,
    },
    State {
        side: Side,
        captured: Option<(usize, State)>,
        simulated: Option<(usize, State)>,
    },
}

/// The scenario that is most like the captured connection. It stays within what a link can say: no pause
/// and no run is longer than a day, and of losses the first are made again; what that leaves out is in
/// the differences.
#[must_use]
pub fn remake(inferred: &Inferred) -> Remake {
    let plain = scenario(inferred);
    let tries = Stack::ALL.into_iter().map(|stack| {
        let mut scenario = plain.clone();
        scenario.client.stack = stack;
        scenario.server.stack = stack;
        let trace = simulate(&scenario);
        let comparison = compare(inferred, &trace);
        let differences = differences(&comparison);
        let all: usize =
            comparison.segments.iter().map(|both| both.recorded.len().max(both.simulated.len())).sum();
        let apart = differences.iter().filter(|one| matches!(one, Differs::Segment { .. })).count();
        (scenario, comparison, differences, (stack, all.saturating_sub(apart), all))
    });
    let mut tries: Vec<_> = tries.collect();
    let fit = tries.iter().map(|(.., fit)| *fit).collect();
    // Of equals Linux: most captures come from there.
    let rank = |(_, comparison, differences, (stack, ..)): &(
        Scenario,
        Comparison,
        Vec<Differs>,
        (Stack, usize, usize),
    )| {
        let segments = differences.iter().filter(|one| matches!(one, Differs::Segment { .. })).count();
        (segments, !comparison.same_states(), *stack != Stack::Linux)
    };
    let best = (0..tries.len()).min_by_key(|index| rank(&tries[*index])).unwrap_or(0);
    let (scenario, comparison, differences, _) = tries.swap_remove(best);
    Remake { scenario, fit, comparison, differences }
}

// ---- the scenario ----

/// So much longer than the capture the simulation may run, so that TIME-WAIT ends.
const GOES_ON: Duration = Duration::from_secs(600);
/// A link has no longer time.
const LONGEST: Duration = Duration::from_secs(86_400);
/// A link with more would be longer than one may be.
const MOST_FAULTS: usize = 200;
/// Data that leaves within this of the data before was handed over in one call.
const ONE_CALL: Duration = Duration::from_millis(1);
/// A program has no more steps than this; [`crate::sim::program_text::MOST_STEPS`] leaves room for edits.
const MOST_ACTIONS: usize = 60;

fn scenario(inferred: &Inferred) -> Scenario {
    let opening = inferred.scenario.opening;
    let mut scenario = blank("my-capture", opening);
    scenario.before = [0, 0];
    let way = inferred.way.clamp(Duration::from_micros(1), LONGEST);
    scenario.network.delay = [way; 2];
    scenario.network.spacing = Duration::ZERO;
    scenario.network.faults = faults(inferred);
    scenario.horizon = (inferred.trace.end.since(Instant::START) + GOES_ON).min(LONGEST);
    for side in Side::BOTH {
        let program = program(inferred, side);
        let isn = inferred.scenario.host(side).isn;
        let host = scenario.host_mut(side);
        host.isn = isn;
        host.no_delay = true;
        host.program = program;
    }
    scenario
}

/// What was lost is lost again, as far as the same segments are sent.
fn faults(inferred: &Inferred) -> Vec<Fault> {
    let lost = inferred.trace.flights.iter().filter(|flight| flight.is_lost());
    lost.map(|flight| Fault::exactly(flight, Verdict::Lose)).take(MOST_FAULTS).collect()
}

/// What a program did: a step with its time and with the octets that had come by then.
struct Action {
    at: Instant,
    step: Step,
    had: u32,
}

fn program(inferred: &Inferred, side: Side) -> Vec<Step> {
    let mut actions = actions(inferred, side);
    let mut gap = ONE_CALL;
    while actions.len() > MOST_ACTIONS && gap < Duration::from_secs(100_000) {
        gap = gap * 10;
        join_sends(&mut actions, gap);
    }
    actions.truncate(MOST_ACTIONS);
    let opening = inferred.scenario.opening;
    let trace = &inferred.trace;
    let syn = trace.flights.iter().find(|flight| flight.from == side && flight.segment.syn);
    let mut steps = Vec::new();
    if side == Side::Client {
        if let Some(syn) = syn.filter(|syn| opening && syn.sent > Instant::START) {
            steps.push(Step::Sleep(syn.sent.since(Instant::START).min(LONGEST)));
        }
        steps.push(Step::Connect);
    } else if !opening || listens(trace) {
        steps.push(Step::Accept);
    }
    // From when on its program acts: its connection is there.
    let mut now = established(trace, side).unwrap_or(Instant::START);
    let mut read = 0;
    for action in actions {
        let pause = action.at.since(now);
        if pause > Duration::ZERO {
            steps.push(Step::Sleep(pause.min(LONGEST)));
        }
        now = now.max(action.at);
        if action.had > read && !matches!(action.step, Step::Abort) {
            steps.push(Step::Read(action.had - read));
            read = action.had;
        }
        steps.push(action.step);
    }
    match steps.last() {
        Some(Step::Shutdown) => steps.extend([Step::ReadToEof, Step::Close]),
        Some(Step::Close | Step::Abort) => {}
        _ => steps.extend([Step::ReadToEof, Step::Keep]),
    }
    steps
}

/// Did the server answer a SYN, or might it have?
fn listens(trace: &Trace) -> bool {
    let refused = trace.changes().any(|(_, change)| change.rule == Rule::Refused);
    !refused
}

fn established(trace: &Trace, side: Side) -> Option<Instant> {
    let mut changes = trace.changes().filter(|(moment, _)| moment.side == side);
    changes.find(|(_, change)| change.to == State::Established).map(|(moment, _)| moment.at)
}

fn actions(inferred: &Inferred, side: Side) -> Vec<Action> {
    let trace = &inferred.trace;
    let mut actions: Vec<Action> = Vec::new();
    let mut sent_until = 0;
    for flight in trace.flights.iter().filter(|flight| flight.from == side) {
        let segment = &flight.segment;
        let end = flight.relative.0.wrapping_add(segment.seq_len());
        let new = !flight.again && end > sent_until && !segment.rst;
        let (at, had) = (flight.sent, arrived_before(trace, side, flight.sent));
        let mut act = |step: Step| actions.push(Action { at, step, had });
        if new && segment.len > 0 {
            act(Step::Send(segment.len.min(end - sent_until)));
        }
        if new && segment.fin {
            act(if reads_on(trace, side, flight) { Step::Shutdown } else { Step::Close });
        }
        if segment.rst && closes(trace, flight) {
            act(if flight.rule == Rule::CloseUnread { Step::Close } else { Step::Abort });
        }
        if !segment.rst {
            sent_until = sent_until.max(end);
        }
    }
    // close() with unread data: what came last stays unread.
    for action in actions.iter_mut().filter(|action| action.step == Step::Close) {
        let reset = trace.flights.iter().any(|flight| {
            flight.from == side && flight.sent == action.at && flight.rule == Rule::CloseUnread
        });
        action.had = if reset { 0 } else { action.had };
    }
    join_sends(&mut actions, ONE_CALL);
    actions
}

/// Is it by this RST that the connection ends at its sender?
fn closes(trace: &Trace, flight: &Flight) -> bool {
    let by_program = matches!(flight.rule, Rule::Abort | Rule::CloseUnread | Rule::ClosedAnswers);
    by_program && trace.moments[flight.moment].changes.iter().any(|change| change.to == State::Closed)
}

fn join_sends(actions: &mut Vec<Action>, gap: Duration) {
    let mut joined: Vec<Action> = Vec::with_capacity(actions.len());
    for action in actions.drain(..) {
        if let (Some(Action { at, step: Step::Send(octets), had }), Step::Send(more)) =
            (joined.last_mut(), action.step)
            && action.at.since(*at) <= gap
            && (*had == action.had || gap > ONE_CALL)
        {
            *octets = octets.saturating_add(more);
            continue;
        }
        joined.push(action);
    }
    *actions = joined;
}

/// Octets that had come to a side, in order, by then.
fn arrived_before(trace: &Trace, side: Side, at: Instant) -> u32 {
    let after = trace.moments.partition_point(|moment| moment.at < at);
    let end = &trace.ends_after(after.checked_sub(1))[side as usize];
    let first = trace.start[side as usize].rcv_nxt;
    let fin = u32::from(end.peer_closed);
    let syn = u32::from(!trace.start[side as usize].state.is_synchronized());
    let initial = if syn == 1 { initial(trace, side.peer()) } else { first };
    if end.state.is_synchronized() { end.rcv_nxt.distance_from(initial).saturating_sub(syn + fin) } else { 0 }
}

fn initial(trace: &Trace, side: Side) -> crate::tcp::SeqNum {
    let own = trace.flights.iter().find(|flight| flight.from == side);
    own.map_or_else(Default::default, |flight| flight.segment.seq - flight.relative.0)
}

/// Does data come to that side after its FIN, without a RST in answer?
fn reads_on(trace: &Trace, side: Side, fin: &Flight) -> bool {
    let refuses =
        trace.flights.iter().any(|flight| flight.from == side && flight.rule == Rule::DataAfterClose);
    let comes = |flight: &Flight| {
        let arrives = matches!(flight.fate, Fate::Arrives(at) if at > fin.sent);
        flight.from != side && flight.segment.len > 0 && arrives
    };
    !refuses && trace.flights.iter().any(comes)
}

// ---- the comparison ----

fn compare(inferred: &Inferred, trace: &Trace) -> Comparison {
    let until = inferred.trace.end;
    Comparison {
        states: Side::BOTH.map(|side| Sequence {
            simulated: states_until(trace, side, until),
            recorded: states_until(&inferred.trace, side, until),
        }),
        segments: Side::BOTH.map(|side| Sequence {
            simulated: headers_until(trace, side, until),
            recorded: headers_until(&inferred.trace, side, until),
        }),
    }
}

/// Without the changes that timers make: no segment shows them.
fn states_until(trace: &Trace, side: Side, until: Instant) -> Vec<State> {
    let shown = |rule: Rule| !matches!(rule, Rule::TimeWaitOver | Rule::FinWait2Over);
    let changes = trace
        .changes()
        .filter(|(moment, change)| moment.side == side && moment.at <= until && shown(change.rule));
    let first = trace.start[side as usize].state;
    std::iter::once(first).chain(changes.map(|(_, change)| change.to)).collect()
}

fn headers_until(trace: &Trace, side: Side, until: Instant) -> Vec<Header> {
    let own = trace.flights.iter().filter(|flight| flight.from == side && flight.copy_of.is_none());
    own.filter(|flight| flight.sent <= until).map(Header::of).collect()
}

fn differences(comparison: &Comparison) -> Vec<Differs> {
    let mut all = Vec::new();
    for side in Side::BOTH {
        let states = &comparison.states[side as usize];
        let segment = |captured, simulated| Differs::Segment { side, captured, simulated };
        let state = |captured, simulated| Differs::State { side, captured, simulated };
        apart(&comparison.segments[side as usize], &mut all, segment);
        apart(states, &mut all, state);
    }
    all
}

/// How far ahead the same is looked for where two sequences part.
const LOOK_AHEAD: usize = 64;

/// Where two sequences differ: what can be skipped in one of them until they agree again is skipped.
fn apart<T: PartialEq + Copy>(
    both: &Sequence<T>,
    all: &mut Vec<Differs>,
    differs: impl Fn(Option<(usize, T)>, Option<(usize, T)>) -> Differs,
) {
    let (captured, simulated) = (&both.recorded, &both.simulated);
    let (mut c, mut s) = (0, 0);
    while c < captured.len() || s < simulated.len() {
        if c < captured.len() && s < simulated.len() && captured[c] == simulated[s] {
            (c, s) = (c + 1, s + 1);
            continue;
        }
        let (skip_c, skip_s) = next_agreement(&captured[c..], &simulated[s..]);
        let pairs = skip_c.min(skip_s);
        for step in 0..skip_c.max(skip_s) {
            // What is skipped in both stands side by side.
            let one = (step < skip_c).then(|| (c + step, captured[c + step]));
            let other = (step < skip_s).then(|| (s + step, simulated[s + step]));
            debug_assert!(step >= pairs || one.is_some() && other.is_some());
            all.push(differs(one, other));
        }
        (c, s) = (c + skip_c, s + skip_s);
    }
}

/// How much of each must be skipped, the least together, until they go on alike; all of both if never.
fn next_agreement<T: PartialEq>(one: &[T], other: &[T]) -> (usize, usize) {
    for sum in 1..=2 * LOOK_AHEAD {
        for skip in 0..=sum.min(one.len()) {
            let rest = sum - skip;
            if let (Some(a), Some(b)) = (one.get(skip), other.get(rest))
                && a == b
            {
                return (skip, rest);
            }
        }
    }
    (one.len(), other.len())
}

impl Remake {
    /// Does the simulation send what was captured, and go through the same states?
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.differences.is_empty()
    }
}
