//! Losses and their seeds, what a change leaves untouched, and that everything ends.

use super::{at, hosts, last_states, lose, pause, seconds};
use four_waves::sim::catalog::Name;
use four_waves::sim::link::LostBy;
use four_waves::sim::{
    Act, Ended, Fate, Fault, Intervention, Loss, MOST_STEPS, Match, Scenario, Side, Step, Trace, Verdict,
    simulate,
};
use four_waves::tcp::{Kind, State};
use four_waves::time::{Duration, Instant};
use std::collections::BTreeMap;

/// All that happened before `t`: moments, segments, calls with what they had returned.
fn before(trace: &Trace, t: Instant) -> String {
    let moments = trace.moments.iter().filter(|moment| moment.at < t);
    let flights = trace.flights.iter().filter(|flight| trace.moments[flight.moment].at < t);
    let calls = trace.calls.iter().filter(|call| call.at < t);
    let calls = calls.map(|call| (call.side, call.what, call.at, call.returned.filter(|(at, _)| *at < t)));
    let (moments, flights): (Vec<_>, Vec<_>) = (moments.collect(), flights.collect());
    format!("{:?}\n{moments:?}\n{flights:?}\n{:?}", trace.start, calls.collect::<Vec<_>>())
}

fn lossy(percent: u8, seed: u32) -> Scenario {
    let mut scenario = hosts(
        &[Step::Send(20_000), Step::Shutdown, Step::ReadToEof, Step::Close],
        &[Step::Send(20_000), Step::ReadToEof, Step::Close],
    );
    scenario.network.loss = Some(Loss { percent, seed, from: Instant::START });
    scenario
}

/// What became of each of a side's segments, by their number.
fn fates(trace: &Trace, side: Side) -> BTreeMap<u32, bool> {
    let own = trace.flights.iter().filter(|flight| flight.from == side && flight.copy_of.is_none());
    own.map(|flight| (flight.ordinal.any, flight.is_lost())).collect()
}

#[test]
fn the_same_scenario_gives_the_same_trace() {
    let scenario = lossy(30, 7);
    assert_eq!(simulate(&scenario), simulate(&scenario));
}

#[test]
fn the_same_seed_loses_the_same_segments_and_another_seed_others() {
    let lost = |seed| fates(&simulate(&lossy(30, seed)), Side::Client);
    assert_eq!(lost(1), lost(1));
    assert_ne!(lost(1), lost(2));
    assert!((1..20).any(|seed| lost(seed).values().any(|lost| *lost)));
}

#[test]
fn a_loss_depends_on_seed_side_and_number_only() {
    let other = {
        let mut scenario = lossy(30, 7);
        scenario.server.program = vec![Step::Accept, pause(3), Step::ReadToEof, Step::Abort];
        scenario.network.delay = [Duration::from_millis(70), Duration::from_millis(900)];
        scenario
    };
    let (one, other) = (simulate(&lossy(30, 7)), simulate(&other));
    for side in Side::BOTH {
        let (one, other) = (fates(&one, side), fates(&other, side));
        let both: Vec<u32> = one.keys().filter(|n| other.contains_key(n)).copied().collect();
        assert!(both.len() > 5);
        for n in both {
            assert_eq!(one[&n], other[&n], "{side:?} {n}");
        }
    }
}

#[test]
fn the_loss_rate_is_about_what_it_says() {
    let (mut lost, mut all) = (0, 0);
    for seed in 0..50 {
        let trace = simulate(&lossy(20, seed));
        lost += trace.flights.iter().filter(|flight| flight.is_lost()).count();
        all += trace.flights.len();
    }
    let percent = 100 * lost / all;
    assert!((15..=25).contains(&percent), "{percent} % of {all}");
}

#[test]
fn losses_switched_on_later_spare_what_was_sent_before() {
    let mut scenario = lossy(100, 1);
    scenario.network.loss = Some(Loss { percent: 100, seed: 1, from: at(3) });
    for flight in simulate(&scenario).flights {
        assert_eq!(flight.is_lost(), flight.sent >= at(3), "{flight:?}");
    }
}

#[test]
fn what_happened_before_an_intervention_happens_again() {
    for name in Name::ALL {
        for millis in [0, 1_000, 2_500, 4_000, 7_000] {
            let scenario = name.scenario(true);
            let mut changed = scenario.clone();
            changed.intervene(Instant::from_millis(millis), Side::Server, Act::Abort);
            let then = Instant::from_millis(millis);
            let (one, other) = (simulate(&scenario), simulate(&changed));
            assert!(before(&one, then) == before(&other, then), "{} at {millis}", name.id());
            // A person acts after everything else that happens at the moment.
            let last = other.moments.iter().rposition(|moment| moment.at <= then);
            let same = one.moments.iter().filter(|moment| moment.at <= then).count();
            assert!(last.is_some_and(|last| last >= same), "{} at {millis}", name.id());
            assert!(one.moments[..same] == other.moments[..same], "{} at {millis}", name.id());
        }
    }
}

#[test]
fn what_happened_before_a_changed_fate_happens_again() {
    for seed in 0..20 {
        let scenario = lossy(25, seed);
        let one = simulate(&scenario);
        for index in (0..one.flights.len()).step_by(7) {
            let flight = &one.flights[index];
            let mut changed = scenario.clone();
            let verdict = if flight.is_lost() { Verdict::Deliver } else { Verdict::Lose };
            changed.decide(Fault {
                from: flight.from,
                of: Match::Any,
                nth: Some(flight.ordinal.any),
                verdict,
                off: false,
            });
            let other = simulate(&changed);
            let then = one.moments[flight.moment].at;
            assert!(before(&one, then) == before(&other, then), "seed {seed}, flight {index}");
            assert_ne!(other.flights[index].is_lost(), flight.is_lost());
        }
    }
}

#[test]
fn the_last_of_several_fates_counts() {
    let mut scenario = Name::FirstFinLost.scenario(false);
    scenario
        .network
        .faults
        .push(Fault { verdict: Verdict::Deliver, ..lose(Side::Client, Match::Kind(Kind::Fin), 1) });
    assert!(simulate(&scenario).flights.iter().all(|flight| !flight.is_lost()));
}

#[test]
fn the_step_limit_is_a_visible_end() {
    let mut scenario = hosts(&[Step::Send(100_000_000)], &[Step::ReadToEof]);
    scenario.network.delay = [Duration::from_millis(1); 2];
    scenario.network.spacing = Duration::ZERO;
    let trace = simulate(&scenario);
    assert_eq!(trace.ended, Ended::Steps);
    assert!(trace.moments.len() <= MOST_STEPS && trace.flights.len() < MOST_STEPS + 100);
}

#[test]
fn the_horizon_is_a_visible_end() {
    let mut scenario = Name::FourWayClose.scenario(false);
    scenario.horizon = seconds(10);
    let trace = simulate(&scenario);
    assert_eq!((trace.ended, trace.end), (Ended::Horizon, at(10)));
    assert_eq!(last_states(&trace), [State::TimeWait, State::Closed]);
    scenario.horizon = seconds(25);
    assert_eq!((simulate(&scenario).ended, simulate(&scenario).end), (Ended::Quiet, at(25)));
}

/// Whatever a link or a file may say, the simulation ends, and soon.
#[test]
fn absurd_scenarios_end() {
    let start = std::time::Instant::now();
    let mut base = hosts(&[Step::Send(u32::MAX), Step::Shutdown], &[Step::Send(u32::MAX), Step::Shutdown]);
    base.network.delay = [Duration::ZERO; 2];
    base.network.spacing = Duration::ZERO;
    let eternity = Duration::from_micros(u64::MAX);
    let mut absurd = vec![base.clone()];
    absurd.push(Scenario { horizon: eternity, ..base.clone() });
    let mut next = base.clone();
    next.network.loss = Some(Loss { percent: 255, seed: u32::MAX, from: Instant::START });
    absurd.push(next);
    let mut next = base.clone();
    next.network.delay = [eternity; 2];
    next.network.spacing = eternity;
    next.horizon = eternity;
    next.network.down = Some((at(9), at(3)));
    absurd.push(next);
    for verdict in
        [Verdict::Duplicate(Duration::ZERO), Verdict::Duplicate(eternity), Verdict::Delay(eternity)]
    {
        let mut next = base.clone();
        next.network.faults =
            Side::BOTH.map(|from| Fault { from, of: Match::Any, nth: None, verdict, off: false }).to_vec();
        absurd.push(next);
    }
    let mut next = base.clone();
    let acts = [Act::Connect, Act::Listen, Act::Send(u32::MAX), Act::Shutdown, Act::Close, Act::Abort];
    next.interventions = (0..50_000_usize)
        .map(|n| Intervention {
            at: Instant::from_millis((n as u64 * 7_919) % 5_000),
            side: Side::BOTH[n % 2],
            act: acts[n * 31 % acts.len()],
            off: n % 11 == 0,
        })
        .collect();
    absurd.push(next);
    let mut next = base.clone();
    for side in Side::BOTH {
        let host = next.host_mut(side);
        (host.msl, host.rto) = (Some(Duration::ZERO), Some(Duration::ZERO));
        host.program = [Step::Connect, Step::Sleep(eternity), Step::Accept].repeat(1_000);
    }
    next.opening = true;
    absurd.push(next);
    for (index, scenario) in absurd.iter().enumerate() {
        let trace = simulate(scenario);
        assert!(trace.moments.len() <= 3 * MOST_STEPS, "{index}: {}", trace.moments.len());
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "it took {:?}", start.elapsed());
}

/// Two sides that send alike are not unlucky alike.
#[test]
fn the_sides_have_losses_of_their_own() {
    let differ = |seed| {
        let trace = simulate(&lossy(30, seed));
        let (client, server) = (fates(&trace, Side::Client), fates(&trace, Side::Server));
        (1..=10).any(|n| client[&n] != server[&n])
    };
    assert!((0..5).all(differ));
}

#[test]
fn a_cut_cable_loses_whatever_leaves_meanwhile() {
    let mut scenario = Name::FourWayClose.scenario(false);
    scenario.network.down = Some((at(1), at(2)));
    let lost = |scenario: &Scenario| {
        let flights = simulate(scenario).flights;
        flights
            .into_iter()
            .map(|flight| matches!(flight.fate, Fate::Lost(_, LostBy::Cut)))
            .collect::<Vec<_>>()
    };
    assert_eq!(lost(&scenario), [true, false, false, false, false]);
    // What never leaves can be neither held nor doubled; a person's word to deliver it counts.
    let fin = lose(Side::Client, Match::Kind(Kind::Fin), 1);
    for verdict in [Verdict::Delay(seconds(1)), Verdict::Duplicate(seconds(1))] {
        scenario.network.faults = vec![Fault { verdict, ..fin }];
        assert!(lost(&scenario)[0]);
    }
    scenario.network.faults = vec![Fault { verdict: Verdict::Deliver, ..fin }];
    assert!(lost(&scenario).iter().all(|lost| !lost));
}
