//! Fuzzing: a target for every reader of what other people wrote, for the machine and for all that is
//! made of a scenario. libFuzzer mutates what it is given here to begin with, and a finding is an input
//! that panics, hangs or swells. What the targets do is in `tests/fuzz`, where the inputs worth keeping
//! are run with every test.
#[path = "../../fuzz/kept.rs"]
mod kept;

use crate::apt;
use crate::setup;
use crate::sh::{Res, cargo, cmd, output, read, root, run_quiet, say, time, which};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// cargo-fuzz, which builds the targets; with the stable compiler, because no sanitizer is asked for:
/// there is no unsafe code here that it could watch.
const CARGO_FUZZ: &str = "0.13.2";
const USUAL_MINUTES: u64 = 10;
/// So many inputs are kept at most, in lines of which none is longer than that: each runs with every test.
const MOST_KEPT: usize = 250;
const LONGEST_KEPT: usize = 2 << 10;

/// What is asked for.
struct Wish {
    minutes: u64,
    targets: Vec<String>,
    keep: bool,
}

/// `[--minutes N] [--keep] [TARGET…]`
pub fn fuzz(options: &[&str]) -> Res {
    let wish = asked(options)?;
    let tool = tools()?;
    let mut failed = Vec::new();
    for target in &wish.targets {
        let seeds = seeds(target)?;
        if !one(&tool, target, wish.minutes, seeds)? {
            failed.push(target.as_str());
        } else if wish.keep {
            keep(&tool, target)?;
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("there are findings in: {}", failed.join(", "))) }
}

fn asked(options: &[&str]) -> Res<Wish> {
    let all = targets()?;
    let mut wish = Wish { minutes: USUAL_MINUTES, targets: Vec::new(), keep: false };
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--minutes" => {
                let number = options.next().and_then(|n| n.parse().ok()).filter(|n| (1..=1_000).contains(n));
                wish.minutes = number.ok_or("--minutes needs a whole number from 1 to 1000")?;
            }
            "--keep" => wish.keep = true,
            target if all.iter().any(|known| known == target) => wish.targets.push(target.into()),
            other => return Err(format!("no target {other}: there are {}", all.join(", "))),
        }
    }
    if wish.targets.is_empty() {
        wish.targets = all;
    }
    Ok(wish)
}

/// As fuzz/Cargo.toml names them.
fn targets() -> Res<Vec<String>> {
    let manifest = read(&root().join("fuzz/Cargo.toml"))?;
    let names = manifest.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    Ok(names.skip(1).map(Into::into).collect())
}

fn tools() -> Res<PathBuf> {
    // libFuzzer itself is C++.
    if which(&["c++", "g++", "clang++"]).is_none() {
        if !apt::has() || !apt::candidates(&["g++"])? {
            return Err("libFuzzer is C++ and there is no compiler for it: install g++ or clang".into());
        }
        apt::install("a C++ compiler for libFuzzer", &["g++".into()], "1 minute")?;
    }
    setup::crate_tool("cargo-fuzz", CARGO_FUZZ, "cargo-fuzz", &[], "1 to 2 minutes")
}

/// Runs one target; false when it found something.
fn one(tool: &Path, target: &str, minutes: u64, seeds: usize) -> Res<bool> {
    let folder = root().join("fuzz");
    let log = folder.join("target").join(format!("{target}.log"));
    say(&format!("fuzz {target}: building (usually 20 seconds, first 1 to 2 minutes)"));
    run_quiet(&mut cargo_fuzz(tool, "build", target), Duration::from_secs(1800))?;
    say(&format!("fuzz {target}: {minutes} min from {seeds} inputs on; the log is {}", log.display()));
    let file = fs::File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?;
    let mut run = cargo_fuzz(tool, "run", target);
    // A run of ten seconds is a hang; so large is no file that anybody would check.
    let limit = format!("-max_total_time={}", minutes * 60);
    run.args(["--", &limit, "-timeout=10", "-rss_limit_mb=2048", "-max_len=32768", "-print_final_stats=1"]);
    let out = file.try_clone().map_err(|e| e.to_string())?;
    let start = Instant::now();
    let status = run.stdout(out).stderr(file).status().map_err(|e| format!("{}: {e}", tool.display()))?;
    let said = fs::read(&log).map_err(|e| format!("{}: {e}", log.display()))?;
    let said = String::from_utf8_lossy(&said);
    let runs = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let (runs, took) = (runs.map_or("?", str::trim), time(start.elapsed()));
    if status.success() {
        say(&format!("fuzz {target}: {runs} runs in {took}, no finding"));
        return Ok(true);
    }
    let found = said.lines().find_map(|line| line.split_once("Test unit written to ").map(|(_, path)| path));
    let panic = said.lines().skip_while(|line| !line.contains("panicked at")).take(2).collect::<Vec<_>>();
    say(&format!("fuzz {target}: a FINDING after {runs} runs in {took}"));
    say(&panic.join("\n"));
    say(&format!("the input: {}", found.unwrap_or("see the log")));
    Ok(false)
}

/// `--sanitizer none`: see above. Debug assertions and overflow checks are on all the same.
fn cargo_fuzz(tool: &Path, what: &str, target: &str) -> Command {
    let folder = root().join("fuzz");
    let mut fuzz = cmd(tool);
    fuzz.args([what, "--fuzz-dir"]).arg(&folder).args(["--sanitizer", "none", target]);
    fuzz.env("CARGO_TARGET_DIR", folder.join("target"));
    fuzz
}

// ---- what it begins with, and what is kept of it ----

fn corpus(target: &str) -> PathBuf {
    root().join("fuzz/corpus").join(target)
}

fn kept_of(target: &str) -> PathBuf {
    root().join("fuzz/kept").join(format!("{target}.txt"))
}

/// Leaves of the corpus what reaches code that nothing else of it reaches, and keeps some of that.
fn keep(tool: &Path, target: &str) -> Res {
    say(&format!("fuzz {target}: the inputs worth keeping (usually 20 seconds)"));
    run_quiet(&mut cargo_fuzz(tool, "cmin", target), Duration::from_secs(1800))?;
    let folder = corpus(target);
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut lines: Vec<String> = entries
        .filter_map(|entry| fs::read(entry.ok()?.path()).ok())
        .map(|input| input.escape_ascii().to_string())
        .filter(|line| (1..LONGEST_KEPT).contains(&line.len()))
        .collect();
    lines.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    lines.dedup();
    // Evenly: the short ones reach the readers' ends, the long ones what lies behind.
    let every = lines.len().div_ceil(MOST_KEPT).max(1);
    let kept: Vec<&str> = lines.iter().step_by(every).map(String::as_str).collect();
    let text: String = kept.iter().flat_map(|line| [line, "\n"]).collect();
    let file = kept_of(target);
    fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    say(&format!("fuzz {target}: {} inputs are kept in {}", kept.len(), file.display()));
    Ok(())
}

/// Fills the target's corpus with what is at hand, and tells how much that is. What earlier runs have
/// found worth keeping stays there.
fn seeds(target: &str) -> Res<usize> {
    let corpus = corpus(target);
    fs::create_dir_all(&corpus).map_err(|e| format!("{}: {e}", corpus.display()))?;
    let shared = root().join("../shared");
    let seeds: Vec<Vec<u8>> = match target {
        "cases" => files(&shared.join("cases"), "case").iter().flat_map(|file| cases(file)).collect(),
        "recordings" => files(&shared.join("recordings"), "json"),
        "links" | "scenarios" => links()?,
        "captures" => [shared.join("captures"), root().join("tests/captures/kept")]
            .iter()
            .flat_map(|folder| [files(folder, "pcap"), files(folder, "pcapng")].concat())
            .collect(),
        "messages" => messages()?,
        "packets" => files(&shared.join("captures"), "pcap").iter().flat_map(|file| packets(file)).collect(),
        _ => Vec::new(),
    };
    let kept = kept::read(&fs::read_to_string(kept_of(target)).unwrap_or_default());
    for (index, seed) in kept.iter().chain(&seeds).enumerate() {
        let file = corpus.join(format!("seed-{index}"));
        fs::write(&file, seed).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(fs::read_dir(&corpus).map_or(0, Iterator::count))
}

fn files(folder: &Path, extension: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == extension));
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// One case each: small inputs are mutated faster.
fn cases(file: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(file);
    text.split_inclusive("\nend\n").map(|case| case.trim_start().as_bytes().to_vec()).collect()
}

/// Every scenario of the catalogue, and one link that says something with every key.
fn links() -> Res<Vec<Vec<u8>>> {
    let mut list = cargo();
    list.args(["run", "--quiet", "--no-default-features", "--bin", "waves", "--", "list"]);
    let list = output(&mut list).ok_or("`waves list` failed")?;
    let mut links = vec![read(&root().join("fuzz/link"))?.trim().to_owned()];
    for name in list.lines().filter_map(|line| line.split_whitespace().next()) {
        links.extend([format!("1;{name}"), format!("1;{name};o")]);
    }
    Ok(links.into_iter().map(String::into_bytes).collect())
}

/// Every command that an embed knows, and one for each link.
fn messages() -> Res<Vec<Vec<u8>>> {
    let message =
        |verb: &str, field: &str| format!("type=four-waves:{verb}\nversion=1\n{field}\n").into_bytes();
    let commands = [
        ("play", ""),
        ("pause", ""),
        ("seek", "t=3.2"),
        ("step", "by=-1"),
        ("setLang", "lang=zh"),
        ("load", "scenario=last-ack-lost"),
        ("open", "file=?"),
    ];
    let mut all: Vec<_> = commands.iter().map(|(verb, field)| message(verb, field)).collect();
    let loads = |link: &Vec<u8>| message("load", &format!("scenario={}", String::from_utf8_lossy(link)));
    all.extend(links()?.iter().map(loads));
    Ok(all)
}

/// The IP packets of a capture on Ethernet (little-endian, as the shared ones are).
fn packets(file: &[u8]) -> Vec<Vec<u8>> {
    let word = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?) as usize);
    let (mut at, mut packets) = (24, Vec::new());
    while let Some(frame) = word(at + 8).and_then(|length| file.get(at + 16..at + 16 + length)) {
        at += 16 + frame.len();
        packets.extend(frame.get(14..).map(<[u8]>::to_vec));
    }
    packets
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn what_is_kept_is_read_again() {
        let all: Vec<u8> = (0..=255).collect();
        let inputs = [all, b"1;last-ack-lost\n\\x".to_vec(), vec![0]];
        let text: String = inputs.iter().map(|input| format!("{}\n", input.escape_ascii())).collect();
        assert!(text.is_ascii() && text.lines().count() == inputs.len());
        assert_eq!(kept::read(&text), inputs);
    }
}
