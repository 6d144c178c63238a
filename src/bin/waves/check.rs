//! `waves check`: outside evidence against the machine.

use crate::Trouble::{self, Usage};
use crate::{Report, near};
use four_waves::check::{self, report};

pub const HELP: &str = "\
waves check [--cases PATH…] [--recordings PATH…] [--json]

  --cases PATH…        runs every case of these files, and of the *.case files in these folders
  --recordings PATH…   replays these recordings, and the *.json files in these folders: the same
                       programs over the same network, compared per side with what the kernels did:
                       segments (flags without P, seq, ack, len), states, what the programs saw, and
                       the sockets that were left. Times are told, and fail nothing. Where two
                       things fell together either order is right, and the line says so.
  --json               one JSON document instead of lines

A line for each, in the order in which they were given, then the sum:
  ok  NAME
  FAILED  NAME  FILE:LINE: expected …, got …
  FAILED  NAME  FILE: client segment 5, at 404.8 ms: expected …, got …
  FAILED  FILE:LINE: why it cannot be read
  348 passed, 1 failed
Nothing is skipped: what cannot be read has failed, and the others still run.

keys of --json:
  passed, failed       how many
  results              one for each, with
    kind               case, recording or file (one that cannot be read)
    name, file, line   line: where the case begins, or what cannot be read
    result             passed or failed
    error              why the file cannot be read
    differences        the first one; of a recording the first of each sequence, the earliest first:
                       place, expected, got
    case               source, profile
    recording          segments, states, calls: how many were recorded; within_ms: how well the times
                       agree; timers_within_percent: the same for what a timer brought, or null;
                       by_another_order: it agrees only where what fell together comes in another
                       order than usual; times_off: place, recorded_ms, simulated_ms of those beyond the tolerance
What does not apply is left out. Keys may be added, none will change.

exit code: 0 all passed, 1 any failed, 2 wrong usage
";

/// Which kind of paths follows.
#[derive(Clone, Copy)]
enum Kind {
    Cases,
    Recordings,
}

pub fn check(arguments: &[&str]) -> Result<Report, Trouble> {
    let (mut kind, mut json) = (None, false);
    let (mut cases, mut recordings) = (Vec::new(), Vec::new());
    let mut missing: Option<&str> = None;
    for argument in arguments {
        let (option, inline) = match argument.split_once('=') {
            Some((option, path)) if option.starts_with("--") => (option, Some(path)),
            _ => (*argument, None),
        };
        let next = match option {
            "--cases" => Some(Kind::Cases),
            "--recordings" => Some(Kind::Recordings),
            "--json" if inline.is_some() => return Err(Usage("--json takes no value".to_owned())),
            "--json" => {
                json = true;
                continue;
            }
            _ if option.starts_with('-') => {
                let near = near(option, &["--cases", "--recordings", "--json"]);
                return Err(Usage(format!("there is no option {option}{near}; see waves help check")));
            }
            _ => None,
        };
        if let (Some(_), Some(option)) = (next, missing) {
            return Err(needs_a_path(option));
        }
        kind = next.or(kind);
        missing = next.map(|_| option).filter(|_| inline.is_none());
        let path = if next.is_some() { inline } else { Some(*argument) };
        match (kind, path) {
            (Some(Kind::Cases), Some(path)) => cases.push(path),
            (Some(Kind::Recordings), Some(path)) => recordings.push(path),
            (Some(_), None) => {}
            (None, _) => {
                let what = format!("is {argument} a case or a recording? Say --cases or --recordings first");
                return Err(Usage(what));
            }
        }
    }
    match missing {
        Some(option) => Err(needs_a_path(option)),
        None if kind.is_none() => {
            Err(Usage("check needs --cases or --recordings; see waves help check".to_owned()))
        }
        None => Ok(printed(&run(&cases, &recordings), json)),
    }
}

fn needs_a_path(option: &str) -> Trouble {
    Usage(format!("{option} needs a file or folder"))
}

fn run(cases: &[&str], recordings: &[&str]) -> report::Report {
    let mut report = report::Report::default();
    check::check_cases(cases, &mut report);
    check::check_recordings(recordings, &mut report);
    report
}

fn printed(report: &report::Report, json: bool) -> Report {
    let text = if json { report.json() } else { report.to_string() };
    Report { octets: text.into(), well: report.failed == 0 }
}
