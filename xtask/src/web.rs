//! The page: served while it is worked on, and built for release.
use crate::setup;
use crate::sh::{Res, cmd, root, run, say, time};
use crate::sizes;
use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
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
    let mut trunk = tools.trunk();
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

/// Builds dist/ and fails when the page has grown too big.
pub fn build() -> Res {
    let tools = setup::tools(true)?;
    let start = Instant::now();
    say("build: the release page (usually 2 to 4 minutes the first time, then one)");
    if let Some(why) = tools.rust.larger() {
        say(&format!("build: {why}"));
    }
    let mut trunk = tools.trunk();
    trunk.args(["build", "--release", "--log", "warn"]);
    run(&mut trunk)?;
    if let Some(esbuild) = &tools.esbuild {
        minify(esbuild)?;
    }
    say(&format!("build: dist/ made in {}", time(start.elapsed())));
    sizes::check(&dist(), tools.rust.larger())
}

/// Shrinks dist/'s scripts and style sheets in place: their names, which the page refers to, stay,
/// and so do all names of properties, by which the wasm finds its imports.
fn minify(esbuild: &Path) -> Res {
    let mut cmd = cmd(esbuild);
    let dir = fs::read_dir(dist()).map_err(|e| format!("{}: {e}", dist().display()))?;
    for entry in dir {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension().is_some_and(|e| e == "js" || e == "css") {
            cmd.arg(path);
        }
    }
    cmd.args(["--minify", "--format=esm", "--charset=utf8", "--log-level=warning", "--allow-overwrite"]);
    run(cmd.arg(format!("--outdir={}", dist().display())))
}
