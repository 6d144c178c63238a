//! Diagrams, and scenarios as files.

use crate::{golden, known, random};
use four_waves::exercise::before;
use four_waves::sim::catalog::Name;
use four_waves::sim::recording::Recording;
use four_waves::sim::{Scenario, link_code, simulate};
use four_waves::text::Lang;
use four_waves::view::Numbers;
use four_waves::view::export::mermaid::mermaid;
use four_waves::view::export::scenario::json;

// ---- Mermaid ----

/// A line of a sequence diagram, by the part of Mermaid's grammar that we use.
fn is_line(line: &str) -> bool {
    // What would end a statement, begin a comment, or be markup.
    let plain = |text: &str| {
        let without_codes = text.replace("#35;", "").replace("#59;", "").replace("#37;", "");
        let without_codes = without_codes.replace("#lt;", "").replace("#gt;", "");
        !text.is_empty() && !without_codes.contains([';', '#', '%', '<', '>', '\n'])
    };
    let statement = line.strip_prefix("    ");
    let Some(statement) = statement.filter(|statement| !statement.starts_with(' ')) else { return false };
    if let Some(title) = statement.strip_prefix("title ") {
        return plain(title);
    }
    if let Some(participant) = statement.strip_prefix("participant ") {
        let named = participant.strip_prefix("C as ").or_else(|| participant.strip_prefix("S as "));
        return named.is_some_and(plain);
    }
    let Some((head, text)) = statement.split_once(": ") else { return false };
    let notes = ["Note over C", "Note over S", "Note left of C", "Note right of S"];
    let arrows = ["->>", "-x", "--)"].into_iter();
    let arrow = arrows.flat_map(|arrow| [["C", arrow, "S"].concat(), ["S", arrow, "C"].concat()]);
    plain(text) && (notes.contains(&head) || arrow.into_iter().any(|arrow| arrow == head))
}

#[test]
fn diagrams_are_mermaid() {
    let named = |name: &str| Scenario { name: name.into(), ..Name::Abort.scenario(true) };
    let awkward = [named("my-a;b#c%d<e>f"), named("my-end")];
    for (scenario, n) in known().iter().chain(&random(100)).chain(&awkward).zip(0..) {
        let whole = simulate(scenario);
        let half = whole.moments.get(whole.moments.len() / 2).map_or(whole.end, |moment| moment.at);
        for trace in [&whole, &before(&whole, &scenario.network, half)] {
            let source = mermaid(scenario, trace, Numbers::ALL[n % 3], Lang::ALL[n % 2]);
            let (first, rest) = source.split_once('\n').expect("it has lines");
            assert_eq!(first, "sequenceDiagram");
            for line in rest.lines() {
                assert!(is_line(line), "{}: {line}", scenario.name);
            }
            // Every segment that has left is there once, and every change of state.
            let arrows = rest
                .lines()
                .filter(|line| ["->>", "-x", "--)"].iter().any(|arrow| line[5..].starts_with(arrow)));
            let left = trace.flights.iter().filter(|flight| flight.sent <= trace.end);
            assert_eq!(arrows.count(), left.count(), "{}:\n{source}", scenario.name);
            let notes =
                rest.matches("\n    Note left of ").count() + rest.matches("\n    Note right of ").count();
            assert_eq!(notes, trace.changes().count(), "{}", scenario.name);
        }
    }
    for wrong in ["    C->>S: a; b", "    C->S: a", "C->>S: a", "    Note over C", "    title <b>"] {
        assert!(!is_line(wrong), "{wrong}");
    }
}

#[test]
fn diagrams_stay_as_they_are() {
    let scenario = Name::LastAckLost.scenario(false);
    let trace = simulate(&scenario);
    golden("last-ack-lost.mmd", mermaid(&scenario, &trace, Numbers::Letters, Lang::En).as_bytes());
    golden("last-ack-lost.zh.mmd", mermaid(&scenario, &trace, Numbers::Relative, Lang::Zh).as_bytes());
}

// ---- scenarios ----

#[test]
fn a_saved_scenario_opens_again() {
    for scenario in known().into_iter().chain(random(300)) {
        // As a link has it, which is all that a page can hold.
        let scenario = link_code::decode(&link_code::encode(&scenario)).scenario;
        for lang in Lang::ALL {
            let text = json(&scenario, lang);
            assert_eq!(Recording::parse_scenario(&text), Ok(scenario.clone()), "{text}");
            let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
            assert_eq!((&value["four-waves"], &value["name"]), (&1.into(), &scenario.name.as_str().into()));
        }
    }
}

#[test]
fn what_only_people_read_may_be_anything() {
    let text = r#"{"link": "1;abort;o", "four-waves": 1, "about": "\"x\"", "more": [1, {}]}"#;
    assert_eq!(Recording::parse_scenario(text), Ok(Name::Abort.scenario(true)));
}

#[test]
fn a_file_that_cannot_be_opened_says_where() {
    for (text, said) in [
        (
            r#"{"four-waves": 2, "link": "1;abort"}"#,
            "four-waves: expected a whole number from 1 to 1, found 2",
        ),
        (r#"{"four-waves": 1}"#, "link"),
        (r#"{"four-waves": 1, "link": 7}"#, "link: expected"),
        (r#"{"four-waves": 1, "link": "1;no-such"}"#, "link: "),
        ("{}", "name"),
        ("", "it is not JSON"),
    ] {
        let error = Recording::parse_scenario(text).expect_err(text).to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn recordings_still_open() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let mut opened = 0;
    for entry in std::fs::read_dir(folder).expect("there are some") {
        let path = entry.expect("it can be listed").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).expect("it can be read");
            let scenario = Recording::parse_scenario(&text).expect("it opens");
            assert!(scenario.name.starts_with("my-"), "{}", scenario.name);
            opened += 1;
        }
    }
    assert!(opened >= 29, "{opened}");
}

#[test]
fn files_of_scenarios_stay_as_they_are() {
    golden("last-ack-lost.json", json(&Name::LastAckLost.scenario(true), Lang::En).as_bytes());
}
