//! Playback: the browser's own animations, positioned by one number.
//!
//! The ladder is a finished figure; each of its moving parts carries a `data-m` mark that says how it
//! appears and when, in milliseconds of viewing. The player turns the marks into animations whose
//! current time is the playhead. While it plays, nothing of ours runs per frame: code wakes at the
//! next event, and a few times a second to move the clock's digits.

use super::door;
use super::model::{Model, SPEEDS};
use crate::time::Instant;
use crate::view::{Ladder, TimeAxis};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;

// What of the Web Animations API is used here; web-sys keeps it behind a compiler flag.
#[wasm_bindgen]
extern "C" {
    type Animatable;
    #[wasm_bindgen(method)]
    fn animate(this: &Animatable, frames: &js_sys::Object, options: &js_sys::Object) -> Animation;

    type Animation;
    #[wasm_bindgen(method)]
    fn cancel(this: &Animation);
    #[wasm_bindgen(method)]
    fn pause(this: &Animation);
    #[wasm_bindgen(method, setter, js_name = currentTime)]
    fn set_current_time(this: &Animation, time: f64);
    #[wasm_bindgen(method, setter, js_name = startTime)]
    fn set_start_time(this: &Animation, time: f64);
    #[wasm_bindgen(method, setter, js_name = playbackRate)]
    fn set_playback_rate(this: &Animation, rate: f64);
}

/// How often, at most, digits change while something is counted.
const DIGITS_MS: f64 = 320.0;
/// How long a word takes to appear.
const APPEAR_MS: f64 = 140.0;

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
    ladder: Option<Rc<Ladder>>,
    axis: Option<Rc<TimeAxis>>,
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
    pub fn follow(&self, model: &Model, ladder: &Rc<Ladder>, root: &Element, progress: Rc<dyn Fn(Progress)>) {
        {
            let mut state = self.0.borrow_mut();
            let same_figure = state.ladder.as_ref().is_some_and(|old| Rc::ptr_eq(old, ladder))
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
        let wait = ((event - view) / state.rate).clamp(0.0, DIGITS_MS).max(16.0);
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

    /// Stops for good: the figure is about to be taken away.
    pub fn stop(&self) {
        let mut state = self.0.borrow_mut();
        state.wake = None;
        state.cancel();
        state.ladder = None;
        state.followed = None;
    }

    /// Digits and what may be pointed at: written straight into the figure, without rendering.
    fn show(&self, root: &Element) {
        let state = self.0.borrow();
        let (Some(axis), Some(ladder)) = (&state.axis, &state.ladder) else { return };
        let view = state.view_now();
        let at = axis.time(view);
        set_text(root, ".clock", &at.to_string());
        let share = (view / axis.length().max(1.0) * 1000.0).round() as i32;
        if let Ok(Some(range)) = root.query_selector("input.scrub")
            && let Ok(range) = range.dyn_into::<web_sys::HtmlInputElement>()
            && range.value() != share.to_string()
        {
            range.set_value(&share.to_string());
            let _ = range.set_attribute("aria-valuetext", &at.to_string());
        }
        for (index, bracket) in ladder.brackets.iter().enumerate() {
            if bracket.seen.from <= view && view <= bracket.seen.until {
                set_text(root, &format!("[data-ring='{index}'] .left"), &left(bracket.due.since(at)));
            }
        }
        let Ok(flights) = root.query_selector_all("g.flight") else { return };
        for (index, arrow) in (0..).zip(&ladder.arrows) {
            let future = arrow.seen.from > view;
            if let Some(element) = flights.item(index).and_then(|node| node.dyn_into::<Element>().ok())
                && element.has_attribute("data-future") != future
            {
                let _ = element.toggle_attribute_with_force("data-future", future);
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

fn stops(model: &Model) -> Vec<f64> {
    let mut stops: Vec<f64> = model.trace.moments.iter().map(|moment| model.axis.view(moment.at)).collect();
    // Segments that wait for the wire begin between moments.
    stops.extend(model.trace.flights.iter().map(|flight| model.axis.view(flight.sent)));
    stops.sort_by(f64::total_cmp);
    stops.dedup();
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

/// Makes an animation of every mark under `root`.
fn animate(root: &Element, reduced: bool) -> Vec<Animation> {
    let Ok(marked) = root.query_selector_all("[data-m]") else { return Vec::new() };
    let elements = (0..marked.length()).filter_map(|index| marked.item(index)?.dyn_into::<Element>().ok());
    elements.filter_map(|element| animation(&element, reduced)).collect()
}

/// Reads a mark: `x;from;until` grows along x, `y;…` along y, `o;from` appears, `p;from;until;dx;dy` is
/// seen on its way only, `s;from;until` in its time only, `n;length;height` is the now-line,
/// `r;from;until;half` half of a ring that empties, `e;from;until` a bar that does,
/// `d;from;until;height` goes down, `t;length` the thumb.
fn animation(element: &Element, reduced: bool) -> Option<Animation> {
    let mark = element.get_attribute("data-m")?;
    let mut parts = mark.split(';');
    let how = parts.next()?;
    let mut number = || parts.next()?.parse::<f64>().ok();
    let from = number()?;
    let (mut delay, mut length) = (from, APPEAR_MS);
    let frames = match how {
        "o" => frames("opacity", &["0", "1"]),
        "x" if reduced => frames("opacity", &["0", "1"]),
        "x" | "y" => {
            length = number()? - from;
            let scale = if how == "x" { "scaleX" } else { "scaleY" };
            frames("transform", &[&format!("{scale}(0)"), &format!("{scale}(1)")])
        }
        "p" => {
            length = number()? - from;
            let (dx, dy) = (number()?, number()?);
            let end = if reduced {
                "translate(0px, 0px)".to_owned()
            } else {
                format!("translate({dx:.1}px, {dy:.1}px)")
            };
            let both = frames("transform", &["translate(0px, 0px)", &end]);
            put(&both, "opacity", &["1", "1"]);
            both
        }
        "n" => {
            (delay, length) = (0.0, from);
            let all = frames("transform", &["translateY(0px)", &format!("translateY({:.1}px)", number()?)]);
            put(&all, "opacity", &["1", "1"]);
            all
        }
        // Half of a ring empties in half of the time; the second half begins when the first is empty.
        "r" => {
            length = (number()? - from) / 2.0;
            delay = from + number()? * length;
            frames("transform", &["rotate(0deg)", "rotate(180deg)"])
        }
        // Goes down along with the now-line.
        "d" => {
            length = number()? - from;
            frames("transform", &["translateY(0px)", &format!("translateY({:.1}px)", number()?)])
        }
        // A bar that empties.
        "e" => {
            length = number()? - from;
            frames("transform", &["scaleX(1)", "scaleX(0)"])
        }
        // The scrubber's thumb, on a rail as wide as itself.
        "t" => {
            (delay, length) = (0.0, from);
            frames("transform", &["translateX(0%)", "translateX(100%)"])
        }
        // Shown during its time only.
        "s" => {
            length = number()? - from;
            frames("opacity", &["1", "1"])
        }
        _ => return None,
    };
    if reduced && how == "x" {
        length = 1.0;
    }
    let options = js_sys::Object::new();
    let option = |key: &str, value: JsValue| {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value);
    };
    option("delay", delay.into());
    option("duration", length.max(0.01).into());
    // What is seen only for a time has no say before and after it.
    option("fill", if matches!(how, "p" | "s" | "e" | "d") { "none" } else { "both" }.into());
    Some(element.unchecked_ref::<Animatable>().animate(&frames, &options))
}

fn frames(property: &str, values: &[&str]) -> js_sys::Object {
    let object = js_sys::Object::new();
    put(&object, property, values);
    object
}

fn put(object: &js_sys::Object, property: &str, values: &[&str]) {
    let list: js_sys::Array = values.iter().map(|value| JsValue::from_str(value)).collect();
    let _ = js_sys::Reflect::set(object, &property.into(), &list);
}
