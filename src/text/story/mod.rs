//! The story of a trace: for each moment what happened and why, in one or two short sentences.
//!
//! [`story`] asks what made the moment happen and goes to one function for each answer. Where no
//! function knows better, the sentence is put together from the rule, which always has a reason.

mod arrivals;
mod calls;
mod ending;
mod gaps;
mod losses;
mod steady;
mod timers;

use super::Lang;
use super::rules::{self, section};
use super::spacing::tidy;
use super::vocabulary::side_inside;
use crate::sim::{CallRecord, Called, Cause, Flight, Moment, Outcome, Side, Step, Trace};
use crate::tcp::{Notice, Rule, Snapshot, State, Timer, TimerChange};
use crate::time::Duration;

pub use ending::ending;
use gaps::Gap;

/// SEQ and ACK of a segment as the reader wants to see them: raw, relative, or as letters.
pub type Numbers<'a> = &'a dyn Fn(&Flight) -> (String, Option<String>);

/// The reason of a rule, as [`rules::why`] has it.
pub type Why = fn(Rule, Lang) -> &'static str;

/// What is said about a moment, and where the RFC says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub text: String,
    pub section: &'static str,
}

/// What happens in the trace's moment number `index`, and why.
///
/// # Panics
/// If the trace has no such moment.
#[must_use]
pub fn story(trace: &Trace, index: usize, numbers: Numbers<'_>, lang: Lang) -> Sentence {
    story_with(rules::why, trace, index, numbers, lang)
}

/// The same with reasons from elsewhere: the page does without them until one is needed, which is in
/// no scenario of the catalogue as it is.
///
/// # Panics
/// If the trace has no such moment.
#[must_use]
pub fn story_with(why: Why, trace: &Trace, index: usize, numbers: Numbers<'_>, lang: Lang) -> Sentence {
    let scene = Scene::new(why, trace, index, numbers, lang);
    let says = match scene.moment.cause {
        Cause::Call(_) => scene.call(),
        Cause::Arrival(flight) => scene.arrival(&trace.flights[flight]),
        Cause::Loss(_) => say!("{lost}. {follows}", "{lost}。{follows}"),
        Cause::Timer(timer) => scene.timer(timer),
    };
    let mut text = String::new();
    scene.write(says, &mut text);
    Sentence { text: tidy(&text, lang), section: section(scene.rule(), lang) }
}

/// One moment with all that its sentences need.
struct Scene<'a> {
    trace: &'a Trace,
    moment: &'a Moment,
    index: usize,
    numbers: Numbers<'a>,
    why: Why,
    lang: Lang,
    /// The segment that arrives, is lost, or is sent by a timer.
    about: Option<&'a Flight>,
    /// The first segment that this side sends in the moment.
    answer: Option<&'a Flight>,
    /// This side before the moment and after it, and the other side, to which nothing happens.
    before: &'a Snapshot,
    after: &'a Snapshot,
    other: &'a Snapshot,
    /// Whose moment it is, as it stands inside a sentence.
    me: &'static str,
    peer: &'static str,
}

impl<'a> Scene<'a> {
    fn new(why: Why, trace: &'a Trace, index: usize, numbers: Numbers<'a>, lang: Lang) -> Self {
        let moment = &trace.moments[index];
        let (side, peer) = (moment.side, moment.side.peer());
        let mut scene = Self {
            trace,
            moment,
            index,
            numbers,
            why,
            lang,
            about: None,
            answer: moment.sent.first().map(|flight| &trace.flights[*flight]),
            before: &trace.ends_after(index.checked_sub(1))[side as usize],
            after: &moment.after[side as usize],
            other: &moment.after[peer as usize],
            me: side_inside(side, lang),
            peer: side_inside(peer, lang),
        };
        scene.about = match moment.cause {
            Cause::Arrival(flight) | Cause::Loss(flight) => Some(&trace.flights[flight]),
            Cause::Timer(_) => scene.sent_by_timer(),
            Cause::Call(_) => None,
        };
        scene
    }

    fn side(&self) -> Side {
        self.moment.side
    }

    fn sent(&self) -> impl Iterator<Item = &'a Flight> {
        let trace = self.trace;
        self.moment.sent.iter().map(move |index| &trace.flights[*index])
    }

    /// The most telling rule: of a state change, else of what was sent, else of what was ignored.
    fn rule(&self) -> Rule {
        let changed = self.moment.changes.first().map(|change| change.rule);
        let sent = self.answer.map(|flight| match (self.moment.cause, flight.rule) {
            // What brought the data tells more than why its ACK waited for a moment.
            (Cause::Arrival(brought), Rule::DelayedAck) if self.trace.flights[brought].segment.len > 0 => {
                Rule::Text
            }
            (_, rule) => rule,
        });
        changed.or(sent).or(self.moment.ignored).unwrap_or_else(|| match self.moment.cause {
            Cause::Call(call) => calls::rule_of(self.trace.calls[call].what),
            Cause::Arrival(_) => Rule::AckNew,
            Cause::Loss(flight) => self.rule_of_loss(&self.trace.flights[flight]),
            Cause::Timer(timer) => timers::rule_of(timer),
        })
    }

    /// Does `ack` acknowledge a FIN of that side, as the last number?
    fn covers_fin_of(&self, side: Side, ack: &Flight) -> Option<&'a Flight> {
        let number = ack.segment.ack?;
        let fins = self.trace.flights.iter().rev().filter(|flight| flight.from == side);
        fins.filter(|flight| flight.sent <= ack.sent)
            .find(|flight| flight.segment.fin_number().is_some_and(|fin| fin + 1 == number))
    }

    // ---- what else a moment brings ----

    /// Has this side ended the connection since that moment? Its numbers may be another's by now.
    fn ended_since(&self, moment: usize) -> bool {
        self.trace.moments.iter().enumerate().any(|(index, at)| {
            (moment..=self.index).contains(&index)
                && at.side == self.side()
                && at.changes.iter().any(|change| change.to == State::Closed)
        })
    }

    /// How many octets of data came in order for the program.
    fn delivered(&self) -> Option<u32> {
        self.moment
            .notices
            .iter()
            .find_map(|notice| if let Notice::Arrived(octets) = notice { Some(*octets) } else { None })
    }

    /// What a step of the program that waited has got from this moment.
    fn returned(&self, wanted: fn(Step) -> bool) -> Option<Outcome> {
        let calls = self.moment.returned.iter().map(|index| &self.trace.calls[*index]);
        calls
            .filter(|call| matches!(call.what, Called::Program(step) if wanted(step)))
            .find_map(|call| call.returned.map(|(_, outcome)| outcome))
    }

    /// The first call that has failed because of this moment.
    fn failed_call(&self) -> Option<&'a CallRecord> {
        let mut calls = self.moment.returned.iter().map(|index| &self.trace.calls[*index]);
        calls.find(|call| matches!(call.returned, Some((_, Outcome::Failed(_)))))
    }

    /// How long the timer that fires or is set in this moment runs in all.
    fn set_for(&self, timer: Timer) -> Option<Duration> {
        self.moment.timers.iter().rev().find_map(|(which, change)| match change {
            TimerChange::Started(due) | TimerChange::Restarted(due) if *which == timer => {
                Some(due.since(self.moment.at))
            }
            _ => None,
        })
    }

    /// How long the timer that fires in this moment has run.
    fn ran_for(&self) -> Duration {
        let Cause::Timer(timer) = self.moment.cause else { return Duration::ZERO };
        let earlier = self.trace.moments[..self.index].iter().rev();
        let set = earlier.filter(|moment| moment.side == self.side()).find_map(|moment| {
            let set = moment.timers.iter().any(|(which, change)| {
                *which == timer && matches!(change, TimerChange::Started(_) | TimerChange::Restarted(_))
            });
            set.then_some(moment.at)
        });
        set.map_or(Duration::ZERO, |at| self.moment.at.since(at))
    }
}
