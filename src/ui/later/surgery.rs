//! What a person can do to the chosen segment, and what was done to it.

use super::super::el::{el, said, text};
use super::super::fields::fields;
use super::super::model::{Action, Model, Setting};
use crate::sim::Fate;
use crate::sim::edits::{Edit, Pass, pass};
use crate::text::surgery::WORDS;
use crate::text::ui::words;
use crate::text::vocabulary::which_segment;
use crate::text::{Both, edits};
use crate::view::svg::kind_class;
use yew::prelude::*;

/// Nothing where no segment is chosen.
pub fn panel(model: &Model) -> Html {
    let Some((index, flight)) = model.selected.and_then(|at| Some((at, model.trace.flights.get(at)?))) else {
        return Html::default();
    };
    let lang = model.lang;
    let button = |command: &str, label: Both, refused: Option<Both>| {
        let attributes = [
            ("data-do", command),
            ("aria-disabled", if refused.is_some() { "true" } else { "" }),
            ("title", refused.map_or("", |reason| reason.in_lang(lang))),
        ];
        said("button", &attributes, label.in_lang(lang))
    };
    let lost = matches!(flight.fate, Fate::Lost(..));
    // The first copy's fate is the second's, too.
    let first = flight.copy_of.unwrap_or(index);
    let about = |edit: &Edit| match edit {
        Edit::Fault(at) => {
            let fault = &model.scenario.network.faults[*at];
            !fault.off && fault.is_about(&model.trace.flights[first])
        }
        Edit::Intervention(_) => false,
    };
    let done: Vec<Edit> = model.scenario.edits().filter(about).collect();
    let passes = |way| pass(&model.scenario, &model.trace, index, way).is_some();
    let why = |possible: bool, reason: Both| (!possible).then_some(reason);
    let by = fields(words(lang)).into_iter().find(|field| field.setting == Setting::Hold);
    let by = by.map(|field| {
        let hint = [
            ("type", "text"),
            ("inputmode", "decimal"),
            ("id", "hold"),
            ("size", "5"),
            ("aria-label", field.hint),
        ];
        let value = field.print(model.hold);
        let input = el("input", &[&hint[..], &[("value", &*value)]].concat(), vec![]);
        let parts = vec![text(WORDS.by.in_lang(lang)), input, said("span", &[("class", "unit")], field.unit)];
        el("label", &[("class", "field"), ("title", field.hint)], parts)
    });
    let mut rows = vec![
        button("lose", WORDS.lose, why(!lost, WORDS.lost_already)),
        button("deliver", WORDS.deliver, why(lost || !done.is_empty(), WORDS.arrives_already)),
        button("delay", WORDS.delay, None),
        button("double", WORDS.double, None),
    ];
    rows.extend(by);
    rows.push(button("overtake", WORDS.overtake, why(passes(Pass::Overtakes), WORDS.nothing_before)));
    rows.push(button("fall-back", WORDS.fall_back, why(passes(Pass::IsOvertaken), WORDS.nothing_after)));
    let row = |edit: &Edit| {
        let Edit::Fault(at) = edit else { return Html::default() };
        let sentence = edits::sentence(&model.scenario, *edit, lang);
        let command = ["remove fault ", &at.to_string()].concat();
        let back = said("button", &[("data-do", &*command)], WORDS.take_back.in_lang(lang));
        el("p", &[("class", "done")], vec![text(&sentence), text(" "), back])
    };
    let close =
        [("class", "icon"), ("data-do", "select none"), ("aria-label", WORDS.choose_none.in_lang(lang))];
    let which = said("b", &[("class", kind_class(flight.segment.kind()))], &which_segment(flight, lang));
    let heading = el("p", &[("class", "which")], vec![which, said("button", &close, "×")]);
    let mut parts = vec![heading, el("div", &[("class", "buttons")], rows)];
    parts.extend(done.iter().map(row));
    el("div", &[("class", "surgery"), ("role", "group"), ("aria-label", WORDS.title.in_lang(lang))], parts)
}

/// Why a key does nothing now, where a button would say it.
pub fn refusal(command: &str, model: &Model) -> Option<String> {
    if !["lose", "deliver", "delay", "double", "overtake", "fall-back"].contains(&command) {
        let alone = command == "compare" && model.other.is_none() && model.history.left().is_none();
        return alone.then(|| words(model.lang).compare_none.to_owned());
    }
    let reason = match model.selected.and_then(|index| model.trace.flights.get(index)) {
        None => WORDS.choose_first,
        Some(flight) if command == "lose" && flight.is_lost() => WORDS.lost_already,
        Some(_) if command == "overtake" || command == "fall-back" => {
            return self::command(&[command], model)
                .is_none()
                .then(|| WORDS.cannot_pass.in_lang(model.lang).to_owned());
        }
        Some(_) => return None,
    };
    Some(reason.in_lang(model.lang).to_owned())
}

/// `overtake`, `fall-back`.
pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    let way = match words {
        ["overtake"] => Pass::Overtakes,
        ["fall-back"] => Pass::IsOvertaken,
        _ => return None,
    };
    let index = model.selected?;
    Some(Action::Decide(index, pass(&model.scenario, &model.trace, index, way)?))
}
