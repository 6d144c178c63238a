//! The way of each segment: when it left, and when it arrived or that it was lost.
//!
//! What passes the point of capture has left one end and is on its way to the other. Three things tell
//! more: what an end acknowledges has arrived before; what it does not acknowledge, though it has all
//! that comes before, has not; and what is sent again before that was not acknowledged in time.

use super::ground::{Doubt, Note};
use super::numbered::{Numbered, Row};
use super::vantage::Distances;
use std::collections::BTreeMap;

/// One segment's way. Times are in microseconds of the inferred trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub row: Row,
    pub sent: u64,
    pub end: WayEnd,
    pub again: bool,
    pub note: Option<Note>,
    /// When it was sent again.
    pub copied: Option<u64>,
    /// The packet in which the receiver acknowledges it.
    pub proved: Option<u32>,
    /// It was seen; else it must have been sent.
    pub seen: bool,
    /// It was seen at its receiver, too.
    pub at_receiver: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayEnd {
    Arrives(u64),
    Lost(u64),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Routes {
    /// In the capture's order; what was not seen stands before what shows it.
    pub ways: Vec<Way>,
    pub doubts: Vec<Doubt>,
    /// Which ends the capture was taken at.
    pub near: [bool; 2],
}

/// A hole that is filled within this was made by the network, not by a loss.
const REORDERED_WITHIN: u64 = 3_000;
/// Who has not answered by then has not got it.
const ANSWERED_WITHIN: u64 = 1_000_000;
/// An answer may leave this long after what it answers has passed, and not have seen it.
const RACE: u64 = 1_000;

/// `until`: when the capture ended, in the trace's time.
pub(super) fn routes(numbered: &Numbered, distances: &Distances, until: u64) -> Routes {
    let to = distances.to.map(|way| way.micros());
    let lead = to[0].max(to[1]);
    let near = to.map(|way| way == 0);
    let mut routes = Routes { near, ..Routes::default() };
    for epoch_index in 0..numbered.epochs.len() {
        let rows = numbered.epoch(epoch_index);
        let mut epoch = Epoch::new(rows, to, lead, distances.way.micros());
        if let Some(measured) = &distances.measured {
            epoch.measure(&measured[numbered.epochs[epoch_index]..], numbered.began, &mut routes.doubts);
        }
        epoch.classify(&mut routes.doubts);
        epoch.lose(until, &mut routes.doubts);
        epoch.lose_acks(&mut routes.doubts);
        epoch.lose_resets(&mut routes.doubts);
        epoch.arrive();
        epoch.finish(&mut routes);
    }
    routes
}

/// What one side has acknowledged, by the order of its sending.
#[derive(Default)]
struct Acks {
    /// Index into the rows, ACK number, and the highest up to here.
    each: Vec<(usize, i64, i64)>,
}

impl Acks {
    fn push(&mut self, row: usize, ack: i64) {
        let highest = self.each.last().map_or(ack, |last| last.2.max(ack));
        self.each.push((row, ack, highest));
    }

    /// The first that covers `end`, by its place here.
    fn first_covering(&self, end: i64) -> usize {
        self.each.partition_point(|(_, _, highest)| *highest < end)
    }

    /// The first that was seen after that row, by its place here.
    fn first_after(&self, row: usize) -> usize {
        self.each.partition_point(|(index, ..)| *index <= row)
    }
}

struct Epoch<'a> {
    rows: &'a [Row],
    /// How far the trace's time is ahead of the capture's.
    lead: u64,
    /// From one end to the other.
    way: u64,
    ways: Vec<Way>,
    acks: [Acks; 2],
    /// The rows in which each side resets.
    resets: [Vec<usize>; 2],
    /// For each row the one that carries its last number again.
    replaced_by: Vec<Option<usize>>,
    /// What was lost unseen, with the row that it stands before.
    unseen: Vec<(usize, Way)>,
}

impl<'a> Epoch<'a> {
    fn new(rows: &'a [Row], to: [u64; 2], lead: u64, way: u64) -> Self {
        let mut acks = [Acks::default(), Acks::default()];
        let mut resets = [Vec::new(), Vec::new()];
        for (index, row) in rows.iter().enumerate() {
            if row.segment.rst {
                resets[row.from as usize].push(index);
            } else if let Some(ack) = row.ack {
                acks[row.from as usize].push(index, ack);
            }
        }
        let full = |row: &Row| Way {
            row: *row,
            sent: row.at + lead - to[row.from as usize],
            end: WayEnd::Arrives(
                (row.at + lead + to[row.from.peer() as usize]).max(row.at + lead - to[row.from as usize] + 1),
            ),
            again: false,
            note: None,
            copied: None,
            proved: None,
            seen: true,
            at_receiver: to[row.from.peer() as usize] == 0,
        };
        let ways = rows.iter().map(full).collect();
        Self { rows, lead, way, ways, acks, resets, replaced_by: vec![None; rows.len()], unseen: Vec::new() }
    }

    fn arrival(&self, index: usize) -> u64 {
        match self.ways[index].end {
            WayEnd::Arrives(at) | WayEnd::Lost(at) => at,
        }
    }

    /// A second capture shows when each came, or that it did not.
    fn measure(&mut self, measured: &[Option<u64>], began: u64, doubts: &mut Vec<Doubt>) {
        for (way, came) in self.ways.iter_mut().zip(measured) {
            way.at_receiver = came.is_some();
            way.end = match came {
                Some(nanos) => {
                    WayEnd::Arrives((nanos.saturating_sub(began) / 1_000 + self.lead).max(way.sent + 1))
                }
                None => {
                    doubts.push(Doubt::SeenBySenderOnly { frame: way.row.frame });
                    WayEnd::Lost(way.sent + self.way / 20 * 11 + 1)
                }
            };
        }
    }

    /// What is sent again, out of order, or only asks.
    fn classify(&mut self, doubts: &mut Vec<Doubt>) {
        let mut sides = [Sender::default(), Sender::default()];
        // The window that each side offered last, and how far it has acknowledged.
        let mut window = [u32::MAX; 2];
        let mut acked = [NONE_YET; 2];
        for (index, row) in self.rows.iter().enumerate() {
            let (me, peer) = (row.from as usize, row.from.peer() as usize);
            if let (Some(ack), false) = (row.ack, row.segment.rst) {
                if ack > sides[peer].next && sides[peer].next != NONE_YET {
                    let octets = u32::try_from(ack - sides[peer].next).unwrap_or(u32::MAX);
                    doubts.push(Doubt::NotCaptured { from: row.from.peer(), octets, frame: row.frame });
                    sides[peer].next = ack;
                }
                acked[me] = acked[me].max(ack);
                window[me] = row.segment.window;
            }
            let sender = &mut sides[me];
            if row.segment.rst {
                // A RST says SND.NXT, or what the other side acknowledged.
                let octets = row.seq - sender.next;
                if octets > 0 && sender.next != NONE_YET && row.ack.is_some() {
                    let octets = u32::try_from(octets).unwrap_or(u32::MAX);
                    doubts.push(Doubt::Hole { from: row.from, octets, frame: row.frame });
                }
                continue;
            }
            let plain = !row.segment.syn && !row.segment.fin;
            let asks = plain && row.segment.len <= 1 && row.seq == sender.next - 1;
            let closed = window[peer] == 0 && acked[peer] != NONE_YET;
            if asks && (acked[peer] >= sender.next || !row.counts()) {
                let note = if closed { Note::ZeroWindowProbe } else { Note::KeepAlive };
                self.ways[index].note = Some(note);
                continue;
            }
            if !row.counts() {
                sender.next = sender.next.max(row.seq);
                continue;
            }
            if closed && plain && row.segment.len <= 1 && row.seq >= acked[peer] {
                self.ways[index].note = Some(Note::ZeroWindowProbe);
                self.ways[index].again = row.end <= sender.next;
                sender.sends(index, row);
                continue;
            }
            if sender.next != NONE_YET && row.seq < sender.next {
                self.old(index, row, sender);
            }
            for replaced in sender.take_covered(row) {
                self.replaced_by[replaced] = Some(index);
            }
            sender.sends(index, row);
        }
        self.doubt_holes(&sides, doubts);
    }

    fn doubt_holes(&self, senders: &[Sender; 2], doubts: &mut Vec<Doubt>) {
        for (from, to, by) in senders.iter().flat_map(|sender| &sender.holes) {
            let row = &self.rows[*by];
            let octets = u32::try_from(to - from).unwrap_or(u32::MAX);
            doubts.push(Doubt::Hole { from: row.from, octets, frame: row.frame });
        }
    }

    /// It begins with a number below what was seen of its sender.
    fn old(&mut self, index: usize, row: &Row, sender: &mut Sender) {
        match sender.fills_hole(row) {
            Some(by) if row.at - self.rows[by].at <= REORDERED_WITHIN.max(self.round_trip() / 2) => {
                // It left before the one that overtook it.
                self.ways[index].sent = self.ways[by].sent;
                self.ways[index].note = Some(Note::OutOfOrder);
            }
            Some(by) => {
                self.ways[index].again = true;
                let sent = self.ways[by].sent;
                let lost = WayEnd::Lost(sent + self.one_way() / 20 * 11 + 1);
                let way = Way { sent, end: lost, note: Some(Note::NotSeen), seen: false, ..self.ways[index] };
                self.unseen.push((by, Way { again: false, ..way }));
            }
            None => self.ways[index].again = true,
        }
    }

    fn one_way(&self) -> u64 {
        self.way
    }

    fn round_trip(&self) -> u64 {
        2 * self.one_way()
    }

    /// What was sent again before an answer could come, or never acknowledged, was lost.
    fn lose(&mut self, until: u64, doubts: &mut Vec<Doubt>) {
        // The last copy shares the fate of those before it, if there was time to answer.
        let mut copy_of_lost = vec![false; self.rows.len()];
        for (index, row) in self.rows.iter().enumerate() {
            let known = matches!(self.ways[index].end, WayEnd::Lost(_));
            if known || !row.counts() || self.ways[index].note == Some(Note::ZeroWindowProbe) {
                continue;
            }
            let peer = row.from.peer();
            let acks = &self.acks[peer as usize];
            let covering = acks.first_covering(row.end).max(acks.first_after(index));
            let cover = acks.each.get(covering).map(|(ack, ..)| *ack);
            let answered_before = |copy: usize, answer: usize| self.ways[answer].sent < self.arrival(copy);
            let lost = match (self.replaced_by[index], cover) {
                (Some(copy), _) if self.refused(index).is_some_and(|by| answered_before(copy, by)) => false,
                (Some(copy), Some(ack)) => !answered_before(copy, ack),
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => {
                    let time_to_answer = until > self.arrival(index) + self.round_trip() + ANSWERED_WITHIN;
                    let refused = self.refused(index).is_some();
                    copy_of_lost[index] && time_to_answer && !refused || self.refused_ever_after(index, row)
                }
            };
            if lost {
                if let Some(copy) = self.replaced_by[index] {
                    copy_of_lost[copy] = true;
                }
                let sent = self.ways[index].sent;
                self.ways[index].end = WayEnd::Lost(sent + self.one_way() / 20 * 11 + 1);
                let answered = self.replaced_by[index].is_some();
                doubts.push(if row.opens() && cover.is_none() {
                    Doubt::SynUnanswered { frame: row.frame }
                } else if answered {
                    Doubt::LostOrItsAck { frame: row.frame }
                } else {
                    Doubt::NotShownToArrive { frame: row.frame }
                });
            }
        }
    }

    /// The RST that answers it, if that is the next that its receiver sends.
    fn refused(&self, index: usize) -> Option<usize> {
        let (row, resets) = (&self.rows[index], &self.resets[self.rows[index].from.peer() as usize]);
        let by = *resets.get(resets.partition_point(|reset| *reset < index))?;
        let answer = &self.rows[by];
        (Some(answer.seq) == row.ack || answer.ack == Some(row.end)).then_some(by)
    }

    /// Has the peer, long after it should have come, still only what comes before?
    fn refused_ever_after(&self, index: usize, row: &Row) -> bool {
        let peer = row.from.peer();
        let due = self.arrival(index) + self.round_trip() + RACE;
        let acks = &self.acks[peer as usize].each;
        let last = acks.last().filter(|(ack, ..)| self.ways[*ack].sent > due);
        last.is_some_and(|(ack, number, _)| {
            let open = self.rows[*ack].segment.window > 0;
            open && row.seq <= *number && *number < row.end
        })
    }

    /// An ACK after whose arrival the peer sends again what it acknowledges did not arrive.
    fn lose_acks(&mut self, doubts: &mut Vec<Doubt>) {
        let mut from_here = [0; 2];
        for (index, row) in self.rows.iter().enumerate() {
            let (way, acker) = (&self.ways[index], row.from.peer() as usize);
            if !way.again || way.note.is_some() || !row.counts() {
                continue;
            }
            let left = way.sent;
            let acks = &self.acks[acker];
            let first = acks.first_covering(row.end).max(from_here[acker]);
            for (ack, number, _) in &acks.each[first.min(acks.each.len())..] {
                if self.arrival(*ack) >= left {
                    break;
                }
                from_here[acker] += 1;
                let bare = self.rows[*ack].is_bare_ack() && self.ways[*ack].note.is_none();
                if bare && *number >= row.end && matches!(self.ways[*ack].end, WayEnd::Arrives(_)) {
                    let sent = self.ways[*ack].sent;
                    self.ways[*ack].end = WayEnd::Lost(sent + self.one_way() / 20 * 11 + 1);
                    doubts.push(Doubt::AckLost { frame: self.rows[*ack].frame });
                }
            }
            from_here[acker] = from_here[acker].max(first);
        }
    }

    /// A RST did not arrive whose receiver goes on sending the same again.
    fn lose_resets(&mut self, doubts: &mut Vec<Doubt>) {
        // What each side sends next, from behind.
        let mut next: [Option<usize>; 2] = [None; 2];
        for (index, row) in self.rows.iter().enumerate().rev() {
            let peer = row.from.peer() as usize;
            if row.segment.rst {
                let goes_on = next[peer].is_some_and(|next| {
                    self.ways[next].again
                        && self.ways[next].note.is_none()
                        && self.ways[next].sent > self.arrival(index)
                });
                if goes_on && matches!(self.ways[index].end, WayEnd::Arrives(_)) {
                    let sent = self.ways[index].sent;
                    self.ways[index].end = WayEnd::Lost(sent + self.one_way() / 20 * 11 + 1);
                    doubts.push(Doubt::ResetLost { frame: row.frame });
                }
            }
            next[row.from as usize] = Some(index);
        }
    }

    /// Fits the guessed arrivals to what the receiver shows to have had, and when. A copy of what has
    /// come already shows nothing.
    fn arrive(&mut self) {
        // The latest arrival of what is in order per receiver, and the latest sending.
        let (mut latest, mut sent_last) = ([0_u64; 2], [0_u64; 2]);
        let mut spare = vec![false; self.rows.len()];
        for (index, row) in self.rows.iter().enumerate() {
            let in_order = self.ways[index].note != Some(Note::OutOfOrder);
            if in_order {
                let last = &mut sent_last[row.from as usize];
                *last = (*last).max(self.ways[index].sent);
                self.ways[index].sent = *last;
            }
            let sent = self.ways[index].sent;
            let guess = match self.ways[index].end {
                WayEnd::Arrives(guess) => guess,
                WayEnd::Lost(at) => {
                    self.ways[index].end = WayEnd::Lost(at.max(sent + 1));
                    continue;
                }
            };
            if let Some(copy) = self.replaced_by[index] {
                spare[copy] = true;
            }
            let receiver = row.from.peer() as usize;
            let mut at = if in_order { guess.max(latest[receiver]) } else { guess };
            let mut answer = None;
            if row.counts() && !spare[index] && self.ways[index].note != Some(Note::ZeroWindowProbe) {
                let acks = &self.acks[receiver].each;
                // What was seen before it cannot be for it.
                let covering = self.acks[receiver].first_after(index);
                let covering = covering.max(self.acks[receiver].first_covering(row.end));
                let before = covering.checked_sub(1).map(|place| acks[place]);
                let new = before.is_none_or(|(.., highest)| highest < row.end);
                let not_before = before.filter(|(_, number, _)| new && row.seq <= *number);
                let not_before = not_before.map_or(0, |(before, ..)| self.ways[before].sent + 1);
                at = at.max(not_before);
                if let Some((cover, ..)) = acks.get(covering).filter(|_| new) {
                    at = at.min(self.ways[*cover].sent.max(not_before));
                    self.ways[index].proved = Some(self.rows[*cover].frame);
                    answer = Some(*cover);
                }
            }
            // It passes the point of capture before.
            let passed = row.at + self.lead;
            let at = at.max(passed).max(sent + 1);
            self.ways[index].end = WayEnd::Arrives(at);
            if in_order {
                latest[receiver] = latest[receiver].max(at);
            }
            // Where both come within a microsecond, the answer is still the later one.
            if let Some(answer) = answer {
                self.ways[answer].sent = self.ways[answer].sent.max(at);
            }
        }
    }

    fn finish(mut self, routes: &mut Routes) {
        for (index, copy) in self.replaced_by.iter().enumerate() {
            self.ways[index].copied = copy.map(|copy| self.ways[copy].sent);
        }
        let mut unseen = self.unseen;
        unseen.sort_by_key(|(before, _)| *before);
        let mut unseen = unseen.into_iter().peekable();
        for (index, way) in self.ways.into_iter().enumerate() {
            while let Some((_, hidden)) = unseen.next_if(|(before, _)| *before == index) {
                routes.ways.push(hidden);
            }
            routes.ways.push(way);
        }
    }
}

/// What has been seen of one side's sending.
struct Sender {
    /// SND.NXT as far as it was seen.
    next: i64,
    /// The row that last carried the number before each of these.
    ends: BTreeMap<i64, usize>,
    /// Numbers that were passed over: from, to, and the row that did so.
    holes: Vec<(i64, i64, usize)>,
}

impl Default for Sender {
    fn default() -> Self {
        Self { next: NONE_YET, ends: BTreeMap::new(), holes: Vec::new() }
    }
}

/// Below every number, and far enough from the ends of the type to reckon with.
const NONE_YET: i64 = -(1 << 62);
/// So many holes are remembered: what lies further back is a retransmission in any case.
const MOST_HOLES: usize = 64;

impl Sender {
    fn sends(&mut self, index: usize, row: &Row) {
        if self.next != NONE_YET && row.seq > self.next {
            if self.holes.len() >= MOST_HOLES {
                self.holes.remove(0);
            }
            self.holes.push((self.next, row.seq, index));
        }
        self.next = self.next.max(row.end);
        self.ends.insert(row.end, index);
    }

    /// The row that had passed over these numbers, if none of them was seen before.
    fn fills_hole(&mut self, row: &Row) -> Option<usize> {
        let place = self.holes.iter().position(|(from, to, _)| *from <= row.seq && row.end <= *to)?;
        let (from, to, by) = self.holes.remove(place);
        if from < row.seq {
            self.holes.push((from, row.seq, by));
        }
        if row.end < to {
            self.holes.push((row.end, to, by));
        }
        Some(by)
    }

    /// The rows whose last number this one carries again.
    fn take_covered(&mut self, row: &Row) -> Vec<usize> {
        let range = row.seq + 1..=row.end;
        let covered: Vec<(i64, usize)> = self.ends.range(range).map(|(end, index)| (*end, *index)).collect();
        for (end, _) in &covered {
            self.ends.remove(end);
        }
        covered.into_iter().map(|(_, index)| index).collect()
    }
}
