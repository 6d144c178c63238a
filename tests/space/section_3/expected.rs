//! What a table says must come of a segment, and the comparison with what came of it.

use crate::event::{Cell, cells};
use crate::outcome::{Outcome, outcome};
use crate::situation::{Bench, SITUATIONS};
use four_waves::tcp::{
    Config, Event, Notice, RFC_793, RFC_9293, Segment, SeqNum, Snapshot, State, TEXTBOOK, Timer,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Silence,
    /// `<SEQ=SND.NXT><ACK=RCV.NXT>`, or any segment that carries this ACK.
    Ack,
    /// `<SEQ=SEG.ACK><CTL=RST>`
    ResetAtAck,
    /// `<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>`
    ResetOfAll,
    /// A reset that the sender of the segment would believe (D10).
    AnyReset,
    /// `<SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>`
    SynAck,
}

#[derive(Clone, Debug)]
pub struct Expected {
    pub answer: Answer,
    pub state: State,
    pub una: SeqNum,
    pub rcv: SeqNum,
    /// Octets that the program is told of.
    pub arrived: u32,
    pub eof: bool,
    /// How the connection ended.
    pub end: Option<Notice>,
    /// 2·MSL begins, or begins anew.
    pub time_wait_begins: bool,
}

impl Expected {
    /// Nothing happens.
    pub fn stays(now: &Snapshot) -> Self {
        Self {
            answer: Answer::Silence,
            state: now.state,
            una: now.snd_una,
            rcv: now.rcv_nxt,
            arrived: 0,
            eof: false,
            end: None,
            time_wait_begins: false,
        }
    }
}

/// The stacks that the tables speak of: with RFC 5961 and without it, with and without delay.
const STACKS: [Config; 3] = [RFC_9293, RFC_793, TEXTBOOK];

/// Holds every arrival in the chosen states against the table; returns how many there were.
pub fn hold_against(states: fn(State) -> bool, table: fn(&Bench, &Segment) -> Expected) -> usize {
    let mut count = 0;
    let mut wrong = Vec::new();
    for config in &STACKS {
        for situation in SITUATIONS.iter().filter(|situation| states(situation.state)) {
            let bench = situation.build(config, (0, 0));
            for cell in cells(&bench) {
                let Event::Arrives(segment) = cell.event else { continue };
                count += 1;
                let (expected, came) = (table(&bench, &segment), outcome(&bench, &cell));
                if let Err(what) = agree(&bench, &segment, &expected, &came) {
                    wrong.push(describe(situation.name, config, &bench, &cell, &what, &came));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cells:\n{}", wrong.len(), wrong.join("\n"));
    count
}

fn describe(name: &str, config: &Config, bench: &Bench, cell: &Cell, what: &str, came: &Outcome) -> String {
    let stack = if config.rfc5961 { "" } else { "RFC 793: " };
    let columns = came.columns(bench, cell).join(" | ");
    format!("{stack}{name}: {} SEQ {} ACK {}: {what} ({columns})", cell.kind, cell.seq, cell.ack)
}

fn agree(bench: &Bench, segment: &Segment, expected: &Expected, came: &Outcome) -> Result<(), String> {
    let fin_left = came.before.fin_waiting && came.sent.iter().any(|sent| sent.fin);
    // D12: with its FIN gone, CLOSE-WAIT is LAST-ACK.
    let state = match expected.state {
        State::CloseWait if fin_left => State::LastAck,
        state => state,
    };
    let same = |what: &str, expected: String, got: String| {
        if expected == got { Ok(()) } else { Err(format!("{what} should be {expected}, is {got}")) }
    };
    same("the state", state.to_string(), came.after.state.to_string())?;
    let arrived = |notice: &Notice| if let Notice::Arrived(octets) = notice { *octets } else { 0 };
    let arrived: u32 = came.told.iter().map(arrived).sum();
    // After close() nobody is told of octets.
    let wanted = if came.before.reading { expected.arrived } else { 0 };
    same("the octets told", wanted.to_string(), arrived.to_string())?;
    let eof = came.told.contains(&Notice::EndOfData);
    same("the end of data", expected.eof.to_string(), eof.to_string())?;
    let is_end = |notice: &&Notice| {
        matches!(notice, Notice::Closed | Notice::Reset | Notice::Refused | Notice::TimedOut)
    };
    let end = came.told.iter().find(is_end);
    same("the end told", format!("{:?}", expected.end.as_ref()), format!("{end:?}"))?;
    let begins = came.starts(Timer::TimeWait);
    same("2\u{b7}MSL", expected.time_wait_begins.to_string(), begins.to_string())?;
    answered(bench, segment, expected, came)?;
    if !matches!(expected.state, State::Closed | State::Listen) {
        same("SND.UNA", expected.una.to_string(), came.after.snd_una.to_string())?;
        same("RCV.NXT", expected.rcv.to_string(), came.after.rcv_nxt.to_string())?;
    }
    Ok(())
}

fn answered(bench: &Bench, segment: &Segment, expected: &Expected, came: &Outcome) -> Result<(), String> {
    // What waited may leave with any ACK, and then it carries the answer.
    let waited = came.before.fin_waiting;
    let resets: Vec<_> = came.sent.iter().filter(|sent| sent.rst).collect();
    let fine = match (expected.answer, came.sent.as_slice()) {
        (Answer::Silence, sent) => sent.is_empty() || waited && resets.is_empty() && carries_ack(came),
        (Answer::Ack, []) => came.starts(Timer::DelayedAck),
        (Answer::Ack, [only]) if !waited => {
            *only
                == Segment { window: only.window, ..Segment::ack(came.after.snd_nxt, came.after.rcv_nxt, 0) }
        }
        (Answer::Ack, _) => resets.is_empty() && carries_ack(came),
        (Answer::ResetAtAck, [only]) => segment.ack.is_some_and(|ack| *only == Segment::rst(ack, None)),
        (Answer::ResetOfAll, [only]) => *only == Segment::rst(SeqNum(0), Some(segment.end())),
        (Answer::AnyReset, [only]) => {
            only.rst && (Some(only.seq) == segment.ack || only.ack == Some(segment.end()))
        }
        (Answer::SynAck, [only]) => {
            let syn_ack = Segment::syn(bench.iss, Some(segment.seq + 1), only.window);
            *only == syn_ack
        }
        (Answer::ResetAtAck | Answer::ResetOfAll | Answer::AnyReset | Answer::SynAck, _) => false,
    };
    if fine { Ok(()) } else { Err(format!("the answer should be {:?}, is {:?}", expected.answer, came.sent)) }
}

fn carries_ack(came: &Outcome) -> bool {
    !came.sent.is_empty() && came.sent.iter().all(|sent| sent.ack == Some(came.after.rcv_nxt))
}
