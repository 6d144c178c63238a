//! What the page can do once its second file has come: panels that a person opens. A release build
//! moves everything that only these functions need out of the first file (`xtask/src/web/split.rs`),
//! sentences included.
//!
//! To keep that possible nothing in here is called by name from outside: [`Later`] holds what there
//! is as function pointers. Panels carry commands (`data-do`) rather than closures.

mod capture;
mod changes;
mod compare;
mod diagram;
mod entry;
mod exercise;
mod export;
mod host;
mod inspector;
mod keys;
mod outside;
mod pile;
mod programs;
mod questions;
mod recordings;
mod segments;
mod sockets;
mod surgery;
mod terms;
mod transcript;

use super::address::Wish;
use super::door;
use super::el::{el, said};
use super::model::{Action, Model, Setting};
use super::origin::{Said, origin};
use super::place::Place;
use crate::sim::catalog::Name;
use crate::tcp::Rule;
use crate::text::ui::words;
use crate::text::{Lang, rules, story};
use crate::time::Instant;
use std::any::Any;
use std::hint::black_box;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::prelude::*;
use web_sys::{EventTarget, File};
use yew::prelude::*;

/// Panels, by what they show.
#[derive(Clone, Copy)]
pub enum Panel {
    States,
    Programs,
    Changes,
    Questions,
    Exercise,
    Keys,
    /// Where two futures part, and how each ends.
    Compare,
    /// The chosen segment, looked at closely.
    Inspector,
    /// What can be done to it.
    Surgery,
    /// Both hosts' sockets at the playhead.
    Sockets,
    /// All segments as a list.
    Segments,
    /// What there is to look up at the playhead.
    Terms,
    /// The whole run in words.
    Transcript,
    /// A capture's connections, or the one that is open.
    Capture,
    /// What can be taken along.
    Save,
}

/// A story's rows: time, sentence, section of the RFC.
pub type Rows = Vec<(String, String, &'static str)>;

/// What the second file keeps for an embed, from one rendering to the next.
pub type Kept = Option<Rc<dyn Any>>;

/// What the second file can do.
struct Later {
    panel: fn(Panel, &Model) -> Html,
    command: fn(&[&str], &Model) -> Option<Action>,
    changed: fn(&str, &str, &Model) -> Option<Action>,
    why: story::Why,
    link: fn(&Model) -> String,
    copy: fn(&Model, Callback<Action>),
    write_address: fn(&Model),
    address: fn(&str, &str, Lang) -> Wish,
    actions: fn(&[String], &Model) -> Vec<Action>,
    host: fn(&Model, &Callback<Action>, &Place, &mut Kept),
    open: fn(&File, Callback<Action>, Lang),
    parts: fn(&Model) -> Option<Instant>,
    focus: fn(&[&str], &Model) -> Option<String>,
    refusal: fn(&str, &Model) -> Option<String>,
    origin: fn(&Model, Setting) -> Option<Said>,
    title: fn(&str, Lang) -> &'static str,
    introduction: fn(Name, Lang) -> &'static str,
    look_up: fn(Option<EventTarget>, Lang, &Callback<Action>),
    follow_capture: fn(&Model, Callback<Action>),
    captured: fn(&Model, usize, usize) -> Rows,
    ask: fn(&JsValue, &Model, &Place, Kept) -> Option<Action>,
}

/// The one thing that refers to it: the split finds this static by its name.
static LATER: Later = Later {
    panel: entry::panel,
    command: entry::command,
    changed: entry::changed,
    why: rules::why,
    link: outside::link,
    copy: outside::copy,
    write_address: outside::write_address,
    address: entry::wish,
    actions: entry::actions,
    host: host::follow,
    open: outside::open,
    parts: entry::parts,
    focus: entry::focus,
    refusal: surgery::refusal,
    origin,
    title: questions::title,
    introduction: entry::introduction,
    look_up: terms::look_up,
    follow_capture: capture::follow,
    captured: capture::story,
    ask: host::ask,
};

static HAS_COME: AtomicBool = AtomicBool::new(false);

/// `None` until the file is there: its functions must not be called before.
fn later() -> Option<&'static Later> {
    // The compiler must not see what the pointers are, or it would call and inline what they point to.
    HAS_COME.load(Ordering::Relaxed).then(|| black_box(&LATER))
}

/// A panel; a sign of waiting, or a button to try again, while the file is not there.
pub fn panel(which: Panel, model: &Model) -> Html {
    let words = words(model.lang);
    match (later(), model.later) {
        (Some(later), _) => (later.panel)(which, model),
        (None, Some(false)) => {
            let parts = vec![
                said("p", &[], words.not_loaded),
                said("button", &[("data-do", "retry")], words.try_again),
            ];
            el("div", &[("class", "waiting"), ("role", "alert")], parts)
        }
        (None, _) => said("p", &[("class", "waiting"), ("aria-busy", "true")], "…"),
    }
}

/// What a command means that only panels have.
pub fn command(command: &str, model: &Model) -> Option<Action> {
    (later()?.command)(&command.split(' ').collect::<Vec<_>>(), model)
}

/// What the change of a panel's field means.
pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    (later()?.changed)(id, value, model)
}

/// Why a rule is there; nothing until the file is there.
pub fn why(rule: Rule, lang: Lang) -> &'static str {
    later().map_or("", |later| (later.why)(rule, lang))
}

/// A link that holds the whole scenario; `None`: the second file is not there. So it is with what
/// follows.
pub fn link(model: &Model) -> Option<String> {
    Some((later()?.link)(model))
}

/// Copies it, and says whether it worked.
pub fn copy(model: &Model, act: Callback<Action>) -> Option<()> {
    (later()?.copy)(model, act);
    Some(())
}

/// Puts what is shown into the address bar.
pub fn write_address(model: &Model) {
    if let Some(later) = later() {
        (later.write_address)(model);
    }
}

/// Opens a file that a person chose or dropped.
pub fn open(file: &File, act: Callback<Action>, lang: Lang) -> Option<()> {
    (later()?.open)(file, act, lang);
    Some(())
}

/// What the address says: its query without `?`, its fragment without `#`.
pub fn address(query: &str, fragment: &str, lang: Lang) -> Option<Wish> {
    Some((later()?.address)(query, fragment, lang))
}

/// The commands of an address as actions, each after the ones before it.
pub fn actions(commands: &[String], model: &Model) -> Vec<Action> {
    later().map_or_else(Vec::new, |later| (later.actions)(commands, model))
}

/// Tells the page around an embed what happens, and does what it asks; `kept` is the caller's to keep.
pub fn host(model: &Model, act: &Callback<Action>, place: &Place, kept: &mut Kept) {
    if let Some(later) = later() {
        (later.host)(model, act, place, kept);
    }
}

/// Where a setting's value comes from; only the way to the table, until the file is there.
pub fn origin_of(model: &Model, setting: Setting) -> Option<Said> {
    if let Some(later) = later() {
        return (later.origin)(model, setting);
    }
    let row = match setting {
        Setting::Msl => "#msl",
        Setting::Rto => "#rto_initial",
        _ => return None,
    };
    let words = words(model.lang);
    Some(Said { href: [words.how_true_page, row].concat(), words: words.how_true.to_owned(), sign: "i" })
}

/// The question that a scenario of this name answers; nothing where it answers none.
pub fn title(name: &str, lang: Lang) -> &'static str {
    later().map_or("", |later| (later.title)(name, lang))
}

/// Opens the glossary at the term that a label is, or begins with.
pub fn look_up(label: Option<EventTarget>, lang: Lang, act: &Callback<Action>) -> Option<()> {
    (later()?.look_up)(label, lang, act);
    Some(())
}

/// What a captured connection needs after each rendering in which it is shown.
pub fn follow_capture(model: &Model, act: Callback<Action>) {
    if let Some(later) = later() {
        (later.follow_capture)(model, act);
    }
}

/// Its story, between these moments.
pub fn captured(model: &Model, from: usize, until: usize) -> Rows {
    later().map_or_else(Vec::new, |later| (later.captured)(model, from, until))
}

/// What whoever mounted the app asks for.
pub fn ask(asked: &JsValue, model: &Model, place: &Place, host: Kept) -> Option<Action> {
    (later()?.ask)(asked, model, place, host)
}

/// What to look at in a scenario of the catalogue; nothing until the file is there.
pub fn introduction(name: Name, lang: Lang) -> &'static str {
    later().map_or("", |later| (later.introduction)(name, lang))
}

/// Why a key does nothing now; `None`: it does, or the second file is not there.
pub fn refusal(command: &str, model: &Model) -> Option<String> {
    (later()?.refusal)(command, model)
}

/// Where the focus belongs after a command, as an element's id; `None`: it stays.
pub fn focus_after(command: &str, model: &Model) -> Option<String> {
    (later()?.focus)(&command.split(' ').collect::<Vec<_>>(), model)
}

/// The moment in which the two futures that are shown part.
pub fn parts(model: &Model) -> Option<Instant> {
    (later()?.parts)(model)
}

pub fn has_come() -> bool {
    later().is_some()
}

/// Does that once the file is there, or could not be had: at once where it is there already.
pub fn with(act: Callback<Action>, then: impl FnOnce(Callback<Action>) + 'static) {
    if has_come() {
        return then(act);
    }
    fetch(Box::new(move |came| {
        act.emit(Action::Arrived(came));
        then(act);
    }));
}

/// Fetches the file (who started the page does) and says whether it has come. It may be asked again.
pub fn fetch(done: Box<dyn FnOnce(bool)>) {
    let promise = door::ask_host("later", &js_sys::Array::new()).and_then(|promise| promise.dyn_into().ok());
    let done = move |came| {
        HAS_COME.store(came, Ordering::Relaxed);
        done(came);
    };
    door::settled(promise, Box::new(done));
}
