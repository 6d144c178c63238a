//! The pcap format, as tcpdump writes it: a header of 24 octets, and packets of 16 octets and what was
//! captured of them (draft-ietf-opsawg-pcap).

use super::link::{Link, Part};
use super::problem::Wrong;
use super::reader::{LONGEST, Packet, Step, WINDOW};

pub(super) const HEADER: usize = 24;
const PACKET: usize = 16;

#[derive(Clone, Copy, Debug)]
pub(super) struct Pcap {
    big: bool,
    /// Nanoseconds in a unit of a packet's fraction.
    unit: u64,
    link: Link,
}

impl Pcap {
    /// Byte order and unit of a file that begins with these octets.
    pub(super) fn magic(octets: &[u8]) -> Option<(bool, u64)> {
        Some(match *octets.first_chunk()? {
            [0xa1, 0xb2, 0xc3, 0xd4] => (true, 1000),
            [0xa1, 0xb2, 0x3c, 0x4d] => (true, 1),
            [0xd4, 0xc3, 0xb2, 0xa1] => (false, 1000),
            [0x4d, 0x3c, 0xb2, 0xa1] => (false, 1),
            _ => return None,
        })
    }

    /// Reads the file's header, of which the magic number was known.
    pub(super) fn new(big: bool, unit: u64, header: &[u8; HEADER]) -> Result<Self, Wrong> {
        let major = if big {
            u16::from_be_bytes([header[4], header[5]])
        } else {
            u16::from_le_bytes([header[4], header[5]])
        };
        if major != 2 {
            return Err(Wrong::Version(major));
        }
        // The upper half tells whether there is a frame check sequence, which IP's length leaves out.
        let link = Link(double(big, header, 20) as u16);
        Ok(Self { big, unit, link })
    }

    /// Reads the packet at the beginning of `octets`.
    pub(super) fn step<'a>(&self, octets: &'a [u8]) -> (Step, Option<Packet<'a>>) {
        let Some(header) = octets.first_chunk::<PACKET>() else { return (Step::More(PACKET), None) };
        let [seconds, fraction, captured, length] = [0, 4, 8, 12].map(|at| double(self.big, header, at));
        if captured > LONGEST {
            return (Step::Wrong(Wrong::PacketLength(captured)), None);
        }
        let end = PACKET + captured as usize;
        let needed = end.min(WINDOW);
        let Some(seen) = octets.get(PACKET..needed) else { return (Step::More(needed), None) };
        let nanos = u64::from(seconds) * 1_000_000_000 + u64::from(fraction) * self.unit;
        let frame = Part { seen, length: captured.max(length) as usize };
        (Step::Past(end as u64), Some(Packet { nanos: Some(nanos), link: self.link, frame }))
    }
}

pub(super) fn double(big: bool, octets: &[u8], at: usize) -> u32 {
    let found = octets.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
    if big { u32::from_be_bytes(found) } else { u32::from_le_bytes(found) }
}
