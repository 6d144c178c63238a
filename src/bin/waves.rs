//! The engine without a browser: lists the scenarios, runs them, holds them against recordings.

use four_waves::check::cases::run_paths;
use four_waves::sim::catalog::Name;
use four_waves::sim::recording::{Comparison, Recording, Sequence, compare};
use four_waves::sim::{Loss, Scenario, Side, Trace, simulate};
use four_waves::text::{Lang, catalog};
use four_waves::time::{Duration, Instant};
use four_waves::view::text_ladder::{recorded_ladder, side_by_side, simulated_ladder, text_ladder};
use std::fmt::{Display, Write as _};
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
waves: how TCP says goodbye, simulated true to RFC 9293

usage:
  waves list                       the scenarios
  waves run NAME [OPTION…]         what happens in one of them, as a ladder
  waves run --recording FILE       a recording of two real kernels beside the simulation
  waves check --cases PATH…        cases that others wrote down, from files and folders
  waves help                       this text

options of run NAME:
  --json             the whole trace as JSON
  --opening          begin with the handshake
  --loss PERCENT     lose segments by chance, 0 to 100
  --seed N           which ones: the same N, the same losses (default 1)
  --msl SECONDS      maximum segment lifetime, 0.001 to 600
  --rto SECONDS      first retransmission timeout, 0.001 to 60
  --delay SECONDS    one way through the network, 0 to 60

exit code: 0 well, 1 a difference or a failure, 2 wrong usage
";

/// What a command has to print, and whether all is well.
struct Report {
    text: String,
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
    match out.write_all(report.text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => complain(1, format!("cannot write: {error}")),
        // Who reads only the head of it has seen enough.
        Ok(()) | Err(_) => ExitCode::from(u8::from(!report.well)),
    }
}

fn command(arguments: &[&str]) -> Result<Report, Trouble> {
    match arguments {
        ["list"] => Ok(well(list())),
        ["run", rest @ ..] => run(rest),
        ["check", rest @ ..] => check(rest),
        ["help" | "--help" | "-h", ..] => Ok(well(HELP.to_owned())),
        ["list", other, ..] => Err(Usage(format!("list takes no argument, not even {other}"))),
        [] => Err(Usage("a command is missing; see waves help".to_owned())),
        [other, ..] => Err(Usage(format!(
            "there is no command {other}{}; see waves help",
            near(other, &["list", "run", "check", "help"])
        ))),
    }
}

fn well(text: String) -> Report {
    Report { text, well: true }
}

fn list() -> String {
    let widest = Name::ALL.map(|name| name.id().len()).into_iter().max().unwrap_or(0);
    let mut text = String::new();
    for name in Name::ALL {
        let words = catalog::introduction(name).in_lang(Lang::En);
        let first = words.find(". ").map_or(words, |end| &words[..=end]);
        let _ = writeln!(text, "{:widest$}  {first}", name.id());
    }
    text
}

// ---- run ----

#[derive(Default)]
struct Options<'a> {
    name: Option<&'a str>,
    recording: Option<&'a str>,
    json: bool,
    opening: bool,
    loss: Option<u8>,
    seed: Option<u32>,
    msl: Option<Duration>,
    rto: Option<Duration>,
    delay: Option<Duration>,
}

fn run(arguments: &[&str]) -> Result<Report, Trouble> {
    let options = options(arguments)?;
    if let Some(path) = options.recording {
        let alone = arguments.iter().filter(|a| **a != path && !a.starts_with("--recording")).count() == 0;
        return if alone { beside(path) } else { Err(Usage("--recording FILE stands alone".to_owned())) };
    }
    let Some(name) = options.name else {
        return Err(Usage("run needs the name of a scenario; see waves list".to_owned()));
    };
    let known = Name::ALL.map(Name::id);
    let Some(name) = Name::from_id(name) else {
        return Err(Usage(format!("there is no scenario {name}{}; see waves list", near(name, &known))));
    };
    let scenario = chosen(name, &options)?;
    let trace = simulate(&scenario);
    if options.json {
        let json = serde_json::to_string_pretty(&trace).map_err(|error| Failed(error.to_string()))?;
        Ok(well(json + "\n"))
    } else {
        Ok(well(text_ladder(&scenario, &trace)))
    }
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Trouble> {
    const KNOWN: [&str; 8] =
        ["--json", "--opening", "--loss", "--seed", "--msl", "--rto", "--delay", "--recording"];
    let mut options = Options::default();
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        let (option, inline) = match argument.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            _ => (argument, None),
        };
        let mut value = || {
            inline
                .or_else(|| rest.next())
                .ok_or_else(|| Usage(format!("{option} needs a value; see waves help")))
        };
        match option {
            "--loss" => options.loss = Some(whole(option, value()?, 100)? as u8),
            "--seed" => options.seed = Some(whole(option, value()?, u32::MAX)?),
            "--msl" => options.msl = Some(seconds(option, value()?, 1, 600)?),
            "--rto" => options.rto = Some(seconds(option, value()?, 1, 60)?),
            "--delay" => options.delay = Some(seconds(option, value()?, 0, 60)?),
            "--recording" => options.recording = Some(value()?),
            "--json" | "--opening" if inline.is_some() => {
                return Err(Usage(format!("{option} takes no value")));
            }
            "--json" => options.json = true,
            "--opening" => options.opening = true,
            _ if option.starts_with('-') => {
                return Err(Usage(format!(
                    "there is no option {option}{}; see waves help",
                    near(option, &KNOWN)
                )));
            }
            name if options.name.is_none() => options.name = Some(name),
            name => return Err(Usage(format!("one scenario at a time: {name} is one too many"))),
        }
    }
    Ok(options)
}

fn whole(option: &str, value: &str, most: u32) -> Result<u32, Trouble> {
    let out_of_range = || Usage(format!("{option} {value}: it must be a whole number from 0 to {most}"));
    value.parse().ok().filter(|number| *number <= most).ok_or_else(out_of_range)
}

fn seconds(option: &str, value: &str, least_millis: u64, most: u64) -> Result<Duration, Trouble> {
    let (least, most) = (Duration::from_millis(least_millis), Duration::from_secs(most));
    let read = value.parse::<f64>().ok().filter(|seconds| (0.0..=most.secs_f64()).contains(seconds));
    let read = read.map(|seconds| Duration::from_micros((seconds * 1e6).round() as u64));
    read.filter(|time| *time >= least).ok_or_else(|| {
        let (least, most) = (least.secs_f64(), most.secs_f64());
        Usage(format!("{option} {value}: it must be a number of seconds from {least} to {most}"))
    })
}

fn chosen(name: Name, options: &Options) -> Result<Scenario, Trouble> {
    let mut scenario = name.scenario(options.opening);
    for side in Side::BOTH {
        let host = scenario.host_mut(side);
        host.msl = options.msl.or(host.msl);
        host.rto = options.rto.or(host.rto);
    }
    if let Some(delay) = options.delay {
        scenario.network.delay = [delay; 2];
    }
    match (options.loss, options.seed) {
        (None, Some(_)) => {
            return Err(Usage("--seed chooses which segments --loss takes; give both".to_owned()));
        }
        (None, None) => {}
        (Some(percent), seed) => {
            scenario.network.loss = Some(Loss { percent, seed: seed.unwrap_or(1), from: Instant::START });
        }
    }
    Ok(scenario)
}

// ---- recordings ----

/// A recording's programs and network, simulated, beside what the kernels did.
fn beside(path: &str) -> Result<Report, Trouble> {
    let json =
        std::fs::read_to_string(path).map_err(|error| Usage(format!("cannot read {path}: {error}")))?;
    let recording =
        Recording::parse(&json).map_err(|error| Usage(format!("{path} is no recording: {error}")))?;
    let trace = simulate(&recording.scenario);
    let comparison = compare(&recording, &trace);
    let well = comparison.same_states() && comparison.same_segments();
    Ok(Report { text: told(&recording, &trace, &comparison), well })
}

fn told(recording: &Recording, trace: &Trace, comparison: &Comparison) -> String {
    let stacks = Side::BOTH.map(|side| recording.scenario.host(side).stack.id());
    let simulated = format!("simulated: {}", stacks[0]);
    let kernel = if recording.kernel.is_empty() { "a kernel" } else { &recording.kernel };
    let titles = [simulated.as_str(), &format!("recorded: {kernel}")];
    let mut text = format!("{}\n{}\n\n", recording.name, recording.about);
    text += &side_by_side(titles, &simulated_ladder(trace), &recorded_ladder(recording));
    text.push('\n');
    for side in Side::BOTH {
        let who = if side == Side::Client { "client" } else { "server" };
        let _ = writeln!(text, "{who}: states {}", verdict(&comparison.states[side as usize]));
        let _ = writeln!(text, "        segments {}", verdict(&comparison.segments[side as usize]));
    }
    text
}

fn verdict<T: PartialEq + Display>(sequence: &Sequence<T>) -> String {
    let Some(index) = sequence.difference() else {
        return format!("as recorded ({})", sequence.recorded.len());
    };
    let at = |list: &[T]| list.get(index).map_or("nothing more".to_owned(), ToString::to_string);
    let (simulated, recorded) = (at(&sequence.simulated), at(&sequence.recorded));
    format!("differ from no. {} on: simulated {simulated}, recorded {recorded}", index + 1)
}

// ---- cases ----

fn check(arguments: &[&str]) -> Result<Report, Trouble> {
    let ["--cases", paths @ ..] = arguments else {
        return Err(Usage("check needs --cases and files or folders; see waves help".to_owned()));
    };
    if let Some(missing) = paths.iter().find(|path| !Path::new(path).exists()) {
        return Err(Usage(format!("there is no file or folder {missing}")));
    }
    if paths.is_empty() {
        return Err(Usage("--cases needs a file or folder".to_owned()));
    }
    let mut report = Vec::new();
    let summary = run_paths(paths, &mut report);
    Ok(Report { text: String::from_utf8_lossy(&report).into_owned(), well: summary.failed == 0 })
}

// ---- wrong names ----

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
