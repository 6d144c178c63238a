//! Runs a case: the peer and the program are the case's lines, the endpoint is one [`Connection`].

use super::compare::{self, Context};
use super::{Case, Start, Step, Wait};
use crate::tcp::{
    Call, Config, Connection, Event, Notice, Output, Rule, Segment, SeqNum, State, State::*, Timer,
};
use crate::time::Instant;
use std::collections::{BTreeSet, VecDeque};

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// The claim of that line did not hold.
    Failed {
        line: usize,
        expected: String,
        got: String,
    },
}

/// More timers than any true case has, so that a long wait comes to an end.
const MOST_EXPIRIES: usize = 10_000;

/// Runs a case in the settings that its profile names.
#[must_use]
pub fn run(case: &Case) -> Verdict {
    run_with(case, case.profile.config())
}

/// Runs a case in the settings of `stack`, as is worth it for those that hold in `any`.
#[must_use]
pub fn run_with(case: &Case, stack: &Config) -> Verdict {
    let connection = reach(&case.start, case.settings(stack));
    if connection.state() != case.start.state {
        let (expected, got) = (format!("a start in {}", case.start.state), connection.state().to_string());
        return Verdict::Failed { line: case.line, expected, got };
    }
    match Runner::new(connection).run(&case.steps) {
        Ok(()) => Verdict::Passed,
        Err(Failure { line, expected, got }) => Verdict::Failed { line, expected, got },
    }
}

/// The rules that the endpoint follows while the case runs, in the settings that its profile names.
#[must_use]
pub fn rules_in(case: &Case) -> BTreeSet<Rule> {
    let mut runner = Runner::new(reach(&case.start, case.settings(case.profile.config())));
    // Where a claim fails the rest is not run.
    let _ = runner.run(&case.steps);
    runner.rules
}

/// Brings a connection to its start state by the shortest exchange without data, all at time 0.
fn reach(start: &Start, config: Config) -> Connection {
    let (snd_nxt, rcv_nxt) = numbers_in(start.state);
    let iss = start.snd_nxt.unwrap_or(SeqNum(snd_nxt)) - snd_nxt;
    let irs = start.rcv_nxt.unwrap_or(SeqNum(rcv_nxt)) - rcv_nxt;
    let mut opening = Opening { connection: Connection::new(config, iss), iss, irs };
    opening.go_to(start.state, start.passive);
    opening.connection
}

/// SND.NXT and RCV.NXT of each start state, counted from the initial numbers.
fn numbers_in(state: State) -> (u32, u32) {
    match state {
        Closed | Listen => (0, 0),
        SynSent => (1, 0),
        SynReceived | Established => (1, 1),
        FinWait1 | FinWait2 => (2, 1),
        CloseWait => (1, 2),
        Closing | LastAck | TimeWait => (2, 2),
    }
}

struct Opening {
    connection: Connection,
    iss: SeqNum,
    irs: SeqNum,
}

impl Opening {
    fn go_to(&mut self, state: State, passive: bool) {
        match state {
            Closed => {}
            Listen => self.call(Call::OpenPassive),
            SynSent => self.call(Call::OpenActive),
            SynReceived => {
                self.go_to(if passive { Listen } else { SynSent }, passive);
                self.arrives(Segment::syn(self.irs, None, 65_535));
            }
            Established => {
                self.go_to(SynSent, false);
                self.arrives(Segment::syn(self.irs, Some(self.iss + 1), 65_535));
            }
            FinWait1 => {
                self.go_to(Established, false);
                self.call(Call::Shutdown);
            }
            FinWait2 => {
                self.go_to(FinWait1, false);
                self.arrives(Segment::ack(self.irs + 1, self.iss + 2, 65_535));
            }
            CloseWait => {
                self.go_to(Established, false);
                self.arrives(Segment::fin(self.irs + 1, self.iss + 1, 65_535));
            }
            Closing => {
                self.go_to(FinWait1, false);
                self.arrives(Segment::fin(self.irs + 1, self.iss + 1, 65_535));
            }
            LastAck => {
                self.go_to(CloseWait, false);
                self.call(Call::Shutdown);
            }
            TimeWait => {
                self.go_to(FinWait2, false);
                self.arrives(Segment::fin(self.irs + 1, self.iss + 2, 65_535));
            }
        }
        self.connection.begin_timing_afresh();
    }

    fn call(&mut self, call: Call) {
        self.connection.handle(Instant::START, Event::Call(call));
    }

    fn arrives(&mut self, segment: Segment) {
        self.connection.handle(Instant::START, Event::Arrives(segment));
    }
}

struct Failure {
    line: usize,
    expected: String,
    got: String,
}

struct Runner {
    connection: Connection,
    now: Instant,
    context: Context,
    /// Sent since the last event, and not yet claimed.
    sent: VecDeque<Segment>,
    /// Told since the last event.
    told: Vec<Notice>,
    /// The last `out` line of this event: after it nothing more may have been sent.
    last_out: Option<usize>,
    /// The line before was a call: another one belongs to the same event.
    calling: bool,
    /// How many timers may still fire.
    expiries_left: usize,
    /// That it has followed so far.
    rules: BTreeSet<Rule>,
}

impl Runner {
    fn new(connection: Connection) -> Self {
        let peer_waits_for = connection.snapshot().snd_nxt;
        Self {
            connection,
            now: Instant::START,
            context: Context { resend: false, peer_waits_for, arrived: None },
            sent: VecDeque::new(),
            told: Vec::new(),
            rules: BTreeSet::new(),
            last_out: None,
            calling: false,
            expiries_left: MOST_EXPIRIES,
        }
    }

    fn run(&mut self, steps: &[(usize, Step)]) -> Result<(), Failure> {
        for (line, step) in steps {
            let call = matches!(step, Step::Call(_));
            if step.is_event() && !(call && self.calling) {
                self.settle()?;
            }
            self.calling = call;
            self.step(*line, step)?;
        }
        self.settle()
    }

    /// Ends an event: what nobody spoke of is forgotten, but one `out` speaks of everything.
    fn settle(&mut self) -> Result<(), Failure> {
        if let Some(line) = self.last_out.take()
            && !self.sent.is_empty()
        {
            let expected = "nothing more".to_owned();
            return Err(Failure { line, expected, got: compare::list(&self.sent) });
        }
        self.sent.clear();
        self.told.clear();
        let peer_waits_for = self.connection.snapshot().snd_nxt;
        self.context = Context { resend: false, peer_waits_for, arrived: None };
        Ok(())
    }

    fn step(&mut self, line: usize, step: &Step) -> Result<(), Failure> {
        match step {
            Step::In(pattern) => {
                self.context.arrived = Some(*pattern.segment());
                self.happen(Event::Arrives(*pattern.segment()));
                Ok(())
            }
            Step::Call(call) => {
                self.happen(Event::Call(*call));
                Ok(())
            }
            Step::After(wait) => {
                self.context.resend = true;
                self.wait(*wait).map_err(|got| {
                    let expected = "a wait that ends".to_owned();
                    Failure { line, expected, got }
                })
            }
            Step::Out(pattern) => {
                let before = compare::list(&self.sent);
                self.last_out = Some(line);
                let met = compare::take(&mut self.sent, pattern, &self.context);
                claim(met, line, || (format!("out {pattern}"), before))
            }
            Step::Quiet => {
                claim(self.sent.is_empty(), line, || ("quiet".to_owned(), compare::list(&self.sent)))
            }
            Step::App(any_of) => {
                let met = any_of.iter().any(|told| compare::was_told(&self.told, *told));
                claim(met, line, || {
                    let words: Vec<String> =
                        any_of.iter().map(|told| compare::told_in_words(*told)).collect();
                    (format!("app {}", words.join(" or ")), compare::list_told(&self.told))
                })
            }
            Step::State(any_of) => {
                let state = self.connection.state();
                claim(any_of.contains(&state), line, || {
                    let names: Vec<&str> = any_of.iter().map(|state| state.name()).collect();
                    (names.join(" or "), state.name().to_owned())
                })
            }
        }
    }

    fn happen(&mut self, event: Event) {
        for output in self.connection.handle(self.now, event) {
            match output {
                Output::Transmit { segment, rule, .. } => {
                    self.rules.insert(rule);
                    self.sent.push_back(segment);
                }
                Output::Notify(notice) => self.told.push(notice),
                Output::Transition { rule, .. } | Output::Ignored(rule) => drop(self.rules.insert(rule)),
                Output::Timer { .. } => {}
            }
        }
    }

    /// Lets time pass, and every timer that comes due fire.
    fn wait(&mut self, wait: Wait) -> Result<(), String> {
        let end = match wait {
            Wait::For(length) => self.now + length,
            Wait::TwoMsl(less) => self.now + (self.connection.config().msl * 2 - less),
            Wait::Rto => {
                let timers = [Timer::Retransmission, Timer::ZeroWindowProbe];
                let next = timers.into_iter().filter_map(|timer| self.connection.timer(timer)).min();
                next.ok_or("neither the retransmission timer nor the probe's runs")?
            }
        };
        while let Some((at, timer)) = self.connection.next_timeout().filter(|(at, _)| *at <= end) {
            self.expiries_left =
                self.expiries_left.checked_sub(1).ok_or(format!("more than {MOST_EXPIRIES} timers"))?;
            self.now = at;
            self.happen(Event::Expires(timer));
        }
        self.now = end;
        Ok(())
    }
}

fn claim(met: bool, line: usize, words: impl FnOnce() -> (String, String)) -> Result<(), Failure> {
    if met {
        return Ok(());
    }
    let (expected, got) = words();
    Err(Failure { line, expected, got })
}
