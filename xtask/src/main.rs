//! The project's chores: `cargo xtask help` lists them.
mod apt;
mod conformance;
mod counts;
mod dist;
mod engines;
mod fuzz;
mod mutants;
mod rust;
mod setup;
mod sh;
mod sizes;
mod test;
mod web;

use sh::{Res, cargo, run, say};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--no-open]  the page at http://127.0.0.1:8080/, rebuilt as you edit
  build                         the release page in dist/, for any static host; checks its size
  dist [--twice]                all that is published, in target/publish/; --twice: is it reproducible?
  test [--quick]                every check, as CI runs it; --quick leaves the browser out
  engines [ENGINE…] [FILTER…]   all browser tests, in chromium, firefox, webkit or all of them
  bench                         the engine's benchmarks
  bench-web                     the page's, in a real browser
  conformance [--check]         measures what the page of proofs says, or whether it still holds
  counts [--keep]               instructions of three fixed scenarios against those kept
  fuzz [--minutes N] [TARGET…]  what each reader reads, mutated; 10 minutes each
  mutants [--only|--from WORD]  breaks the machine place by place: does a test notice?
  setup                         only what the others would install first
  help                          this

Every command first installs what it lacks, and says so. The first time that takes
about 10 minutes; after that it takes none. The tools go to a folder four-waves in
your cache folder (XDG_CACHE_HOME, else ~/.cache); delete it to be rid of them.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["serve", options @ ..] => web::serve(options),
        ["build"] => web::build(),
        // For trunk alone, so that `help` is silent about it.
        ["pages"] => web::pages(),
        ["dist", options @ ..] => dist::dist(options),
        ["test"] => test::test(false),
        ["test", "--quick"] => test::test(true),
        ["engines", words @ ..] => engines::engines(words),
        ["bench"] => run(cargo().arg("bench")),
        ["bench-web"] => bench_web(),
        ["conformance"] => conformance::conformance(false),
        ["conformance", "--check"] => conformance::conformance(true),
        ["counts"] => counts::counts(false),
        ["counts", "--keep"] => counts::counts(true),
        ["fuzz", options @ ..] => fuzz::fuzz(options),
        ["mutants", options @ ..] => mutants::mutants(options),
        ["setup"] => setup(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("no such command: {}\n\n{HELP}", other.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("xtask: {what}");
            ExitCode::FAILURE
        }
    }
}

fn setup() -> Res {
    setup::tools(true)?;
    setup::browser()?;
    setup::tshark()?;
    say("set-up: everything is there");
    Ok(())
}

fn bench_web() -> Res {
    setup::browser()?;
    web::build()?;
    let mut bench = cargo();
    // Not --release: that profile is the wasm's, slow to compile, and what is measured is the browser.
    bench.args(["run", "--quiet", "-p", "e2e", "--bin", "bench-web"]);
    run(bench.env("FOUR_WAVES_DIST", web::dist()))
}
