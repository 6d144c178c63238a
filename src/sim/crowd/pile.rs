//! What a crowd looks like at any moment. Members of one life are kept as their starts alone, so that
//! counting is a search among them.

use super::life::{Life, Span};
use super::{Bind, Crowd, STANDING};
use crate::sim::scenario::Side;
use crate::tcp::State;
use crate::time::{Duration, Instant};

/// A crowd's whole course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pile {
    pub crowd: Crowd,
    /// SO_REUSEADDR of the server, `tcp_tw_reuse` of the client.
    pub reuse: [bool; 2],
    pub(super) groups: Vec<Group>,
    /// connect() returned EADDRNOTAVAIL: no port was free.
    pub no_port: Vec<Instant>,
    /// connect() returned ECONNREFUSED: nobody listened.
    pub refused: Vec<Instant>,
    /// accept() returned EMFILE, once for each connection that had to wait.
    pub no_descriptor: Vec<Instant>,
    /// SYNs that found the accept queue full.
    pub dropped: Vec<Instant>,
    /// From then on nobody comes, for the members live too differently (see [`super::MOST_LIVES`]).
    pub stopped: Option<Instant>,
    /// The bind() calls of the server's new process.
    pub binds: Vec<Bind>,
}

/// The members that live one life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub life: Life,
    /// From that time in their lives on, all are in step: it is that moment for every one.
    pub in_step: Option<(Duration, Instant)>,
    /// Rising.
    pub starts: Vec<Instant>,
}

/// A crowd at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Ends in each state, CLOSED and LISTEN left out: client's host, server's host.
    pub states: [[u32; State::ALL.len()]; 2],
    /// Connections that have been tried, those that got no port included.
    pub tried: u32,
    /// Of the client's; each belongs to one connection that is not CLOSED there.
    pub ports: u32,
    /// Of the server's process, [`STANDING`] included.
    pub descriptors: u32,
    /// They wait for accept() since there is no descriptor for them.
    pub waiting: u32,
    /// So far, as the next four.
    pub no_port: u32,
    pub refused: u32,
    pub no_descriptor: u32,
    pub dropped: u32,
    pub binds: u32,
    /// The server has its listener.
    pub listens: bool,
}

impl Count {
    #[must_use]
    pub fn of(&self, side: Side, state: State) -> u32 {
        self.states[side as usize][state as usize]
    }

    /// All ends that are not CLOSED.
    #[must_use]
    pub fn all(&self, side: Side) -> u32 {
        self.states[side as usize].iter().sum()
    }
}

impl Pile {
    /// All that has happened up to `t`, that moment included.
    #[must_use]
    pub fn at(&self, t: Instant) -> Count {
        let so_far = |moments: &[Instant]| number(moments.partition_point(|at| *at <= t));
        let mut count = Count {
            no_port: so_far(&self.no_port),
            refused: so_far(&self.refused),
            no_descriptor: so_far(&self.no_descriptor),
            dropped: so_far(&self.dropped),
            binds: number(self.binds.partition_point(|bind| bind.at <= t)),
            descriptors: STANDING,
            listens: true,
            ..Count::default()
        };
        count.tried = count.no_port;
        for group in &self.groups {
            // Who has not come, or is gone for good, is in no state.
            let come = group.reached(Duration::ZERO, t);
            count.tried += come;
            if come == 0
                || group.over().is_some_and(|over| group.reached(over, t) == number(group.starts.len()))
            {
                continue;
            }
            for side in Side::BOTH {
                for Span { state, from, until } in &group.life.spans[side as usize] {
                    count.states[side as usize][*state as usize] += group.between(*from, *until, t);
                }
            }
            if let Some(accepted) = group.life.accepted {
                count.descriptors += group.between(accepted, group.life.closed, t);
            }
            if let Some(queued) = group.life.queued {
                let gone = [group.life.accepted, group.life.over(Side::Server)].into_iter().flatten().min();
                count.waiting += group.between(queued, gone, t);
            }
        }
        count.ports = count.all(Side::Client);
        if self.crowd.restart.is_some_and(|restart| restart.at <= t) {
            count.listens = self.binds.iter().any(|bind| bind.at <= t && bind.failed.is_none());
        }
        count
    }

    /// When the first connect() found no port.
    #[must_use]
    pub fn first_without_port(&self) -> Option<Instant> {
        self.no_port.first().copied()
    }

    /// The crowd at so many moments, equally far apart, from the start to its end.
    #[must_use]
    pub fn series(&self, moments: u32) -> Vec<(Instant, Count)> {
        let (whole, last) = (self.crowd.lasts.micros(), u64::from(moments.max(2) - 1));
        (0..=last)
            .map(|index| Instant::from_micros(whole * index / last))
            .map(|at| (at, self.at(at)))
            .collect()
    }
}

impl Group {
    /// How many members have come so far in their lives by `t`.
    fn reached(&self, offset: Duration, t: Instant) -> u32 {
        match self.in_step {
            Some((from, at)) if offset >= from => {
                if at + (offset - from) <= t {
                    number(self.starts.len())
                } else {
                    0
                }
            }
            _ => number(self.starts.partition_point(|start| *start + offset <= t)),
        }
    }

    fn between(&self, from: Duration, until: Option<Duration>, t: Instant) -> u32 {
        self.reached(from, t) - until.map_or(0, |until| self.reached(until, t))
    }

    /// When both ends are CLOSED and the descriptor is given back; `None`: never.
    fn over(&self) -> Option<Duration> {
        let life = &self.life;
        let descriptor = if life.accepted.is_some() { life.closed } else { Some(Duration::ZERO) };
        Some(life.over(Side::Client)?.max(life.over(Side::Server)?).max(descriptor?))
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).expect("a crowd is bounded")
}
