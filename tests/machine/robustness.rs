//! Anything may happen at any time: calls, segments with numbers near every edge, timers. Nothing
//! panics, and what must always hold does.

use four_waves::tcp::{
    AckDelay, Call, Config, Connection, EDGES, Event, FREEBSD, LINUX, Notice, Output, RFC_793, RFC_9293,
    Segment, SeqNum, Snapshot, State, State::*, TEXTBOOK, TimeWaitSyn, Timer, is_edge,
};
use four_waves::time::{Duration, Instant};
use std::collections::BTreeSet;

const EVENTS: usize = 200_000;

/// xorshift64: the same numbers every time, and no dependency.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) as u32) % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len() as u32) as usize]
    }

    /// A number within two of one of these edges, or sometimes any.
    fn near(&mut self, edges: &[SeqNum]) -> SeqNum {
        match self.roll(20) {
            0 => SeqNum(self.roll(u32::MAX)),
            1..=5 => self.pick(edges) + self.roll(5) - 2,
            _ => self.pick(edges),
        }
    }
}

struct Chaos {
    dice: Dice,
    connection: Connection,
    now: Instant,
    /// Endings that the program was told of in this life.
    endings: usize,
    edges: BTreeSet<(State, State)>,
}

impl Chaos {
    fn event(&mut self) -> Event {
        match self.dice.roll(10) {
            0..=1 => Event::Call(self.call()),
            2 => {
                self.now += Duration::from_millis(u64::from(self.dice.roll(3_000)));
                self.due().unwrap_or(Event::Expires(self.dice.pick(&Timer::ALL)))
            }
            3 => match self.connection.next_timeout() {
                Some((at, timer)) => {
                    self.now = at.max(self.now);
                    Event::Expires(timer)
                }
                None => Event::Call(self.call()),
            },
            _ => Event::Arrives(self.segment()),
        }
    }

    /// Whoever feeds a connection fires what is due before anything else.
    fn due(&self) -> Option<Event> {
        let (at, timer) = self.connection.next_timeout()?;
        (at <= self.now).then_some(Event::Expires(timer))
    }

    fn call(&mut self) -> Call {
        if self.connection.state() == Closed {
            return self.dice.pick(&[Call::OpenPassive, Call::OpenActive, Call::Receive(9), Call::Close]);
        }
        let octets = self.dice.pick(&[0, 1, 3, 700, 5_000, u32::MAX]);
        match self.dice.roll(16) {
            0 => Call::OpenPassive,
            1 => Call::OpenActive,
            2 => Call::Abort,
            3..=4 => Call::Shutdown,
            5 => Call::Close,
            6..=10 => Call::Send(octets),
            _ => Call::Receive(octets),
        }
    }

    fn segment(&mut self) -> Segment {
        let now = self.connection.snapshot();
        let dice = &mut self.dice;
        let edge = now.rcv_nxt + now.rcv_wnd;
        let (iss, irs) = self.connection.initial_numbers();
        let seq = dice.near(&[now.rcv_nxt, now.rcv_nxt, now.rcv_nxt, now.rcv_nxt, edge, edge - 1, irs]);
        let ack = dice.near(&[now.snd_nxt, now.snd_nxt, now.snd_nxt, now.snd_una, iss, iss + 1]);
        let opening = !now.state.is_synchronized();
        Segment {
            seq,
            ack: (dice.roll(8) > 0 && !(opening && dice.roll(2) == 0)).then_some(ack),
            syn: dice.roll(if opening { 2 } else { 30 }) == 0,
            fin: dice.roll(6) == 0,
            rst: dice.roll(40) == 0,
            psh: dice.roll(2) == 0,
            window: dice.pick(&[65_535, 65_535, 65_535, 3_000, 500, 1, 0, u32::MAX]),
            len: dice.pick(&[0, 0, 0, 0, 1, 2, 3, 500, now.rcv_wnd, now.rcv_wnd.wrapping_add(1) % (1 << 30)]),
        }
    }

    fn step(&mut self) {
        let event = self.due().unwrap_or_else(|| self.event());
        let before = self.connection.snapshot();
        let out = self.connection.handle(self.now, event);
        let after = self.connection.snapshot();
        self.check_outputs(event, &before, &out, &after);
        check_timers(&self.connection, &after);
        check_numbers(&before, &out, &after);
    }

    fn check_outputs(&mut self, event: Event, before: &Snapshot, out: &[Output], after: &Snapshot) {
        let config = self.connection.config();
        let most = 65_535 / config.mss.max(1) as usize * 4 + 40;
        assert!(out.len() <= most, "{} outputs of {event:?}", out.len());
        let opens = matches!(event, Event::Call(Call::OpenActive | Call::OpenPassive));
        let mut state = before.state;
        for output in out {
            match *output {
                Output::Transition { from, to, .. } => {
                    assert!(from == state && is_edge(from, to), "{from} to {to}");
                    state = to;
                    self.edges.insert((from, to));
                    if matches!(to, Listen | SynSent) || (from, to) == (TimeWait, SynReceived) {
                        self.endings = 0;
                    }
                    if to == TimeWait {
                        assert!(after.peer_closed && !after.fin_waiting && after.snd_una == after.snd_nxt);
                    }
                }
                Output::Transmit { segment, .. } => check_segment(event, before, &segment, after, opens),
                Output::Notify(Notice::Closed | Notice::Reset | Notice::Refused | Notice::TimedOut) => {
                    // A call may ask for it again; unasked it comes once.
                    if !matches!(event, Event::Call(Call::Receive(_))) {
                        self.endings += 1;
                        assert!(self.endings <= 1, "the program is told twice how it ended: {event:?}");
                    }
                }
                Output::Notify(_) | Output::Timer { .. } | Output::Ignored(_) => {}
            }
        }
        assert_eq!(state, after.state);
    }
}

fn check_segment(event: Event, before: &Snapshot, segment: &Segment, after: &Snapshot, opens: bool) {
    if let Event::Arrives(arrived) = event {
        assert!(!(arrived.rst && segment.rst), "a RST answers a RST");
    } else {
        assert!(before.state != Closed || opens, "CLOSED speaks first");
    }
    if !segment.rst && segment.ack.is_some() && after.state != Closed {
        assert_eq!(segment.ack, Some(after.rcv_nxt), "{event:?} {before:?} {segment:?}");
    }
    if !segment.rst {
        assert!(segment.end().at_or_before(after.snd_nxt), "{segment:?} is beyond SND.NXT");
        assert!(segment.len <= 1 << 16);
    }
}

/// I8 and its like: which timers run follows from the state and the numbers.
fn check_timers(connection: &Connection, now: &Snapshot) {
    let runs = |timer| connection.timer(timer).is_some();
    let outstanding = now.snd_una != now.snd_nxt;
    let waiting = now.send_queue > 0 || now.fin_waiting;
    let (retransmits, probes) = match now.state {
        Closed | Listen | TimeWait => (false, false),
        SynSent | SynReceived => (true, false),
        Established | FinWait1 | CloseWait | Closing | LastAck | FinWait2 => {
            (outstanding, waiting && !outstanding)
        }
    };
    assert_eq!(runs(Timer::Retransmission), retransmits, "{now:?}");
    assert_eq!(runs(Timer::ZeroWindowProbe), probes, "{now:?}");
    assert_eq!(runs(Timer::UserTimeout), retransmits && connection.config().user_timeout.is_some());
    assert_eq!(runs(Timer::TimeWait), now.state == TimeWait, "{now:?}");
    assert!(!runs(Timer::FinWait2) || (now.state == FinWait2 && !now.reading));
    assert!(!runs(Timer::DelayedAck) || now.state.is_synchronized() && now.state != TimeWait, "{now:?}");
    let narrow = connection.config().silly_window_avoided;
    assert!(!probes || now.snd_wnd == 0 || narrow, "{now:?}");
}

/// I2, I13, and the window that is never taken back.
fn check_numbers(before: &Snapshot, out: &[Output], after: &Snapshot) {
    assert!(after.snd_una.at_or_before(after.snd_nxt));
    let new_life = out
        .iter()
        .any(|output| matches!(output, Output::Transition { to: Listen | SynSent | SynReceived, .. }));
    if new_life || !matches!(before.state, SynReceived) && !before.state.is_synchronized() {
        return;
    }
    assert!(before.rcv_nxt.at_or_before(after.rcv_nxt), "RCV.NXT goes back");
    assert!(before.snd_nxt.at_or_before(after.snd_nxt) && before.snd_una.at_or_before(after.snd_una));
    let edge = |at: &Snapshot| at.rcv_nxt + at.rcv_wnd;
    assert!(edge(before).at_or_before(edge(after)), "the window is taken back");
    if before.peer_closed && after.state != Closed {
        assert_eq!(before.rcv_nxt, after.rcv_nxt, "something follows the peer's FIN");
    }
    let fin_sent = matches!(before.state, FinWait1 | FinWait2 | Closing | LastAck) && !before.fin_waiting;
    if fin_sent {
        assert_eq!(before.snd_nxt, after.snd_nxt, "something follows our FIN");
    }
}

fn configs() -> [Config; 9] {
    let small = Config { mss: 100, receive_buffer: 600, ack_delay: AckDelay::AtOnce, ..TEXTBOOK };
    [
        RFC_9293,
        TEXTBOOK,
        RFC_793,
        LINUX,
        FREEBSD,
        Config { time_wait_syn: TimeWaitSyn::Rfc6191, half_duplex_close: true, ..small.clone() },
        Config { zero_window_fin: false, receive_buffer: 5, rfc5961: false, ..small },
        Config { receive_buffer: u32::MAX, fin_wait_2_timeout: Some(Duration::ZERO), ..RFC_9293 },
        Config {
            receive_buffer: 0,
            retries: Some(0),
            syn_retries: Some(0),
            user_timeout: Some(Duration::ZERO),
            msl: Duration::ZERO,
            ..RFC_9293
        },
    ]
}

#[test]
#[cfg_attr(miri, ignore = "it needs all its events, which would take hours")]
fn nothing_panics_and_the_invariants_hold() {
    let mut seen = BTreeSet::new();
    for (index, config) in configs().into_iter().enumerate() {
        let connection = Connection::new(config, SeqNum(u32::MAX - 300));
        let dice = Dice(0x9e37_79b9_7f4a_7c15 + index as u64);
        let now = Instant::START;
        let mut chaos = Chaos { dice, connection, now, endings: 0, edges: BTreeSet::new() };
        for _ in 0..EVENTS {
            chaos.step();
        }
        seen.append(&mut chaos.edges);
    }
    // The machine takes C4's short cut in two steps, through FIN-WAIT-2.
    assert!(!seen.contains(&(FinWait1, TimeWait)));
    for edge in EDGES.iter().filter(|edge| **edge != (FinWait1, TimeWait)) {
        assert!(seen.contains(edge), "never went from {} to {}", edge.0, edge.1);
    }
}

/// A program's reads and a peer's octets agree, whatever the order in which they arrive.
#[test]
fn every_octet_arrives_once() {
    // Miri is some thousand times slower.
    for seed in 1..if cfg!(miri) { 2 } else { 200 } {
        let mut dice = Dice(0x2545_f491_4f6c_dd1d ^ seed);
        let (iss, irs) = (SeqNum(u32::MAX - dice.roll(40)), SeqNum(u32::MAX - dice.roll(40)));
        let config = Config { receive_buffer: 64, ..RFC_9293 };
        let mut end = Connection::established(config, false, [iss, irs], [0, 0], 65_535);
        let total = 40 + dice.roll(200);
        let (mut read, mut ends) = (0, 0);
        for _ in 0..20_000 {
            let from = dice.roll(total + 1);
            let len = dice.roll(30).min(total - from);
            let fin = from + len == total;
            let segment = Segment::text(irs + 1 + from, len, fin, iss + 1, 65_535);
            let arrives = end.handle(Instant::START, Event::Arrives(segment));
            ends += arrives.iter().filter(|out| **out == Output::Notify(Notice::EndOfData)).count();
            for output in end.handle(Instant::START, Event::Call(Call::Receive(dice.roll(20)))) {
                if let Output::Notify(Notice::Received(octets)) = output {
                    read += octets;
                }
            }
        }
        for output in end.handle(Instant::START, Event::Call(Call::Receive(u32::MAX))) {
            if let Output::Notify(Notice::Received(octets)) = output {
                read += octets;
            }
        }
        assert_eq!((read, ends, end.state()), (total, 1, CloseWait), "seed {seed}");
    }
}
