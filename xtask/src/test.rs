//! Every check, in the order in which it is cheapest to fail.
use crate::audit;
use crate::conformance;
use crate::engines;
use crate::release;
use crate::rust;
use crate::setup;
use crate::sh::{Res, cargo, run, say, time};
use crate::web;
use std::time::{Duration, Instant};

enum End {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

struct Steps {
    ends: Vec<(&'static str, Duration, End)>,
}

impl Steps {
    /// Goes on after a failure, so that one run shows everything that is wrong.
    fn step(&mut self, name: &'static str, usual: &str, check: impl FnOnce() -> Res) {
        self.step_or_skip(name, usual, "", || check().map(|()| true));
    }

    /// The same for a check that may find out that it cannot be made here.
    fn step_or_skip(
        &mut self,
        name: &'static str,
        usual: &str,
        why: &'static str,
        check: impl FnOnce() -> Res<bool>,
    ) {
        say(&format!("\n== {name} (usually {usual})"));
        let start = Instant::now();
        let end = match check() {
            Ok(true) => End::Passed,
            Ok(false) => End::Skipped(why),
            Err(what) => End::Failed(what),
        };
        let took = start.elapsed();
        match &end {
            End::Failed(what) => say(&format!("== {name}: FAILED after {}: {what}", time(took))),
            End::Skipped(why) => say(&format!("== {name}: skipped: {why}")),
            End::Passed => say(&format!("== {name}: passed in {}", time(took))),
        }
        self.ends.push((name, took, end));
    }

    fn skip(&mut self, name: &'static str, why: &'static str) {
        say(&format!("\n== {name}: skipped: {why}"));
        self.ends.push((name, Duration::ZERO, End::Skipped(why)));
    }

    fn passed(&self, name: &str) -> bool {
        self.ends.iter().any(|(n, _, end)| *n == name && matches!(end, End::Passed))
    }

    fn summary(self) -> Res {
        println!("\n{:36} {:>12}  result", "step", "time");
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for (name, took, end) in &self.ends {
            let word = match end {
                End::Passed => {
                    passed += 1;
                    "passed".to_string()
                }
                End::Failed(_) => {
                    failed += 1;
                    "FAILED".to_string()
                }
                End::Skipped(why) => {
                    skipped += 1;
                    format!("skipped: {why}")
                }
            };
            println!("{name:36} {:>12}  {word}", time(*took));
        }
        say(&format!("\nsteps: {passed} passed, {failed} failed, {skipped} skipped"));
        match failed {
            0 => Ok(()),
            n => Err(format!("{n} of the steps failed")),
        }
    }
}

/// In the order of `engines::ENGINES`.
const BROWSERS: [&str; 3] = ["browser tests, Chromium", "browser tests, Firefox", "browser tests, WebKit"];

pub fn test(quick: bool) -> Res {
    const BUILD: &str = "release build and its size";
    let mut steps = Steps { ends: Vec::new() };
    let mut ready = Ok(());
    steps.step("set-up", "nothing, 10 minutes on a fresh machine", || {
        ready = setup::tools(true)
            .map(drop)
            .and_then(|()| if quick { Ok(()) } else { setup::browser().and_then(|()| setup::tshark()) });
        ready.clone()
    });
    // What is missing would only come up again, minutes later.
    ready?;

    steps.step("versions", "nothing", || release::oldest_compiler().and_then(|()| release::agrees()));
    steps.step("rustfmt", "2 s", || run(cargo().args(["fmt", "--all", "--check"])));
    steps.step("clippy, the page and the tools", "15 s, first 2 minutes", || {
        let mut clippy = cargo();
        clippy.args(["clippy", "--workspace", "--all-targets"]);
        if quick {
            clippy.args(["--exclude", "e2e"]);
        }
        run(clippy.args(["--", "-D", "warnings"]))
    });
    steps.step("clippy, without the page", "10 s", || {
        run(cargo().args(["clippy", "--all-targets", "--no-default-features", "--", "-D", "warnings"]))
    });
    const WASM: &str = "clippy, for wasm32";
    if rust::has_wasm_target() {
        steps.step(WASM, "10 s, first 1 minute", || {
            let target = ["--target", "wasm32-unknown-unknown"];
            run(cargo()
                .args(["clippy", "--lib"])
                .args(["--bin", "four-waves", "--bin", "capture", "--bin", "takeaway"])
                .args(target)
                .args(["--", "-D", "warnings"]))
        });
    } else {
        steps.skip(WASM, "the toolchain that has clippy lacks the target");
    }
    steps.step("tests, without the page", "2 minutes", || {
        run(cargo().args(["test", "--no-default-features", "--no-fail-fast"]))
    });
    // What the page adds: the engine's long tests would only repeat themselves.
    steps.step("tests of the page, and in docs", "30 s, first 2 minutes", || {
        run(cargo().args(["test", "--lib", "--bins", "--test", "model", "--test", "fuzz"]))?;
        run(cargo().args(["test", "--doc"]))
    });
    steps.step("tests of these chores", "10 s", || run(cargo().args(["test", "--quiet", "-p", "xtask"])));
    steps.step("the page of proofs is what is measured", "1 minute", || conformance::conformance(true));
    steps.step("audit: licences and sources", "10 s, first 3 minutes", audit::terms);
    steps.step_or_skip("audit: advisories", "10 s", audit::NO_ADVISORIES, audit::advisories);
    steps.step("docs", "10 s, first 1 minute", || {
        run(cargo().args(["doc", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    });
    steps.step(BUILD, "1 minute, first 4 minutes", web::build);
    for (engine, name) in engines::ENGINES.into_iter().zip(BROWSERS) {
        if quick {
            steps.skip(name, "--quick");
        } else if !steps.passed(BUILD) {
            steps.skip(name, "there is no page to test");
        } else if let Some(lacking) = setup::lacking(engine) {
            steps.skip(name, lacking);
        } else {
            let usual = if engine == "chromium" { "14 minutes" } else { "3 minutes" };
            steps.step(name, usual, || engines::chosen(engine));
        }
    }
    steps.summary()
}
