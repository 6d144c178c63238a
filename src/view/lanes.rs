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
pub(super) const DRAWN: [Timer; 5] =
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
pub(super) fn descriptors(trace: &Trace, side: Side) -> Vec<(Instant, Option<Instant>)> {
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
pub(super) fn unread(trace: &Trace, side: Side) -> Vec<(u32, Instant, Option<Instant>)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Loss, Scenario, WaitEnd, catalog::Name, simulate};
    use crate::text::Lang;
    use crate::time::Duration;
    use crate::view::ladder::Word;
    use crate::view::{Frame, Numbers, Scale};

    const FRAME: Frame =
        Frame { width: 824.0, numbers: Numbers::Letters, lang: Lang::En, scale: Scale::True, zoom: 1.0 };

    fn ladder(scenario: &Scenario) -> Ladder {
        Ladder::new(scenario, &simulate(scenario), FRAME)
    }

    fn all_lost() -> Scenario {
        let mut scenario = Name::FourWayClose.scenario(false);
        scenario.network.loss = Some(Loss { percent: 100, seed: 1, from: Instant::START });
        scenario
    }

    #[test]
    fn a_bar_is_as_long_as_its_timer_runs_and_doubles() {
        let ladder = ladder(&all_lost());
        let runs: Vec<_> =
            ladder.timers.iter().filter(|run| run.wait.timer == Timer::Retransmission).collect();
        let lengths: Vec<_> = runs.iter().map(|run| run.bottom - run.top).collect();
        assert!(lengths.len() >= 4);
        for pair in lengths[..4].windows(2) {
            assert!((pair[1] / pair[0] - 2.0).abs() < 0.01, "{lengths:?}");
        }
        assert!(runs.iter().all(|run| run.wait.how == WaitEnd::Fired));
        assert_eq!(runs[1].title, "Retransmission timer: set at 5.00 s for 8 s, fired at 13.00 s");
        let words: Vec<_> = ladder.besides.iter().filter(|word| word.what == Word::Timer).collect();
        assert_eq!([&words[0].text, &words[1].text], ["RTO 4 s", "RTO 8 s"]);
    }

    #[test]
    fn no_two_runs_are_drawn_over_one_another() {
        for scenario in Name::ALL.map(|name| name.scenario(true)).into_iter().chain([all_lost()]) {
            let runs = ladder(&scenario).timers;
            for (index, run) in runs.iter().enumerate() {
                assert!(run.bottom - run.top >= SHORTEST);
                for other in runs[index + 1..].iter().filter(|other| other.x == run.x) {
                    let apart = run.bottom <= other.top || other.bottom <= run.top;
                    assert!(apart, "{}: {run:?} {other:?}", scenario.name);
                }
            }
        }
    }

    #[test]
    fn a_second_time_wait_begins_anew() {
        let ladder = ladder(&Name::LastAckLost.scenario(false));
        let runs: Vec<_> = ladder.timers.iter().filter(|run| run.wait.timer == Timer::TimeWait).collect();
        let hows: Vec<_> = runs.iter().map(|run| (run.wait.how, run.anew)).collect();
        assert_eq!(hows, [(WaitEnd::Restarted, false), (WaitEnd::Fired, true)]);
    }

    fn stretches(ladder: &Ladder, side: Side, does: fn(Does) -> bool) -> Vec<(u64, Option<u64>)> {
        let these = ladder.programs.iter().filter(|program| program.side == side && does(program.does));
        let seconds = |at: Instant| at.micros() / 10_000;
        these.map(|program| (seconds(program.from), program.until.map(seconds))).collect()
    }

    #[test]
    fn a_descriptor_is_open_until_the_program_closes_it() {
        let holds = |does| does == Does::Holds;
        let closed = ladder(&Name::FourWayClose.scenario(false));
        assert_eq!(stretches(&closed, Side::Client, holds), [(0, Some(100))]);
        assert_eq!(stretches(&closed, Side::Server, holds), [(0, Some(400))]);
        assert!(closed.besides.iter().all(|word| word.what != Word::Descriptor));
        // With the opening it exists from connect() on, and from when accept() returns.
        let opened = ladder(&Name::ServerNeverCloses.scenario(true));
        assert_eq!(stretches(&opened, Side::Client, holds), [(0, Some(300))]);
        assert_eq!(stretches(&opened, Side::Server, holds), [(300, None)]);
        let word = opened.besides.iter().find(|word| word.what == Word::Descriptor).expect("it says so");
        assert_eq!((word.side, &*word.text), (Side::Server, "fd still open"));
    }

    #[test]
    fn a_call_blocks_until_it_returns_and_a_pause_is_none() {
        let ladder = ladder(&Name::HalfCloseData.scenario(false));
        let blocks = |does| does == Does::Blocks;
        let sleeps = |does| does == Does::Sleeps;
        assert_eq!(stretches(&ladder, Side::Client, blocks), [(100, Some(650))]);
        assert_eq!(stretches(&ladder, Side::Server, blocks), [(0, Some(200))]);
        assert_eq!(stretches(&ladder, Side::Server, sleeps), [(200, Some(350)), (350, Some(550))]);
    }

    #[test]
    fn octets_lie_unread_until_the_program_reads() {
        let mut scenario = Name::HalfCloseData.scenario(false);
        scenario.client.program = vec![Step::Connect, Step::Send(120), Step::Close];
        scenario.server.program = vec![Step::Accept, Step::Sleep(Duration::from_secs(5)), Step::ReadToEof];
        let ladder = ladder(&scenario);
        let lies = |does| does == Does::LeavesUnread(120);
        assert_eq!(stretches(&ladder, Side::Server, lies), [(100, Some(500))]);
        assert!(ladder.besides.iter().any(|word| word.text == "120 B unread"));
    }
}
