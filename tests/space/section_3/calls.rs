//! Table 3.1: calls and timeouts (RFC 9293 sections 3.10.2 to 3.10.5, 3.10.8).

use crate::event::{CALLS, Cell, cells};
use crate::outcome::{Outcome, outcome, told};
use crate::situation::{Bench, SITUATIONS};
use four_waves::tcp::{Event, RFC_9293, Segment, Timer};

/// What is sent and `> STATE`, or what the program is told. `F.` and `R` have SEQ = SND.NXT, `first`
/// is the earliest that is not acknowledged, and every ACK is RCV.NXT. `none`: nothing happens.
/// "error or ok" of the reference is fixed here: shutdown() again is an error, close() after it ok.
const TABLE_3_1: &str = "
                                    | shutdown         | close            | abort         | send 3        | ut       | rtx
CLOSED                              | no connection    | no connection    | no connection | no connection | -        | -
LISTEN                              | > CLOSED         | > CLOSED         | > CLOSED      | S > SYN-SENT  | -        | -
SYN-SENT                            | > CLOSED         | > CLOSED         | > CLOSED      | none          | > CLOSED | first
SYN-RECEIVED, passive               | F. > FIN-WAIT-1  | F. > FIN-WAIT-1  | R > CLOSED    | none          | > CLOSED | first
SYN-RECEIVED, active                | F. > FIN-WAIT-1  | F. > FIN-WAIT-1  | R > CLOSED    | none          | > CLOSED | first
SYN-RECEIVED, passive, FIN waiting  | closing          | none             | R > CLOSED    | closing       | > CLOSED | first
SYN-RECEIVED, active, FIN waiting   | closing          | none             | R > CLOSED    | closing       | > CLOSED | first
FIN-WAIT-1, SYN not acknowledged    | closing          | none             | R > CLOSED    | closing       | > CLOSED | first
ESTABLISHED                         | F. > FIN-WAIT-1  | F. > FIN-WAIT-1  | R > CLOSED    | P.            | > CLOSED | first
ESTABLISHED, RCV.WND 0              | F. > FIN-WAIT-1  | F. > FIN-WAIT-1  | R > CLOSED    | P.            | > CLOSED | first
FIN-WAIT-1                          | closing          | none             | R > CLOSED    | closing       | > CLOSED | first
FIN-WAIT-1, RCV.WND 0               | closing          | .                | R > CLOSED    | closing       | > CLOSED | first
FIN-WAIT-1, FIN waiting             | closing          | none             | R > CLOSED    | closing       | > CLOSED | first
FIN-WAIT-1, after close()           | closing          | closing          | R > CLOSED    | closing       | > CLOSED | first
FIN-WAIT-2                          | closing          | none             | R > CLOSED    | closing       | -        | -
FIN-WAIT-2, after close()           | closing          | closing          | R > CLOSED    | closing       | -        | -
CLOSE-WAIT                          | F. > LAST-ACK    | F. > LAST-ACK    | R > CLOSED    | P.            | > CLOSED | first
CLOSE-WAIT, FIN waiting             | closing          | none             | R > CLOSED    | closing       | > CLOSED | first
CLOSING                             | closing          | none             | > CLOSED      | closing       | > CLOSED | first
CLOSING, FIN waiting                | closing          | none             | > CLOSED      | closing       | > CLOSED | first
LAST-ACK                            | closing          | none             | > CLOSED      | closing       | > CLOSED | first
TIME-WAIT                           | closing          | none             | > CLOSED      | closing       | -        | -
";

fn rows() -> (Vec<&'static str>, Vec<Vec<&'static str>>) {
    let split = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    let mut lines = TABLE_3_1.lines().filter(|line| !line.is_empty()).map(split);
    let header = lines.next().expect("the table has a header");
    (header, lines.collect())
}

#[test]
fn table_3_1_calls_and_timeouts() {
    let (header, rows) = rows();
    assert_eq!(rows.len(), SITUATIONS.len());
    for (row, situation) in rows.iter().zip(SITUATIONS) {
        assert_eq!(row[0], situation.name);
        let bench = situation.build(&RFC_9293, (0, 0));
        let cells = cells(&bench);
        for (event, expected) in header.iter().zip(row).skip(1) {
            let name = if CALLS.iter().any(|(call, _)| call == event) {
                (*event).to_owned()
            } else {
                format!("{event} expires")
            };
            let label = format!("{}: {name}", row[0]);
            match cells.iter().find(|cell| cell.kind == name) {
                Some(cell) => check(&bench, &outcome(&bench, cell), expected, &label),
                None => assert_eq!(*expected, "-", "{label}: this timer should run"),
            }
        }
    }
}

fn check(bench: &Bench, outcome: &Outcome, expected: &str, label: &str) {
    let (sent, state) = expected.split_once('>').map_or((expected, None), |(s, to)| (s, Some(to.trim())));
    let refusals = ["no connection", "closing"];
    let sent = if refusals.contains(&expected) || expected == "none" { "" } else { sent.trim() };
    let segments: Vec<Segment> = outcome.sent.clone();
    assert_eq!(segments.len(), usize::from(!sent.is_empty()), "{label}: {segments:?}");
    for segment in segments {
        is_as_said(bench, &segment, sent, label);
    }
    assert_eq!(outcome.path.iter().map(|state| state.name()).next_back(), state, "{label}");
    if refusals.contains(&expected) {
        assert_eq!(outcome.told.iter().map(told).collect::<Vec<_>>(), [expected], "{label}");
    }
    if label.contains("ut expires") {
        assert_eq!(outcome.told.iter().map(told).collect::<Vec<_>>(), ["timeout"], "{label}");
    }
    if label.contains("rtx expires") {
        let before = outcome.before.rto;
        assert_eq!(outcome.after.rto, before.doubled(RFC_9293.rto_max), "{label}: RTO\u{d7}2");
        assert!(outcome.starts(Timer::Retransmission), "{label}");
    }
}

fn is_as_said(bench: &Bench, segment: &Segment, sent: &str, label: &str) {
    let now = bench.snapshot();
    let bits = (segment.syn, segment.fin, segment.rst, segment.ack.is_some(), segment.len > 0);
    // Until a SYN has come there is nothing to acknowledge.
    let heard = bench.irs == bench.connection.initial_numbers().1 && now.rcv_nxt != bench.irs;
    match sent {
        "S" => assert_eq!((bits, segment.seq), ((true, false, false, false, false), bench.iss), "{label}"),
        "F." => {
            assert_eq!((bits, segment.seq), ((false, true, false, true, false), now.snd_nxt), "{label}");
        }
        "P." => {
            assert_eq!((bits, segment.seq), ((false, false, false, true, true), now.snd_nxt), "{label}");
        }
        "." => assert_eq!((bits, segment.seq), ((false, false, false, true, false), now.snd_nxt), "{label}"),
        "R" => assert_eq!((bits, segment.seq), ((false, false, true, false, false), now.snd_nxt), "{label}"),
        "first" => {
            assert_eq!(segment.seq, now.snd_una, "{label}");
            assert_eq!(segment.ack.is_some(), heard, "{label}");
            assert!(segment.seq_len() > 0 && !segment.rst, "{label}");
        }
        other => panic!("{label}: \"{other}\" means nothing"),
    }
    assert!(segment.ack.is_none_or(|ack| ack == now.rcv_nxt), "{label}: {segment:?}");
}

/// Only 2·MSL runs in TIME-WAIT, and its end is CLOSED; FIN-WAIT-2 lasts (C28).
#[test]
fn timers_that_run() {
    for situation in SITUATIONS {
        let bench = situation.build(&RFC_9293, (0, 0));
        let now = bench.snapshot();
        let outstanding = now.snd_una != now.snd_nxt;
        for timer in Timer::ALL {
            let expected = match timer {
                Timer::Retransmission | Timer::UserTimeout => outstanding,
                Timer::TimeWait => now.state == four_waves::tcp::State::TimeWait,
                Timer::DelayedAck | Timer::ZeroWindowProbe | Timer::FinWait2 => false,
            };
            assert_eq!(bench.connection.timer(timer).is_some(), expected, "{}: {timer:?}", situation.name);
        }
        let is_expiry = |cell: &Cell| matches!(cell.event, Event::Expires(Timer::TimeWait));
        if let Some(cell) = cells(&bench).into_iter().find(is_expiry) {
            let over = outcome(&bench, &cell);
            assert!(over.sent.is_empty() && over.told.iter().map(told).eq(["closed"]));
            assert_eq!(over.after.state, four_waves::tcp::State::Closed);
        }
    }
}
