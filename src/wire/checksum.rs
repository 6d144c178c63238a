//! The Internet checksum (RFC 1071): the complement of a sum in one's complement arithmetic of 16-bit
//! words.

use core::net::IpAddr;

/// TCP's number among the protocols of IP.
pub(super) const TCP: u8 = 6;

/// A sum that grows part by part. All parts but the last have an even number of octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum(u64);

impl Sum {
    /// Adds octets as 16-bit words, most significant octet first; an odd one is followed by a zero.
    #[must_use]
    pub fn octets(self, octets: &[u8]) -> Self {
        let words = octets.chunks(2).map(|pair| match pair {
            [high, low] => u64::from(u16::from_be_bytes([*high, *low])),
            [high] => u64::from(*high) << 8,
            _ => 0,
        });
        Self(self.0 + words.sum::<u64>())
    }

    /// Adds what TCP's checksum covers beyond the segment (RFC 9293 section 3.1, RFC 8200 section
    /// 8.1). `length` is that of TCP header and payload in octets.
    #[must_use]
    pub fn pseudo_header(self, from: IpAddr, to: IpAddr, length: u32) -> Self {
        let with = [from, to].into_iter().fold(self, |sum, address| match address {
            IpAddr::V4(address) => sum.octets(&address.octets()),
            IpAddr::V6(address) => sum.octets(&address.octets()),
        });
        with.octets(&[0, TCP]).octets(&length.to_be_bytes())
    }

    /// The sum in 16 bits, every carry added back in.
    #[must_use]
    pub fn folded(self) -> u16 {
        let mut sum = self.0;
        while let carry @ 1.. = sum >> 16 {
            sum = (sum & 0xffff) + carry;
        }
        sum as u16
    }

    /// What goes into a checksum field that was zero when its header was added.
    #[must_use]
    pub fn checksum(self) -> u16 {
        !self.folded()
    }
}

/// What a checksum field says about its packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    Good,
    /// The sum of the pseudo header alone: a sender's network card was to do the rest, and the packet
    /// was seen before it came there.
    LeftToTheCard {
        found: u16,
        right: u16,
    },
    Wrong {
        found: u16,
        right: u16,
    },
    /// Not all octets that it covers are there.
    NotSeen,
}

impl Checksum {
    /// `sum` is that of everything covered, its checksum field included.
    pub(super) fn of(sum: Sum, found: u16) -> Self {
        if sum.folded() == 0xffff {
            return Self::Good;
        }
        // In one's complement arithmetic adding the complement takes a word away.
        let right = sum.octets(&(!found).to_be_bytes()).checksum();
        Self::Wrong { found, right }
    }
}
