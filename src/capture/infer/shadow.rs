//! One end of a connection as its segments show it: no program, no timer, only what left and what came.
//!
//! It follows RFC 9293 section 3.10 as [`crate::tcp::Connection`] does, but where that decides what to
//! send, this is told what was sent, and concludes from it.

use super::ground::Ground;
use super::numbered::Row;
use crate::tcp::State::{self, *};
use crate::tcp::{Rule, SeqNum, Snapshot, is_edge};
use crate::time::Duration;

/// A RST after so many retransmissions without an answer gives the connection up.
const GAVE_UP_AFTER: u32 = 3;
/// So many ranges are held beyond holes; what comes beyond those is taken for new when it comes again.
const MOST_HELD: usize = 1_024;

/// One change of state, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::capture) struct Step {
    pub from: State,
    pub to: State,
    pub rule: Rule,
    pub ground: Ground,
}

#[derive(Clone, Debug)]
pub(in crate::capture) struct Shadow {
    pub state: State,
    /// What comes to it and leaves it is seen, and not guessed.
    pub near: bool,
    passive: bool,
    /// Raw initial numbers: its own, the peer's.
    initial: [SeqNum; 2],
    snd_una: i64,
    snd_nxt: i64,
    snd_wnd: u32,
    rcv_nxt: i64,
    rcv_wnd: u32,
    /// The number of its FIN.
    fin: Option<i64>,
    peer_fin: Option<i64>,
    /// What came beyond a hole: from, to. They may overlap.
    held: Vec<(i64, i64)>,
    held_fin: Option<i64>,
    /// Octets that have come since it last sent any.
    unanswered: u32,
    tries: u32,
    steps: Vec<Step>,
}

impl Shadow {
    pub fn new(state: State, initial: [SeqNum; 2]) -> Self {
        Self {
            state,
            near: false,
            passive: state == Listen,
            initial,
            snd_una: 0,
            snd_nxt: 0,
            snd_wnd: 0,
            rcv_nxt: 0,
            rcv_wnd: 0,
            fin: None,
            peer_fin: None,
            held: Vec::new(),
            held_fin: None,
            unanswered: 0,
            tries: 0,
            steps: Vec::new(),
        }
    }

    /// In ESTABLISHED when the capture begins: its next number, the next that it expects, and windows.
    pub fn established(initial: [SeqNum; 2], next: [i64; 2]) -> Self {
        let [snd_nxt, rcv_nxt] = next;
        Self { snd_una: snd_nxt, snd_nxt, rcv_nxt, ..Self::new(Established, initial) }
    }

    /// The numbers of a new opening; the state stays.
    pub fn forget(&mut self, initial: [SeqNum; 2]) {
        let (passive, near) = (self.passive, self.near);
        *self =
            Self { passive, near, steps: std::mem::take(&mut self.steps), ..Self::new(self.state, initial) };
    }

    pub fn take_steps(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }

    pub fn has_sent_fin(&self) -> bool {
        self.fin.is_some()
    }

    /// Octets that have come since it last sent any: its program may not have read them.
    pub fn unanswered(&self) -> u32 {
        self.unanswered
    }

    pub fn snapshot(&self) -> Snapshot {
        let number = |initial: SeqNum, relative: i64| initial + relative as u32;
        let [own, peers] = self.initial;
        let phantom =
            i64::from(self.snd_una == 0) + i64::from(self.fin.is_some_and(|fin| fin >= self.snd_una));
        let queue = (self.snd_nxt - self.snd_una - phantom).clamp(0, i64::from(u32::MAX));
        Snapshot {
            state: self.state,
            passive: self.passive,
            snd_una: number(own, self.snd_una),
            snd_nxt: number(own, self.snd_nxt),
            snd_wnd: self.snd_wnd,
            rcv_nxt: number(peers, self.rcv_nxt),
            rcv_wnd: self.rcv_wnd,
            send_queue: queue as u32,
            unread: 0,
            fin_waiting: false,
            reading: true,
            peer_closed: self.peer_fin.is_some(),
            rto: Duration::ZERO,
            tries: self.tries,
        }
    }

    /// Goes there, if the RFC knows a way.
    pub fn enter(&mut self, to: State, rule: Rule, ground: Ground) -> bool {
        let from = self.state;
        if !is_edge(from, to) {
            return false;
        }
        self.state = to;
        self.steps.push(Step { from, to, rule, ground });
        true
    }

    // ---- what leaves ----

    /// It sends that; `answers`: what has just come. Returns the rule by which it does.
    pub fn sends(&mut self, row: &Row, again: bool, answers: Option<&Row>) -> Rule {
        if row.segment.rst {
            return self.resets(row, answers);
        }
        let grew = row.segment.window > self.rcv_wnd;
        let says_new = row.ack.is_some_and(|ack| ack > self.rcv_nxt);
        self.rcv_nxt = self.rcv_nxt.max(row.ack.unwrap_or(self.rcv_nxt));
        self.rcv_wnd = row.segment.window;
        self.tries = if again { self.tries + 1 } else { self.tries };
        self.opens_or_goes_on(row);
        self.snd_nxt = self.snd_nxt.max(row.end);
        if row.segment.len > 0 && !again {
            self.unanswered = 0;
        }
        if row.segment.fin {
            self.fin = Some(row.end - 1);
            let to = if self.state == CloseWait { LastAck } else { FinWait1 };
            self.enter(to, Rule::Close, Ground::SentFin);
        }
        if again {
            return Rule::Retransmit;
        }
        match (row.segment.kind(), answers) {
            (crate::tcp::Kind::Syn, _) => Rule::OpenActive,
            (crate::tcp::Kind::SynAck, _) if self.passive => Rule::ListenSyn,
            (crate::tcp::Kind::SynAck, _) => Rule::SynCrossed,
            (crate::tcp::Kind::Fin, _) => Rule::Close,
            (crate::tcp::Kind::Data, _) => Rule::Send,
            (_, Some(came)) if came.segment.syn => Rule::SynAck,
            (_, Some(came)) if came.segment.fin && self.state == TimeWait && !says_new => {
                if self.peer_fin == Some(came.end - 1) { Rule::Fin } else { Rule::FinAgain }
            }
            (_, Some(came)) if came.segment.fin => Rule::Fin,
            (_, Some(came)) if came.counts() && row.ack < Some(came.end) => Rule::TextOutOfOrder,
            (_, Some(came)) if came.counts() => Rule::Text,
            (_, Some(_)) => Rule::NotAcceptable,
            (_, None) if grew && !says_new => Rule::WindowUpdate,
            (_, None) => Rule::DelayedAck,
        }
    }

    fn opens_or_goes_on(&mut self, row: &Row) {
        let syn = row.segment.syn;
        match (self.state, row.opens()) {
            (Closed | Listen, true) => {
                self.passive = false;
                self.enter(SynSent, Rule::OpenActive, Ground::SentSyn);
            }
            (Closed | Listen, false) if syn => {
                if self.state == Closed {
                    self.enter(Listen, Rule::OpenPassive, Ground::AnsweredSyn);
                }
                self.passive = true;
                self.enter(SynReceived, Rule::ListenSyn, Ground::AnsweredSyn);
            }
            (SynSent, false) if syn => {
                self.enter(SynReceived, Rule::SynCrossed, Ground::SynsCrossed);
            }
            (SynSent, false) => {
                self.enter(Established, Rule::SynAck, Ground::SendsAsEstablished);
                self.snd_una = self.snd_una.max(1);
            }
            // CLOSE may come before the ACK of the SYN, but a far end's ACK is more likely late by a guess.
            (SynReceived, false) if !syn && (row.segment.len > 0 || row.segment.fin && !self.near) => {
                self.enter(Established, Rule::AckOfSyn, Ground::SendsAsEstablished);
                self.snd_una = self.snd_una.max(1);
            }
            _ => {}
        }
    }

    /// A RST leaves. Without a connection, or where the segment before is to blame, it changes nothing.
    fn resets(&mut self, row: &Row, answers: Option<&Row>) -> Rule {
        let answers_number = answers.and_then(|came| came.ack) == Some(row.seq);
        match self.state {
            Closed => Rule::ClosedAnswers,
            Listen => Rule::ListenReset,
            TimeWait => {
                self.enter(Closed, Rule::TimeWaitOver, Ground::AnswersAsClosed);
                Rule::ClosedAnswers
            }
            SynSent if answers_number => Rule::SynSentBadAck,
            SynReceived if answers_number && answers.is_some_and(|came| !came.counts()) => Rule::BadAckOfSyn,
            _ => {
                // Nobody reads any more: the RST answers data with that data's own ACK number.
                let late = self.fin.is_some()
                    && (answers.is_some_and(Row::counts) || self.unanswered > 0 && row.ack.is_none());
                let (rule, ground) = if late {
                    (Rule::DataAfterClose, Ground::SentReset)
                } else if answers_number && row.ack.is_none() && answers.is_some() {
                    (Rule::ClosedAnswers, Ground::AnswersAsClosed)
                } else if self.tries >= GAVE_UP_AFTER && answers.is_none() {
                    (Rule::GiveUp, Ground::SentReset)
                } else if self.unanswered > 0 {
                    (Rule::CloseUnread, Ground::SentReset)
                } else {
                    (Rule::Abort, Ground::SentReset)
                };
                self.enter(Closed, rule, ground);
                rule
            }
        }
    }

    // ---- what comes ----

    /// That arrives; `next`: what this end sends next in this opening, if anything. Returns the rule by
    /// which nothing follows, where that is so.
    pub fn receives(&mut self, row: &Row, next: Option<&Row>) -> Option<Rule> {
        if self.had_forgotten(row, next) {
            return None;
        }
        match self.state {
            Closed => row.segment.rst.then_some(Rule::ClosedDrops),
            Listen => self.in_listen(row, next),
            SynSent => self.in_syn_sent(row),
            _ if row.segment.rst => self.reset_comes(row, next),
            _ => self.otherwise(row),
        }
    }

    /// Does it answer with a RST that only CLOSED sends? Then its end was there before.
    fn had_forgotten(&mut self, row: &Row, next: Option<&Row>) -> bool {
        let refuses = |next: &&Row| next.segment.rst && next.ack.is_none() && row.ack == Some(next.seq);
        if row.segment.rst || next.filter(refuses).is_none() {
            return false;
        }
        match self.state {
            SynSent if row.segment.syn => self.enter(Closed, Rule::CloseBeforeOpen, Ground::AnswersAsClosed),
            Established if row.segment.fin => self.enter(Closed, Rule::Abort, Ground::AnswersAsClosed),
            FinWait2 if row.segment.fin => self.enter(Closed, Rule::FinWait2Over, Ground::AnswersAsClosed),
            TimeWait => self.enter(Closed, Rule::TimeWaitOver, Ground::AnswersAsClosed),
            _ => false,
        }
    }

    fn in_listen(&mut self, row: &Row, next: Option<&Row>) -> Option<Rule> {
        if !row.opens() || !next.is_some_and(|next| next.segment.syn) {
            return Some(Rule::ListenDrops);
        }
        self.passive = true;
        self.take_syn(row);
        self.enter(SynReceived, Rule::ListenSyn, Ground::AnsweredSyn);
        None
    }

    pub fn take_syn(&mut self, row: &Row) {
        self.rcv_nxt = row.seq + 1;
        self.snd_wnd = row.segment.window;
    }

    fn in_syn_sent(&mut self, row: &Row) -> Option<Rule> {
        let acked = row.ack.is_some_and(|ack| ack > self.snd_una && ack <= self.snd_nxt);
        if row.ack.is_some() && !acked {
            return row.segment.rst.then_some(Rule::SynSentDrops);
        }
        if row.segment.rst {
            if !acked {
                return Some(Rule::SynSentDrops);
            }
            self.enter(Closed, Rule::Refused, Ground::SynRefused);
            return None;
        }
        if !row.segment.syn {
            return Some(Rule::SynSentDrops);
        }
        self.take_syn(row);
        if acked {
            self.snd_una = row.ack.unwrap_or(self.snd_una);
            self.enter(Established, Rule::SynAck, Ground::SynAckCame);
            self.text_and_fin(row);
        } else {
            self.enter(SynReceived, Rule::SynCrossed, Ground::SynsCrossed);
        }
        None
    }

    /// What it sends next tells whether it believed the RST.
    fn reset_comes(&mut self, row: &Row, next: Option<&Row>) -> Option<Rule> {
        let room = i64::from(self.rcv_wnd).max(1);
        let in_window = (self.rcv_nxt..self.rcv_nxt + room).contains(&row.seq);
        // Some reset with the number of their FIN (Linux, `tcp_reset_check`).
        let at_fin = self.peer_fin == Some(row.seq);
        if !in_window && !at_fin {
            return Some(Rule::NotAcceptableRst);
        }
        if next.is_some_and(|next| !next.segment.rst && !next.opens()) {
            return Some(if self.state == TimeWait { Rule::Rfc1337 } else { Rule::ResetChallenged });
        }
        match self.state {
            SynReceived if self.passive => self.enter(Listen, Rule::ResetBeforeOpen, Ground::ResetCame),
            SynReceived => self.enter(Closed, Rule::ResetBeforeOpen, Ground::ResetCame),
            _ => self.enter(Closed, Rule::Reset, Ground::ResetCame),
        };
        None
    }

    fn otherwise(&mut self, row: &Row) -> Option<Rule> {
        let syn_ack_of_crossed = self.state == SynReceived && row.segment.syn && row.ack.is_some();
        if row.segment.syn && !syn_ack_of_crossed {
            return None;
        }
        if row.end < self.rcv_nxt {
            // Old altogether: not even its ACK counts.
            return None;
        }
        if let Some(ack) = row.ack {
            self.takes_ack(row, ack);
        }
        if self.state.is_synchronized() {
            self.text_and_fin(row);
        }
        None
    }

    fn takes_ack(&mut self, row: &Row, ack: i64) {
        if ack > self.snd_nxt {
            return;
        }
        if ack > self.snd_una {
            self.snd_una = ack;
            self.tries = 0;
        }
        if ack == self.snd_una {
            self.snd_wnd = row.segment.window;
        }
        if self.state == SynReceived && self.snd_una > 0 {
            self.enter(Established, Rule::AckOfSyn, Ground::SynAcknowledged);
        }
        if self.fin.is_some_and(|fin| self.snd_una > fin) {
            let to = match self.state {
                FinWait1 => FinWait2,
                Closing => TimeWait,
                LastAck => Closed,
                _ => return,
            };
            self.enter(to, Rule::AckOfFin, Ground::FinAcknowledged);
        }
    }

    fn text_and_fin(&mut self, row: &Row) {
        let start = row.seq + i64::from(row.segment.syn);
        let text_end = row.end - i64::from(row.segment.fin);
        if row.segment.fin && self.held_fin.is_none() {
            self.held_fin = Some(text_end);
        }
        let before = self.rcv_nxt;
        if start <= self.rcv_nxt {
            self.rcv_nxt = self.rcv_nxt.max(text_end);
            self.take_held();
        } else if text_end > start {
            self.hold(start, text_end);
        }
        self.unanswered =
            self.unanswered.saturating_add(u32::try_from(self.rcv_nxt - before).unwrap_or_default());
        if self.peer_fin.is_some() || self.held_fin.is_none_or(|fin| fin > self.rcv_nxt) {
            return;
        }
        self.peer_fin = self.held_fin;
        self.rcv_nxt = self.rcv_nxt.max(self.held_fin.unwrap_or_default() + 1);
        let to = match self.state {
            Established => CloseWait,
            FinWait1 => Closing,
            FinWait2 => TimeWait,
            _ => return,
        };
        self.enter(to, Rule::Fin, Ground::FinCame);
    }

    fn hold(&mut self, start: i64, end: i64) {
        if let Some((from, to)) = self.held.last_mut()
            && (*from..=*to).contains(&start)
        {
            *to = end.max(*to);
        } else if self.held.len() < MOST_HELD {
            self.held.push((start, end));
        }
    }

    fn take_held(&mut self) {
        loop {
            let next = self.rcv_nxt;
            let reached = self.held.iter().filter(|(from, _)| *from <= next).map(|(_, to)| *to).max();
            self.held.retain(|(from, _)| *from > next);
            match reached {
                Some(to) if to > next => self.rcv_nxt = to,
                _ => return,
            }
        }
    }
}
