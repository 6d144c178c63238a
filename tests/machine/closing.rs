//! Closing: FIN and data, FIN and holes, FIN behind a window, and what the program may still do.

use super::bench::{
    End, close_wait, closed_with, closing, established, fin_wait_1, fin_wait_2, last_ack, millis, secs,
    syn_received, time_wait,
};
use four_waves::tcp::{
    AckDelay, Call, CallError, Config, Kind, Notice, Output, RFC_9293, Rule, State::*, TEXTBOOK, Timer,
};

const READ: Call = Call::Receive(u32::MAX);

#[test]
fn four_segments() {
    let (mut a, mut b) = (established(), established());
    a.call(Call::Close).sends("F. 1:1(0) ack 1").is_in(FinWait1);
    b.arrives("F. 1:1(0) ack 1").sends(". 1:1(0) ack 2").is_in(CloseWait);
    a.arrives(". 1:1(0) ack 2").sends("").is_in(FinWait2);
    b.call(Call::Close).sends("F. 1:1(0) ack 2").is_in(LastAck);
    a.arrives("F. 1:1(0) ack 2").sends(". 2:2(0) ack 2").is_in(TimeWait).tells(&[Notice::EndOfData]);
    b.arrives(". 2:2(0) ack 2").sends("").is_in(Closed).tells(&[Notice::Closed]);
    a.wait(secs(240)).is_in(Closed).tells(&[Notice::Closed]);
}

/// An ACK that waits for the program's turn lets its FIN carry it.
#[test]
fn three_segments() {
    let mut b = closed_with(TEXTBOOK, (0, 0)).into_established();
    b.arrives("F. 1:1(0) ack 1").sends("").is_in(CloseWait).tells(&[Notice::EndOfData]);
    assert_eq!(b.millis_to(Timer::DelayedAck), Some(0));
    let mut late = b.clone();
    b.call(Call::Close).sends("F. 1:1(0) ack 2").is_in(LastAck);
    assert!(!b.runs(Timer::DelayedAck));
    // A program that does not close has its ACK leave alone.
    late.fires(Timer::DelayedAck).sends(". 1:1(0) ack 2").is_in(CloseWait);
    late.call(Call::Close).sends("F. 1:1(0) ack 2").is_in(LastAck);
}

#[test]
fn crossing_fins() {
    let mut end = fin_wait_1();
    end.arrives("F. 1:1(0) ack 1").sends(". 2:2(0) ack 2").is_in(Closing);
    assert!(end.runs(Timer::Retransmission), "our FIN is still out");
    end.arrives(". 2:2(0) ack 2").sends("").is_in(TimeWait);
}

#[test]
fn a_fin_that_acknowledges_ours_makes_two_transitions() {
    let mut end = fin_wait_1();
    end.arrives("F. 1:1(0) ack 2").sends(". 2:2(0) ack 2");
    assert_eq!(end.path(), [FinWait2, TimeWait]);
    assert!(!end.runs(Timer::Retransmission) && !end.runs(Timer::UserTimeout));
}

// ---- FIN and data ----

#[test]
fn text_comes_before_the_fin_of_its_segment() {
    let mut end = established();
    end.arrives("FP. 1:11(10) ack 1").sends(". 1:1(0) ack 12").is_in(CloseWait);
    end.tells(&[Notice::Arrived(10), Notice::EndOfData]);
    end.call(READ).tells(&[Notice::Received(10)]);
    end.call(READ).tells(&[Notice::EndOfData]);
}

#[test]
fn a_fin_beyond_a_hole_waits_for_it() {
    let mut end = fin_wait_2();
    end.arrives("F. 11:11(0) ack 2").sends(". 2:2(0) ack 1").tells(&[]).is_in(FinWait2);
    end.arrives("P. 6:11(5) ack 2").sends(". 2:2(0) ack 1").tells(&[]).is_in(FinWait2);
    end.arrives("P. 1:6(5) ack 2").sends(". 2:2(0) ack 12").is_in(TimeWait);
    end.tells(&[Notice::Arrived(10), Notice::EndOfData]);
}

#[test]
fn out_of_order_text_and_fin_are_kept_once() {
    let mut end = established();
    for _ in 0..3 {
        end.arrives("FP. 6:11(5) ack 1").sends(". 1:1(0) ack 1").is_in(Established);
    }
    end.arrives("P. 3:8(5) ack 1").sends(". 1:1(0) ack 1");
    end.arrives("P. 1:4(3) ack 1").sends(". 1:1(0) ack 12").is_in(CloseWait);
    end.tells(&[Notice::Arrived(10), Notice::EndOfData]);
}

#[test]
fn only_the_new_part_of_a_segment_counts() {
    let mut end = established();
    end.arrives("P. 1:6(5) ack 1").tells(&[Notice::Arrived(5)]);
    end.arrives("FP. 3:9(6) ack 1").sends(". 1:1(0) ack 10").is_in(CloseWait);
    end.tells(&[Notice::Arrived(3), Notice::EndOfData]);
    // Old but for its FIN.
    let mut end = established();
    end.arrives("P. 1:6(5) ack 1");
    end.arrives("FP. 1:6(5) ack 1").sends(". 1:1(0) ack 7").tells(&[Notice::EndOfData]);
}

#[test]
fn a_partial_ack_keeps_the_rest_and_the_fin() {
    let mut end = established();
    end.call(Call::Send(1_000)).sends("P. 1:537(536) ack 1; P. 537:1001(464) ack 1");
    end.call(Call::Close).sends("F. 1001:1001(0) ack 1").is_in(FinWait1);
    end.arrives(". 1:1(0) ack 537").is_in(FinWait1);
    assert!(end.runs(Timer::Retransmission));
    end.fires(Timer::Retransmission).sends("P. 537:1001(464) ack 1");
    // Even in the middle of a segment.
    end.arrives(". 1:1(0) ack 600").fires(Timer::Retransmission).sends("P. 600:1001(401) ack 1");
    end.arrives(". 1:1(0) ack 1001").is_in(FinWait1).fires(Timer::Retransmission);
    end.sends("F. 1001:1001(0) ack 1");
    end.arrives(". 1:1(0) ack 1002").is_in(FinWait2);
    assert!(!end.runs(Timer::Retransmission));
}

#[test]
fn data_and_fin_leave_without_waiting_for_acks() {
    let mut end = established();
    end.call(Call::Send(10)).call(Call::Send(40)).call(Call::Close).sends("F. 51:51(0) ack 1");
    end.arrives(". 1:1(0) ack 52").is_in(FinWait2);
}

#[test]
fn sending_goes_on_in_close_wait() {
    let mut end = close_wait();
    end.call(Call::Send(5)).sends("P. 1:6(5) ack 2").is_in(CloseWait);
    end.fires(Timer::Retransmission).sends("P. 1:6(5) ack 2");
    end.call(Call::Shutdown).sends("F. 6:6(0) ack 2").is_in(LastAck);
    end.arrives(". 2:2(0) ack 6").is_in(LastAck).arrives(". 2:2(0) ack 7").is_in(Closed);
}

// ---- FIN behind a window ----

/// A FIN that has not left cannot be acknowledged, and it survives the change to CLOSING.
#[test]
fn a_fin_that_waits_survives_the_peers_fin() {
    let mut end = established();
    end.arrives(". 1:1(0) ack 1 win 0");
    end.call(Call::Close).sends("").is_in(FinWait1);
    assert!(end.connection.snapshot().fin_waiting);
    end.arrives("F. 1:1(0) ack 1 win 0").sends(". 1:1(0) ack 2").is_in(Closing);
    assert!(end.connection.snapshot().fin_waiting);
    end.arrives(". 2:2(0) ack 2 win 9").sends(". 1:1(0) ack 2").is_in(Closing);
    end.arrives(". 2:2(0) ack 1 win 9").sends("F. 1:1(0) ack 2").is_in(Closing);
    assert!(end.out.iter().any(|output| matches!(output, Output::Transmit { rule: Rule::FinLeaves, .. })));
    end.arrives(". 2:2(0) ack 2").is_in(TimeWait);
}

/// D12: FIN-WAIT-1 begins at CLOSE, LAST-ACK when the FIN leaves.
#[test]
fn close_wait_ends_when_the_fin_leaves() {
    let plain = Config { silly_window_avoided: false, ..RFC_9293 };
    let mut end = closed_with(plain, (0, 0)).into_established();
    end.arrives("F. 1:1(0) ack 1 win 4");
    end.call(Call::Send(6)).call(Call::Close).sends("").is_in(CloseWait);
    assert!(end.connection.snapshot().fin_waiting);
    end.call(Call::Send(1)).tells(&[Notice::Error(CallError::Closing)]);
    end.call(Call::Close).tells(&[Notice::Error(CallError::Closing)]);
    end.arrives(". 2:2(0) ack 5 win 100").sends("FP. 5:7(2) ack 2").is_in(LastAck);
}

#[test]
fn close_with_sends_pending_waits_for_established() {
    let mut end = syn_received();
    end.call(Call::Send(5)).call(Call::Close).sends("").is_in(SynReceived);
    end.arrives(". 1:1(0) ack 1").sends("FP. 1:6(5) ack 1").is_in(FinWait1);
    assert_eq!(end.path(), [Established, FinWait1]);
}

#[test]
fn close_in_syn_received_sends_the_fin_behind_the_syn() {
    let mut end = syn_received();
    end.call(Call::Close).sends("F. 1:1(0) ack 1").is_in(FinWait1);
    end.fires(Timer::Retransmission).sends("S. 0:0(0) ack 1");
    end.arrives(". 1:1(0) ack 1").is_in(FinWait1);
    end.fires(Timer::Retransmission).sends("F. 1:1(0) ack 1");
    end.arrives(". 1:1(0) ack 2").is_in(FinWait2);
}

// ---- the program ----

/// D14: what was received can be read in every state, CLOSED included.
#[test]
fn what_is_buffered_is_handed_out_before_the_end_of_data() {
    let ways: [fn(&mut End); 3] = [
        |end| {
            end.call(Call::Shutdown).is_in(LastAck);
        },
        |end| {
            end.call(Call::Shutdown).arrives(". 5:5(0) ack 2").is_in(Closed);
        },
        |_| {},
    ];
    for way in ways {
        let mut end = established();
        end.arrives("FP. 1:4(3) ack 1");
        way(&mut end);
        end.call(Call::Receive(2)).tells(&[Notice::Received(2)]);
        end.call(READ).tells(&[Notice::Received(1)]);
        end.call(READ).tells(&[Notice::EndOfData]);
    }
    let mut end = fin_wait_1();
    end.arrives("FP. 1:4(3) ack 2").is_in(TimeWait).call(READ).tells(&[Notice::Received(3)]);
    end.wait(secs(240)).is_in(Closed).call(READ).tells(&[Notice::EndOfData]);
}

/// MUST-12: a program can tell an end in order from a broken one.
#[test]
fn a_broken_connection_says_so_when_read() {
    let mut end = established();
    end.arrives("P. 1:4(3) ack 1").arrives("R 4:4(0)").tells(&[Notice::Reset]).is_in(Closed);
    end.call(READ).tells(&[Notice::Reset]);
    let mut end = last_ack();
    end.fires(Timer::UserTimeout).tells(&[Notice::TimedOut]).sends("").is_in(Closed);
    end.call(READ).tells(&[Notice::TimedOut]);
    let mut end = established();
    end.call(Call::Abort).tells(&[]).call(READ).tells(&[Notice::Error(CallError::DoesNotExist)]);
}

/// Both directions ended in order, whatever kills TIME-WAIT later; CLOSING and LAST-ACK cannot know.
#[test]
fn what_a_reset_means_depends_on_what_is_out() {
    for (mut end, told) in
        [(time_wait(), Notice::Closed), (closing(), Notice::Reset), (last_ack(), Notice::Reset)]
    {
        end.arrives("R 2:2(0)").tells(&[told]).is_in(Closed).sends("");
    }
}

#[test]
fn the_programs_close_frees_the_buffer_that_nobody_reads() {
    let config = Config { receive_buffer: 10, ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_fin_wait_2();
    end.arrives("P. 1:11(10) ack 2").sends(". 2:2(0) ack 11");
    assert_eq!(end.connection.snapshot().rcv_wnd, 0);
    end.call(Call::Close).sends(". 2:2(0) ack 11").is_in(FinWait2);
    assert_eq!(end.windows(), [10]);
    // Later octets are acknowledged, and nobody is told.
    end.arrives("P. 11:14(3) ack 2").sends(". 2:2(0) ack 14").tells(&[]);
}

// ---- TIME-WAIT and FIN-WAIT-2 ----

#[test]
fn time_wait_ends_two_msl_after_it_was_last_restarted() {
    let mut end = time_wait();
    end.wait(secs(100)).arrives(". 2:2(0) ack 2").sends("");
    end.arrives(". 1:1(0) ack 2").sends(". 2:2(0) ack 2");
    end.arrives("F. 1:1(0) ack 3").sends(". 2:2(0) ack 2");
    assert_eq!(end.millis_to(Timer::TimeWait), Some(140_000), "none of them restarts it");
    end.arrives("F. 2:2(0) ack 2").sends(". 2:2(0) ack 2");
    assert_eq!(end.millis_to(Timer::TimeWait), Some(240_000));
    end.wait(secs(240) - millis(1)).is_in(TimeWait).wait(millis(1)).is_in(Closed);
}

/// I16: two ends in TIME-WAIT fall silent.
#[test]
fn two_ends_in_time_wait_fall_silent() {
    let mut end = time_wait();
    end.arrives(". 2:2(0) ack 2").sends("");
    assert_eq!(end.out, [Output::Ignored(Rule::TimeWaitQuiet)]);
}

#[test]
fn fin_wait_2_has_no_end_of_its_own() {
    fin_wait_2().wait(secs(1_000_000)).is_in(FinWait2);
    // A system's limit counts from close() on, not from shutdown().
    let config = Config { fin_wait_2_timeout: Some(secs(60)), ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_fin_wait_2();
    end.wait(secs(1_000)).is_in(FinWait2);
    end.call(Call::Close).wait(secs(59)).is_in(FinWait2);
    end.arrives("P. 1:4(3) ack 2").wait(secs(1)).is_in(Closed);
}

// ---- ACKs that wait ----

#[test]
fn the_first_segments_deadline_stands_and_two_full_ones_do_not_wait() {
    let config =
        Config { ack_delay: AckDelay::After(millis(200)), fin_ack_waits: true, mss: 100, ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_established();
    end.arrives("P. 1:51(50) ack 1").sends("").wait(millis(150));
    end.arrives("P. 51:101(50) ack 1").sends("");
    assert_eq!(end.millis_to(Timer::DelayedAck), Some(50));
    end.arrives("P. 101:201(100) ack 1").sends(". 1:1(0) ack 201");
    assert!(!end.runs(Timer::DelayedAck));
    // Data that leaves carries the ACK; a hole does not wait.
    end.arrives("P. 201:202(1) ack 1").sends("").call(Call::Send(1)).sends("P. 1:2(1) ack 202");
    assert!(!end.runs(Timer::DelayedAck));
    end.arrives("P. 203:204(1) ack 2").sends(". 2:2(0) ack 202");
    end.arrives("P. 202:203(1) ack 2").sends(". 2:2(0) ack 204");
}

#[test]
fn no_segment_but_a_reset_leaves_a_connection_without_an_ack() {
    for mut end in [established(), fin_wait_1(), close_wait(), closing(), last_ack()] {
        end.call(Call::Send(1)).call(Call::Shutdown).wait(secs(10));
        for output in &end.out {
            if let Output::Transmit { segment, .. } = output {
                assert!(segment.ack.is_some() || segment.kind() == Kind::Rst, "{segment}");
            }
        }
    }
}
