//! Files and links that are cut off, of another version, or absurd: exactly one clear error with its
//! place, and no panic and no hang. What is wrong inside one line of a case or one value of a recording
//! is tested beside their readers (`src/check/cases/parse.rs`, `tests/recordings.rs`).

use four_waves::check::report::{Entry, Kind, Report};
use four_waves::check::{check_cases, check_recordings};
use four_waves::sim::link_code::{decode, encode};
use four_waves::sim::{MOST_STEPS, simulate};
use std::path::{Path, PathBuf};
use std::time::Instant;

const CASE: &str = "\
# a comment
case x-1
source X: y; RFC 9293 3.6
profile any
set window 300
start ESTABLISHED snd.nxt=100 rcv.nxt=300
call send 3
call close
out F. 100:103(3) ack 300
after rto
end
";

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

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bad_input").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("it can be made");
    folder
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Cases,
    Recordings,
}

const BOTH: [What; 2] = [What::Cases, What::Recordings];

fn check(what: What, path: &Path) -> Report {
    let mut report = Report::default();
    let begun = Instant::now();
    match what {
        What::Cases => check_cases(&[path], &mut report),
        What::Recordings => check_recordings(&[path], &mut report),
    }
    assert!(begun.elapsed().as_secs() < 20, "{} took {:?}", path.display(), begun.elapsed());
    report
}

fn check_bytes(what: What, test: &str, bytes: &[u8]) -> Report {
    let path = folder(test).join(if what == What::Cases { "x.case" } else { "x.json" });
    std::fs::write(&path, bytes).expect("it can be written");
    check(what, &path)
}

/// The one error of a file: its line, if it has one, and the sentence.
fn one_error(report: &Report) -> (Option<usize>, String) {
    assert_eq!((report.passed, report.failed, report.results.len()), (0, 1, 1), "{report}");
    let Entry { kind, line, error, .. } = &report.results[0];
    assert_eq!(*kind, Kind::File, "{report}");
    let error = error.clone().expect("a file that cannot be read has an error");
    assert!(!error.is_empty() && error.chars().count() < 250, "{error}");
    assert_eq!(report.to_string().lines().count(), 2, "one line and the sum: {report}");
    (*line, error)
}

#[test]
fn a_case_file_cut_off_at_any_octet_is_one_error() {
    for end in 0..CASE.len() - 1 {
        let (line, _) = one_error(&check_bytes(What::Cases, "cut_case", &CASE.as_bytes()[..end]));
        let cut = CASE[..end].lines().count().max(1);
        assert!(line.is_some_and(|line| (1..=cut).contains(&line)), "{end}: {line:?}");
    }
    assert_eq!(check_bytes(What::Cases, "cut_case", CASE.as_bytes()).passed, 1);
}

#[test]
fn a_recording_cut_off_at_any_octet_is_one_error() {
    for end in 0..RECORDING.len() {
        let (_, error) = one_error(&check_bytes(What::Recordings, "cut", &RECORDING.as_bytes()[..end]));
        assert!(error.starts_with("it is not JSON: ") && error.contains("line"), "{end}: {error}");
    }
    assert_eq!(check_bytes(What::Recordings, "cut", RECORDING.as_bytes()).passed, 1);
}

#[test]
fn what_is_no_text_is_one_error() {
    let binary: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    for what in BOTH {
        let of = |bytes: &[u8]| one_error(&check_bytes(what, "no_text", bytes));
        assert_eq!(of(&binary), (Some(2), "it is not UTF-8".to_owned()));
        assert_eq!(of(b"case x\n\xff\xfe").0, Some(2));
        assert_eq!(of(&[0xff, 0xfe, b'c', 0, b'a', 0]), (Some(1), "it is not UTF-8".to_owned()));
        for empty in ["", "\n", "\u{feff}", " \r\n\t\r\n", "\0"] {
            of(empty.as_bytes());
        }
    }
    assert_eq!(one_error(&check_bytes(What::Cases, "no_text", b"# 1\n# 2")).1, "there is no case in it");
}

/// Line ends of another system, and the mark that some editors put first, change nothing.
#[test]
fn the_same_text_as_other_editors_write_it() {
    for (what, text) in [(What::Cases, CASE), (What::Recordings, RECORDING)] {
        for other in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), format!("{text}\n\n")] {
            let report = check_bytes(what, "editors", other.as_bytes());
            assert_eq!((report.passed, report.failed), (1, 0), "{report}");
        }
    }
}

#[test]
fn what_is_no_file_is_one_error() {
    let folder = folder("no_file");
    let path = |name: &str| folder.join(name);
    for named_like_a_file in ["x.case", "x.json"] {
        std::fs::create_dir(path(named_like_a_file)).expect("it can be made");
    }
    let none = |what, name: &str, expected: &str| {
        let (line, error) = one_error(&check(what, &path(name)));
        assert_eq!((line, error.as_str()), (None, expected), "{name}");
    };
    none(What::Cases, "gone.case", "there is no such file or folder");
    none(What::Recordings, "gone.json", "there is no such file or folder");
    none(What::Cases, "x.case", "there is no *.case file in this folder");
    none(What::Recordings, "x.json", "there is no *.json file in this folder");
    none(What::Cases, "", "there is no *.case file in this folder");
}

#[cfg(unix)]
#[test]
fn links_and_devices_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let folder = folder("links");
    for (to, name) in [(".", "a"), ("..", "b"), (".", "c"), ("gone", "d.case"), ("/dev/zero", "e.case")] {
        symlink(to, folder.join(name)).expect("it can be made");
    }
    std::fs::write(folder.join("f.case"), CASE).expect("it can be written");
    let report = check(What::Cases, &folder);
    let errors: Vec<_> = report.results.iter().filter_map(|entry| entry.error.as_deref()).collect();
    assert_eq!(errors, ["there is no such file or folder", "it is neither a file nor a folder"]);
    assert_eq!(report.passed, 1, "the others still run: {report}");
}

#[test]
fn absurd_case_files_are_one_error() {
    let within = |line: &str| CASE.replace("call send 3", line);
    let steps = |line: &str, times: usize| within(&format!("{line}\n").repeat(times));
    for (text, line, says) in [
        (steps("in . 300:300(0) ack 100", 100_000), Some(1_007), "more than 1000 events and claims"),
        (CASE.replace("set window 300\n", &"set window 300\n".repeat(2_000)), Some(1_005), "settings"),
        (within("call send 1000000000000"), Some(7), "not a number below 2^32"),
        (within("call send 4000000000"), Some(7), "at most 16777216 octets in all"),
        (within("after -1ms"), Some(7), "not a number below 2^32"),
        (within("after NaNms"), Some(7), "not a number below 2^32"),
        (within("after 1e9ms"), Some(7), "not a number below 2^32"),
        (within("after 4294967296ms"), Some(7), "not a number below 2^32"),
        (within("in . 4294967296:4294967296(0) ack 100"), Some(7), "not a number below 2^32"),
        (within("in . -1:-1(0) ack 100"), Some(7), "not a number below 2^32"),
        (within(&"in ".repeat(100_000)), Some(7), "is not <seq>:<end>(<len>)"),
        (within(&format!("in . {}:1(0) ack 1", "9".repeat(100_000))), Some(7), "not a number below 2^32"),
        (within(&format!("in {} 1:1(0)", "S".repeat(100_000))), Some(7), "are no flags"),
        (within(&format!("in . {}", "x".repeat(100_000))), Some(7), "is not <seq>:<end>(<len>)"),
        (within(&format!("in R 1:1(0) {}", "x".repeat(100_000))), Some(7), "has no place in a segment"),
        (CASE.replace("profile any", "profile any 2"), Some(4), "there is no profile"),
        (CASE.replace("case x-1", "version 2\ncase x-1"), Some(2), "\"version\" stands outside a case"),
        (CASE.repeat(2), Some(13), "there are two cases x-1"),
        (RECORDING.to_owned(), Some(1), "stands outside a case"),
        ("x".repeat(3 << 20), Some(1), "stands outside a case"),
        ("#".repeat(5 << 20), None, "it is larger than 4 MiB"),
    ] {
        let (found, error) = one_error(&check_bytes(What::Cases, "absurd_case", text.as_bytes()));
        assert!(found == line && error.contains(says), "{found:?} {error}, not {line:?} {says}");
    }
}

/// What is allowed ends all the same, however long it asks for.
#[test]
fn cases_that_ask_for_much_come_to_an_end() {
    let text = |steps: &str| CASE.replace("call send 3\n", steps).replace("after rto\n", "");
    let waits = "call send 16000000\n".to_owned() + &"after 4294967295ms\n".repeat(900);
    let gaps: String =
        (0..900).map(|n| format!("in P. {0}:{1}(1) ack 100\n", 302 + 2 * n, 303 + 2 * n)).collect();
    let wide = CASE.replace("set window 300", "set window 1073741824\nset rto 1ms");
    for steps in [
        &waits,
        &gaps,
        &("in . 300:300(0) ack 100 win 4294967295\n".to_owned() + &"call send 37000\n".repeat(450)),
    ] {
        for text in [text(steps), wide.replace("call send 3\n", steps)] {
            let report = check_bytes(What::Cases, "much", text.as_bytes());
            assert_eq!(report.passed + report.failed, 1);
        }
    }
}

#[test]
fn absurd_recordings_are_one_error() {
    let segment =
        &RECORDING[RECORDING.find("{\"t_ms\": 51.6").unwrap()..RECORDING.find("},\n        {").unwrap() + 1];
    let million = RECORDING.replace(segment, &[segment; 20_000].join(","));
    let with = |from: &str, to: &str| RECORDING.replace(from, to);
    for (text, says) in [
        (million, "segments: 20001 entries, at most 5000 are read"),
        (RECORDING.replace(segment, &[segment; 100_000].join(",")), "it is larger than 8 MiB"),
        (with("\"segments\": [", "\"segments\": [], \"old\": ["), "segments: there is none"),
        (with("\"t_ms\": 51.6", "\"t_ms\": -51.6"), "segments[0].t_ms: expected a number from 0"),
        (with("\"t_ms\": 51.6", "\"t_ms\": NaN"), "it is not JSON: expected value at line 6 column"),
        (with("\"t_ms\": 51.6", "\"t_ms\": 1e999"), "it is not JSON: number out of range at line 6"),
        (with("\"seq\": 0", "\"seq\": 4294967296"), "segments[0].seq: expected a whole number from 0"),
        (with("1000,", "1e300,"), "run_ms: expected a"),
        (with("\"connect\"", "\"sleep 99999999999999999999\""), "client[0]: \"sleep 9999"),
        (with("\"connect\"", "\"send 4294967295\""), "client[0]: \"send 4294967295\": at most"),
        (
            with("{}", &("{\"drop\": ".to_owned() + &"[".repeat(100_000))),
            "more than 20 lists and objects in one another",
        ),
        (CASE.to_owned(), "it is not JSON: expected value at line 1 column 1"),
        (with("1000,", "51,"), "run_ms: it ends before the first segment"),
        ("[]".to_owned(), "expected an object, found a list"),
        ("null".to_owned(), "expected an object, found null"),
    ] {
        let (_, error) = one_error(&check_bytes(What::Recordings, "absurd", text.as_bytes()));
        assert!(error.contains(says), "{error}, not {says}");
    }
}

#[test]
fn recordings_that_ask_for_much_come_to_an_end() {
    let client = "\"connect\", ".to_owned() + &"\"send 100000000\", ".repeat(900) + "\"close\"";
    for run_ms in ["70", "3600000"] {
        let text =
            RECORDING.replace("\"connect\"", &client).replace("\"unlisten\"", "\"accept\", \"read_to_eof\"");
        let report = check_bytes(
            What::Recordings,
            "much_recorded",
            text.replace("1000,", &format!("{run_ms},")).as_bytes(),
        );
        assert_eq!((report.passed, report.results[0].kind), (0, Kind::Recording), "{report}");
    }
}

// ---- links ----

/// One that says something with every key.
const LINK: &str = "1;my-x;o;d=50,60.5;g=1;l=20,7,1500;x=5,900;f=cF1L,sW*H80,c_2D5,sA3K;b=9,7;ck=linux;\
    cm=2000;cr=1500;cn=4294967295;cp=c,s10,r5,z20.25,h,e,x;sp=a,e,b,k;h=90000;i=c3200x,s4000s100";

#[test]
fn a_link_cut_off_anywhere_has_at_most_one_problem() {
    assert_eq!(decode(LINK).problem, None);
    for end in 0..LINK.len() {
        let decoded = decode(&LINK[..end]);
        if let Some(problem) = &decoded.problem {
            assert!(
                !problem.is_empty() && !problem.contains('\n') && problem.chars().count() < 80,
                "{problem}"
            );
        }
        assert!(simulate(&decoded.scenario).moments.len() <= MOST_STEPS * 4);
        // Whatever it was read as can be written and read again.
        assert_eq!(decode(&encode(&decoded.scenario)).scenario, decoded.scenario, "{end}");
    }
}

#[test]
fn absurd_links_have_one_problem_that_names_the_place() {
    for (link, named) in [
        ("", "version"),
        ("2;four-way-close", "version \u{201c}2\u{201d}, not 1"),
        ("-1;four-way-close", "no scenario \u{201c}-1\u{201d}"),
        ("1", "no scenario"),
        ("1;nothing", "no scenario \u{201c}nothing\u{201d}"),
        ("1;four-way-close;d=-1", "d=-1"),
        ("1;four-way-close;d=NaN", "d=NaN"),
        ("1;four-way-close;d=1e9", "d=1e9"),
        ("1;four-way-close;h=99999999999999999999999", "h=9999"),
        ("1;four-way-close;cn=4294967296", "cn=4294967296"),
        ("1;four-way-close;cp=s4294967296", "cp=s4294967296"),
        ("1;four-way-close;cp=s-5", "cp=s-5"),
        ("1;four-way-close;b=4294967295,0", "b=4294967295"),
        ("1;four-way-close;f=c\u{1F30A}1L", "f=c"),
        ("1;four-way-close;i=c99999999999x", "i=c9999"),
        ("1;four-way-close;\0;\n", "\0"),
    ] {
        let decoded = decode(link);
        let problem = decoded.problem.unwrap_or_else(|| panic!("{link} was read without a word"));
        assert!(problem.contains(named), "{link}: {problem}");
    }
    for long in ["1;four-way-close;".to_owned() + &"cp=c,".repeat(100_000), "\u{1F30A}".repeat(100_000)] {
        assert_eq!(decode(&long).problem.as_deref(), Some("longer than 20000 characters"));
    }
}

/// What is allowed ends all the same.
#[test]
fn links_that_ask_for_much_come_to_an_end() {
    let sends = "s4294967295,".repeat(1_500);
    let clicks: String = (0..2_000).map(|n| format!("c{n}s9,")).collect();
    for link in [
        format!("1;four-way-close;o;d=0;g=0;cp=c,{sends}x;h=86400000"),
        format!("1;free-play;d=0;g=0;h=86400000;i={}c1x", &clicks),
        "1;free-play;o;cr=0;sr=0;d=0;g=0;h=86400000;l=100,1,0".to_owned(),
        "1;half-close-data;o;cm=0;sm=0;cr=0.001;sr=0.001;d=86400000;h=86400000;f=c_*D0,s_*D0".to_owned(),
    ] {
        let begun = Instant::now();
        let decoded = decode(&link);
        let trace = simulate(&decoded.scenario);
        assert!(trace.flights.len() <= MOST_STEPS * 100, "{} segments", trace.flights.len());
        assert!(begun.elapsed().as_secs() < 20, "{:?}: {:.60}", begun.elapsed(), link);
    }
}
