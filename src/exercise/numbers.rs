//! Questions about SEQ and ACK of a segment that is about to leave.

use super::facts::Facts;
use super::states::Draft;
use super::{Answer, Asks};
use crate::sim::Cause;
use crate::tcp::Kind;

/// Larger numbers are not counted from this connection's beginning.
const MOST: u32 = 1 << 28;

/// The numbers of the one segment that leaves in a moment.
pub fn numbers(facts: &Facts, moment: usize) -> Option<Draft> {
    let trace = facts.trace;
    let here = &trace.moments[moment];
    let [index] = here.sent[..] else { return None };
    let flight = &trace.flights[index];
    let (seq, ack) = (flight.relative.0, flight.relative.1?);
    let kind = flight.segment.kind();
    let asked = matches!(kind, Kind::SynAck | Kind::Fin | Kind::Data | Kind::Ack);
    // One that was sent before with the same numbers says them on the screen.
    let shown = |other: &crate::sim::Flight| {
        (other.from, other.segment.kind(), other.relative) == (flight.from, kind, flight.relative)
    };
    let told = flight.again || trace.flights[..index].iter().any(shown);
    let leaves = flight.sent == here.at && facts.is_alone(moment);
    if !asked || told || !leaves || seq > MOST || ack > MOST {
        return None;
    }
    let mut pairs = vec![
        // The FIN's own number forgotten, or one's own FIN counted before it is sent.
        (Some(seq), ack.checked_sub(1)),
        (Some(seq + 1), Some(ack)),
        // Whose number is whose.
        (Some(ack), Some(seq)),
    ];
    // What stood in this side's last segment: v in place of w, or an octet counted twice.
    if let Some(last) = facts.sent_before(flight.from, index) {
        pairs.insert(0, (Some(trace.flights[last].relative.0), Some(ack)));
    }
    // The number of what arrives, not the one after it.
    if let Cause::Arrival(arrives) = here.cause {
        pairs.insert(1, (Some(seq), Some(trace.flights[arrives].relative.0)));
    }
    pairs.extend([
        (Some(seq + flight.segment.seq_len()), Some(ack)),
        (Some(seq), Some(ack + 1)),
        (Some(seq + 1), Some(ack + 1)),
        (seq.checked_sub(1), Some(ack)),
    ]);
    let wrong = pairs.into_iter().filter_map(|(seq, ack)| Some(Answer::Numbers { seq: seq?, ack: ack? }));
    Some(Draft {
        asks: Asks::Numbers(index),
        right: Answer::Numbers { seq, ack },
        wrong: wrong.collect(),
        all: false,
    })
}
