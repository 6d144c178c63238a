//! A side's program as text: a step a line, in the words of the socket API.
//!
//! ```text
//! connect()
//! send(120)
//! read to end
//! sleep(2 s)
//! close()
//! ```
//!
//! What is written has one form. What is read may be written as people write it: any case, without
//! parentheses, with units, full-width signs, comments behind `#` or `//`, and C's semicolons.

mod numbers;

use super::scenario::Step;
use crate::time::Duration;
use numbers::{SECOND, decimal, length, octets, time};

/// No program has more steps.
pub const MOST_STEPS: usize = 200;
/// No pause is longer: a link does not keep more.
pub const LONGEST_SLEEP: Duration = Duration::from_secs(86_400);
/// So much of a line that cannot be read is shown.
const SHOWN: usize = 40;

/// Every step that there is, with usual numbers: what a person may add.
pub const SAMPLES: [Step; 11] = [
    Step::Connect,
    Step::Accept,
    Step::Send(100),
    Step::Read(100),
    Step::ReadToEof,
    Step::Shutdown,
    Step::Close,
    Step::Abort,
    Step::Sleep(Duration::from_secs(1)),
    Step::Keep,
    Step::Unlisten,
];

/// A line that is no step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    /// What stands there, shortened to 40 characters.
    pub found: String,
    pub expected: Expected,
}

/// What should stand there instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of the calls. The nearest by spelling, if one is near.
    Call(Option<Step>),
    /// A whole number of octets, from 0 to 2³² - 1, as in this step.
    Octets(Step),
    /// A time in whole microseconds, up to [`LONGEST_SLEEP`].
    Time,
    /// This step, and nothing more on the line.
    Only(Step),
    /// Nothing: [`MOST_STEPS`] stand before it.
    End,
}

/// The program as text.
#[must_use]
pub fn write(steps: &[Step]) -> String {
    steps.iter().map(|step| write_step(*step)).collect::<Vec<_>>().join("\n")
}

/// One step as it is written.
#[must_use]
pub fn write_step(step: Step) -> String {
    let (before, after) = call_around(step);
    match (step, number(step)) {
        (Step::Sleep(time), _) => [before, &length(time), after].concat(),
        (_, number) => [before, &number.unwrap_or_default(), after].concat(),
    }
}

/// What stands before a step's number and behind it; the whole step where it has none.
#[must_use]
pub const fn call_around(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Connect => ("connect()", ""),
        Step::Accept => ("accept()", ""),
        Step::Send(_) => ("send(", ")"),
        Step::Read(_) => ("read(", ")"),
        Step::ReadToEof => ("read to end", ""),
        Step::Shutdown => ("shutdown(SHUT_WR)", ""),
        Step::Close => ("close()", ""),
        Step::Abort => ("abort()", ""),
        Step::Sleep(_) => ("sleep(", ")"),
        Step::Keep => ("keep open", ""),
        Step::Unlisten => ("stop listening", ""),
    }
}

/// The number in a step, if it has one: octets, or seconds.
#[must_use]
pub fn number(step: Step) -> Option<String> {
    match step {
        Step::Send(octets) | Step::Read(octets) => Some(octets.to_string()),
        Step::Sleep(time) => Some(decimal(time.micros(), SECOND)),
        Step::Connect
        | Step::Accept
        | Step::ReadToEof
        | Step::Shutdown
        | Step::Close
        | Step::Abort
        | Step::Keep
        | Step::Unlisten => None,
    }
}

/// The step with another number, as a person types it: octets, or a time, whose unit is the second
/// unless it names another.
///
/// # Errors
/// What it takes instead.
pub fn with_number(step: Step, typed: &str) -> Result<Step, Expected> {
    let plain = plain(typed);
    let words = words(&plain);
    match step {
        Step::Send(_) => octets(&words).map(Step::Send).ok_or(Expected::Octets(step)),
        Step::Read(_) => octets(&words).map(Step::Read).ok_or(Expected::Octets(step)),
        Step::Sleep(_) => time(&words).map(Step::Sleep).ok_or(Expected::Time),
        _ => Err(Expected::Only(step)),
    }
}

/// Reads a program. Blank lines and comments are allowed, and not kept.
///
/// # Errors
/// Every line that is no step.
pub fn parse(text: &str) -> Result<Vec<Step>, Vec<Problem>> {
    let (mut steps, mut problems) = (Vec::new(), Vec::new());
    let parts = text.lines().enumerate().flat_map(|(index, line)| {
        let code = without_comment(line);
        code.split([';', '；']).map(move |part| (index + 1, part.trim()))
    });
    for (line, part) in parts {
        match read_step(part) {
            None => {}
            Some(_) if steps.len() == MOST_STEPS => {
                problems.push(Problem { line, found: shown(part), expected: Expected::End });
                break;
            }
            Some(Ok(step)) => steps.push(step),
            Some(Err(expected)) => problems.push(Problem { line, found: shown(part), expected }),
        }
    }
    if problems.is_empty() { Ok(steps) } else { Err(problems) }
}

// ---- lines and words ----

fn without_comment(line: &str) -> &str {
    let signs = ["#", "＃", "//", "／／"];
    let end = signs.iter().filter_map(|sign| line.find(sign)).min();
    &line[..end.unwrap_or(line.len())]
}

fn shown(part: &str) -> String {
    let letters = part.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    if part.chars().count() <= SHOWN {
        return letters.collect();
    }
    letters.take(SHOWN - 1).chain(['…']).collect()
}

/// The text in small letters and with half-width signs.
fn plain(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' | '\u{a0}' | '\u{feff}' => ' ',
        '。' => '.',
        '、' => ',',
        'μ' => 'µ',
        _ => letter,
    };
    text.chars().map(|letter| narrow(letter).to_ascii_lowercase()).collect()
}

/// Names, numbers, and whatever else is neither space nor punctuation of C.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let part_of: fn(char) -> bool = match first {
            _ if first.is_ascii_digit() || first == '.' => |c| c.is_ascii_digit() || "._,".contains(c),
            _ if is_letter(first) || first == '_' => |c| is_letter(c) || "_-".contains(c),
            _ => |_| false,
        };
        let end = rest.find(|letter| !part_of(letter)).unwrap_or(rest.len()).max(first.len_utf8());
        let (word, behind) = rest.split_at(end);
        if !first.is_whitespace() && !"(),;\"'".contains(first) {
            words.push(word.trim_end_matches(['.', ',']));
        }
        rest = behind;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A letter of any script, nearly: a table of all letters is more than 1 KiB of the page.
fn is_letter(sign: char) -> bool {
    let foreign = matches!(sign, 'µ' | '\u{c0}'..) && !('\u{2000}'..='\u{303f}').contains(&sign);
    sign.is_ascii_alphabetic() || foreign
}

// ---- steps ----

/// The names by which a step is known, the one that is written first.
const NAMES: [(&str, Step); 20] = [
    ("connect", Step::Connect),
    ("accept", Step::Accept),
    ("send", Step::Send(100)),
    ("write", Step::Send(100)),
    ("read", Step::Read(100)),
    ("recv", Step::Read(100)),
    ("receive", Step::Read(100)),
    ("shutdown", Step::Shutdown),
    ("shut_wr", Step::Shutdown),
    ("half-close", Step::Shutdown),
    ("halfclose", Step::Shutdown),
    ("close", Step::Close),
    ("abort", Step::Abort),
    ("reset", Step::Abort),
    ("sleep", Step::Sleep(Duration::from_secs(1))),
    ("wait", Step::Sleep(Duration::from_secs(1))),
    ("keep", Step::Keep),
    ("pause", Step::Keep),
    ("stop", Step::Unlisten),
    ("unlisten", Step::Unlisten),
];

/// What C passes and nobody here needs.
const DESCRIPTORS: [&str; 5] = ["fd", "sockfd", "sock", "socket", "conn"];

/// `None` where nothing stands.
fn read_step(part: &str) -> Option<Result<Step, Expected>> {
    let plain = plain(part);
    let words = words(&plain);
    let (name, mut rest) = words.split_first().map(|(name, rest)| (*name, rest))?;
    if rest.first().is_some_and(|word| DESCRIPTORS.contains(word)) {
        rest = &rest[1..];
    }
    let known = NAMES.iter().find(|(known, _)| *known == name);
    Some(match known {
        Some((_, sample)) => complete(name, *sample, rest),
        None => Err(Expected::Call(nearest(name, rest))),
    })
}

/// The step of that name with what stands behind the name.
fn complete(name: &str, sample: Step, rest: &[&str]) -> Result<Step, Expected> {
    let only = |fine: bool| if fine { Ok(sample) } else { Err(Expected::Only(sample)) };
    let all_of = |known: &[&str]| rest.iter().all(|word| known.contains(word));
    match sample {
        Step::Connect | Step::Accept | Step::Abort => only(rest.is_empty()),
        Step::Send(_) | Step::Read(_) => match rest {
            [] if matches!(sample, Step::Read(_)) => Ok(Step::ReadToEof),
            ["to" | "till" | "until", ..] | ["all"] if matches!(sample, Step::Read(_)) => {
                let fine =
                    rest[1..].iter().all(|word| ["the", "end", "of", "data", "eof", "0"].contains(word));
                if fine { Ok(Step::ReadToEof) } else { Err(Expected::Only(Step::ReadToEof)) }
            }
            [number, ..] if starts_number(number) => match octets(rest) {
                Some(octets) => Ok(with_octets(sample, octets)),
                // The number is fine, and what follows it is too much.
                None => Err(octets(&rest[..1])
                    .map_or(Expected::Octets(sample), |octets| Expected::Only(with_octets(sample, octets)))),
            },
            _ => Err(Expected::Octets(sample)),
        },
        Step::Shutdown => only(match name {
            "shutdown" => matches!(rest, [] | ["shut_wr" | "wr" | "write" | "1"]),
            _ => rest.is_empty(),
        }),
        Step::Close if matches!(rest, ["listener" | "listening" | "listen_fd" | "listenfd"]) => {
            Ok(Step::Unlisten)
        }
        Step::Close => only(rest.is_empty()),
        Step::Sleep(_) => time(rest).map(Step::Sleep).ok_or(Expected::Time),
        Step::Keep if rest.first().is_some_and(|word| starts_number(word)) => {
            time(rest).map(Step::Sleep).ok_or(Expected::Time)
        }
        Step::Keep => only(all_of(&["it", "the", "connection", "open", "alive"])),
        Step::Unlisten => {
            let named = name == "unlisten" || !rest.is_empty();
            only(named && all_of(&["the", "listen", "listening", "listener", "accepting"]))
        }
        Step::ReadToEof => only(rest.is_empty()),
    }
}

const fn with_octets(sample: Step, octets: u32) -> Step {
    if matches!(sample, Step::Send(_)) { Step::Send(octets) } else { Step::Read(octets) }
}

fn starts_number(word: &str) -> bool {
    word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.')
}

/// What a misspelt name most likely means, with its own number where that can be read.
fn nearest(name: &str, rest: &[&str]) -> Option<Step> {
    let far = |known: &str| (known.len() + 1) / 3 + 1;
    let near = |(known, sample): &(&'static str, Step)| {
        let distance = distance(name, known);
        (distance < far(known)).then_some((distance, *known, *sample))
    };
    let (_, known, sample) = NAMES.iter().filter_map(near).min_by_key(|(distance, ..)| *distance)?;
    Some(complete(known, sample, rest).unwrap_or(sample))
}

/// How many letters must be put in, left out, replaced, or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    const LONGEST_NAME: usize = 16;
    let [a, b] = [one, other].map(|name| name.chars().take(LONGEST_NAME + 1).collect::<Vec<_>>());
    if a.len().max(b.len()) > LONGEST_NAME {
        return usize::MAX;
    }
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let other = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + other);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests;
