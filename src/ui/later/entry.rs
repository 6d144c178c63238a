//! The ways into the second file.

use super::{
    Panel, capture, changes, compare, diagram, exercise, export, inspector, keys, programs, questions,
    segments, sockets, surgery, terms, transcript,
};
use crate::sim::catalog::Name;
use crate::text::capture::panel::NOT_HERE;
use crate::text::{Lang, catalog};
use crate::time::Instant;
use crate::ui::address::Wish;
use crate::ui::command;
use crate::ui::crowd;
use crate::ui::door;
use crate::ui::fields::OPENING;
use crate::ui::link;
use crate::ui::model::{Action, Model};
use crate::ui::programs as edits;
use yew::prelude::*;

pub fn panel(which: Panel, model: &Model) -> Html {
    if model.recorded().is_some() && matches!(which, Panel::Programs | Panel::Changes | Panel::Exercise) {
        return capture::not_here(NOT_HERE, model.lang);
    }
    match which {
        Panel::States => diagram::panel(model),
        Panel::Programs => programs::panel(model),
        Panel::Changes => changes::panel(model),
        Panel::Questions => questions::panel(model),
        Panel::Exercise => exercise::panel(model),
        Panel::Keys => keys::panel(model),
        Panel::Compare => compare::panel(model),
        Panel::Inspector => inspector::panel(model),
        Panel::Surgery => surgery::panel(model),
        Panel::Sockets => sockets::panel(model),
        Panel::Terms => terms::here(model),
        Panel::Segments => segments::panel(model),
        Panel::Transcript => transcript::panel(model),
        Panel::Capture => capture::panel(model),
        Panel::Save => export::panel(model),
    }
}

/// What a button's command means, for those that the first file does not know.
pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    if let ["open", code] = words {
        return Some(Action::Follow(Box::new(link::decoded(code, model.lang))));
    }
    if let [how @ ("save" | "copy"), what] = words {
        // Nothing of the page changes by it.
        export::export(how, what, model);
        return None;
    }
    command::of_panels(words, model)
        .or_else(|| edits::command(words, model))
        .or_else(|| surgery::command(words, model))
        .or_else(|| diagram::command(words, model))
        .or_else(|| exercise::command(words, model))
        .or_else(|| crowd::command(words, model))
        .or_else(|| capture::command(words, model))
}

/// What a field's change means, for those that are none of [`crate::ui::fields`].
pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    if id == OPENING {
        return Some(Action::Open(Box::new(model.scenario.with_opening(value == "on"))));
    }
    edits::changed(id, value, model)
        .or_else(|| exercise::changed(id, value, model))
        .or_else(|| crowd::changed(id, value, model))
        .or_else(|| capture::changed(id, value, model))
}

/// What the address says: its query without `?`, its fragment without `#`.
pub fn wish(query: &str, fragment: &str, lang: Lang) -> Wish {
    link::read(query, &door::decoded(fragment), lang, door::decoded).wish
}

/// The commands of an address as actions.
pub fn actions(commands: &[String], model: &Model) -> Vec<Action> {
    link::actions(commands, model, command)
}

/// What to look at in a scenario of the catalogue.
pub fn introduction(name: Name, lang: Lang) -> &'static str {
    catalog::introduction(name).in_lang(lang)
}

/// The moment in which the two futures that are shown part.
pub fn parts(model: &Model) -> Option<Instant> {
    compare::difference(model).map(|difference| difference.at)
}

/// Where the focus belongs after a command, as an element's id.
pub fn focus(words: &[&str], model: &Model) -> Option<String> {
    edits::focus_after(words, model)
}
