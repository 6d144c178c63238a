//! IP headers: version 4 (RFC 791) and 6 (RFC 8200), as far as they carry TCP.

use super::checksum::{Checksum, Sum, TCP};
use super::error::{WireError, Wrong, field};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an IPv4 header has its checksum.
pub(super) const CHECKSUM_AT: usize = 10;

const V4_HEADER: usize = 20;
const V6_HEADER: usize = 40;
/// Recommended for TTL and hop limit by the registry of IP parameters.
const HOPS: u8 = 64;
/// "Don't fragment" alone: then the identification may be zero (RFC 6864 section 4.1).
const DONT_FRAGMENT: u16 = 0x4000;
const MORE_FRAGMENTS_OR_OFFSET: u16 = 0x3fff;

/// IPv6's extension headers that say nothing about what follows them: hop-by-hop and destination
/// options.
const SKIPPED: [u8; 2] = [0, 60];
const FRAGMENT_HEADER: u8 = 44;

/// What an IP header says about the segment behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct IpHeader {
    pub from: IpAddr,
    pub to: IpAddr,
    /// The TCP header begins at this octet.
    pub start: usize,
    /// The payload ends before this octet, by the header's word; perhaps not all of it is there.
    pub end: usize,
    pub checksum: Checksum,
}

// ---- reading ----

pub(super) fn read(octets: &[u8]) -> Result<IpHeader, WireError> {
    let [first] = field(octets, 0)?;
    match first >> 4 {
        4 => read_v4(octets, first),
        6 => read_v6(octets),
        version => Err(WireError { at: 0, wrong: Wrong::Version(version) }),
    }
}

fn read_v4(octets: &[u8], first: u8) -> Result<IpHeader, WireError> {
    let words = first & 0xf;
    let start = usize::from(words) * 4;
    if start < V4_HEADER {
        return Err(WireError { at: 0, wrong: Wrong::IpHeaderLength(words) });
    }
    let Some(header) = octets.get(..start) else {
        return Err(WireError { at: octets.len(), wrong: Wrong::Cut { needed: start } });
    };
    let checksum = Checksum::of(Sum::default().octets(header), word(header, CHECKSUM_AT)?);
    let total = word(header, 2)?;
    if usize::from(total) < start {
        return Err(WireError { at: 2, wrong: Wrong::TotalLength(total) });
    }
    if word(header, 6)? & MORE_FRAGMENTS_OR_OFFSET != 0 {
        return Err(WireError { at: 6, wrong: Wrong::Fragment });
    }
    let [protocol] = field(header, 9)?;
    if protocol != TCP {
        return Err(WireError { at: 9, wrong: Wrong::NotTcp(protocol) });
    }
    let from = Ipv4Addr::from(field::<4>(header, 12)?);
    let to = Ipv4Addr::from(field::<4>(header, 16)?);
    Ok(IpHeader { from: from.into(), to: to.into(), start, end: total.into(), checksum })
}

fn read_v6(octets: &[u8]) -> Result<IpHeader, WireError> {
    let end = V6_HEADER + usize::from(word(octets, 4)?);
    let from = Ipv6Addr::from(field::<16>(octets, 8)?);
    let to = Ipv6Addr::from(field::<16>(octets, 24)?);
    let (mut named_at, mut start) = (6, V6_HEADER);
    loop {
        let [next] = field(octets, named_at)?;
        match next {
            TCP => break,
            FRAGMENT_HEADER => return Err(WireError { at: named_at, wrong: Wrong::Fragment }),
            next if !SKIPPED.contains(&next) => {
                return Err(WireError { at: named_at, wrong: Wrong::NotTcp(next) });
            }
            _ => {}
        }
        let [_, eights] = field(octets, start)?;
        named_at = start;
        start += (usize::from(eights) + 1) * 8;
    }
    Ok(IpHeader { from: from.into(), to: to.into(), start, end, checksum: Checksum::Good })
}

fn word(octets: &[u8], at: usize) -> Result<u16, WireError> {
    Ok(u16::from_be_bytes(field(octets, at)?))
}

// ---- writing ----

/// An IP header for a TCP header of `header_len` octets and `payload` octets behind it.
pub(super) fn write(from: IpAddr, to: IpAddr, header_len: u8, payload: u32) -> Result<Vec<u8>, WireError> {
    let content = u64::from(header_len) + u64::from(payload);
    match (from, to) {
        (IpAddr::V4(from), IpAddr::V4(to)) => write_v4(from, to, content),
        (IpAddr::V6(from), IpAddr::V6(to)) => write_v6(from, to, content),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => {
            Err(WireError { at: 0, wrong: Wrong::Families })
        }
    }
}

fn write_v4(from: Ipv4Addr, to: Ipv4Addr, content: u64) -> Result<Vec<u8>, WireError> {
    let total = content + V4_HEADER as u64;
    let total = u16::try_from(total).map_err(|_| WireError { at: 2, wrong: Wrong::TooLong(total) })?;
    let mut octets = Vec::with_capacity(total.into());
    octets.extend([0x45, 0]);
    octets.extend(total.to_be_bytes());
    octets.extend([0, 0]);
    octets.extend(DONT_FRAGMENT.to_be_bytes());
    octets.extend([HOPS, TCP, 0, 0]);
    octets.extend(from.octets());
    octets.extend(to.octets());
    let checksum = Sum::default().octets(&octets).checksum();
    octets[CHECKSUM_AT..CHECKSUM_AT + 2].copy_from_slice(&checksum.to_be_bytes());
    Ok(octets)
}

fn write_v6(from: Ipv6Addr, to: Ipv6Addr, content: u64) -> Result<Vec<u8>, WireError> {
    let length = u16::try_from(content).map_err(|_| WireError { at: 4, wrong: Wrong::TooLong(content) })?;
    let mut octets = Vec::with_capacity(V6_HEADER + usize::from(length));
    octets.extend([0x60, 0, 0, 0]);
    octets.extend(length.to_be_bytes());
    octets.extend([TCP, HOPS]);
    octets.extend(from.octets());
    octets.extend(to.octets());
    Ok(octets)
}
