//! The list of changes, each with its switch, and the futures that they made.

use super::super::el::{el, keyed, said, text, truth};
use super::super::model::Model;
use crate::sim::edits::{Edit, Effect};
use crate::text::edits::{self, WORDS};
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    let edits: Vec<Html> = model.scenario.edits().map(|edit| row(edit, model)).collect();
    let edits = if edits.is_empty() {
        said("p", &[("class", "hint")], WORDS.none.in_lang(lang))
    } else {
        el("ul", &[("class", "edits")], edits)
    };
    let mut parts = vec![said("h3", &[], WORDS.edits.in_lang(lang)), edits];
    if model.history.count() > 1 {
        parts.push(said("h3", &[], WORDS.futures.in_lang(lang)));
        parts.push(said("p", &[("class", "hint")], WORDS.futures_hint.in_lang(lang)));
        let futures = (0..model.history.count()).filter_map(|number| future(number, model));
        parts.push(el("ul", &[("class", "futures")], futures.collect()));
    }
    el("div", &[("class", "changes")], parts)
}

fn row(edit: Edit, model: &Model) -> Html {
    let lang = model.lang;
    let (kind, index) = match edit {
        Edit::Fault(index) => ("fault", index),
        Edit::Intervention(index) => ("call", index),
    };
    let which = [" ", kind, " ", &index.to_string()].concat();
    let on = model.scenario.is_off(edit) == Some(false);
    let sentence = edits::sentence(&model.scenario, edit, lang);
    let effect = model.scenario.effect(edit, &model.trace);
    let comes = effect.as_ref().map(|effect| edits::effect(effect, &model.trace, lang)).unwrap_or_default();
    let switch = [
        ("role", "switch"),
        ("class", "toggle"),
        ("data-do", &*["switch", &which].concat()),
        ("aria-checked", truth(on)),
        ("aria-label", &*[WORDS.on.in_lang(lang), ": ", &sentence].concat()),
        ("title", WORDS.on.in_lang(lang)),
    ];
    let mut words = vec![said("span", &[("class", "edit")], &sentence)];
    if edits::is_own(&model.scenario, edit) {
        words.push(said("small", &[("class", "hint")], WORDS.own.in_lang(lang)));
    }
    if !comes.is_empty() {
        words.push(said("small", &[("class", "effect")], &comes));
    }
    let mut parts = vec![el("button", &switch, vec![el("i", &[], vec![])]), el("p", &[], words)];
    let place = match effect {
        Some(Effect::Segment(flight)) => Some(["select ", &flight.to_string()].concat()),
        Some(Effect::Call(made)) => {
            let moment = edits::moment_of(made, &model.trace);
            moment.map(|moment| ["moment ", &moment.to_string()].concat())
        }
        _ => None,
    };
    if let Some(place) = place {
        let label = [WORDS.show.in_lang(lang), ": ", &sentence].concat();
        let show = [("data-do", &*place), ("aria-label", &*label)];
        parts.push(said("button", &show, WORDS.show.in_lang(lang)));
    }
    let (remove, label) =
        (["remove", &which].concat(), [WORDS.remove.in_lang(lang), ": ", &sentence].concat());
    let remove = [("data-do", &*remove), ("aria-label", &*label)];
    parts.push(said("button", &remove, WORDS.remove.in_lang(lang)));
    el("li", &[("class", if on { "" } else { "off" })], parts)
}

fn future(number: usize, model: &Model) -> Option<Html> {
    let lang = model.lang;
    let scenario = model.history.scenario(number)?;
    let here = number == model.history.here();
    let name = edits::future(scenario, lang);
    let compared = model.other.as_ref().is_some_and(|other| other.future == number);
    let mut parts = vec![said("b", &[], &(number + 1).to_string()), said("p", &[], &name)];
    if here {
        parts.push(said("span", &[("class", "hint")], WORDS.here.in_lang(lang)));
    } else {
        let n = number.to_string();
        let button = |command: &[&str], label: &str, pressed: &str| {
            let spoken = [label, ": ", &(number + 1).to_string(), " ", &name].concat();
            let command = command.concat();
            let attributes = [("data-do", &*command), ("aria-label", &*spoken), ("aria-pressed", pressed)];
            said("button", &attributes, label)
        };
        parts.push(button(&["future ", &n], WORDS.go.in_lang(lang), ""));
        parts.push(if compared {
            button(&["compare none"], WORDS.compare_none.in_lang(lang), "true")
        } else {
            button(&["compare ", &n], WORDS.compare.in_lang(lang), "")
        });
    }
    parts.push(text(""));
    Some(keyed(number, "li", &[("aria-current", if here { "true" } else { "" })], parts))
}
