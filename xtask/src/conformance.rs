//! Counts what the machine is held against, for the page of proofs.
use crate::mutants;
use crate::sh::{Res, cargo, root, say};
use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;

/// Where the counts are kept; the page is built from it.
const KEPT: &str = "docs/conformance.json";

/// Measures all of it anew. `check` only asks whether what is kept is still true.
pub fn conformance(check: bool) -> Res {
    let shared = root().join("..").join("shared");
    let [cases, recordings] = ["cases", "recordings"].map(|folder| shared.join(folder));
    if !cases.is_dir() || !recordings.is_dir() {
        say("conformance: SKIPPED: there is no ../shared with cases and recordings; what is kept stays");
        return Ok(());
    }
    let mut measure = cargo();
    measure.args(["run", "--quiet", "--no-default-features", "--bin", "waves", "--", "conformance"]);
    // The kernels' recordings that were given to us, and our own.
    let recordings = format!("{},{}", recordings.display(), root().join("tests/recorded").display());
    measure.arg(&cases).arg(recordings).arg(root().join("tests/space/grid"));
    for (id, count) in figures()? {
        measure.arg(format!("{id}={count}"));
    }
    let output = measure.stderr(Stdio::inherit()).output().map_err(|e| format!("waves: {e}"))?;
    if !output.status.success() {
        return Err("the counts could not be measured".to_string());
    }
    let kept = root().join(KEPT);
    if check {
        let before = fs::read(&kept).map_err(|e| format!("{KEPT}: {e}"))?;
        return if before == output.stdout {
            Ok(())
        } else {
            Err(format!("{KEPT} is not what is measured now: run `cargo xtask conformance`"))
        };
    }
    fs::write(&kept, output.stdout).map_err(|e| format!("{KEPT}: {e}"))?;
    say(&format!("conformance: {KEPT} written; `cargo xtask build` makes the page of it"));
    Ok(())
}

/// What the tests count, by what they print or list, and what the last sabotage found.
fn figures() -> Result<BTreeMap<&'static str, u64>, String> {
    let mut figures = BTreeMap::from([("explored-variants", 0), ("explored-states", 0), ("random-runs", 0)]);
    for test in ["explore", "random"] {
        for line in printed(&["--test", test, "--", "--nocapture", "--test-threads", "1"])?.lines() {
            for (id, count) in counted(line) {
                *figures.entry(id).or_default() += count;
            }
        }
    }
    let listed = printed(&["--test", "kernel", "--", "--list"])?;
    figures.insert("kernel-scenarios", listed.lines().filter(|line| line.ends_with(": test")).count() as u64);
    figures.insert("grid-cells", grid_cells()?);
    let [caught, all] = mutants::kept()?;
    figures.extend([("mutants", all), ("mutants-caught", caught)]);
    Ok(figures)
}

/// `half-close: 3 faults, 12345 worlds, …` and `wild: 12000 runs`.
fn counted(line: &str) -> Vec<(&'static str, u64)> {
    let before = |word: &str| {
        line.split(word).next().filter(|head| head.len() < line.len())?.split(' ').next_back()?.parse().ok()
    };
    let worlds = before(" worlds, ").map(|count| [("explored-variants", 1), ("explored-states", count)]);
    let runs = before(" runs").map(|count| ("random-runs", count));
    worlds.into_iter().flatten().chain(runs).collect()
}

/// Every stack goes through every cell; only the RFC's file lists them all.
fn grid_cells() -> Result<u64, String> {
    let folder = root().join("tests/space/grid");
    let text = fs::read_to_string(folder.join("rfc9293.txt")).map_err(|e| format!("the grid: {e}"))?;
    let cells = text.split(" cells").next().and_then(|head| head.split(' ').next_back()?.parse::<u64>().ok());
    let stacks = fs::read_dir(&folder).map_err(|e| format!("the grid: {e}"))?.count() as u64;
    Ok(cells.ok_or("the grid does not say how many cells it has")? * stacks)
}

fn printed(test: &[&str]) -> Result<String, String> {
    let mut tests = cargo();
    tests.args(["test", "--quiet", "--no-default-features"]).args(test).stderr(Stdio::null());
    let output = tests.output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(format!("a test failed: {tests:?}"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
