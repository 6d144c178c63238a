//! What other demonstrations of the four waves get wrong, one test each. (That the server closes by
//! itself is the simulation's to refute.)

use super::bench::{closing, established, fin_wait_1, fin_wait_2, last_ack, listen, millis, secs, time_wait};
use four_waves::tcp::{Call, Notice, State::*, Timer};

#[test]
fn data_accepted_only_in_established() {
    for mut end in [established(), fin_wait_1(), fin_wait_2()] {
        let state = end.state();
        let snd_nxt = end.connection.snapshot().snd_nxt;
        end.arrives("P. 1:101(100) ack 1").tells(&[Notice::Arrived(100)]).is_in(state);
        end.sends(&format!(". {snd_nxt}:{snd_nxt}(0) ack 101"));
        end.call(Call::Receive(200)).tells(&[Notice::Received(100)]);
    }
}

#[test]
fn server_first_close_goes_to_last_ack() {
    let mut server = listen().into_syn_received();
    server.arrives(". 1:1(0) ack 1").is_in(Established);
    assert!(server.connection.snapshot().passive);
    server.call(Call::Close).sends("F. 1:1(0) ack 1").is_in(FinWait1);
    server.arrives(". 1:1(0) ack 2").is_in(FinWait2);
    server.arrives("F. 1:1(0) ack 2").is_in(TimeWait);
}

#[test]
fn a_fin_in_established_taken_for_fin_wait_1() {
    let mut end = established();
    end.arrives("F. 1:1(0) ack 1").sends(". 1:1(0) ack 2").is_in(CloseWait);
    assert_eq!(end.path(), [CloseWait]);
    // And without a CLOSE it stays there, without any timer.
    end.wait(secs(100_000)).sends("").is_in(CloseWait);
    assert_eq!(end.connection.next_timeout(), None);
}

#[test]
fn an_ack_that_does_not_cover_the_fin_leaves_fin_wait_1_or_last_ack() {
    let mut end = established();
    end.call(Call::Send(10)).call(Call::Shutdown).is_in(FinWait1);
    end.arrives(". 1:1(0) ack 1").is_in(FinWait1);
    end.arrives(". 1:1(0) ack 11").is_in(FinWait1);
    end.arrives(". 1:1(0) ack 12").is_in(FinWait2);

    let mut end = established();
    end.arrives("F. 1:1(0) ack 1");
    end.call(Call::Send(10)).call(Call::Shutdown).is_in(LastAck);
    end.arrives(". 2:2(0) ack 1").is_in(LastAck);
    end.arrives(". 2:2(0) ack 11").is_in(LastAck);
    end.arrives(". 2:2(0) ack 12").is_in(Closed);

    fin_wait_1().arrives(". 1:1(0) ack 1").is_in(FinWait1);
    last_ack().arrives(". 2:2(0) ack 1").is_in(LastAck);
}

#[test]
fn closing_left_on_a_fin() {
    let mut end = closing();
    end.arrives("F. 1:1(0) ack 1").sends(". 2:2(0) ack 2").is_in(Closing);
    end.arrives("F. 2:2(0) ack 1").is_in(Closing);
    assert_eq!(end.connection.snapshot().rcv_nxt.0, 2, "RCV.NXT moves over the FIN once");
    end.arrives(". 2:2(0) ack 2").is_in(TimeWait);
}

#[test]
fn a_duplicate_fin_in_time_wait_ignored() {
    let mut end = time_wait();
    end.wait(secs(239)).is_in(TimeWait);
    end.arrives("F. 1:1(0) ack 2").sends(". 2:2(0) ack 2").is_in(TimeWait);
    assert_eq!(end.millis_to(Timer::TimeWait), Some(240_000));
    // Its copy with data before the FIN is the same FIN.
    end.wait(secs(239)).arrives("FP. 0:1(1) ack 2").sends(". 2:2(0) ack 2");
    end.wait(secs(240) - millis(1)).is_in(TimeWait);
    end.wait(millis(1)).is_in(Closed).tells(&[Notice::Closed]);
}
