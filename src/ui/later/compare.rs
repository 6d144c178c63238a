//! Two futures beside each other: which they are, where they part, and how each ends.

use super::super::el::{el, said, text};
use super::super::model::{CAPTURE, Model};
use crate::sim::compare::{Difference, first_difference};
use crate::text::capture::panel::IS_THE_CAPTURE;
use crate::text::compare;
use crate::text::edits::{self, WORDS};
use yew::prelude::*;

/// From the other future to this one: what a person did last comes second.
pub fn difference(model: &Model) -> Option<Difference> {
    first_difference(&model.other.as_ref()?.trace, &model.trace)
}

pub fn panel(model: &Model) -> Html {
    let Some(other) = &model.other else { return Html::default() };
    let lang = model.lang;
    let captured = other.future == CAPTURE;
    let says = match difference(model) {
        // A capture has neither timers nor calls that could differ.
        _ if captured => super::capture::differ(model),
        None => vec![text(WORDS.same.in_lang(lang))],
        Some(difference) => {
            let said_so = compare::sentence(&difference, &other.trace, &model.trace, lang);
            let ends = compare::ends(&difference, &other.trace, &model.trace, lang);
            vec![said("b", &[], &said_so), text(" "), text(&ends)]
        }
    };
    let stop = said("button", &[("data-do", "compare none")], WORDS.compare_none.in_lang(lang));
    let named = |number: usize, scenario| {
        let number = [&(number + 1).to_string(), " "].concat();
        vec![said("b", &[], &number), text(&edits::future(scenario, lang))]
    };
    let go =
        if captured { "capture show".to_owned() } else { ["future ", &other.future.to_string()].concat() };
    let names = vec![
        el("p", &[], named(model.history.here(), &model.scenario)),
        el(
            "button",
            &[("data-do", &*go), ("title", WORDS.go.in_lang(lang))],
            if captured {
                vec![said("b", &[], IS_THE_CAPTURE.in_lang(lang))]
            } else {
                named(other.future, &other.scenario)
            },
        ),
    ];
    let parts = vec![el("p", &[("class", "parts"), ("role", "status")], says), stop];
    let whole = vec![el("div", &[("class", "parting")], parts), el("div", &[("class", "names")], names)];
    el("div", &[("class", "compared")], whole)
}
