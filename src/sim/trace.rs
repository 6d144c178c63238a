//! A trace: everything that happened in a scenario, as one value that all views read.

use super::link::{LostBy, Ordinal};
use super::scenario::{Act, Side, Step};
use crate::tcp::{Notice, Rule, Segment, Snapshot, State, Timer, TimerChange, Verdict};
use crate::time::Instant;
use serde::Serialize;

/// One segment on its way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flight {
    pub from: Side,
    pub segment: Segment,
    /// SEQ and ACK counted from each side's initial number (the SYN is 0).
    pub relative: (u32, Option<u32>),
    pub ordinal: Ordinal,
    pub sent: Instant,
    pub fate: Fate,
    /// A retransmission.
    pub again: bool,
    /// The network made it: a second copy of that flight.
    pub copy_of: Option<usize>,
    pub rule: Rule,
    /// The moment in which it was sent.
    pub moment: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    Arrives(Instant),
    /// Gone at this moment, on its way.
    Lost(Instant, LostBy),
}

impl Flight {
    /// When its way ends, one way or the other.
    #[must_use]
    pub fn until(&self) -> Instant {
        match self.fate {
            Fate::Arrives(at) | Fate::Lost(at, _) => at,
        }
    }

    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self.fate, Fate::Lost(..))
    }
}

/// What made a moment happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A socket call (index into [`Trace::calls`]).
    Call(usize),
    /// A segment arrives (index into [`Trace::flights`]).
    Arrival(usize),
    /// The network loses a segment.
    Loss(usize),
    Timer(Timer),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub from: State,
    pub to: State,
    pub rule: Rule,
}

/// One event with all that follows from it in the same instant. Steps, story and screen reader go
/// from moment to moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    pub at: Instant,
    pub side: Side,
    pub cause: Cause,
    pub changes: Vec<Change>,
    /// Indices into [`Trace::flights`].
    pub sent: Vec<usize>,
    pub notices: Vec<Notice>,
    pub timers: Vec<(Timer, TimerChange)>,
    pub ignored: Option<Rule>,
    /// How far the segment came that arrives in this moment.
    pub verdict: Option<Verdict>,
    /// Calls that returned because of it (indices into [`Trace::calls`]).
    pub returned: Vec<usize>,
    /// Both ends afterwards: client, server.
    pub after: [Snapshot; 2],
}

impl Moment {
    /// The segment that it is about: what arrives or is lost, else the first one sent.
    #[must_use]
    pub fn flight(&self) -> Option<usize> {
        match self.cause {
            Cause::Arrival(flight) | Cause::Loss(flight) => Some(flight),
            Cause::Call(_) | Cause::Timer(_) => self.sent.first().copied(),
        }
    }
}

/// One socket call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallRecord {
    pub side: Side,
    pub what: Called,
    pub at: Instant,
    /// `None`: it blocks to the end.
    pub returned: Option<(Instant, Outcome)>,
}

/// Who called what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Called {
    Program(Step),
    Person(Act),
}

/// What a socket call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Done,
    /// So many octets.
    Octets(u32),
    /// So many octets, then the end of data.
    EndOfData(u32),
    Failed(Errno),
}

/// The errors that programs meet when connections end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Errno {
    #[serde(rename = "EPIPE")]
    BrokenPipe,
    #[serde(rename = "ECONNRESET")]
    ConnectionReset,
    #[serde(rename = "ECONNREFUSED")]
    ConnectionRefused,
    #[serde(rename = "ETIMEDOUT")]
    TimedOut,
    #[serde(rename = "ENOTCONN")]
    NotConnected,
    #[serde(rename = "EISCONN")]
    IsConnected,
    #[serde(rename = "EBADF")]
    BadDescriptor,
    #[serde(rename = "EADDRINUSE")]
    AddressInUse,
    #[serde(rename = "EADDRNOTAVAIL")]
    AddressNotAvailable,
    #[serde(rename = "EMFILE")]
    TooManyFiles,
}

impl Errno {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BrokenPipe => "EPIPE",
            Self::ConnectionReset => "ECONNRESET",
            Self::ConnectionRefused => "ECONNREFUSED",
            Self::TimedOut => "ETIMEDOUT",
            Self::NotConnected => "ENOTCONN",
            Self::IsConnected => "EISCONN",
            Self::BadDescriptor => "EBADF",
            Self::AddressInUse => "EADDRINUSE",
            Self::AddressNotAvailable => "EADDRNOTAVAIL",
            Self::TooManyFiles => "EMFILE",
        }
    }
}

/// Why the trace ends where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// Nothing more will happen by itself.
    Quiet,
    /// The scenario's horizon was reached.
    Horizon,
    /// The step limit was reached.
    Steps,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    /// Both ends at the start: client, server.
    pub start: [Snapshot; 2],
    pub moments: Vec<Moment>,
    pub flights: Vec<Flight>,
    pub calls: Vec<CallRecord>,
    pub end: Instant,
    pub ended: Ended,
}

/// A run of one timer, from its start to whatever ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Wait {
    pub side: Side,
    pub timer: Timer,
    pub from: Instant,
    /// When it was to fire.
    pub due: Instant,
    pub until: Instant,
    pub how: WaitEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitEnd {
    Fired,
    Stopped,
    /// Set anew before it fired.
    Restarted,
    /// Still running where the trace ends.
    Running,
}

impl Trace {
    /// The last moment at or before `t`; `None` before the first.
    #[must_use]
    pub fn moment_at(&self, t: Instant) -> Option<usize> {
        self.moments.partition_point(|moment| moment.at <= t).checked_sub(1)
    }

    /// Both ends at `t`, all that happens then included.
    #[must_use]
    pub fn ends_at(&self, t: Instant) -> &[Snapshot; 2] {
        self.ends_after(self.moment_at(t))
    }

    /// Both ends after that moment, or at the start.
    #[must_use]
    pub fn ends_after(&self, moment: Option<usize>) -> &[Snapshot; 2] {
        moment.map_or(&self.start, |index| &self.moments[index].after)
    }

    /// Every state change in order, with its moment.
    pub fn changes(&self) -> impl Iterator<Item = (&Moment, &Change)> {
        self.moments.iter().flat_map(|moment| moment.changes.iter().map(move |change| (moment, change)))
    }

    /// The states that a side goes through, the first included.
    #[must_use]
    pub fn states(&self, side: Side) -> Vec<State> {
        let first = self.start[side as usize].state;
        let later = self.changes().filter(|(moment, _)| moment.side == side).map(|(_, change)| change.to);
        std::iter::once(first).chain(later).collect()
    }

    /// All runs of one timer on one side, in order.
    #[must_use]
    pub fn waits(&self, side: Side, timer: Timer) -> Vec<Wait> {
        let mut waits: Vec<Wait> = Vec::new();
        let mut open: Option<(Instant, Instant)> = None;
        for moment in self.moments.iter().filter(|moment| moment.side == side) {
            for (_, change) in moment.timers.iter().filter(|(which, _)| *which == timer) {
                let how = match change {
                    TimerChange::Started(_) | TimerChange::Restarted(_) => WaitEnd::Restarted,
                    TimerChange::Stopped => WaitEnd::Stopped,
                    TimerChange::Fired => WaitEnd::Fired,
                };
                if let Some((from, due)) = open.take() {
                    waits.push(Wait { side, timer, from, due, until: moment.at, how });
                }
                if let TimerChange::Started(due) | TimerChange::Restarted(due) = change {
                    open = Some((moment.at, *due));
                }
            }
        }
        if let Some((from, due)) = open {
            let until = self.end.max(from);
            waits.push(Wait { side, timer, from, due, until, how: WaitEnd::Running });
        }
        waits
    }
}
