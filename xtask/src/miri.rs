//! The state machine and the reader of packets under Miri, which runs every step of the compiled program
//! and stops at the first that has no defined meaning. It exists for nightly only.
use crate::sh::{Res, cargo, cmd, output, run, run_quiet, say, which};
use std::time::Duration;

/// What is run: the rooms' own tests, and those that hold them from outside.
const TESTS: [&[&str]; 2] =
    [&["--lib", "--", "tcp::", "wire::", "time::"], &["--test", "machine", "--test", "wire"]];

pub fn miri() -> Res {
    ready()?;
    for tests in TESTS {
        say(&format!("miri: {} (usually 5 minutes)", tests.join(" ")));
        let mut miri = cargo();
        // Some tests read files, which Miri has to be told to allow.
        miri.args(["+nightly", "miri", "test", "--no-default-features"]).args(tests);
        run(miri.env("MIRIFLAGS", "-Zmiri-disable-isolation"))?;
    }
    Ok(())
}

fn ready() -> Res {
    let there = || output(cargo().args(["+nightly", "miri", "--version"])).is_some();
    if there() {
        return Ok(());
    }
    if which(&["rustup"]).is_some() {
        say("set-up: a nightly with Miri, by rustup (usually 1 minute)");
        let mut install = cmd("rustup");
        install.args(["toolchain", "install", "nightly", "--profile", "minimal"]);
        install.args(["--component", "miri", "--component", "rust-src"]).env("RUST_BACKTRACE", "0");
        let done = run_quiet(&mut install, Duration::from_secs(600));
        if there() {
            return Ok(());
        }
        done?;
    }
    Err("there is no Miri: it comes with rustup, `rustup toolchain install nightly --component miri rust-src`".into())
}
