//! What socket calls return, and that programs, not TCP, decide when to close.

use super::{at, failed, hosts, hosts_from_closed, last_states, lose, outcomes, pause, seconds};
use four_waves::sim::Outcome::{Done, EndOfData, Octets};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Called, Cause, Ended, Errno, Match, Side, Step, simulate};
use four_waves::tcp::{Kind, Rule, State};
use four_waves::time::Instant;

/// Many a demonstration lets the server answer a FIN with its own FIN some seconds later, as if TCP
/// did that. It does not: without close() there is no second FIN, however long one waits.
#[test]
fn the_server_closes_by_itself() {
    let trace = simulate(&Name::ServerNeverCloses.scenario(false));
    assert_eq!(trace.ended, Ended::Quiet);
    assert_eq!(last_states(&trace), [State::FinWait2, State::CloseWait]);
    assert!(trace.flights.iter().all(|flight| flight.from == Side::Client || !flight.segment.fin));

    for name in Name::ALL {
        for opening in [false, true] {
            let trace = simulate(&name.scenario(opening));
            for moment in &trace.moments {
                let first = moment.sent.iter().map(|flight| &trace.flights[*flight]);
                if first.filter(|flight| flight.segment.fin && !flight.again).count() == 0 {
                    continue;
                }
                let Cause::Call(call) = moment.cause else {
                    panic!("{}: a FIN without a call at {}", name.id(), moment.at)
                };
                let closes = matches!(trace.calls[call].what, Called::Program(Step::Close | Step::Shutdown));
                assert!(closes, "{}: a FIN because of {:?}", name.id(), trace.calls[call].what);
            }
        }
    }
}

#[test]
fn read_returns_zero_at_the_fin_and_again_afterwards() {
    let server = [Step::ReadToEof, Step::Read(10), Step::ReadToEof, Step::Close];
    let trace = simulate(&hosts(&[pause(1), Step::Close], &server));
    let zero = EndOfData(0);
    assert_eq!(outcomes(&trace, Side::Server), [zero, zero, zero, Done]);
    assert_eq!(trace.calls.iter().find(|call| call.side == Side::Server).unwrap().returned.unwrap().0, at(2));
}

#[test]
fn read_returns_what_came_and_the_rest_with_the_end() {
    let client = [Step::Send(30), pause(1), Step::Send(40), Step::Close];
    let server = [Step::Read(50), Step::Read(100), Step::Close];
    let trace = simulate(&hosts(&client, &server));
    assert_eq!(outcomes(&trace, Side::Client), [Octets(30), Octets(40), Done]);
    assert_eq!(outcomes(&trace, Side::Server), [Octets(50), EndOfData(20), Done]);
}

#[test]
fn sending_after_shutdown_is_a_broken_pipe() {
    let client = [Step::Shutdown, Step::Send(1), Step::ReadToEof, Step::Close];
    let trace = simulate(&hosts(&client, &[Step::ReadToEof, Step::Close]));
    assert_eq!(outcomes(&trace, Side::Client), [Done, failed(Errno::BrokenPipe), EndOfData(0), Done]);
}

#[test]
fn a_reset_fails_the_read_that_waits_and_breaks_the_pipe() {
    let server = [Step::ReadToEof, Step::Send(1), Step::Close];
    let trace = simulate(&hosts(&[pause(1), Step::Abort], &server));
    let expected = [failed(Errno::ConnectionReset), failed(Errno::BrokenPipe), Done];
    assert_eq!(outcomes(&trace, Side::Server), expected);
}

/// As Linux has it: who has read the end of data learns of the reset as EPIPE, and reads 0 still.
#[test]
fn a_reset_after_the_end_of_data_is_a_broken_pipe() {
    let server = [Step::ReadToEof, pause(2), Step::Send(1), Step::ReadToEof, Step::Close];
    let mut scenario = hosts(&[Step::Shutdown, pause(3), Step::Abort], &server);
    scenario.server.program.insert(2, pause(2));
    let trace = simulate(&scenario);
    let expected = [EndOfData(0), failed(Errno::BrokenPipe), EndOfData(0), Done];
    assert_eq!(outcomes(&trace, Side::Server), expected);
    assert_eq!(last_states(&trace), [State::Closed; 2]);
}

#[test]
fn connecting_to_nobody_is_refused() {
    let mut scenario = hosts_from_closed(&[Step::Close], &[]);
    scenario.server.program.clear();
    let trace = simulate(&scenario);
    assert_eq!(outcomes(&trace, Side::Client), [failed(Errno::ConnectionRefused), Done]);
    assert_eq!(trace.states(Side::Client), [State::Closed, State::SynSent, State::Closed]);
}

#[test]
fn connecting_into_the_void_times_out() {
    let mut scenario = hosts_from_closed(&[], &[Step::ReadToEof]);
    scenario.network.faults.push(lose(Side::Client, Match::Any, None));
    let trace = simulate(&scenario);
    assert_eq!(outcomes(&trace, Side::Client), [failed(Errno::TimedOut)]);
    // RTO 4 s, doubled up to 64 s, and six retries.
    let sent: Vec<Instant> = trace.flights.iter().map(|flight| flight.sent).collect();
    assert_eq!(sent, [0, 4, 12, 28, 60, 124, 188].map(at));
    assert_eq!((trace.end, trace.ended), (at(252), Ended::Quiet));
}

#[test]
fn an_unreachable_peer_is_given_up_after_the_retry_limit() {
    let mut scenario = hosts(&[pause(1), Step::Send(10), Step::ReadToEof, Step::Close], &[Step::ReadToEof]);
    scenario.network.faults.push(lose(Side::Client, Match::Any, None));
    let trace = simulate(&scenario);
    assert_eq!(outcomes(&trace, Side::Client), [Octets(10), failed(Errno::TimedOut), Done]);
    let (limit, flights) = (scenario.client.config().retries.unwrap() as usize, trace.flights.len());
    assert_eq!(flights, limit + 1);
    assert!(trace.flights[1..].iter().all(|flight| flight.again && flight.relative == (101, Some(301))));
    let waits: Vec<_> = trace.flights.windows(2).map(|pair| pair[1].sent.since(pair[0].sent)).collect();
    assert_eq!(waits, [4, 8, 16, 32, 64, 64].map(seconds));
    let given_up = trace.changes().find(|(_, change)| change.rule == Rule::GiveUp);
    assert_eq!(given_up.map(|(moment, change)| (moment.at, change.to)), Some((at(253), State::Closed)));
    // The server never hears of it: a half-open connection (RFC 9293 section 3.5.1).
    assert_eq!(last_states(&trace), [State::Closed, State::Established]);
}

#[test]
fn a_handshake_that_loses_its_segments_still_opens() {
    for (from, kind) in [(Side::Client, Kind::Syn), (Side::Server, Kind::SynAck), (Side::Client, Kind::Ack)] {
        let both_close = [Step::ReadToEof, Step::Close];
        let mut scenario = hosts_from_closed(&[pause(9), Step::Close], &both_close);
        scenario.network.faults.push(lose(from, Match::Kind(kind), 1));
        let trace = simulate(&scenario);
        assert_eq!(trace.ended, Ended::Quiet, "{kind:?}");
        assert_eq!(last_states(&trace), [State::Closed; 2], "{kind:?}");
        assert!(trace.states(Side::Client).contains(&State::TimeWait), "{kind:?}");
    }
}

/// A read that begins long after its octets came opens the window: the update is the reader's.
#[test]
fn a_late_read_is_a_moment_of_its_own() {
    let client = [Step::Send(70_000), Step::Close];
    let mut scenario = hosts(&client, &[pause(60), Step::ReadToEof, Step::Close]);
    scenario.network.spacing = seconds(0);
    let trace = simulate(&scenario);
    let update = trace.flights.iter().find(|flight| flight.rule == Rule::WindowUpdate).unwrap();
    assert_eq!((update.from, update.sent), (Side::Server, at(60)));
    let moment = &trace.moments[update.moment];
    assert!(
        matches!(moment.cause, Cause::Call(call) if trace.calls[call].what == Called::Program(Step::ReadToEof))
    );
    assert_eq!((moment.at, moment.side), (at(60), Side::Server));
    // Before that, what is unread stays unread.
    assert_eq!(trace.ends_at(Instant::from_millis(59_999))[1].unread, 65_535);
    assert_eq!(outcomes(&trace, Side::Server), [EndOfData(70_000), Done]);
}

#[test]
fn who_never_closes_holds_the_connection_for_ever() {
    let trace = simulate(&hosts(&[Step::ReadToEof, Step::Keep], &[Step::ReadToEof, Step::Keep]));
    assert_eq!((trace.end, trace.ended), (Instant::START, Ended::Quiet));
    assert!(trace.calls.iter().all(|call| call.returned.is_none()));
}
