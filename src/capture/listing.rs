//! All connections of a capture as a person looks for one: sorted and filtered, a few octets each.

use super::seen::{Conversation, Seen};
use super::sorted::Capture;
use super::summary::Ending;
use crate::sim::Side;
use crate::tcp::State;
use crate::time::Duration;
use core::net::SocketAddr;
use std::collections::BTreeSet;

/// So many connections are told of, and shown, at once.
pub const ROWS: u32 = 50;

/// What a list is sorted by, and found by: the rest is looked at when a row is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    ends: [SocketAddr; 2],
    ending: Ending,
    closed_first: Option<Side>,
    /// In milliseconds, as the next two: seven weeks at most.
    length: u32,
    /// The longer one of both ends.
    close_wait: u32,
    time_wait: u32,
    packets: u32,
    again: u32,
    resets: u32,
    octets: u64,
}

/// What is first in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Who came first in the file.
    #[default]
    File,
    /// Who was longest in CLOSE-WAIT, and so with the next.
    CloseWait,
    TimeWait,
    Length,
    Again,
    Resets,
    Octets,
    Packets,
}

impl Sort {
    pub const ALL: [Self; 8] = [
        Self::File,
        Self::CloseWait,
        Self::TimeWait,
        Self::Length,
        Self::Again,
        Self::Resets,
        Self::Octets,
        Self::Packets,
    ];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::CloseWait => "close-wait",
            Self::TimeWait => "time-wait",
            Self::Length => "length",
            Self::Again => "again",
            Self::Resets => "resets",
            Self::Octets => "octets",
            Self::Packets => "packets",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.id() == id)
    }

    /// The larger, the further in front.
    fn of(self, line: &Line) -> u64 {
        match self {
            Self::File => 0,
            Self::CloseWait => line.close_wait.into(),
            Self::TimeWait => line.time_wait.into(),
            Self::Length => line.length.into(),
            Self::Again => line.again.into(),
            Self::Resets => line.resets.into(),
            Self::Octets => line.octets,
            Self::Packets => line.packets.into(),
        }
    }
}

/// Which connections are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    All,
    /// Both ends closed, and both knew it.
    Closed,
    /// One end had closed when the capture ended, and the other had not.
    HalfClosed,
    /// A FIN, or the ACK of the last one, that was never acknowledged or seen.
    Unfinished,
    Reset,
    /// Refused, unanswered, or the handshake not finished.
    NeverOpen,
    /// Neither end had closed when the capture ended.
    Open,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::All,
        Self::Closed,
        Self::HalfClosed,
        Self::Unfinished,
        Self::Reset,
        Self::NeverOpen,
        Self::Open,
    ];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Closed => "closed",
            Self::HalfClosed => "half-closed",
            Self::Unfinished => "unfinished",
            Self::Reset => "reset",
            Self::NeverOpen => "never-open",
            Self::Open => "open",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    const fn of(ending: Ending) -> Self {
        match ending {
            Ending::Closed => Self::Closed,
            Ending::HalfClosed(_) => Self::HalfClosed,
            Ending::FinUnacknowledged(_) | Ending::LastAckUnseen(_) => Self::Unfinished,
            Ending::Reset(_) => Self::Reset,
            Ending::Unanswered | Ending::Refused | Ending::NotOpened => Self::NeverOpen,
            Ending::Open => Self::Open,
        }
    }
}

/// What a person looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub sort: Sort,
    pub kind: Kind,
    /// Who sent the first FIN or RST; `None`: whoever did.
    pub first: Option<Side>,
    /// A part of either address with its port; several, between spaces, must all be there.
    pub text: String,
}

/// Every connection of a capture, summed up.
#[derive(Clone, Debug, Default)]
pub struct Listing(Vec<Line>);

impl Listing {
    #[must_use]
    pub fn of(capture: &Capture) -> Self {
        let line = |stream| {
            let (ends, summary) = (capture.stream(stream)?.ends, capture.summary(stream)?);
            let longest = |state: State| {
                let [client, server] = summary.lasted.map(|lasted| lasted[state as usize]);
                milliseconds(client.max(server))
            };
            Some(Line {
                ends,
                ending: summary.ending,
                closed_first: summary.closed_first,
                length: milliseconds(summary.length()),
                close_wait: longest(State::CloseWait),
                time_wait: longest(State::TimeWait),
                packets: summary.segments,
                again: summary.again.iter().sum(),
                resets: summary.resets.iter().sum(),
                octets: summary.octets.iter().sum(),
            })
        };
        Self((0..).map_while(line).collect())
    }

    /// The numbers of the connections that match, in order.
    #[must_use]
    pub fn found(&self, query: &Query) -> Vec<u32> {
        let words: Vec<String> = query.text.split_whitespace().map(str::to_ascii_lowercase).collect();
        let fits = |line: &Line| {
            (query.kind == Kind::All || Kind::of(line.ending) == query.kind)
                && (query.first.is_none() || query.first == line.closed_first)
                && (words.is_empty() || {
                    let ends = [line.ends[0].to_string(), " ".into(), line.ends[1].to_string()].concat();
                    words.iter().all(|word| ends.contains(word.as_str()))
                })
        };
        let all = self.0.iter().zip(0..).filter(|(line, _)| fits(line));
        let mut found: Vec<(u64, u32)> = all.map(|(line, stream)| (!query.sort.of(line), stream)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, stream)| stream).collect()
    }

    /// The connection that is the same one in another file: between the same ends, with a segment in
    /// common. Where either file has no SYN of it, client and server may stand the other way round there;
    /// here they are as in `wanted`.
    #[must_use]
    pub fn same(&self, capture: &Capture, wanted: &Conversation) -> Option<Conversation> {
        let [client, server] = wanted.ends;
        let key = |seen: &Seen| (seen.from, seen.seq.0, seen.len, seen.bits.0);
        let keys: BTreeSet<_> = wanted.seen.iter().map(key).collect();
        let mut of_ends = self.0.iter().zip(0..).filter_map(|(line, stream)| {
            if line.ends == wanted.ends {
                return capture.conversation(stream);
            }
            let turned = line.ends == [server, client];
            let other = turned.then(|| capture.conversation(stream)).flatten()?;
            (wanted.began_before || other.began_before).then(|| other.turned())
        });
        of_ends.find(|other| other.seen.iter().any(|seen| keys.contains(&key(seen))))
    }

    /// How many connections there are of each kind, in the order of [`Kind::ALL`].
    #[must_use]
    pub fn counts(&self) -> [u32; Kind::ALL.len()] {
        let mut counts = [0; Kind::ALL.len()];
        for line in &self.0 {
            counts[Kind::All as usize] += 1;
            counts[Kind::of(line.ending) as usize] += 1;
        }
        counts
    }
}

fn milliseconds(length: Duration) -> u32 {
    u32::try_from(length.micros() / 1_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(port: u16, ending: Ending, close_wait: u32) -> Line {
        Line {
            ends: [SocketAddr::from(([10, 8, 0, 1], port)), SocketAddr::from(([10, 8, 0, 2], 80))],
            ending,
            closed_first: Some(if port == 4_001 { Side::Client } else { Side::Server }),
            length: 5,
            close_wait,
            time_wait: 0,
            packets: 9,
            again: 0,
            resets: 0,
            octets: 0,
        }
    }

    fn listing() -> Listing {
        Listing(vec![
            line(4_000, Ending::Closed, 3),
            line(4_001, Ending::HalfClosed(Side::Client), 7_200_000),
            line(5_000, Ending::Reset(Side::Server), 3),
        ])
    }

    #[test]
    fn the_longest_come_first_and_equals_in_the_files_order() {
        let found = |sort| listing().found(&Query { sort, ..Query::default() });
        assert_eq!(found(Sort::File), [0, 1, 2]);
        assert_eq!(found(Sort::CloseWait), [1, 0, 2]);
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let found = |kind, text: &str| {
            let text = text.to_owned();
            listing().found(&Query { kind, text, ..Query::default() })
        };
        assert_eq!(found(Kind::All, ":400"), [0, 1]);
        assert_eq!(found(Kind::All, "10.8.0.2 :5000"), [2]);
        assert!(found(Kind::All, "10.8.0.3").is_empty());
        assert_eq!(found(Kind::HalfClosed, ""), [1]);
        assert!(found(Kind::Closed, "5000").is_empty());
        let client = Query { first: Some(Side::Client), ..Query::default() };
        assert_eq!(listing().found(&client), [1]);
        assert_eq!(listing().counts(), [3, 1, 1, 0, 1, 0, 0]);
    }

    #[test]
    fn ids_lead_back() {
        assert!(Sort::ALL.into_iter().all(|sort| Sort::from_id(sort.id()) == Some(sort)));
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_id(kind.id()) == Some(kind)));
        assert_eq!((Sort::from_id("no"), Kind::from_id("")), (None, None));
    }
}
