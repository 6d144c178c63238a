//! For every state: what each call, each kind of segment and each timer does, under RFC 9293 with
//! RFC 5961. One row an event, each thrown at a fresh connection; every row holds with initial
//! numbers around the wrap too.
//!
//! `told` lists what the program learns, `timers` those that run afterwards: the delayed ACK's
//! (`ack`), retransmission (`rtx`), the zero-window probe's (`zwp`), the user timeout (`ut`) and
//! TIME-WAIT's (`tw`).

mod first_closer;
mod opening;
mod second_closer;

use crate::bench::{End, NUMBERS, closed_with};
use four_waves::check::notation::Pattern;
use four_waves::tcp::{Call, CallError, Kind, Notice, RFC_9293, Timer};

fn told(notice: &Notice) -> String {
    match notice {
        Notice::Connected => "connected".to_owned(),
        Notice::Arrived(octets) => format!("arrived {octets}"),
        Notice::Received(octets) => format!("read {octets}"),
        Notice::EndOfData => "eof".to_owned(),
        Notice::Closed => "closed".to_owned(),
        Notice::Reset => "reset".to_owned(),
        Notice::Refused => "refused".to_owned(),
        Notice::TimedOut => "timeout".to_owned(),
        Notice::Error(CallError::DoesNotExist) => "no connection".to_owned(),
        Notice::Error(CallError::AlreadyExists) => "exists".to_owned(),
        Notice::Error(CallError::Closing) => "closing".to_owned(),
    }
}

const TIMERS: [(Timer, &str); 6] = [
    (Timer::DelayedAck, "ack"),
    (Timer::Retransmission, "rtx"),
    (Timer::ZeroWindowProbe, "zwp"),
    (Timer::UserTimeout, "ut"),
    (Timer::FinWait2, "fw2"),
    (Timer::TimeWait, "tw"),
];

/// The calls that every table has, in this order.
const CALLS: [(&str, Call); 7] = [
    ("open-passive", Call::OpenPassive),
    ("open-active", Call::OpenActive),
    ("send 3", Call::Send(3)),
    ("read", Call::Receive(u32::MAX)),
    ("shutdown", Call::Shutdown),
    ("close", Call::Close),
    ("abort", Call::Abort),
];

fn happen(end: &mut End, event: &str) {
    if let Some((_, call)) = CALLS.iter().find(|(name, _)| *name == event) {
        end.call(*call);
    } else if let Some((timer, _)) =
        TIMERS.iter().find(|(_, name)| event.strip_suffix(" fires") == Some(name))
    {
        end.fires(*timer);
    } else {
        end.arrives(event);
    }
}

/// What follows from an event, as a row says it.
fn outcome(end: &End) -> [String; 4] {
    let notices: Vec<String> = end.notices().iter().map(told).collect();
    let timers: Vec<&str> =
        TIMERS.iter().filter(|(timer, _)| end.runs(*timer)).map(|(_, name)| *name).collect();
    let mut path: Vec<&str> = end.path().iter().map(|state| state.name()).collect();
    if path.is_empty() {
        path.push("=");
    }
    [end.sent(), notices.join(", "), path.join(" > "), timers.join(" ")]
}

fn check(table: &str, build: fn(End) -> End) {
    let lines = table.lines().map(|line| line.split('|').map(str::trim).collect());
    let rows: Vec<Vec<&str>> = lines.filter(|row: &Vec<&str>| row.len() > 1).skip(1).collect();
    complete(&rows);
    for numbers in NUMBERS {
        for row in &rows {
            let mut end = build(closed_with(RFC_9293, numbers));
            happen(&mut end, row[0]);
            assert_eq!(outcome(&end), row[1..], "{numbers:?}: {}", row[0]);
        }
    }
}

/// No call and no kind of segment may be missing.
fn complete(rows: &[Vec<&str>]) {
    for (call, _) in CALLS {
        assert!(rows.iter().any(|row| row[0] == call), "no row for {call}");
    }
    for kind in Kind::ALL {
        let mut segments = rows.iter().filter_map(|row| Pattern::parse(row[0]).ok());
        assert!(segments.any(|written| written.segment().kind() == kind), "no row for {kind:?}");
    }
}
