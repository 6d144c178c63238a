//! Questions about what one event does to its side: its state, a call that waits, a timer that runs.

use super::facts::Facts;
use super::{Answer, Asks, TimerFate};
use crate::sim::{Called, Cause, Errno, Outcome, Step};
use crate::tcp::state::EDGES;
use crate::tcp::{State, Timer, TimerChange};

/// A question before its answers are mixed: the right one, and wrong ones, the likeliest mistakes first.
pub struct Draft {
    pub asks: Asks,
    pub right: Answer,
    pub wrong: Vec<Answer>,
    /// Those wrong ones are all there are, and no others could be.
    pub all: bool,
}

/// The state after an event that may change it.
pub fn next_state(facts: &Facts, moment: usize) -> Option<Draft> {
    use State::{CloseWait, Closing, FinWait1, FinWait2, LastAck, TimeWait};
    let (before, after) = facts.ends(moment);
    let here = &facts.trace.moments[moment];
    let stays = here.changes.is_empty();
    // Whoever has closed and whose FIN waits is on the way between two names.
    let named = !before.fin_waiting && !after.fin_waiting;
    let telling = match here.cause {
        Cause::Loss(_) => false,
        Cause::Call(_) => !stays,
        Cause::Arrival(_) | Cause::Timer(_) => {
            !stays || matches!(before.state, FinWait1 | FinWait2 | CloseWait | Closing | LastAck | TimeWait)
        }
    };
    if !named || !telling || here.changes.len() > 1 || !facts.is_alone(moment) {
        return None;
    }
    let (from, right) = (before.state, after.state);
    let mut wrong: Vec<State> = taken_for(right).to_vec();
    wrong.push(from);
    wrong.extend(EDGES.iter().filter(|edge| edge.0 == from).map(|edge| edge.1));
    Some(Draft {
        asks: Asks::NextState,
        right: Answer::State(right),
        wrong: wrong.into_iter().map(Answer::State).collect(),
        all: false,
    })
}

/// What people say where this is right.
const fn taken_for(state: State) -> &'static [State] {
    use State::*;
    match state {
        Closed => &[TimeWait, LastAck],
        Listen => &[Closed, SynReceived],
        SynSent => &[Established, SynReceived],
        SynReceived => &[Established, SynSent],
        Established => &[SynReceived, CloseWait],
        FinWait1 => &[FinWait2, CloseWait],
        FinWait2 => &[TimeWait, CloseWait],
        CloseWait => &[LastAck, FinWait1],
        Closing => &[LastAck, TimeWait],
        LastAck => &[Closing, TimeWait, Closed],
        TimeWait => &[Closed, LastAck],
    }
}

/// What a read that waits returns, and how a send fails.
pub fn returns(facts: &Facts, moment: usize) -> Option<Draft> {
    let here = &facts.trace.moments[moment];
    // What another moment of the same time brings could be told of this one.
    let mut same = facts.at(here.at).filter(|other| facts.trace.moments[*other].side == here.side);
    if same.next() != Some(moment) {
        return None;
    }
    let index = match (here.cause, here.returned.as_slice()) {
        (Cause::Call(call), []) => call,
        (_, [call]) => *call,
        _ => return None,
    };
    let call = &facts.trace.calls[index];
    let (returned, right) = call.returned?;
    if returned != here.at {
        return None;
    }
    let failed = |errno| Some(Outcome::Failed(errno));
    let reset = failed(Errno::ConnectionReset);
    let wrong = match (call.what, right) {
        (Called::Program(Step::Read(_) | Step::ReadToEof), Outcome::EndOfData(octets)) => {
            // Some take the FIN's number for an octet.
            [None, Some(Outcome::Octets(octets.saturating_add(1))), reset, failed(Errno::BrokenPipe)]
        }
        (Called::Program(Step::Read(_) | Step::ReadToEof), Outcome::Octets(_)) => {
            [None, Some(Outcome::EndOfData(0)), reset, failed(Errno::BrokenPipe)]
        }
        (Called::Program(Step::Read(_) | Step::ReadToEof), Outcome::Failed(_)) => {
            [None, Some(Outcome::EndOfData(0)), reset, failed(Errno::BrokenPipe)]
        }
        (Called::Program(Step::Send(octets)), Outcome::Failed(_)) => {
            [None, Some(Outcome::Octets(octets)), reset, failed(Errno::NotConnected)]
        }
        _ => return None,
    };
    Some(Draft {
        asks: Asks::Returns(index),
        right: Answer::Returns(Some(right)),
        wrong: wrong.into_iter().map(Answer::Returns).collect(),
        all: false,
    })
}

/// What a segment's arrival does to a timer that runs.
pub fn timer(facts: &Facts, moment: usize) -> Option<Draft> {
    let here = &facts.trace.moments[moment];
    if !matches!(here.cause, Cause::Arrival(_)) || !facts.is_alone(moment) {
        return None;
    }
    let changes = |moment: usize, timer: Timer| {
        let all = facts.trace.moments[moment].timers.iter().filter(move |(which, _)| *which == timer);
        all.map(|(_, change)| *change)
    };
    let runs = |timer: &Timer| {
        let mut earlier = (0..moment).rev().filter(|at| facts.trace.moments[*at].side == here.side);
        let last = earlier.find_map(|at| changes(at, *timer).next_back());
        matches!(last, Some(TimerChange::Started(_) | TimerChange::Restarted(_)))
    };
    let timer = [Timer::TimeWait, Timer::Retransmission].into_iter().find(runs)?;
    let mut now = changes(moment, timer);
    let right = match (now.next(), now.next()) {
        (None, _) => TimerFate::RunsOn,
        (Some(TimerChange::Restarted(_)), None) => TimerFate::StartsAnew,
        (Some(TimerChange::Stopped), None) => TimerFate::Stops,
        _ => return None,
    };
    let wrong = [TimerFate::StartsAnew, TimerFate::RunsOn, TimerFate::Stops];
    Some(Draft {
        asks: Asks::Timer(timer),
        right: Answer::Timer(right),
        wrong: wrong.into_iter().map(Answer::Timer).collect(),
        all: true,
    })
}
