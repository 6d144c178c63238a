//! Real octets: IP packets of both families that carry one TCP segment, written and read.
//!
//! ```text
//! read, write  ->  ip, tcp  ->  checksum
//! ```
//!
//! Payload is a length in [`Segment`], so writing fills it with one octet over and over, and reading
//! counts it. Every error has its place. [`pcapng`] writes files of them. Not here: Ethernet, fragments, reading files of captures.

pub mod checksum;
mod error;
mod ip;
pub mod pcapng;
mod tcp;

pub use checksum::Checksum;
pub use error::{WireError, Wrong};

use crate::tcp::Segment;
use core::net::SocketAddr;

/// One segment on its way between two addresses of the same family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub segment: Segment,
    /// The Maximum Segment Size option in octets. Only a SYN has one (RFC 9293 section 3.7.1): on
    /// anything else it is neither written nor read.
    pub mss: Option<u16>,
}

/// A packet as a capture shows it: perhaps cut short, and perhaps taken before the network card
/// filled the checksums in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Captured {
    pub packet: Packet,
    /// The IPv4 header's checksum (RFC 791); [`Checksum::Good`] in IPv6, which has none.
    pub ip_checksum: Checksum,
    pub tcp_checksum: Checksum,
}

/// Writes an IP packet, its payload filled with `fill`.
///
/// A window above 65,535 octets is written as 65,535: without window scaling a header offers no more.
///
/// # Errors
/// The addresses are of two families, or the packet would be longer than its length field can say.
pub fn write(packet: &Packet, fill: u8) -> Result<Vec<u8>, WireError> {
    let header_len = tcp::header_len(packet);
    let mut octets = ip::write(packet.from.ip(), packet.to.ip(), header_len, packet.segment.len)?;
    tcp::write(&mut octets, packet, fill);
    Ok(octets)
}

/// Reads an IP packet as an endpoint does: whole, and with good checksums (RFC 9293 section 3.1,
/// MUST-3). Octets behind the length that its IP header states are padding.
///
/// # Errors
/// What is wrong with it, and at which octet.
pub fn read(octets: &[u8]) -> Result<Packet, WireError> {
    let ip = ip::read(octets)?;
    if let Checksum::Wrong { found, right } = ip.checksum {
        return Err(WireError { at: ip::CHECKSUM_AT, wrong: Wrong::Checksum { found, right } });
    }
    if ip.end > octets.len() {
        return Err(WireError { at: octets.len(), wrong: Wrong::Cut { needed: ip.end } });
    }
    let tcp = tcp::read(octets, &ip)?;
    match tcp.checksum {
        Checksum::Good => Ok(tcp.packet),
        Checksum::LeftToTheCard { found, right } | Checksum::Wrong { found, right } => {
            Err(WireError { at: ip.start + tcp::CHECKSUM_AT, wrong: Wrong::Checksum { found, right } })
        }
        Checksum::NotSeen => unreachable!("all octets are there"),
    }
}

/// Reads an IP packet as an onlooker does: its headers suffice, and checksums are reported, not
/// insisted on. Lengths are those that the headers state.
///
/// # Errors
/// What is wrong with its headers, and at which octet.
pub fn read_captured(octets: &[u8]) -> Result<Captured, WireError> {
    let ip = ip::read(octets)?;
    let tcp = tcp::read(octets, &ip)?;
    Ok(Captured { packet: tcp.packet, ip_checksum: ip.checksum, tcp_checksum: tcp.checksum })
}
