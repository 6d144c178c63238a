//! The state machine and the reader of packets under Miri, which runs every step of the compiled program
//! and stops at the first that has no defined meaning. It exists for nightly only.
use crate::sh::{Res, cargo, cmd, output, run, run_quiet, say, which};
use std::time::Duration;

/// What is run: rooms without files or clock, so that Miri needs no leave for anything.
const ROOMS: [&str; 3] = ["tcp::", "wire::", "time::"];

pub fn miri() -> Res {
    ready()?;
    say("miri: the tests of tcp, wire and time (usually 3 minutes, first 5)");
    let mut miri = cargo();
    miri.args(["+nightly", "miri", "test", "--no-default-features", "--lib", "--"]).args(ROOMS);
    run(&mut miri)
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
