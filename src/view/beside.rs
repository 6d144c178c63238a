//! The words beside the bands: states, calls and what they return, timers. Each stands at its moment
//! or somewhat below; what would be pushed farther is left out.

use super::boxes::{Tilted, text_width};
use super::ladder::{Beside, Ladder, Word};
use super::lanes::{Does, Program, TimerRun};
use super::merged;
use super::timeline::Span;
use crate::sim::{CallRecord, Outcome, Side, Trace, program::is_call};
use crate::tcp::{Rule, Timer};
use crate::text::{ui::words, vocabulary};
use crate::time::Instant;

/// How far a word may stand below its moment: farther away it would lie about when.
const MOST_PUSHED: f64 = 48.0;
/// How many words above one that finds no room are asked to go.
const ASKED: usize = 8;
/// The word of a timer whose run is drawn shorter than this says more than it shows.
const WORTH_A_WORD: f64 = 20.0;

/// A word that looks for its place.
struct Wanted {
    beside: Beside,
    /// Its length along the band.
    height: f64,
    /// Who stays: the greater.
    rank: (u8, f64),
    /// Its upper edge: where it should be, and where it is.
    top: f64,
    placed: f64,
}

fn in_order(one: &Wanted, other: &Wanted) -> bool {
    one.top <= other.top
}

impl Ladder {
    pub(super) fn words_beside(
        &self,
        trace: &Trace,
        side: Side,
        spans: &[Span],
        runs: &[TimerRun],
        programs: &[Program],
    ) -> Vec<Beside> {
        let states = spans.iter().map(|span| {
            let drawn = self.y(span.until) - self.y(span.from);
            self.wanted(side, span.from, Word::State(span.state), span.state.name().to_owned(), drawn)
        });
        let mut all: Vec<Wanted> = states.collect();
        if !self.frame.narrow() {
            // Of one moment's words calls come first, for they cause states, and states start timers.
            all = merged(self.calls(trace, side), all, in_order);
            all = merged(all, self.timers(trace, side, runs), in_order);
            all = merged(all, self.unread_words(side, programs), in_order);
            if let Some(y) = self.left_open(trace, side) {
                let text = vocabulary::descriptor_left(self.frame.lang).to_owned();
                let mut word = self.wanted(side, self.axis.end(), Word::Descriptor, text, 0.0);
                (word.top, word.beside.y) = (y - 8.0, y);
                all = merged(all, vec![word], in_order);
            }
        }
        self.stacked(all)
    }

    fn wanted(&self, side: Side, at: Instant, what: Word, text: String, drawn: f64) -> Wanted {
        let narrow = self.frame.narrow();
        let rank = match what {
            Word::Unread => 0,
            Word::Timer => 1,
            Word::Call => 2,
            Word::Failure | Word::Descriptor => 3,
            Word::State(_) => 4,
        };
        let y = self.y(at);
        let (top, height) = match (narrow, what) {
            (true, _) => (y + 2.0, width_of(&text, what, true)),
            (false, Word::State(_)) => (y - 2.0, 16.0),
            (false, _) => (y - 2.0, 15.0),
        };
        let beside = Beside { side, what, text, y, seen: self.axis.view(at) };
        Wanted { beside, height, rank: (rank, drawn), top, placed: top }
    }

    /// The longest of these texts that fits between words' lane and the picture's edge.
    fn fitting(&self, what: Word, texts: Vec<String>) -> Option<String> {
        let room = self.lanes[0] - self.words_far() - 3.0;
        texts.into_iter().find(|text| width_of(text, what, false) <= room)
    }

    fn calls(&self, trace: &Trace, side: Side) -> Vec<Wanted> {
        let mut all = Vec::new();
        let called = |call: &&CallRecord| call.side == side && is_call(call.what);
        for call in trace.calls.iter().filter(called) {
            let name = vocabulary::call_name(call.what);
            let (at, outcome) = match call.returned {
                None => (call.at, None),
                Some((at, outcome)) => (at, Some(outcome)),
            };
            let word = if matches!(outcome, Some(Outcome::Failed(_))) { Word::Failure } else { Word::Call };
            let long = [&name, " ", &vocabulary::outcome(call, self.frame.lang)].concat();
            let short = [&name, " ", &vocabulary::outcome_short(call)].concat();
            let Some(text) = self.fitting(word, vec![long, short, name]) else { continue };
            let wanted = self.wanted(side, at, word, text, 0.0);
            // They stand in the order in which they began, which is nearly that of their ends.
            let place = all.partition_point(|other: &Wanted| other.top <= wanted.top);
            all.insert(place, wanted);
        }
        all
    }

    fn timers(&self, trace: &Trace, side: Side, runs: &[TimerRun]) -> Vec<Wanted> {
        let words = words(self.frame.lang);
        let (mut running, mut given_up) = (Vec::new(), Vec::new());
        for run in runs {
            let length = run.bottom - run.top;
            if length < WORTH_A_WORD && run.wait.timer != Timer::TimeWait {
                continue;
            }
            let text = vocabulary::timer_word(&run.wait, run.anew, self.frame.lang);
            let short = run.wait.due.since(run.wait.from).to_string();
            if let Some(text) = self.fitting(Word::Timer, vec![text, short]) {
                running.push(self.wanted(side, run.wait.from, Word::Timer, text, length));
            }
        }
        for moment in trace.moments.iter().filter(|moment| moment.side == side) {
            let gives_up = |rule: Rule| matches!(rule, Rule::GiveUp | Rule::UserTimeout);
            if moment.changes.iter().any(|change| gives_up(change.rule)) {
                given_up.push(self.wanted(side, moment.at, Word::Failure, words.gives_up.to_owned(), 0.0));
            }
        }
        merged(running, given_up, in_order)
    }

    fn unread_words(&self, side: Side, programs: &[Program]) -> Vec<Wanted> {
        let mut all = Vec::new();
        for program in programs {
            if let Does::LeavesUnread(octets) = program.does {
                let text = vocabulary::unread(octets, self.frame.lang);
                let length = program.bottom - program.top;
                all.push(self.wanted(side, program.from, Word::Unread, text, length));
            }
        }
        all
    }

    /// Gives each its own place: lines under one another, or names one after the other along a band.
    /// Where that would push one too far from its moment, the one that says least goes.
    fn stacked(&self, wanted: Vec<Wanted>) -> Vec<Beside> {
        let narrow = self.frame.narrow();
        let gap = if narrow { 8.0 } else { 0.5 };
        let mut kept: Vec<Wanted> = Vec::with_capacity(wanted.len());
        let free_after =
            |kept: &[Wanted]| kept.last().map_or(f64::NEG_INFINITY, |last| last.placed + last.height + gap);
        'words: for mut word in wanted {
            loop {
                word.placed = word.top.max(free_after(&kept));
                if word.placed - word.top <= MOST_PUSHED {
                    kept.push(word);
                    continue 'words;
                }
                // Only those that push one another down to here.
                let pushed = kept.iter().rev().take_while(|other| other.placed > other.top).count();
                let chain = kept.len().saturating_sub(pushed.min(ASKED) + 1)..kept.len();
                let least = chain
                    .filter(|index| kept[*index].rank < word.rank)
                    .reduce(|one, other| if kept[other].rank < kept[one].rank { other } else { one });
                let Some(least) = least else { continue 'words };
                kept.remove(least);
                for index in least..kept.len() {
                    kept[index].placed = kept[index].top.max(free_after(&kept[..index]));
                }
            }
        }
        let placed = |word: Wanted| {
            let y = if narrow { word.placed } else { word.placed + word.height / 2.0 };
            Beside { y, ..word.beside }
        };
        kept.into_iter().map(placed).collect()
    }

    /// Where a word is drawn.
    pub(super) fn beside_box(&self, beside: &Beside) -> Tilted {
        let narrow = self.frame.narrow();
        let width = width_of(&beside.text, beside.what, narrow);
        let x = self.outside(beside.side, self.words_far());
        let towards = if beside.side == Side::Client { -1.0 } else { 1.0 };
        if narrow {
            Tilted::upright(x + towards * 3.5 - 6.0, beside.y, 12.0, width)
        } else {
            let left = if towards < 0.0 { x - width } else { x };
            Tilted::upright(left, beside.y - 7.5, width, 15.0)
        }
    }
}

/// About how wide such a word is.
fn width_of(text: &str, what: Word, narrow: bool) -> f64 {
    let letter = match (what, narrow) {
        (Word::State(_), false) => 8.8,
        (Word::State(_), true) => 7.6,
        (Word::Call | Word::Failure, _) => 7.0,
        (Word::Timer | Word::Unread | Word::Descriptor, _) => 6.4,
    };
    text_width(text, letter) + 4.0
}
