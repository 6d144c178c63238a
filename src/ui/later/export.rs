//! What can be taken along: pictures, a capture, texts, the scenario. `static/save.js` has them made
//! (`src/bin/takeaway.rs`) and hands them to the browser; both are fetched when they are needed first.

use super::{capture, outside};
use crate::sim::link_code;
use crate::text::capture::panel::{NOT_SAVED, ONE_FILE};
use crate::text::export::{self as say, WORDS};
use crate::text::ui::words;
use crate::text::{Both, Lang};
use crate::ui::door;
use crate::ui::el::{el, said, text, truth};
use crate::ui::model::Model;
use crate::view::Scale;
use wasm_bindgen::prelude::*;
use yew::prelude::*;

const FORMATS: [&str; 7] = ["svg", "png", "pcapng", "mermaid", "text", "transcript", "json"];
const UNTIL: &str = "save-until";
const THEME: &str = "save-theme";
const PLACE: &str = "save-place";

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    if model.recorded().is_some() {
        return capture::not_here(NOT_SAVED, lang);
    }
    if door::host("capture").is_none() {
        return el("div", &[("class", "saving")], vec![said("p", &[], ONE_FILE.in_lang(lang))]);
    }
    let choices = vec![
        choice(UNTIL, WORDS.extent, &WORDS.extents, lang),
        choice(THEME, WORDS.theme, &WORDS.themes, lang),
        choice(PLACE, WORDS.place, &WORDS.places, lang),
    ];
    let parts = vec![
        said("h3", &[], WORDS.title.in_lang(lang)),
        said("p", &[("class", "hint")], WORDS.about.in_lang(lang)),
        el("div", &[("class", "choices")], choices),
        el("ul", &[("class", "formats")], FORMATS.iter().map(|format| row(format, lang)).collect()),
        // save.js writes into it.
        el("div", &[("id", "saved"), ("role", "status")], vec![]),
    ];
    el("div", &[("class", "saving")], parts)
}

/// A list in which the first one is chosen to begin with.
fn choice(id: &'static str, label: Both, options: &[(&str, Both)], lang: Lang) -> Html {
    let option = |(index, (value, words)): (usize, &(&str, Both))| {
        let chosen = if index == 0 { "selected" } else { "" };
        said("option", &[("value", value), ("selected", chosen)], words.in_lang(lang))
    };
    let list = el("select", &[("id", id)], options.iter().enumerate().map(option).collect());
    el("label", &[("class", "field")], vec![text(label.in_lang(lang)), list])
}

fn row(format: &str, lang: Lang) -> Html {
    let Some((name, about)) = say::format(format) else { return Html::default() };
    let about = about.in_lang(lang);
    let button = |how: &str, label: Both| {
        let label = label.in_lang(lang);
        let (command, whole) = ([how, " ", format].concat(), [label, " ", name, ", ", about].concat());
        said("button", &[("data-do", &command), ("aria-label", &whole)], label)
    };
    let mut parts = vec![
        el("p", &[], vec![said("b", &[], name), text(" "), said("span", &[], about)]),
        button("save", WORDS.save),
    ];
    if !matches!(format, "png" | "pcapng") {
        parts.push(button("copy", WORDS.copy));
    }
    el("li", &[], parts)
}

/// Saves it in that format, or copies it: asks save.js for it.
pub fn export(how: &str, format: &str, model: &Model) {
    let lang = model.lang;
    let (Some((ending, kind)), Some((label, _))) = (made(format), say::format(format)) else { return };
    let file = ["four-waves-", &model.scenario.name, ending].concat();
    let saved = say::saved(&file, lang);
    let request = request(format, model);
    let not_made = if format == "png" { WORDS.not_drawn } else { WORDS.not_made };
    let wish = js_sys::Object::new();
    for (key, value) in [
        ("format", format),
        ("request", &*request),
        ("file", &*file),
        ("type", kind),
        ("how", how),
        ("label", label),
        ("saved", &*saved),
        ("copied", WORDS.copied.in_lang(lang)),
        ("notCopied", WORDS.not_copied.in_lang(lang)),
        ("inFrame", WORDS.in_frame.in_lang(lang)),
        ("notMade", not_made.in_lang(lang)),
    ] {
        let _ = js_sys::Reflect::set(&wish, &key.into(), &value.into());
    }
    hand_over(wish.into(), lang);
}

/// How its file's name ends, and of what kind it is.
fn made(format: &str) -> Option<(&'static str, &'static str)> {
    let plain = "text/plain;charset=utf-8";
    Some(match format {
        "svg" => (".svg", "image/svg+xml"),
        "png" => (".png", "image/png"),
        "pcapng" => (".pcapng", "application/x-pcapng"),
        "mermaid" => (".mmd", plain),
        "text" => (".txt", plain),
        "transcript" => ("-transcript.txt", plain),
        "json" => (".json", "application/json"),
        _ => return None,
    })
}

/// What `src/bin/takeaway.rs` is asked.
fn request(format: &str, model: &Model) -> String {
    let start = (js_sys::Date::now() as u64).to_string() + "000";
    let mut lines = vec![format.to_owned(), link_code::encode(&model.scenario)];
    // While an exercise runs nobody has seen what comes behind its end.
    let seen = model.exercise.as_ref().map(|_| model.playhead.min(model.trace.end));
    let until = seen.or((chosen(UNTIL) == "playhead").then_some(model.playhead));
    for (key, value) in [
        ("lang", model.lang.code()),
        ("numbers", model.numbers.id()),
        ("scale", truth(model.scale == Scale::True)),
        ("theme", &*chosen(THEME)),
        ("place", &*chosen(PLACE)),
        ("start", &*start),
        ("link", &*outside::link(model)),
        ("until", &*until.map_or(String::new(), |until| until.micros().to_string())),
    ] {
        lines.push([key, "=", value].concat());
    }
    lines.join("\n")
}

fn chosen(id: &str) -> String {
    let field = door::by_id(id);
    let value = field.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// `static/save.js` says itself what became of it, but for its own absence.
fn hand_over(wish: JsValue, lang: Lang) {
    let saving = door::ask_host("save", &js_sys::Array::of1(&wish)).and_then(|saving| saving.dyn_into().ok());
    door::settled(
        saving,
        Box::new(move |came| {
            if let (false, Some(place)) = (came, door::by_id("saved")) {
                place.set_text_content(Some(words(lang).not_loaded));
            }
        }),
    );
}
