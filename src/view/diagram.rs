//! The state diagram: figure 5 of RFC 9293 with both sides on it, and what of it a run has used.

mod layout;

pub use layout::{
    Anchor, BOX, HEIGHT, LABEL, Label, Line, MARK, NAME, Point, TOKEN, WIDTH, head, line, place, token,
};

use crate::sim::search::edges;
use crate::sim::{Side, Trace};
use crate::tcp::{EDGES, Rule, State};
use crate::time::Instant;

/// What of a run has to do with one state or one edge: client, server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// It stands on the state; it has just taken the edge.
    pub now: [bool; 2],
    /// Up to the playhead, now included.
    pub so_far: [bool; 2],
    /// Anywhere in the run.
    pub ever: [bool; 2],
}

/// The diagram at one moment of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    states: [Used; State::ALL.len()],
    /// In the order of [`EDGES`].
    edges: Vec<Used>,
}

impl Diagram {
    /// After that moment; `None`: before the first.
    #[must_use]
    pub fn of(trace: &Trace, moment: Option<usize>) -> Self {
        let mut diagram =
            Self { states: [Used::default(); State::ALL.len()], edges: vec![Used::default(); EDGES.len()] };
        for side in Side::BOTH {
            let which = side as usize;
            let first = &mut diagram.states[trace.start[which].state as usize];
            (first.so_far[which], first.ever[which]) = (true, true);
            let here = trace.ends_after(moment)[which].state;
            diagram.states[here as usize].now[which] = true;
        }
        for (index, happened) in trace.moments.iter().enumerate() {
            let which = happened.side as usize;
            let so_far = moment.is_some_and(|moment| index <= moment);
            let mark = |used: &mut Used| {
                used.ever[which] = true;
                used.so_far[which] |= so_far;
            };
            for change in &happened.changes {
                mark(&mut diagram.states[change.to as usize]);
            }
            for edge in edges(&happened.changes).filter_map(edge_index) {
                mark(&mut diagram.edges[edge]);
                diagram.edges[edge].now[which] |= moment == Some(index);
            }
        }
        diagram
    }

    #[must_use]
    pub fn state(&self, state: State) -> Used {
        self.states[state as usize]
    }

    /// By the edge's place in [`EDGES`].
    #[must_use]
    pub fn edge(&self, index: usize) -> Used {
        self.edges[index]
    }
}

fn edge_index(edge: (State, State)) -> Option<usize> {
    EDGES.iter().position(|other| *other == edge)
}

/// A stay in a state: from when, and by which moment. `None`: the run begins in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    pub side: Side,
    pub at: Instant,
    pub moment: Option<usize>,
}

/// When the sides came into that state.
#[must_use]
pub fn visits(trace: &Trace, state: State) -> Vec<Visit> {
    let begins = |side: Side| trace.start[side as usize].state == state;
    let first = Side::BOTH.into_iter().filter(|side| begins(*side));
    let first = first.map(|side| Visit { side, at: Instant::START, moment: None });
    first.chain(moments(trace, move |changes| changes.iter().any(|change| change.to == state))).collect()
}

/// When the sides took that edge.
#[must_use]
pub fn takings(trace: &Trace, edge: (State, State)) -> Vec<Visit> {
    moments(trace, move |changes| edges(changes).any(|taken| taken == edge)).collect()
}

fn moments<'a>(
    trace: &'a Trace,
    wanted: impl Fn(&[crate::sim::Change]) -> bool + 'a,
) -> impl Iterator<Item = Visit> + 'a {
    let all = trace.moments.iter().enumerate().filter(move |(_, moment)| wanted(&moment.changes));
    all.map(|(index, moment)| Visit { side: moment.side, at: moment.at, moment: Some(index) })
}

/// By which rules the machine takes an edge, the usual one first.
#[must_use]
pub fn rules(edge: (State, State)) -> &'static [Rule] {
    use Rule::{
        Abort, AbortQuietly, AckOfFin, AckOfSyn, Close, CloseBeforeOpen, CloseUnread, DataAfterClose, Fin,
        FinLeaves, FinWait2Over, GiveUp, ListenSyn, NewIncarnation, OpenActive, OpenPassive, Refused, Reset,
        ResetBeforeOpen, SynAck, SynAgain, SynCrossed, SynResets, TimeWaitOver, TimeWaitReused, UserTimeout,
    };
    use State::{
        CloseWait, Closed, Closing, Established, FinWait1, FinWait2, LastAck, Listen, SynReceived, SynSent,
        TimeWait,
    };
    match edge {
        (Closed, Listen) => &[OpenPassive],
        (Closed | Listen, SynSent) => &[OpenActive],
        (Listen, SynReceived) => &[ListenSyn],
        (Listen, Closed) => &[CloseBeforeOpen, AbortQuietly],
        (SynSent, SynReceived) => &[SynCrossed],
        (SynSent, Established) => &[SynAck],
        (SynSent, Closed) => &[CloseBeforeOpen, AbortQuietly, Refused, GiveUp, UserTimeout],
        (SynReceived, Established) => &[AckOfSyn],
        (SynReceived | Established, FinWait1) => &[Close],
        (SynReceived, Listen) => &[ResetBeforeOpen, SynAgain, GiveUp],
        (SynReceived, Closed) => &[ResetBeforeOpen, Abort, GiveUp, UserTimeout, SynAgain, SynResets],
        (Established, CloseWait) | (FinWait1, Closing) | (FinWait2, TimeWait) => &[Fin],
        (Established | CloseWait, Closed) => &[Abort, Reset, CloseUnread, GiveUp, UserTimeout, SynResets],
        (FinWait1, FinWait2) | (Closing, TimeWait) => &[AckOfFin],
        (FinWait1, TimeWait) => &[AckOfFin, Fin],
        (FinWait1, Closed) => &[Abort, Reset, DataAfterClose, CloseUnread, GiveUp, UserTimeout, SynResets],
        (FinWait2, Closed) => &[FinWait2Over, Abort, Reset, DataAfterClose, CloseUnread, SynResets],
        (Closing, Closed) => &[AbortQuietly, Reset, CloseUnread, GiveUp, UserTimeout, SynResets],
        (CloseWait, LastAck) => &[Close, FinLeaves],
        (LastAck, Closed) => &[AckOfFin, AbortQuietly, Reset, CloseUnread, GiveUp, UserTimeout, SynResets],
        (TimeWait, Closed) => &[TimeWaitOver, AbortQuietly, Reset, SynResets, TimeWaitReused],
        (TimeWait, SynReceived) => &[NewIncarnation],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{catalog::Name, simulate};
    use State::*;

    fn edge(diagram: &Diagram, from: State, to: State) -> Used {
        diagram.edge(edge_index((from, to)).unwrap())
    }

    #[test]
    fn edges_light_up_as_the_playhead_passes() {
        let trace = simulate(&Name::FourWayClose.scenario(false));
        let begin = Diagram::of(&trace, None);
        assert_eq!(begin.state(Established).now, [true, true]);
        assert_eq!(
            edge(&begin, Established, FinWait1),
            Used { ever: [true, false], ..Used::default() },
            "nothing is taken yet, and all of the run is known"
        );
        let closes = takings(&trace, (Established, FinWait1));
        assert_eq!(closes.len(), 1);
        let then = Diagram::of(&trace, closes[0].moment);
        assert_eq!(edge(&then, Established, FinWait1).now, [true, false]);
        assert_eq!((then.state(FinWait1).now, then.state(Established).now), ([true, false], [false, true]));
        let end = Diagram::of(&trace, Some(trace.moments.len() - 1));
        assert_eq!(edge(&end, Established, FinWait1).so_far, [true, false]);
        assert_eq!(edge(&end, LastAck, Closed).so_far, [false, true]);
        assert_eq!(end.state(Closed).now, [true, true]);
        assert_eq!((end.state(Closing), edge(&end, FinWait1, Closing)), Default::default());
    }

    /// What is lit at the end is what was ever taken, and nothing goes dark on the way.
    #[test]
    fn light_only_grows() {
        for name in Name::ALL {
            let trace = simulate(&name.scenario(true));
            let mut before = Diagram::of(&trace, None);
            for moment in 0..trace.moments.len() {
                let now = Diagram::of(&trace, Some(moment));
                for index in 0..EDGES.len() {
                    let (was, is) = (before.edge(index).so_far, now.edge(index).so_far);
                    assert!((0..2).all(|side| was[side] <= is[side]));
                }
                before = now;
            }
            for index in 0..EDGES.len() {
                assert_eq!(before.edge(index).so_far, before.edge(index).ever);
            }
        }
    }

    #[test]
    fn three_segments_take_the_edge_of_note_2() {
        let trace = simulate(&Name::ThreeSegments.scenario(false));
        let end = Diagram::of(&trace, Some(trace.moments.len() - 1));
        assert_eq!(edge(&end, FinWait1, TimeWait).ever, [true, false]);
        assert_eq!(takings(&trace, (FinWait1, TimeWait)).len(), 1);
    }

    #[test]
    fn visits_begin_with_the_start() {
        let trace = simulate(&Name::FourWayClose.scenario(false));
        let visits = visits(&trace, Established);
        assert_eq!(
            visits.iter().map(|visit| (visit.side, visit.moment)).collect::<Vec<_>>(),
            [(Side::Client, None), (Side::Server, None)]
        );
    }

    #[test]
    fn every_edge_has_a_rule() {
        assert!(EDGES.iter().all(|edge| !rules(*edge).is_empty()));
        assert!(rules((CloseWait, Closing)).is_empty());
    }
}
