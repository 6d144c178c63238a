//! `waves exercise` and `waves grade`.

use super::*;

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
