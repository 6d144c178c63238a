//! Link layers: from a captured frame to the IP packet in it.

/// A link layer by its number in captures (the LINKTYPE registry of the pcap formats).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link(pub u16);

impl Link {
    const NULL: Self = Self(0);
    const ETHERNET: Self = Self(1);
    const LOOP: Self = Self(108);
    const COOKED: Self = Self(113);
    const COOKED_2: Self = Self(276);
    const RAW_V6: Self = Self(229);
    /// IP alone: BSD's two numbers, the registry's, IPv4's and IPv6's own.
    const RAW: [Self; 5] = [Self(12), Self(14), Self(101), Self(228), Self::RAW_V6];

    #[must_use]
    pub fn is_read(self) -> bool {
        let known = [Self::NULL, Self::ETHERNET, Self::LOOP, Self::COOKED, Self::COOKED_2];
        known.contains(&self) || Self::RAW.contains(&self)
    }

    /// What a person calls it, of those that are met now and then.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "BSD null",
            1 => "Ethernet",
            3 => "AX.25",
            6 => "Token Ring",
            8 => "SLIP",
            9 | 50 => "PPP",
            10 => "FDDI",
            12 | 14 | 101 => "raw IP",
            51 => "PPPoE",
            104 => "Cisco HDLC",
            105 => "IEEE 802.11",
            107 => "Frame Relay",
            108 => "OpenBSD loopback",
            113 => "Linux cooked v1",
            117 => "pflog",
            119 => "IEEE 802.11 + Prism",
            122 => "IP over Fibre Channel",
            127 => "IEEE 802.11 + radiotap",
            147..=162 => "DLT_USER",
            163 => "IEEE 802.11 + AVS",
            166 | 204 => "PPP + direction",
            187 | 201 => "Bluetooth HCI",
            189 | 220 => "Linux USB",
            192 => "PPI",
            195 | 215 | 230 => "IEEE 802.15.4",
            197 => "ERF",
            224 => "Fibre Channel",
            226 => "Solaris IPNET",
            227 => "SocketCAN",
            228 => "IPv4",
            229 => "IPv6",
            239 => "NFLOG",
            247 => "InfiniBand",
            249 => "USBPcap",
            251 => "Bluetooth LE",
            253 => "netlink",
            276 => "Linux cooked v2",
            _ => return None,
        })
    }
}

/// A part of a packet: its octets as far as they were captured, and how many it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub seen: &'a [u8],
    pub length: usize,
}

impl<'a> Part<'a> {
    /// Without its first octets; `None`: so many were not captured.
    pub(super) fn after(self, octets: usize) -> Option<Self> {
        Some(Self { seen: self.seen.get(octets..)?, length: self.length - octets })
    }

    /// Cut to a length that a header states. One that is longer than what there is says nothing.
    pub(super) fn limited(self, length: usize) -> Self {
        Self { seen: &self.seen[..self.seen.len().min(length)], length: self.length.min(length) }
    }

    pub(super) fn octet(self, at: usize) -> Option<u8> {
        self.seen.get(at).copied()
    }

    pub(super) fn word(self, at: usize) -> Option<u16> {
        Some(u16::from_be_bytes(*self.seen.get(at..)?.first_chunk()?))
    }

    pub(super) fn double(self, at: usize) -> Option<u32> {
        Some(u32::from_be_bytes(*self.seen.get(at..)?.first_chunk()?))
    }
}

/// The IP packet in a frame, if there is one, and in which VLAN it was: 0 is none.
pub(super) fn ip(link: Link, frame: Part<'_>) -> Option<(Part<'_>, u16)> {
    let packet = match link {
        Link::ETHERNET => return payload(frame.word(12)?, frame.after(14)?, true),
        Link::COOKED => return payload(frame.word(14)?, frame.after(16)?, false),
        Link::COOKED_2 => return payload(frame.word(0)?, frame.after(20)?, false),
        Link::NULL | Link::LOOP => {
            let family = frame.double(0)?;
            // The first in the byte order of the capturing machine, which the file does not tell.
            let turned = link == Link::NULL && family > 0xffff;
            match if turned { family.swap_bytes() } else { family } {
                AF_INET => frame.after(4)?,
                // NetBSD, FreeBSD, macOS.
                24 | 28 | 30 => version_6(frame.after(4)?)?,
                _ => return None,
            }
        }
        Link::RAW_V6 => version_6(frame)?,
        raw if Link::RAW.contains(&raw) => frame,
        _ => return None,
    };
    Some((packet, 0))
}

/// The same everywhere; IPv6's number is not.
const AF_INET: u32 = 2;

fn version_6(packet: Part<'_>) -> Option<Part<'_>> {
    (packet.octet(0)? >> 4 == 6).then_some(packet)
}

/// What an EtherType says that follows: IP, VLAN tags (IEEE 802.1Q, one behind the other), or an LLC
/// header; and there, whether it may be a length.
fn payload(mut kind: u16, mut rest: Part<'_>, mut lengths: bool) -> Option<(Part<'_>, u16)> {
    let mut vlan = 0;
    loop {
        match kind {
            0x0800 => return Some((rest, vlan)),
            0x86dd => return Some((version_6(rest)?, vlan)),
            0x8100 | 0x88a8 | 0x9100 => {
                // A provider's tag (IEEE 802.1ad) is no VLAN to tshark, and it sees no length behind
                // it. Of several others the outermost counts.
                lengths = kind != 0x88a8;
                if vlan == 0 && lengths {
                    vlan = rest.word(0)? & 0xfff;
                }
                kind = rest.word(2)?;
                rest = rest.after(4)?;
            }
            // 4 is what Linux's cooked headers say of an LLC header.
            0..=1500 if lengths || kind == 4 => {
                // IEEE 802.3: SNAP with the organization 0 is an EtherType again.
                let llc = if lengths { rest.limited(kind.into()) } else { rest };
                kind = llc.seen.starts_with(&[0xaa, 0xaa, 3, 0, 0, 0]).then(|| llc.word(6))??;
                rest = llc.after(8)?;
            }
            _ => return None,
        }
    }
}
