//! Interventions: what a person does, at any time, also after the end.

use super::{at, failed, hosts, last_states, outcomes};
use four_waves::sim::Outcome::{Done, Octets};
use four_waves::sim::catalog::Name;
use four_waves::sim::{
    Act, CallRecord, Called, Ended, Errno, Outcome, Scenario, Side, Step, Trace, simulate,
};
use four_waves::tcp::{State, is_edge};
use four_waves::time::Instant;

fn free_play(acts: &[(u64, Side, Act)]) -> Scenario {
    let mut scenario = Name::FreePlay.scenario(false);
    for (second, side, act) in acts {
        scenario.intervene(at(*second), *side, *act);
    }
    scenario
}

fn by_person(trace: &Trace) -> Vec<Outcome> {
    let own = trace.calls.iter().filter(|call| matches!(call.what, Called::Person(_)));
    own.filter_map(|call: &CallRecord| call.returned).map(|(_, outcome)| outcome).collect()
}

#[test]
fn a_person_closes_both_sides() {
    let trace = simulate(&free_play(&[(1, Side::Client, Act::Close), (4, Side::Server, Act::Close)]));
    assert_eq!(by_person(&trace), [Done, Done]);
    assert_eq!(
        trace.states(Side::Client),
        simulate(&Name::FourWayClose.scenario(false)).states(Side::Client)
    );
    assert_eq!(last_states(&trace), [State::Closed; 2]);
}

#[test]
fn a_person_sends_on_a_half_closed_connection() {
    let acts = [
        (1, Side::Client, Act::Shutdown),
        (3, Side::Server, Act::Send(120)),
        (4, Side::Client, Act::Send(1)),
        (6, Side::Server, Act::Close),
    ];
    let trace = simulate(&free_play(&acts));
    assert_eq!(by_person(&trace), [Done, Octets(120), failed(Errno::BrokenPipe), Done]);
    assert!(outcomes(&trace, Side::Client).contains(&Outcome::EndOfData(120)));
    // Its program never called close(), but TIME-WAIT is TCP's own affair.
    assert_eq!(last_states(&trace), [State::Closed; 2]);
}

#[test]
fn a_person_closes_twice_and_has_no_descriptor_left() {
    let acts =
        [(1, Side::Client, Act::Close), (2, Side::Client, Act::Close), (3, Side::Client, Act::Send(1))];
    let trace = simulate(&free_play(&acts));
    assert_eq!(by_person(&trace), [Done, failed(Errno::BadDescriptor), failed(Errno::BadDescriptor)]);
    assert_eq!(trace.flights.iter().filter(|flight| flight.segment.fin).count(), 1);
}

#[test]
fn closing_after_a_reset_frees_the_descriptor() {
    let acts = [(1, Side::Client, Act::Abort), (5, Side::Server, Act::Close), (6, Side::Server, Act::Close)];
    let trace = simulate(&free_play(&acts));
    assert_eq!(by_person(&trace), [Done, Done, failed(Errno::BadDescriptor)]);
}

#[test]
fn what_was_chosen_later_belongs_to_another_future() {
    let mut scenario = free_play(&[(1, Side::Client, Act::Send(5)), (9, Side::Client, Act::Close)]);
    scenario.intervene(at(4), Side::Server, Act::Close);
    let acts: Vec<Act> = scenario.interventions.iter().map(|intervention| intervention.act).collect();
    assert_eq!(acts, [Act::Send(5), Act::Close]);
}

#[test]
fn after_the_end_a_new_connection_opens() {
    let mut scenario = Name::FourWayClose.scenario(false);
    let over = simulate(&scenario);
    assert_eq!(over.ended, Ended::Quiet);
    scenario.intervene(over.end, Side::Server, Act::Listen);
    scenario.intervene(over.end, Side::Client, Act::Connect);
    let again = simulate(&scenario);
    assert!(again.moments[..over.moments.len()] == over.moments);
    assert_eq!(last_states(&again), [State::Established; 2]);
    let syn = again.flights.iter().find(|flight| flight.segment.syn).unwrap();
    assert_eq!((syn.sent, syn.relative), (over.end, (0, None)));
    // The new initial number lies above every number of the old connection.
    let old = over.flights.iter().map(|flight| flight.segment).filter(|segment| segment.fin);
    let last_old = old.map(|segment| segment.end()).next().unwrap();
    assert!(syn.segment.seq.after(last_old));
    // Whoever is there now reads, and never closes.
    scenario.intervene(again.end, Side::Client, Act::Send(7));
    let third = simulate(&scenario);
    let data = third.flights.iter().find(|flight| flight.segment.len == 7).unwrap();
    assert_eq!(data.relative, (1, Some(1)));
    assert_eq!(third.ends_at(third.end)[1].unread, 0);
    assert_eq!(third.ended, Ended::Quiet);
}

#[test]
fn connecting_where_nobody_listens_any_more_is_refused() {
    let mut scenario = Name::FourWayClose.scenario(false);
    let over = simulate(&scenario);
    scenario.intervene(over.end, Side::Client, Act::Connect);
    let trace = simulate(&scenario);
    assert_eq!(outcomes(&trace, Side::Client).last(), Some(&failed(Errno::ConnectionRefused)));
    assert_eq!(last_states(&trace), [State::Closed; 2]);
}

#[test]
fn opening_what_is_open_changes_nothing() {
    let acts = [(1, Side::Client, Act::Connect), (2, Side::Server, Act::Listen)];
    let trace = simulate(&free_play(&acts));
    assert_eq!(by_person(&trace), [failed(Errno::IsConnected), failed(Errno::AddressInUse)]);
    assert!(trace.flights.is_empty());
    let reads = trace.calls.iter().filter(|call| call.what == Called::Program(Step::ReadToEof));
    assert_eq!(reads.count(), 2, "the programs go on reading as before");
}

/// A SYN that meets TIME-WAIT: the old numbers in the answer count from the old beginning.
#[test]
fn relative_numbers_stay_readable_over_two_connections() {
    let mut scenario = hosts(&[Step::Close], &[Step::ReadToEof, Step::Close]);
    (scenario.client.program, scenario.server.program) =
        (scenario.server.program.clone(), scenario.client.program.clone());
    scenario.client.program[0] = Step::Connect;
    scenario.server.program[0] = Step::Accept;
    let over = simulate(&scenario);
    let closed =
        over.changes().find(|(moment, change)| moment.side == Side::Client && change.to == State::Closed);
    // The client is CLOSED, the server still in TIME-WAIT.
    let then = closed.unwrap().0.at;
    assert_eq!(over.ends_at(then)[1].state, State::TimeWait);
    scenario.intervene(then, Side::Client, Act::Connect);
    let trace = simulate(&scenario);
    for flight in &trace.flights {
        let (seq, ack) = flight.relative;
        assert!(
            seq < 1_000 && ack.is_none_or(|ack| ack < 1_000),
            "{:?} {:?}",
            flight.segment,
            flight.relative
        );
    }
}

#[test]
fn every_act_in_every_second_is_survived() {
    let acts = [Act::Connect, Act::Listen, Act::Send(10), Act::Shutdown, Act::Close, Act::Abort];
    for name in Name::ALL {
        for opening in [false, true] {
            for side in Side::BOTH {
                for act in acts {
                    for half in 0..60 {
                        let mut scenario = name.scenario(opening);
                        scenario.intervene(Instant::from_millis(half * 500), side, act);
                        let trace = simulate(&scenario);
                        assert_ne!(trace.ended, Ended::Steps);
                        assert!(trace.changes().all(|(_, change)| is_edge(change.from, change.to)));
                    }
                }
            }
        }
    }
}
