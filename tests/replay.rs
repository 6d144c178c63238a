//! Recordings of real kernels pass, and whatever in them is not what the machine does is found, with
//! its side, number and time.

use four_waves::check::check_recordings;
use four_waves::check::recordings::check;
use four_waves::check::report::{Entry, Report};
use std::io::Write;
use std::path::PathBuf;

/// The server's FIN is sent again, because the ACK of it was lost.
const LAST_ACK_LOST: &str = r#"{
    "name": "last-ack-lost", "about": "The last ACK is lost once.", "kernel": "Linux 6.18.44",
    "sysctl": {"tcp_sack": 0, "tcp_timestamps": 0},
    "network": {"drop": [{"from": "client", "match": "pure_ack", "nth": 2}]},
    "client": ["connect", "sleep 200", "close"],
    "server": ["accept", "read 5", "sleep 200", "close"],
    "run_ms": 4000,
    "left_at_end": {"client": [{"state": "TIME-WAIT", "timer_ms": 56652}], "server": []},
    "segments": [
        {"t_ms": 51.6, "from": "client", "flags": "S", "seq": 0, "ack": null, "len": 0, "win": 64240, "fate": "delivered", "arrives_ms": 101.6},
        {"t_ms": 101.8, "from": "server", "flags": "SA", "seq": 0, "ack": 1, "len": 0, "win": 64240, "fate": "delivered", "arrives_ms": 151.8},
        {"t_ms": 151.9, "from": "client", "flags": "A", "seq": 1, "ack": 1, "len": 0, "win": 64240, "fate": "delivered", "arrives_ms": 201.9},
        {"t_ms": 352.5, "from": "client", "flags": "FA", "seq": 1, "ack": 1, "len": 0, "win": 64240, "fate": "delivered", "arrives_ms": 402.5},
        {"t_ms": 410.6, "from": "server", "flags": "A", "seq": 1, "ack": 2, "len": 0, "win": 64239, "fate": "delivered", "arrives_ms": 460.6},
        {"t_ms": 603.2, "from": "server", "flags": "FA", "seq": 1, "ack": 2, "len": 0, "win": 64239, "fate": "delivered", "arrives_ms": 653.2},
        {"t_ms": 653.4, "from": "client", "flags": "A", "seq": 2, "ack": 2, "len": 0, "win": 64240, "fate": "dropped"},
        {"t_ms": 928.6, "from": "server", "flags": "FA", "seq": 1, "ack": 2, "len": 0, "win": 64239, "fate": "delivered", "arrives_ms": 978.6},
        {"t_ms": 979.0, "from": "client", "flags": "A", "seq": 2, "ack": 2, "len": 0, "win": 64240, "fate": "delivered", "arrives_ms": 1029.0}
    ],
    "states": [
        {"t_ms": 51.3, "side": "client", "state": "SYN-SENT"},
        {"t_ms": 151.9, "side": "client", "state": "ESTABLISHED"},
        {"t_ms": 202.0, "side": "server", "state": "ESTABLISHED"},
        {"t_ms": 352.2, "side": "client", "state": "FIN-WAIT-1"},
        {"t_ms": 402.6, "side": "server", "state": "CLOSE-WAIT"},
        {"t_ms": 460.8, "side": "client", "state": "FIN-WAIT-2"},
        {"t_ms": 602.7, "side": "server", "state": "LAST-ACK"},
        {"t_ms": 655.1, "side": "client", "state": "TIME-WAIT"},
        {"t_ms": 1032.5, "side": "server", "state": "CLOSED"}
    ],
    "app": [
        {"t_ms": 151.9, "side": "client", "event": "connected"},
        {"t_ms": 202.2, "side": "server", "event": "accepted"},
        {"t_ms": 352.2, "side": "client", "event": "closed"},
        {"t_ms": 402.7, "side": "server", "event": "read 0 then EOF"},
        {"t_ms": 602.8, "side": "server", "event": "closed"}
    ]
}"#;

/// The recording with every `from` turned into `to`, each of which must be there.
fn changed(changes: &[(&str, &str)]) -> Entry {
    let mut text = LAST_ACK_LOST.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    check("x.json", &text)
}

/// Without one whole line.
fn without(lines: &[&str]) -> Vec<(String, String)> {
    let line = |t_ms: &&str| {
        let begun = format!("{{\"t_ms\": {t_ms},");
        let line = LAST_ACK_LOST.lines().find(|line| line.trim().starts_with(&begun)).expect("it is there");
        (format!("{line}\n"), String::new())
    };
    lines.iter().map(line).collect()
}

/// Those that we made ourselves, so that there are some wherever the repository is.
#[test]
fn every_recording_of_our_own_passes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let mut report = Report::default();
    check_recordings(&[&folder], &mut report);
    assert_eq!((report.passed, report.failed), (29, 0), "{report}");
    for entry in &report.results {
        let told = entry.recording.as_ref().unwrap();
        assert!(told.times_off.is_empty() && !told.by_another_order, "{entry}");
    }
}

#[test]
fn every_shared_recording_passes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/recordings");
    if !folder.is_dir() {
        // Past the capture of the test harness: a skipped test is not a passed one.
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no ../shared/recordings");
        return;
    }
    let mut report = Report::default();
    check_recordings(&[&folder], &mut report);
    assert_eq!(report.failed, 0, "{report}");
    assert!(report.passed >= 21, "only {} recordings", report.passed);
    // Times fail nothing, but these agree.
    let off = report.results.iter().filter(|entry| !entry.recording.as_ref().unwrap().times_off.is_empty());
    assert_eq!(off.count(), 0, "{report}");
}

#[test]
fn what_was_recorded_passes() {
    let entry = changed(&[]);
    assert_eq!(entry.differences, []);
    let told = entry.recording.as_ref().unwrap();
    assert_eq!((told.segments, told.states, told.calls), (9, 9, 5));
    assert!(
        told.within_ms < 10.0 && told.timers_within_percent.is_some_and(|percent| percent < 10.0),
        "{entry}"
    );
    assert!(entry.to_string().starts_with("ok  last-ack-lost  9 segments, 9 states, 5 calls; times within"));
}

/// Neither PSH nor the window is compared, and a read that ends early may be told in two ways.
#[test]
fn what_may_differ() {
    let free = [("\"FA\"", "\"FPA\""), ("64239", "1"), ("read 0 then EOF", "read 0")];
    assert_eq!(changed(&free).differences, []);
}

#[test]
fn every_difference_is_found() {
    for (from, to, place, expected, got) in [
        (
            r#""flags": "FA", "seq": 1, "ack": 1"#,
            r#""flags": "RA", "seq": 1, "ack": 1"#,
            "client segment 3, at 352.5 ms",
            "RST, ACK seq=1 ack=1",
            "FIN, ACK seq=1 ack=1",
        ),
        (
            r#""flags": "FA", "seq": 1, "ack": 1"#,
            r#""flags": "FA", "seq": 2, "ack": 1"#,
            "client segment 3, at 352.5 ms",
            "FIN, ACK seq=2 ack=1",
            "FIN, ACK seq=1 ack=1",
        ),
        (
            r#""ack": 2, "len": 0, "win": 64240, "fate": "dropped""#,
            r#""ack": 3, "len": 0, "win": 1, "fate": "dropped""#,
            "client segment 4, at 653.4 ms",
            "ACK seq=2 ack=3",
            "ACK seq=2 ack=2",
        ),
        (
            r#"410.6, "from": "server", "flags": "A", "seq": 1, "ack": 2, "len": 0"#,
            r#"410.6, "from": "server", "flags": "A", "seq": 1, "ack": 2, "len": 7"#,
            "server segment 2, at 410.6 ms",
            "ACK seq=1 ack=2 len=7",
            "ACK seq=1 ack=2",
        ),
        ("CLOSE-WAIT", "FIN-WAIT-1", "server state 2, at 402.6 ms", "FIN-WAIT-1", "CLOSE-WAIT"),
        (
            "read 0 then EOF",
            "read 1 then EOF",
            "server call 2, at 402.7 ms",
            "read 1 then EOF",
            "read 0 then EOF",
        ),
        (
            "read 0 then EOF",
            "read 5 failed: Connection reset by peer",
            "server call 2, at 402.7 ms",
            "read 5 failed: Connection reset by peer",
            "read 0 then EOF",
        ),
        (
            "\"server\": []}",
            "\"server\": [{\"state\": \"LAST-ACK\"}]}",
            "server sockets left, at 4000.0 ms",
            "LAST-ACK",
            "none",
        ),
        (
            "\"client\": [{\"state\": \"TIME-WAIT\", \"timer_ms\": 56652}]",
            "\"client\": []",
            "client sockets left, at 4000.0 ms",
            "none",
            "TIME-WAIT",
        ),
    ] {
        let entry = changed(&[(from, to)]);
        let [found] = entry.differences.as_slice() else { panic!("{entry}: {:?}", entry.differences) };
        let wanted = (format!("x.json: {place}"), expected, got);
        assert_eq!((found.place.clone(), found.expected.as_str(), found.got.as_str()), wanted);
    }
}

/// Words of the file that break lines break none of the report's.
#[test]
fn a_difference_is_one_line() {
    for (from, to) in
        [("\"connected\"", "\"con\\nnected\\r\""), ("\"connected\"", &format!("\"{}\"", "x".repeat(9_000)))]
    {
        let line = changed(&[(from, to)]).to_string();
        assert!(
            line.starts_with("FAILED") && line.lines().count() == 1 && line.chars().count() < 700,
            "{line}"
        );
    }
}

/// One more, one less: what is missing is named where it should be.
#[test]
fn nothing_may_be_missing() {
    for (t_ms, expected) in [
        ("410.6", "server segment 2, at 603.2 ms: expected FIN, ACK seq=1 ack=2, got ACK seq=1 ack=2"),
        ("460.8", "client state 4, at 655.1 ms: expected TIME-WAIT, got FIN-WAIT-2"),
        ("202.2", "server call 1, at 402.7 ms: expected read 0 then EOF, got accepted"),
    ] {
        let lines = without(&[t_ms]);
        let entry = changed(&[(&lines[0].0, &lines[0].1)]);
        assert_eq!(entry.to_string(), format!("FAILED  last-ack-lost  x.json: {expected}"));
    }
    let again = "{\"t_ms\": 1500.0, \"side\": \"server\", \"state\": \"LISTEN\"}";
    let entry = changed(&[("\"state\": \"CLOSED\"}", &format!("\"state\": \"CLOSED\"}}, {again}"))]);
    assert!(
        entry.to_string().ends_with("server state 5, at 1500.0 ms: expected LISTEN, got nothing more"),
        "{entry}"
    );
}

#[test]
fn times_are_told_and_fail_nothing() {
    let off = |changes: &[(&str, &str)]| -> Vec<String> {
        let entry = changed(changes);
        assert_eq!(entry.differences, [], "{entry}");
        entry.recording.unwrap().times_off.into_iter().map(|off| off.place).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(off(&[("\"t_ms\": 410.6", "\"t_ms\": 430.6")]), none);
    assert_eq!(off(&[("\"t_ms\": 410.6", "\"t_ms\": 460.6")]), ["server segment 2"]);
    assert_eq!(off(&[("202.0", "262.0"), ("402.6", "462.6")]), ["server state 1", "server state 2"]);
    // A timer may be some per cent off, and all that follows with it.
    let later = |fin: &str, ack: &str, closed: &str| {
        off(&[
            ("928.6, \"from\"", &format!("{fin}, \"from\"")),
            ("\"t_ms\": 979.0", &format!("\"t_ms\": {ack}")),
            ("\"t_ms\": 1032.5", &format!("\"t_ms\": {closed}")),
            ("\"arrives_ms\": 978.6", "\"arrives_ms\": 1300"),
            ("\"arrives_ms\": 1029.0", "\"arrives_ms\": 1300"),
        ])
    };
    assert_eq!(later("940", "990", "1043"), none);
    assert_eq!(later("1040", "1090", "1143"), ["server segment 4"]);
    assert_eq!(later("940", "1090", "1143"), ["client segment 5", "server state 4"]);
}

/// Where the recording ends, what comes at that moment is in it or not.
#[test]
fn the_end_cuts_off_what_comes_then() {
    let gone = without(&["928.6", "979.0", "1032.5"]);
    let until = |run_ms: &str, left: &str| {
        let mut changes: Vec<(&str, &str)> =
            gone.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        changes.extend([
            // The commas before what is gone.
            ("\"fate\": \"dropped\"},", "\"fate\": \"dropped\"}"),
            ("\"TIME-WAIT\"},", "\"TIME-WAIT\"}"),
            ("4000", run_ms),
            ("\"server\": []}", left),
        ]);
        changed(&changes)
    };
    let waiting = "\"server\": [{\"state\": \"LAST-ACK\", \"timer_ms\": 10}]}";
    // The FIN goes again about 305 ms after 603, give or take 15 %.
    for run_ms in ["700", "860", "900", "940"] {
        assert_eq!(until(run_ms, waiting).differences, [], "{run_ms}");
    }
    let entry = until("1100", waiting);
    assert!(entry.to_string().contains("expected nothing more, got FIN, ACK seq=1 ack=2"), "{entry}");
    // Long before the end nothing else can be left.
    let entry = until("700", "\"server\": []}");
    assert!(
        entry.to_string().ends_with("server sockets left, at 700.0 ms: expected none, got LAST-ACK"),
        "{entry}"
    );
}
