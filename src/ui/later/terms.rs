//! Words on screen that lead to the glossary.

use crate::sim::{Act, Called, Step};
use crate::tcp::{Kind, State};
use crate::text::Lang;
use crate::text::glossary::{PAGE, entry_of_call, entry_of_kind, entry_of_state, entry_of_timer};
use crate::text::ui::{LOOK_UP, NO_OTHER_PAGES};
use crate::text::vocabulary::{call_name, kind_name, timer_name};
use crate::ui::door;
use crate::ui::el::{el, said, text};
use crate::ui::model::{Action, Model};
use yew::prelude::*;

/// A name that leads to an entry. The page stays as it is, so the glossary opens beside it.
pub fn term(name: &str, entry: &str, lang: Lang) -> Html {
    let place = [PAGE.in_lang(lang), "#", entry].concat();
    said("a", &[("class", "term"), ("href", &place), ("target", "_blank"), ("rel", "noopener")], name)
}

/// A state's name, as somebody spells it.
pub fn state(name: &str, state: State, lang: Lang) -> Html {
    term(name, entry_of_state(state), lang)
}

/// Opens the glossary at the term that a label of the ladder is, or begins with; says so where there is
/// none beside the page.
pub fn look_up(label: Option<web_sys::EventTarget>, lang: Lang, act: &Callback<Action>) {
    let entry = entry_in(&door::text_of(label)).unwrap_or_default();
    if door::open(&[PAGE.in_lang(lang), "#", entry].concat()).is_none() {
        act.emit(Action::Say(Some(NO_OTHER_PAGES.in_lang(lang).into())));
    }
}

fn entry_in(label: &str) -> Option<&'static str> {
    if let Some((call, _)) = label.split_once('(') {
        let steps = [
            Step::Connect,
            Step::Accept,
            Step::Send(0),
            Step::ReadToEof,
            Step::Shutdown,
            Step::Close,
            Step::Abort,
        ];
        let mut calls = steps.map(Called::Program).into_iter().chain([Called::Person(Act::Listen)]);
        let named =
            |known: &Called| call_name(*known).split('(').next().is_some_and(|name| call.ends_with(name));
        return calls.find(named).and_then(entry_of_call);
    }
    if label.contains("MSL") {
        return Some("two-msl");
    }
    label.split([' ', ',']).find_map(entry_of)
}

/// The entry of a single word, if it is a state, a flag or a timer.
fn entry_of(word: &str) -> Option<&'static str> {
    if let Some(state) = State::ALL.into_iter().find(|state| state.name() == word) {
        return Some(entry_of_state(state));
    }
    match word {
        "RTO" => Some("rto"),
        "MSL" => Some("msl"),
        // Flags are written alike in both languages.
        flag => {
            let named = |kind: &Kind| *kind != Kind::Data && kind_name(*kind, Lang::En) == flag;
            Kind::ALL.into_iter().find(named).map(entry_of_kind)
        }
    }
}

/// A text in which each state, flag and timer leads to its entry.
pub fn told(words: &str, lang: Lang) -> Vec<Html> {
    let mut parts = Vec::new();
    let (mut plain, mut from) = (0, 0);
    let of_word = |sign: char| sign.is_ascii_alphanumeric() || "-·_".contains(sign);
    while let Some(begin) = words[from..].find(of_word).map(|at| from + at) {
        let end = words[begin..].find(|sign| !of_word(sign)).map_or(words.len(), |at| begin + at);
        if let Some(entry) = entry_of(&words[begin..end]) {
            parts.push(text(&words[plain..begin]));
            parts.push(term(&words[begin..end], entry, lang));
            plain = end;
        }
        from = end;
    }
    parts.push(text(&words[plain..]));
    parts
}

/// What there is to look up at the playhead: both ends' states, and what the last event is about.
pub fn here(model: &Model) -> Html {
    let mut found: Vec<(String, &'static str)> = Vec::new();
    let mut add = |name: &str, entry: &'static str| {
        if !found.iter().any(|(_, known)| *known == entry) {
            found.push((name.to_owned(), entry));
        }
    };
    for end in model.trace.ends_after(model.moment()) {
        add(end.state.name(), entry_of_state(end.state));
    }
    if let Some(moment) = model.moment().and_then(|index| model.trace.moments.get(index)) {
        for flight in moment.flight().iter().chain(&moment.sent) {
            let kind = model.trace.flights[*flight].segment.kind();
            if kind != Kind::Data {
                add(kind_name(kind, model.lang), entry_of_kind(kind));
            }
        }
        for (timer, _) in &moment.timers {
            add(timer_name(*timer, model.lang), entry_of_timer(*timer));
        }
    }
    let mut parts = vec![text(LOOK_UP.in_lang(model.lang))];
    for (name, entry) in found {
        parts.push(text(" "));
        parts.push(term(&name, entry, model.lang));
    }
    el("p", &[("class", "look-up")], parts)
}
