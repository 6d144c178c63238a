//! Crowds against what the machine does: the pile's counts are those of its members, each simulated by
//! itself; and what members share (ports, descriptors, TIME-WAITs) is never had twice.

use four_waves::sim::crowd::{Count, LINUX_PORTS, LOTS, Pile, STANDING, pile};
use four_waves::sim::link_code::{decode, encode};
use four_waves::sim::{Errno, Loss, Scenario, Side, simulate};
use four_waves::tcp::State;
use four_waves::time::Instant;

/// Two Linux hosts 1 ms apart: a request of 100 octets, an answer of 500.
const LINUX: &str = "1;my-crowd;o;d=1;g=0;ck=linux;sk=linux";
const CLIENT_FIRST: &str = "cp=c,s100,r500,x;sp=a,r100,s500,e,x";
const SERVER_FIRST: &str = "cp=c,s100,e,x;sp=a,r100,s500,x";
const NEVER_CLOSES: &str = "cp=c,s100,r500,x;sp=a,r100,s500,e,k";
const SLOW: &str = "cp=c,s100,r500,x;sp=a,r100,z3000,s500,e,x";

fn scenario(parts: &[&str]) -> Scenario {
    let code = parts.join(";");
    let decoded = decode(&code);
    assert_eq!(decoded.problem, None, "{code}");
    assert_eq!(decode(&encode(&decoded.scenario)).scenario, decoded.scenario, "{code}");
    decoded.scenario
}

fn crowd(parts: &[&str]) -> Pile {
    pile(&scenario(parts)).expect("it has a crowd")
}

fn secs(secs: u64) -> Instant {
    Instant::from_millis(secs * 1_000)
}

/// Every kind of coupling, alone and with losses.
fn all_kinds() -> Vec<Vec<&'static str>> {
    let mut all = vec![
        vec![LINUX, CLIENT_FIRST, "u=20,120000,p500"],
        vec![LINUX, CLIENT_FIRST, "ct=w", "u=20,120000,p500"],
        vec![LINUX, SERVER_FIRST, "u=20,120000,p40"],
        vec!["1;my-crowd;o;d=20;g=1", SERVER_FIRST, "u=20,120000,p40"],
        vec!["1;my-crowd;o;d=20;g=1;sk=freebsd", SERVER_FIRST, "u=20,120000,p40"],
        vec![LINUX, NEVER_CLOSES, "u=20,120000,n104,q50"],
        vec![LINUX, NEVER_CLOSES, "u=20,120000,n104,q50,p300"],
        vec![LINUX, NEVER_CLOSES, "u=20,150000,r30000"],
        vec![LINUX, NEVER_CLOSES, "st=a", "u=20,150000,n104,q50,r30000"],
        vec![LINUX, SLOW, "u=50,120000,n34,q10"],
        vec![LINUX, SERVER_FIRST, "u=20,150000,p900,r30000"],
        vec![LINUX, SERVER_FIRST, "st=a", "u=20,150000,p900,r30000"],
    ];
    for index in 0..all.len() {
        let mut lossy = all[index].clone();
        lossy.push("l=10,7,0");
        all.push(lossy);
    }
    all
}

/// Where members share nothing, the pile is the sum of its members.
#[test]
fn the_pile_is_its_members_each_simulated_by_itself() {
    for parts in [
        vec![LINUX, CLIENT_FIRST, "u=700,90000"],
        vec![LINUX, SERVER_FIRST, "u=700,90000"],
        vec![LINUX, NEVER_CLOSES, "u=700,90000"],
        vec!["1;my-crowd;o", CLIENT_FIRST, "u=700,90000"],
        vec!["1;last-ack-lost;o", "u=700,90000"],
        vec![LINUX, CLIENT_FIRST, "u=700,90000", "l=20,7,0"],
        vec!["1;my-crowd;o;d=300", CLIENT_FIRST, "u=700,90000", "l=20,7,20000"],
        vec!["1;my-crowd;o;d=300", SERVER_FIRST, "u=700,90000", "x=10000,20000"],
    ] {
        let whole = scenario(&parts);
        let pile = pile(&whole).unwrap();
        let count = pile.crowd.tries();
        let traces: Vec<_> = (0..count)
            .map(|index| {
                let start = Instant::START + pile.crowd.every * u64::from(index);
                let mut own = Scenario { crowd: None, ..whole.clone() };
                if index > 0 {
                    own.network.faults.clear();
                    own.interventions.clear();
                }
                let later = |at: Instant| Instant::START + at.since(start);
                own.network.loss = own.network.loss.map(|loss| Loss {
                    seed: loss.seed + index % LOTS,
                    from: later(loss.from),
                    ..loss
                });
                own.network.down = own.network.down.map(|(from, to)| (later(from), later(to)));
                (start, simulate(&own))
            })
            .collect();
        for millis in (0..90_000).step_by(333) {
            let t = Instant::from_millis(millis);
            let mut expected = [[0; State::ALL.len()]; 2];
            for (start, trace) in traces.iter().filter(|(start, _)| *start <= t) {
                for (side, end) in trace.ends_at(Instant::START + t.since(*start)).iter().enumerate() {
                    if !matches!(end.state, State::Closed | State::Listen) {
                        expected[side][end.state as usize] += 1;
                    }
                }
            }
            assert_eq!(pile.at(t).states, expected, "{parts:?} at {t}");
        }
    }
}

#[test]
fn nothing_is_had_twice_and_nobody_is_forgotten() {
    for parts in all_kinds() {
        let pile = crowd(&parts);
        let crowd = pile.crowd;
        let mut before = Count::default();
        for (at, count) in pile.series(500) {
            let come = at.since(Instant::START).micros() / crowd.every.micros() + 1;
            assert_eq!(u64::from(count.tried), come.min(u64::from(crowd.tries())), "{parts:?} at {at}");
            assert_eq!(count.ports, count.all(Side::Client));
            assert!(count.ports <= crowd.ports, "{parts:?} at {at}: {} ports", count.ports);
            // One 4-tuple has one end at the server.
            assert!(count.all(Side::Server) <= crowd.ports, "{parts:?} at {at}: {count:?}");
            let limit = crowd.descriptors.unwrap_or(u32::MAX);
            assert!((STANDING..=limit).contains(&count.descriptors), "{parts:?} at {at}");
            for (old, new) in [
                (before.no_port, count.no_port),
                (before.refused, count.refused),
                (before.no_descriptor, count.no_descriptor),
                (before.dropped, count.dropped),
            ] {
                assert!(old <= new, "what has happened stays so");
            }
            before = count;
        }
        assert_eq!(pile.stopped, None);
    }
}

/// 28 232 ports, each in use for 60 s and a little: some 470 connections a second.
#[test]
fn ports_run_out_above_their_number_by_sixty_seconds() {
    let fast = crowd(&[LINUX, CLIENT_FIRST, "u=2,90000"]);
    let first = fast.first_without_port().expect("500 a second are too many");
    assert_eq!(first, Instant::START + fast.crowd.every * u64::from(LINUX_PORTS));
    assert_eq!(first, Instant::from_millis(56_464));
    let full = fast.at(first);
    assert_eq!((full.ports, full.no_port), (LINUX_PORTS, 1));
    assert!(full.of(Side::Client, State::TimeWait) > LINUX_PORTS - 10);
    assert_eq!(full.of(Side::Server, State::TimeWait), 0);
    let slow = crowd(&[LINUX, CLIENT_FIRST, "u=2.128,120000"]);
    assert_eq!((slow.first_without_port(), slow.at(secs(120)).no_port), (None, 0));
}

#[test]
fn who_closes_first_has_the_pile() {
    let pile = crowd(&[LINUX, SERVER_FIRST, "u=2,90000"]);
    assert_eq!(pile.first_without_port(), None);
    let count = pile.at(secs(59));
    assert!(count.of(Side::Server, State::TimeWait) > 28_000);
    assert_eq!(count.of(Side::Client, State::TimeWait), 0);
    assert!(count.ports < 10);
}

#[test]
fn tw_reuse_makes_room() {
    let pile = crowd(&[LINUX, CLIENT_FIRST, "ct=w", "u=2,90000"]);
    assert_eq!(pile.first_without_port(), None);
    let count = pile.at(secs(80));
    assert_eq!(count.ports, LINUX_PORTS);
    // A second must have passed: with fewer ports than come in one, it does not help.
    let tight = crowd(&[LINUX, CLIENT_FIRST, "ct=w", "u=2,90000,p400"]);
    assert_eq!(tight.first_without_port(), Some(Instant::from_millis(800)));
    assert!(crowd(&[LINUX, CLIENT_FIRST, "ct=w", "u=2,90000,p510"]).first_without_port().is_none());
}

/// One port: every connection but the first meets the server's TIME-WAIT of the one before.
#[test]
fn a_syn_that_meets_time_wait_fares_as_the_stack_says() {
    let opens = |stack: &str| {
        let link = ["1;my-crowd;o;d=20;g=1;sk=", stack].concat();
        let pile = crowd(&[&link, SERVER_FIRST, "u=5000,30000,p1"]);
        assert_eq!(pile.at(Instant::from_millis(1_000)).of(Side::Server, State::TimeWait), 1, "{stack}");
        // The second connection starts at 5 s; its SYN is there after 20 ms.
        let syn = pile.at(Instant::from_millis(5_010));
        assert_eq!(syn.of(Side::Client, State::SynSent), 1);
        assert_eq!(syn.of(Side::Server, State::TimeWait), 1, "{stack}: it is still the old one's");
        assert_eq!(pile.no_port, []);
        let soon = pile.at(Instant::from_millis(5_030));
        (soon.of(Side::Server, State::SynReceived), pile.at(Instant::from_millis(5_070)).all(Side::Server))
    };
    for stack in ["linux", "freebsd", "windows"] {
        assert_eq!(opens(stack).0, 1, "{stack} takes it for a new incarnation");
    }
    // The challenge ACK draws a RST, which ends TIME-WAIT; the next SYN comes after the RTO.
    assert_eq!(opens("textbook"), (0, 0));
}

#[test]
fn a_restart_waits_for_time_wait_unless_the_address_may_be_reused() {
    let refused = crowd(&[LINUX, SERVER_FIRST, "u=100,150000,r30000"]);
    let binds = &refused.binds;
    let in_use = binds.iter().filter(|bind| bind.failed == Some(Errno::AddressInUse)).count();
    // The last connection was closed at about 30 s, and its TIME-WAIT ends 60 s later.
    let listens = binds.last().unwrap();
    assert_eq!((listens.at, listens.failed), (secs(90), None));
    assert_eq!(in_use, 60);
    let shut = refused.at(secs(60));
    assert!(!shut.listens && shut.refused > 290 && shut.of(Side::Server, State::TimeWait) > 0);
    assert_eq!(shut.of(Side::Server, State::SynReceived), 0);
    assert!(refused.at(secs(91)).listens);
    assert_eq!(refused.at(secs(91)).refused, refused.at(secs(149)).refused);
    let reused = crowd(&[LINUX, SERVER_FIRST, "st=a", "u=100,150000,r30000"]);
    assert_eq!(
        reused.binds.iter().map(|bind| (bind.at, bind.failed)).collect::<Vec<_>>(),
        [(secs(30), None)]
    );
    assert_eq!(reused.at(secs(149)).refused, 0);
    // Where the clients have closed first, nothing is left at the server.
    let free = crowd(&[LINUX, CLIENT_FIRST, "u=100,150000,r30050"]);
    assert_eq!(free.binds.len(), 1);
}

#[test]
fn the_end_of_a_process_closes_what_it_had() {
    let pile = crowd(&[LINUX, NEVER_CLOSES, "u=20,150000,r40000"]);
    let (before, after) = (pile.at(Instant::from_millis(39_999)), pile.at(Instant::from_millis(40_050)));
    assert!(before.of(Side::Server, State::CloseWait) > 1_990);
    assert!(before.descriptors > 1_990);
    assert_eq!(after.of(Side::Server, State::CloseWait), 0);
    assert_eq!(after.descriptors, STANDING);
    // The clients had closed first: TIME-WAIT is theirs, and the port is free at once.
    assert!(after.of(Side::Client, State::TimeWait) > 1_990);
    assert_eq!(pile.binds.last().map(|bind| bind.failed), Some(None));
    assert!(pile.binds.len() <= 2);
}

#[test]
fn descriptors_run_out_where_nobody_closes() {
    let pile = crowd(&[LINUX, NEVER_CLOSES, "u=10,59000,n104,q50"]);
    let full = pile.at(secs(50));
    assert_eq!(full.descriptors, 104);
    assert_eq!(full.of(Side::Server, State::CloseWait), 100);
    // Linux' queue takes one more than its backlog, and who is under way then gets in as well.
    assert!((51..60).contains(&full.waiting), "{}", full.waiting);
    assert_eq!(full.no_descriptor, full.waiting);
    assert!(full.dropped > 1_000);
    assert!(full.of(Side::Client, State::SynSent) > 4_000);
    assert!(pile.no_descriptor[0] > secs(1));
    // A client that closes although nobody has accepted it: the system answers the FIN by itself.
    let eager = crowd(&[LINUX, "cp=c,s100,x;sp=a,e,k", "u=10,59000,n104,q50"]);
    let count = eager.at(secs(50));
    assert_eq!(count.of(Side::Server, State::CloseWait), 100 + count.waiting);
    assert_eq!(count.descriptors, 104);
}

/// Who has waited is accepted as soon as somebody closes.
#[test]
fn a_descriptor_that_is_given_back_goes_to_who_has_waited_longest() {
    let pile = crowd(&[LINUX, SLOW, "u=50,20000,n34,q100"]);
    let full = pile.at(secs(10));
    assert_eq!(full.descriptors, 34);
    assert!(full.waiting > 50 && full.of(Side::Client, State::TimeWait) > 60, "{full:?}");
    // 30 at a time, 3 s each: ten a second, where twenty come.
    let (early, late) = (pile.at(secs(9)), pile.at(secs(15)));
    let served = |count: &Count| count.of(Side::Client, State::TimeWait);
    assert!((55..=65).contains(&(served(&late) - served(&early))), "{} {}", served(&early), served(&late));
}

/// Each of those that a cut cable meets does so at another point of its life.
#[test]
fn too_many_different_lives_stop_the_crowd_and_it_says_so() {
    let pile = crowd(&["1;my-crowd;o;d=20;g=1", SERVER_FIRST, "u=1,60000", "x=10000,50000"]);
    let stopped = pile.stopped.expect("the lives are too many");
    let count = pile.at(secs(60));
    assert_eq!(u64::from(count.tried), stopped.since(Instant::START).micros() / 1_000);
}
