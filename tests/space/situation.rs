//! Where a connection can be when something happens: each state, and what differs within it.

use crate::event::{CALLS, segment};
use four_waves::tcp::{Config, Connection, Event, SeqNum, Snapshot, State, State::*};
use four_waves::time::{Duration, Instant};

/// A small buffer, so that both edges of the window are short numbers.
const RECEIVE_BUFFER: u32 = 100;
/// What the peer offers, unless a script says otherwise: MAX.SND.WND in every situation.
pub const MAX_SND_WND: u32 = 65_535;

pub struct Situation {
    pub name: &'static str,
    pub state: State,
    /// Calls, and segments in relative numbers, separated by `|`.
    pub script: &'static [&'static str],
}

const OPEN: &str = "open-active | S. 0:0(0) ack 1";
/// Ten octets each way are acknowledged and read: there are old numbers on both sides.
const TALK: &str = "send 10 | P. 1:11(10) ack 11 | read";
/// The peer takes no more than the ten octets that are on their way: three and the FIN wait.
const HELD_BACK: &str = "send 10 | . 11:11(0) ack 11 win 10 | send 3 | shutdown";
const PEER_CLOSES: &str = "send 10 | F. 11:11(0) ack 11 win 10";

/// Ten octets are on their way wherever that is possible.
pub const SITUATIONS: &[Situation] = &[
    of("CLOSED", Closed, &[]),
    of("LISTEN", Listen, &["open-passive"]),
    of("SYN-SENT", SynSent, &["open-active"]),
    of("SYN-RECEIVED, passive", SynReceived, &["open-passive | S 0:0(0)"]),
    of("SYN-RECEIVED, active", SynReceived, &["open-active | S 0:0(0)"]),
    of("SYN-RECEIVED, passive, FIN waiting", SynReceived, &["open-passive | S 0:0(0) | send 10 | shutdown"]),
    of("SYN-RECEIVED, active, FIN waiting", SynReceived, &["open-active | S 0:0(0) | send 10 | shutdown"]),
    of("FIN-WAIT-1, SYN not acknowledged", FinWait1, &["open-passive | S 0:0(0) | shutdown"]),
    of("ESTABLISHED", Established, &[OPEN, TALK, "send 10"]),
    of("ESTABLISHED, RCV.WND 0", Established, &[OPEN, TALK, "send 10 | P. 11:101(90) ack 11"]),
    of("FIN-WAIT-1", FinWait1, &[OPEN, TALK, "send 10 | shutdown"]),
    of("FIN-WAIT-1, RCV.WND 0", FinWait1, &[OPEN, TALK, "send 10 | shutdown | P. 11:101(90) ack 11"]),
    of("FIN-WAIT-1, FIN waiting", FinWait1, &[OPEN, TALK, HELD_BACK]),
    of("FIN-WAIT-1, after close()", FinWait1, &[OPEN, TALK, "send 10 | close"]),
    of("FIN-WAIT-2", FinWait2, &[OPEN, TALK, "send 10 | shutdown | . 11:11(0) ack 22"]),
    of("FIN-WAIT-2, after close()", FinWait2, &[OPEN, TALK, "send 10 | close | . 11:11(0) ack 22"]),
    of("CLOSE-WAIT", CloseWait, &[OPEN, TALK, "send 10 | F. 11:11(0) ack 11"]),
    of("CLOSE-WAIT, FIN waiting", CloseWait, &[OPEN, TALK, PEER_CLOSES, "send 3 | shutdown"]),
    of("CLOSING", Closing, &[OPEN, TALK, "send 10 | shutdown | F. 11:11(0) ack 11"]),
    of("CLOSING, FIN waiting", Closing, &[OPEN, TALK, HELD_BACK, "F. 11:11(0) ack 11 win 10"]),
    of("LAST-ACK", LastAck, &[OPEN, TALK, "send 10 | F. 11:11(0) ack 11 | shutdown"]),
    of("TIME-WAIT", TimeWait, &[OPEN, TALK, "send 10 | shutdown | . 11:11(0) ack 22 | F. 11:11(0) ack 22"]),
];

const fn of(name: &'static str, state: State, script: &'static [&'static str]) -> Situation {
    Situation { name, state, script }
}

/// A connection in such a situation, a tenth of a second after all that led there: a timer that is
/// set anew can be told from one that runs on.
#[derive(Clone)]
pub struct Bench {
    pub connection: Connection,
    pub now: Instant,
    pub iss: SeqNum,
    pub irs: SeqNum,
}

impl Situation {
    /// All steps of the script.
    pub fn steps(&self) -> impl Iterator<Item = &'static str> {
        self.script.iter().flat_map(|part| part.split('|')).map(str::trim)
    }

    pub fn build(&self, config: &Config, (iss, irs): (u32, u32)) -> Bench {
        let config = Config { receive_buffer: RECEIVE_BUFFER, ..config.clone() };
        let (iss, irs) = (SeqNum(iss), SeqNum(irs));
        let mut bench = Bench { connection: Connection::new(config, iss), now: Instant::START, iss, irs };
        for step in self.steps() {
            bench.step(step);
        }
        bench.pass(Duration::from_millis(100));
        let now = bench.snapshot();
        // D12: systems say LAST-ACK from the CLOSE on.
        let early = now.fin_waiting && (self.state, now.state) == (CloseWait, LastAck);
        assert!(now.state == self.state || early, "{}: {}", self.name, now.state);
        assert_eq!(now.fin_waiting, self.name.contains("FIN waiting"), "{}", self.name);
        bench
    }
}

impl Bench {
    fn step(&mut self, step: &str) {
        let call = CALLS.iter().find(|(name, _)| *name == step).map(|(_, call)| Event::Call(*call));
        let event = call.unwrap_or_else(|| Event::Arrives(segment(step, self.iss, self.irs)));
        self.connection.handle(self.now, event);
    }

    /// Lets time pass and what comes due fire: a delayed ACK, nothing else.
    fn pass(&mut self, length: Duration) {
        let until = self.now + length;
        while let Some((at, timer)) = self.connection.next_timeout().filter(|(at, _)| *at <= until) {
            self.now = at;
            self.connection.handle(at, Event::Expires(timer));
        }
        self.now = until;
    }

    pub fn snapshot(&self) -> Snapshot {
        self.connection.snapshot()
    }
}
