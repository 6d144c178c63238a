//! Which Rust makes the page, and the switches that keep the release page small.
use crate::apt;
use crate::sh::{Res, cache, cmd, output, root, run_quiet, say, which};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// As in Cargo.toml's rust-version: an older packaged compiler is of no use.
pub const OLDEST: (u32, u32) = (1, 95);
pub const WASM: &str = "wasm32-unknown-unknown";
const SOURCES: &str = "lib/rustlib/src/rust";

/// std, compiled along with the page: cargo's unstable build-std, which a stable compiler obeys
/// when told to by RUSTC_BOOTSTRAP.
const BUILD_STD: &[(&str, &str)] =
    &[("RUSTC_BOOTSTRAP", "1"), ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")];

/// A std whose own code is chosen for size where it has a choice: 0.4 KiB less (brotli, as below).
const SMALL_STD: (&str, &str) = ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
/// What else a rebuilt std makes possible.
const SMALL_FLAGS: &[&str] = &[
    // A panic is a trap at once (`RuntimeError: unreachable`), with nothing formatted or printed:
    // 12 KiB less. With it, -Zlocation-detail=none and -Zfmt-debug=none gain nothing more, and the
    // latter would silently empty every `{:?}`.
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
];

const LARGER: &str = "std is the ready-made one, because its sources to rebuild it for size are missing \
                      (`rustup component add rust-src`): the page is about 12 KiB larger for it";

/// The compiler of a build, and what std it links.
#[derive(Clone, Copy)]
pub struct Rust {
    /// The distribution's in /usr/bin, not the developer's own.
    packaged: bool,
    /// std is compiled out of its sources, not ready-made.
    rebuilt: bool,
    release: bool,
}

impl Rust {
    /// Looks for it; gets what is missing by rustup, else as Debian's packages. A release wants
    /// std's sources, and does without when nobody can deliver them.
    pub fn find(release: bool) -> Res<Self> {
        // For trying the other routes on a machine where the usual one works.
        let only = env::var("FOUR_WAVES_RUST").unwrap_or_default();
        let own = Self { packaged: false, rebuilt: release, release };
        let packaged = Self { packaged: true, rebuilt: true, release };
        let plain = Self { packaged: false, rebuilt: false, release };
        let own_there = || has_wasm_target() && (!release || own_sources());
        if only == "ready" && has_wasm_target() {
            return Ok(plain);
        }
        if only != "packaged" && own_there() {
            return Ok(own);
        }
        if packaged_there() {
            return Ok(packaged);
        }
        // Who was refused is not made to wait again at every build of the day.
        let refused = cache()?.join("std-sources-refused");
        let plain_there = release && only != "packaged" && has_wasm_target();
        if plain_there && recent(&refused) {
            return Ok(plain);
        }
        if only != "packaged" && which(&["rustup"]).is_some() {
            rustup(release);
            if own_there() {
                return Ok(own);
            }
            say("set-up: rustup could not get it");
        }
        let failed = match packages() {
            Ok(()) => return Ok(packaged),
            Err(what) => what,
        };
        if !plain_there {
            return Err(failed);
        }
        say(&format!("set-up: no sources of Rust's std to be had ({failed})"));
        let _ = fs::create_dir_all(cache()?).and_then(|()| fs::write(&refused, ""));
        Ok(plain)
    }

    /// What to say about a release page whose std is not rebuilt.
    pub fn larger(&self) -> Option<&'static str> {
        (self.release && !self.rebuilt).then_some(LARGER)
    }

    /// Makes `cmd` run this compiler with its switches, and tells what it needs first on PATH.
    pub fn apply(&self, cmd: &mut Command) -> Option<PathBuf> {
        if self.rebuilt {
            cmd.envs(BUILD_STD.iter().copied());
        }
        if self.release {
            let mut flags = self.no_paths();
            // Who refers to whom, which the page is split by.
            flags.push("-Clink-arg=--emit-relocs".into());
            if self.rebuilt {
                cmd.env(SMALL_STD.0, SMALL_STD.1);
                flags.extend(SMALL_FLAGS.iter().map(|f| f.to_string()));
            }
            // Unlike RUSTFLAGS, which it outranks, this one takes paths with spaces.
            cmd.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        }
        cmd.env("CARGO_TARGET_DIR", self.target());
        if !self.packaged {
            return None;
        }
        for leak in ["RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "LD_LIBRARY_PATH"] {
            cmd.env_remove(leak);
        }
        Some("/usr/bin".into())
    }

    /// A folder of its own for each, so that two compilers never undo each other's work.
    pub fn target(&self) -> PathBuf {
        root().join("target").join(if self.packaged { "web-packaged" } else { "web" })
    }

    /// The release page's wasm as the linker made it.
    pub fn linked(&self) -> PathBuf {
        self.target().join(WASM).join("release").join("four-waves.wasm")
    }

    /// Messages name files of crates and of std: not by where they are on this machine.
    fn no_paths(&self) -> Vec<String> {
        let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
        let cargo = cargo.or_else(|| env::home_dir().map(|h| h.join(".cargo")));
        let std = self.sysroot().map(|dir| dir.join(SOURCES));
        // The last one that fits counts.
        [(cargo, "/cargo"), (std, "/rust"), (Some(root()), "/four-waves")]
            .into_iter()
            .filter_map(|(path, name)| Some(format!("--remap-path-prefix={}={name}", path?.display())))
            .collect()
    }

    fn sysroot(&self) -> Option<PathBuf> {
        if self.packaged { packaged_sysroot() } else { own_sysroot() }
    }
}

/// The developer's own toolchain can compile (and lint) for wasm.
pub fn has_wasm_target() -> bool {
    output(cmd("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|dir| Path::new(&dir).is_dir())
}

fn own_sysroot() -> Option<PathBuf> {
    output(cmd("rustc").args(["--print", "sysroot"])).map(Into::into)
}

fn own_sources() -> bool {
    own_sysroot().is_some_and(|dir| has_sources(&dir))
}

fn has_sources(sysroot: &Path) -> bool {
    sysroot.join(SOURCES).join("library/std/Cargo.toml").exists()
}

/// The distribution's compiler, when it is new enough.
fn packaged_sysroot() -> Option<PathBuf> {
    let ask = |arg: &[&str]| {
        output(cmd("/usr/bin/rustc").args(arg).env_remove("LD_LIBRARY_PATH").env_remove("RUSTUP_TOOLCHAIN"))
    };
    ask(&["--version"]).and_then(|v| version(&v)).filter(|v| *v >= OLDEST)?;
    ask(&["--print", "sysroot"]).map(Into::into)
}

/// The distribution's compiler is there, with std's sources and a linker.
fn packaged_there() -> bool {
    // `exists` follows links: without the package of the linker itself, rust-lld dangles.
    packaged_sysroot().is_some_and(|dir| has_sources(&dir))
        && ["/usr/bin/rust-lld", "/usr/bin/cargo"].iter().all(|file| Path::new(file).exists())
}

/// The first "1.96" in what a compiler says of itself.
pub fn version(text: &str) -> Option<(u32, u32)> {
    let word = text.split_whitespace().nth(1)?;
    let mut parts = word.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn rustup(release: bool) {
    let with = if release { " and the sources of std" } else { "" };
    say(&format!("set-up: adding Rust's {WASM} target{with} with rustup (usually under a minute)"));
    let add = |args: &[&str]| {
        // Without a backtrace: that the network refuses is nothing to debug, there is another way.
        run_quiet(cmd("rustup").args(args).env("RUST_BACKTRACE", "0"), Duration::from_secs(180)).is_ok()
    };
    // What is there already is no error to rustup.
    if add(&["target", "add", WASM]) && release {
        add(&["component", "add", "rust-src"]);
    }
}

fn packages() -> Res {
    let manual = format!("by hand: `rustup target add {WASM}` and `rustup component add rust-src`");
    let names = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
    if !apt::has() || !apt::candidates(&names)? {
        return Err(manual);
    }
    // The wasm linker must be of the LLVM that the packaged compiler is built on.
    let lld = apt::depends("rust-web-llvm", "llvm-").map(|llvm| llvm.replace("llvm-", "lld-"));
    let mut names: Vec<String> = names.iter().map(|n| n.to_string()).collect();
    names.extend(lld);
    apt::install("a Rust compiler with std's sources, for the page only", &names, "1 to 2 minutes")?;
    if packaged_there() { Ok(()) } else { Err(manual) }
}

fn recent(file: &Path) -> bool {
    let age = fs::metadata(file).and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
    age.is_some_and(|a| a < Duration::from_secs(24 * 3600))
}
