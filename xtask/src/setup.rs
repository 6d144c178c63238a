//! What the page's build needs and a fresh machine lacks. Every step looks first and does nothing
//! when its thing is there; what it installs itself goes into a per-user cache, by version.
use crate::apt;
use crate::rust::Rust;
use crate::sh::{Res, cache, cargo, cmd, exe, output, path_with, read, root, run_quiet, say, time, which};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";
const GECKODRIVER: &str = "0.37.1";
const HOUR: Duration = Duration::from_secs(3600);

/// What a build of the page runs with.
pub struct Tools {
    pub rust: Rust,
    trunk: PathBuf,
    path: Vec<PathBuf>,
    /// Shrinks the wasm; only a release has it, and the next.
    pub wasm_opt: Option<PathBuf>,
    /// Shrinks scripts and style sheets.
    pub esbuild: Option<PathBuf>,
}

impl Tools {
    /// trunk, with its tools first on PATH. Only this process sees the compiler's switches.
    pub fn trunk(&self) -> Command {
        let mut cmd = cmd(&self.trunk);
        let mut path = self.path.clone();
        path.extend(self.rust.apply(&mut cmd));
        // trunk 0.21 takes only true or false for it, not the usual 1.
        if env::var_os("NO_COLOR").is_some() {
            cmd.env("NO_COLOR", "true");
        }
        // A compile error of ours is no crash of trunk's; and no asking the net for newer trunks.
        cmd.env("RUST_BACKTRACE", "0").env("TRUNK_SKIP_VERSION_CHECK", "true");
        cmd.env("PATH", path_with(&path));
        cmd
    }
}

/// Everything `serve` needs; with `release`, also what shrinks the release build.
pub fn tools(release: bool) -> Res<Tools> {
    let rust = Rust::find(release)?;
    let lock = read(&root().join("Cargo.lock"))?;
    let bindgen = locked_version(&lock, "wasm-bindgen")
        .ok_or("Cargo.lock names no wasm-bindgen: run `cargo generate-lockfile`")?;
    let trunk =
        crate_tool("trunk", TRUNK, "trunk", &["--locked", "--no-default-features"], "4 to 8 minutes")?;
    // Not --locked: the lock file that the crate carries can name versions no longer served.
    let bindgen = crate_tool("wasm-bindgen-cli", &bindgen, "wasm-bindgen", &[], "2 to 4 minutes")?;
    let path = vec![folder(&bindgen)];
    let (mut wasm_opt, mut esbuild) = (None, None);
    if release {
        wasm_opt = Some(npm_tool("binaryen", BINARYEN, "wasm-opt")?);
        esbuild = Some(npm_tool("esbuild", ESBUILD, "esbuild")?);
    }
    // Shared by the installs above so that they compile their common crates once.
    let _ = fs::remove_dir_all(cache()?.join("building"));
    Ok(Tools { rust, trunk, path, wasm_opt, esbuild })
}

fn folder(file: &Path) -> PathBuf {
    file.parent().map(PathBuf::from).unwrap_or_default()
}

fn locked_version(lock: &str, name: &str) -> Option<String> {
    let line = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|l| *l != line).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(Into::into)
}

/// A tool of exactly this version: PATH's, the cache's, or built into the cache.
pub fn crate_tool(krate: &str, version: &str, tool: &str, flags: &[&str], usual: &str) -> Res<PathBuf> {
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

/// A program of exactly this version: PATH's, the cache's, or from npm into the cache. That is
/// where Binaryen's optimiser comes whole (Debian's is too old for today's wasm), and esbuild.
fn npm_tool(package: &str, version: &str, tool: &str) -> Res<PathBuf> {
    // Binaryen says "version 132" where npm says 132.0.0.
    let short = version.trim_end_matches(".0.0");
    let says = |file: &Path| {
        output(cmd(file).arg("--version")).is_some_and(|v| v.split_whitespace().any(|w| w == short))
    };
    if let Some(file) = which(&[tool]).filter(|f| says(f)) {
        return Ok(file);
    }
    let home = cache()?.join(format!("{package}-{short}"));
    // npm puts a script for the shell and one for Windows.
    let name = if cfg!(windows) { format!("{tool}.cmd") } else { tool.into() };
    let file = home.join("node_modules").join(".bin").join(name);
    if file.exists() {
        return Ok(file);
    }
    let Some(npm) = which(&["npm", "npm.cmd"]) else {
        return Err(format!(
            "{tool} {short} is missing and there is no npm to get it with: install Node.js \
             (Debian: `sudo apt-get install nodejs npm`), or {tool} {short} itself"
        ));
    };
    say(&format!("set-up: {tool} {short} from npm into {} (usually 10 to 30 seconds)", home.display()));
    fs::create_dir_all(&home).map_err(|e| format!("{}: {e}", home.display()))?;
    let mut install = cmd(npm);
    // Optional are the programs for the various systems, of which npm takes the fitting one.
    install.args(["install", "--no-audit", "--no-fund", "--no-save", "--include=optional", "--prefix"]);
    install.arg(&home).arg(format!("{package}@{version}"));
    run_quiet(&mut install, HOUR)?;
    Ok(file)
}

/// What only the browser tests need: Chromium, and where Debian's packages are, two more engines.
pub fn browser() -> Res {
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
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(String::as_str).collect();
        if !apt::has() || !apt::candidates(&names)? {
            let how = match env::consts::OS {
                "macos" => "`brew install --cask google-chrome chromedriver`",
                "windows" => "install Chrome and put its chromedriver on PATH",
                _ => "install Chromium or Chrome and its chromedriver, both on PATH",
            };
            return Err(format!(
                "the browser tests need Chrome and chromedriver: {how} (or leave those tests out: `cargo xtask test --quick`)"
            ));
        }
        apt::install("Chromium for the browser tests", &missing, "1 to 2 minutes")?;
    }
    other_engines()
}

const CHROMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const FIREFOXES: &[&str] = &["firefox-esr", "firefox"];

/// Firefox and WebKit: installed where apt has them, and left out, which is said, where it has not.
fn other_engines() -> Res {
    let mut missing: Vec<String> = Vec::new();
    if which(FIREFOXES).is_none() {
        missing.push("firefox-esr".into());
    }
    // The driver brings the library with its browser; that has no mode without a screen.
    for (program, package) in [("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")] {
        if which(&[program]).is_none() {
            missing.push(package.into());
        }
    }
    if apt::has() {
        missing.retain(|name| apt::candidates(&[name]).unwrap_or(false));
        if !missing.is_empty() {
            apt::install("Firefox and WebKit for the browser tests", &missing, "1 to 2 minutes")?;
        }
    }
    if which(FIREFOXES).is_some() && geckodriver().is_none() {
        crate_tool("geckodriver", GECKODRIVER, "geckodriver", &["--locked"], "2 minutes")?;
        let _ = fs::remove_dir_all(cache()?.join("building"));
    }
    for engine in ["firefox", "webkit"] {
        if let Some(lacking) = lacking(engine) {
            say(&format!("set-up: the browser tests will skip {engine}: {lacking}"));
        }
    }
    Ok(())
}

/// PATH's, or the cache's.
pub fn geckodriver() -> Option<PathBuf> {
    let kept = || {
        let home = cache().ok()?.join(format!("geckodriver-{GECKODRIVER}"));
        Some(home.join("bin").join(exe("geckodriver"))).filter(|file| file.exists())
    };
    which(&["geckodriver"]).or_else(kept)
}

/// What that engine's tests lack on this machine, and how to get it.
pub fn lacking(engine: &str) -> Option<&'static str> {
    match engine {
        "firefox" if geckodriver().is_none() => {
            Some("there is no geckodriver: install it and put it on PATH")
        }
        // Elsewhere the browser is an application, not on PATH; its driver finds it.
        "firefox" if cfg!(target_os = "linux") && which(FIREFOXES).is_none() => {
            Some("there is no Firefox: install it and put it on PATH")
        }
        "webkit" if which(&["WebKitWebDriver"]).is_none() || which(&["Xvfb"]).is_none() => Some(
            "it is tested as WebKitGTK, on Linux: install WebKitWebDriver with its MiniBrowser, and Xvfb",
        ),
        _ => None,
    }
}

/// What the tests of captures hold their own reading against.
pub fn tshark() -> Res {
    if which(&["tshark"]).is_some() {
        return Ok(());
    }
    let name = "tshark";
    if apt::has() && apt::candidates(&[name])? {
        return apt::install("tshark for the tests of captures", &[name.into()], "30 seconds");
    }
    let how = match env::consts::OS {
        "macos" => "`brew install wireshark`",
        _ => "install it and put it on PATH",
    };
    Err(format!(
        "the tests of captures need tshark: {how} (or leave those out: `cargo xtask test --quick` says so and goes on)"
    ))
}
