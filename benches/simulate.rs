//! How long a click takes: every change of a scenario is a simulation from its start.
//! `cargo bench --no-default-features`

use divan::Bencher;
use divan::counter::ItemsCount;
use four_waves::sim::catalog::Name;
use four_waves::sim::{Loss, Scenario, Step, simulate};
use four_waves::time::{Duration, Instant};
use four_waves::view::text_ladder::text_ladder;

fn main() {
    divan::main();
}

/// Target: below 50 µs.
#[divan::bench]
fn four_way_close(bencher: Bencher) {
    let scenario = Name::FourWayClose.scenario(true);
    bencher.bench(|| simulate(divan::black_box(&scenario)));
}

/// State transitions of a four-way close with its opening. Target: a million in a second.
#[divan::bench]
fn transitions(bencher: Bencher) {
    let scenario = Name::FourWayClose.scenario(true);
    let transitions = simulate(&scenario).changes().count();
    assert!(transitions >= 11, "{transitions}");
    bencher.counter(ItemsCount::new(transitions)).bench(|| simulate(divan::black_box(&scenario)));
}

/// All ten, from their names on.
#[divan::bench]
fn the_catalogue() -> usize {
    Name::ALL.iter().map(|name| simulate(&name.scenario(true)).moments.len()).sum()
}

/// Data and its ACKs, a thousand segments. Target: below 5 ms.
#[divan::bench]
fn a_thousand_segments(bencher: Bencher) {
    let scenario = thousand_segments();
    assert!((1_000..1_100).contains(&simulate(&scenario).flights.len()));
    bencher.bench(|| simulate(divan::black_box(&scenario)));
}

/// The same with a fifth of all segments lost.
#[divan::bench]
fn a_thousand_segments_with_losses(bencher: Bencher) {
    let mut scenario = thousand_segments();
    scenario.network.loss = Some(Loss { percent: 20, seed: 7, from: Instant::START });
    bencher.bench(|| simulate(divan::black_box(&scenario)));
}

#[divan::bench]
fn text_ladder_of_the_catalogue(bencher: Bencher) {
    let traces = Name::ALL.map(|name| name.scenario(true)).map(|scenario| {
        let trace = simulate(&scenario);
        (scenario, trace)
    });
    bencher
        .bench(|| traces.iter().map(|(scenario, trace)| text_ladder(scenario, trace).len()).sum::<usize>());
}

fn thousand_segments() -> Scenario {
    let mut scenario = Name::FourWayClose.scenario(true);
    scenario.network.delay = [Duration::from_millis(50); 2];
    scenario.network.spacing = Duration::ZERO;
    // 1 460 octets in a segment, and an ACK for each.
    scenario.client.program.insert(1, Step::Send(500 * 1_460));
    scenario
}
