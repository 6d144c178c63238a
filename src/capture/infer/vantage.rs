//! Where a capture was taken: how long segments take from there to either end and back.

use super::ground::Doubt;
use super::numbered::{Numbered, Row};
use crate::sim::Side;
use crate::time::Duration;
use std::collections::VecDeque;

/// Where the capture was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vantage {
    Client,
    Server,
    Middle,
    /// Two captures, one at each end, were joined.
    Both,
}

impl Vantage {
    /// The end that it is at.
    #[must_use]
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Client => Some(Side::Client),
            Self::Server => Some(Side::Server),
            Self::Middle | Self::Both => None,
        }
    }

    #[must_use]
    pub const fn at(side: Side) -> Self {
        match side {
            Side::Client => Self::Client,
            Side::Server => Self::Server,
        }
    }
}

/// How the vantage is known. The times are the shortest from a segment to its answer, as the capture
/// saw them: the client's answers, and the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VantageBy {
    /// Somebody said so.
    Told,
    /// The end that answers much faster is the near one.
    Timing { answers: [Duration; 2] },
    /// Both ends answer alike fast: the point lies between, or the ends are too close to tell.
    Alike { answers: [Duration; 2] },
    /// Only one end answers at all; it is taken for the far one.
    OneAnswers { side: Side, after: Duration },
    /// Nothing is answered in the capture.
    NoAnswers,
    /// Two files show it, with so many segments in both. `ahead`: by how many microseconds the server's
    /// clock is ahead of the client's, both ways taken to be equally long.
    Joined { matched: u32, ahead: i64 },
}

/// The vantage with its distances.
#[derive(Clone, Debug)]
pub(super) struct Distances {
    pub vantage: Vantage,
    pub by: VantageBy,
    /// From the point of capture to the client and to the server, one way.
    pub to: [Duration; 2],
    pub doubts: Vec<Doubt>,
    /// From one end to the other.
    pub way: Duration,
    /// Of each row, when it came to the other end, in nanoseconds since 1970, as far as a second
    /// capture shows it.
    pub measured: Option<Vec<Option<u64>>>,
}

impl Distances {
    /// Each segment was seen where it left, and those that came where they came.
    pub fn joined(by: VantageBy, way: Duration, measured: Vec<Option<u64>>) -> Self {
        let (vantage, to) = (Vantage::Both, [Duration::ZERO; 2]);
        Self { vantage, by, to, doubts: Vec::new(), way, measured: Some(measured) }
    }
}

/// The near end answers at least so many times faster than the far one.
const MUCH_FASTER: u64 = 4;
/// Ends that both answer within this are too close to tell them apart.
const TOO_CLOSE: Duration = Duration::from_micros(500);
/// One way, where nothing is answered.
const ASSUMED: Duration = Duration::from_millis(25);
/// What one end needs at least.
const LEAST: Duration = Duration::from_micros(1);

pub(super) fn distances(numbered: &Numbered, told: Option<Vantage>) -> Distances {
    let answers = Side::BOTH.map(|side| fastest_answer(numbered, side));
    let (guess, by) = guess(answers);
    let vantage = told.unwrap_or(guess);
    let by = if told.is_some() { VantageBy::Told } else { by };
    let half = |side: Side| answers[side as usize].map(|answer| (answer / 2).max(LEAST));
    let mut doubts = Vec::new();
    let far = |side: Side, doubts: &mut Vec<Doubt>| {
        half(side).unwrap_or_else(|| {
            doubts.push(Doubt::NoRoundTrip { assumed: ASSUMED });
            ASSUMED
        })
    };
    let to = match vantage.side() {
        Some(near) => {
            let way = far(near.peer(), &mut doubts);
            doubts.push(Doubt::FarEnd { side: near.peer() });
            let mut to = [Duration::ZERO; 2];
            to[near.peer() as usize] = way;
            to
        }
        None => {
            let known = half(Side::Client).or(half(Side::Server));
            let to = Side::BOTH.map(|side| half(side).or(known).unwrap_or(ASSUMED));
            if known.is_none() {
                doubts.push(Doubt::NoRoundTrip { assumed: ASSUMED });
            }
            doubts.extend(Side::BOTH.map(|side| Doubt::FarEnd { side }));
            to
        }
    };
    Distances { vantage, by, to, doubts, way: to[0] + to[1], measured: None }
}

fn guess(answers: [Option<Duration>; 2]) -> (Vantage, VantageBy) {
    match answers {
        [Some(client), Some(server)] => {
            let both = [client, server];
            if client.max(server) <= TOO_CLOSE {
                (Vantage::Middle, VantageBy::Alike { answers: both })
            } else if client * MUCH_FASTER <= server {
                (Vantage::Client, VantageBy::Timing { answers: both })
            } else if server * MUCH_FASTER <= client {
                (Vantage::Server, VantageBy::Timing { answers: both })
            } else {
                (Vantage::Middle, VantageBy::Alike { answers: both })
            }
        }
        [Some(after), None] => (Vantage::Server, VantageBy::OneAnswers { side: Side::Client, after }),
        [None, Some(after)] => (Vantage::Client, VantageBy::OneAnswers { side: Side::Server, after }),
        [None, None] => (Vantage::Client, VantageBy::NoAnswers),
    }
}

/// The shortest time from a segment that `side` gets to what answers it. What was sent more than once by
/// then counts only where nothing else does (RFC 6298 section 3 takes no sample there).
fn fastest_answer(numbered: &Numbered, side: Side) -> Option<Duration> {
    let mut fastest = [None; 2];
    for epoch in 0..numbered.epochs.len() {
        answers_in(numbered.epoch(epoch), side, &mut fastest);
    }
    fastest[0].or(fastest[1]).map(Duration::from_micros)
}

/// What the peer sent and `side` has not acknowledged: when it was first and last sent.
#[derive(Clone, Copy)]
struct Waiting {
    end: i64,
    first: u64,
    last: u64,
}

/// `fastest`: of what was sent once, and of copies.
fn answers_in(rows: &[Row], side: Side, fastest: &mut [Option<u64>; 2]) {
    let mut waiting: VecDeque<Waiting> = VecDeque::new();
    let mut sent_until = i64::MIN;
    for (index, row) in rows.iter().enumerate() {
        if row.from != side {
            if row.counts() && row.end > sent_until {
                sent_until = row.end;
                waiting.push_back(Waiting { end: row.end, first: row.at, last: row.at });
            } else if row.counts() {
                let place = waiting.partition_point(|one| one.end < row.end);
                if let Some(one) = waiting.get_mut(place) {
                    one.last = row.at;
                }
            }
        } else if let Some(ack) = row.ack {
            // The newest that it covers is what it answers; a reset covers what it refuses.
            let (mut answered, mut again) = (None, false);
            while let Some(one) = waiting.front().copied().filter(|one| one.end <= ack) {
                waiting.pop_front();
                again |= one.last > one.first;
                answered = Some(one);
            }
            if let Some(one) = answered {
                let slow = again && each_copy_is_answered(&rows[index + 1..], side, ack);
                let took = row.at - if slow { one.first } else { one.last };
                let known = &mut fastest[usize::from(again)];
                *known = Some(known.map_or(took, |known| known.min(took)));
            }
        }
    }
}

/// How many segments after an answer are looked at for another one.
const SOON: usize = 8;

/// Does the same ACK come again? Then both copies arrived, and the way is slow; else the first was lost.
fn each_copy_is_answered(later: &[Row], side: Side, ack: i64) -> bool {
    let later = later.iter().take(SOON).filter(|row| row.from == side);
    later.take_while(|row| row.ack == Some(ack)).any(Row::is_bare_ack)
}
