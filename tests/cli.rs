//! The command line, as a person or a script meets it.

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

#[test]
fn render_makes_every_format() {
    for (format, begin) in [
        ("--svg", "<svg xmlns="),
        ("--mermaid", "sequenceDiagram\n    title Last ACK lost\n"),
        ("--text", "last-ack-lost\n"),
        ("--json", "{\n  \"four-waves\": 1,\n"),
        ("--transcript", "Last ACK lost\n"),
    ] {
        let text = well(&["render", "last-ack-lost", format]);
        assert!(text.starts_with(begin), "{format}: {text:.80}");
    }
    let capture = waves(&["render", "last-ack-lost", "--pcapng", "--view=client"]);
    assert!(capture.status.success() && capture.stdout.starts_with(b"\n\r\r\n"));
    assert_eq!(well(&["render", "last-ack-lost", "--text"]), well(&["run", "last-ack-lost"]));
    assert_eq!(
        well(&["render", "abort", "--transcript", "--lang=zh"]),
        well(&["transcript", "abort", "--lang=zh"])
    );
}

#[test]
fn render_follows_its_options() {
    let svg = well(&[
        "render",
        "#1;last-ack-lost",
        "--svg",
        "--lang",
        "zh",
        "--theme",
        "dark",
        "--at",
        "5.3",
        "--msl=3",
    ]);
    for part in ["最后的 ACK 丢失", "#171e28", "到 5.30 s 为止", "MSL 3 s"] {
        assert!(svg.contains(part), "{part} is not in\n{svg}");
    }
    assert!(!svg.contains(">丢失<"), "nothing is lost yet");
    let text = well(&["render", "last-ack-lost", "--text", "--at", "4.5"]);
    assert!(text.contains("LAST-ACK") && !text.contains("TIME-WAIT"), "{text}");
    let early = waves(&["render", "abort", "--pcapng", "--start", "7"]).stdout;
    assert_ne!(early, waves(&["render", "abort", "--pcapng"]).stdout);
    let raw = well(&["render", "abort", "--mermaid", "--numbers", "raw"]);
    assert_ne!(raw, well(&["render", "abort", "--mermaid"]));
}

#[test]
fn a_rendered_scenario_is_a_file_that_opens() {
    let path = folder("rendered", &[("mine.json", "")]).join("mine.json");
    let path = path.to_str().expect("UTF-8");
    let made = ["render", "1;half-close-data;l=30,3,0;d=500", "--json", "-o", path];
    assert_eq!(well(&made), "");
    assert_eq!(well(&["run", path]), well(&["run", "1;half-close-data;l=30,3,0;d=500"]));
    assert_eq!(well(&["render", path, "--json"]), std::fs::read_to_string(path).expect("it was written"));
    let recording = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded/cut-in-last-ack.json");
    assert!(well(&["render", recording, "--mermaid"]).contains("my-cut-in-last-ack"));
    assert!(refused(&["render", "no-such.json", "--svg"]).contains("cannot read no-such.json"));
    std::fs::write(path, "{}").expect("it can be written");
    assert!(refused(&["render", path, "--svg"]).contains("neither a scenario nor a recording"));
}

#[test]
fn render_says_what_it_cannot_do() {
    for (arguments, said) in [
        (&["render", "abort"] as &[_], "a format: --svg, --png"),
        (&["render", "abort", "--svg", "--text"], "one format at a time: --svg or --text"),
        (&["render", "--svg"], "render needs the name"),
        (&["render", "abort", "--svg", "--theme", "mauve"], "mauve is none of light, dark, print"),
        (&["render", "abort", "--pcapng", "--view", "sever"], "did you mean server?"),
        (&["render", "abort", "--svg", "--view", "client"], "--view says nothing about --svg"),
        (&["render", "abort", "--text", "--theme", "dark"], "--theme says nothing about --text"),
        (&["render", "abort", "--json", "--at", "2"], "--at says nothing"),
        (&["render", "abort", "--svg", "--at", "soon"], "from 0 to 86400"),
        (&["render", "abort", "--pcapng", "--start", "-1"], "seconds from 0 to"),
        (&["render", "abort", "--svg", "-o"], "-o needs a value"),
        (&["render", "abort", "--svgs"], "did you mean --"),
    ] {
        let sentence = refused(arguments);
        assert!(sentence.contains(said), "{arguments:?}: {sentence}");
    }
    let failed = waves(&["render", "abort", "--svg", "-o", "no/such/folder.svg"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("cannot write no/such/folder.svg"));
    assert!(well(&["help", "render"]).contains("--pcapng"));
}

/// Twice as many dots as the SVG has pixels, and words in them.
#[cfg(feature = "png")]
#[test]
fn render_draws_in_dots() {
    use resvg::tiny_skia::Pixmap;
    let output = waves(&["render", "abort", "--png"]);
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("this machine has no font") {
        eprintln!("SKIPPED: {said}");
        return;
    }
    assert!(output.status.success(), "{said}");
    let dots = Pixmap::decode_png(&output.stdout).expect("it is a PNG");
    let svg = well(&["render", "abort", "--svg"]);
    let length = |name: &str| {
        let value = svg.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
        value.and_then(|(value, _)| value.parse::<f64>().ok()).expect("a number")
    };
    assert_eq!(f64::from(dots.width()), (length("width") * 2.0).ceil());
    assert_eq!(f64::from(dots.height()), (length("height") * 2.0).ceil());
    // The title's line: ink on paper, and neither alone.
    let line: Vec<_> = (20..70).flat_map(|y| (30..400).map(move |x| (x, y))).collect();
    let dark = line.iter().filter(|(x, y)| dots.pixel(*x, *y).is_some_and(|dot| dot.red() < 100)).count();
    assert!(dark > 500 && dark < line.len() / 2, "{dark} of {}", line.len());
}

#[cfg(not(feature = "png"))]
#[test]
fn without_its_feature_there_are_no_dots() {
    let output = waves(&["render", "abort", "--png"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("without the feature png"));
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

// ---- exercises ----

/// The codes of these answers, as the page shows them.
fn code(name: &str, seed: u32, answers: impl Fn(usize, usize) -> usize) -> String {
    use four_waves::exercise::{Run, encode};
    let base = four_waves::sim::catalog::Name::from_id(name).expect("it is known").scenario(false);
    let run = Run::new(base.clone(), seed);
    let answers: Vec<usize> =
        run.questions.iter().enumerate().map(|(at, question)| answers(at, question.right)).collect();
    encode(&base, seed, &answers)
}

#[test]
fn exercise_prints_a_worksheet_without_or_with_answers() {
    let sheet = well(&["exercise", "last-ack-lost", "--seed", "7"]);
    assert!(sheet.contains("(seed 7)") && sheet.contains("1. At ") && sheet.contains("\n   d  "), "{sheet}");
    assert!(sheet.contains("read to end; sleep("), "the programs are given: {sheet}");
    assert!(!sheet.contains("TIME-WAIT ●") && !sheet.contains("[RFC"), "no answers: {sheet}");
    assert_eq!(sheet, well(&["exercise", "last-ack-lost", "--seed=7"]));
    assert_ne!(sheet, well(&["exercise", "last-ack-lost", "--seed=8"]));
    let told = well(&["exercise", "last-ack-lost", "--seed", "7", "--answers"]);
    assert!(told.starts_with(&sheet) && told.contains("[RFC 9293 §3.10"), "{told}");
    let chinese = well(&["exercise", "last-ack-lost", "--seed", "7", "--lang", "zh"]);
    assert!(chinese.contains("种子 7") && chinese.contains('？'), "{chinese}");
    assert!(well(&["exercise", "abort", "--opening"]).contains("SYN"));
    assert!(well(&["exercise", "1;abort;d=500"]).contains("0.5 s each way"));
    assert_eq!(well(&["exercise", "free-play"]).lines().count(), 1, "there is nothing to ask");
}

#[test]
fn grade_prints_each_answer_and_the_score() {
    let right = well(&["grade", &code("last-ack-lost", 7, |_, right| right)]);
    let all = right.matches("+ Right").count();
    assert!(
        all >= 4 && right.starts_with(&format!("last-ack-lost, seed 7: {all} of {all} answers")),
        "{right}"
    );
    assert!(!right.contains("Wrong"));
    let first_wrong =
        code("last-ack-lost", 7, |at, right| if at == 0 { usize::from(right == 0) } else { right });
    let told = well(&["grade", &first_wrong]);
    assert!(told.starts_with(&format!("last-ack-lost, seed 7: {} of {all}", all - 1)), "{told}");
    assert_eq!((told.matches("- Wrong").count(), told.matches("= the right answer").count()), (1, 1));
    let chinese = well(&["grade", &first_wrong, "--lang", "zh"]);
    assert!(
        chinese.contains(&format!("{all} 题答对 {} 题", all - 1)) && chinese.contains("- 错误"),
        "{chinese}"
    );
}

#[test]
fn a_class_is_a_line_each() {
    let (anna, ben) = (code("abort", 3, |_, right| right), code("abort", 4, |_, right| right));
    let list = format!("Anna {anna}\n\n  Ben\t{ben}\nCaro {}\n", &anna[..anna.len() - 1]);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("class");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("codes.txt");
    std::fs::write(&file, &list).unwrap();
    let output = waves(&["grade", file.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "one cannot be graded");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with(&format!("Anna {anna}  4/4  abort, seed 3")), "{text}");
    assert!(lines[1].starts_with("Ben") && lines[1].contains("seed 4"), "{text}");
    assert!(lines[2].starts_with("Caro") && lines[2].contains("mistyped"), "{text}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_waves"))
        .args(["grade", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), anna.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("4/4"));
}

#[test]
fn wrong_codes_and_seeds_get_a_sentence() {
    let good = code("four-way-close", 7, |_, right| right);
    assert!(refused(&["grade", &good.replace("four", "five")]).contains("mistyped or missing"));
    assert!(refused(&["grade", &good[..good.len() - 1]]).contains("mistyped or missing"));
    assert!(refused(&["grade", &good.replacen('1', "2", 1)]).contains("version “2”"));
    assert!(refused(&["grade", "1:2:3"]).contains("not a result code"));
    assert!(refused(&["grade", "1:2:3", "--lang=zh"]).contains("这不是成绩码"));
    assert!(refused(&["grade", "no-such-file"]).contains("cannot be read"));
    assert!(refused(&["grade"]).contains("needs a result code"));
    assert!(refused(&["grade", &good, &good]).contains("one too many"));
    assert!(refused(&["grade", &good, "--seed", "1"]).contains("no option --seed"));
    assert!(refused(&["exercise"]).contains("needs the name of a scenario"));
    assert!(refused(&["exercise", "five-way-close"]).contains("did you mean four-way-close?"));
    assert!(refused(&["exercise", "abort", "--seed", "1000000000"]).contains("from 0 to 999999999"));
    assert!(refused(&["exercise", "abort", "--lang", "de"]).contains("en or zh"));
    assert!(refused(&["exercise", "abort", "--answer"]).contains("did you mean --answers?"));
    for command in ["exercise", "grade"] {
        assert!(well(&["help", command]).contains("--lang LANG"));
    }
}

// ---- import ----

#[test]
fn import_prints_packets_as_tshark_numbers_them() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/captures/kept");
    for file in ["0.pcap", "1.pcapng"] {
        let path = folder.join(file).display().to_string();
        let golden = folder.join(file).with_extension("tsv");
        let golden = std::fs::read_to_string(golden).expect("it lies there");
        // Frame, stream, flags, seq, ack, len.
        let row = |line: &str| {
            let fields: Vec<&str> = line.split('\t').collect();
            [fields[1], fields[3], fields[4], fields[5]].join("\t") + "\n"
        };
        let expected: String = golden.lines().map(row).collect();
        assert_eq!(well(&["import", &path, "--packets"]), expected);
        let list = well(&["import", &path]);
        let last = expected.lines().filter_map(|line| line.split('\t').next()?.parse::<usize>().ok()).max();
        // A head, and a line for each.
        assert_eq!(list.lines().count(), last.expect("there are some") + 2, "{list}");
    }
}

#[test]
fn import_prints_a_connection_as_a_ladder() {
    let Ok(folder) = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/captures").canonicalize()
    else {
        println!("SKIPPED: there is no ../shared/captures");
        return;
    };
    let file = |name: &str| folder.join(name).display().to_string();
    let path = file("half-close.pcapng");
    let one = well(&["import", &path, "--connection", "0"]);
    assert!(one.contains("FIN-WAIT-2: its FIN was acknowledged (packet"), "{one}");
    let zh = well(&["import", &path, "--connection", "0", "--lang", "zh"]);
    assert!(zh.contains("FIN-WAIT-2：它的 FIN 得到确认（分组"), "{zh}");
    let made = well(&["import", &path, "--connection", "0", "--remake"]);
    let link = made.lines().find(|line| line.starts_with("1;my-capture")).expect("the scenario's link");
    assert!(well(&["run", link]).contains("FIN-WAIT-2"));
    let [client, server] =
        ["client", "server"].map(|end| file(&format!("first-fin-lost-seen-by-{end}.pcap")));
    let alone = well(&["import", &client, "--connection", "0"]);
    let both = well(&["import", &client, "--connection", "0", "--join", &server]);
    assert_ne!(alone, both);
    assert!(both.contains("one from each end"), "{both}");
    assert!(refused(&["import", &path, "--remake"]).contains("need --connection"));
    assert!(refused(&["import", &path, "--connection", "x"]).contains("needs a number"));
    assert!(
        refused(&["import", &path, "--connection", "0", "--taken", "here"])
            .contains("client, server or middle")
    );
}

#[test]
fn import_reads_standard_input_and_says_what_it_cannot_read() {
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/captures/kept/0.pcap");
    let file = std::fs::read(&kept).expect("it lies there");
    let import = |octets: &[u8]| {
        let mut waves = Command::new(env!("CARGO_BIN_EXE_waves"));
        waves.args(["import", "-", "--packets"]).stdin(Stdio::piped());
        let mut waves = waves.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut stdin = waves.stdin.take().expect("a pipe");
        std::io::Write::write_all(&mut stdin, octets).expect("it reads");
        drop(stdin);
        let output = waves.wait_with_output().expect("it ends");
        let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("UTF-8"));
        (output.status.code(), out, err)
    };
    let whole = well(&["import", &kept.display().to_string(), "--packets"]);
    assert_eq!(import(&file), (Some(0), whole.clone(), String::new()));
    let (code, out, err) = import(&file[..file.len() - 1]);
    assert_eq!(code, Some(1));
    assert!(whole.starts_with(&out) && !out.is_empty(), "{out}");
    assert!(err.starts_with("waves: -: The file is cut off: what begins at octet "), "{err}");
    assert_eq!(import(&[]), (Some(1), String::new(), "waves: -: The file is empty.\n".into()));
    let (code, out, err) = import(b"\x1f\x8b\x08 and so on");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("compressed (gzip)"), "{err}");

    assert!(refused(&["import"]).contains("needs a file"));
    assert!(refused(&["import", "no-such-file.pcap"]).contains("cannot read no-such-file.pcap"));
    assert!(refused(&["import", "a.pcap", "b.pcap"]).contains("one file at a time"));
    assert!(refused(&["import", "a.pcap", "--packet"]).contains("did you mean --packets"));
}
