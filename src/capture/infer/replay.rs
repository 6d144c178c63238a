//! The trace: both shadows follow what leaves and comes, in order of time.

use super::ASSUMED_TIME_WAIT;
use super::ground::{Doubt, Ground, Inference, Note};
use super::numbered::{Numbered, Row};
use super::shadow::Shadow;
use super::ways::{Routes, Way, WayEnd};
use crate::sim::link::{Counter, LostBy};
use crate::sim::{
    CallRecord, Called, Cause, Change, Ended, Fate, Flight, Moment, Outcome, Side, Step, Trace,
};
use crate::tcp::{Kind, Rule, State, Timer, TimerChange};
use crate::time::Instant;

#[derive(Clone, Debug)]
pub(super) struct Replayed {
    pub trace: Trace,
    pub frames: Vec<Option<u32>>,
    pub notes: Vec<(usize, Note)>,
    pub inferences: Vec<Inference>,
    pub doubts: Vec<Doubt>,
}

pub(super) fn replay(numbered: &Numbered, routes: &Routes, until: Instant) -> Replayed {
    let events = events(&routes.ways);
    let mut replay = Replay::new(numbered, &routes.ways);
    for (end, near) in replay.ends.iter_mut().zip(routes.near) {
        end.near = near;
    }
    let next = next_sends(&routes.ways, &events);
    for (event, next) in events.iter().zip(next) {
        replay.time_waits_until(event.at);
        replay.happens(event, next);
    }
    replay.finish(until)
}

/// What leaves within this after something has come is taken for an answer to it.
const ANSWERS_WITHIN: u64 = 1_000;

/// Something at one end. What comes is seen before what leaves in the same microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Arrives,
    IsLost,
    Leaves,
}

#[derive(Clone, Copy, Debug)]
struct Event {
    at: u64,
    what: What,
    /// Index into the ways.
    way: usize,
}

fn events(ways: &[Way]) -> Vec<Event> {
    let both = |(way, one): (usize, &Way)| {
        let (at, what) = match one.end {
            WayEnd::Arrives(at) => (at, What::Arrives),
            WayEnd::Lost(at) => (at, What::IsLost),
        };
        [Event { at: one.sent, what: What::Leaves, way }, Event { at, what, way }]
    };
    let mut events: Vec<Event> = ways.iter().enumerate().flat_map(both).collect();
    events.sort_by_key(|event| (event.at, event.what, event.way));
    events
}

/// For each event, what each side sends next after it: indices into the ways.
fn next_sends(ways: &[Way], events: &[Event]) -> Vec<[Option<usize>; 2]> {
    let mut next = [None; 2];
    let mut all = vec![next; events.len()];
    for (index, event) in events.iter().enumerate().rev() {
        all[index] = next;
        if event.what == What::Leaves {
            next[ways[event.way].row.from as usize] = Some(event.way);
        }
    }
    all
}

struct Replay<'a> {
    numbered: &'a Numbered,
    ways: &'a [Way],
    /// The flight of each way, once it has left.
    flights: Vec<Option<usize>>,
    ends: [Shadow; 2],
    epoch: [usize; 2],
    counters: [Counter; 2],
    /// The moment in which something came to that side last, if nothing has left it since.
    came: [Option<(usize, usize)>; 2],
    /// Does a retransmission timer run, as far as its end is seen?
    retransmits: [bool; 2],
    /// When TIME-WAIT is over, as far as is assumed.
    due: [Option<u64>; 2],
    next: [Option<usize>; 2],
    connect: [Option<usize>; 2],
    trace: Trace,
    frames: Vec<Option<u32>>,
    notes: Vec<(usize, Note)>,
    inferences: Vec<Inference>,
    doubts: Vec<Doubt>,
}

impl<'a> Replay<'a> {
    fn new(numbered: &'a Numbered, ways: &'a [Way]) -> Self {
        let ends = start(numbered);
        let trace = Trace {
            start: [ends[0].snapshot(), ends[1].snapshot()],
            moments: Vec::new(),
            flights: Vec::with_capacity(ways.len()),
            calls: Vec::new(),
            end: Instant::START,
            ended: Ended::Horizon,
        };
        Self {
            numbered,
            ways,
            flights: vec![None; ways.len()],
            ends,
            epoch: [0; 2],
            counters: Default::default(),
            came: [None; 2],
            retransmits: [false; 2],
            due: [None; 2],
            next: [None; 2],
            connect: [None; 2],
            trace,
            frames: Vec::with_capacity(ways.len()),
            notes: Vec::new(),
            inferences: Vec::new(),
            doubts: Vec::new(),
        }
    }

    fn happens(&mut self, event: &Event, next: [Option<usize>; 2]) {
        self.next = next;
        let at = Instant::from_micros(event.at);
        match event.what {
            What::Leaves => self.leaves(at, event.way),
            What::Arrives => self.arrives(at, event.way),
            What::IsLost => {
                if let Some(flight) = self.flights[event.way] {
                    let from = self.ways[event.way].row.from;
                    self.moment(at, from, Cause::Loss(flight));
                }
            }
        }
    }

    /// What that side sends next, if that is still of the opening that it is in.
    fn next_row(&self, side: Side) -> Option<&'a Row> {
        let row = &self.ways[self.next[side as usize]?].row;
        (row.epoch == self.epoch[side as usize]).then_some(row)
    }

    // ---- moments ----

    fn moment(&mut self, at: Instant, side: Side, cause: Cause) -> usize {
        self.trace.moments.push(Moment {
            at,
            side,
            cause,
            changes: Vec::new(),
            sent: Vec::new(),
            notices: Vec::new(),
            timers: Vec::new(),
            ignored: None,
            verdict: None,
            returned: Vec::new(),
            after: [self.ends[0].snapshot(), self.ends[1].snapshot()],
        });
        self.trace.moments.len() - 1
    }

    /// Writes down what a side's shadow has concluded, in that moment.
    fn conclude(&mut self, moment: usize, side: Side, by: Option<u32>, proved: Option<u32>) {
        for step in self.ends[side as usize].take_steps() {
            let change = Change { from: step.from, to: step.to, rule: step.rule };
            let inference = Inference { moment, side, to: step.to, ground: step.ground, by, proved };
            self.trace.moments[moment].changes.push(change);
            self.inferences.push(inference);
            if let (Ground::AnswersAsClosed, Some(frame)) = (step.ground, by) {
                self.doubts.push(Doubt::ForgottenOrAborted { side, frame });
            }
            self.after_change(moment, side, step.to, step.ground);
        }
        let snapshot = self.ends[side as usize].snapshot();
        for later in &mut self.trace.moments[moment..] {
            later.after[side as usize] = snapshot;
        }
    }

    fn after_change(&mut self, moment: usize, side: Side, to: State, ground: Ground) {
        if to == State::TimeWait {
            self.start_time_wait(moment, side);
        } else if let Some(due) = self.due[side as usize].take()
            && ground != Ground::TimeWaitAssumedOver
            && due != u64::MAX
        {
            self.trace.moments[moment].timers.push((Timer::TimeWait, TimerChange::Stopped));
        }
        if to == State::Established
            && let Some(call) = self.connect[side as usize].take()
        {
            let at = self.trace.moments[moment].at;
            self.trace.calls[call].returned = Some((at, Outcome::Done));
            self.trace.moments[moment].returned.push(call);
        }
    }

    fn start_time_wait(&mut self, moment: usize, side: Side) {
        let at = self.trace.moments[moment].at;
        let due = at + ASSUMED_TIME_WAIT;
        let running = self.due[side as usize].replace(due.micros()).is_some();
        let change = if running { TimerChange::Restarted(due) } else { TimerChange::Started(due) };
        self.trace.moments[moment].timers.push((Timer::TimeWait, change));
    }

    /// Ends every TIME-WAIT that is over by then, unless its end still acts.
    fn time_waits_until(&mut self, now: u64) {
        let mut over: Vec<(u64, Side)> =
            Side::BOTH.iter().filter_map(|side| Some((self.due[*side as usize]?, *side))).collect();
        over.sort();
        for (due, side) in over.into_iter().filter(|(due, _)| *due <= now) {
            let acts = |row: &Row| !row.segment.rst && !row.segment.syn;
            if self.next_row(side).is_some_and(acts) {
                self.due[side as usize] = Some(u64::MAX);
                continue;
            }
            let at = Instant::from_micros(due);
            let moment = self.moment(at, side, Cause::Timer(Timer::TimeWait));
            self.trace.moments[moment].timers.push((Timer::TimeWait, TimerChange::Fired));
            let rule = Rule::TimeWaitOver;
            self.ends[side as usize].enter(State::Closed, rule, Ground::TimeWaitAssumedOver);
            self.conclude(moment, side, None, None);
        }
    }

    // ---- what comes ----

    fn arrives(&mut self, at: Instant, index: usize) {
        let way = &self.ways[index];
        let side = way.row.from.peer();
        let Some(flight) = self.flights[index] else { return };
        let moment = self.moment(at, side, Cause::Arrival(flight));
        self.opens_anew(side, &way.row);
        let was = self.ends[side as usize].state;
        let next = self.next_row(side);
        let ignored = self.ends[side as usize].receives(&way.row, next);
        self.trace.moments[moment].ignored = ignored;
        self.conclude(moment, side, frame(way), way.proved);
        self.doubt_arrival(moment, side, was, way);
        let again = was == State::TimeWait && self.ends[side as usize].state == State::TimeWait;
        if again && way.row.segment.fin {
            self.start_time_wait(moment, side);
        }
        self.came[side as usize] = Some((moment, index));
    }

    /// A SYN with other numbers: what was before is over.
    fn opens_anew(&mut self, side: Side, row: &Row) {
        if row.epoch == self.epoch[side as usize] {
            return;
        }
        let (me, comes) = (side as usize, row.from != side);
        self.epoch[me] = row.epoch;
        let initial = self.numbered.initial[row.epoch];
        let initial = [initial[me], initial[1 - me]];
        let answers = self.next_row(side).is_some_and(|next| next.segment.syn);
        let end = &mut self.ends[me];
        if comes && answers && end.state == State::TimeWait {
            end.forget(initial);
            end.enter(State::SynReceived, Rule::NewIncarnation, Ground::OpensAnew);
            return end.take_syn(row);
        }
        if !matches!(end.state, State::Closed | State::Listen) {
            let rule = match end.state {
                State::TimeWait if !comes => Rule::TimeWaitReused,
                State::TimeWait => Rule::TimeWaitOver,
                _ => Rule::Abort,
            };
            end.enter(State::Closed, rule, Ground::OpensAnew);
        }
        end.forget(initial);
        if comes && answers {
            end.enter(State::Listen, Rule::OpenPassive, Ground::OpensAnew);
        }
    }

    fn doubt_arrival(&mut self, moment: usize, side: Side, was: State, way: &Way) {
        let changed = !self.trace.moments[moment].changes.is_empty();
        let Some(frame) = frame(way).filter(|_| changed) else { return };
        if way.row.segment.rst && was == State::TimeWait {
            self.doubts.push(Doubt::ResetInTimeWait { frame });
        } else if way.proved.is_none() && !way.at_receiver && self.next_row(side).is_none() {
            self.doubts.push(Doubt::NotShownToArrive { frame });
        }
    }

    // ---- what leaves ----

    fn leaves(&mut self, at: Instant, index: usize) {
        let way = &self.ways[index];
        let (row, side) = (&way.row, way.row.from);
        let me = side as usize;
        let came = self.came[me].take();
        let answered = came.filter(|(moment, _)| {
            at.since(self.trace.moments[*moment].at).micros() <= ANSWERS_WITHIN && is_answer(way)
        });
        self.opens_anew(side, row);
        let before = self.ends[me].state;
        let answers =
            came.filter(|(moment, _)| at.since(self.trace.moments[*moment].at).micros() <= ANSWERS_WITHIN);
        let unread = self.ends[me].unanswered();
        let rule = match way.note {
            // No rule of ours sends keep-alives: the views tell them by the open window.
            Some(Note::KeepAlive | Note::ZeroWindowProbe) => Rule::Probe,
            _ => self.ends[me].sends(row, way.again, answers.map(|(_, came)| &self.ways[came].row)),
        };
        self.doubt_sending(side, before, unread, way);
        let moment = match answered {
            Some((moment, _)) => moment,
            None => {
                let cause = self.cause(at, side, way, rule);
                self.moment(at, side, cause)
            }
        };
        let flight = self.flight(at, way, rule, moment);
        self.flights[index] = Some(flight);
        self.trace.moments[moment].sent.push(flight);
        self.time_copies(moment, side, way);
        self.conclude(moment, side, frame(way), None);
        if self.due[me] == Some(u64::MAX) && self.ends[me].state == State::TimeWait {
            self.start_time_wait(moment, side);
        }
    }

    /// Of its retransmission timer an end shows nothing but when it fires.
    fn time_copies(&mut self, moment: usize, side: Side, way: &Way) {
        let running = &mut self.retransmits[side as usize];
        let moment = &mut self.trace.moments[moment];
        if *running && way.again && moment.cause == Cause::Timer(Timer::Retransmission) {
            *running = false;
            moment.timers.push((Timer::Retransmission, TimerChange::Fired));
        }
        if let Some(due) = way.copied.filter(|due| !*running && *due > moment.at.micros()) {
            *running = true;
            let due = TimerChange::Started(Instant::from_micros(due));
            moment.timers.push((Timer::Retransmission, due));
        }
    }

    /// Why something leaves by itself.
    fn cause(&mut self, at: Instant, side: Side, way: &Way, rule: Rule) -> Cause {
        let segment = &way.row.segment;
        let step = match segment.kind() {
            _ if way.again => return Cause::Timer(Timer::Retransmission),
            _ if rule == Rule::Probe => {
                return Cause::Timer(Timer::ZeroWindowProbe);
            }
            Kind::Ack => return Cause::Timer(Timer::DelayedAck),
            Kind::Syn => Step::Connect,
            Kind::SynAck => return Cause::Timer(Timer::Retransmission),
            Kind::Data => Step::Send(segment.len),
            Kind::Fin | Kind::Rst if rule == Rule::Close || rule == Rule::CloseUnread => Step::Close,
            Kind::Fin | Kind::Rst => Step::Abort,
        };
        let returned = match step {
            Step::Connect => None,
            Step::Send(octets) => Some((at, Outcome::Octets(octets))),
            _ => Some((at, Outcome::Done)),
        };
        let call = self.trace.calls.len();
        self.trace.calls.push(CallRecord { side, what: Called::Program(step), at, returned });
        if step == Step::Connect {
            self.connect[side as usize] = Some(call);
        }
        Cause::Call(call)
    }

    fn flight(&mut self, at: Instant, way: &Way, rule: Rule, moment: usize) -> usize {
        let row = &way.row;
        let fate = match way.end {
            WayEnd::Arrives(at) => Fate::Arrives(Instant::from_micros(at)),
            WayEnd::Lost(at) => Fate::Lost(Instant::from_micros(at), LostBy::Choice),
        };
        self.trace.flights.push(Flight {
            from: row.from,
            segment: row.segment,
            relative: (row.seq as u32, row.ack.map(|ack| ack as u32)),
            ordinal: self.counters[row.from as usize].count(&row.segment),
            sent: at,
            fate,
            again: way.again,
            copy_of: None,
            rule,
            moment,
        });
        self.frames.push(frame(way));
        let flight = self.frames.len() - 1;
        if let Some(note) = way.note {
            self.notes.push((flight, note));
        }
        flight
    }

    fn doubt_sending(&mut self, side: Side, before: State, unread: u32, way: &Way) {
        let Some(frame) = frame(way) else { return };
        let segment = &way.row.segment;
        if segment.rst {
            if before.is_synchronized() && !self.ends[side as usize].has_sent_fin() && unread > 0 {
                self.doubts.push(Doubt::ResetReason { frame });
            }
        } else if before == State::Closed && !segment.syn {
            self.doubts.push(Doubt::Contradiction { side, frame });
        }
    }

    // ---- the end ----

    fn finish(mut self, until: Instant) -> Replayed {
        let last = self.trace.moments.last().map_or(Instant::START, |moment| moment.at);
        let until = until.max(last);
        self.next = [None; 2];
        self.time_waits_until(until.micros());
        let over = self.ends.iter().all(|end| matches!(end.state, State::Closed | State::Listen));
        let last = self.trace.moments.last().map_or(Instant::START, |moment| moment.at);
        (self.trace.end, self.trace.ended) =
            if over { (last, Ended::Quiet) } else { (until, Ended::Horizon) };
        for side in Side::BOTH {
            let waited = self.inferences.iter().any(|one| one.side == side && one.to == State::TimeWait);
            if waited {
                self.doubts.push(Doubt::TimeWaitLength { side, assumed: ASSUMED_TIME_WAIT });
            }
            match self.ends[side as usize].state {
                State::Closed | State::Listen | State::TimeWait => {}
                state => self.doubts.push(Doubt::CaptureEnded { side, state }),
            }
        }
        Replayed {
            trace: self.trace,
            frames: self.frames,
            notes: self.notes,
            inferences: self.inferences,
            doubts: self.doubts,
        }
    }
}

fn frame(way: &Way) -> Option<u32> {
    way.seen.then_some(way.row.frame)
}

/// Can it be the immediate answer to what has just come? What a program does is a moment of its own.
fn is_answer(way: &Way) -> bool {
    let row = &way.row;
    let asks = matches!(way.note, Some(Note::KeepAlive | Note::ZeroWindowProbe));
    !asks && !way.again && matches!(row.segment.kind(), Kind::Ack | Kind::SynAck | Kind::Rst)
}

/// Both ends before anything is seen.
fn start(numbered: &Numbered) -> [Shadow; 2] {
    let initial = numbered.first_numbers();
    let rows = if numbered.epochs.is_empty() { &[][..] } else { numbered.epoch(0) };
    if numbered.began_before {
        let next = Side::BOTH.map(|side| {
            let sent = rows.iter().filter(|row| row.from == side && !row.segment.rst).map(|row| row.seq);
            let acked = rows.iter().filter(|row| row.from != side && !row.segment.rst);
            let acked = acked.filter_map(|row| row.ack);
            sent.take(1).chain(acked.take(1)).min().unwrap_or(1)
        });
        return Side::BOTH.map(|side| {
            let (me, peer) = (side as usize, side.peer() as usize);
            Shadow::established([initial[me], initial[peer]], [next[me], next[peer]])
        });
    }
    Side::BOTH.map(|side| {
        let answers =
            numbered.rows.iter().any(|row| row.from == side && row.segment.syn && row.ack.is_some());
        let asks = rows.iter().any(|row| row.from == side && row.opens());
        let state = if answers && !asks { State::Listen } else { State::Closed };
        let (me, peer) = (side as usize, side.peer() as usize);
        Shadow::new(state, [initial[me], initial[peer]])
    })
}
