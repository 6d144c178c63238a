//! What both machines must have gone through, from what one capture shows of it.
//!
//! 1. `numbered` counts sequence numbers from each side's initial one.
//! 2. `vantage` asks where the capture was taken, and how far that is from either end.
//! 3. `ways` gives each segment its way: when it left, when it arrived or that it was lost.
//! 4. `replay` lets two shadows of TCP follow what leaves and arrives, and notes why each state is known.
//!
//! What a capture shows is a segment at one point of its way. All else is inferred: each state has its
//! [`Ground`], and what could be otherwise is a [`Doubt`].

mod ground;
mod numbered;
mod replay;
mod shadow;
mod vantage;
mod ways;

pub use ground::{Doubt, Ground, Inference, Note};
pub(super) use numbered::Row;
pub(super) use shadow::Shadow;
pub use vantage::{Vantage, VantageBy};

use super::seen::Conversation;
use crate::sim::catalog::blank;
use crate::sim::{Scenario, Trace};
use crate::tcp::Stack;
use crate::time::{Duration, Instant};
use core::net::SocketAddr;
use vantage::Distances;

/// How long TIME-WAIT is taken to last where nothing shows its end: 2·MSL as Linux has it.
pub const ASSUMED_TIME_WAIT: Duration = Duration::from_secs(60);

/// One connection of a capture as both ends must have lived through it.
#[derive(Clone, Debug, PartialEq)]
pub struct Inferred {
    /// The connection's number in its file, from 0.
    pub stream: u32,
    /// Client and server.
    pub ends: [SocketAddr; 2],
    /// Where the capture was taken, and how that is known.
    pub vantage: Vantage,
    pub vantage_by: VantageBy,
    /// How long a segment takes between the point of capture and the client, and the server.
    pub distance: [Duration; 2],
    /// How long a segment takes from one end to the other.
    pub way: Duration,
    /// When the trace's time begins, in nanoseconds since 1970 by the capturing machine's clock.
    pub zero: u64,
    /// Stands in for what nobody chose: the views take the pace and the names from it.
    pub scenario: Scenario,
    /// What happened, in the form of a simulation's trace.
    pub trace: Trace,
    /// The packet of each flight of the trace; `None`: it was not seen, but must have been sent.
    pub frames: Vec<Option<u32>>,
    /// What is special about a flight, by its index; at most one note each, in order.
    pub notes: Vec<(usize, Note)>,
    /// Why each change of a state is known, in the trace's order.
    pub inferences: Vec<Inference>,
    /// What could be otherwise. Those about the whole connection come first.
    pub doubts: Vec<Doubt>,
}

impl Inferred {
    /// What is special about that flight.
    #[must_use]
    pub fn note(&self, flight: usize) -> Option<Note> {
        let at = self.notes.binary_search_by_key(&flight, |(index, _)| *index).ok()?;
        Some(self.notes[at].1)
    }

    /// Why the states changed in that moment.
    pub fn inferences_in(&self, moment: usize) -> impl Iterator<Item = &Inference> {
        let from = self.inferences.partition_point(|inference| inference.moment < moment);
        self.inferences[from..].iter().take_while(move |inference| inference.moment == moment)
    }
}

/// What both ends of a conversation must have gone through. `told`: where the capture was taken, by
/// somebody who knows; otherwise timing has to tell.
#[must_use]
pub fn infer(conversation: &Conversation, told: Option<Vantage>) -> Inferred {
    let numbered = numbered::number(conversation);
    let distances = vantage::distances(&numbered, told);
    infer_with(conversation, &numbered, &distances)
}

/// The same where each segment was seen by its sender, at that sender's time on a common clock; `came`:
/// when each came to the other end, in nanoseconds since 1970; `way`: how long one takes.
pub(super) fn infer_joined(
    conversation: &Conversation,
    by: VantageBy,
    way: Duration,
    came: Vec<Option<u64>>,
    doubts: Vec<Doubt>,
) -> Inferred {
    let numbered = numbered::number(conversation);
    let mut distances = Distances::joined(by, way, came);
    distances.doubts = doubts;
    infer_with(conversation, &numbered, &distances)
}

fn infer_with(conversation: &Conversation, numbered: &numbered::Numbered, distances: &Distances) -> Inferred {
    let first = conversation.seen.first().map_or(conversation.until, |seen| seen.nanos);
    // What was seen first left its sender before.
    let lead = distances.to.into_iter().max().unwrap_or_default();
    let zero = first.saturating_sub(lead.micros() * 1_000);
    let until = Instant::from_micros(conversation.until.saturating_sub(zero) / 1_000);
    let routes = ways::routes(numbered, distances, until.micros());
    let replayed = replay::replay(numbered, &routes, until);
    let mut doubts = distances.doubts.clone();
    doubts.extend(numbered.doubts.iter().copied());
    doubts.extend(routes.doubts);
    doubts.extend(replayed.doubts);
    let scenario = stand_in(conversation, numbered, distances, &replayed.trace);
    Inferred {
        stream: conversation.stream,
        ends: conversation.ends,
        vantage: distances.vantage,
        vantage_by: distances.by,
        distance: distances.to,
        way: distances.way,
        zero,
        scenario,
        trace: replayed.trace,
        frames: replayed.frames,
        notes: replayed.notes,
        inferences: replayed.inferences,
        doubts,
    }
}

/// A scenario for the views: nobody's programs, the network's delay, and a flight long enough to be
/// seen beside the longest one.
fn stand_in(
    conversation: &Conversation,
    numbered: &numbered::Numbered,
    distances: &Distances,
    trace: &Trace,
) -> Scenario {
    let [client, server] = conversation.ends;
    let mut scenario = blank(&format!("{client} → {server}"), !conversation.began_before);
    scenario.before = [0, 0];
    let longest = trace.flights.iter().map(|flight| flight.until().since(flight.sent)).max();
    let way = distances.way.max(longest.unwrap_or_default() / LONGEST_FLIGHT);
    scenario.network.delay = [way.max(Duration::from_micros(1)); 2];
    scenario.network.spacing = Duration::ZERO;
    scenario.horizon = trace.end.since(Instant::START);
    for (host, isn) in [&mut scenario.client, &mut scenario.server].into_iter().zip(numbered.first_numbers())
    {
        host.stack = Stack::Linux;
        host.isn = isn;
    }
    scenario
}

/// The slowest flight is drawn so many times as long as an ordinary one.
const LONGEST_FLIGHT: u64 = 6;
