//! The way to the page's third file: captures. It is fetched when a person first opens one, or the tab.
//! As with the second file nothing in it is called by name from outside.

mod list;
mod open;
mod reading;

use super::Rows;
use crate::text::capture::panel::{self as panel_words, ONE_FILE};
use crate::text::ui::words;
use crate::text::{Both, Lang};
use crate::ui::door;
use crate::ui::el::{el, said};
use crate::ui::model::{Action, Model};
use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::hint::black_box;
use wasm_bindgen::prelude::*;
use web_sys::File;
use yew::prelude::*;

/// What the third file can do.
struct Captures {
    panel: fn(&Model) -> Html,
    command: fn(&[&str], &Model) -> Option<Action>,
    changed: fn(&str, &str, &Model) -> Option<Action>,
    read: fn(File, Callback<Action>, Lang),
    follow: fn(&Model),
    story: fn(&Model, usize, usize) -> Rows,
    differ: fn(&Model) -> Vec<Html>,
}

/// The one thing that refers to it: the split finds this static by its name.
static CAPTURES: Captures = Captures {
    panel: shown,
    command: reading::command,
    changed: reading::changed,
    read: reading::read,
    follow: reading::follow,
    story: open::story,
    differ: open::differ,
};

/// Whether the file is there, or on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Come {
    NotYet,
    OnItsWay,
    Here,
    /// It could not be had; a person may try again.
    Failed,
    /// A page that is one file has no third one, and no worker either.
    Never,
}

thread_local! {
    static COME: Cell<Come> = const { Cell::new(Come::NotYet) };
}

fn captures() -> Option<&'static Captures> {
    // As with the second file: the compiler must not see what the pointers are.
    (COME.get() == Come::Here).then(|| black_box(&CAPTURES))
}

fn shown(model: &Model) -> Html {
    match model.recorded() {
        Some(opened) => open::panel(opened, model),
        None => list::panel(model),
    }
}

// ---- for the second file ----

pub fn panel(model: &Model) -> Html {
    match captures() {
        Some(captures) => (captures.panel)(model),
        None if COME.get() == Come::Failed => {
            let words = words(model.lang);
            let again = said("button", &[("data-do", "capture retry")], words.try_again);
            let parts = vec![said("p", &[], words.not_loaded), again];
            el("div", &[("class", "waiting"), ("role", "alert")], parts)
        }
        None if COME.get() == Come::Never => said("p", &[("class", "capture")], ONE_FILE.in_lang(model.lang)),
        None => said("p", &[("class", "waiting"), ("aria-busy", "true")], "…"),
    }
}

pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    if words == ["capture", "retry"] {
        COME.set(Come::NotYet);
        return Some(Action::Say(None));
    }
    (captures()?.command)(words, model)
}

pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    (captures()?.changed)(id, value, model)
}

/// Reads a file, once what reads it is here.
pub fn read(file: File, act: Callback<Action>, lang: Lang) {
    let then = act.clone();
    with(act, lang, move |captures| (captures.read)(file, then, lang));
}

/// After each rendering in which a capture is shown.
pub fn follow(model: &Model, act: Callback<Action>) {
    match captures() {
        Some(captures) => (captures.follow)(model),
        None if COME.get() == Come::NotYet => with(act, model.lang, |_| ()),
        None => {}
    }
}

/// The story of a captured connection, sentence by sentence, between these moments.
pub fn story(model: &Model, from: usize, until: usize) -> Rows {
    captures().map_or_else(Vec::new, |captures| (captures.story)(model, from, until))
}

/// Where a scenario and the capture that it was made of differ.
pub fn differ(model: &Model) -> Vec<Html> {
    captures().map_or_else(Vec::new, |captures| (captures.differ)(model))
}

/// What a panel says in which a captured connection has no part.
pub fn not_here(says: Both, lang: Lang) -> Html {
    let button = said("button", &[("data-do", "capture remake")], panel_words::REMAKE.in_lang(lang));
    let parts = vec![said("p", &[], says.in_lang(lang)), el("p", &[], vec![button])];
    el("div", &[("class", "capture")], parts)
}

/// Does that with the third file, which is fetched for it; or says that it could not be had.
fn with(act: Callback<Action>, lang: Lang, then: impl FnOnce(&'static Captures) + 'static) {
    if let Some(captures) = captures() {
        return then(captures);
    }
    let fetch = door::host("capture").and_then(|fetch| fetch.dyn_into::<js_sys::Function>().ok());
    let Some(fetch) = fetch else {
        COME.set(Come::Never);
        // The page may be in the middle of following its model.
        let say = move || act.emit(Action::Say(Some(ONE_FILE.in_lang(lang).into())));
        Timeout::new(0, say).forget();
        return;
    };
    COME.set(Come::OnItsWay);
    let promise = fetch.call0(&JsValue::NULL).ok().and_then(|promise| promise.dyn_into().ok());
    let done = move |came| {
        COME.set(if came { Come::Here } else { Come::Failed });
        match captures() {
            Some(captures) => {
                // Draws the panel, which has waited.
                act.emit(Action::Arrived(true));
                then(captures);
            }
            None => act.emit(Action::Say(Some(words(lang).not_loaded.into()))),
        }
    };
    door::settled(promise, Box::new(done));
}
