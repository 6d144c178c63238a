//! What questions are asked of: a scenario, its trace, and where it can be stopped.

use crate::sim::{Act, Called, Cause, Fate, Moment, Scenario, Side, Step, Trace};
use crate::tcp::{Rule, Snapshot};
use crate::time::Instant;

/// A scenario with its trace, and the order in which its segments leave.
pub struct Facts<'a> {
    pub scenario: &'a Scenario,
    pub trace: &'a Trace,
    /// Flights by when they leave.
    pub order: Vec<usize>,
}

impl<'a> Facts<'a> {
    pub fn new(scenario: &'a Scenario, trace: &'a Trace) -> Self {
        let mut order: Vec<usize> = (0..trace.flights.len()).collect();
        order.sort_by_key(|flight| (trace.flights[*flight].sent, *flight));
        Self { scenario, trace, order }
    }

    /// The first moment of every time at which it can stop. Where a segment waits for the wire, what has
    /// happened and what is still to come cannot be told apart.
    pub fn stops(&self) -> Vec<usize> {
        let moments = &self.trace.moments;
        let mut waits_until = Instant::START;
        let mut flights = self.trace.flights.iter().peekable();
        let mut stops = Vec::new();
        for (index, moment) in moments.iter().enumerate() {
            if index > 0 && moments[index - 1].at == moment.at {
                continue;
            }
            while let Some(flight) = flights.next_if(|flight| flight.moment < index) {
                waits_until = waits_until.max(flight.sent);
            }
            if moment.at > waits_until && moment.at > Instant::START {
                stops.push(index);
            }
        }
        stops
    }

    /// All that happens at that time.
    pub fn at(&self, at: Instant) -> std::ops::Range<usize> {
        let moments = &self.trace.moments;
        moments.partition_point(|moment| moment.at < at)..moments.partition_point(|moment| moment.at <= at)
    }

    /// Nothing else happens to its side at its time: what comes of it can be told.
    pub fn is_alone(&self, moment: usize) -> bool {
        let Moment { at, side, .. } = self.trace.moments[moment];
        self.at(at).all(|other| other == moment || self.trace.moments[other].side != side)
    }

    /// Its side before it, and after it.
    pub fn ends(&self, moment: usize) -> (&'a Snapshot, &'a Snapshot) {
        let side = self.trace.moments[moment].side as usize;
        let before = self.trace.ends_after(moment.checked_sub(1));
        (&before[side], &self.trace.moments[moment].after[side])
    }

    /// The most telling rule of a moment, as far as it has one.
    pub fn rule(&self, moment: usize) -> Option<Rule> {
        let moment = &self.trace.moments[moment];
        let changed = moment.changes.first().map(|change| change.rule);
        let sent = moment.sent.first().map(|flight| self.trace.flights[*flight].rule);
        changed.or(sent).or(moment.ignored)
    }

    /// Calls that send something or end the connection, and losses: nobody could know them beforehand.
    pub fn is_given(&self, moment: &Moment) -> bool {
        match moment.cause {
            Cause::Loss(_) => true,
            Cause::Call(call) => matches!(
                self.trace.calls[call].what,
                Called::Program(
                    Step::Connect
                        | Step::Send(_)
                        | Step::Shutdown
                        | Step::Close
                        | Step::Abort
                        | Step::Unlisten
                ) | Called::Person(
                    Act::Connect | Act::Listen | Act::Send(_) | Act::Shutdown | Act::Close | Act::Abort
                )
            ),
            Cause::Arrival(_) | Cause::Timer(_) => false,
        }
    }

    /// The network does to this flight what it always does, or loses it.
    pub fn is_usual(&self, flight: usize) -> bool {
        let flight = &self.trace.flights[flight];
        let usual = flight.sent + self.scenario.network.delay[flight.from as usize];
        flight.copy_of.is_none() && (flight.fate == Fate::Arrives(usual) || flight.is_lost())
    }

    /// The segment that this side sent last before a flight.
    pub fn sent_before(&self, side: Side, flight: usize) -> Option<usize> {
        self.trace.flights[..flight].iter().rposition(|other| other.from == side && other.copy_of.is_none())
    }
}
