//! The states that are inferred, against those that the simulation went through.

use crate::oracle::captured;
use crate::scenarios::{Mix, scenario};
use four_waves::capture::{Inferred, Vantage, infer};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Scenario, Side, Trace, link_code, simulate};
use four_waves::tcp::{Rule, Stack, State};
use four_waves::view::text_ladder::text_ladder;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

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
    let first = trace.start[side as usize].state;
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
    let vantages = || Vantage::ALL.into_iter();
    [false, true].into_iter().flat_map(move |opening| {
        stacks().flat_map(move |stack| vantages().map(move |vantage| (opening, stack, vantage)))
    })
}

#[test]
fn random() {
    let mixes = [
        ("gentle", Mix { trouble: false, rudeness: false }),
        ("troubled", Mix { trouble: true, rudeness: false }),
        ("wild", Mix { trouble: true, rudeness: true }),
    ];
    for (name, mix) in mixes {
        let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let counts = std::cell::RefCell::new([[0; 3]; 3]);
        let show = std::cell::Cell::new(std::env::var("SHOW").map_or(0, |n| n.parse().unwrap()));
        runner
            .run(&scenario(mix), |scenario| {
                let trace = simulate(&scenario);
                for vantage in Vantage::ALL {
                    let inferred = infer(&captured(&scenario, &trace, vantage), Some(vantage));
                    counts.borrow_mut()[vantage as usize][2] += 1;
                    for side in Side::BOTH {
                        let near = vantage.side() == Some(side);
                        let [truth, found] = [&trace, &inferred.trace].map(|trace| shown(trace, side));
                        let same = truth == found || waited(&trace, side);
                        counts.borrow_mut()[vantage as usize][side as usize] += u32::from(same);
                        if !same && show.get() > 0 && near {
                            show.set(show.get() - 1);
                            print(&scenario, &trace, &inferred, side, &truth, &found);
                        }
                    }
                }
                Ok(())
            })
            .unwrap();
        println!("{name}: {:?}", counts.borrow());
    }
}

fn print(
    scenario: &Scenario,
    trace: &Trace,
    inferred: &Inferred,
    side: Side,
    truth: &[State],
    found: &[State],
) {
    println!("#{}", link_code::encode(scenario));
    println!("{:?} {side:?}\n  {truth:?}\n  {found:?}", inferred.vantage);
    println!("{}", text_ladder(scenario, trace));
    println!("{}", text_ladder(&inferred.scenario, &inferred.trace));
}

/// Did its FIN ever wait, for the window or behind data? Then the state changed before a segment showed it.
fn waited(trace: &Trace, side: Side) -> bool {
    trace.moments.iter().any(|moment| moment.after[side as usize].fin_waiting)
        || trace.moments.iter().any(|moment| {
            moment.side == side
                && moment.sent.iter().any(|flight| {
                    trace.flights[*flight].sent > moment.at && trace.flights[*flight].segment.fin
                })
        })
}
