//! Turns the marks of the figure (see [`crate::view::marks`]) into animations, for the player.

use crate::view::px;
use wasm_bindgen::prelude::*;
use web_sys::Element;

// What of the Web Animations API is used here; web-sys keeps it behind a compiler flag.
#[wasm_bindgen]
extern "C" {
    type Animatable;
    #[wasm_bindgen(method)]
    fn animate(this: &Animatable, frames: &js_sys::Array, options: &js_sys::Object) -> Animation;

    pub type Animation;
    #[wasm_bindgen(method)]
    pub fn cancel(this: &Animation);
    #[wasm_bindgen(method)]
    pub fn pause(this: &Animation);
    #[wasm_bindgen(method, setter, js_name = currentTime)]
    pub fn set_current_time(this: &Animation, time: f64);
    #[wasm_bindgen(method, setter, js_name = startTime)]
    pub fn set_start_time(this: &Animation, time: f64);
    #[wasm_bindgen(method, setter, js_name = playbackRate)]
    pub fn set_playback_rate(this: &Animation, rate: f64);
}

/// A moving part of the figure. Before its time it is hidden by an attribute, after it it is as it was
/// drawn; only in between, or shortly before, it has an animation, for every one costs the browser a layer.
pub struct Mark {
    pub element: Element,
    motion: Motion,
    animation: Option<Animation>,
    /// As last written; `None`: never.
    hidden: Option<bool>,
}

/// Reads every mark under `root`, or of those the ones within what a selector finds there.
#[must_use]
pub fn marks(root: &Element, within: &str, reduced: bool) -> Vec<Mark> {
    let Ok(marked) = root.query_selector_all(&[within, "[data-m]"].concat()) else { return Vec::new() };
    let elements = (0..marked.length()).filter_map(|index| marked.item(index)?.dyn_into::<Element>().ok());
    let mark = |element: Element| {
        let motion = motion(&element.get_attribute("data-m")?, reduced)?;
        Some(Mark { element, motion, animation: None, hidden: None })
    };
    elements.filter_map(mark).collect()
}

impl Mark {
    /// Fits it to a playhead at `view` that will not come farther than `ahead` before this is asked
    /// again. True where an animation has begun that has not been put anywhere.
    pub fn fit(&mut self, view: f64, ahead: f64) -> bool {
        let Motion { from, until, stays, .. } = self.motion;
        let moves = from < until && from <= ahead && view < until;
        let begins = moves && self.animation.is_none();
        if begins {
            self.animation = Some(self.motion.start(&self.element, view));
        } else if !moves {
            self.cancel();
        }
        let hidden = stays && !moves && view < from;
        if stays && self.hidden != Some(hidden) {
            self.hidden = Some(hidden);
            let _ = self.element.toggle_attribute_with_force("data-yet", hidden);
        }
        begins
    }

    /// When it is there at once, if that is still to come.
    #[must_use]
    pub fn comes(&self, view: f64) -> Option<f64> {
        let Motion { from, until, .. } = self.motion;
        (from >= until && from > view).then_some(from)
    }

    #[must_use]
    pub fn animation(&self) -> Option<&Animation> {
        self.animation.as_ref()
    }

    pub fn cancel(&mut self) {
        if let Some(animation) = self.animation.take() {
            animation.cancel();
        }
    }
}

fn motion(mark: &str, reduced: bool) -> Option<Motion> {
    let mut parts = mark.split(';');
    let how = parts.next()?;
    let numbers: Vec<f64> = parts.map(decimal).collect();
    let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
    let (from, until) = (number(0), number(1));
    let then = |frames: [String; 2], property: &'static str, stays: bool| Motion {
        property,
        frames: [0.0, 1.0].into_iter().zip(frames).collect(),
        from,
        until,
        stays,
        seen: false,
    };
    let scale = |axis: &str| [["scale", axis, "(0)"].concat(), ["scale", axis, "(1)"].concat()];
    let shift =
        |dx: f64, dy: f64| ["translate(0px,0px)".into(), format!("translate({}px,{}px)", px(dx), px(dy))];
    Some(match how {
        // Less motion: a line is there at once, a segment does not travel.
        "x" if reduced => Motion { until: from, ..then(still(), "", true) },
        "x" => then(scale("X"), "transform", true),
        "y" => then(scale("Y"), "transform", true),
        // At once: a fade would cost the page a layout for each of its frames.
        "o" => Motion { until: from, ..then(still(), "", true) },
        "s" => Motion { seen: true, ..then(still(), "", false) },
        "p" if reduced => Motion { seen: true, ..then(still(), "", false) },
        "p" => Motion { seen: true, ..then(shift(number(2), number(3)), "transform", false) },
        "n" => Motion { seen: true, ..then(shift(0.0, number(2)), "transform", false) },
        "d" => then(shift(0.0, number(2)), "transform", false),
        "t" => then(["translateX(0%)".into(), "translateX(100%)".into()], "transform", true),
        "r" => along(&numbers, |share| {
            format!("rotate({}deg)", px((share * 2.0 - from).clamp(0.0, 1.0) * 180.0))
        }),
        "e" => along(&numbers, |share| format!("scaleX({}e-3)", px((1.0 - share) * 1e3))),
        _ => return None,
    })
}

/// A number as [`px`] writes it. (The library's way knows far more, and is 10 KiB.)
fn decimal(text: &str) -> f64 {
    let (mut value, mut scale) = (0.0, 0.0);
    for byte in text.bytes().filter(|byte| *byte != b'-') {
        match byte {
            b'.' => scale = 1.0,
            digit => (value, scale) = (value * 10.0 + f64::from(digit & 15), scale * 10.0),
        }
    }
    let value = if scale > 0.0 { value / scale } else { value };
    if text.starts_with('-') { -value } else { value }
}

fn still() -> [String; 2] {
    [String::new(), String::new()]
}

/// One property, or none, over a stretch of viewing time.
struct Motion {
    property: &'static str,
    /// With the share of the stretch at which each is reached; two at least.
    frames: Vec<(f64, String)>,
    from: f64,
    until: f64,
    /// Does it hold before and after, too?
    stays: bool,
    /// It is seen only while it moves.
    seen: bool,
}

/// Follows a course of (viewing time, share) corners, which bends where the axis does; the middle is
/// a corner of its own, for there one half of a ring hands over to the other.
fn along(numbers: &[f64], frame: impl Fn(f64) -> String) -> Motion {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for pair in numbers[1..].chunks_exact(2) {
        let (view, share) = (pair[0], pair[1] / 1e4);
        if let Some(&(before, less)) = corners.last()
            && less < 0.5
            && share > 0.5
        {
            corners.push((before + (view - before) * (0.5 - less) / (share - less), 0.5));
        }
        corners.push((view, share));
    }
    let from = corners.first().map_or(0.0, |corner| corner.0);
    let until = corners.last().map_or(0.0, |corner| corner.0);
    let length = (until - from).max(1.0);
    let frames = corners.iter().map(|(view, share)| ((view - from) / length, frame(*share))).collect();
    Motion { property: "transform", frames, from, until, stays: false, seen: false }
}

/// So long a part stands still after it has come, in milliseconds of viewing, before its animation ends.
const HOLD_MS: f64 = 2_000.0;

impl Motion {
    /// It begins now and stands still until its time has come, and again thereafter: whenever an
    /// animation begins or ends the browser draws some frames by its main thread, and here both
    /// happen when the page draws anyway.
    fn start(&self, element: &Element, view: f64) -> Animation {
        let (first, last) = (self.from.min(view), self.until + HOLD_MS);
        let offset = |at: f64| ((at - first) / (last - first)).clamp(0.0, 1.0);
        let length = self.until - self.from;
        let frames = js_sys::Array::new();
        let push = |at: f64, value: &str, there: bool| {
            let frame = object(&[("offset", offset(at).into())]);
            if !self.property.is_empty() {
                set(&frame, self.property, &value.into());
            }
            if self.seen {
                set(&frame, "opacity", &u32::from(there).into());
            }
            frames.push(&frame);
        };
        if let (Some((_, begin)), Some((_, end))) = (self.frames.first(), self.frames.last()) {
            push(first, begin, false);
            push(self.from, begin, false);
            for (share, value) in &self.frames {
                push(self.from + share * length, value, true);
            }
            push(self.until, end, false);
            push(last, end, false);
        }
        let options = object(&[
            ("delay", first.into()),
            ("duration", (last - first).into()),
            ("fill", if self.stays { "both" } else { "none" }.into()),
        ]);
        element.unchecked_ref::<Animatable>().animate(&frames, &options)
    }
}

fn object(entries: &[(&str, JsValue)]) -> js_sys::Object {
    let object = js_sys::Object::new();
    for (key, value) in entries {
        set(&object, key, value);
    }
    object
}

fn set(object: &js_sys::Object, key: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(object, &key.into(), value);
}
