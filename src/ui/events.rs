//! What comes from the browser: events under the app's root and around it, and what whoever mounted it
//! asks. Yew's own listeners stay for ever, and with them the root of every app that was taken down.

use super::app::{Held, follow};
use super::command;
use super::door::{self, Changed, Listening, Resizing};
use super::fields;
use super::keys::{self, Press};
use super::later;
use super::model::{Action, Model};
use super::place::Place;
use super::shared::Shared;
use super::stage::{flight_at, focus_flight};
use crate::text::Lang;
use crate::text::ui::words;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DragEvent, Element, Event, File, HtmlInputElement, KeyboardEvent};
use yew::Callback;

type Hold = Rc<RefCell<Held>>;

/// Listens until what is returned is dropped.
pub fn listen(held: &Hold) -> (Vec<Listening>, Option<Resizing>) {
    let (Some(place), Some((now, _))) = (held.borrow().place.clone(), seen(held)) else {
        return Default::default();
    };
    let here = |target: &web_sys::EventTarget, events: &'static [&'static str]| {
        let held = held.clone();
        Listening::new(target, events, Box::new(move |event| heard(&event, &held)))
    };
    let mut all = vec![here(place.root(), &["click", "change", "input"]), here(&place.outer(), &["keydown"])];
    if !now.embed {
        all.push(here(place.root(), &["drop", "dragover"]));
    }
    if place.alone() {
        all.push(here(&door::window(), &["hashchange"]));
    }
    let changed = held.clone();
    all.extend(Listening::to_preference("(prefers-reduced-motion: reduce)", move |on| {
        if let Some((_, act)) = seen(&changed) {
            act.emit(Action::ReducedMotion(on));
        }
    }));
    (all, now.embed.then(|| report_height(place)))
}

/// Does what whoever mounted the app asks for: a command in the words of buttons, or a message as the
/// page around an embed would send it.
#[inline(never)]
pub fn ask(held: &Hold, asked: JsValue) {
    let Some((_, act)) = seen(held) else { return };
    let held = held.clone();
    later::with(act, move |act| {
        let Some((now, _)) = seen(&held) else { return };
        let (place, host) = {
            let held = held.borrow();
            (held.place.clone(), held.followed.host.clone())
        };
        if let Some(action) = place.and_then(|place| later::ask(&asked, &now, &place, host)) {
            act.emit(action);
        }
    });
}

// What looking on does without is not inlined: the build moves it into another file of the page.

/// The model as it was last drawn, and the way to change it.
fn seen(held: &Hold) -> Option<(Shared<Model>, Callback<Action>)> {
    let held = held.borrow();
    Some((held.now.clone()?, held.act.clone()?))
}

fn heard(event: &Event, held: &Hold) {
    let Some((now, act)) = seen(held) else { return };
    match &*event.type_() {
        "click" => clicked(event, &now, act, held),
        "change" => changed(event, &now, act, held),
        "input" => {
            let field = door::field_of(event);
            let slid = field.and_then(|field| fields::slid(&field.id, field.value.parse().ok()?, &now));
            slid.into_iter().for_each(|action| act.emit(action));
        }
        "keydown" => {
            let Some(place) = held.borrow().place.clone() else { return };
            if let Some(action) = pressed(event.unchecked_ref(), &now, held, &place) {
                event.prevent_default();
                action.into_iter().for_each(|action| act.emit(action));
            }
        }
        "hashchange" => followed(act, held),
        kind => dropped(event, kind == "drop", &now, act),
    }
}

#[inline(never)]
fn dropped(event: &Event, here: bool, now: &Model, act: Callback<Action>) {
    event.prevent_default();
    let data = event.unchecked_ref::<DragEvent>().data_transfer().filter(|_| here);
    if let Some(file) = data.and_then(|data| data.files()).and_then(|files| files.get(0)) {
        open_file(file, act, now.lang);
    }
}

fn clicked(event: &Event, now: &Shared<Model>, act: Callback<Action>, held: &Hold) {
    if let Some(flight) = flight_at(event.target()) {
        return act.emit(Action::Point { flight, lose: false });
    }
    let Some(said) = door::attribute_around(event.target(), "data-do") else { return };
    if let Some(reason) = door::refusal_around(event.target()) {
        act.emit(Action::Say(Some(reason)));
    } else if said == "term" {
        let (target, lang) = (event.target(), now.lang);
        or_say(act, words(lang).not_loaded, move |act| later::look_up(target, lang, &act));
    } else if said == "copy" {
        let now = now.clone();
        or_say(act, words(now.lang).no_links, move |act| later::copy(&now, act));
    } else if let Some(action) = command::action(&said, now).or_else(|| later::command(&said, now)) {
        held.borrow_mut().refocus = later::focus_after(&said, now);
        act.emit(action);
    }
}

#[inline(never)]
fn changed(event: &Event, now: &Model, act: Callback<Action>, held: &Hold) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = input.filter(|input| input.type_() == "file") {
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open_file(file, act, now.lang);
        }
        // The same file can be chosen again.
        return input.set_value("");
    }
    let Some(Changed { id, value }) = door::field_of(event) else { return };
    // A slider's change has been followed already while it moved.
    if let Some(action) = fields::changed(&id, &value, now).or_else(|| later::changed(&id, &value, now)) {
        act.emit(action);
    } else if id == fields::OPENING {
        let held = held.clone();
        or_say(act, words(now.lang).not_loaded, move |act| {
            let (now, _) = seen(&held)?;
            act.emit(later::changed(&id, &value, &now)?);
            Some(())
        });
    }
}

/// Somebody else has changed the fragment: a pasted link, the history.
#[inline(never)]
fn followed(act: Callback<Action>, held: &Hold) {
    let fragment = door::address().1;
    // The way to the ladder is an element of the page, no scenario.
    if door::document().get_element_by_id(&fragment).is_some() {
        return;
    }
    let Some((now, _)) = seen(held) else { return };
    later::with(act, move |act| follow(&door::address().1, &now, &act));
}

/// Does what the second file can do, or says the sentence when that could not be had.
fn or_say(
    act: Callback<Action>,
    sentence: &'static str,
    then: impl FnOnce(Callback<Action>) -> Option<()> + 'static,
) {
    let then: Box<dyn FnOnce(Callback<Action>) -> Option<()>> = Box::new(then);
    later::with(act, move |act| {
        if then(act.clone()).is_none() {
            act.emit(Action::Say(Some(sentence.into())));
        }
    });
}

#[inline(never)]
fn open_file(file: File, act: Callback<Action>, lang: Lang) {
    or_say(act, words(lang).not_loaded, move |act| later::open(&file, act, lang));
}

/// Tells the page around an embed how high it is, whenever that changes.
#[inline(never)]
fn report_height(place: Place) -> Resizing {
    let told = std::cell::Cell::new(0);
    let root = place.root().clone();
    let measured = move || {
        let height = place.root().unchecked_ref::<web_sys::HtmlElement>().offset_height();
        if height > 0 && told.replace(height) != height {
            place.tell(&[
                ("type", "four-waves:height".into()),
                ("version", 1.into()),
                ("height", height.into()),
            ]);
        }
    };
    Resizing::new(&root, Box::new(measured))
}

/// A key that was pressed, as [`keys`] wants it, or a press of something that is no button but
/// carries a command. What is known, but does nothing, is no more the browser's either.
#[inline(never)]
fn pressed(event: &KeyboardEvent, model: &Model, held: &Hold, place: &Place) -> Option<Option<Action>> {
    if event.alt_key() || event.default_prevented() {
        return None;
    }
    if let Some(flight) = flight_at(event.target()) {
        let key = event.key();
        if let "ArrowDown" | "ArrowUp" = &*key {
            let beside = held.borrow().player.drawn_beside(flight, key == "ArrowDown");
            if let (Some(svg), Some(beside)) = (place.by_id_any("ladder"), beside) {
                focus_flight(&svg, beside);
            }
            return Some(None);
        }
        if let "Delete" | "Backspace" | "Enter" = &*key {
            return Some(Some(Action::Point { flight, lose: key != "Enter" }));
        }
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let tag = target.as_ref().map_or(String::new(), Element::tag_name);
    let attribute = |name: &str| target.as_ref().and_then(|element| element.get_attribute(name));
    let (kind, key) = (attribute("type"), event.key());
    let text =
        tag == "TEXTAREA" || (tag == "INPUT" && !matches!(kind.as_deref(), Some("range" | "checkbox")));
    let button = matches!(tag.as_str(), "BUTTON" | "SUMMARY" | "A" | "SELECT");
    if let (Some(command), false, "Enter" | " ") = (attribute("data-do"), button, key.as_str()) {
        return command::action(&command, model).or_else(|| later::command(&command, model)).map(Some);
    }
    let press = Press {
        key: &key,
        control: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        typing: text,
        on_control: button || (tag == "INPUT" && kind.as_deref() != Some("range")),
        // What can be pushed sideways takes the arrow keys, too.
        on_field: matches!(tag.as_str(), "INPUT" | "SELECT")
            || attribute("class").as_deref() == Some("scrolls"),
    };
    let command = keys::command(press, model)?;
    // From what fits the lens knows the way in and out.
    let lens = place.by_id_any(&command.replace(' ', "-")).and_then(|button| button.get_attribute("data-do"));
    let command = lens.as_deref().unwrap_or(command);
    if let Some(reason) = later::refusal(command, model) {
        return Some(Some(Action::Say(Some(reason))));
    }
    command::action(command, model).or_else(|| later::command(command, model)).map(Some)
}
