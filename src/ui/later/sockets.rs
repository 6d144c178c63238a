//! Both hosts' sockets, as `ss -tano` prints them at the playhead.

use super::super::el::{el, said};
use super::super::model::Model;
use super::terms;
use crate::sim::Side;
use crate::tcp::State;
use crate::text::capture::panel::NO_QUEUES;
use crate::text::sockets::{COLUMNS_TITLE, COMMAND, columns, none};
use crate::text::vocabulary;
use crate::view::sockets::{Row, sockets};
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    let columns = columns(lang);
    let mut parts: Vec<Html> = Side::BOTH.map(|side| host(side, &columns, model)).into();
    let explained = columns.iter().flat_map(|(name, about)| [said("dt", &[], name), said("dd", &[], about)]);
    let about = vec![said("summary", &[], COLUMNS_TITLE.in_lang(lang)), el("dl", &[], explained.collect())];
    if model.recorded().is_some() {
        parts.push(said("p", &[("class", "hint")], NO_QUEUES.in_lang(lang)));
    }
    parts.push(el("details", &[], about));
    let sockets = el("div", &[("class", "sockets")], parts);
    el("div", &[], vec![super::pile::panel(model), sockets])
}

fn host(side: Side, columns: &[(&'static str, &'static str); 6], model: &Model) -> Html {
    let name = vocabulary::side_name(side, model.lang);
    let prompt = ["$ ", COMMAND].concat();
    let title = el("h3", &[], vec![said("span", &[], name), said("code", &[], &prompt)]);
    let rows = sockets(&model.trace, side, model.playhead);
    if rows.is_empty() {
        return el("div", &[("class", "host")], vec![title, said("p", &[], none(model.lang))]);
    }
    let head = columns
        .iter()
        .map(|(column, about)| said("th", &[("role", "columnheader"), ("title", about)], column));
    let table = vec![
        el("thead", &[("role", "rowgroup")], vec![el("tr", &[("role", "row")], head.collect())]),
        el("tbody", &[("role", "rowgroup")], rows.iter().map(|row| line(row, side, model)).collect()),
    ];
    // Where a row does not fit it goes on in the next line, as in a narrow terminal; with the roles said
    // it stays a table for who cannot see it. What is narrower still scrolls by itself.
    let scrolls = [("class", "scrolls"), ("tabindex", "0"), ("role", "group"), ("aria-label", name)];
    el(
        "div",
        &[("class", "host")],
        vec![title, el("div", &scrolls, vec![el("table", &[("role", "table")], table)])],
    )
}

fn line(row: &Row, side: Side, model: &Model) -> Html {
    let (recv_q, send_q) = (row.recv_q.to_string(), row.send_q.to_string());
    // Where ss spells a state in its own way, the RFC's name is one look away.
    let rfc = if row.state_name() == row.state.name() { "" } else { row.state.name() };
    let mut cells = vec![el(
        "td",
        &[("role", "cell"), ("title", rfc)],
        vec![terms::state(row.state_name(), row.state, model.lang)],
    )];
    // What lies in a captured machine's queues nobody has seen.
    let captured = model.recorded();
    let (recv_q, send_q) =
        if captured.is_some() { ("–".to_owned(), "–".to_owned()) } else { (recv_q, send_q) };
    cells.extend([&recv_q, &send_q].map(|count| said("td", &[("role", "cell"), ("class", "count")], count)));
    let timer = row.timer.as_deref().unwrap_or_default();
    // The addresses of a capture are its own.
    let own = captured.map(|open| [side, side.peer()].map(|end| &*open.addresses[end as usize]));
    let [local, peer] = match own {
        Some([local, _]) if row.state == State::Listen => [local, row.peer],
        own => own.unwrap_or([row.local, row.peer]),
    };
    cells.extend([local, peer, timer].map(|value| said("td", &[("role", "cell")], value)));
    el("tr", &[("role", "row")], cells)
}
