//! The invariants over many thousand random scenarios. A failure is shrunk and printed as a link that
//! the page opens, and as a text ladder.
//!
//! The seed is fixed. `RANDOM_SEED=7` takes another one, `RANDOM_RUNS=10` runs ten times as many.
//! A failure that was mended goes to `mended.txt` with its link, and is run every time.

#[path = "../common/invariants.rs"]
mod common;
mod scenarios;

use common::{ALWAYS, Check, i11_the_end, i12_who_waits};
use four_waves::sim::compare::first_difference;
use four_waves::sim::{Scenario, Trace, link_code, simulate};
use four_waves::tcp::State;
use four_waves::text::Lang;
use four_waves::text::compare::{ends, sentence};
use four_waves::view::text_ladder::text_ladder;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use scenarios::{Mix, scenario};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// With their programs closing and reading, and nothing lost.
const GENTLE: Mix = Mix { trouble: false, rudeness: false };
const TROUBLED: Mix = Mix { trouble: true, rudeness: false };
const WILD: Mix = Mix { trouble: true, rudeness: true };

#[test]
fn wild() {
    let seen = random_runs("wild", WILD, 12_000, &[]);
    assert_eq!(seen, State::ALL.into_iter().collect(), "not every state is reached");
}

#[test]
fn troubled_but_polite() {
    random_runs("troubled", TROUBLED, 8_000, &[("I11", i11_the_end)]);
}

#[test]
fn gentle() {
    random_runs("gentle", GENTLE, 4_000, &[("I11", i11_the_end), ("I12", i12_who_waits)]);
}

/// Any two futures can be compared: they part exactly where their traces differ, the same both ways
/// round, and each sentence about it is there.
#[test]
fn pairs_of_futures() {
    let config = Config { cases: 1_500, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&(scenario(WILD), scenario(WILD), 0..6_u8), |(one, other, change)| {
            let pair = [&one, &branch(&one, &other, change)].map(simulate);
            compared(&pair, [&one, &one]);
            compared(&[pair[0].clone(), simulate(&other)], [&one, &other]);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// A future that parts from `one`, in something that `other` has otherwise.
fn branch(one: &Scenario, other: &Scenario, change: u8) -> Scenario {
    let mut branch = one.clone();
    match change {
        0 => {}
        1 => branch.network.faults.clone_from(&other.network.faults),
        2 => branch.interventions.clone_from(&other.interventions),
        3 => branch.client.msl = other.client.msl,
        4 => branch.server.program.clone_from(&other.server.program),
        _ => branch.network.delay = other.network.delay,
    }
    branch
}

fn compared(pair: &[Trace; 2], links: [&Scenario; 2]) {
    let [a, b] = pair;
    let (there, back) = (first_difference(a, b), first_difference(b, a));
    let links = links.map(link_code::encode);
    let same = a.flights == b.flights && a.moments == b.moments;
    assert_eq!(there.is_none(), same, "{links:?}");
    assert_eq!(there.as_ref().map(|found| found.at), back.as_ref().map(|found| found.at), "{links:?}");
    let Some(difference) = there else { return };
    assert!(difference.at <= a.end.max(b.end), "{links:?}");
    for lang in Lang::ALL {
        for said in [sentence, ends].map(|tell| tell(&difference, a, b, lang)) {
            assert!(said.ends_with(['.', '。']) && !said.contains(['{', '}']), "{said} {links:?}");
        }
    }
}

/// What once failed, as links.
#[test]
fn mended() {
    let lines = include_str!("mended.txt").lines().map(str::trim);
    let links: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect();
    assert!(!links.is_empty());
    for link in links {
        let code = link.strip_prefix('#').expect("a link begins with #");
        let decoded = link_code::decode(code);
        assert_eq!(decoded.problem, None, "{link}");
        quietly(|| check(&decoded.scenario, &[])).unwrap_or_else(|what| panic!("{link}: {what}"));
    }
}

/// Runs so many scenarios, and returns the states that were seen in them.
fn random_runs(name: &str, mix: Mix, runs: u32, more: &[(&str, Check)]) -> BTreeSet<State> {
    let number = |variable: &str, otherwise: u64| {
        let set = std::env::var(variable).ok();
        set.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number("RANDOM_SEED", 9_293).to_le_bytes());
    let cases = runs * u32::try_from(number("RANDOM_RUNS", 1)).expect("RANDOM_RUNS is small");
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let seen = std::cell::RefCell::new(BTreeSet::new());
    let outcome = runner.run(&scenario(mix), |scenario| {
        let states = quietly(|| check(&scenario, more)).map_err(TestCaseError::fail)?;
        seen.borrow_mut().extend(states);
        Ok(())
    });
    match outcome {
        Ok(()) => {
            println!("{name}: {cases} runs");
            seen.into_inner()
        }
        Err(TestError::Fail(what, least)) => {
            let ladder = quietly(|| text_ladder(&least, &simulate(&least))).unwrap_or_default();
            panic!("{name}: {what}\n\n#{}\n\n{ladder}", link_code::encode(&least));
        }
        Err(TestError::Abort(what)) => panic!("{name}: {what}"),
    }
}

/// Everything that must hold; returns the states that were seen.
fn check(scenario: &Scenario, more: &[(&str, Check)]) -> BTreeSet<State> {
    let decoded = link_code::decode(&link_code::encode(scenario));
    assert_eq!((&decoded.scenario, &decoded.problem), (scenario, &None), "the link says something else");
    let trace = simulate(scenario);
    for (name, check) in ALWAYS.iter().chain(more) {
        if let Err(cause) = catch_unwind(AssertUnwindSafe(|| check(scenario, &trace))) {
            panic!("{name}: {}", words(&*cause));
        }
    }
    trace.moments.iter().flat_map(|moment| moment.after.map(|end| end.state)).collect()
}

// ---- panics as words ----

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs it; a panic becomes words, and is not printed: shrinking panics hundreds of times.
fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: std::sync::Once = std::sync::Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    QUIET.set(false);
    result.map_err(|cause| words(&*cause))
}

fn words(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().cloned();
    text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}
