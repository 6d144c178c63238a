//! Two narrow ladders beside each other: what was simulated, what was recorded.

use super::beats::{self, Arrow, Beat, Mark, Part};
use super::{Places, lane_with, time};
use crate::sim::recording::{Recording, recorder_begins};
use crate::sim::{Side, Trace};
use crate::time::Instant;

const TIME: usize = 9;
const LANE: usize = 36;
/// Columns of one ladder.
const WIDTH: usize = TIME + 1 + LANE + 2;

/// One row of a narrow ladder: a time and what happens then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NarrowRow {
    at: Instant,
    /// Between the lifelines, these included.
    lane: String,
}

/// A simulation's segments and states, without calls, timers, and the states at the start that a
/// recorder does not see.
#[must_use]
pub fn simulated_ladder(trace: &Trace) -> Vec<NarrowRow> {
    let mut beats = beats::of_trace(trace);
    let mut begun = [false; 2];
    for beat in &mut beats {
        let begun = &mut begun[beat.side as usize];
        for row in &mut beat.rows {
            if let Some(Mark::State(state)) = row.mark {
                *begun |= recorder_begins(beat.side, state);
                row.mark = row.mark.take().filter(|_| *begun);
            }
        }
    }
    narrow(&beats)
}

/// A recording's segments and states. A state that a poll saw a little after the arrival that
/// caused it stands with that arrival.
#[must_use]
pub fn recorded_ladder(recording: &Recording) -> Vec<NarrowRow> {
    narrow(&beats::of_recording(recording))
}

fn narrow(beats: &[Beat]) -> Vec<NarrowRow> {
    let mut rows = Vec::new();
    for beat in beats {
        for row in &beat.rows {
            if let Some(arrow) = row.arrow.as_ref().filter(|arrow| arrow.part != Part::Leaves) {
                rows.push(NarrowRow { at: beat.at, lane: with_arrow(arrow) });
            }
            if let Some(Mark::State(state)) = row.mark {
                let name = state.name();
                let lane = match beat.side {
                    Side::Client => format!("● {name:<width$}│", width = LANE - 1),
                    Side::Server => format!("│{name:>width$} ●", width = LANE - 1),
                };
                rows.push(NarrowRow { at: beat.at, lane });
            }
            if let Some(arrow) = row.arrow.as_ref().filter(|arrow| arrow.part == Part::Leaves) {
                rows.push(NarrowRow { at: beat.at, lane: with_arrow(arrow) });
            }
        }
    }
    rows
}

fn with_arrow(arrow: &Arrow) -> String {
    let lane = lane_with(arrow, LANE);
    match (arrow.from, arrow.part) {
        (Side::Client, Part::Leaves) => format!("├{lane}│"),
        (Side::Server, Part::Leaves) => format!("│{lane}┤"),
        (_, Part::Arrives | Part::Lost) => format!("│{lane}│"),
    }
}

/// Two ladders beside each other, row for row where they agree, in at most 100 columns. A row that
/// only one of them has stands alone, with `<` or `>` between.
#[must_use]
pub fn side_by_side(titles: [&str; 2], left: &[NarrowRow], right: &[NarrowRow]) -> String {
    let mut text = format!("{:WIDTH$}   {}\n", titles[0], titles[1]);
    for (left, right) in aligned(left, right) {
        let sign = match (left, right) {
            (Some(_), None) => '<',
            (None, Some(_)) => '>',
            (_, _) => ' ',
        };
        let row = format!("{} {sign} {}", print(left), print(right));
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

fn print(row: Option<&NarrowRow>) -> String {
    match row {
        Some(row) => format!("{:>TIME$} {}", time(row.at, Places::Millis), row.lane),
        None => " ".repeat(WIDTH),
    }
}

/// Pairs equal rows in order, as many as possible; the longest common subsequence.
fn aligned<'a>(
    left: &'a [NarrowRow],
    right: &'a [NarrowRow],
) -> Vec<(Option<&'a NarrowRow>, Option<&'a NarrowRow>)> {
    // Beyond this the table would be too large; such ladders are no longer read anyway.
    const MOST: usize = 2_000;
    let (short_left, short_right) = (&left[..left.len().min(MOST)], &right[..right.len().min(MOST)]);
    let width = short_right.len() + 1;
    let mut longest = vec![0_u16; (short_left.len() + 1) * width];
    for (l, from_left) in short_left.iter().enumerate().rev() {
        for (r, from_right) in short_right.iter().enumerate().rev() {
            longest[l * width + r] = if from_left.lane == from_right.lane {
                longest[(l + 1) * width + r + 1] + 1
            } else {
                longest[(l + 1) * width + r].max(longest[l * width + r + 1])
            };
        }
    }
    let (mut l, mut r, mut pairs) = (0, 0, Vec::new());
    while l < left.len() || r < right.len() {
        let (from_left, from_right) = (left.get(l), right.get(r));
        let same = matches!((from_left, from_right), (Some(a), Some(b)) if a.lane == b.lane);
        let in_table = l < short_left.len() && r < short_right.len();
        let skip_left = !in_table || longest[(l + 1) * width + r] >= longest[l * width + r + 1];
        match (from_left, from_right) {
            (Some(_), Some(_)) if same => (l, r) = (l + 1, r + 1),
            (Some(_), Some(_)) if !skip_left => {
                pairs.push((None, from_right));
                r += 1;
                continue;
            }
            (Some(_), _) => {
                pairs.push((from_left, None));
                l += 1;
                continue;
            }
            (None, _) => r += 1,
        }
        pairs.push((from_left, from_right));
    }
    pairs
}
