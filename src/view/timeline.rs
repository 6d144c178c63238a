//! The states of each side as spans of time: what bands, tint and pipes are drawn from.

use crate::sim::{Side, Trace};
use crate::tcp::{Snapshot, State};
use crate::time::Instant;

/// A side stays in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub side: Side,
    pub state: State,
    pub from: Instant,
    /// `end` of the picture where it does not end by itself.
    pub until: Instant,
}

/// The spans of one side in order. A state that is left in the instant in which it was entered has
/// a span without length.
#[must_use]
pub fn spans(trace: &Trace, side: Side, end: Instant) -> Vec<Span> {
    let mut spans =
        vec![Span { side, state: trace.start[side as usize].state, from: Instant::START, until: end }];
    for (moment, change) in trace.changes().filter(|(moment, _)| moment.side == side) {
        if let Some(last) = spans.last_mut() {
            last.until = moment.at;
        }
        spans.push(Span { side, state: change.to, from: moment.at, until: end });
    }
    spans
}

/// A span in which one side has closed and the other may still send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfClosed {
    /// Who may still send.
    pub open: Side,
    pub from: Instant,
    pub until: Instant,
}

/// FIN-WAIT-2 on one side while the other is in CLOSE-WAIT.
#[must_use]
pub fn half_closed(trace: &Trace, end: Instant) -> Vec<HalfClosed> {
    let mut found = Vec::new();
    for closed in Side::BOTH {
        let open = closed.peer();
        for waiting in spans(trace, closed, end).into_iter().filter(|span| span.state == State::FinWait2) {
            for other in spans(trace, open, end).into_iter().filter(|span| span.state == State::CloseWait) {
                let (from, until) = (waiting.from.max(other.from), waiting.until.min(other.until));
                if from < until {
                    found.push(HalfClosed { open, from, until });
                }
            }
        }
    }
    found
}

/// One direction of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipe {
    /// The handshake is not over.
    NotYet,
    Open,
    /// The sender has closed; its FIN is waiting, under way, or not acknowledged.
    Closing,
    Shut,
}

/// The direction in which the side with this snapshot sends.
#[must_use]
pub fn pipe(sender: &Snapshot) -> Pipe {
    match sender.state {
        State::Listen | State::SynSent | State::SynReceived => Pipe::NotYet,
        State::Established | State::CloseWait if sender.fin_waiting => Pipe::Closing,
        State::Established | State::CloseWait => Pipe::Open,
        State::FinWait1 | State::Closing | State::LastAck => Pipe::Closing,
        State::FinWait2 | State::TimeWait | State::Closed => Pipe::Shut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{catalog::Name, simulate};

    #[test]
    fn half_closed_is_when_only_one_side_may_send() {
        let trace = simulate(&Name::HalfCloseData.scenario(false));
        let spans = half_closed(&trace, trace.end);
        assert_eq!(spans.len(), 1);
        assert_eq!(spans[0].open, Side::Server);
        let middle = trace.ends_at(spans[0].from);
        assert_eq!([pipe(&middle[0]), pipe(&middle[1])], [Pipe::Shut, Pipe::Open]);
        assert!(half_closed(&simulate(&Name::SimultaneousClose.scenario(false)), trace.end).is_empty());
    }

    #[test]
    fn spans_cover_the_whole_time() {
        for name in Name::ALL {
            let trace = simulate(&name.scenario(true));
            for side in Side::BOTH {
                let spans = spans(&trace, side, trace.end);
                assert_eq!(spans[0].from, Instant::START);
                assert!(spans.windows(2).all(|pair| pair[0].until == pair[1].from));
                assert_eq!(spans.last().unwrap().until, trace.end);
            }
        }
    }
}
