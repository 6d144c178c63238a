//! The browser tests in the three engines.
use crate::setup;
use crate::sh::{Res, cargo, run, say};
use crate::web;
use std::path::PathBuf;

/// As `FOUR_WAVES_ENGINE` and the command line name them, the one that everybody needs first.
pub const ENGINES: [&str; 3] = ["chromium", "firefox", "webkit"];

/// What the second and the third engine run in `cargo xtask test`: what stands or falls with an engine
/// rather than with the page's own logic, which Chromium has tested by then. By module, or by test.
const OF_THE_ENGINE: &[&str] = &[
    "smoke::",
    "element::",
    "embed::",
    "embeds::",
    "single::",
    "captures::",
    "offline::",
    "export::files",
    "export::under",
    "export::where",
    "failing::",
    "later::",
    "playing::",
    "keyboard::a_field",
    "keyboard::space",
    "remembering::",
    "phone::",
];

/// What of that is left out in an engine so far, and why: the words are printed with each run.
const NOT_YET: &[(&str, &str, &str)] = &[
    ("firefox", "embed::", "its driver's click does not reach into a frame that is higher than the window"),
    ("webkit", "embed::", "its driver's click does not reach into a frame that is higher than the window"),
    ("webkit", "captures::a_file_is_listed", "fails, and nobody has found out why"),
    ("webkit", "export::where", "fails, and nobody has found out why"),
    ("webkit", "keyboard::space", "its driver does not click on a switch, which lies below its label"),
    ("webkit", "later::the_opening", "its driver does not click on a switch, which lies below its label"),
    ("webkit", "later::what_is_seldom", "its driver does not click on a switch, which lies below its label"),
];

/// `cargo xtask engines [ENGINE…] [FILTER…]`: all browser tests, or those whose names contain a filter,
/// in those engines, or in all.
pub fn engines(words: &[&str]) -> Res {
    let (named, filters): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| ENGINES.contains(word));
    let named = if named.is_empty() { ENGINES.to_vec() } else { named };
    setup::browser()?;
    web::build()?;
    let failed: Vec<&str> = named.into_iter().filter(|engine| tests(engine, &filters).is_err()).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("tests fail in {}", failed.join(" and "))) }
}

/// What `cargo xtask test` runs in that engine.
pub fn chosen(engine: &str) -> Res {
    if engine == "chromium" {
        return tests(engine, &[]);
    }
    let mut words = OF_THE_ENGINE.to_vec();
    for (_, test, why) in NOT_YET.iter().filter(|(of, ..)| *of == engine) {
        say(&format!("LEFT OUT in {engine}: {test}: {why}"));
        words.extend(["--skip", test]);
    }
    tests(engine, &words)
}

fn tests(engine: &str, filters: &[&str]) -> Res {
    if let Some(lacking) = setup::lacking(engine) {
        say(&format!("SKIPPED: the tests in {engine}: {lacking}"));
        return Ok(());
    }
    say(&format!("== in {engine}"));
    let mut tests = cargo();
    tests.args(["test", "-p", "e2e", "--no-fail-fast"]);
    // What it costs is what Chromium counts.
    if engine != "chromium" || !filters.is_empty() {
        tests.args(["--test", "page"]);
    }
    tests.arg("--").args(filters);
    // The pictures of e2e/failures tell more than backtraces through an async runtime.
    tests.env("FOUR_WAVES_DIST", web::dist()).env("FOUR_WAVES_ENGINE", engine).env("RUST_BACKTRACE", "0");
    if let Some(folder) = setup::geckodriver().as_deref().and_then(std::path::Path::parent) {
        tests.env("PATH", crate::sh::path_with(&[PathBuf::from(folder)]));
    }
    run(&mut tests)
}
