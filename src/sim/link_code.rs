//! A scenario as the text of a link: version first, the catalogue's name, then what a person changed.
//!
//! `1;last-ack-lost;o;d=500;cm=10000` is "last ACK lost", with the opening, 500 ms of delay, client's MSL
//! 10 s. Times are milliseconds, microseconds after a point. What equals the catalogue is left out, and
//! where nothing is left but the name, that alone is the link. What version 1 ever wrote opens for ever:
//! `tests/links.txt` keeps a link of each kind.

mod parts;

use self::parts::{
    each, fault, fields, intervention, joined, letter, list, moment, read_fault, read_intervention,
    read_moment, read_own, read_step, step, switches,
};
use super::catalog::{Name, blank};
use super::crowd;
use super::questions::Question;
use super::scenario::{Host, Loss, Scenario, Side};
use crate::tcp::{SeqNum, Stack};
use std::fmt::Write;

pub(super) use self::parts::{read_time, time};

/// The version that this code writes.
pub const VERSION: &str = "1";
const LONGEST_NAME: usize = 60;
/// A link longer than this is nobody's.
const LONGEST: usize = 20_000;

/// What a link says, and the first thing in it that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    pub scenario: Scenario,
    pub problem: Option<String>,
}

/// The scenario as text without spaces, fit for a URL's fragment.
#[must_use]
pub fn encode(scenario: &Scenario) -> String {
    let plain = plain(&scenario.name, scenario.opening);
    let mut text = format!("{VERSION};{}", scenario.name);
    if scenario.opening != opens(&scenario.name) {
        text.push_str(if scenario.opening { ";o" } else { ";e" });
    }
    let mut part = |key: &str, value: String| {
        let _ = write!(text, ";{key}={value}");
    };
    let network = &scenario.network;
    if network.delay != plain.network.delay {
        part("d", list(&network.delay.map(time)));
    }
    if network.spacing != plain.network.spacing {
        part("g", time(network.spacing));
    }
    if network.loss != plain.network.loss {
        let loss = network.loss.map(|loss| format!("{},{},{}", loss.percent, loss.seed, moment(loss.from)));
        part("l", loss.unwrap_or_default());
    }
    if network.down != plain.network.down {
        let down = network.down.map(|(from, to)| format!("{},{}", moment(from), moment(to)));
        part("x", down.unwrap_or_default());
    }
    if network.faults != plain.network.faults {
        part("f", joined(network.faults.iter().map(fault)));
    }
    if scenario.before != plain.before {
        part("b", format!("{},{}", scenario.before[0], scenario.before[1]));
    }
    for side in Side::BOTH {
        let (host, usual) = (scenario.host(side), plain.host(side));
        let mut part = |key: &str, value: String| part(&format!("{}{key}", letter(side)), value);
        if host.stack != usual.stack {
            part("k", host.stack.id().to_owned());
        }
        for (key, own, usual) in
            [("m", host.msl, usual.msl), ("r", host.rto, usual.rto), ("w", host.fin_wait_2, usual.fin_wait_2)]
        {
            if own != usual {
                // Nothing there is the stack's own again.
                part(key, own.map(time).unwrap_or_default());
            }
        }
        if switches(host) != switches(usual) {
            part("t", switches(host));
        }
        if host.isn != usual.isn {
            part("n", host.isn.to_string());
        }
        if host.program != usual.program {
            part("p", joined(host.program.iter().map(step)));
        }
    }
    if scenario.crowd != plain.crowd {
        part("u", scenario.crowd.as_ref().map(crowd::code::write).unwrap_or_default());
    }
    if scenario.horizon != plain.horizon {
        part("h", time(scenario.horizon));
    }
    if scenario.interventions != plain.interventions {
        part("i", joined(scenario.interventions.iter().map(intervention)));
    }
    text
}

/// The same, but for a scenario without changes its name alone, which a person can read.
#[must_use]
pub fn readable(scenario: &Scenario) -> String {
    let code = encode(scenario);
    let name = code.split_once(';').map_or("", |(_, name)| name);
    if name.contains(';') { code } else { name.to_owned() }
}

/// What a link says about its scenario, and behind a `?` about how that is looked at.
#[must_use]
pub fn split(link: &str) -> (&str, &str) {
    link.split_once('?').unwrap_or((link, ""))
}

/// Whether a later version than this wrote the link: then what cannot be read is no damage.
#[must_use]
pub fn newer(text: &str) -> bool {
    let version = text.split(';').next().unwrap_or_default();
    version.parse::<u32>().is_ok_and(|version| VERSION.parse::<u32>().is_ok_and(|ours| version > ours))
}

/// Reads a link, without what stands behind a `?` in it. What cannot be read is named, and everything
/// else is kept.
#[must_use]
pub fn decode(text: &str) -> Decoded {
    let mut problem = None;
    let mut say = |what: String| {
        problem.get_or_insert(what);
    };
    let fallback = Name::FourWayClose.scenario(false);
    if text.len() > LONGEST {
        return Decoded { scenario: fallback, problem: Some(format!("longer than {LONGEST} characters")) };
    }
    let mut parts = split(text).0.split(';');
    // Without a version it begins with its name.
    let first = parts.next().unwrap_or_default();
    let name = if first.bytes().all(|sign| sign.is_ascii_digit()) {
        if first != VERSION {
            say(format!("version \u{201c}{}\u{201d}, not {VERSION}", short(first)));
        }
        parts.next().unwrap_or_default()
    } else {
        first
    };
    let rest: Vec<&str> = parts.collect();
    let opening = rest.contains(&"o") || (opens(name) && !rest.contains(&"e"));
    if name.starts_with(Question::PREFIX) && name != Question::PREFIX && Question::from_id(name).is_none() {
        say(format!("no question \u{201c}{}\u{201d}", short(name)));
        return Decoded { scenario: plain(Question::PREFIX, false), problem };
    }
    if Name::from_id(name).is_none() && !name.starts_with(Question::PREFIX) && !is_own_name(name) {
        say(format!("no scenario \u{201c}{}\u{201d}", short(name)));
        return Decoded { scenario: fallback, problem };
    }
    let mut scenario = plain(name, opening);
    for part in rest.into_iter().filter(|part| !["o", "e"].contains(part)) {
        let read = part.split_once('=').and_then(|(key, value)| set(&mut scenario, key, value));
        if read.is_none() {
            say(format!("\u{201c}{}\u{201d}", short(part)));
        }
    }
    Decoded { scenario, problem }
}

/// The scenario with further parts of a link; what cannot be read is passed over.
#[must_use]
pub fn changed(mut scenario: Scenario, parts: &str) -> Scenario {
    for part in parts.split(';') {
        if let Some((key, value)) = part.split_once('=') {
            let _ = set(&mut scenario, key, value);
        }
    }
    scenario
}

/// Whether a link of that name begins with the opening unless it says otherwise: `o` and `e` do, from
/// the opening and from ESTABLISHED.
fn opens(name: &str) -> bool {
    Question::from_id(name).is_some_and(Question::opening)
}

/// What a link's name alone stands for.
fn plain(name: &str, opening: bool) -> Scenario {
    if let Some(question) = Question::from_id(name) {
        return question.scenario().with_opening(opening);
    }
    if name == Question::PREFIX {
        return Scenario { name: name.to_owned(), ..Name::FourWayClose.scenario(opening) };
    }
    Name::from_id(name).map_or_else(|| blank(name, opening), |known| known.scenario(opening))
}

/// A name for a scenario of one's own, fit for a link: `my-` and what may stand in one.
#[must_use]
pub fn own_name(name: &str) -> String {
    let fit = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
    "my-".chars().chain(name.chars().map(fit)).take(LONGEST_NAME).collect()
}

/// A scenario that is not of the catalogue: a recording's name, for instance.
fn is_own_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with("my-")
        && name.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign))
}

fn short(text: &str) -> String {
    text.chars().take(24).collect()
}

fn set(scenario: &mut Scenario, key: &str, value: &str) -> Option<()> {
    let side = match key.get(..1) {
        Some("c") => Some(Side::Client),
        Some("s") => Some(Side::Server),
        _ => None,
    };
    if let Some(side) = side {
        return set_host(scenario.host_mut(side), key.get(1..)?, value);
    }
    let network = &mut scenario.network;
    match key {
        "d" => {
            let (first, last) = value.split_once(',').unwrap_or((value, value));
            network.delay = [read_time(first)?, read_time(last)?];
        }
        "g" => network.spacing = read_time(value)?,
        "l" | "x" if value.is_empty() => {
            if key == "l" {
                network.loss = None
            } else {
                network.down = None
            }
        }
        "l" => {
            let [percent, seed, from] = fields(value)?;
            let percent = percent.parse().ok().filter(|percent| *percent <= 100)?;
            network.loss = Some(Loss { percent, seed: seed.parse().ok()?, from: read_moment(from)? });
        }
        "x" => {
            let [from, to] = fields(value)?;
            network.down = Some((read_moment(from)?, read_moment(to)?));
        }
        "f" => {
            network.faults.clear();
            each(value, &mut |item| {
                network.faults.push(read_fault(item)?);
                Some(())
            })?;
        }
        "b" => {
            let [client, server] = fields(value)?;
            let octets = |text: &str| text.parse().ok().filter(|octets| *octets <= 1 << 26);
            scenario.before = [octets(client)?, octets(server)?];
        }
        "u" if value.is_empty() => scenario.crowd = None,
        "u" => scenario.crowd = Some(crowd::code::read(value)?),
        "h" => scenario.horizon = read_time(value)?,
        "i" => {
            let all = &mut scenario.interventions;
            all.clear();
            each(value, &mut |item| {
                let intervention = read_intervention(item)?;
                all.insert(all.partition_point(|other| other.at <= intervention.at), intervention);
                Some(())
            })?;
        }
        _ => return None,
    }
    Some(())
}

fn set_host(host: &mut Host, key: &str, value: &str) -> Option<()> {
    match key {
        "k" => host.stack = Stack::from_id(value)?,
        "m" => host.msl = read_own(value)?,
        "r" => host.rto = read_own(value)?,
        "w" => host.fin_wait_2 = read_own(value)?,
        "t" => {
            host.no_delay = value.contains('n');
            host.rfc1337 = value.contains('r');
            host.reuse_addr = value.contains('a');
            host.tw_reuse = value.contains('w');
            return (value.trim_matches(['n', 'r', 'a', 'w']).is_empty()).then_some(());
        }
        "n" => host.isn = SeqNum(value.parse().ok()?),
        "p" => {
            host.program.clear();
            each(value, &mut |item| {
                host.program.push(read_step(item)?);
                Some(())
            })?;
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::scenario::{Act, Fault, Match, Step, Verdict};
    use crate::time::{Duration, Instant};

    fn read(text: &str) -> Scenario {
        let decoded = decode(text);
        assert_eq!(decoded.problem, None, "{text}");
        decoded.scenario
    }

    fn busy() -> Scenario {
        let mut scenario = Name::LastAckLost.scenario(true);
        scenario.network.delay = [Duration::from_millis(500), Duration::from_micros(1_250_001)];
        scenario.network.loss = Some(Loss { percent: 20, seed: 7, from: Instant::from_millis(1_500) });
        scenario.network.down = Some((Instant::from_millis(5), Instant::from_millis(6)));
        for (nth, verdict) in [
            (Some(2), Verdict::Lose),
            (None, Verdict::Deliver),
            (Some(3), Verdict::Delay(Duration::from_millis(80))),
            (Some(5), Verdict::Advance(Duration::from_millis(5))),
            (Some(4), Verdict::Duplicate(Duration::from_millis(5))),
        ] {
            scenario.decide(Fault { from: Side::Server, of: Match::WithData, nth, verdict, off: false });
        }
        scenario.client.msl = Some(Duration::from_secs(2));
        scenario.server.rto = Some(Duration::from_millis(1_500));
        scenario.server.stack = Stack::Rfc9293;
        scenario.server.isn = SeqNum(u32::MAX);
        (scenario.client.tw_reuse, scenario.server.reuse_addr) = (true, true);
        scenario.before = [1 << 26, 7];
        for act in [Act::Send(100), Act::Shutdown, Act::Close, Act::Abort, Act::Connect, Act::Listen] {
            scenario.intervene(Instant::from_millis(3_200), Side::Client, act);
        }
        scenario
    }

    #[test]
    fn a_catalogue_scenario_is_its_name() {
        for name in Name::ALL {
            assert_eq!(encode(&name.scenario(false)), format!("1;{}", name.id()));
            assert_eq!(readable(&name.scenario(false)), name.id());
            assert_eq!(read(name.id()), name.scenario(false));
            for opening in [false, true] {
                let scenario = name.scenario(opening);
                assert_eq!(read(&encode(&scenario)), scenario);
            }
        }
    }

    #[test]
    fn everything_that_a_person_changed_comes_back() {
        let scenario = busy();
        let text = encode(&scenario);
        assert_eq!(read(&text), scenario);
        assert!(text.len() < 300, "{} characters: {text}", text.len());
        let mut own = scenario;
        own.name = own_name("a close; recorded");
        assert_eq!(own.name, "my-a-close--recorded");
        own.client.program = vec![Step::Connect, Step::Read(5), Step::Keep];
        assert_eq!(read(&encode(&own)), own);
    }

    #[test]
    fn what_is_looked_at_is_no_part_of_the_scenario() {
        assert_eq!(split("1;abort;o?lang=zh&t=3.2"), ("1;abort;o", "lang=zh&t=3.2"));
        assert_eq!(read("1;abort;o?lang=zh&t=3.2"), Name::Abort.scenario(true));
        assert_eq!(read("abort;o"), Name::Abort.scenario(true));
        assert!(
            newer("2;abort") && newer("17;x") && !newer("1;abort") && !newer("abort") && !newer("0;abort")
        );
    }

    #[test]
    fn a_damaged_link_says_what_it_cannot_read_and_keeps_the_rest() {
        for (text, named) in [
            ("", "version"),
            ("2;four-way-close", "version"),
            ("five-way-close", "five-way-close"),
            ("1;five-way-close", "five-way-close"),
            ("1;four-way-close;q=1", "q=1"),
            ("1;four-way-close;d=-5", "d=-5"),
            ("1;four-way-close;d=99999999999999999999", "d=9999"),
            ("1;four-way-close;l=101,1,0", "l=101"),
            ("1;four-way-close;f=cF0L", "f=cF0L"),
            ("1;four-way-close;f=é", "f=é"),
            ("1;four-way-close;i=c1", "i=c1"),
            ("1;four-way-close;cp=s", "cp=s"),
        ] {
            let decoded = decode(text);
            let problem = decoded.problem.unwrap_or_else(|| panic!("{text} was read without a word"));
            assert!(problem.contains(named), "{text}: {problem}");
        }
        let kept = decode("1;last-ack-lost;d=oops;cm=3000");
        assert_eq!(kept.scenario.client.msl, Some(Duration::from_secs(3)));
        assert!(decode(&"1;".repeat(20_000)).problem.is_some());
    }

    #[test]
    fn an_edit_that_is_off_stays_so_in_a_link() {
        let mut scenario = Name::LastAckLost.scenario(false);
        scenario.intervene(Instant::from_millis(3_200), Side::Client, Act::Send(7));
        for edit in scenario.edits().collect::<Vec<_>>() {
            scenario.switch(edit);
        }
        let text = encode(&scenario);
        assert_eq!(text, "1;last-ack-lost;f=cA1L!;i=c3200s7!");
        assert_eq!(read(&text), scenario);
        assert!(decode("1;last-ack-lost;f=cA1L!!").problem.is_some());
    }
}
