//! What the checks of SEGMENT ARRIVES found in one segment, as they went: how far it came, and why.

use super::connection::Connection;
use super::rule::Rule;
use super::state::State;
use serde::Serialize;

/// A step of RFC 9293 section 3.10.7 that looks at a segment. Not here: the third (security) and the
/// sixth (URG), which are not modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    Sequence,
    Rst,
    Syn,
    Ack,
    Text,
    Fin,
}

impl Check {
    pub const ALL: [Self; 6] = [Self::Sequence, Self::Rst, Self::Syn, Self::Ack, Self::Text, Self::Fin];

    /// The checks of a segment that arrives in `state`, in the RFC's order.
    #[must_use]
    pub const fn order(state: State) -> &'static [Self] {
        match state {
            State::Closed => &[Self::Rst, Self::Ack],
            State::Listen => &[Self::Rst, Self::Ack, Self::Syn],
            State::SynSent => &[Self::Ack, Self::Rst, Self::Syn, Self::Text, Self::Fin],
            State::SynReceived
            | State::Established
            | State::FinWait1
            | State::FinWait2
            | State::CloseWait
            | State::Closing
            | State::LastAck
            | State::TimeWait => &Self::ALL,
        }
    }

    /// Where the RFC has this check for a segment that arrives in `state`.
    #[must_use]
    pub const fn section(self, state: State) -> &'static str {
        match (state, self) {
            (State::Closed, _) => "RFC 9293 §3.10.7.1",
            (State::Listen, Self::Rst) => "RFC 9293 §3.10.7.2, 1st",
            (State::Listen, Self::Ack) => "RFC 9293 §3.10.7.2, 2nd",
            (State::Listen, _) => "RFC 9293 §3.10.7.2, 3rd",
            (State::SynSent, Self::Ack) => "RFC 9293 §3.10.7.3, 1st",
            (State::SynSent, Self::Rst) => "RFC 9293 §3.10.7.3, 2nd",
            (State::SynSent, Self::Syn) => "RFC 9293 §3.10.7.3, 4th",
            (_, Self::Sequence) => "RFC 9293 §3.10.7.4, 1st",
            (_, Self::Rst) => "RFC 9293 §3.10.7.4, 2nd",
            (_, Self::Syn) => "RFC 9293 §3.10.7.4, 4th",
            (_, Self::Ack) => "RFC 9293 §3.10.7.4, 5th",
            (_, Self::Text) => "RFC 9293 §3.10.7.4, 7th",
            (_, Self::Fin) => "RFC 9293 §3.10.7.4, 8th",
        }
    }
}

/// What one check found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// The segment did not come so far, or this stack decides something else first.
    #[default]
    NotAsked,
    /// The segment goes on; the rule says what came of this step, if anything did.
    Passed(Option<Rule>),
    /// The sequence number is not acceptable, but the ACK is looked at all the same (S5, D2), and that
    /// settled it.
    OnlyItsAck,
    /// The segment's way ends here, by this rule.
    Ended(Rule),
}

/// What became of one segment that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// In which it arrived: it decides the order of the checks.
    pub state: State,
    found: [Found; Check::ALL.len()],
}

impl Verdict {
    pub(super) const fn new(state: State) -> Self {
        Self { state, found: [Found::NotAsked; Check::ALL.len()] }
    }

    /// What that check found.
    #[must_use]
    pub const fn found(&self, check: Check) -> Found {
        self.found[check as usize]
    }

    pub(super) fn note(&mut self, check: Check, found: Found) {
        self.found[check as usize] = found;
    }

    /// The check that ended the segment's way, with its rule; `None` if it went through all.
    #[must_use]
    pub fn end(&self) -> Option<(Check, Rule)> {
        Check::order(self.state).iter().find_map(|check| match self.found(*check) {
            Found::Ended(rule) => Some((*check, rule)),
            Found::NotAsked | Found::Passed(_) | Found::OnlyItsAck => None,
        })
    }
}

/// Does the next step still look at the segment?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    GoOn,
    Done,
}

impl Connection {
    /// The segment's way ends at this check.
    pub(super) fn ends(&mut self, check: Check, rule: Rule) -> Then {
        self.verdict.note(check, Found::Ended(rule));
        Then::Done
    }

    /// This check lets the segment go on.
    pub(super) fn passes(&mut self, check: Check, rule: impl Into<Option<Rule>>) -> Then {
        self.verdict.note(check, Found::Passed(rule.into()));
        Then::GoOn
    }

    /// The segment's way ends at this check, and nothing follows from it.
    pub(super) fn drops(&mut self, check: Check, rule: Rule) {
        self.ends(check, rule);
        self.ignore(rule);
    }
}
