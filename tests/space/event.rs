//! What can happen in a situation: calls, timers, and segments of every kind with their numbers left
//! of, at, inside, at the right edge of and right of the window.

use crate::situation::{Bench, MAX_SND_WND};
use four_waves::check::notation::Pattern;
use four_waves::tcp::{Call, Event, Segment, SeqNum, State, Timer};

/// The calls of sections 3.10.1 to 3.10.5, and those that only scripts use.
pub const CALLS: [(&str, Call); 8] = [
    ("open-passive", Call::OpenPassive),
    ("open-active", Call::OpenActive),
    ("send 3", Call::Send(3)),
    ("read", Call::Receive(u32::MAX)),
    ("shutdown", Call::Shutdown),
    ("close", Call::Close),
    ("abort", Call::Abort),
    ("send 10", Call::Send(10)),
];
/// So many of them are rows of the grid.
pub const CALLS_OF_THE_GRID: usize = 7;

pub const TIMERS: [(Timer, &str); 6] = [
    (Timer::DelayedAck, "ack"),
    (Timer::Retransmission, "rtx"),
    (Timer::ZeroWindowProbe, "zwp"),
    (Timer::UserTimeout, "ut"),
    (Timer::FinWait2, "fw2"),
    (Timer::TimeWait, "tw"),
];

/// One kind of segment: its control bits as the notation writes them, and its octets.
pub struct Kind {
    pub flags: &'static str,
    pub len: u32,
}

pub const KINDS: [Kind; 18] = [
    kind(".", 0),
    kind("P.", 4),
    kind("F.", 0),
    kind("FP.", 4),
    kind("S", 0),
    kind("S.", 0),
    kind("SP", 4),
    kind("SP.", 4),
    kind("SF", 0),
    kind("SF.", 0),
    kind("R", 0),
    kind("R.", 0),
    kind("RP.", 4),
    kind("FR.", 0),
    kind("-", 0),
    kind("P", 4),
    kind("F", 0),
    kind("FP", 4),
];

const fn kind(flags: &'static str, len: u32) -> Kind {
    Kind { flags, len }
}

impl Kind {
    pub fn name(&self) -> String {
        if self.len > 0 { format!("{} ({})", self.flags, self.len) } else { self.flags.to_owned() }
    }

    pub fn has_ack(&self) -> bool {
        self.flags.contains('.')
    }

    fn seq_len(&self) -> u32 {
        self.len + u32::from(self.flags.contains('S')) + u32::from(self.flags.contains('F'))
    }

    /// It with these numbers, the ACK's only where it has one.
    pub fn segment(&self, seq: SeqNum, ack: SeqNum) -> Segment {
        let set = |letter| self.flags.contains(letter);
        Segment {
            seq,
            ack: self.has_ack().then_some(ack),
            syn: set('S'),
            fin: set('F'),
            rst: set('R'),
            psh: set('P'),
            window: MAX_SND_WND,
            len: self.len,
        }
    }
}

/// A number with the name that the grid gives to its place.
pub type Place = (&'static str, SeqNum);

/// Where SEG.SEQ can lie. `again` ends at RCV.NXT, `across` begins before it and ends behind it,
/// `edge` ends with the window, `over` begins in its last number and goes on.
pub fn seq_places(bench: &Bench, kind: &Kind) -> Vec<Place> {
    let now = bench.snapshot();
    if matches!(now.state, State::Closed | State::Listen | State::SynSent) {
        return vec![("any", bench.irs + 50)];
    }
    let (next, window, len) = (now.rcv_nxt, now.rcv_wnd, kind.seq_len());
    let mut places = vec![("left", next - len - 3)];
    if len > 0 {
        places.push(("again", next - len));
    }
    if len > 1 {
        // Of a SYN it is the SYN that lies before, like that of a SYN,ACK when the SYNs cross.
        let before = if kind.flags.contains('S') { 1 } else { len / 2 };
        places.push(("across", next - before));
    }
    places.push(("at", next));
    if window > 0 {
        places.push(("inside", next + 5));
        places.push(("edge", next + window - len.max(1)));
        if len > 1 {
            places.push(("over", next + window - 1));
        }
    }
    places.push(("right", next + window.max(1)));
    places
}

/// Where SEG.ACK can lie: `far` before what RFC 5961 allows, `old`, `una` SND.UNA, `data` in the
/// middle of our octets, `all` behind the last one, `fin` behind our FIN, `unsent` beyond SND.NXT.
pub fn ack_places(bench: &Bench) -> Vec<Place> {
    let now = bench.snapshot();
    if matches!(now.state, State::Closed | State::Listen) {
        return vec![("any", bench.iss + 70)];
    }
    let (una, nxt) = (now.snd_una, now.snd_nxt);
    let mut places = vec![("far", una - MAX_SND_WND - 1), ("old", una - 1), ("una", una)];
    if nxt.distance_from(una) > 5 {
        places.push(("data", una + 5));
    }
    let opening = matches!(now.state, State::SynSent | State::SynReceived);
    if opening {
        places.push(("syn", nxt));
    } else if una == bench.iss {
        places.extend([("syn", una + 1), ("fin", nxt)]);
    } else if our_fin_left(now.state, now.fin_waiting) {
        if nxt != una {
            places.extend([("all", nxt - 1), ("fin", nxt)]);
        }
    } else {
        places.push(("all", nxt));
    }
    places.push(("unsent", nxt + 1));
    places
}

/// Has our FIN been sent?
pub fn our_fin_left(state: State, fin_waiting: bool) -> bool {
    use State::*;
    matches!(state, FinWait1 | FinWait2 | Closing | LastAck | TimeWait) && !fin_waiting
}

/// A segment of the notation in absolute numbers.
pub fn segment(text: &str, iss: SeqNum, irs: SeqNum) -> Segment {
    let written = *Pattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).segment();
    Segment { seq: irs + written.seq.0, ack: written.ack.map(|ack| iss + ack.0), ..written }
}

/// One cell: what happens, and how the grid's rows name it.
pub struct Cell {
    pub kind: String,
    pub seq: &'static str,
    pub ack: &'static str,
    pub event: Event,
}

/// All that can happen in a situation. A timer that does not run cannot fire.
pub fn cells(bench: &Bench) -> Vec<Cell> {
    let plain = |kind: String, event| Cell { kind, seq: "", ack: "", event };
    let calls = CALLS[..CALLS_OF_THE_GRID].iter();
    let mut cells: Vec<Cell> =
        calls.map(|(name, call)| plain((*name).to_owned(), Event::Call(*call))).collect();
    for (timer, name) in TIMERS {
        if bench.connection.timer(timer).is_some() {
            cells.push(plain(format!("{name} expires"), Event::Expires(timer)));
        }
    }
    for kind in &KINDS {
        let acks = if kind.has_ack() { ack_places(bench) } else { vec![("", SeqNum(0))] };
        for (seq, number) in seq_places(bench, kind) {
            for (ack, acknowledged) in &acks {
                let event = Event::Arrives(kind.segment(number, *acknowledged));
                cells.push(Cell { kind: kind.name(), seq, ack, event });
            }
        }
    }
    cells
}
