//! The page: served while it is worked on, and built for release.
mod element;
mod names;
mod offline;
mod sealed;
mod shared;
mod single;
mod split;

use crate::setup::{self, Tools};
use crate::sh::{Res, cargo, cmd, output, path_with, root, run, say, time};
use crate::sizes;
use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// Where the release page is.
pub fn dist() -> PathBuf {
    root().join("dist")
}

pub fn serve(options: &[&str]) -> Res {
    let start = Instant::now();
    let (mut port, mut open) = (8080u16, true);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--no-open" => open = false,
            "--port" => {
                let number = options.next().and_then(|n| n.parse().ok());
                port = number.ok_or("--port wants a number up to 65535")?;
            }
            other => return Err(format!("serve has no option {other}: only --port N and --no-open")),
        }
    }
    let answers = move || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
    if answers() {
        return Err(format!("port {port} is taken: try `cargo xtask serve --port {}`", port.wrapping_add(1)));
    }
    let tools = setup::tools(false)?;
    // Not dist/: that is the release build, which the browser tests and a deployment use.
    let out = root().join("target").join("web").join("served");
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let mut trunk = trunk(&tools)?;
    trunk.args(["serve", "--cargo-profile", "serve", "--port", &port.to_string(), "--dist"]).arg(out);
    trunk.args(["--address", "127.0.0.1", "--log", "warn"]);
    if open && desktop() {
        trunk.arg("--open");
    }
    say("serve: building the page (usually 2 minutes the first time, then seconds)");
    thread::spawn(move || {
        while !answers() {
            thread::sleep(Duration::from_millis(100));
        }
        say(&format!(
            "serve: http://127.0.0.1:{port}/ is ready after {} (Ctrl-C ends it)",
            time(start.elapsed())
        ));
    });
    run(&mut trunk)
}

/// Whether there is somebody to open a browser for.
fn desktop() -> bool {
    let set = |name| env::var_os(name).is_some_and(|v| !v.is_empty());
    !set("CI") && (cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}

/// trunk, with this program on its PATH for the hook that Trunk.toml has.
fn trunk(tools: &Tools) -> Res<Command> {
    let mut trunk = tools.trunk();
    let path = trunk.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path);
    let folders: Vec<PathBuf> = path.map(|path| env::split_paths(path).collect()).unwrap_or_default();
    let own = env::current_exe().map_err(|e| e.to_string())?;
    let own = own.parent().map(PathBuf::from).unwrap_or_default();
    // What the page's compiler is told must not reach the one that writes the static pages.
    for (kept, name) in KEPT {
        if let Some(value) = env::var_os(name) {
            trunk.env(kept, value);
        }
    }
    trunk.env("PATH", path_with(&[vec![own], folders].concat()));
    Ok(trunk)
}

/// What trunk is run without, and the name under which it is kept for the hook.
const KEPT: [(&str, &str); 3] = [
    ("FOUR_WAVES_PATH", "PATH"),
    ("FOUR_WAVES_TARGET", "CARGO_TARGET_DIR"),
    ("FOUR_WAVES_FLAGS", "CARGO_ENCODED_RUSTFLAGS"),
];

/// What `rust::Rust` tells the page's compiler.
const SWITCHES: [&str; 3] =
    ["RUSTC_BOOTSTRAP", "CARGO_UNSTABLE_BUILD_STD", "CARGO_UNSTABLE_BUILD_STD_FEATURES"];

/// trunk's hook: adds to what it has built what trunk does not know: the static pages, with the app's
/// style sheet by its name there, and the start of the worker's script.
pub fn pages() -> Res {
    let built = env::var_os("TRUNK_STAGING_DIR").ok_or("`pages` is trunk's hook: run build or serve")?;
    shared::start_worker(Path::new(&built))?;
    let mut pages = cargo();
    for name in SWITCHES {
        pages.env_remove(name);
    }
    for (kept, name) in KEPT {
        match env::var_os(kept) {
            Some(value) => pages.env(name, value),
            None => pages.env_remove(name),
        };
    }
    // Without the page, as the tests have built it already.
    pages.args(["run", "--quiet", "--no-default-features", "--bin", "pages", "--"]);
    run(pages.arg(built))
}

/// Whether that is the page's wasm: the worker that reads captures has one, too.
fn of_page(name: &str) -> bool {
    name.starts_with("four-waves") && name.ends_with("_bg.wasm")
}

/// The wasm of the worker that reads captures, which nobody waits for unless it reads a file: fast
/// rather than small.
const WORKER: &str = "capture_bg.wasm";

fn worker(wasm: &Path, wasm_opt: Option<&Path>) -> Res {
    plain(wasm)?;
    match wasm_opt {
        Some(wasm_opt) => run(cmd(wasm_opt).args(FAST).args(USED).arg(wasm).arg("-o").arg(wasm)),
        None => Ok(()),
    }
}

const FAST: &[&str] = &["-O3", "--strip-producers", "--strip-target-features"];

/// Without what only the page is cut by.
fn plain(wasm: &Path) -> Res {
    let bytes = fs::read(wasm).map_err(|e| format!("{}: {e}", wasm.display()))?;
    fs::write(wasm, split::without_relocations(&bytes)?).map_err(|e| format!("{}: {e}", wasm.display()))
}

/// What rustc uses: the section that says so is gone from wasm that was rewritten before.
const USED: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The makers of what is saved, which trunk takes for a worker, too: small.
const TAKEAWAY: &str = "takeaway_bg.wasm";

/// Chosen by what they do to the page packed with brotli. Panics are traps, so nothing is lost with
/// the names.
const OPTIMISE: &[&str] = &[
    "-Os",
    "--converge",
    "--skip-pass=local-cse",
    "--skip-pass=simplify-locals",
    "-ocimfs",
    "40",
    "--strip-producers",
    "--strip-target-features",
    "--low-memory-unused",
];

/// Builds dist/ and fails when the page has grown too big.
pub fn build() -> Res {
    make(false)
}

/// Builds a page that notes which of its functions run, looks which do on a first visit, and writes the
/// list by which the next build moves the others out of the first file.
pub fn first_visit() -> Res {
    make(true)?;
    let mut visit = cargo();
    visit.args(["run", "--quiet", "-p", "e2e", "--bin", "first-visit"]).env("FOUR_WAVES_DIST", dist());
    split::note(&output(&mut visit).ok_or("the visit failed")?)?;
    say("first-visit: xtask/src/web/split/rest.txt is written; `cargo xtask build` uses it");
    Ok(())
}

fn make(watch: bool) -> Res {
    let tools = setup::tools(true)?;
    let start = Instant::now();
    say("build: the release page (usually 2 to 4 minutes the first time, then one)");
    if let Some(why) = tools.rust.larger() {
        say(&format!("build: {why}"));
    }
    let mut trunk = trunk(&tools)?;
    trunk.args(["build", "--release", "--log", "warn"]);
    run(&mut trunk)?;
    names::shorten(&dist())?;
    let optimise = |wasm: &Path, names: bool| match &tools.wasm_opt {
        Some(wasm_opt) => {
            let names = names.then_some("--debuginfo");
            run(cmd(wasm_opt).args(OPTIMISE).args(USED).args(names).arg(wasm).arg("-o").arg(wasm))
        }
        None => Ok(()),
    };
    split::split(&dist(), &tools.rust.linked(), watch, optimise)?;
    plain(&dist().join(TAKEAWAY))?;
    optimise(&dist().join(TAKEAWAY), false)?;
    worker(&dist().join(WORKER), tools.wasm_opt.as_deref())?;
    element::write(&dist())?;
    shared::put_in(&dist())?;
    match &tools.esbuild {
        Some(esbuild) => {
            minify(esbuild)?;
            single::write(&dist(), esbuild)?;
        }
        None => say("build: without esbuild there is no file that is the whole page"),
    }
    sealed::seal(&dist())?;
    offline::offline(&dist())?;
    say(&format!("build: dist/ made in {}", time(start.elapsed())));
    if watch { Ok(()) } else { sizes::check(&dist(), tools.rust.larger()) }
}

/// The next build compiles everything anew.
pub fn forget() -> Res {
    let target = setup::tools(true)?.rust.target();
    if target.exists() {
        fs::remove_dir_all(&target).map_err(|e| format!("{}: {e}", target.display()))?;
    }
    Ok(())
}

/// Shrinks dist/'s scripts and style sheets in place: their names, which the page refers to, stay,
/// and so do all names of properties, by which the wasm finds its imports.
fn minify(esbuild: &Path) -> Res {
    let dir = fs::read_dir(dist()).map_err(|e| format!("{}: {e}", dist().display()))?;
    let (mut modules, mut scripts) = (cmd(esbuild), cmd(esbuild));
    for entry in dir {
        let path = entry.map_err(|e| e.to_string())?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".js") && name.starts_with("capture") {
            // The worker's are plain scripts: what one calls something the other one knows it by.
            scripts.arg(path);
        } else if name.ends_with(".js") || name.ends_with(".css") {
            modules.arg(path);
        }
    }
    modules.args(["--tree-shaking=true", "--format=esm"]);
    for mut cmd in [modules, scripts] {
        cmd.args(["--minify", "--charset=utf8", "--log-level=warning", "--allow-overwrite"]);
        run(cmd.arg(format!("--outdir={}", dist().display())))?;
    }
    Ok(())
}
