//! The ladder as plain text, for terminals and golden files.

mod beats;
mod side_by_side;

pub use side_by_side::{recorded_ladder, side_by_side, simulated_ladder};

use crate::sim::{Ended, Fault, MOST_STEPS, Match, Scenario, Side, Trace, Verdict};
use crate::tcp::{Kind, State};
use crate::time::{Duration, Instant};
use beats::{Arrow, Beat, Mark, Part, Row};
use std::fmt::Write;

const CELL: usize = 24;
const LANE: usize = 38;

/// The whole trace as a ladder of at most 100 columns: the client's states, calls and timers at the
/// left, the server's at the right, and between them every segment twice, where it leaves and
/// where it arrives or is lost. Sequence numbers count from each side's initial one. `↻` marks a
/// retransmission, `●` a change of state, `…` a call that waits.
///
/// The same scenario gives the same text, octet for octet.
#[must_use]
pub fn text_ladder(scenario: &Scenario, trace: &Trace) -> String {
    let mut text = heading(scenario);
    let beats = beats::of_trace(trace);
    let places = if is_fine(&beats) { Places::Millis } else { Places::Hundredths };
    write(&mut text, scenario, trace, &beats, places);
    text
}

/// The ladder of a connection that was captured: nobody chose anything, so that it has no heading, and
/// its times may be microseconds apart.
#[must_use]
pub fn captured_ladder(scenario: &Scenario, trace: &Trace) -> String {
    let mut text = String::new();
    write(&mut text, scenario, trace, &beats::of_trace(trace), Places::Micros);
    text
}

fn write(text: &mut String, scenario: &Scenario, trace: &Trace, beats: &[Beat], places: Places) {
    let time_width = time(trace.end, places).chars().count().max(8);
    let longest = scenario.network.delay[0].max(scenario.network.delay[1]);
    let mut page = Page { text, states: [State::Closed; 2], places, time_width, last: None };
    page.blank_time_row("client", "server");
    let mut rest = beats;
    while let Some(first) = rest.first() {
        let (now, later) = rest.split_at(rest.partition_point(|beat| beat.at <= first.at));
        page.pause(first.at, longest);
        page.moment(first.at, now);
        rest = later;
    }
    text.push('\n');
    text.push_str(&ending(trace));
}

/// How finely times are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Places {
    Hundredths,
    Millis,
    Micros,
}

/// Does any moment fall between hundredths of a second?
fn is_fine(beats: &[Beat]) -> bool {
    beats.iter().any(|beat| beat.at.micros() % 10_000 != 0)
}

/// `3.20 s`, or `3.204 s` where hundredths would hide an order, or `3.204118 s`.
fn time(at: Instant, places: Places) -> String {
    match places {
        Places::Hundredths => at.to_string(),
        Places::Millis => {
            let millis = (at.micros() + 500) / 1_000;
            format!("{}.{:03} s", millis / 1_000, millis % 1_000)
        }
        Places::Micros => format!("{}.{:06} s", at.micros() / 1_000_000, at.micros() % 1_000_000),
    }
}

// ---- rows ----

struct Page<'a> {
    text: &'a mut String,
    /// What each end is in, in the row that is written next.
    states: [State; 2],
    places: Places,
    time_width: usize,
    last: Option<Instant>,
}

/// What one printed row holds.
#[derive(Default)]
struct Line<'a> {
    marks: [Option<&'a Mark>; 2],
    arrow: Option<&'a Arrow>,
}

impl Page<'_> {
    fn blank_time_row(&mut self, left: &str, right: &str) {
        let (time, lane) = (self.time_width, LANE + 2);
        let row = format!("{:time$} {left:>CELL$} {:lane$} {right}", "", "");
        self.text.push_str(row.trim_end());
        self.text.push('\n');
    }

    /// A long wait is a row of its own: the ladder's height is no measure of time.
    fn pause(&mut self, at: Instant, longest_way: Duration) {
        let waited = self.last.map_or(Duration::ZERO, |last| at.since(last));
        if waited > longest_way * 4 && waited >= Duration::from_secs(1) {
            let words = format!("· · ·  {waited}  · · ·");
            let lane = format!("{words:^LANE$}");
            self.row("⋮", &Line::default(), Some(lane));
        }
        self.last = Some(at);
    }

    /// The two sides' rows at one time, side by side as far as their arrows leave room.
    fn moment(&mut self, at: Instant, beats: &[Beat]) {
        let mut lines: Vec<Line> = Vec::new();
        let (mut free_cell, mut free_lane) = ([0, 0], 0);
        for beat in beats {
            let side = beat.side as usize;
            for Row { mark, arrow } in &beat.rows {
                let index = if arrow.is_some() { free_lane.max(free_cell[side]) } else { free_cell[side] };
                while lines.len() <= index {
                    lines.push(Line::default());
                }
                lines[index].marks[side] = mark.as_ref();
                free_cell[side] = index + 1;
                if arrow.is_some() {
                    lines[index].arrow = arrow.as_ref();
                    free_lane = index + 1;
                }
            }
        }
        let mut when = time(at, self.places);
        for line in &lines {
            self.row(&std::mem::take(&mut when), line, None);
        }
    }

    fn row(&mut self, when: &str, line: &Line, lane: Option<String>) {
        for side in Side::BOTH {
            if let Some(Mark::State(state)) = line.marks[side as usize] {
                self.states[side as usize] = *state;
            }
        }
        let [left, right] = line.marks.map(|mark| mark.map_or(String::new(), words));
        let [left_line, right_line] = Side::BOTH.map(|side| self.lifeline(side, line));
        let lane = lane.or_else(|| line.arrow.map(|arrow| lane_with(arrow, LANE)));
        let lane = lane.unwrap_or_else(|| " ".repeat(LANE));
        let time = self.time_width;
        let row = format!("{when:>time$} {left:>CELL$} {left_line}{lane}{right_line} {right}");
        self.text.push_str(row.trim_end());
        self.text.push('\n');
    }

    fn lifeline(&self, side: Side, line: &Line) -> char {
        let leaves = |arrow: &Arrow| arrow.from == side && arrow.part == Part::Leaves;
        match line.marks[side as usize] {
            Some(Mark::State(_)) => '●',
            _ if line.arrow.is_some_and(leaves) && side == Side::Client => '├',
            _ if line.arrow.is_some_and(leaves) => '┤',
            _ if self.states[side as usize] == State::Closed => '┆',
            _ => '│',
        }
    }
}

fn words(mark: &Mark) -> String {
    match mark {
        Mark::State(state) => state.name().to_owned(),
        Mark::Note(note) => cut(note, CELL),
    }
}

/// A segment's way in a lane of `width` columns: it begins solid at its sender and thins out, and
/// comes back where it arrives.
fn lane_with(arrow: &Arrow, width: usize) -> String {
    let label = &arrow.label;
    let right = arrow.from == Side::Client;
    let (drawn, bare) = match (arrow.part, right) {
        (Part::Leaves, true) => (format!("── {label} ─╌╌"), format!("─ {label}")),
        (Part::Leaves, false) => (format!("╌╌─ {label} ──"), format!("{label} ─")),
        (Part::Arrives, true) => (format!("╌╌─ {label} ─→"), format!("{label} →")),
        (Part::Arrives, false) => (format!("←─ {label} ─╌╌"), format!("← {label}")),
        (Part::Lost, true) => (format!("╌╌─ {label} ✗ lost"), format!("✗ lost {label}")),
        (Part::Lost, false) => (format!("lost ✗ {label} ─╌╌"), format!("✗ lost {label}")),
    };
    let drawn = if drawn.chars().count() <= width { drawn } else { cut(&bare, width) };
    match (arrow.part, right) {
        (Part::Leaves, true) | (Part::Arrives, false) => format!("{drawn:<width$}"),
        (Part::Leaves, false) | (Part::Arrives, true) => format!("{drawn:>width$}"),
        (Part::Lost, _) => format!("{drawn:^width$}"),
    }
}

/// At most `width` columns of a text, with `…` for the rest.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

// ---- above and below ----

fn heading(scenario: &Scenario) -> String {
    let mut text = format!("{}{}\n", scenario.name, if scenario.opening { ", with its opening" } else { "" });
    let [client, server] = Side::BOTH.map(|side| {
        let host = scenario.host(side);
        let config = host.config();
        format!("{}, MSL {}, RTO {}", host.stack.id(), config.msl, config.rto_initial)
    });
    let [there, back] = scenario.network.delay;
    if client == server {
        let _ = write!(text, "{client}");
    } else {
        let _ = write!(text, "client {client}; server {server}");
    }
    if there == back {
        let _ = writeln!(text, "; {there} each way");
    } else {
        let _ = writeln!(text, "; {there} there, {back} back");
    }
    if let Some(loss) = scenario.network.loss {
        let _ = writeln!(text, "{} % of all segments are lost (seed {})", loss.percent, loss.seed);
    }
    if let Some((from, to)) = scenario.network.down {
        let _ = writeln!(text, "the cable is cut from {from} to {to}");
    }
    const SHOWN: usize = 5;
    let faults = &scenario.network.faults;
    for fault in faults.iter().take(SHOWN) {
        let _ = writeln!(text, "{}", fault_in_words(fault));
    }
    if faults.len() > SHOWN {
        let _ = writeln!(text, "and {} more faults", faults.len() - SHOWN);
    }
    text.push('\n');
    text
}

fn name(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Server => "server",
    }
}

fn fault_in_words(fault: &Fault) -> String {
    let who = name(fault.from);
    let what = match fault.of {
        Match::Any => "segment",
        Match::WithData => "segment with data",
        Match::Kind(Kind::Syn) => "SYN",
        Match::Kind(Kind::SynAck) => "SYN, ACK",
        Match::Kind(Kind::Fin) => "FIN",
        Match::Kind(Kind::Rst) => "RST",
        Match::Kind(Kind::Data) => "data segment",
        Match::Kind(Kind::Ack) => "ACK alone",
    };
    let fate = match fault.verdict {
        Verdict::Deliver => "arrives".to_owned(),
        Verdict::Lose => "is lost".to_owned(),
        Verdict::Delay(extra) => format!("is held for {extra}"),
        Verdict::Advance(less) => format!("takes {less} less long"),
        Verdict::Duplicate(later) => format!("arrives again {later} later"),
    };
    match fault.nth {
        Some(nth) => format!("the {who}'s {what} no. {nth} {fate}"),
        None => format!("every {what} of the {who} {fate}"),
    }
}

fn ending(trace: &Trace) -> String {
    let states = trace.ends_at(trace.end).map(|end| end.state);
    let how = match trace.ended {
        Ended::Quiet => format!("quiet after {}", trace.end),
        Ended::Horizon => format!("watched until {}", trace.end),
        Ended::Steps => format!("stopped after {MOST_STEPS} events, at {}", trace.end),
    };
    let mut text = format!("{how}: client {}, server {}\n", states[0], states[1]);
    let under_way = trace.flights.iter().filter(|flight| flight.until() > trace.end).count();
    if under_way > 0 {
        let _ = writeln!(text, "segments still under way: {under_way}");
    }
    for side in Side::BOTH {
        let [who, peer] = [side, side.peer()].map(name);
        let why = match states[side as usize] {
            State::CloseWait => {
                format!("CLOSE-WAIT has no timer: it lasts until the {who}'s program calls close()")
            }
            State::FinWait2 => {
                format!("FIN-WAIT-2 has no timer in the RFC: it lasts until the {peer}'s FIN comes")
            }
            _ => continue,
        };
        if trace.ended == Ended::Quiet {
            let _ = writeln!(text, "{why}");
        }
    }
    text
}
