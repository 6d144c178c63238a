//! Tables 3.3 and 3.4: segments in all other states (RFC 9293 section 3.10.7.4), with and without
//! RFC 5961, by decisions D1 to D6, D10, D12 and D15.

use super::expected::{Answer, Expected, hold_against};
use crate::event::our_fin_left;
use crate::situation::{Bench, MAX_SND_WND};
use four_waves::tcp::State::{self, *};
use four_waves::tcp::{Notice, Segment, SeqNum, Snapshot};

#[test]
fn tables_3_3_and_3_4_segments_arrive() {
    let cells = hold_against(|state| !matches!(state, Closed | Listen | SynSent), expect);
    assert!(cells > 15_000, "only {cells} cells");
}

/// Table 3.3, its state columns: ACK of our FIN without a FIN; FIN in order, ours not acknowledged;
/// FIN in order, ours acknowledged now or before.
const NEXT: [(State, State, State, State); 7] = [
    (Established, Established, CloseWait, CloseWait),
    (FinWait1, FinWait2, Closing, TimeWait),
    (FinWait2, FinWait2, TimeWait, TimeWait),
    (CloseWait, CloseWait, CloseWait, CloseWait),
    (Closing, TimeWait, Closing, TimeWait),
    (LastAck, Closed, LastAck, Closed),
    (TimeWait, TimeWait, TimeWait, TimeWait),
];

fn expect(bench: &Bench, segment: &Segment) -> Expected {
    let now = bench.snapshot();
    let rfc5961 = bench.connection.config().rfc5961;
    if segment.rst {
        return reset_arrives(&now, rfc5961, segment);
    }
    let ack = Expected { answer: Answer::Ack, ..Expected::stays(&now) };
    // D5: the SYN,ACK of crossed SYNs.
    let at_first_number = now.state == SynReceived && segment.seq + 1 == now.rcv_nxt;
    let crossed = segment.syn && at_first_number && segment.ack.is_some();
    if segment.syn && !crossed {
        return syn_arrives(&now, rfc5961, segment, ack);
    }
    if !acceptable(&now, segment) && !crossed {
        return not_acceptable(bench, &now, segment, ack);
    }
    // Step 5: without ACK bit, D15.
    let Some(number) = segment.ack else { return Expected::stays(&now) };
    match ack_step(bench, &now, number) {
        Ack::OfSynBad => Expected { answer: Answer::ResetAtAck, ..Expected::stays(&now) },
        Ack::Refused => ack,
        Ack::Taken { una, our_fin } => text_and_fin(&now, segment, una, our_fin),
    }
}

// ---- step 1: the sequence number ----

fn in_window(now: &Snapshot, number: SeqNum) -> bool {
    number.distance_from(now.rcv_nxt) < now.rcv_wnd
}

/// Table 6 of section 3.10.7.4, with D6.
fn acceptable(now: &Snapshot, segment: &Segment) -> bool {
    let (len, window) = (segment.seq_len(), now.rcv_wnd);
    match (len == 0, window == 0) {
        (true, true) => segment.seq == now.rcv_nxt,
        (true, false) => in_window(now, segment.seq),
        (false, true) => segment.fin && segment.seq == now.rcv_nxt && len == 1,
        (false, false) => in_window(now, segment.seq) || in_window(now, segment.seq + (len - 1)),
    }
}

/// `.`, and drop; but D1, D2 and S5 look at some of it.
fn not_acceptable(bench: &Bench, now: &Snapshot, segment: &Segment, ack: Expected) -> Expected {
    let Some(number) = segment.ack else { return ack };
    let fin_again = segment.fin && segment.end() == now.rcv_nxt;
    let taken = ack_step(bench, now, number);
    match (now.state, taken) {
        (TimeWait, Ack::Taken { .. }) if fin_again => Expected { time_wait_begins: true, ..ack },
        (Closing | LastAck, Ack::Taken { una, our_fin: true }) if segment.end() == now.rcv_nxt => {
            let state = next(now.state).1;
            let closed = state == Closed;
            let end = closed.then_some(Notice::Closed);
            let answer = if closed { Answer::Silence } else { Answer::Ack };
            Expected { answer, state, una, end, time_wait_begins: state == TimeWait, ..ack }
        }
        (Closing | LastAck, Ack::Taken { una, .. }) if segment.end() == now.rcv_nxt => {
            Expected { una, ..ack }
        }
        (_, Ack::Taken { una, our_fin }) if now.rcv_wnd == 0 && segment.seq == now.rcv_nxt => {
            let state = if our_fin { next(now.state).1 } else { now.state };
            Expected { una, state, ..ack }
        }
        _ => ack,
    }
}

// ---- step 2: RST; step 4: SYN ----

fn reset_arrives(now: &Snapshot, rfc5961: bool, segment: &Segment) -> Expected {
    let stay = Expected::stays(now);
    let exact = segment.seq == now.rcv_nxt;
    if !exact && !in_window(now, segment.seq) {
        return stay;
    }
    if rfc5961 && !exact {
        return Expected { answer: Answer::Ack, ..stay };
    }
    match now.state {
        SynReceived if now.passive => {
            let end = now.fin_waiting.then_some(Notice::Closed);
            Expected { state: if now.fin_waiting { Closed } else { Listen }, end, ..stay }
        }
        SynReceived => Expected { state: Closed, end: Some(Notice::Refused), ..stay },
        TimeWait => Expected { state: Closed, end: Some(Notice::Closed), ..stay },
        _ => Expected { state: Closed, end: Some(Notice::Reset), ..stay },
    }
}

fn syn_arrives(now: &Snapshot, rfc5961: bool, segment: &Segment, ack: Expected) -> Expected {
    let in_window = in_window(now, segment.seq);
    match now.state {
        SynReceived if now.passive && in_window => {
            let end = now.fin_waiting.then_some(Notice::Closed);
            let state = if now.fin_waiting { Closed } else { Listen };
            Expected { answer: Answer::Silence, state, end, ..ack }
        }
        _ if rfc5961 || !in_window => ack,
        _ => Expected { answer: Answer::AnyReset, state: Closed, end: Some(Notice::Reset), ..ack },
    }
}

// ---- step 5: ACK ----

enum Ack {
    /// O7.
    OfSynBad,
    /// Unsent, or too old for RFC 5961.
    Refused,
    Taken {
        una: SeqNum,
        our_fin: bool,
    },
}

fn ack_step(bench: &Bench, now: &Snapshot, number: SeqNum) -> Ack {
    // Half a turn either way: the grid's numbers lie closer.
    let offset = number.distance_from(now.snd_una) as i32;
    let outstanding = now.snd_nxt.distance_from(now.snd_una) as i32;
    if now.state == SynReceived {
        return if offset == 1 { Ack::Taken { una: number, our_fin: false } } else { Ack::OfSynBad };
    }
    let too_old = bench.connection.config().rfc5961 && offset < -(MAX_SND_WND as i32);
    if offset > outstanding || too_old {
        return Ack::Refused;
    }
    let una = if offset > 0 { number } else { now.snd_una };
    Ack::Taken { una, our_fin: our_fin_left(now.state, now.fin_waiting) && una == now.snd_nxt }
}

// ---- steps 7 and 8: text and FIN ----

fn next(state: State) -> (State, State, State, State) {
    *NEXT.iter().find(|row| row.0 == state).expect("every synchronized state has a row")
}

fn text_and_fin(now: &Snapshot, segment: &Segment, una: SeqNum, our_fin: bool) -> Expected {
    // SYN-RECEIVED goes on as ESTABLISHED, or as FIN-WAIT-1 when CLOSE was called before.
    let began = match now.state {
        SynReceived if now.fin_waiting => FinWait1,
        SynReceived => Established,
        state => state,
    };
    let (_, without_fin, fin_not_acked, fin_acked) = next(began);
    let state = if our_fin { without_fin } else { began };
    let expected = Expected {
        state,
        una,
        end: (state == Closed).then_some(Notice::Closed),
        time_wait_begins: state == TimeWait && now.state != TimeWait,
        ..Expected::stays(now)
    };
    if segment.seq_len() == 0 || segment.syn && !segment.fin && segment.len == 0 || state == Closed {
        return expected;
    }
    let receives = matches!(began, Established | FinWait1 | FinWait2);
    if !receives {
        // Text is ignored (C15); TIME-WAIT, and a FIN out of place, are answered. A FIN at RCV.NXT
        // restarts 2·MSL (D1).
        let restarts =
            now.state == TimeWait && segment.fin && segment.end() == now.rcv_nxt + 1 && segment.len == 0;
        let answer = if now.state == TimeWait || segment.fin { Answer::Ack } else { Answer::Silence };
        return Expected { answer, time_wait_begins: expected.time_wait_begins || restarts, ..expected };
    }
    let text = segment.seq + u32::from(segment.syn);
    let in_order = !text.after(now.rcv_nxt);
    let answer = Answer::Ack;
    if !in_order {
        return Expected { answer, ..expected };
    }
    let old = now.rcv_nxt.distance_from(text);
    let new = segment.len - old;
    assert!(new <= now.rcv_wnd, "no cell at RCV.NXT is longer than the window");
    let rcv = now.rcv_nxt + new + u32::from(segment.fin);
    let expected = Expected { answer, rcv, arrived: new, eof: segment.fin, ..expected };
    if !segment.fin {
        return expected;
    }
    let state = if our_fin { fin_acked } else { fin_not_acked };
    Expected { state, time_wait_begins: state == TimeWait, ..expected }
}
