//! One connection of a capture: what is the matter with it, how its states are known, what could be
//! otherwise, and what can be done with it.

use super::super::Rows;
use crate::capture::{Vantage, diagnose};
use crate::text::Lang;
use crate::text::capture::{inferred as words, panel};
use crate::time::Instant;
use crate::ui::captured::Open;
use crate::ui::el::{el, said, text};
use crate::ui::model::Model;
use yew::prelude::*;

/// No more doubts are listed before they are asked for.
const DOUBTS: usize = 4;
/// And no more than so many at all: a bad line gives thousands.
const MOST_DOUBTS: usize = 50;

pub fn panel(open: &Open, model: &Model) -> Html {
    let (lang, inferred) = (model.lang, &*open.inferred);
    let [client, server] = inferred.ends;
    let button = |command: &str, label: &str, hint: &str, class: &str| {
        said("button", &[("data-do", command), ("title", hint), ("class", class)], label)
    };
    let mut parts = vec![
        el("p", &[], vec![button("capture close", panel::BACK.in_lang(lang), "", "back")]),
        said("h3", &[], &[&*client.to_string(), " → ", &*server.to_string()].concat()),
    ];
    let here = open.conversation.seen.len();
    if open.of as usize > here {
        let sentence = panel::only_end(&open.of.to_string(), &here.to_string(), lang);
        parts.push(said("p", &[("class", "problem"), ("role", "status")], &sentence));
    }
    if let Some(found) = diagnose(inferred) {
        let sentence = words::diagnosis(&found, lang);
        let parts_of = vec![said("b", &[], panel::DIAGNOSIS.in_lang(lang)), text(" "), text(&sentence)];
        parts.push(el("p", &[("class", "diagnosis"), ("role", "status")], parts_of));
    }
    let hint = panel::REMAKE_HINT.in_lang(lang);
    let join = panel::JOIN_HINT.in_lang(lang);
    parts.push(el(
        "p",
        &[("class", "buttons")],
        vec![
            button("capture remake", panel::REMAKE.in_lang(lang), hint, "strong"),
            button("capture join", panel::JOIN.in_lang(lang), join, ""),
        ],
    ));
    parts.push(said("p", &[("class", "hint")], hint));
    parts.push(taken(open, model));
    parts.extend(
        words::vantage(inferred, lang).iter().map(|sentence| said("p", &[("class", "hint")], sentence)),
    );
    let (all, told) = (inferred.doubts.len(), inferred.doubts.iter().take(MOST_DOUBTS));
    let mut doubts: Vec<Html> = told.map(|doubt| said("li", &[], &words::doubt(doubt, lang))).collect();
    if let Some(left) = all.checked_sub(MOST_DOUBTS).filter(|left| *left > 0) {
        doubts.push(said("li", &[], &panel::more(&left.to_string(), lang)));
    }
    if !doubts.is_empty() {
        let open = if doubts.len() <= DOUBTS { "open" } else { "" };
        let title = said("summary", &[], words::DOUBTS.in_lang(lang));
        parts.push(el("details", &[("open", open)], vec![title, el("ul", &[], doubts)]));
    }
    el("div", &[("class", "capture")], parts)
}

/// Each as a sentence.
fn sentences(all: &[String], lang: Lang) -> String {
    let stop = if lang == Lang::En { "." } else { "。" };
    let sentence = |words: &String| {
        let mut letters = words.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).chain(stop.chars()).collect::<String>()
    };
    all.iter().map(sentence).collect::<Vec<_>>().join(if lang == Lang::En { " " } else { "" })
}

/// `3.204118 s`: machines answer within microseconds.
fn fine(at: Instant) -> String {
    let micros = at.micros();
    let rest = (1_000_000 + micros % 1_000_000).to_string();
    [&*(micros / 1_000_000).to_string(), ".", &rest[1..], " s"].concat()
}

/// Where what was made of it differs from the capture, in a sentence or two.
pub fn differ(model: &Model) -> Vec<Html> {
    let (Some(captured), lang) = (&model.capture, model.lang) else { return Vec::new() };
    let Some(first) = captured.differs.first() else {
        return vec![text(words::ALIKE.in_lang(lang))];
    };
    let count = captured.differs.len().to_string();
    vec![said("b", &[], &panel::differ(&count, lang)), text(" "), text(&words::difference(first, lang))]
}

const PLACES: [(&str, Option<Vantage>); 4] = [
    ("timing", None),
    ("client", Some(Vantage::Client)),
    ("between", Some(Vantage::Middle)),
    ("server", Some(Vantage::Server)),
];

/// Where a person says that the capture was taken, by the field's value.
pub fn vantage(value: &str) -> Option<Vantage> {
    PLACES.iter().find(|(id, _)| *id == value).and_then(|(_, place)| *place)
}

fn taken(open: &Open, model: &Model) -> Html {
    let lang = model.lang;
    let option = |(id, place): &(&str, Option<Vantage>)| {
        let label = match place {
            None => panel::BY_TIMING,
            Some(Vantage::Client) => words::CLIENT,
            Some(Vantage::Server) => words::SERVER,
            Some(_) => panel::BETWEEN,
        };
        let chosen = if open.told == *place { "selected" } else { "" };
        said("option", &[("value", id), ("selected", chosen)], label.in_lang(lang))
    };
    let select = el("select", &[("id", "capture-taken")], PLACES.iter().map(option).collect());
    el("label", &[("class", "field")], vec![said("span", &[], panel::TAKEN.in_lang(lang)), select])
}

/// What happened in each moment, and why it is known.
pub fn story(model: &Model, from: usize, until: usize) -> Rows {
    let Some(open) = model.recorded() else { return Vec::new() };
    let (lang, inferred) = (model.lang, &*open.inferred);
    let row = |index: usize| {
        let moment = &inferred.trace.moments[index];
        let mut all: Vec<String> =
            inferred.inferences_in(index).map(|inference| words::inference(inference, lang)).collect();
        let flight = moment.flight();
        if let Some(note) = flight.and_then(|flight| inferred.note(flight)) {
            all.push(words::note(note).in_lang(lang).to_owned());
        }
        if let (true, Some(flight)) = (all.is_empty(), flight) {
            let frame = inferred.frames[flight];
            all.push(panel::passes(&inferred.trace.flights[flight], moment.cause, frame, lang));
        }
        let section = moment.changes.first().map_or("", |change| change.rule.section());
        (fine(moment.at), sentences(&all, lang), section)
    };
    (from..until).map(row).collect()
}
