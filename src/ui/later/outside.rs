//! What leaves the page and what comes into it: links that are copied or stand in the address bar, and
//! files.

use super::{capture, recordings};
use crate::sim::link_code;
use crate::text::Lang;
use crate::text::capture::panel::NO_LINK;
use crate::text::ui::{FILE_TOO_LARGE, LINK_COPIED, LINK_NOT_COPIED, bad_file};
use crate::ui::door;
use crate::ui::model::{Action, Model, Theme};
use crate::view::Numbers;
use wasm_bindgen::prelude::*;
use web_sys::File;
use yew::Callback;

/// A recording is some kilobytes; this is far more.
const LARGEST_FILE: f64 = 4e6;

/// A link that holds the whole scenario, for the full page.
pub fn link(model: &Model) -> String {
    [&door::page_address(), "?lang=", model.lang.code(), &rest(model)].concat()
}

/// Copies that link, and says whether it worked.
pub fn copy(model: &Model, act: Callback<Action>) {
    let lang = model.lang;
    if model.recorded().is_some() {
        return act.emit(Action::Say(Some(NO_LINK.in_lang(lang).into())));
    }
    door::copy(&link(model), move |done| {
        let said = if done { LINK_COPIED } else { LINK_NOT_COPIED };
        act.emit(Action::Say(Some(said.in_lang(lang).into())));
    });
}

/// The address bar always holds the scenario and how it is shown, so that reloading keeps both and a
/// copied address is it.
pub fn write_address(model: &Model) {
    let mut address = ["?lang=", model.lang.code()].concat();
    for (key, value, plain) in [
        ("&theme=", model.theme.id(), Theme::default().id()),
        ("&numbers=", model.numbers.id(), Numbers::default().id()),
    ] {
        if value != plain {
            address.push_str(key);
            address.push_str(value);
        }
    }
    door::replace_address(&[address, rest(model)].concat());
}

/// How an address goes on: with the scenario that an exercise was made from, and its seed.
fn rest(model: &Model) -> String {
    let Some(exercise) = &model.exercise else { return ["#", &link_code::encode(&model.scenario)].concat() };
    let seed = exercise.run.seed.to_string();
    ["&exercise=", &seed, "#", &link_code::encode(&exercise.run.base)].concat()
}

/// So much of a file tells what it is.
const BEGINNING: f64 = 256.0;

/// Opens a file that a person chose or dropped, or says why it cannot be. Text that begins with a brace
/// is a recording; all else is for the reader of captures, which knows what else it might be.
pub fn open(file: &File, act: Callback<Action>, lang: Lang) {
    let file = file.clone();
    let Ok(beginning) = file.slice_with_f64_and_f64(0.0, BEGINNING) else { return };
    then(&beginning.text(), move |text| {
        if text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{') {
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
    then(&file.text(), move |text| {
        act.emit(match recordings::scenario_in(&text) {
            Ok(scenario) => Action::Open(Box::new(scenario)),
            Err(reason) => Action::Say(Some(bad_file(lang, &name, &reason))),
        });
    });
}

/// Goes on with a promised text.
fn then(promise: &js_sys::Promise, goes_on: impl FnOnce(String) + 'static) {
    let read = Closure::once_into_js(move |text: JsValue| goes_on(text.as_string().unwrap_or_default()));
    if let Ok(then) =
        js_sys::Reflect::get(promise, &"then".into()).and_then(|then| then.dyn_into::<js_sys::Function>())
    {
        let _ = then.call1(promise, &read);
    }
}
