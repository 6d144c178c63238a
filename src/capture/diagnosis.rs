//! What is the matter with a connection, if anything: at most one finding, with the packets that show it.

use super::infer::{Ground, Inferred, Note};
use crate::sim::{Fate, Flight, Side};
use crate::tcp::{Kind, State};
use crate::time::{Duration, Instant};

/// A finding and its grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    pub finding: Finding,
    /// The packets that show it, by their numbers in the file, at most [`MOST_GROUNDS`].
    pub frames: Vec<u32>,
}

/// No finding names more packets.
pub const MOST_GROUNDS: usize = 6;

/// What may be the matter. The side is the one that did it, or failed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Nothing answered the SYN, sent so many times.
    SynUnanswered { times: u32 },
    /// A RST answered the SYN.
    Refused,
    /// The SYN,ACK was answered with a RST, or with nothing, and no data followed: who asks only
    /// whether a port is open does that.
    OnlyAsked,
    /// The SYN,ACK was sent so many times and never acknowledged.
    HandshakeUnfinished { times: u32 },
    /// This end was still in CLOSE-WAIT when the capture ended, for so long.
    NeverClosed { side: Side, so_far: Duration },
    /// This end's FIN, sent so many times, was never acknowledged.
    FinUnacknowledged { side: Side, times: u32 },
    /// This end is in LAST-ACK: the last ACK was not seen.
    LastAckUnseen { side: Side },
    /// This end sent a RST in place of a FIN while so many octets had come since it last sent any.
    ClosedUnread { side: Side, octets: u32 },
    /// This end sent a RST to octets that came after its FIN: nobody reads any more.
    DataAfterClose { side: Side },
    /// This end answers as if it had no connection, while its peer takes it for open.
    HalfOpen { side: Side },
    /// A RST came to this end in TIME-WAIT.
    ResetInTimeWait { side: Side },
    /// This end asked so many times whether the peer is there, and no answer was seen.
    KeepAliveUnanswered { side: Side, probes: u32 },
    /// This end sent the same segment so many times without an answer, and nothing more was seen.
    GoneSilent { side: Side, times: u32 },
    /// This end reset the connection.
    Aborted { side: Side },
}

/// Shorter than this, an end may just not have come to close().
const NOTICEABLE: Duration = Duration::from_secs(1);
/// So many copies without an answer are a silence.
const SILENCE: u32 = 3;

/// The finding about a connection that explains most, if there is any.
#[must_use]
pub fn diagnose(inferred: &Inferred) -> Option<Diagnosis> {
    let case = Case { inferred };
    case.opening().or_else(|| case.resets()).or_else(|| case.silence()).or_else(|| case.left_open())
}

struct Case<'a> {
    inferred: &'a Inferred,
}

impl Case<'_> {
    fn flights(&self) -> impl DoubleEndedIterator<Item = (usize, &Flight)> {
        self.inferred.trace.flights.iter().enumerate()
    }

    fn frame(&self, flight: usize) -> Option<u32> {
        self.inferred.frames[flight]
    }

    fn frames_of(&self, wanted: impl Fn(&Flight) -> bool) -> Vec<u32> {
        let found = self.flights().filter(|(_, flight)| wanted(flight));
        found.filter_map(|(index, _)| self.frame(index)).collect()
    }

    fn found(finding: Finding, frames: Vec<u32>) -> Option<Diagnosis> {
        let mut frames = frames;
        frames.truncate(MOST_GROUNDS);
        Some(Diagnosis { finding, frames })
    }

    fn ends(&self) -> [State; 2] {
        let trace = &self.inferred.trace;
        trace.ends_at(trace.end).map(|end| end.state)
    }

    fn ground(&self, ground: Ground) -> Option<(Side, u32)> {
        let inference = self.inferred.inferences.iter().find(|one| one.ground == ground)?;
        Some((inference.side, inference.by?))
    }

    // ---- how it began ----

    fn opening(&self) -> Option<Diagnosis> {
        let of_kind = |kind: Kind| self.frames_of(|flight| flight.segment.kind() == kind);
        let count = |frames: &[u32]| u32::try_from(frames.len()).unwrap_or(u32::MAX);
        let (syns, answers) = (of_kind(Kind::Syn), of_kind(Kind::SynAck));
        if let Some((_, reset)) = self.ground(Ground::SynRefused) {
            return Self::found(Finding::Refused, syns.into_iter().take(1).chain([reset]).collect());
        }
        let spoke = |side: Side| self.flights().any(|(_, flight)| flight.from == side);
        // Who goes on with data or ACKs had an answer: the capture shows one direction only.
        let only_asked =
            self.flights().all(|(_, flight)| matches!(flight.segment.kind(), Kind::Syn | Kind::Rst));
        if !syns.is_empty() && only_asked && (!spoke(Side::Server) || !spoke(Side::Client)) {
            return Self::found(Finding::SynUnanswered { times: count(&syns) }, syns);
        }
        if answers.is_empty() {
            return None;
        }
        let rest = self.flights().filter(|(_, flight)| {
            !matches!(flight.segment.kind(), Kind::Syn | Kind::SynAck) && flight.from == Side::Client
        });
        let (mut resets, mut other, mut carried) = (Vec::new(), 0, false);
        for (index, flight) in rest {
            if flight.segment.rst {
                resets.extend(self.frame(index));
            } else {
                other += 1;
                carried |= flight.segment.seq_len() > 0;
            }
        }
        let servers = self
            .flights()
            .any(|(_, flight)| flight.from == Side::Server && flight.segment.len > 0 || flight.segment.fin);
        if carried || servers {
            return None;
        }
        match (resets.is_empty(), other) {
            (false, _) => {
                let frames = answers.into_iter().take(1).chain(resets).collect();
                Self::found(Finding::OnlyAsked, frames)
            }
            (true, 0) => {
                let times = count(&answers);
                Self::found(Finding::HandshakeUnfinished { times }, answers)
            }
            (true, _) => None,
        }
    }

    // ---- resets ----

    fn resets(&self) -> Option<Diagnosis> {
        let (index, reset) = self.flights().find(|(_, flight)| flight.segment.rst)?;
        let (side, frame) = (reset.from, self.frame(index)?);
        let inferences = || self.inferred.inferences.iter();
        let forgot = inferences().find(|one| one.ground == Ground::AnswersAsClosed && one.side == side);
        let moment = &self.inferred.trace.moments[reset.moment];
        let came = inferences().find(|one| one.ground == Ground::ResetCame);
        if let Some(hit) = came
            && let Some(change) = self.inferred.trace.moments[hit.moment].changes.first()
            && change.from == State::TimeWait
        {
            return Self::found(Finding::ResetInTimeWait { side: hit.side }, vec![frame]);
        }
        // An end of which both directions were over needs no connection any more.
        let peer_open =
            !matches!(self.state_before(reset.moment, side.peer()), State::Closed | State::TimeWait);
        if forgot.is_some() && peer_open {
            let asked = self.arrival_frame(reset.moment);
            return Self::found(Finding::HalfOpen { side }, asked.into_iter().chain([frame]).collect());
        }
        let change = moment.changes.iter().find(|change| change.to == State::Closed)?;
        let finding = match change.rule {
            crate::tcp::Rule::CloseUnread => {
                let octets = self.octets_unanswered(index, side);
                Finding::ClosedUnread { side, octets }
            }
            crate::tcp::Rule::DataAfterClose => Finding::DataAfterClose { side },
            crate::tcp::Rule::GiveUp => {
                Finding::GoneSilent { side: side.peer(), times: self.tries(index, side) }
            }
            _ => Finding::Aborted { side },
        };
        let asked = self.last_data(index, side.peer());
        Self::found(finding, asked.into_iter().chain([frame]).collect())
    }

    fn state_before(&self, moment: usize, side: Side) -> State {
        self.inferred.trace.ends_after(moment.checked_sub(1))[side as usize].state
    }

    /// The packet that arrives in that moment.
    fn arrival_frame(&self, moment: usize) -> Option<u32> {
        match self.inferred.trace.moments[moment].cause {
            crate::sim::Cause::Arrival(flight) => self.frame(flight),
            _ => None,
        }
    }

    /// The last packet with data that a side sent before that flight.
    fn last_data(&self, before: usize, from: Side) -> Option<u32> {
        let found = self
            .flights()
            .rev()
            .find(|(index, flight)| *index < before && flight.from == from && flight.segment.len > 0);
        self.frame(found?.0)
    }

    /// Octets that came to a side since it last sent any, before that flight.
    fn octets_unanswered(&self, before: usize, side: Side) -> u32 {
        let mut octets = 0_u32;
        for (_, flight) in self.flights().take(before).filter(|(_, flight)| !flight.again) {
            if flight.from == side && flight.segment.len > 0 {
                octets = 0;
            } else if flight.from != side && matches!(flight.fate, Fate::Arrives(_)) {
                octets = octets.saturating_add(flight.segment.len);
            }
        }
        octets
    }

    /// How often a side's last number was sent before that flight.
    fn tries(&self, before: usize, side: Side) -> u32 {
        let own = self.flights().take(before).filter(|(_, flight)| flight.from == side);
        let copies = own.collect::<Vec<_>>().into_iter().rev().take_while(|(_, flight)| flight.again).count();
        u32::try_from(copies).unwrap_or(u32::MAX).saturating_add(1)
    }

    // ---- nobody answers ----

    fn silence(&self) -> Option<Diagnosis> {
        let mut asked: [Vec<u32>; 2] = Default::default();
        let mut copies: [Vec<u32>; 2] = Default::default();
        for (index, flight) in self.flights() {
            let me = flight.from as usize;
            // Whatever comes from there answers.
            for open in [&mut asked, &mut copies] {
                open[1 - me].clear();
            }
            let Some(frame) = self.frame(index) else { continue };
            if self.inferred.note(index) == Some(Note::KeepAlive) {
                asked[me].push(frame);
            } else if flight.again {
                copies[me].push(frame);
            } else if flight.segment.seq_len() > 0 {
                copies[me] = vec![frame];
            }
        }
        let times = |frames: &[u32]| u32::try_from(frames.len()).unwrap_or(u32::MAX);
        for side in Side::BOTH {
            let frames = std::mem::take(&mut asked[side as usize]);
            if times(&frames) >= 2 {
                return Self::found(Finding::KeepAliveUnanswered { side, probes: times(&frames) }, frames);
            }
        }
        for side in Side::BOTH {
            let frames = std::mem::take(&mut copies[side as usize]);
            let times = times(&frames);
            let state = self.ends()[side as usize];
            if times > SILENCE && !matches!(state, State::FinWait1 | State::LastAck | State::Closing) {
                return Self::found(Finding::GoneSilent { side: side.peer(), times }, frames);
            }
        }
        None
    }

    // ---- what is left at the end ----

    fn left_open(&self) -> Option<Diagnosis> {
        let fins = |side: Side| self.frames_of(|flight| flight.from == side && flight.segment.fin);
        let states = self.ends();
        for side in Side::BOTH {
            if states[side as usize] == State::CloseWait {
                let so_far = self.since(side);
                let frames = fins(side.peer());
                if so_far >= NOTICEABLE {
                    return Self::found(Finding::NeverClosed { side, so_far }, frames);
                }
            }
        }
        for side in Side::BOTH {
            let frames = fins(side);
            let times = u32::try_from(frames.len()).unwrap_or(u32::MAX);
            match states[side as usize] {
                State::LastAck => return Self::found(Finding::LastAckUnseen { side }, frames),
                State::FinWait1 | State::Closing if self.since(side) >= NOTICEABLE => {
                    return Self::found(Finding::FinUnacknowledged { side, times }, frames);
                }
                _ => {}
            }
        }
        None
    }

    /// How long a side has been in its last state when the capture ends.
    fn since(&self, side: Side) -> Duration {
        let trace = &self.inferred.trace;
        let last = trace.changes().filter(|(moment, _)| moment.side == side).last();
        trace.end.since(last.map_or(Instant::START, |(moment, _)| moment.at))
    }
}
