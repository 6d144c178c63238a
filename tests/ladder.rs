//! The figure as geometry, over many scenarios: no label stands over another or leaves the picture.

use four_waves::sim::catalog::Name;
use four_waves::sim::{Fault, Loss, Scenario, Step, Trace, Verdict, simulate};
use four_waves::tcp::Stack;
use four_waves::text::Lang;
use four_waves::time::{Duration, Instant};
use four_waves::view::ladder::{Label, Word};
use four_waves::view::{Frame, Ladder, Numbers, Scale, svg};

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

#[test]
fn words_stand_at_their_moments() {
    each(|name, _, _, ladder| {
        for word in ladder.besides.iter().filter(|word| word.what != Word::Descriptor) {
            let moment = ladder.y(ladder.axis.time(word.seen));
            assert!((-8.0..=56.0).contains(&(word.y - moment)), "{name}: {word:?} belongs to {moment}");
        }
    });
}

#[test]
fn states_that_last_keep_their_names() {
    each(|name, _, _, ladder| {
        if ladder.frame.narrow() || ladder.frame.zoom < 1.0 {
            return;
        }
        for band in ladder.bands.iter().filter(|band| band.height > 24.0) {
            let named = ladder.besides.iter().any(|word| {
                word.side == band.side && word.what == Word::State(band.state) && word.seen == band.seen.from
            });
            assert!(named, "{name}: {:?} {:?}", band.side, band.state);
        }
    });
}

#[test]
fn arrows_that_lie_on_one_another_are_one_that_counts_them() {
    let scenario = crowded(0, 20);
    let trace = simulate(&scenario);
    let frame =
        Frame { width: 824.0, numbers: Numbers::Relative, lang: Lang::En, scale: Scale::Folded, zoom: 1.0 };
    let ladder = Ladder::new(&scenario, &trace, frame);
    let mut bundles = 0;
    for arrow in &ladder.arrows {
        let flight = &trace.flights[arrow.flight];
        let under = ladder.arrows.iter().filter(|other| other.under == Some(arrow.flight)).count();
        match arrow.under {
            Some(first) => {
                assert_eq!((under, ladder.drawn_as(arrow.flight)), (0, first));
                let first = &ladder.arrows[first];
                assert!(first.under.is_none() && first.kind == arrow.kind && !arrow.lost && !first.lost);
                assert!((first.from.1 - arrow.from.1).abs() < 2.0 && (first.to.1 - arrow.to.1).abs() < 2.0);
                assert!(arrow.label.is_none());
            }
            None if under > 0 => {
                bundles += 1;
                assert!(arrow.name.starts_with(&format!("{} × ", under + 1)), "{}", arrow.name);
                assert!(arrow.numbers.contains('…'), "{}", arrow.numbers);
            }
            None => assert_eq!(ladder.drawn_as(arrow.flight), arrow.flight, "{flight:?}"),
        }
    }
    assert!(bundles >= 4, "{bundles}");
    // From arrow to arrow one comes through all that are drawn, and back.
    let own: Vec<_> = (0..trace.flights.len()).filter(|flight| ladder.drawn_as(*flight) == *flight).collect();
    for pair in own.windows(2) {
        assert_eq!(ladder.drawn_beside(pair[0], true), Some(pair[1]));
        assert_eq!(ladder.drawn_beside(pair[1], false), Some(pair[0]));
    }
    assert_eq!(ladder.drawn_beside(trace.flights.len() - 1, true), None);
    // Drawn are those alone, and the picture says how many each stands for.
    let drawn = svg::draw(&ladder, &trace, None);
    assert_eq!(drawn.matches("class=\"flight ").count(), own.len());
    assert!(drawn.contains(" × DATA"), "the count is written");
    // What can be told apart stays apart, and so do segments whose fates differ.
    let apart = crowded(30, 20);
    let apart_trace = simulate(&apart);
    let apart = Ladder::new(&apart, &apart_trace, Frame { zoom: 4.0, ..frame });
    assert!(apart.arrows.iter().all(|arrow| arrow.under.is_none()));
    let mut lossy = scenario;
    let lost = own.iter().find(|flight| ladder.arrows[**flight].name.contains('×')).copied().unwrap() + 1;
    lossy.decide(Fault::exactly(&trace.flights[lost], Verdict::Lose));
    let trace = simulate(&lossy);
    assert!(trace.flights[lost].is_lost());
    assert_eq!(Ladder::new(&lossy, &trace, frame).drawn_as(lost), lost);
}

#[test]
fn a_hidden_name_leaves_its_arrow_within_reach() {
    let scenario = crowded(10, 40);
    let trace = simulate(&scenario);
    let frame =
        Frame { width: 824.0, numbers: Numbers::Raw, lang: Lang::En, scale: Scale::Folded, zoom: 1.0 };
    let ladder = Ladder::new(&scenario, &trace, frame);
    let hidden = ladder.arrows.iter().filter(|arrow| arrow.label.is_none()).count();
    let bare = ladder.arrows.iter().filter(|arrow| arrow.label.is_some() && !arrow.one_line).count();
    assert!(hidden > 0 && bare > 0, "{hidden} without names, {bare} without numbers");
    let svg = svg::draw(&ladder, &trace, None);
    assert_eq!(svg.matches("aria-label=").count(), 1 + trace.flights.len());
}
