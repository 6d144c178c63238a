//! Every case that others wrote down must hold. They lie beside the project, not in it; where they
//! are absent this says so.

use four_waves::check::cases::{Profile, Verdict, parse, run_with};
use four_waves::check::check_cases;
use four_waves::check::report::Report;
use four_waves::tcp::Stack;
use std::io::Write;
use std::path::PathBuf;

/// `None`, and a word about it past the capture of the test harness, where there are no cases.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    if !folder.is_dir() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no ../shared/cases");
    }
    folder.is_dir().then_some(folder)
}

#[test]
fn the_machine_passes_every_case() {
    let Some(folder) = folder() else { return };
    let mut report = Report::default();
    check_cases(&[&folder], &mut report);
    let bad = report.to_string();
    let bad: Vec<&str> = bad.lines().filter(|line| !line.starts_with("ok ")).collect();
    assert_eq!(report.failed, 0, "{}", bad.join("\n"));
    assert!(report.passed >= 348, "only {} cases", report.passed);
}

/// Where a real stack is known to do otherwise than an `any` case says: the case, the stack, and why.
const OTHERWISE: [(&str, &str, &str); 1] = [(
    "osdev-bad-seq-rst-close-wait",
    "linux",
    "after a FIN Linux takes a RST with the FIN's own number as exact (tcp_reset_check)",
)];

/// "An `any` case is worth running in every stack setting that exists" (README of the cases).
#[test]
fn what_holds_in_any_setting_holds_in_every_stack() {
    let Some(folder) = folder() else { return };
    let files = std::fs::read_dir(folder).expect("it can be listed").map(|entry| entry.unwrap().path());
    let (mut run, mut bad) = (0, Vec::new());
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "case")) {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let cases = parse(&path.display().to_string(), &text).expect("every line is understood");
        for case in cases.iter().filter(|case| case.profile == Profile::Any) {
            for stack in Stack::ALL {
                run += 1;
                let (id, stack_id) = (&case.id, stack.id());
                let otherwise = OTHERWISE.iter().find(|known| (known.0, known.1) == (id, stack_id));
                match (run_with(case, stack.config()), otherwise) {
                    (Verdict::Passed, None) | (Verdict::Failed { .. }, Some(_)) => {}
                    (Verdict::Passed, Some((.., why))) => {
                        bad.push(format!("{id} in {stack_id} passes by now, although: {why}"));
                    }
                    (Verdict::Failed { line, expected, got }, None) => {
                        bad.push(format!("{id} in {stack_id}, line {line}: expected {expected}, got {got}"));
                    }
                }
            }
        }
    }
    assert!(run > 200, "only {run} runs");
    assert!(bad.is_empty(), "{} of {run}:\n{}", bad.len(), bad.join("\n"));
}
