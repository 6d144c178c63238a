//! What is wrong with a file, and where. `text/capture/reading.rs` says it.

use super::Link;

/// Something that keeps a file, or a part of it, from being read. What came before is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The octet of the file at which the packet, block or header begins that it is about.
    pub at: u64,
    /// The number of the packet that it is about, from 1; `None`: it is about no packet.
    pub packet: Option<u64>,
    pub wrong: Wrong,
    /// So many packets are left out, or have no right time, for this reason.
    pub packets: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No octet at all.
    Empty,
    NotACapture(Looks),
    /// The file ends in the header that says what it is.
    HeaderCut,
    /// A version of the format that is not known: the major number.
    Version(u16),
    /// The file ends in the middle of a packet or block.
    Cut,
    /// A packet that says it has more octets than [`super::LONGEST`].
    PacketLength(u32),
    /// A block whose length is less than its parts, no multiple of four, or above [`super::LONGEST`].
    BlockLength(u32),
    /// A block states its length at both ends, and not the same one.
    BlockEnds {
        first: u32,
        last: u32,
    },
    /// A packet that is longer than the block that it is in.
    Overfull {
        captured: u32,
    },
    /// A pcapng section whose byte order cannot be told.
    ByteOrder(u32),
    /// A packet of an interface that the file does not describe.
    NoInterface(u32),
    /// Packets of a link layer that is not read here.
    Link(Link),
    /// More interfaces than so many: packets of the others are left out.
    Interfaces(u32),
    /// More TCP packets than so many: later ones are left out.
    Packets(u32),
    /// More connections than so many: packets of later ones are left out.
    Connections(u32),
    /// A time before 1970 or after the year 2554.
    Time,
}

impl Wrong {
    /// Whether nothing behind it is read.
    #[must_use]
    pub const fn ends_the_reading(self) -> bool {
        !matches!(
            self,
            Self::Overfull { .. }
                | Self::NoInterface(_)
                | Self::Link(_)
                | Self::Interfaces(_)
                | Self::Packets(_)
                | Self::Connections(_)
                | Self::Time
        )
    }
}

/// What a file seems to be that is no capture, by its first octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// The name of the compression.
    Compressed(&'static str),
    /// The name of another format of captures.
    OtherCapture(&'static str),
    /// The name of what it is.
    Other(&'static str),
    Text,
    Unknown,
}

impl Looks {
    pub(super) fn of(octets: &[u8]) -> Self {
        const KNOWN: [(&[u8], Looks); 21] = [
            (b"\x1f\x8b", Looks::Compressed("gzip")),
            (b"PK\x03\x04", Looks::Compressed("ZIP")),
            (b"\x28\xb5\x2f\xfd", Looks::Compressed("Zstandard")),
            (b"\xfd7zXZ\0", Looks::Compressed("xz")),
            (b"BZh", Looks::Compressed("bzip2")),
            (b"\x04\x22\x4d\x18", Looks::Compressed("LZ4")),
            (b"7z\xbc\xaf\x27\x1c", Looks::Compressed("7-Zip")),
            (b"snoop\0\0\0", Looks::OtherCapture("snoop")),
            (b"GMBU", Looks::OtherCapture("Network Monitor")),
            (b"RTSS", Looks::OtherCapture("Network Monitor")),
            (b"TRSNIFF data", Looks::OtherCapture("Sniffer")),
            (b"XCP\0", Looks::OtherCapture("NetXRay")),
            (b"\xa1\xb2\xcd\x34", Looks::OtherCapture("modified pcap")),
            (b"\x34\xcd\xb2\xa1", Looks::OtherCapture("modified pcap")),
            (b"\x89PNG", Looks::Other("PNG")),
            (b"\xff\xd8\xff", Looks::Other("JPEG")),
            (b"GIF8", Looks::Other("GIF")),
            (b"%PDF", Looks::Other("PDF")),
            (b"\x7fELF", Looks::Other("ELF")),
            (b"{", Looks::Other("JSON")),
            (b"[", Looks::Other("JSON")),
        ];
        if let Some((_, looks)) = KNOWN.iter().find(|(magic, _)| octets.starts_with(magic)) {
            return *looks;
        }
        if octets.starts_with(b"<") {
            return Self::Other("XML");
        }
        // Endace's records have no magic: a time, a type that is known, flags, and a length within it.
        if let [_, _, _, _, _, _, _, 0..=0x80, kind, _, high, low, ..] = octets
            && (1..=48).contains(&(kind & 0x7f))
            && u16::from_be_bytes([*high, *low]) >= 16
            && octets[4..8].iter().any(|octet| *octet != 0)
            && octets.iter().any(|octet| !octet.is_ascii())
        {
            return Self::OtherCapture("ERF");
        }
        let text = |octet: &u8| matches!(octet, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0x80..);
        if !octets.is_empty() && octets.iter().all(text) { Self::Text } else { Self::Unknown }
    }
}
