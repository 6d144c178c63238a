//! How what was sent, told and reached is compared with a claim: rules 2 to 7 of the README.

use super::Told;
use crate::check::notation::{Pattern, Written};
use crate::tcp::{CallError, Notice, Segment, SeqNum};
use std::collections::VecDeque;

/// What the comparison must know about the event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// Only time has passed, so what carries data or a FIN is a resend.
    pub resend: bool,
    /// SND.NXT before the event, which is what the peer waits for.
    pub peer_waits_for: SeqNum,
    /// What arrived, if the event was an arrival.
    pub arrived: Option<Segment>,
}

/// Takes what `listed` claims from the front of `sent`. False when something else is there.
pub(super) fn take(sent: &mut VecDeque<Segment>, listed: &Pattern, context: &Context) -> bool {
    let want = listed.segment();
    if !want.syn && !want.rst && want.seq_len() > 0 {
        return take_stretch(sent, listed, context.resend);
    }
    let Some(found) = sent.pop_front() else { return false };
    let same_flags = (found.syn, found.fin, found.rst) == (want.syn, want.fin, want.rst);
    if !same_flags || found.len != want.len {
        return false;
    }
    if want.rst {
        return same_reset(&found, listed, context);
    }
    found.ack == want.ack && (listed.any_seq() || found.seq == want.seq)
}

/// Rule 5: `R` or `R.`, whichever is listed.
fn same_reset(found: &Segment, listed: &Pattern, context: &Context) -> bool {
    let want = listed.segment();
    let same_ack = want.ack.is_none() || found.ack.is_none() || want.ack == found.ack;
    let same_seq = if listed.any_seq() { peer_accepts(found, context) } else { found.seq == want.seq };
    same_ack && same_seq
}

/// Rule 6: in a synchronized state the peer takes a reset with the number that it waits for; in
/// SYN-SENT one that acknowledges its SYN.
fn peer_accepts(reset: &Segment, context: &Context) -> bool {
    let Some(arrived) = context.arrived else { return reset.seq == context.peer_waits_for };
    let exact = reset.seq == arrived.ack.unwrap_or(context.peer_waits_for);
    let of_its_syn = arrived.syn && reset.ack == Some(arrived.seq + 1);
    exact || of_its_syn
}

/// Rules 3 and 4: data and FIN may be cut differently, and a resend may be shorter.
fn take_stretch(sent: &mut VecDeque<Segment>, listed: &Pattern, resend: bool) -> bool {
    let want = listed.segment();
    let Some(first) = sent.front() else { return false };
    let start = if listed.any_seq() { first.seq } else { want.seq };
    let end = start + want.seq_len();
    let mut next = start;
    while next != end {
        let Some(found) = sent.front_mut() else { break };
        let follows = found.seq == next && found.seq_len() > 0 && found.ack == want.ack;
        if !follows || found.syn || found.rst {
            break;
        }
        if found.end().after(end) {
            // The rest of it may be listed next.
            if resend || want.fin {
                return false;
            }
            found.len -= end.distance_from(next);
            found.seq = end;
            return true;
        }
        if found.fin != (want.fin && found.end() == end) {
            return false;
        }
        next = found.end();
        sent.pop_front();
    }
    next == end || (resend && next != start)
}

/// Rule 7.
pub(super) fn was_told(told: &[Notice], claim: Told) -> bool {
    match claim {
        Told::This(notice) => told.contains(&notice),
        Told::Data(octets) => {
            let arrived = told.iter().filter_map(|notice| match *notice {
                Notice::Arrived(octets) => Some(octets),
                _ => None,
            });
            let read = told.iter().filter_map(|notice| match *notice {
                Notice::Received(octets) => Some(octets),
                _ => None,
            });
            adds_up_to(octets, arrived) || adds_up_to(octets, read)
        }
    }
}

/// As a case writes it.
pub(super) fn told_in_words(told: Told) -> String {
    match told {
        Told::This(notice) => notice_in_words(notice),
        Told::Data(octets) => format!("data {octets}"),
    }
}

fn notice_in_words(notice: Notice) -> String {
    let words = match notice {
        Notice::Arrived(octets) => return format!("data {octets}"),
        Notice::Received(octets) => return format!("data {octets} by reading"),
        Notice::Connected => "connected",
        Notice::EndOfData => "eof",
        Notice::Closed => "closed",
        Notice::Reset => "reset",
        Notice::Refused => "refused",
        Notice::TimedOut => "timeout",
        Notice::Error(CallError::Closing) => "error closing",
        Notice::Error(CallError::DoesNotExist) => "error \"connection does not exist\"",
        Notice::Error(CallError::AlreadyExists) => "error \"connection already exists\"",
    };
    words.to_owned()
}

/// For messages: what the program was told, or `nothing`.
pub(super) fn list_told(told: &[Notice]) -> String {
    let words: Vec<String> = told.iter().map(|notice| notice_in_words(*notice)).collect();
    in_short(&words)
}

fn adds_up_to(octets: u32, parts: impl Iterator<Item = u32>) -> bool {
    parts.map(u64::from).reduce(|sum, part| sum + part) == Some(u64::from(octets))
}

/// For messages: the segments, or `nothing`.
pub(super) fn list<'a>(sent: impl IntoIterator<Item = &'a Segment>) -> String {
    let written: Vec<String> = sent.into_iter().map(|segment| Written(segment).to_string()).collect();
    in_short(&written)
}

fn in_short(words: &[String]) -> String {
    const MOST: usize = 4;
    match words.len() {
        0 => "nothing".to_owned(),
        n if n <= MOST => words.join("; "),
        n => format!("{}; and {} more", words[..MOST].join("; "), n - MOST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(listed: &str, sent: &[&str], resend: bool) -> bool {
        let context = Context { resend, peer_waits_for: SeqNum(1), arrived: None };
        let mut sent = sent.iter().map(|text| *Pattern::parse(text).unwrap().segment()).collect();
        take(&mut sent, &Pattern::parse(listed).unwrap(), &context) && sent.is_empty()
    }

    #[test]
    fn data_and_fin_may_be_cut_differently() {
        assert!(met("F. 1:7(6) ack 1", &["P. 1:7(6) ack 1", "F. 7:7(0) ack 1"], false));
        assert!(met("F. 1:7(6) ack 1", &["P. 1:3(2) ack 1", "FP. 3:7(4) ack 1"], false));
        assert!(!met("F. 1:7(6) ack 1", &["P. 1:7(6) ack 1"], false));
        assert!(!met("F. 1:7(6) ack 1", &["P. 1:7(6) ack 1", ". 7:7(0) ack 1", "F. 7:7(0) ack 1"], false));
        assert!(!met("P. 1:7(6) ack 1", &["F. 1:7(6) ack 1"], false));
        assert!(!met("P. 1:7(6) ack 1", &["F. 1:6(5) ack 1"], false));
        assert!(!met("F. 1:7(6) ack 1", &["P. 1:8(7) ack 1"], false));
        assert!(!met("F. 1:1(0) ack 1", &["F. 1:1(0) ack 2"], false));
    }

    #[test]
    fn one_segment_may_meet_two_claims() {
        let context = Context { resend: false, peer_waits_for: SeqNum(1), arrived: None };
        let mut sent: VecDeque<Segment> =
            [*Pattern::parse("F. 1:7(6) ack 1").unwrap().segment()].into_iter().collect();
        assert!(take(&mut sent, &Pattern::parse("P. 1:4(3) ack 1").unwrap(), &context));
        assert!(take(&mut sent, &Pattern::parse("F. 4:7(3) ack 1").unwrap(), &context));
        assert!(sent.is_empty());
    }

    #[test]
    fn a_resend_may_be_shorter_but_never_longer() {
        assert!(met("F. 1:7(6) ack 1", &["P. 1:2(1) ack 1"], true));
        assert!(!met("F. 1:7(6) ack 1", &["P. 2:7(5) ack 1"], true));
        assert!(!met("P. 1:7(6) ack 1", &["P. 1:8(7) ack 1"], true));
        assert!(!met("P. 1:7(6) ack 1", &[], true));
    }

    #[test]
    fn a_reset_may_have_an_ack_or_none() {
        assert!(met("R 2:2(0)", &["R. 2:2(0) ack 9"], false));
        assert!(met("R. 2:2(0) ack 9", &["R 2:2(0)"], false));
        assert!(!met("R. 2:2(0) ack 9", &["R. 2:2(0) ack 8"], false));
        assert!(!met("R 2:2(0)", &["R 3:3(0)"], false));
        assert!(met("R *:*(0)", &["R 1:1(0)"], false));
        assert!(!met("R *:*(0)", &["R 2:2(0)"], false));
    }

    #[test]
    fn a_program_may_be_told_in_parts() {
        let told = [Notice::Arrived(3), Notice::Received(2), Notice::Received(4)];
        assert!(was_told(&told, Told::Data(3)) && was_told(&told, Told::Data(6)));
        assert!(!was_told(&told, Told::Data(2)) && !was_told(&[], Told::Data(0)));
    }
}
