//! Many connections at the playhead: both hosts' piles of states, what they have of ports and
//! descriptors, what was refused, and the course over the whole time.

use super::super::crowd::Field;
use super::super::el::{el, said, text, truth};
use super::super::model::Model;
use super::super::shared::Shared;
use super::terms;
use crate::sim::Scenario;
use crate::sim::Side;
use crate::sim::crowd::{Count, Crowd, Pile, pile};
use crate::tcp::State;
use crate::text::pile as says;
use crate::text::ui::words;
use crate::text::{Both, Lang, vocabulary};
use crate::view::pile::{Curve, HEIGHT, MOMENTS, WIDTH, curve, layers, share, states, x};
use crate::view::px;
use crate::view::svg::state_class;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// The panel; nothing where the scenario has no crowd.
pub fn panel(model: &Model) -> Html {
    let Some(kept) = kept(&model.scenario) else { return Html::default() };
    let (lang, at) = (model.lang, model.playhead.min(kept.pile.crowd.end()));
    let count = kept.pile.at(at);
    let refusals = says::refusals(&kept.pile, &count, at, lang);
    let refusals = refusals.iter().map(|sentence| said("li", &[], sentence)).collect();
    let crowd = &kept.pile.crowd;
    let parts = vec![
        said("h3", &[], says::TITLE.in_lang(lang)),
        said("p", &[("class", "about")], says::INTRODUCTION.in_lang(lang)),
        said("p", &[("class", "tried")], &says::tried(&count, at, lang)),
        hosts(&kept, &count, lang),
        budget(says::PORTS, count.ports, Some(crowd.ports), lang),
        budget(says::DESCRIPTORS, count.descriptors, crowd.descriptors, lang),
        el("ul", &[("class", "refusals")], refusals),
        course(&kept, model, lang),
        change(model, crowd),
    ];
    el("section", &[("class", "pile"), ("aria-label", says::TITLE.in_lang(lang))], parts)
}

/// Asks the scenario's crowd, if it has one.
pub fn with_pile<T>(model: &Model, ask: impl FnOnce(Option<&Pile>) -> T) -> T {
    let kept = kept(&model.scenario);
    ask(kept.as_ref().map(|kept| &kept.pile))
}

// ---- what is kept from one rendering to the next ----

struct Kept {
    scenario: Shared<Scenario>,
    pile: Pile,
    curve: Curve,
    states: Vec<State>,
}

thread_local! {
    /// The last crowd that was shown: its whole course is the same at every playhead.
    static KEPT: RefCell<Option<Rc<Kept>>> = const { RefCell::new(None) };
}

fn kept(scenario: &Shared<Scenario>) -> Option<Rc<Kept>> {
    KEPT.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|kept| kept.scenario != *scenario) {
            *kept = pile(scenario).map(|pile| {
                let series = pile.series(MOMENTS);
                let (curve, states) = (curve(&pile, &series), states(&series));
                Rc::new(Kept { scenario: scenario.clone(), pile, curve, states })
            });
        }
        kept.clone()
    })
}

// ---- the piles ----

/// A pile at each side, and the numbers between them.
fn hosts(kept: &Kept, count: &Count, lang: Lang) -> Html {
    let stack = |side: Side| {
        let layers = layers(count, side, kept.curve.top);
        let layers = layers.iter().map(|layer| {
            let style = ["height:", &layer.height, "%"].concat();
            el("i", &[("class", state_class(layer.state)), ("style", &style)], Vec::new())
        });
        el("div", &[("class", "stack"), ("aria-hidden", "true")], layers.collect())
    };
    let [client, server] = Side::BOTH.map(|side| vocabulary::side_name(side, lang));
    let head = [says::STATE.in_lang(lang), client, server];
    let head = head.map(|name| said("th", &[("scope", "col")], name));
    let mut rows: Vec<Html> = kept.states.iter().map(|state| row(*state, count, lang)).collect();
    rows.push(row(State::Listen, count, lang));
    let table = vec![el("thead", &[], vec![el("tr", &[], head.into())]), el("tbody", &[], rows)];
    let parts = vec![stack(Side::Client), el("table", &[], table), stack(Side::Server)];
    el("div", &[("class", "hosts")], parts)
}

fn row(state: State, count: &Count, lang: Lang) -> Html {
    // One listener stands for all; it is no connection.
    let number = |side: Side| match state {
        State::Listen => u32::from(side == Side::Server && count.listens),
        _ => count.of(side, state),
    };
    let attributes =
        [("scope", "row"), ("class", state_class(state)), ("title", vocabulary::gloss(state, lang))];
    let mut cells = vec![el("th", &attributes, vec![terms::state(state.name(), state, lang)])];
    cells.extend(Side::BOTH.map(number).map(|number| {
        said("td", &[("class", if number == 0 { "none" } else { "" })], &says::grouped(number))
    }));
    el("tr", &[], cells)
}

fn budget(name: Both, used: u32, all: Option<u32>, lang: Lang) -> Html {
    let mut parts = vec![said("span", &[], name.in_lang(lang)), said("b", &[], &says::used(used, all, lang))];
    if let Some(all) = all {
        let style = ["width:", &px(share(used, all)), "%"].concat();
        let class = if used == all { "bar full" } else { "bar" };
        let bar = el("i", &[("style", &style)], Vec::new());
        parts.push(el("div", &[("class", class), ("aria-hidden", "true")], vec![bar]));
    }
    el("div", &[("class", "budget")], parts)
}

// ---- the course ----

fn course(kept: &Kept, model: &Model, lang: Lang) -> Html {
    let Curve { lines, limit, top } = &kept.curve;
    let (height, width) = (px(HEIGHT), px(WIDTH));
    let mut parts = Vec::new();
    if let Some(y) = limit {
        let points = ["0,", y, " ", &width, ",", y].concat();
        parts.push(el("polyline", &[("class", "limit"), ("points", &points)], Vec::new()));
    }
    for (line, class) in lines.iter().zip(["of-client", "of-server"]) {
        parts.push(el("polyline", &[("class", class), ("points", line)], Vec::new()));
    }
    let now = x(&kept.pile, model.playhead);
    let points = [&now, ",0 ", &now, ",", &height].concat();
    parts.push(el("polyline", &[("class", "now"), ("points", &points)], Vec::new()));
    let view_box = ["0 0 ", &width, " ", &height].concat();
    let label = says::curve(*top, kept.pile.crowd.lasts, lang);
    let svg =
        [("viewBox", &*view_box), ("preserveAspectRatio", "none"), ("role", "img"), ("aria-label", &*label)];
    let key = |class: &str, name: &str| {
        let line = [("viewBox", "0 0 24 4"), ("aria-hidden", "true")];
        let line =
            el("svg", &line, vec![el("polyline", &[("class", class), ("points", "0,2 24,2")], Vec::new())]);
        el("span", &[], vec![line, text(name)])
    };
    let mut keys = vec![
        key("of-client", vocabulary::side_name(Side::Client, lang)),
        key("of-server", vocabulary::side_name(Side::Server, lang)),
    ];
    if limit.is_some() {
        keys.push(key("limit", says::LIMIT.in_lang(lang)));
    }
    let parts = vec![
        said("h4", &[], says::CURVE.in_lang(lang)),
        el("svg", &svg, parts),
        el("p", &[("class", "key")], keys),
    ];
    el("div", &[("class", "course")], parts)
}

// ---- what can be changed ----

fn change(model: &Model, crowd: &Crowd) -> Html {
    let lang = model.lang;
    let mut parts = vec![said("h4", &[], says::CHANGE.in_lang(lang))];
    let fields = Field::ALL.map(|field| {
        let (name, hint) = field.words();
        let input = [
            ("type", "text"),
            ("inputmode", "decimal"),
            ("size", "6"),
            ("id", field.id()),
            ("placeholder", if field.may_be_empty() { says::NO_VALUE.in_lang(lang) } else { "" }),
            ("value", &*field.print(crowd)),
        ];
        let mut parts = vec![text(name.in_lang(lang)), el("input", &input, Vec::new())];
        if field.is_time() {
            parts.push(said("span", &[("class", "unit")], words(lang).seconds));
        }
        let hint = hint.map_or("", |hint| hint.in_lang(lang));
        el("label", &[("class", "field"), ("title", hint)], parts)
    });
    let switch = |command: &str, name: Both, hint: Both, on: bool| {
        let attributes = [
            ("role", "switch"),
            ("class", "toggle"),
            ("data-do", command),
            ("aria-checked", truth(on)),
            ("title", hint.in_lang(lang)),
        ];
        el("button", &attributes, vec![el("i", &[], Vec::new()), text(name.in_lang(lang))])
    };
    let switches = vec![
        switch("crowd tw-reuse", says::TW_REUSE, says::TW_REUSE_HINT, model.scenario.client.tw_reuse),
        switch("crowd reuse-addr", says::REUSE_ADDR, says::REUSE_ADDR_HINT, model.scenario.server.reuse_addr),
    ];
    parts.push(el("div", &[("class", "row")], fields.into()));
    parts.push(el("div", &[("class", "row")], switches));
    el("div", &[("class", "change")], parts)
}
