//! Two ends, two programs that send, read and close, and a network that loses, doubles and delays:
//! both ends always reach CLOSED, and every octet its reader (invariants I3, I11, I15, I16, I17).

use four_waves::tcp::{
    AckDelay, Call, Config, Connection, Event, FREEBSD, LINUX, Notice, Output, RFC_793, RFC_9293, Segment,
    SeqNum, State, State::*, TEXTBOOK,
};
use four_waves::time::{Duration, Instant};
use std::collections::BTreeMap;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) % sides
    }
}

struct Side {
    connection: Connection,
    to_send: u32,
    sent_all: bool,
    /// Closes at once, or only after the peer has.
    polite: bool,
    read: u32,
    ends: usize,
    endings: Vec<Notice>,
    path: Vec<State>,
}

struct World {
    dice: Dice,
    now: Instant,
    sides: [Side; 2],
    under_way: BTreeMap<(Instant, usize), (usize, Segment)>,
    segments: usize,
    /// Of a hundred.
    loss: u64,
}

impl World {
    fn handle(&mut self, which: usize, event: Event) {
        for output in self.sides[which].connection.handle(self.now, event) {
            match output {
                Output::Transmit { segment, .. } => self.launch(1 - which, segment),
                Output::Transition { to, .. } => self.sides[which].path.push(to),
                Output::Notify(Notice::Received(octets)) => self.sides[which].read += octets,
                Output::Notify(Notice::EndOfData) if !matches!(event, Event::Call(_)) => {
                    self.sides[which].ends += 1;
                }
                Output::Notify(
                    end @ (Notice::Closed | Notice::Reset | Notice::Refused | Notice::TimedOut),
                ) if !matches!(event, Event::Call(_)) => self.sides[which].endings.push(end),
                Output::Notify(_) | Output::Timer { .. } | Output::Ignored(_) => {}
            }
        }
    }

    fn launch(&mut self, to: usize, segment: Segment) {
        for _ in 0..1 + usize::from(self.dice.roll(20) == 0) {
            self.segments += 1;
            if self.dice.roll(100) >= self.loss {
                let at = self.now + Duration::from_millis(1 + self.dice.roll(80));
                self.under_way.insert((at, self.segments), (to, segment));
            }
        }
    }

    /// A program's turn: it writes, reads, and closes when it has nothing more to do.
    fn turn(&mut self, which: usize) {
        let octets = 1 + self.dice.roll(900) as u32;
        self.handle(which, Event::Call(Call::Receive(octets)));
        let side = &mut self.sides[which];
        let now = side.connection.snapshot();
        if !now.state.may_send() {
            return;
        }
        if side.to_send > 0 {
            let octets = std::mem::take(&mut side.to_send);
            self.handle(which, Event::Call(Call::Send(octets)));
        } else if !side.sent_all && (!side.polite || (now.peer_closed && now.unread == 0)) {
            side.sent_all = true;
            self.handle(which, Event::Call(Call::Shutdown));
        }
    }

    /// The next arrival, expiry or program's turn.
    fn step(&mut self, turn_at: Instant) -> bool {
        let arrival = self.under_way.first_key_value().map(|((at, _), _)| *at);
        let timers = [0, 1].map(|which| self.sides[which].connection.next_timeout());
        let next = timers.iter().flatten().map(|(at, _)| *at).chain(arrival).min();
        let Some(at) = next.filter(|at| *at < turn_at) else { return false };
        self.now = at;
        if arrival == Some(at)
            && let Some((_, (to, segment))) = self.under_way.pop_first()
        {
            self.handle(to, Event::Arrives(segment));
        } else {
            for (which, timer) in timers.iter().enumerate() {
                if let Some((_, timer)) = timer.filter(|(due, _)| *due == at) {
                    self.handle(which, Event::Expires(timer));
                }
            }
        }
        true
    }

    fn over(&self) -> bool {
        self.sides
            .iter()
            .all(|side| side.connection.state() == Closed && side.connection.snapshot().unread == 0)
    }

    fn run(&mut self) {
        self.handle(1, Event::Call(Call::OpenPassive));
        self.handle(0, Event::Call(Call::OpenActive));
        let mut turn_at = self.now;
        for _ in 0..200_000 {
            while self.step(turn_at) {}
            self.now = turn_at;
            self.turn(0);
            self.turn(1);
            turn_at += Duration::from_millis(50);
            if self.over() {
                return;
            }
        }
        panic!(
            "it never ends: {:?}",
            self.sides.each_ref().map(|s| (&s.connection, s.to_send, s.sent_all, s.polite, s.read))
        );
    }
}

fn stack(dice: &mut Dice) -> Config {
    let stacks = [RFC_9293, TEXTBOOK, RFC_793, LINUX, FREEBSD];
    let base = stacks[dice.roll(5) as usize].clone();
    Config {
        receive_buffer: [65_535, 2_000, 700, 60][dice.roll(4) as usize],
        ack_delay: [base.ack_delay, AckDelay::AtOnce][dice.roll(2) as usize],
        retries: None,
        syn_retries: None,
        syn_ack_retries: None,
        orphan_retries: None,
        user_timeout: None,
        rto_max: Duration::from_secs(8),
        ..base
    }
}

fn world(seed: u64, loss: u64) -> World {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (seed << 20));
    let sides = [0, 1].map(|_| Side {
        connection: Connection::new(stack(&mut dice), SeqNum(u32::MAX - dice.roll(50) as u32)),
        to_send: [0, 1, 40, 3_000][dice.roll(4) as usize],
        sent_all: false,
        polite: dice.roll(3) == 0,
        read: 0,
        ends: 0,
        endings: Vec::new(),
        path: Vec::new(),
    });
    World { dice, now: Instant::START, sides, under_way: BTreeMap::new(), segments: 0, loss }
}

fn check(world: &World, wanted: [u32; 2], label: &str) {
    for (which, side) in world.sides.iter().enumerate() {
        let peer = &world.sides[1 - which];
        // A last ACK that never came: LAST-ACK asks a peer that has forgotten, and is reset. All
        // that was sent has been read all the same.
        let end = side.endings.as_slice();
        assert!(matches!(end, [Notice::Closed] | [Notice::Reset]), "{label}: {end:?}");
        assert!(end == [Notice::Closed] || side.path.contains(&LastAck) || side.path.contains(&Closing));
        assert_eq!((side.read, side.ends), (wanted[1 - which], 1), "{label}: {:?}", side.path);
        assert!(side.path.contains(&TimeWait) || peer.path.contains(&TimeWait), "{label}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "a single world takes minutes there")]
fn both_ends_reach_closed_and_every_octet_its_reader() {
    for loss in [0, 10, 40] {
        for seed in 1..=150 {
            let mut world = world(seed, loss);
            if world.sides.iter().all(|side| side.polite) {
                world.sides[0].polite = false;
            }
            let wanted = [world.sides[0].to_send, world.sides[1].to_send];
            world.run();
            check(&world, wanted, &format!("loss {loss}, seed {seed}"));
        }
    }
}
