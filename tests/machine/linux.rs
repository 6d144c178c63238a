//! Linux as documented and recorded: what makes its captures differ from the textbook's figures.

use super::bench::{End, closed_with, millis, secs};
use four_waves::tcp::{Call, LINUX, Nagle, Notice, Rule, State::*, Timer, TimerChange};
use four_waves::tcp::{Config, Output};

fn linux() -> End {
    closed_with(LINUX, (0, 0))
}

/// ESTABLISHED after a handshake whose round trip took 100 ms.
fn established() -> End {
    let mut end = linux().into_syn_sent();
    end.now += millis(100);
    end.arrives("S. 0:0(0) ack 1").is_in(Established);
    end
}

fn last_rule(end: &End) -> Rule {
    let rules = end.out.iter().rev().find_map(|output| match output {
        Output::Transmit { rule, .. } => Some(*rule),
        _ => None,
    });
    rules.expect("something was sent")
}

#[test]
fn the_rto_is_the_round_trip_and_200_ms() {
    let mut end = established();
    end.call(Call::Shutdown);
    assert_eq!(end.millis_to(Timer::Retransmission), Some(300));
    // The first sample of a long path has a wide spread of its own.
    let mut slow = linux().into_syn_sent();
    slow.now += millis(400);
    slow.arrives("S. 0:0(0) ack 1").call(Call::Shutdown);
    assert_eq!(slow.millis_to(Timer::Retransmission), Some(1_200));
    // A steady path takes the spread back to its floor, but slowly.
    let mut last = 1_200;
    let mut end = linux().into_syn_sent();
    end.now += millis(400);
    end.arrives("S. 0:0(0) ack 1");
    for octet in 1..=40_u32 {
        end.call(Call::Send(1));
        let rto = end.millis_to(Timer::Retransmission).unwrap();
        assert!(rto <= last, "{rto} after {last}");
        last = rto;
        end.now += millis(400);
        end.arrives(&format!(". 1:1(0) ack {}", octet + 1));
    }
    assert!((600..=605).contains(&last), "{last}");
}

#[test]
fn without_a_sample_the_rto_is_3_s() {
    let mut end = linux().into_syn_sent();
    end.fires(Timer::Retransmission).arrives("S. 0:0(0) ack 1").call(Call::Shutdown);
    assert_eq!(end.millis_to(Timer::Retransmission), Some(3_000));
}

#[test]
fn a_syn_goes_again_four_times_a_second_apart_and_then_ever_more_slowly() {
    let mut end = linux().into_syn_sent();
    let mut sent = Vec::new();
    while end.state() == SynSent {
        end.fires(Timer::Retransmission);
        if end.state() == SynSent {
            sent.push(end.now.micros() / 1_000_000);
        }
    }
    assert_eq!(sent, [1, 2, 3, 4, 5, 7, 11, 19, 35, 67]);
    assert_eq!(end.now.micros() / 1_000_000, 131);
    end.tells(&[Notice::TimedOut]);
}

#[test]
fn a_syn_ack_goes_again_five_times_and_then_the_listener_listens() {
    let mut end = linux().into_listen().into_syn_received();
    // The SYN that comes again asks for it, but not twice in half a second.
    end.now += millis(600);
    end.arrives("S 0:0(0)").sends("S. 0:0(0) ack 1");
    end.arrives("S 0:0(0)").sends("");
    for _ in 0..5 {
        end.fires(Timer::Retransmission).sends("S. 0:0(0) ack 1");
    }
    end.fires(Timer::Retransmission).sends("").is_in(Listen).tells(&[]);
}

#[test]
fn retries_are_a_time() {
    // 15 of them mean 924.6 s after the first.
    let mut end = established();
    end.call(Call::Send(10));
    let first = end.now + millis(300);
    while end.state() == Established {
        end.fires(Timer::Retransmission);
    }
    let patience = end.now.since(first);
    assert!(patience >= millis(924_600) && patience < millis(924_600) + secs(120), "{patience}");
    end.sends("").tells(&[Notice::TimedOut]);
    // Whose program has closed is given up after eight.
    let mut orphan = established();
    orphan.call(Call::Close);
    let mut copies = 0;
    while orphan.state() == FinWait1 {
        orphan.fires(Timer::Retransmission);
        copies += usize::from(!orphan.sent().is_empty());
    }
    assert_eq!((copies, orphan.state()), (8, Closed));
}

#[test]
fn the_first_sixteen_acks_are_quick() {
    let mut end = established();
    for segment in 0..16_u32 {
        let from = 1 + segment * 10;
        end.arrives(&format!("P. {from}:{}(10) ack 1", from + 10));
        end.sends(&format!(". 1:1(0) ack {}", from + 10));
    }
    end.arrives("P. 161:171(10) ack 1").sends("");
    assert_eq!(end.millis_to(Timer::DelayedAck), Some(40));
    // The program reads it all, and a peer that only sends is told at once.
    end.call(Call::Receive(1_000)).sends(". 1:1(0) ack 171");
    assert_eq!(last_rule(&end), Rule::DelayedAck);
}

#[test]
fn who_answers_acknowledges_late() {
    let mut end = established();
    end.arrives("P. 1:11(10) ack 1").sends(". 1:1(0) ack 11");
    end.call(Call::Send(5)).sends("P. 1:6(5) ack 11");
    end.now += millis(10);
    end.arrives("P. 11:21(10) ack 6").sends("");
    // 40 ms, halved by how quickly it came, and half of the shortest again.
    assert_eq!(end.millis_to(Timer::DelayedAck), Some(40));
    end.call(Call::Send(5)).sends("P. 6:11(5) ack 21");
    assert!(!end.runs(Timer::DelayedAck));
    // Unused, the habit is given up.
    end.arrives("P. 21:31(10) ack 11").sends("").fires(Timer::DelayedAck).sends(". 11:11(0) ack 31");
    end.arrives("P. 31:41(10) ack 11").sends(". 11:11(0) ack 41");
}

#[test]
fn a_fin_is_acknowledged_late_and_later_after_text() {
    let mut end = established();
    end.arrives("F. 1:1(0) ack 1").is_in(CloseWait).sends("");
    assert_eq!(end.millis_to(Timer::DelayedAck), Some(4));
    // A program that closes at once lets its FIN carry the ACK: three segments.
    end.call(Call::Close).sends("F. 1:1(0) ack 2").is_in(LastAck);
    let mut end = established();
    end.arrives("P. 1:11(10) ack 1").sends(". 1:1(0) ack 11");
    end.arrives("F. 11:11(0) ack 1").sends("");
    assert_eq!(end.millis_to(Timer::DelayedAck), Some(40));
    // In FIN-WAIT-1 and FIN-WAIT-2 there is nothing to wait for.
    let mut end = established();
    end.call(Call::Shutdown).arrives("F. 1:1(0) ack 2").is_in(TimeWait).sends(". 2:2(0) ack 2");
}

#[test]
fn minshalls_nagle() {
    let mut end = established();
    end.call(Call::Send(10)).sends("P. 1:11(10) ack 1");
    end.call(Call::Send(10)).sends("").call(Call::Send(1_460)).sends("P. 11:1471(1460) ack 1");
    end.arrives(". 1:1(0) ack 11").sends("P. 1471:1481(10) ack 1");
    // Behind a close nothing waits.
    end.call(Call::Send(7)).sends("").call(Call::Close).sends("FP. 1481:1488(7) ack 1");
    let mut open = closed_with(Config { nagle: Nagle::Off, ..LINUX }, (0, 0)).into_established();
    open.call(Call::Send(10)).call(Call::Send(10)).sends("P. 11:21(10) ack 1");
}

#[test]
fn a_retransmission_takes_along_what_follows() {
    let mut end = established();
    end.call(Call::Send(100)).call(Call::Shutdown).sends("F. 101:101(0) ack 1");
    end.fires(Timer::Retransmission).sends("FP. 1:101(100) ack 1");
    end.arrives(". 1:1(0) ack 102").is_in(FinWait2);
}

#[test]
fn a_timeout_lets_only_one_segment_go_and_its_ack_the_next() {
    let mut end = established();
    end.call(Call::Send(4_380))
        .sends("P. 1:1461(1460) ack 1; P. 1461:2921(1460) ack 1; P. 2921:4381(1460) ack 1");
    end.fires(Timer::Retransmission).sends("P. 1:1461(1460) ack 1");
    // The FIN waits for the congestion window, and LAST-ACK or FIN-WAIT-1 does not wait for the FIN.
    end.call(Call::Shutdown).sends("").is_in(FinWait1);
    end.arrives(". 1:1(0) ack 1461").sends("P. 1461:2921(1460) ack 1; P. 2921:4381(1460) ack 1");
    assert_eq!(last_rule(&end), Rule::GoBack);
    end.arrives(". 1:1(0) ack 4381").sends("F. 4381:4381(0) ack 1");
}

#[test]
fn three_duplicate_acks_bring_the_segment_again() {
    let mut end = closed_with(Config { nagle: Nagle::Off, ..LINUX }, (0, 0)).into_established();
    for _ in 0..5 {
        end.call(Call::Send(20));
    }
    end.arrives(". 1:1(0) ack 1").sends("").arrives(". 1:1(0) ack 1").sends("");
    end.arrives(". 1:1(0) ack 1").sends("P. 1:101(100) ack 1");
    assert_eq!(last_rule(&end), Rule::FastRetransmit);
    end.arrives(". 1:1(0) ack 1").sends("");
}

#[test]
fn a_full_close_forgets_the_receiving_side() {
    // Data beyond what was received is reset with the number that its sender expects.
    let mut end = established();
    end.call(Call::Close).arrives("P. 1:51(50) ack 1").sends("R 1:1(0)").is_in(Closed);
    let mut end = established();
    end.call(Call::Close).arrives(". 1:1(0) ack 2").is_in(FinWait2);
    assert_eq!(end.millis_to(Timer::FinWait2), Some(60_000));
    // A FIN beyond a hole says that there was some, too.
    end.arrives("F. 101:101(0) ack 2").sends("R 2:2(0)").is_in(Closed);
    // After shutdown() alone everything is taken.
    let mut end = established();
    end.call(Call::Shutdown).arrives("P. 1:51(50) ack 2").sends(". 2:2(0) ack 51").is_in(FinWait2);
    assert!(!end.runs(Timer::FinWait2));
    // What is unread turns close() into a reset, in any state.
    end.call(Call::Close).sends("R. 2:2(0) ack 51").is_in(Closed);
}

#[test]
fn what_came_before_a_reset_can_still_be_read() {
    let mut end = established();
    end.arrives("P. 1:11(10) ack 1").arrives("R 11:11(0)").is_in(Closed).tells(&[Notice::Reset]);
    end.call(Call::Receive(100)).tells(&[Notice::Received(10)]);
    end.call(Call::Receive(100)).tells(&[Notice::Reset]);
}

#[test]
fn after_a_fin_a_reset_may_carry_its_number() {
    let mut end = linux().into_close_wait();
    end.arrives("R 1:1(0)").is_in(Closed).tells(&[Notice::Reset]);
    linux().into_established().arrives("R 0:0(0)").is_in(Established).sends("");
}

#[test]
fn time_wait_is_a_record_of_numbers() {
    let restarted = |end: &End| {
        end.out.iter().any(|output| {
            matches!(output, Output::Timer { timer: Timer::TimeWait, change: TimerChange::Restarted(_) })
        })
    };
    let mut end = linux().into_time_wait();
    assert_eq!(end.millis_to(Timer::TimeWait), Some(60_000));
    let mut after = |text: &str, sent: &str, again: bool| {
        end.now += secs(1);
        end.arrives(text).sends(sent).is_in(TimeWait);
        assert_eq!(restarted(&end), again, "{text}");
    };
    after("F. 1:1(0) ack 2", ". 2:2(0) ack 2", true);
    after("F. 2:2(0) ack 2", ". 2:2(0) ack 2", true);
    after(". 2:2(0) ack 2", "", true);
    after(". 1:1(0) ack 2", ". 2:2(0) ack 2", true);
    after("P. 2:12(10) ack 2", ". 2:2(0) ack 2", true);
    after("F 1:1(0)", ". 2:2(0) ack 2", false);
    after("S 1:1(0)", ". 2:2(0) ack 2", false);
    after("R 3:3(0)", "", false);
    // ABORT does not reach it, an exact RST does.
    end.call(Call::Abort).is_in(TimeWait).arrives("R 2:2(0)").is_in(Closed);
    let mut patient = closed_with(Config { rfc1337: true, ..LINUX }, (0, 0)).into_time_wait();
    patient.arrives("R 2:2(0)").is_in(TimeWait);
    // A SYN above every number opens anew.
    let mut end = linux().into_time_wait();
    end.arrives("S 3:3(0)").is_in(SynReceived);
}

#[test]
fn last_ack_begins_at_close() {
    let mut end = established();
    end.arrives("F. 1:1(0) ack 1 win 0").call(Call::Send(5)).sends("").call(Call::Close).is_in(LastAck);
    assert!(end.connection.snapshot().fin_waiting);
    end.arrives(". 2:2(0) ack 1 win 100").sends("FP. 1:6(5) ack 2").is_in(LastAck);
}

#[test]
fn a_probe_of_a_closed_window_is_empty_and_old() {
    let mut end = established();
    end.arrives(". 1:1(0) ack 1 win 0").call(Call::Send(100)).sends("");
    end.fires(Timer::ZeroWindowProbe).sends(". 0:0(0) ack 1");
    end.arrives(". 1:1(0) ack 1 win 0").fires(Timer::ZeroWindowProbe).sends(". 0:0(0) ack 1");
    end.arrives(". 1:1(0) ack 1 win 500").sends("P. 1:101(100) ack 1");
}

/// `tcp_fin_timeout` of 1, 60, 90 and 120 s, after a handshake of 100 ms.
#[test]
fn fin_wait_2_is_limited_in_steps() {
    for (set, waits) in [(1, 1_050), (60, 60_000), (90, 60_000), (120, 120_000)] {
        let config = Config { fin_wait_2_timeout: Some(secs(set)), ..LINUX };
        let mut end = closed_with(config, (0, 0)).into_syn_sent();
        end.now += millis(100);
        end.arrives("S. 0:0(0) ack 1").call(Call::Close);
        end.now += millis(100);
        end.arrives(". 1:1(0) ack 2").is_in(FinWait2);
        assert_eq!(end.millis_to(Timer::FinWait2), Some(waits), "{set} s");
    }
}
