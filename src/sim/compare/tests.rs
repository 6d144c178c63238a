//! Pairs of futures of the catalogue, both ways round.

use super::*;
use crate::sim::catalog::Name;
use crate::sim::{Fault, Match, Scenario, Verdict, simulate};
use crate::tcp::SeqNum;
use crate::time::Duration;

fn base() -> Scenario {
    Name::FourWayClose.scenario(false)
}

fn changed(change: impl FnOnce(&mut Scenario)) -> Trace {
    let mut scenario = base();
    change(&mut scenario);
    simulate(&scenario)
}

/// From the four-way close to this one; the way back says the same the other way round.
#[track_caller]
fn parts(b: &Trace) -> Difference {
    let a = simulate(&base());
    let difference = first_difference(&a, b).expect("they differ");
    let back = first_difference(b, &a).expect("they differ");
    let turned = |[one, other]: [Option<usize>; 2]| [other, one];
    let what = match difference.what {
        What::Flight([one, other]) => What::Flight([other, one]),
        What::Call(calls) => What::Call(turned(calls)),
        What::Moment(moments) => What::Moment(turned(moments)),
        What::Timer { side, timer, due: [one, other] } => What::Timer { side, timer, due: [other, one] },
        same @ (What::Start | What::Numbers) => same,
    };
    let [one, other] = difference.follows;
    let [end, other_end] = difference.ends;
    assert_eq!(
        back,
        Difference { at: difference.at, what, follows: [other, one], ends: [other_end, end] },
        "the way back"
    );
    difference
}

#[test]
fn equal_futures_do_not_part() {
    for name in Name::ALL {
        let scenario = name.scenario(false);
        assert_eq!(first_difference(&simulate(&scenario), &simulate(&scenario)), None, "{}", name.id());
    }
}

#[test]
fn a_lost_ack_makes_the_fin_come_again() {
    let b = simulate(&Name::LastAckLost.scenario(false));
    let difference = parts(&b);
    let What::Flight([_, lost]) = difference.what else { panic!("{:?}", difference.what) };
    assert!(b.flights[lost].is_lost());
    assert_eq!(difference.at, b.flights[lost].sent);
    let Some(Follows::Sends(again)) = difference.follows[1] else { panic!("{:?}", difference.follows) };
    assert!(b.flights[again].again && b.flights[again].segment.fin);
    assert_eq!(
        difference.follows[0],
        Some(Follows::Enters(Instant::from_millis(6_000), Side::Server, State::Closed))
    );
    let since = difference.ends.map(|end| end.since);
    assert_eq!(since, [25_000, 29_000].map(Instant::from_millis));
}

#[test]
fn a_close_at_another_moment_is_the_same_call() {
    let b = changed(|scenario| scenario.client.program[1] = Step::Sleep(Duration::from_secs(3)));
    let difference = parts(&b);
    let What::Call([Some(_), Some(later)]) = difference.what else { panic!("{:?}", difference.what) };
    assert_eq!(
        (difference.at, b.calls[later].at),
        (Instant::from_millis(1_000), Instant::from_millis(3_000))
    );
    assert_eq!(difference.follows, [None, None]);
    // A person's close() in place of the program's is the same call, too.
    let by_hand = changed(|scenario| scenario.intervene(Instant::from_millis(500), Side::Server, Act::Close));
    assert!(matches!(parts(&by_hand).what, What::Call([Some(_), Some(_)])));
    let never = simulate(&Name::ServerNeverCloses.scenario(false));
    let difference = parts(&never);
    assert!(matches!(difference.what, What::Call([Some(_), None])), "{:?}", difference.what);
    assert_eq!(difference.ends[1].states, [State::FinWait2, State::CloseWait]);
}

#[test]
fn a_timer_set_otherwise_is_named_before_it_expires() {
    let b = changed(|scenario| scenario.client.msl = Some(Duration::from_secs(3)));
    let difference = parts(&b);
    let due = [25_000, 11_000].map(|at| Some(Instant::from_millis(at)));
    assert_eq!(difference.what, What::Timer { side: Side::Client, timer: Timer::TimeWait, due });
    assert_eq!(difference.at, Instant::from_millis(5_000));
}

#[test]
fn every_fate_is_a_difference_where_the_segment_leaves() {
    let verdicts = [
        Verdict::Lose,
        Verdict::Delay(Duration::from_millis(10)),
        Verdict::Advance(Duration::from_millis(10)),
        Verdict::Duplicate(Duration::from_millis(10)),
    ];
    for verdict in verdicts {
        let of = Match::Kind(Kind::Fin);
        let fault = Fault { from: Side::Server, of, nth: Some(1), verdict, off: false };
        let b = changed(|scenario| scenario.decide(fault));
        let difference = parts(&b);
        assert!(matches!(difference.what, What::Flight(_)), "{verdict:?}: {:?}", difference.what);
        assert_eq!(difference.at, Instant::from_millis(4_000), "{verdict:?}");
    }
}

#[test]
fn what_the_ladder_does_not_show_comes_last() {
    let numbers = changed(|scenario| scenario.client.isn = SeqNum(5));
    assert_eq!(parts(&numbers).what, What::Numbers);
    let opening = simulate(&base().with_opening(true));
    assert_eq!(parts(&opening).what, What::Start);
    let horizon = changed(|scenario| scenario.horizon = Duration::from_secs(10));
    assert!(matches!(parts(&horizon).what, What::Moment([Some(_), None])));
}

/// Both ends close at 1 s; in the other future the client does not, and the server still does.
#[test]
fn a_call_that_is_missing_among_others_of_its_moment_is_found() {
    let both = Name::SimultaneousClose.scenario(false);
    let mut one = both.clone();
    one.client.program.pop();
    let (both, one) = (simulate(&both), simulate(&one));
    let call = |difference: Option<Difference>| match difference.map(|difference| difference.what) {
        Some(What::Call(calls)) => calls.map(|call| call.map(|call| both.calls[call].side)),
        other => panic!("{other:?}"),
    };
    assert_eq!(call(first_difference(&both, &one)), [Some(Side::Client), None]);
    assert_eq!(call(first_difference(&one, &both)), [None, Some(Side::Client)]);
}
