//! Playback: the browser's own animations, positioned by one number.
//!
//! The ladder is a finished figure; each of its moving parts carries a `data-m` mark that says how it
//! appears and when, in milliseconds of viewing. The player turns the marks that the playhead is at
//! into animations whose current time is the playhead. While it plays, nothing of ours runs per frame:
//! code wakes at the next event, a few times a second where events are many or digits are counted.

use super::door;
use super::figure::Figure;
use super::marks::{Mark, marks};
use super::model::{Model, SPEEDS};
use super::shared::Shared;
use crate::sim::Trace;
use crate::time::Instant;
use crate::view::ladder::Seen;
use crate::view::{Ladder, TimeAxis, merged, svg};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// How often, at most, digits change while something is counted.
const DIGITS_MS: f64 = 900.0;
/// Events closer together than this are shown together: every wake costs the browser a frame.
const CLOSE_MS: f64 = 250.0;
/// So long before it moves a part gets its animation.
const EARLY_MS: f64 = 150.0;

/// What the player tells the page: the playhead has come to an event, or to the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    At(Instant),
    End,
}

/// The one player of a page. Cloning it gives another handle.
#[derive(Clone, Default)]
pub struct Player(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    marks: Vec<Mark>,
    segments: Vec<Segment>,
    /// Where pills are drawn: a group in each ladder.
    layers: Vec<Element>,
    pills: Vec<Pill>,
    /// What the marks are of.
    figure: Option<Figure>,
    axis: Option<Shared<TimeAxis>>,
    trace: Option<Shared<Trace>>,
    /// Viewing times of events, rising.
    stops: Vec<f64>,
    reduced: bool,
    /// More than the one connection is shown: it changes all the time.
    crowd: bool,
    /// `Model::moved` as last followed.
    followed: Option<u32>,
    playing: bool,
    rate: f64,
    /// The playhead in milliseconds of viewing, at `since` on the browser's clock.
    view: f64,
    since: f64,
    /// Where on the browser's timeline the figure begins.
    start: f64,
    wake: Option<Timeout>,
}

/// An element of a segment that says by an attribute when it is: still to come, or in flight.
struct Segment {
    element: Element,
    pill: bool,
    seen: Seen,
    /// As last written: the attribute, and whether it is out of reach.
    on: bool,
    away: bool,
}

/// A segment in flight, or about to be: drawn only then.
struct Pill {
    /// In which ladder, and of which flight.
    of: (usize, usize),
    /// What is put into the figure and taken out of it again.
    element: Element,
    segment: Segment,
    mark: Mark,
}

impl Pill {
    fn remove(mut self) {
        self.mark.cancel();
        self.element.remove();
    }
}

impl PartialEq for Player {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Player {
    /// Where the playhead is at this very moment.
    #[must_use]
    pub fn position(&self) -> Option<Instant> {
        let state = self.0.borrow();
        state.axis.as_ref().map(|axis| axis.time(state.view_now()))
    }

    /// Stands still for good: the app is taken down.
    pub fn stop(&self) {
        *self.0.borrow_mut() = State::default();
    }

    /// The flight that is drawn beside another, towards the figure's end or its beginning.
    #[must_use]
    pub fn drawn_beside(&self, flight: usize, next: bool) -> Option<usize> {
        self.0.borrow().figure.as_ref()?.ladder.drawn_beside(flight, next)
    }

    /// Makes the figure under `root` follow the model. Called after each rendering; does nothing
    /// when neither figure nor playhead was touched.
    pub fn follow(&self, model: &Model, figure: Figure, root: &Element, progress: Rc<dyn Fn(Progress)>) {
        {
            let mut state = self.0.borrow_mut();
            let same_figure = state.figure.as_ref() == Some(&figure) && state.reduced == model.reduced_motion;
            // A figure that is only drawn anew (language, width) keeps its playhead.
            let keep = state.followed == Some(model.moved);
            if same_figure && keep {
                return;
            }
            let view = if keep { state.view_now() } else { model.axis.view(model.playhead) };
            let goes_on = keep && state.reduced == model.reduced_motion && state.shows_more_of(&figure);
            if !same_figure {
                // What goes with the playhead goes on while other parts of a figure come into view.
                state.marks.retain_mut(|mark| {
                    let stays = goes_on && mark.element.is_connected();
                    if !stays {
                        mark.cancel();
                    }
                    stays
                });
                let within = if goes_on { ".parts " } else { "" };
                state.marks.extend(marks(root, within, model.reduced_motion));
                state.segments = segments(root, &figure);
            }
            if !goes_on {
                if !same_figure {
                    state.pills.drain(..).for_each(Pill::remove);
                    state.layers = elements(root, ".pills");
                }
                if state.trace.as_ref() != Some(&model.trace) || state.axis.as_ref() != Some(&model.axis) {
                    state.stops = stops(model);
                }
                state.axis = Some(model.axis.clone());
                state.trace = Some(model.trace.clone());
                state.reduced = model.reduced_motion;
                state.crowd = model.scenario.crowd.is_some();
                state.followed = Some(model.moved);
                state.playing = model.playing;
                state.rate = SPEEDS[model.speed];
                state.view = view;
                state.since = door::now();
                state.start = door::timeline_now() - view / state.rate;
                for mark in state.marks.iter().chain(state.pills.iter().map(|pill| &pill.mark)) {
                    state.place(mark);
                }
            }
            state.figure = Some(figure);
        }
        self.sleep(root.clone(), progress, false);
        self.show(root);
    }

    /// Sleeps until something discrete happens; `after_event`: this was woken by an event.
    fn sleep(&self, root: Element, progress: Rc<dyn Fn(Progress)>, after_event: bool) {
        let mut state = self.0.borrow_mut();
        state.wake = None;
        let (view, end) = (state.view_now(), state.length());
        if !state.playing {
            // At the end everything is as it was drawn.
            let view = if view >= end { f64::INFINITY } else { view };
            return state.fit(view, view);
        }
        let after = state.stops.partition_point(|stop| *stop <= view + 0.5);
        let event = state.stops.get(after).copied().unwrap_or(end);
        // What appears at once appears by our hand.
        let comes = state.marks.iter().filter_map(|mark| mark.comes(view + 0.5));
        let event = comes.fold(event, f64::min);
        let wait = (event - view) / state.rate;
        // A timer that fires a moment early would miss its event.
        // Without a countdown the clock is exact at every event, and nobody needs it between.
        let counting = state.crowd
            || state.figure.as_ref().is_some_and(|figure| {
                figure
                    .ladder
                    .brackets
                    .iter()
                    .any(|bracket| bracket.seen.from <= view && view <= bracket.seen.until)
            });
        let least = if after_event { CLOSE_MS } else { 15.0 };
        // Equal steps to the event, so that a countdown's last digits are seen, too.
        let steps = if counting { (wait / DIGITS_MS).ceil().max(1.0) } else { 1.0 };
        let wait = (wait / steps).max(least).ceil() + 1.0;
        let ahead = view + (wait + EARLY_MS) * state.rate;
        state.fit(view, ahead);
        let this = self.clone();
        state.wake = Some(Timeout::new(wait as u32, move || this.woken(root, progress)));
    }

    fn woken(&self, root: Element, progress: Rc<dyn Fn(Progress)>) {
        let (at, over, event, crowd) = {
            let mut state = self.0.borrow_mut();
            if !state.playing {
                return;
            }
            let before = state.view;
            let view = state.view_now();
            let end = state.length();
            state.view = view;
            state.since = door::now();
            let event = state.stops.partition_point(|stop| *stop <= before)
                < state.stops.partition_point(|stop| *stop <= view);
            (state.axis.as_ref().map(|axis| axis.time(view)), view >= end, event, state.crowd)
        };
        // The page measures before anything is written: afterwards it would have to lay itself out for it.
        if over {
            progress(Progress::End);
        } else {
            // What counts the crowd has no events of its own.
            if let (Some(at), true) = (at, event || crowd) {
                progress(Progress::At(at));
            }
            self.sleep(root.clone(), progress, event);
        }
        self.show(&root);
    }

    /// Digits and what may be pointed at: written straight into the figure, without rendering.
    fn show(&self, root: &Element) {
        let mut state = self.0.borrow_mut();
        let state = &mut *state;
        let view = state.view_now();
        let (Some(axis), Some(figure)) = (&state.axis, &state.figure) else { return };
        let at = axis.time(view);
        set_text(root, ".clock", &at.to_string());
        for (within, ladder) in ["#ladder ", ".other "].into_iter().zip(figure.ladders()) {
            for (index, bracket) in ladder.brackets.iter().enumerate() {
                if bracket.seen.from <= view && view <= bracket.seen.until {
                    // On a phone it is a bar outside of the figure.
                    let within = if ladder.frame.narrow() { "" } else { within };
                    let ring = [within, "[data-ring='", &index.to_string(), "'] .left"].concat();
                    set_text(root, &ring, &left(bracket.due.since(at)));
                }
            }
        }
        let pills = state.pills.iter_mut().map(|pill| &mut pill.segment);
        for segment in state.segments.iter_mut().chain(pills) {
            segment.show(view, state.playing);
        }
    }
}

/// The segments whose arrows are drawn: only a part of the ladder may be.
fn segments(root: &Element, figure: &Figure) -> Vec<Segment> {
    let mut all = Vec::new();
    for (within, ladder) in ["#ladder ", ".other "].into_iter().zip(figure.ladders()) {
        all.extend(elements(root, &[within, "g.flight"].concat()).into_iter().filter_map(|element| {
            let flight: usize = element.get_attribute("data-flight")?.parse().ok()?;
            Some(Segment::new(element, false, ladder.arrows.get(flight)?.seen))
        }));
    }
    all
}

fn elements(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

impl Figure {
    fn ladders(&self) -> impl Iterator<Item = &Shared<Ladder>> {
        [&self.ladder].into_iter().chain(&self.other)
    }
}

impl Segment {
    fn new(element: Element, pill: bool, seen: Seen) -> Self {
        Self { element, pill, seen, on: false, away: false }
    }

    fn show(&mut self, view: f64, playing: bool) {
        let Seen { from, until } = self.seen;
        let on = if self.pill { from <= view && view < until } else { from > view };
        if on != self.on {
            self.on = on;
            let attribute = if self.pill { "data-flying" } else { "data-future" };
            let _ = self.element.toggle_attribute_with_force(attribute, on);
        }
        // While time runs, what is not there yet cannot be reached. (Hidden it must not be: the
        // compositor moves only what it has seen.)
        let away = on && playing && !self.pill;
        if away != self.away {
            self.away = away;
            let _ = self.element.set_attribute("tabindex", if away { "-1" } else { "0" });
            let _ = self.element.set_attribute("aria-hidden", if away { "true" } else { "false" });
        }
    }
}

/// `7.4 s`: tenths are what an eye can follow.
fn left(time: crate::time::Duration) -> String {
    let tenths = (time.micros() + 50_000) / 100_000;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

fn set_text(root: &Element, selector: &str, text: &str) {
    if let Ok(Some(element)) = root.query_selector(selector)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

fn stops(model: &Model) -> Vec<f64> {
    let moments = model.trace.moments.iter().map(|moment| model.axis.view(moment.at)).collect();
    // Segments that wait for the wire begin between moments. They are almost in order.
    let mut flights: Vec<f64> = Vec::with_capacity(model.trace.flights.len());
    for flight in &model.trace.flights {
        let view = model.axis.view(flight.sent);
        flights.insert(flights.partition_point(|other| *other <= view), view);
    }
    merged(moments, flights, |one, other| one <= other)
}

impl State {
    fn length(&self) -> f64 {
        self.axis.as_ref().map_or(0.0, |axis| axis.length())
    }

    /// The same figure as is shown, only through another window?
    fn shows_more_of(&self, figure: &Figure) -> bool {
        self.figure.as_ref().is_some_and(|shown| {
            shown.ladder == figure.ladder && shown.other == figure.other && shown.window != figure.window
        })
    }

    fn view_now(&self) -> f64 {
        if self.playing {
            (self.view + (door::now() - self.since) * self.rate).min(self.length())
        } else {
            self.view
        }
    }

    /// Fits every mark to the playhead: see [`Mark::fit`].
    fn fit(&mut self, view: f64, ahead: f64) {
        self.fit_pills(view, ahead);
        let mut marks = std::mem::take(&mut self.marks);
        for mark in &mut marks {
            if mark.fit(view, ahead) || self.reduced {
                self.place(mark);
            }
        }
        self.marks = marks;
    }

    /// Draws what flies, or will before this is asked again, and takes away what does no more.
    fn fit_pills(&mut self, view: f64, ahead: f64) {
        let flies = |seen: Seen| seen.from <= ahead && view < seen.until;
        let mut pills = Vec::new();
        for pill in std::mem::take(&mut self.pills) {
            if flies(pill.segment.seen) { pills.push(pill) } else { pill.remove() }
        }
        let ladders = self.figure.iter().flat_map(Figure::ladders);
        for (of, (ladder, layer)) in ladders.zip(&self.layers).enumerate() {
            for arrow in ladder.arrows.iter().filter(|arrow| arrow.under.is_none() && flies(arrow.seen)) {
                let of = (of, arrow.flight);
                if pills.iter().all(|pill| pill.of != of) {
                    let markup = svg::pill(arrow, ladder.frame.narrow());
                    door::draw(layer, &markup);
                    pills.extend(layer.last_element_child().and_then(|element| {
                        let mark = marks(&element, "", self.reduced).pop()?;
                        let segment = Segment::new(mark.element.clone(), true, arrow.seen);
                        Some(Pill { of, element, segment, mark })
                    }));
                }
            }
        }
        for pill in &mut pills {
            if pill.mark.fit(view, ahead) || self.reduced {
                self.place(&pill.mark);
            }
        }
        self.pills = pills;
    }

    /// Puts an animation where the playhead is. `play()` would rewind a finished one, so a running
    /// animation is placed by its start on the timeline.
    fn place(&self, mark: &Mark) {
        let Some(animation) = mark.animation() else { return };
        if self.playing && !self.reduced {
            animation.set_playback_rate(self.rate);
            animation.set_start_time(self.start);
        } else {
            animation.pause();
            animation.set_current_time(self.view);
        }
    }
}
