//! `waves check` and `waves run --recording`: cases and recordings of others.

use super::*;

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
    let path = |name: &str| folder.join(name);
    let run = |path: &Path| {
        let output = waves(&["run", "--recording", &path.display().to_string()]);
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (code, text) = run(&path("four-segments.json"));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("client: states as recorded (5)"), "{text}");
    assert!(text.lines().all(|line| !line.contains('│') || line.chars().count() <= 100), "{text}");
    let json = std::fs::read_to_string(path("four-segments.json")).expect("it can be read");
    let wrong = self::folder("beside", &[("wrong.json", &json.replace("\"CLOSE-WAIT\"", "\"LAST-ACK\""))]);
    let (code, text) = run(&wrong.join("wrong.json"));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("states differ from no. 2 on: simulated CLOSE-WAIT, recorded LAST-ACK"), "{text}");
}

// ---- check ----

const CASE: &str = "\
case four-waves-example
source RFC 9293: figure 12, peer B; RFC 9293 3.6
profile any
start ESTABLISHED snd.nxt=300 rcv.nxt=100
in  F. 100:100(0) ack 300
out . 300:300(0) ack 101
state CLOSE-WAIT
end
";

/// What a program was told, in the words of the cases.
#[test]
fn check_words_what_a_program_was_told() {
    let wrong = CASE.replace("out . 300:300(0) ack 101", "app data 7|reset");
    let folder = folder("check_words", &[("a.case", &wrong)]);
    let (code, text) = check(&["--cases", &folder.display().to_string()]);
    assert_eq!(code, 1);
    assert!(text.contains("a.case:6: expected app data 7 or reset, got eof\n"), "{text}");
}

/// A connection that is refused: short, and the same in every stack.
const RECORDING: &str = r#"{
    "name": "refused", "about": "No one listens.", "network": {},
    "client": ["connect"], "server": ["unlisten"], "run_ms": 1000,
    "left_at_end": {"client": [], "server": []},
    "segments": [
        {"t_ms": 51.6, "from": "client", "flags": "S", "seq": 0, "ack": null, "len": 0, "win": 64240,
         "fate": "delivered", "arrives_ms": 101.6},
        {"t_ms": 101.8, "from": "server", "flags": "RA", "seq": 0, "ack": 1, "len": 0, "win": 0,
         "fate": "delivered", "arrives_ms": 151.8}
    ],
    "states": [
        {"t_ms": 51.4, "side": "client", "state": "SYN-SENT"},
        {"t_ms": 152.2, "side": "client", "state": "CLOSED"}
    ],
    "app": [
        {"t_ms": 0.4, "side": "server", "event": "listener closed"},
        {"t_ms": 152, "side": "client", "event": "connect failed: Connection refused"}
    ]
}"#;

/// The exit code and what was printed; nothing goes to standard error.
fn check(arguments: &[&str]) -> (i32, String) {
    let output = waves(&[&["check"], arguments].concat());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("it ends by itself"), String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn check_needs_to_know_what_is_what() {
    assert!(refused(&["check"]).contains("needs --cases or --recordings"));
    assert!(refused(&["check", "--json"]).contains("needs --cases or --recordings"));
    assert!(refused(&["check", "--cases"]).contains("--cases needs a file or folder"));
    assert!(refused(&["check", "--cases", "--recordings", "x"]).contains("--cases needs a file or folder"));
    assert!(refused(&["check", "x.case"]).contains("is x.case a case or a recording?"));
    assert!(refused(&["check", "--case", "x.case"]).contains("did you mean --cases?"));
    assert!(refused(&["check", "--json=yes", "--cases", "x"]).contains("takes no value"));
    assert!(well(&["help", "check"]).contains("Nothing is skipped"));
    assert!(refused(&["help", "me"]).contains("no more to say about me"));
}

#[test]
fn check_prints_a_line_each_and_the_sum() {
    let wrong = CASE.replace("state CLOSE-WAIT", "state LAST-ACK").replace("example", "wrong");
    let late = RECORDING.replace("\"CLOSED\"", "\"ESTABLISHED\"").replace("refused\",", "wrong\",");
    let files = [
        ("b/deep/z.case", CASE),
        ("a.case", &wrong),
        ("c.case", "case x\nprofile any\n"),
        ("notes.txt", "nothing to see"),
        ("y.json", RECORDING),
        ("z.json", &late),
    ];
    let folder = folder("check_prints", &files);
    let at = |file: &str| folder.join(file).display().to_string();
    let here = folder.display().to_string();
    let (code, text) = check(&["--cases", &here, &at("gone.case"), "--recordings", &here]);
    let text = text.replace("times within 1 ms", "times within 0 ms");
    let (a, c, gone, z) = (at("a.case"), at("c.case"), at("gone.case"), at("z.json"));
    let expected = format!(
        "FAILED  four-waves-wrong  {a}:7: expected LAST-ACK, got CLOSE-WAIT\n\
         ok  four-waves-example\n\
         FAILED  {c}:2: expected \"source\", found \"profile\"\n\
         FAILED  {gone}: there is no such file or folder\n\
         ok  refused  2 segments, 2 states, 2 calls; times within 0 ms\n\
         FAILED  wrong  {z}: client state 2, at 152.2 ms: expected ESTABLISHED, got CLOSED\n\
         2 passed, 4 failed\n"
    );
    assert_eq!((code, text), (1, expected));
    let (code, text) = check(&["--recordings", &at("y.json"), "--cases", &at("b")]);
    assert_eq!((code, text.lines().last()), (0, Some("2 passed, 0 failed")), "{text}");
}

#[test]
fn check_prints_json() {
    let late = RECORDING.replace("\"t_ms\": 152.2", "\"t_ms\": 252.2");
    let folder = folder("check_json", &[("a.case", CASE), ("b.case", "case"), ("y.json", &late)]);
    let here = folder.display().to_string();
    let (code, text) = check(&["--json", "--cases", &here, &format!("--recordings={here}")]);
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!((code, &json["passed"], &json["failed"]), (1, &2.into(), &1.into()));
    let file = |name: &str| folder.join(name).display().to_string();
    let expected = serde_json::json!([
        {"kind": "case", "name": "four-waves-example", "file": file("a.case"), "line": 4, "result": "passed",
         "case": {"source": "RFC 9293: figure 12, peer B; RFC 9293 3.6", "profile": "any"}},
        {"kind": "file", "name": file("b.case"), "file": file("b.case"), "line": 1, "result": "failed",
         "error": "a case needs a name without spaces"},
    ]);
    assert_eq!(json["results"].as_array().unwrap()[..2], expected.as_array().unwrap()[..]);
    let recording = &json["results"][2];
    assert_eq!(
        (&recording["kind"], &recording["name"], &recording["result"]),
        (&"recording".into(), &"refused".into(), &"passed".into())
    );
    let told = &recording["recording"];
    for (key, count) in [("segments", 2), ("states", 2), ("calls", 2)] {
        assert_eq!(told[key], count, "{key}");
    }
    assert_eq!(told["timers_within_percent"], serde_json::Value::Null);
    assert!((99.0..102.0).contains(&told["within_ms"].as_f64().unwrap()), "{told}");
    let off = &told["times_off"][0];
    assert_eq!((&off["place"], &off["recorded_ms"]), (&"client state 2".into(), &252.2.into()));
    assert!((150.0..153.0).contains(&off["simulated_ms"].as_f64().unwrap()), "{off}");
    let (_, text) = check(&["--recordings", &here]);
    assert!(text.contains("1 time off: client state 2 recorded at 252.2 ms, simulated at 15"), "{text}");
}
