//! Windows: the peer's, closed and probed, and our own, offered, cut and opened again.

use super::bench::{End, closed_with, established, fin_wait_2, millis, secs};
use four_waves::tcp::{Call, Config, Notice, Output, RFC_9293, Rule, State::*, Timer};

const RTX: Timer = Timer::Retransmission;
const ZWP: Timer = Timer::ZeroWindowProbe;
const READ: Call = Call::Receive(u32::MAX);

fn with_buffer(octets: u32) -> End {
    closed_with(Config { receive_buffer: octets, ..RFC_9293 }, (0, 0)).into_established()
}

// ---- the peer's window ----

fn shut_out() -> End {
    let mut end = established();
    end.arrives(". 1:1(0) ack 1 win 0").call(Call::Send(5)).sends("");
    assert!(end.runs(ZWP) && !end.runs(RTX));
    end
}

/// MUST-36: first after one RTO, then ever more slowly.
#[test]
fn a_closed_window_is_probed_ever_more_slowly() {
    let mut end = shut_out();
    assert_eq!(end.millis_to(ZWP), Some(1_000));
    end.fires(ZWP).sends("P. 1:2(1) ack 1");
    for seconds in [2, 4, 8, 16, 32, 60, 60] {
        assert_eq!(end.millis_to(RTX), Some(seconds * 1_000));
        end.fires(RTX).sends("P. 1:2(1) ack 1");
        end.arrives(". 1:1(0) ack 1 win 0").sends("");
    }
}

/// MUST-37: as long as the probes are answered.
#[test]
fn a_peer_that_answers_probes_is_not_given_up() {
    let config = Config { retries: Some(3), user_timeout: Some(secs(100)), ..RFC_9293 };
    let mut end = closed_with(config, (0, 0)).into_established();
    end.arrives(". 1:1(0) ack 1 win 0").call(Call::Send(5)).fires(ZWP);
    for _ in 0..50 {
        let next = end.connection.next_timeout().map(|(_, timer)| timer);
        assert_eq!(next, Some(RTX), "the user timeout is put off");
        end.fires(RTX).sends("P. 1:2(1) ack 1").arrives(". 1:1(0) ack 1 win 0");
    }
    end.is_in(Established).wait(secs(1_000)).is_in(Closed);
}

#[test]
fn what_was_refused_goes_again_when_the_window_opens() {
    let mut end = shut_out();
    end.fires(ZWP).fires(RTX).arrives(". 1:1(0) ack 1 win 100");
    end.sends("P. 1:2(1) ack 1; P. 2:6(4) ack 1");
    assert_eq!(end.connection.snapshot().rto, secs(1), "no segment was lost, so nothing is slowed down");
    assert!(end.out.iter().any(|out| matches!(out, Output::Transmit { rule: Rule::WindowOpened, .. })));
    end.arrives(". 1:1(0) ack 6 win 100").sends("");
    assert_eq!(end.connection.next_timeout(), None);
}

#[test]
fn a_probe_may_be_taken() {
    let mut end = shut_out();
    end.fires(ZWP).arrives(". 1:1(0) ack 2 win 0").sends("");
    assert!(end.runs(ZWP) && !end.runs(RTX));
    end.fires(ZWP).sends("P. 2:3(1) ack 1").arrives(". 1:1(0) ack 3 win 9").sends("P. 3:6(3) ack 1");
}

/// C29: a FIN behind a closed window waits too, and is the probe where nothing else is left.
#[test]
fn a_fin_waits_behind_a_closed_window() {
    let mut end = established();
    end.arrives(". 1:1(0) ack 1 win 0").call(Call::Close).sends("").is_in(FinWait1);
    end.fires(ZWP).sends("F. 1:1(0) ack 1").is_in(FinWait1);
    end.arrives(". 1:1(0) ack 2 win 0").is_in(FinWait2);
    assert_eq!(end.connection.next_timeout(), None);
}

#[test]
fn only_what_fits_leaves() {
    let plain = Config { silly_window_avoided: false, ..RFC_9293 };
    let mut end = closed_with(plain, (0, 0)).into_established();
    end.arrives(". 1:1(0) ack 1 win 4").call(Call::Send(6)).sends("P. 1:5(4) ack 1");
    end.call(Call::Close).sends("");
    end.arrives(". 1:1(0) ack 5 win 2").sends("P. 5:7(2) ack 1").is_in(FinWait1);
    assert!(end.connection.snapshot().fin_waiting, "the FIN takes a number, and there is none left");
    end.arrives(". 1:1(0) ack 7 win 1").sends("F. 7:7(0) ack 1");
}

/// MUST-38: into a little room goes nothing, until all of the rest fits, a full segment does, half
/// of the largest window is open, or long enough has passed.
#[test]
fn no_silly_windows() {
    let small = |config: Config| closed_with(Config { mss: 100, ..config }, (0, 0)).into_established();
    let mut end = small(RFC_9293);
    end.arrives(". 1:1(0) ack 1 win 60").call(Call::Send(200)).sends("");
    assert_eq!(end.millis_to(ZWP), Some(1_000));
    end.arrives(". 1:1(0) ack 1 win 100").sends("P. 1:101(100) ack 1");
    assert!(!end.runs(ZWP));
    end.arrives(". 1:1(0) ack 101 win 60").sends("").fires(ZWP).sends("P. 101:161(60) ack 1");
    // The last piece is as long as it is.
    end.arrives(". 1:1(0) ack 161 win 60").sends("P. 161:201(40) ack 1");
}

/// A window that an older segment names does not count.
#[test]
fn an_old_segment_does_not_change_the_window() {
    let mut end = established();
    end.arrives("P. 1:4(3) ack 1 win 500");
    end.arrives("P. 1:4(3) ack 1 win 7").arrives(". 4:4(0) ack 0 win 7");
    assert_eq!(end.connection.snapshot().snd_wnd, 500);
    end.arrives(". 4:4(0) ack 1 win 300");
    assert_eq!(end.connection.snapshot().snd_wnd, 300);
}

/// RFC 5961 section 5.2: an ACK may be old, but not older than any window.
#[test]
fn an_ack_that_is_far_too_old_is_challenged() {
    let mut end = established();
    end.arrives(". 1:1(0) ack 4294901762").sends("");
    end.arrives(". 1:1(0) ack 4294901761").sends(". 1:1(0) ack 1");
}

// ---- our own window ----

#[test]
fn unread_octets_take_from_the_window_and_a_fin_does_not() {
    let mut end = with_buffer(1_000);
    end.arrives("P. 1:101(100) ack 1");
    assert_eq!(end.windows(), [900]);
    end.arrives("F. 101:101(0) ack 1").sends(". 1:1(0) ack 102");
    assert_eq!(end.windows(), [900]);
}

/// Section 3.8.6.2.2: the right edge moves by half a buffer or a full segment, or not at all.
#[test]
fn the_window_does_not_open_in_small_steps() {
    let mut end = with_buffer(1_000);
    end.arrives("P. 1:901(900) ack 1");
    assert_eq!(end.windows(), [100]);
    end.call(Call::Receive(499)).sends("");
    end.arrives("P. 901:902(1) ack 1").sends(". 1:1(0) ack 902");
    assert_eq!(end.windows(), [99], "the edge stays where it was");
    end.call(Call::Receive(1)).sends(". 1:1(0) ack 902");
    assert_eq!(end.windows(), [599]);
}

#[test]
fn the_edge_that_was_promised_never_goes_back() {
    let mut end = with_buffer(1_000);
    let mut edge = 1_001;
    for (segment, read) in [("P. 1:301(300)", 200), ("P. 301:601(300)", 300), ("P. 601:901(300)", 400)] {
        end.arrives(&format!("{segment} ack 1")).call(Call::Receive(read));
        let now = end.connection.snapshot();
        assert!(now.rcv_nxt.0 + now.rcv_wnd >= edge);
        edge = now.rcv_nxt.0 + now.rcv_wnd;
    }
}

/// No update once the peer has closed, and none where the peer is not waiting.
#[test]
fn room_is_announced_only_where_it_matters() {
    let mut end = with_buffer(10);
    end.arrives("P. 1:11(10) ack 1").call(READ).sends(". 1:1(0) ack 11");
    assert_eq!(end.windows(), [10]);
    let mut end = with_buffer(10);
    end.arrives("P. 1:11(10) ack 1").arrives("F. 11:11(0) ack 1").is_in(CloseWait).call(READ).sends("");
    let mut end = established();
    end.arrives("P. 1:1001(1000) ack 1").call(READ).sends("");
}

#[test]
fn text_beyond_the_window_is_cut_off() {
    let mut end = with_buffer(6);
    end.arrives("P. 1:11(10) ack 1").sends(". 1:1(0) ack 7").tells(&[Notice::Arrived(6)]);
    // Out of order, too.
    let mut end = with_buffer(6);
    end.arrives("P. 4:14(10) ack 1").sends(". 1:1(0) ack 1");
    end.arrives("P. 1:4(3) ack 1").sends(". 1:1(0) ack 7").tells(&[Notice::Arrived(6)]);
}

/// "FIN in a part cut off by the window: lost with that part"; the peer sends it again.
#[test]
fn a_fin_beyond_the_window_is_lost_with_its_part() {
    for (segment, taken) in [("FP. 1:11(10) ack 1", 7), ("FP. 1:7(6) ack 1", 7)] {
        let mut end = with_buffer(6);
        end.arrives(segment).sends(&format!(". 1:1(0) ack {taken}")).is_in(Established);
        end.tells(&[Notice::Arrived(6)]);
    }
    let mut end = with_buffer(6);
    end.arrives("FP. 1:6(5) ack 1").sends(". 1:1(0) ack 7").is_in(CloseWait);
}

/// D6: a FIN alone needs no room, wherever its segment begins; a knob makes it strict.
#[test]
fn a_fin_comes_through_a_closed_window() {
    let full = || {
        let mut end = with_buffer(6);
        end.arrives("P. 1:7(6) ack 1").sends(". 1:1(0) ack 7");
        end
    };
    full().arrives("F. 7:7(0) ack 1").sends(". 1:1(0) ack 8").is_in(CloseWait);
    full().arrives("FP. 4:7(3) ack 1").sends(". 1:1(0) ack 8").is_in(CloseWait);
    full().arrives("FP. 7:8(1) ack 1").sends(". 1:1(0) ack 7").is_in(Established);
    let strict = Config { receive_buffer: 6, zero_window_fin: false, ..RFC_9293 };
    let mut end = closed_with(strict, (0, 0)).into_established();
    end.arrives("P. 1:7(6) ack 1").arrives("F. 7:7(0) ack 1").sends(". 1:1(0) ack 7").is_in(Established);
}

/// S5: a closed window refuses text, but neither ACK nor RST.
#[test]
fn a_closed_window_still_takes_acks_and_resets() {
    let mut end = with_buffer(6);
    end.arrives("P. 1:7(6) ack 1").call(Call::Send(3)).sends("P. 1:4(3) ack 7");
    let mut other = end.clone();
    end.arrives("P. 7:10(3) ack 4").sends(". 4:4(0) ack 7");
    assert!(!end.runs(RTX), "its ACK counted");
    other.arrives("R 7:7(0)").is_in(Closed);
}

#[test]
fn a_reset_counts_by_its_number_whatever_text_it_carries() {
    let mut end = established();
    end.arrives("P. 1:4(3) ack 1");
    end.arrives("R 1:9(8)").sends("").is_in(Established);
    end.arrives("R 5:9(4)").sends(". 1:1(0) ack 4").is_in(Established);
    end.arrives("R 4:9(5)").tells(&[Notice::Reset]).is_in(Closed);
    fin_wait_2().wait(millis(1)).arrives("R 1:3(2)").is_in(Closed);
}
