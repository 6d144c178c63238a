//! What leaves the page and what comes into it: links that are copied or stand in the address bar, and
//! files.

use super::{capture, recordings};
use crate::text::Lang;
use crate::text::capture::panel::NO_LINK;
use crate::text::ui::{FILE_TOO_LARGE, LINK_COPIED, LINK_NOT_COPIED, bad_file, link_to_copy};
use crate::ui::door;
use crate::ui::link::fragment;
use crate::ui::model::{Action, Model};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::File;
use yew::Callback;

/// A recording is some kilobytes; this is far more.
const LARGEST_FILE: f64 = 4e6;
/// How long the playhead rests before the address bar says it.
const SOON_MS: u32 = 250;

/// What is shown as a link, for the full page.
pub fn link(model: &Model) -> String {
    [&*door::page_address(), &fragment(model, false)].concat()
}

/// Copies the same with the playhead, and says whether it worked.
pub fn copy(model: &Model, act: Callback<Action>) {
    let lang = model.lang;
    if model.recorded().is_some() {
        return act.emit(Action::Say(Some(NO_LINK.in_lang(lang).into())));
    }
    let (window, link) = (door::window(), [&*door::page_address(), &fragment(model, true)].concat());
    let framed = window.parent().ok().flatten().is_some_and(|parent| parent != window);
    door::copy(&link.clone(), move |done| {
        let said = match (done, framed) {
            (true, _) => LINK_COPIED.in_lang(lang).into(),
            (false, false) => LINK_NOT_COPIED.in_lang(lang).into(),
            (false, true) => link_to_copy(lang, &link),
        };
        act.emit(Action::Say(Some(said)));
    });
}

thread_local! {
    static BAR: RefCell<Bar> = RefCell::default();
}

/// The address bar.
#[derive(Default)]
struct Bar {
    /// The fragment that is in it, or will be.
    held: Option<String>,
    waits: Option<Timeout>,
}

/// The address bar holds what is shown, so that reloading keeps it and a copied address is it. A page
/// that nobody has touched leaves it as it came.
pub fn write_address(model: &Model) {
    let now = fragment(model, false);
    BAR.with_borrow_mut(|bar| {
        let before = bar.held.replace(now.clone());
        let but_time = |fragment: &str| fragment.split("&t=").next().map(str::to_owned);
        match before {
            None if !model.changed => {}
            Some(before) if before == now => {}
            // Browsers refuse a page that writes too often: a playhead that is dragged is written when
            // it rests.
            Some(before) if but_time(&before) == but_time(&now) => {
                bar.waits = Some(Timeout::new(SOON_MS, move || write(&now)));
            }
            _ => {
                bar.waits = None;
                write(&now);
            }
        }
    });
}

fn write(fragment: &str) {
    door::replace_address(&[&*door::page_address(), fragment].concat());
}

/// So much of a file tells what it is.
const BEGINNING: f64 = 256.0;

/// Opens a file that a person chose or dropped, or says why it cannot be. What is called JSON or begins
/// with a brace is a recording or a saved scenario; all else is for the reader of captures, which knows
/// what else it might be.
pub fn open(file: &File, act: Callback<Action>, lang: Lang) {
    let file = file.clone();
    let Ok(beginning) = file.slice_with_f64_and_f64(0.0, BEGINNING) else { return };
    let (name, refused) = (file.name(), act.clone());
    let refused = move |reason: String| refused.emit(Action::Say(Some(bad_file(lang, &name, &reason))));
    then(&beginning.text(), refused, move |text| {
        let json = file.name().ends_with(".json");
        if json || text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{') {
            recorded(&file, act, lang);
        } else {
            capture::read(file, act, lang);
        }
    });
}

fn recorded(file: &File, act: Callback<Action>, lang: Lang) {
    let name = file.name();
    if file.size() > LARGEST_FILE {
        return act.emit(Action::Say(Some(bad_file(lang, &name, FILE_TOO_LARGE.in_lang(lang)))));
    }
    let (again, refused) = (name.clone(), act.clone());
    let refused = move |reason: String| refused.emit(Action::Say(Some(bad_file(lang, &again, &reason))));
    then(&file.text(), refused, move |text| {
        act.emit(match recordings::scenario_in(&text) {
            Ok(scenario) => Action::Open(Box::new(scenario)),
            Err(reason) => Action::Say(Some(bad_file(lang, &name, &reason))),
        });
    });
}

/// Goes on with a promised text, or with why there is none: the file was moved, or is a folder.
fn then(
    promise: &js_sys::Promise,
    refused: impl FnOnce(String) + 'static,
    goes_on: impl FnOnce(String) + 'static,
) {
    let refused = Closure::once_into_js(move |error: JsValue| {
        let message = js_sys::Reflect::get(&error, &"message".into()).ok();
        refused(message.and_then(|message| message.as_string()).unwrap_or_default());
    });
    let read = Closure::once_into_js(move |text: JsValue| goes_on(text.as_string().unwrap_or_default()));
    if let Ok(then) =
        js_sys::Reflect::get(promise, &"then".into()).and_then(|then| then.dyn_into::<js_sys::Function>())
    {
        let _ = then.call2(promise, &read, &refused);
    }
}
