//! Every case that others wrote down must hold. They lie beside the project, not in it; where they
//! are absent this says so.

use four_waves::check::cases::run_paths;
use std::path::Path;

#[test]
fn the_machine_passes_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    if !folder.is_dir() {
        println!("NOT RUN: the cases are absent, there is no folder {}", folder.display());
        return;
    }
    let mut report = Vec::new();
    let sum = run_paths(&[&folder], &mut report);
    let report = String::from_utf8(report).unwrap();
    let bad: Vec<&str> = report.lines().filter(|line| !line.starts_with("ok ")).collect();
    println!("{}", bad.join("\n"));
    assert_eq!(sum.failed, 0, "some cases failed");
    let all = sum.passed + sum.skipped;
    assert!(all > 0, "there are no cases");
    assert!(sum.skipped * 100 <= all * 3, "{} of {all} skipped: more than 3 %", sum.skipped);
}
