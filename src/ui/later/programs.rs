//! Both programs: as steps with their buttons and numbers, and as text.

use super::super::command::side_id;
use super::super::el::{el, keyed, said, text, truth};
use super::super::model::Model;
use crate::sim::program_edit::{Progress, Standing, place_for_more, progress};
use crate::sim::program_text::{MOST_STEPS, SAMPLES, call_around, number, parse, write, write_step};
use crate::sim::{Side, Step};
use crate::text::programs as says;
use crate::text::vocabulary::side_name;
use crate::text::{Both, Lang};
use yew::prelude::*;

/// More problems than these are counted only.
const SHOWN_PROBLEMS: usize = 6;

/// The panel.
pub fn panel(model: &Model) -> Html {
    let mut parts = vec![said("p", &[("class", "about")], says::INTRODUCTION.in_lang(model.lang))];
    if !model.scenario.opening {
        parts.push(said("p", &[("class", "about")], says::SKIPPED.in_lang(model.lang)));
    }
    let sides = Side::BOTH.map(|side| program(model, side));
    parts.push(el("div", &[("class", "sides")], sides.into()));
    el("section", &[("class", "programs"), ("aria-label", says::TITLE.in_lang(model.lang))], parts)
}

fn program(model: &Model, side: Side) -> Html {
    let (id, lang) = (side_id(side), model.lang);
    let steps = &model.scenario.host(side).program;
    let progress = progress(&model.scenario, &model.trace, side, model.playhead);
    let heading = ["heading-", id].concat();
    let mut parts = vec![said("h3", &[("id", &heading)], side_name(side, lang))];
    if steps.is_empty() {
        parts.push(said("p", &[("class", "about")], says::EMPTY.in_lang(lang)));
    }
    let rows = steps.iter().enumerate().map(|(index, step)| row(side, index, *step, &progress, lang));
    parts.push(el("ol", &[("class", "steps")], rows.collect()));
    if let Some(sentence) = says::ended(&progress, lang).filter(|_| !steps.is_empty()) {
        parts.push(said("p", &[("class", "about")], sentence));
    }
    parts.push(more(side, steps, lang));
    parts.push(as_text(model, side));
    el("section", &[("class", "program"), ("aria-labelledby", &heading)], parts)
}

/// Rows are found again by their place: after a move the focus is put by its id.
fn row(side: Side, index: usize, step: Step, progress: &Progress, lang: Lang) -> Html {
    let standing = progress.steps[index];
    let class = match standing {
        Standing::Blocks(_) => "step here",
        Standing::Returned(_) => "step",
        Standing::Skipped | Standing::ToCome | Standing::Never => "step later",
    };
    let name = says::step_name(side, index, step, lang);
    let button = |sign, verb: &str, does: Both, useless: bool| {
        let at = [side_id(side), " ", &index.to_string(), " ", verb].concat();
        let attributes = [
            ("class", "icon"),
            ("id", &*["step-", &at.replace(' ', "-")].concat()),
            ("data-do", &*["step ", &at].concat()),
            ("aria-label", &*says::about_step(does, &name, lang)),
            ("title", if useless { says::no_way(verb, lang) } else { does.in_lang(lang) }),
            // Not `disabled`: that would drop the focus at the end of the list.
            ("aria-disabled", if useless { truth(true) } else { "" }),
        ];
        said("button", &attributes, sign)
    };
    let last = index + 1 == progress.steps.len();
    let buttons = vec![
        button("↑", "up", says::UP, index == 0),
        button("↓", "down", says::DOWN, last),
        button("×", "remove", says::REMOVE, false),
    ];
    let parts = vec![
        call(side, index, step, &name, lang),
        said("span", &[("class", "standing")], &says::standing(standing, side, step, lang)),
        el("span", &[("class", "moves")], buttons),
    ];
    let now = matches!(standing, Standing::Blocks(_));
    keyed(index, "li", &[("class", class), ("aria-current", if now { "step" } else { "" })], parts)
}

/// The call as code, its number as a field within.
fn call(side: Side, index: usize, step: Step, name: &str, lang: Lang) -> Html {
    let (before, after) = call_around(step);
    let mut parts = vec![text(before)];
    if let Some(number) = number(step) {
        let label = [name, " (", says::unit(step, lang), ")"].concat();
        let field = [
            ("type", "text"),
            ("inputmode", "decimal"),
            ("size", "4"),
            ("id", &*["step-", side_id(side), "-", &index.to_string()].concat()),
            ("aria-label", &*label),
            ("value", &*number),
        ];
        parts.push(el("input", &field, vec![]));
        let unit = if matches!(step, Step::Sleep(_)) { " s" } else { "" };
        parts.push(text(&[unit, after].concat()));
    }
    el("code", &[], parts)
}

/// Buttons, one for each step that there is: a list would add one whenever an arrow key passes it.
fn more(side: Side, steps: &[Step], lang: Lang) -> Html {
    let place = place_for_more(steps);
    let full = if steps.len() < MOST_STEPS { String::new() } else { says::full(lang) };
    let refused = if full.is_empty() { "" } else { truth(true) };
    let chip = |step: Step| {
        let call = write_step(step);
        let command = ["step ", side_id(side), " ", &place.to_string(), " add ", &call].concat();
        let attributes =
            [("class", "chip"), ("data-do", &*command), ("aria-disabled", refused), ("title", &*full)];
        el("button", &attributes, vec![said("code", &[], &call)])
    };
    let before = steps.get(place).copied();
    let title = [says::ADD.in_lang(lang), " ", &says::place(before, lang)].concat();
    let chips = el("div", &[("class", "buttons")], SAMPLES.into_iter().map(chip).collect());
    let id = ["add-", side_id(side)].concat();
    el("details", &[("id", &id), ("class", "more-steps")], vec![said("summary", &[], &title), chips])
}

fn as_text(model: &Model, side: Side) -> Html {
    let (id, lang) = (side_id(side), model.lang);
    let steps = &model.scenario.host(side).program;
    let draft = model.drafts[side as usize].as_deref();
    let problems = draft.and_then(|text| parse(text).err()).unwrap_or_default();
    let (field, below) = (["program-", id].concat(), ["problems-", id].concat());
    let shown = draft.map_or_else(|| write(steps), str::to_owned);
    let rows = (shown.lines().count() + 1).clamp(4, 14).to_string();
    let area = [
        ("id", &*field),
        ("rows", &*rows),
        ("spellcheck", "false"),
        ("autocapitalize", "off"),
        ("autocomplete", "off"),
        ("aria-invalid", if problems.is_empty() { "" } else { truth(true) }),
        ("aria-describedby", if problems.is_empty() { "" } else { &*below }),
        ("value", &*shown),
    ];
    let label = [side_name(side, lang), ": ", says::AS_TEXT.in_lang(lang)].concat();
    let mut said_below = Vec::new();
    if !problems.is_empty() {
        let row = |problem| said("li", &[], &says::problem(problem, lang));
        let mut list: Vec<Html> = problems.iter().take(SHOWN_PROBLEMS).map(row).collect();
        if problems.len() > SHOWN_PROBLEMS {
            list.push(said("li", &[], &says::more_problems(problems.len() - SHOWN_PROBLEMS, lang)));
        }
        let command = ["step ", id, " discard"].concat();
        said_below = vec![
            said("p", &[], says::NOT_READ.in_lang(lang)),
            el("ul", &[], list),
            said("button", &[("data-do", &command)], says::DISCARD.in_lang(lang)),
        ];
    }
    let parts = vec![
        said("label", &[("for", &field)], &label),
        el("textarea", &area, vec![]),
        // It stays, so that a screen reader hears what comes into it.
        el("div", &[("class", "problems"), ("id", &below), ("role", "status")], said_below),
    ];
    el("div", &[("class", "as-text")], parts)
}
