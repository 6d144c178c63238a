//! Recordings of two real kernels that open and close a connection, and how a simulation of the
//! same programs over the same network compares with them.

mod file;
mod json;
mod place;

pub use json::Json;

use super::scenario::{Scenario, Side};
use super::trace::{Flight, Trace};
use crate::tcp::segment::write_bits;
use crate::tcp::{Segment, State};
use crate::time::{Duration, Instant};
use std::fmt;

/// No recording is larger than so many octets of JSON.
pub const MOST_OCTETS: usize = 8 << 20;
/// A duplicate arrives so much later than its twin.
pub const TWIN_AFTER: Duration = Duration::from_millis(5);

/// One connection of two real kernels.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    pub name: String,
    /// One English sentence.
    pub about: String,
    /// For instance `Linux 6.18.44`; empty where the file does not say.
    pub kernel: String,
    /// The same programs over the same network, for the simulation.
    pub scenario: Scenario,
    /// In order of sending.
    pub segments: Vec<RecordedSegment>,
    pub states: Vec<RecordedState>,
    pub app: Vec<RecordedApp>,
    /// The sockets that were still there at the end: client's, server's.
    pub left_at_end: [Vec<LeftSocket>; 2],
}

/// The header fields that a comparison looks at, numbers counted from each side's initial one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub syn: bool,
    pub fin: bool,
    pub rst: bool,
    pub seq: u32,
    pub ack: Option<u32>,
    /// Octets of payload.
    pub len: u32,
}

/// A segment that one kernel sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedSegment {
    pub sent: Instant,
    pub from: Side,
    pub header: Header,
    pub psh: bool,
    /// As in the header, in octets.
    pub window: u32,
    /// `None`: it was lost.
    pub arrives: Option<Instant>,
    /// The relay delivered it twice.
    pub twice: bool,
}

/// A kernel's socket goes to this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedState {
    pub at: Instant,
    pub side: Side,
    pub state: State,
}

/// What a program saw, in the recorder's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedApp {
    pub at: Instant,
    pub side: Side,
    pub event: String,
}

/// A socket that was still there when the recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftSocket {
    pub state: State,
    /// What was left on its timer; zero where none ran.
    pub timer: Duration,
}

/// Why a text is no recording: one English sentence with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingError(String);

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RecordingError {}

impl Recording {
    /// Reads a recording from its JSON text.
    ///
    /// # Errors
    /// One sentence: the line and column where the text is not JSON, or as [`Self::from_json`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn parse(text: &str) -> Result<Self, RecordingError> {
        Self::from_json(&read_json(text)?)
    }

    /// Reads the scenario from the JSON text of a recording, or of a scenario that was saved.
    ///
    /// # Errors
    /// As [`Self::parse`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn parse_scenario(text: &str) -> Result<Scenario, RecordingError> {
        Self::scenario_from_json(&read_json(text)?)
    }

    /// Reads only what a simulation needs, from a recording (programs and network, under a name of its
    /// own), or from a scenario that was saved (the link in it).
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn scenario_from_json(json: &Json) -> Result<Scenario, RecordingError> {
        file::read_scenario(json)
    }

    /// Reads a recording from a tree of JSON.
    ///
    /// # Errors
    /// One sentence with the place, for instance `segments[3].t_ms`, where a key is missing, unknown
    /// or of the wrong type, a step or a rule is unknown, or a value is absurd.
    pub fn from_json(json: &Json) -> Result<Self, RecordingError> {
        file::read(json)
    }
}

/// Marks a file as a scenario that was saved (`view/export/scenario.rs`): the key holds its version.
pub const SAVED: &str = "four-waves";

#[cfg(not(target_arch = "wasm32"))]
fn read_json(text: &str) -> Result<Json, RecordingError> {
    if text.len() > MOST_OCTETS {
        return Err(RecordingError(format!("the file is larger than {} MiB", MOST_OCTETS >> 20)));
    }
    // The reader of JSON would follow a hundred levels, which is much for a small stack.
    if let Some(line) = too_deep(text) {
        let what = format!("line {line}: more than {DEEPEST} lists and objects in one another");
        return Err(RecordingError(what));
    }
    let json = serde_json::from_str::<serde_json::Value>(text);
    json.map(Json::from).map_err(|error| RecordingError(format!("it is not JSON: {error}")))
}

/// A recording's lists and objects lie in one another five deep.
#[cfg(not(target_arch = "wasm32"))]
const DEEPEST: usize = 20;

/// The line in which brackets first lie too deep in one another. What a text says does not count.
#[cfg(not(target_arch = "wasm32"))]
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut line, mut quoted, mut escaped) = (0_usize, 1, false, false);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(line);
        }
    }
    None
}

/// What was simulated and what was recorded, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence<T> {
    pub simulated: Vec<T>,
    pub recorded: Vec<T>,
}

impl<T: PartialEq> Sequence<T> {
    /// Where they first differ, counted from 0; `None` where they are the same throughout.
    #[must_use]
    pub fn difference(&self) -> Option<usize> {
        let longest = self.simulated.len().max(self.recorded.len());
        (0..longest).find(|index| self.simulated.get(*index) != self.recorded.get(*index))
    }
}

/// A simulation beside a recording, per side: client, server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub states: [Sequence<State>; 2],
    pub segments: [Sequence<Header>; 2],
}

impl Comparison {
    /// Do both sides go through the recorded states, in order?
    #[must_use]
    pub fn same_states(&self) -> bool {
        self.states.iter().all(|sequence| sequence.difference().is_none())
    }

    /// Do both sides send the recorded segments, in order?
    #[must_use]
    pub fn same_segments(&self) -> bool {
        self.segments.iter().all(|sequence| sequence.difference().is_none())
    }
}

/// Compares what a simulation did with what two kernels did, per side and in order. Times do not
/// count. The recorder sees no CLOSED or LISTEN at the start, and the server only from ESTABLISHED.
#[must_use]
pub fn compare(recording: &Recording, trace: &Trace) -> Comparison {
    Comparison {
        states: Side::BOTH.map(|side| Sequence {
            simulated: recorder_would_see(side, trace.states(side)),
            recorded: recording
                .states
                .iter()
                .filter(|change| change.side == side)
                .map(|change| change.state)
                .collect(),
        }),
        segments: Side::BOTH.map(|side| Sequence {
            simulated: sent_by(side, trace),
            recorded: recording
                .segments
                .iter()
                .filter(|segment| segment.from == side)
                .map(|segment| segment.header)
                .collect(),
        }),
    }
}

fn recorder_would_see(side: Side, states: Vec<State>) -> Vec<State> {
    states.into_iter().skip_while(|state| !recorder_begins(side, *state)).collect()
}

/// The recorder sees a side's states from the first of these on.
#[must_use]
pub fn recorder_begins(side: Side, state: State) -> bool {
    match side {
        Side::Client => !matches!(state, State::Closed | State::Listen),
        Side::Server => state.is_synchronized(),
    }
}

fn sent_by(side: Side, trace: &Trace) -> Vec<Header> {
    // A copy that the network made was sent once.
    let own = trace.flights.iter().filter(|flight| flight.from == side && flight.copy_of.is_none());
    own.filter(|flight| flight.sent <= trace.end).map(Header::of).collect()
}

impl Header {
    /// Is this a retransmission of the other, or the other of this?
    #[must_use]
    pub fn takes_same_numbers(&self, other: Self) -> bool {
        let numbers = |header: &Self| (header.seq, header.len, header.syn, header.fin);
        (self.syn || self.fin || self.len > 0) && numbers(self) == numbers(&other)
    }

    /// What a comparison looks at in a simulated segment.
    #[must_use]
    pub fn of(flight: &Flight) -> Self {
        let (Segment { syn, fin, rst, len, .. }, (seq, ack)) = (flight.segment, flight.relative);
        Self { syn, fin, rst, seq, ack, len }
    }
}

impl fmt::Display for Header {
    /// `FIN, ACK seq=101 ack=301 len=120`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_bits(f, [self.syn, self.fin, self.rst, self.ack.is_some()])?;
        write!(f, " seq={}", self.seq)?;
        if let Some(ack) = self.ack {
            write!(f, " ack={ack}")?;
        }
        if self.len > 0 {
            write!(f, " len={}", self.len)?;
        }
        Ok(())
    }
}
