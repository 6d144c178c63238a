//! The pcapng format, as dumpcap writes it: blocks, each with its length at both ends
//! (draft-ietf-opsawg-pcapng).

use super::link::{Link, Part};
use super::pcap::double;
use super::problem::Wrong;
use super::reader::{LONGEST, Packet, Step, WINDOW};

/// The type of a section's first block, the same in both byte orders.
pub(super) const SECTION: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
const SECTION_TYPE: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const OLD_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const PACKET: u32 = 6;

/// Interfaces of a section that are kept.
const MOST_INTERFACES: u32 = 1 << 16;
const NANOS: u64 = 1_000_000_000;

/// What a packet's time counts.
#[derive(Clone, Copy, Debug)]
enum Unit {
    /// So many nanoseconds.
    Nanos(u64),
    /// One nanosecond is so many of it.
    OfNano(u64),
    /// A second is 2 to this power of it.
    Power(u8),
}

#[derive(Clone, Copy, Debug)]
struct Interface {
    link: Link,
    /// 0: packets are not cut.
    snaplen: u32,
    unit: Unit,
    /// Seconds to be added to times.
    offset: i64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Pcapng {
    big: bool,
    interfaces: Vec<Interface>,
    /// All of the section, kept or not.
    described: u32,
}

/// What a block is.
pub(super) enum Block<'a> {
    Packet(Packet<'a>),
    /// A packet that cannot be read.
    Lost(Wrong),
    /// Nothing is lost yet.
    Noticed(Wrong),
    Other,
}

impl Pcapng {
    /// Reads the block at the beginning of `octets`.
    pub(super) fn step<'a>(&mut self, octets: &'a [u8]) -> (Step, Block<'a>) {
        let nothing = |step| (step, Block::Other);
        if octets.len() < 12 {
            return nothing(Step::More(12));
        }
        let section = octets.starts_with(&SECTION);
        if section {
            match octets[8..12] {
                [0x1a, 0x2b, 0x3c, 0x4d] => self.big = true,
                [0x4d, 0x3c, 0x2b, 0x1a] => self.big = false,
                _ => return nothing(Step::Wrong(Wrong::ByteOrder(double(true, octets, 8)))),
            }
        }
        let (kind, total) = (double(self.big, octets, 0), double(self.big, octets, 4));
        if total < least(kind) || total % 4 != 0 || total > LONGEST {
            return nothing(Step::Wrong(Wrong::BlockLength(total)));
        }
        let (length, needed) = (total as usize, (total as usize).min(WINDOW));
        let Some(seen) = octets.get(..needed) else { return nothing(Step::More(needed)) };
        let last = double(self.big, seen, needed - 4);
        if needed == length && last != total {
            return nothing(Step::Wrong(Wrong::BlockEnds { first: total, last }));
        }
        if section {
            self.interfaces.clear();
            self.described = 0;
            let major = self.word(seen, 12);
            if major != 1 {
                return nothing(Step::Wrong(Wrong::Version(major)));
            }
        }
        let body = if needed == length { &seen[..length - 4] } else { seen };
        (Step::Past(total.into()), self.block(kind, body, total))
    }

    fn block<'a>(&mut self, kind: u32, block: &'a [u8], total: u32) -> Block<'a> {
        let double = |at: usize| double(self.big, block, at);
        match kind {
            INTERFACE => self.interface(block),
            PACKET => {
                let time = u64::from(double(12)) << 32 | u64::from(double(16));
                self.packet(double(8), Some(time), [double(20), double(24)], total - 32, &block[28..])
            }
            OLD_PACKET => {
                let time = u64::from(double(12)) << 32 | u64::from(double(16));
                let interface = self.word(block, 8).into();
                self.packet(interface, Some(time), [double(20), double(24)], total - 32, &block[28..])
            }
            SIMPLE_PACKET => {
                let snaplen = self.interfaces.first().map_or(0, |interface| interface.snaplen);
                let snaplen = if snaplen == 0 { u32::MAX } else { snaplen };
                let length = double(8);
                let captured = length.min(snaplen).min(total - 16);
                self.packet(0, None, [captured, length], total - 16, &block[12..])
            }
            _ => Block::Other,
        }
    }

    fn packet<'a>(
        &self,
        number: u32,
        time: Option<u64>,
        [captured, length]: [u32; 2],
        room: u32,
        content: &'a [u8],
    ) -> Block<'a> {
        if number >= self.described {
            return Block::Lost(Wrong::NoInterface(number));
        }
        let Some(interface) = self.interfaces.get(number as usize) else {
            return Block::Lost(Wrong::Interfaces(MOST_INTERFACES));
        };
        if captured > room {
            return Block::Lost(Wrong::Overfull { captured });
        }
        let seen = &content[..content.len().min(captured as usize)];
        let frame = Part { seen, length: captured.max(length) as usize };
        // Without a time of its own it is at the beginning of all times, which harms nothing.
        let nanos = time.map_or(Some(0), |time| interface.nanos(time));
        Block::Packet(Packet { nanos, link: interface.link, frame })
    }

    fn interface(&mut self, block: &[u8]) -> Block<'static> {
        self.described = self.described.saturating_add(1);
        if self.interfaces.len() >= MOST_INTERFACES as usize {
            return Block::Noticed(Wrong::Interfaces(MOST_INTERFACES));
        }
        let mut interface = Interface {
            link: Link(self.word(block, 8)),
            snaplen: double(self.big, block, 12),
            unit: Unit::Nanos(1000),
            offset: 0,
        };
        let mut options = block.get(16..).unwrap_or_default();
        while options.len() >= 4 {
            let (code, length) = (self.word(options, 0), usize::from(self.word(options, 2)));
            let Some(value) = options.get(4..4 + length) else { break };
            match (code, value) {
                (0, _) => break,
                // if_tsresol and if_tsoffset
                (9, [unit]) => interface.unit = Unit::of(*unit),
                (14, [_, _, _, _, _, _, _, _]) => {
                    let [first, second] = [0, 4].map(|at| u64::from(double(self.big, value, at)));
                    let bits = if self.big { first << 32 | second } else { second << 32 | first };
                    interface.offset = bits.cast_signed();
                }
                _ => {}
            }
            options = options.get(4 + length.next_multiple_of(4)..).unwrap_or_default();
        }
        self.interfaces.push(interface);
        Block::Other
    }

    fn word(&self, octets: &[u8], at: usize) -> u16 {
        let found = octets.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
        if self.big { u16::from_be_bytes(found) } else { u16::from_le_bytes(found) }
    }
}

/// The least length of a block with nothing in it that may be left out.
const fn least(kind: u32) -> u32 {
    match kind {
        SECTION_TYPE => 28,
        INTERFACE => 20,
        PACKET | OLD_PACKET => 32,
        SIMPLE_PACKET => 16,
        _ => 12,
    }
}

impl Unit {
    /// What if_tsresol says: a power of ten, or with the highest bit one of two, of a part of a second.
    fn of(octet: u8) -> Self {
        let power = octet & 0x7f;
        match (octet >> 7, power) {
            (0, 0..=9) => Self::Nanos(10_u64.pow(9 - u32::from(power))),
            // Beyond 10^19 there is less than a nanosecond in 64 bits.
            (0, _) => Self::OfNano(10_u64.checked_pow(u32::from(power) - 9).unwrap_or(u64::MAX)),
            _ => Self::Power(power),
        }
    }
}

impl Interface {
    /// Nanoseconds since 1970, if they are no fewer than none and fit.
    fn nanos(&self, time: u64) -> Option<u64> {
        let nanos = match self.unit {
            Unit::Nanos(each) => u128::from(time) * u128::from(each),
            Unit::OfNano(each) => u128::from(time / each),
            Unit::Power(power) => (u128::from(time) * u128::from(NANOS)) >> power,
        };
        let offset = i128::from(self.offset) * i128::from(NANOS);
        u64::try_from(i128::try_from(nanos).ok()? + offset).ok()
    }
}
