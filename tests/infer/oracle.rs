//! A simulation seen by a capture: the segments that pass one point of the way, as packets.

use four_waves::capture::{Bits, Conversation, Seen, Vantage};
use four_waves::sim::{Scenario, Side, Trace};
use std::net::SocketAddr;

/// When the first capture began, in nanoseconds since 1970.
const BEGAN: u64 = 1_700_000_000_000_000_000;

/// What a capture taken there shows of the trace.
pub fn captured(scenario: &Scenario, trace: &Trace, vantage: Vantage) -> Conversation {
    let mut seen: Vec<(u64, usize, Seen)> = Vec::new();
    for (index, flight) in trace.flights.iter().enumerate() {
        let (sent, until) = (flight.sent.micros() * 1_000, flight.until().micros() * 1_000);
        // In percent of its way.
        let way = if flight.is_lost() { 55 } else { 100 };
        let point = match (vantage.side(), flight.from) {
            (None, _) => 50,
            (Some(near), from) if near == from => 0,
            _ => 100,
        };
        let passes = point <= way && (flight.copy_of.is_none() || point > 0);
        let at = sent + (until - sent) / way * point;
        if passes && at <= trace.end.micros() * 1_000 {
            seen.push((at, index, one(flight, at)));
        }
    }
    seen.sort_by_key(|(at, index, _)| (*at, *index));
    let seen: Vec<Seen> =
        seen.into_iter().zip(1..).map(|((.., seen), frame)| Seen { frame, ..seen }).collect();
    let last = seen.last().map_or(BEGAN, |seen| seen.nanos);
    Conversation {
        stream: 0,
        ends: Side::BOTH.map(|side| SocketAddr::from(side.address())),
        began_before: !scenario.opening,
        scale: [None; 2],
        until: last.max(BEGAN + trace.end.micros() * 1_000),
        seen,
    }
}

fn one(flight: &four_waves::sim::Flight, at: u64) -> Seen {
    let segment = &flight.segment;
    let bit = |set: bool, bit: Bits| if set { bit.0 } else { 0 };
    let bits = bit(segment.fin, Bits::FIN)
        | bit(segment.syn, Bits::SYN)
        | bit(segment.rst, Bits::RST)
        | bit(segment.psh, Bits::PSH)
        | bit(segment.ack.is_some(), Bits::ACK);
    Seen {
        nanos: BEGAN + at,
        frame: 0,
        seq: segment.seq,
        ack: segment.ack.unwrap_or_default(),
        len: segment.len,
        window: u16::try_from(segment.window).unwrap_or(u16::MAX),
        bits: Bits(bits),
        from: flight.from,
    }
}
