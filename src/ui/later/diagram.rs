//! The state diagram: figure 5 of RFC 9293 in step with the playhead. Whoever chooses a state or an
//! edge that this run never reaches is offered the shortest scenario that does.

use super::terms;
use crate::sim::search::{Found, Goal, shortest};
use crate::sim::{Side, link_code};
use crate::tcp::{EDGES, State};
use crate::text::{Lang, diagram as text_of, rules, vocabulary};
use crate::ui::el::{el, keyed, said, text, truth};
use crate::ui::model::{Action, Model};
use crate::view::diagram::{self, Anchor, BOX, Diagram, HEIGHT, Line, MARK, TOKEN, Used, Visit, WIDTH};
use crate::view::svg::state_class;
use std::cell::RefCell;
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    el("div", &[("class", "diagram")], vec![figure(model), chosen(model)])
}

/// `goal state CLOSING`, `goal edge FIN-WAIT-1 CLOSING`, `goal none`. What is chosen already is let go.
pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    let goal = match words {
        ["goal", "none"] => return Some(Action::Goal(None)),
        ["goal", "state", name] => Goal::State(State::from_name(name)?),
        ["goal", "edge", from, to] => {
            let edge = (State::from_name(from)?, State::from_name(to)?);
            EDGES.iter().find(|known| **known == edge)?;
            Goal::Edge(edge.0, edge.1)
        }
        _ => return None,
    };
    Some(Action::Goal(Some(goal).filter(|goal| model.goal != Some(*goal))))
}

// ---- the figure ----

fn figure(model: &Model) -> Html {
    let shown = Diagram::of(&model.trace, model.moment());
    let mut parts = Vec::new();
    // A state, then the ways out of it: so that the keyboard goes along the figure.
    for state in State::ALL {
        parts.push(state_box(model, state, shown.state(state)));
        for (index, edge) in EDGES.iter().enumerate().filter(|(_, edge)| edge.0 == state) {
            if let Some(line) = diagram::line(*edge) {
                parts.push(edge_line(model, *edge, &line, shown.edge(index)));
            }
        }
    }
    let ends = model.trace.ends_after(model.moment());
    parts.extend(Side::BOTH.map(|side| token(model.lang, side, ends[side as usize].state)));
    let view_box = ["0 0 ", &WIDTH.to_string(), " ", &HEIGHT.to_string()].concat();
    let class = if model.playing { "states playing" } else { "states" };
    let label = text_of::FIGURE.in_lang(model.lang);
    el("svg", &[("class", class), ("role", "group"), ("aria-label", label), ("viewBox", &view_box)], parts)
}

/// A button in the figure.
fn button(goal: Goal, chosen: Option<Goal>, class: &str, label: &str, children: Vec<Html>) -> Html {
    let command = match goal {
        Goal::State(state) => ["goal state ", state.name()].concat(),
        Goal::Edge(from, to) => ["goal edge ", from.name(), " ", to.name()].concat(),
    };
    let is_chosen = chosen == Some(goal);
    el(
        "g",
        &[
            ("class", &[class, if is_chosen { " chosen" } else { "" }].concat()),
            ("tabindex", "0"),
            ("role", "button"),
            ("aria-pressed", truth(is_chosen)),
            ("aria-label", label),
            ("data-do", &command),
        ],
        children,
    )
}

/// Its classes by what the run has to do with it.
fn use_class(used: Used) -> &'static str {
    let any = |sides: [bool; 2]| sides != [false; 2];
    match (any(used.now), any(used.so_far), any(used.ever)) {
        (true, ..) => " lit present",
        (_, true, _) => " lit",
        (.., true) => " later",
        _ => "",
    }
}

fn used_words(used: Used, lang: Lang) -> String {
    text_of::used(used.now, used.so_far, used.ever, lang)
}

fn state_box(model: &Model, state: State, used: Used) -> Html {
    let (x, y) = diagram::place(state);
    let [left, top] = [x - BOX.0, y - BOX.1].map(|length| length.to_string());
    let [width, height] = [BOX.0 * 2, BOX.1 * 2].map(|length| length.to_string());
    let parts = vec![
        el(
            "rect",
            &[("x", &left), ("y", &top), ("width", &width), ("height", &height), ("rx", "10")],
            Vec::new(),
        ),
        said("text", &[("x", &x.to_string()), ("y", &(y + 6).to_string())], state.name()),
    ];
    let label = [state.name(), ": ", &used_words(used, model.lang)].concat();
    let class = ["state ", state_class(state), use_class(used)].concat();
    button(Goal::State(state), model.goal, &class, &label, parts)
}

fn edge_line(model: &Model, edge: (State, State), line: &Line, used: Used) -> Html {
    let path = line.path();
    let mut parts = vec![
        el("path", &[("class", "hit"), ("d", &path)], Vec::new()),
        el("path", &[("class", "line"), ("d", &path)], Vec::new()),
        el("path", &[("class", "tip"), ("d", &diagram::head(line))], Vec::new()),
    ];
    if let Some(label) = line.label {
        let anchor = match label.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        for (words, below) in text_of::label(edge, model.lang).into_iter().zip([0, label.step]) {
            let (x, y) = (label.at.0.to_string(), (label.at.1 + below).to_string());
            parts.push(said("text", &[("x", &x), ("y", &y), ("text-anchor", anchor)], words));
        }
    }
    for (side, (x, y)) in Side::BOTH.into_iter().zip(line.marks()) {
        if used.so_far[side as usize] {
            parts.push(mark(side, x, y, MARK));
        }
    }
    let event = text_of::event(edge, model.lang);
    let used_words = used_words(used, model.lang);
    let label = [edge.0.name(), " → ", edge.1.name(), ": ", &event, ". ", &used_words].concat();
    let class = ["edge", if line.label.is_none() { " thin" } else { "" }, use_class(used)].concat();
    button(Goal::Edge(edge.0, edge.1), model.goal, &class, &label, parts)
}

/// A side's sign: the client's is round, the server's square.
fn mark(side: Side, x: i16, y: i16, half: i16) -> Html {
    let (class, round) = match side {
        Side::Client => ("of-client", half),
        Side::Server => ("of-server", 2),
    };
    let [left, top, size, round] = [x - half, y - half, half * 2, round].map(|length| length.to_string());
    let place = [("x", &*left), ("y", &top), ("width", &size), ("height", &size), ("rx", &round)];
    el("rect", &[&[("class", class)], &place[..]].concat(), Vec::new())
}

fn token(lang: Lang, side: Side, state: State) -> Html {
    let (x, y) = diagram::token(state, side as usize);
    let place = ["transform: translate(", &x.to_string(), "px, ", &y.to_string(), "px)"].concat();
    let parts = vec![mark(side, 0, 0, TOKEN), said("text", &[("y", "6")], text_of::token(side, lang))];
    let attributes = [("class", "token"), ("style", &*place), ("aria-hidden", "true")];
    keyed(side as usize, "g", &attributes, parts)
}

// ---- what is chosen ----

fn chosen(model: &Model) -> Html {
    let lang = model.lang;
    let mut parts = Vec::new();
    match model.goal {
        None => parts.push(said("p", &[("class", "hint")], text_of::CHOOSE.in_lang(lang))),
        Some(goal @ Goal::State(state)) => {
            let name = terms::state(state.name(), state, lang);
            parts.push(el("h3", &[("class", state_class(state))], vec![name]));
            parts.push(said("p", &[], text_of::meaning(state, lang)));
            parts.extend(when(model, goal, &diagram::visits(&model.trace, state)));
        }
        Some(goal @ Goal::Edge(from, to)) => {
            let [from_name, to_name] = [from, to].map(|state| terms::state(state.name(), state, lang));
            parts.push(el("h3", &[], vec![from_name, text(" → "), to_name]));
            parts.push(said("p", &[("class", "event")], &text_of::event((from, to), lang)));
            parts.extend(when(model, goal, &diagram::takings(&model.trace, (from, to))));
            parts.push(by_rules((from, to), lang));
        }
    }
    el("div", &[("class", "chosen-words"), ("aria-live", "polite")], parts)
}

/// The rules of an edge: why, and where it stands.
fn by_rules(edge: (State, State), lang: Lang) -> Html {
    let rule = |rule: &crate::tcp::Rule| {
        let section = said("span", &[("class", "section")], rules::section(*rule, lang));
        el("li", &[], vec![text(rules::why(*rule, lang)), text(" "), section])
    };
    let list = diagram::rules(edge).iter().map(rule).collect();
    let title = said("h4", &[], text_of::BY_RULE.in_lang(lang));
    el("div", &[("class", "rules")], vec![title, el("ul", &[], list)])
}

/// Buttons to the moments of this run; where there is none, a scenario that gets there.
fn when(model: &Model, goal: Goal, visits: &[Visit]) -> Vec<Html> {
    let lang = model.lang;
    if visits.is_empty() {
        return offer(goal, lang);
    }
    let go = |visit: &Visit| {
        let (command, at) = match visit.moment {
            Some(moment) => (["moment ", &moment.to_string()].concat(), visit.at.to_string()),
            None => ("restart".to_owned(), text_of::FROM_THE_START.in_lang(lang).to_owned()),
        };
        let label = [vocabulary::side_name(visit.side, lang), " ", &at].concat();
        said("button", &[("data-do", &command)], &label)
    };
    vec![el("div", &[("class", "buttons")], visits.iter().map(go).collect())]
}

fn offer(goal: Goal, lang: Lang) -> Vec<Html> {
    let never = said("p", &[("class", "hint")], text_of::NEVER.in_lang(lang));
    let Some(found) = found(goal) else { return vec![never] };
    let command = ["open ", &link_code::encode(&found.scenario)].concat();
    let words = [text_of::OPEN.in_lang(lang), &text_of::found_sentence(goal, &found, lang)].concat();
    vec![never, said("button", &[("data-do", &command), ("class", "primary")], &words)]
}

thread_local! {
    /// What was found last: the search takes some milliseconds, and the page is drawn again and again.
    static LAST: RefCell<Option<(Goal, Option<Found>)>> = const { RefCell::new(None) };
}

fn found(goal: Goal) -> Option<Found> {
    LAST.with_borrow_mut(|last| match last {
        Some((known, found)) if *known == goal => found.clone(),
        _ => last.insert((goal, shortest(goal))).1.clone(),
    })
}
