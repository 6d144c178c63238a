//! The figure as geometry, over many scenarios: no label stands over another or leaves the picture.

use four_waves::sim::catalog::Name;
use four_waves::sim::{Loss, Scenario, Step, Trace, simulate};
use four_waves::tcp::Stack;
use four_waves::text::Lang;
use four_waves::time::{Duration, Instant};
use four_waves::view::ladder::Label;
use four_waves::view::{Frame, Ladder, Numbers, Scale};

/// The catalogue and harder ones, each with a name for the report.
fn scenarios() -> Vec<(String, Scenario)> {
    let mut all = Vec::new();
    for name in Name::ALL {
        for opening in [false, true] {
            all.push((format!("{} {opening}", name.id()), name.scenario(opening)));
        }
    }
    for seed in 1..=6 {
        let mut scenario = Name::HalfCloseData.scenario(true);
        scenario.network.loss = Some(Loss { percent: 30, seed, from: Instant::START });
        all.push((format!("loss 30 % seed {seed}"), scenario));
    }
    for stacks in [[Stack::Linux, Stack::Windows], [Stack::Textbook, Stack::Linux]] {
        let mut scenario = Name::LastAckLost.scenario(true);
        (scenario.client.stack, scenario.server.stack) = (stacks[0], stacks[1]);
        scenario.network.set_pace(stacks);
        all.push((format!("{stacks:?}"), scenario));
    }
    for (spacing, octets) in [(0, 20), (1, 12), (300, 9)] {
        all.push((format!("crowded {spacing}"), crowded(spacing, octets)));
    }
    let mut lossy = crowded(20, 40);
    lossy.network.loss = Some(Loss { percent: 25, seed: 3, from: Instant::START });
    all.push(("crowded and lossy".to_owned(), lossy));
    all
}

/// Many segments close together.
fn crowded(spacing_ms: u64, segments: u32) -> Scenario {
    let mut scenario = Name::FourWayClose.scenario(true);
    scenario.network.delay = [Duration::from_millis(50); 2];
    scenario.network.spacing = Duration::from_millis(spacing_ms);
    scenario.client.program.insert(1, Step::Send(segments * 1_460));
    for _ in 0..4 {
        scenario.server.program.insert(1, Step::Send(300));
    }
    scenario
}

fn frames() -> Vec<Frame> {
    let mut all = Vec::new();
    for lang in Lang::ALL {
        for width in [320.0, 360.0, 560.0, 824.0, 1_180.0] {
            for scale in [Scale::Folded, Scale::True] {
                for zoom in [0.25, 1.0, 4.0] {
                    all.push(Frame { width, numbers: Numbers::Letters, lang, scale, zoom });
                }
            }
        }
    }
    all
}

fn each(mut see: impl FnMut(&str, &Scenario, &Trace, &Ladder)) {
    for (name, scenario) in scenarios() {
        let trace = simulate(&scenario);
        for frame in frames() {
            let ladder = Ladder::new(&scenario, &trace, frame);
            see(&format!("{name} {frame:?}"), &scenario, &trace, &ladder);
        }
    }
}

#[test]
fn no_label_stands_over_another_or_outside() {
    each(|name, _, _, ladder| {
        let boxes = ladder.boxes();
        for (index, (what, place)) in boxes.iter().enumerate() {
            let (wide, high) = place.reach();
            assert!(
                place.x - wide >= 0.0 && place.x + wide <= ladder.frame.width,
                "{name}: {what:?} {place:?}"
            );
            assert!(place.y - high >= 0.0 && place.y + high <= ladder.height, "{name}: {what:?} {place:?}");
            for (other_what, other) in &boxes[index + 1..] {
                assert!(!place.overlaps(other), "{name}: {what:?} {place:?} over {other_what:?} {other:?}");
            }
        }
    });
}

#[test]
fn in_the_catalogue_every_arrow_keeps_its_name() {
    for name in Name::ALL {
        let scenario = name.scenario(true);
        let trace = simulate(&scenario);
        for frame in frames().into_iter().filter(|frame| frame.zoom >= 1.0) {
            let boxes = Ladder::new(&scenario, &trace, frame).boxes();
            for flight in 0..trace.flights.len() {
                assert!(
                    boxes.iter().any(|(what, _)| *what == Label::Name(flight)),
                    "{} {frame:?}: flight {flight}",
                    name.id()
                );
            }
        }
    }
}
