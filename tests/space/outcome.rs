//! What follows from an event, in words and relative numbers.

use crate::event::{Cell, TIMERS};
use crate::situation::Bench;
use four_waves::check::notation::Written;
use four_waves::tcp::{
    CallError, Event, Notice, Output, Rule, Segment, SeqNum, Snapshot, State, Timer, TimerChange,
};

/// All that came of one event.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub before: Snapshot,
    pub after: Snapshot,
    /// As sent, in absolute numbers.
    pub sent: Vec<Segment>,
    pub path: Vec<State>,
    pub told: Vec<Notice>,
    pub timers: Vec<(Timer, TimerChange)>,
    pub rules: Vec<Rule>,
}

/// Lets the cell's event happen in a copy of the situation.
pub fn outcome(bench: &Bench, cell: &Cell) -> Outcome {
    let mut connection = bench.connection.clone();
    let now = match cell.event {
        Event::Expires(timer) => connection.timer(timer).expect("only timers that run are cells"),
        Event::Call(_) | Event::Arrives(_) => bench.now,
    };
    let before = connection.snapshot();
    let outputs = connection.handle(now, cell.event);
    let mut outcome = Outcome {
        before,
        after: connection.snapshot(),
        sent: Vec::new(),
        path: Vec::new(),
        told: Vec::new(),
        timers: Vec::new(),
        rules: Vec::new(),
    };
    for output in outputs {
        let rule = match output {
            Output::Transmit { segment, rule, .. } => {
                outcome.sent.push(segment);
                Some(rule)
            }
            Output::Transition { to, rule, .. } => {
                outcome.path.push(to);
                Some(rule)
            }
            Output::Ignored(rule) => Some(rule),
            Output::Timer { timer, change } => {
                outcome.timers.push((timer, change));
                None
            }
            Output::Notify(notice) => {
                outcome.told.push(notice);
                None
            }
        };
        outcome.rules.extend(rule.filter(|rule| !outcome.rules.contains(rule)));
    }
    outcome
}

impl Outcome {
    /// The columns of a row: sent, state, told, moved, timers, rules.
    pub fn columns(&self, bench: &Bench, cell: &Cell) -> [String; 6] {
        let arrived = if let Event::Arrives(segment) = cell.event { Some(segment) } else { None };
        let sent = self.sent.iter().map(|segment| written(bench, segment, arrived.as_ref()));
        let path = self.path.iter().map(|state| state.name());
        let told = self.told.iter().map(told);
        let rules = self.rules.iter().map(|rule| format!("{rule:?}"));
        [
            sent.collect::<Vec<_>>().join("; "),
            path.collect::<Vec<_>>().join(" > "),
            told.collect::<Vec<_>>().join(", "),
            self.moved(bench),
            self.timers(),
            rules.collect::<Vec<_>>().join(" "),
        ]
    }

    /// Which variables have moved, while there is a connection.
    fn moved(&self, bench: &Bench) -> String {
        if matches!(self.after.state, State::Closed | State::Listen) {
            return String::new();
        }
        let (was, is) = (&self.before, &self.after);
        let mut moved = Vec::new();
        if was.snd_una != is.snd_una {
            moved.push(format!("una {}", is.snd_una.distance_from(bench.iss)));
        }
        // A SYN teaches the first number, which is no move.
        if was.rcv_nxt != is.rcv_nxt && !matches!(was.state, State::Listen | State::SynSent) {
            moved.push(format!("rcv {}", is.rcv_nxt.distance_from(bench.irs)));
        }
        if was.fin_waiting != is.fin_waiting {
            moved.push(if is.fin_waiting { "FIN waits" } else { "FIN left" }.to_owned());
        }
        moved.join(", ")
    }

    /// What became of each timer in the end. A TCB that is deleted takes its timers with it.
    fn timers(&self) -> String {
        if self.after.state == State::Closed {
            return String::new();
        }
        let mut words = Vec::new();
        for (timer, name) in TIMERS {
            let changes: Vec<_> = self.timers.iter().filter(|(which, _)| *which == timer).collect();
            let (Some((_, first)), Some((_, last))) = (changes.first(), changes.last()) else { continue };
            let was_off = matches!(first, TimerChange::Started(_));
            match last {
                TimerChange::Started(_) | TimerChange::Restarted(_) if was_off => {
                    words.push(format!("{name} on"));
                }
                TimerChange::Started(_) | TimerChange::Restarted(_) => words.push(format!("{name} anew")),
                TimerChange::Stopped | TimerChange::Fired if was_off => {}
                TimerChange::Stopped | TimerChange::Fired => words.push(format!("{name} off")),
            }
        }
        words.join(", ")
    }

    /// Is the timer set anew, or for the first time?
    pub fn starts(&self, timer: Timer) -> bool {
        let last = self.timers.iter().rev().find(|(which, _)| *which == timer);
        matches!(last, Some((_, TimerChange::Started(_) | TimerChange::Restarted(_))))
    }
}

/// Relative numbers, but for what is copied from the segment that is answered.
fn written(bench: &Bench, segment: &Segment, arrived: Option<&Segment>) -> String {
    if let Some(arrived) = arrived
        && segment.rst
    {
        let closed = bench.snapshot().state == State::Closed;
        match (segment.ack, arrived.ack) {
            (None, Some(ack)) if ack == segment.seq => return "R SEG.ACK".to_owned(),
            (Some(ack), None) if ack == arrived.end() && closed && segment.seq == SeqNum(0) => {
                return "R. 0 ack SEG.END".to_owned();
            }
            (Some(ack), None) if ack == arrived.end() => {
                return format!("R. {} ack SEG.END", segment.seq.distance_from(bench.iss));
            }
            _ => {}
        }
    }
    let relative = Segment {
        seq: SeqNum(segment.seq.distance_from(bench.iss)),
        ack: segment.ack.map(|ack| SeqNum(ack.distance_from(bench.irs))),
        ..*segment
    };
    let text = Written(&relative).to_string();
    // `1:1(0)` says no more than `1`.
    let seq = relative.seq;
    text.replace(&format!("{seq}:{seq}(0)"), &seq.to_string())
}

pub fn told(notice: &Notice) -> String {
    match notice {
        Notice::Connected => "connected".to_owned(),
        Notice::Arrived(octets) => format!("arrived {octets}"),
        Notice::Received(octets) => format!("read {octets}"),
        Notice::EndOfData => "eof".to_owned(),
        Notice::Closed => "closed".to_owned(),
        Notice::Reset => "reset".to_owned(),
        Notice::Refused => "refused".to_owned(),
        Notice::TimedOut => "timeout".to_owned(),
        Notice::Error(CallError::DoesNotExist) => "no connection".to_owned(),
        Notice::Error(CallError::AlreadyExists) => "exists".to_owned(),
        Notice::Error(CallError::Closing) => "closing".to_owned(),
    }
}
