//! `waves run`: one scenario as a ladder, or a recording beside its simulation.

use crate::Trouble::{self, Failed, Usage};
use crate::{Report, near, well};
use four_waves::sim::catalog::Name;
use four_waves::sim::link_code;
use four_waves::sim::questions::Question;
use four_waves::sim::recording::{Comparison, Recording, Sequence, compare};
use four_waves::sim::{Loss, Roughness, Scenario, Side, Trace, simulate, simulate_with};
use four_waves::tcp::Stack;
use four_waves::text::{Lang, catalog};
use four_waves::time::{Duration, Instant};
use four_waves::view::Numbers;
use four_waves::view::text_ladder::{recorded_ladder, side_by_side, simulated_ladder, text_ladder};
use four_waves::view::transcript::transcript as told;
use std::fmt::{Display, Write as _};

pub const HELP: &str = "\
waves run NAME [OPTION…]         what happens in a scenario, as a ladder
waves run LINK [OPTION…]         the same for the text behind # in a link of the page
waves run FILE.json [OPTION…]    the same for a scenario that was saved, or a recording's
waves run --recording FILE       a recording of two real kernels beside the simulation

options of run NAME:
  --json             the whole trace as JSON
  --opening          begin with the handshake
  --loss PERCENT     lose segments by chance, 0 to 100
  --seed N           which ones: the same N, the same losses (default 1)
  --msl SECONDS      maximum segment lifetime, 0.001 to 600
  --rto SECONDS      first retransmission timeout, 0.001 to 60
  --delay SECONDS    one way through the network, 0 to 60
  --stack STACK      of both sides: textbook, rfc9293, rfc793, linux, freebsd, windows;
                     the network gets a delay that suits them
  --client-stack STACK, --server-stack STACK
                     of one side
";

pub const TRANSCRIPT_HELP: &str = "\
waves transcript NAME [OPTION…]  what happens in a scenario, in words
waves transcript LINK [OPTION…]  the same for the text behind # in a link of the page

options:
  --lang LANG        en (default) or zh
  and those of run NAME but --json; see waves help run
";

pub fn list() -> String {
    let widest = Name::ALL.map(|name| name.id().len()).into_iter().max().unwrap_or(0);
    let mut text = String::new();
    for name in Name::ALL {
        let words = catalog::introduction(name).in_lang(Lang::En);
        let first = words.find(". ").map_or(words, |end| &words[..=end]);
        let _ = writeln!(text, "{:widest$}  {first}", name.id());
    }
    text.push('\n');
    for question in Question::ALL {
        let _ = writeln!(text, "{:widest$}  {}", question.id(), question.title(Lang::En));
    }
    text
}

#[derive(Default)]
pub struct Options<'a> {
    name: Option<&'a str>,
    recording: Option<&'a str>,
    json: bool,
    opening: bool,
    loss: Option<u8>,
    seed: Option<u32>,
    msl: Option<Duration>,
    rto: Option<Duration>,
    delay: Option<Duration>,
    /// Client's, server's.
    stacks: [Option<Stack>; 2],
    pub lang: Option<Lang>,
}

pub fn run(arguments: &[&str]) -> Result<Report, Trouble> {
    let options = options(arguments)?;
    if let Some(path) = options.recording {
        let alone = arguments.iter().filter(|a| **a != path && !a.starts_with("--recording")).count() == 0;
        return if alone { beside(path) } else { Err(Usage("--recording FILE stands alone".to_owned())) };
    }
    if options.lang.is_some() {
        return Err(Usage("--lang is for waves transcript: a ladder has hardly a word".to_owned()));
    }
    let scenario = chosen("run", &options)?;
    let trace = simulate(&scenario);
    if options.json {
        let json = serde_json::to_string_pretty(&trace).map_err(|error| Failed(error.to_string()))?;
        Ok(well(json + "\n"))
    } else {
        Ok(well(text_ladder(&scenario, &trace)))
    }
}

/// A scenario's run in words.
pub fn transcript(arguments: &[&str]) -> Result<Report, Trouble> {
    let options = options(arguments)?;
    if options.json || options.recording.is_some() {
        return Err(Usage("transcript takes neither --json nor --recording; waves run does".to_owned()));
    }
    let scenario = chosen("transcript", &options)?;
    let lang = options.lang.unwrap_or_default();
    Ok(well(told(&scenario, &simulate(&scenario), Numbers::Letters, lang).text()))
}

pub fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Trouble> {
    const KNOWN: [&str; 12] = [
        "--json",
        "--opening",
        "--loss",
        "--seed",
        "--msl",
        "--rto",
        "--delay",
        "--stack",
        "--client-stack",
        "--server-stack",
        "--recording",
        "--lang",
    ];
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
                .ok_or_else(|| Usage(format!("{option} needs a value; see waves help run")))
        };
        match option {
            "--loss" => options.loss = Some(whole(option, value()?, 100)? as u8),
            "--seed" => options.seed = Some(whole(option, value()?, u32::MAX)?),
            "--msl" => options.msl = Some(seconds(option, value()?, 1, 600)?),
            "--rto" => options.rto = Some(seconds(option, value()?, 1, 60)?),
            "--delay" => options.delay = Some(seconds(option, value()?, 0, 60)?),
            "--stack" => options.stacks = [Some(stack(option, value()?)?); 2],
            "--client-stack" => options.stacks[0] = Some(stack(option, value()?)?),
            "--server-stack" => options.stacks[1] = Some(stack(option, value()?)?),
            "--recording" => options.recording = Some(value()?),
            "--lang" => options.lang = Some(language(option, value()?)?),
            "--json" | "--opening" if inline.is_some() => {
                return Err(Usage(format!("{option} takes no value")));
            }
            "--json" => options.json = true,
            "--opening" => options.opening = true,
            _ if option.starts_with('-') => {
                return Err(Usage(format!(
                    "there is no option {option}{}; see waves help run",
                    near(option, &KNOWN)
                )));
            }
            name if options.name.is_none() => options.name = Some(name),
            name => return Err(Usage(format!("one scenario at a time: {name} is one too many"))),
        }
    }
    Ok(options)
}

fn language(option: &str, value: &str) -> Result<Lang, Trouble> {
    let known = Lang::ALL.map(Lang::code);
    let unknown = || Usage(format!("{option}: there is no language {value}; known are {}", known.join(", ")));
    Lang::ALL.into_iter().find(|lang| lang.code() == value).ok_or_else(unknown)
}

fn stack(option: &str, value: &str) -> Result<Stack, Trouble> {
    let known = Stack::ALL.map(Stack::id);
    let unknown = || Usage(format!("{option}: there is no stack {value}; known are {}", known.join(", ")));
    Stack::from_id(value).ok_or_else(unknown)
}

/// A scenario by its name in the catalogue, as a link holds it, or from a file.
pub fn named(name: &str, opening: bool) -> Result<Scenario, Trouble> {
    if let Some(known) = Name::from_id(name) {
        return Ok(known.scenario(opening));
    }
    if let Some(question) = Question::from_id(name) {
        let scenario = question.scenario();
        return Ok(if opening { scenario.with_opening(true) } else { scenario });
    }
    if name.ends_with(".json") {
        let json =
            std::fs::read_to_string(name).map_err(|error| Usage(format!("cannot read {name}: {error}")))?;
        let scenario = Recording::parse_scenario(&json)
            .map_err(|error| Usage(format!("{name} holds neither a scenario nor a recording: {error}")))?;
        return Ok(if opening { scenario.with_opening(true) } else { scenario });
    }
    if name.contains(';') {
        let decoded = link_code::decode(name.trim_start_matches('#'));
        return match decoded.problem {
            None => Ok(decoded.scenario),
            Some(problem) => Err(Usage(format!("the link cannot be read: {problem}"))),
        };
    }
    let known = Name::ALL.map(Name::id);
    Err(Usage(format!("there is no scenario {name}{}; see waves list", near(name, &known))))
}

pub fn whole(option: &str, value: &str, most: u32) -> Result<u32, Trouble> {
    let out_of_range = || Usage(format!("{option} {value}: it must be a whole number from 0 to {most}"));
    value.parse().ok().filter(|number| *number <= most).ok_or_else(out_of_range)
}

pub fn seconds(option: &str, value: &str, least_millis: u64, most: u64) -> Result<Duration, Trouble> {
    let (least, most) = (Duration::from_millis(least_millis), Duration::from_secs(most));
    let read = value.parse::<f64>().ok().filter(|seconds| (0.0..=most.secs_f64()).contains(seconds));
    let read = read.map(|seconds| Duration::from_micros((seconds * 1e6).round() as u64));
    read.filter(|time| *time >= least).ok_or_else(|| {
        let (least, most) = (least.secs_f64(), most.secs_f64());
        Usage(format!("{option} {value}: it must be a number of seconds from {least} to {most}"))
    })
}

pub fn chosen(command: &str, options: &Options) -> Result<Scenario, Trouble> {
    let Some(name) = options.name else {
        return Err(Usage(format!("{command} needs the name of a scenario; see waves list")));
    };
    let mut scenario = named(name, options.opening)?;
    for (side, stack) in Side::BOTH.into_iter().zip(options.stacks) {
        scenario.host_mut(side).stack = stack.unwrap_or(scenario.host(side).stack);
    }
    if options.stacks != [None; 2] {
        let stacks = [scenario.client.stack, scenario.server.stack];
        scenario.network.set_pace(stacks);
    }
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
    let trace = simulate_with(&recording.scenario, Roughness::USUAL);
    let comparison = compare(&recording, &trace);
    let well = comparison.same_states() && comparison.same_segments();
    Ok(Report { octets: beside_text(&recording, &trace, &comparison).into(), well })
}

fn beside_text(recording: &Recording, trace: &Trace, comparison: &Comparison) -> String {
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
