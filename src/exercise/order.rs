//! Questions about what comes of it all: the segments that follow, and who ends in TIME-WAIT.

use super::facts::Facts;
use super::states::Draft;
use super::{Answer, Asks};
use crate::sim::{Cause, Ended, Side};
use crate::tcp::{Kind, Rule, State};

/// More than this nobody wants to be told before a question.
const MOST_GIVEN: usize = 5;

/// The `count` segments that leave next, from this first moment of a time on.
pub fn follow(facts: &Facts, moment: usize, count: usize) -> Option<Draft> {
    let trace = facts.trace;
    let at = trace.moments[moment].at;
    let first = facts.order.partition_point(|flight| trace.flights[*flight].sent < at);
    let window = facts.order.get(first..first + count)?;
    let sent = |flight: &usize| trace.flights[*flight].sent;
    // Those that leave at one time have no order, with the one behind the last of them neither.
    let until = facts.order.len().min(first + count + 1);
    let in_turn = facts.order[first..until].windows(2).all(|pair| sent(&pair[0]) < sent(&pair[1]));
    // A FIN on data is a segment of two names.
    let named = window.iter().all(|flight| {
        let segment = &trace.flights[*flight].segment;
        !(segment.fin && segment.len > 0)
    });
    let last = sent(window.last()?);
    let meant = |flight: &usize| trace.flights[*flight].until() >= at;
    let usual = facts.order[..first + count]
        .iter()
        .filter(|flight| meant(flight))
        .all(|flight| facts.is_usual(*flight));
    let given = given(facts, moment, |moment| trace.moments[moment].at <= last)?;
    if !in_turn || !named || !usual {
        return None;
    }
    let right: Vec<(Side, Kind)> = window
        .iter()
        .map(|flight| (trace.flights[*flight].from, trace.flights[*flight].segment.kind()))
        .collect();
    let wrong = mistaken(&right).into_iter().map(Answer::Segments).collect();
    Some(Draft { asks: Asks::Follow { given }, right: Answer::Segments(right), wrong, all: false })
}

/// When the last of those segments leaves, as its place among the moments' times.
pub fn reaches(facts: &Facts, moment: usize, count: usize) -> crate::time::Instant {
    let at = facts.trace.moments[moment].at;
    let first = facts.order.partition_point(|flight| facts.trace.flights[*flight].sent < at);
    let last = facts.order.get(first + count - 1);
    last.map_or(at, |flight| facts.trace.flights[*flight].sent)
}

/// The same segments with one thing wrong: an ACK where a FIN is due and the other way round, two of
/// them changed about, the other side's in place of one's own, one left out.
fn mistaken(right: &[(Side, Kind)]) -> Vec<Vec<(Side, Kind)>> {
    let with = |at: usize, other: (Side, Kind)| {
        let mut changed = right.to_vec();
        changed[at] = other;
        changed
    };
    let mut all = Vec::new();
    for (at, (side, kind)) in right.iter().copied().enumerate() {
        match kind {
            Kind::Ack => all.push(with(at, (side, Kind::Fin))),
            Kind::Fin | Kind::Data => all.push(with(at, (side, Kind::Ack))),
            Kind::SynAck => all.push(with(at, (side, Kind::Syn))),
            Kind::Syn | Kind::Rst => {}
        }
        // What is left out lets the next one move up, and its answer follow.
        let mut without = right.to_vec();
        without.remove(at);
        if let Some(last) = without.last().copied() {
            without.push((last.0.peer(), Kind::Ack));
            all.push(without);
        }
        if right.get(at + 1).is_some_and(|next| *next != (side, kind)) {
            let mut turned = right.to_vec();
            turned.swap(at, at + 1);
            all.push(turned);
        }
        all.push(with(at, (side.peer(), kind)));
    }
    all
}

/// Who goes through TIME-WAIT, asked where the first side begins to close.
pub fn time_wait(facts: &Facts, moment: usize) -> Option<(Draft, Rule)> {
    let trace = facts.trace;
    let closes = |moment: usize| {
        let here = &trace.moments[moment];
        let left = here.changes.iter().any(|change| matches!(change.from, State::Established));
        left && matches!(here.cause, Cause::Call(_))
    };
    let first = (0..trace.moments.len()).find(|moment| closes(*moment))?;
    if trace.moments[first].at != trace.moments[moment].at || trace.ended != Ended::Quiet {
        return None;
    }
    let mut later = trace.moments[moment..].iter().flat_map(|moment| &moment.changes);
    // A connection that is opened anew has another end.
    let once = later.all(|change| !matches!(change.to, State::SynSent | State::SynReceived | State::Listen));
    let usual = (0..trace.flights.len()).all(|flight| facts.is_usual(flight));
    let given = given(facts, moment, |_| true)?;
    if !once || !usual {
        return None;
    }
    let enters = |side: Side| {
        let own = trace.moments[moment..].iter().filter(move |moment| moment.side == side);
        own.flat_map(|moment| &moment.changes).find(|change| change.to == State::TimeWait)
    };
    let right = Side::BOTH.map(|side| enters(side).is_some());
    let last = trace.changes().last().map(|(_, change)| change.rule);
    let rule = Side::BOTH.into_iter().find_map(enters).map(|change| change.rule).or(last)?;
    let wrong = [[true, false], [false, true], [true, true], [false, false]].map(Answer::TimeWait);
    let draft = Draft {
        asks: Asks::TimeWait { given },
        right: Answer::TimeWait(right),
        wrong: wrong.into(),
        all: true,
    };
    Some((draft, rule))
}

/// What must be told from this moment on, as long as it matters; without what the question begins with.
fn given(facts: &Facts, moment: usize, matters: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
    let later = moment + 1..facts.trace.moments.len();
    let told = later.take_while(|moment| matters(*moment));
    let given: Vec<usize> =
        told.filter(|moment| facts.is_given(&facts.trace.moments[*moment])).take(MOST_GIVEN + 1).collect();
    (given.len() <= MOST_GIVEN).then_some(given)
}
