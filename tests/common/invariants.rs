//! The invariants I1 to I19 of the protocol reference, as far as a trace can show them. Two suites use
//! them: the simulation's, and the random runs.

use four_waves::sim::{
    Act, CallRecord, Called, Cause, Change, Ended, Flight, Moment, Outcome, Scenario, Side, Step, Trace,
    WaitEnd,
};
use four_waves::tcp::State::{
    self, CloseWait, Closed, Closing, Established, FinWait1, FinWait2, LastAck, TimeWait,
};
use four_waves::tcp::{Kind, Notice, Rule, SeqNum, Timer, TimerChange, is_edge};

pub type Check = fn(&Scenario, &Trace);

/// What holds in every scenario, however rude its programs and bad its network.
pub const ALWAYS: [(&str, Check); 11] = [
    ("the trace is well-formed", well_formed),
    ("I1, I2", i1_i2_one_fin_number),
    ("I3 to I6", i3_to_i6_reasons),
    ("I7, I15", i7_i15_octets),
    ("I8", i8_retransmission_timer),
    ("I9", i9_time_wait_lasts),
    ("I10", i10_resets),
    ("I13, I14", i13_i14_acknowledgments),
    ("I16", i16_silence),
    ("I17", i17_one_end),
    ("I19", i19_answers_to_a_fin),
];

pub fn of(trace: &Trace, side: Side) -> impl Iterator<Item = &Flight> {
    trace.flights.iter().filter(move |flight| flight.from == side && flight.copy_of.is_none())
}

pub fn changes(trace: &Trace, side: Side) -> impl Iterator<Item = (&Moment, &Change)> {
    trace.changes().filter(move |(moment, _)| moment.side == side)
}

/// The number of a side's FIN, if it has sent one.
fn fin(trace: &Trace, side: Side) -> Option<SeqNum> {
    of(trace, side).find_map(|flight| flight.segment.fin_number())
}

fn fin_acknowledged(trace: &Trace, moment: &Moment) -> bool {
    let una = moment.after[moment.side as usize].snd_una;
    fin(trace, moment.side).is_some_and(|number| una == number + 1)
}

pub fn well_formed(_: &Scenario, trace: &Trace) {
    assert!(trace.moments.is_sorted_by_key(|moment| moment.at));
    assert!(trace.calls.is_sorted_by_key(|call| call.at));
    assert!(trace.calls.iter().all(|call| call.returned.is_none_or(|(at, _)| at >= call.at)));
    assert!(trace.moments.last().is_none_or(|moment| moment.at <= trace.end));
    let mut states = trace.start.map(|end| end.state);
    for moment in &trace.moments {
        for change in &moment.changes {
            assert_eq!(change.from, states[moment.side as usize]);
            assert!(is_edge(change.from, change.to), "{change:?}");
            states[moment.side as usize] = change.to;
        }
        assert_eq!(moment.after.map(|end| end.state), states);
    }
    for (index, flight) in trace.flights.iter().enumerate() {
        let moment = &trace.moments[flight.moment];
        assert!(flight.copy_of.is_some() || moment.sent.contains(&index));
        assert!(moment.at <= flight.sent && flight.sent <= flight.until());
        let ends: Vec<_> = trace
            .moments
            .iter()
            .filter(|m| m.cause == Cause::Arrival(index) || m.cause == Cause::Loss(index))
            .collect();
        assert_eq!(ends.len(), usize::from(trace.ended == Ended::Quiet || flight.until() <= trace.end));
        assert!(ends.iter().all(|m| m.at == flight.until()));
    }
    let json = serde_json::to_string(trace).expect("every trace can be written");
    assert!(json.starts_with('{'));
}

pub fn i1_i2_one_fin_number(_: &Scenario, trace: &Trace) {
    for side in Side::BOTH {
        let Some(number) = fin(trace, side) else { continue };
        for flight in of(trace, side) {
            let segment = flight.segment;
            assert!(segment.fin_number().is_none_or(|copy| copy == number), "I1: {segment:?}");
            // The raw zero of a reset from nowhere is no number.
            if !(segment.rst && segment.ack.is_some()) {
                assert!(segment.end().at_or_before(number + 1), "I2: {segment:?}");
            }
        }
        let nxt = |moment: &Moment| moment.after[side as usize].snd_nxt;
        assert!(trace.moments.iter().all(|moment| nxt(moment).at_or_before(number + 1)), "I2");
    }
}

pub fn i3_to_i6_reasons(_: &Scenario, trace: &Trace) {
    for side in Side::BOTH {
        for (moment, Change { from, to, rule }) in changes(trace, side) {
            let acknowledged = fin_acknowledged(trace, moment);
            let broken = matches!(
                rule,
                Rule::Reset
                    | Rule::Abort
                    | Rule::AbortQuietly
                    | Rule::UserTimeout
                    | Rule::GiveUp
                    | Rule::CloseUnread
                    | Rule::DataAfterClose
                    | Rule::FinWait2Over
            );
            match (from, to) {
                (_, TimeWait) => {
                    assert!(acknowledged && moment.after[side as usize].peer_closed, "I3 at {}", moment.at);
                }
                (FinWait1, FinWait2) => assert!(acknowledged, "I4 at {}", moment.at),
                (LastAck, Closed) => {
                    let by_ack = *rule == Rule::AckOfFin
                        && matches!(moment.cause, Cause::Arrival(flight)
                            if trace.flights[flight].segment.ack == fin(trace, side).map(|f| f + 1));
                    assert!(by_ack || broken, "I5: {rule:?}");
                }
                (CloseWait, _) => {
                    assert!(matches!(rule, Rule::Close | Rule::FinLeaves) || broken, "I6: {rule:?}");
                    let asked = trace.calls.iter().any(|call| {
                        let what = call.what;
                        call.side == side
                            && call.at <= moment.at
                            && matches!(
                                what,
                                Called::Program(Step::Close | Step::Shutdown)
                                    | Called::Person(Act::Close | Act::Shutdown)
                            )
                    });
                    assert!(*to == Closed || asked, "I6: nobody closed");
                }
                (FinWait1 | FinWait2 | Closing | Established, Closed) => assert!(broken, "{rule:?}"),
                _ => {}
            }
        }
    }
}

pub fn i7_i15_octets(_: &Scenario, trace: &Trace) {
    for side in Side::BOTH {
        let (mut octets, mut ended) = (0_u64, false);
        for moment in trace.moments.iter().filter(|moment| moment.side == side) {
            for notice in &moment.notices {
                match notice {
                    Notice::Arrived(more) => {
                        assert!(!ended, "I7: octets after the end");
                        octets += u64::from(*more);
                    }
                    Notice::EndOfData => {
                        assert!(!ended, "I7: twice");
                        ended = true;
                    }
                    _ => {}
                }
            }
        }
        let sent = |call: &CallRecord| match (call.what, call.returned) {
            (
                Called::Program(Step::Send(n)) | Called::Person(Act::Send(n)),
                Some((_, Outcome::Octets(_))),
            ) => u64::from(n),
            _ => 0,
        };
        let written: u64 = trace.calls.iter().filter(|call| call.side != side).map(sent).sum();
        let reads = trace.ends_at(trace.end)[side as usize].reading;
        assert!(octets <= written, "I15: {octets} of {written}");
        // A program that has closed is told of nothing more.
        assert!(!ended || !reads || octets == written, "I15: {octets} of {written}");
    }
}

pub fn i8_retransmission_timer(_: &Scenario, trace: &Trace) {
    let mut running = [false; 2];
    for moment in &trace.moments {
        let side = moment.side as usize;
        for (timer, change) in &moment.timers {
            if matches!(timer, Timer::Retransmission) {
                running[side] = matches!(change, TimerChange::Started(_) | TimerChange::Restarted(_));
            }
        }
        let end = &moment.after[side];
        let outstanding = end.snd_una != end.snd_nxt && !matches!(end.state, Closed | State::Listen);
        assert_eq!(running[side], outstanding, "I8 at {} in {}", moment.at, end.state);
        assert!(!(running[side] && end.state == TimeWait), "I8 in TIME-WAIT");
    }
}

pub fn i9_time_wait_lasts(scenario: &Scenario, trace: &Trace) {
    for side in Side::BOTH {
        let length = scenario.host(side).config().msl * 2;
        for wait in trace.waits(side, Timer::TimeWait) {
            assert_eq!(wait.due.since(wait.from), length);
            assert!(wait.how != WaitEnd::Fired || wait.until == wait.due);
        }
        for (moment, _) in changes(trace, side).filter(|(_, change)| change.rule == Rule::TimeWaitOver) {
            let waits = trace.waits(side, Timer::TimeWait);
            assert!(waits.iter().any(|wait| wait.how == WaitEnd::Fired && wait.until == moment.at), "I9");
        }
    }
}

pub fn i10_resets(_: &Scenario, trace: &Trace) {
    let mut states = trace.start.map(|end| end.state);
    for moment in &trace.moments {
        let side = moment.side as usize;
        for flight in &moment.sent {
            let segment = trace.flights[*flight].segment;
            let arrived = match moment.cause {
                Cause::Arrival(arrived) => Some(trace.flights[arrived].segment),
                _ => None,
            };
            assert!(!(segment.rst && arrived.is_some_and(|arrived| arrived.rst)), "I10: RST for RST");
            let opens = moment.changes.iter().any(|change| change.rule == Rule::OpenActive);
            assert!(states[side] != Closed || opens || (segment.rst && arrived.is_some()), "I10");
        }
        states = moment.after.map(|end| end.state);
    }
}

/// Reported to nobody, or to a program that is gone.
fn is_given_up(change: &Change) -> bool {
    matches!(change.rule, Rule::GiveUp | Rule::CloseUnread | Rule::DataAfterClose | Rule::FinWait2Over)
}

/// Where both programs read and close, whatever the network does.
pub fn i11_the_end(_: &Scenario, trace: &Trace) {
    assert_eq!(trace.ended, Ended::Quiet);
    let told = |side: Side, wanted: fn(&Notice) -> bool| {
        trace.moments.iter().filter(|m| m.side == side).flat_map(|m| &m.notices).any(wanted)
    };
    let broke = |side| {
        told(side, |n| matches!(n, Notice::TimedOut | Notice::Reset | Notice::Refused))
            || changes(trace, side).any(|(_, change)| is_given_up(change))
    };
    let waited = Side::BOTH.map(|side| trace.states(side).contains(&TimeWait));
    if !broke(Side::Client) && !broke(Side::Server) {
        assert_eq!(trace.ends_at(trace.end).map(|end| end.state), [Closed; 2], "I11");
        assert!(waited[0] || waited[1], "I11");
    }
}

/// Where besides nothing is lost or held back.
pub fn i12_who_waits(_: &Scenario, trace: &Trace) {
    assert_eq!(trace.ends_at(trace.end).map(|end| end.state), [Closed; 2]);
    let fins = Side::BOTH.map(|side| of(trace, side).find(|flight| flight.segment.fin && !flight.again));
    let [Some(client), Some(server)] = fins else { panic!("both close") };
    // A FIN can wait for what is before it (D12): what counts is when its side closed.
    let closed = |side| {
        let closes = |change: &Change| matches!(change.to, FinWait1 | LastAck);
        changes(trace, side).find(|(_, change)| closes(change)).expect("both close").0.at
    };
    let (client_closed, server_closed) = (closed(Side::Client), closed(Side::Server));
    let waits = Side::BOTH.map(|side| trace.states(side).contains(&TimeWait));
    // A FIN that arrives while the other is already sent crosses it.
    let heard = |fin: &Flight| {
        let sides = trace.moments.iter().filter(|moment| moment.side != fin.from);
        let ends = sides.filter(|moment| moment.notices.contains(&Notice::EndOfData));
        ends.map(|moment| moment.at).next().expect("without loss it is heard")
    };
    let crossed = heard(client) >= server_closed && heard(server) >= client_closed;
    if !crossed {
        let first = if heard(client) < server_closed { Side::Client } else { Side::Server };
        let expected = if first == Side::Client { [true, false] } else { [false, true] };
        assert_eq!(waits, expected, "I12");
    } else if heard(client) > server_closed && heard(server) > client_closed {
        assert_eq!(waits, [true; 2], "I12");
    }
}

pub fn i13_i14_acknowledgments(_: &Scenario, trace: &Trace) {
    let mut before = trace.start;
    for moment in &trace.moments {
        for side in [0, 1] {
            let (was, is) = (before[side], moment.after[side]);
            if was.state.is_synchronized() {
                assert!(was.rcv_nxt.at_or_before(is.rcv_nxt), "I13 at {}", moment.at);
                assert!(was.snd_una.at_or_before(is.snd_una) && is.snd_una.at_or_before(is.snd_nxt));
            }
        }
        let peer = moment.after[moment.side.peer() as usize];
        for flight in &moment.sent {
            let ack = trace.flights[*flight].segment.ack;
            // A listener that has given the opening up has forgotten its number.
            let forgotten = peer.state == State::Listen;
            let sent = ack.is_none_or(|ack| ack.at_or_before(peer.snd_nxt));
            assert!(sent || forgotten, "I14 at {}", moment.at);
        }
        before = moment.after;
    }
}

pub fn i16_silence(_: &Scenario, trace: &Trace) {
    for moment in &trace.moments {
        let waiting = moment.after.iter().all(|end| end.state == TimeWait);
        // ACKs alone draw nothing: what answers is a FIN or data that was under way.
        if let Cause::Arrival(arrived) = moment.cause
            && waiting
            && moment.changes.is_empty()
            && trace.flights[arrived].segment.kind() == Kind::Ack
            && trace.flights[arrived].segment.seq == moment.after[moment.side as usize].rcv_nxt
        {
            assert!(moment.sent.is_empty(), "I16 at {}", moment.at);
        }
    }
}

pub fn i17_one_end(_: &Scenario, trace: &Trace) {
    for side in Side::BOTH {
        let notices = trace.moments.iter().filter(|m| m.side == side).flat_map(|m| &m.notices);
        let ends = notices
            .filter(|n| matches!(n, Notice::Closed | Notice::Reset | Notice::TimedOut | Notice::Refused))
            .count();
        // Who aborts knows, and who has closed both ways is no longer there to be told.
        let own = changes(trace, side).any(|(_, change)| {
            matches!(change.rule, Rule::Abort | Rule::AbortQuietly | Rule::CloseUnread)
                || matches!(change.rule, Rule::DataAfterClose | Rule::FinWait2Over)
        });
        let last = trace.ends_at(trace.end)[side as usize].state;
        let began = trace.start[side as usize].state != Closed || trace.states(side).len() > 1;
        assert_eq!(ends, usize::from(last == Closed && began && !own), "I17 {side:?}");
    }
}

/// TIME-WAIT acknowledges every FIN as long as it lives, CLOSED resets it. (A limit of ACKs may keep
/// the first from it.)
pub fn i19_answers_to_a_fin(scenario: &Scenario, trace: &Trace) {
    let mut states = trace.start.map(|end| end.state);
    for moment in &trace.moments {
        let side = moment.side as usize;
        let before = std::mem::replace(&mut states, moment.after.map(|end| end.state))[side];
        let Cause::Arrival(arrived) = moment.cause else { continue };
        let segment = trace.flights[arrived].segment;
        let Some(ack) = segment.ack.filter(|_| segment.fin && !segment.rst && !segment.syn) else { continue };
        let answers: Vec<_> = moment.sent.iter().map(|flight| trace.flights[*flight].segment).collect();
        if before == Closed {
            assert!(
                answers.iter().map(|a| (a.seq, a.ack, a.rst)).eq([(ack, None, true)]),
                "I19: {answers:?}"
            );
        } else if before == TimeWait && scenario.host(moment.side).config().ack_limit.is_none() {
            let kinds = answers.iter().map(|answer| answer.kind());
            assert!(kinds.eq([Kind::Ack]), "I19 at {}: {answers:?}", moment.at);
        }
    }
}
