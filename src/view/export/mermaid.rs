//! The ladder as the source of a Mermaid sequence diagram, which many wikis and code hosts draw.
//! Its arrows are level, so that each segment stands where it arrives or is lost, with both times.

use crate::sim::{Cause, Flight, Scenario, Side, Trace};
use crate::text::ui::words;
use crate::text::{Lang, export, vocabulary};
use crate::view::labels::{name_of, numbers_of};
use crate::view::{Numbering, Numbers};

/// The diagram's source: a heading, one line for each segment and one for each change of state.
#[must_use]
pub fn mermaid(scenario: &Scenario, trace: &Trace, numbers: Numbers, lang: Lang) -> String {
    let mut source = ["sequenceDiagram\n    title ", &plain(&export::title(scenario, lang)), "\n"].concat();
    let mut line = |parts: &[&str]| {
        source.push_str("    ");
        parts.iter().for_each(|part| source.push_str(part));
        source.push('\n');
    };
    for side in Side::BOTH {
        line(&["participant ", id(side), " as ", vocabulary::side_name(side, lang)]);
    }
    for side in Side::BOTH {
        line(&["Note over ", id(side), ": ", trace.start[side as usize].state.name()]);
    }
    let numbering = Numbering::new(trace, numbers);
    let label =
        |flight: &Flight| plain(&[&*name_of(flight, lang), " ", &numbers_of(&numbering, flight)].concat());
    for moment in trace.moments.iter().filter(|moment| moment.at <= trace.end) {
        if let Cause::Arrival(index) | Cause::Loss(index) = moment.cause {
            let flight = &trace.flights[index];
            let (arrow, lost) = match flight.is_lost() {
                true => ("-x", [" ✗ ", words(lang).lost].concat()),
                false => ("->>", String::new()),
            };
            let [sent, until] = [flight.sent, flight.until()].map(|at| at.to_string());
            let [from, to] = [flight.from, flight.from.peer()].map(id);
            line(&[from, arrow, to, ": ", &label(flight), " (", &sent, " → ", &until, lost.as_str(), ")"]);
        }
        for change in &moment.changes {
            let place = if moment.side == Side::Client { "Note left of " } else { "Note right of " };
            line(&[place, id(moment.side), ": ", &moment.at.to_string(), " ", change.to.name()]);
        }
    }
    for flight in trace.flights.iter().filter(|flight| flight.sent <= trace.end && flight.until() > trace.end)
    {
        let [from, to] = [flight.from, flight.from.peer()].map(id);
        let under_way = export::UNDER_WAY.in_lang(lang);
        line(&[from, "--)", to, ": ", &label(flight), " (", &flight.sent.to_string(), " → ", under_way, ")"]);
    }
    source
}

const fn id(side: Side) -> &'static str {
    match side {
        Side::Client => "C",
        Side::Server => "S",
    }
}

/// Without what means something to Mermaid: its own codes stand for that.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '#' => plain.push_str("#35;"),
            ';' => plain.push_str("#59;"),
            '%' => plain.push_str("#37;"),
            '<' => plain.push_str("#lt;"),
            '>' => plain.push_str("#gt;"),
            '\n' | '\r' => plain.push(' '),
            other => plain.push(other),
        }
    }
    plain
}
