//! The command line, as a person or a script meets it.

use std::io::Read;
use std::path::PathBuf;
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
    assert_eq!(text.lines().count(), 10);
    for line in text.lines() {
        let (name, words) = line.split_once("  ").expect("two columns");
        assert!(!words.trim().is_empty(), "{line}");
        assert!(line.chars().count() <= 110, "{line}");
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

#[test]
fn files_that_are_no_recordings_are_refused() {
    assert!(refused(&["run", "--recording", "no-such-file.json"]).contains("cannot read no-such-file.json"));
    let folder = env!("CARGO_MANIFEST_DIR");
    assert!(refused(&["run", "--recording", folder]).contains("cannot read"));
    let other = format!("{folder}/Cargo.toml");
    assert!(refused(&["run", "--recording", &other]).contains("is no recording"));
}

#[test]
fn a_recording_stands_beside_its_simulation() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/recordings");
    if !folder.is_dir() {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no ../shared/recordings");
        return;
    }
    let run = |name: &str| {
        let path = folder.join(name).display().to_string();
        let output = waves(&["run", "--recording", &path]);
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (code, text) = run("four-segments.json");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("client: states as recorded (5)"), "{text}");
    assert!(text.lines().all(|line| !line.contains('│') || line.chars().count() <= 100), "{text}");
    let (code, text) = run("data-after-full-close.json");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("states differ from no. 5 on: simulated TIME-WAIT, recorded CLOSED"), "{text}");
}

#[test]
fn check_runs_cases() {
    assert!(refused(&["check"]).contains("needs --cases"));
    assert!(refused(&["check", "--cases"]).contains("needs a file or folder"));
    assert!(refused(&["check", "--cases", "no-such-folder"]).contains("there is no file or folder no-such"));
    let case = "\
case four-waves-example
source RFC 9293: figure 12, peer B; RFC 9293 3.6
profile any
start ESTABLISHED snd.nxt=300 rcv.nxt=100
in  F. 100:100(0) ack 300
out . 300:300(0) ack 101
state CLOSE-WAIT
end
";
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("four-waves.case");
    let run = |text: &str| {
        std::fs::write(&path, text).expect("it can be written");
        let output = waves(&["check", "--cases", &path.display().to_string()]);
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (code, text) = run(case);
    assert_eq!((code, text.lines().last()), (Some(0), Some("1 passed, 0 failed")), "{text}");
    let (code, text) = run(&case.replace("CLOSE-WAIT", "LAST-ACK"));
    assert_eq!((code, text.lines().last()), (Some(1), Some("0 passed, 1 failed")), "{text}");
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
