//! Instructions of three fixed scenarios, counted by valgrind's callgrind: unlike time they hardly
//! depend on the machine, so that a change of a few per cent shows.
use crate::apt;
use crate::sh::{Res, cargo, cmd, output, read, root, run, say, which};
use std::fmt::Write;
use std::fs;

const SCENARIOS: [&str; 3] = ["four-way-close", "last-ack-lost", "a-thousand-segments"];
const KEPT: &str = "benches/counts.txt";
/// Per cent, either way.
const MOST_CHANGE: f64 = 5.0;

pub fn counts(keep: bool) -> Res {
    tools()?;
    let rustc = output(cmd("rustc").arg("--version")).ok_or("there is no rustc")?;
    let program = build()?;
    let mut now = Vec::new();
    for name in SCENARIOS {
        now.push((name, count(&program, name)?));
    }
    let file = root().join(KEPT);
    if keep {
        let mut text = String::from(
            "# Instructions of one `simulate`: `cargo xtask counts` compares, `--keep` rewrites.\n",
        );
        let _ = writeln!(text, "{rustc}");
        for (name, count) in &now {
            let _ = writeln!(text, "{name} {count}");
        }
        fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
        say(&format!("counts: kept in {KEPT}"));
        return Ok(());
    }
    compare(&read(&file)?, &now, &rustc)
}

fn compare(kept: &str, now: &[(&str, u64)], rustc: &str) -> Res {
    let mut lines = kept.lines().filter(|line| !line.starts_with('#'));
    let with = lines.next().unwrap_or_default();
    if with != rustc {
        say(&format!("counts: kept with {with}, now {rustc}: the compiler alone may change them"));
    }
    let kept: Vec<(&str, u64)> = lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(n, c)| Some((n, c.parse().ok()?)))
        .collect();
    println!("{:22} {:>12} {:>12} {:>9}", "instructions", "kept", "now", "change");
    let mut changed = Vec::new();
    for (name, count) in now {
        let Some((_, before)) = kept.iter().find(|(kept, _)| kept == name) else {
            println!("{name:22} {:>12} {count:>12}", "-");
            changed.push(*name);
            continue;
        };
        let change = (*count as f64 / *before as f64 - 1.0) * 100.0;
        println!("{name:22} {before:>12} {count:>12} {change:>+8.1} %");
        if change.abs() > MOST_CHANGE {
            changed.push(*name);
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let changed = changed.join(", ");
    Err(format!(
        "changed by more than {MOST_CHANGE} %: {changed}; if that is right, `cargo xtask counts --keep`"
    ))
}

fn tools() -> Res {
    if which(&["valgrind"]).is_some() {
        return Ok(());
    }
    if !apt::has() || !apt::candidates(&["valgrind"])? {
        return Err(
            "valgrind is missing: install it (there is none for macOS on ARM, nor for Windows)".into()
        );
    }
    apt::install("valgrind", &["valgrind".into()], "1 minute")
}

/// The bench as an executable.
fn build() -> Res<String> {
    let build = || {
        let mut build = cargo();
        build.args(["bench", "--quiet", "--no-default-features", "--bench", "counts", "--no-run"]);
        build
    };
    say("counts: building (usually 10 seconds, first 1 minute)");
    run(&mut build())?;
    let said = output(build().arg("--message-format=json")).unwrap_or_default();
    let artifact = said.lines().filter(|line| line.contains("\"name\":\"counts\""));
    let found =
        artifact.filter_map(|line| line.split_once("\"executable\":\"")?.1.split_once('"')).next_back();
    found.map(|(path, _)| path.to_owned()).ok_or_else(|| "cargo named no executable for the bench".into())
}

fn count(program: &str, name: &str) -> Res<u64> {
    let mut valgrind = cmd("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*counted*"]);
    let out = valgrind.args([program, name]).output().map_err(|e| format!("valgrind did not start: {e}"))?;
    let said = String::from_utf8_lossy(&out.stderr);
    let count = said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<u64>().ok());
    match count.filter(|count| *count > 0) {
        Some(count) if out.status.success() => Ok(count),
        _ => Err(format!("callgrind counted nothing in {name}: {}", said.lines().last().unwrap_or_default())),
    }
}
