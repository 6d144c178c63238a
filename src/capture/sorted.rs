//! What a file holds, sorted into connections: which segment belongs to which, and where each one's
//! sequence numbers begin. Both as tshark 4.0 has it.

use super::chunks::Chunks;
use super::packet::Found;
use super::problem::{Problem, Wrong};
use super::seen::{Bits, Conversation, Seen};
use super::summary::{Summary, Tally};
use super::table::{Ends, Table};
use crate::sim::Side;
use crate::tcp::SeqNum;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// How much is kept of a file at most, so that memory is bounded whatever it holds: 36 octets a
/// packet, and about 95 a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub packets: u32,
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { packets: 1 << 24, connections: 1 << 22 }
    }
}

/// A file as far as it has been read.
#[derive(Clone, Debug)]
pub struct Capture {
    limits: Limits,
    /// TCP packets in the file's order.
    kept: Chunks<Kept>,
    connections: Chunks<Connection>,
    by_ends: Table,
    packets: u64,
    until: u64,
    problems: Vec<Problem>,
}

/// A TCP packet. Its parts have four octets at most, so that it takes 36 and not 40.
#[derive(Clone, Copy, Debug)]
struct Kept {
    nanos: [u32; 2],
    frame: u32,
    stream: u32,
    /// The connection's next packet; [`NONE`]: this is its last.
    next: u32,
    seq: u32,
    ack: u32,
    len: u32,
    window: u16,
    /// The control bits, and above them what follows.
    bits: u16,
}

const NONE: u32 = u32::MAX;

const MOST_PROBLEMS: usize = 32;

/// It comes from the connection's second end.
const BACK: u16 = 1 << 12;
const QUOTED: u16 = 1 << 13;
const NO_LENGTH: u16 = 1 << 14;
const HEADLESS: u16 = 1 << 15;

const SYN: u16 = Bits::SYN.0 as u16;
const ACK: u16 = Bits::ACK.0 as u16;

#[derive(Clone, Copy, Debug)]
struct Connection {
    /// The sender of its first packet is the first of them.
    ends: Ends,
    bases: Bases,
    /// Which end sent a SYN without ACK; which one with.
    syn_from: [Option<bool>; 2],
    scale: [Option<u8>; 2],
    first: u32,
    last: u32,
    count: u32,
    octets: [u32; 2],
}

/// From where both ends' sequence numbers are counted, once that is known.
#[derive(Clone, Copy, Debug, Default)]
struct Bases([Option<u32>; 2]);

/// A TCP packet as tshark prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub frame: u32,
    /// `tcp.stream`
    pub stream: u32,
    /// `tcp.flags`; `None` where the header states a length below the least one.
    pub flags: Option<u16>,
    /// `tcp.seq`
    pub seq: u32,
    /// `tcp.ack`; `None` as with flags. Without the ACK bit it is the field as it stands there.
    pub ack: Option<u32>,
    /// `tcp.len`; `None` where it cannot be told: a part of a packet, or a header that is longer than
    /// the packet. Then seq and ack are as they stand there.
    pub len: Option<u32>,
}

/// One connection, briefly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    pub stream: u32,
    /// Client and server, as [`Conversation`] has them.
    pub ends: [SocketAddr; 2],
    pub began_before: bool,
    /// Packets, and octets of payload, sent twice or not.
    pub packets: u32,
    pub octets: u64,
    /// When its first and last packet were seen, in nanoseconds since 1970.
    pub first: u64,
    pub last: u64,
}

impl Default for Capture {
    fn default() -> Self {
        Self::with_limits(Limits::default())
    }
}

// ---- what was read ----

impl Capture {
    /// Packets of the file, TCP or not.
    #[must_use]
    pub const fn packets(&self) -> u64 {
        self.packets
    }

    /// TCP packets that are kept.
    #[must_use]
    pub fn tcp_packets(&self) -> usize {
        self.kept.len()
    }

    /// Every kind of problem once, in the order in which they were met; 33 of them at most.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Octets of memory that it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.kept.size() + self.connections.size() + self.by_ends.size()
    }

    /// Every TCP packet, in the file's order.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let mut bases = vec![Bases::default(); self.connections.len()];
        self.kept.iter().map(move |kept| bases[kept.stream as usize].row(kept))
    }

    /// Every connection, in the order of their numbers.
    pub fn streams(&self) -> impl Iterator<Item = Stream> {
        (0..).map_while(|stream| self.stream(stream))
    }

    /// One connection by its number.
    #[must_use]
    pub fn stream(&self, stream: u32) -> Option<Stream> {
        let connection = self.connections.get(stream as usize)?;
        let time = |index: u32| self.kept.get(index as usize).map_or(0, Kept::nanos);
        Some(Stream {
            stream,
            ends: connection.oriented().0,
            began_before: connection.began_before(),
            packets: connection.count,
            octets: whole(connection.octets),
            first: time(connection.first),
            last: time(connection.last),
        })
    }

    /// All that is known of a connection. Left out is what tells nothing about its ends: packets
    /// quoted in ICMP errors, fragments whose other parts are not there, and headers that are broken.
    #[must_use]
    pub fn conversation(&self, stream: u32) -> Option<Conversation> {
        let connection = self.connections.get(stream as usize)?;
        let (ends, turned) = connection.oriented();
        let mut scale = connection.scale;
        if turned {
            scale.reverse();
        }
        Some(Conversation {
            stream,
            ends,
            began_before: connection.began_before(),
            scale,
            seen: self.seen(connection, turned).collect(),
            until: self.until,
        })
    }

    /// The conversation summed up, without a copy of its segments.
    #[must_use]
    pub fn summary(&self, stream: u32) -> Option<Summary> {
        let connection = self.connections.get(stream as usize)?;
        let mut tally = Tally::new(connection.began_before());
        for seen in self.seen(connection, connection.oriented().1) {
            tally.see(&seen);
        }
        Some(tally.finish(self.until))
    }

    /// What tells something about the connection's ends.
    fn seen(&self, connection: &Connection, turned: bool) -> impl Iterator<Item = Seen> {
        let whole = |kept: &&Kept| kept.bits & (QUOTED | NO_LENGTH | HEADLESS) == 0;
        self.of(connection).filter(whole).map(move |kept| kept.seen(turned))
    }

    fn of(&self, connection: &Connection) -> impl Iterator<Item = &Kept> {
        let mut next = connection.first;
        std::iter::from_fn(move || {
            let kept = self.kept.get(next as usize)?;
            next = kept.next;
            Some(kept)
        })
    }
}

impl Connection {
    /// Both ends, client first, and whether they stand here the other way round.
    fn oriented(&self) -> ([SocketAddr; 2], bool) {
        let [a, b] = [0, 1].map(|index| {
            let [.., last] = self.ends.addresses[index];
            let ip = if self.ends.v6 {
                IpAddr::V6(v6(self.ends.addresses[index]))
            } else {
                Ipv4Addr::from(last).into()
            };
            SocketAddr::new(ip, self.ends.ports[index])
        });
        let turned = match self.syn_from {
            [Some(second), _] => second,
            [None, Some(second)] => !second,
            [None, None] => self.ends.ports[0] < self.ends.ports[1],
        };
        (if turned { [b, a] } else { [a, b] }, turned)
    }

    const fn began_before(&self) -> bool {
        matches!(self.syn_from, [None, None])
    }
}

fn v6(words: [u32; 4]) -> Ipv6Addr {
    Ipv6Addr::from_bits(words.iter().fold(0, |bits, word| bits << 32 | u128::from(*word)))
}

impl Kept {
    fn nanos(&self) -> u64 {
        whole(self.nanos)
    }

    const fn back(&self) -> bool {
        self.bits & BACK != 0
    }

    fn seen(&self, turned: bool) -> Seen {
        Seen {
            nanos: self.nanos(),
            frame: self.frame,
            seq: SeqNum(self.seq),
            ack: SeqNum(self.ack),
            len: self.len,
            window: self.window,
            bits: Bits(self.bits as u8),
            from: if self.back() == turned { Side::Client } else { Side::Server },
        }
    }
}

impl Bases {
    /// A packet's numbers. With it, numbers that were not known may be.
    fn row(&mut self, kept: &Kept) -> Row {
        let ([sender, receiver], set) = (ends(kept.back()), |bits| kept.bits & bits == bits);
        // A SYN-ACK says where its sender begins, whatever was thought before.
        if set(SYN | ACK) && self.0[sender].is_some() {
            self.0[sender] = Some(kept.seq);
        }
        let measured = !set(NO_LENGTH);
        let (mut seq, mut ack) = (kept.seq, kept.ack);
        if measured {
            // Without the SYN, the first octet seen is number 1.
            let before = kept.seq.wrapping_sub(u32::from(!set(SYN)));
            seq = seq.wrapping_sub(*self.0[sender].get_or_insert(before));
        }
        if measured && set(ACK) {
            ack = ack.wrapping_sub(*self.0[receiver].get_or_insert(kept.ack.wrapping_sub(1)));
        }
        let whole = !set(HEADLESS);
        Row {
            frame: kept.frame,
            stream: kept.stream,
            flags: whole.then_some(kept.bits & 0xfff),
            seq,
            ack: whole.then_some(ack),
            len: measured.then_some(kept.len),
        }
    }
}

const fn ends(back: bool) -> [usize; 2] {
    if back { [1, 0] } else { [0, 1] }
}

const fn halves(number: u64) -> [u32; 2] {
    [(number >> 32) as u32, number as u32]
}

const fn whole([high, low]: [u32; 2]) -> u64 {
    (high as u64) << 32 | low as u64
}

// ---- while it is read ----

impl Capture {
    pub(super) const fn with_limits(limits: Limits) -> Self {
        Self {
            limits,
            kept: Chunks::new(),
            connections: Chunks::new(),
            by_ends: Table::new(),
            packets: 0,
            until: 0,
            problems: Vec::new(),
        }
    }

    /// Counts a packet and tells its time.
    pub(super) fn frame(&mut self, at: u64, nanos: Option<u64>) -> u64 {
        self.packets += 1;
        let Some(nanos) = nanos else {
            self.affected(at, Wrong::Time);
            return self.until;
        };
        self.until = self.until.max(nanos);
        nanos
    }

    /// Counts a packet that cannot be read.
    pub(super) fn lose(&mut self, at: u64, wrong: Wrong) {
        self.packets += 1;
        self.affected(at, wrong);
    }

    /// One more packet for a reason that may have been given already.
    fn affected(&mut self, at: u64, wrong: Wrong) {
        self.trouble(Problem { at, packet: Some(self.packets), wrong, packets: 1 });
    }

    /// Every kind of problem stands there once. Kinds are few, but for link layers.
    pub(super) fn trouble(&mut self, problem: Problem) {
        let same = |known: &&mut Problem| match (known.wrong, problem.wrong) {
            (Wrong::Link(link), Wrong::Link(other)) => link == other,
            (known, wrong) => core::mem::discriminant(&known) == core::mem::discriminant(&wrong),
        };
        let room = self.problems.len() < MOST_PROBLEMS;
        match self.problems.iter_mut().find(same) {
            Some(known) => known.packets += problem.packets,
            None if room || problem.wrong.ends_the_reading() => {
                self.problems.push(problem);
            }
            None => {}
        }
    }

    /// Finds the connection of the packet that was counted last, and keeps it.
    pub(super) fn sort(&mut self, at: u64, nanos: u64, found: &Found) {
        let index = self.kept.len() as u32;
        let Ok(frame) = u32::try_from(self.packets) else {
            return self.affected(at, Wrong::Packets(index));
        };
        if index >= self.limits.packets {
            return self.affected(at, Wrong::Packets(index));
        }
        let of = |stream: u32| self.connections.get(stream as usize).map_or(found.ends, |known| known.ends);
        let known = self.by_ends.find(&found.ends, of);
        let known = known.filter(|(stream, back)| !self.begins_anew(*stream, *back, found));
        let (stream, back) = match known {
            Some(known) => known,
            None if self.connections.len() >= self.limits.connections as usize => {
                return self.affected(at, Wrong::Connections(self.limits.connections));
            }
            None => (self.connection(found.ends, index), false),
        };
        let mark = |bit: u16, set: bool| if set { bit } else { 0 };
        let marks = mark(BACK, back)
            | mark(QUOTED, found.quoted)
            | mark(NO_LENGTH, found.len.is_none())
            | mark(HEADLESS, found.headless);
        let kept = Kept {
            nanos: halves(nanos),
            frame,
            stream,
            next: NONE,
            seq: found.seq,
            ack: found.ack,
            len: found.len.unwrap_or(0),
            window: found.window,
            bits: found.bits | marks,
        };
        self.kept.push(kept);
        let Some(connection) = self.connections.get_mut(stream as usize) else { return };
        let last = std::mem::replace(&mut connection.last, index);
        connection.note(&kept, found.scale);
        if let Some(last) = self.kept.get_mut(last as usize).filter(|_| last != index) {
            last.next = index;
        }
    }

    /// A SYN whose number is not that of the connection's earlier one begins another connection
    /// between the same ends.
    fn begins_anew(&self, stream: u32, back: bool, found: &Found) -> bool {
        let connection = self.connections.get(stream as usize);
        let base = connection.and_then(|connection| connection.bases.0[usize::from(back)]);
        found.bits & (SYN | ACK) == SYN && base.is_some_and(|base| base != found.seq)
    }

    fn connection(&mut self, ends: Ends, first: u32) -> u32 {
        let stream = self.connections.len() as u32;
        self.connections.push(Connection {
            ends,
            bases: Bases::default(),
            syn_from: [None; 2],
            scale: [None; 2],
            first,
            last: first,
            count: 0,
            octets: [0; 2],
        });
        let of = |stream: u32| self.connections.get(stream as usize).map_or(ends, |known| known.ends);
        self.by_ends.set(&ends, stream, of);
        stream
    }
}

impl Connection {
    fn note(&mut self, kept: &Kept, scale: Option<u8>) {
        let _ = self.bases.row(kept);
        self.count += 1;
        self.octets = halves(whole(self.octets).wrapping_add(kept.len.into()));
        if kept.bits & (QUOTED | HEADLESS) == 0 && kept.bits & SYN != 0 {
            let with_ack = usize::from(kept.bits & ACK != 0);
            self.syn_from[with_ack].get_or_insert(kept.back());
            self.scale[usize::from(kept.back())] = scale;
        }
    }
}
