//! The list of all segments; a row chooses its segment.

use super::super::el::{el, keyed, said, text};
use super::super::model::Model;
use crate::sim::{Fate, Side};
use crate::text::inspect::{ARRIVES_AT, COPY, LOST_AT, SENT_AGAIN};
use crate::text::segments::{COLUMNS, EARLIER, EMPTY, LATER, NOT_YET, TITLE};
use crate::text::ui::words;
use crate::view::segments::{Row, segments};
use crate::view::svg::kind_class;
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    let list = segments(&model.trace, model.playhead, model.selected, model.numbers);
    if list.count == 0 {
        return said("p", &[("class", "segments hint")], EMPTY.in_lang(lang));
    }
    let columns = COLUMNS.map(|column| said("span", &[], column.in_lang(lang)));
    let beyond = |flight: Option<usize>, label: &str| {
        flight.map(|flight| {
            let command = ["select ", &flight.to_string()].concat();
            said("button", &[("class", "beyond"), ("data-do", &command)], label)
        })
    };
    let mut parts = vec![el("div", &[("class", "columns"), ("aria-hidden", "true")], columns.into())];
    parts.extend(beyond(list.earlier, EARLIER.in_lang(lang)));
    let rows = list.rows.iter().map(|row| line(row, model)).collect();
    parts.push(el("ol", &[("aria-label", TITLE.in_lang(lang))], rows));
    parts.extend(beyond(list.later, LATER.in_lang(lang)));
    el("div", &[("class", "segments")], parts)
}

fn line(row: &Row, model: &Model) -> Html {
    let words = words(model.lang);
    let (way, whither) = match row.from {
        Side::Client => ("→", words.client_to_server),
        Side::Server => ("←", words.server_to_client),
    };
    let length = if row.len > 0 { row.len.to_string() } else { String::new() };
    let cell = |class: &'static str, value: &str| said("span", &[("class", class)], value);
    let arrow = vec![said("i", &[("aria-hidden", "true")], way), said("b", &[("class", "sr-only")], whither)];
    let numbered = |name: &str, value: &str| [name, value].concat();
    let cells = vec![
        cell("no", &row.number.to_string()),
        cell("at", &row.sent.to_string()),
        el("span", &[("class", "way")], arrow),
        cell("flags", &row.flags),
        cell("seq", &numbered("seq=", &row.seq)),
        cell("ack", &row.ack.as_deref().map(|ack| numbered("ack=", ack)).unwrap_or_default()),
        cell("len", &length),
        el("span", &[("class", "fate")], vec![text(&fate(row, model))]),
    ];
    let kind = model.trace.flights[row.flight].segment.kind();
    let lost = matches!(row.fate, Fate::Lost(..));
    let class =
        [kind_class(kind), if row.future { " future" } else { "" }, if lost { " lost" } else { "" }].concat();
    let command = ["select ", &row.flight.to_string()].concat();
    let current = if model.selected == Some(row.flight) { "true" } else { "" };
    let button = el("button", &[("data-do", &command), ("aria-current", current)], cells);
    keyed(row.flight, "li", &[("class", &class)], vec![button])
}

fn fate(row: &Row, model: &Model) -> String {
    let mut parts = Vec::new();
    if row.again {
        parts.push([SENT_AGAIN.in_lang(model.lang), " ↻"].concat());
    }
    if row.copy {
        parts.push(COPY.in_lang(model.lang).to_owned());
    }
    let (end, at) = match row.fate {
        Fate::Arrives(at) => (ARRIVES_AT.in_lang(model.lang), at),
        Fate::Lost(at, _) => (LOST_AT.in_lang(model.lang), at),
    };
    parts.push(if row.future {
        NOT_YET.in_lang(model.lang).to_owned()
    } else {
        [end, " ", &at.to_string()].concat()
    });
    parts.join(" · ")
}
