//! One segment, looked at closely: its header field by field, its octets, the numbers it takes, its
//! sender's variables before and after, and what its receiver's checks found.

mod part;

pub use part::{Header, Part};

use super::numbers::{Numbering, Numbers};
use crate::sim::{Cause, Flight, Side, Trace};
use crate::tcp::{Check, Found, SeqNum, Snapshot, State, Verdict};
use crate::text::{Lang, inspect as words, rules, vocabulary};
use crate::wire::{self, Packet};
use core::net::SocketAddr;
use std::ops::Range;

/// So many octets of data are shown.
const SHOWN_DATA: usize = 16;
/// What data is written as: the machine knows only how much it is.
const FILL: u8 = 0;

/// All that can be said about one flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// `the server's 1st FIN`.
    pub which: String,
    /// The packet from its IP header on; of the data only the first octets.
    pub octets: Vec<u8>,
    /// Is there more data than `octets` shows?
    pub cut: bool,
    /// Of both headers and the data, in the order of the packet.
    pub fields: Vec<Field>,
    /// The first and the last sequence number it takes, as they are written.
    pub takes: Option<(String, String)>,
    /// Before and after the moment in which it was sent.
    pub sender: [Variables; 2],
    pub arrival: Arrival,
}

/// One field of the packet.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub part: Part,
    /// In words.
    pub value: String,
    /// Of a flag: is it set?
    pub set: bool,
    /// Which of [`Inspection::octets`] it is in.
    pub bytes: Range<usize>,
    /// What it is for in this segment.
    pub about: &'static str,
}

/// A TCB's variables; what does not exist in its state is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variables {
    pub state: State,
    /// SND.UNA, SND.NXT, RCV.NXT.
    pub numbers: [Option<String>; 3],
}

impl Variables {
    pub const NAMES: [&str; 3] = ["SND.UNA", "SND.NXT", "RCV.NXT"];
}

/// What became of it at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It never arrived.
    Lost,
    /// The trace ends before it arrives.
    UnderWay,
    Checked {
        /// The receiver's, before it arrived.
        state: State,
        /// In the RFC's order for that state.
        checks: Vec<Checked>,
    },
}

/// What one check found, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub check: Check,
    pub outcome: Outcome,
    pub words: &'static str,
    /// Of the rule that was followed, or else of the check.
    pub section: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// Outside the window: only its ACK is looked at.
    NotAcceptable,
    /// The segment's way ends here.
    Ended,
    NotReached,
}

/// Looks at one flight; `None` if there is no such flight.
#[must_use]
pub fn inspect(
    trace: &Trace,
    ends: [SocketAddr; 2],
    index: usize,
    numbers: Numbers,
    lang: Lang,
) -> Option<Inspection> {
    let flight = trace.flights.get(index)?;
    let numbering = Numbering::new(trace, numbers);
    let mut octets = octets_of(flight, ends)?;
    let fields = Part::ALL.iter().map(|part| field(*part, &octets, flight, &numbering, lang)).collect();
    let shown = octets.len().min(Header::Data.start() + SHOWN_DATA);
    let cut = shown < octets.len();
    octets.truncate(shown);
    Some(Inspection {
        which: vocabulary::which_segment(flight, lang),
        octets,
        cut,
        fields,
        takes: takes(flight, &numbering),
        sender: sender(trace, index, &numbering),
        arrival: arrival(trace, index, lang),
    })
}

// ---- the packet ----

/// The whole IP packet. `None` if it is longer than a packet can be, which no stack here sends.
fn octets_of(flight: &Flight, ends: [SocketAddr; 2]) -> Option<Vec<u8>> {
    let [from, to] = [flight.from, flight.from.peer()].map(|side| ends[side as usize]);
    wire::write(&Packet { from, to, segment: flight.segment, mss: None }, FILL).ok()
}

fn field(part: Part, octets: &[u8], flight: &Flight, numbering: &Numbering, lang: Lang) -> Field {
    let read = part.read(octets);
    let bytes = part.bytes(octets.len());
    let most = Header::Data.start() + SHOWN_DATA;
    Field {
        part,
        value: value(part, read, flight, numbering, lang),
        set: read != 0,
        bytes: bytes.start..bytes.end.min(most),
        about: words::about(part, &flight.segment, lang),
    }
}

fn value(part: Part, read: u32, flight: &Flight, numbering: &Numbering, lang: Lang) -> String {
    let plain = read.to_string();
    let both = |written: String| {
        if written == plain { written } else { [&written, " (", &plain, ")"].concat() }
    };
    match part {
        Part::Ihl | Part::DataOffset => [&plain, " × 4 = ", &vocabulary::bytes(read * 4, lang)].concat(),
        Part::TotalLength | Part::Window => vocabulary::bytes(read, lang),
        Part::Flags => (if read == 0b010 { "DF" } else { &plain }).to_owned(),
        Part::Protocol => (if read == 6 { "6 (TCP)" } else { &plain }).to_owned(),
        Part::HeaderChecksum | Part::Checksum => format!("0x{read:04x}"),
        Part::SourceAddress | Part::DestinationAddress => {
            read.to_be_bytes().map(|octet| octet.to_string()).join(".")
        }
        Part::SequenceNumber => both(numbering.of(flight).0),
        Part::AcknowledgmentNumber => numbering.of(flight).1.map_or(plain.clone(), both),
        Part::Data => vocabulary::bytes(flight.segment.len, lang),
        _ => plain,
    }
}

// ---- numbers ----

fn takes(flight: &Flight, numbering: &Numbering) -> Option<(String, String)> {
    let above = flight.segment.seq_len().checked_sub(1)?;
    let (first, _) = numbering.of(flight);
    let (relative, raw) = (flight.relative.0.wrapping_add(above), flight.segment.seq + above);
    let last = numbering.number(flight, flight.from, relative, raw, flight.segment.fin);
    Some((first, last))
}

/// The sender before and after. Where one moment sends several segments, SND.NXT moves from one to the
/// next.
fn sender(trace: &Trace, index: usize, numbering: &Numbering) -> [Variables; 2] {
    let flight = &trace.flights[index];
    let side = flight.from as usize;
    let moments = [flight.moment.checked_sub(1), Some(flight.moment)];
    let mut ends = moments.map(|moment| trace.ends_after(moment)[side]);
    let several = trace.moments[flight.moment].sent.len() > 1;
    let fresh = !flight.again && flight.segment.seq_len() > 0 && flight.copy_of.is_none();
    if several && fresh {
        [ends[0].snd_nxt, ends[1].snd_nxt] = [flight.segment.seq, flight.segment.end()];
    }
    let own = Some(flight.segment.seq - flight.relative.0);
    let peer = initial_of_peer(trace, index);
    ends.map(|end| variables(&end, flight, own, peer, numbering))
}

/// The number from which the peer's are counted: by what this segment acknowledges, or by what the
/// peer sent before it.
fn initial_of_peer(trace: &Trace, index: usize) -> Option<SeqNum> {
    let flight = &trace.flights[index];
    let own = flight.segment.ack.zip(flight.relative.1).map(|(ack, relative)| ack - relative);
    own.or_else(|| {
        let theirs = trace.flights[..index].iter().rev().find(|other| other.from != flight.from);
        theirs.map(|other| other.segment.seq - other.relative.0)
    })
}

fn variables(
    end: &Snapshot,
    flight: &Flight,
    own: Option<SeqNum>,
    peer: Option<SeqNum>,
    numbering: &Numbering,
) -> Variables {
    let write = |side: Side, number: SeqNum, initial: Option<SeqNum>| {
        let relative = number.distance_from(initial?);
        Some(numbering.number(flight, side, relative, number, false))
    };
    let exists = !matches!(end.state, State::Closed | State::Listen);
    let [una, nxt] = [end.snd_una, end.snd_nxt].map(|number| write(flight.from, number, own));
    let rcv = write(flight.from.peer(), end.rcv_nxt, peer).filter(|_| end.state != State::SynSent);
    let numbers = [una, nxt, rcv].map(|number| number.filter(|_| exists));
    Variables { state: end.state, numbers }
}

// ---- the receiver ----

fn arrival(trace: &Trace, index: usize, lang: Lang) -> Arrival {
    let flight = &trace.flights[index];
    if flight.is_lost() {
        return Arrival::Lost;
    }
    let there = |cause: Cause| cause == Cause::Arrival(index);
    let verdict = trace.moments.iter().find(|moment| there(moment.cause)).and_then(|moment| moment.verdict);
    let Some(verdict) = verdict else { return Arrival::UnderWay };
    Arrival::Checked { state: verdict.state, checks: checks(&verdict, flight, lang) }
}

fn checks(verdict: &Verdict, flight: &Flight, lang: Lang) -> Vec<Checked> {
    let order = Check::order(verdict.state);
    let last = order.iter().rposition(|check| verdict.found(*check) != Found::NotAsked).unwrap_or(0);
    let look = |(at, check): (usize, &Check)| {
        let own = check.section(verdict.state);
        let (outcome, words, section) = match verdict.found(*check) {
            Found::Passed(Some(rule)) => {
                (Outcome::Passed, rules::why(rule, lang), rules::section(rule, lang))
            }
            Found::Passed(None) => {
                (Outcome::Passed, words::nothing_found(*check, verdict.state, &flight.segment, lang), own)
            }
            Found::OnlyItsAck => (Outcome::NotAcceptable, words::only_its_ack(lang), own),
            Found::Ended(rule) => (Outcome::Ended, rules::why(rule, lang), rules::section(rule, lang)),
            Found::NotAsked => (Outcome::NotReached, words::not_asked(at < last, lang), own),
        };
        Checked { check: *check, outcome, words, section }
    };
    order.iter().enumerate().map(look).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::sim::{Fault, Match, Scenario, simulate};
    use core::net::{IpAddr, Ipv4Addr};

    const ENDS: [SocketAddr; 2] = [
        SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 52_044),
        SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2)), 80),
    ];

    use crate::tcp::Kind;
    use crate::wire::{Checksum, read};

    fn at(trace: &Trace, index: usize, numbers: Numbers) -> Inspection {
        inspect(trace, ENDS, index, numbers, Lang::En).expect("there is such a flight")
    }

    fn every(mut look: impl FnMut(&Scenario, &Trace, usize)) {
        for name in Name::ALL {
            for opening in [false, true] {
                let scenario = name.scenario(opening);
                let trace = simulate(&scenario);
                (0..trace.flights.len()).for_each(|index| look(&scenario, &trace, index));
            }
        }
    }

    fn found(inspection: &Inspection, part: Part) -> &Field {
        inspection.fields.iter().find(|field| field.part == part).expect("every part is a field")
    }

    #[test]
    fn the_octets_are_the_segment_and_the_fields_are_the_octets() {
        every(|_, trace, index| {
            let flight = &trace.flights[index];
            let seen = at(trace, index, Numbers::Raw);
            if !seen.cut {
                let packet = read(&seen.octets).expect("it reads back, checksums and all");
                assert_eq!(packet.segment, flight.segment);
                assert_eq!(packet.from.to_string(), flight.from.address_text());
            }
            assert_eq!(wire::read_captured(&seen.octets).unwrap().ip_checksum, Checksum::Good);
            assert_eq!(found(&seen, Part::SequenceNumber).value, flight.segment.seq.to_string());
            assert_eq!(found(&seen, Part::Window).value, format!("{} bytes", flight.segment.window));
            for (part, set) in [
                (Part::Ack, flight.segment.ack.is_some()),
                (Part::Psh, flight.segment.psh),
                (Part::Rst, flight.segment.rst),
                (Part::Syn, flight.segment.syn),
                (Part::Fin, flight.segment.fin),
            ] {
                assert_eq!(found(&seen, part).set, set, "{part:?}");
            }
            // Every octet that is shown belongs to a field.
            for octet in 0..seen.octets.len() {
                assert!(seen.fields.iter().any(|field| field.bytes.contains(&octet)), "{octet}");
            }
            assert_eq!(seen.octets.len().max(40) - 40, flight.segment.len.min(16) as usize);
        });
    }

    #[test]
    fn the_first_fin_field_by_field() {
        let trace = simulate(&Name::FourWayClose.scenario(false));
        let seen = at(&trace, 0, Numbers::Letters);
        assert_eq!(seen.which, "the client's 1st FIN");
        let value = |part| found(&seen, part).value.clone();
        assert_eq!(value(Part::SourcePort), "52044");
        assert_eq!(value(Part::DestinationPort), "80");
        assert_eq!(value(Part::SequenceNumber), "u (2716057701)");
        assert_eq!(value(Part::AcknowledgmentNumber), "v (1414213863)");
        assert_eq!(value(Part::DataOffset), "5 × 4 = 20 bytes");
        assert_eq!(value(Part::TotalLength), "40 bytes");
        assert_eq!(value(Part::DestinationAddress), "10.0.0.2");
        assert_eq!(value(Part::Flags), "DF");
        assert_eq!(value(Part::Data), "0 bytes");
        assert_eq!(found(&seen, Part::Fin).bytes, 33..34);
        assert_eq!(found(&seen, Part::Window).bytes, 34..36);
        assert_eq!(seen.octets[33], 0b0001_0001);
        assert_eq!(seen.takes, Some(("u".into(), "u".into())));
        let numbers = seen.sender.clone().map(|variables| variables.numbers.map(Option::unwrap));
        assert_eq!(numbers, [["u", "u", "v"], ["u", "u+1", "v"]]);
        assert_eq!(seen.sender.map(|variables| variables.state), [State::Established, State::FinWait1]);
    }

    #[test]
    fn numbers_that_do_not_exist_are_not_shown() {
        let trace = simulate(&Name::FourWayClose.scenario(true));
        let syn = at(&trace, 0, Numbers::Letters);
        assert_eq!(syn.takes, Some(("x".into(), "x".into())));
        assert_eq!(syn.sender[0].numbers, [None, None, None]);
        assert_eq!(syn.sender[1].numbers, [Some("x".into()), Some("x+1".into()), None]);
        let ack = at(&trace, 2, Numbers::Letters);
        assert_eq!((ack.takes, ack.octets.len()), (None, 40));
        assert_eq!(ack.sender[0].numbers, [Some("x".into()), Some("x+1".into()), None]);
        assert_eq!(ack.sender[1].numbers, ["x+1", "x+1", "y+1"].map(|number| Some(number.into())));
    }

    #[test]
    fn data_takes_as_many_numbers_as_it_has_bytes_and_only_its_beginning_is_shown() {
        let trace = simulate(&Name::HalfCloseData.scenario(false));
        let index = trace.flights.iter().position(|flight| flight.segment.len > 0).unwrap();
        let len = trace.flights[index].segment.len;
        let seen = at(&trace, index, Numbers::Relative);
        let (first, last) = seen.takes.clone().unwrap();
        assert_eq!(last.parse::<u32>().unwrap() - first.parse::<u32>().unwrap(), len - 1);
        assert!(seen.cut && len > 16);
        assert_eq!(seen.octets.len(), 56);
        assert_eq!(found(&seen, Part::Data).bytes, 40..56);
        assert_eq!(found(&seen, Part::Data).value, vocabulary::bytes(len, Lang::En));
    }

    #[test]
    fn a_lost_segment_is_not_judged_and_an_arrived_one_is() {
        let (mut lost, mut judged) = (0, 0);
        every(|_, trace, index| match at(trace, index, Numbers::Letters).arrival {
            Arrival::Lost => lost += usize::from(trace.flights[index].is_lost()),
            Arrival::UnderWay => assert!(trace.flights[index].until() > trace.end),
            Arrival::Checked { checks, .. } => {
                judged += 1;
                assert!(!trace.flights[index].is_lost());
                let ended = checks.iter().filter(|check| check.outcome == Outcome::Ended).count();
                assert!(ended <= 1, "{checks:?}");
                // Passed, then perhaps an end, then nothing is reached.
                let reached = checks.iter().take_while(|check| check.outcome != Outcome::NotReached).count();
                assert!(checks[reached..].iter().all(|check| check.outcome == Outcome::NotReached));
                assert!(ended == 1 || reached == checks.len(), "{checks:?}");
            }
        });
        assert!(lost > 3 && judged > 80, "{lost} {judged}");
    }

    #[test]
    fn the_fin_that_comes_again_passes_all_checks_of_time_wait() {
        let mut scenario = Name::FourWayClose.scenario(false);
        scenario.network.faults.push(Fault {
            from: Side::Client,
            of: Match::Kind(Kind::Ack),
            nth: Some(1),
            verdict: crate::sim::Verdict::Lose,
            off: false,
        });
        let trace = simulate(&scenario);
        let again = trace.flights.iter().position(|flight| flight.again).expect("the FIN goes again");
        let Arrival::Checked { state, checks } = at(&trace, again, Numbers::Letters).arrival else {
            panic!("it arrives")
        };
        assert_eq!(state, State::TimeWait);
        assert!(checks.iter().all(|check| check.outcome == Outcome::Passed), "{checks:?}");
        assert_eq!(checks[5].section, "RFC 9293 §3.10.7.4, 8th");
        assert!(checks[5].words.contains("2·MSL"));
    }

    #[test]
    fn every_sentence_is_there_in_both_languages() {
        every(|_, trace, index| {
            let [en, zh] = Lang::ALL.map(|lang| inspect(trace, ENDS, index, Numbers::Letters, lang).unwrap());
            assert_eq!(en.fields.len(), zh.fields.len());
            for (ours, theirs) in en.fields.iter().zip(&zh.fields) {
                assert!(ours.about.ends_with('.') && theirs.about.ends_with('。'), "{}", ours.about);
            }
            let (Arrival::Checked { checks: ours, .. }, Arrival::Checked { checks: theirs, .. }) =
                (en.arrival, zh.arrival)
            else {
                return;
            };
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert!(ours.words.ends_with('.') && theirs.words.ends_with('。'), "{}", ours.words);
                assert!(ours.section.starts_with("RFC") || ours.section.starts_with("no RFC"));
            }
        });
    }
}
