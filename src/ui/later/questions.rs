//! The questions that everybody asks.

use crate::text::questions::{QUESTIONS, Question, Show};
use crate::ui::el::{el, said};
use crate::ui::model::Model;
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    let question = |question: &Question| {
        let show = |show: &Show| {
            let opening = if show.opening { " opening" } else { " established" };
            let command = ["load ", show.scenario.id(), opening].concat();
            said("button", &[("data-do", &command)], show.label.in_lang(lang))
        };
        let title = said("h3", &[], question.title.in_lang(lang));
        let parts = vec![
            el("summary", &[], vec![title]),
            said("p", &[], question.answer.in_lang(lang)),
            el("div", &[("class", "buttons")], question.shows.iter().map(show).collect()),
        ];
        el("details", &[("open", "open")], parts)
    };
    el("div", &[("class", "questions")], QUESTIONS.iter().map(question).collect())
}
