//! Everything that can happen to two connections and a network that drops, doubles, holds back and
//! overtakes, up to a budget of faults: all worlds, all steps between them, no sample.
//!
//! Time stands still. A retransmission may fire whenever something is outstanding, and costs a fault
//! while segments are still on their way in order; TIME-WAIT outlives what is in flight, or, where
//! a variant says so, does not. Every run comes to an end, for the worlds form no circle, and where
//! nothing more happens both ends are CLOSED and told, or wait for a peer that broke off.

mod ends;
mod invariants;
mod search;
mod world;

use four_waves::tcp::State::{self, *};
use four_waves::tcp::{AckDelay, Call, Config, Notice, RFC_9293, RtoMode, Stack};
use four_waves::time::Duration;
use search::{Found, explore};
use std::collections::{BTreeSet, HashSet};
use world::When::{AfterEof, AnyTime, Connected};
use world::{Program, Variant};

/// More than the faults can eat, so that nobody gives up for want of patience.
const PATIENCE: u32 = 5;

/// Time stands still, and a segment carries one octet.
fn still(config: Config) -> Config {
    Config {
        mss: 1,
        rto_mode: RtoMode::Fixed,
        rto_initial: Duration::ZERO,
        rto_min: Duration::ZERO,
        rto_max: Duration::ZERO,
        retries: Some(PATIENCE),
        retries_mean_time: false,
        orphan_retries: None,
        syn_retries: Some(PATIENCE),
        syn_ack_retries: Some(PATIENCE),
        user_timeout: None,
        msl: Duration::ZERO,
        fin_wait_2_timeout: None,
        ack_limit: None,
        // Late is later than the program's turn.
        ack_delay: if config.ack_delay == AckDelay::AtOnce {
            AckDelay::AtOnce
        } else {
            AckDelay::After(Duration::ZERO)
        },
        ..config
    }
}

const CLOSE: Program = &[(AnyTime, Call::Close)];
const CLOSE_LAST: Program = &[(AfterEof, Call::Close)];
const CLOSE_WHEN_OPEN: Program = &[(AnyTime, Call::OpenActive), (Connected, Call::Close)];

fn variant(name: &'static str, programs: [Program; 2], faults: u8) -> Variant {
    Variant {
        name,
        config: still(RFC_9293),
        established: true,
        programs,
        faults,
        msl_kept: true,
        reads_late: false,
    }
}

fn reaches(found: &Found, states: &[State]) {
    for state in states {
        assert!(found.states.contains(state), "{state} is never reached");
    }
}

// ---- the ways to close ----

#[test]
fn sequential_close() {
    let found = explore(&variant("sequential", [CLOSE, CLOSE_LAST], 4));
    reaches(&found, &[FinWait1, FinWait2, CloseWait, LastAck, TimeWait, Closed]);
    assert!(!found.states.contains(&Closing));
    // I18, and with 2·MSL kept nobody is reset.
    assert_eq!(found.costs, BTreeSet::from([4]));
    assert_eq!(found.notices, HashSet::from([Notice::Closed]));
}

#[test]
fn simultaneous_close() {
    let found = explore(&variant("simultaneous", [CLOSE, CLOSE], 4));
    reaches(&found, &[FinWait1, FinWait2, Closing, CloseWait, LastAck, TimeWait, Closed]);
    assert_eq!(found.costs, BTreeSet::from([4]));
    assert_eq!(found.notices, HashSet::from([Notice::Closed]));
}

#[test]
fn half_close_with_data_in_the_second_half() {
    let client: Program = &[(AnyTime, Call::Send(1)), (AnyTime, Call::Shutdown), (AfterEof, Call::Close)];
    let server: Program = &[(AfterEof, Call::Send(2)), (AnyTime, Call::Close)];
    let found = explore(&variant("half-close with data", [client, server], 3));
    reaches(&found, &[FinWait1, FinWait2, CloseWait, LastAck, TimeWait, Closed]);
    assert_eq!(found.notices, HashSet::from([Notice::Closed]));
}

#[test]
fn simultaneous_close_behind_data() {
    let talks: Program = &[(AnyTime, Call::Send(1)), (AnyTime, Call::Shutdown)];
    let hears: Program = &[(AnyTime, Call::Shutdown)];
    let found = explore(&variant("simultaneous, data before it", [talks, hears], 3));
    reaches(&found, &[FinWait1, FinWait2, Closing, CloseWait, LastAck, TimeWait, Closed]);
    assert_eq!(found.notices, HashSet::from([Notice::Closed]));
}

// ---- with the opening ----

#[test]
fn opening_and_sequential_close() {
    let server: Program = &[(AnyTime, Call::OpenPassive), (AfterEof, Call::Close)];
    let open = Variant { established: false, ..variant("opening, sequential", [CLOSE_WHEN_OPEN, server], 3) };
    let found = explore(&open);
    reaches(&found, &[Listen, SynSent, SynReceived, Established, FinWait1, FinWait2, CloseWait, LastAck]);
    assert!(found.costs.contains(&7), "{:?}", found.costs);
}

/// One CLOSE comes when it likes: in SYN-SENT, in SYN-RECEIVED, or later.
#[test]
fn crossing_syns() {
    let hasty: Program = &[(AnyTime, Call::OpenActive), (AnyTime, Call::Close)];
    let crossing = variant("crossing SYNs", [hasty, CLOSE_WHEN_OPEN], 3);
    let found = explore(&Variant { established: false, ..crossing });
    let all_but_listen: Vec<State> = State::ALL.into_iter().filter(|state| *state != Listen).collect();
    reaches(&found, &all_but_listen);
}

// ---- breaking off ----

#[test]
fn abort_at_any_time() {
    let client: Program = &[(AnyTime, Call::Shutdown), (AnyTime, Call::Abort)];
    let found = explore(&variant("abort", [client, CLOSE], 3));
    reaches(&found, &[FinWait1, FinWait2, Closing, CloseWait, LastAck, TimeWait, Closed]);
    assert_eq!(found.notices, HashSet::from([Notice::Closed, Notice::Reset]));
}

/// Fewer retransmissions than the network can eat: who gives up says so.
#[test]
fn impatient_ends_report_that_they_give_up() {
    let config = Config { retries: Some(1), ..still(RFC_9293) };
    let found = explore(&Variant { config, ..variant("give up", [CLOSE, CLOSE], 3) });
    assert_eq!(found.notices, HashSet::from([Notice::Closed, Notice::TimedOut, Notice::Reset]));
}

/// I19: who forgets too early leaves the other without its last ACK, and resets it.
#[test]
fn why_time_wait_lasts_2_msl() {
    let found =
        explore(&Variant { msl_kept: false, ..variant("2\u{b7}MSL too short", [CLOSE, CLOSE_LAST], 4) });
    assert_eq!(found.notices, HashSet::from([Notice::Closed, Notice::Reset]));
}

/// The last octet and the FIN wait for a reader who takes its time.
#[test]
fn a_closed_window() {
    let config = Config { receive_buffer: 1, ..still(RFC_9293) };
    let client: Program = &[(AnyTime, Call::Send(2)), (AnyTime, Call::Shutdown)];
    let window = variant("closed window", [client, CLOSE_LAST], 3);
    let found = explore(&Variant { config, reads_late: true, ..window });
    reaches(&found, &[FinWait1, FinWait2, CloseWait, LastAck, TimeWait, Closed]);
    assert_eq!(found.notices, HashSet::from([Notice::Closed]));
}

// ---- other stacks ----

#[test]
fn every_stack_closes_in_every_way() {
    for (name, config) in Stack::ALL.iter().map(|stack| (stack.id(), stack.config())) {
        for (way, programs) in [("sequential", [CLOSE, CLOSE_LAST]), ("simultaneous", [CLOSE, CLOSE])] {
            println!("{name}:");
            let found = explore(&Variant { config: still(config.clone()), ..variant(way, programs, 3) });
            reaches(&found, &[FinWait1, FinWait2, LastAck, TimeWait, Closed]);
            assert_eq!(found.notices, HashSet::from([Notice::Closed]), "{name}");
            // The ACK of the first FIN may ride on the second.
            assert!(found.costs.is_subset(&BTreeSet::from([3, 4])), "{name}: {:?}", found.costs);
        }
    }
}
