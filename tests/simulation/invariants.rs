//! The invariants over some hundred scenarios each, and those that a scenario of their own shows best.

use super::common::{ALWAYS, Check, changes, i11_the_end, i12_who_waits, of};
use super::random::{Mix, scenario};
use super::{at, hosts, lose, pause};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Match, Side, Step, simulate};
use four_waves::tcp::State::{Closed, LastAck, TimeWait};
use four_waves::tcp::{Kind, Notice, Rule, Timer};
use four_waves::view::text_ladder::text_ladder;

const GENTLE: Mix = Mix { trouble: false, rudeness: false };
const TROUBLED: Mix = Mix { trouble: true, rudeness: false };
const WILD: Mix = Mix { trouble: true, rudeness: true };

fn for_all(mix: Mix, name: &str, check: Check) {
    for seed in 1..=400 {
        let scenario = scenario(seed, mix);
        let trace = simulate(&scenario);
        let checked = std::panic::catch_unwind(|| check(&scenario, &trace));
        if let Err(cause) = checked {
            eprintln!("{name}, seed {seed}:\n{}", text_ladder(&scenario, &trace));
            std::panic::resume_unwind(cause);
        }
    }
}

#[test]
fn what_always_holds() {
    for (name, check) in ALWAYS {
        for_all(WILD, name, check);
    }
    let waits = |seed| {
        let trace = simulate(&scenario(seed, WILD));
        Side::BOTH.map(|side| trace.waits(side, Timer::TimeWait).len()).into_iter().sum::<usize>()
    };
    let seen: usize = (1..=400).map(waits).sum();
    assert!(seen > 100, "only {seen} times TIME-WAIT");
}

#[test]
fn i11_two_programs_that_close_come_to_an_end() {
    for_all(TROUBLED, "I11", i11_the_end);
}

#[test]
fn i12_the_first_closer_waits_or_both_when_the_fins_cross() {
    for_all(GENTLE, "I12", i12_who_waits);
}

#[test]
fn i16_two_ends_in_time_wait_stay_silent() {
    let both = simulate(&Name::SimultaneousClose.scenario(false));
    let quiet = both.moments.iter().find(|m| m.after.iter().all(|end| end.state == TimeWait)).unwrap().at;
    assert!(both.flights.iter().all(|flight| flight.sent <= quiet));
    assert!(both.flights.iter().filter(|flight| flight.until() > quiet).count() == 0);
}

#[test]
fn i18_a_close_without_loss_costs_four_segments_or_three() {
    let cost = |name: Name| simulate(&name.scenario(false)).flights.len();
    assert_eq!(cost(Name::FourWayClose), 4);
    assert_eq!(cost(Name::ServerClosesFirst), 4);
    assert_eq!(cost(Name::SimultaneousClose), 4);
    assert_eq!(cost(Name::ThreeSegments), 3);
}

/// The visible reason for 2·MSL.
#[test]
fn i19_time_wait_answers_every_fin_as_long_as_it_lives() {
    let mut scenario = hosts(&[pause(1), Step::Close], &[Step::ReadToEof, pause(2), Step::Close]);
    scenario.network.faults.push(lose(Side::Client, Match::Kind(Kind::Ack), None));
    let trace = simulate(&scenario);
    let fins: Vec<_> = of(&trace, Side::Server).filter(|flight| flight.segment.fin).collect();
    let sent: Vec<_> = fins.iter().map(|flight| flight.sent).collect();
    // After RTO, 2·RTO, …: 4, 8, 16, 32 s.
    assert_eq!(sent, [4, 8, 16, 32, 64].map(at));
    // TIME-WAIT began anew at 33 s for the last time, and ended 20 s later.
    let over = changes(&trace, Side::Client).find(|(_, change)| change.rule == Rule::TimeWaitOver).unwrap().0;
    assert_eq!(over.at, at(53));
    let answers: Vec<Kind> = of(&trace, Side::Client).skip(1).map(|flight| flight.segment.kind()).collect();
    assert_eq!(answers, [Kind::Ack, Kind::Ack, Kind::Ack, Kind::Ack, Kind::Rst]);
    let reset = of(&trace, Side::Client).last().unwrap().segment;
    assert_eq!((reset.seq, reset.ack), (fins[0].segment.ack.unwrap(), None));
    let end = trace.changes().last().unwrap();
    assert_eq!((end.0.side, end.1.from, end.1.to, end.1.rule), (Side::Server, LastAck, Closed, Rule::Reset));
    assert!(end.0.notices.contains(&Notice::Reset));
}
