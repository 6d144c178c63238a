//! Two ends, their programs, and a network with a budget of faults: what can happen next.

use crate::ends::{EndId, Ends, SegmentId, What};
use crate::invariants::{Facts, Happened, check};
use four_waves::tcp::{Call, Config, Connection, SeqNum, State, Timer};

/// When a program takes its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    AnyTime,
    /// After the end of data, or of the connection.
    AfterEof,
    /// Once there is a connection.
    Connected,
}

pub type Program = &'static [(When, Call)];

/// One question to the search.
pub struct Variant {
    pub name: &'static str,
    pub config: Config,
    /// From ESTABLISHED; otherwise the programs open.
    pub established: bool,
    pub programs: [Program; 2],
    /// Segments dropped, doubled or held back, and timers that fire too early, in all.
    pub faults: u8,
    /// TIME-WAIT outlives all that is in flight or will be sent again, as 2·MSL promises.
    pub msl_kept: bool,
    /// Reading is a step that may be late, not part of what brings the octets. Until then probes of
    /// a closed window may go round and round.
    pub reads_late: bool,
}

const MOST_IN_FLIGHT: usize = 8;

/// Segments on their way to one side.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Line {
    segments: [SegmentId; MOST_IN_FLIGHT],
    len: u8,
}

impl Line {
    pub fn all(&self) -> &[SegmentId] {
        &self.segments[..self.len as usize]
    }

    fn push(&mut self, segment: SegmentId) {
        assert!((self.len as usize) < MOST_IN_FLIGHT, "the network overflows: does this ever end?");
        self.segments[self.len as usize] = segment;
        self.len += 1;
    }

    /// The rest of the array stays zero, so that equal lines are equal.
    fn take(&mut self, index: usize) -> SegmentId {
        let segment = self.segments[index];
        let len = self.len as usize;
        self.segments.copy_within(index + 1..len, index);
        self.segments[len - 1] = 0;
        self.len -= 1;
        segment
    }

    fn sort(&mut self) {
        self.segments[..self.len as usize].sort_unstable();
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct World {
    pub ends: [EndId; 2],
    /// Towards each side, in the order in which they were sent.
    pub queue: [Line; 2],
    /// Held back, or second copies: they arrive whenever they like.
    pub late: [Line; 2],
    /// How far each program has come.
    pub program: [u8; 2],
    pub faults: u8,
    /// Whose retransmission timer fired last.
    pub fired: Option<u8>,
    pub facts: [Facts; 2],
}

/// Something that can happen next; sides are 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Call(usize),
    Read(usize),
    /// The first in line arrives there.
    Arrives(usize),
    /// One that was held back arrives there.
    ArrivesLate(usize, usize),
    Drop(usize),
    Double(usize),
    Hold(usize),
    Expires(usize, Timer),
}

impl Variant {
    /// Octets that a side sends.
    pub fn octets(&self, side: usize) -> u8 {
        let sends = self.programs[side].iter();
        sends.map(|(_, call)| if let Call::Send(octets) = call { *octets as u8 } else { 0 }).sum()
    }

    pub fn start(&self, ends: &mut Ends) -> World {
        // SYN, data and FIN lie around the wrap.
        let numbers = [SeqNum(u32::MAX - 1), SeqNum(u32::MAX)];
        let connections = [0, 1].map(|side| {
            let (own, peer) = (numbers[side], numbers[1 - side]);
            let config = self.config.clone();
            if self.established {
                let window = config.receive_buffer;
                Connection::established(config, side == 1, [own, peer], [0, 0], window)
            } else {
                Connection::new(config, own)
            }
        });
        World {
            ends: connections.map(|connection| ends.add(connection)),
            queue: Default::default(),
            late: Default::default(),
            program: [0, 0],
            faults: self.faults,
            fired: None,
            facts: Default::default(),
        }
    }
}

impl World {
    pub fn states(&self, ends: &Ends) -> [State; 2] {
        self.ends.map(|end| ends.snapshot(end).state)
    }

    fn in_order_empty(&self) -> bool {
        self.queue.iter().all(|line| line.len == 0)
    }

    pub fn network_empty(&self) -> bool {
        self.in_order_empty() && self.late.iter().all(|line| line.len == 0)
    }

    /// What can happen next, and whether it costs a fault.
    pub fn actions(&self, variant: &Variant, ends: &Ends) -> Vec<(Action, bool)> {
        let mut all = Vec::new();
        for side in [0, 1] {
            if self.program_may_step(variant, ends, side) {
                all.push((Action::Call(side), false));
            }
            if variant.reads_late && ends.snapshot(self.ends[side]).unread > 0 {
                all.push((Action::Read(side), false));
            }
            if self.queue[side].len > 0 {
                all.extend([(Action::Arrives(side), false), (Action::Drop(side), true)]);
                all.extend([(Action::Double(side), true), (Action::Hold(side), true)]);
            }
            for index in 0..self.late[side].len as usize {
                all.push((Action::ArrivesLate(side, index), false));
            }
            for timer in Timer::ALL {
                if ends.runs(self.ends[side], timer)
                    && let Some(costs) = self.may_fire(variant, ends, side, timer)
                {
                    all.push((Action::Expires(side, timer), costs));
                }
            }
        }
        all.retain(|(_, costs)| !costs || self.faults > 0);
        all
    }

    /// May this timer fire now, and is that a fault?
    fn may_fire(&self, variant: &Variant, ends: &Ends, side: usize, timer: Timer) -> Option<bool> {
        match timer {
            Timer::DelayedAck => Some(false),
            // What is held back is late by more than an RTO; an ACK is delayed by less.
            Timer::Retransmission | Timer::ZeroWindowProbe => {
                let peer = self.ends[1 - side];
                let ack_comes = ends.runs(peer, Timer::DelayedAck);
                // Timers are fair: nobody fires twice while the other's, as long, has not fired.
                let others_turn = self.fired == Some(side as u8) && ends.runs(peer, Timer::Retransmission);
                Some(ack_comes || others_turn || !self.in_order_empty())
            }
            Timer::TimeWait if variant.msl_kept => {
                let asks_again = ends.runs(self.ends[1 - side], Timer::Retransmission);
                (self.network_empty() && !asks_again).then_some(false)
            }
            Timer::TimeWait => Some(!self.network_empty()),
            Timer::UserTimeout => self.in_order_empty().then_some(true),
            Timer::FinWait2 => None,
        }
    }

    fn program_may_step(&self, variant: &Variant, ends: &Ends, side: usize) -> bool {
        let Some((when, _)) = variant.programs[side].get(self.program[side] as usize) else { return false };
        let state = ends.snapshot(self.ends[side]).state;
        let facts = &self.facts[side];
        match when {
            When::AnyTime => true,
            When::AfterEof => facts.eof || facts.end.is_some(),
            When::Connected => state.is_synchronized() || facts.end.is_some(),
        }
    }

    /// The world after that action, or which invariant it breaks.
    pub fn after(
        &self,
        action: Action,
        costs: bool,
        variant: &Variant,
        ends: &mut Ends,
    ) -> Result<Self, String> {
        let mut world = *self;
        if costs {
            world.faults -= 1;
            // Only runs without a fault are asked for these.
            world.facts.iter_mut().for_each(Facts::forget_the_orderly);
        }
        match action {
            Action::Call(side) => {
                let (_, call) = variant.programs[side][self.program[side] as usize];
                world.program[side] += 1;
                world.happen(side, What::Call(call), variant, ends)?;
            }
            Action::Read(side) => world.read(side, variant, ends)?,
            Action::Arrives(side) => {
                let segment = world.queue[side].take(0);
                world.happen(side, What::Arrives(segment), variant, ends)?;
            }
            Action::ArrivesLate(side, index) => {
                let segment = world.late[side].take(index);
                world.happen(side, What::Arrives(segment), variant, ends)?;
            }
            Action::Drop(side) => {
                world.queue[side].take(0);
            }
            Action::Double(side) => {
                let segment = world.queue[side].all()[0];
                world.late[side].push(segment);
            }
            Action::Hold(side) => {
                let segment = world.queue[side].take(0);
                world.late[side].push(segment);
            }
            Action::Expires(side, timer) => {
                if matches!(timer, Timer::Retransmission | Timer::ZeroWindowProbe) {
                    world.fired = Some(side as u8);
                }
                world.happen(side, What::Expires(timer), variant, ends)?;
            }
        }
        // Only where both run does it matter.
        if !world.ends.iter().all(|end| ends.runs(*end, Timer::Retransmission)) {
            world.fired = None;
        }
        for line in &mut world.late {
            line.sort();
        }
        Ok(world)
    }

    fn happen(&mut self, side: usize, what: What, variant: &Variant, ends: &mut Ends) -> Result<(), String> {
        let before = self.ends[side];
        let step = ends.step(before, what);
        self.ends[side] = step.after;
        for segment in &step.sent {
            self.queue[1 - side].push(*segment);
        }
        let clean = self.faults == variant.faults;
        let happened = Happened { before, what, step: &step, peer: self.ends[1 - side], clean };
        self.facts[side] = check(&self.facts[side], &happened, variant.octets(1 - side), ends)?;
        if !variant.reads_late && ends.snapshot(step.after).unread > 0 {
            self.read(side, variant, ends)?;
        }
        Ok(())
    }

    fn read(&mut self, side: usize, variant: &Variant, ends: &mut Ends) -> Result<(), String> {
        self.happen(side, What::Call(Call::Receive(u32::MAX)), variant, ends)
    }
}
