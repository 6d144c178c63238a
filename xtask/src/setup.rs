//! What the page's build needs and a fresh machine lacks. Every step looks first and does nothing
//! when its thing is there; what it installs itself goes into a per-user cache, by version.
use crate::apt;
use crate::sh::{Res, cache, cargo, cmd, exe, output, path_with, read, root, run_quiet, say, time, which};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132";
/// As in Cargo.toml's rust-version: an older packaged compiler is of no use.
const RUST: (u32, u32) = (1, 95);
const HOUR: Duration = Duration::from_secs(3600);
const WASM: &str = "wasm32-unknown-unknown";

/// Which compiler makes the wasm.
#[derive(Clone, Copy, PartialEq)]
pub enum Std {
    /// The developer's own toolchain has the target's ready-made std.
    Ready,
    /// The distribution's compiler in /usr/bin, with the std's sources: cargo builds std too.
    Rebuilt,
}

/// What a build of the page runs with.
pub struct Tools {
    pub std: Std,
    trunk: PathBuf,
    path: Vec<PathBuf>,
}

impl Tools {
    /// trunk, with its tools first on PATH. Only this process sees the other compiler.
    pub fn trunk(&self) -> Command {
        let mut cmd = cmd(&self.trunk);
        let mut path = self.path.clone();
        // A folder of its own, so that two compilers or profiles never undo each other's work.
        let mut target = root().join("target").join("web");
        if self.std == Std::Rebuilt {
            path.push("/usr/bin".into());
            target = root().join("target").join("web-rebuilt-std");
            cmd.env("RUSTC_BOOTSTRAP", "1").env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
            for leak in ["RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "LD_LIBRARY_PATH"] {
                cmd.env_remove(leak);
            }
        }
        // trunk 0.21 takes only true or false for it, not the usual 1.
        if env::var_os("NO_COLOR").is_some() {
            cmd.env("NO_COLOR", "true");
        }
        // A compile error of ours is no crash of trunk's; and no asking the net for newer trunks.
        cmd.env("RUST_BACKTRACE", "0").env("TRUNK_SKIP_VERSION_CHECK", "true");
        cmd.env("PATH", path_with(&path)).env("CARGO_TARGET_DIR", target);
        cmd
    }
}

/// Everything `serve` needs; with `release`, also what shrinks the release build.
pub fn tools(release: bool) -> Res<Tools> {
    let std = wasm_std()?;
    let lock = read(&root().join("Cargo.lock"))?;
    let bindgen = locked_version(&lock, "wasm-bindgen")
        .ok_or("Cargo.lock names no wasm-bindgen: run `cargo generate-lockfile`")?;
    let trunk =
        crate_tool("trunk", TRUNK, "trunk", &["--locked", "--no-default-features"], "4 to 8 minutes")?;
    // Not --locked: the lock file that the crate carries can name versions no longer served.
    let bindgen = crate_tool("wasm-bindgen-cli", &bindgen, "wasm-bindgen", &[], "2 to 4 minutes")?;
    let mut path = vec![folder(&bindgen)];
    if release {
        path.push(folder(&wasm_opt()?));
    }
    // Shared by the installs above so that they compile their common crates once.
    let _ = fs::remove_dir_all(cache()?.join("building"));
    Ok(Tools { std, trunk, path })
}

fn folder(file: &Path) -> PathBuf {
    file.parent().map(PathBuf::from).unwrap_or_default()
}

/// The developer's own toolchain can compile (and lint) for wasm.
pub fn has_wasm_target() -> bool {
    output(cmd("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|dir| Path::new(&dir).is_dir())
}

fn wasm_std() -> Res<Std> {
    // For trying the other route on a machine where the usual one works.
    let rebuilt_only = env::var("FOUR_WAVES_STD").is_ok_and(|v| v == "rebuilt");
    if !rebuilt_only && has_wasm_target() {
        return Ok(Std::Ready);
    }
    if packaged_rust() {
        return Ok(Std::Rebuilt);
    }
    if !rebuilt_only && which(&["rustup"]).is_some() {
        say(&format!("set-up: adding Rust's {WASM} target with rustup (usually under a minute)"));
        let mut add = cmd("rustup");
        // Without a backtrace: that the network refuses is nothing to debug, there is another way.
        add.args(["target", "add", WASM]).env("RUST_BACKTRACE", "0");
        if run_quiet(&mut add, Duration::from_secs(180)).is_ok() && has_wasm_target() {
            return Ok(Std::Ready);
        }
        say("set-up: rustup could not get it");
    }
    let manual = format!("Rust's std for {WASM} is missing: `rustup target add {WASM}`");
    let names = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
    if !apt::has() || !apt::candidates(&names)? {
        return Err(manual);
    }
    // The wasm linker must be of the LLVM that the packaged compiler is built on.
    let lld = apt::depends("rust-web-llvm", "llvm-").map(|llvm| llvm.replace("llvm-", "lld-"));
    let mut names: Vec<String> = names.iter().map(|n| n.to_string()).collect();
    names.extend(lld);
    apt::install("a Rust compiler with std's sources, for the page only", &names, "1 to 2 minutes")?;
    match packaged_rust() {
        true => Ok(Std::Rebuilt),
        false => Err(manual),
    }
}

/// The distribution's compiler is there, new enough, with std's sources and a linker.
fn packaged_rust() -> bool {
    let ask = |arg: &[&str]| {
        output(cmd("/usr/bin/rustc").args(arg).env_remove("LD_LIBRARY_PATH").env_remove("RUSTUP_TOOLCHAIN"))
    };
    let new = ask(&["--version"]).and_then(|v| version(&v)).is_some_and(|v| v >= RUST);
    let Some(sysroot) = ask(&["--print", "sysroot"]).filter(|_| new) else {
        return false;
    };
    let source = Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    // `exists` follows links: without the package of the linker itself, rust-lld dangles.
    [source.as_path(), Path::new("/usr/bin/rust-lld"), Path::new("/usr/bin/cargo")]
        .iter()
        .all(|file| file.exists())
}

/// The first "1.96" in a text.
fn version(text: &str) -> Option<(u32, u32)> {
    let word = text.split_whitespace().nth(1)?;
    let mut parts = word.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn locked_version(lock: &str, name: &str) -> Option<String> {
    let line = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|l| *l != line).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(Into::into)
}

/// A tool of exactly this version: PATH's, the cache's, or built into the cache.
fn crate_tool(krate: &str, version: &str, tool: &str, flags: &[&str], usual: &str) -> Res<PathBuf> {
    let says = |file: &Path| {
        output(cmd(file).arg("--version")).is_some_and(|v| v.split_whitespace().any(|w| w == version))
    };
    if let Some(file) = which(&[tool]).filter(|f| says(f)) {
        return Ok(file);
    }
    let home = cache()?.join(format!("{krate}-{version}"));
    let file = home.join("bin").join(exe(tool));
    if file.exists() {
        return Ok(file);
    }
    say(&format!("set-up: building {krate} {version} into {} (usually {usual})", home.display()));
    let start = Instant::now();
    let mut install = cargo();
    install.args(["install", &format!("{krate}@{version}"), "--root"]).arg(&home).args(flags);
    // Built once and run for seconds: the whole-program optimisation that trunk's own profile
    // asks for costs minutes and gains nothing here.
    install
        .env("CARGO_TARGET_DIR", cache()?.join("building"))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    run_quiet(&mut install, HOUR)?;
    say(&format!("set-up: {krate} done in {}", time(start.elapsed())));
    Ok(file)
}

/// Binaryen's optimiser. npm's package carries it whole; Debian's is too old for today's wasm.
fn wasm_opt() -> Res<PathBuf> {
    let says = |file: &Path| {
        output(cmd(file).arg("--version")).is_some_and(|v| v.contains(&format!("version {BINARYEN}")))
    };
    if let Some(file) = which(&["wasm-opt"]).filter(|f| says(f)) {
        return Ok(file);
    }
    let home = cache()?.join(format!("binaryen-{BINARYEN}"));
    let file = home.join("node_modules").join(".bin").join("wasm-opt");
    if file.exists() {
        return Ok(file);
    }
    let Some(npm) = which(&["npm", "npm.cmd"]) else {
        return Err(format!(
            "wasm-opt {BINARYEN} is missing and there is no npm to get it with: install Node.js \
             (Debian: `sudo apt-get install nodejs npm`), or Binaryen {BINARYEN} itself"
        ));
    };
    say(&format!("set-up: wasm-opt {BINARYEN} from npm into {} (usually 10 to 30 seconds)", home.display()));
    fs::create_dir_all(&home).map_err(|e| format!("{}: {e}", home.display()))?;
    let package = format!("binaryen@{BINARYEN}.0.0");
    let mut install = cmd(npm);
    install.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&home).arg(package);
    run_quiet(&mut install, HOUR)?;
    Ok(file)
}

/// What only the browser tests need.
pub fn browser() -> Res {
    const CHROMES: &[&str] =
        &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let mut missing: Vec<String> = Vec::new();
    // Elsewhere the browser is an application, not on PATH; its driver finds it.
    if cfg!(target_os = "linux") && which(CHROMES).is_none() {
        missing.push("chromium".into());
    }
    if which(&["chromedriver"]).is_none() {
        missing.push("chromium-driver".into());
    }
    // Chinese text is empty boxes on pictures without it.
    if apt::has() && !apt::installed("fonts-noto-cjk") {
        missing.push("fonts-noto-cjk".into());
    }
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(String::as_str).collect();
    if apt::has() && apt::candidates(&names)? {
        return apt::install("Chromium for the browser tests", &missing, "1 to 2 minutes");
    }
    let how = match env::consts::OS {
        "macos" => "`brew install --cask google-chrome chromedriver`",
        "windows" => "install Chrome and put its chromedriver on PATH",
        _ => "install Chromium or Chrome and its chromedriver, both on PATH",
    };
    Err(format!(
        "the browser tests need Chrome and chromedriver: {how} (or leave those tests out: `cargo xtask test --quick`)"
    ))
}
