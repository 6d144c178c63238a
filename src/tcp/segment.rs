//! A segment: the header fields that matter to opening and closing, and how much data it carries.

use super::seq::SeqNum;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One TCP segment. Payload is a length: what the octets say never changes what TCP does.
///
/// The control bits are independent, for a peer may send any mixture and the machine must have an
/// answer; what this machine itself sends comes from the constructors, which make only sound ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Number of the SYN, else of the first octet, else of the FIN, else SND.NXT.
    pub seq: SeqNum,
    /// The acknowledgment number; `None` is the ACK bit at zero.
    pub ack: Option<SeqNum>,
    pub syn: bool,
    pub fin: bool,
    pub rst: bool,
    pub psh: bool,
    /// Offered window in octets.
    pub window: u32,
    /// Octets of payload.
    pub len: u32,
}

impl Segment {
    const EMPTY: Self =
        Self { seq: SeqNum(0), ack: None, syn: false, fin: false, rst: false, psh: false, window: 0, len: 0 };

    #[must_use]
    pub fn syn(seq: SeqNum, ack: Option<SeqNum>, window: u32) -> Self {
        Self { seq, ack, window, syn: true, ..Self::EMPTY }
    }

    #[must_use]
    pub fn ack(seq: SeqNum, ack: SeqNum, window: u32) -> Self {
        Self { seq, ack: Some(ack), window, ..Self::EMPTY }
    }

    /// Data, a FIN, or data with the FIN behind its last octet.
    #[must_use]
    pub fn text(seq: SeqNum, len: u32, fin: bool, ack: SeqNum, window: u32) -> Self {
        Self { seq, ack: Some(ack), window, len, fin, psh: len > 0, ..Self::EMPTY }
    }

    #[must_use]
    pub fn fin(seq: SeqNum, ack: SeqNum, window: u32) -> Self {
        Self::text(seq, 0, true, ack, window)
    }

    #[must_use]
    pub fn rst(seq: SeqNum, ack: Option<SeqNum>) -> Self {
        Self { seq, ack, rst: true, ..Self::EMPTY }
    }

    /// SEG.LEN: octets, and one for each of SYN and FIN (RFC 9293 section 3.4).
    #[must_use]
    pub fn seq_len(&self) -> u32 {
        self.len.saturating_add(u32::from(self.syn)).saturating_add(u32::from(self.fin))
    }

    /// The number after the last one it takes.
    #[must_use]
    pub fn end(&self) -> SeqNum {
        self.seq + self.seq_len()
    }

    /// The number that its FIN takes.
    #[must_use]
    pub fn fin_number(&self) -> Option<SeqNum> {
        self.fin.then(|| self.end() - 1)
    }

    /// The number of its first octet of payload.
    #[must_use]
    pub fn text_start(&self) -> SeqNum {
        self.seq + u32::from(self.syn)
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            s if s.rst => Kind::Rst,
            s if s.syn && s.ack.is_some() => Kind::SynAck,
            s if s.syn => Kind::Syn,
            s if s.fin => Kind::Fin,
            s if s.len > 0 => Kind::Data,
            _ => Kind::Ack,
        }
    }
}

/// What a person calls a segment. A FIN with data is a FIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Syn,
    SynAck,
    Fin,
    Rst,
    Data,
    /// An ACK alone.
    Ack,
}

impl Kind {
    pub const ALL: [Self; 6] = [Self::Syn, Self::SynAck, Self::Fin, Self::Rst, Self::Data, Self::Ack];
}

/// The control bits as textbooks write them: `FIN, ACK`.
impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_bits(f, [self.syn, self.fin, self.rst, self.ack.is_some()])
    }
}

/// Writes which of SYN, FIN, RST and ACK are set.
pub(crate) fn write_bits(f: &mut fmt::Formatter<'_>, bits: [bool; 4]) -> fmt::Result {
    let mut separator = "";
    for (_, name) in bits.into_iter().zip(["SYN", "FIN", "RST", "ACK"]).filter(|(set, _)| *set) {
        write!(f, "{separator}{name}")?;
        separator = ", ";
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syn_and_fin_take_one_number_each() {
        let fin = Segment::fin(SeqNum(7), SeqNum(0), 0);
        assert_eq!((fin.seq_len(), fin.fin_number()), (1, Some(SeqNum(7))));
        let last = Segment::text(SeqNum(7), 10, true, SeqNum(0), 0);
        assert_eq!((last.seq_len(), last.fin_number()), (11, Some(SeqNum(17))));
        assert_eq!(Segment::ack(SeqNum(7), SeqNum(0), 0).seq_len(), 0);
        assert_eq!(Segment::rst(SeqNum(7), None).end(), SeqNum(7));
    }

    #[test]
    fn the_name_of_a_segment_is_its_control_bits() {
        assert_eq!(Segment::fin(SeqNum(0), SeqNum(0), 0).to_string(), "FIN, ACK");
        assert_eq!(Segment::syn(SeqNum(0), None, 0).to_string(), "SYN");
        assert_eq!(Segment::rst(SeqNum(0), None).to_string(), "RST");
    }
}
