//! Breaks the machine in one place after the other (`tests/mutants.txt`) and asks whether a test
//! notices. Works on a copy of the tree with a target folder of its own.
use crate::sh::{Res, cmd, output, read, root, say, time};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The quickest to build and to fail first; what a stage needs is built before it runs.
const STAGES: [&[&str]; 3] = [
    &["--lib", "machine"],
    &["space", "cases", "golden", "simulation", "recordings", "replay"],
    &["random", "explore"],
];
/// Some mistakes only show by never ending: so much longer than usual is a failure, but machines are
/// busy at times.
const TIMES_LONGER: u32 = 6;
const LEAST_LIMIT: Duration = Duration::from_secs(30);
const ENOUGH_PERCENT: usize = 95;
/// What the last whole run found.
const KEPT: &str = "docs/mutants.txt";

/// How many the last whole run caught, and of how many.
pub fn kept() -> Res<[u64; 2]> {
    let text = read(&root().join(KEPT))?;
    let number = |index| text.split_whitespace().nth(index)?.parse().ok();
    match (number(0), number(2)) {
        (Some(caught), Some(all)) => Ok([caught, all]),
        _ => Err(format!("{KEPT} is damaged: run `cargo xtask mutants`")),
    }
}

pub fn mutants(options: &[&str]) -> Res {
    let list = parse(&read(&root().join("tests/mutants.txt"))?)?;
    let chosen: Vec<&Mutant> = match options {
        [] => list.iter().collect(),
        ["--only", word] => list.iter().filter(|mutant| mutant.name.contains(word)).collect(),
        ["--from", word] => list.iter().skip_while(|mutant| !mutant.name.contains(word)).collect(),
        other => return Err(format!("mutants [--only WORD | --from WORD], not {}", other.join(" "))),
    };
    if chosen.is_empty() {
        return Err("there is no such mutant".into());
    }
    let broken: Vec<String> = chosen.iter().filter_map(|mutant| mutant.apply(&root()).err()).collect();
    if !broken.is_empty() {
        return Err(format!("tests/mutants.txt:\n  {}", broken.join("\n  ")));
    }
    let mut tree = Tree::copy()?;
    say("the tests as they are:");
    if let Verdict::Caught(suite) = tree.test()? {
        return Err(format!("{suite} fails without a mutant"));
    }
    let (mut caught, mut survived, mut unbuilt) = (0, Vec::new(), Vec::new());
    for mutant in &chosen {
        let start = Instant::now();
        let file = tree.dir.join("src/tcp").join(&mutant.file);
        let text = read(&file)?;
        write(&file, &mutant.apply(&tree.dir)?)?;
        let verdict = tree.test();
        write(&file, &text)?;
        let took = time(start.elapsed());
        match verdict? {
            Verdict::Caught(suite) => {
                caught += 1;
                say(&format!("caught     {} ({}): {suite}, {took}", mutant.name, mutant.rule));
            }
            Verdict::Survived => {
                survived.push(&mutant.name);
                say(&format!("SURVIVED   {} ({}), {took}", mutant.name, mutant.rule));
            }
            Verdict::DoesNotBuild => {
                unbuilt.push(mutant.name.as_str());
                say(&format!("NO MUTANT  {} ({}): it does not build", mutant.name, mutant.rule));
            }
        }
    }
    if chosen.len() == list.len() {
        let found = format!("{caught} of {} caught\n", list.len());
        write(&root().join(KEPT), &found)?;
    }
    let percent = caught * 100 / chosen.len();
    say(&format!("\n{caught} of {} caught ({percent} %)", chosen.len()));
    if !unbuilt.is_empty() {
        return Err(format!("these do not build: {}", unbuilt.join("; ")));
    }
    if percent < ENOUGH_PERCENT {
        return Err(format!("fewer than {ENOUGH_PERCENT} % are caught"));
    }
    Ok(())
}

// ---- the list ----

#[derive(Debug, Default)]
struct Mutant {
    line: usize,
    name: String,
    rule: String,
    file: String,
    after: String,
    old: String,
    new: String,
}

/// Blocks of `key: value` lines, a blank line between two; `//` is a remark.
fn parse(text: &str) -> Res<Vec<Mutant>> {
    let mut all: Vec<Mutant> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_end();
        let place = format!("tests/mutants.txt:{}", index + 1);
        if line.is_empty() || line.starts_with("//") {
            open = false;
            continue;
        }
        if !open {
            all.push(Mutant { line: index + 1, ..Mutant::default() });
            open = true;
        }
        let mutant = all.last_mut().expect("one is open");
        let slots = [
            ("name: ", &mut mutant.name),
            ("rule: ", &mut mutant.rule),
            ("file: ", &mut mutant.file),
            ("after: ", &mut mutant.after),
            ("- ", &mut mutant.old),
            ("+ ", &mut mutant.new),
        ];
        let found = slots.into_iter().find_map(|(key, slot)| Some((slot, line.strip_prefix(key)?)));
        let (slot, value) = found.ok_or_else(|| format!("{place}: \"{line}\" is no line of a mutant"))?;
        if !slot.is_empty() {
            return Err(format!("{place}: this stands there twice"));
        }
        value.clone_into(slot);
    }
    for (index, mutant) in all.iter().enumerate() {
        let Mutant { line, name, rule, file, old, new, .. } = mutant;
        let place = format!("tests/mutants.txt:{line}");
        if [name, rule, file, old, new].iter().any(|part| part.is_empty()) {
            return Err(format!("{place}: a mutant needs name, rule, file, - and +"));
        }
        if all[..index].iter().any(|other| other.name == *name) {
            return Err(format!("{place}: there is another mutant \"{name}\""));
        }
    }
    Ok(all)
}

impl Mutant {
    /// The file's text with this mistake in it.
    fn apply(&self, tree: &Path) -> Res<String> {
        let text = read(&tree.join("src/tcp").join(&self.file))?;
        let missing =
            |what: &str| format!("line {}, {}: {} has no \"{what}\"", self.line, self.name, self.file);
        let from = text.find(&self.after).ok_or_else(|| missing(&self.after))?;
        let at = text[from..].find(&self.old).ok_or_else(|| missing(&self.old))? + from;
        if self.after.is_empty() && text[at + 1..].contains(&self.old) {
            return Err(format!(
                "line {}, {}: \"{}\" stands there more than once",
                self.line, self.name, self.old
            ));
        }
        Ok(format!("{}{}{}", &text[..at], self.new, &text[at + self.old.len()..]))
    }
}

// ---- the copy and its tests ----

enum Verdict {
    Caught(String),
    Survived,
    DoesNotBuild,
}

struct Tree {
    dir: PathBuf,
    /// How long each suite takes when all is well.
    usual: BTreeMap<String, Duration>,
}

impl Tree {
    /// The files that git knows or would add; the target folder of an earlier run is used again.
    fn copy() -> Res<Self> {
        let dir = env::temp_dir().join("four-waves-mutants/main");
        for part in ["src", "tests"] {
            let _ = fs::remove_dir_all(dir.join(part));
        }
        let files = output(cmd("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]));
        for file in files.ok_or("git does not list the files")?.lines() {
            let (from, to) = (root().join(file), dir.join(file));
            if from.is_file() {
                fs::create_dir_all(to.parent().expect("a file lies in a folder"))
                    .map_err(|e| e.to_string())?;
                write_if_changed(&from, &to)?;
            }
        }
        share(&dir)?;
        Ok(Self { dir, usual: BTreeMap::new() })
    }

    fn cargo(&self) -> Command {
        let mut cargo = cmd("cargo");
        cargo.current_dir(&self.dir).env("CARGO_TARGET_DIR", self.dir.join("target"));
        // Nobody looks into these: quicker to build.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_TEST_DEBUG", "0");
        cargo
    }

    /// Runs stage by stage up to the first failure. The first time is the measure for all others.
    fn test(&mut self) -> Res<Verdict> {
        for stage in STAGES {
            let Some(programs) = self.build(stage)? else { return Ok(Verdict::DoesNotBuild) };
            for program in programs {
                let name = program.file_name().unwrap_or_default().to_string_lossy();
                let name = name.rsplit_once('-').map_or(&*name, |(suite, _hash)| suite).to_owned();
                let start = Instant::now();
                if !self.passes(&program, self.usual.get(&name).copied())? {
                    return Ok(Verdict::Caught(name));
                }
                self.usual.entry(name).or_insert(start.elapsed());
            }
        }
        Ok(Verdict::Survived)
    }

    /// Builds the suites and returns their programs; `None` when it does not build.
    fn build(&self, suites: &[&str]) -> Res<Option<Vec<PathBuf>>> {
        let mut cargo = self.cargo();
        cargo.args(["test", "--no-default-features", "--no-run"]);
        for suite in suites {
            match suite.strip_prefix("--") {
                Some(_) => cargo.arg(suite),
                None => cargo.args(["--test", suite]),
            };
        }
        let built = cargo.stdin(Stdio::null()).output().map_err(|e| e.to_string())?;
        if !built.status.success() {
            return Ok(None);
        }
        let said = String::from_utf8_lossy(&built.stderr).into_owned();
        let programs = said.lines().filter(|line| line.trim_start().starts_with("Executable"));
        let path = |line: &str| line.rsplit_once('(')?.1.strip_suffix(')').map(|path| self.dir.join(path));
        let programs: Vec<PathBuf> = programs.filter_map(path).collect();
        match programs.len() == suites.len() {
            true => Ok(Some(programs)),
            false => Err(format!("cargo named {} programs for {} suites", programs.len(), suites.len())),
        }
    }

    /// A program that does not end in time has noticed something too.
    fn passes(&self, program: &Path, usual: Option<Duration>) -> Res<bool> {
        let mut tests = cmd(program);
        tests.current_dir(&self.dir).env("RUST_BACKTRACE", "0").env("CARGO_MANIFEST_DIR", &self.dir);
        tests.arg("--quiet").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = tests.spawn().map_err(|e| format!("{}: {e}", program.display()))?;
        ended_well(child, usual.map(|usual| LEAST_LIMIT.max(usual * TIMES_LONGER)))
    }
}

fn ended_well(mut child: Child, limit: Option<Duration>) -> Res<bool> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            return Ok(status.success());
        }
        if limit.is_some_and(|limit| start.elapsed() > limit) {
            let _ = child.kill();
            let _ = child.wait();
            return Ok(false);
        }
        sleep(Duration::from_millis(20));
    }
}

/// Cases and recordings lie beside the repository; without them their tests say so and pass.
fn share(dir: &Path) -> Res {
    let (shared, link) = (root().join("../shared"), dir.join("../shared"));
    if !shared.is_dir() || link.exists() {
        return Ok(());
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(shared, link).map_err(|e| e.to_string())?;
    Ok(())
}

/// A file that stays as it is keeps its time, so that cargo does not build what it has built.
fn write_if_changed(from: &Path, to: &Path) -> Res {
    let new = fs::read(from).map_err(|e| format!("{}: {e}", from.display()))?;
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    fs::write(to, new).map_err(|e| format!("{}: {e}", to.display()))
}

fn write(file: &Path, text: &str) -> Res {
    fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_what_is_wrong_is_named() {
        let good = "// why\n\nname: a\nrule: C1\nfile: x.rs\nafter: fn b\n- old text\n+ new\n";
        let list = parse(good).unwrap();
        assert_eq!((list.len(), list[0].old.as_str(), list[0].after.as_str()), (1, "old text", "fn b"));
        for (bad, place) in [
            ("name: a\nrule: C1\nfile: x.rs\n- old\n", ":1: a mutant needs"),
            ("name: a\nwhat\n", ":2: \"what\""),
            ("name: a\nname: b\n", ":2: this stands there twice"),
            (&format!("{good}\n{}", good.trim_start_matches("// why\n\n")), "another mutant"),
        ] {
            let error = parse(bad).unwrap_err();
            assert!(error.contains(place), "{error}");
        }
    }

    /// The list fits the machine as it is now.
    #[test]
    fn every_mutant_finds_its_place() {
        let list = parse(&read(&root().join("tests/mutants.txt")).unwrap()).unwrap();
        assert!(list.len() >= 40, "only {} mutants", list.len());
        for mutant in list {
            let text = mutant.apply(&root()).unwrap();
            assert!(text.contains(&mutant.new), "{}", mutant.name);
        }
    }
}
