//! The page around an embed: it is told what happens, and what it asks is done. `docs/embed.md` is the
//! contract; [`crate::message`] reads what is asked.

use super::Kept;
use crate::message::{ASKED, Command, PREFIX, VERSION, Value, parse};
use crate::sim::Trace;
use crate::sim::link_code;
use crate::text::embed::refused;
use crate::text::story;
use crate::time::Instant;
use crate::ui::command;
use crate::ui::door;
use crate::ui::link;
use crate::ui::model::{Action, Model, SPEED_NAMES, Theme};
use crate::ui::place::Place;
use crate::ui::shared::Shared;
use crate::ui::watch::Watch;
use crate::view::Numbering;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use yew::Callback;

/// So many events are told at once; of more only the last.
const MOST_AT_ONCE: usize = 200;

/// An embed, as far as those around it are concerned.
struct Host {
    now: Model,
    act: Callback<Action>,
    /// What was told last.
    told: Told,
    /// Asked for an answer, although nothing may have changed.
    asked: bool,
    watch: Watch,
    place: Place,
}

impl Host {
    /// Who has that done. What is asked next is asked of what it makes, which is drawn only later.
    fn ahead(&mut self, action: &Action) -> Callback<Action> {
        self.now = self.now.reduce(action.clone());
        self.act.clone()
    }
}

#[derive(Clone, PartialEq)]
struct Told {
    trace: Shared<Trace>,
    link: String,
    lang: crate::text::Lang,
    playing: bool,
    moved: u32,
    /// How many moments have happened.
    moments: usize,
}

impl Told {
    fn of(model: &Model) -> Self {
        Self {
            trace: model.trace.clone(),
            link: link_code::readable(&model.scenario),
            lang: model.lang,
            playing: model.playing,
            moved: model.moved,
            moments: model.moment().map_or(0, |moment| moment + 1),
        }
    }
}

/// Follows the model of an embed, after each rendering. `kept` is the caller's to keep.
pub fn follow(model: &Model, act: &Callback<Action>, place: &Place, kept: &mut Kept) {
    let known = kept.clone().and_then(|kept| kept.downcast::<RefCell<Host>>().ok());
    let Some(host) = known else {
        offer(model, place);
        let told = Told::of(model);
        let (now, act, watch, place) = (model.clone(), act.clone(), Watch::default(), place.clone());
        // An element's script asks through the app, and sees itself whether it is in view.
        let alone = place.alone();
        let host = Rc::new(RefCell::new(Host { now, act, told, asked: false, watch, place: place.clone() }));
        *kept = Some(host.clone());
        if alone {
            listen(&host);
            look(&host);
        }
        return tell(&place, "ready", state(model, true));
    };
    let mut host = host.borrow_mut();
    let told = Told::of(model);
    let before = std::mem::replace(&mut host.told, told.clone());
    host.now = model.clone();
    // Only what has happened before their eyes: playing, or by a step. A jump passes no events.
    let next = model.trace.moments.get(before.moments);
    let steps = next.is_some_and(|next| next.at == model.playhead);
    let passes = (before.playing || steps) && before.trace == told.trace;
    // After a sleep, of the machine's or the tab's, all that has passed meanwhile comes at once.
    let first = before.moments.max(told.moments.saturating_sub(MOST_AT_ONCE));
    for moment in first..if passes { told.moments } else { 0 } {
        tell(place, "event", event(model, moment));
    }
    let same = Told { moments: before.moments, ..told } == before;
    if !same || std::mem::take(&mut host.asked) {
        host.asked = false;
        tell(place, "state", state(model, false));
    }
    // What was begun out of view.
    if host.watch.away && model.playing && host.watch.seen(false, true) {
        let act = host.ahead(&Action::PlayPause);
        // The page is in the middle of following its model.
        Timeout::new(0, move || act.emit(Action::PlayPause)).forget();
    }
}

/// Marks what the address leaves of buttons and links: for style sheets, and for `static/guard.js`.
fn offer(model: &Model, place: &Place) {
    let (query, fragment) = place.address();
    let read = link::read(&query, &door::decoded(&fragment), model.lang, door::decoded);
    place.mark("data-controls", &read.controls);
    place.mark("data-links", if read.links { "1" } else { "0" });
}

// ---- what is told ----

type Entries = Vec<(&'static str, JsValue)>;

/// Tells the page around, once this page has done what it is at.
fn tell(place: &Place, what: &str, entries: Entries) {
    let (place, entries) = (place.clone(), message(what, entries));
    Timeout::new(0, move || place.tell(&entries)).forget();
}

fn message(what: &str, entries: Entries) -> Entries {
    let mut all: Entries = vec![("type", [PREFIX, what].concat().into()), ("version", VERSION.into())];
    all.extend(entries);
    all
}

fn seconds(at: Instant) -> JsValue {
    (at.micros() as f64 / 1e6).into()
}

fn states(model: &Model, moment: Option<usize>) -> [(&'static str, JsValue); 2] {
    let ends = model.trace.ends_after(moment);
    [("client", ends[0].state.name().into()), ("server", ends[1].state.name().into())]
}

fn state(model: &Model, first: bool) -> Entries {
    let mut all: Entries = vec![
        ("scenario", (&*model.scenario.name).into()),
        ("link", link_code::readable(&model.scenario).into()),
        ("lang", model.lang.code().into()),
        ("t", seconds(model.playhead)),
        ("length", seconds(model.axis.end())),
        ("playing", model.playing.into()),
        ("finished", model.finished().into()),
    ];
    all.extend(states(model, model.moment()));
    if first {
        all.push((
            "commands",
            ASKED.iter().map(|verb| JsValue::from(*verb)).collect::<js_sys::Array>().into(),
        ));
    }
    all
}

fn event(model: &Model, moment: usize) -> Entries {
    let numbering = Numbering::new(&model.trace, model.numbers);
    let numbers = |flight: &_| numbering.of(flight);
    let sentence = story::story(&model.trace, moment, &numbers, model.lang);
    let mut all: Entries = vec![
        ("t", seconds(model.trace.moments[moment].at)),
        ("index", (moment as u32).into()),
        ("sentence", sentence.text.into()),
        ("section", sentence.section.into()),
    ];
    all.extend(states(model, Some(moment)));
    all
}

// ---- what is asked ----

/// The page around may ask, wherever it is from; nobody else may.
fn listen(host: &Rc<RefCell<Host>>) {
    let host = host.clone();
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let get = |name: &str| js_sys::Reflect::get(&event, &name.into()).unwrap_or_default();
        let (source, window) = (get("source"), door::window());
        let parent = window.parent().ok().flatten();
        let ours = |other: &web_sys::Window| JsValue::from(other.clone()) == source;
        // Where there is no page around, its window is this one.
        if !parent.as_ref().is_some_and(ours) || ours(&window) {
            return;
        }
        let data = get("data");
        if let Some(entries) = asked(&data, &host) {
            let origin = get("origin").as_string().filter(|origin| origin.contains("://"));
            door::tell(parent, &entries, origin.as_deref().unwrap_or("*"));
        }
    });
    let _ = door::window().add_event_listener_with_callback("message", heard.as_ref().unchecked_ref());
    heard.forget();
}

/// Does what whoever mounted an element asks for: a command in the words of buttons, another theme or
/// speed, or a message as the page around an embed would send it. Returns what is then to be done.
pub fn ask(data: &JsValue, model: &Model, place: &Place, host: Kept) -> Option<Action> {
    if let Some(said) = data.as_string() {
        return match *said.split(' ').collect::<Vec<_>>() {
            ["set", "theme", id] => Some(Action::Theme(Theme::from_id(id)?)),
            ["set", "speed", speed] => {
                let named = |name: &&str| name.trim_end_matches('×') == speed;
                Some(Action::Speed(SPEED_NAMES.iter().position(named)?))
            }
            _ => command::action(&said, model).or_else(|| super::command(&said, model)),
        };
    }
    let host = host?.downcast::<RefCell<Host>>().ok()?;
    if let Some(entries) = asked(data, &host) {
        place.tell(&entries);
    }
    None
}

/// Does what a message asks for; returns what is answered at once.
fn asked(data: &JsValue, host: &Rc<RefCell<Host>>) -> Option<Entries> {
    let field = |name: &str| {
        let value = js_sys::Reflect::get(data, &name.into()).ok().filter(|value| !value.is_undefined())?;
        let text = value.as_string().map(Value::Text);
        Some(text.or_else(|| value.as_f64().map(Value::Number)).unwrap_or(Value::Other))
    };
    let command = parse(&field)?;
    match command {
        Ok(command) => {
            let (action, act) = {
                let mut host = host.borrow_mut();
                let Some(action) = action(command, &mut host) else {
                    return Some(message("state", state(&host.now, false)));
                };
                // Its state is told when that is done.
                host.asked = true;
                let act = host.ahead(&action);
                (action, act)
            };
            act.emit(action);
            None
        }
        Err(error) => {
            let about = js_sys::Reflect::get(data, &"type".into()).unwrap_or_default();
            let lang = host.borrow().now.lang;
            let about: String = about.as_string().unwrap_or_default().chars().take(60).collect();
            Some(message("error", vec![("about", about.into()), ("message", refused(&error, lang).into())]))
        }
    }
}

/// `None`: nothing is to be done now.
fn action(command: Command, host: &mut Host) -> Option<Action> {
    let playing = host.now.playing;
    Some(match command {
        Command::Play => return host.watch.asked(true, playing).then_some(Action::PlayPause),
        Command::Pause => return host.watch.asked(false, playing).then_some(Action::PlayPause),
        Command::Seek(at) => Action::Seek(at),
        Command::Step(forward) => Action::Step(forward),
        Command::Load(scenario) => Action::Open(scenario),
        Command::SetLang(lang) => Action::Language(lang),
    })
}

// ---- whether it is seen ----

fn look(host: &Rc<RefCell<Host>>) {
    let (host, watched) = (host.clone(), host.borrow().place.clone());
    let seen = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let last = entries.get(entries.length().saturating_sub(1));
        let seen = js_sys::Reflect::get(&last, &"isIntersecting".into()).is_ok_and(|seen| seen.is_truthy());
        let act = {
            let mut host = host.borrow_mut();
            let playing = host.now.playing;
            host.watch.seen(seen, playing).then(|| host.ahead(&Action::PlayPause))
        };
        act.into_iter().for_each(|act| act.emit(Action::PlayPause));
    });
    if let Ok(observer) = web_sys::IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(watched.root());
    }
    seen.forget();
}
