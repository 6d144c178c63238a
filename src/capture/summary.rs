//! One line about a connection: how it ended, who closed first, how long each end was in each state.
//!
//! A [`Tally`] takes a connection's segments one by one as they were seen, keeps a few hundred octets
//! however many there are, and guesses no times: to it a segment arrives where it passes.

use super::infer::{Row, Shadow};
use super::seen::{Bits, Conversation, Seen};
use crate::sim::Side;
use crate::tcp::{Rule, SeqNum, State};
use crate::time::Duration;

/// How a connection ended, as far as the capture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// No answer to the SYN was seen.
    Unanswered,
    /// A RST answered the SYN.
    Refused,
    /// The SYN,ACK was never acknowledged.
    NotOpened,
    /// Neither end had closed when the capture ended.
    Open,
    /// This end's FIN was never acknowledged.
    FinUnacknowledged(Side),
    /// Only this end had closed when the capture ended.
    HalfClosed(Side),
    /// Both FINs were seen; the ACK of this end's, the later one, was not.
    LastAckUnseen(Side),
    /// Both FINs were acknowledged.
    Closed,
    /// This end reset it.
    Reset(Side),
}

/// What is known of a connection without looking at each of its segments again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The first and the last segment, in nanoseconds since 1970; the capture's end without any.
    pub began: u64,
    pub last: u64,
    pub segments: u32,
    pub ending: Ending,
    /// Who sent the first FIN or RST.
    pub closed_first: Option<Side>,
    /// Client's and server's; where the capture ended.
    pub states: [State; 2],
    /// How long each end was in each state, in the order of [`State::ALL`]: the last one until the
    /// capture's end.
    pub lasted: [[Duration; State::ALL.len()]; 2],
    /// Octets of payload, each counted once.
    pub octets: [u64; 2],
    /// Segments that carry again what was seen before.
    pub again: [u32; 2],
    pub resets: [u32; 2],
    /// How often the 4-tuple was opened anew.
    pub reopened: u32,
}

impl Summary {
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        let mut tally = Tally::new(conversation.began_before);
        for seen in &conversation.seen {
            tally.see(seen);
        }
        tally.finish(conversation.until)
    }

    /// How long that end was in that state.
    #[must_use]
    pub fn lasted(&self, side: Side, state: State) -> Duration {
        self.lasted[side as usize][state as usize]
    }

    /// From the first segment to the last.
    #[must_use]
    pub fn length(&self) -> Duration {
        Duration::from_micros((self.last - self.began) / 1_000)
    }
}

/// Counts one connection's segments as they come.
#[derive(Clone, Debug)]
pub struct Tally {
    began_before: bool,
    ends: [Shadow; 2],
    /// Raw initial numbers, once they are known.
    initial: [Option<SeqNum>; 2],
    /// The next number of each side, and the highest that was acknowledged to it.
    next: [i64; 2],
    acked: [i64; 2],
    fin: [Option<i64>; 2],
    syn: [bool; 2],
    /// Since when each end is in its state.
    since: [u64; 2],
    reset_by: Option<Side>,
    refused: bool,
    summary: Summary,
}

impl Tally {
    #[must_use]
    pub fn new(began_before: bool) -> Self {
        let state = if began_before { State::Established } else { State::Closed };
        Self {
            began_before,
            ends: [(); 2].map(|()| Shadow::new(state, [SeqNum(0); 2])),
            initial: [None; 2],
            next: [0; 2],
            acked: [0; 2],
            fin: [None; 2],
            syn: [false; 2],
            since: [0; 2],
            reset_by: None,
            refused: false,
            summary: Summary {
                began: 0,
                last: 0,
                segments: 0,
                ending: Ending::Open,
                closed_first: None,
                states: [state; 2],
                lasted: [[Duration::ZERO; State::ALL.len()]; 2],
                octets: [0; 2],
                again: [0; 2],
                resets: [0; 2],
                reopened: 0,
            },
        }
    }

    /// The next segment of this connection, in the file's order.
    pub fn see(&mut self, seen: &Seen) {
        let me = seen.from as usize;
        if self.summary.segments == 0 {
            self.summary.began = seen.nanos;
            self.summary.last = seen.nanos;
            self.since = [seen.nanos; 2];
        }
        let now = self.summary.last.max(seen.nanos);
        self.summary.last = now;
        self.summary.segments += 1;
        if self.opens_anew(seen) {
            let (before, reopened) = (self.clone(), self.summary.reopened + 1);
            *self = Self { summary: before.summary, since: before.since, ..Self::new(false) };
            self.summary.reopened = reopened;
            self.summary.closed_first = None;
        }
        let row = self.row(seen);
        self.count(&row);
        let again = row.counts() && row.end <= self.next[me];
        if !row.segment.rst {
            self.next[me] = self.next[me].max(row.end);
        }
        self.ends[me].sends(&row, again, None);
        let peer = row.from.peer();
        self.ends[peer as usize].receives(&row, None);
        for side in [row.from, peer] {
            self.note_changes(side, now);
        }
    }

    /// The capture ended then, in nanoseconds since 1970.
    #[must_use]
    pub fn finish(mut self, until: u64) -> Summary {
        let until = until.max(self.summary.last);
        if self.summary.segments == 0 {
            // Only quoted in ICMP errors: nobody was seen in any state.
            self.since = [until; 2];
            (self.summary.began, self.summary.last) = (until, until);
        }
        for side in Side::BOTH {
            let state = self.ends[side as usize].state;
            let passed = until - self.since[side as usize];
            self.add(side, state, passed);
            self.summary.states[side as usize] = state;
        }
        self.summary.ending = self.ending();
        self.summary
    }

    fn opens_anew(&self, seen: &Seen) -> bool {
        let syn = seen.bits.has(Bits::SYN) && !seen.bits.has(Bits::ACK);
        let known = self.initial[seen.from as usize];
        let closing = self.fin.iter().any(Option::is_some) || self.reset_by.is_some();
        syn && known.is_some_and(|known| known != seen.seq) && (closing || self.syn[seen.from as usize])
    }

    fn row(&mut self, seen: &Seen) -> Row {
        let (me, peer) = (seen.from as usize, seen.from.peer() as usize);
        let syn = u32::from(seen.bits.has(Bits::SYN));
        let own = *self.initial[me].get_or_insert(seen.seq - (1 - syn));
        let mut peers = self.initial[peer];
        if seen.bits.has(Bits::ACK) && !seen.bits.has(Bits::RST) {
            peers = Some(*self.initial[peer].get_or_insert(seen.ack - 1));
        }
        let fresh = self.next == [0; 2] && self.began_before;
        let row = Row::new(seen, [own, peers.unwrap_or(seen.ack - 1)], self.next[me], self.next[peer]);
        if fresh {
            let next = [row.seq, row.ack.unwrap_or(1)];
            self.ends[me] = Shadow::established([own; 2], next);
            self.ends[peer] = Shadow::established([own; 2], [next[1], next[0]]);
            (self.next[me], self.next[peer]) = (next[0], next[1]);
            (self.acked[me], self.acked[peer]) = (next[0], next[1]);
        }
        row
    }

    fn count(&mut self, row: &Row) {
        let (me, peer) = (row.from as usize, row.from.peer() as usize);
        let summary = &mut self.summary;
        let closes = row.segment.fin || row.segment.rst;
        if closes {
            summary.closed_first.get_or_insert(row.from);
        }
        if row.segment.rst {
            summary.resets[me] += 1;
            let in_opening = !self.began_before && self.next[me] == 0;
            self.refused |= in_opening;
            let over = self.fin.iter().zip(self.acked).all(|(fin, acked)| fin.is_some_and(|fin| acked > fin));
            if !over {
                self.reset_by.get_or_insert(row.from);
            }
            return;
        }
        let text_end = row.end - i64::from(row.segment.fin);
        let text_start = row.seq + i64::from(row.segment.syn);
        let new = text_end - text_start.max(self.next[me]);
        // An end that begins in the middle has its first segment before it has a next number.
        let new = new.min(i64::from(row.segment.len));
        summary.octets[me] += u64::try_from(new).unwrap_or(0);
        summary.again[me] += u32::from(row.counts() && row.end <= self.next[me]);
        self.syn[me] |= row.segment.syn;
        if row.segment.fin {
            self.fin[me] = Some(row.end - 1);
        }
        if let Some(ack) = row.ack {
            self.acked[peer] = self.acked[peer].max(ack);
        }
    }

    fn note_changes(&mut self, side: Side, now: u64) {
        for step in self.ends[side as usize].take_steps() {
            // A listener waited before there was anything to see.
            if step.rule == Rule::OpenPassive {
                continue;
            }
            let passed = now - self.since[side as usize];
            self.add(side, step.from, passed);
            self.since[side as usize] = now;
        }
    }

    fn add(&mut self, side: Side, state: State, nanos: u64) {
        let lasted = &mut self.summary.lasted[side as usize][state as usize];
        *lasted = *lasted + Duration::from_micros(nanos / 1_000);
    }

    fn ending(&self) -> Ending {
        let acked = |side: Side| self.fin[side as usize].is_some_and(|fin| self.acked[side as usize] > fin);
        let sent = |side: Side| self.fin[side as usize].is_some();
        if self.refused {
            return Ending::Refused;
        }
        if let Some(side) = self.reset_by {
            return Ending::Reset(side);
        }
        if !self.began_before {
            let [client, server] = self.syn;
            match (client, server) {
                (true, false) if self.next[1] <= 1 && self.initial[1].is_none() => return Ending::Unanswered,
                (true, true) if self.acked[1] < 1 => return Ending::NotOpened,
                _ => {}
            }
        }
        match Side::BOTH.map(|side| (sent(side), acked(side))) {
            [(false, _), (false, _)] => Ending::Open,
            [(true, true), (true, true)] => Ending::Closed,
            [(true, done), (false, _)] | [(false, _), (true, done)] => {
                let side = if sent(Side::Client) { Side::Client } else { Side::Server };
                if done { Ending::HalfClosed(side) } else { Ending::FinUnacknowledged(side) }
            }
            [(true, true), (true, false)] => Ending::LastAckUnseen(Side::Server),
            [(true, false), (true, true)] => Ending::LastAckUnseen(Side::Client),
            [(true, false), (true, false)] => {
                let first = self.summary.closed_first.unwrap_or(Side::Client);
                Ending::FinUnacknowledged(first)
            }
        }
    }
}
