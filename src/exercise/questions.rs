//! Which questions are asked of a trace: some four to eight, spread over it, of as many kinds as it has.

use super::facts::Facts;
use super::lots::Lots;
use super::states::{Draft, next_state, returns, timer};
use super::{Answer, Asks, Question};
use super::{numbers::numbers, order};
use crate::sim::{Scenario, Trace};
use crate::tcp::{Rule, State, Timer};
use crate::time::Instant;

/// How many answers are offered, where there is no end of wrong ones.
const OFFERED: usize = 4;
/// No more stops than this are looked at: a long trace repeats itself.
const MOST_STOPS: usize = 160;

/// The questions of one run, in the order of their moments. The seed chooses which ones, and mixes the
/// answers. None, where too little happens to ask about.
#[must_use]
pub fn questions(scenario: &Scenario, trace: &Trace, seed: u32) -> Vec<Question> {
    let facts = Facts::new(scenario, trace);
    let mut choice = Choice {
        facts: &facts,
        lots: Lots::new(seed ^ 0x5bd1_e995),
        asked: Vec::new(),
        used: [0; Asks::KINDS],
        told_until: Instant::START,
        time_wait_told: false,
    };
    let mut stops = facts.stops();
    thin_out(&mut stops, &facts);
    stops.retain(|stop| !choice.possible(*stop).is_empty());
    let wanted = stops.len().min(4 + choice.lots.below(5));
    for part in 0..wanted {
        let mut near = stops[stops.len() * part / wanted..stops.len() * (part + 1) / wanted].to_vec();
        choice.lots.shuffle(&mut near);
        // One question from each part of the trace, where one is left that nothing has answered yet.
        let _ = near.into_iter().find(|stop| choice.ask(*stop));
    }
    choice.asked
}

/// Keeps those in which states change, and some of the others.
fn thin_out(stops: &mut Vec<usize>, facts: &Facts) {
    let all = stops.len();
    if all <= MOST_STOPS {
        return;
    }
    let every = all.div_ceil(MOST_STOPS / 2);
    let changes = |stop: usize| {
        facts.at(facts.trace.moments[stop].at).any(|moment| !facts.trace.moments[moment].changes.is_empty())
    };
    let mut at = 0;
    stops.retain(|stop| {
        at += 1;
        at % every == 0 || changes(*stop)
    });
    stops.truncate(2 * MOST_STOPS);
}

struct Choice<'a> {
    facts: &'a Facts<'a>,
    lots: Lots,
    asked: Vec<Question>,
    /// How often each kind was asked.
    used: [usize; Asks::KINDS],
    /// Until then all segments have been told, in an answer to [`Asks::Follow`].
    told_until: Instant,
    time_wait_told: bool,
}

/// A question as it might be asked: its moment, its draft, its rule, and until when it tells what comes.
struct Possible {
    before: usize,
    draft: Draft,
    rule: Rule,
    tells_until: Instant,
}

impl Choice<'_> {
    fn possible(&self, stop: usize) -> Vec<Possible> {
        let facts = self.facts;
        let at = facts.trace.moments[stop].at;
        let mut found = Vec::new();
        let mut add = |before: usize, draft: Option<Draft>, rule: Option<Rule>, tells_until: Instant| {
            if let (Some(draft), Some(rule)) = (draft, rule) {
                found.push(Possible { before, draft, rule, tells_until });
            }
        };
        for moment in facts.at(at) {
            for ask in [next_state, numbers, returns, timer] {
                add(moment, ask(facts, moment), facts.rule(moment), at);
            }
        }
        // The longest that can be asked.
        let follow =
            [4, 3, 2].into_iter().find_map(|count| Some((count, order::follow(facts, stop, count)?)));
        if let Some((count, draft)) = follow {
            let first = facts.order.partition_point(|flight| facts.trace.flights[*flight].sent < at);
            let rule = facts.trace.flights[facts.order[first]].rule;
            add(stop, Some(draft), Some(rule), order::reaches(facts, stop, count));
        }
        if let Some((draft, rule)) = order::time_wait(facts, stop) {
            add(stop, Some(draft), Some(rule), at);
        }
        found
    }

    /// Asks there what was asked least so far; `false`: nothing is left to ask.
    fn ask(&mut self, stop: usize) -> bool {
        let at = self.facts.trace.moments[stop].at;
        let mut possible = self.possible(stop);
        possible.retain(|one| match one.draft.asks {
            Asks::Follow { .. } => at > self.told_until,
            Asks::NextState => !(self.time_wait_told && one.draft.right == Answer::State(State::TimeWait)),
            Asks::Numbers(_) | Asks::TimeWait { .. } | Asks::Returns(_) | Asks::Timer(_) => true,
        });
        self.lots.shuffle(&mut possible);
        // There is but one place to ask about the end.
        let end = self.lots.below(2) == 0;
        let used = self.used;
        possible.sort_by_key(|one| match one.draft.asks {
            Asks::TimeWait { .. } if end => 0,
            // Every ACK of something new does the same to it.
            Asks::Timer(Timer::Retransmission) if used[one.draft.asks.kind()] > 0 => usize::MAX,
            _ => 1 + used[one.draft.asks.kind()],
        });
        for one in possible {
            if let Some((offered, right)) = self.mixed(one.draft.right, one.draft.wrong, one.draft.all) {
                self.used[one.draft.asks.kind()] += 1;
                if let Asks::Follow { .. } = one.draft.asks {
                    self.told_until = one.tells_until;
                }
                self.time_wait_told |= matches!(one.draft.asks, Asks::TimeWait { .. });
                let Possible { before, rule, .. } = one;
                self.asked.push(Question { before, asks: one.draft.asks, offered, right, rule });
                return true;
            }
        }
        false
    }

    /// The answers in the order in which they are offered, and where the right one stands; `None` where
    /// too few wrong ones are left.
    fn mixed(&mut self, right: Answer, wrong: Vec<Answer>, all: bool) -> Option<(Vec<Answer>, usize)> {
        let mut different: Vec<Answer> = Vec::new();
        for answer in wrong {
            if answer != right && !different.contains(&answer) {
                different.push(answer);
            }
        }
        if !all {
            // Of the likeliest mistakes some.
            different.truncate(OFFERED + 1);
            self.lots.shuffle(&mut different);
            different.truncate(OFFERED - 1);
        }
        if different.len() < 2 {
            return None;
        }
        let mut offered = different;
        offered.push(right.clone());
        self.lots.shuffle(&mut offered);
        let right = offered.iter().position(|answer| *answer == right)?;
        Some((offered, right))
    }
}
