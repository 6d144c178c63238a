//! The lesson: its ladders as golden pictures, and its words held against what happens in them.
//! `UPDATE_GOLDEN=1 cargo test --test lesson` writes the pictures anew.

use four_waves::pages::{Site, pages};
use four_waves::sim::link_code::decode;
use four_waves::sim::{Cause, Scenario, Trace, simulate};
use four_waves::tcp::{Timer, TimerChange};
use four_waves::text::lesson::{Ladder, PAGE, Part, SECTIONS};
use four_waves::text::{Lang, vocabulary};
use four_waves::view::{Numbering, Numbers};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn ladders() -> impl Iterator<Item = &'static Ladder> {
    SECTIONS.iter().flat_map(|section| section.parts).filter_map(|part| match part {
        Part::Ladder(ladder) => Some(ladder),
        _ => None,
    })
}

fn scenario(ladder: &Ladder) -> Scenario {
    let decoded = decode(ladder.link);
    assert_eq!(decoded.problem, None, "{}", ladder.link);
    decoded.scenario
}

/// What happens, with its moment: `client FIN-WAIT-1`, `server ACK seq=v ack=u+1 lost`.
fn events(trace: &Trace) -> Vec<(usize, String)> {
    let numbering = Numbering::new(trace, Numbers::Letters);
    let mut all = Vec::new();
    for (index, moment) in trace.moments.iter().enumerate() {
        let side = vocabulary::side_name(moment.side, Lang::En).to_lowercase();
        let mut add = |what: String| all.push((index, format!("{side} {what}")));
        moment.changes.iter().for_each(|change| add(change.to.to_string()));
        let own = if let Cause::Call(call) = moment.cause { Some(call) } else { None };
        for call in own.iter().chain(&moment.returned).map(|call| &trace.calls[*call]) {
            add(format!("{} {}", vocabulary::call_name(call.what), vocabulary::outcome(call, Lang::En)));
        }
        for flight in moment.sent.iter().map(|flight| &trace.flights[*flight]) {
            let (seq, ack) = numbering.of(flight);
            let mut text = format!("{} seq={seq}", flight.segment);
            if let Some(ack) = ack {
                text += &format!(" ack={ack}");
            }
            if flight.segment.len > 0 {
                text += &format!(" {} B", flight.segment.len);
            }
            for (is, word) in [(flight.again, " again"), (flight.is_lost(), " lost")] {
                text += if is { word } else { "" };
            }
            add(text);
        }
        if moment
            .timers
            .iter()
            .any(|(timer, change)| *timer == Timer::TimeWait && matches!(change, TimerChange::Restarted(_)))
        {
            add("2·MSL anew".to_owned());
        }
    }
    all
}

#[test]
fn what_the_words_say_happens_in_the_ladder_beside_them() {
    for ladder in ladders() {
        let trace = simulate(&scenario(ladder));
        let events = events(&trace);
        let mut from = 0;
        assert!(ladder.shows.len() >= 4, "{} claims nothing", ladder.id);
        for claim in ladder.shows {
            let found = events.iter().find(|(moment, event)| *moment >= from && event == claim);
            let (moment, _) = found.unwrap_or_else(|| {
                panic!("{}: {claim} does not happen after moment {from}\n{events:#?}", ladder.id)
            });
            from = *moment;
        }
    }
}

/// The numbers that the prose writes out.
#[test]
fn its_sums_are_right() {
    let half_close = ladders().find(|ladder| ladder.id == "ladder-half-close").expect("it is there");
    let trace = simulate(&scenario(half_close));
    let of_server = |fin: bool| {
        trace.flights.iter().find(|flight| flight.from.peer() as usize == 0 && flight.segment.fin == fin)
    };
    let (v, w) = (of_server(false).unwrap().relative.0, of_server(true).unwrap().relative.0);
    assert_eq!(w, v + 120, "w = v+120");
    let waited = ladders().find(|ladder| ladder.id == "ladder-steps").expect("it is there");
    let config = scenario(waited).client.config();
    assert_eq!((config.msl.to_string(), config.rto_initial.to_string()), ("10 s".into(), "4 s".into()));
}

#[test]
fn every_scenario_to_try_can_be_read() {
    for part in SECTIONS.iter().flat_map(|section| section.parts) {
        if let Part::Try(scenarios) = part {
            for (_, link) in *scenarios {
                assert_eq!(decode(link).problem, None, "{link}");
            }
        }
    }
}

// ---- pictures ----

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/lesson")
}

/// Each figure's pictures, in the page's order: broad and slim.
fn pictures() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let site = Site { app: include_str!("../index.html").to_owned(), ..Site::default() };
    let site = pages(&site).expect("index.html has what they need");
    for lang in Lang::ALL {
        let page = site.iter().find(|page| page.name == PAGE.in_lang(lang)).expect("it is there");
        for ladder in ladders() {
            let figure =
                page.html.split(&format!("<figure id=\"{}\"", ladder.id)).nth(1).expect("it is drawn");
            let figure = figure.split("</figure>").next().unwrap();
            for (index, width) in ["broad", "slim"].into_iter().enumerate() {
                let svg = figure.split("<svg ").nth(index + 1).and_then(|rest| rest.split("</svg>").next());
                let svg = svg.expect("it has both pictures");
                // A line for each part, so that a change can be read.
                let lines = format!("<svg {svg}</svg>\n").replace("><", ">\n<");
                let name = ladder.id.trim_start_matches("ladder-");
                all.push((format!("{name}-{width}.{}.svg", lang.code()), lines));
            }
        }
    }
    all
}

#[test]
fn ladders_are_as_they_were() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    if update {
        let _ = fs::remove_dir_all(folder());
        fs::create_dir_all(folder()).expect("the folder can be made");
    }
    for (name, svg) in pictures() {
        let path = folder().join(&name);
        if update {
            fs::write(&path, &svg).expect("the golden file can be written");
            continue;
        }
        match fs::read_to_string(&path) {
            Ok(golden) if golden == svg => {}
            Ok(golden) => {
                let pair = golden.lines().zip(svg.lines()).find(|(was, is)| was != is);
                wrong.push(format!("{name}: {pair:?}"));
            }
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{}\nIf this is what you want: UPDATE_GOLDEN=1 cargo test --test lesson\n",
        wrong.join("\n")
    );
}

#[test]
fn no_picture_is_left_over() {
    let known: BTreeSet<String> = pictures().into_iter().map(|(name, _)| name).collect();
    for entry in fs::read_dir(folder()).expect("the golden folder exists") {
        let name = entry.expect("it can be read").file_name().into_string().expect("plain names");
        assert!(known.contains(&name), "{name} belongs to no ladder");
    }
}
