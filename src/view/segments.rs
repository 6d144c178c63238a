//! Every segment of a trace as a row, in the order in which they leave.

use super::numbers::{Numbering, Numbers};
use crate::sim::{Fate, Flight, Side, Trace};
use crate::time::Instant;
use std::ops::Range;

/// A list shows no more rows than this at once: a page does not scroll well with thousands.
pub const MOST_ROWS: usize = 60;

/// One segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Counted from 1 in the order of sending.
    pub number: usize,
    /// Index into [`Trace::flights`].
    pub flight: usize,
    pub sent: Instant,
    pub from: Side,
    /// `FIN, ACK`.
    pub flags: String,
    pub seq: String,
    pub ack: Option<String>,
    /// Octets of data.
    pub len: u32,
    pub fate: Fate,
    /// A retransmission.
    pub again: bool,
    /// The network's second copy.
    pub copy: bool,
    /// It leaves after the playhead.
    pub future: bool,
}

/// A part of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segments {
    pub rows: Vec<Row>,
    /// The flights next to both ends of the part, where the list goes on.
    pub earlier: Option<usize>,
    pub later: Option<usize>,
    /// How many there are in all.
    pub count: usize,
}

/// The part of the list around the chosen flight, or else around the playhead.
#[must_use]
pub fn segments(trace: &Trace, playhead: Instant, chosen: Option<usize>, numbers: Numbers) -> Segments {
    let order = order(trace);
    let chosen = chosen.and_then(|flight| order.iter().position(|other| *other == flight));
    let passed = || order.partition_point(|flight| trace.flights[*flight].sent <= playhead).saturating_sub(1);
    let part = part(order.len(), chosen.unwrap_or_else(passed));
    let numbering = Numbering::new(trace, numbers);
    let row = |at: usize| row(at, order[at], &trace.flights[order[at]], playhead, &numbering);
    Segments {
        earlier: part.start.checked_sub(1).map(|at| order[at]),
        later: order.get(part.end).copied(),
        rows: part.map(row).collect(),
        count: order.len(),
    }
}

/// Flights by when they leave: a wire that is not free holds some of them back.
fn order(trace: &Trace) -> Vec<usize> {
    let mut order: Vec<usize> = (0..trace.flights.len()).collect();
    order.sort_by_key(|flight| (trace.flights[*flight].sent, *flight));
    order
}

/// So many rows around one, and as many as there are near the ends.
fn part(count: usize, around: usize) -> Range<usize> {
    let last_start = count.saturating_sub(MOST_ROWS);
    let start = around.saturating_sub(MOST_ROWS / 2).min(last_start);
    start..count.min(start + MOST_ROWS)
}

fn row(at: usize, index: usize, flight: &Flight, playhead: Instant, numbering: &Numbering) -> Row {
    let (seq, ack) = numbering.of(flight);
    Row {
        number: at + 1,
        flight: index,
        sent: flight.sent,
        from: flight.from,
        flags: flight.segment.to_string(),
        seq,
        ack,
        len: flight.segment.len,
        fate: flight.fate,
        again: flight.again,
        copy: flight.copy_of.is_some(),
        future: flight.sent > playhead,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::sim::{Fault, Match, Step, Verdict, simulate};
    use crate::tcp::Kind;
    use crate::time::Duration;

    #[test]
    fn the_four_way_close_is_four_rows() {
        let trace = simulate(&Name::FourWayClose.scenario(false));
        let half = trace.flights[1].sent;
        let list = segments(&trace, half, None, Numbers::Letters);
        let text: Vec<String> = list
            .rows
            .iter()
            .map(|row| {
                format!(
                    "{} {:?} {} {} {:?} {}",
                    row.number, row.from, row.flags, row.seq, row.ack, row.future
                )
            })
            .collect();
        assert_eq!(
            text,
            [
                "1 Client FIN, ACK u Some(\"v\") false",
                "2 Server ACK v Some(\"u+1\") false",
                "3 Server FIN, ACK w Some(\"u+1\") true",
                "4 Client ACK u+1 Some(\"w+1\") true",
            ]
        );
        assert_eq!((list.earlier, list.later, list.count), (None, None, 4));
    }

    #[test]
    fn what_became_of_each_is_there() {
        let mut scenario = Name::FourWayClose.scenario(false);
        let fault = |nth, verdict| Fault {
            from: Side::Client,
            of: Match::Kind(Kind::Fin),
            nth: Some(nth),
            verdict,
            off: false,
        };
        let twice = Verdict::Duplicate(Duration::from_millis(100));
        scenario.network.faults = vec![fault(1, Verdict::Lose), fault(2, twice)];
        let trace = simulate(&scenario);
        let rows = segments(&trace, trace.end, None, Numbers::Relative).rows;
        assert!(matches!(rows[0].fate, Fate::Lost(..)));
        assert!(rows[1].again && !rows[1].copy && rows[2].copy);
        assert_eq!(rows[1].sent, rows[2].sent);
        assert!(rows.iter().all(|row| !row.future));
    }

    #[test]
    fn rows_are_in_the_order_of_sending_and_none_is_left_out() {
        for name in Name::ALL {
            let trace = simulate(&name.scenario(true));
            let list = segments(&trace, trace.end, None, Numbers::Raw);
            assert!(list.rows.is_sorted_by_key(|row| row.sent), "{name:?}");
            let mut flights: Vec<usize> = list.rows.iter().map(|row| row.flight).collect();
            flights.sort_unstable();
            assert_eq!(flights, (0..trace.flights.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn of_two_thousand_a_window_is_shown_and_every_row_can_be_reached() {
        let mut scenario = Name::FourWayClose.scenario(true);
        scenario.network.delay = [Duration::from_millis(50); 2];
        scenario.network.spacing = Duration::ZERO;
        scenario.client.program.insert(1, Step::Send(1_000 * 1_460));
        let trace = simulate(&scenario);
        assert!(trace.flights.len() > 1_500, "{}", trace.flights.len());
        let mut list = segments(&trace, Instant::START, None, Numbers::Relative);
        let (mut seen, mut next) = (0, 1);
        loop {
            assert!(list.rows.len() <= MOST_ROWS);
            assert!(list.rows[0].number <= next, "a gap before {next}");
            seen += 1;
            next = list.rows.last().unwrap().number + 1;
            let Some(later) = list.later else { break };
            list = segments(&trace, Instant::START, Some(later), Numbers::Relative);
            assert!(list.rows.iter().any(|row| row.flight == later), "what was chosen is shown");
        }
        assert_eq!(next - 1, list.count);
        assert!(seen > 8);
        let back = segments(&trace, Instant::START, list.earlier, Numbers::Relative);
        assert!(back.rows[0].number < list.rows[0].number);
        assert_eq!(part(0, 0), 0..0);
        assert_eq!(part(450, 449), 390..450);
        assert_eq!(part(450, 200), 170..230);
    }
}
