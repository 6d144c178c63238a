//! The chosen segment, looked at closely: its header as the RFC draws it, its octets, its numbers, and
//! what its receiver's checks found. A field and its octets carry the same `data-f`, by which both
//! light up when either is pointed at.

use super::super::door;
use super::super::el::{el, keyed, said, text, truth, with};
use super::super::model::Model;
use super::terms::{self, term};
use crate::sim::{Fate, Flight, Side};
use crate::text::capture::panel::ONLY_HEADER;
use crate::text::glossary::{entry_of_field, entry_of_kind, entry_of_variable};
use crate::text::inspect::{self as say, check_name};
use crate::text::ui::words;
use crate::text::{Lang, rules, vocabulary};
use crate::view::inspect::{Arrival, Checked, Field, Header, Inspection, Outcome, Part, Variables, inspect};
use crate::view::svg::kind_class;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let (words, lang) = (words(model.lang), model.lang);
    let ends = model.recorded().map(|open| open.inferred.ends);
    let ends = ends.unwrap_or(Side::BOTH.map(|side| side.address().into()));
    let chosen = model.selected.and_then(|index| {
        Some((model.trace.flights.get(index)?, inspect(&model.trace, ends, index, model.numbers, lang)?))
    });
    let Some((flight, seen)) = chosen else {
        let hints =
            vec![said("p", &[], words.segment_none), said("p", &[("class", "hint lose")], words.hint_lose)];
        return el("section", &[("class", "card inspector empty")], hints);
    };
    let chosen = model.field.and_then(Part::from_id);
    let figure = |header: Header| figure(&seen, header, chosen);
    let ip = vec![said("summary", &[], say::IP_TITLE.in_lang(lang)), figure(Header::Ip)];
    // It must not stay folded over the field that is looked at.
    let ip_open = if chosen.is_some_and(|part| part.header() == Header::Ip) { "open" } else { "" };
    let class = ["card inspector closely ", kind_class(flight.segment.kind())].concat();
    let title = |words: &str| said("h4", &[], words);
    if model.recorded().is_some() {
        // Of a captured packet only these are kept: all else would be invented.
        let parts = vec![
            heading(flight, &seen, lang),
            when(flight, lang),
            said("p", &[("class", "hint")], ONLY_HEADER.in_lang(lang)),
            title(say::SENDER_TITLE.in_lang(lang)),
            numbers(&seen, lang),
        ];
        return el("section", &[("class", &class), ("aria-label", say::SEGMENT.in_lang(lang))], parts);
    }
    let parts = vec![
        heading(flight, &seen, lang),
        when(flight, lang),
        why(flight, lang),
        title(say::HEADER_TITLE.in_lang(lang)),
        figure(Header::Tcp),
        about(&seen, chosen, lang),
        title(say::BYTES_TITLE.in_lang(lang)),
        bytes(&seen, chosen),
        el("details", &[("class", "ip"), ("open", ip_open)], ip),
        title(say::SENDER_TITLE.in_lang(lang)),
        numbers(&seen, lang),
        title(say::CHECKS_TITLE.in_lang(lang)),
        arrival(&seen.arrival, lang),
    ];
    let (pointed, focused) = (Callback::from(lit::<MouseEvent>), Callback::from(lit::<FocusEvent>));
    let section = html! { <section onmouseover={pointed} onfocusin={focused}>{ for parts }</section> };
    with(section, &[("class", &class), ("aria-label", say::SEGMENT.in_lang(lang))])
}

/// Lights up a field with its octets where the event is about one of them, and nothing else.
fn lit<E: AsRef<web_sys::Event>>(event: E) {
    let target = event.as_ref().target().and_then(|target| target.dyn_into::<Element>().ok());
    let section = target.and_then(|target| target.closest(".closely").ok().flatten());
    let Some(section) = section else { return };
    let each = |selector: &str, lit: bool| {
        let Ok(found) = section.query_selector_all(selector) else { return };
        for element in (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok()) {
            let _ = element.toggle_attribute_with_force("data-lit", lit);
        }
    };
    each("[data-lit]", false);
    // A style sheet could do this by `:has`, which every change of the inspector would then pay for.
    let fields = door::attribute_around(event.as_ref().target(), "data-f").unwrap_or_default();
    for field in fields.split(' ').filter(|field| !field.is_empty()) {
        each(&["[data-f~='", field, "']"].concat(), true);
    }
}

fn heading(flight: &Flight, seen: &Inspection, lang: Lang) -> Html {
    let words = words(lang);
    let way = match flight.from {
        Side::Client => words.client_to_server,
        Side::Server => words.server_to_client,
    };
    let flags = flight.segment.to_string();
    let parts = vec![
        el("b", &[], vec![term(&flags, entry_of_kind(flight.segment.kind()), lang)]),
        text(" "),
        said("span", &[("class", "which")], &seen.which),
        text(" "),
        said("span", &[("class", "way")], way),
    ];
    el("h3", &[], parts)
}

fn when(flight: &Flight, lang: Lang) -> Html {
    let (end, at) = match flight.fate {
        Fate::Arrives(at) => (say::ARRIVES_AT.in_lang(lang), at),
        Fate::Lost(at, _) => (say::LOST_AT.in_lang(lang), at),
    };
    let mut parts = vec![[say::SENT_AT.in_lang(lang), " ", &flight.sent.to_string()].concat()];
    if flight.again {
        parts.push([say::SENT_AGAIN.in_lang(lang), " ↻"].concat());
    }
    if flight.copy_of.is_some() {
        parts.push(say::COPY.in_lang(lang).to_owned());
    }
    parts.push([end, " ", &at.to_string()].concat());
    said("p", &[("class", "when")], &parts.join(" · "))
}

fn why(flight: &Flight, lang: Lang) -> Html {
    let parts = vec![
        said("b", &[], say::WHY.in_lang(lang)),
        text(&[" ", rules::why(flight.rule, lang)].concat()),
        said("span", &[("class", "section")], rules::section(flight.rule, lang)),
    ];
    el("p", &[("class", "why")], parts)
}

// ---- the figure ----

/// Four octets a row, as the RFC draws it.
fn figure(seen: &Inspection, header: Header, chosen: Option<Part>) -> Html {
    let bit = |bit: usize| said("i", &[], &(bit % 10).to_string());
    let ruler = el("div", &[("class", "ruler"), ("aria-hidden", "true")], (0..32).map(bit).collect());
    let inside =
        |field: &&Field| field.part.header() == header || header == Header::Tcp && field.part == Part::Data;
    let fields = seen.fields.iter().filter(inside).map(|field| button(field, chosen));
    let cells = el("div", &[("class", "cells")], fields.collect());
    el("div", &[("class", "header-figure")], vec![ruler, cells])
}

fn button(field: &Field, chosen: Option<Part>) -> Html {
    let part = field.part;
    let bits = part.bits();
    let flag = bits.len() == 1;
    // Data is as wide as the figure.
    let width = if part == Part::Data { 32 } else { bits.len() };
    let mut class = ["w", &width.to_string()].concat();
    if flag && field.set {
        class.push_str(" set");
    }
    if chosen == Some(part) {
        class.push_str(" chosen");
    }
    let id = part.id().to_string();
    let command = ["field ", &id].concat();
    let label = [part.name(), " ", &field.value].concat();
    let attributes = [
        ("class", &*class),
        ("data-do", &*command),
        ("data-f", &*id),
        ("aria-pressed", truth(chosen == Some(part))),
        ("aria-label", &*label),
        ("title", &*label),
    ];
    let names = if flag {
        vec![said("b", &[], part.name())]
    } else {
        vec![said("b", &[("class", "long")], part.name()), said("b", &[("class", "short")], part.short())]
    };
    // A narrow cell has room for the number alone; its title and the line below say the rest.
    let shown = match width {
        1 if field.set => "1",
        1 => "0",
        2..=4 => field.value.split(' ').next().unwrap_or_default(),
        _ => &field.value,
    };
    let value = said("span", &[], shown);
    el("button", &attributes, [names, vec![value]].concat())
}

/// What the chosen field says; a hint where none is chosen.
fn about(seen: &Inspection, chosen: Option<Part>, lang: Lang) -> Html {
    let field = seen.fields.iter().find(|field| chosen == Some(field.part));
    let parts = match field {
        None => vec![text(say::CHOOSE_FIELD.in_lang(lang))],
        Some(field) => {
            let mut parts = vec![
                el("b", &[], vec![term(field.part.name(), entry_of_field(field.part), lang)]),
                text(" "),
                said("span", &[("class", "value")], &field.value),
            ];
            let bits = field.part.bits();
            if !bits.is_empty() {
                let (first, last) = (bits.start.to_string(), (bits.end - 1).to_string());
                let which = if first == last { first } else { [&first, "–", &last].concat() };
                let place = [say::BITS.in_lang(lang), " ", &which].concat();
                parts.extend([text(" "), said("span", &[("class", "section")], &place)]);
            }
            parts.push(said("span", &[("class", "about")], field.about));
            parts
        }
    };
    el("p", &[("class", "field-about"), ("aria-live", "polite")], parts)
}

/// The octets in rows of sixteen. Some hold more than one field.
fn bytes(seen: &Inspection, chosen: Option<Part>) -> Html {
    let octet = |(at, octet): (usize, &u8)| {
        let fields: Vec<&Field> = seen.fields.iter().filter(|field| field.bytes.contains(&at)).collect();
        let ids: Vec<String> = fields.iter().map(|field| field.part.id().to_string()).collect();
        let command = ids.first().map(|id| ["field ", id].concat()).unwrap_or_default();
        let mut class = match fields.first().map(|field| field.part.header()) {
            Some(Header::Ip) => "ip",
            Some(Header::Tcp) => "tcp",
            Some(Header::Data) | None => "data",
        }
        .to_owned();
        if fields.iter().any(|field| chosen == Some(field.part)) {
            class.push_str(" chosen");
        }
        let names: Vec<&str> = fields.iter().map(|field| field.part.name()).collect();
        let attributes = [
            ("class", &*class),
            ("data-do", &*command),
            ("data-f", &*ids.join(" ")),
            ("title", &*names.join(", ")),
        ];
        keyed(at, "span", &attributes, vec![text(&hex(*octet))])
    };
    let mut octets: Vec<Html> = seen.octets.iter().enumerate().map(octet).collect();
    if seen.cut {
        octets.push(keyed(usize::MAX, "span", &[("class", "data")], vec![text("…")]));
    }
    el("div", &[("class", "octets")], octets)
}

/// Two digits.
fn hex(octet: u8) -> String {
    [octet >> 4, octet & 0xf].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('?')).iter().collect()
}

// ---- numbers ----

fn numbers(seen: &Inspection, lang: Lang) -> Html {
    let [before, after] = &seen.sender;
    let mut head = vec![el("td", &[], vec![])];
    head.extend([say::BEFORE, say::AFTER].map(|words| said("th", &[("scope", "col")], words.in_lang(lang))));
    let row = |name: Html, moved: bool, values: [Html; 2]| {
        let mut cells = vec![el("th", &[("scope", "row")], vec![name])];
        cells.extend(values.map(|value| el("td", &[], vec![value])));
        el("tr", &[("class", if moved { "moved" } else { "" })], cells)
    };
    let mut rows = vec![el("tr", &[], head)];
    let states = [before, after].map(|end| terms::state(end.state.name(), end.state, lang));
    rows.push(row(text(say::STATE.in_lang(lang)), before.state != after.state, states));
    for (which, name) in Variables::NAMES.into_iter().enumerate() {
        let value = |variables: &'_ Variables| variables.numbers[which].clone().unwrap_or_else(|| "—".into());
        let values = [value(before), value(after)];
        let name = term(name, entry_of_variable(which), lang);
        rows.push(row(name, values[0] != values[1], values.map(|value| text(&value))));
    }
    let takes = match &seen.takes {
        None => say::TAKES_NONE.in_lang(lang).to_owned(),
        Some((first, last)) if first == last => first.clone(),
        Some((first, last)) => [first, " … ", last].concat(),
    };
    let takes = el(
        "p",
        &[("class", "takes")],
        vec![said("b", &[], say::TAKES.in_lang(lang)), text(" "), text(&takes)],
    );
    let table = el("table", &[("class", "variables")], vec![el("tbody", &[], rows)]);
    el("div", &[], vec![table, takes])
}

// ---- the receiver ----

fn arrival(arrival: &Arrival, lang: Lang) -> Html {
    let (state, checks) = match arrival {
        Arrival::Lost => return said("p", &[], say::NEVER_ARRIVED.in_lang(lang)),
        Arrival::UnderWay => return said("p", &[], say::UNDER_WAY.in_lang(lang)),
        Arrival::Checked { state, checks } => (state, checks),
    };
    let gloss = [" ", vocabulary::gloss(*state, lang)].concat();
    let arrives = vec![
        text(&[say::ARRIVES_IN.in_lang(lang), " "].concat()),
        el("b", &[], vec![terms::state(state.name(), *state, lang)]),
        said("span", &[("class", "gloss")], &gloss),
    ];
    let list = el("ol", &[("class", "checks")], checks.iter().map(|check| row(check, lang)).collect());
    let missing = said("p", &[("class", "hint")], say::NOT_MODELLED.in_lang(lang));
    el("div", &[], vec![el("p", &[], arrives), list, missing])
}

fn row(checked: &Checked, lang: Lang) -> Html {
    let (class, sign, outcome) = match checked.outcome {
        Outcome::Passed => ("passed", "✓", say::PASSED),
        Outcome::NotAcceptable => ("ended", "!", say::NOT_ACCEPTABLE),
        Outcome::Ended => ("ended", "■", say::ENDED),
        Outcome::NotReached => ("not-reached", "·", say::NOT_REACHED),
    };
    let head = vec![
        said("i", &[("aria-hidden", "true")], sign),
        said("b", &[], check_name(checked.check, lang)),
        said("span", &[("class", "outcome")], outcome.in_lang(lang)),
        said("span", &[("class", "section")], checked.section),
    ];
    let parts = vec![el("div", &[], head), said("p", &[], checked.words)];
    el("li", &[("class", class)], parts)
}
