//! Beside the stage: the story, the questions, and the chosen segment.

use super::el::{el, keyed, said, text, truth};
use super::later::{self, Panel};
use super::model::{Model, Tab};
use super::place::Place;
use crate::text::capture::panel::ENDS;
use crate::text::story;
use crate::text::ui::words;
use crate::view::Numbering;
use yew::prelude::*;

/// Sentences of a trace, from a moment on: time, words, section of the RFC.
pub struct Written {
    from: usize,
    rows: Vec<(String, String, &'static str)>,
}

impl Written {
    /// The sentence about a moment.
    pub fn sentence(&self, moment: usize) -> Option<&str> {
        self.rows.get(moment.checked_sub(self.from)?).map(|(_, words, _)| &**words)
    }
}

/// A story longer than this is written by parts of so many sentences.
const WHOLE: usize = 60;
const PART: usize = 20;

/// The part of the story that the playhead is in.
pub fn part(model: &Model) -> usize {
    if model.trace.moments.len() <= WHOLE { 0 } else { model.moment().unwrap_or_default() / PART }
}

/// Writes the story of a trace, or the part that the playhead is in with its neighbours.
pub fn write_story(model: &Model) -> Written {
    let all = model.trace.moments.len();
    let from = part(model).saturating_sub(1) * PART;
    let until = if all <= WHOLE { all } else { (from + 3 * PART).min(all) };
    if model.recorded().is_some() {
        return Written { from, rows: later::captured(model, from, until) };
    }
    let numbering = Numbering::new(&model.trace, model.numbers);
    let write = |index: usize| {
        let numbers = |flight: &_| numbering.of(flight);
        let sentence = story::story_with(later::why, &model.trace, index, &numbers, model.lang);
        (model.trace.moments[index].at.to_string(), sentence.text, sentence.section)
    };
    Written { from, rows: (from..until).map(write).collect() }
}

/// The column beside the stage.
pub fn side_panel(model: &Model, written: &Written) -> Html {
    let words = words(model.lang);
    let tab = |which: Tab, id: &str, label: &str| {
        let command = ["tab ", id].concat();
        let attributes = [
            ("role", "tab"),
            ("id", id),
            ("data-do", &*command),
            ("aria-selected", truth(model.tab == which)),
            ("aria-controls", "panel"),
            ("aria-label", if which == Tab::Keys { words.keys } else { "" }),
            ("title", if which == Tab::Keys { words.keys } else { "" }),
        ];
        said("button", &attributes, label)
    };
    let shown = match model.tab {
        Tab::Story => story_list(model, written),
        Tab::States => later::panel(Panel::States, model),
        Tab::Programs => later::panel(Panel::Programs, model),
        Tab::Changes => later::panel(Panel::Changes, model),
        Tab::Questions => later::panel(Panel::Questions, model),
        Tab::Exercise => later::panel(Panel::Exercise, model),
        Tab::Transcript => later::panel(Panel::Transcript, model),
        Tab::Capture => later::panel(Panel::Capture, model),
        Tab::Save => later::panel(Panel::Save, model),
        Tab::Keys => later::panel(Panel::Keys, model),
        Tab::Segments => later::panel(Panel::Segments, model),
        Tab::Sockets => later::panel(Panel::Sockets, model),
    };
    let mut inside = vec![shown];
    if model.tab == Tab::Story && later::has_come() {
        inside.push(later::panel(Panel::Terms, model));
    }
    let id = model.tab.id();
    let name = |which| match which {
        Tab::Story => words.story,
        Tab::Segments => words.segments,
        Tab::States => words.states,
        Tab::Sockets => words.sockets,
        Tab::Programs => words.programs,
        Tab::Changes => words.changes,
        Tab::Questions => words.questions,
        Tab::Exercise => words.exercise,
        Tab::Transcript => words.transcript,
        Tab::Capture => words.capture,
        Tab::Save => words.save,
        Tab::Keys => "?",
    };
    let tabs = Tab::ALL.into_iter().map(|which| tab(which, which.id(), name(which))).collect();
    let card = vec![
        el("div", &[("class", "tabs"), ("role", "tablist")], tabs),
        el("div", &[("id", "panel"), ("role", "tabpanel"), ("aria-labelledby", id)], inside),
    ];
    let class = if model.selected.is_some() { "side looking" } else { "side" };
    el("div", &[("class", class)], vec![el("section", &[("class", "card words")], card), inspector(model)])
}

// ---- story ----

fn story_list(model: &Model, written: &Written) -> Html {
    let (here, over) = (model.moment(), model.finished());
    let row = |(index, (at, sentence, section)): (usize, &(String, String, &str))| {
        let now = here == Some(index) && !over;
        let class = match (now, here.is_some_and(|here| index <= here)) {
            (true, _) => "here",
            (false, true) => "",
            (false, false) => "later",
        };
        let words = vec![
            said("span", &[("class", "at")], at),
            said("span", &[("class", "sentence")], sentence),
            said("span", &[("class", "section")], section),
        ];
        let command = ["moment ", &index.to_string()].concat();
        let button = el("button", &[("data-do", &command)], words);
        keyed(index, "li", &[("class", class), ("aria-current", if now { "step" } else { "" })], vec![button])
    };
    let until = written.from + written.rows.len();
    let beyond = |moment: Option<usize>, label: &str| {
        let command = ["moment ", &moment?.to_string()].concat();
        let button = said("button", &[("data-do", &command)], label);
        Some(keyed(usize::MAX - 1 - moment?, "li", &[("class", "beyond")], vec![button]))
    };
    let words = words(model.lang);
    let mut rows: Vec<Html> = beyond(written.from.checked_sub(1), words.earlier).into_iter().collect();
    rows.extend((written.from..).zip(&written.rows).map(row));
    rows.extend(beyond((until < model.trace.moments.len()).then_some(until), words.later));
    let class = if over { "ending here" } else { "ending later" };
    let captured = model.recorded().map(|_| ENDS.in_lang(model.lang).to_owned());
    let ending = captured.unwrap_or_else(|| story::ending(&model.trace, model.lang).text);
    rows.push(keyed(usize::MAX, "li", &[("class", class)], vec![text(&ending)]));
    el("ol", &[("class", "story"), ("tabindex", "-1")], rows)
}

/// Brings the sentence of this moment into view inside its own list: the page does not move.
pub fn show_here(place: &Place) {
    show_row(place, ".here");
}

/// The same of a moment that is about to be here.
pub fn show_moment(place: &Place, moment: usize) {
    show_row(place, &["[data-do='moment ", &moment.to_string(), "']"].concat());
}

fn show_row(place: &Place, row: &str) {
    let (Some(list), Some(row)) = (place.find("ol.story"), place.find(&["ol.story ", row].concat())) else {
        return;
    };
    let (row, view) = (row.get_bounding_client_rect(), list.get_bounding_client_rect());
    if row.top() < view.top() || row.bottom() > view.bottom() {
        let top =
            f64::from(list.scroll_top()) + row.top() - view.top() - (view.height() - row.height()) / 2.0;
        list.set_scroll_top(top as i32);
    }
}

// ---- the chosen segment ----

fn inspector(model: &Model) -> Html {
    if model.selected.is_some() {
        return later::panel(Panel::Inspector, model);
    }
    let words = words(model.lang);
    let hints = vec![said("p", &[], words.segment_none), said("p", &[("class", "hint")], words.hint_lose)];
    el("section", &[("class", "card inspector empty")], hints)
}
