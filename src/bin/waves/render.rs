//! `waves render`: a scenario as a file for other programs.

use crate::Trouble::{self, Failed, Usage};
use crate::run::{self, chosen, seconds};
use crate::{Report, near, well};
use four_waves::exercise::before;
use four_waves::sim::{Scenario, Trace, link_code, simulate};
use four_waves::text::Lang;
use four_waves::time::{Duration, Instant};
use four_waves::view::export::look::Theme;
use four_waves::view::export::mermaid::mermaid;
use four_waves::view::export::packets::{EPOCH, Place, capture};
use four_waves::view::export::picture::Picture;
use four_waves::view::export::scenario::json;
use four_waves::view::text_ladder::text_ladder;
use four_waves::view::transcript::transcript;
use four_waves::view::{Numbers, Scale};
use std::io::IsTerminal as _;

pub const HELP: &str = "\
waves render NAME FORMAT [OPTION…]       a scenario as a file for other programs
waves render LINK FORMAT [OPTION…]       the same for the text behind # in a link of the page
waves render FILE.json FORMAT [OPTION…]  the same for a scenario that was saved, or a recording's

formats:
  --svg              the ladder as a picture: one file, for browsers, Inkscape and paper
  --png              the same in dots, twice as many as it has pixels on a screen
  --pcapng           the segments as a capture, for Wireshark and tshark
  --mermaid          the source of a Mermaid sequence diagram
  --text             the ladder in letters
  --json             the scenario, to be opened again by the page and by waves
  --transcript       all that happens, in words

options:
  -o FILE, --output FILE
                     where it goes; otherwise to standard output
  --at SECONDS       only what has happened until then
  --view WHERE       of --pcapng: client, server or middle (default) of the way
  --start SECONDS    of --pcapng: when the run begins, in seconds since 1970
                     (default 1767225600, which is 2026-01-01 00:00 UTC)
  --theme THEME      of --svg and --png: light (default), dark, or print, which has no background
  --numbers HOW      sequence numbers: letters (default), relative or raw
  --lang LANG        en (default) or zh
  and those of run NAME, which change the scenario; see waves help run
";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
    Pcapng,
    Mermaid,
    Text,
    Json,
    Transcript,
}

impl Format {
    const ALL: [(&str, Self); 7] = [
        ("--svg", Self::Svg),
        ("--png", Self::Png),
        ("--pcapng", Self::Pcapng),
        ("--mermaid", Self::Mermaid),
        ("--text", Self::Text),
        ("--json", Self::Json),
        ("--transcript", Self::Transcript),
    ];

    fn is_text(self) -> bool {
        !matches!(self, Self::Png | Self::Pcapng)
    }
}

/// What is asked for beyond a scenario.
#[derive(Default)]
struct Wish<'a> {
    /// And the option that said so.
    format: Option<(&'a str, Format)>,
    output: Option<&'a str>,
    at: Option<Instant>,
    place: Option<Place>,
    start: Option<u64>,
    theme: Option<Theme>,
    numbers: Option<Numbers>,
}

pub fn render(arguments: &[&str]) -> Result<Report, Trouble> {
    let (wish, rest) = wish(arguments)?;
    let options = run::options(&rest)?;
    let Some((said, format)) = wish.format else {
        let known = Format::ALL.map(|(option, _)| option);
        return Err(Usage(format!("render needs a format: {}", known.join(", "))));
    };
    for (option, given, of) in [
        ("--view", wish.place.is_some(), &[Format::Pcapng] as &[Format]),
        ("--start", wish.start.is_some(), &[Format::Pcapng]),
        ("--theme", wish.theme.is_some(), &[Format::Svg, Format::Png]),
        (
            "--numbers",
            wish.numbers.is_some(),
            &[Format::Svg, Format::Png, Format::Mermaid, Format::Transcript],
        ),
    ] {
        if given && !of.contains(&format) {
            return Err(Usage(format!("{option} says nothing about {said}; see waves help render")));
        }
    }
    if format == Format::Json && wish.at.is_some() {
        return Err(Usage("--json is the whole scenario: --at says nothing about it".to_owned()));
    }
    let scenario = chosen("render", &options)?;
    let octets = rendered(&scenario, format, &wish, options.lang.unwrap_or_default())?;
    match wish.output {
        Some(path) => {
            std::fs::write(path, octets).map_err(|error| Failed(format!("cannot write {path}: {error}")))?;
            Ok(well(String::new()))
        }
        None if !format.is_text() && std::io::stdout().is_terminal() => {
            Err(Usage(format!("{said} makes no text for a terminal: name a file with -o")))
        }
        None => Ok(Report { octets, well: true }),
    }
}

fn rendered(scenario: &Scenario, format: Format, wish: &Wish, lang: Lang) -> Result<Vec<u8>, Trouble> {
    let whole = simulate(scenario);
    let numbers = wish.numbers.unwrap_or_default();
    // A picture shows where everything has come to; what else is told ends there.
    let seen = || wish.at.map_or_else(|| whole.clone(), |at| until(&whole, scenario, at));
    let svg = || {
        let link = link_code::encode(scenario);
        let (theme, until) = (wish.theme.unwrap_or_default(), wish.at.map(|at| at.min(whole.end)));
        let (trace, scale) = (&whole, Scale::Folded);
        Picture { scenario, trace, numbers, scale, lang, theme, until, link: &link }.svg().0
    };
    Ok(match format {
        Format::Svg => svg().into(),
        Format::Png => png(&svg())?,
        Format::Pcapng => {
            let (place, start) = (wish.place.unwrap_or(Place::Middle), wish.start.unwrap_or(EPOCH));
            capture(scenario, &seen(), place, start, lang).map_err(|error| Failed(error.to_string()))?
        }
        Format::Mermaid => mermaid(scenario, &seen(), numbers, lang).into(),
        Format::Text => text_ladder(scenario, &seen()).into(),
        Format::Json => json(scenario, lang).into(),
        Format::Transcript => transcript(scenario, &seen(), numbers, lang).text().into(),
    })
}

fn until(trace: &Trace, scenario: &Scenario, at: Instant) -> Trace {
    if at >= trace.end {
        return trace.clone();
    }
    before(trace, &scenario.network, at + Duration::from_micros(1))
}

#[cfg(feature = "png")]
fn png(svg: &str) -> Result<Vec<u8>, Trouble> {
    crate::png::png(svg).map_err(Failed)
}

#[cfg(not(feature = "png"))]
fn png(_: &str) -> Result<Vec<u8>, Trouble> {
    Err(Failed("this waves was built without the feature png; --svg is there".to_owned()))
}

/// Takes out what is render's own; the rest is as for `waves run`.
fn wish<'a>(arguments: &[&'a str]) -> Result<(Wish<'a>, Vec<&'a str>), Trouble> {
    const VALUED: [&str; 7] = ["--output", "-o", "--at", "--view", "--start", "--theme", "--numbers"];
    let (mut wish, mut others) = (Wish::default(), Vec::new());
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        if let Some((option, format)) = Format::ALL.into_iter().find(|(option, _)| *option == argument) {
            if let Some((first, _)) = wish.format {
                return Err(Usage(format!("one format at a time: {first} or {option}")));
            }
            wish.format = Some((option, format));
            continue;
        }
        let (option, inline) = match argument.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            _ => (argument, None),
        };
        if !VALUED.contains(&option) {
            others.push(argument);
            continue;
        }
        let value = inline
            .or_else(|| rest.next())
            .ok_or_else(|| Usage(format!("{option} needs a value; see waves help render")))?;
        match option {
            "--at" => {
                let at = seconds(option, value, 0, MOST_SECONDS)?;
                wish.at = Some(Instant::START + at);
            }
            "--view" => {
                wish.place = Some(one(option, value, Place::from_id(value), &Place::ALL.map(Place::id))?)
            }
            "--start" => wish.start = Some(start(option, value)?),
            "--theme" => {
                wish.theme = Some(one(option, value, Theme::from_id(value), &Theme::ALL.map(Theme::id))?)
            }
            "--numbers" => {
                wish.numbers =
                    Some(one(option, value, Numbers::from_id(value), &Numbers::ALL.map(Numbers::id))?);
            }
            _ => wish.output = Some(value),
        }
    }
    Ok((wish, others))
}

/// No scenario lasts longer than a day.
const MOST_SECONDS: u64 = 86_400;

/// Seconds since 1970 as microseconds: a whole number of seconds, before the year 2100.
fn start(option: &str, value: &str) -> Result<u64, Trouble> {
    const MOST: u64 = 4_102_444_800;
    let read = value.parse().ok().filter(|seconds| *seconds <= MOST);
    read.map(|seconds: u64| seconds * 1_000_000).ok_or_else(|| {
        Usage(format!("{option} {value}: it must be a whole number of seconds from 0 to {MOST}"))
    })
}

fn one<T>(option: &str, value: &str, found: Option<T>, known: &[&str]) -> Result<T, Trouble> {
    found.ok_or_else(|| {
        let near = near(value, known);
        Usage(format!("{option}: {value} is none of {}{near}", known.join(", ")))
    })
}
