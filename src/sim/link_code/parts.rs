//! What stands in a link between two semicolons: lists, times, faults, steps and calls, each written and
//! read.

use crate::sim::scenario::{Act, Fault, Host, Intervention, Match, Side, Step, Verdict};
use crate::tcp::Kind;
use crate::time::{Duration, Instant, read_thousandths};

pub(super) fn joined(items: impl Iterator<Item = String>) -> String {
    let mut all = String::new();
    for item in items {
        if !all.is_empty() {
            all.push(',');
        }
        all.push_str(&item);
    }
    all
}

pub(super) fn list(items: &[String]) -> String {
    if items.windows(2).all(|pair| pair[0] == pair[1]) { items[0].clone() } else { items.join(",") }
}

pub(super) fn fields<const N: usize>(value: &str) -> Option<[&str; N]> {
    value.split(',').collect::<Vec<_>>().try_into().ok()
}

/// Hands every item of a list to `take`, which says whether it could be read. (One function for all
/// lists: collecting each kind by itself costs the page a kilobyte every time.)
pub(super) fn each(value: &str, take: &mut dyn FnMut(&str) -> Option<()>) -> Option<()> {
    if value.is_empty() {
        return Some(());
    }
    for item in value.split(',') {
        take(item)?;
    }
    Some(())
}

pub(in crate::sim) fn time(length: Duration) -> String {
    let (whole, rest) = (length.micros() / 1_000, length.micros() % 1_000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}") }
}

/// At most a day: nothing here lasts longer, and sums stay far from any limit.
pub(in crate::sim) fn read_time(text: &str) -> Option<Duration> {
    // Thousandths of a millisecond are microseconds.
    read_thousandths(text).filter(|micros| *micros <= 86_400_000_000).map(Duration::from_micros)
}

/// What its program or its system has switched on, a letter each.
pub(super) fn switches(host: &Host) -> String {
    let all = [(host.no_delay, 'n'), (host.rfc1337, 'r'), (host.reuse_addr, 'a'), (host.tw_reuse, 'w')];
    all.into_iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect()
}

/// A host's own value; nothing means its stack's.
pub(super) fn read_own(text: &str) -> Option<Option<Duration>> {
    if text.is_empty() { Some(None) } else { read_time(text).map(Some) }
}

pub(super) fn moment(at: Instant) -> String {
    time(at.since(Instant::START))
}

pub(super) fn read_moment(text: &str) -> Option<Instant> {
    read_time(text).map(|length| Instant::START + length)
}

pub(super) const fn letter(side: Side) -> char {
    match side {
        Side::Client => 'c',
        Side::Server => 's',
    }
}

pub(super) fn read_side(text: &str) -> Option<(Side, &str)> {
    match text.split_at_checked(1)? {
        ("c", rest) => Some((Side::Client, rest)),
        ("s", rest) => Some((Side::Server, rest)),
        _ => None,
    }
}

const fn kind_letter(kind: Kind) -> char {
    match kind {
        Kind::Syn => 'S',
        Kind::SynAck => 'Y',
        Kind::Fin => 'F',
        Kind::Rst => 'R',
        Kind::Data => 'D',
        Kind::Ack => 'A',
    }
}

/// `cF1L`: the client's first FIN is lost. `*` stands for all of them.
pub(super) fn fault(fault: &Fault) -> String {
    let of = match fault.of {
        Match::Any => '_',
        Match::WithData => 'W',
        Match::Kind(kind) => kind_letter(kind),
    };
    let nth = fault.nth.map_or("*".to_owned(), |nth| nth.to_string());
    let verdict = match fault.verdict {
        Verdict::Deliver => "K".to_owned(),
        Verdict::Lose => "L".to_owned(),
        Verdict::Delay(by) => format!("H{}", time(by)),
        Verdict::Advance(by) => format!("A{}", time(by)),
        Verdict::Duplicate(after) => format!("D{}", time(after)),
    };
    format!("{}{of}{nth}{verdict}{}", letter(fault.from), switch(fault.off))
}

/// What ends an edit that is switched off.
const OFF: char = '!';

fn switch(off: bool) -> &'static str {
    if off { "!" } else { "" }
}

/// An edit, and whether it is switched off.
fn read_switch(text: &str) -> (&str, bool) {
    text.strip_suffix(OFF).map_or((text, false), |edit| (edit, true))
}

pub(super) fn read_fault(text: &str) -> Option<Fault> {
    let (text, off) = read_switch(text);
    let (from, rest) = read_side(text)?;
    let (of, rest) = rest.split_at_checked(1)?;
    let of = match of {
        "_" => Match::Any,
        "W" => Match::WithData,
        _ => Match::Kind(Kind::ALL.into_iter().find(|kind| of.starts_with(kind_letter(*kind)))?),
    };
    let split = rest.find(|sign: char| sign.is_ascii_uppercase())?;
    let (nth, verdict) = rest.split_at(split);
    let nth = if nth == "*" { None } else { Some(nth.parse().ok().filter(|nth| *nth > 0)?) };
    let verdict = match verdict.split_at(1) {
        ("K", "") => Verdict::Deliver,
        ("L", "") => Verdict::Lose,
        ("H", by) => Verdict::Delay(read_time(by)?),
        ("A", by) => Verdict::Advance(read_time(by)?),
        ("D", after) => Verdict::Duplicate(read_time(after)?),
        _ => return None,
    };
    Some(Fault { from, of, nth, verdict, off })
}

pub(super) fn step(step: &Step) -> String {
    match step {
        Step::Connect => "c".to_owned(),
        Step::Accept => "a".to_owned(),
        Step::Send(octets) => format!("s{octets}"),
        Step::Read(octets) => format!("r{octets}"),
        Step::ReadToEof => "e".to_owned(),
        Step::Shutdown => "h".to_owned(),
        Step::Close => "x".to_owned(),
        Step::Abort => "b".to_owned(),
        Step::Sleep(length) => format!("z{}", time(*length)),
        Step::Keep => "k".to_owned(),
        Step::Unlisten => "u".to_owned(),
    }
}

pub(super) fn read_step(text: &str) -> Option<Step> {
    Some(match text.split_at_checked(1)? {
        ("c", "") => Step::Connect,
        ("a", "") => Step::Accept,
        ("s", octets) => Step::Send(octets.parse().ok()?),
        ("r", octets) => Step::Read(octets.parse().ok()?),
        ("e", "") => Step::ReadToEof,
        ("h", "") => Step::Shutdown,
        ("x", "") => Step::Close,
        ("b", "") => Step::Abort,
        ("z", length) => Step::Sleep(read_time(length)?),
        ("k", "") => Step::Keep,
        ("u", "") => Step::Unlisten,
        _ => return None,
    })
}

/// `c3200x`: at 3.2 s the client closes.
pub(super) fn intervention(intervention: &Intervention) -> String {
    let act = match intervention.act {
        Act::Connect => "c".to_owned(),
        Act::Listen => "a".to_owned(),
        Act::Send(octets) => format!("s{octets}"),
        Act::Shutdown => "h".to_owned(),
        Act::Close => "x".to_owned(),
        Act::Abort => "b".to_owned(),
    };
    let off = switch(intervention.off);
    format!("{}{}{act}{off}", letter(intervention.side), moment(intervention.at))
}

pub(super) fn read_intervention(text: &str) -> Option<Intervention> {
    let (text, off) = read_switch(text);
    let (side, rest) = read_side(text)?;
    let split = rest.find(|sign: char| sign.is_ascii_lowercase())?;
    let (at, act) = rest.split_at(split);
    let act = match act.split_at(1) {
        ("c", "") => Act::Connect,
        ("a", "") => Act::Listen,
        ("s", octets) => Act::Send(octets.parse().ok()?),
        ("h", "") => Act::Shutdown,
        ("x", "") => Act::Close,
        ("b", "") => Act::Abort,
        _ => return None,
    };
    Some(Intervention { at: read_moment(at)?, side, act, off })
}
