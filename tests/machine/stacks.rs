//! Where stacks differ: each knob of a configuration, on and off.

use super::bench::{End, closed_with, established, fin_wait_2, secs, time_wait};
use four_waves::tcp::{
    Call, Config, FREEBSD, LINUX, Notice, RFC_793, RFC_9293, Rule, Stack, State::*, TimeWaitSyn, Timer,
};

fn closed_in(config: &Config) -> End {
    closed_with(config.clone(), (0, 0))
}

/// C22: unread data, or data after close(), is answered with a reset; without the knob nobody is
/// told.
#[test]
fn half_duplex_close() {
    let config = Config { half_duplex_close: true, ..RFC_9293 };
    let mut end = closed_in(&config).into_established();
    end.arrives("P. 1:4(3) ack 1").call(Call::Close).sends("R 1:1(0)").is_in(Closed);
    let mut end = closed_in(&config).into_established();
    end.call(Call::Close).sends("F. 1:1(0) ack 1");
    end.arrives("P. 1:4(3) ack 2").sends("R 2:2(0)");
    assert_eq!(end.path(), [FinWait2, Closed]);
    // Half-close goes on reading, and in TIME-WAIT nobody is left to be told.
    let mut end = closed_in(&config).into_fin_wait_2();
    end.arrives("FP. 1:4(3) ack 2").is_in(TimeWait).call(Call::Close).sends("").is_in(TimeWait);
    let mut end = established();
    end.arrives("P. 1:4(3) ack 1").call(Call::Close).sends("F. 1:1(0) ack 4").is_in(FinWait1);
}

#[test]
fn abort_with_and_without_ack() {
    established().call(Call::Abort).sends("R 1:1(0)").is_in(Closed);
    for config in [&LINUX, &FREEBSD] {
        closed_in(config).into_established().call(Call::Abort).sends("R. 1:1(0) ack 1").is_in(Closed);
    }
}

/// RFC 793: a RST or SYN anywhere in the window acts.
#[test]
fn without_rfc_5961() {
    let builds: [fn(End) -> End; 4] =
        [End::into_established, End::into_fin_wait_1, End::into_fin_wait_2, End::into_close_wait];
    for build in builds {
        for event in ["R 9:9(0)", "S 9:9(0)", "S. 9:9(0) ack 1"] {
            let mut end = build(closed_in(&RFC_793));
            end.arrives(event).tells(&[Notice::Reset]).is_in(Closed);
            assert_eq!(end.sent().starts_with('R'), event.starts_with('S'), "{event}");
        }
        let mut end = build(closed_in(&RFC_793));
        let state = end.state();
        end.arrives("S 0:3(3)").is_in(state);
        assert!(end.sent().starts_with(". "), "only what follows the SYN is in the window");
    }
    closed_in(&RFC_793).into_established().arrives(". 1:1(0) ack 4294901761").sends("");
    closed_in(&RFC_793).into_time_wait().arrives("S 2:2(0)").sends("R. 2:2(0) ack 3").is_in(Closed);
    closed_in(&RFC_793).into_time_wait().arrives("S 1:1(0)").sends(". 2:2(0) ack 2").is_in(TimeWait);
}

#[test]
fn a_syn_in_time_wait() {
    for (answer, equal, above) in [
        (TimeWaitSyn::Challenge, ". 2:2(0) ack 2", ". 2:2(0) ack 2"),
        (TimeWaitSyn::Rfc6191, "S. 65539:65539(0) ack 3", "S. 65539:65539(0) ack 4"),
        (TimeWaitSyn::Rfc793, "R. 2:2(0) ack 3", "R. 2:2(0) ack 4"),
        (TimeWaitSyn::AboveNextElseAck, ". 2:2(0) ack 2", "S. 65539:65539(0) ack 4"),
        (TimeWaitSyn::AboveNextElseSilence, "", "S. 65539:65539(0) ack 4"),
    ] {
        let config = Config { time_wait_syn: answer, ..RFC_9293 };
        closed_in(&config).into_time_wait().arrives("S 2:2(0)").sends(equal);
        closed_in(&config).into_time_wait().arrives("S 3:3(0)").sends(above);
    }
}

#[test]
fn a_reset_in_time_wait() {
    let config = Config { rfc1337: true, ..RFC_9293 };
    closed_in(&config).into_time_wait().arrives("R 2:2(0)").sends("").is_in(TimeWait);
    time_wait().arrives("R 2:2(0)").sends("").is_in(Closed);
    time_wait().arrives("R 3:3(0)").sends(". 2:2(0) ack 2").is_in(TimeWait);
}

#[test]
fn a_bare_ack_in_time_wait() {
    let mut end = closed_in(&LINUX).into_time_wait();
    end.wait(secs(50)).arrives(". 2:2(0) ack 2").sends("");
    assert_eq!(end.millis_to(Timer::TimeWait), Some(60_000));
    end.wait(secs(60)).is_in(Closed);
}

#[test]
fn habits_of_systems() {
    closed_in(&LINUX).into_established().arrives("P. 1:4(3) ack 9").sends("").tells(&[]);
    closed_in(&FREEBSD).into_listen().arrives("S. 0:0(0) ack 1").sends("").is_in(Listen);
    closed_in(&FREEBSD).into_listen().arrives(". 0:0(0) ack 1").sends("R 1:1(0)").is_in(Listen);
    closed_in(&FREEBSD).into_time_wait().arrives("F 1:1(0)").sends("").is_in(TimeWait);
    time_wait().arrives("F 1:1(0)").sends(". 2:2(0) ack 2").is_in(TimeWait);
    let config = Config { drop_syn_fin: true, ..RFC_9293 };
    closed_in(&config).into_listen().arrives("SF 0:0(0)").sends("").is_in(Listen);
    closed_in(&config).into_syn_sent().arrives("SF. 0:0(0) ack 1").sends("").is_in(SynSent);
    closed_in(&config).into_time_wait().arrives("SF 2:2(0)").sends("").is_in(TimeWait);
}

/// C28: FIN-WAIT-2 ends by itself only in systems, and only once the program is gone.
#[test]
fn fin_wait_2_limits() {
    for config in [&LINUX, &FREEBSD] {
        closed_in(config).into_fin_wait_2().wait(secs(1_000)).is_in(FinWait2);
        let mut end = closed_in(config).into_established();
        let limit = config.fin_wait_2_timeout.unwrap();
        end.call(Call::Close).arrives(". 1:1(0) ack 2").is_in(FinWait2);
        end.wait(limit - secs(1)).is_in(FinWait2).wait(secs(1)).is_in(Closed);
        assert!(end.connection.next_timeout().is_none());
    }
    fin_wait_2().call(Call::Close).wait(secs(10_000)).is_in(FinWait2);
}

#[test]
fn stacks_and_rules_have_names_of_their_own() {
    for (index, stack) in Stack::ALL.iter().enumerate() {
        assert!(Stack::ALL[..index].iter().all(|other| other.id() != stack.id()));
    }
    for (index, rule) in Rule::ALL.iter().enumerate() {
        let same = |other: &&Rule| (other.section(), other.short()) == (rule.section(), rule.short());
        assert_eq!(Rule::ALL[..index].iter().find(same), None, "{rule:?}");
    }
}
