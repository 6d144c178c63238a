//! How long a click takes: every change of a scenario is a simulation from its start.
//! `cargo bench --no-default-features`

use divan::Bencher;
use divan::counter::ItemsCount;
use four_waves::sim::catalog::Name;
use four_waves::sim::{Loss, Scenario, Step, Trace, simulate};
use four_waves::text::Lang;
use four_waves::time::{Duration, Instant};
use four_waves::view::text_ladder::text_ladder;
use four_waves::view::{Frame, Ladder, Numbers, Scale, svg};

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

const FRAME: Frame =
    Frame { width: 824.0, numbers: Numbers::Letters, lang: Lang::En, scale: Scale::Folded, zoom: 1.0 };

/// The figure of some twenty segments. Target: below 1 ms.
#[divan::bench]
fn layout_of_twenty_segments(bencher: Bencher) {
    let mut scenario = Name::LastAckLost.scenario(true);
    scenario.client.program.insert(1, Step::Send(6 * 1_460));
    let trace = simulate(&scenario);
    assert!((18..=24).contains(&trace.flights.len()), "{}", trace.flights.len());
    bencher.bench(|| Ladder::new(&scenario, divan::black_box(&trace), FRAME));
}

/// The figure of two thousand segments. Target: below 15 ms.
#[divan::bench(args = [0, 2_000])]
fn layout_of_two_thousand_segments(bencher: Bencher, spacing_us: u64) {
    let (scenario, trace) = two_thousand_segments(spacing_us);
    bencher.bench(|| Ladder::new(&scenario, divan::black_box(&trace), FRAME));
}

/// What a screen of it takes as markup.
#[divan::bench]
fn a_window_on_two_thousand_segments(bencher: Bencher) {
    let (scenario, trace) = two_thousand_segments(2_000);
    let ladder = Ladder::new(&scenario, &trace, FRAME);
    bencher.bench(|| svg::draw(divan::black_box(&ladder), &trace, Some((1_000.0, 2_000.0))));
}

fn two_thousand_segments(spacing_us: u64) -> (Scenario, Trace) {
    let mut scenario = Name::FourWayClose.scenario(true);
    scenario.network.delay = [Duration::from_millis(50); 2];
    scenario.network.spacing = Duration::from_micros(spacing_us);
    scenario.client.program.insert(1, Step::Send(1_000 * 1_460));
    let trace = simulate(&scenario);
    assert!(trace.flights.len() >= 1_500, "{}", trace.flights.len());
    (scenario, trace)
}

fn thousand_segments() -> Scenario {
    let mut scenario = Name::FourWayClose.scenario(true);
    scenario.network.delay = [Duration::from_millis(50); 2];
    scenario.network.spacing = Duration::ZERO;
    // 1 460 octets in a segment, and an ACK for each.
    scenario.client.program.insert(1, Step::Send(500 * 1_460));
    scenario
}
