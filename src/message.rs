//! What the page around an embed may ask of it: messages as they come in, read strictly, and no more.
//!
//! A message is an object `{ type: "four-waves:seek", version: 1, t: 3.2 }`. Whoever sends it, it can do
//! what [`Command`] names: nothing here opens a file, follows a link, or tells what a person typed.
//! `docs/embed.md` has all of it for people.

use crate::sim::link_code::{decode, newer};
use crate::sim::questions::Question;
use crate::sim::{Scenario, catalog::Name};
use crate::text::{Lang, foreign};
use crate::time::Instant;

/// The version of the messages, in both directions.
pub const VERSION: u32 = 1;
/// What every type of ours begins with.
pub const PREFIX: &str = "four-waves:";
/// What an embed tells: such a message that comes back is no question.
pub const TOLD: [&str; 5] = ["ready", "height", "event", "state", "error"];
/// What may be asked of it.
pub const ASKED: [&str; 6] = ["play", "pause", "seek", "step", "load", "setLang"];

/// The farthest moment that can be asked for; no scenario lasts longer.
const LATEST_SECONDS: f64 = 86_400.0;
/// No link is longer: see [`crate::sim::link_code`].
const LONGEST_LINK: usize = 20_000;
/// So much of what somebody wrote is repeated to them.
const REPEATED: usize = 40;

/// A field of a message, as far as any of them means something.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// Neither: an object, a list, `true`, `null`.
    Other,
}

/// What an embed does when asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Play,
    Pause,
    Seek(Instant),
    /// To the next (true) or the previous event.
    Step(bool),
    Load(Box<Scenario>),
    SetLang(Lang),
}

/// Why a message is not followed. The words are in [`crate::text::embed`].
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// There is no such command.
    Unknown(String),
    /// It is of this version, which is not ours; empty where none is said.
    Version(String),
    /// This field is missing, or is nothing of what the text says.
    Field { name: &'static str, expected: Expected },
    /// The scenario's name or link cannot be read: the part that cannot.
    Scenario(String),
    /// A later version of the page has written the link.
    NewerLink,
}

/// What a field has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A number of seconds from 0 to a day.
    Seconds,
    /// 1 or −1.
    Way,
    /// A scenario's name, or the link of one.
    Scenario,
    /// `en` or `zh`.
    Lang,
}

/// Reads a message by its fields. `None`: it is none of ours, and nothing is answered.
///
/// # Errors
/// What of it cannot be followed.
pub fn parse(field: &dyn Fn(&str) -> Option<Value>) -> Option<Result<Command, Error>> {
    let Some(Value::Text(kind)) = field("type") else { return None };
    let verb = kind.strip_prefix(PREFIX)?;
    if TOLD.contains(&verb) {
        return None;
    }
    Some(command(verb, field))
}

fn command(verb: &str, field: &dyn Fn(&str) -> Option<Value>) -> Result<Command, Error> {
    match field("version") {
        Some(Value::Number(version)) if version == f64::from(VERSION) => {}
        Some(Value::Number(version)) if (0.0..1e9).contains(&version) => {
            return Err(Error::Version((version as u32).to_string()));
        }
        Some(Value::Text(version)) => return Err(Error::Version(short(&version))),
        _ => return Err(Error::Version(String::new())),
    }
    Ok(match verb {
        "play" => Command::Play,
        "pause" => Command::Pause,
        "seek" => match field("t") {
            Some(Value::Number(seconds)) if (0.0..=LATEST_SECONDS).contains(&seconds) => {
                Command::Seek(Instant::from_micros((seconds * 1e6).round() as u64))
            }
            _ => return Err(Error::Field { name: "t", expected: Expected::Seconds }),
        },
        "step" => match field("by") {
            None => Command::Step(true),
            Some(Value::Number(by)) if by == 1.0 || by == -1.0 => Command::Step(by > 0.0),
            _ => return Err(Error::Field { name: "by", expected: Expected::Way }),
        },
        "load" => match field("scenario") {
            Some(Value::Text(link)) if !link.is_empty() => Command::Load(Box::new(scenario(&link)?)),
            _ => return Err(Error::Field { name: "scenario", expected: Expected::Scenario }),
        },
        "setLang" => match field("lang") {
            Some(Value::Text(tag)) if Lang::from_tag(&tag).is_some() => {
                Command::SetLang(Lang::from_tag(&tag).unwrap_or_default())
            }
            _ => return Err(Error::Field { name: "lang", expected: Expected::Lang }),
        },
        other => return Err(Error::Unknown(short(other))),
    })
}

/// Unlike a person's link a program's is followed as a whole or not at all.
fn scenario(link: &str) -> Result<Scenario, Error> {
    if link.len() > LONGEST_LINK {
        return Err(Error::Scenario(short(link)));
    }
    let link = link.trim_start_matches('#');
    if newer(link) {
        return Err(Error::NewerLink);
    }
    let decoded = decode(link);
    let known = |name: &str| Name::from_id(name).is_some() || Question::from_id(name).is_some();
    match decoded.problem {
        None => Ok(decoded.scenario),
        // A name alone is repeated as it came; of a link the part that cannot be read.
        Some(_) if !link.contains(';') && !known(link) => Err(Error::Scenario(short(link))),
        Some(problem) => Err(Error::Scenario(short(quoted(&problem)))),
    }
}

/// What stands between the quotation marks of a link's problem.
fn quoted(problem: &str) -> &str {
    let behind = problem.split_once('\u{201c}').map_or(problem, |(_, behind)| behind);
    behind.split('\u{201d}').next().unwrap_or_default()
}

fn short(text: &str) -> String {
    foreign(&text.chars().take(REPEATED).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, Value)]) -> Option<Result<Command, Error>> {
        parse(&|name| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()))
    }

    fn ask(verb: &str, more: &[(&str, Value)]) -> Result<Command, Error> {
        let mut fields =
            vec![("type", Value::Text([PREFIX, verb].concat())), ("version", Value::Number(1.0))];
        fields.extend(more.iter().cloned());
        read(&fields).expect("it is one of ours")
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn every_command_is_read() {
        assert_eq!(ask("play", &[]), Ok(Command::Play));
        assert_eq!(ask("pause", &[]), Ok(Command::Pause));
        assert_eq!(ask("seek", &[("t", Value::Number(3.2))]), Ok(Command::Seek(Instant::from_millis(3_200))));
        assert_eq!(ask("step", &[]), Ok(Command::Step(true)));
        assert_eq!(ask("step", &[("by", Value::Number(-1.0))]), Ok(Command::Step(false)));
        assert_eq!(ask("setLang", &[("lang", text("zh-CN"))]), Ok(Command::SetLang(Lang::Zh)));
        for link in ["last-ack-lost", "1;last-ack-lost", "#1;last-ack-lost?lang=zh&t=3"] {
            let scenario = Box::new(Name::LastAckLost.scenario(false));
            assert_eq!(ask("load", &[("scenario", text(link))]), Ok(Command::Load(scenario)), "{link}");
        }
    }

    #[test]
    fn what_is_not_ours_is_not_answered() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[("type", Value::Other)]), None);
        assert_eq!(read(&[("type", text("webpackOk"))]), None);
        assert_eq!(read(&[("context", text("h5p")), ("action", text("hello"))]), None);
        for told in TOLD {
            assert_eq!(read(&[("type", Value::Text([PREFIX, told].concat()))]), None, "our own, sent back");
        }
    }

    #[test]
    fn what_cannot_be_followed_says_why() {
        let field = |name, expected| Err(Error::Field { name, expected });
        assert_eq!(ask("open", &[]), Err(Error::Unknown("open".into())));
        assert_eq!(ask("", &[]), Err(Error::Unknown(String::new())));
        for wrong in
            [Value::Number(-1.0), Value::Number(f64::NAN), Value::Number(1e9), text("3"), Value::Other]
        {
            assert_eq!(ask("seek", &[("t", wrong)]), field("t", Expected::Seconds));
        }
        assert_eq!(ask("seek", &[]), field("t", Expected::Seconds));
        assert_eq!(ask("step", &[("by", Value::Number(2.0))]), field("by", Expected::Way));
        assert_eq!(ask("setLang", &[("lang", text("tlh"))]), field("lang", Expected::Lang));
        assert_eq!(ask("load", &[]), field("scenario", Expected::Scenario));
        for (link, part) in
            [("five", "five"), ("1;five;o", "five"), ("1;abort;d=-1", "d=-1"), ("x;abort", "x")]
        {
            assert_eq!(ask("load", &[("scenario", text(link))]), Err(Error::Scenario(part.into())), "{link}");
        }
        assert_eq!(ask("load", &[("scenario", text("2;abort"))]), Err(Error::NewerLink));
        assert!(ask("load", &[("scenario", Value::Text("x".repeat(30_000)))]).is_err());
    }

    #[test]
    fn another_version_is_refused() {
        let with = |version: Option<Value>| {
            let version = version.map(|version| ("version", version));
            let kind = ("type", text("four-waves:play"));
            read(&[kind].into_iter().chain(version).collect::<Vec<_>>())
        };
        let refused = |version: &str| Some(Err(Error::Version(version.into())));
        assert_eq!(with(None), refused(""));
        assert_eq!(with(Some(Value::Number(2.0))), refused("2"));
        assert_eq!(with(Some(text("1"))), refused("1"));
        assert_eq!(with(Some(Value::Number(f64::INFINITY))), refused(""));
    }
}
