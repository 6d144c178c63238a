//! What is wrong with a packet, and where.

use std::fmt;

/// Why some octets are no packet, or a packet has no octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireError {
    /// Which octet it is about, counted from 0 at the beginning of the IP header.
    pub at: usize,
    pub wrong: Wrong,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The octets end at the error's place, and so many are needed.
    Cut {
        needed: usize,
    },
    /// Neither IPv4 nor IPv6.
    Version(u8),
    /// An IPv4 header of fewer than five words of four octets.
    IpHeaderLength(u8),
    /// The stated length of an IPv4 packet does not cover its header.
    TotalLength(u16),
    /// A part of a packet: it is not put together here.
    Fragment,
    /// What follows is not TCP but the protocol with this number.
    NotTcp(u8),
    /// The packet's stated length leaves so many octets for a TCP header.
    TcpLength(usize),
    /// A TCP header of so many words of four octets: fewer than five, or more than the packet has.
    DataOffset(u8),
    /// An option whose length cannot be: below two, beyond the header, or not four for an MSS.
    OptionLength {
        kind: u8,
        length: u8,
    },
    /// An option that ends before its length octet.
    OptionCut {
        kind: u8,
    },
    Checksum {
        found: u16,
        right: u16,
    },
    /// Writing: one address is IPv4 and the other IPv6.
    Families,
    /// Writing: so many octets are more than the length field can say.
    TooLong(u64),
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "octet {}: ", self.at)?;
        match self.wrong {
            Wrong::Cut { needed } => write!(f, "the packet ends here, {needed} octets are needed"),
            Wrong::Version(version) => write!(f, "IP version {version}; 4 and 6 are known"),
            Wrong::IpHeaderLength(words) => {
                write!(f, "an IPv4 header of {words} words; it has at least 5")
            }
            Wrong::TotalLength(length) => {
                write!(f, "a total length of {length} octets is less than the header's")
            }
            Wrong::Fragment => write!(f, "a fragment; only whole packets are read"),
            Wrong::NotTcp(protocol) => write!(f, "protocol {protocol} is not TCP"),
            Wrong::TcpLength(octets) => write!(f, "{octets} octets are no TCP header; it has at least 20"),
            Wrong::DataOffset(words) => {
                write!(f, "a TCP header of {words} words; it has at least 5, and ends inside the packet")
            }
            Wrong::OptionLength { kind, length } => {
                write!(f, "option {kind} cannot have a length of {length}")
            }
            Wrong::OptionCut { kind } => write!(f, "option {kind} has no length"),
            Wrong::Checksum { found, right } => {
                write!(f, "the checksum is {found:#06x}, by the octets it is {right:#06x}")
            }
            Wrong::Families => write!(f, "one address is IPv4, the other IPv6"),
            Wrong::TooLong(octets) => write!(f, "{octets} octets are more than one packet holds"),
        }
    }
}

impl std::error::Error for WireError {}

/// The `N` octets at `at`.
pub(super) fn field<const N: usize>(octets: &[u8], at: usize) -> Result<[u8; N], WireError> {
    let found = octets.get(at..at + N).and_then(|found| found.try_into().ok());
    found.ok_or(WireError { at: octets.len(), wrong: Wrong::Cut { needed: at + N } })
}
