//! Two captures of one connection, one from each end, as one: when each segment left and came is then
//! seen and not guessed, and what was lost on the way is known.
//!
//! Two clocks never agree. A segment from the client shows their difference and one way, one from the
//! server their difference and the other way; taking both ways to be equally long parts the two.

use super::infer::{Doubt, Inferred, Vantage, VantageBy, infer, infer_joined};
use super::seen::{Bits, Conversation, Seen};
use crate::sim::Side;
use crate::time::Duration;
use std::collections::BTreeMap;

/// Why two conversations cannot be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJoined {
    /// They have no segment in common: they are different connections.
    NothingInCommon,
    /// Only one direction has segments in both, so that the clocks cannot be compared.
    OneDirection,
}

/// Two captures of a connection, joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// Packets are numbered as in the file of their sender's side, or in the other where only that has
    /// them.
    pub inferred: Inferred,
    /// So many nanoseconds the server's clock is ahead of the client's.
    pub ahead: i64,
    /// The shortest way that was seen, taken to be the same in both directions.
    pub one_way: Duration,
    /// Segments that both files have.
    pub matched: u32,
    /// Segments of client and server that only their own side's capture has.
    pub lost: [u32; 2],
}

/// What makes two captured segments the same, as far as a header shows.
type Key = (Side, u32, u32, u32, u8);

fn key(seen: &Seen) -> Key {
    (seen.from, seen.seq.0, seen.ack.0, seen.len, seen.bits.0)
}

/// The same where nobody has said which of two captures was taken at which end: timing tells.
#[must_use]
pub fn joined_with(own: &Conversation, other: &Conversation, taken: Option<Vantage>) -> Option<Inferred> {
    if own.began_before && opened_by_server(other) {
        // Its SYN, which only the other file has, says who is the client.
        let taken = taken.map(|taken| taken.side().map_or(taken, |side| Vantage::at(side.peer())));
        return joined_with(&own.clone().turned(), &other.clone().turned(), taken);
    }
    let at_server = match taken.unwrap_or_else(|| infer(own, None).vantage) {
        Vantage::Client => false,
        Vantage::Server => true,
        _ => infer(other, None).vantage == Vantage::Client,
    };
    let [client, server] = if at_server { [other, own] } else { [own, other] };
    join(client, server).ok().map(|joined| joined.inferred)
}

/// Has it only SYNs of the end that stands for the server?
fn opened_by_server(conversation: &Conversation) -> bool {
    let syn = |seen: &&Seen| seen.bits.has(Bits::SYN) && !seen.bits.has(Bits::RST);
    let opener = |seen: &Seen| if seen.bits.has(Bits::ACK) { seen.from.peer() } else { seen.from };
    let mut openers = conversation.seen.iter().filter(syn).map(opener).peekable();
    openers.peek().is_some() && openers.all(|side| side == Side::Server)
}

/// Joins what was captured at the client with what was captured at the server. Which end is the client
/// must be the same in both.
///
/// # Errors
/// Where they are not of the same connection, or show only one direction of it in common.
pub fn join(at_client: &Conversation, at_server: &Conversation) -> Result<Joined, NotJoined> {
    let files = [at_client, at_server];
    let [there, back] = shortest(files)?;
    // The server's clock minus the client's.
    let ahead = (there - back) / 2;
    let way = u64::try_from((there + back) / 2).unwrap_or(0);
    let pairs = pair(files, ahead);
    let mut joined = merge(files, ahead, way, &pairs);
    joined.sort_by_key(|one| one.seen.nanos);
    let lost = Side::BOTH.map(|side| {
        let lost = joined.iter().filter(|one| one.seen.from == side && one.came.is_none());
        u32::try_from(lost.count()).unwrap_or(u32::MAX)
    });
    let matched = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let mut doubts = vec![Doubt::ClocksCompared { ahead: ahead / 1_000 }];
    let guessed = joined.iter().filter(|one| one.guessed);
    doubts.extend(guessed.map(|one| Doubt::SeenByReceiverOnly { frame: one.seen.frame }));
    let until = at_client.until.max(shifted(at_server.until, -ahead));
    let conversation = Conversation {
        began_before: at_client.began_before && at_server.began_before,
        scale: [0, 1].map(|side| at_client.scale[side].or(at_server.scale[side])),
        seen: joined.iter().map(|one| one.seen).collect(),
        until,
        ..at_client.clone()
    };
    let came = joined.iter().map(|one| one.came).collect();
    let one_way = Duration::from_micros((way / 1_000).max(1));
    let by = VantageBy::Joined { matched, ahead: ahead / 1_000 };
    let inferred = infer_joined(&conversation, by, one_way, came, doubts);
    Ok(Joined { inferred, ahead, one_way, matched, lost })
}

/// The places of each segment in a file.
fn places(conversation: &Conversation) -> BTreeMap<Key, Vec<usize>> {
    let mut places: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (place, seen) in conversation.seen.iter().enumerate() {
        places.entry(key(seen)).or_default().push(place);
    }
    places
}

/// For the client's segments and for the server's, the least time by their sender's and receiver's own
/// clocks, of those that each file has once.
fn shortest(files: [&Conversation; 2]) -> Result<[i64; 2], NotJoined> {
    let [client, server] = files.map(places);
    let mut least: [Option<i64>; 2] = [None; 2];
    for (key, one) in &client {
        let ([one], Some([other])) = (one.as_slice(), server.get(key).map(Vec::as_slice)) else { continue };
        let times = [files[0].seen[*one].nanos, files[1].seen[*other].nanos];
        let (from, to) = if key.0 == Side::Client { (times[0], times[1]) } else { (times[1], times[0]) };
        let took = (i128::from(to) - i128::from(from)).clamp(-LONGEST, LONGEST) as i64;
        let known = &mut least[key.0 as usize];
        *known = Some(known.map_or(took, |least| least.min(took)));
    }
    match least {
        [Some(there), Some(back)] => Ok([there, back]),
        [None, None] => Err(NotJoined::NothingInCommon),
        _ => Err(NotJoined::OneDirection),
    }
}

/// Clocks further apart than this many nanoseconds, 73 years, are taken to be so far apart: sums of two
/// stay within the type.
const LONGEST: i128 = 1 << 61;

/// The same segment in both files: its places there. Of equal ones each arrival belongs to the latest
/// that had left by then.
fn pair(files: [&Conversation; 2], ahead: i64) -> Vec<[usize; 2]> {
    let [client, server] = files.map(places);
    let mut pairs = Vec::new();
    for (key, at_client) in client {
        let Some(at_server) = server.get(&key) else { continue };
        let sent_by_client = key.0 == Side::Client;
        let (left, came) = if sent_by_client { (&at_client, at_server) } else { (at_server, &at_client) };
        let left_at = |place: usize| on_clients_clock(files, sent_by_client, place, ahead);
        let came_at = |place: usize| on_clients_clock(files, !sent_by_client, place, ahead);
        // The earliest up to each place: it tells without a search that none fits.
        let mut earliest = u64::MAX;
        let earliest: Vec<u64> = left
            .iter()
            .map(|place| {
                earliest = earliest.min(left_at(*place));
                earliest
            })
            .collect();
        let mut free = left.len();
        for (earlier, arrival) in came.iter().enumerate().rev() {
            let Some(last) = free.checked_sub(1) else { break };
            let by_then = came_at(*arrival).saturating_add(CLOCK_SLACK);
            // As many must stay for the arrivals before it.
            let least = earlier.min(last);
            let fits = |place: &usize| left_at(left[*place]) <= by_then;
            let place = if earliest[last] <= by_then {
                (least + 1..free).rev().find(fits).unwrap_or(least)
            } else {
                last
            };
            free = place;
            pairs.push(if sent_by_client { [left[place], *arrival] } else { [*arrival, left[place]] });
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Two clocks compared by the fastest segment may still be off by so many nanoseconds.
const CLOCK_SLACK: u64 = 50_000;

fn on_clients_clock(files: [&Conversation; 2], at_client: bool, place: usize, ahead: i64) -> u64 {
    if at_client { files[0].seen[place].nanos } else { shifted(files[1].seen[place].nanos, -ahead) }
}

fn shifted(nanos: u64, by: i64) -> u64 {
    nanos.saturating_add_signed(by)
}

/// One segment where it left, and when it came; times by the client's clock.
struct One {
    seen: Seen,
    came: Option<u64>,
    /// When it left was not seen.
    guessed: bool,
}

fn merge(files: [&Conversation; 2], ahead: i64, way: u64, pairs: &[[usize; 2]]) -> Vec<One> {
    let mut partner = files.map(|file| vec![None; file.seen.len()]);
    for [one, other] in pairs {
        partner[0][*one] = Some(*other);
        partner[1][*other] = Some(*one);
    }
    let mut all = Vec::new();
    for side in Side::BOTH {
        let (own, far) = (side as usize, side.peer() as usize);
        let time = |file: usize, place: usize| on_clients_clock(files, file == 0, place, ahead);
        for (place, seen) in files[own].seen.iter().enumerate().filter(|(_, seen)| seen.from == side) {
            let came = partner[own][place].map(|other| time(far, other));
            all.push(One { seen: Seen { nanos: time(own, place), ..*seen }, came, guessed: false });
        }
        let unpaired = files[far].seen.iter().enumerate();
        let unpaired = unpaired.filter(|(place, seen)| seen.from == side && partner[far][*place].is_none());
        for (place, seen) in unpaired {
            let came = time(far, place);
            let nanos = came.saturating_sub(way);
            all.push(One { seen: Seen { nanos, ..*seen }, came: Some(came), guessed: true });
        }
    }
    all
}
