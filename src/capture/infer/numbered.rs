//! A conversation with its sequence numbers counted from each side's initial one, without wrap.

use super::ground::Doubt;
use crate::capture::seen::{Bits, Conversation, Seen};
use crate::sim::Side;
use crate::tcp::{Segment, SeqNum};

/// One seen segment.
#[derive(Clone, Copy, Debug)]
pub(in crate::capture) struct Row {
    pub from: Side,
    /// When it was seen, in microseconds since the first; never before the row above.
    pub at: u64,
    pub frame: u32,
    /// Counted from the initial number, which is the SYN's.
    pub seq: i64,
    /// The number after the last that it takes.
    pub end: i64,
    pub ack: Option<i64>,
    /// With its window in octets.
    pub segment: Segment,
    /// How many times this 4-tuple had been opened before.
    pub epoch: usize,
}

impl Row {
    /// A segment with its numbers counted from the initial ones, its sender's and the peer's: each the
    /// nearest to what that side sends next.
    pub fn new(seen: &Seen, initial: [SeqNum; 2], near: i64, near_peer: i64) -> Self {
        let segment = seen.segment();
        let seq = unwrapped(segment.seq, initial[0], near);
        let end = seq + i64::from(segment.seq_len());
        let ack = segment.ack.map(|ack| unwrapped(ack, initial[1], near_peer));
        Self { from: seen.from, at: 0, frame: seen.frame, seq, end, ack, segment, epoch: 0 }
    }

    /// Takes it any number?
    pub fn counts(&self) -> bool {
        self.end > self.seq
    }

    pub fn opens(&self) -> bool {
        self.segment.syn && self.segment.ack.is_none() && !self.segment.rst
    }

    /// Nothing but an ACK.
    pub fn is_bare_ack(&self) -> bool {
        !self.counts() && !self.segment.rst && self.segment.ack.is_some()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Numbered {
    pub rows: Vec<Row>,
    /// For each epoch, where its rows begin.
    pub epochs: Vec<usize>,
    /// For each epoch, both sides' initial numbers, known or worked out.
    pub initial: Vec<[SeqNum; 2]>,
    pub began_before: bool,
    /// When the first was seen, in nanoseconds since 1970.
    pub began: u64,
    pub doubts: Vec<Doubt>,
}

impl Numbered {
    pub fn epoch(&self, index: usize) -> &[Row] {
        let end = self.epochs.get(index + 1).copied().unwrap_or(self.rows.len());
        &self.rows[self.epochs[index]..end]
    }

    /// Of the first opening.
    pub fn first_numbers(&self) -> [SeqNum; 2] {
        self.initial.first().copied().unwrap_or_default()
    }
}

pub(super) fn number(conversation: &Conversation) -> Numbered {
    let first = conversation.seen.first().map_or(0, |seen| seen.nanos);
    let mut numbered = Numbered {
        rows: Vec::with_capacity(conversation.seen.len()),
        epochs: Vec::new(),
        initial: Vec::new(),
        began_before: conversation.began_before,
        began: first,
        doubts: Vec::new(),
    };
    if conversation.began_before {
        numbered.doubts.push(Doubt::BeganBefore);
    }
    let mut latest = first;
    let mut rest = conversation.seen.as_slice();
    while !rest.is_empty() {
        let (now, later) = rest.split_at(epoch_length(rest));
        numbered.epochs.push(numbered.rows.len());
        let initial = initial_numbers(now);
        let mut near = [1_i64; 2];
        let epoch = numbered.initial.len();
        for seen in now {
            if seen.nanos < latest {
                numbered.doubts.push(Doubt::ClockWentBack { frame: seen.frame });
            }
            latest = latest.max(seen.nanos);
            let at = (latest - first) / 1_000;
            numbered.rows.push(row(conversation, seen, initial, &mut near, at, epoch));
        }
        numbered.initial.push(initial);
        rest = later;
    }
    // One is enough to say so.
    let clock = |doubt: &Doubt| matches!(doubt, Doubt::ClockWentBack { .. });
    if let Some(one) = numbered.doubts.iter().copied().find(clock) {
        numbered.doubts.retain(|doubt| !clock(doubt));
        numbered.doubts.push(one);
    }
    numbered
}

fn row(
    conversation: &Conversation,
    seen: &Seen,
    initial: [SeqNum; 2],
    near: &mut [i64; 2],
    at: u64,
    epoch: usize,
) -> Row {
    let (me, peer) = (seen.from as usize, seen.from.peer() as usize);
    let mut row = Row::new(seen, [initial[me], initial[peer]], near[me], near[peer]);
    // A SYN's own window is never scaled, and scaling needs both to have offered it.
    if let ([Some(_), Some(_)], Some(shift), false) =
        (conversation.scale, conversation.scale[me], row.segment.syn)
    {
        row.segment.window <<= shift.min(14);
    }
    // A reset answers with whatever numbers; only others tell where a side is.
    if !row.segment.rst {
        near[me] = near[me].max(row.end);
    }
    Row { at, epoch, ..row }
}

/// The number nearest to `near` that is so many from the initial one, modulo 2³².
fn unwrapped(number: SeqNum, initial: SeqNum, near: i64) -> i64 {
    let low = i64::from(number.distance_from(initial));
    let around = near - low;
    let turns = (around + (1 << 31)).div_euclid(1 << 32);
    low + (turns << 32)
}

/// How many segments belong to one opening of the 4-tuple: up to a SYN with another number from a
/// side that has sent one before.
fn epoch_length(seen: &[Seen]) -> usize {
    let mut syn: [Option<SeqNum>; 2] = [None; 2];
    let mut spoke = false;
    for (index, one) in seen.iter().enumerate() {
        let opens = one.bits.has(Bits::SYN) && !one.bits.has(Bits::ACK) && !one.bits.has(Bits::RST);
        let known = &mut syn[one.from as usize];
        if opens {
            match known {
                Some(number) if *number != one.seq => return index,
                // Something else came first: that was an old connection.
                None if spoke && syn_is_new(seen, index) => return index,
                _ => *known = Some(one.seq),
            }
        }
        spoke = true;
    }
    seen.len()
}

/// Does that SYN open anew, and not cross the other side's?
fn syn_is_new(seen: &[Seen], index: usize) -> bool {
    let from = seen[index].from;
    let crossed = |one: &Seen| one.from != from && one.bits.has(Bits::SYN) && !one.bits.has(Bits::ACK);
    !seen[..index].iter().all(crossed)
}

/// What each side counts from: its SYN, else what the peer's SYN,ACK acknowledges, else one before the
/// first number that is seen, so that the count begins at 1.
fn initial_numbers(seen: &[Seen]) -> [SeqNum; 2] {
    Side::BOTH.map(|side| {
        let own = |one: &&Seen| one.from == side && !one.bits.has(Bits::RST);
        let peers = |one: &&Seen| one.from != side && one.bits.has(Bits::ACK) && !one.bits.has(Bits::RST);
        let syn = seen.iter().filter(own).find(|one| one.bits.has(Bits::SYN));
        if let Some(syn) = syn {
            return syn.seq;
        }
        if let Some(answer) = seen.iter().filter(peers).find(|one| one.bits.has(Bits::SYN)) {
            return answer.ack - 1;
        }
        let sent = seen.iter().find(own).map(|one| one.seq - 1);
        let acked = seen.iter().find(peers).map(|one| one.ack - 1);
        match (sent, acked) {
            (Some(sent), Some(acked)) => {
                if acked.before(sent) {
                    acked
                } else {
                    sent
                }
            }
            (Some(one), None) | (None, Some(one)) => one,
            // Only resets: of an end that has no numbers.
            (None, None) => {
                let reset = seen.iter().find(|one| one.from == side);
                reset.map_or(SeqNum(0), |one| if one.seq == SeqNum(0) { one.seq } else { one.seq - 1 })
            }
        }
    })
}
