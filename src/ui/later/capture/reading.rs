//! The worker that reads: what it is asked, and what becomes of its answers.

use crate::capture::join::joined_with;
use crate::capture::listing::{Kind, Sort};
use crate::capture::{Conversation, Inferred, Vantage, infer, parcel, remake};
use crate::sim::Side;
use crate::text::capture::panel as words;
use crate::text::{Lang, foreign};
use crate::ui::captured::{Captured, Open, Row, Status};
use crate::ui::command::side_id;
use crate::ui::door;
use crate::ui::model::{Action, Model, Tab};
use crate::ui::shared::Shared;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::File;
use yew::Callback;

/// The field for files that the page has anyway.
const FILE_FIELD: &str = "open-file";

/// What a person has chosen a file for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wanted {
    #[default]
    List,
    /// The open connection as the other end saw it.
    Join,
}

/// The worker of the file that is listed, and of one that is to be joined; and all that is known.
#[derive(Default)]
struct Desk {
    act: Callback<Action>,
    now: Captured,
    workers: [Option<Object>; 2],
    wanted: Wanted,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Changes what is known, and shows it.
fn change(change: impl FnOnce(&mut Captured)) {
    let (act, now) = DESK.with_borrow_mut(|desk| {
        change(&mut desk.now);
        // What was made of a connection is shown once.
        let now = desk.now.clone();
        desk.now.remade = None;
        (desk.act.clone(), now)
    });
    act.emit(Action::Capture(Shared::new(now)));
}

// ---- the workers ----

const LISTED: usize = 0;
const JOINED: usize = 1;

/// A worker of its own for each file; the one before is ended, whatever it does.
fn start(which: usize) -> Option<Object> {
    stop(which);
    // A browser may refuse, in a sandboxed frame for instance.
    let worker: Object = door::ask_host("worker", &Array::new())?.dyn_into().ok()?;
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        if let Some(told) = Reflect::get(&event, &"data".into()).ok().and_then(|data| data.dyn_into().ok()) {
            hear(which, &told);
        }
    });
    let _ = Reflect::set(&worker, &"onmessage".into(), heard.as_ref());
    heard.forget();
    let failed = Closure::<dyn Fn(JsValue)>::new(move |_| failed(which, String::new()));
    let _ = Reflect::set(&worker, &"onerror".into(), failed.as_ref());
    failed.forget();
    DESK.with_borrow_mut(|desk| desk.workers[which] = Some(worker.clone()));
    Some(worker)
}

fn stop(which: usize) {
    if let Some(worker) = DESK.with_borrow_mut(|desk| desk.workers[which].take()) {
        let _ = call(&worker, "terminate", &Array::new());
    }
}

fn call(object: &Object, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    Reflect::get(object, &method.into())?.dyn_into::<Function>()?.apply(object, arguments)
}

fn ask<const N: usize>(which: usize, what: [JsValue; N]) {
    let worker = DESK.with_borrow(|desk| desk.workers[which].clone());
    if let Some(worker) = worker {
        let what: Array = what.into_iter().collect();
        let _ = call(&worker, "postMessage", &Array::of1(&what));
    }
}

fn failed(which: usize, why: String) {
    if which == JOINED {
        return not_joined();
    }
    stop(LISTED);
    change(|now| now.status = Status::Failed(why));
}

/// Reads a file, and shows how far it has come.
pub fn read(file: File, act: Callback<Action>, lang: Lang) {
    let wanted = DESK.with_borrow_mut(|desk| {
        desk.act = act.clone();
        let wanted = std::mem::take(&mut desk.wanted);
        if desk.now.open.is_some() { wanted } else { Wanted::List }
    });
    let which = if wanted == Wanted::Join { JOINED } else { LISTED };
    if which == LISTED {
        stop(JOINED);
        let name = foreign(&file.name());
        act.emit(Action::Tab(Tab::Capture));
        change(|now| *now = Captured { file: name, status: Status::Reading(0), lang, ..Captured::default() });
    }
    match start(which) {
        Some(_) => ask(which, ["read".into(), file.into(), lang.code().into(), parcel::VERSION.into()]),
        None => failed(which, words::NO_WORKER.in_lang(lang).to_owned()),
    }
}

fn hear(which: usize, told: &Array) {
    let text = |index: u32| told.get(index).as_string().unwrap_or_default();
    let number = |index: u32| told.get(index).as_f64().unwrap_or_default();
    let list = |index: u32| told.get(index).dyn_into::<Array>().unwrap_or_default();
    let texts = |list: &Array| -> Vec<String> { list.iter().filter_map(|text| text.as_string()).collect() };
    match (&*text(0), which) {
        ("failed", _) => failed(which, text(1)),
        ("read", JOINED) => {
            let wanted =
                DESK.with_borrow(|desk| desk.now.open.as_ref().map(|open| parcel::pack(&open.conversation)));
            if let Some(wanted) = wanted {
                ask(JOINED, ["find".into(), Uint8Array::from(&*wanted).into()]);
            }
        }
        ("found", JOINED) => match unpacked(told) {
            Some(other) if joins(&other) => {
                stop(JOINED);
                reopen(|open| open.other = Some(other));
            }
            _ => not_joined(),
        },
        ("progress", LISTED) => {
            let per_cent = number(1) / number(2).max(1.0) * 100.0;
            change(|now| now.status = Status::Reading(per_cent as u32));
        }
        ("read", LISTED) => {
            let kinds = list(3).iter().map(|count| count.as_f64().unwrap_or_default() as u32).collect();
            let problems = texts(&list(4));
            let packets = [number(1), number(2)].map(|count| count as u32);
            change(|now| {
                (now.status, now.packets, now.kinds, now.problems) = (Status::Read, packets, kinds, problems);
            });
            list_again();
        }
        ("problems", LISTED) => change(|now| now.problems = texts(&list(1))),
        ("rows", LISTED) => {
            let row = |row: JsValue| {
                let row: Array = row.dyn_into().ok()?;
                let text = |index: u32| row.get(index).as_string().unwrap_or_default();
                Some(Row {
                    stream: row.get(0).as_f64()? as u32,
                    ends: text(1),
                    ending: text(2),
                    facts: text(3),
                    waits: text(4),
                    diagnosis: text(5),
                })
            };
            let rows: Vec<Row> = list(3).iter().filter_map(row).collect();
            let first = DESK.with_borrow(|desk| desk.now.rows.is_empty());
            change(|now| (now.from, now.fit, now.rows) = (number(1) as u32, number(2) as u32, rows));
            // On a phone the list is far below; it stands there after the next rendering.
            if first && door::prefers("(max-width: 900px)") {
                Timeout::new(50, show).forget();
            }
        }
        ("opened", LISTED) => {
            if let Some(conversation) = unpacked(told) {
                let of = number(2) as u32;
                change(|now| now.open = Some(Open { of, ..opened(&now.file, conversation, None, None) }));
            }
        }
        _ => {}
    }
}

/// Whether the open connection and that one show segments of both directions in common.
fn joins(other: &Conversation) -> bool {
    DESK.with_borrow(|desk| {
        desk.now.open.as_ref().is_some_and(|open| joined_with(&open.conversation, other, None).is_some())
    })
}

/// Brings the panel into view.
fn show() {
    if let Some(panel) = door::by_id("panel") {
        let _ = call(&panel.into(), "scrollIntoView", &Array::new());
    }
}

fn unpacked(told: &Array) -> Option<Conversation> {
    parcel::unpack(&told.get(1).dyn_into::<Uint8Array>().ok()?.to_vec())
}

fn not_joined() {
    stop(JOINED);
    let (act, lang) = DESK.with_borrow(|desk| (desk.act.clone(), desk.now.lang));
    act.emit(Action::Say(Some(words::NOT_JOINED.in_lang(lang).into())));
}

// ---- the open connection ----

fn opened(
    file: &str,
    conversation: Conversation,
    other: Option<Conversation>,
    told: Option<Vantage>,
) -> Open {
    let inferred = inferred(&conversation, other.as_ref(), told);
    let addresses = inferred.ends.map(|end| end.to_string());
    let (scenario, trace) = (Shared::new(inferred.scenario.clone()), Shared::new(inferred.trace.clone()));
    let of = conversation.seen.len() as u32;
    let title = [file, " · ", &addresses[0], " → ", &addresses[1]].concat();
    Open { conversation, of, other, told, title, inferred: Shared::new(inferred), addresses, scenario, trace }
}

/// From both ends' captures, where there are two that fit.
fn inferred(own: &Conversation, other: Option<&Conversation>, told: Option<Vantage>) -> Inferred {
    let together = other.and_then(|other| joined_with(own, other, told));
    together.unwrap_or_else(|| infer(own, told))
}

fn reopen(edit: impl FnOnce(&mut Open)) {
    change(|now| {
        if let Some(mut open) = now.open.take() {
            edit(&mut open);
            now.open =
                Some(Open { of: open.of, ..opened(&now.file, open.conversation, open.other, open.told) });
        }
    });
}

// ---- what a person asks for ----

/// The list from its first row on, as it is asked for now.
fn list_again() {
    list_from(0);
}

fn list_from(from: u32) {
    let (query, lang) = DESK.with_borrow(|desk| (desk.now.query.clone(), desk.now.lang));
    let first = query.first.map_or("", side_id);
    ask(
        LISTED,
        [
            "rows".into(),
            query.sort.id().into(),
            query.kind.id().into(),
            first.into(),
            query.text.into(),
            from.into(),
            lang.code().into(),
        ],
    );
}

/// A button's command. What it does comes back from the worker.
pub fn command(command: &[&str], _: &Model) -> Option<Action> {
    let ["capture", what @ ..] = command else { return None };
    match what {
        ["choose"] => choose(Wanted::List),
        ["join"] => choose(Wanted::Join),
        ["cancel"] => {
            stop(LISTED);
            change(|now| *now = Captured { lang: now.lang, ..Captured::default() });
        }
        ["open", stream] => {
            stop(JOINED);
            ask(LISTED, ["open".into(), stream.parse::<u32>().ok()?.into()]);
        }
        ["from", row] => list_from(row.parse().ok()?),
        ["close"] => {
            stop(JOINED);
            change(|now| now.open = None);
        }
        // The capture again, after what was made of it.
        ["show"] => reopen(|_| ()),
        ["remake"] => change(|now| {
            if let Some(made) = now.open.as_ref().map(|open| remake(&open.inferred)) {
                (now.remade, now.differs) = (Some(made.scenario), made.differences);
            }
        }),
        _ => {}
    }
    None
}

fn choose(wanted: Wanted) {
    DESK.with_borrow_mut(|desk| desk.wanted = wanted);
    let Some(field) = door::by_id(FILE_FIELD) else { return };
    // Who thinks better of it has not chosen the next file for the same.
    let cancelled = Closure::once_into_js(|| DESK.with_borrow_mut(|desk| desk.wanted = Wanted::List));
    let _ = Reflect::set(&field, &"oncancel".into(), &cancelled);
    field.click();
}

/// A field of the panel was changed.
pub fn changed(id: &str, value: &str, _: &Model) -> Option<Action> {
    let query = |set: &dyn Fn(&mut crate::capture::listing::Query)| {
        change(|now| set(&mut now.query));
        list_again();
    };
    match id {
        "capture-sort" => query(&|query| query.sort = Sort::from_id(value).unwrap_or_default()),
        "capture-kind" => query(&|query| query.kind = Kind::from_id(value).unwrap_or_default()),
        "capture-first" => {
            query(&|query| query.first = Side::BOTH.into_iter().find(|side| side_id(*side) == value))
        }
        "capture-text" => query(&|query| query.text = value.to_owned()),
        "capture-taken" => reopen(|open| open.told = super::open::vantage(value)),
        _ => {}
    }
    None
}

/// What follows the page: its language, and that nothing can be done to what was captured.
pub fn follow(model: &Model) {
    door::mark_root("data-recorded", if model.recorded().is_some() { "1" } else { "0" });
    let changed =
        DESK.with_borrow_mut(|desk| std::mem::replace(&mut desk.now.lang, model.lang) != model.lang);
    if changed {
        ask(LISTED, ["problems".into(), model.lang.code().into()]);
        list_from(DESK.with_borrow(|desk| desk.now.from));
    }
}
