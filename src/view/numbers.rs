//! Sequence numbers as a person reads them: letters as textbooks write them, relative, or raw.

use crate::sim::{Flight, Side, Trace};
use crate::tcp::{SeqNum, State};
use crate::time::Instant;

/// How sequence numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numbers {
    /// `seq=u`, `ack=u+1`, `v`, `w`; `x` and `y` in the opening.
    #[default]
    Letters,
    /// Counted from each side's initial number.
    Relative,
    /// The 32 bits of the header.
    Raw,
}

impl Numbers {
    pub const ALL: [Self; 3] = [Self::Letters, Self::Relative, Self::Raw];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Relative => "relative",
            Self::Raw => "raw",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|numbers| numbers.id() == id)
    }
}

/// The letters of one trace: all are relative numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Letters {
    /// Who closes first; its FIN is number u.
    first: Side,
    u: u32,
    /// Where the other side stood when it acknowledged u+1.
    v: u32,
    /// The other side's FIN, where an ACK went before it.
    w: Option<u32>,
    /// Before this moment the numbers are the opening's x and y.
    opened: Instant,
}

/// Writes the numbers of a trace's segments.
#[derive(Clone, Copy, Debug)]
pub struct Numbering {
    numbers: Numbers,
    letters: Letters,
}

impl Numbering {
    #[must_use]
    pub fn new(trace: &Trace, numbers: Numbers) -> Self {
        Self { numbers, letters: Letters::of(trace) }
    }

    /// One number of `side`, relative, as it stands beside that flight; `fin` where it is the number of
    /// a FIN. Raw numbers have no relative ones: `raw` is what they are.
    #[must_use]
    pub fn number(&self, flight: &Flight, side: Side, relative: u32, raw: SeqNum, fin: bool) -> String {
        match self.numbers {
            Numbers::Raw => raw.to_string(),
            Numbers::Relative => relative.to_string(),
            Numbers::Letters => {
                let opening = flight.segment.syn || flight.sent < self.letters.opened;
                self.letters.write(side, relative, opening && !flight.segment.fin, fin)
            }
        }
    }

    /// SEQ, and ACK where the segment has one.
    #[must_use]
    pub fn of(&self, flight: &Flight) -> (String, Option<String>) {
        let (seq, ack) = flight.relative;
        match self.numbers {
            Numbers::Raw => (flight.segment.seq.to_string(), flight.segment.ack.map(|ack| ack.to_string())),
            Numbers::Relative => (seq.to_string(), ack.map(|ack| ack.to_string())),
            Numbers::Letters => {
                let letters = &self.letters;
                let opening = flight.segment.syn || flight.sent < letters.opened;
                let fin = flight.segment.fin && flight.segment.len == 0;
                (
                    letters.write(flight.from, seq, opening && !flight.segment.fin, fin),
                    ack.map(|ack| {
                        letters.write(flight.from.peer(), ack, opening && !flight.segment.fin, false)
                    }),
                )
            }
        }
    }
}

impl Letters {
    fn of(trace: &Trace) -> Self {
        let fin = |side| {
            let mut flights = trace.flights.iter().enumerate();
            flights.find(|(_, flight)| flight.from == side && flight.segment.fin)
        };
        let number = |flight: &Flight| flight.relative.0 + flight.segment.seq_len().saturating_sub(1);
        let (client, server) = (fin(Side::Client), fin(Side::Server));
        let server_first = match (client, server) {
            (Some((ours, _)), Some((theirs, _))) => theirs < ours,
            (None, Some(_)) => true,
            (Some(_) | None, None) => false,
        };
        let (first, ours, theirs) =
            if server_first { (Side::Server, server, client) } else { (Side::Client, client, server) };
        let start = |side: Side| {
            let sent = trace.flights.iter().find(|flight| flight.from == side && !flight.segment.syn);
            sent.map_or(0, |flight| flight.relative.0)
        };
        let u = ours.map_or(start(first), |(_, flight)| number(flight));
        let answer = trace
            .flights
            .iter()
            .find(|flight| flight.from == first.peer() && ours.is_some() && flight.relative.1 == Some(u + 1));
        let their_fin = theirs.map(|(_, flight)| number(flight));
        let separate = answer.is_some_and(|answer| !answer.segment.fin);
        let crossing = match (theirs, answer) {
            (Some((index, _)), Some(answer)) => trace.flights[index].sent < answer.sent,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let (v, w) = if separate && !crossing {
            (answer.map_or(0, |answer| answer.relative.0), their_fin)
        } else {
            (their_fin.unwrap_or_else(|| start(first.peer())), None)
        };
        // Both ends know each other's numbers from here on.
        let opened = trace
            .changes()
            .filter(|(_, change)| change.to == State::Established)
            .map(|(moment, _)| moment.at)
            .max()
            .unwrap_or(Instant::START);
        Self { first, u, v, w, opened }
    }

    fn write(&self, side: Side, number: u32, opening: bool, fin: bool) -> String {
        if opening && number <= 1 {
            return from_base(if side == Side::Client { 'x' } else { 'y' }, 0, number);
        }
        if side == self.first {
            return from_base('u', self.u, number);
        }
        match self.w {
            Some(w) if number > w || (number == w && (fin || self.v != w)) => from_base('w', w, number),
            _ => from_base('v', self.v, number),
        }
    }
}

/// `u`, `u+1`, `u−100`.
fn from_base(letter: char, base: u32, number: u32) -> String {
    match number.wrapping_sub(base).cast_signed() {
        0 => letter.to_string(),
        above if above > 0 => format!("{letter}+{above}"),
        below => format!("{letter}−{}", below.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{catalog::Name, simulate};

    fn letters(name: Name, opening: bool) -> Vec<String> {
        let trace = simulate(&name.scenario(opening));
        let numbering = Numbering::new(&trace, Numbers::Letters);
        let line = |flight: &Flight| {
            let (seq, ack) = numbering.of(flight);
            format!("{} {seq} {}", flight.segment, ack.unwrap_or_default())
        };
        trace.flights.iter().map(line).collect()
    }

    #[test]
    fn the_six_steps_carry_the_textbooks_letters() {
        let four = ["FIN, ACK u v", "ACK v u+1", "FIN, ACK w u+1", "ACK u+1 w+1"];
        assert_eq!(letters(Name::FourWayClose, false), four);
        assert_eq!(letters(Name::ServerClosesFirst, false), four);
        let opening = ["SYN x ", "SYN, ACK y x+1", "ACK x+1 y+1"];
        assert_eq!(letters(Name::FourWayClose, true), [opening.as_slice(), &four].concat());
    }

    #[test]
    fn without_an_ack_of_its_own_the_second_fin_is_v() {
        assert_eq!(letters(Name::ThreeSegments, false), ["FIN, ACK u v", "FIN, ACK v u+1", "ACK u+1 v+1"]);
        assert_eq!(
            letters(Name::SimultaneousClose, false),
            ["FIN, ACK u v", "FIN, ACK v u", "ACK v+1 u+1", "ACK u+1 v+1"]
        );
    }

    #[test]
    fn data_in_the_half_close_moves_w_away_from_v() {
        assert_eq!(
            letters(Name::HalfCloseData, false),
            ["FIN, ACK u v", "ACK v u+1", "ACK v u+1", "ACK u+1 w", "FIN, ACK w u+1", "ACK u+1 w+1"]
        );
    }

    #[test]
    fn raw_and_relative_numbers_are_the_headers_and_the_counted_ones() {
        let trace = simulate(&Name::FourWayClose.scenario(false));
        let of = |numbers| Numbering::new(&trace, numbers).of(&trace.flights[0]);
        assert_eq!(of(Numbers::Relative), ("101".into(), Some("301".into())));
        assert_eq!(of(Numbers::Raw), ("2716057701".into(), Some("1414213863".into())));
    }
}
