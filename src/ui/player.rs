//! Playback: the browser's own animations, positioned by one number.
//!
//! The ladder is a finished figure; each of its moving parts carries a `data-m` mark that says how it
//! appears and when, in milliseconds of viewing. The player turns the marks into animations whose
//! current time is the playhead. While it plays, nothing of ours runs per frame: code wakes at the
//! next event, and a few times a second to move the clock's digits.

use super::door;
use super::marks::{Animation, animate};
use super::model::{Model, SPEEDS};
use super::shared::Shared;
use crate::time::Instant;
use crate::view::{Ladder, TimeAxis};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// How often, at most, digits change while something is counted.
const DIGITS_MS: f64 = 900.0;

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
    animations: Vec<Animation>,
    /// Which figure the animations are of.
    ladder: Option<Shared<Ladder>>,
    /// Which part of it is drawn.
    window: Option<i32>,
    axis: Option<Shared<TimeAxis>>,
    /// Viewing times of events, rising.
    stops: Vec<f64>,
    reduced: bool,
    /// `Model::moved` as last followed.
    followed: Option<u32>,
    playing: bool,
    rate: f64,
    /// The playhead in milliseconds of viewing, at `since` on the browser's clock.
    view: f64,
    since: f64,
    wake: Option<Timeout>,
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

    /// Makes the figure under `root` follow the model. Called after each rendering; does nothing
    /// when neither figure nor playhead was touched.
    pub fn follow(
        &self,
        model: &Model,
        (ladder, window): (&Shared<Ladder>, Option<i32>),
        root: &Element,
        progress: Rc<dyn Fn(Progress)>,
    ) {
        {
            let mut state = self.0.borrow_mut();
            let same_figure = state.ladder.as_ref() == Some(ladder)
                && state.window == window
                && state.reduced == model.reduced_motion;
            if same_figure && state.followed == Some(model.moved) {
                return;
            }
            // A figure that is only drawn anew (language, width) keeps its playhead.
            let keep = state.followed == Some(model.moved);
            let view = if keep { state.view_now() } else { model.axis.view(model.playhead) };
            if !same_figure {
                state.cancel();
            }
            state.ladder = Some(ladder.clone());
            state.window = window;
            state.axis = Some(model.axis.clone());
            state.reduced = model.reduced_motion;
            state.followed = Some(model.moved);
            state.playing = model.playing;
            state.rate = SPEEDS[model.speed];
            state.view = view;
            state.since = door::now();
            state.stops = stops(model);
            let at_rest = !model.playing && view >= model.axis.length();
            if at_rest {
                state.cancel();
            } else if state.animations.is_empty() {
                state.animations = animate(root, model.reduced_motion);
            }
            state.place();
        }
        self.show(root);
        self.sleep(root.clone(), progress);
    }

    /// Sleeps until something discrete happens.
    fn sleep(&self, root: Element, progress: Rc<dyn Fn(Progress)>) {
        let mut state = self.0.borrow_mut();
        state.wake = None;
        if !state.playing {
            return;
        }
        let view = state.view_now();
        let end = state.axis.as_ref().map_or(0.0, |axis| axis.length());
        let event = state.stops.iter().copied().find(|stop| *stop > view + 0.5).unwrap_or(end);
        let wait = (event - view) / state.rate;
        // Digits can wait for an event that is near: every wake costs the browser a frame.
        // A timer that fires a moment early would miss its event.
        // Without a countdown the clock is exact at every event, and nobody needs it between.
        let counting = state.ladder.as_ref().is_some_and(|ladder| {
            ladder.brackets.iter().any(|bracket| bracket.seen.from <= view && view <= bracket.seen.until)
        });
        let wait = if counting && wait > 1.4 * DIGITS_MS { DIGITS_MS } else { wait.max(15.0).ceil() + 1.0 };
        let this = self.clone();
        state.wake = Some(Timeout::new(wait as u32, move || this.woken(root, progress)));
    }

    fn woken(&self, root: Element, progress: Rc<dyn Fn(Progress)>) {
        let (at, over, event) = {
            let mut state = self.0.borrow_mut();
            if !state.playing {
                return;
            }
            let before = state.view;
            let view = state.view_now();
            let end = state.axis.as_ref().map_or(0.0, |axis| axis.length());
            state.view = view;
            state.since = door::now();
            if state.reduced {
                state.place();
            }
            let event = state.stops.iter().any(|stop| *stop > before && *stop <= view);
            (state.axis.as_ref().map(|axis| axis.time(view)), view >= end, event)
        };
        self.show(&root);
        if over {
            progress(Progress::End);
        } else {
            if let (Some(at), true) = (at, event) {
                progress(Progress::At(at));
            }
            self.sleep(root, progress);
        }
    }

    /// Digits and what may be pointed at: written straight into the figure, without rendering.
    fn show(&self, root: &Element) {
        let state = self.0.borrow();
        let (Some(axis), Some(ladder)) = (&state.axis, &state.ladder) else { return };
        let view = state.view_now();
        let at = axis.time(view);
        set_text(root, ".clock", &at.to_string());
        for (index, bracket) in ladder.brackets.iter().enumerate() {
            if bracket.seen.from <= view && view <= bracket.seen.until {
                set_text(root, &format!("[data-ring='{index}'] .left"), &left(bracket.due.since(at)));
            }
        }
        let (Ok(flights), Ok(pills)) =
            (root.query_selector_all("g.flight"), root.query_selector_all("g.pill"))
        else {
            return;
        };
        // Only a part of the ladder may be drawn.
        let seen = |element: &Element| {
            let flight: usize = element.get_attribute("data-flight")?.parse().ok()?;
            ladder.arrows.get(flight).map(|arrow| arrow.seen)
        };
        for (list, attribute) in [(flights, "data-future"), (pills, "data-flying")] {
            for index in 0..list.length() {
                let Some(element) = list.item(index).and_then(|node| node.dyn_into::<Element>().ok()) else {
                    continue;
                };
                let Some(seen) = seen(&element) else { continue };
                let future = seen.from > view;
                mark(
                    &element,
                    attribute,
                    if attribute == "data-future" { future } else { !future && view < seen.until },
                    state.playing,
                );
            }
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

fn mark(element: &Element, attribute: &str, on: bool, playing: bool) {
    if element.has_attribute(attribute) != on {
        let _ = element.toggle_attribute_with_force(attribute, on);
    }
    // While time runs, what is not there yet cannot be reached. (Hidden it must not be: the compositor
    // moves only what it has seen.)
    let (away, hidden) = (on && playing, element.get_attribute("aria-hidden").as_deref() == Some("true"));
    if attribute == "data-future" && away != hidden {
        let _ = element.set_attribute("tabindex", if away { "-1" } else { "0" });
        let _ = element.set_attribute("aria-hidden", if away { "true" } else { "false" });
    }
}

fn stops(model: &Model) -> Vec<f64> {
    let mut stops: Vec<f64> = model.trace.moments.iter().map(|moment| model.axis.view(moment.at)).collect();
    // Segments that wait for the wire begin between moments.
    for flight in &model.trace.flights {
        let view = model.axis.view(flight.sent);
        stops.insert(stops.partition_point(|other| *other <= view), view);
    }
    stops
}

impl State {
    fn view_now(&self) -> f64 {
        let end = self.axis.as_ref().map_or(0.0, |axis| axis.length());
        if self.playing { (self.view + (door::now() - self.since) * self.rate).min(end) } else { self.view }
    }

    fn cancel(&mut self) {
        for animation in self.animations.drain(..) {
            animation.cancel();
        }
    }

    /// Puts every animation where the playhead is. `play()` would rewind a finished one, so a
    /// running animation is placed by its start on the timeline.
    fn place(&self) {
        let runs = self.playing && !self.reduced;
        let start = door::timeline_now() - self.view / self.rate;
        for animation in &self.animations {
            if runs {
                animation.set_playback_rate(self.rate);
                animation.set_start_time(start);
            } else {
                animation.pause();
                animation.set_current_time(self.view);
            }
        }
    }
}
