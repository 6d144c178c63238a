//! The client's ephemeral ports: which are taken, and which one the next connect() gets.

use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Linux goes on behind the port that it found last (`__inet_hash_connect`), so what comes next is a
/// port that was never used, else the one that has been free for longest.
#[derive(Debug)]
pub struct Ports {
    all: u32,
    /// Who has had each of the ports used so far, last.
    holders: Vec<usize>,
    /// When each of them is to be had again; [`NEVER`], and in the past once it is in `free`.
    again: Vec<Instant>,
    due: BinaryHeap<Reverse<(Instant, u32)>>,
    free: VecDeque<u32>,
}

const NEVER: Instant = Instant::from_micros(u64::MAX);

impl Ports {
    pub fn new(all: u32) -> Self {
        Self { all, holders: Vec::new(), again: Vec::new(), due: BinaryHeap::new(), free: VecDeque::new() }
    }

    /// A port for `member`, and who had it before; `None`: all are taken.
    pub fn take(&mut self, now: Instant, member: usize) -> Option<(u32, Option<usize>)> {
        while let Some(Reverse((at, port))) = self.due.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            self.due.pop();
            // Its holder may have come to live longer or shorter meanwhile.
            if self.again[port as usize] == at {
                self.again[port as usize] = Instant::START;
                self.free.push_back(port);
            }
        }
        let used = u32::try_from(self.holders.len()).expect("ports are few");
        if used < self.all {
            self.holders.push(member);
            self.again.push(NEVER);
            return Some((used, None));
        }
        let port = self.free.pop_front()?;
        self.again[port as usize] = NEVER;
        let before = std::mem::replace(&mut self.holders[port as usize], member);
        Some((port, Some(before)))
    }

    /// `member`, if it still has the port, gives it back then; `None`: never.
    pub fn give_back(&mut self, port: u32, member: usize, at: Option<Instant>) {
        let index = port as usize;
        if self.holders[index] != member || self.again[index] == Instant::START {
            return;
        }
        self.again[index] = at.unwrap_or(NEVER);
        if let Some(at) = at {
            self.due.push(Reverse((at, port)));
        }
    }
}
