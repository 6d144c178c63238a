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

/// Makes an animation of every mark under `root`, running.
#[must_use]
pub fn animate(root: &Element, reduced: bool) -> Vec<Animation> {
    let Ok(marked) = root.query_selector_all("[data-m]") else { return Vec::new() };
    let elements = (0..marked.length()).filter_map(|index| marked.item(index)?.dyn_into::<Element>().ok());
    elements.filter_map(|element| animation(&element, reduced)).collect()
}

fn animation(element: &Element, reduced: bool) -> Option<Animation> {
    let mark = element.get_attribute("data-m")?;
    let mut parts = mark.split(';');
    let how = parts.next()?;
    let numbers: Vec<f64> = parts.map(js_sys::parse_float).collect();
    let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
    let (from, until) = (number(0), number(1));
    let then = |frames: [String; 2], property: &'static str, stays: bool| Motion {
        property,
        frames: frames.map(|value| (0.0, value)).into(),
        from,
        until,
        stays,
    };
    let scale = |axis: char| [format!("scale{axis}(0)"), format!("scale{axis}(1)")];
    let shift =
        |dx: f64, dy: f64| ["translate(0px,0px)".into(), format!("translate({}px,{}px)", px(dx), px(dy))];
    let motion = match how {
        // Less motion: a line is there at once, a segment does not travel.
        "x" if reduced => Motion { until: from, ..then(fade(), "opacity", true) },
        "x" => then(scale('X'), "transform", true),
        "y" => then(scale('Y'), "transform", true),
        // At once: a fade would cost the page a layout for each of its frames.
        "o" => Motion { until: from, ..then(fade(), "opacity", true) },
        "s" => then(["1".into(), "1".into()], "opacity", false),
        "p" if reduced => then(["1".into(), "1".into()], "opacity", false),
        "p" => then(shift(number(2), number(3)), "transform", false),
        "d" | "n" => then(shift(0.0, number(2)), "transform", false),
        "t" => then(["translateX(0%)".into(), "translateX(100%)".into()], "transform", true),
        "r" => along(&numbers, |share| {
            format!("rotate({}deg)", px((share * 2.0 - from).clamp(0.0, 1.0) * 180.0))
        }),
        "e" => along(&numbers, |share| format!("scaleX({}e-3)", px((1.0 - share) * 1e3))),
        _ => return None,
    };
    Some(motion.start(element, how == "n" || (how == "p" && !reduced)))
}

fn fade() -> [String; 2] {
    ["0".into(), "1".into()]
}

/// One property over a stretch of viewing time.
struct Motion {
    property: &'static str,
    /// Offsets count only where there are more than two.
    frames: Vec<(f64, String)>,
    from: f64,
    until: f64,
    /// Does it hold before and after, too?
    stays: bool,
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
    Motion { property: "transform", frames, from, until, stays: false }
}

impl Motion {
    fn start(&self, element: &Element, seen: bool) -> Animation {
        let many = self.frames.len() > 2;
        let frames: js_sys::Array = self
            .frames
            .iter()
            .map(|(offset, value)| {
                let frame = object(&[(self.property, value.as_str().into())]);
                if many {
                    set(&frame, "offset", &(*offset).into());
                }
                if seen {
                    set(&frame, "opacity", &1.into());
                }
                frame
            })
            .collect();
        let options = object(&[
            ("delay", self.from.into()),
            ("duration", (self.until - self.from).max(0.01).into()),
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
