//! A trace as the capture that somebody would have made of it: what passed one place, when, and with
//! each packet a comment that says what it did to the two machines.

use crate::sim::{Cause, Fate, Flight, Moment, Scenario, Side, Trace};
use crate::text::{Lang, export};
use crate::time::{Duration, Instant};
use crate::view::labels::name_of;
use crate::wire::{self, Packet, WireError, pcapng};
use std::collections::BTreeMap;

/// Where a trace begins if nobody says when it was: 2026-01-01 00:00 UTC, in microseconds since 1970.
pub const EPOCH: u64 = 1_767_225_600_000_000;
/// What payload consists of.
const FILL: u8 = b'.';

/// Where packets are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a host: what it sends, and what reaches it.
    At(Side),
    /// Half way. What is lost is lost behind it.
    Middle,
}

impl Place {
    pub const ALL: [Self; 3] = [Self::At(Side::Client), Self::At(Side::Server), Self::Middle];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::At(Side::Client) => "client",
            Self::At(Side::Server) => "server",
            Self::Middle => "middle",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.id() == id)
    }

    const fn side(self) -> Option<Side> {
        match self {
            Self::At(side) => Some(side),
            Self::Middle => None,
        }
    }

    /// When a segment passes here; `None`: never. A second copy is made by the network behind its
    /// sender.
    fn passes(self, flight: &Flight) -> Option<Instant> {
        let way = flight.until().since(flight.sent);
        match (self, flight.fate) {
            (Self::Middle, Fate::Arrives(_)) => Some(flight.sent + Duration::from_micros(way.micros() / 2)),
            // Lost a little beyond the middle.
            (Self::Middle, Fate::Lost(..)) => {
                Some(flight.sent + Duration::from_micros(way.micros() / 11 * 10))
            }
            (Self::At(side), _) if side == flight.from => flight.copy_of.is_none().then_some(flight.sent),
            (Self::At(_), Fate::Arrives(at)) => Some(at),
            (Self::At(_), Fate::Lost(..)) => None,
        }
    }
}

/// Which segments pass a place until the trace ends, in order, as indices into its flights.
#[must_use]
pub fn passing(trace: &Trace, place: Place) -> Vec<(Instant, usize)> {
    let mut arrivals = BTreeMap::new();
    for (moment, index) in trace.moments.iter().zip(0..) {
        if let Cause::Arrival(flight) = moment.cause {
            arrivals.insert(flight, index);
        }
    }
    let passes = |(index, flight): (usize, &Flight)| {
        let at = place.passes(flight).filter(|at| *at <= trace.end)?;
        // At one time what comes goes before what it makes leave.
        let own = place.side().is_none_or(|side| side == flight.from);
        let moment = if own { flight.moment } else { arrivals.get(&index).copied().unwrap_or(usize::MAX) };
        Some((at, moment, index))
    };
    let mut all: Vec<_> = trace.flights.iter().enumerate().filter_map(passes).collect();
    all.sort();
    all.into_iter().map(|(at, _, index)| (at, index)).collect()
}

/// The capture as a pcapng file whose first moment is `start` microseconds after 1970 began.
///
/// # Errors
/// A segment is longer than an IPv4 packet can be, which no stack here sends.
pub fn capture(
    scenario: &Scenario,
    trace: &Trace,
    place: Place,
    start: u64,
    lang: Lang,
) -> Result<Vec<u8>, WireError> {
    let about = export::seen_by(&export::title(scenario, lang), place.side(), lang);
    let mut file = pcapng::File::new(&about, place.id());
    let seen = passing(trace, place);
    let comments = comments(trace, place, &seen, lang);
    for ((at, index), comments) in seen.iter().zip(comments) {
        let flight = &trace.flights[*index];
        let [from, to] = [flight.from, flight.from.peer()].map(|side| side.address().into());
        let mss = scenario.host(flight.from).config().mss;
        let mss = flight.segment.syn.then(|| u16::try_from(mss).unwrap_or(u16::MAX));
        // No stack here offers more than a header can say, so that none needs RFC 7323's scale.
        let octets = wire::write(&Packet { from, to, segment: flight.segment, mss }, FILL)?;
        file.packet(start + at.micros(), &octets, &comments);
    }
    Ok(file.octets())
}

/// What there is to say with each packet: why it was sent, and the changes of state that it makes or
/// goes with.
fn comments(trace: &Trace, place: Place, seen: &[(Instant, usize)], lang: Lang) -> Vec<Vec<String>> {
    let sent = |(_, index): &(Instant, usize)| {
        let flight = &trace.flights[*index];
        let mut said = vec![export::sent(&name_of(flight, lang), flight.rule, lang)];
        if flight.is_lost() {
            said.push(export::LOST.in_lang(lang).to_owned());
        }
        said
    };
    let mut comments: Vec<Vec<String>> = seen.iter().map(sent).collect();
    let here =
        |moment: &&Moment| place.side().is_none_or(|side| side == moment.side) && moment.at <= trace.end;
    for moment in trace.moments.iter().filter(here) {
        let comes = if let Cause::Arrival(flight) = moment.cause { Some(flight) } else { None };
        let with = comes.into_iter().chain(moment.sent.iter().copied());
        let own = with.into_iter().find_map(|flight| seen.iter().position(|(_, index)| *index == flight));
        for change in &moment.changes {
            let change = export::change(moment.side, change, lang);
            let last = seen.iter().rposition(|(at, _)| *at <= moment.at);
            match (own, last) {
                (Some(own), _) => comments[own].push(change),
                (None, Some(last)) => comments[last].push(export::later(moment.at, &change, lang)),
                // Nothing has passed yet: what passes first finds it so.
                (None, None) => {}
            }
        }
    }
    comments
}
