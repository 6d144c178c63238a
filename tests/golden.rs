//! Text ladders of the catalogue and of a few harder scenarios, as files that people read too.
//! `UPDATE_GOLDEN=1 cargo test --test golden` writes them anew.

use four_waves::sim::catalog::Name;
use four_waves::sim::{Act, Fault, Match, Scenario, Side, Verdict, simulate};
use four_waves::tcp::Kind;
use four_waves::time::{Duration, Instant};
use four_waves::view::text_ladder::text_ladder;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Every golden file's name with its scenario.
fn scenarios() -> Vec<(String, Scenario)> {
    let with_and_without = |name: Name| {
        let (plain, opening) = (name.scenario(false), name.scenario(true));
        [(name.id().to_owned(), plain), (format!("{}-opening", name.id()), opening)]
    };
    let mut all: Vec<(String, Scenario)> = Name::ALL.into_iter().flat_map(with_and_without).collect();
    let harder = [
        ("last-ack-always-lost", last_ack_always_lost()),
        ("by-hand", by_hand()),
        ("nobody-listens", nobody_listens()),
        ("held-and-doubled", held_and_doubled()),
    ];
    all.extend(
        harder.map(|(name, scenario)| (name.to_owned(), Scenario { name: name.to_owned(), ..scenario })),
    );
    all
}

/// Why TIME-WAIT lasts 2·MSL: beyond it, the last FIN finds nobody and is answered with a RST.
fn last_ack_always_lost() -> Scenario {
    let mut scenario = Name::FourWayClose.scenario(false);
    scenario.decide(Fault {
        from: Side::Client,
        of: Match::Kind(Kind::Ack),
        nth: None,
        verdict: Verdict::Lose,
        off: false,
    });
    scenario
}

/// A person does everything, and opens the connection again when it is over.
fn by_hand() -> Scenario {
    let mut scenario = Name::FreePlay.scenario(false);
    for (millis, side, act) in [
        (1_000, Side::Client, Act::Send(120)),
        (3_000, Side::Client, Act::Shutdown),
        (5_000, Side::Server, Act::Send(80)),
        (7_000, Side::Server, Act::Close),
        (9_000, Side::Server, Act::Send(1)),
        (9_500, Side::Client, Act::Close),
        (40_000, Side::Client, Act::Connect),
        (44_000, Side::Server, Act::Listen),
        (45_000, Side::Client, Act::Connect),
        (49_000, Side::Client, Act::Abort),
    ] {
        scenario.intervene(Instant::from_millis(millis), side, act);
    }
    scenario
}

fn nobody_listens() -> Scenario {
    let mut scenario = Name::FourWayClose.scenario(true);
    scenario.server.program = Vec::new();
    scenario
}

/// The network holds the data, so that the FIN overtakes it, and doubles the server's FIN.
fn held_and_doubled() -> Scenario {
    let mut scenario = Name::HalfCloseData.scenario(false);
    let (hold, double) = (Duration::from_millis(2_500), Duration::from_millis(900));
    scenario.decide(Fault {
        from: Side::Server,
        of: Match::WithData,
        nth: Some(1),
        verdict: Verdict::Delay(hold),
        off: false,
    });
    scenario.decide(Fault {
        from: Side::Server,
        of: Match::Kind(Kind::Fin),
        nth: Some(1),
        verdict: Verdict::Duplicate(double),
        off: false,
    });
    scenario
}

#[test]
fn ladders_are_as_they_were() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for (name, scenario) in scenarios() {
        let text = text_ladder(&scenario, &simulate(&scenario));
        let path = folder().join(format!("{name}.txt"));
        if update {
            fs::write(&path, &text).expect("the golden file can be written");
            continue;
        }
        match fs::read_to_string(&path) {
            Ok(golden) if golden == text => {}
            Ok(golden) => wrong.push(format!("{name}.txt\n{}", difference(&golden, &text))),
            Err(error) => wrong.push(format!("{name}.txt: {error}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{}\nIf this is what you want: UPDATE_GOLDEN=1 cargo test --test golden\n",
        wrong.join("\n")
    );
}

/// The lines that differ, `-` as it was, `+` as it is, between one equal line before and after.
fn difference(was: &str, is: &str) -> String {
    let (was, is): (Vec<&str>, Vec<&str>) = (was.lines().collect(), is.lines().collect());
    let same = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let rest = was.len().min(is.len()) - same;
    let end = was.iter().rev().zip(is.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let around = |line: Option<&&str>| line.map_or(String::new(), |line| format!("  {line}\n"));
    let mut text =
        format!("from line {}:\n{}", same + 1, around(same.checked_sub(1).and_then(|i| was.get(i))));
    for (sign, lines) in [('-', &was), ('+', &is)] {
        for line in &lines[same..lines.len() - end] {
            text += &format!("{sign} {line}\n");
        }
    }
    text + &around(is.get(is.len() - end))
}

#[test]
fn no_golden_file_is_left_over() {
    let known: BTreeSet<String> = scenarios().into_iter().map(|(name, _)| format!("{name}.txt")).collect();
    for entry in fs::read_dir(folder()).expect("the golden folder exists") {
        let name = entry.expect("it can be read").file_name().into_string().expect("plain names");
        // The lesson's pictures are `tests/lesson.rs`'s.
        assert!(known.contains(&name) || name == "lesson", "{name} belongs to no scenario");
    }
}

#[test]
fn a_ladder_fits_into_a_terminal() {
    for (name, scenario) in scenarios() {
        for line in text_ladder(&scenario, &simulate(&scenario)).lines() {
            assert!(line.chars().count() <= 100, "{name}: {line}");
            assert_eq!(line, line.trim_end(), "{name}: blanks at the end");
        }
    }
}
