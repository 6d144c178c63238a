//! Reading `*.case` files: every line is understood, or the file is refused.

use super::{Case, Knob, Profile, Start, Step, Told, Wait};
use crate::check::notation::{Pattern, parse_number, shorten};
use crate::tcp::{Call, CallError, Notice, SeqNum, State, TimeWaitSyn};
use crate::time::Duration;
use std::collections::BTreeSet;
use std::fmt;
use std::iter::Peekable;

/// A line that says nothing a case can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub file: String,
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// More than any true case has, so that no file can keep a runner busy for long.
const MOST_STEPS: usize = 1_000;
const MOST_CASES: usize = 5_000;
/// Octets that a case's program sends in all.
const MOST_SENT: u32 = 1 << 24;
/// The largest receive window that TCP knows (RFC 7323 section 2.3).
const MOST_WINDOW: u32 = 1 << 30;

/// Reads all cases of a file.
///
/// # Errors
/// The first line that cannot be understood.
pub fn parse(file: &str, text: &str) -> Result<Vec<Case>, ParseError> {
    let mut lines = Lines { file, lines: text.lines().enumerate().peekable(), last: 0 };
    let mut cases = Vec::new();
    let mut names = BTreeSet::new();
    while let Some((line, word, rest)) = lines.next() {
        if word != "case" {
            return Err(lines.error(line, format!("\"{}\" stands outside a case", shorten(word))));
        }
        if !names.insert(rest) {
            return Err(lines.error(line, format!("there are two cases {}", shorten(rest))));
        }
        if cases.len() == MOST_CASES {
            return Err(lines.error(line, format!("more than {MOST_CASES} cases in one file")));
        }
        cases.push(read_case(&mut lines, line, rest)?);
    }
    if cases.is_empty() {
        return Err(lines.error(lines.last.max(1), "there is no case in it".to_owned()));
    }
    Ok(cases)
}

struct Lines<'a> {
    file: &'a str,
    lines: Peekable<std::iter::Enumerate<std::str::Lines<'a>>>,
    /// The line read last, for errors about what is missing.
    last: usize,
}

impl<'a> Lines<'a> {
    /// The next line that says something: its number, its first word, and the rest.
    fn next(&mut self) -> Option<(usize, &'a str, &'a str)> {
        for (index, line) in self.lines.by_ref() {
            self.last = index + 1;
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                return Some((self.last, word, rest.trim_start()));
            }
        }
        None
    }

    fn error(&self, line: usize, message: String) -> ParseError {
        ParseError { file: self.file.to_owned(), line, message }
    }

    /// The next line, which must begin with `keyword` and say something.
    fn expect(&mut self, keyword: &str) -> Result<(usize, &'a str), ParseError> {
        match self.next() {
            Some((line, word, rest)) if word == keyword && !rest.is_empty() => Ok((line, rest)),
            Some((line, word, _)) if word == keyword => {
                Err(self.error(line, format!("\"{keyword}\" needs something after it")))
            }
            Some((line, word, _)) => {
                Err(self.error(line, format!("expected \"{keyword}\", found \"{}\"", shorten(word))))
            }
            None => Err(self.error(self.last, format!("the file ends where \"{keyword}\" should stand"))),
        }
    }
}

fn read_case(lines: &mut Lines, line: usize, id: &str) -> Result<Case, ParseError> {
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err(lines.error(line, "a case needs a name without spaces".to_owned()));
    }
    let (_, source) = lines.expect("source")?;
    let (line, profile) = lines.expect("profile")?;
    let profile = parse_profile(profile).map_err(|message| lines.error(line, message))?;
    let (knobs, line, start) = read_settings(lines)?;
    let start = parse_start(start).map_err(|message| lines.error(line, message))?;
    let steps = read_steps(lines)?;
    Ok(Case {
        id: id.to_owned(),
        file: lines.file.to_owned(),
        source: source.to_owned(),
        profile,
        knobs,
        start,
        steps,
        line,
    })
}

/// Any `set` lines, then `start`.
fn read_settings<'a>(lines: &mut Lines<'a>) -> Result<(Vec<Knob>, usize, &'a str), ParseError> {
    let mut knobs = Vec::new();
    loop {
        match lines.next() {
            Some((line, "set", rest)) if knobs.len() < MOST_STEPS => {
                knobs.push(parse_knob(rest).map_err(|message| lines.error(line, message))?);
            }
            Some((line, "set", _)) => {
                return Err(lines.error(line, format!("more than {MOST_STEPS} settings")));
            }
            Some((line, "start", rest)) => return Ok((knobs, line, rest)),
            Some((line, word, _)) => {
                let message = format!("expected \"set\" or \"start\", found \"{}\"", shorten(word));
                return Err(lines.error(line, message));
            }
            None => {
                let message = "the file ends where \"start\" should stand".to_owned();
                return Err(lines.error(lines.last, message));
            }
        }
    }
}

/// Events and claims, up to `end`.
fn read_steps(lines: &mut Lines) -> Result<Vec<(usize, Step)>, ParseError> {
    let (mut steps, mut sent) = (Vec::new(), 0_u32);
    loop {
        let Some((line, word, rest)) = lines.next() else {
            return Err(lines.error(lines.last, "the file ends inside a case".to_owned()));
        };
        if (word, rest) == ("end", "") {
            return Ok(steps);
        }
        if steps.len() == MOST_STEPS {
            return Err(lines.error(line, format!("more than {MOST_STEPS} events and claims in a case")));
        }
        let step = parse_step(word, rest).map_err(|message| lines.error(line, message))?;
        if let Step::Call(Call::Send(octets)) = step {
            sent = sent.saturating_add(octets);
            if sent > MOST_SENT {
                return Err(lines.error(line, format!("a case sends at most {MOST_SENT} octets in all")));
            }
        }
        steps.push((line, step));
    }
}

fn parse_profile(text: &str) -> Result<Profile, String> {
    let found = Profile::NAMES.iter().find(|(name, _)| *name == text);
    found.map(|(_, profile)| *profile).ok_or_else(|| format!("there is no profile \"{}\"", shorten(text)))
}

fn parse_knob(text: &str) -> Result<Knob, String> {
    let mut words = text.split_whitespace();
    let (Some(knob), Some(value), None) = (words.next(), words.next(), words.next()) else {
        return Err("a setting is \"set <knob> <value>\"".to_owned());
    };
    let knob = match knob {
        "window" => Knob::Window(parse_window(value)?),
        "rto" => Knob::Rto(parse_time(value).and_then(not_zero)?),
        "msl" => Knob::Msl(parse_time(value)?),
        "user-timeout" => Knob::UserTimeout(parse_limit(value)?),
        "fin-wait-2-timeout" => Knob::FinWait2Timeout(parse_limit(value)?),
        "rfc1337" => Knob::Rfc1337(choose(value, [("on", true), ("off", false)])?),
        "tw-syn" => Knob::TimeWaitSyn(choose(
            value,
            [
                ("challenge", TimeWaitSyn::Challenge),
                ("rfc6191", TimeWaitSyn::Rfc6191),
                ("rfc793", TimeWaitSyn::Rfc793),
            ],
        )?),
        "half-duplex-close" => Knob::HalfDuplexClose(choose(value, [("on", true), ("off", false)])?),
        "zero-window-fin" => Knob::ZeroWindowFin(choose(value, [("accept", true), ("strict", false)])?),
        "drop-syn-fin" => Knob::DropSynFin(choose(value, [("on", true), ("off", false)])?),
        _ => return Err(format!("there is no knob \"{}\"", shorten(knob))),
    };
    Ok(knob)
}

fn choose<T: Copy, const N: usize>(value: &str, choices: [(&str, T); N]) -> Result<T, String> {
    choices.iter().find(|(name, _)| *name == value).map(|(_, choice)| *choice).ok_or_else(|| {
        let names = choices.map(|(name, _)| name).join(", ");
        format!("\"{}\" is none of: {names}", shorten(value))
    })
}

fn parse_window(text: &str) -> Result<u32, String> {
    let octets = parse_number(text)?;
    if octets > MOST_WINDOW { Err(format!("a window is at most {MOST_WINDOW} octets")) } else { Ok(octets) }
}

/// `<N>ms`. N is below 2^32, which is 49 days.
fn parse_time(text: &str) -> Result<Duration, String> {
    let number = text.strip_suffix("ms").ok_or_else(|| format!("\"{}\" is not <N>ms", shorten(text)))?;
    Ok(Duration::from_millis(u64::from(parse_number(number)?)))
}

fn not_zero(length: Duration) -> Result<Duration, String> {
    if length == Duration::ZERO { Err("a timeout of 0 ms would never end".to_owned()) } else { Ok(length) }
}

fn parse_limit(text: &str) -> Result<Option<Duration>, String> {
    if text == "off" { Ok(None) } else { parse_time(text).map(Some) }
}

fn parse_start(text: &str) -> Result<Start, String> {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or("");
    let (state, passive) = match name {
        "SYN-RECEIVED-PASSIVE" => (State::SynReceived, true),
        "SYN-RECEIVED-ACTIVE" => (State::SynReceived, false),
        "SYN-RECEIVED" => return Err("SYN-RECEIVED-PASSIVE or SYN-RECEIVED-ACTIVE?".to_owned()),
        _ => (parse_state(name)?, false),
    };
    let mut start = Start { state, passive, snd_nxt: None, rcv_nxt: None };
    for word in words {
        let wrong = || format!("\"{}\" is neither snd.nxt=N nor rcv.nxt=N", shorten(word));
        let (name, number) = word.split_once('=').ok_or_else(wrong)?;
        let slot = match name {
            "snd.nxt" => &mut start.snd_nxt,
            "rcv.nxt" => &mut start.rcv_nxt,
            _ => return Err(wrong()),
        };
        if slot.replace(SeqNum(parse_number(number)?)).is_some() {
            return Err(format!("{name} stands there twice"));
        }
    }
    Ok(start)
}

fn parse_state(name: &str) -> Result<State, String> {
    State::from_name(name).ok_or_else(|| format!("there is no state \"{}\"", shorten(name)))
}

fn parse_step(word: &str, rest: &str) -> Result<Step, String> {
    match word {
        "in" => parse_arrival(rest).map(Step::In),
        "call" => parse_call(rest).map(Step::Call),
        "after" => parse_wait(rest).map(Step::After),
        "out" => Pattern::parse(rest).map(Step::Out),
        "quiet" if rest.is_empty() => Ok(Step::Quiet),
        "app" => rest.split('|').map(parse_told).collect::<Result<_, _>>().map(Step::App),
        "state" => rest.split('|').map(parse_state).collect::<Result<_, _>>().map(Step::State),
        "case" => Err("the case before this one has no \"end\"".to_owned()),
        _ => Err(format!("\"{}\" is no line of a case", shorten(format!("{word} {rest}").trim()))),
    }
}

fn parse_arrival(text: &str) -> Result<Pattern, String> {
    let segment = Pattern::parse(text)?;
    if segment.any_seq() {
        return Err("what arrives has a number".to_owned());
    }
    Ok(segment)
}

fn parse_call(text: &str) -> Result<Call, String> {
    let mut words = text.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("close"), None, None) => Ok(Call::Close),
        (Some("shutdown"), None, None) => Ok(Call::Shutdown),
        (Some("abort"), None, None) => Ok(Call::Abort),
        (Some("read"), None, None) => Ok(Call::Receive(u32::MAX)),
        (Some("open-active"), None, None) => Ok(Call::OpenActive),
        (Some("open-passive"), None, None) => Ok(Call::OpenPassive),
        (Some("send"), Some(octets), None) => parse_number(octets).map(Call::Send),
        _ => Err(format!("there is no call \"{}\"", shorten(text))),
    }
}

fn parse_wait(text: &str) -> Result<Wait, String> {
    match text {
        "rto" => Ok(Wait::Rto),
        "2msl" => Ok(Wait::TwoMsl(Duration::ZERO)),
        _ => match text.strip_prefix("2msl-") {
            Some(less) => parse_time(less).map(Wait::TwoMsl),
            None => parse_time(text).map(Wait::For),
        },
    }
}

fn parse_told(text: &str) -> Result<Told, String> {
    match text {
        "eof" => Ok(Told::This(Notice::EndOfData)),
        "reset" => Ok(Told::This(Notice::Reset)),
        "refused" => Ok(Told::This(Notice::Refused)),
        "timeout" => Ok(Told::This(Notice::TimedOut)),
        "error closing" => Ok(Told::This(Notice::Error(CallError::Closing))),
        _ => match text.strip_prefix("data ") {
            Some(octets) => parse_number(octets).map(Told::Data),
            None => Err(format!("no program is told \"{}\"", shorten(text))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
# a comment
case x-1
source X: y; RFC 9293 3.6
# D4
profile any
set window 300
start ESTABLISHED snd.nxt=100 rcv.nxt=300
call send 3
call close
# between
out F. 100:103(3) ack 300
app reset|data 3
state FIN-WAIT-1|CLOSED
after 2msl-5ms
quiet
end
";

    #[test]
    fn a_case_is_read() {
        let cases = parse("x.case", GOOD).unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!((cases[0].id.as_str(), cases[0].steps.len(), cases[0].line), ("x-1", 7, 7));
    }

    /// One line of the good case is replaced: exactly that line is blamed.
    fn blamed(line: usize, replacement: &str) -> String {
        let text: Vec<&str> = GOOD
            .lines()
            .enumerate()
            .map(|(index, old)| if index + 1 == line { replacement } else { old })
            .collect();
        let error = parse("x.case", &text.join("\n")).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("x.case", line), "{replacement}: {error}");
        error.message
    }

    #[test]
    fn what_is_not_understood_is_an_error_with_its_line() {
        for (line, replacement) in [
            (2, "case"),
            (2, "case two words"),
            (3, "source"),
            (5, "profile bsd"),
            (6, "set window"),
            (6, "set window -1"),
            (6, "set window 4294967296"),
            (6, "set window 4294967295"),
            (6, "set rto 0ms"),
            (6, "set rto 1s"),
            (6, "set colour red"),
            (6, "set rfc1337 maybe"),
            (7, "start"),
            (7, "start OPEN"),
            (7, "start SYN-RECEIVED"),
            (7, "start ESTABLISHED snd.nxt=99999999999"),
            (7, "start ESTABLISHED snd.una=1"),
            (7, "in . 1:1(0) ack 1"),
            (8, "call send"),
            (8, "call send -3"),
            (8, "call send 99999999999999999999"),
            (8, "call fork"),
            (8, "set window 3"),
            (11, "out F. 100:103(3)"),
            (12, "app happy"),
            (13, "state"),
            (13, "state FINWAIT"),
            (14, "after -5ms"),
            (14, "after 5"),
            (14, "after 99999999999ms"),
            (14, "in . *:*(0) ack 1"),
            (15, "quiet please"),
            (15, "case x-2"),
            (16, "end of it"),
        ] {
            assert!(blamed(line, replacement).len() < 160);
        }
    }

    #[test]
    fn a_file_that_breaks_off_is_an_error() {
        for lines in 1..16 {
            let text: Vec<&str> = GOOD.lines().take(lines).collect();
            assert!(parse("x.case", &text.join("\n")).is_err(), "{lines}");
        }
        assert!(parse("x.case", &GOOD.repeat(2)).unwrap_err().message.contains("two cases"));
    }

    #[test]
    fn huge_cases_are_refused() {
        let text = GOOD.replace("quiet\n", &"call read\n".repeat(MOST_STEPS));
        assert!(parse("x.case", &text).unwrap_err().message.contains("more than"));
    }
}
