//! The world around two connections: programs, network, time. A [`Scenario`] goes in, a [`Trace`]
//! comes out, and nothing else has a say: no clock, no global, no lots drawn in order.

pub mod catalog;
pub mod claim;
pub mod compare;
pub mod crowd;
pub mod edits;
mod incarnation;
pub mod link;
pub mod link_code;
pub mod program;
pub mod program_edit;
pub mod program_text;
pub mod questions;
pub mod recording;
pub mod roughness;
pub mod scenario;
pub mod search;
pub mod trace;

pub use roughness::Roughness;
pub use scenario::{Act, Fault, Host, Intervention, Loss, Match, Network, Scenario, Side, Step, Verdict};
pub use trace::{
    CallRecord, Called, Cause, Change, Ended, Errno, Fate, Flight, Moment, Outcome, Trace, Wait, WaitEnd,
};

use crate::tcp::{
    AckDelay, Call, Connection, Event, Notice, Output, Rule, Segment, SeqNum, Timer, TimerChange,
};
use crate::time::{Duration, Instant};
use link::{Counter, judge};
use program::{Program, Want};
use std::collections::VecDeque;

/// So long a 4-tuple is in TIME-WAIT before `tcp_tw_reuse` gives it to a new connection
/// (Documentation/networking/ip-sysctl.rst, `tcp_tw_reuse_delay`).
pub const REUSE_DELAY: Duration = Duration::from_secs(1);

/// No scenario runs longer than so many events.
pub const MOST_STEPS: usize = 10_000;

/// Lets the scenario happen, from its start until nothing more will, or its horizon, or
/// [`MOST_STEPS`] events.
#[must_use]
pub fn simulate(scenario: &Scenario) -> Trace {
    simulate_with(scenario, Roughness::NONE)
}

/// The same on machines that are not ideal.
#[must_use]
pub fn simulate_with(scenario: &Scenario, rough: Roughness) -> Trace {
    run(World::new(scenario, rough))
}

fn run(mut world: World<'_>) -> Trace {
    world.run_program(Side::Client);
    world.run_program(Side::Server);
    let horizon = Instant::START + world.scenario.horizon;
    let mut steps = 0;
    let ended = loop {
        let Some((at, what)) = world.next() else { break Ended::Quiet };
        if at > horizon {
            world.now = horizon;
            break Ended::Horizon;
        }
        if steps >= MOST_STEPS || world.trace.flights.len() >= MOST_STEPS {
            break Ended::Steps;
        }
        steps += 1;
        world.now = at;
        world.happen(what);
    };
    world.trace.end = world.now;
    world.trace.ended = ended;
    world.trace
}

/// The same, where a connection that comes after the first over this 4-tuple has programs of its own:
/// the client's and the server's. A listener is always there.
fn simulate_incarnations(scenario: &Scenario, programs: [&[Step]; 2]) -> Trace {
    let mut world = World::new(scenario, Roughness::NONE);
    world.successors = Some(programs);
    run(world)
}

/// What comes next. At one moment segments come first, a person last: who clicks at the end of a
/// moment has seen all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Arrives(usize),
    Lost(usize),
    Wakes(Side),
    Expires(Side, Timer),
    Person(usize),
}

struct World<'a> {
    scenario: &'a Scenario,
    rough: Roughness,
    now: Instant,
    ends: [Connection; 2],
    programs: [Program; 2],
    counters: [Counter; 2],
    /// How late each side's timers will fire.
    late: [[Duration; Timer::ALL.len()]; 2],
    timers_set: u32,
    /// When each side's program has its turn, where that takes time.
    turns: [Option<Instant>; 2],
    /// When each side's wire is free for its next segment.
    wire_free: [Instant; 2],
    /// In order of arrival (or loss), then of sending.
    under_way: VecDeque<(Instant, usize)>,
    person_next: usize,
    /// The call that each program's blocked step is recorded as.
    blocked_call: [Option<usize>; 2],
    /// A listener stands beside the connection that is not over yet, and takes its place then.
    listener_waits: [bool; 2],
    /// The programs of later incarnations, where they are not those that a person gets.
    successors: Option<[&'a [Step]; 2]>,
    trace: Trace,
}

impl<'a> World<'a> {
    fn new(scenario: &'a Scenario, rough: Roughness) -> Self {
        let mut programs = Side::BOTH.map(|side| Program::new(&scenario.host(side).program));
        let mut ends =
            Side::BOTH.map(|side| Connection::new(scenario.host(side).config(), scenario.host(side).isn));
        if scenario.opening {
            for side in Side::BOTH {
                if programs[side as usize].listens() {
                    ends[side as usize].handle(Instant::START, Event::Call(Call::OpenPassive));
                }
            }
        } else {
            ends = Side::BOTH.map(|side| established(scenario, side));
            for program in &mut programs {
                program.skip_opening();
            }
        }
        let start = [ends[0].snapshot(), ends[1].snapshot()];
        Self {
            scenario,
            rough,
            late: [[Duration::ZERO; Timer::ALL.len()]; 2],
            timers_set: 0,
            now: Instant::START,
            ends,
            programs,
            counters: Default::default(),
            turns: [None; 2],
            wire_free: [Instant::START; 2],
            under_way: VecDeque::new(),
            person_next: 0,
            blocked_call: [None; 2],
            listener_waits: [false; 2],
            successors: None,
            trace: Trace {
                start,
                moments: Vec::new(),
                flights: Vec::new(),
                calls: Vec::new(),
                end: Instant::START,
                ended: Ended::Quiet,
            },
        }
    }

    fn next(&self) -> Option<(Instant, Next)> {
        let mut first: Option<(Instant, Next)> = None;
        let mut consider = |at: Instant, what: Next| {
            if first.is_none_or(|first| (at, what) < first) {
                first = Some((at, what));
            }
        };
        if let Some((at, flight)) = self.under_way.front() {
            let lost = self.trace.flights[*flight].is_lost();
            consider(*at, if lost { Next::Lost(*flight) } else { Next::Arrives(*flight) });
        }
        for side in Side::BOTH {
            let wakes = [self.programs[side as usize].wakes, self.turns[side as usize]];
            for at in wakes.into_iter().flatten() {
                consider(at, Next::Wakes(side));
            }
            for timer in Timer::ALL {
                if let Some(at) = self.ends[side as usize].timer(timer) {
                    consider(at + self.late[side as usize][timer as usize], Next::Expires(side, timer));
                }
            }
        }
        // Interventions are kept in order; one that claims an earlier moment happens now.
        let mut to_come = self.scenario.interventions.iter().enumerate().skip(self.person_next);
        if let Some((index, person)) = to_come.find(|(_, person)| !person.off) {
            consider(person.at.max(self.now), Next::Person(index));
        }
        first
    }

    fn happen(&mut self, what: Next) {
        match what {
            Next::Arrives(flight) => {
                self.under_way.pop_front();
                let side = self.trace.flights[flight].from.peer();
                let segment = self.trace.flights[flight].segment;
                self.event(side, Cause::Arrival(flight), Event::Arrives(segment));
                self.wake_program(side);
                self.ack_after_programs_turn(side);
            }
            Next::Lost(flight) => {
                self.under_way.pop_front();
                let side = self.trace.flights[flight].from;
                self.record(side, Cause::Loss(flight), Vec::new());
            }
            Next::Wakes(side) => {
                let turn = &mut self.turns[side as usize];
                turn.take_if(|at| *at <= self.now);
                self.run_program(side);
            }
            Next::Expires(side, timer) => {
                self.event(side, Cause::Timer(timer), Event::Expires(timer));
                self.run_program(side);
            }
            Next::Person(index) => {
                self.person_next = index + 1;
                let intervention = self.scenario.interventions[index];
                self.person(intervention.side, intervention.act);
                self.run_program(intervention.side);
            }
        }
    }

    /// Feeds one end and records the moment.
    fn event(&mut self, side: Side, cause: Cause, event: Event) -> Vec<Notice> {
        let outputs = self.ends[side as usize].handle(self.now, event);
        self.follow(side, cause, outputs)
    }

    fn follow(&mut self, side: Side, cause: Cause, mut outputs: Vec<Output>) -> Vec<Notice> {
        let notices = outputs
            .iter()
            .filter_map(|output| if let Output::Notify(notice) = output { Some(*notice) } else { None })
            .collect::<Vec<_>>();
        for notice in &notices {
            self.programs[side as usize].notice(*notice);
        }
        // What the old connection told is not for the listener's program.
        self.let_listener_in(side, &mut outputs);
        self.record(side, cause, outputs);
        notices
    }

    fn record(&mut self, side: Side, cause: Cause, outputs: Vec<Output>) {
        let index = self.trace.moments.len();
        self.trace.moments.push(Moment {
            at: self.now,
            side,
            cause,
            changes: Vec::new(),
            sent: Vec::new(),
            notices: Vec::new(),
            timers: Vec::new(),
            ignored: None,
            verdict: matches!(cause, Cause::Arrival(_)).then(|| self.ends[side as usize].take_verdict()),
            returned: Vec::new(),
            after: [self.ends[0].snapshot(), self.ends[1].snapshot()],
        });
        self.add_outputs(index, outputs);
    }

    fn add_outputs(&mut self, index: usize, outputs: Vec<Output>) {
        let side = self.trace.moments[index].side;
        for output in outputs {
            match output {
                Output::Transmit { segment, rule, again } => {
                    let flight = self.transmit(side, segment, rule, again, index);
                    self.trace.moments[index].sent.push(flight);
                }
                Output::Transition { from, to, rule } => {
                    self.trace.moments[index].changes.push(Change { from, to, rule });
                }
                Output::Timer { timer, change } => {
                    if let TimerChange::Started(at) | TimerChange::Restarted(at) = change {
                        self.timers_set += 1;
                        let late = self.rough.lateness(side, self.timers_set, at.since(self.now));
                        self.late[side as usize][timer as usize] = late;
                    }
                    self.trace.moments[index].timers.push((timer, change));
                }
                Output::Notify(notice) => self.trace.moments[index].notices.push(notice),
                Output::Ignored(rule) => self.trace.moments[index].ignored = Some(rule),
            }
        }
        self.trace.moments[index].after = [self.ends[0].snapshot(), self.ends[1].snapshot()];
    }

    /// Puts a segment on the wire as soon as that is free, and lets the network decide.
    fn transmit(&mut self, from: Side, segment: Segment, rule: Rule, again: bool, moment: usize) -> usize {
        let network = &self.scenario.network;
        let sent = self.now.max(self.wire_free[from as usize]);
        self.wire_free[from as usize] = sent + network.spacing;
        let ordinal = self.counters[from as usize].count(&segment);
        let delay = network.delay[from as usize] + self.rough.hop;
        let (fate, copy) = match judge(network, from, &segment, ordinal, sent) {
            // Somewhat past the middle, where an eye looks for it.
            Err(by) => (Fate::Lost(sent + Duration::from_micros(delay.micros() / 20 * 11), by), None),
            Ok(Verdict::Delay(extra)) => (Fate::Arrives(sent + delay + extra), None),
            Ok(Verdict::Advance(less)) => {
                let least = Duration::from_micros(delay.micros() / 10);
                let left = Duration::from_micros(delay.micros().saturating_sub(less.micros()));
                (Fate::Arrives(sent + left.max(least)), None)
            }
            Ok(Verdict::Duplicate(later)) => (Fate::Arrives(sent + delay), Some(sent + delay + later)),
            Ok(Verdict::Deliver | Verdict::Lose) => (Fate::Arrives(sent + delay), None),
        };
        let relative = self.relative(from, &segment);
        let flight =
            Flight { from, segment, relative, ordinal, sent, fate, again, copy_of: None, rule, moment };
        let index = self.launch(flight.clone());
        if let Some(at) = copy {
            self.launch(Flight { fate: Fate::Arrives(at), copy_of: Some(index), ..flight });
        }
        index
    }

    fn launch(&mut self, flight: Flight) -> usize {
        let index = self.trace.flights.len();
        let key = (flight.until(), index);
        self.under_way.insert(self.under_way.partition_point(|other| *other < key), key);
        self.trace.flights.push(flight);
        index
    }

    /// Numbers counted from the initial ones. After a new opening on one side, old numbers are still
    /// about: each counts from the nearer of what its sender and what the other end call the first.
    fn relative(&self, from: Side, segment: &Segment) -> (u32, Option<u32>) {
        let (own, peer) = (&self.ends[from as usize], &self.ends[from.peer() as usize]);
        let ((iss, irs), (peer_iss, peer_irs)) = (own.initial_numbers(), peer.initial_numbers());
        let nearer = |number: SeqNum, first: SeqNum, learned: SeqNum| {
            let distance = number.distance_from(first);
            // Zero is what an end that has learned nothing has.
            if learned == SeqNum(0) { distance } else { distance.min(number.distance_from(learned)) }
        };
        // The reset of an end that has no numbers says SEQ=0, and means no more than that.
        let unopened = segment.rst && segment.ack.is_some() && segment.seq == SeqNum(0);
        let seq = if unopened { 0 } else { nearer(segment.seq, iss, peer_irs) };
        (seq, segment.ack.map(|ack| nearer(ack, peer_iss, irs)))
    }

    /// An ACK that only waited for the program's turn belongs to the arrival, if the program did
    /// nothing that came between.
    fn ack_after_programs_turn(&mut self, side: Side) {
        let end = &mut self.ends[side as usize];
        let due = end.config().ack_delay == AckDelay::After(Duration::ZERO)
            && end.timer(Timer::DelayedAck) == Some(self.now);
        let last = self.trace.moments.len() - 1;
        let alone = matches!(self.trace.moments[last].cause, Cause::Arrival(_));
        if due && alone {
            let outputs = end.handle(self.now, Event::Expires(Timer::DelayedAck));
            self.add_outputs(last, outputs);
        }
    }

    // ---- programs and people ----

    fn wake_program(&mut self, side: Side) {
        if self.rough.reaction == Duration::ZERO {
            return self.run_program(side);
        }
        let soon = self.now + self.rough.reaction;
        self.turns[side as usize].get_or_insert(soon);
    }

    /// Lets a program run until it blocks.
    fn run_program(&mut self, side: Side) {
        let which = side as usize;
        loop {
            if let Some((_, outcome)) = self.programs[which].returns(self.now, &self.ends[which]) {
                self.return_blocked(side, outcome);
            }
            let (index, step, notices) = match self.programs[which].wants(&self.ends[which]) {
                Want::Nothing => return,
                Want::Receive(most) => {
                    let outputs = self.ends[which].handle(self.now, Event::Call(Call::Receive(most)));
                    let octets = self.take_read(side, outputs);
                    self.programs[which].read(octets);
                    continue;
                }
                Want::Begin(step) => (self.begin_call(side, Called::Program(step)), step, Vec::new()),
                Want::Call(step, call) => {
                    let index = self.begin_call(side, Called::Program(step));
                    (index, step, self.event(side, Cause::Call(index), Event::Call(call)))
                }
            };
            let state = self.ends[which].state();
            match self.programs[which].called(self.now, step, &notices, state) {
                Some(outcome) => self.trace.calls[index].returned = Some((self.now, outcome)),
                None => self.blocked_call[which] = Some(index),
            }
        }
    }

    /// How many octets a RECEIVE gave. What else came of it (a window update) is part of what
    /// brought the octets; where they lay there before, the read is a moment of its own.
    fn take_read(&mut self, side: Side, outputs: Vec<Output>) -> u32 {
        let octets = outputs
            .iter()
            .map(|output| if let Output::Notify(Notice::Received(n)) = output { *n } else { 0 });
        let octets = octets.sum();
        let rest = outputs.into_iter().filter(|output| !matches!(output, Output::Notify(_))).collect();
        let now = self.now;
        let last = self.trace.moments.iter().rposition(|moment| (moment.at, moment.side) == (now, side));
        match (last, self.blocked_call[side as usize]) {
            (Some(last), _) if last + 1 == self.trace.moments.len() => self.add_outputs(last, rest),
            (_, Some(call)) => self.record(side, Cause::Call(call), rest),
            (_, None) => {}
        }
        octets
    }

    fn begin_call(&mut self, side: Side, what: Called) -> usize {
        self.trace.calls.push(CallRecord { side, what, at: self.now, returned: None });
        self.trace.calls.len() - 1
    }

    fn return_blocked(&mut self, side: Side, outcome: Outcome) {
        let Some(index) = self.blocked_call[side as usize].take() else { return };
        self.trace.calls[index].returned = Some((self.now, outcome));
        let now = self.now;
        if let Some(moment) = self.trace.moments.last_mut().filter(|m| m.at == now && m.side == side) {
            moment.returned.push(index);
        }
    }
}

fn established(scenario: &Scenario, side: Side) -> Connection {
    let (host, peer) = (scenario.host(side), scenario.host(side.peer()));
    let octets = [scenario.before[side as usize], scenario.before[side.peer() as usize]];
    let window = peer.config().receive_buffer;
    Connection::established(host.config(), side == Side::Server, [host.isn, peer.isn], octets, window)
}
