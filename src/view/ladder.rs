//! The ladder of a whole trace as a still picture: every x and y, every word, and for each part the
//! stretch of viewing time in which it appears. Time is only a cursor over it.

use super::axis::{Scale, TimeAxis};
use super::boxes::{Space, Tilted};
use super::lanes::{Program, TimerRun};
use super::numbers::Numbers;
use super::timeline::{Span, spans};
use crate::sim::{Scenario, Side, Trace, Wait};
use crate::tcp::{Kind, State, Timer};
use crate::text::Lang;
use crate::time::Instant;

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

/// In pixels: x from the left, y from the top.
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
    pub label: Option<(f64, f64)>,
    pub second: Option<(f64, f64)>,
    /// Where the word *lost* stands, if it does.
    pub lost_word: Option<Tilted>,
    /// Of the label, in degrees; never upside down.
    pub tilt: f64,
    /// It lies where this flight's arrow lies, which stands for both and says how many they are.
    pub under: Option<usize>,
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
    /// Octets that nobody has read yet.
    Unread,
    /// A descriptor that stays open.
    Descriptor,
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

/// One run of 2·MSL, as it is counted down.
#[derive(Clone, Debug, PartialEq)]
pub struct Bracket {
    pub side: Side,
    pub top: f64,
    pub bottom: f64,
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
    /// There is room for the text.
    pub shown: bool,
    pub seen: f64,
}

/// What a label of the figure is; arrows by their flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// With the numbers, where both stand in one line.
    Name(usize),
    Numbers(usize),
    Lost(usize),
    Caption,
    Fold,
    Beside(Side, Word),
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
    pub timers: Vec<TimerRun>,
    pub brackets: Vec<Bracket>,
    pub programs: Vec<Program>,
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
        Self::empty(axis, frame).filled(trace, &mut Space::default())
    }

    fn empty(axis: TimeAxis, frame: Frame) -> Self {
        let gutter = if frame.narrow() { 46.0 } else { (frame.width * 0.28).clamp(176.0, 244.0) };
        Self {
            frame,
            height: y_of(axis.length(), frame.zoom) + BOTTOM,
            lanes: [gutter, frame.width - gutter - BAND],
            axis,
            tints: Vec::new(),
            bands: Vec::new(),
            arrows: Vec::new(),
            besides: Vec::new(),
            timers: Vec::new(),
            brackets: Vec::new(),
            programs: Vec::new(),
            folds: Vec::new(),
        }
    }

    fn filled(mut self, trace: &Trace, space: &mut Space) -> Self {
        let end = self.axis.end();
        for side in Side::BOTH {
            let spans = spans(trace, side, end);
            for span in &spans {
                self.bands.push(self.band(span));
            }
            let runs = self.timer_runs(trace, side);
            for wait in trace.waits(side, Timer::TimeWait) {
                self.brackets.push(self.bracket(&wait));
            }
            let programs = self.programs_of(trace, side);
            self.besides.extend(self.words_beside(trace, side, &spans, &runs, &programs));
            self.timers.extend(runs);
            self.programs.extend(programs);
        }
        // Words that gave way to others may stand below the last band.
        for beside in &self.besides {
            let place = self.beside_box(beside);
            self.height = self.height.max(place.y + place.half_height + 4.0);
        }
        self.between_the_lanes(trace, space);
        self
    }

    /// Where each label of the figure stands. No two overlap, and none leaves the picture.
    #[must_use]
    pub fn boxes(&self) -> Vec<(Label, Tilted)> {
        let mut all = Vec::new();
        for arrow in &self.arrows {
            let [name, numbers] = self.label_boxes(arrow);
            all.extend(name.map(|place| (Label::Name(arrow.flight), place)));
            all.extend(numbers.map(|place| (Label::Numbers(arrow.flight), place)));
            all.extend(arrow.lost_word.map(|place| (Label::Lost(arrow.flight), place)));
        }
        let captions = self.tints.iter().filter(|tint| !tint.caption.is_empty());
        all.extend(captions.map(|tint| (Label::Caption, self.caption_box(&tint.caption, tint.caption_y))));
        let folds = self.folds.iter().filter(|fold| fold.shown);
        all.extend(folds.map(|fold| (Label::Fold, self.fold_box(fold))));
        let besides = self.besides.iter();
        all.extend(besides.map(|beside| (Label::Beside(beside.side, beside.what), self.beside_box(beside))));
        all
    }

    /// The flight whose arrow is drawn for this one: most have one of their own.
    #[must_use]
    pub fn drawn_as(&self, flight: usize) -> usize {
        self.arrows.get(flight).and_then(|arrow| arrow.under).unwrap_or(flight)
    }

    /// The next flight with an arrow of its own after this one, or the one before.
    #[must_use]
    pub fn drawn_beside(&self, flight: usize, after: bool) -> Option<usize> {
        let own = |arrow: &&Arrow| arrow.under.is_none();
        let found = match after {
            true => self.arrows.get(flight + 1..)?.iter().find(own),
            false => self.arrows.get(..flight)?.iter().rfind(own),
        };
        found.map(|arrow| arrow.flight)
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

    /// So far outside a side's band.
    pub(super) fn outside(&self, side: Side, far: f64) -> f64 {
        match side {
            Side::Client => self.lanes[0] - far,
            Side::Server => self.lanes[1] + BAND + far,
        }
    }

    pub(super) fn seen(&self, from: Instant, until: Instant) -> Seen {
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

    fn bracket(&self, wait: &Wait) -> Bracket {
        Bracket {
            side: wait.side,
            top: self.y(wait.from),
            bottom: self.y(wait.until),
            from: wait.from,
            due: wait.due,
            course: self.axis.course(wait.from, wait.due, wait.until),
            seen: self.seen(wait.from, wait.until),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Step, catalog::Name, simulate};
    use crate::time::Duration;

    /// How many comparisons of boxes it takes to lay out so many segments, and how many they are.
    fn checks(segments: u32) -> (u64, u64) {
        let mut scenario = Name::FourWayClose.scenario(true);
        scenario.network.delay = [Duration::from_millis(50); 2];
        scenario.network.spacing = Duration::from_millis(2);
        scenario.client.program.insert(1, Step::Send(segments * 1_460));
        let trace = simulate(&scenario);
        let frame = Frame {
            width: 824.0,
            numbers: Numbers::Letters,
            lang: Lang::En,
            scale: Scale::Folded,
            zoom: 1.0,
        };
        let axis = TimeAxis::new(&scenario, &trace, frame.scale);
        let mut space = Space::default();
        Ladder::empty(axis, frame).filled(&trace, &mut space);
        (space.checks(), trace.flights.len() as u64)
    }

    #[test]
    fn labels_look_at_their_neighbours_only() {
        let (few, some) = checks(100);
        let (many, all) = checks(800);
        assert!(all > 1_500, "{all}");
        let (each_of_few, each_of_many) = (few / some, many / all);
        assert!(each_of_many <= each_of_few * 3 / 2 + 20, "{each_of_few} became {each_of_many}");
    }

    #[test]
    fn a_ladder_fits_the_height_it_is_given() {
        let scenario = Name::FourWayClose.scenario(true);
        let trace = simulate(&scenario);
        for scale in [Scale::Folded, Scale::True] {
            let axis = TimeAxis::new(&scenario, &trace, scale);
            let zoom = fit_zoom(axis.length(), 600.0);
            let frame = Frame { width: 824.0, numbers: Numbers::Letters, lang: Lang::En, scale, zoom };
            let ladder = Ladder::with_axis(&trace, axis, frame);
            assert!((ladder.foot() + BOTTOM - 600.0).abs() < 1e-6, "{}", ladder.height);
        }
        assert_eq!(fit_zoom(1.0, 600.0), ZOOM.1);
        assert_eq!(fit_zoom(1e12, 600.0), ZOOM.0);
    }
}
