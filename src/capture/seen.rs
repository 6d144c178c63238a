//! What a capture shows: single segments, and the conversation that they belong to.

use crate::sim::Side;
use crate::tcp::{Segment, SeqNum};
use core::net::SocketAddr;

/// The control bits of a header as they stand there (RFC 9293 section 3.1): FIN is 1, SYN 2, RST 4,
/// PSH 8, ACK 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits(pub u8);

impl Bits {
    pub const FIN: Self = Self(1);
    pub const SYN: Self = Self(1 << 1);
    pub const RST: Self = Self(1 << 2);
    pub const PSH: Self = Self(1 << 3);
    pub const ACK: Self = Self(1 << 4);

    #[must_use]
    pub const fn has(self, bit: Self) -> bool {
        self.0 & bit.0 != 0
    }
}

/// One segment where a capture saw it pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Nanoseconds since 1970, by the capturing machine's clock: it may go backwards.
    pub nanos: u64,
    /// Its packet's number in the file, from 1.
    pub frame: u32,
    pub seq: SeqNum,
    /// As the header has it; means nothing without the ACK bit.
    pub ack: SeqNum,
    /// Octets of payload by the headers' lengths, seen or not.
    pub len: u32,
    /// As the header has it, before any scaling.
    pub window: u16,
    pub bits: Bits,
    pub from: Side,
}

impl Seen {
    /// The segment as the machine knows it, its window as in the header.
    #[must_use]
    pub fn segment(&self) -> Segment {
        Segment {
            seq: self.seq,
            ack: self.bits.has(Bits::ACK).then_some(self.ack),
            syn: self.bits.has(Bits::SYN),
            fin: self.bits.has(Bits::FIN),
            rst: self.bits.has(Bits::RST),
            psh: self.bits.has(Bits::PSH),
            window: self.window.into(),
            len: self.len,
        }
    }
}

/// One connection of a capture: all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its number in the file, from 0.
    pub stream: u32,
    /// Client and server. Who sent the SYN is the client; where none was seen, the end with the
    /// higher port.
    pub ends: [SocketAddr; 2],
    /// No SYN was seen: the connection began before the capture.
    pub began_before: bool,
    /// How far each SYN's sender scales its windows (RFC 7323 section 2.2); `None`: its SYN was not
    /// seen, or had no such option.
    pub scale: [Option<u8>; 2],
    /// In the file's order.
    pub seen: Vec<Seen>,
    /// When the file's last packet, of whatever connection, was seen, in nanoseconds since 1970: what
    /// has not happened by then has not been seen.
    pub until: u64,
}

impl Conversation {
    /// The same with client and server the other way round: which is which is a guess where no SYN was
    /// seen.
    #[must_use]
    pub fn turned(mut self) -> Self {
        self.ends.reverse();
        self.scale.reverse();
        for seen in &mut self.seen {
            seen.from = seen.from.peer();
        }
        self
    }
}
