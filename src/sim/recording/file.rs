//! The recordings' JSON, and its way into a [`Scenario`].

use super::{
    Header, LeftSocket, MOST_OCTETS, RecordedApp, RecordedSegment, RecordedState, Recording, TWIN_AFTER,
};
use crate::sim::catalog::blank;
use crate::sim::scenario::{Fault, Match, Network, Scenario, Side, Step, Verdict};
use crate::tcp::{Kind, Stack, State};
use crate::time::{Duration, Instant};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Unexpected, Visitor};
use std::fmt;

/// Linux' TIME-WAIT is 60 s.
const MSL: Duration = Duration::from_secs(30);

/// No recording lasts longer, in milliseconds.
const LONGEST_MS: u64 = 3_600_000;
/// Most octets in one send or read: more than any trace can carry.
const MOST_IN_ONE_CALL: u64 = 100_000_000;
const MOST_STEPS: usize = 1_000;
const MOST_RULES: usize = 1_000;
/// Most segments, states and program events.
const MOST_ROWS: usize = 5_000;

#[derive(Deserialize)]
struct File {
    name: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    kernel: String,
    #[serde(default)]
    network: Net,
    client: Vec<String>,
    server: Vec<String>,
    run_ms: u64,
    #[serde(default)]
    left_at_end: Ends<Vec<Left>>,
    segments: Vec<SegmentRow>,
    states: Vec<StateRow>,
    #[serde(default)]
    app: Vec<AppRow>,
}

// A key that is misspelt here would silently change the network.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Net {
    #[serde(default)]
    delay_ms: Ends<Option<u64>>,
    #[serde(default)]
    drop: Vec<Rule>,
    #[serde(default)]
    duplicate: Vec<Rule>,
    #[serde(default)]
    hold: Vec<Rule>,
    down: Option<Down>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends<T: Default> {
    #[serde(default)]
    client: T,
    #[serde(default)]
    server: T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    from: Side,
    #[serde(rename = "match")]
    of: What,
    nth: Nth,
    extra_ms: Option<u64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Any,
    Syn,
    Synack,
    Fin,
    Rst,
    Data,
    PureAck,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Down {
    from_ms: u64,
    to_ms: u64,
}

#[derive(Deserialize)]
struct Left {
    state: State,
    #[serde(default)]
    timer_ms: u64,
}

#[derive(Deserialize)]
struct SegmentRow {
    t_ms: f64,
    from: Side,
    flags: String,
    seq: u32,
    ack: Option<u32>,
    len: u32,
    #[serde(default)]
    win: u32,
    fate: RowFate,
    arrives_ms: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RowFate {
    Delivered,
    Dropped,
    Duplicated,
    Held,
}

#[derive(Deserialize)]
struct StateRow {
    t_ms: f64,
    side: Side,
    state: State,
}

#[derive(Deserialize)]
struct AppRow {
    t_ms: f64,
    side: Side,
    event: String,
}

/// The n-th, or all, of the segments that match; counted from 1.
enum Nth {
    All,
    Some(Vec<u32>),
}

impl<'de> Deserialize<'de> for Nth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NthVisitor)
    }
}

struct NthVisitor;

impl<'de> Visitor<'de> for NthVisitor {
    type Value = Nth;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number from 1, a list of them, or \"all\"")
    }

    fn visit_u64<E: Error>(self, nth: u64) -> Result<Nth, E> {
        match u32::try_from(nth) {
            Ok(nth) if nth > 0 => Ok(Nth::Some(vec![nth])),
            _ => Err(E::invalid_value(Unexpected::Unsigned(nth), &self)),
        }
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Nth, E> {
        if word == "all" { Ok(Nth::All) } else { Err(E::invalid_value(Unexpected::Str(word), &self)) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Nth, A::Error> {
        let mut all = Vec::new();
        while let Some(nth) = list.next_element::<u32>()? {
            if nth == 0 || all.len() == MOST_RULES {
                return Err(A::Error::invalid_value(Unexpected::Seq, &self));
            }
            all.push(nth);
        }
        Ok(Nth::Some(all))
    }
}

pub(super) fn parse(json: &str) -> Result<Recording, String> {
    if json.len() > MOST_OCTETS {
        return Err(format!("the file is larger than {} MiB", MOST_OCTETS >> 20));
    }
    let file: File = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let scenario = scenario(&file)?;
    for (key, rows) in
        [("segments", file.segments.len()), ("states", file.states.len()), ("app", file.app.len())]
    {
        at_most(key, rows, MOST_ROWS)?;
    }
    Ok(Recording {
        scenario,
        segments: each("segments", file.segments, segment)?,
        states: each("states", file.states, |row| {
            Ok(RecordedState { at: moment("t_ms", row.t_ms)?, side: row.side, state: row.state })
        })?,
        app: each("app", file.app, |row| {
            Ok(RecordedApp { at: moment("t_ms", row.t_ms)?, side: row.side, event: row.event })
        })?,
        left_at_end: [left(&file.left_at_end.client), left(&file.left_at_end.server)],
        name: file.name,
        about: file.about,
        kernel: file.kernel,
    })
}

/// Turns every row into what it means, or says which one means nothing.
fn each<R, T>(key: &str, rows: Vec<R>, read: impl Fn(R) -> Result<T, String>) -> Result<Vec<T>, String> {
    let read_one = |(index, row)| read(row).map_err(|what| format!("{key}[{index}]: {what}"));
    rows.into_iter().enumerate().map(read_one).collect()
}

fn at_most(key: &str, count: usize, most: usize) -> Result<(), String> {
    if count > most { Err(format!("{key}: {count} entries, at most {most} are read")) } else { Ok(()) }
}

fn moment(key: &str, ms: f64) -> Result<Instant, String> {
    if (0.0..=LONGEST_MS as f64).contains(&ms) {
        Ok(Instant::from_micros((ms * 1_000.0).round() as u64))
    } else {
        Err(format!("{key} is {ms}, not between 0 and {LONGEST_MS}"))
    }
}

fn millis(key: &str, ms: u64) -> Result<Duration, String> {
    if ms <= LONGEST_MS {
        Ok(Duration::from_millis(ms))
    } else {
        Err(format!("{key}: {ms} ms, at most {LONGEST_MS} are allowed"))
    }
}

fn left(sockets: &[Left]) -> Vec<LeftSocket> {
    let socket = |left: &Left| LeftSocket { state: left.state, timer: Duration::from_millis(left.timer_ms) };
    sockets.iter().map(socket).collect()
}

fn segment(row: SegmentRow) -> Result<RecordedSegment, String> {
    let mut header = Header { syn: false, fin: false, rst: false, seq: row.seq, ack: row.ack, len: row.len };
    let (mut psh, mut ack) = (false, false);
    for flag in row.flags.chars() {
        match flag {
            'S' => header.syn = true,
            'F' => header.fin = true,
            'R' => header.rst = true,
            'P' => psh = true,
            'A' => ack = true,
            _ => return Err(format!("flags: {flag:?} is none of S, F, R, P, A")),
        }
    }
    if ack != row.ack.is_some() {
        return Err("flag A and key ack contradict each other".to_owned());
    }
    if (row.fate == RowFate::Dropped) != row.arrives_ms.is_none() {
        return Err("fate and arrives_ms contradict each other".to_owned());
    }
    let sent = moment("t_ms", row.t_ms)?;
    let arrives = row.arrives_ms.map(|ms| moment("arrives_ms", ms)).transpose()?;
    if arrives.is_some_and(|at| at < sent) {
        return Err("it arrives before it is sent".to_owned());
    }
    let twice = row.fate == RowFate::Duplicated;
    Ok(RecordedSegment { sent, from: row.from, header, psh, window: row.win, arrives, twice })
}

fn scenario(file: &File) -> Result<Scenario, String> {
    let mut scenario = blank(&file.name, true);
    scenario.before = [0, 0];
    scenario.client.program = program("client", &file.client)?;
    scenario.server.program = program("server", &file.server)?;
    for side in Side::BOTH {
        let host = scenario.host_mut(side);
        host.stack = Stack::Rfc9293;
        host.msl = Some(MSL);
    }
    scenario.network = network(&file.network)?;
    scenario.horizon = millis("run_ms", file.run_ms)?;
    Ok(scenario)
}

fn network(net: &Net) -> Result<Network, String> {
    let delay = [("client", net.delay_ms.client), ("server", net.delay_ms.server)];
    let [client, server] =
        delay.map(|(side, ms)| millis(&format!("network.delay_ms.{side}"), ms.unwrap_or(50)));
    let mut faults = Vec::new();
    // The last that fits counts: what is dropped can be neither doubled nor held.
    for (key, rules) in [("hold", &net.hold), ("duplicate", &net.duplicate), ("drop", &net.drop)] {
        for (index, rule) in rules.iter().enumerate() {
            let place = format!("network.{key}[{index}]");
            let verdict = match (key, rule.extra_ms) {
                ("hold", Some(ms)) => Verdict::Delay(millis(&format!("{place}.extra_ms"), ms)?),
                ("hold", None) => return Err(format!("{place}: extra_ms is missing")),
                (_, Some(_)) => return Err(format!("{place}: only hold has extra_ms")),
                ("duplicate", None) => Verdict::Duplicate(TWIN_AFTER),
                (_, None) => Verdict::Lose,
            };
            add_rule(&mut faults, rule, verdict);
            at_most("network", faults.len(), MOST_RULES)?;
        }
    }
    let down = match &net.down {
        Some(cut) if cut.from_ms > cut.to_ms => {
            return Err("network.down: it ends before it begins".to_owned());
        }
        Some(cut) => {
            let from = Instant::START + millis("network.down.from_ms", cut.from_ms)?;
            Some((from, Instant::START + millis("network.down.to_ms", cut.to_ms)?))
        }
        None => None,
    };
    Ok(Network { delay: [client?, server?], spacing: Duration::ZERO, loss: None, faults, down })
}

fn add_rule(faults: &mut Vec<Fault>, rule: &Rule, verdict: Verdict) {
    let of = match rule.of {
        What::Any => Match::Any,
        What::Syn => Match::Kind(Kind::Syn),
        What::Synack => Match::Kind(Kind::SynAck),
        What::Fin => Match::Kind(Kind::Fin),
        What::Rst => Match::Kind(Kind::Rst),
        What::Data => Match::WithData,
        What::PureAck => Match::Kind(Kind::Ack),
    };
    let fault = |nth| Fault { from: rule.from, of, nth, verdict };
    match &rule.nth {
        Nth::All => faults.push(fault(None)),
        Nth::Some(list) => faults.extend(list.iter().map(|nth| fault(Some(*nth)))),
    }
}

fn program(side: &str, lines: &[String]) -> Result<Vec<Step>, String> {
    at_most(side, lines.len(), MOST_STEPS)?;
    let mut steps = Vec::new();
    let mut unlistened = false;
    for (index, line) in lines.iter().enumerate() {
        let wrong = |what: &str| Err(format!("{side}[{index}]: {line:?}: {what}"));
        match step(line) {
            Ok(Some(Step::Accept)) if unlistened => return wrong("nothing listens after unlisten"),
            Ok(Some(step)) => steps.push(step),
            // Once it has accepted, a program without listener has the same connection as before;
            // and who never accepts never listens.
            Ok(None) if index == 0 || steps.contains(&Step::Accept) => unlistened = true,
            Ok(None) => return wrong("unlisten is understood as the first step or after accept"),
            Err(what) => return wrong(what),
        }
    }
    Ok(steps)
}

/// One step; `None` is unlisten, which is no step here.
fn step(line: &str) -> Result<Option<Step>, &'static str> {
    let (word, number) = match line.split_once(' ') {
        Some((word, number)) => (word, Some(number)),
        None => (line, None),
    };
    let number =
        match number.map(|digits| (digits.bytes().all(|b| b.is_ascii_digit()), digits.parse::<u64>())) {
            None => None,
            Some((true, Ok(number))) => Some(number),
            Some(_) => return Err("a step is a word and at most one whole number, not negative"),
        };
    let octets = |number: u64| match u32::try_from(number) {
        Ok(octets) if number <= MOST_IN_ONE_CALL => Ok(octets),
        _ => Err("at most 100000000 octets are allowed"),
    };
    Ok(Some(match (word, number) {
        ("connect", None) => Step::Connect,
        ("accept", None) => Step::Accept,
        ("read_to_eof", None) => Step::ReadToEof,
        ("shutdown", None) => Step::Shutdown,
        ("close", None) => Step::Close,
        ("abort", None) => Step::Abort,
        ("keep", None) => Step::Keep,
        ("unlisten", None) => return Ok(None),
        ("send", Some(number)) => Step::Send(octets(number)?),
        ("read", Some(number)) => Step::Read(octets(number)?),
        ("sleep", Some(ms)) if ms <= LONGEST_MS => Step::Sleep(Duration::from_millis(ms)),
        ("sleep", Some(_)) => return Err("at most 3600000 ms are allowed"),
        ("send" | "read" | "sleep", None) => return Err("a number is missing"),
        _ => {
            return Err(
                "unknown step; known are connect, accept, sleep MS, send N, read N, read_to_eof, shutdown, \
                 close, abort, keep, unlisten",
            );
        }
    }))
}
