//! The ladder of a whole trace as a still picture: every x and y, every word, and for each part the
//! stretch of viewing time in which it appears. Time is only a cursor over it.

use super::axis::{Scale, TimeAxis};
use super::boxes::{Tilted, stack, text_width};
use super::numbers::{Numbering, Numbers};
use super::timeline::{Span, half_closed, spans};
use crate::sim::{Cause, Fate, Flight, Scenario, Side, Trace, WaitEnd, program::is_call};
use crate::tcp::{Kind, Rule, State, Timer, TimerChange};
use crate::text::{Lang, ui::words, vocabulary};
use crate::time::{Duration, Instant};

/// Pixels per millisecond of viewing, at zoom 1.
const PIXELS_PER_MS: f64 = 0.040;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 26.0;
/// The least and the most zoom.
pub const ZOOM: (f64, f64) = (1.0 / 64.0, 8.0);
/// Breadth of a band.
pub const BAND: f64 = 14.0;
/// Narrower than this, names run along the bands.
const NARROW: f64 = 560.0;
/// How wide a letter of a call is.
const CALL_LETTER: f64 = 7.0;
/// Between a band and the words beside it: room for the bracket of 2·MSL.
const WORDS_FROM_BAND: f64 = 18.0;

/// What the picture depends on beside the trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// In pixels.
    pub width: f64,
    pub numbers: Numbers,
    pub lang: Lang,
    pub scale: Scale,
    /// How much longer than usual a second is drawn, within [`ZOOM`].
    pub zoom: f64,
}

impl Frame {
    #[must_use]
    pub fn narrow(&self) -> bool {
        self.width < NARROW
    }
}

/// Two points in pixels: x from the left, y from the top.
pub(super) type Way = (Point, Point);
pub(super) type Point = (f64, f64);

/// From when to when, in milliseconds of viewing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    pub from: f64,
    pub until: f64,
}

/// A side is in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub side: Side,
    pub state: State,
    pub x: f64,
    pub top: f64,
    pub height: f64,
    pub seen: Seen,
}

/// One segment's way.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// Index into the trace's flights.
    pub flight: usize,
    pub kind: Kind,
    pub lost: bool,
    pub again: bool,
    pub from: (f64, f64),
    /// Where it arrives, or is lost.
    pub to: (f64, f64),
    /// Bold: the control bits or the data's length.
    pub name: String,
    /// `seq=u ack=v`.
    pub numbers: String,
    /// Name and numbers stand in one line.
    pub one_line: bool,
    /// Centre of the label, and of the numbers where they have a line of their own; without either
    /// there is no room for them.
    pub label: (f64, f64),
    pub second: Option<(f64, f64)>,
    /// Of the label, in degrees; never upside down.
    pub tilt: f64,
    pub seen: Seen,
}

/// What a word beside a band is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    State(State),
    Call,
    /// A call that failed.
    Failure,
    Timer,
}

/// Words beside a band.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    pub side: Side,
    pub what: Word,
    pub text: String,
    /// Where it begins on the ladder, in pixels from the top: middle of the line, or where a name
    /// that runs along its band begins.
    pub y: f64,
    pub seen: f64,
}

/// The tinted span in which only one side may send.
#[derive(Clone, Debug, PartialEq)]
pub struct Tint {
    pub top: f64,
    pub height: f64,
    pub caption: String,
    pub caption_y: f64,
    pub seen: Seen,
}

/// One run of 2·MSL.
#[derive(Clone, Debug, PartialEq)]
pub struct Bracket {
    pub side: Side,
    pub top: f64,
    pub bottom: f64,
    /// It was set anew before it was over.
    pub restarted: bool,
    pub from: Instant,
    pub due: Instant,
    pub seen: Seen,
    /// How it empties: see [`TimeAxis::course`].
    pub course: Vec<(f64, f64)>,
}

/// Where time is drawn shorter than it is.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldMark {
    pub y: f64,
    pub text: String,
    pub seen: f64,
}

/// The finished figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    pub frame: Frame,
    pub height: f64,
    /// Left edges of the client's and the server's band.
    pub lanes: [f64; 2],
    pub axis: TimeAxis,
    pub tints: Vec<Tint>,
    pub bands: Vec<Band>,
    pub arrows: Vec<Arrow>,
    pub besides: Vec<Beside>,
    pub brackets: Vec<Bracket>,
    pub folds: Vec<FoldMark>,
}

impl Ladder {
    #[must_use]
    pub fn new(scenario: &Scenario, trace: &Trace, frame: Frame) -> Self {
        Self::with_axis(trace, TimeAxis::new(scenario, trace, frame.scale), frame)
    }

    /// The same over a given axis, which two ladders may have in common.
    #[must_use]
    pub fn with_axis(trace: &Trace, axis: TimeAxis, frame: Frame) -> Self {
        let frame = Frame { zoom: frame.zoom.clamp(ZOOM.0, ZOOM.1), ..frame };
        let gutter = if frame.narrow() { 46.0 } else { (frame.width * 0.275).clamp(172.0, 236.0) };
        let draft = Self {
            frame,
            height: y_of(axis.length(), frame.zoom) + BOTTOM,
            lanes: [gutter, frame.width - gutter - BAND],
            axis,
            tints: Vec::new(),
            bands: Vec::new(),
            arrows: Vec::new(),
            besides: Vec::new(),
            brackets: Vec::new(),
            folds: Vec::new(),
        };
        draft.filled(trace)
    }

    fn filled(mut self, trace: &Trace) -> Self {
        let end = self.axis.end();
        let spans = Side::BOTH.map(|side| spans(trace, side, end));
        for side in Side::BOTH {
            for span in &spans[side as usize] {
                self.bands.push(self.band(span));
            }
            self.brackets.append(&mut self.brackets_of(trace, side));
        }
        let ways: Vec<_> = trace.flights.iter().map(|flight| self.way(flight)).collect();
        let lines: Vec<_> = ways.iter().map(|(from, to)| Tilted::line(*from, *to, 3.0)).collect();
        let mut taken = Vec::new();
        self.folds = self.fold_marks(&lines, &mut taken);
        self.tints = self.tints_of(trace, &lines, &mut taken);
        self.arrows = self.arrows_of(trace, &ways, &lines, &mut taken);
        for side in Side::BOTH {
            let wanted = self.words_beside(trace, side, &spans[side as usize]);
            self.besides.append(&mut self.stacked(wanted));
        }
        // Words that gave way to others may stand below the last band.
        let lowest = self.besides.iter().map(|beside| beside.y + 14.0).fold(0.0, f64::max);
        self.height = self.height.max(lowest);
        self
    }

    /// Pixels from the top.
    #[must_use]
    pub fn y(&self, at: Instant) -> f64 {
        y_of(self.axis.view(at), self.frame.zoom)
    }

    /// Where the picture's time ends, in pixels from the top.
    #[must_use]
    pub fn foot(&self) -> f64 {
        y_of(self.axis.length(), self.frame.zoom)
    }

    /// The edge of a side's band that faces the other side.
    pub(super) fn inner_edge(&self, side: Side) -> f64 {
        match side {
            Side::Client => self.lanes[0] + BAND,
            Side::Server => self.lanes[1],
        }
    }

    /// Where words beside a side's band end (client) or begin (server).
    #[must_use]
    pub fn words_x(&self, side: Side) -> f64 {
        match side {
            Side::Client => self.lanes[0] - WORDS_FROM_BAND,
            Side::Server => self.lanes[1] + BAND + WORDS_FROM_BAND,
        }
    }

    fn seen(&self, from: Instant, until: Instant) -> Seen {
        Seen { from: self.axis.view(from), until: self.axis.view(until) }
    }

    fn band(&self, span: &Span) -> Band {
        let (top, bottom) = (self.y(span.from), self.y(span.until));
        Band {
            side: span.side,
            state: span.state,
            x: self.lanes[span.side as usize],
            top,
            height: bottom - top,
            seen: self.seen(span.from, span.until),
        }
    }

    fn brackets_of(&self, trace: &Trace, side: Side) -> Vec<Bracket> {
        let waits = trace.waits(side, Timer::TimeWait).into_iter();
        let drawn = waits.map(|wait| Bracket {
            side,
            top: self.y(wait.from),
            bottom: self.y(wait.until),
            restarted: wait.how == WaitEnd::Restarted,
            from: wait.from,
            due: wait.due,
            course: self.axis.course(wait.from, wait.due, wait.until),
            seen: self.seen(wait.from, wait.until),
        });
        drawn.collect()
    }

    // ---- between the lanes ----

    fn way(&self, flight: &Flight) -> Way {
        let from = (self.inner_edge(flight.from), self.y(flight.sent));
        let across = self.inner_edge(flight.from.peer()) - from.0;
        let end = self.axis.end();
        let to = match flight.fate {
            Fate::Arrives(at) if at <= end => (from.0 + across, self.y(at)),
            // Still under way where the picture ends.
            Fate::Arrives(at) => {
                let share =
                    end.since(flight.sent).micros() as f64 / at.since(flight.sent).micros().max(1) as f64;
                (from.0 + across * share, self.y(end))
            }
            Fate::Lost(at, _) => (from.0 + across * 0.55, self.y(at)),
        };
        (from, to)
    }

    fn fold_marks(&self, lines: &[Tilted], taken: &mut Vec<Tilted>) -> Vec<FoldMark> {
        let middle = self.frame.width / 2.0;
        let mark = |fold: &super::axis::Fold| {
            let length = fold.to.since(fold.from);
            let rounded = Duration::from_millis((length.micros() + 50_000) / 100_000 * 100);
            let text = if rounded == Duration::ZERO { length } else { rounded }.to_string();
            let y = (self.y(fold.from) + self.y(fold.to)) / 2.0;
            let width = text_width(&text, 6.6) + 26.0;
            let place = Tilted::upright(middle - width / 2.0, y - 9.0, width, 18.0);
            debug_assert!(!lines.iter().any(|line| line.overlaps(&place)), "nothing flies in a fold");
            taken.push(place);
            FoldMark { y, text, seen: (self.axis.view(fold.from) + self.axis.view(fold.to)) / 2.0 }
        };
        self.axis.folds.iter().map(mark).collect()
    }

    fn tints_of(&self, trace: &Trace, lines: &[Tilted], taken: &mut Vec<Tilted>) -> Vec<Tint> {
        let words = words(self.frame.lang);
        let spans = half_closed(trace, self.axis.end());
        let tint = |span: &super::timeline::HalfClosed| {
            let (top, bottom) = (self.y(span.from), self.y(span.until));
            let caption = match (self.frame.narrow(), span.open) {
                (true, _) => words.half_closed_short,
                (false, Side::Client) => words.half_closed_client_sends,
                (false, Side::Server) => words.half_closed_server_sends,
            };
            let width = text_width(caption, 6.8) + 8.0;
            let place = |y: f64| Tilted::upright((self.frame.width - width) / 2.0, y - 9.0, width, 18.0);
            let free = |y: &f64| {
                let place = place(*y);
                !lines.iter().chain(taken.iter()).any(|other| other.overlaps(&place))
            };
            let rows = (0..).map(|row| top + 13.0 + 4.0 * f64::from(row)).take_while(|y| *y < bottom - 8.0);
            // Where no row is free the tint has to speak for itself.
            let caption_y = rows.into_iter().find(free);
            taken.extend(caption_y.map(place));
            Tint {
                top,
                height: bottom - top,
                caption: caption_y.map_or(String::new(), |_| caption.to_owned()),
                caption_y: caption_y.unwrap_or(top),
                seen: self.seen(span.from, span.until),
            }
        };
        spans.iter().map(tint).collect()
    }

    fn arrows_of(
        &self,
        trace: &Trace,
        ways: &[Way],
        lines: &[Tilted],
        taken: &mut Vec<Tilted>,
    ) -> Vec<Arrow> {
        let numbering = Numbering::new(trace, self.frame.numbers);
        // The cross of a lost segment is in nobody's way.
        let crosses = trace.flights.iter().zip(ways).filter(|(flight, _)| flight.is_lost());
        let word = text_width(words(self.frame.lang).lost, 7.0) + 26.0;
        taken.extend(crosses.map(|(flight, (_, to))| {
            let left = if flight.from == Side::Client { to.0 - 10.0 } else { to.0 + 10.0 - word };
            Tilted::upright(left, to.1 - 10.0, word, 20.0)
        }));
        let mut arrows = Vec::with_capacity(ways.len());
        for (index, flight) in trace.flights.iter().enumerate() {
            let (from, to) = ways[index];
            let name = self.name_of(flight);
            let numbers = numbers_of(&numbering, flight);
            let (label, second, tilt) = self.place_label(&name, &numbers, index, ways, lines, taken);
            arrows.push(Arrow {
                flight: index,
                kind: flight.segment.kind(),
                lost: flight.is_lost(),
                again: flight.again,
                from,
                to,
                name,
                numbers,
                one_line: !self.stacks_labels(),
                label,
                second,
                tilt,
                seen: self.seen(flight.sent, flight.until()),
            });
        }
        arrows
    }

    fn name_of(&self, flight: &Flight) -> String {
        let words = words(self.frame.lang);
        let segment = &flight.segment;
        let mut name = match segment.kind() {
            Kind::Data => format!("{} {} B", words.data, segment.len),
            Kind::Fin if segment.len > 0 => format!("{segment} +{} B", segment.len),
            Kind::Syn | Kind::SynAck | Kind::Fin | Kind::Rst | Kind::Ack => segment.to_string(),
        };
        if flight.again {
            name.push_str(" ↻");
        } else if flight.copy_of.is_some() {
            name.push_str(" ×2");
        }
        name
    }

    // ---- beside the lanes ----

    fn words_beside(&self, trace: &Trace, side: Side, spans: &[Span]) -> Vec<Beside> {
        let mut found: Vec<Beside> = Vec::new();
        // Of one moment's words calls come first, for they cause states, and states start timers.
        let mut add = |at: Instant, what: Word, text: String| {
            let (y, seen) = (self.y(at) + 6.0, self.axis.view(at));
            let place = found.partition_point(|other| other.seen <= seen);
            found.insert(place, Beside { side, what, text, y, seen });
        };
        if !self.frame.narrow() {
            for (at, what, text) in self.calls(trace, side) {
                add(at, what, text);
            }
        }
        for span in spans {
            add(span.from, Word::State(span.state), span.state.name().to_owned());
        }
        if !self.frame.narrow() {
            for (at, text) in self.timers(trace, side) {
                add(at, Word::Timer, text);
            }
        }
        found
    }

    fn calls(&self, trace: &Trace, side: Side) -> Vec<(Instant, Word, String)> {
        let calls = trace.calls.iter().filter(|call| call.side == side && is_call(call.what));
        calls
            .map(|call| {
                let name = vocabulary::call_name(call.what);
                match call.returned {
                    None => (call.at, Word::Call, format!("{name} …")),
                    Some((at, outcome)) => {
                        let failed = matches!(outcome, crate::sim::Outcome::Failed(_));
                        let word = if failed { Word::Failure } else { Word::Call };
                        let mut text = format!("{name} {}", vocabulary::outcome(call, self.frame.lang));
                        if text_width(&text, CALL_LETTER) > self.lanes[0] - WORDS_FROM_BAND - 4.0 {
                            text = format!("{name} {}", vocabulary::outcome_short(call));
                        }
                        (at, word, text)
                    }
                }
            })
            .collect()
    }

    fn timers(&self, trace: &Trace, side: Side) -> Vec<(Instant, String)> {
        let words = words(self.frame.lang);
        let mut found = Vec::new();
        for (index, moment) in trace.moments.iter().enumerate().filter(|(_, moment)| moment.side == side) {
            let rto = |moment: Option<usize>| trace.ends_after(moment)[side as usize].rto;
            for (timer, change) in &moment.timers {
                match (timer, change) {
                    (Timer::TimeWait, TimerChange::Started(due)) => {
                        found.push((moment.at, format!("2·MSL = {}", due.since(moment.at))));
                    }
                    (Timer::TimeWait, TimerChange::Restarted(due)) => {
                        found.push((moment.at, format!("↻ 2·MSL = {}", due.since(moment.at))));
                    }
                    _ => {}
                }
            }
            if moment.cause == Cause::Timer(Timer::Retransmission) {
                if moment.changes.iter().any(|change| change.rule == Rule::GiveUp) {
                    found.push((moment.at, words.gives_up.to_owned()));
                } else {
                    let (before, after) = (rto(index.checked_sub(1)), rto(Some(index)));
                    found.push((moment.at, format!("RTO {before} → {after}")));
                }
            } else if moment.changes.iter().any(|change| change.rule == Rule::UserTimeout) {
                found.push((moment.at, words.gives_up.to_owned()));
            }
        }
        found
    }

    /// Gives each its own place: lines under one another, or names one after the other along a band.
    fn stacked(&self, mut wanted: Vec<Beside>) -> Vec<Beside> {
        let narrow = self.frame.narrow();
        let sizes: Vec<_> = wanted
            .iter()
            .map(|beside| match (narrow, beside.what) {
                (true, _) => (beside.y - 4.0, text_width(&beside.text, 7.9)),
                (false, Word::State(_)) => (beside.y - 8.0, 16.0),
                (false, _) => (beside.y - 8.0, 15.0),
            })
            .collect();
        let gap = if narrow { 8.0 } else { 0.5 };
        for ((beside, top), (_, height)) in wanted.iter_mut().zip(stack(&sizes, gap)).zip(&sizes) {
            beside.y = if narrow { top } else { top + height / 2.0 };
        }
        wanted
    }
}

fn y_of(view: f64, zoom: f64) -> f64 {
    TOP + view * PIXELS_PER_MS * zoom
}

/// The zoom at which an axis of so many milliseconds fills so many pixels, as far as [`ZOOM`] allows.
#[must_use]
pub fn fit_zoom(axis_length_ms: f64, height_px: f64) -> f64 {
    ((height_px - TOP - BOTTOM) / (axis_length_ms.max(1.0) * PIXELS_PER_MS)).clamp(ZOOM.0, ZOOM.1)
}

fn numbers_of(numbering: &Numbering, flight: &Flight) -> String {
    let (seq, ack) = numbering.of(flight);
    match ack {
        Some(ack) => format!("seq={seq} ack={ack}"),
        None => format!("seq={seq}"),
    }
}
