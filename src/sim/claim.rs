//! Claims about a trace, and about its crowd: events that words say happen, so that words can wait for
//! them and tests can hold them. A claim names an event, never a time, and stays true when a person
//! changes the network.

use super::crowd::{Bind, Pile};
use super::scenario::{Act, Side};
use super::trace::{Called, Cause, Errno, Outcome, Trace};
use crate::tcp::{Kind, Rule, State, Timer, TimerChange};
use crate::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The side comes into this state.
    Enters(Side, State),
    /// It sends such a segment, for the first time or again.
    Sends(Side, Kind),
    SendsAgain(Side, Kind),
    /// A segment that it sent is lost.
    Loses(Side, Kind),
    /// A segment from its peer arrives.
    Gets(Side, Kind),
    /// A second copy of a segment arrives, made by the network.
    GetsCopy(Side),
    /// It changes its state, sends, or ignores, by this rule.
    Follows(Side, Rule),
    /// 2·MSL or another timer begins anew.
    Restarts(Side, Timer),
    Fires(Side, Timer),
    /// A read returns the end of data.
    ReadsEnd(Side),
    /// A call takes or reads so many octets.
    Octets(Side, u32),
    /// Somebody opens or listens anew, and it works.
    Opens(Side),
    /// A call fails.
    Fails(Side, Errno),
    /// The trace ends, and the side is in this state.
    Stays(Side, State),
    /// The trace ends, and the side has never been in this state.
    Never(Side, State),
    /// Nor sent such a segment, nor got one.
    NeverSends(Side, Kind),
    NeverGets(Side, Kind),
    Crowd(Crowded),
}

/// What happens to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crowded {
    /// A connect() finds no free port.
    NoPort,
    /// Every connect() finds one, to the end.
    AlwaysAPort,
    /// An accept() finds no free descriptor.
    NoDescriptor,
    AlwaysADescriptor,
    /// The new process cannot bind the port, and can.
    BindFails,
    BindWorks,
    /// At the end so many per cent of all ends on that side, or more, are in this state.
    Pile(Side, State, u32),
}

/// Where a claim has come true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub at: Instant,
    /// The trace's moment, where it is one of the drawn connection.
    pub moment: Option<usize>,
}

impl Crowded {
    /// When it first comes true, from `from` on.
    #[must_use]
    pub fn at(self, pile: &Pile, from: Instant) -> Option<Instant> {
        let end = pile.crowd.end();
        let first = |all: &[Instant]| all.iter().copied().find(|at| *at >= from);
        let never = |all: &[Instant]| all.is_empty().then_some(end);
        let bind = |failed: bool| {
            let fits = |bind: &&Bind| bind.failed.is_some() == failed && bind.at >= from;
            pile.binds.iter().find(fits).map(|bind| bind.at)
        };
        match self {
            Self::NoPort => first(&pile.no_port),
            Self::AlwaysAPort => never(&pile.no_port),
            Self::NoDescriptor => first(&pile.no_descriptor),
            Self::AlwaysADescriptor => never(&pile.no_descriptor),
            Self::BindFails => bind(true),
            Self::BindWorks => bind(false),
            Self::Pile(side, state, share) => {
                let count = pile.at(end);
                let (here, all) = (u64::from(count.of(side, state)), u64::from(count.all(side)));
                (here > 0 && here * 100 >= all * u64::from(share)).then_some(end)
            }
        }
    }
}

impl Claim {
    /// The first moment, from number `from` on, in which it comes true; the last one where it is about
    /// the end.
    #[must_use]
    pub fn moment(self, trace: &Trace, from: usize) -> Option<usize> {
        let last = trace.moments.len().checked_sub(1)?;
        let at_the_end = match self {
            Self::Stays(side, state) => Some(trace.moments[last].after[side as usize].state == state),
            Self::Never(side, state) => Some(!trace.states(side).contains(&state)),
            Self::NeverSends(side, kind) => {
                let mut sent = trace.flights.iter().filter(|flight| flight.from == side);
                Some(sent.all(|flight| flight.segment.kind() != kind))
            }
            Self::NeverGets(side, kind) => {
                Some(!(0..=last).any(|index| Self::Gets(side, kind).is_true_in(trace, index)))
            }
            _ => None,
        };
        if let Some(holds) = at_the_end {
            return holds.then_some(last);
        }
        (from..=last).find(|index| self.is_true_in(trace, *index))
    }

    fn is_true_in(self, trace: &Trace, index: usize) -> bool {
        let moment = &trace.moments[index];
        let here = |side: Side| moment.side == side;
        let sent = |kind: Kind, again: bool| {
            let flights = moment.sent.iter().map(|flight| &trace.flights[*flight]);
            flights.filter(|flight| flight.again || !again).any(|flight| flight.segment.kind() == kind)
        };
        let about = match moment.cause {
            Cause::Arrival(flight) | Cause::Loss(flight) => Some(&trace.flights[flight]),
            Cause::Call(_) | Cause::Timer(_) => None,
        };
        let arrival = matches!(moment.cause, Cause::Arrival(_));
        match self {
            Self::Enters(side, state) => here(side) && moment.changes.iter().any(|change| change.to == state),
            Self::Sends(side, kind) => here(side) && sent(kind, false),
            Self::SendsAgain(side, kind) => here(side) && sent(kind, true),
            Self::Loses(side, kind) => {
                !arrival && about.is_some_and(|lost| lost.from == side && lost.segment.kind() == kind)
            }
            Self::Gets(side, kind) => {
                here(side) && arrival && about.is_some_and(|come| come.segment.kind() == kind)
            }
            Self::GetsCopy(side) => here(side) && arrival && about.is_some_and(|come| come.copy_of.is_some()),
            Self::Follows(side, rule) => {
                let sent = moment.sent.iter().any(|flight| trace.flights[*flight].rule == rule);
                let changed = moment.changes.iter().any(|change| change.rule == rule);
                here(side) && (sent || changed || moment.ignored == Some(rule))
            }
            Self::Restarts(side, timer) => {
                let anew = |(which, change): &(Timer, TimerChange)| {
                    *which == timer && matches!(change, TimerChange::Restarted(_))
                };
                here(side) && moment.timers.iter().any(anew)
            }
            Self::Fires(side, timer) => here(side) && moment.cause == Cause::Timer(timer),
            Self::ReadsEnd(side) => {
                returns(trace, index, side, &|outcome| matches!(outcome, Outcome::EndOfData(_)))
            }
            Self::Octets(side, octets) => returns(
                trace,
                index,
                side,
                &|outcome| matches!(outcome, Outcome::Octets(n) | Outcome::EndOfData(n) if n == octets),
            ),
            Self::Opens(side) => {
                let Cause::Call(call) = moment.cause else { return false };
                let call = &trace.calls[call];
                let anew = matches!(call.what, Called::Person(Act::Listen | Act::Connect));
                here(side) && anew && matches!(call.returned, Some((_, Outcome::Done)))
            }
            Self::Fails(side, errno) => {
                returns(trace, index, side, &|outcome| outcome == Outcome::Failed(errno))
            }
            Self::Stays(..)
            | Self::Never(..)
            | Self::NeverSends(..)
            | Self::NeverGets(..)
            | Self::Crowd(_) => {
                unreachable!("it is about the end or the crowd, not about a moment")
            }
        }
    }
}

/// Does a call of that side return so in this moment, or at its time without a moment of its own?
fn returns(trace: &Trace, index: usize, side: Side, fits: &dyn Fn(Outcome) -> bool) -> bool {
    let moment = &trace.moments[index];
    let until = trace.moments.get(index + 1).map(|next| next.at);
    trace.calls.iter().enumerate().filter(|(_, call)| call.side == side).any(|(number, call)| {
        let Some((at, outcome)) = call.returned else { return false };
        let own = moment.cause == Cause::Call(number) || moment.returned.contains(&number);
        // What a call that waits for nothing returns belongs to the last moment before it.
        let between = at >= moment.at && until.is_none_or(|until| at < until);
        (own || between) && fits(outcome)
    })
}

/// Where each of these comes true, one after the other; one that does not is passed over.
#[must_use]
pub fn found(claims: &[Claim], trace: &Trace, pile: Option<&Pile>) -> Vec<Option<Found>> {
    let mut from = 0;
    let mut since = Instant::START;
    let mut before = None;
    let mut all = Vec::new();
    for claim in claims {
        // The same event twice means two of them.
        let start = if before == Some(claim) { from + 1 } else { from };
        let found = match claim {
            Claim::Crowd(crowded) => {
                let at = pile.and_then(|pile| crowded.at(pile, since));
                at.map(|at| Found { at, moment: None })
            }
            claim => {
                // The crowd's events and the trace's have one order.
                let later = trace.moments.partition_point(|moment| moment.at < since);
                let moment = claim.moment(trace, start.max(later));
                moment.map(|moment| Found { at: trace.moments[moment].at.max(since), moment: Some(moment) })
            }
        };
        if let Some(found) = found {
            from = found.moment.unwrap_or(from);
            (since, before) = (found.at, Some(claim));
        }
        all.push(found);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::sim::simulate;
    use Claim::{Enters, Fires, Gets, Loses, ReadsEnd, Restarts, SendsAgain, Stays};
    use Side::{Client, Server};

    #[test]
    fn events_are_found_in_their_order_or_not_at_all() {
        let trace = simulate(&Name::LastAckLost.scenario(false));
        let claims = [
            Enters(Client, State::TimeWait),
            Loses(Client, Kind::Ack),
            Fires(Server, Timer::Retransmission),
            SendsAgain(Server, Kind::Fin),
            Restarts(Client, Timer::TimeWait),
            Stays(Server, State::Closed),
        ];
        let found = found(&claims, &trace, None);
        assert!(found.iter().all(Option::is_some), "{found:?}");
        assert!(found.iter().map(|found| found.map(|found| found.moment)).is_sorted());
        // Nothing is reset there, and the client never waits for the server's close.
        for absent in [Gets(Server, Kind::Rst), Enters(Client, State::CloseWait), ReadsEnd(Client)] {
            assert_eq!(absent.moment(&trace, 0), None, "{absent:?}");
        }
    }

    #[test]
    fn the_same_event_twice_means_two_of_them() {
        let trace = simulate(&Name::LastAckLost.scenario(false));
        let fin = Gets(Client, Kind::Fin);
        let found = found(&[fin, fin, fin], &trace, None);
        let moments: Vec<_> = found.iter().map(|found| found.map(|found| found.moment)).collect();
        assert!(moments[0] < moments[1] && moments[2].is_none(), "{moments:?}");
    }
}
