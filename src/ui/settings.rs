//! Network and timers: a switch, sliders with numbers, lists.

use super::el::{el, said, text};
use super::fields::{Field, OPENING, fields};
use super::later;
use super::model::Model;
use super::origin::Said;
use crate::sim::Side;
use crate::tcp::Stack;
use crate::text::ui::{stack_name, words};
use crate::view::Numbers;
use yew::prelude::*;

/// The settings card.
pub fn settings(model: &Model) -> Html {
    let words = words(model.lang);
    let losing = model.scenario.network.loss.is_some();
    let all = fields(words);
    let [rate, seed, delay, msl, rto, size, _] = all.each_ref().map(|shown| field(model, shown));
    let [client_stack, server_stack] = Side::BOTH.map(|side| {
        let (id, label) = match side {
            Side::Client => ("client-stack", words.client_stack),
            Side::Server => ("server-stack", words.server_stack),
        };
        let chosen = model.scenario.host(side).stack;
        let choices = Stack::ALL.map(|stack| (stack.id(), stack_name(stack, model.lang), stack == chosen));
        list(id, label, words.stack_hint, &choices)
    });
    let true_page = [words.how_true_page, "#stacks"].concat();
    let how_true = said("a", &[("id", "how-true"), ("href", &*true_page)], words.how_true);
    let numbers = Numbers::ALL.map(|numbers| {
        let name = match numbers {
            Numbers::Letters => words.numbers_letters,
            Numbers::Relative => words.numbers_relative,
            Numbers::Raw => words.numbers_raw,
        };
        (numbers.id(), name, numbers == model.numbers)
    });
    let row = |parts| el("div", &[("class", "row")], parts);
    let rows = vec![
        row(vec![client_stack, server_stack, how_true]),
        row(vec![delay, msl, rto]),
        row(vec![switch("loss-switch", words.packet_loss, words.seed_hint, losing), rate, seed]),
        row(vec![
            size,
            list("numbers", words.numbers, "", &numbers),
            switch(OPENING, words.with_opening, words.with_opening_hint, model.scenario.opening),
        ]),
    ];
    el("section", &[("class", "settings card"), ("aria-label", words.settings)], rows)
}

fn switch(id: &str, label: &str, hint: &str, on: bool) -> Html {
    let input =
        [("type", "checkbox"), ("role", "switch"), ("id", id), ("checked", if on { "1" } else { "0" })];
    let parts = vec![el("input", &input, vec![]), el("i", &[("aria-hidden", "true")], vec![]), text(label)];
    el("label", &[("class", "switch"), ("title", hint)], parts)
}

/// A list of choices: id, name, chosen.
pub fn options(choices: &[(&str, &str, bool)]) -> Vec<Html> {
    let option = |(id, name, chosen): &(&str, &str, bool)| {
        said("option", &[("value", id), ("selected", if *chosen { "selected" } else { "" })], name)
    };
    choices.iter().map(option).collect()
}

fn list(id: &str, label: &str, hint: &str, choices: &[(&str, &str, bool)]) -> Html {
    let select = el("select", &[("id", id)], options(choices));
    el("label", &[("class", "field"), ("title", hint)], vec![text(label), select])
}

fn field(model: &Model, field: &Field) -> Html {
    let words = words(model.lang);
    let [value, other] = model.values(field.setting);
    let (least, most) = field.setting.range();
    let mut parts = vec![said("label", &[("for", field.id)], field.label)];
    if field.step > 0 {
        // The number field beside it is the one for keyboard and screen reader.
        let slider = [
            ("type", "range"),
            ("tabindex", "-1"),
            ("aria-hidden", "true"),
            ("id", &*[field.id, "-slider"].concat()),
            ("min", &least.to_string()),
            ("max", &most.to_string()),
            ("step", &field.step.to_string()),
            ("value", &value.to_string()),
        ];
        parts.push(el("input", &slider, vec![]));
    }
    let (mut shown, mut unit) = (field.print(value), field.unit.to_owned());
    if value != other {
        shown = [&shown, " / ", &field.print(other)].concat();
        unit.push_str(words.client_and_server);
    }
    let number = [
        ("type", "text"),
        ("inputmode", "decimal"),
        ("id", field.id),
        ("size", "5"),
        ("class", if value == other { "" } else { "two" }),
        ("value", &*shown),
    ];
    parts.push(el("input", &number, vec![]));
    parts.push(said("span", &[("class", "unit")], &unit));
    if let Some(Said { href, words, sign }) = later::origin_of(model, field.setting) {
        let link = [("class", "origin"), ("href", &*href), ("title", &*words), ("aria-label", &*words)];
        parts.push(said("a", &link, sign));
    }
    el("div", &[("class", "field"), ("title", field.hint)], parts)
}
