//! What leaves the page and what comes into it: links that are copied or stand in the address bar, and
//! files.

use super::recordings;
use crate::sim::link_code;
use crate::text::Lang;
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
    let code = link_code::encode(&model.scenario);
    [&door::page_address(), "?lang=", model.lang.code(), "#", &code].concat()
}

/// Copies that link, and says whether it worked.
pub fn copy(model: &Model, act: Callback<Action>) {
    let lang = model.lang;
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
    door::replace_address(&[&address, "#", &link_code::encode(&model.scenario)].concat());
}

/// Opens a file that a person chose or dropped, or says why it cannot be.
pub fn open(file: &File, act: Callback<Action>, lang: Lang) {
    let name = file.name();
    if file.size() > LARGEST_FILE {
        return act.emit(Action::Say(Some(bad_file(lang, &name, FILE_TOO_LARGE.in_lang(lang)))));
    }
    let promise = file.text();
    let read = Closure::once_into_js(move |text: JsValue| {
        act.emit(match recordings::scenario_in(&text.as_string().unwrap_or_default()) {
            Ok(scenario) => Action::Open(Box::new(scenario)),
            Err(reason) => Action::Say(Some(bad_file(lang, &name, &reason))),
        });
    });
    if let Ok(then) =
        js_sys::Reflect::get(&promise, &"then".into()).and_then(|then| then.dyn_into::<js_sys::Function>())
    {
        let _ = then.call1(&promise, &read);
    }
}
