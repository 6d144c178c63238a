//! The fields of an IPv4 header (RFC 791 section 3.1) and of a TCP header (RFC 9293 section 3.1), as
//! data: what they are called, and which bits they are.

use std::ops::Range;

/// Which part of a packet a field is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    Ip,
    Tcp,
    /// Behind both headers.
    Data,
}

/// Octets of each header: neither has options here.
const HEADER: usize = 20;

impl Header {
    /// Where it begins in the packet, in octets.
    #[must_use]
    pub const fn start(self) -> usize {
        match self {
            Self::Ip => 0,
            Self::Tcp => HEADER,
            Self::Data => 2 * HEADER,
        }
    }
}

macro_rules! parts {
    ($($name:ident: $header:ident, $first:literal + $count:literal, $short:literal, $long:literal;)*) => {
        /// A field. Its number among all is what commands and the page's attributes call it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Part { $($name,)* }

        impl Part {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            #[must_use]
            pub const fn header(self) -> Header {
                match self { $(Self::$name => Header::$header,)* }
            }

            /// The RFC's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $long,)* }
            }

            /// For a field of the figure that is too narrow for its name.
            #[must_use]
            pub const fn short(self) -> &'static str {
                match self { $(Self::$name => $short,)* }
            }

            /// Its bits, counted from the header's first; none of what is behind the headers.
            #[must_use]
            pub const fn bits(self) -> Range<u16> {
                match self { $(Self::$name => $first..$first + $count,)* }
            }
        }
    };
}

parts! {
    Version: Ip, 0 + 4, "Ver", "Version";
    Ihl: Ip, 4 + 4, "IHL", "Internet Header Length";
    TypeOfService: Ip, 8 + 8, "TOS", "Type of Service";
    TotalLength: Ip, 16 + 16, "Length", "Total Length";
    Identification: Ip, 32 + 16, "Id", "Identification";
    Flags: Ip, 48 + 3, "Fl", "Flags";
    FragmentOffset: Ip, 51 + 13, "Fragment", "Fragment Offset";
    TimeToLive: Ip, 64 + 8, "TTL", "Time to Live";
    Protocol: Ip, 72 + 8, "Proto", "Protocol";
    HeaderChecksum: Ip, 80 + 16, "Checksum", "Header Checksum";
    SourceAddress: Ip, 96 + 32, "Source Address", "Source Address";
    DestinationAddress: Ip, 128 + 32, "Destination Address", "Destination Address";

    SourcePort: Tcp, 0 + 16, "Source Port", "Source Port";
    DestinationPort: Tcp, 16 + 16, "Dest. Port", "Destination Port";
    SequenceNumber: Tcp, 32 + 32, "Sequence Number", "Sequence Number";
    AcknowledgmentNumber: Tcp, 64 + 32, "Acknowledgment Number", "Acknowledgment Number";
    DataOffset: Tcp, 96 + 4, "Offs", "Data Offset";
    Reserved: Tcp, 100 + 4, "Rsrv", "Reserved";
    Cwr: Tcp, 104 + 1, "C", "CWR";
    Ece: Tcp, 105 + 1, "E", "ECE";
    Urg: Tcp, 106 + 1, "U", "URG";
    Ack: Tcp, 107 + 1, "A", "ACK";
    Psh: Tcp, 108 + 1, "P", "PSH";
    Rst: Tcp, 109 + 1, "R", "RST";
    Syn: Tcp, 110 + 1, "S", "SYN";
    Fin: Tcp, 111 + 1, "F", "FIN";
    Window: Tcp, 112 + 16, "Window", "Window";
    Checksum: Tcp, 128 + 16, "Checksum", "Checksum";
    UrgentPointer: Tcp, 144 + 16, "Urgent Ptr", "Urgent Pointer";

    Data: Data, 0 + 0, "Data", "Data";
}

impl Part {
    /// Its number in [`Part::ALL`].
    #[must_use]
    pub const fn id(self) -> u8 {
        self as u8
    }

    #[must_use]
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.get(usize::from(id)).copied()
    }

    /// Which octets of the packet it is in, at least partly; `len` is the packet's length.
    #[must_use]
    pub fn bytes(self, len: usize) -> Range<usize> {
        let (start, bits) = (self.header().start(), self.bits());
        match self {
            Self::Data => start..len.max(start),
            _ => start + usize::from(bits.start) / 8..start + usize::from(bits.end).div_ceil(8),
        }
    }

    /// Its bits as a number: at most 32. Zero for the data.
    #[must_use]
    pub fn read(self, packet: &[u8]) -> u32 {
        let bits = self.bits();
        let range = self.bytes(packet.len());
        if self == Self::Data {
            return 0;
        }
        let octets = packet.get(range.clone()).unwrap_or_default();
        let value = octets.iter().fold(0_u64, |value, octet| value << 8 | u64::from(*octet));
        let behind = (range.end - self.header().start()) * 8 - usize::from(bits.end);
        // A field is not wider than 32 bits.
        ((value >> behind) & ((1 << (bits.end - bits.start)) - 1)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_header_follow_one_another_without_a_gap() {
        for header in [Header::Ip, Header::Tcp] {
            let mut next = 0;
            for part in Part::ALL.iter().filter(|part| part.header() == header) {
                assert_eq!(part.bits().start, next, "{part:?}");
                next = part.bits().end;
                let line = |bit: u16| bit / 32;
                assert_eq!(line(part.bits().start), line(next - 1), "{part:?} crosses a line of the figure");
            }
            assert_eq!(usize::from(next), HEADER * 8);
        }
        for (index, part) in Part::ALL.iter().enumerate() {
            assert_eq!(usize::from(part.id()), index);
            assert_eq!(Part::from_id(part.id()), Some(*part));
        }
        assert_eq!(Part::from_id(Part::ALL.len() as u8), None);
    }

    #[test]
    fn the_style_sheet_knows_the_window_by_its_number() {
        let css = include_str!("../../../static/later.css");
        let window = format!(".cells [data-f=\"{}\"] {{ grid-column: span 32; }}", Part::Window.id());
        assert!(css.contains(&window));
    }

    #[test]
    fn bits_within_octets_are_read() {
        let mut packet = [0; 40];
        packet[6..8].copy_from_slice(&[0x5f, 0xff]);
        assert_eq!(Part::Flags.read(&packet), 0b010);
        assert_eq!(Part::FragmentOffset.read(&packet), 0x1fff);
        packet[33] = 0b0001_0001;
        let set = |part: &&Part| part.header() == Header::Tcp && part.read(&packet) == 1;
        assert_eq!(Part::ALL.iter().filter(set).collect::<Vec<_>>(), [&Part::Ack, &Part::Fin]);
    }
}
