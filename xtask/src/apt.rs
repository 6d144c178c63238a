//! Debian's packages.
use crate::sh::{Res, cmd, output, run_quiet, say, time, which};
use std::time::{Duration, Instant};

pub fn has() -> bool {
    which(&["apt-get"]).is_some()
}

pub fn installed(name: &str) -> bool {
    output(cmd("dpkg-query").args(["-W", "-f", "${db:Status-Status}", name]))
        .is_some_and(|s| s == "installed")
}

/// Whether all of them can be had. A fresh image's lists may be empty or old: they are renewed once.
pub fn candidates(names: &[&str]) -> Res<bool> {
    let all = || {
        let policy =
            output(cmd("apt-cache").env("LC_ALL", "C").arg("policy").args(names)).unwrap_or_default();
        let found = policy.lines().filter(|l| l.trim().starts_with("Candidate: ") && !l.contains("(none)"));
        found.count() == names.len()
    };
    if all() {
        return Ok(true);
    }
    if !root() {
        return Err(format!(
            "missing packages: `sudo apt-get update && sudo apt-get install {}`, then once more",
            names.join(" ")
        ));
    }
    say("set-up: renewing the package lists (usually 10 seconds)");
    run_quiet(cmd("apt-get").arg("update"), Duration::from_secs(600))?;
    Ok(all())
}

/// The package with this prefix that `name` depends on.
pub fn depends(name: &str, prefix: &str) -> Option<String> {
    let text = output(cmd("apt-cache").env("LC_ALL", "C").args(["depends", name]))?;
    let mut names = text.lines().filter_map(|l| l.trim().strip_prefix("Depends: "));
    names.find(|n| n.starts_with(prefix)).map(Into::into)
}

pub fn install(what: &str, names: &[String], usual: &str) -> Res {
    let list = names.join(" ");
    if !root() {
        return Err(format!("missing: {what}. Run `sudo apt-get install {list}`, then once more"));
    }
    say(&format!("set-up: {what}: apt-get install {list} (usually {usual})"));
    let start = Instant::now();
    let mut get = cmd("apt-get");
    get.env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "--no-install-recommends"])
        .args(names);
    run_quiet(&mut get, Duration::from_secs(1800))
        .map_err(|e| format!("{e}; by hand: `sudo apt-get update && sudo apt-get install {list}`"))?;
    say(&format!("set-up: installed in {}", time(start.elapsed())));
    Ok(())
}

fn root() -> bool {
    output(cmd("id").arg("-u")).is_some_and(|id| id == "0")
}
