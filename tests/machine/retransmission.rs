//! RFC 6298: the timer's rules, the estimate, and giving up.

use super::bench::{
    End, close_wait, closed, closed_with, closing, established, fin_wait_1, last_ack, millis, secs,
};
use four_waves::tcp::{
    Call, Config, Notice, Output, RFC_9293, RtoMode, Rule, State::*, TEXTBOOK, Timer, TimerChange,
};
use four_waves::time::Duration;

const RTX: Timer = Timer::Retransmission;

fn rto(end: &End) -> Duration {
    end.connection.snapshot().rto
}

// ---- section 5: the timer ----

/// 5.1: a send starts it if it is off.
#[test]
fn a_send_starts_the_timer_and_a_second_send_does_not_restart_it() {
    let mut end = established();
    end.call(Call::Send(1));
    assert_eq!(end.millis_to(RTX), Some(1_000));
    end.wait(millis(400)).call(Call::Send(1));
    assert_eq!(end.millis_to(RTX), Some(600));
}

/// 5.2 and 5.3.
#[test]
fn an_ack_of_everything_stops_it_and_an_ack_of_something_restarts_it() {
    let mut end = established();
    end.call(Call::Send(1)).call(Call::Send(1)).wait(millis(400));
    end.arrives(". 1:1(0) ack 2");
    assert_eq!(end.millis_to(RTX), Some(rto(&end).micros() / 1_000));
    end.arrives(". 1:1(0) ack 2");
    end.wait(millis(100)).arrives(". 1:1(0) ack 3");
    assert_eq!(end.millis_to(RTX), None);
    assert!(end.out.contains(&Output::Timer { timer: RTX, change: TimerChange::Stopped }));
}

/// Nothing need follow from it, and yet it is not ignored: it may say what no timer shows.
#[test]
fn only_an_ack_of_nothing_new_is_ignored() {
    let config = Config { rto_mode: RtoMode::Fixed, user_timeout: None, ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_established();
    for _ in 0..4 {
        end.call(Call::Send(1));
    }
    end.wait(millis(50)).arrives(". 1:1(0) ack 2");
    assert!(matches!(end.out[..], [Output::Timer { timer: RTX, change: TimerChange::Restarted(_) }]));
    // A second and a third at the same instant; the timer stays as it is.
    for ack in [". 1:1(0) ack 3", ". 1:1(0) ack 4"] {
        assert_eq!(end.arrives(ack).out, []);
    }
    assert_eq!(end.connection.snapshot().send_queue, 1);
    assert_eq!(end.arrives(". 1:1(0) ack 4").out, [Output::Ignored(Rule::AckOld)]);
    assert_eq!(end.arrives(". 1:1(0) ack 4 win 999").out, []);
    assert_eq!(end.connection.snapshot().snd_wnd, 999);
    assert_eq!(end.arrives(". 1:1(0) ack 4 win 999").out, [Output::Ignored(Rule::AckOld)]);
}

/// 5.4 to 5.6: the earliest, twice the time, again.
#[test]
fn it_sends_the_earliest_again_and_doubles_up_to_its_bound() {
    let mut end = closed_with(Config { user_timeout: None, ..RFC_9293 }, (0, 0)).into_established();
    end.call(Call::Send(3)).call(Call::Send(3));
    for seconds in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
        assert_eq!(end.millis_to(RTX), Some(seconds * 1_000));
        end.fires(RTX).sends("P. 1:4(3) ack 1");
        let again =
            |output: &Output| matches!(output, Output::Transmit { again: true, rule: Rule::Retransmit, .. });
        assert!(end.out.iter().any(again));
    }
}

/// 5.7, and T3.
#[test]
fn after_a_lost_syn_data_begins_with_three_seconds() {
    let mut end = closed().into_syn_sent();
    end.fires(RTX).sends("S 0:0(0)").arrives("S. 0:0(0) ack 1").is_in(Established);
    assert_eq!(rto(&end), secs(3));
    let mut end = closed().into_syn_sent();
    end.fires(RTX).fires(RTX).arrives("S. 0:0(0) ack 1");
    assert_eq!(rto(&end), secs(4));
}

#[test]
fn what_was_lost_is_sent_again_in_every_state_that_waits() {
    for (mut end, again) in
        [(fin_wait_1(), "F. 1:1(0) ack 1"), (closing(), "F. 1:1(0) ack 2"), (last_ack(), "F. 1:1(0) ack 2")]
    {
        let state = end.state();
        end.fires(RTX).sends(again).fires(RTX).sends(again).is_in(state);
        assert_eq!(end.connection.snapshot().snd_nxt.0, 2, "a FIN sent again has its own number");
    }
    let mut end = close_wait();
    end.call(Call::Send(3)).fires(RTX).sends("P. 1:4(3) ack 2").is_in(CloseWait);
    // The earliest first: data, then FIN (D13).
    let mut end = established();
    end.call(Call::Send(3)).call(Call::Close).fires(RTX).sends("P. 1:4(3) ack 1");
    end.arrives(". 1:1(0) ack 4").fires(RTX).sends("F. 4:4(0) ack 1");
}

/// I19: the visible reason for 2·MSL.
#[test]
fn last_ack_asks_until_somebody_answers() {
    let mut end = last_ack();
    for seconds in [1, 2, 4, 8] {
        assert_eq!(end.millis_to(RTX), Some(seconds * 1_000));
        end.fires(RTX).sends("F. 1:1(0) ack 2");
    }
    end.arrives("R 2:2(0)").tells(&[Notice::Reset]).is_in(Closed);
}

// ---- section 2 and 3: the estimate ----

/// Sends an octet and has it acknowledged after so long.
fn round_trip(end: &mut End, time: Duration) {
    let next = end.call(Call::Send(1)).connection.snapshot().snd_nxt;
    end.wait(time).arrives(&format!(". 1:1(0) ack {next}"));
}

#[test]
fn the_estimate_follows_the_formula() {
    let config = Config { rto_min: millis(1), ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_syn_sent();
    end.wait(millis(100)).arrives("S. 0:0(0) ack 1");
    // First sample R: SRTT = R, RTTVAR = R/2, RTO = SRTT + 4·RTTVAR.
    assert_eq!(rto(&end), millis(300));
    // RTTVAR = 3/4·50 + 1/4·|100 − 200| = 62.5, SRTT = 7/8·100 + 1/8·200 = 112.5.
    round_trip(&mut end, millis(200));
    assert_eq!(rto(&end), Duration::from_micros(112_500 + 4 * 62_500));
    for _ in 0..200 {
        round_trip(&mut end, millis(200));
    }
    assert!(rto(&end) < millis(201) && rto(&end) > millis(199));
}

#[test]
fn it_has_a_lower_and_an_upper_bound() {
    let mut end = established();
    round_trip(&mut end, millis(10));
    assert_eq!(rto(&end), secs(1));
    let config = Config { rto_max: millis(1_500), ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_syn_sent();
    end.wait(millis(900)).arrives("S. 0:0(0) ack 1");
    assert_eq!(rto(&end), millis(1_500));
}

/// Karn: no sample from what was sent twice, and the doubled timeout stays until there is one.
#[test]
fn what_was_sent_twice_gives_no_sample() {
    let mut end = established();
    end.call(Call::Send(1)).fires(RTX).arrives(". 1:1(0) ack 2");
    assert_eq!(rto(&end), secs(2));
    // An ACK that covers a retransmission says nothing about what was sent once either.
    end.call(Call::Send(1)).call(Call::Send(1)).fires(RTX).arrives(". 1:1(0) ack 4");
    assert_eq!(rto(&end), secs(4));
    round_trip(&mut end, millis(100));
    assert_eq!(rto(&end), secs(1));
    // A SYN that crossed was sent twice, once without and once with an ACK.
    let mut end = closed_with(Config { rto_min: millis(1), ..RFC_9293 }, (0, 0)).into_syn_sent();
    end.wait(millis(100)).arrives("S 0:0(0)").wait(millis(100)).arrives(". 1:1(0) ack 1");
    assert_eq!(rto(&end), secs(1));
}

#[test]
fn a_fixed_timeout_forgets_its_doubling_with_every_new_ack() {
    let mut end = closed_with(TEXTBOOK, (0, 0)).into_established();
    end.call(Call::Send(1)).fires(RTX).fires(RTX);
    assert_eq!(rto(&end), secs(16));
    end.arrives(". 1:1(0) ack 2");
    assert_eq!(rto(&end), secs(4));
}

// ---- giving up ----

#[test]
fn after_so_many_retransmissions_it_gives_up_in_silence() {
    let config = Config { retries: Some(2), syn_retries: Some(1), user_timeout: None, ..RFC_9293 };
    let mut end = closed_with(config.clone(), (0, 0)).into_last_ack();
    end.fires(RTX).fires(RTX).is_in(LastAck);
    end.fires(RTX).sends("").tells(&[Notice::TimedOut]).is_in(Closed);
    let mut end = closed_with(config.clone(), (0, 0)).into_syn_sent();
    end.fires(RTX).is_in(SynSent).fires(RTX).tells(&[Notice::TimedOut]).is_in(Closed);
    // Progress starts the count afresh.
    let mut end = closed_with(config, (0, 0)).into_established();
    end.call(Call::Send(1)).call(Call::Send(1)).fires(RTX).fires(RTX).arrives(". 1:1(0) ack 2");
    end.fires(RTX).fires(RTX).is_in(Established).fires(RTX).is_in(Closed);
}

/// It counts for the oldest number that is not acknowledged.
#[test]
fn the_user_timeout_counts_for_the_oldest_number() {
    let config = Config { user_timeout: Some(secs(10)), ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_established();
    end.call(Call::Send(1)).wait(secs(3)).call(Call::Send(1));
    assert_eq!(end.millis_to(Timer::UserTimeout), Some(7_000));
    end.wait(secs(4)).arrives(". 1:1(0) ack 2");
    assert_eq!(end.millis_to(Timer::UserTimeout), Some(6_000));
    end.wait(secs(6)).tells(&[Notice::TimedOut]).is_in(Closed);
    // D8: no segment is sent for it.
    let segments = end.out.iter().skip_while(|output| {
        !matches!(output, Output::Timer { timer: Timer::UserTimeout, change: TimerChange::Fired })
    });
    assert!(!segments.into_iter().any(|output| matches!(output, Output::Transmit { .. })));
}

#[test]
fn an_expiry_that_is_not_due_is_no_event() {
    let mut end = fin_wait_1();
    let before = format!("{:?}", end.connection);
    for timer in Timer::ALL {
        let event = four_waves::tcp::Event::Expires(timer);
        assert!(end.connection.handle(end.now, event).is_empty());
    }
    assert_eq!(format!("{:?}", end.connection), before);
}
