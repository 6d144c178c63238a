//! The project's chores: `cargo xtask help` lists them.
mod apt;
mod audit;
mod conformance;
mod counts;
mod dist;
mod engines;
mod fuzz;
mod miri;
mod mutants;
mod release;
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

  serve [--port N] [--no-open]  the page at http://127.0.0.1:8080/, rebuilt as you edit; seconds
  test [--quick]                every check, as CI runs it; 25 min; --quick leaves the browser out: 5 min
  build                         the release page in dist/, for any static host; checks its size; 2 min
  engines [ENGINE…] [FILTER…]   all browser tests, in chromium, firefox, webkit or all of them; 30 min
  first-visit                   which functions a first visit runs: the others go into a file of their own; 5 min
  dist [--twice]                all that is published, in target/publish/; --twice: is it reproducible? 10 min
  bench                         the engine's benchmarks; 2 min
  bench-web [PART…]             the page's figures beside their targets, in a real browser; --peer NAME=DIR:
                                and another's; 10 min
  soak [--minutes N] [--seed N]  random clicks, keys, drags and links; a failure prints its seed; 30 min
  counts [--keep]               instructions of three fixed scenarios against those kept; 1 min
  conformance [--check]         measures what the page of proofs says, or whether it still holds; 1 min
  mutants [--only|--from WORD]  breaks the machine place by place: does a test notice? 1 h
  fuzz [--minutes N] [TARGET…]  each reader, the machine and the views, with mutated input; 10 min each;
                                --keep keeps in fuzz/kept/ what reached new code
  miri                          the machine and the packets under Miri, with a nightly; 5 min
  audit                         advisories, licences and sources of what comes from elsewhere; 10 s
  release-notes [VERSION]       what CHANGELOG.md says of it, else of the newest
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
        ["first-visit"] => web::first_visit(),
        ["bench-web", options @ ..] => in_browser("bench-web", options),
        ["soak", options @ ..] => in_browser("soak", options),
        ["conformance"] => conformance::conformance(false),
        ["conformance", "--check"] => conformance::conformance(true),
        ["counts"] => counts::counts(false),
        ["counts", "--keep"] => counts::counts(true),
        ["fuzz", options @ ..] => fuzz::fuzz(options),
        ["miri"] => miri::miri(),
        ["audit"] => audit::audit(),
        ["release-notes", options @ ..] => release::notes(options),
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

/// A program of e2e, on the release page.
fn in_browser(program: &str, options: &[&str]) -> Res {
    setup::browser()?;
    web::build()?;
    let mut command = cargo();
    // Not --release: that profile is the wasm's, slow to compile, and it is the browser that counts.
    command.args(["run", "--quiet", "-p", "e2e", "--bin", program, "--"]).args(options);
    run(command.env("FOUR_WAVES_DIST", web::dist()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of commands, without the columns before it.
    fn listed<'a>(text: &'a str, indent: &str) -> Vec<&'a str> {
        let lines = text.lines().skip_while(|line| !line.trim_start().starts_with("serve [--port N]"));
        lines.map_while(|line| line.strip_prefix(indent)).collect()
    }

    #[test]
    fn the_readme_lists_what_help_lists() {
        let readme = sh::read(&sh::root().join("README.md")).expect("README.md");
        assert_eq!(listed(&readme, "    "), listed(HELP, "  "));
        assert!(listed(HELP, "  ").len() > 14);
    }
}
