//! A side's program: runs its steps one after the other, blocks where a real one would, and gets
//! back what a real one would.

use super::scenario::{Act, Step};
use super::trace::{Called, Errno, Outcome};
use crate::tcp::{Call, CallError, Connection, Notice, State};
use crate::time::{Duration, Instant};

/// What the program wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Begin this step by making this call; tell what came of it with [`Program::called`].
    Call(Step, Call),
    /// Begin this step, which only waits; tell it with [`Program::called`] too.
    Begin(Step),
    /// A blocked read takes up to so many octets; tell how many with [`Program::read`].
    Receive(u32),
    /// It waits: for the connection, for a moment, or for ever.
    Nothing,
}

/// A program and how far it has come.
#[derive(Clone, Debug)]
pub struct Program {
    steps: Vec<Step>,
    next: usize,
    /// The step that blocks, and since it blocks what it has read.
    blocked: Option<(Step, u32)>,
    pub wakes: Option<Instant>,
    /// What the socket will say at the next call, once.
    error: Option<Errno>,
    connected: bool,
    end_of_data: bool,
    /// The descriptor is closed.
    over: bool,
}

impl Program {
    #[must_use]
    pub fn new(steps: &[Step]) -> Self {
        Self {
            steps: steps.to_vec(),
            next: 0,
            blocked: None,
            wakes: None,
            error: None,
            connected: false,
            end_of_data: false,
            over: false,
        }
    }

    /// Skips what leads to the connection: the scenario begins ESTABLISHED.
    pub fn skip_opening(&mut self) {
        self.next = opening_steps(&self.steps);
        self.connected = true;
    }

    /// A listener is there from the start, whatever the program does first.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Accept | Step::Unlisten))
    }

    /// What closing the listening socket asks of a connection that waits to be accepted.
    fn unlisten(&self, state: State) -> Option<Call> {
        let accepted = self.steps[..self.next].contains(&Step::Accept);
        match state {
            _ if accepted => None,
            State::Closed => None,
            State::Listen => Some(Call::Close),
            _ => Some(Call::Abort),
        }
    }

    /// What the connection tells.
    pub fn notice(&mut self, notice: Notice) {
        match notice {
            Notice::Connected => self.connected = true,
            Notice::EndOfData => self.end_of_data = true,
            // Whoever has seen the end of data only learns that nobody listens any more.
            Notice::Reset if self.end_of_data => self.error = Some(Errno::BrokenPipe),
            Notice::Reset => self.error = Some(Errno::ConnectionReset),
            Notice::Refused => self.error = Some(Errno::ConnectionRefused),
            Notice::TimedOut => self.error = Some(Errno::TimedOut),
            Notice::Arrived(_) | Notice::Received(_) | Notice::Closed | Notice::Error(_) => {}
        }
    }

    /// A new connection opens after one that is over, by a call that has begun. A program that has run
    /// to its end does not run again: what takes its place, where nothing else is given, reads and
    /// never closes.
    pub fn opens_anew(&mut self, steps: Option<&[Step]>) {
        let ended = self.over || self.next >= self.steps.len();
        if let Some(steps) = steps.or(ended.then_some(&[Step::ReadToEof, Step::Keep])) {
            *self = Self::new(steps);
            self.next = opening_steps(steps);
            self.blocked = self.next.checked_sub(1).map(|opening| (steps[opening], 0));
        }
        (self.connected, self.end_of_data, self.error) = (false, false, None);
    }

    /// It has given its descriptor back: what is left of the connection is the system's.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Nothing will ever close its descriptor: no step is left that could.
    #[must_use]
    pub fn leaks(&self) -> bool {
        let idle = matches!(self.blocked, None | Some((Step::Keep, _)));
        !self.over && idle && self.next >= self.steps.len()
    }

    /// A person has done something with the same socket, and the call brought `notices` and left the
    /// connection in `state`. Returns its outcome. After close() or abort() there is no descriptor
    /// left, so the program ends.
    pub fn person(&mut self, act: Act, notices: &[Notice], state: State) -> Outcome {
        let refused = refusal_in(notices);
        let had_descriptor = !self.over;
        let done = if let Act::Send(octets) = act { Outcome::Octets(octets) } else { Outcome::Done };
        if matches!(act, Act::Close | Act::Abort) {
            self.over = true;
            self.blocked = None;
            self.wakes = None;
        }
        match act {
            Act::Listen if refused.is_some() => Outcome::Failed(Errno::AddressInUse),
            // A new socket is meant, but its 4-tuple is taken.
            Act::Connect if refused.is_some() && (!had_descriptor || state == State::TimeWait) => {
                Outcome::Failed(Errno::AddressNotAvailable)
            }
            Act::Connect if refused.is_some() => Outcome::Failed(Errno::IsConnected),
            Act::Connect | Act::Listen => done,
            _ if refused.is_some() && !had_descriptor => Outcome::Failed(Errno::BadDescriptor),
            Act::Send(_) => self.outcome_of(refused, Errno::BrokenPipe, done),
            Act::Shutdown => self.outcome_of(refused, Errno::NotConnected, done),
            // They free the descriptor whatever has become of the connection.
            Act::Close | Act::Abort => done,
        }
    }

    /// The blocked step's outcome, if it need not block any longer.
    pub fn returns(&mut self, now: Instant, connection: &Connection) -> Option<(Step, Outcome)> {
        let (step, read) = self.blocked?;
        let outcome = match step {
            Step::Connect | Step::Accept => {
                if self.connected {
                    Outcome::Done
                } else {
                    Outcome::Failed(self.error.take()?)
                }
            }
            Step::Sleep(_) => {
                self.wakes.filter(|at| *at <= now)?;
                self.wakes = None;
                Outcome::Done
            }
            Step::Read(wanted) if read >= wanted => Outcome::Octets(read),
            Step::Read(_) | Step::ReadToEof => {
                if connection.snapshot().unread > 0 {
                    return None;
                }
                // What the peer said in order stays true, whatever broke afterwards.
                if self.end_of_data {
                    Outcome::EndOfData(read)
                } else if let Some(error) = self.error.take() {
                    Outcome::Failed(error)
                } else if connection.state() == State::Closed && self.connected {
                    // The error was told before: from then on there is nothing more to come.
                    Outcome::EndOfData(read)
                } else if connection.state() == State::Closed {
                    Outcome::Failed(Errno::NotConnected)
                } else {
                    return None;
                }
            }
            Step::Keep | Step::Send(_) | Step::Shutdown | Step::Close | Step::Abort | Step::Unlisten => {
                return None;
            }
        };
        self.blocked = None;
        Some((step, outcome))
    }

    /// What to ask of the connection now: a blocked read takes what has come, a program that is
    /// not blocked begins its next step.
    #[must_use]
    pub fn wants(&self, connection: &Connection) -> Want {
        if self.over {
            return Want::Nothing;
        }
        if let Some((step, read)) = self.blocked {
            let most = match step {
                Step::Read(wanted) => wanted.saturating_sub(read),
                Step::ReadToEof => u32::MAX,
                Step::Connect
                | Step::Accept
                | Step::Send(_)
                | Step::Shutdown
                | Step::Close
                | Step::Abort
                | Step::Sleep(_)
                | Step::Keep
                | Step::Unlisten => 0,
            };
            let there = connection.snapshot().unread;
            return if most > 0 && there > 0 { Want::Receive(most) } else { Want::Nothing };
        }
        let Some(step) = self.steps.get(self.next).copied() else { return Want::Nothing };
        let call = match step {
            Step::Connect => Call::OpenActive,
            // Listening began with the scenario; the others only wait.
            Step::Accept | Step::Read(_) | Step::ReadToEof | Step::Sleep(_) | Step::Keep => {
                return Want::Begin(step);
            }
            Step::Unlisten => match self.unlisten(connection.state()) {
                Some(call) => call,
                None => return Want::Begin(step),
            },
            Step::Send(octets) => Call::Send(octets),
            Step::Shutdown => Call::Shutdown,
            Step::Close => Call::Close,
            Step::Abort => Call::Abort,
        };
        Want::Call(step, call)
    }

    /// The blocked read has taken so many octets.
    pub fn read(&mut self, octets: u32) {
        if let Some((_, read)) = &mut self.blocked {
            *read += octets;
        }
    }

    /// The step has begun, and its call brought `notices` and left the connection in `state`. Returns
    /// its outcome, `None` if it blocks.
    pub fn called(&mut self, now: Instant, step: Step, notices: &[Notice], state: State) -> Option<Outcome> {
        self.next += 1;
        let refused = refusal_in(notices);
        match step {
            Step::Connect if refused.is_some() => Some(Outcome::Failed(Errno::IsConnected)),
            Step::Connect | Step::Accept | Step::Read(_) | Step::ReadToEof | Step::Keep => {
                self.blocked = Some((step, 0));
                None
            }
            Step::Sleep(time) => {
                self.blocked = Some((step, 0));
                self.wakes = Some(now + time.max(Duration::from_micros(1)));
                None
            }
            Step::Send(octets) => Some(self.outcome_of(refused, Errno::BrokenPipe, Outcome::Octets(octets))),
            // A second one finds that all is done.
            Step::Shutdown => {
                let gone = refused.is_some() && matches!(state, State::Closed | State::TimeWait);
                Some(if gone { Outcome::Failed(Errno::NotConnected) } else { Outcome::Done })
            }
            Step::Unlisten => Some(Outcome::Done),
            // close() frees the descriptor whatever has become of the connection.
            Step::Close | Step::Abort => {
                self.over = true;
                Some(Outcome::Done)
            }
        }
    }

    fn outcome_of(&mut self, refused: Option<CallError>, errno: Errno, done: Outcome) -> Outcome {
        match refused {
            Some(_) => Outcome::Failed(self.error.take().unwrap_or(errno)),
            None => done,
        }
    }
}

/// How many steps of a program lead to the connection, and are skipped where it is there already.
#[must_use]
pub fn opening_steps(program: &[Step]) -> usize {
    let opening = program.iter().position(|step| matches!(step, Step::Connect | Step::Accept));
    opening.map_or(0, |index| index + 1)
}

/// What a person's act asks of the connection.
#[must_use]
pub fn call_of(act: Act) -> Call {
    match act {
        Act::Connect => Call::OpenActive,
        Act::Listen => Call::OpenPassive,
        Act::Send(octets) => Call::Send(octets),
        Act::Shutdown => Call::Shutdown,
        Act::Close => Call::Close,
        Act::Abort => Call::Abort,
    }
}

fn refusal_in(notices: &[Notice]) -> Option<CallError> {
    notices.iter().find_map(|notice| if let Notice::Error(error) = notice { Some(*error) } else { None })
}

/// Is this a call that a person would want to see? Pauses are none.
#[must_use]
pub fn is_call(what: Called) -> bool {
    !matches!(what, Called::Program(Step::Sleep(_) | Step::Keep))
}
