//! Two captures of one connection, joined: against simulations seen from both ends, and real files.

use crate::files::{folder, read};
use crate::oracle::captured;
use four_waves::capture::{Conversation, Joined, NotJoined, Seen, Vantage, join};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Fate, Scenario, Side, Trace, simulate};
use four_waves::tcp::Stack;

/// The server's clock is so far ahead of the client's.
const AHEAD: i64 = 3_600_000_123_000;

fn joined(scenario: &Scenario, trace: &Trace) -> Result<Joined, NotJoined> {
    let client = captured(scenario, trace, Vantage::Client);
    let mut server = captured(scenario, trace, Vantage::Server);
    for seen in &mut server.seen {
        seen.nanos = seen.nanos.wrapping_add_signed(AHEAD);
    }
    server.until = server.until.wrapping_add_signed(AHEAD);
    join(&client, &server)
}

#[test]
fn both_ends_together_show_every_way_and_every_loss() {
    for name in Name::ALL {
        for stack in Stack::ALL {
            let mut scenario = name.scenario(true);
            scenario.client.stack = stack;
            scenario.server.stack = stack;
            scenario.network.set_pace([stack; 2]);
            let trace = simulate(&scenario);
            if trace.flights.is_empty() {
                continue;
            }
            let joined = joined(&scenario, &trace).expect("it is the same connection");
            let run = format!("{} {stack:?}", name.id());
            assert_eq!(joined.ahead, AHEAD, "{run}");
            assert_eq!(joined.one_way, scenario.network.delay[0], "{run}");
            let ways = |trace: &Trace| -> Vec<_> {
                let first = trace.flights[0].sent.micros();
                let way = |flight: &four_waves::sim::Flight| {
                    let came = match flight.fate {
                        Fate::Arrives(at) => Some(at.micros() - first),
                        Fate::Lost(..) => None,
                    };
                    (flight.from, flight.sent.micros() - first, flight.relative, came)
                };
                let mut ways: Vec<_> = trace.flights.iter().map(way).collect();
                // What both sides send in the same microsecond has no order.
                ways.sort_by_key(|(from, ..)| *from);
                ways
            };
            assert_eq!(ways(&joined.inferred.trace), ways(&trace), "{run}");
            for side in Side::BOTH {
                let lost =
                    trace.flights.iter().filter(|flight| flight.from == side && flight.is_lost()).count();
                assert_eq!(joined.lost[side as usize] as usize, lost, "{run}");
            }
        }
    }
}

#[test]
fn what_is_not_the_same_connection_is_not_joined() {
    let scenario = Name::FourWayClose.scenario(true);
    let trace = simulate(&scenario);
    let client = captured(&scenario, &trace, Vantage::Client);
    let mut other = captured(&scenario, &trace, Vantage::Server);
    for seen in &mut other.seen {
        seen.seq += 77;
    }
    assert_eq!(join(&client, &other).unwrap_err(), NotJoined::NothingInCommon);
    let mut half = captured(&scenario, &trace, Vantage::Server);
    half.seen.retain(|seen| seen.from == Side::Client);
    assert_eq!(join(&client, &half).unwrap_err(), NotJoined::OneDirection);
}

/// The FIN is dropped behind the server's point of capture: both files have it, and yet it did not come.
#[test]
fn a_fin_that_both_files_have_and_nobody_got() {
    let Some(folder) = folder("captures") else { return };
    let file = |end: &str| {
        let path = folder.join(format!("first-fin-lost-seen-by-{end}.pcap"));
        read(&std::fs::read(path).expect("the file is there")).remove(0)
    };
    let joined = join(&file("client"), &file("server")).expect("they are of one connection");
    assert_eq!((joined.matched, joined.lost), (14, [0, 0]));
    let fins: Vec<_> = joined
        .inferred
        .trace
        .flights
        .iter()
        .filter(|flight| flight.from == Side::Client && flight.segment.fin)
        .collect();
    assert!(fins.len() == 2 && fins[0].is_lost() && !fins[1].is_lost(), "{fins:?}");
}

/// Clocks as far apart as a file can say: nothing overflows, and thousands of copies of one segment
/// are paired at once.
#[test]
fn no_clock_is_too_wrong_and_no_copies_are_too_many() {
    let scenario = Name::FourWayClose.scenario(true);
    let trace = simulate(&scenario);
    let client = captured(&scenario, &trace, Vantage::Client);
    let at = |nanos: u64| {
        let mut server = captured(&scenario, &trace, Vantage::Server);
        for seen in &mut server.seen {
            seen.nanos = nanos;
        }
        Conversation { until: nanos, ..server }
    };
    let (early, late) = (at(0), at(i64::MAX.unsigned_abs()));
    let pairs =
        [[&client, &early], [&early, &client], [&early, &late], [&late, &early], [&at(u64::MAX), &early]];
    for [one, other] in pairs {
        let joined = join(one, other).expect("they are of one connection");
        assert_eq!(joined.matched as usize, client.seen.len());
        assert!(joined.ahead.unsigned_abs() <= 1 << 61, "{}", joined.ahead);
    }
    let copies = |one: &Conversation, count: u64, later: u64| {
        let last = *one.seen.last().expect("it has segments");
        let copy = |nanos: u64| Seen { nanos: last.nanos + later + nanos, ..last };
        let seen = one.seen.iter().copied().chain((0..count).map(copy)).collect();
        Conversation { seen, ..one.clone() }
    };
    // The server's clock goes back: no copy had left when it came.
    let server = captured(&scenario, &trace, Vantage::Server);
    let began = std::time::Instant::now();
    let joined = join(&copies(&client, 50_000, 9_000_000_000), &copies(&server, 25_000, 0))
        .expect("they are of one connection");
    assert_eq!(joined.matched as usize, client.seen.len() + 25_000);
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}
