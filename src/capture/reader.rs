//! Reads a file in pieces of any size. What is held of it is one packet at most, and only of one that
//! lies in two pieces.

use super::fragments::Fragments;
use super::link::{self, Link, Part};
use super::packet;
use super::pcap::{self, Pcap};
use super::pcapng::{Block, Pcapng, SECTION};
use super::problem::{Looks, Problem, Wrong};
use super::sorted::{Capture, Limits};

/// No packet or block is longer: a length above it is a lie or a damage.
pub const LONGEST: u32 = 256 << 20;

/// So much of a packet or block is held where it lies in two pieces; all captured packets that
/// anybody writes are shorter (libpcap's limit is 256 KiB).
pub(super) const WINDOW: usize = (256 << 10) + 64;

/// A captured frame.
#[derive(Clone, Copy)]
pub(super) struct Packet<'a> {
    /// `None`: out of range.
    pub nanos: Option<u64>,
    pub link: Link,
    pub frame: Part<'a>,
}

/// How it goes on after what stands at the beginning of some octets.
pub(super) enum Step {
    /// So many octets are needed.
    More(usize),
    /// The next begins so many octets further.
    Past(u64),
    /// Nothing can be read from here on.
    Wrong(Wrong),
}

#[derive(Clone, Debug, Default)]
enum Format {
    #[default]
    Unknown,
    Pcap(Pcap),
    Pcapng(Pcapng),
}

/// Takes a capture piece by piece and sorts its TCP into connections.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    format: Format,
    /// Where the octet stands that is to be read next.
    at: u64,
    /// Where the last packet or block begins.
    begun: u64,
    /// The beginning of what lies in two pieces, and how many octets of it are needed.
    carry: Vec<u8>,
    needed: usize,
    /// So many octets of the file are still to be passed over.
    skip: u64,
    fragments: Fragments,
    capture: Capture,
    over: bool,
}

impl Reader {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With other limits than the usual ones.
    #[must_use]
    pub fn with_limits(limits: Limits) -> Self {
        Self { capture: Capture::with_limits(limits), ..Self::default() }
    }

    /// What has been read so far.
    #[must_use]
    pub const fn capture(&self) -> &Capture {
        &self.capture
    }

    /// Whether more octets would change nothing.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// Takes the file's next octets.
    pub fn push(&mut self, mut octets: &[u8]) {
        while !self.over {
            let skipped = self.skip.min(octets.len() as u64);
            self.skip -= skipped;
            self.at += skipped;
            octets = &octets[skipped as usize..];
            if octets.is_empty() {
                return;
            }
            if self.carry.is_empty() {
                match self.step(octets) {
                    Step::More(needed) => {
                        self.needed = needed;
                        self.carry.extend_from_slice(octets);
                        return;
                    }
                    Step::Past(length) => self.skip = length,
                    Step::Wrong(wrong) => self.stop(wrong),
                }
                continue;
            }
            let (taken, rest) = octets.split_at(octets.len().min(self.needed - self.carry.len()));
            self.carry.extend_from_slice(taken);
            octets = rest;
            if self.carry.len() < self.needed {
                return;
            }
            let mut carry = std::mem::take(&mut self.carry);
            match self.step(&carry) {
                Step::More(needed) => self.needed = needed,
                // Never less than what it needed: nothing of the carry is left.
                Step::Past(length) => {
                    self.at += carry.len() as u64;
                    self.skip = length - carry.len() as u64;
                    carry.clear();
                }
                Step::Wrong(wrong) => self.stop(wrong),
            }
            self.carry = carry;
        }
    }

    /// The file ends here.
    #[must_use]
    pub fn finish(mut self) -> Capture {
        if !self.over {
            let start = matches!(self.format, Format::Unknown);
            if start && self.carry.is_empty() {
                self.stop(Wrong::Empty);
            } else if start {
                let known = Pcap::magic(&self.carry).is_some() || self.carry.starts_with(&SECTION);
                let looks = Looks::of(&self.carry);
                self.stop(if known { Wrong::HeaderCut } else { Wrong::NotACapture(looks) });
            } else if !self.carry.is_empty() || self.skip > 0 {
                self.stop(Wrong::Cut);
            }
        }
        self.capture
    }

    fn stop(&mut self, wrong: Wrong) {
        self.over = true;
        let packet = match wrong {
            Wrong::Cut | Wrong::PacketLength(_) => Some(self.capture.packets() + 1),
            _ => None,
        };
        self.capture.trouble(Problem { at: self.begun, packet, wrong, packets: 0 });
    }

    fn step(&mut self, octets: &[u8]) -> Step {
        let at = self.at;
        self.begun = at;
        let (step, packet) = match &mut self.format {
            Format::Unknown => return self.start(octets),
            Format::Pcap(pcap) => pcap.step(octets),
            Format::Pcapng(pcapng) => match pcapng.step(octets) {
                (step, Block::Packet(packet)) => (step, Some(packet)),
                (step, Block::Lost(wrong)) => {
                    self.capture.lose(at, wrong);
                    (step, None)
                }
                (step, Block::Noticed(wrong)) => {
                    self.capture.trouble(Problem { at, packet: None, wrong, packets: 0 });
                    (step, None)
                }
                (step, Block::Other) => (step, None),
            },
        };
        if let Some(packet) = packet {
            self.packet(at, packet);
        }
        step
    }

    /// The first octets tell the format.
    fn start(&mut self, octets: &[u8]) -> Step {
        let Some(header) = octets.first_chunk::<{ pcap::HEADER }>() else { return Step::More(pcap::HEADER) };
        if let Some((big, unit)) = Pcap::magic(header) {
            return match Pcap::new(big, unit, header) {
                Ok(pcap) => {
                    self.format = Format::Pcap(pcap);
                    Step::Past(pcap::HEADER as u64)
                }
                Err(wrong) => Step::Wrong(wrong),
            };
        }
        if !header.starts_with(&SECTION) {
            return Step::Wrong(Wrong::NotACapture(Looks::of(header)));
        }
        self.format = Format::Pcapng(Pcapng::default());
        self.step(octets)
    }

    fn packet(&mut self, at: u64, packet: Packet<'_>) {
        if !packet.link.is_read() {
            self.capture.lose(at, Wrong::Link(packet.link));
            return;
        }
        let nanos = self.capture.frame(at, packet.nanos);
        let ip = link::ip(packet.link, packet.frame);
        if let Some(found) = ip.and_then(|(ip, vlan)| packet::read(ip, vlan, &mut self.fragments)) {
            self.capture.sort(at, nanos, &found);
        }
    }
}
