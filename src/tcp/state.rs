//! The eleven states of RFC 9293 section 3.3.2, and every edge between them that the RFC knows.

use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum State {
    Closed,
    Listen,
    SynSent,
    SynReceived,
    Established,
    #[serde(rename = "FIN-WAIT-1")]
    FinWait1,
    #[serde(rename = "FIN-WAIT-2")]
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
}

use State::*;

impl State {
    pub const ALL: [Self; 11] = [
        Closed,
        Listen,
        SynSent,
        SynReceived,
        Established,
        FinWait1,
        FinWait2,
        CloseWait,
        Closing,
        LastAck,
        TimeWait,
    ];

    /// Its name as part of an address or a style.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Closed => "closed",
            Listen => "listen",
            SynSent => "syn-sent",
            SynReceived => "syn-received",
            Established => "established",
            FinWait1 => "fin-wait-1",
            FinWait2 => "fin-wait-2",
            CloseWait => "close-wait",
            Closing => "closing",
            LastAck => "last-ack",
            TimeWait => "time-wait",
        }
    }

    /// The RFC's spelling, on screen and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Closed => "CLOSED",
            Listen => "LISTEN",
            SynSent => "SYN-SENT",
            SynReceived => "SYN-RECEIVED",
            Established => "ESTABLISHED",
            FinWait1 => "FIN-WAIT-1",
            FinWait2 => "FIN-WAIT-2",
            CloseWait => "CLOSE-WAIT",
            Closing => "CLOSING",
            LastAck => "LAST-ACK",
            TimeWait => "TIME-WAIT",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// From ESTABLISHED on, both ends know each other's numbers (RFC 9293 section 3.5.1).
    #[must_use]
    pub const fn is_synchronized(self) -> bool {
        !matches!(self, Closed | Listen | SynSent | SynReceived)
    }

    /// May new data still be sent in this direction? Only before our own CLOSE.
    #[must_use]
    pub const fn may_send(self) -> bool {
        matches!(self, Established | CloseWait)
    }

    /// Can new data still arrive? Only before the peer's FIN.
    #[must_use]
    pub const fn may_receive(self) -> bool {
        matches!(self, Established | FinWait1 | FinWait2)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Every legal transition: figure 5 of RFC 9293, its notes, and section 3.10.
/// The one door for state changes asserts against this table, and the diagram draws it.
pub const EDGES: &[(State, State)] = &[
    (Closed, Listen),
    (Closed, SynSent),
    (Listen, SynReceived),
    (Listen, SynSent),
    (Listen, Closed),
    (SynSent, SynReceived),
    (SynSent, Established),
    (SynSent, Closed),
    (SynReceived, Established),
    (SynReceived, FinWait1),
    (SynReceived, Listen),
    (SynReceived, Closed),
    (Established, FinWait1),
    (Established, CloseWait),
    (Established, Closed),
    (FinWait1, FinWait2),
    (FinWait1, Closing),
    (FinWait1, TimeWait),
    (FinWait1, Closed),
    (FinWait2, TimeWait),
    (FinWait2, Closed),
    (Closing, TimeWait),
    (Closing, Closed),
    (CloseWait, LastAck),
    (CloseWait, Closed),
    (LastAck, Closed),
    (TimeWait, Closed),
    // MAY-2: a new SYN may open a new connection out of TIME-WAIT.
    (TimeWait, SynReceived),
];

/// Does the RFC know a way from `from` to `to` in one step?
#[must_use]
pub fn is_edge(from: State, to: State) -> bool {
    EDGES.contains(&(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.name()));
        }
        assert_eq!(State::from_name("FIN_WAIT1"), None);
    }

    #[test]
    fn every_state_can_be_reached_and_left() {
        for state in State::ALL {
            assert!(EDGES.iter().any(|(from, _)| *from == state), "no way out of {state}");
            assert!(EDGES.iter().any(|(_, to)| *to == state), "no way into {state}");
        }
        assert!(
            !is_edge(FinWait1, CloseWait) && !is_edge(Established, LastAck) && !is_edge(CloseWait, Closing)
        );
    }
}
