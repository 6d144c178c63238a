//! A member's life: what the machine makes of the circumstances that it meets.

use super::super::program::opening_steps;
use super::super::scenario::{Act, Fault, Intervention, Loss, Match, Scenario, Side, Step, Verdict};
use super::super::trace::{Called, Cause, Ended, Outcome, Trace};
use super::super::{simulate, simulate_incarnations};
use crate::tcp::{Kind, Notice, State};
use crate::time::{Duration, Instant};

/// The circumstances: two members with equal ones live equal lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plan {
    /// The first member, with everything that was done to it.
    pub drawn: bool,
    /// Which of the lots falls on it.
    pub lot: u32,
    /// When it starts, where the network does not stay as it is; `None`: it is well all the time.
    pub clock: Option<Instant>,
    /// The backlog is full when the client's SYNs up to this one arrive.
    pub dropped_syns: u32,
    pub accepted: Accepted,
    /// Nobody listens.
    pub refused: bool,
    /// When the server's process ends, counted from the start of the connection.
    pub restart: Option<Duration>,
    /// The next connection over the same 4-tuple, with its start counted from the first one's.
    pub next: Option<Next>,
    /// When each end is over because another member has got the 4-tuple.
    pub cut: [Option<Duration>; 2],
}

/// A connection that may meet what is left of the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Next {
    pub start: Duration,
    pub accepted: Accepted,
    /// Losses begin with it.
    pub spared: bool,
}

/// When the server has a descriptor for a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accepted {
    #[default]
    AtOnce,
    /// So long after the connection's start.
    Late(Duration),
    Never,
}

/// A stay in one state, counted from the member's start; without `until` it stays for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub state: State,
    pub from: Duration,
    pub until: Option<Duration>,
}

/// All that the others notice of a member, counted from its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// Each end's states but CLOSED and LISTEN.
    pub spans: [Vec<Span>; 2],
    /// The SYN that the server takes: when it arrives, and its number among the client's.
    pub syn: Option<(Duration, u32)>,
    /// It waits for accept() from then on.
    pub queued: Option<Duration>,
    /// accept() returns it.
    pub accepted: Option<Duration>,
    /// The server's program gives the descriptor back.
    pub closed: Option<Duration>,
    /// connect() returns ECONNREFUSED.
    pub refused: Option<Duration>,
    /// Nothing happens any more by itself.
    pub quiet: Option<Duration>,
    /// The last segment has left.
    pub last_sent: Duration,
}

impl Life {
    /// When that end is CLOSED for good; `None`: never.
    pub fn over(&self, side: Side) -> Option<Duration> {
        self.spans[side as usize].last().map_or(Some(Duration::ZERO), |last| last.until)
    }

    /// When the client's TIME-WAIT begins.
    pub fn time_wait(&self) -> Option<Duration> {
        let last = self.spans[Side::Client as usize].last()?;
        (last.state == State::TimeWait).then_some(last.from)
    }
}

impl Plan {
    /// When its last connection starts, counted from the first one's start.
    pub fn last_start(&self) -> Duration {
        self.next.map_or(Duration::ZERO, |next| next.start)
    }
}

/// The lives of that plan: the connection's, and the next one's where it has one.
pub fn lives(scenario: &Scenario, plan: &Plan) -> Vec<Life> {
    let planned = planned(scenario, plan);
    let (trace, starts) = match plan.next {
        None => (simulate(&planned), vec![Duration::ZERO]),
        Some(next) => (incarnations(scenario, planned, next), vec![Duration::ZERO, next.start]),
    };
    let mut lives = Reader::new(&trace, starts).read(plan.next);
    if let Some(life) = lives.last_mut() {
        for (spans, cut) in life.spans.iter_mut().zip(plan.cut) {
            let Some(cut) = cut else { continue };
            spans.retain(|span| span.from < cut);
            if let Some(last) = spans.last_mut() {
                last.until = Some(last.until.map_or(cut, |until| until.min(cut)));
            }
        }
    }
    lives
}

// ---- the plan as a scenario ----

fn planned(scenario: &Scenario, plan: &Plan) -> Scenario {
    let mut planned = scenario.with_opening(true);
    planned.crowd = None;
    let network = &mut planned.network;
    if !plan.drawn {
        network.faults.clear();
        planned.interventions.clear();
    }
    match plan.clock {
        None => (network.loss, network.down) = (None, None),
        Some(start) => {
            let shift = |at: Instant| Instant::START + at.since(start);
            let spared = plan.next.filter(|next| next.spared).map_or(Duration::ZERO, |next| next.start);
            network.loss = network.loss.map(|loss| Loss {
                seed: loss.seed.wrapping_add(plan.lot),
                from: shift(loss.from).max(Instant::START + spared),
                ..loss
            });
            network.down = network.down.map(|(from, to)| (shift(from), shift(to)));
        }
    }
    for nth in 1..=plan.dropped_syns {
        let (of, nth) = (Match::Kind(Kind::Syn), Some(nth));
        network.faults.push(Fault { from: Side::Client, of, nth, verdict: Verdict::Lose, off: false });
    }
    let server = &mut planned.server.program;
    match plan.accepted {
        _ if plan.refused => server.clear(),
        Accepted::AtOnce => {}
        Accepted::Late(at) => {
            let accept = server.iter().position(|step| *step == Step::Accept).unwrap_or_default();
            let before = server[..accept].iter().map(|step| match step {
                Step::Sleep(time) => *time,
                _ => Duration::ZERO,
            });
            let before = before.fold(Duration::ZERO, |sum, time| sum + time);
            server.insert(accept, Step::Sleep(at - before));
        }
        // The listener is there, its program is not.
        Accepted::Never => server.insert(0, Step::Keep),
    }
    if let Some(at) = plan.restart {
        let at = Instant::START + at;
        // The system closes what the process had; what it had not accepted yet is reset.
        let next = plan.next.filter(|next| Instant::START + next.start <= at);
        let accepted =
            lives(scenario, &Plan { restart: None, ..plan.clone() })[usize::from(next.is_some())].accepted;
        let start = Instant::START + next.map_or(Duration::ZERO, |next| next.start);
        let had = accepted.is_some_and(|accepted| start + accepted <= at);
        let act = if had { Act::Close } else { Act::Abort };
        add(&mut planned, Intervention { at, side: Side::Server, act, off: false });
    }
    planned
}

fn add(scenario: &mut Scenario, intervention: Intervention) {
    let all = &mut scenario.interventions;
    all.insert(all.partition_point(|other| other.at <= intervention.at), intervention);
}

/// The client connects again from the same port.
fn incarnations(scenario: &Scenario, mut planned: Scenario, next: Next) -> Trace {
    let at = Instant::START + next.start;
    add(&mut planned, Intervention { at, side: Side::Client, act: Act::Connect, off: false });
    let plain = scenario.with_opening(true).server.program;
    let server = match next.accepted {
        Accepted::AtOnce => plain,
        // It starts when the SYN arrives.
        Accepted::Late(at) => {
            let wait = Step::Sleep(at - planned.network.delay[Side::Client as usize]);
            [&[wait], &plain[opening_steps(&plain)..]].concat()
        }
        Accepted::Never => Vec::new(),
    };
    simulate_incarnations(&planned, [&planned.client.program, &server])
}

// ---- the trace as lives ----

/// Reads the lives of a trace's incarnations. The client's end belongs to the next one when that
/// connects, the server's when it takes that one's SYN.
struct Reader<'a> {
    trace: &'a Trace,
    starts: Vec<Duration>,
    lives: Vec<Life>,
}

impl<'a> Reader<'a> {
    fn new(trace: &'a Trace, starts: Vec<Duration>) -> Self {
        let lives = vec![Life::default(); starts.len()];
        Self { trace, starts, lives }
    }

    fn read(mut self, next: Option<Next>) -> Vec<Life> {
        let mut owners = [0, 0];
        for moment in &self.trace.moments {
            let at = moment.at.since(Instant::START);
            let connects = |what: Called| what == Called::Person(Act::Connect);
            let called = match moment.cause {
                Cause::Call(call) => Some(self.trace.calls[call].what),
                Cause::Arrival(_) | Cause::Loss(_) | Cause::Timer(_) => None,
            };
            let which = moment.side as usize;
            for change in &moment.changes {
                let next = (owners[0] + 1).min(self.starts.len() - 1);
                match (moment.side, change.to) {
                    (Side::Client, State::SynSent) if called.is_some_and(connects) => owners[0] = next,
                    (Side::Server, State::SynReceived) => {
                        owners[1] = owners[0];
                        let start = self.starts[owners[1]];
                        if let Cause::Arrival(syn) = moment.cause {
                            let nth = self.trace.flights[syn].ordinal.of_kind;
                            self.lives[owners[1]].syn.get_or_insert((at - start, nth));
                        }
                    }
                    _ => {}
                }
                let owner = owners[which];
                self.enter(moment.side, owner, at, change.to);
            }
            if moment.side == Side::Client {
                let life = &mut self.lives[owners[0]];
                let gone = moment.notices.contains(&Notice::Refused);
                life.refused = life.refused.or(gone.then_some(at - self.starts[owners[0]]));
            }
        }
        self.calls(next);
        let quiet = (self.trace.ended == Ended::Quiet).then_some(self.trace.end.since(Instant::START));
        let sent = self.trace.flights.iter().map(|flight| flight.sent.since(Instant::START)).max();
        for (life, start) in self.lives.iter_mut().zip(&self.starts) {
            life.quiet = quiet.map(|quiet| quiet - *start);
            life.last_sent = sent.unwrap_or_default() - *start;
        }
        self.lives
    }

    fn enter(&mut self, side: Side, owner: usize, at: Duration, state: State) {
        let which = side as usize;
        // What was open ends now, whoever it belongs to.
        for (life, start) in self.lives.iter_mut().zip(&self.starts) {
            let open = life.spans[which].last_mut().filter(|span| span.until.is_none());
            if let Some(span) = open {
                span.until = Some(at - *start);
            }
            life.spans[which].retain(|span| span.until != Some(span.from));
        }
        let (life, from) = (&mut self.lives[owner], at - self.starts[owner]);
        if !matches!(state, State::Closed | State::Listen) {
            life.spans[which].push(Span { state, from, until: None });
        }
        if side == Side::Server && state == State::Established {
            life.queued.get_or_insert(from);
        }
    }

    /// When each connection is accepted, and its descriptor given back.
    fn calls(&mut self, planned: Option<Next>) {
        for (index, life) in self.lives.iter_mut().enumerate() {
            let start = Instant::START + self.starts[index];
            life.accepted = match planned.filter(|_| index > 0).map(|next| next.accepted) {
                // Its accept() is on record.
                None => self.trace.calls.iter().find_map(|call| {
                    let accept = call.side == Side::Server && call.what == Called::Program(Step::Accept);
                    let (at, outcome) = call.returned.filter(|_| accept)?;
                    (outcome == Outcome::Done).then(|| at.since(start))
                }),
                Some(Accepted::AtOnce) => life.queued,
                Some(Accepted::Late(at)) => life.queued.map(|queued| queued.max(at)),
                Some(Accepted::Never) => None,
            };
            let Some(accepted) = life.accepted else { continue };
            let next = self.starts.get(index + 1).map(|next| Instant::START + *next);
            let closes = |what: Called| {
                matches!(
                    what,
                    Called::Program(Step::Close | Step::Abort) | Called::Person(Act::Close | Act::Abort)
                )
            };
            let mut own =
                self.trace.calls.iter().filter(|call| call.side == Side::Server && closes(call.what));
            let closed =
                own.find(|call| call.at >= start + accepted && next.is_none_or(|next| call.at < next));
            life.closed = closed.map(|call| call.at.since(start));
        }
    }
}
