//! Of every segment in every situation and stack: what the verdict says about each check is what the
//! machine did.

use crate::event::{Cell, cells};
use crate::outcome::{Outcome, outcome};
use crate::situation::{Bench, SITUATIONS};
use four_waves::tcp::{Check, Event, Found, Notice, RFC_793, Rule, Segment, Stack, State, Verdict};

fn verdict(bench: &Bench, cell: &Cell) -> Verdict {
    let mut connection = bench.connection.clone();
    connection.handle(bench.now, cell.event);
    connection.take_verdict()
}

/// Every segment in every situation, for all stacks.
fn each(mut look: impl FnMut(&str, &Segment, &Outcome, &Verdict)) {
    let mut configs: Vec<_> = Stack::ALL.map(|stack| (stack.id(), stack.config().clone())).into();
    configs.push(("rfc793 as knobs", RFC_793));
    for (stack, config) in &configs {
        for situation in SITUATIONS {
            let bench = situation.build(config, (0, 0));
            for cell in cells(&bench) {
                let Event::Arrives(segment) = cell.event else { continue };
                let name = format!("{stack}, {}: {} {} {}", situation.name, cell.kind, cell.seq, cell.ack);
                look(&name, &segment, &outcome(&bench, &cell), &verdict(&bench, &cell));
            }
        }
    }
}

/// The check that a rule belongs to, where it belongs to one alone and ends a segment's way.
fn check_of(rule: Rule, segment: &Segment, state: State) -> Option<Check> {
    Some(match rule {
        Rule::NotAcceptableRst => Check::Sequence,
        // RFC 793 looks at the SYN itself as well.
        Rule::NotAcceptable if !segment.syn => Check::Sequence,
        Rule::ClosedDrops
        | Rule::Refused
        | Rule::Reset
        | Rule::ResetBeforeOpen
        | Rule::ResetChallenged
        | Rule::Rfc1337 => Check::Rst,
        Rule::SynResets
        | Rule::SynAgain
        | Rule::SynAgainAnswered
        | Rule::SynFinDropped
        | Rule::NewIncarnation
        | Rule::OldSynDropped
        | Rule::SynCrossed => Check::Syn,
        // RFC 5961 wants it for a SYN outside the window too.
        Rule::SynChallenged if state == State::TimeWait => Check::Syn,
        Rule::ClosedAnswers
        | Rule::ListenReset
        | Rule::ListenDropsSynAck
        | Rule::SynSentBadAck
        | Rule::NoAckBit
        | Rule::BadAckOfSyn
        | Rule::AckUnsent
        | Rule::AckUnsentDropped
        | Rule::AckTooOld
        | Rule::TimeWaitQuiet => Check::Ack,
        Rule::TextIgnored | Rule::DataAfterClose if segment.len > 0 => Check::Text,
        Rule::TextIgnored | Rule::DataAfterClose => Check::Fin,
        _ => return None,
    })
}

#[test]
fn the_check_that_ends_a_segments_way_is_that_of_the_machines_rule() {
    let mut ended = 0;
    each(|name, segment, outcome, verdict| {
        assert_eq!(verdict.state, outcome.before.state, "{name}");
        for rule in &outcome.rules {
            if let Some(check) = check_of(*rule, segment, verdict.state) {
                assert_eq!(verdict.end(), Some((check, *rule)), "{name}: {verdict:?}");
            }
        }
        let Some((_, rule)) = verdict.end() else { return };
        ended += 1;
        // A limit may keep the ACK back, and text of ours that leaves carries it.
        let carried =
            outcome.rules.contains(&Rule::AckLimited) || outcome.sent.iter().any(|s| s.ack.is_some());
        assert!(outcome.rules.contains(&rule) || carried, "{name}: {rule:?} {:?}", outcome.rules);
    });
    assert!(ended > 5_000, "{ended}");
}

/// Did the first check refuse it, so that at most its ACK is looked at?
fn out_of_window(verdict: &Verdict) -> bool {
    matches!(verdict.found(Check::Sequence), Found::OnlyItsAck | Found::Ended(_))
}

#[test]
fn no_check_is_skipped() {
    each(|name, segment, _, verdict| {
        let order = Check::order(verdict.state);
        let asked = |check: &&Check| verdict.found(**check) != Found::NotAsked;
        for check in Check::ALL {
            let foreign = !order.contains(&check) && verdict.found(check) != Found::NotAsked;
            assert!(!foreign, "{name}: {check:?} is no check of {}", verdict.state);
        }
        let last = order.iter().rposition(|check| asked(&check)).expect("some check looks at it");
        let skipped: Vec<_> = order[..last].iter().filter(|check| !asked(check)).collect();
        match verdict.end() {
            // What stacks decide before anything else: D4, RFC 1337, a SYN that comes again, SYN with
            // FIN, a segment without ACK bit in TIME-WAIT.
            Some((Check::Syn, rule)) if verdict.state == State::TimeWait => {
                assert!(
                    segment.syn && skipped.iter().all(|check| **check == Check::Sequence),
                    "{name} {rule:?}"
                );
            }
            Some((_, Rule::Rfc1337 | Rule::NoAckBit)) if verdict.state == State::TimeWait => {
                assert!(skipped.iter().all(|check| **check == Check::Sequence), "{name}");
            }
            Some((Check::Syn, Rule::SynAgainAnswered | Rule::SynFinDropped)) => {}
            _ => {
                let its_ack_alone =
                    asked(&&Check::Ack) && order[last] == Check::Ack && out_of_window(verdict);
                assert!(skipped.is_empty() || its_ack_alone, "{name}: {skipped:?}");
            }
        }
        // Behind the end nothing is asked, but for the ACK of what is out of the window.
        if let Some((end, _)) = verdict.end() {
            let end = order.iter().position(|check| *check == end).expect("it is in the order");
            let later: Vec<_> = order[end + 1..].iter().filter(asked).collect();
            let ack_alone = order[end] == Check::Sequence && later == [&Check::Ack];
            assert!(later.is_empty() || ack_alone, "{name}: {later:?}");
        } else {
            let whole = verdict.found(Check::Sequence) != Found::OnlyItsAck;
            assert!(!whole || last + 1 == order.len(), "{name}: {verdict:?}");
        }
    });
}

#[test]
fn what_a_check_found_is_what_moved() {
    each(|name, segment, outcome, verdict| {
        let (was, is) = (&outcome.before, &outcome.after);
        let synchronized = !matches!(was.state, State::Closed | State::Listen | State::SynSent);
        // A connection that begins anew has other numbers.
        let afresh = outcome.path.iter().any(|state| matches!(state, State::Listen | State::SynReceived));
        if !synchronized || afresh {
            return;
        }
        let acknowledged = matches!(
            verdict.found(Check::Ack),
            Found::Passed(Some(Rule::AckNew | Rule::AckOfSyn | Rule::AckOfFin))
                | Found::Ended(Rule::AckOfFin)
        );
        assert_eq!(was.snd_una != is.snd_una, acknowledged, "{name}: {verdict:?}");
        let taken = verdict.found(Check::Text) == Found::Passed(Some(Rule::Text));
        let fin = verdict.found(Check::Fin) == Found::Passed(Some(Rule::Fin));
        assert_eq!(was.peer_closed != is.peer_closed, fin, "{name}: {verdict:?}");
        assert_eq!(outcome.told.contains(&Notice::EndOfData), fin, "{name}");
        let moved = is.rcv_nxt.distance_from(was.rcv_nxt);
        assert_eq!(moved > u32::from(fin), taken, "{name}: moved {moved}, {verdict:?}");
        if let Some((Check::Rst, Rule::Reset | Rule::Refused)) = verdict.end() {
            assert!(segment.rst && is.state == State::Closed, "{name}");
        }
    });
}
