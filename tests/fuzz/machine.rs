//! Any calls, segments and times, at two ends that are joined by a bad network or at one alone: no panic,
//! only legal edges, sound segments, bounded timers. The input's octets are read one after another as
//! what happens; where they end, time goes on until all is quiet.

use four_waves::tcp::State::{Closed, Listen, SynReceived, SynSent, TimeWait};
use four_waves::tcp::{
    Call, Config, Connection, Event, Notice, Output, Segment, SeqNum, Snapshot, Stack, Timer, TimerChange, is_edge,
};
use four_waves::time::{Duration, Instant};
use four_waves::wire::{self, Packet};
use std::net::SocketAddr;

/// So much happens in one input, and so often a timer fires until all is quiet or probes go on for ever.
const MOST_STEPS: usize = 400;
const MOST_EXPIRIES: usize = 300;
/// So many segments are under way at most: the oldest is lost.
const MOST_UNDER_WAY: usize = 64;
/// Places for numbers that may go wrong: beside an edge, about the wrap, half a turn away.
const OFFSETS: [u32; 16] = [
    0, 1, 2, u32::MAX, u32::MAX - 1, 100, 1_460, 65_534, 65_535, 65_536, 1 << 30, (1 << 31) - 1, 1 << 31,
    (1 << 31) + 1, u32::MAX - 65_535, u32::MAX - 1_460,
];
const OCTETS: [u32; 8] = [0, 1, 2, 100, 1_460, 10_000, 65_000, 1 << 30];

pub fn check(input: &[u8]) {
    let mut octets = input.iter().copied();
    let mut next = || octets.next();
    let mut world = World::new([(); 4].map(|()| next().unwrap_or(0)));
    for _ in 0..MOST_STEPS {
        let Some(what) = next() else { break };
        world.step(what, &mut || next().unwrap_or(0));
    }
    world.rest();
}

struct End {
    connection: Connection,
    /// The number of the FIN that it has sent, and all octets that went in and came out, since its last
    /// OPEN.
    fin: Option<SeqNum>,
    sent: u64,
    arrived: u64,
}

struct World {
    now: Instant,
    ends: [End; 2],
    /// With whom it goes, in the order of leaving.
    under_way: Vec<(usize, Segment)>,
    /// Nobody has forged anything, and nobody has opened a second time.
    honest: bool,
}

impl World {
    /// What the first four octets choose: stacks, initial numbers, and how both ends begin.
    fn new([first, second, numbers, begin]: [u8; 4]) -> Self {
        let config = |octet: u8| -> Config { Stack::ALL[usize::from(octet) % Stack::ALL.len()].config().clone() };
        let [a, b] = [numbers & 15, numbers >> 4].map(|at| SeqNum(OFFSETS[usize::from(at)]));
        let connections = match begin % 3 {
            0 => [Connection::new(config(first), a), Connection::new(config(second), b)],
            _ => {
                let (one, other) = (config(first), config(second));
                let windows = [other.receive_buffer, one.receive_buffer];
                [
                    Connection::established(one, false, [a, b], [0, 0], windows[0]),
                    Connection::established(other, true, [b, a], [0, 0], windows[1]),
                ]
            }
        };
        let end = |connection| End { connection, fin: None, sent: 0, arrived: 0 };
        Self { now: Instant::from_millis(1), ends: connections.map(end), under_way: Vec::new(), honest: true }
    }

    fn step(&mut self, what: u8, more: &mut dyn FnMut() -> u8) {
        let (side, what) = (usize::from(what & 1), what >> 1);
        match what % 16 {
            0 => self.call(side, Call::OpenPassive),
            1 => self.call(side, Call::OpenActive),
            2 => self.call(side, Call::Send(OCTETS[usize::from(more() % 8)])),
            3 => self.call(side, Call::Receive(OCTETS[usize::from(more() % 8)])),
            4 => self.call(side, Call::Shutdown),
            5 => self.call(side, Call::Close),
            6 => self.call(side, Call::Abort),
            7 | 8 => {
                self.expire();
            }
            9 => self.wait(Duration::from_millis(u64::from(more()) * 20)),
            10 => self.forge(side, more),
            // The network: the oldest arrives, or any other, or one of them twice, or never.
            11..=13 => self.arrive(0, true),
            14 => self.arrive(usize::from(more()), true),
            _ if more().is_multiple_of(2) => self.arrive(usize::from(more()), false),
            _ => {
                if !self.under_way.is_empty() {
                    let index = usize::from(more()) % self.under_way.len();
                    self.under_way.remove(index);
                }
            }
        }
    }

    fn call(&mut self, side: usize, call: Call) {
        self.handle(side, Event::Call(call));
    }

    fn arrive(&mut self, index: usize, once: bool) {
        if self.under_way.is_empty() {
            return;
        }
        let index = index % self.under_way.len();
        let (to, segment) = self.under_way[index];
        if once {
            self.under_way.remove(index);
        }
        self.handle(to, Event::Arrives(segment));
    }

    /// A segment that nobody sent, with numbers about those that count.
    fn forge(&mut self, to: usize, more: &mut dyn FnMut() -> u8) {
        self.honest = false;
        let seen = self.ends[to].connection.snapshot();
        let (bits, seq, ack, size) = (more(), more(), more(), more());
        let offset = |octet: u8| OFFSETS[usize::from(octet & 15)];
        let base = if seq & 16 == 0 { seen.rcv_nxt } else { seen.rcv_nxt + seen.rcv_wnd };
        let confirms = if ack & 16 == 0 { seen.snd_una } else { seen.snd_nxt };
        let segment = Segment {
            seq: base + offset(seq),
            ack: (bits & 1 != 0).then(|| confirms + offset(ack)),
            syn: bits & 2 != 0,
            fin: bits & 4 != 0,
            rst: bits & 8 != 0,
            psh: bits & 16 != 0,
            window: [65_535, 0, 1, 1_000][usize::from(size >> 6)],
            len: OCTETS[usize::from(size % 7)],
        };
        self.handle(to, Event::Arrives(segment));
    }

    /// All timers of the next moment at which one is due; false where none runs.
    fn expire(&mut self) -> bool {
        let due = |end: &End| end.connection.next_timeout();
        let Some((at, _)) = self.ends.iter().filter_map(due).min() else { return false };
        assert!(at >= self.now, "a timer was due in the past: {at} at {}", self.now);
        self.now = at;
        for side in 0..2 {
            let mut fired = 0;
            while let Some((_, timer)) = due(&self.ends[side]).filter(|(when, _)| *when <= at) {
                self.handle(side, Event::Expires(timer));
                fired += 1;
                assert!(fired <= 2 * Timer::ALL.len(), "{timer:?} fires for ever at {at}");
            }
        }
        true
    }

    fn wait(&mut self, length: Duration) {
        let until = self.now + length;
        let due = |world: &Self| {
            world.ends.iter().filter_map(|end| end.connection.next_timeout()).any(|(at, _)| at <= until)
        };
        while due(self) {
            self.expire();
        }
        self.now = until;
    }

    /// Nothing arrives any more.
    fn rest(&mut self) {
        self.under_way.clear();
        for _ in 0..MOST_EXPIRIES {
            if !self.expire() {
                return;
            }
            self.under_way.clear();
        }
        // Only who asks a closed window, or sends the same again, may do so for ever.
        for end in &self.ends {
            let runs = |timer: &Timer| end.connection.timer(*timer).is_some();
            let running: Vec<_> = Timer::ALL.into_iter().filter(runs).collect();
            let patient = [Timer::ZeroWindowProbe, Timer::Retransmission, Timer::UserTimeout];
            assert!(running.iter().all(|timer| patient.contains(timer)), "{running:?}");
        }
    }

    fn handle(&mut self, side: usize, event: Event) {
        let before = self.ends[side].connection.snapshot();
        let outputs = self.ends[side].connection.handle(self.now, event);
        let _ = self.ends[side].connection.take_verdict();
        let after = self.ends[side].connection.snapshot();
        if matches!(event, Event::Call(Call::OpenActive | Call::OpenPassive)) && before.state == Closed {
            // A connection that was there before may still have segments under way.
            self.honest &= self.ends[side].sent + self.ends[side].arrived == 0 && self.ends[side].fin.is_none();
            self.ends[side].fin = None;
        }
        let mut state = before.state;
        for output in outputs {
            match output {
                Output::Transition { from, to, rule } => {
                    assert!(from == state && is_edge(from, to), "{from:?} to {to:?} by {rule:?}");
                    state = to;
                    if matches!(to, Closed | Listen | SynSent | SynReceived) {
                        self.ends[side].fin = None;
                    }
                }
                Output::Transmit { segment, .. } => self.transmit(side, segment),
                Output::Notify(Notice::Arrived(octets)) => self.ends[side].arrived += u64::from(octets),
                Output::Timer { change: TimerChange::Started(at) | TimerChange::Restarted(at), timer } => {
                    let far = Duration::from_secs(100 * 3_600);
                    assert!(at >= self.now && at <= self.now + far, "{timer:?} at {at}, now {}", self.now);
                }
                Output::Timer { .. } | Output::Notify(_) | Output::Ignored(_) => {}
            }
        }
        assert_eq!(state, after.state, "every change of state is told");
        self.sound(side, &after);
        if let (Event::Call(Call::Send(octets)), true) = (event, before.send_queue < after.send_queue) {
            self.ends[side].sent += u64::from(octets);
        }
        if self.honest {
            for (one, other) in [(0, 1), (1, 0)] {
                let (sent, arrived) = (self.ends[one].sent, self.ends[other].arrived);
                assert!(arrived <= sent, "{arrived} octets of {sent} have arrived");
            }
        }
    }

    /// What leaves is sound, and can be written.
    fn transmit(&mut self, side: usize, segment: Segment) {
        let end = &mut self.ends[side];
        let seen = end.connection.snapshot();
        let kinds = [segment.syn, segment.fin, segment.rst];
        assert!(kinds.iter().filter(|set| **set).count() <= 1, "{segment:?}");
        assert!(segment.ack.is_some() || segment.syn || segment.rst, "{segment:?}");
        assert!(segment.len <= end.connection.config().mss && segment.window <= 65_535, "{segment:?}");
        assert!(!(segment.syn || segment.rst) || segment.len == 0, "{segment:?}");
        if !segment.rst && seen.state != Closed {
            assert!(segment.end().at_or_before(seen.snd_nxt), "{segment:?} beyond {}", seen.snd_nxt);
        }
        if let Some(number) = segment.fin_number() {
            assert_eq!(*end.fin.get_or_insert(number), number, "one FIN, one number");
        }
        let ends: [SocketAddr; 2] = [([10, 0, 0, 1], 40_000).into(), ([10, 0, 0, 2], 80).into()];
        let packet = Packet { from: ends[side], to: ends[1 - side], segment, mss: segment.syn.then_some(1_460) };
        assert_eq!(wire::read(&wire::write(&packet, 0).expect("it can be written")), Ok(packet));
        if self.under_way.len() == MOST_UNDER_WAY {
            self.under_way.remove(0);
        }
        self.under_way.push((1 - side, segment));
    }

    /// What holds of an end between any two events.
    fn sound(&self, side: usize, seen: &Snapshot) {
        let connection = &self.ends[side].connection;
        assert!(seen.snd_una.at_or_before(seen.snd_nxt), "{seen:?}");
        assert!(seen.rcv_wnd <= 65_535.max(connection.config().receive_buffer), "{seen:?}");
        let runs = |timer| connection.timer(timer).is_some();
        assert_eq!(runs(Timer::TimeWait), seen.state == TimeWait, "{seen:?}");
        if matches!(seen.state, Closed | Listen) {
            assert_eq!(connection.next_timeout(), None, "{seen:?}");
        }
    }
}
