//! The invariants that speak of states and steps. Of the reference's nineteen these are checked here:
//! I1 to I8, I10, I13 to I17 after every step, I11, I12 and I18 where a run ends. I9 and I19 are about
//! times, which stand still here: the random runs have them.

use crate::ends::{EndId, Ends, Step, What};
use four_waves::tcp::State::{self, *};
use four_waves::tcp::{Call, Notice, Output, Rule, SeqNum, Snapshot, Timer, is_edge};

/// What is remembered of one side beside its connection.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The number of its FIN.
    pub fin: Option<SeqNum>,
    pub arrived: u8,
    pub eof: bool,
    /// How its program was told that the connection ended.
    pub end: Option<Notice>,
    /// It has aborted, so nobody tells it.
    pub aborted: bool,
    pub waited: bool,
    /// Its FIN left before it had heard of the peer's.
    pub fin_first: bool,
    /// Segments sent while nothing had gone wrong.
    pub sent: u8,
}

impl Facts {
    pub fn forget_the_orderly(&mut self) {
        (self.waited, self.fin_first, self.sent) = (false, false, 0);
    }
}

pub struct Happened<'a> {
    pub before: EndId,
    pub what: What,
    pub step: &'a Step,
    pub peer: EndId,
    /// No fault yet.
    pub clean: bool,
}

macro_rules! must {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err(format!($($what)+));
        }
    };
}

/// Checks one step and returns what is remembered afterwards. `octets` is what the peer will send.
pub fn check(facts: &Facts, happened: &Happened, octets: u8, ends: &Ends) -> Result<Facts, String> {
    let mut facts = *facts;
    let (was, is) = (*ends.snapshot(happened.before), *ends.snapshot(happened.step.after));
    let peer = *ends.snapshot(happened.peer);
    sent(&mut facts, happened, &was, &peer, ends)?;
    told(&mut facts, happened, octets)?;
    transitions(&mut facts, happened, &was, &is, ends)?;
    let open = !matches!(is.state, Closed | Listen);
    let running = ends.runs(happened.step.after, Timer::Retransmission);
    must!(
        running == (open && is.snd_una != is.snd_nxt),
        "I8: retransmission runs: {running} in {}",
        is.state
    );
    if let Some(fin) = facts.fin {
        must!(!open || is.snd_nxt.at_or_before(fin + 1), "I2: SND.NXT is beyond the FIN");
    }
    if was.state.is_synchronized() && is.state.is_synchronized() {
        must!(was.rcv_nxt.at_or_before(is.rcv_nxt), "I13: RCV.NXT goes back");
        must!(was.snd_una.at_or_before(is.snd_una), "SND.UNA goes back");
        must!(is.snd_una.at_or_before(is.snd_nxt), "SND.UNA is beyond SND.NXT");
        must!(!was.peer_closed || was.rcv_nxt == is.rcv_nxt, "I13: RCV.NXT moves after the FIN");
    }
    Ok(facts)
}

fn sent(
    facts: &mut Facts,
    happened: &Happened,
    was: &Snapshot,
    peer: &Snapshot,
    ends: &Ends,
) -> Result<(), String> {
    let arrived = if let What::Arrives(id) = happened.what { Some(*ends.segment(id)) } else { None };
    for id in &happened.step.sent {
        let segment = ends.segment(*id);
        if happened.clean {
            // Probes of a closed window are not counted for ever.
            facts.sent = (facts.sent + 1).min(20);
        }
        must!(!(segment.rst && arrived.is_some_and(|arrived| arrived.rst)), "I10: RST answers RST");
        let opens = matches!(happened.what, What::Call(Call::OpenActive));
        let answers = segment.rst && arrived.is_some();
        must!(was.state != Closed || opens || answers, "I10: CLOSED speaks");
        if let Some(number) = segment.fin_number() {
            must!(facts.fin.is_none_or(|first| first == number), "I1: another FIN number");
            if facts.fin.is_none() && happened.clean {
                facts.fin_first = !facts.eof;
            }
            facts.fin = Some(number);
        }
        // The numbers of a reset from CLOSED are the other's.
        if let Some(fin) = facts.fin.filter(|_| was.state != Closed) {
            must!(segment.end().at_or_before(fin + 1), "I2: something new after the FIN");
        }
        if let (Some(ack), true) = (segment.ack, peer.state.is_synchronized()) {
            must!(ack.at_or_before(peer.snd_nxt), "I14: ACK of what was never sent");
        }
        let quiet = was.state == TimeWait
            && peer.state == TimeWait
            && arrived.is_some_and(|a| a.seq_len() == 0 && !a.rst && a.seq == was.rcv_nxt);
        must!(!quiet, "I16: an ACK is answered between two ends in TIME-WAIT");
    }
    Ok(())
}

fn told(facts: &mut Facts, happened: &Happened, octets: u8) -> Result<(), String> {
    let is_call = matches!(happened.what, What::Call(_));
    for output in &happened.step.outputs {
        let Output::Notify(notice) = output else { continue };
        match notice {
            Notice::Arrived(more) => {
                must!(!facts.eof, "I7: octets after the end of data");
                facts.arrived += *more as u8;
                must!(facts.arrived <= octets, "I15: more octets than were sent");
            }
            // As a call's result it only repeats what was told.
            Notice::EndOfData if !is_call => {
                must!(!facts.eof, "I7: the end of data comes twice");
                must!(facts.arrived == octets, "I7: the end of data comes too early");
                facts.eof = true;
            }
            end @ (Notice::Closed | Notice::Reset | Notice::Refused | Notice::TimedOut) => {
                must!(facts.end.is_none(), "I17: a second end");
                facts.end = Some(*end);
            }
            Notice::EndOfData | Notice::Connected | Notice::Received(_) | Notice::Error(_) => {}
        }
    }
    Ok(())
}

fn transitions(
    facts: &mut Facts,
    happened: &Happened,
    was: &Snapshot,
    is: &Snapshot,
    ends: &Ends,
) -> Result<(), String> {
    let mut state = was.state;
    for output in &happened.step.outputs {
        let Output::Transition { from, to, rule } = *output else { continue };
        must!(from == state && is_edge(from, to), "an edge from {from} to {to}, in {state}");
        state = to;
        let our_fin = facts.fin.is_some_and(|fin| is.snd_una == fin + 1);
        let broken =
            matches!(rule, Rule::Reset | Rule::Abort | Rule::AbortQuietly | Rule::UserTimeout | Rule::GiveUp);
        let acks_fin = matches!(happened.what, What::Arrives(id)
            if ends.segment(id).ack == facts.fin.map(|fin| fin + 1));
        match (from, to) {
            (_, TimeWait) => {
                must!(our_fin && is.peer_closed, "I3, I4: TIME-WAIT too early");
                facts.waited = happened.clean;
            }
            (FinWait1, FinWait2) => must!(our_fin, "I4: FIN-WAIT-2 too early"),
            (LastAck, Closed) => must!(broken || acks_fin, "I5: LAST-ACK ends by {rule:?}"),
            (CloseWait, LastAck) => must!(is.peer_closed && facts.fin.is_some(), "I6: no FIN has left"),
            (CloseWait | Established | FinWait1 | FinWait2 | Closing, Closed) => {
                must!(broken, "I6: {from} ends by {rule:?}");
            }
            _ => {}
        }
        facts.aborted |= matches!(rule, Rule::Abort | Rule::AbortQuietly);
    }
    must!(state == is.state, "the last transition leads to {state}, not {}", is.state);
    Ok(())
}

/// Where a run ends, both programs have been told how, and both ends are gone; `half_open` allows
/// one that waits for a peer which broke off (RFC 9293 section 3.5.1).
pub fn check_end(states: [State; 2], facts: &[Facts; 2], clean: bool) -> Result<(), String> {
    for side in [0, 1] {
        let (state, own, peer) = (states[side], &facts[side], &facts[1 - side]);
        if state == Closed {
            let told = own.end.is_some();
            must!(told != own.aborted, "I17: it was told {:?}, aborted: {}", own.end, own.aborted);
            continue;
        }
        let peer_broke_off =
            peer.aborted || matches!(peer.end, Some(Notice::TimedOut | Notice::Reset | Notice::Refused));
        // A listener that was asked and left alone again listens on.
        let listens = state == Listen;
        must!(listens || !clean && peer_broke_off, "I11: {state} for ever");
        must!(own.end.is_none(), "it was told an end in {state}");
    }
    let orderly = facts.iter().all(|own| own.end == Some(Notice::Closed) && own.fin.is_some());
    if !clean || !orderly {
        return Ok(());
    }
    let [first, second] = facts;
    let (crossed, waited) = (first.fin_first && second.fin_first, [first.waited, second.waited]);
    let expected = if crossed { [true; 2] } else { [first.fin_first, second.fin_first] };
    must!(waited == expected, "I12: TIME-WAIT at {waited:?}, crossed: {crossed}");
    Ok(())
}
