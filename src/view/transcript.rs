//! A whole run as text: every sentence of its story, and under it all that the ladder shows at that
//! moment. Whoever cannot see the picture misses nothing of it.

use super::axis::{Scale, TimeAxis};
use super::labels::{name_of, numbers_of};
use super::lanes::{DRAWN, descriptors, unread};
use super::numbers::{Numbering, Numbers};
use super::timeline::half_closed;
use crate::sim::{
    CallRecord, Called, Cause, Fate, Flight, Moment, Scenario, Side, Step, Trace, WaitEnd, catalog::Name,
    program::is_call,
};
use crate::tcp::{Rule, State};
use crate::text::{Lang, catalog, foreign, inspect, story, transcript as say, ui, vocabulary};
use crate::time::Instant;

/// A run as text, in parts that a page can make lists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Sentences.
    pub begins: Vec<String>,
    pub moments: Vec<Told>,
    /// Sentences.
    pub ends: Vec<String>,
}

/// What happens at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub at: Instant,
    /// What happens and why; empty where only something goes on.
    pub sentence: String,
    /// Segments, changes of state, calls and timers, each in a line.
    pub lines: Vec<String>,
}

/// Tells all that happens in a trace.
#[must_use]
pub fn transcript(scenario: &Scenario, trace: &Trace, numbers: Numbers, lang: Lang) -> Transcript {
    let teller = Teller { trace, numbering: Numbering::new(trace, numbers), lang };
    let mut moments: Vec<Told> = (0..trace.moments.len()).map(|index| teller.moment(index)).collect();
    let axis = TimeAxis::new(scenario, trace, Scale::Folded);
    let mut beside = teller.beside(axis.end());
    for fold in axis.folds {
        beside.push((fold.from, None, say::quiet(fold.length(), lang)));
    }
    beside.sort_by_key(|(at, ..)| *at);
    let mut alone: Vec<Told> = Vec::new();
    for (at, side, line) in beside {
        // With what happens to that side then, or to the other; alone where nothing does.
        let first = moments.partition_point(|told| told.at < at);
        let here = first..first + moments[first..].partition_point(|told| told.at <= at);
        let own = here.clone().find(|index| side == Some(trace.moments[*index].side));
        let index = own.or(here.last());
        match (index, alone.last_mut()) {
            (Some(index), _) => moments[index].lines.push(line),
            (None, Some(last)) if last.at == at => last.lines.push(line),
            (None, _) => alone.push(Told { at, sentence: String::new(), lines: vec![line] }),
        }
    }
    Transcript {
        begins: teller.begins(scenario),
        moments: super::merged(moments, alone, |one, other| one.at <= other.at),
        ends: teller.ends(),
    }
}

impl Transcript {
    /// The same as lines of text; what belongs to a moment is indented.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.begins.join("\n");
        text.push('\n');
        for told in &self.moments {
            text.push('\n');
            text.push_str(&told.at.to_string());
            if !told.sentence.is_empty() {
                text.push_str("  ");
                text.push_str(&told.sentence);
            }
            text.push('\n');
            for line in &told.lines {
                text.push_str("    ");
                text.push_str(line);
                text.push('\n');
            }
        }
        text.push('\n');
        for line in &self.ends {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// When, whose, and what; `None`: nobody's.
type Beside = (Instant, Option<Side>, String);

struct Teller<'a> {
    trace: &'a Trace,
    numbering: Numbering,
    lang: Lang,
}

impl Teller<'_> {
    fn begins(&self, scenario: &Scenario) -> Vec<String> {
        let title = Name::from_id(&scenario.name).map(|name| catalog::title(name).in_lang(self.lang));
        let title = title.map_or_else(|| foreign(&scenario.name), str::to_owned);
        let mut lines = vec![title, say::setting(scenario, self.lang)];
        let on = scenario.network.faults.iter().filter(|fault| !fault.off);
        let faults: Vec<_> = on.map(|fault| vocabulary::fault_sentence(fault, self.lang)).collect();
        if !faults.is_empty() {
            lines.push(say::faults(&faults, self.lang));
        }
        lines.push(say::states(self.trace.start.map(|end| end.state), true, self.lang));
        lines
    }

    fn ends(&self) -> Vec<String> {
        let states = self.trace.ends_at(self.trace.end).map(|end| end.state);
        let mut lines = vec![say::states(states, false, self.lang)];
        for side in Side::BOTH {
            let open = descriptors(self.trace, side).last().is_some_and(|(_, until)| until.is_none());
            if states[side as usize] == State::CloseWait && open {
                lines.push(say::of(side, vocabulary::descriptor_left(self.lang), self.lang));
            }
        }
        lines.push(story::ending(self.trace, self.lang).text);
        lines
    }

    fn moment(&self, index: usize) -> Told {
        let moment = &self.trace.moments[index];
        let numbers = |flight: &Flight| self.numbering.of(flight);
        let mut lines = Vec::new();
        if let Cause::Arrival(flight) | Cause::Loss(flight) = moment.cause {
            lines.push(self.segment(&self.trace.flights[flight]));
        }
        for change in &moment.changes {
            lines.push(say::change(moment.side, change.from, change.to, self.lang));
        }
        if moment.changes.iter().any(|change| matches!(change.rule, Rule::GiveUp | Rule::UserTimeout)) {
            lines.push(say::of(moment.side, ui::words(self.lang).gives_up, self.lang));
        }
        let sent = moment.sent.iter().map(|flight| &self.trace.flights[*flight]);
        lines.extend(sent.filter(|flight| flight.sent == moment.at).map(|flight| self.segment(flight)));
        lines.extend(self.calls_in(moment));
        Told { at: moment.at, sentence: story::story(self.trace, index, &numbers, self.lang).text, lines }
    }

    /// A segment with its numbers, and what becomes of it.
    fn segment(&self, flight: &Flight) -> String {
        let (name, numbers) = (name_of(flight, self.lang), numbers_of(&self.numbering, flight));
        let fate = match flight.fate {
            Fate::Arrives(_) => inspect::ARRIVES_AT,
            Fate::Lost(..) => inspect::LOST_AT,
        };
        let words = ui::words(self.lang);
        let way = match flight.from {
            Side::Client => words.client_to_server,
            Side::Server => words.server_to_client,
        };
        say::segment([way, &name, &numbers], fate.in_lang(self.lang), flight.until(), self.lang)
    }

    /// The calls that a moment is about, or that return because of it.
    fn calls_in(&self, moment: &Moment) -> Vec<String> {
        let own = if let Cause::Call(call) = moment.cause { Some(call) } else { None };
        let others = moment.returned.iter().copied().filter(|call| Some(*call) != own);
        let calls = own.into_iter().chain(others).map(|call| &self.trace.calls[call]);
        let over = |call: &&CallRecord| call.returned.is_some_and(|(at, _)| at == moment.at);
        calls.filter(|call| is_call(call.what)).filter(over).map(|call| self.returns(call)).collect()
    }

    fn returns(&self, call: &CallRecord) -> String {
        let name = vocabulary::call_name(call.what);
        say::of(call.side, &[&name, " ", &vocabulary::outcome(call, self.lang)].concat(), self.lang)
    }

    // ---- what goes on beside the moments ----

    /// As far as the picture goes.
    fn beside(&self, end: Instant) -> Vec<Beside> {
        let (trace, lang) = (self.trace, self.lang);
        let words = ui::words(lang);
        let mut all: Vec<Beside> = Vec::new();
        for side in Side::BOTH {
            let mut add = |at: Instant, what: &str| all.push((at, Some(side), say::of(side, what, lang)));
            for (from, until) in descriptors(trace, side) {
                add(from, &vocabulary::stretch(vocabulary::descriptor_open(lang), from, until, lang));
            }
            for (octets, from, until) in unread(trace, side) {
                add(from, &vocabulary::stretch(&vocabulary::unread(octets, lang), from, until, lang));
            }
            for timer in DRAWN {
                let mut before = None;
                // What fires in the instant in which it was set is no wait.
                let waits = trace.waits(side, timer).into_iter().filter(|wait| wait.until > wait.from);
                for wait in waits {
                    add(wait.from, &vocabulary::timer_word(&wait, before == Some(wait.from), lang));
                    add(wait.until, &vocabulary::timer_run(&wait, lang));
                    before = (wait.how == WaitEnd::Restarted).then_some(wait.until);
                }
            }
            let waits = trace.calls.iter().enumerate().filter(|(_, call)| call.side == side);
            for (index, call) in waits {
                self.waiting(index, call, &mut add);
            }
        }
        for flight in trace.flights.iter().filter(|flight| flight.sent != trace.moments[flight.moment].at) {
            all.push((flight.sent, Some(flight.from), say::later(&self.segment(flight), lang)));
        }
        for span in half_closed(trace, end) {
            let who = match span.open {
                Side::Client => words.half_closed_client_sends,
                Side::Server => words.half_closed_server_sends,
            };
            all.push((span.from, None, who.to_owned()));
        }
        all
    }

    /// A call that does not return at once, and one whose return is no moment's.
    fn waiting(&self, index: usize, call: &CallRecord, add: &mut impl FnMut(Instant, &str)) {
        let until = call.returned.map(|(at, _)| at);
        let name = vocabulary::call_name(call.what);
        if call.what == Called::Program(Step::Keep) {
            return;
        }
        let at_once = until == Some(call.at);
        if !at_once {
            let blocks = if is_call(call.what) { vocabulary::blocks(self.lang) } else { "" };
            add(call.at, &vocabulary::stretch(&[&name, blocks].concat(), call.at, until, self.lang));
        }
        let told = |moment: &Moment| {
            Some(moment.at) == until
                && (moment.cause == Cause::Call(index) || moment.returned.contains(&index))
        };
        if is_call(call.what) && !self.trace.moments.iter().any(told) {
            let outcome = vocabulary::outcome(call, self.lang);
            add(until.unwrap_or(call.at), &[&name, " ", &outcome].concat());
        }
    }
}
