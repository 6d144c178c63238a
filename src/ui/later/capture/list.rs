//! The connections of a capture as a list, and before there is one, how to open a file.

use crate::capture::listing::{Kind, ROWS, Sort};
use crate::sim::Side;
use crate::text::capture::inferred;
use crate::text::capture::panel as words;
use crate::text::{Both, Lang};
use crate::ui::captured::{Captured, Row, Status};
use crate::ui::command::side_id;
use crate::ui::el::{el, keyed, said, text};
use crate::ui::model::Model;
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    let parts = match &model.capture {
        None => welcome(None, lang),
        Some(captured) => match &captured.status {
            Status::Reading(per_cent) => reading(captured, *per_cent, lang),
            Status::Failed(why) => welcome(Some(why), lang),
            Status::Read if captured.file.is_empty() => welcome(None, lang),
            Status::Read => found(captured, lang),
        },
    };
    el("div", &[("class", "capture")], parts)
}

fn choose(label: Both, class: &str, lang: Lang) -> Html {
    said("button", &[("data-do", "capture choose"), ("class", class)], label.in_lang(lang))
}

fn welcome(failed: Option<&String>, lang: Lang) -> Vec<Html> {
    let mut parts = Vec::new();
    if let Some(why) = failed {
        let mut sentence = vec![said("b", &[], words::FAILED.in_lang(lang))];
        if !why.is_empty() {
            sentence.push(text(": "));
            sentence.push(text(why));
        }
        parts.push(el("p", &[("class", "problem"), ("role", "alert")], sentence));
    }
    parts.extend([
        said("p", &[], words::DROP.in_lang(lang)),
        el("p", &[], vec![choose(words::CHOOSE, "strong", lang)]),
        said("p", &[("class", "hint")], words::STAYS.in_lang(lang)),
    ]);
    parts
}

fn reading(captured: &Captured, per_cent: u32, lang: Lang) -> Vec<Html> {
    let label = [words::READING.in_lang(lang), " ", &captured.file].concat();
    let value = per_cent.to_string();
    let bar = [("max", "100"), ("value", &*value), ("aria-label", &*label)];
    vec![
        said("p", &[], &label),
        el("p", &[], vec![said("progress", &bar, &[&*value, "%"].concat())]),
        el("p", &[], vec![said("button", &[("data-do", "capture cancel")], words::CANCEL.in_lang(lang))]),
        said("p", &[("class", "hint")], words::STAYS.in_lang(lang)),
    ]
}

fn found(captured: &Captured, lang: Lang) -> Vec<Html> {
    let mut parts = vec![said("h3", &[], &captured.file)];
    if captured.open.is_some() {
        let show =
            said("button", &[("data-do", "capture show"), ("class", "strong")], words::SHOW.in_lang(lang));
        parts.push(el("p", &[], vec![show]));
    }
    let problem = |problem: &String| said("p", &[("class", "problem"), ("role", "alert")], problem);
    parts.extend(captured.problems.iter().map(problem));
    let connections = captured.kinds.first().copied().unwrap_or_default();
    if connections == 0 {
        if captured.problems.is_empty() {
            parts.push(said("p", &[], words::NO_TCP.in_lang(lang)));
        }
        parts.extend(welcome(None, lang));
        return parts;
    }
    let [packets, tcp] = captured.packets.map(|count| count.to_string());
    parts.push(said("p", &[], &words::holds(&packets, &tcp, &connections.to_string(), lang)));
    parts.push(filters(captured, lang));
    if captured.fit == 0 {
        parts.push(said("p", &[("role", "status")], words::NOTHING_FITS.in_lang(lang)));
    }
    let rows = captured.rows.iter().map(row).collect();
    parts.push(el("ol", &[("class", "connections")], rows));
    parts.extend(pages(captured, lang));
    parts.push(el("p", &[], vec![choose(words::ANOTHER, "", lang)]));
    parts.push(said("p", &[("class", "hint")], words::STAYS.in_lang(lang)));
    parts
}

fn filters(captured: &Captured, lang: Lang) -> Html {
    let option = |id: &str, label: &str, chosen: bool| {
        said("option", &[("value", id), ("selected", if chosen { "selected" } else { "" })], label)
    };
    let kinds =
        Kind::ALL.into_iter().zip(&captured.kinds).filter(|(kind, count)| *kind == Kind::All || **count > 0);
    let kinds = kinds.map(|(kind, count)| {
        let label = [words::kind(kind).in_lang(lang), " (", &count.to_string(), ")"].concat();
        option(kind.id(), &label, captured.query.kind == kind)
    });
    let sorts = Sort::ALL
        .into_iter()
        .map(|sort| option(sort.id(), words::sort(sort).in_lang(lang), captured.query.sort == sort));
    let firsts = [None, Some(Side::Client), Some(Side::Server)].into_iter().map(|first| {
        let label = match first {
            None => words::EITHER,
            Some(Side::Client) => inferred::CLIENT,
            Some(Side::Server) => inferred::SERVER,
        };
        option(first.map_or("any", side_id), label.in_lang(lang), captured.query.first == first)
    });
    let field = |label: Both, field: Html| {
        el("label", &[("class", "field")], vec![said("span", &[], label.in_lang(lang)), field])
    };
    let search = [
        ("id", "capture-text"),
        ("type", "search"),
        ("value", &*captured.query.text),
        ("placeholder", "10.0.0.7 :443"),
        ("spellcheck", "false"),
        ("autocomplete", "off"),
    ];
    el(
        "div",
        &[("class", "filters")],
        vec![
            field(words::KINDS, el("select", &[("id", "capture-kind")], kinds.collect())),
            field(words::SORT, el("select", &[("id", "capture-sort")], sorts.collect())),
            field(words::CLOSED_FIRST, el("select", &[("id", "capture-first")], firsts.collect())),
            field(words::FILTER, el("input", &search, vec![])),
        ],
    )
}

fn row(row: &Row) -> Html {
    let command = ["capture open ", &row.stream.to_string()].concat();
    let mut parts = vec![
        el(
            "span",
            &[("class", "ends")],
            vec![said("small", &[], &row.stream.to_string()), said("b", &[], &row.ends)],
        ),
        said("span", &[("class", "outcome")], &row.ending),
        said("small", &[], &row.facts),
    ];
    for (class, words) in [("waits", &row.waits), ("diagnosis", &row.diagnosis)] {
        if !words.is_empty() {
            parts.push(said("span", &[("class", class)], words));
        }
    }
    keyed(row.stream as usize, "li", &[], vec![el("button", &[("data-do", &command)], parts)])
}

fn pages(captured: &Captured, lang: Lang) -> Option<Html> {
    if captured.fit <= ROWS {
        return None;
    }
    let last = (captured.from + ROWS).min(captured.fit);
    let [from, to, of] = [captured.from + 1, last, captured.fit].map(|number| number.to_string());
    let button = |to: Option<u32>, label: Both| {
        let command = ["capture from ", &to.unwrap_or_default().to_string()].concat();
        let off = if to.is_none() { "disabled" } else { "" };
        said("button", &[("data-do", &*command), ("disabled", off)], label.in_lang(lang))
    };
    let parts = vec![
        button(captured.from.checked_sub(ROWS), words::EARLIER),
        said("span", &[("role", "status")], &words::range(&from, &to, &of, lang)),
        button((last < captured.fit).then_some(last), words::FURTHER),
    ];
    Some(el("p", &[("class", "pages")], parts))
}
