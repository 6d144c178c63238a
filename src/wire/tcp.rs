//! The TCP header (RFC 9293 section 3.1) and its options (section 3.2).

use super::Packet;
use super::checksum::{Checksum, Sum};
use super::error::{WireError, Wrong, field};
use super::ip::IpHeader;
use crate::tcp::{Segment, SeqNum};
use core::net::SocketAddr;

/// Where a TCP header has its checksum.
pub(super) const CHECKSUM_AT: usize = 16;

const HEADER: usize = 20;
const END_OF_OPTIONS: u8 = 0;
const NO_OPERATION: u8 = 1;
const MSS: u8 = 2;
const MSS_LENGTH: u8 = 4;

const FIN: u8 = 1;
const SYN: u8 = 1 << 1;
const RST: u8 = 1 << 2;
const PSH: u8 = 1 << 3;
const ACK: u8 = 1 << 4;

pub(super) struct Read {
    pub packet: Packet,
    pub checksum: Checksum,
}

// ---- reading ----

/// Reads the segment behind an IP header. Only its header has to be there.
pub(super) fn read(octets: &[u8], ip: &IpHeader) -> Result<Read, WireError> {
    let length = ip.end.saturating_sub(ip.start);
    if length < HEADER {
        return Err(WireError { at: ip.start.min(octets.len()), wrong: Wrong::TcpLength(length) });
    }
    let header: [u8; HEADER] = field(octets, ip.start)?;
    let words = header[12] >> 4;
    let header_len = usize::from(words) * 4;
    if header_len < HEADER || header_len > length {
        return Err(WireError { at: ip.start + 12, wrong: Wrong::DataOffset(words) });
    }
    let bits = header[13];
    let segment = Segment {
        seq: SeqNum(number(&header, 4)?),
        ack: (bits & ACK != 0).then_some(SeqNum(number(&header, 8)?)),
        syn: bits & SYN != 0,
        fin: bits & FIN != 0,
        rst: bits & RST != 0,
        psh: bits & PSH != 0,
        window: u16::from_be_bytes(field(&header, 14)?).into(),
        // At most 65,535: two octets said so.
        len: (length - header_len) as u32,
    };
    let options_end = ip.start + header_len;
    let mss = read_mss(octets, ip.start + HEADER, options_end)?.filter(|_| segment.syn);
    let [from, to] = [0, 2].map(|at| u16::from_be_bytes([header[at], header[at + 1]]));
    let packet =
        Packet { from: SocketAddr::new(ip.from, from), to: SocketAddr::new(ip.to, to), segment, mss };
    Ok(Read { packet, checksum: checksum(octets, ip, u16::from_be_bytes(field(&header, CHECKSUM_AT)?)) })
}

fn number(header: &[u8; HEADER], at: usize) -> Result<u32, WireError> {
    Ok(u32::from_be_bytes(field(header, at)?))
}

/// Walks through the options; the last MSS counts. Of a capture that was cut inside them, what is
/// there counts.
fn read_mss(octets: &[u8], mut at: usize, end: usize) -> Result<Option<u16>, WireError> {
    let seen = &octets[..end.min(octets.len())];
    let mut mss = None;
    while let Some(&kind) = seen.get(at) {
        match kind {
            END_OF_OPTIONS => break,
            NO_OPERATION => {
                at += 1;
                continue;
            }
            _ => {}
        }
        let Some(&length) = seen.get(at + 1) else {
            let whole = seen.len() == end;
            return if whole { Err(WireError { at, wrong: Wrong::OptionCut { kind } }) } else { Ok(mss) };
        };
        let next = at + usize::from(length);
        // MUST-7: be prepared for an illegal length, zero among them.
        if length < 2 || next > end || kind == MSS && length != MSS_LENGTH {
            return Err(WireError { at: at + 1, wrong: Wrong::OptionLength { kind, length } });
        }
        if kind == MSS
            && let Some(&[high, low]) = seen.get(at + 2..next)
        {
            mss = Some(u16::from_be_bytes([high, low]));
        }
        at = next;
    }
    Ok(mss)
}

fn checksum(octets: &[u8], ip: &IpHeader, found: u16) -> Checksum {
    let Some(content) = octets.get(ip.start..ip.end) else { return Checksum::NotSeen };
    let pseudo = Sum::default().pseudo_header(ip.from, ip.to, content.len() as u32);
    match Checksum::of(pseudo.octets(content), found) {
        Checksum::Wrong { found, right } if found == pseudo.folded() => {
            Checksum::LeftToTheCard { found, right }
        }
        other => other,
    }
}

// ---- writing ----

fn written_mss(packet: &Packet) -> Option<u16> {
    packet.mss.filter(|_| packet.segment.syn)
}

/// Octets of header and options.
pub(super) fn header_len(packet: &Packet) -> u8 {
    HEADER as u8 + if written_mss(packet).is_some() { MSS_LENGTH } else { 0 }
}

/// Adds header, options and payload behind the IP header in `octets`.
pub(super) fn write(octets: &mut Vec<u8>, packet: &Packet, fill: u8) {
    let (segment, start) = (&packet.segment, octets.len());
    let control = [(segment.fin, FIN), (segment.syn, SYN), (segment.rst, RST), (segment.psh, PSH)];
    let ack = if segment.ack.is_some() { ACK } else { 0 };
    let bits = control.iter().filter(|(set, _)| *set).fold(ack, |bits, (_, bit)| bits | bit);
    octets.extend(packet.from.port().to_be_bytes());
    octets.extend(packet.to.port().to_be_bytes());
    octets.extend(segment.seq.0.to_be_bytes());
    octets.extend(segment.ack.unwrap_or_default().0.to_be_bytes());
    octets.extend([(header_len(packet) / 4) << 4, bits]);
    octets.extend(u16::try_from(segment.window).unwrap_or(u16::MAX).to_be_bytes());
    // Checksum, and the urgent pointer, which nothing here ever sets.
    octets.extend([0; 4]);
    if let Some(mss) = written_mss(packet) {
        octets.extend([MSS, MSS_LENGTH]);
        octets.extend(mss.to_be_bytes());
    }
    octets.resize(octets.len() + segment.len as usize, fill);
    let content = &octets[start..];
    let pseudo = Sum::default().pseudo_header(packet.from.ip(), packet.to.ip(), content.len() as u32);
    let checksum = pseudo.octets(content).checksum();
    octets[start + CHECKSUM_AT..start + CHECKSUM_AT + 2].copy_from_slice(&checksum.to_be_bytes());
}
