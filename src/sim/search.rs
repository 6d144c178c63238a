//! The shortest way to a state or an edge: all small scenarios in order of what has to be done, until
//! one gets there.
//!
//! A scenario is small when people do a few things in it and nothing else is special: the textbook's
//! network and stacks. Of two that get there, the one in which less is done is shorter; then the one
//! in which less is done in a hurry, while segments are under way; then the one that is sooner there.

use super::catalog::Name;
use super::scenario::{Act, Intervention, Scenario, Side, Step};
use super::trace::{Change, Moment, Trace};
use super::{program::call_of, simulate};
use crate::tcp::{Stack, State, calls};
use crate::time::Instant;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A side enters it.
    State(State),
    /// A side goes from the one to the other.
    Edge(State, State),
}

/// A scenario that gets there, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub scenario: Scenario,
    pub side: Side,
    pub at: Instant,
}

impl Goal {
    /// Do these changes, which one event brings, get there?
    #[must_use]
    pub fn is_reached(self, changes: &[Change]) -> bool {
        match self {
            Self::State(state) => changes.iter().any(|change| change.to == state),
            Self::Edge(from, to) => edges(changes).any(|edge| edge == (from, to)),
        }
    }

    /// The first moment that gets there.
    #[must_use]
    pub fn first(self, trace: &Trace) -> Option<&Moment> {
        trace.moments.iter().find(|moment| self.is_reached(&moment.changes))
    }
}

/// The edges that one event takes. A segment that acknowledges our FIN and brings the peer's leads
/// through FIN-WAIT-2 at once: that is also the edge from FIN-WAIT-1 to TIME-WAIT, which RFC 9293 adds
/// to figure 5 in its note 2.
pub fn edges(changes: &[Change]) -> impl Iterator<Item = (State, State)> {
    let by = |change: &Change| (change.from, change.to);
    let at_once = changes.windows(2).filter(move |pair| {
        (by(&pair[0]), by(&pair[1]))
            == ((State::FinWait1, State::FinWait2), (State::FinWait2, State::TimeWait))
    });
    changes.iter().map(by).chain(at_once.map(|_| (State::FinWait1, State::TimeWait)))
}

/// The shortest scenario that gets there; the same one every time. `None`: no small one does.
#[must_use]
pub fn shortest(goal: Goal) -> Option<Found> {
    let levels = STACKS.into_iter().flat_map(|stack| (0..=MOST_DONE).map(move |done| (stack, done)));
    levels.into_iter().find_map(|(stack, done)| {
        let mut search = Search { goal, best: None };
        for start in Start::ALL {
            if let Some(acts) = done.checked_sub(start.done()) {
                search.go_on(start, &mut start.scenario(stack), acts);
            }
        }
        search.best.map(|(_, found)| found)
    })
}

/// The textbook first; where it cannot, a stack that people have.
const STACKS: [Stack; 2] = [Stack::Textbook, Stack::Linux];

/// Nobody reads a scenario in which more is done to see one edge.
const MOST_DONE: usize = 3;

/// What a small scenario begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// Both ESTABLISHED.
    Open,
    /// The same; the server's program closes at the end of data.
    OpenServerCloses,
    /// The client connects to a listening server.
    Opening,
    /// Both CLOSED.
    Closed,
}

impl Start {
    const ALL: [Self; 4] = [Self::Open, Self::Opening, Self::OpenServerCloses, Self::Closed];

    /// How much is done by the programs: connect() and accept(), or read() and close().
    const fn done(self) -> usize {
        match self {
            Self::Open | Self::Closed => 0,
            Self::OpenServerCloses | Self::Opening => 2,
        }
    }

    fn scenario(self, stack: Stack) -> Scenario {
        let mut scenario = Name::FreePlay.scenario(matches!(self, Self::Opening | Self::Closed));
        for side in Side::BOTH {
            scenario.host_mut(side).stack = stack;
        }
        scenario.network.set_pace([stack; 2]);
        match self {
            Self::Open | Self::Opening => {}
            Self::OpenServerCloses => {
                scenario.server.program = vec![Step::Accept, Step::ReadToEof, Step::Close];
            }
            Self::Closed => {
                scenario.client.program.clear();
                scenario.server.program.clear();
            }
        }
        scenario
    }

    /// May this be the first thing done? Of two scenarios that mirror each other one is enough.
    fn begins_with(self, side: Side, act: Act) -> bool {
        match self {
            Self::Open => side == Side::Client,
            Self::Closed => (side == Side::Server) == (act == Act::Listen),
            Self::OpenServerCloses | Self::Opening => true,
        }
    }
}

/// In order of preference.
const ACTS: [Act; 6] = [Act::Close, Act::Abort, Act::Connect, Act::Listen, Act::Send(100), Act::Shutdown];

struct Search {
    goal: Goal,
    /// The best so far, and how much is done in a hurry in it.
    best: Option<(usize, Found)>,
}

impl Search {
    /// Tries everything that `acts` more things done can bring.
    fn go_on(&mut self, start: Start, scenario: &mut Scenario, acts: usize) {
        let trace = simulate(scenario);
        if acts == 0 {
            return self.look(scenario, &trace);
        }
        let last = scenario.interventions.last().map_or(Instant::START, |last| last.at);
        for at in quiet_points(scenario, &trace, last) {
            let ends = trace.ends_at(at);
            for (side, act) in Side::BOTH.into_iter().flat_map(|side| ACTS.map(|act| (side, act))) {
                let end = &ends[side as usize];
                let allowed = calls::refusal(end.state, end.fin_waiting, end.reading, call_of(act)).is_ok();
                if allowed && (!scenario.interventions.is_empty() || start.begins_with(side, act)) {
                    scenario.interventions.push(Intervention { at, side, act, off: false });
                    self.go_on(start, scenario, acts - 1);
                    scenario.interventions.pop();
                }
            }
        }
    }

    fn look(&mut self, scenario: &Scenario, trace: &Trace) {
        let Some(moment) = self.goal.first(trace) else { return };
        let under_way = |at: Instant| trace.flights.iter().any(|f| f.sent < at && at < f.until());
        let hurried = scenario.interventions.iter().filter(|done| under_way(done.at)).count();
        if self.best.as_ref().is_none_or(|(least, best)| (hurried, moment.at) < (*least, best.at)) {
            let found = Found { scenario: scenario.clone(), side: moment.side, at: moment.at };
            self.best = Some((hurried, found));
        }
    }
}

/// One moment in every stretch in which nothing happens, from `from` on: what is done anywhere in it
/// comes to the same. Half a delay after its beginning there is room on the ladder.
fn quiet_points(scenario: &Scenario, trace: &Trace, from: Instant) -> Vec<Instant> {
    let half = scenario.network.delay[0] / 2;
    let mut begins = vec![from];
    begins.extend(trace.moments.iter().map(|moment| moment.at).filter(|at| *at > from));
    begins.dedup();
    let ends = begins.iter().skip(1).map(Some).chain([None]);
    begins
        .iter()
        .zip(ends)
        .map(|(begin, end)| if end.is_none_or(|end| *begin + half < *end) { *begin + half } else { *begin })
        .collect()
}
