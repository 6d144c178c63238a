//! Rules: why something happened, as data. Every transition and every segment carries one.

use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $section:literal, $short:literal;)*) => {
        /// One rule of the RFCs, or one documented habit of systems where no RFC has a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule { $($(#[$doc])* $name,)* }

        impl Rule {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Where it stands, for instance `RFC 9293 §3.10.4`.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $(Self::$name => $section,)* }
            }

            /// Its short name, in the RFC's own words as far as they go.
            #[must_use]
            pub const fn short(self) -> &'static str {
                match self { $(Self::$name => $short,)* }
            }
        }
    };
}

rules! {
    OpenActive = "RFC 9293 §3.10.1", "OPEN, active: send SYN";
    OpenPassive = "RFC 9293 §3.10.1", "OPEN, passive: LISTEN";
    Send = "RFC 9293 §3.10.2", "SEND";
    Close = "RFC 9293 §3.10.4", "CLOSE: FIN after the last octet";
    CloseBeforeOpen = "RFC 9293 §3.10.4", "CLOSE before there is a connection: delete the TCB";
    /// The state's name changes when the FIN leaves (decision D12).
    FinLeaves = "RFC 9293 §3.10.4", "the queued FIN leaves";
    Abort = "RFC 9293 §3.10.5", "ABORT: reset in synchronized states";
    AbortQuietly = "RFC 9293 §3.10.5", "ABORT: delete the TCB, no reset";
    CloseUnread = "RFC 9293 §3.6.1 SHLD-3", "CLOSE with data unread: reset";
    DataAfterClose = "RFC 9293 §3.6.1 SHLD-3", "data after CLOSE that nobody can read: reset";
    UserTimeout = "RFC 9293 §3.10.8", "USER TIMEOUT: abort, no segment";
    GiveUp = "RFC 9293 §3.8.3", "R2 reached: give the connection up";
    Retransmit = "RFC 6298 §5.4", "RTO expired: earliest segment again, RTO doubled";
    GoBack = "RFC 5681 §3.1", "after a timeout: what was lost with it goes again";
    FastRetransmit = "RFC 5681 §3.2", "third duplicate ACK: earliest segment again, before the RTO";
    Probe = "RFC 9293 §3.8.6.1", "zero-window probe";
    WindowOpened = "RFC 9293 §3.8.6.1", "the window has opened";
    DelayedAck = "RFC 9293 §3.8.6.3", "the ACK that waited for the program";
    WindowUpdate = "RFC 9293 §3.8.6.2.2", "window update";
    /// No RFC limits FIN-WAIT-2: it is a habit of systems.
    FinWait2Over = "no RFC; a habit of systems", "FIN-WAIT-2 without a program timed out";
    TimeWaitOver = "RFC 9293 §3.10.8", "TIME-WAIT TIMEOUT: 2·MSL are over";

    ClosedAnswers = "RFC 9293 §3.10.7.1", "CLOSED: anything but a RST is answered with a RST";
    ClosedDrops = "RFC 9293 §3.10.7.1", "CLOSED: a RST is dropped";
    ListenSyn = "RFC 9293 §3.10.7.2", "LISTEN: SYN, answered with SYN,ACK";
    ListenReset = "RFC 9293 §3.10.7.2", "LISTEN: an ACK is answered with a RST";
    ListenDrops = "RFC 9293 §3.10.7.2", "LISTEN: a RST, or neither SYN nor ACK: dropped";
    ListenDropsSynAck = "no RFC; a habit of systems", "LISTEN: SYN,ACK dropped";
    SynSentBadAck = "RFC 9293 §3.10.7.3", "SYN-SENT: unacceptable ACK: reset";
    SynSentDrops = "RFC 9293 §3.10.7.3", "SYN-SENT: neither a SYN nor an acceptable RST: dropped";
    SynAck = "RFC 9293 §3.10.7.3", "SYN-SENT: SYN,ACK, answered with ACK";
    SynCrossed = "RFC 9293 §3.10.7.3", "SYN-SENT: SYN without ACK: simultaneous open";
    Refused = "RFC 9293 §3.10.7.3", "SYN-SENT: RST: connection refused";

    NotAcceptable = "RFC 9293 §3.10.7.4, 1st", "outside the window: ACK and drop";
    NotAcceptableRst = "RFC 9293 §3.10.7.4, 1st", "RST outside the window: dropped in silence";
    Reset = "RFC 9293 §3.10.7.4, 2nd", "RST: connection reset";
    ResetBeforeOpen = "RFC 9293 §3.10.7.4, 2nd", "RST in SYN-RECEIVED: back to LISTEN, or refused";
    ResetChallenged = "RFC 5961 §3.2", "RST in the window but not exact: challenge ACK";
    Rfc1337 = "RFC 1337 §4, F1", "RST in TIME-WAIT: ignored";
    SynChallenged = "RFC 5961 §4.2", "SYN on a synchronized connection: challenge ACK";
    SynResets = "RFC 793 §3.9, 4th", "SYN in the window: reset";
    SynAgainAnswered = "no RFC; a habit of systems", "SYN again in SYN-RECEIVED: SYN,ACK again";
    AckLimited = "RFC 5961 §7", "ACKs of this kind are limited: none now";
    SynAgain = "RFC 9293 §3.10.7.4, 4th", "SYN in SYN-RECEIVED: back to LISTEN";
    SynFinDropped = "no RFC; a habit of systems", "SYN and FIN together: dropped";
    NewIncarnation = "RFC 6191 §2", "SYN in TIME-WAIT opens a new connection";
    TimeWaitReused = "no RFC; a habit of systems", "tcp_tw_reuse ends TIME-WAIT";
    OldSynDropped = "RFC 6191 §2", "SYN in TIME-WAIT that may be old: dropped";
    NoAckBit = "RFC 9293 §3.10.7.4, 5th", "no ACK bit: dropped";
    AckOfSyn = "RFC 9293 §3.10.7.4, 5th", "ACK of our SYN: ESTABLISHED";
    BadAckOfSyn = "RFC 9293 §3.10.7.4, 5th", "SYN-RECEIVED: unacceptable ACK: reset";
    AckNew = "RFC 9293 §3.10.7.4, 5th", "ACK of something new";
    AckOld = "RFC 9293 §3.10.7.4, 5th", "ACK of nothing new: ignored";
    AckUnsent = "RFC 9293 §3.10.7.4, 5th", "ACK of what was never sent: ACK and drop";
    AckUnsentDropped = "no RFC; a habit of systems", "ACK of what was never sent: dropped";
    AckTooOld = "RFC 5961 §5.2", "ACK far too old: challenge ACK";
    AckOfFin = "RFC 9293 §3.10.7.4, 5th", "ACK of our FIN";
    TimeWaitQuiet = "RFC 9293 §3.10.7.4, 5th", "TIME-WAIT: an ACK alone is not answered";
    Text = "RFC 9293 §3.10.7.4, 7th", "text in order: delivered and acknowledged";
    TextOutOfOrder = "RFC 9293 §3.10.7.4, SHLD-31", "text beyond a hole: kept, the hole acknowledged";
    TextIgnored = "RFC 9293 §3.10.7.4, 7th", "text after the peer's FIN: ignored";
    Fin = "RFC 9293 §3.10.7.4, 8th", "FIN: RCV.NXT moves over it, ACK";
    FinAgain = "RFC 9293 §3.10.7.4, 8th", "FIN again in TIME-WAIT: ACK, 2·MSL anew";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_where_it_stands() {
        for rule in Rule::ALL {
            assert!(rule.section().starts_with("RFC ") || rule.section().starts_with("no RFC"), "{rule:?}");
            assert!(!rule.short().is_empty());
        }
    }
}
