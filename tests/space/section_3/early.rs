//! Table 3.2: segments in CLOSED, LISTEN and SYN-SENT (RFC 9293 sections 3.10.7.1 to 3.10.7.3).

use super::expected::{Answer, Expected, hold_against};
use crate::situation::Bench;
use four_waves::tcp::{Notice, Segment, State};

#[test]
fn table_3_2_before_there_is_a_connection() {
    let cells = hold_against(|state| matches!(state, State::Closed | State::Listen | State::SynSent), expect);
    assert!(cells > 150, "only {cells} cells");
}

fn expect(bench: &Bench, segment: &Segment) -> Expected {
    let now = bench.snapshot();
    let stay = Expected::stays(&now);
    // Every answer to an ACK that cannot be ours.
    let reset = Expected { answer: Answer::ResetAtAck, ..stay.clone() };
    match now.state {
        _ if segment.rst && now.state != State::SynSent => stay,
        State::Closed if segment.ack.is_none() => Expected { answer: Answer::ResetOfAll, ..stay },
        State::Closed => reset,
        State::Listen if segment.ack.is_some() => reset,
        State::Listen if segment.syn => received(stay, segment),
        State::Listen => stay,
        State::SynSent => syn_sent(stay, reset, bench, segment),
        other => unreachable!("{other} has its own table"),
    }
}

fn syn_sent(stay: Expected, reset: Expected, bench: &Bench, segment: &Segment) -> Expected {
    let good = segment.ack.map(|ack| ack == bench.iss + 1);
    match (segment.rst, segment.syn, good) {
        (true, _, Some(true)) => Expected { state: State::Closed, end: Some(Notice::Refused), ..stay },
        (true, _, _) => stay,
        (false, _, Some(false)) => reset,
        (false, true, None) => received(stay, segment),
        (false, true, Some(true)) => {
            // Octets and FIN that come with a SYN,ACK are processed at once.
            let next = segment.seq + 1 + segment.len + u32::from(segment.fin);
            let state = if segment.fin { State::CloseWait } else { State::Established };
            let (arrived, eof) = (segment.len, segment.fin);
            Expected { answer: Answer::Ack, state, una: bench.iss + 1, rcv: next, arrived, eof, ..stay }
        }
        (false, false, _) => stay,
    }
}

/// Octets and FIN that come with a SYN alone are not acknowledged.
fn received(stay: Expected, segment: &Segment) -> Expected {
    Expected { answer: Answer::SynAck, state: State::SynReceived, rcv: segment.seq + 1, ..stay }
}
