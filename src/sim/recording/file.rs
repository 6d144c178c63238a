//! The recordings' JSON, and its way into a [`Scenario`].

use super::json::Json;
use super::place::{Place, quoted};
use super::{
    Header, LeftSocket, RecordedApp, RecordedSegment, RecordedState, Recording, RecordingError, SAVED,
    TWIN_AFTER,
};
use crate::sim::catalog::blank;
use crate::sim::link_code::{decode, own_name};
use crate::sim::scenario::{Fault, Host, Match, Network, Scenario, Side, Step, Verdict};
use crate::tcp::{Kind, Stack, State};
use crate::time::{Duration, Instant};

/// The recorder starts the server's program first.
const CLIENT_STARTS: Duration = Duration::from_millis(50);
/// No recording lasts longer, in milliseconds.
const LONGEST_MS: u32 = 3_600_000;
/// Most octets in one send or read: more than any trace can carry.
const MOST_IN_ONE_CALL: u64 = 100_000_000;
const MOST_STEPS: usize = 1_000;
const MOST_RULES: usize = 1_000;
/// Most segments, states and program events.
const MOST_ROWS: usize = 5_000;

type Read<T> = Result<T, RecordingError>;

pub(super) fn read(json: &Json) -> Read<Recording> {
    let file = Place::root(json);
    let name = file.need("name")?.text()?.to_owned();
    Ok(Recording {
        about: text_or_nothing(file, "about")?,
        kernel: text_or_nothing(file, "kernel")?,
        scenario: scenario(file, &name)?,
        segments: file.need("segments")?.each(MOST_ROWS, segment)?,
        states: file.need("states")?.each(MOST_ROWS, state)?,
        app: match file.get("app")? {
            Some(rows) => rows.each(MOST_ROWS, app)?,
            None => Vec::new(),
        },
        left_at_end: left_at_end(file)?,
        name,
    })
}

pub(super) fn read_scenario(json: &Json) -> Read<Scenario> {
    let file = Place::root(json);
    if let Some(version) = file.get(SAVED)? {
        version.whole(1, 1)?;
        return saved(file.need("link")?);
    }
    let mut scenario = scenario(file, file.need("name")?.text()?)?;
    scenario.name = own_name(&scenario.name);
    Ok(scenario)
}

/// The link is the whole scenario; what else the file says is for people.
fn saved(link: Place) -> Read<Scenario> {
    let decoded = decode(link.text()?);
    decoded.problem.map_or(Ok(decoded.scenario), |problem| Err(link.wrong(&problem)))
}

fn text_or_nothing(file: Place, key: &str) -> Read<String> {
    let text = file.get(key)?.map(|text| text.text()).transpose()?;
    Ok(text.unwrap_or_default().to_owned())
}

fn moment(place: Place) -> Read<Instant> {
    let ms = place.number(LONGEST_MS.into())?;
    Ok(Instant::from_micros((ms * 1_000.0 + 0.5) as u64))
}

fn millis(place: Place) -> Read<Duration> {
    place.number(LONGEST_MS.into()).map(|ms| Duration::from_micros((ms * 1_000.0 + 0.5) as u64))
}

fn side(place: Place) -> Read<Side> {
    Ok(Side::BOTH[place.which(&["client", "server"])?])
}

fn state_name(place: Place) -> Read<State> {
    Ok(State::ALL[place.which(&State::ALL.map(State::name))?])
}

// ---- what was recorded ----

fn segment(row: Place) -> Read<RecordedSegment> {
    let mut header = Header {
        syn: false,
        fin: false,
        rst: false,
        seq: row.need("seq")?.whole(0, u32::MAX)?,
        ack: row.get("ack")?.map(|ack| ack.whole(0, u32::MAX)).transpose()?,
        len: row.need("len")?.whole(0, u32::MAX)?,
    };
    let (mut psh, mut ack) = (false, false);
    let flags = row.need("flags")?;
    for flag in flags.text()?.chars() {
        match flag {
            'S' => header.syn = true,
            'F' => header.fin = true,
            'R' => header.rst = true,
            'P' => psh = true,
            'A' => ack = true,
            _ => return Err(flags.expected("none but the letters S, F, R, P, A")),
        }
    }
    if ack != header.ack.is_some() {
        return Err(row.wrong("flag A and key ack contradict each other"));
    }
    let fate = row.need("fate")?.which(&["delivered", "dropped", "duplicated", "held"])?;
    let (lost, twice) = (fate == 1, fate == 2);
    let sent = moment(row.need("t_ms")?)?;
    let arrives = row.get("arrives_ms")?.map(moment).transpose()?;
    if lost != arrives.is_none() {
        return Err(row.wrong("fate and arrives_ms contradict each other"));
    }
    if arrives.is_some_and(|at| at < sent) {
        return Err(row.wrong("it arrives before it is sent"));
    }
    let window = row.get("win")?.map(|window| window.whole(0, u32::MAX)).transpose()?.unwrap_or(0);
    Ok(RecordedSegment { sent, from: side(row.need("from")?)?, header, psh, window, arrives, twice })
}

fn state(row: Place) -> Read<RecordedState> {
    Ok(RecordedState {
        at: moment(row.need("t_ms")?)?,
        side: side(row.need("side")?)?,
        state: state_name(row.need("state")?)?,
    })
}

fn app(row: Place) -> Read<RecordedApp> {
    Ok(RecordedApp {
        at: moment(row.need("t_ms")?)?,
        side: side(row.need("side")?)?,
        event: row.need("event")?.text()?.to_owned(),
    })
}

fn left_at_end(file: Place) -> Read<[Vec<LeftSocket>; 2]> {
    let Some(ends) = file.get("left_at_end")? else { return Ok([Vec::new(), Vec::new()]) };
    ends.knows(&["client", "server"])?;
    let left = |side| match ends.get(side)? {
        Some(sockets) => sockets.each(MOST_ROWS, left_socket),
        None => Ok(Vec::new()),
    };
    Ok([left("client")?, left("server")?])
}

fn left_socket(place: Place) -> Read<LeftSocket> {
    let ms = place.get("timer_ms")?.map(|timer| timer.whole(0, u32::MAX)).transpose()?.unwrap_or(0);
    Ok(LeftSocket { state: state_name(place.need("state")?)?, timer: Duration::from_millis(ms.into()) })
}

// ---- the scenario ----

fn scenario(file: Place, name: &str) -> Read<Scenario> {
    let mut scenario = blank(name, true);
    scenario.before = [0, 0];
    scenario.client.program = program(file.need("client")?)?;
    scenario.client.program.insert(0, Step::Sleep(CLIENT_STARTS));
    scenario.server.program = program(file.need("server")?)?;
    // The recorder listens whether or not its program ever accepts.
    let listens = |step: &Step| matches!(step, Step::Accept | Step::Unlisten);
    if !scenario.server.program.iter().any(listens) {
        scenario.server.program.extend([Step::Keep, Step::Accept]);
    }
    for side in Side::BOTH {
        let host = scenario.host_mut(side);
        host.stack = Stack::Linux;
        // The recorder's clients set TCP_NODELAY, its servers do not.
        host.no_delay = side == Side::Client;
        settings(file, host)?;
    }
    scenario.network = network(file)?;
    scenario.horizon = millis(file.need("run_ms")?)?;
    Ok(scenario)
}

/// The kernel's settings that a case may have changed. Those of what the simulation leaves out
/// (SACK, timestamps, window scaling …) are off in every recording.
fn settings(file: Place, host: &mut Host) -> Read<()> {
    let Some(sysctl) = file.get("sysctl")? else { return Ok(()) };
    if let Some(seconds) = sysctl.get("tcp_fin_timeout")? {
        host.fin_wait_2 = Some(Duration::from_secs(seconds.whole(0, LONGEST_MS / 1_000)?.into()));
    }
    if let Some(on) = sysctl.get("tcp_rfc1337")? {
        host.rfc1337 = on.whole(0, 1)? == 1;
    }
    Ok(())
}

fn network(file: Place) -> Read<Network> {
    let delay = [Duration::from_millis(50); 2];
    let mut network = Network { delay, spacing: Duration::ZERO, loss: None, faults: Vec::new(), down: None };
    let Some(net) = file.get("network")? else { return Ok(network) };
    net.knows(&["delay_ms", "drop", "duplicate", "hold", "down"])?;
    if let Some(delays) = net.get("delay_ms")? {
        delays.knows(&["client", "server"])?;
        for (delay, side) in network.delay.iter_mut().zip(["client", "server"]) {
            if let Some(ms) = delays.get(side)? {
                *delay = millis(ms)?;
            }
        }
    }
    // The last that fits counts: what is dropped can be neither doubled nor held.
    for key in ["hold", "duplicate", "drop"] {
        let Some(rules) = net.get(key)? else { continue };
        rules.each(MOST_RULES, |rule| {
            network.faults.extend(faults(key, rule)?);
            if network.faults.len() > MOST_RULES { Err(rule.wrong("too many rules in all")) } else { Ok(()) }
        })?;
    }
    if let Some(down) = net.get("down")? {
        down.knows(&["from_ms", "to_ms"])?;
        let [from, to] = [millis(down.need("from_ms")?)?, millis(down.need("to_ms")?)?];
        if from > to {
            return Err(down.wrong("it ends before it begins"));
        }
        network.down = Some((Instant::START + from, Instant::START + to));
    }
    Ok(network)
}

/// What one rule of that kind does: a fault for every segment that it counts.
fn faults(key: &str, rule: Place) -> Read<Vec<Fault>> {
    rule.knows(&["from", "match", "nth", "extra_ms"])?;
    let verdict = match (key, rule.get("extra_ms")?) {
        ("hold", Some(extra)) => Verdict::Delay(millis(extra)?),
        ("hold", None) => return Err(rule.wrong("extra_ms is missing")),
        (_, Some(_)) => return Err(rule.wrong("only hold has extra_ms")),
        ("duplicate", None) => Verdict::Duplicate(TWIN_AFTER),
        (_, None) => Verdict::Lose,
    };
    let kinds = ["any", "syn", "synack", "fin", "rst", "data", "pure_ack"];
    let of = match rule.need("match")?.which(&kinds)? {
        0 => Match::Any,
        1 => Match::Kind(Kind::Syn),
        2 => Match::Kind(Kind::SynAck),
        3 => Match::Kind(Kind::Fin),
        4 => Match::Kind(Kind::Rst),
        5 => Match::WithData,
        _ => Match::Kind(Kind::Ack),
    };
    let from = side(rule.need("from")?)?;
    let fault = |nth| Fault { from, of, nth, verdict, off: false };
    Ok(nth(rule.need("nth")?)?.into_iter().map(fault).collect())
}

/// The n-th, or all (`None`), of the segments that match; counted from 1.
fn nth(place: Place) -> Read<Vec<Option<u32>>> {
    let one = |place: Place| place.whole(1, u32::MAX).map(Some);
    if place.is_list() {
        return place.each(MOST_RULES, one);
    }
    if place.which(&["all"]).is_ok() {
        return Ok(vec![None]);
    }
    let nth = one(place).map_err(|_| place.expected("a number from 1, a list of them, or \"all\""));
    Ok(vec![nth?])
}

fn program(lines: Place) -> Read<Vec<Step>> {
    let mut steps = Vec::new();
    for line in lines.each(MOST_STEPS, Ok)? {
        let text = line.text()?;
        let wrong = |what: &str| Err(line.wrong(&format!("{}: {what}", quoted(text))));
        match step(text) {
            Ok(Step::Accept) if steps.contains(&Step::Unlisten) => {
                return wrong("nothing listens after unlisten");
            }
            Ok(step) => steps.push(step),
            Err(what) => return wrong(what),
        }
    }
    Ok(steps)
}

fn step(line: &str) -> Result<Step, &'static str> {
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
    Ok(match (word, number) {
        ("connect", None) => Step::Connect,
        ("accept", None) => Step::Accept,
        ("read_to_eof", None) => Step::ReadToEof,
        ("shutdown", None) => Step::Shutdown,
        ("close", None) => Step::Close,
        ("abort", None) => Step::Abort,
        ("keep", None) => Step::Keep,
        ("unlisten", None) => Step::Unlisten,
        ("send", Some(number)) => Step::Send(octets(number)?),
        ("read", Some(number)) => Step::Read(octets(number)?),
        ("sleep", Some(ms)) if ms <= LONGEST_MS.into() => Step::Sleep(Duration::from_millis(ms)),
        ("sleep", Some(_)) => return Err("at most 3600000 ms are allowed"),
        ("send" | "read" | "sleep", None) => return Err("a number is missing"),
        _ => {
            return Err(
                "unknown step; known are connect, accept, sleep MS, send N, read N, read_to_eof, shutdown, \
                 close, abort, keep, unlisten",
            );
        }
    })
}
