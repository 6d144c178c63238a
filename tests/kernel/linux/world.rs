//! The loop between a [`Connection`] and the kernel: in real time, and with a network in between that
//! loses, holds and repeats what a scenario says.

use super::place;
use super::socket::Program;
use super::table::{self, Row};
use four_waves::tcp::State::{self, *};
use four_waves::tcp::{Call, Config, Connection, Event, Kind, Notice, Output, Segment, SeqNum, Timer};
use four_waves::time::{Duration, Instant};
use four_waves::wire::{self, Packet, Wrong};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr};

/// For what should happen within milliseconds: only a failing test waits so long.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);
/// So many segments of a failed test are shown.
const MOST_SHOWN: usize = 200;
/// What our end's octets are on the wire.
pub const OCTET: u8 = b'w';
/// Our initial number: everything soon lies around the wrap.
const ISS: SeqNum = SeqNum(u32::MAX - 20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Us,
    Kernel,
}

/// A segment that came into the network, and whether it came out.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    pub at: Instant,
    pub from: From,
    pub packet: Packet,
    pub lost: bool,
}

struct Loss {
    from: From,
    kind: Kind,
    left: u32,
}

pub struct World {
    tun: File,
    pub ours: SocketAddr,
    pub kernels: SocketAddr,
    began: std::time::Instant,
    /// How far our clock is ahead of the kernel's.
    leapt: Duration,
    pub end: Connection,
    pub program: Program,
    // ---- the network ----
    losses: Vec<Loss>,
    /// What is held back of either; `None`: nothing is.
    held: [Option<Vec<Packet>>; 2],
    pub seen: Vec<Sight>,
    reset_expected: bool,
    // ---- our program ----
    pub path: Vec<State>,
    /// What our program was told, `Arrived` left out.
    pub told: Vec<Notice>,
    /// Octets that our program has read.
    pub read: u32,
    /// Does our program read as soon as it can?
    pub reads: bool,
    /// Does our program close in the same moment in which it hears the peer's end of data?
    pub closes_at_end: bool,
}

impl World {
    /// In a namespace that is this thread's own.
    pub fn new(config: Config, [ours, kernels]: [IpAddr; 2]) -> std::io::Result<Self> {
        Ok(Self {
            tun: place::open_tun(kernels)?,
            ours: SocketAddr::new(ours, 9_000),
            kernels: SocketAddr::new(kernels, 7_000),
            began: std::time::Instant::now(),
            leapt: Duration::ZERO,
            end: Connection::new(config, ISS),
            program: Program::default(),
            losses: Vec::new(),
            held: [None, None],
            seen: Vec::new(),
            reset_expected: false,
            path: Vec::new(),
            told: Vec::new(),
            read: 0,
            reads: true,
            closes_at_end: false,
        })
    }

    pub fn now(&self) -> Instant {
        let micros = self.began.elapsed().as_micros();
        Instant::START + self.leapt + Duration::from_micros(u64::try_from(micros).unwrap())
    }

    // ---- our end ----

    pub fn call(&mut self, call: Call) {
        self.handle(Event::Call(call));
    }

    fn handle(&mut self, event: Event) {
        let (mut arrived, mut ended) = (false, false);
        for output in self.end.handle(self.now(), event) {
            match output {
                Output::Transmit { segment, .. } => self.send(segment),
                Output::Transition { to, .. } => self.path.push(to),
                Output::Notify(Notice::Received(octets)) => self.read += octets,
                Output::Notify(Notice::Arrived(_)) => arrived = true,
                Output::Notify(notice) => {
                    ended |= notice == Notice::EndOfData && !matches!(event, Event::Call(_));
                    self.told.push(notice);
                }
                Output::Timer { .. } | Output::Ignored(_) => {}
            }
        }
        // The program's turn, before any timer's.
        if arrived && self.reads {
            self.call(Call::Receive(u32::MAX));
        }
        if ended && self.closes_at_end {
            self.call(Call::Close);
        }
    }

    fn send(&mut self, segment: Segment) {
        let packet = Packet { from: self.ours, to: self.kernels, segment, mss: Some(1460) };
        self.enter_network(From::Us, packet);
    }

    // ---- the network ----

    /// Returns whether it was not lost.
    fn enter_network(&mut self, from: From, packet: Packet) -> bool {
        let lost = self.loses(from, packet.segment.kind());
        self.seen.push(Sight { at: self.now(), from, packet, lost });
        if !lost {
            match &mut self.held[from as usize] {
                Some(held) => held.push(packet),
                None => self.deliver(from, packet),
            }
        }
        !lost
    }

    fn loses(&mut self, from: From, kind: Kind) -> bool {
        let mut losses = self.losses.iter_mut();
        let Some(loss) = losses.find(|l| l.from == from && l.kind == kind && l.left > 0) else {
            return false;
        };
        loss.left -= 1;
        true
    }

    fn deliver(&mut self, from: From, packet: Packet) {
        match from {
            From::Us => {
                let octets = wire::write(&packet, OCTET).unwrap();
                assert_eq!(self.tun.write(&octets).unwrap(), octets.len());
            }
            From::Kernel => self.handle(Event::Arrives(packet.segment)),
        }
    }

    /// Loses the next segments of a kind.
    pub fn lose(&mut self, from: From, kind: Kind, left: u32) {
        self.losses.push(Loss { from, kind, left });
    }

    /// Holds all segments back until [`release`](Self::release).
    pub fn hold(&mut self, from: From) {
        self.held[from as usize] = Some(Vec::new());
    }

    pub fn release(&mut self, from: From) {
        for packet in self.held[from as usize].take().expect("it holds") {
            self.deliver(from, packet);
        }
    }

    /// Ends the holding; of what was held only one kind arrives, and the rest never does.
    pub fn release_only(&mut self, from: From, kind: Kind) {
        for packet in self.held[from as usize].take().expect("it holds") {
            if packet.segment.kind() == kind {
                self.deliver(from, packet);
            }
        }
    }

    /// Delivers the last segment of a kind once more.
    pub fn repeat(&mut self, from: From, kind: Kind) {
        let mut seen = self.seen.iter().rev();
        let sight = *seen.find(|s| s.from == from && s.packet.segment.kind() == kind).expect("there was one");
        self.deliver(from, sight.packet);
    }

    // ---- time ----

    /// What has come from the kernel, and then the timers: on a machine that stood still for a while
    /// no timer overtakes a segment.
    fn turn(&mut self) {
        let wait = self.end.next_timeout().map_or(2_000, |(at, _)| at.since(self.now()).micros());
        place::wait_for(&self.tun, wait.min(2_000).div_ceil(1_000) as i32);
        let mut arrived: Vec<Segment> = Vec::new();
        while let Some(packet) = self.next_packet() {
            // Sent again before we could answer, because this machine stood still: no network does so.
            let again = packet.segment.seq_len() > 0 && arrived.contains(&packet.segment);
            if !again && self.enter_network(From::Kernel, packet) {
                arrived.push(packet.segment);
            }
        }
        while let Some((_, timer)) = self.end.next_timeout().filter(|(at, _)| *at <= self.now()) {
            self.handle(Event::Expires(timer));
        }
    }

    /// The next packet of our connection. What else a kernel says by itself is IPv6 looking around.
    fn next_packet(&mut self) -> Option<Packet> {
        let mut octets = [0; 65_536];
        loop {
            let length = match self.tun.read(&mut octets) {
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
                Err(error) => panic!("the TUN device: {error}"),
            };
            match wire::read(&octets[..length]) {
                Ok(packet) => {
                    assert_eq!((packet.from, packet.to), (self.kernels, self.ours));
                    return Some(packet);
                }
                Err(error) if matches!(error.wrong, Wrong::NotTcp(_)) => {}
                Err(error) => panic!("{error}: {:02x?}", &octets[..length]),
            }
        }
    }

    /// Lets things happen until something is true.
    #[track_caller]
    pub fn until(&mut self, what: &str, mut done: impl FnMut(&mut Self) -> bool) {
        let began = std::time::Instant::now();
        while !done(self) {
            assert!(began.elapsed() < PATIENCE, "in vain: {what}; {:?}", self.states());
            self.turn();
        }
    }

    /// Lets the little happen that is on its way already.
    pub fn settle(&mut self) {
        for _ in 0..5 {
            self.turn();
        }
    }

    /// Sets our clock to the moment when `timer` fires, the only one that runs: nothing is under way
    /// then, so that the kernel cannot tell.
    #[track_caller]
    pub fn leap_to(&mut self, timer: Timer) {
        self.settle();
        let (at, next) = self.end.next_timeout().expect("a timer runs");
        assert_eq!(next, timer);
        assert!(Timer::ALL.iter().all(|other| *other == timer || self.end.timer(*other).is_none()));
        self.leapt = self.leapt + at.since(self.now());
        self.handle(Event::Expires(timer));
        assert_eq!(self.end.timer(timer), None);
    }

    // ---- both ends ----

    pub fn row(&self) -> Option<Row> {
        table::connection(self.kernels, self.ours)
    }

    /// Ours, and the kernel's; what is in no table is CLOSED.
    pub fn states(&self) -> (State, State) {
        (self.end.state(), self.row().map_or(Closed, |row| row.state))
    }

    #[track_caller]
    pub fn until_states(&mut self, ours: State, kernels: State) {
        self.until(&format!("{ours} and {kernels}"), |w| w.states() == (ours, kernels));
    }

    /// The states hold, and go on holding when all is delivered.
    #[track_caller]
    pub fn stays(&mut self, ours: State, kernels: State) {
        self.until_states(ours, kernels);
        self.settle();
        assert_eq!(self.states(), (ours, kernels));
    }

    pub fn expect_reset(&mut self) {
        self.reset_expected = true;
    }

    /// How many segments of a kind came into the network.
    pub fn count(&self, from: From, kind: Kind) -> usize {
        self.seen.iter().filter(|s| s.from == from && s.packet.segment.kind() == kind).count()
    }

    /// Was the first segment of a kind from the kernel answered before anything else came?
    pub fn answered_at_once(&self, kind: Kind) -> bool {
        let is_it = |s: &Sight| s.from == From::Kernel && s.packet.segment.kind() == kind;
        let after = self.seen.iter().position(is_it).and_then(|index| self.seen.get(index + 1));
        after.is_some_and(|sight| sight.from == From::Us)
    }

    /// The conversation, one letter a control bit, `>` for ours and `<` for the kernel's. Copies are
    /// left out: a machine that stands still for a while makes some.
    pub fn conversation(&self) -> String {
        let mut told: Vec<(From, Segment)> = Vec::new();
        let mut words = Vec::new();
        for Sight { from, packet, .. } in &self.seen {
            let same = |(other, s): &(From, Segment)| {
                let segment = Segment { window: s.window, ..packet.segment };
                *other == *from && *s == segment
            };
            if told.iter().any(same) {
                continue;
            }
            told.push((*from, packet.segment));
            let s = packet.segment;
            let bits = [(s.syn, 'S'), (s.fin, 'F'), (s.rst, 'R'), (s.len > 0, 'd'), (s.ack.is_some(), '.')];
            let bits: String = bits.iter().filter(|(set, _)| *set).map(|(_, letter)| *letter).collect();
            words.push(format!("{}{bits}", if *from == From::Us { '>' } else { '<' }));
        }
        words.join(" ")
    }

    /// What holds at the end of every scenario.
    pub fn check_at_end(&mut self) {
        self.settle();
        for loss in &self.losses {
            assert_eq!(loss.left, 0, "no {:?} of {:?} was there to be lost", loss.kind, loss.from);
        }
        let reset = self.seen.iter().any(|sight| sight.packet.segment.rst);
        assert_eq!(reset, self.reset_expected, "was there a reset?");
        for (group, name) in [("Tcp", "InCsumErrors"), ("Ip", "InHdrErrors")] {
            assert_eq!(table::counter(group, name), 0, "{group} {name}: the kernel could not read something");
        }
    }
}

/// A failing test shows what happened.
impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let iss = self.end.initial_numbers();
        eprintln!("path {:?}, told {:?}, initial numbers {iss:?}", self.path, self.told);
        for Sight { at, from, packet, lost } in self.seen.iter().take(MOST_SHOWN) {
            let (s, lost) = (packet.segment, if *lost { ", lost" } else { "" });
            let ack = s.ack.map_or_else(String::new, |ack| format!(" ack {ack}"));
            eprintln!("{at} {from:?}: {s} seq {}{ack} len {} win {}{lost}", s.seq, s.len, s.window);
        }
    }
}
