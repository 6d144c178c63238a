//! The command line, as a person or a script meets it.

mod check;
mod exercise;
mod import;
mod render;

use four_waves::pages::{Site, pages};
use four_waves::sim::catalog::Name;
use four_waves::sim::questions::Question;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn waves(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waves")).args(arguments).output().expect("it runs")
}

fn well(arguments: &[&str]) -> String {
    let output = waves(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Exit code 2, nothing on standard output, one line on standard error.
fn refused(arguments: &[&str]) -> String {
    let output = waves(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let sentence = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    sentence
}

#[test]
fn list_names_every_scenario() {
    let text = well(&["list"]);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), Name::ALL.len() + Question::ALL.len());
    for line in lines {
        let (name, words) = line.split_once("  ").expect("two columns");
        assert!(!words.trim().is_empty(), "{line}");
        assert!(line.chars().count() <= 115, "{line}");
        assert!(well(&["run", name.trim()]).contains(name.trim()));
    }
}

#[test]
fn run_prints_the_golden_ladder() {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/last-ack-lost-opening.txt");
    let golden = std::fs::read_to_string(golden).expect("the golden file exists");
    assert_eq!(well(&["run", "last-ack-lost", "--opening"]), golden);
}

#[test]
fn run_prints_json() {
    let json: serde_json::Value = serde_json::from_str(&well(&["run", "four-way-close", "--json"])).unwrap();
    assert_eq!(json["ended"], "quiet");
    assert_eq!(json["flights"].as_array().unwrap().len(), 4);
    assert_eq!(json["flights"][0]["relative"], serde_json::json!([101, 301]));
}

#[test]
fn options_change_the_scenario() {
    let text = well(&["run", "four-way-close", "--msl", "0.5", "--rto=0.25", "--delay", "0.05"]);
    assert!(text.contains("MSL 0.5 s, RTO 0.25 s; 50 ms each way"), "{text}");
    assert!(text.contains("2·MSL: 1 s"), "{text}");
    let lossy = |seed: u8| well(&["run", "half-close-data", "--loss", "40", "--seed", &seed.to_string()]);
    assert_eq!(lossy(5), lossy(5));
    assert!((0..9).any(|seed| lossy(seed).contains("✗ lost")));
    assert!(well(&["run", "abort", "--loss", "100"]).contains("by chance"));
}

#[test]
fn transcript_tells_a_run_in_words() {
    let text = well(&["transcript", "last-ack-lost"]);
    for part in ["FIN-WAIT-2 → TIME-WAIT", "ack=w+1", "lost at", "↻ 2·MSL = 20 s"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let chinese = well(&["transcript", "#1;last-ack-lost;o", "--lang=zh", "--msl", "3"]);
    assert!(chinese.contains("2·MSL = 6 s") && chinese.contains("CLOSED → SYN-SENT"), "{chinese}");
    assert!(well(&["help", "transcript"]).contains("--lang"));
    assert!(refused(&["transcript"]).contains("transcript needs the name"));
    assert!(refused(&["transcript", "abort", "--lang", "tlh"]).contains("known are en, zh"));
    assert!(refused(&["transcript", "abort", "--json"]).contains("waves run does"));
    assert!(refused(&["run", "abort", "--lang", "zh"]).contains("is for waves transcript"));
}

/// The same in what it prints, in a capture that it saves, and at the foot of the site's pages.
#[test]
fn every_version_is_that_of_cargo() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(well(&["--version"]), format!("waves {version}\n"));
    let capture = waves(&["render", "abort", "--pcapng", "--view", "client"]).stdout;
    assert!(String::from_utf8_lossy(&capture).contains(&format!("Four Waves {version}")));
    let app = include_str!("../../index.html").to_owned();
    let pages = pages(&Site { app, ..Site::default() }).expect("they are made");
    let lesson = pages.iter().find(|page| page.name == "lesson.html").expect("it is there");
    assert!(lesson.html.contains(&format!("<p>Four Waves {version}</p>")));
}

#[test]
fn help_is_there() {
    for ask in ["help", "--help", "-h"] {
        assert!(well(&[ask]).contains("waves run --recording FILE"));
    }
}

#[test]
fn wrong_names_are_answered_with_near_ones() {
    assert!(refused(&["run", "four-way-clsoe"]).contains("did you mean four-way-close?"));
    assert!(refused(&["run", "fin-lost"]).contains("did you mean first-fin-lost?"));
    assert!(refused(&["run", "xyzzy"]).contains("see waves list"));
    assert!(refused(&["rnu"]).contains("did you mean run?"));
    assert!(refused(&["run", "abort", "--opning"]).contains("did you mean --opening?"));
}

#[test]
fn wrong_values_are_answered_with_the_range() {
    assert!(refused(&["run", "abort", "--loss", "101"]).contains("from 0 to 100"));
    assert!(refused(&["run", "abort", "--loss", "-1"]).contains("from 0 to 100"));
    assert!(refused(&["run", "abort", "--seed", "4294967296", "--loss", "1"]).contains("to 4294967295"));
    assert!(refused(&["run", "abort", "--msl", "0"]).contains("from 0.001 to 600"));
    assert!(refused(&["run", "abort", "--rto", "inf"]).contains("from 0.001 to 60"));
    assert!(refused(&["run", "abort", "--delay", "NaN"]).contains("from 0 to 60"));
    assert!(refused(&["run", "abort", "--delay", "61"]).contains("from 0 to 60"));
}

#[test]
fn incomplete_commands_say_what_is_missing() {
    assert!(refused(&[]).contains("a command is missing"));
    assert!(refused(&["run"]).contains("needs the name of a scenario"));
    assert!(refused(&["run", "abort", "--loss"]).contains("--loss needs a value"));
    assert!(refused(&["run", "abort", "--seed", "3"]).contains("give both"));
    assert!(refused(&["run", "abort", "four-way-close"]).contains("one too many"));
    assert!(refused(&["run", "--json=yes", "abort"]).contains("takes no value"));
    assert!(refused(&["list", "all"]).contains("takes no argument"));
    assert!(refused(&["run", "abort", "--recording", "x"]).contains("stands alone"));
}

/// A folder of its own for each test, with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    folder
}

/// `waves … | head`: whoever stops reading ends nothing in a panic.
#[test]
fn a_closed_pipe_is_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_waves"))
        .args(["run", "half-close-data", "--json", "--loss", "50"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    assert_eq!(complaint, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
