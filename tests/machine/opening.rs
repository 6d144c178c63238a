//! Opening, reopening, and what a handshake leaves behind.

use super::bench::{
    End, NUMBERS, closed, closed_with, established, listen, secs, syn_received, syn_sent, time_wait,
};
use four_waves::tcp::{
    Call, CallError, Config, Notice, RFC_9293, SeqNum, State::*, TimeWaitSyn, Timer, calls::refusal,
};

#[test]
fn three_segments_open() {
    let (mut a, mut b) = (closed(), listen());
    a.call(Call::OpenActive).sends("S 0:0(0)").is_in(SynSent);
    b.arrives("S 0:0(0)").sends("S. 0:0(0) ack 1").is_in(SynReceived);
    a.arrives("S. 0:0(0) ack 1").sends(". 1:1(0) ack 1").is_in(Established).tells(&[Notice::Connected]);
    b.arrives(". 1:1(0) ack 1").sends("").is_in(Established).tells(&[Notice::Connected]);
    assert_eq!((a.connection.next_timeout(), b.connection.next_timeout()), (None, None));
}

/// Figure 7: both ends go SYN-SENT, SYN-RECEIVED, ESTABLISHED.
#[test]
fn simultaneous_open() {
    for numbers in NUMBERS {
        let mut end = closed_with(RFC_9293, numbers).into_syn_sent();
        end.arrives("S 0:0(0)").sends("S. 0:0(0) ack 1").is_in(SynReceived);
        assert!(end.runs(Timer::Retransmission));
        end.arrives("S. 0:0(0) ack 1").sends("").is_in(Established).tells(&[Notice::Connected]);
        end.call(Call::Send(3)).sends("P. 1:4(3) ack 1");
    }
}

#[test]
fn a_crossed_syn_acks_text_and_fin_count_too() {
    let mut end = syn_sent().into_syn_received();
    end.arrives("SFP. 0:3(3) ack 1").sends(". 1:1(0) ack 5").is_in(CloseWait);
    end.tells(&[Notice::Connected, Notice::Arrived(3), Notice::EndOfData]);
    // Its bad ACK is answered as any other.
    let mut end = syn_sent().into_syn_received();
    end.arrives("S. 0:0(0) ack 7").sends("R 7:7(0)").is_in(SynReceived);
}

#[test]
fn what_was_queued_carries_the_handshakes_ack() {
    let mut end = syn_sent();
    end.call(Call::Send(3)).sends("");
    end.arrives("S. 0:0(0) ack 1").sends("P. 1:4(3) ack 1").is_in(Established);
    // LISTEN and SEND: an active open.
    let mut end = listen();
    end.call(Call::Send(3)).sends("S 0:0(0)").is_in(SynSent);
    assert!(!end.connection.snapshot().passive);
    end.arrives("S. 0:0(0) ack 1").sends("P. 1:4(3) ack 1");
}

#[test]
fn a_syn_that_comes_again_with_data_changes_nothing() {
    let mut end = listen();
    end.arrives("S 0:3(3)").sends("S. 0:0(0) ack 1").is_in(SynReceived);
    end.arrives("S 0:3(3)").sends(". 1:1(0) ack 1").is_in(SynReceived);
    end.fires(Timer::Retransmission).sends("S. 0:0(0) ack 1");
    end.arrives(". 1:1(0) ack 1").is_in(Established).tells(&[Notice::Connected]);
}

#[test]
fn a_reset_leads_back_to_where_the_open_began() {
    let mut end = syn_received();
    end.call(Call::Send(7)).arrives("R 1:1(0)").is_in(Listen).tells(&[]);
    let snapshot = end.connection.snapshot();
    assert_eq!((snapshot.snd_una, snapshot.snd_nxt, snapshot.send_queue), (SeqNum(0), SeqNum(0), 0));
    assert_eq!(end.connection.next_timeout(), None);
    end.arrives("S 50:50(0)").sends("S. 0:0(0) ack 51").is_in(SynReceived);
    let mut end = syn_sent().into_syn_received();
    end.arrives("R 1:1(0)").is_in(Closed).tells(&[Notice::Refused]);
}

/// A CLOSE that waited in SYN-RECEIVED finds LISTEN, where it deletes the TCB.
#[test]
fn a_close_that_waits_does_not_leave_a_listener_behind() {
    let mut end = syn_received();
    end.call(Call::Send(7)).call(Call::Close).is_in(SynReceived);
    end.arrives("R 1:1(0)").is_in(Closed).tells(&[Notice::Closed]);
    assert_eq!(end.path(), [Listen, Closed]);
}

#[test]
fn half_open_is_cleared_up() {
    // Figure 10: data for a closed end.
    closed().arrives("P. 300:310(10) ack 100").sends("R 100:100(0)");
    // Figure 9: the end that crashed begins anew, the other one answers with an ACK.
    let mut old = established();
    old.arrives("S 70000:70000(0)").sends(". 1:1(0) ack 1").is_in(Established);
    let mut new = closed_with(RFC_9293, (400, 0)).into_syn_sent();
    new.arrives(". 300:300(0) ack 100").sends("R 100:100(0)").is_in(SynSent);
}

// ---- a connection object lives more than once ----

#[test]
fn a_closed_connection_opens_again_with_nothing_left_over() {
    let mut end = established();
    end.arrives("FP. 1:4(3) ack 1").call(Call::Close).arrives(". 5:5(0) ack 2").is_in(Closed);
    end.call(Call::OpenActive).is_in(SynSent);
    let snapshot = end.connection.snapshot();
    assert!(snapshot.reading && !snapshot.peer_closed && !snapshot.fin_waiting);
    assert_eq!((snapshot.unread, snapshot.snd_una), (0, SeqNum(2 + 65_537)), "above every old number");
    end.sends("S 65539:65539(0)").arrives("S. 900:900(0) ack 65540").sends(". 65540:65540(0) ack 901");
    end.call(Call::Receive(9)).tells(&[]);
}

#[test]
fn a_new_syn_may_open_a_new_connection_out_of_time_wait() {
    let config = Config { time_wait_syn: TimeWaitSyn::Rfc6191, ..RFC_9293 };
    for numbers in NUMBERS {
        let mut end = closed_with(config.clone(), numbers).into_time_wait();
        end.arrives("S 1:1(0)").sends("").is_in(TimeWait);
        end.arrives("S. 9:9(0) ack 2").sends(". 2:2(0) ack 2").is_in(TimeWait);
        end.arrives("S 2:2(0)").sends("S. 65539:65539(0) ack 3").is_in(SynReceived);
        assert!(!end.runs(Timer::TimeWait));
        end.arrives(". 3:3(0) ack 65540").is_in(Established).tells(&[Notice::Connected]);
        end.arrives("P. 3:5(2) ack 65540").tells(&[Notice::Arrived(2)]);
    }
    // By the letter a SYN is challenged there.
    time_wait().arrives("S 5:5(0)").sends(". 2:2(0) ack 2").is_in(TimeWait);
}

#[test]
fn the_user_timeout_ends_an_open() {
    for mut end in [syn_sent(), syn_received(), syn_sent().into_syn_received()] {
        end.wait(secs(299)).wait(secs(1)).sends("").tells(&[Notice::TimedOut]).is_in(Closed);
    }
}

/// The predicate and the machine refuse alike.
#[test]
fn refusals_are_those_of_the_predicate() {
    let builds: [fn(End) -> End; 11] = [
        |end| end,
        End::into_listen,
        End::into_syn_sent,
        |end| end.into_listen().into_syn_received(),
        End::into_established,
        End::into_fin_wait_1,
        End::into_fin_wait_2,
        End::into_close_wait,
        End::into_closing,
        End::into_last_ack,
        End::into_time_wait,
    ];
    let calls =
        [Call::OpenPassive, Call::OpenActive, Call::Send(1), Call::Shutdown, Call::Close, Call::Abort];
    for build in builds {
        for call in calls {
            let mut end = build(closed());
            let snapshot = end.connection.snapshot();
            let refused = refusal(snapshot.state, snapshot.fin_waiting, snapshot.reading, call).err();
            let told = end.call(call).notices().into_iter().find_map(error);
            assert_eq!(refused, told, "{call:?} in {}", snapshot.state);
        }
    }
}

fn error(notice: Notice) -> Option<CallError> {
    if let Notice::Error(error) = notice { Some(error) } else { None }
}
