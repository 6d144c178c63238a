//! The states that are inferred, against those that the simulation went through.

use crate::oracle::captured;
use crate::scenarios::{Mix, scenario};
use four_waves::capture::{Doubt, Inferred, Vantage, infer};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Flight, Scenario, Side, Trace, link_code, simulate};
use four_waves::tcp::{Rule, Stack, State, is_edge};
use four_waves::text::Lang;
use four_waves::text::story::story;
use four_waves::view::captured::connection;
use four_waves::view::text_ladder::text_ladder;
use four_waves::view::{Scale, TimeAxis};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::cell::RefCell;

/// Where one capture can be taken.
pub const ONE_POINT: [Vantage; 3] = [Vantage::Client, Vantage::Server, Vantage::Middle];

/// Changes that no segment shows: a capture knows nothing of them.
const UNSEEN: [Rule; 7] = [
    Rule::TimeWaitOver,
    Rule::FinWait2Over,
    Rule::GiveUp,
    Rule::UserTimeout,
    Rule::AbortQuietly,
    Rule::CloseBeforeOpen,
    Rule::OpenPassive,
];

/// A side's states up to the last change that a segment shows.
fn shown(trace: &Trace, side: Side) -> Vec<State> {
    let mut changes: Vec<(State, Rule)> = trace
        .changes()
        .filter(|(moment, _)| moment.side == side)
        .map(|(_, change)| (change.to, change.rule))
        .collect();
    while changes.last().is_some_and(|(_, rule)| UNSEEN.contains(rule)) {
        changes.pop();
    }
    // Whether a RST ends TIME-WAIT is a setting of the end (RFC 1337), and said to be in doubt.
    if let [.., (State::TimeWait, _), (State::Closed, Rule::Reset)] = changes[..] {
        changes.pop();
    }
    // Whether it listens before it sends a SYN itself is not shown either.
    let first = match (trace.start[side as usize].state, changes.first()) {
        (State::Listen, None | Some((State::SynSent | State::Closed, _))) => State::Closed,
        (state, _) => state,
    };
    std::iter::once(first).chain(changes.into_iter().map(|(state, _)| state)).collect()
}

#[test]
fn every_state_of_the_catalogue_is_inferred() {
    for name in Name::ALL {
        for (opening, stack, vantage) in runs() {
            let mut scenario = name.scenario(opening);
            scenario.client.stack = stack;
            scenario.server.stack = stack;
            scenario.network.set_pace([stack; 2]);
            let trace = simulate(&scenario);
            let inferred = infer(&captured(&scenario, &trace, vantage), Some(vantage));
            for side in Side::BOTH {
                let [truth, found] = [&trace, &inferred.trace].map(|trace| shown(trace, side));
                let run = format!("{} {opening} {stack:?} seen from {vantage:?}, {side:?}", name.id());
                assert_eq!(found, truth, "{run}");
            }
        }
    }
}

fn runs() -> impl Iterator<Item = (bool, Stack, Vantage)> {
    let stacks = || Stack::ALL.into_iter();
    let vantages = || ONE_POINT.into_iter();
    [false, true].into_iter().flat_map(move |opening| {
        stacks().flat_map(move |stack| vantages().map(move |vantage| (opening, stack, vantage)))
    })
}

/// Is it said that this side's states may be others? That segments left it and came to it by guess is so in
/// every capture, and says nothing.
fn says_so(inferred: &Inferred, of: Side) -> bool {
    inferred.doubts.iter().any(|doubt| match doubt {
        Doubt::FarEnd { .. } | Doubt::BeganBefore => false,
        Doubt::TimeWaitLength { side, .. } | Doubt::CaptureEnded { side, .. } => *side == of,
        _ => true,
    })
}

/// Its FIN waited, for the window or behind data, or left later than the call that asked for it: the state
/// changed before any segment showed it, and what came in between is inferred in the other order.
fn fin_waited(trace: &Trace, side: Side) -> bool {
    trace.moments.iter().any(|moment| {
        let leaves_late = moment.side == side
            && moment
                .sent
                .iter()
                .map(|flight| &trace.flights[*flight])
                .any(|flight| flight.segment.fin && flight.sent > moment.at);
        leaves_late || moment.after[side as usize].fin_waiting
    })
}

/// How many of so many runs are right, by vantage: near end, far end. Where the capture is taken in the
/// middle, client and server.
#[derive(Debug, Default, PartialEq, Eq)]
struct Right {
    at_client: [u32; 2],
    at_server: [u32; 2],
    middle: [u32; 2],
    /// Wrong, and nothing but the guessed times of the far end says that it may be.
    unsaid: u32,
}

const RUNS: u32 = 1_000;

fn random_runs(mix: Mix) -> Right {
    let config = Config { cases: RUNS, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let right = RefCell::new(Right::default());
    let outcome = runner.run(&scenario(mix), |scenario| {
        let trace = simulate(&scenario);
        for vantage in ONE_POINT {
            let inferred = infer(&captured(&scenario, &trace, vantage), Some(vantage));
            for side in Side::BOTH {
                let [truth, found] = [&trace, &inferred.trace].map(|trace| shown(trace, side));
                let same = truth == found;
                let mut right = right.borrow_mut();
                let (count, place) = match vantage {
                    Vantage::Client => (&mut right.at_client, usize::from(side == Side::Server)),
                    Vantage::Server => (&mut right.at_server, usize::from(side == Side::Client)),
                    Vantage::Middle | Vantage::Both => (&mut right.middle, side as usize),
                };
                count[place] += u32::from(same || fin_waited(&trace, side));
                if !same && !fin_waited(&trace, side) && !says_so(&inferred, side) {
                    right.unsaid += 1;
                    if vantage.side() == Some(side) {
                        return Err(TestCaseError::fail(failure(&scenario, &trace, &inferred, side)));
                    }
                }
            }
        }
        Ok(())
    });
    match outcome {
        Ok(()) => right.into_inner(),
        Err(TestError::Fail(what, _) | TestError::Abort(what)) => panic!("{what}"),
    }
}

fn failure(scenario: &Scenario, trace: &Trace, inferred: &Inferred, side: Side) -> String {
    let [truth, found] = [trace, &inferred.trace].map(|trace| shown(trace, side));
    format!(
        "seen from {:?}, {side:?} {truth:?} was taken for {found:?} without a doubt\n#{}\n{}\n{}\n{:?}",
        inferred.vantage,
        link_code::encode(scenario),
        text_ladder(scenario, trace),
        text_ladder(&inferred.scenario, &inferred.trace),
        inferred.doubts,
    )
}

/// Where nothing is lost, every state of the near end is right, and of the far end all but a few: a way that
/// is slower than a retransmission looks like a loss.
#[test]
fn gentle() {
    let right = random_runs(Mix { trouble: false, rudeness: false });
    println!("{right:?} of {RUNS}");
    assert!(
        least(&right.at_client, [RUNS, RUNS - 1]) && least(&right.at_server, [RUNS, RUNS - 1]),
        "{right:?}"
    );
    assert!(least(&right.middle, [RUNS - 1; 2]), "{right:?}");
}

/// Where up to 60 % are lost, overtaken or doubled, almost all states of the near end are right and most
/// of the far end's; a wrong one never comes without a doubt that names a packet.
#[test]
fn troubled_but_polite() {
    let right = random_runs(Mix { trouble: true, rudeness: false });
    println!("{right:?} of {RUNS}");
    assert!(least(&right.at_client, [998, 950]) && least(&right.at_server, [997, 960]), "{right:?}");
    assert!(least(&right.middle, [992, 985]) && right.unsaid == 0, "{right:?}");
}

/// With aborts and people. Whether a RST left before or after something came is a guess at the far end,
/// and within one way's time it can be wrong unsaid.
#[test]
fn wild() {
    let right = random_runs(Mix { trouble: true, rudeness: true });
    println!("{right:?} of {RUNS}");
    assert!(least(&right.at_client, [990, 920]) && least(&right.at_server, [988, 940]), "{right:?}");
    assert!(least(&right.middle, [975, 955]) && right.unsaid <= 5, "{right:?}");
}

fn least(right: &[u32; 2], least: [u32; 2]) -> bool {
    right.iter().zip(least).all(|(right, least)| *right >= least)
}

/// What is drawn of it holds together: every change is an edge that goes on from the one before, the
/// snapshots agree with it, every change has its ground, and every view takes it.
#[test]
fn an_inferred_trace_is_a_trace() {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let ran = runner.run(&scenario(Mix { trouble: true, rudeness: true }), |scenario| {
        let trace = simulate(&scenario);
        for vantage in ONE_POINT {
            // Nobody says where it was taken.
            let inferred = infer(&captured(&scenario, &trace, vantage), None);
            holds_together(&inferred);
        }
        Ok(())
    });
    ran.unwrap_or_else(|failure| panic!("{failure}"));
}

fn holds_together(inferred: &Inferred) {
    let trace = &inferred.trace;
    let mut states = trace.start.map(|end| end.state);
    let mut changes = 0;
    for (index, moment) in trace.moments.iter().enumerate() {
        assert!(index == 0 || trace.moments[index - 1].at <= moment.at, "moments are in order");
        for change in &moment.changes {
            assert!(is_edge(change.from, change.to), "{change:?}");
            assert_eq!(states[moment.side as usize], change.from);
            states[moment.side as usize] = change.to;
            changes += 1;
        }
        assert_eq!(moment.after.map(|end| end.state), states);
    }
    assert_eq!(inferred.inferences.len(), changes);
    assert_eq!(inferred.frames.len(), trace.flights.len());
    for flight in &trace.flights {
        assert!(flight.sent < flight.until(), "{flight:?}");
        assert!(trace.moments[flight.moment].at <= flight.sent);
    }
    let axis = TimeAxis::new(&inferred.scenario, trace, Scale::Folded);
    assert!(axis.length().is_finite());
    for lang in Lang::ALL {
        assert!(!connection(inferred, lang).contains(['{', '}']));
        for index in 0..trace.moments.len() {
            let ack = |flight: &Flight| flight.relative.1.map(|ack| ack.to_string());
            let numbers = |flight: &Flight| (flight.relative.0.to_string(), ack(flight));
            let said = story(trace, index, &numbers, lang).text;
            assert!(said.ends_with(['.', '。', ':']) && !said.contains("  "), "{said}");
        }
    }
}
