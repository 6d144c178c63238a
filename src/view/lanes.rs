//! The narrow lanes outside each band: timers where they run, and what the program does: blocks,
//! sleeps, keeps its descriptor open, leaves octets unread.

use super::ladder::{Ladder, Seen};
use crate::sim::{Act, Called, Outcome, Side, Step, Trace, Wait};
use crate::tcp::{State, Timer};
use crate::text::vocabulary;
use crate::time::Instant;

/// What is drawn shorter than this is left out.
const SHORTEST: f64 = 6.0;

/// How far each lane is from its band: the same where there is room, and on a phone.
struct Places {
    timer: f64,
    delayed_ack: f64,
    descriptor: f64,
    blocked: f64,
    unread: f64,
    words: f64,
}

const WIDE: Places =
    Places { timer: 7.0, delayed_ack: 14.0, descriptor: 21.0, blocked: 26.0, unread: 31.0, words: 38.0 };
const NARROW: Places =
    Places { timer: 4.0, delayed_ack: 8.0, descriptor: 12.0, blocked: 15.5, unread: 19.0, words: 24.0 };

/// The timers that are drawn. The user timeout is none of them: it runs beside all the others.
const DRAWN: [Timer; 5] =
    [Timer::Retransmission, Timer::ZeroWindowProbe, Timer::DelayedAck, Timer::FinWait2, Timer::TimeWait];

/// One run of a timer.
#[derive(Clone, Debug, PartialEq)]
pub struct TimerRun {
    pub wait: Wait,
    /// It was set anew before it was over, and this is the new run.
    pub anew: bool,
    pub x: f64,
    pub top: f64,
    pub bottom: f64,
    /// All about it, as a sentence.
    pub title: String,
    pub seen: Seen,
}

/// What a program does over a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Its descriptor is open.
    Holds,
    /// A call does not return.
    Blocks,
    Sleeps,
    /// So many octets lie unread.
    LeavesUnread(u32),
}

/// One such stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    pub side: Side,
    pub does: Does,
    pub from: Instant,
    /// `None`: it goes on where the picture ends.
    pub until: Option<Instant>,
    pub x: f64,
    pub top: f64,
    pub bottom: f64,
    pub title: String,
    pub seen: Seen,
}

impl Ladder {
    /// How far from their bands words stand.
    pub(super) fn words_far(&self) -> f64 {
        self.places().words
    }

    fn places(&self) -> &'static Places {
        if self.frame.narrow() { &NARROW } else { &WIDE }
    }

    /// The runs of a side's timers, in order.
    pub(super) fn timer_runs(&self, trace: &Trace, side: Side) -> Vec<TimerRun> {
        let mut runs = Vec::new();
        for timer in DRAWN {
            let far = match timer {
                Timer::DelayedAck => self.places().delayed_ack,
                _ => self.places().timer,
            };
            let mut before = None;
            let mut these = Vec::new();
            for wait in trace.waits(side, timer) {
                let anew = before == Some(wait.from);
                before = (wait.how == crate::sim::WaitEnd::Restarted).then_some(wait.until);
                let (top, bottom) = (self.y(wait.from), self.y(wait.until));
                if bottom - top < SHORTEST {
                    continue;
                }
                these.push(TimerRun {
                    wait,
                    anew,
                    x: self.outside(side, far),
                    top,
                    bottom,
                    title: vocabulary::timer_run(&wait, self.frame.lang),
                    seen: self.seen(wait.from, wait.until),
                });
            }
            runs = super::merged(runs, these, |one: &TimerRun, other| one.wait.from <= other.wait.from);
        }
        runs
    }

    /// What a side's program does.
    pub(super) fn programs_of(&self, trace: &Trace, side: Side) -> Vec<Program> {
        let mut all = Vec::new();
        let places = self.places();
        let mut add = |does: Does, far: f64, from: Instant, until: Option<Instant>, what: &str| {
            let end = until.unwrap_or(self.axis.end());
            let (top, bottom) = (self.y(from), self.y(end));
            if bottom - top >= SHORTEST {
                let title = vocabulary::stretch(what, from, until, self.frame.lang);
                let (x, seen) = (self.outside(side, far), self.seen(from, end));
                all.push(Program { side, does, from, until, x, top, bottom, title, seen });
            }
        };
        let lang = self.frame.lang;
        for (from, until) in descriptors(trace, side) {
            add(Does::Holds, places.descriptor, from, until, vocabulary::descriptor_open(lang));
        }
        for call in trace.calls.iter().filter(|call| call.side == side) {
            let until = call.returned.map(|(at, _)| at);
            let name = vocabulary::call_name(call.what);
            match call.what {
                // It does something else, for ever.
                Called::Program(Step::Keep) => {}
                Called::Program(Step::Sleep(_)) => add(Does::Sleeps, places.blocked, call.at, until, &name),
                _ => {
                    let what = [&name, vocabulary::blocks(lang)].concat();
                    add(Does::Blocks, places.blocked, call.at, until, &what);
                }
            }
        }
        for (octets, from, until) in unread(trace, side) {
            let what = vocabulary::unread(octets, lang);
            add(Does::LeavesUnread(octets), places.unread, from, until, &what);
        }
        all
    }

    /// Where a descriptor is still open at the end of the picture although the peer has closed.
    pub(super) fn left_open(&self, trace: &Trace, side: Side) -> Option<f64> {
        let band = self.bands.iter().rfind(|band| band.side == side)?;
        let open = descriptors(trace, side).last().is_some_and(|(_, until)| until.is_none());
        let stays = band.state == State::CloseWait && open;
        stays.then(|| (band.top + band.height - 12.0).max(band.top))
    }
}

/// From when to when a side's program has a descriptor for the connection.
fn descriptors(trace: &Trace, side: Side) -> Vec<(Instant, Option<Instant>)> {
    let mut all = Vec::new();
    // A scenario may begin with the connection open.
    let there = !matches!(trace.start[side as usize].state, State::Closed | State::Listen);
    let mut open = there.then_some(Instant::START);
    for call in trace.calls.iter().filter(|call| call.side == side) {
        let opened = match call.what {
            Called::Program(Step::Connect) | Called::Person(Act::Connect | Act::Listen) => Some(call.at),
            Called::Program(Step::Accept) => match call.returned {
                Some((at, Outcome::Done)) => Some(at),
                _ => None,
            },
            _ => None,
        };
        open = open.or(opened);
        if matches!(
            call.what,
            Called::Program(Step::Close | Step::Abort) | Called::Person(Act::Close | Act::Abort)
        ) && let Some(from) = open.take()
        {
            all.push((from, Some(call.at)));
        }
    }
    all.extend(open.map(|from| (from, None)));
    all
}

/// When octets lay in a side's receive buffer, and how many at most.
fn unread(trace: &Trace, side: Side) -> Vec<(u32, Instant, Option<Instant>)> {
    let mut all = Vec::new();
    let mut lies: Option<(u32, Instant)> = None;
    let starts = std::iter::once((Instant::START, &trace.start));
    for (at, ends) in starts.chain(trace.moments.iter().map(|moment| (moment.at, &moment.after))) {
        let octets = ends[side as usize].unread;
        lies = match lies {
            Some((most, from)) if octets > 0 => Some((most.max(octets), from)),
            Some((most, from)) => {
                all.push((most, from, Some(at)));
                None
            }
            None => (octets > 0).then_some((octets, at)),
        };
    }
    all.extend(lies.map(|(most, from)| (most, from, None)));
    all
}
