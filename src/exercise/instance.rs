//! Another instance of the same exercise: other numbers and times, the same course of events.

use super::lots::Lots;
use crate::sim::program::is_call;
use crate::sim::{Act, Called, Cause, Ended, Outcome, Scenario, Side, Step, Trace, simulate};
use crate::tcp::{Kind, SeqNum, State, Timer};
use crate::time::Duration;

/// How far times may move, in percent: what bends the course of a scenario is tried more gently.
const FREEDOMS: [u32; 6] = [30, 30, 20, 10, 5, 0];
/// A segment this small is one segment in every stack.
const SMALL: u32 = 500;

/// The scenario as the student with this seed gets it: other initial numbers, other octets sent before,
/// other sizes, pauses and delays, and the same happens to both sides in the same order. Seed 0 is the
/// scenario as it is, and so is every seed where its course hangs on its very numbers.
#[must_use]
pub fn instance(base: &Scenario, seed: u32) -> Scenario {
    if seed == 0 {
        return base.clone();
    }
    let course = course(&simulate(base));
    let mut lots = Lots::new(seed);
    let mut tries = FREEDOMS.into_iter().map(|percent| varied(base, percent, &mut lots));
    tries.find(|varied| self::course(&simulate(varied)) == course).unwrap_or_else(|| base.clone())
}

fn varied(base: &Scenario, percent: u32, lots: &mut Lots) -> Scenario {
    let mut scenario = base.clone();
    if !base.opening {
        let client = lots.between(101, 899);
        // Different on purpose: nobody shall mistake one side's numbers for the other's.
        scenario.before = [client, (client + lots.between(40, 760)) % 800 + 100];
    }
    // Who reads so many octets waits for as many as are sent.
    let counted = Side::BOTH
        .iter()
        .any(|side| base.host(*side).program.iter().any(|step| matches!(step, Step::Read(_))));
    for side in Side::BOTH {
        scenario.network.delay[side as usize] = time(base.network.delay[side as usize], percent, lots);
        let host = scenario.host_mut(side);
        host.isn = SeqNum(lots.between(1, u32::MAX));
        for step in &mut host.program {
            match step {
                Step::Send(octets) if !counted => *octets = size(*octets, percent, lots),
                Step::Sleep(length) => *length = time(*length, percent, lots),
                _ => {}
            }
        }
    }
    for intervention in &mut scenario.interventions {
        if let Act::Send(octets) = &mut intervention.act
            && !counted
        {
            *octets = size(*octets, percent, lots);
        }
    }
    scenario
}

fn size(octets: u32, percent: u32, lots: &mut Lots) -> u32 {
    match octets {
        1..=SMALL => lots.between(20, SMALL),
        _ => octets - lots.between(0, octets / 100 * percent),
    }
}

/// Up to so much longer or shorter; whole hundredths of a second, which are what the clock shows.
fn time(length: Duration, percent: u32, lots: &mut Lots) -> Duration {
    let share = lots.between(100 - percent, 100 + percent);
    let micros = length.micros() / 100 * u64::from(share);
    let step = if micros >= 100_000 { 10_000 } else { 1_000 };
    if percent == 0 { length } else { Duration::from_micros(micros / step * step) }
}

/// What comes of anything on each side in order, without its numbers and times. (Whether an ACK that
/// changes nothing comes shortly before a call or after it is no other course.)
#[derive(PartialEq)]
struct Course {
    sides: [Vec<Event>; 2],
    ended: Ended,
}

#[derive(PartialEq)]
struct Event {
    cause: What,
    states: Vec<State>,
    /// And whether they are lost.
    sent: Vec<(Kind, bool)>,
    returned: Vec<Option<Outcome>>,
}

#[derive(PartialEq)]
enum What {
    Call(Called),
    Arrival(Kind),
    Loss(Kind),
    Timer(Timer),
}

fn course(trace: &Trace) -> Course {
    let mut sides: [Vec<Event>; 2] = Default::default();
    for moment in &trace.moments {
        let kind = |flight: usize| trace.flights[flight].segment.kind();
        // A pause that ends when something arrives has nothing to do with it.
        let returned =
            moment.returned.iter().map(|call| &trace.calls[*call]).filter(|call| is_call(call.what));
        let event = Event {
            cause: match moment.cause {
                Cause::Call(call) => What::Call(without_numbers(trace.calls[call].what)),
                Cause::Arrival(flight) => What::Arrival(kind(flight)),
                Cause::Loss(flight) => What::Loss(kind(flight)),
                Cause::Timer(timer) => What::Timer(timer),
            },
            states: moment.changes.iter().map(|change| change.to).collect(),
            sent: moment
                .sent
                .iter()
                .map(|flight| (kind(*flight), trace.flights[*flight].is_lost()))
                .collect(),
            returned: returned.map(|call| call.returned.map(|(_, outcome)| plain(outcome))).collect(),
        };
        if !(event.states.is_empty() && event.sent.is_empty() && event.returned.is_empty()) {
            sides[moment.side as usize].push(event);
        }
    }
    Course { sides, ended: trace.ended }
}

fn without_numbers(called: Called) -> Called {
    match called {
        Called::Program(Step::Send(_)) => Called::Program(Step::Send(0)),
        Called::Program(Step::Sleep(_)) => Called::Program(Step::Sleep(Duration::ZERO)),
        Called::Person(Act::Send(_)) => Called::Person(Act::Send(0)),
        other => other,
    }
}

fn plain(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Octets(octets) => Outcome::Octets(octets.min(1)),
        Outcome::EndOfData(octets) => Outcome::EndOfData(octets.min(1)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;

    #[test]
    fn every_seed_has_numbers_of_its_own_and_the_course_of_the_scenario() {
        for name in Name::ALL {
            for opening in [false, true] {
                let base = name.scenario(opening);
                assert_eq!(instance(&base, 0), base);
                let mut before = base.clone();
                for seed in 1..=40 {
                    let instance = instance(&base, seed);
                    assert_eq!(instance, super::instance(&base, seed));
                    assert!(instance.client.isn != before.client.isn, "{name:?} {seed}");
                    assert!(opening || instance.before != before.before, "{name:?} {seed}");
                    assert!(course(&simulate(&instance)) == course(&simulate(&base)), "{name:?} {seed}");
                    before = instance;
                }
            }
        }
    }

    #[test]
    fn times_and_sizes_vary_too() {
        let base = Name::HalfCloseData.scenario(false);
        let all: Vec<Scenario> = (1..=20).map(|seed| instance(&base, seed)).collect();
        let different = |of: &dyn Fn(&Scenario) -> u64| {
            let mut values: Vec<u64> = all.iter().map(of).collect();
            values.sort_unstable();
            values.dedup();
            values.len()
        };
        assert!(different(&|scenario| scenario.network.delay[0].micros()) > 8);
        assert!(different(&|scenario| scenario.network.delay[1].micros()) > 8);
        assert!(different(&|scenario| simulate(scenario).end.micros()) > 8);
        let data = |scenario: &Scenario| {
            simulate(scenario).flights.iter().map(|flight| u64::from(flight.segment.len)).sum()
        };
        assert!(different(&data) > 8);
    }

    /// Two FINs that cross at one instant would leave little to ask.
    #[test]
    fn crossing_fins_arrive_at_different_times() {
        let trace = simulate(&instance(&Name::SimultaneousClose.scenario(false), 3));
        let fins: Vec<_> = trace.flights.iter().filter(|flight| flight.segment.fin).collect();
        assert!(fins.len() == 2 && fins[0].until() != fins[1].until());
    }
}
