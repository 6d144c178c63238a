//! One 4-tuple, one connection after the other: what an old duplicate can do, and what TIME-WAIT,
//! SO_REUSEADDR and tcp_tw_reuse have to do with it.

use crate::{failed, last_states};
use four_waves::sim::Outcome::{self, Done, EndOfData};
use four_waves::sim::link_code::{decode, encode};
use four_waves::sim::{Act, Called, Cause, Ended, Errno, Scenario, Side, Step, Trace, simulate};
use four_waves::tcp::{Notice, Rule, State};
use four_waves::text::{Lang, story::story};
use four_waves::time::Instant;
use four_waves::view::sockets::sockets;

/// The network holds a second copy of the client's 100 octets for 9.6 s. Meanwhile the connection
/// ends, and at 8 s the next one opens over the same 4-tuple. The first had sent so much before that
/// the clock of initial numbers (250 000 a second) has just come as far: the copy fits to the octet.
const OLD_DUPLICATE: &str = "1;my-old-duplicate;b=2000000,2000000;f=cW1D9600;cm=500;sm=500;\
    cp=c,z1000,s100,z2000,x;sp=a,e,x;i=s8000a,c8000c,c11000s100,c13500x,s16000x";

/// The server has closed first and is in TIME-WAIT from 1.2 s to 21.2 s.
const SERVER_WAITS: &str = "1;my-server-waits;d=100;g=30;cm=10000;sm=10000;cp=c,e,x;sp=a,z1000,x";

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn scenario(code: &str) -> Scenario {
    let decoded = decode(code);
    assert_eq!(decoded.problem, None, "{code}");
    assert_eq!(decode(&encode(&decoded.scenario)).scenario, decoded.scenario);
    decoded.scenario
}

fn by_person(trace: &Trace) -> Vec<Outcome> {
    let calls = trace.calls.iter().filter(|call| matches!(call.what, Called::Person(_)));
    calls.map(|call| call.returned.expect("nobody waits").1).collect()
}

fn told(trace: &Trace, wanted: impl Fn(&str) -> bool) -> bool {
    let numbers = |_: &_| ("1".to_owned(), None);
    (0..trace.moments.len()).any(|index| wanted(&story(trace, index, &numbers, Lang::En).text))
}

#[test]
fn an_old_duplicate_is_taken_for_data_where_msl_is_too_short() {
    let scenario = scenario(OLD_DUPLICATE);
    let trace = simulate(&scenario);
    let copy = trace.flights.iter().position(|flight| flight.copy_of.is_some()).unwrap();
    let arrives = trace.moments.iter().find(|moment| moment.cause == Cause::Arrival(copy)).unwrap();
    assert_eq!(arrives.notices, [Notice::Arrived(100)]);
    // It was sent in the first incarnation, and the own 100 octets of the second are ignored.
    assert!(trace.flights[copy].sent < at(8_000) && arrives.at > at(8_000));
    let own = trace.flights.iter().position(|f| f.sent == at(11_000) && f.segment.len == 100).unwrap();
    let own = trace.moments.iter().find(|moment| moment.cause == Cause::Arrival(own)).unwrap();
    assert!(own.notices.is_empty());
    // Nobody notices: two connections that end in order, and the second read got 100 octets as well.
    let reads = trace.calls.iter().filter(|call| call.what == Called::Program(Step::ReadToEof));
    let got = reads.filter(|call| call.side == Side::Server).map(|call| call.returned.unwrap().1);
    assert_eq!(got.collect::<Vec<_>>(), [EndOfData(100), EndOfData(100)]);
    assert!(!trace.calls.iter().any(|call| matches!(call.returned, Some((_, Outcome::Failed(_))))));
    assert_eq!((trace.ended, last_states(&trace)), (Ended::Quiet, [State::Closed; 2]));
    assert!(trace.flights.len() < 20, "no ACK answers another for ever");
}

#[test]
fn with_a_true_msl_the_tuple_is_not_to_be_had_before_the_duplicate_has_died() {
    let mut scenario = scenario(OLD_DUPLICATE);
    (scenario.client.msl, scenario.server.msl) = (None, None);
    let trace = simulate(&scenario);
    assert_eq!(by_person(&trace)[..2], [Done, failed(Errno::AddressNotAvailable)]);
    assert!(!trace.flights.iter().any(|flight| flight.segment.syn));
    assert!(told(&trace, |text| text.contains("EADDRNOTAVAIL") && text.contains("4-tuple")));
}

#[test]
fn tw_reuse_opens_anew_after_a_second_beyond_the_old_numbers() {
    let mut scenario = scenario(OLD_DUPLICATE);
    (scenario.client.msl, scenario.server.msl) = (None, None);
    scenario.client.tw_reuse = true;
    let trace = simulate(&scenario);
    let syn = trace.flights.iter().find(|flight| flight.segment.syn).expect("it connects");
    assert_eq!(syn.sent, at(8_000));
    let old = trace.ends_at(at(7_999))[0];
    assert_eq!((old.state, syn.segment.seq), (State::TimeWait, old.snd_nxt + 65_535 + 2));
    let moment = &trace.moments[syn.moment];
    let changes: Vec<_> = moment.changes.iter().map(|change| (change.from, change.to, change.rule)).collect();
    assert_eq!(changes[0], (State::TimeWait, State::Closed, Rule::TimeWaitReused));
    assert_eq!((changes[1].0, changes[1].1), (State::Closed, State::SynSent));
    // The old copy lies below the new window now: it is answered, and not delivered.
    let copy = trace.flights.iter().position(|flight| flight.copy_of.is_some()).unwrap();
    let arrives = trace.moments.iter().find(|moment| moment.cause == Cause::Arrival(copy)).unwrap();
    assert!(arrives.notices.is_empty());
    // TIME-WAIT begins at 5 s.
    for (millis, outcome) in [(5_999, failed(Errno::AddressNotAvailable)), (6_000, Done)] {
        scenario.interventions.clear();
        scenario.intervene(at(millis), Side::Client, Act::Connect);
        assert_eq!(by_person(&simulate(&scenario)), [outcome], "{millis}");
    }
}

#[test]
fn connecting_again_over_a_live_connection_is_another_error() {
    let mut scenario = scenario(OLD_DUPLICATE);
    scenario.interventions.clear();
    for (millis, errno) in [(500, Errno::IsConnected), (4_500, Errno::AddressNotAvailable)] {
        scenario.intervene(at(millis), Side::Client, Act::Connect);
        assert_eq!(by_person(&simulate(&scenario)).last(), Some(&failed(errno)), "{millis}");
    }
}

#[test]
fn the_port_is_in_use_until_time_wait_is_over() {
    let mut scenario = scenario(SERVER_WAITS);
    for millis in [500, 3_000, 30_000, 31_000] {
        scenario.intervene(at(millis), Side::Server, Act::Listen);
    }
    let trace = simulate(&scenario);
    let in_use = failed(Errno::AddressInUse);
    assert_eq!(by_person(&trace), [in_use, in_use, Done, in_use]);
    assert!(told(&trace, |text| text.contains("EADDRINUSE") && text.contains("TIME-WAIT")));
}

#[test]
fn with_so_reuseaddr_a_listener_stands_beside_time_wait() {
    let mut scenario = scenario(SERVER_WAITS);
    scenario.server.reuse_addr = true;
    for millis in [500, 3_000, 4_000] {
        scenario.intervene(at(millis), Side::Server, Act::Listen);
    }
    let trace = simulate(&scenario);
    // The program that holds the connection is the same, and a second listener finds the first.
    let in_use = failed(Errno::AddressInUse);
    assert_eq!(by_person(&trace), [in_use, Done, in_use]);
    let listed = |millis| -> Vec<State> {
        sockets(&trace, Side::Server, at(millis)).iter().map(|row| row.state).collect()
    };
    assert_eq!(listed(2_999), [State::TimeWait]);
    assert_eq!(listed(3_000), [State::Listen, State::TimeWait]);
    assert_eq!(listed(21_199), [State::Listen, State::TimeWait]);
    // 2·MSL as long as ever, then the listener alone.
    assert_eq!(listed(21_200), [State::Listen]);
    assert_eq!(last_states(&trace), [State::Closed, State::Listen]);
    assert!(told(&trace, |text| text.contains("SO_REUSEADDR") && text.contains("TIME-WAIT")));
    assert!(told(&trace, |text| text.contains("beside it stays")));
}

/// A program that has forgotten its connection in CLOSE-WAIT: the listener beside it is what the next
/// SYN finds once a RST has ended the old connection, and it is not told of that RST.
#[test]
fn with_so_reuseaddr_a_listener_stands_beside_a_leaked_connection() {
    let listening = |program: &str| {
        let mut scenario = scenario(&format!("1;my-leak;d=100;g=30;cp=c,z1000,x;sp={program};cw=5000"));
        scenario.server.reuse_addr = true;
        scenario.intervene(at(2_000), Side::Server, Act::Listen);
        scenario.intervene(at(10_000), Side::Client, Act::Connect);
        simulate(&scenario)
    };
    let trace = listening("a,e,k");
    assert_eq!(by_person(&trace), [Done, Done]);
    assert!(trace.moments.iter().any(|moment| moment.notices == [Notice::Reset]));
    assert_eq!(last_states(&trace), [State::Established; 2]);
    assert!(trace.calls.iter().all(|call| !matches!(call.returned, Some((_, Outcome::Failed(_))))));
    // A program that still reads has not forgotten it, nor one that will close it.
    for program in ["a,e,z9000,x", "a,z9000,e,k"] {
        assert_eq!(by_person(&listening(program))[0], failed(Errno::AddressInUse), "{program}");
    }
}

/// The stacks' rules for a SYN in TIME-WAIT, with somebody there to take what comes of it.
#[test]
fn a_syn_that_meets_time_wait_finds_the_listener_beside_it() {
    let opened = |stack: &str| {
        let mut scenario = scenario(SERVER_WAITS);
        for side in Side::BOTH {
            scenario.host_mut(side).stack = four_waves::tcp::Stack::from_id(stack).unwrap();
        }
        scenario.server.reuse_addr = true;
        scenario.intervene(at(3_000), Side::Server, Act::Listen);
        scenario.intervene(at(5_000), Side::Client, Act::Connect);
        scenario.intervene(at(15_000), Side::Client, Act::Send(7));
        let trace = simulate(&scenario);
        assert_eq!(last_states(&trace), [State::Established; 2], "{stack}");
        assert_eq!(trace.ends_at(trace.end)[1].unread, 0, "{stack}: somebody reads");
        let opens = trace.changes().find(|(moment, change)| {
            moment.at >= at(5_000) && moment.side == Side::Server && change.to == State::SynReceived
        });
        (opens.unwrap().1.rule, trace.flights.iter().any(|flight| flight.segment.rst))
    };
    for stack in ["linux", "freebsd", "windows"] {
        assert_eq!(opened(stack), (Rule::NewIncarnation, false), "{stack}");
    }
    // The challenge ACK draws a RST, which ends TIME-WAIT; the SYN that comes again finds LISTEN.
    for stack in ["textbook", "rfc9293"] {
        assert_eq!(opened(stack), (Rule::ListenSyn, true), "{stack}");
    }
}
