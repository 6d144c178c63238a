//! The questions that people have: the list of them, or the one that is here with its steps.

use super::pile::{self, with_pile};
use super::terms::told;
use crate::sim::claim::{Claim, Found, found};
use crate::sim::link_code::encode;
use crate::sim::questions::Question;
use crate::sim::{Scenario, Side};
use crate::tcp::Stack;
use crate::text::Lang;
use crate::text::questions::{GROUPS, Look, Words, labels};
use crate::text::sections::{Piece, pieces};
use crate::text::ui::stack_name;
use crate::time::Instant;
use crate::ui::el::{el, keyed, said, text, truth};
use crate::ui::model::Model;
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let parts = match Question::from_id(&model.scenario.name) {
        Some(question) => one(question, model),
        None => list(None, model.lang),
    };
    el("div", &[("class", "questions")], parts)
}

/// What the scenario is called where it answers a question; nothing otherwise.
pub fn title(name: &str, lang: Lang) -> &'static str {
    Question::from_id(name).map_or("", |question| question.title(lang))
}

// ---- one question ----

fn one(question: Question, model: &Model) -> Vec<Html> {
    let (lang, words) = (model.lang, question.words());
    let says = labels(lang);
    let mut parts = vec![said("h3", &[("class", "sr-only")], question.title(lang))];
    parts.push(said("h4", &[], says.look_here));
    parts.push(steps(words.looks, model, false));
    parts.push(pile::panel(model));
    parts.push(said("h4", &[], says.break_it));
    parts.extend(breaks(question, words, model));
    parts.push(said("h4", &[], says.answer));
    parts.push(el("p", &[], told(words.answer.in_lang(lang), lang)));
    if let Some(mistake) = words.refutes {
        let mut mistaken = vec![said("b", &[], says.mistake), text(" ")];
        mistaken.extend(told(mistake.in_lang(lang), lang));
        parts.push(el("p", &[("class", "mistake")], mistaken));
    }
    let mut read = vec![text(says.read), text(" ")];
    read.extend(linked(words.read.in_lang(lang)));
    parts.push(el("p", &[("class", "hint")], read));
    if words.stacks.len() > 1 {
        parts.push(stacks(question, words, model));
    }
    parts.push(el("p", &[], vec![said("button", &[("data-do", "tab exercise")], says.predict)]));
    let others = vec![said("summary", &[], says.all), el("div", &[], list(Some(question), lang))];
    parts.push(el("details", &[("class", "others")], others));
    parts
}

/// What to look at: each step leads to its moment, and holds from there on. A step that does not
/// happen in this run says so; what is `to_come` only after something is broken stands there plainly.
fn steps(looks: &[Look], model: &Model, to_come: bool) -> Html {
    let claims: Vec<Claim> = looks.iter().map(|look| look.at).collect();
    let mut all = with_pile(model, |pile| found(&claims, &model.trace, pile));
    if to_come && all.contains(&None) {
        // What is to come is so as a whole or not yet.
        all.fill(None);
    }
    let reached = |found: &Option<Found>| found.is_some_and(|found| found.at <= model.playhead);
    let last = all.iter().rposition(reached);
    let says = labels(model.lang);
    let step = |(index, (look, found)): (usize, (&Look, &Option<Found>))| {
        let sentence = said("span", &[("class", "sentence")], look.words.in_lang(model.lang));
        let Some(found) = found else {
            let mut parts = vec![sentence];
            if !to_come {
                parts.push(said("span", &[("class", "section")], says.not_here));
            }
            let class = if to_come { "expected" } else { "missing" };
            return keyed(index, "li", &[("class", class)], parts);
        };
        let now = last == Some(index);
        let class = match (now, found.at <= model.playhead) {
            (true, _) => "here",
            (false, true) => "",
            (false, false) => "later",
        };
        let command = match found.moment {
            Some(moment) if model.trace.moments[moment].at == found.at => {
                ["moment ", &moment.to_string()].concat()
            }
            _ => ["at ", &found.at.since(Instant::START).micros().to_string()].concat(),
        };
        let parts = vec![said("span", &[("class", "at")], &found.at.to_string()), sentence];
        let button = el("button", &[("data-do", &command)], parts);
        keyed(index, "li", &[("class", class), ("aria-current", if now { "step" } else { "" })], vec![button])
    };
    el("ol", &[("class", "looks")], looks.iter().zip(&all).enumerate().map(step).collect())
}

fn breaks(question: Question, words: &Words, model: &Model) -> Vec<Html> {
    let stack = stack_of(&model.scenario, words);
    let one = |broken: &crate::text::questions::Break| {
        let scenario = question.broken(broken.changes, stack);
        let is_here = scenario == *model.scenario;
        let button = [
            ("class", "chip break"),
            ("data-do", &*["open ", &encode(&scenario)].concat()),
            ("aria-pressed", truth(is_here)),
        ];
        let parts = vec![
            said("button", &button, broken.label.in_lang(model.lang)),
            steps(broken.then, model, !is_here),
        ];
        el("div", &[("class", "broken")], parts)
    };
    let mut parts: Vec<Html> = words.breaks.iter().map(one).collect();
    let whole = question.on(stack);
    if whole != *model.scenario {
        let back = ["open ", &encode(&whole)].concat();
        parts.push(said("button", &[("data-do", &back)], labels(model.lang).mend));
    }
    parts
}

fn stacks(question: Question, words: &Words, model: &Model) -> Html {
    let here = stack_of(&model.scenario, words);
    let chip = |stack: &Stack| {
        let command = ["open ", &encode(&question.on(*stack))].concat();
        let attributes = [("class", "chip"), ("data-do", &*command), ("aria-pressed", truth(*stack == here))];
        said("button", &attributes, stack_name(*stack, model.lang))
    };
    let mut parts = vec![said("span", &[("class", "hint")], labels(model.lang).on)];
    parts.extend(words.stacks.iter().map(chip));
    el("div", &[("class", "buttons"), ("role", "group"), ("aria-label", labels(model.lang).on)], parts)
}

/// The stack that both ends have, if the question offers it.
fn stack_of(scenario: &Scenario, words: &Words) -> Stack {
    let [client, server] = Side::BOTH.map(|side| scenario.host(side).stack);
    let known = words.stacks.iter().copied().find(|stack| [client, server] == [*stack; 2]);
    known.unwrap_or(words.stacks[0])
}

/// A text in which each section of an RFC is a link to it.
fn linked(words: &str) -> Vec<Html> {
    let piece = |piece: Piece| match piece {
        Piece::Plain(words) => text(words),
        Piece::Section { words, address } => {
            said("a", &[("href", &address), ("target", "_blank"), ("rel", "noopener")], words)
        }
    };
    pieces(words).into_iter().map(piece).collect()
}

// ---- all questions ----

fn list(here: Option<Question>, lang: Lang) -> Vec<Html> {
    let row = |question: &Question| {
        let command = ["open ", &encode(&question.scenario())].concat();
        let current = if here == Some(*question) { "true" } else { "" };
        let button =
            said("button", &[("data-do", &command), ("aria-current", current)], question.title(lang));
        el("li", &[], vec![button])
    };
    let group = |(_, title, questions): &(&str, crate::text::Both, &[Question])| {
        let list = el("ul", &[], questions.iter().map(row).collect());
        // Under the heading of the question that is here.
        let heading = if here.is_some() { "h4" } else { "h3" };
        el("section", &[], vec![said(heading, &[], title.in_lang(lang)), list])
    };
    GROUPS.iter().map(group).collect()
}
