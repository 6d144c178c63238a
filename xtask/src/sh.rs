//! Paths, the search for tools, and running other programs.
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What went wrong, already worded for the person at the terminal.
pub type Res<T = ()> = Result<T, String>;

/// The workspace's root.
pub fn root() -> PathBuf {
    // Cargo sets the variable when it runs xtask, so a moved clone keeps working.
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().expect("xtask lies in the workspace").into()
}

/// A per-user folder that outlives the clone: the tools are slow to build.
pub fn cache() -> Res<PathBuf> {
    let set = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|h| h.join(".cache")))
        .map(|dir| dir.join("four-waves"))
        .ok_or_else(|| "no home folder: set XDG_CACHE_HOME to where the tools may be kept".into())
}

/// The first of `names` found on PATH.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let dirs: Vec<_> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| dirs.iter().map(move |dir| dir.join(exe(name)))).find(|file| file.is_file())
}

/// A program's file name on this system.
pub fn exe(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// PATH with `first` before everything else.
pub fn path_with(first: &[PathBuf]) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    env::join_paths(first.iter().cloned().chain(env::split_paths(&rest))).unwrap_or(rest)
}

/// A command run at the root, without what `cargo xtask` put into the environment for xtask itself:
/// it would make cargo build things again that a plain `cargo test` has built.
pub fn cmd(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut cmd = Command::new(program);
    cmd.current_dir(root());
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
        let exact = [
            "CARGO",
            "RUSTC",
            "OUT_DIR",
            "RUST_RECURSION_COUNT",
            "CARGO_CRATE_NAME",
            "CARGO_PRIMARY_PACKAGE",
        ];
        if exact.contains(&text) || ours.iter().any(|p| text.starts_with(p)) {
            cmd.env_remove(&name);
        }
    }
    cmd
}

/// The cargo that the developer uses.
pub fn cargo() -> Command {
    cmd("cargo")
}

fn shown(cmd: &Command) -> String {
    let args = cmd.get_args().map(|a| a.to_string_lossy());
    let name = cmd.get_program().to_string_lossy();
    args.fold(name.into_owned(), |line, arg| line + " " + &arg)
}

fn ended(cmd: &Command, status: ExitStatus) -> Res {
    match status.success() {
        true => Ok(()),
        false => Err(format!("`{}` failed ({status})", shown(cmd))),
    }
}

/// Runs it with its output shown.
pub fn run(cmd: &mut Command) -> Res {
    let status = cmd.status().map_err(|e| format!("`{}` did not start: {e}", shown(cmd)))?;
    ended(cmd, status)
}

/// What it printed, when it ended well.
pub fn output(cmd: &mut Command) -> Option<String> {
    let out = cmd.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout).trim().to_string();
    out.status.success().then_some(text)
}

/// Runs something talkative: on a terminal its progress shows, elsewhere (CI) only
/// the end of what it said, and only if it failed. Stopped after `limit`.
pub fn run_quiet(cmd: &mut Command, limit: Duration) -> Res {
    let log = env::temp_dir().join(format!("xtask-{}.log", std::process::id()));
    if !std::io::stderr().is_terminal() {
        let file = File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?;
        let both = file.try_clone().map_err(|e| e.to_string())?;
        cmd.stdout(file).stderr(both);
    }
    let start = Instant::now();
    let mut child =
        cmd.stdin(Stdio::null()).spawn().map_err(|e| format!("`{}` did not start: {e}", shown(cmd)))?;
    let result = loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            break ended(cmd, status);
        }
        if start.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            break Err(format!("`{}` did not end in {}", shown(cmd), time(limit)));
        }
        sleep(Duration::from_millis(50));
    };
    if result.is_err()
        && let Ok(said) = fs::read_to_string(&log)
        && !said.trim().is_empty()
    {
        let lines: Vec<_> = said.lines().collect();
        println!("{}", lines[lines.len().saturating_sub(30)..].join("\n"));
    }
    let _ = fs::remove_file(&log);
    result
}

/// "0.4 s", "12 s" or "3 min 20 s".
pub fn time(t: Duration) -> String {
    match t.as_secs() {
        0..10 => format!("{:.1} s", t.as_secs_f64()),
        s @ 10..120 => format!("{s} s"),
        s => format!("{} min {:02} s", s / 60, s % 60),
    }
}

/// One line now, not when the buffer is full: what follows may take minutes.
pub fn say(line: &str) {
    println!("{line}");
    let _ = std::io::stdout().flush();
}

pub fn read(file: &Path) -> Res<String> {
    fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))
}
