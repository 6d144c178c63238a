//! The engine without a browser: lists the scenarios, runs them, and holds them against outside
//! evidence.
#![forbid(unsafe_code)]

mod check;
mod exercise;
mod import;
#[cfg(feature = "png")]
mod png;
mod render;
mod run;

use four_waves::check::conformance::{Figure, measure};
use std::fmt::Display;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
waves: how TCP says goodbye, simulated true to RFC 9293

usage:
  waves list                       the scenarios, and those that answer a question
  waves run NAME [OPTION…]         what happens in one of them, as a ladder
  waves run --recording FILE       a recording of two real kernels beside the simulation
  waves transcript NAME [OPTION…]  the same in words, --lang en or zh
  waves render NAME --svg          the same as a picture; also --png, --pcapng, --mermaid, --text,
                                   --json and --transcript
  waves exercise NAME [OPTION…]    questions about one of them, as a worksheet
  waves grade CODE                 what a student's answers are worth; a file of codes is a class
  waves import FILE [OPTION…]      the connections in a capture; --packets as tshark numbers them
  waves check --cases PATH…        cases that others wrote down, from files and folders
  waves check --recordings PATH…   recordings of real kernels, replayed and compared
  waves conformance CASES RECORDINGS[,RECORDINGS…] GRID FIGURE=COUNT…
                                   what the page of proofs says, as JSON
  waves --version
  waves help [run|transcript|render|exercise|grade|import|check]
                                   this text, or more about one command

exit code: 0 well, 1 a difference or a failure, 2 wrong usage
";

/// What a command has to print, and whether all is well.
struct Report {
    octets: Vec<u8>,
    well: bool,
}

/// Why there is nothing to print: one sentence.
enum Trouble {
    Usage(String),
    Failed(String),
}

use Trouble::{Failed, Usage};

fn main() -> ExitCode {
    let arguments: Result<Vec<String>, _> = std::env::args_os().skip(1).map(|a| a.into_string()).collect();
    let arguments = match arguments {
        Ok(arguments) => arguments,
        Err(other) => return complain(2, format!("{} is not UTF-8", other.display())),
    };
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match command(&arguments) {
        Ok(report) => print(&report),
        Err(Usage(sentence)) => complain(2, sentence),
        Err(Failed(sentence)) => complain(1, sentence),
    }
}

fn complain(code: u8, sentence: impl Display) -> ExitCode {
    // Where even this cannot be written there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "waves: {sentence}");
    ExitCode::from(code)
}

fn print(report: &Report) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(&report.octets).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => complain(1, format!("cannot write: {error}")),
        // Who reads only the head of it has seen enough.
        Ok(()) | Err(_) => ExitCode::from(u8::from(!report.well)),
    }
}

fn command(arguments: &[&str]) -> Result<Report, Trouble> {
    match arguments {
        ["list"] => Ok(well(run::list())),
        ["--version" | "-V"] => Ok(well(concat!("waves ", env!("CARGO_PKG_VERSION"), "\n").to_owned())),
        ["help", "run"] | ["run", "--help" | "-h"] => Ok(well(run::HELP.to_owned())),
        ["help", "transcript"] | ["transcript", "--help" | "-h"] => Ok(well(run::TRANSCRIPT_HELP.to_owned())),
        ["help", "render"] | ["render", "--help" | "-h"] => Ok(well(render::HELP.to_owned())),
        ["help", "exercise"] | ["exercise", "--help" | "-h"] => Ok(well(exercise::HELP.to_owned())),
        ["help", "grade"] | ["grade", "--help" | "-h"] => Ok(well(exercise::GRADE_HELP.to_owned())),
        ["help", "import"] | ["import", "--help" | "-h"] => Ok(well(import::HELP.to_owned())),
        ["help", "check"] | ["check", "--help" | "-h"] => Ok(well(check::HELP.to_owned())),
        ["help", other, ..] => Err(Usage(format!("there is no more to say about {other}; see waves help"))),
        ["help" | "--help" | "-h", ..] => Ok(well(HELP.to_owned())),
        ["run", rest @ ..] => run::run(rest),
        ["transcript", rest @ ..] => run::transcript(rest),
        ["render", rest @ ..] => render::render(rest),
        ["exercise", rest @ ..] => exercise::exercise(rest),
        ["grade", rest @ ..] => exercise::grade(rest),
        ["import", rest @ ..] => import::import(rest),
        ["check", rest @ ..] => check::check(rest),
        ["conformance", cases, recordings, grid, figures @ ..] => {
            conformance([cases, recordings, grid], figures)
        }
        ["conformance", ..] => Err(Usage("conformance needs three folders; see waves help".to_owned())),
        ["list", other, ..] => Err(Usage(format!("list takes no argument, not even {other}"))),
        [] => Err(Usage("a command is missing; see waves help".to_owned())),
        [other, ..] => Err(Usage(format!(
            "there is no command {other}{}; see waves help",
            near(
                other,
                &[
                    "list",
                    "run",
                    "transcript",
                    "render",
                    "exercise",
                    "grade",
                    "import",
                    "check",
                    "conformance",
                    "help",
                ]
            )
        ))),
    }
}

fn conformance(folders: [&str; 3], figures: &[&str]) -> Result<Report, Trouble> {
    let [cases, recordings, grid] = folders;
    let recordings: Vec<&Path> = recordings.split(',').map(Path::new).collect();
    let mut found = measure(Path::new(cases), &recordings, Path::new(grid)).map_err(Failed)?;
    for figure in figures {
        let (id, count) = figure.split_once('=').unwrap_or((figure, ""));
        let known = Figure::ALL.into_iter().find(|known| known.id() == id);
        let (Some(known), Ok(count)) = (known, count.parse()) else {
            return Err(Usage(format!("{figure}: a figure is one of {} and a count", ids().join(", "))));
        };
        found.figures.insert(known, count);
    }
    let json = serde_json::to_string_pretty(&found).map_err(|error| Failed(error.to_string()))?;
    Ok(well(json + "\n"))
}

fn ids() -> [&'static str; Figure::ALL.len()] {
    Figure::ALL.map(Figure::id)
}

fn well(text: String) -> Report {
    Report { octets: text.into(), well: true }
}

/// `; did you mean …?` with what is spelt alike, or nothing.
fn near(wrong: &str, known: &[&str]) -> String {
    let wrong = wrong.to_lowercase();
    let alike = |name: &&&str| {
        let bare = wrong.trim_start_matches('-');
        let inside = bare.len() >= 3 && (name.contains(bare) || bare.contains(name.trim_start_matches('-')));
        inside || edits(&wrong, name) <= 1 + name.len() / 3
    };
    let names: Vec<&str> = known.iter().filter(alike).copied().collect();
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(" or ")) }
}

/// How many letters to change, add or drop (Levenshtein).
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}
