//! Recordings of a real kernel: all are understood, and the simulation goes through the same states.
//! They lie beside the repository, in `../shared/recordings`; without them only the reader is tested.

use four_waves::sim::recording::{Json, Recording, compare};
use four_waves::sim::{Fault, Match, Roughness, Side, Step, Verdict, simulate_with};
use four_waves::tcp::{Kind, State};
use four_waves::time::{Duration, Instant};
use std::io::Write;
use std::path::PathBuf;

/// All recordings with their file names; `None`, and a word about it, where there are none.
fn recordings() -> Option<Vec<(String, Recording)>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/recordings");
    let Ok(entries) = std::fs::read_dir(folder) else {
        // Past the capture of the test harness: a skipped test is not a passed one.
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no ../shared/recordings");
        return None;
    };
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let json = std::fs::read_to_string(&path).expect("it can be read");
        let recording = Recording::parse(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, recording)
    };
    Some(paths.into_iter().map(read).collect())
}

#[test]
fn all_recordings_are_understood() {
    let Some(recordings) = recordings() else { return };
    assert_eq!(recordings.len(), 21);
    for (name, recording) in recordings {
        assert_eq!(recording.name, name);
        assert!(!recording.segments.is_empty() && !recording.states.is_empty() && !recording.app.is_empty());
        assert!(recording.scenario.opening && recording.kernel.starts_with("Linux"));
    }
}

#[test]
fn states_and_segments_are_the_kernels() {
    let Some(recordings) = recordings() else { return };
    for (name, recording) in recordings {
        let comparison = compare(&recording, &simulate_with(&recording.scenario, Roughness::USUAL));
        for side in Side::BOTH {
            let (states, segments) = (&comparison.states[side as usize], &comparison.segments[side as usize]);
            assert_eq!(states.simulated, states.recorded, "{name}, {side:?}");
            assert_eq!(segments.simulated, segments.recorded, "{name}, {side:?}");
        }
    }
}

/// The relay and the scheduler add a few milliseconds, no more.
#[test]
fn the_times_are_the_kernels_within_40_ms() {
    let Some(recordings) = recordings() else { return };
    for (name, recording) in recordings {
        let trace = simulate_with(&recording.scenario, Roughness::USUAL);
        let comparison = compare(&recording, &trace);
        let resent = trace.flights.iter().any(|flight| flight.again);
        if resent || !comparison.same_segments() {
            continue;
        }
        // The recorder's clock starts a little before its programs do.
        let first = recording.segments[0].sent.since(trace.flights[0].sent);
        for side in Side::BOTH {
            let simulated =
                trace.flights.iter().filter(|flight| flight.from == side && flight.copy_of.is_none());
            let recorded = recording.segments.iter().filter(|segment| segment.from == side);
            for (flight, segment) in simulated.zip(recorded) {
                let (is, was) = ((flight.sent + first).micros(), segment.sent.micros());
                // An ACK may be delayed up to 40 ms on top (README, "What the Linux stack does").
                let most = if flight.segment.kind() == Kind::Ack { 80_000 } else { 40_000 };
                assert!(is.abs_diff(was) < most, "{name}: {} at {is} µs and {was} µs", flight.segment);
            }
        }
    }
}

// ---- the reader ----

const SMALL: &str = r#"{
    "name": "small", "about": "Nothing much.",
    "network": {
        "delay_ms": {"client": 20},
        "drop": [{"from": "client", "match": "pure_ack", "nth": [2, 3]}],
        "duplicate": [{"from": "server", "match": "fin", "nth": 1}],
        "hold": [{"from": "server", "match": "data", "nth": "all", "extra_ms": 80}],
        "down": {"from_ms": 100, "to_ms": 250}
    },
    "client": ["sleep 10", "connect", "send 5", "shutdown", "read_to_eof", "close"],
    "server": ["accept", "read 5", "unlisten", "keep"],
    "run_ms": 4000,
    "left_at_end": {"client": [{"state": "TIME-WAIT", "timer_ms": 56652}], "server": []},
    "segments": [
        {"t_ms": 0.5, "from": "client", "flags": "PA", "seq": 1, "ack": 1, "len": 5, "win": 9,
         "fate": "delivered", "arrives_ms": 20.5},
        {"t_ms": 1, "from": "server", "flags": "R", "seq": 1, "ack": null, "len": 0, "win": 0,
         "fate": "dropped", "arrives_ms": null}
    ],
    "states": [{"t_ms": 0, "side": "client", "state": "SYN-SENT"}],
    "app": [{"t_ms": 0, "side": "client", "event": "connected"}]
}"#;

#[test]
fn everything_in_a_file_is_read() {
    let recording = Recording::parse(SMALL).unwrap();
    let millis = Duration::from_millis;
    let scenario = &recording.scenario;
    assert_eq!(scenario.network.delay, [millis(20), millis(50)]);
    let lost = |nth| Fault {
        from: Side::Client,
        of: Match::Kind(Kind::Ack),
        nth: Some(nth),
        verdict: Verdict::Lose,
        off: false,
    };
    let of_server = |of, nth, verdict| Fault { from: Side::Server, of, nth, verdict, off: false };
    let expected = [
        of_server(Match::WithData, None, Verdict::Delay(millis(80))),
        of_server(Match::Kind(Kind::Fin), Some(1), Verdict::Duplicate(millis(5))),
        lost(2),
        lost(3),
    ];
    assert_eq!(scenario.network.faults, expected);
    assert_eq!(scenario.network.down, Some((Instant::from_millis(100), Instant::from_millis(250))));
    assert_eq!((scenario.horizon, scenario.network.spacing), (millis(4_000), Duration::ZERO));
    assert_eq!(scenario.server.program, [Step::Accept, Step::Read(5), Step::Unlisten, Step::Keep]);
    // The recorder starts its server first.
    let client = [Step::Sleep(millis(50)), Step::Sleep(millis(10)), Step::Connect, Step::Send(5)];
    assert_eq!(scenario.client.program[..4], client);
    assert_eq!(scenario.client.config().msl * 2, Duration::from_secs(60));
    let left = recording.left_at_end[0][0];
    assert_eq!((left.state, left.timer), (State::TimeWait, millis(56_652)));
    assert_eq!(recording.segments[0].header.to_string(), "ACK seq=1 ack=1 len=5");
    assert_eq!(recording.segments[0].arrives, Some(Instant::from_micros(20_500)));
    assert_eq!(recording.segments[1].arrives, None);
}

#[test]
fn what_is_no_recording_is_refused_with_its_place() {
    let cases = [
        ("\"name\": \"small\"", "\"name\": 7", "name: expected a text, found 7"),
        ("\"name\": \"small\"", "\"name\": small", "it is not JSON: expected value at line 2 column"),
        ("\"run_ms\": 4000,", "", "run_ms is missing"),
        ("\"run_ms\": 4000", "\"run_ms\": -1", "run_ms: expected a number from 0 to 3600000, found -1"),
        (
            "\"run_ms\": 4000",
            "\"run_ms\": 4000000000",
            "run_ms: expected a number from 0 to 3600000, found 4000000000",
        ),
        ("\"connect\"", "\"fly\"", "client[1]: \"fly\": unknown step; known are connect,"),
        ("\"send 5\"", "\"send -5\"", "client[2]: \"send -5\": a step is a word and"),
        ("\"send 5\"", "\"send\"", "client[2]: \"send\": a number is missing"),
        ("\"send 5\"", "\"send 99999999999999999999999\"", "client[2]"),
        ("\"send 5\"", "\"send 2000000000\"", "at most 100000000 octets"),
        ("\"shutdown\"", "\"shutdown 3\"", "unknown step"),
        ("\"sleep 10\"", "\"sleep 3600001\"", "at most 3600000 ms"),
        ("\"accept\"", "\"unlisten\", \"accept\"", "server[1]: \"accept\": nothing listens after unlisten"),
        (
            "\"pure_ack\"",
            "\"acks\"",
            "network.drop[0].match: expected one of any, syn, synack, fin, rst, data, pure_ack, found \"acks\"",
        ),
        ("[2, 3]", "0", "network.drop[0].nth: expected a number from 1, a list of them, or \"all\", found 0"),
        ("[2, 3]", "[2, 0]", "network.drop[0].nth[1]: expected a whole number from 1"),
        ("[2, 3]", "\"some\"", "expected a number from 1"),
        ("[2, 3]", "1.5", "expected a number from 1, a list of them, or \"all\", found 1.500"),
        (", \"extra_ms\": 80", "", "network.hold[0]: extra_ms is missing"),
        ("\"nth\": 1}", "\"nth\": 1, \"extra_ms\": 3}", "network.duplicate[0]: only hold has extra_ms"),
        ("\"to_ms\": 250", "\"to_ms\": 50", "network.down: it ends before it begins"),
        ("\"drop\":", "\"dorp\":", "network: unknown key \"dorp\"; known are delay_ms, drop,"),
        (
            "\"flags\": \"PA\"",
            "\"flags\": \"PX\"",
            "segments[0].flags: expected none but the letters S, F, R, P, A, found \"PX\"",
        ),
        ("\"flags\": \"PA\"", "\"flags\": \"P\"", "segments[0]: flag A and key ack contradict"),
        ("\"fate\": \"dropped\"", "\"fate\": \"delivered\"", "segments[1]: fate and arrives_ms"),
        ("\"arrives_ms\": 20.5", "\"arrives_ms\": 0.1", "segments[0]: it arrives before it is sent"),
        (
            "\"t_ms\": 0.5",
            "\"t_ms\": -0.5",
            "segments[0].t_ms: expected a number from 0 to 3600000, found -0.500",
        ),
        ("\"t_ms\": 0.5", "\"t_ms\": 1e300", "segments[0].t_ms: expected"),
        (
            "\"seq\": 1, \"ack\": 1",
            "\"seq\": -1, \"ack\": 1",
            "segments[0].seq: expected a whole number from 0 to 4294967295, found -1",
        ),
        ("\"SYN-SENT\"", "\"SYN_SENT\"", "states[0].state: expected one of CLOSED, LISTEN, SYN-SENT"),
        (
            "\"side\": \"client\", \"state\"",
            "\"side\": \"nobody\", \"state\"",
            "states[0].side: expected one of",
        ),
        ("\"nth\": 1}", "\"nth\": 1, \"odd\": 1}", "network.duplicate[0]: unknown key \"odd\""),
        ("{\"client\": 20}", "{\"cleint\": 20}", "network.delay_ms: unknown key \"cleint\""),
        ("\"client\": 20", "\"client\": \"0.25\"", "network.delay_ms.client: expected a number"),
        ("\"seq\": 1, \"ack\": 1", "\"seq\": 4294967296, \"ack\": 1", "segments[0].seq: expected"),
        ("\"ack\": null", "\"ack\": [1]", "segments[1].ack: expected a whole number from 0 to"),
        ("\"segments\": [", "\"segments\": [true, ", "segments[0]: expected an object, found true"),
        ("\"keep\"]", "7]", "server[3]: expected a text, found 7"),
        ("\"timer_ms\": 56652", "\"timer_ms\": {}", "left_at_end.client[0].timer_ms: expected"),
        ("\"connect\"", "\"fly\\nfar\"", "client[1]: \"fly\u{fffd}far\": unknown step"),
    ];
    for (from, to, expected) in cases {
        let changed = SMALL.replacen(from, to, 1);
        assert_ne!(changed, SMALL, "{from}");
        let error = Recording::parse(&changed).expect_err(to).to_string();
        assert!(error.contains(expected), "{to}: {error}");
        assert!(!error.contains('\n'), "one sentence: {error}");
    }
    for other in ["", "[]", "null", "{", "\u{feff}{}", "PK\u{3}\u{4}"] {
        assert!(Recording::parse(other).is_err(), "{other}");
    }
}

#[test]
fn absurdly_large_files_are_refused() {
    let row = SMALL.split("\"segments\": [").nth(1).unwrap().split("},").next().unwrap().trim();
    let million = vec![format!("{row}}}"); 1_000_000].join(",");
    let many = SMALL.replacen("\"segments\": [", &format!("\"segments\": [{million},"), 1);
    assert_eq!(Recording::parse(&many).unwrap_err().to_string(), "the file is larger than 8 MiB");
    let many = vec![format!("{row}}}"); 5_001].join(",");
    let many = SMALL.replacen("\"segments\": [", &format!("\"segments\": [{many},"), 1);
    assert_eq!(
        Recording::parse(&many).unwrap_err().to_string(),
        "segments: 5003 entries, at most 5000 are read"
    );
    let steps = vec!["\"keep\""; 1_001].join(",");
    let many = SMALL.replacen("\"sleep 10\"", &steps, 1);
    assert_eq!(
        Recording::parse(&many).unwrap_err().to_string(),
        "client: 1006 entries, at most 1000 are read"
    );
    let deep = "[".repeat(100_000);
    assert!(Recording::parse(&deep).is_err());
}

/// What no text of JSON can say, but a tree can.
#[test]
fn odd_trees_are_refused() {
    let tree = |json: &str| Json::from(serde_json::from_str::<serde_json::Value>(json).unwrap());
    let Json::Map(entries) = tree(SMALL) else { panic!("it is an object") };
    let with = |key: &str, json: Json| {
        let mut entries = entries.clone();
        entries.push((key.to_owned(), json));
        Recording::from_json(&Json::Map(entries)).map_err(|error| error.to_string())
    };
    // The last of equal keys counts.
    assert_eq!(with("run_ms", Json::Number(7.0)).unwrap().scenario.horizon, Duration::from_millis(7));
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e300, f64::MAX, -1e-300] {
        let error = with("run_ms", Json::Number(number)).unwrap_err();
        assert!(error.starts_with("run_ms: expected a number from 0 to 3600000, found"), "{error}");
        let row = Json::Map(vec![("t_ms".to_owned(), Json::Number(number))]);
        let error = with("app", Json::List(vec![row])).unwrap_err();
        assert!(error.starts_with("app[0].t_ms: expected a number from 0 to 3600000, found"), "{error}");
    }
    let deep = (0..1_000).fold(Json::Null, |inner, _| Json::List(vec![inner]));
    assert_eq!(with("app", deep).unwrap_err(), "app[0]: expected an object, found a list");
    assert_eq!(
        Recording::from_json(&Json::List(Vec::new())).unwrap_err().to_string(),
        "expected an object, found a list"
    );
    let rules = r#"{"drop": [{"from": "client", "match": "any", "nth": [NTH]}, {"from": "server",
        "match": "any", "nth": 1}]}"#;
    let rules = tree(&rules.replace("NTH", &vec!["1"; 1_000].join(",")));
    assert_eq!(with("network", rules).unwrap_err(), "network.drop[1]: too many rules in all");
}

/// Whatever is cut off or changed, the answer is an error or a recording, never a panic.
#[test]
fn damaged_files_do_no_harm() {
    for end in 0..SMALL.len() {
        assert!(Recording::parse(&SMALL[..end]).is_err(), "{end}");
    }
    for index in 0..SMALL.len() {
        for byte in *b"0-\"}]e" {
            let mut damaged = SMALL.as_bytes().to_vec();
            damaged[index] = byte;
            if let Ok(recording) = Recording::parse(std::str::from_utf8(&damaged).unwrap()) {
                let trace = simulate_with(&recording.scenario, Roughness::USUAL);
                let _ = compare(&recording, &trace);
            }
        }
    }
}
