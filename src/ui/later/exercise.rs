//! Predict, then see: the question, its answers, what came of them, and the result.
//!
//! One element of each page of it has the id `asked`: the focus goes there when the page appears.

use super::super::door;
use super::super::el::{el, said, text};
use super::super::exercise::Exercise;
use super::super::model::{Action, Model};
use super::super::shared::Shared;
use crate::exercise::{MOST_SEED, Question, Run};
use crate::text::exercise::{self as say, WORDS};
use crate::text::{Both, Lang};
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    let parts = match &model.exercise {
        None => introduction(lang),
        Some(exercise) => match (exercise.run.at(), exercise.run.asks()) {
            (Some(at), Some(question)) => {
                let mut parts = vec![heading(&exercise.run, at, lang)];
                parts.extend(match model.playing {
                    true => on_the_way(lang),
                    false => asked(&exercise.run, question, lang),
                });
                parts
            }
            _ => result(&exercise.run, lang),
        },
    };
    el("div", &[("class", "exercise")], parts)
}

fn button(command: &str, class: &str, label: Both, lang: Lang) -> Html {
    said("button", &[("data-do", command), ("class", class)], label.in_lang(lang))
}

fn introduction(lang: Lang) -> Vec<Html> {
    let hint = [
        ("type", "text"),
        ("inputmode", "numeric"),
        ("id", "exercise-seed"),
        ("size", "9"),
        ("maxlength", "9"),
        ("aria-describedby", "about-seed"),
    ];
    let field = vec![text(WORDS.seed.in_lang(lang)), el("input", &hint, vec![])];
    vec![
        said("h3", &[], WORDS.title.in_lang(lang)),
        said("p", &[], WORDS.about.in_lang(lang)),
        el(
            "div",
            &[("class", "buttons")],
            vec![
                button("exercise begin", "primary", WORDS.begin, lang),
                el("label", &[("class", "field")], field),
            ],
        ),
        said("p", &[("class", "hint"), ("id", "about-seed")], WORDS.seed_hint.in_lang(lang)),
    ]
}

fn heading(run: &Run, at: usize, lang: Lang) -> Html {
    let number = [&say::number(at, run.questions.len(), lang), " · ", &say::seed(run.seed, lang)].concat();
    let parts = vec![said("h3", &[], &number), button("exercise leave", "", WORDS.leave, lang)];
    el("div", &[("class", "top")], parts)
}

fn on_the_way(lang: Lang) -> Vec<Html> {
    vec![
        said("p", &[("role", "status")], WORDS.plays.in_lang(lang)),
        el("div", &[("class", "buttons")], vec![button("end", "", WORDS.skip, lang)]),
    ]
}

fn asked(run: &Run, question: &Question, lang: Lang) -> Vec<Html> {
    let answered = run.answers.last().copied().filter(|_| run.answered);
    let words = say::question(question, &run.whole, lang);
    let given = say::given(question, &run.whole, lang);
    let here = [("id", "asked"), ("tabindex", "-1")];
    // The answers belong to the question: for who hears them, too.
    let legend = said("legend", if answered.is_none() { &here } else { &[] }, &words);
    let mut parts = vec![legend];
    if !given.is_empty() {
        parts.push(said("p", &[("class", "hint")], WORDS.given.in_lang(lang)));
        parts.push(el(
            "ul",
            &[("class", "given")],
            given.iter().map(|given| said("li", &[], given)).collect(),
        ));
    }
    let choice = |at: usize| {
        let answer = say::answer(question, at, &run.whole, lang);
        let letter = said("b", &[("aria-hidden", "true")], &char::from(b'A' + at as u8).to_string());
        let Some(answered) = answered else {
            let command = ["exercise answer ", &at.to_string()].concat();
            let button = el("button", &[("data-do", &command)], vec![letter, said("span", &[], &answer)]);
            return el("li", &[], vec![button]);
        };
        let (class, sign, marks) = match (at == question.right, at == answered) {
            (true, true) => {
                ("right", "✓", [WORDS.your_answer.in_lang(lang), " · ", WORDS.right.in_lang(lang)])
            }
            (true, false) => ("right", "✓", [WORDS.right_answer.in_lang(lang), "", ""]),
            (false, true) => {
                ("wrong", "✗", [WORDS.your_answer.in_lang(lang), " · ", WORDS.wrong.in_lang(lang)])
            }
            (false, false) => ("", "", ["", "", ""]),
        };
        let parts = vec![
            letter,
            said("span", &[], &answer),
            el("em", &[], vec![said("i", &[("aria-hidden", "true")], sign), text(&marks.concat())]),
        ];
        el("li", &[("class", class)], parts)
    };
    parts.push(el("ol", &[("class", "choices")], (0..question.offered.len()).map(choice).collect()));
    let mut all = vec![el("fieldset", &[], parts)];
    if let Some(answered) = answered {
        all.extend(explained(run, question, answered, lang));
    }
    all
}

fn explained(run: &Run, question: &Question, answered: usize, lang: Lang) -> Vec<Html> {
    let right = answered == question.right;
    let why = say::explanation(question, &run.whole, lang);
    let verdict = if right { ("✓ ", WORDS.right) } else { ("✗ ", WORDS.wrong) };
    let verdict = [verdict.0, verdict.1.in_lang(lang)].concat();
    let class = if right { "verdict right" } else { "verdict wrong" };
    let last = run.answers.len() == run.questions.len();
    let on = button("exercise on", "primary", if last { WORDS.to_result } else { WORDS.go_on }, lang);
    vec![
        said("p", &[("id", "asked"), ("tabindex", "-1"), ("class", class), ("role", "status")], &verdict),
        said("p", &[], &why.happens),
        el("p", &[("class", "why")], vec![text(why.why), said("span", &[("class", "section")], why.section)]),
        el("div", &[("class", "buttons")], vec![on]),
    ]
}

fn result(run: &Run, lang: Lang) -> Vec<Html> {
    let code = run.code().unwrap_or_default();
    // What a shell would take for itself is quoted.
    let quote = if code.contains([';', '*', '!']) { "'" } else { "" };
    let typed = ["waves grade ", quote, &code, quote].concat();
    let score = say::score(run.score(), run.questions.len(), lang);
    let copy = vec![
        button("exercise copy", "primary", WORDS.copy, lang),
        button("exercise begin", "", WORDS.again, lang),
        button("exercise leave", "", WORDS.leave, lang),
    ];
    vec![
        said("h3", &[("id", "asked"), ("tabindex", "-1")], &score),
        said("p", &[("class", "hint")], WORDS.code.in_lang(lang)),
        said("code", &[("id", "result"), ("class", "code")], &code),
        el("div", &[("class", "buttons")], copy),
        // Filled when the browser has said whether it copies.
        el("p", &[("id", "copied"), ("role", "status")], vec![]),
        said("p", &[], WORDS.code_hint.in_lang(lang)),
        said("code", &[("class", "code")], &typed),
    ]
}

/// `exercise begin` (with a seed, or with any), `answer` with its place, `on`, `copy`, `leave`.
pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    let ["exercise", words @ ..] = words else { return None };
    let running = model.exercise.as_ref();
    Some(match (words, running) {
        (["begin"], _) => begin(model, 1 + (js_sys::Math::random() * f64::from(MOST_SEED - 1)) as u32),
        (["begin", seed], _) => begin(model, seed.parse().ok()?),
        (["answer", answer], Some(exercise)) => shown(exercise.answer(answer.parse().ok()?)),
        (["on"], Some(exercise)) => shown(exercise.go_on()),
        (["leave"], Some(exercise)) => Action::Open(Box::new(exercise.run.base.clone())),
        (["copy"], Some(exercise)) => {
            copy(&exercise.run.code()?, model.lang);
            return None;
        }
        _ => return None,
    })
}

/// The field for a seed begins with it.
pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    let typed = value.trim();
    if id != "exercise-seed" || typed.is_empty() {
        return None;
    }
    let seed = typed.parse().ok().filter(|seed| (1..=MOST_SEED).contains(seed));
    let refused = || say::bad_seed(typed, model.lang);
    Some(seed.map_or_else(|| Action::Say(Some(refused())), |seed| begin(model, seed)))
}

fn begin(model: &Model, seed: u32) -> Action {
    let exercise = Exercise::begin(model, seed);
    if exercise.run.questions.is_empty() {
        return Action::Say(Some(WORDS.none.in_lang(model.lang).to_owned()));
    }
    shown(exercise)
}

fn shown(exercise: Exercise) -> Action {
    Action::Exercise(Shared::new(exercise))
}

fn copy(code: &str, lang: Lang) {
    door::copy(code, move |done| {
        let words = if done { WORDS.copied } else { WORDS.not_copied };
        if let Some(element) = door::by_id("copied") {
            element.set_text_content(Some(words.in_lang(lang)));
        }
    });
}
