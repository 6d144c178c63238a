//! From an IP packet to the TCP header in it, as an onlooker reads it: nothing is checked that is not
//! needed, for a person wants to see the packets that are odd.
//!
//! `wire::read_captured` reads the same for one packet with every error's place; a million of them
//! need less. A test holds that both agree.

use super::fragments::Fragments;
use super::link::Part;
use super::table::{Address, Ends};

const TCP: u8 = 6;
const SYN: u8 = 1 << 1;
const ICMP: u8 = 1;
const ICMP_V6: u8 = 58;
const HOP_BY_HOP: u8 = 0;
const MORE_FRAGMENTS: u16 = 0x2000;

/// What a TCP header says that was found in a packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Sender first.
    pub ends: Ends,
    pub seq: u32,
    pub ack: u32,
    /// The twelve lower bits of the word that begins with the data offset.
    pub bits: u16,
    pub window: u16,
    /// Octets of payload; `None`: it cannot be told, because the segment is shorter than its header
    /// says, or other fragments have the rest of it.
    pub len: Option<u32>,
    /// The header states a length below the least one.
    pub headless: bool,
    /// It stands in an ICMP error: it was on its way, and was not seen here.
    pub quoted: bool,
    /// Of a SYN with that option.
    pub scale: Option<u8>,
}

/// How a part of a packet has come.
#[derive(Clone, Copy)]
struct Way {
    vlan: u16,
    quoted: bool,
    /// The first of several fragments, and no other is put to it.
    fragment: bool,
}

/// The TCP header in an IP packet. Fragments wait until they are complete, and then are one packet in
/// the place of the last of them.
pub(super) fn read(packet: Part<'_>, vlan: u16, fragments: &mut Fragments) -> Option<Found> {
    ip(packet, fragments, Way { vlan, quoted: false, fragment: false })
}

fn ip(packet: Part<'_>, fragments: &mut Fragments, way: Way) -> Option<Found> {
    match packet.octet(0)? >> 4 {
        4 => v4(packet, fragments, way),
        6 => v6(packet, fragments, way),
        _ => None,
    }
}

/// RFC 791 section 3.1.
fn v4(packet: Part<'_>, fragments: &mut Fragments, way: Way) -> Option<Found> {
    let header_len = usize::from(packet.octet(0)? & 0xf) * 4;
    let header = packet.seen.get(..header_len).filter(|header| header.len() >= 20)?;
    // 0: the sender's card was to cut it into packets, and nobody has counted yet.
    let packet = match packet.word(2)? {
        0 => packet,
        total => packet.limited(total.into()),
    };
    let (place, protocol) = (packet.word(6)?, header[9]);
    let addresses = [[0, 0, 0, packet.double(12)?], [0, 0, 0, packet.double(16)?]];
    let content = packet.after(header_len)?;
    let offset = u32::from(place & 0x1fff) * 8;
    let ends = Ends { addresses, ports: [0, 0], v6: false };
    if place & 0x3fff == 0 {
        return upper(ends, protocol, content, fragments, way);
    }
    let more = place & MORE_FRAGMENTS != 0;
    if content.seen.len() < content.length {
        let way = Way { fragment: true, ..way };
        return if offset == 0 { upper(ends, protocol, content, fragments, way) } else { None };
    }
    // Nothing is read here from other protocols' fragments. Every VLAN has its own.
    let id = (protocol == TCP).then(|| packet.word(4))?? ^ way.vlan;
    let (head, length) = fragments.add(addresses, false, id.into(), offset, more, content.seen)?;
    let whole = Part { seen: &head[..length.min(head.len())], length };
    upper(ends, protocol, whole, fragments, way)
}

/// RFC 8200 sections 3 and 4.
fn v6(packet: Part<'_>, fragments: &mut Fragments, way: Way) -> Option<Found> {
    let address = |at: usize| -> Option<Address> {
        let mut address = [0; 4];
        for (index, word) in address.iter_mut().enumerate() {
            *word = packet.double(at + 4 * index)?;
        }
        Some(address)
    };
    let ends = Ends { addresses: [address(8)?, address(24)?], ports: [0, 0], v6: true };
    let (content, next) = (packet.after(40)?, packet.octet(6)?);
    let length = match packet.word(4)? {
        0 if next == HOP_BY_HOP => jumbo(content)?,
        length => length.into(),
    };
    extensions(ends, next, content.limited(length), fragments, way)
}

/// The length in a jumbogram's option (RFC 2675 section 2), if there is one and it needs one.
fn jumbo(header: Part<'_>) -> Option<usize> {
    let mut options = header.seen.get(2..(usize::from(header.octet(1)?) + 1) * 8)?;
    loop {
        options = match options {
            [0, rest @ ..] => rest,
            [0xc2, 4, a, b, c, d, ..] => {
                let length = u32::from_be_bytes([*a, *b, *c, *d]);
                return usize::try_from(length).ok().filter(|length| *length > 0xffff);
            }
            [_, length, ..] => options.get(2 + usize::from(*length)..)?,
            _ => return None,
        };
    }
}

/// The headers between IPv6's own and TCP's.
fn extensions(
    ends: Ends,
    mut next: u8,
    mut rest: Part<'_>,
    fragments: &mut Fragments,
    way: Way,
) -> Option<Found> {
    loop {
        let length = match next {
            // Options, routing, destination options, Shim6.
            HOP_BY_HOP | 43 | 60 | 140 => (usize::from(rest.octet(1)?) + 1) * 8,
            // AH (RFC 4302 section 2.2) counts words of four octets.
            51 => (usize::from(rest.octet(1)?) + 2) * 4,
            44 => {
                let (place, id) = (rest.word(2)?, rest.double(4)?);
                let (offset, more) = (u32::from(place & !7), place & 1 != 0);
                next = rest.octet(0)?;
                rest = rest.after(8)?;
                if offset == 0 && !more {
                    continue;
                }
                if rest.seen.len() < rest.length {
                    return None;
                }
                let (head, length) = fragments.add(ends.addresses, true, id, offset, more, rest.seen)?;
                let whole = Part { seen: &head[..length.min(head.len())], length };
                return extensions(ends, next, whole, fragments, way);
            }
            _ => return upper(ends, next, rest, fragments, way),
        };
        next = rest.octet(0)?;
        rest = rest.after(length)?;
    }
}

fn upper(ends: Ends, protocol: u8, content: Part<'_>, fragments: &mut Fragments, way: Way) -> Option<Found> {
    match protocol {
        TCP => tcp(ends, content, way),
        // Errors that quote the packet that they are about (RFC 792, RFC 4443). A redirect quotes too
        // little.
        ICMP if !way.quoted && matches!(content.octet(0)?, 3 | 4 | 11 | 12) => {
            quoted(content, fragments, way)
        }
        ICMP_V6 if !way.quoted && matches!(content.octet(0)?, 1..=4) => quoted(content, fragments, way),
        _ => None,
    }
}

fn quoted(content: Part<'_>, fragments: &mut Fragments, way: Way) -> Option<Found> {
    ip(content.after(8)?, fragments, Way { quoted: true, ..way })
}

/// RFC 9293 section 3.1. As tshark does, it makes do with the header's first sixteen octets.
fn tcp(mut ends: Ends, content: Part<'_>, way: Way) -> Option<Found> {
    let header: &[u8; 16] = content.seen.first_chunk()?;
    let word = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
    let double = |at: usize| u32::from(word(at)) << 16 | u32::from(word(at + 2));
    ends.ports = [word(0), word(2)];
    let header_len = usize::from(header[12] >> 4) * 4;
    let len = content.length.checked_sub(header_len).filter(|_| !way.quoted && !way.fragment);
    let options = || content.seen.get(20..header_len.min(content.seen.len()));
    let scale = if header[13] & SYN == 0 { None } else { options().and_then(window_scale) };
    Some(Found {
        ends,
        seq: double(4),
        ack: double(8),
        bits: word(12) & 0xfff,
        window: word(14),
        len: len.map(|len| len as u32),
        headless: header_len < 20,
        quoted: way.quoted,
        scale,
    })
}

/// How far a SYN's sender scales its windows: at most 14 (RFC 7323 section 2.3).
fn window_scale(mut options: &[u8]) -> Option<u8> {
    loop {
        options = match options {
            [1, rest @ ..] => rest,
            [3, 3, shift, ..] => return Some((*shift).min(14)),
            // 0 ends the options.
            [kind, length, ..] if *kind > 0 && *length > 1 => options.get(usize::from(*length)..)?,
            _ => return None,
        };
    }
}
