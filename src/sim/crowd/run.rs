//! Lets the members come one after the other and meet what the earlier ones have left.

use super::super::REUSE_DELAY;
use super::super::scenario::{Scenario, Side};
use super::super::trace::Errno;
use super::life::{Accepted, Life, Next, Plan, lives};
use super::pile::{Group, Pile};
use super::ports::Ports;
use super::{Bind, Crowd, LOTS, MOST_LIVES, Restart, STANDING};
use crate::time::{Duration, Instant};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

/// What is still to happen to members that have come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A descriptor is given back.
    Closed,
    /// Its SYN is at the listener.
    Syn(usize),
    /// accept() would return it.
    Accept(usize),
}

struct Member {
    start: Instant,
    port: u32,
    life: usize,
}

struct Run<'a> {
    scenario: &'a Scenario,
    crowd: Crowd,
    /// All lives so far, each with its plan and its place among that plan's incarnations.
    lives: Vec<(Life, Plan, usize)>,
    known: BTreeMap<(Plan, usize), usize>,
    members: Vec<Member>,
    ports: Ports,
    events: BinaryHeap<Reverse<(Instant, Event)>>,
    /// In the accept queue for want of a descriptor.
    waiting: VecDeque<usize>,
    descriptors: u32,
    /// From when to when nobody listens; without the second, for ever.
    unheard: Option<(Instant, Option<Instant>)>,
    /// Up to when the network is not what it is at last, and from when it is no more what it was at
    /// first.
    network_changes: Option<(Instant, Instant)>,
    pile: Pile,
}

/// The crowd of that scenario from its first connect() to its end.
pub fn run(scenario: &Scenario, crowd: Crowd) -> Pile {
    let network = &scenario.network;
    let loss = network.loss.map(|loss| (loss.from, loss.from));
    let (first, last) = (loss.into_iter().chain(network.down), loss.into_iter().chain(network.down));
    let network_changes = first.map(|(from, _)| from).min().zip(last.map(|(_, to)| to).max());
    let mut run = Run {
        scenario,
        crowd,
        lives: Vec::new(),
        known: BTreeMap::new(),
        members: Vec::new(),
        ports: Ports::new(crowd.ports),
        events: BinaryHeap::new(),
        waiting: VecDeque::new(),
        descriptors: STANDING,
        unheard: None,
        network_changes,
        pile: Pile {
            crowd,
            reuse: [scenario.client.tw_reuse, scenario.server.reuse_addr],
            groups: Vec::new(),
            no_port: Vec::new(),
            refused: Vec::new(),
            no_descriptor: Vec::new(),
            dropped: Vec::new(),
            stopped: None,
            binds: Vec::new(),
        },
    };
    for index in 0..u64::from(crowd.tries()) {
        let now = Instant::START + crowd.every * index;
        if run.lives.len() >= MOST_LIVES {
            run.pile.stopped = Some(now);
            break;
        }
        run.catch_up(now);
        run.connect(now, index);
    }
    run.catch_up(crowd.end());
    run.finish()
}

impl Run<'_> {
    /// All that happens before `now`, or just then.
    fn catch_up(&mut self, now: Instant) {
        loop {
            let next = self.events.peek().map(|Reverse((at, _))| *at).filter(|at| *at <= now);
            match self.crowd.restart.filter(|restart| self.unheard.is_none() && restart.at <= now) {
                Some(restart) if next.is_none_or(|next| restart.at <= next) => self.restart(restart),
                _ => match next.and_then(|_| self.events.pop()) {
                    Some(Reverse((at, Event::Closed))) => self.closed(at),
                    Some(Reverse((at, Event::Syn(member)))) => self.syn(at, member),
                    Some(Reverse((at, Event::Accept(member)))) => self.accept(at, member),
                    None => return,
                },
            }
        }
    }

    fn connect(&mut self, now: Instant, index: u64) {
        let number = self.members.len();
        let Some((port, before)) = self.ports.take(now, number) else {
            return self.pile.no_port.push(now);
        };
        let lot = u32::try_from(index).expect("members are few") % LOTS;
        let plain = Plan { drawn: index == 0, ..Plan::default() };
        let plan = self.with_network(plain, lot, now);
        let life = self.life(plan, 0);
        self.members.push(Member { start: now, port, life });
        let syn = self.lives[life].0.syn.map(|(at, _)| now + at);
        if self.is_unheard(syn) {
            return self.refuse(number);
        }
        let meets = before.is_some_and(|before| self.meet(before, number, lot));
        let syn = self.lives[self.members[number].life].0.syn.map(|(at, _)| now + at);
        if let (Some(at), Some(_)) = (syn, self.crowd.descriptors) {
            if meets {
                self.await_accept(number);
            } else {
                self.events.push(Reverse((at, Event::Syn(number))));
            }
        }
        self.give_back(number);
    }

    /// Where the network does not stay as it is, a member's fate depends on when it comes.
    fn with_network(&mut self, plan: Plan, lot: u32, now: Instant) -> Plan {
        let Some((first, last)) = self.network_changes else { return plan };
        let well = self.life(plan.clone(), 0);
        if now + self.lives[well].0.last_sent < first {
            return plan;
        }
        // Without losses all lots are the same.
        let lot = if self.scenario.network.loss.is_some() { lot } else { 0 };
        Plan { lot, clock: Some(now.min(last)), ..plan }
    }

    /// What two members over one 4-tuple do to each other. Is the earlier one still at the server?
    fn meet(&mut self, before: usize, number: usize, lot: u32) -> bool {
        let (old, now) = (self.members[before].life, self.members[number].start);
        let age = self.age(before, now);
        let (life, plan, which) = &self.lives[old];
        if life.over(Side::Server).is_some_and(|over| over <= age) {
            if life.over(Side::Client).is_none_or(|over| over > age) {
                self.change(before, |plan| plan.cut[0] = Some(age));
            }
            return false;
        }
        let next = |start, spared| Some(Next { start, accepted: Accepted::AtOnce, spared });
        let mut both = Plan { drawn: false, next: next(age, false), ..plan.clone() };
        if plan.next.is_none() {
            // The same trace goes on.
            self.members[before].life = self.life(both.clone(), 0);
            self.members[number].life = self.life(both, 1);
            return true;
        }
        // Of what was before the earlier one nothing is left that matters: a connection is met that is
        // like it, and has been in its state for as long.
        both.accepted = plan.next.map_or(Accepted::AtOnce, |next| next.accepted);
        both.restart = in_step(plan, *which);
        (both.clock, both.cut) = (None, [None; 2]);
        let like = self.life(Plan { next: None, ..both.clone() }, 0);
        let start = same_age(&self.lives[old].0, &self.lives[like].0, age);
        both.next = next(start, true);
        both = self.with_network(both, lot, Instant::START + now.since(Instant::START + start));
        let met = self.life(both.clone(), 0);
        // The earlier one lives as it did, until it has to go.
        if let Some(over) = self.lives[met].0.over(Side::Server) {
            self.change(before, |plan| plan.cut = [Some(age), Some(age + (over - start))]);
        }
        self.members[number].life = self.life(both, 1);
        true
    }

    // ---- lives ----

    fn life(&mut self, plan: Plan, which: usize) -> usize {
        let key = (plan, which);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let (plan, _) = key;
        for (index, life) in lives(self.scenario, &plan).into_iter().enumerate() {
            self.known.insert((plan.clone(), index), self.lives.len());
            self.lives.push((life, plan.clone(), index));
        }
        self.known[&(plan, which)]
    }

    /// Other circumstances for a member.
    fn change(&mut self, number: usize, change: impl FnOnce(&mut Plan)) {
        let (_, plan, which) = &self.lives[self.members[number].life];
        let (mut plan, which) = (plan.clone(), *which);
        change(&mut plan);
        self.members[number].life = self.life(plan, which);
    }

    /// When the member's port is to be had again.
    fn give_back(&mut self, number: usize) {
        let member = &self.members[number];
        let life = &self.lives[member.life].0;
        let over = life.over(Side::Client);
        let reused = life.time_wait().filter(|_| self.scenario.client.tw_reuse);
        let again = [over, reused.map(|at| at + REUSE_DELAY)].into_iter().flatten().min();
        self.ports.give_back(member.port, number, again.map(|at| member.start + at));
    }

    // ---- descriptors ----

    fn await_accept(&mut self, number: usize) {
        let member = &self.members[number];
        if let Some(at) = self.lives[member.life].0.accepted {
            self.events.push(Reverse((member.start + at, Event::Accept(number))));
        }
    }

    fn syn(&mut self, at: Instant, number: usize) {
        if self.waiting.len() <= self.crowd.backlog as usize {
            return self.await_accept(number);
        }
        self.pile.dropped.push(at);
        let nth = self.lives[self.members[number].life].0.syn.map_or(0, |(_, nth)| nth);
        self.change(number, |plan| plan.dropped_syns = nth);
        self.give_back(number);
        let member = &self.members[number];
        if let Some((again, _)) = self.lives[member.life].0.syn {
            self.events.push(Reverse((member.start + again, Event::Syn(number))));
        }
    }

    fn accept(&mut self, at: Instant, number: usize) {
        if Some(self.descriptors) == self.crowd.descriptors {
            self.pile.no_descriptor.push(at);
            self.waiting.push_back(number);
            self.accepted(number, Accepted::Never);
        } else {
            self.open(number);
        }
    }

    fn open(&mut self, number: usize) {
        self.descriptors += 1;
        let member = &self.members[number];
        if let Some(closed) = self.lives[member.life].0.closed {
            self.events.push(Reverse((member.start + closed, Event::Closed)));
        }
    }

    fn closed(&mut self, at: Instant) {
        self.descriptors -= 1;
        if let Some(number) = self.waiting.pop_front() {
            let since = at.since(self.members[number].start);
            self.accepted(number, Accepted::Late(since));
            self.open(number);
        }
    }

    fn accepted(&mut self, number: usize, how: Accepted) {
        self.change(number, |plan| match &mut plan.next {
            Some(next) => next.accepted = how,
            None => plan.accepted = how,
        });
        self.give_back(number);
    }

    // ---- the restart ----

    fn is_unheard(&self, syn: Option<Instant>) -> bool {
        let heard =
            |at: Instant| self.unheard.is_none_or(|(from, to)| at < from || to.is_some_and(|to| to <= at));
        !syn.is_none_or(heard)
    }

    fn refuse(&mut self, number: usize) {
        let (_, plan, _) = &self.lives[self.members[number].life];
        let plan = Plan { refused: true, next: None, cut: [None; 2], ..plan.clone() };
        self.members[number].life = self.life(plan, 0);
        self.give_back(number);
    }

    /// The process ends, and the system closes what it had. A new one tries to listen.
    fn restart(&mut self, restart: Restart) {
        self.events.clear();
        self.waiting.clear();
        self.descriptors = STANDING;
        let mut busy = Some(restart.at);
        for number in 0..self.members.len() {
            let Member { start, life, .. } = self.members[number];
            let since = restart.at.since(start);
            let (life, plan, which) = &self.lives[life];
            let there = life.syn.is_some_and(|(syn, _)| syn < since);
            if !there || life.over(Side::Server).is_some_and(|over| over <= since) {
                continue;
            }
            if life.closed.is_none_or(|closed| closed > since) {
                // Where nothing happens any more, it does not matter for how long.
                let quiet =
                    life.quiet.filter(|_| plan.clock.is_none()).map(|at| at + Duration::from_millis(1));
                let begins = if *which == 0 { Duration::ZERO } else { plan.last_start() };
                let at = begins + quiet.filter(|quiet| *quiet < since).unwrap_or(since);
                self.change(number, |plan| plan.restart = Some(at));
                self.give_back(number);
            }
            busy = busy.and_then(|busy| Some(busy.max(self.ends(number)?)));
        }
        let heard = self.bind(restart, busy);
        self.unheard = Some((restart.at, heard));
        for number in 0..self.members.len() {
            let member = &self.members[number];
            let syn = self.lives[member.life].0.syn.map(|(at, _)| member.start + at);
            let Some(at) = syn.filter(|at| *at >= restart.at) else { continue };
            if self.is_unheard(Some(at)) {
                self.refuse(number);
            } else if self.crowd.descriptors.is_some() {
                self.events.push(Reverse((at, Event::Syn(number))));
            }
        }
    }

    /// When the member's end at the server is CLOSED; `None`: never.
    fn ends(&self, number: usize) -> Option<Instant> {
        let member = &self.members[number];
        let (life, plan, which) = &self.lives[member.life];
        let over = life.over(Side::Server)?;
        Some(match (self.crowd.restart, in_step(plan, *which)) {
            (Some(restart), Some(from)) if over >= from => restart.at + (over - from),
            _ => member.start + over,
        })
    }

    /// How far the member has come in its life.
    fn age(&self, number: usize, now: Instant) -> Duration {
        let member = &self.members[number];
        let (_, plan, which) = &self.lives[member.life];
        match (self.crowd.restart, in_step(plan, *which)) {
            (Some(restart), Some(from)) => from + now.since(restart.at),
            _ => now.since(member.start),
        }
    }

    /// Tries bind() until no connection of the port is left, or at once with SO_REUSEADDR. Returns
    /// when it succeeds within the time that is watched.
    fn bind(&mut self, restart: Restart, busy: Option<Instant>) -> Option<Instant> {
        let mut at = restart.at;
        while at <= self.crowd.end() {
            let free = self.scenario.server.reuse_addr || busy.is_some_and(|busy| busy <= at);
            let failed = (!free).then_some(Errno::AddressInUse);
            self.pile.binds.push(Bind { at, failed });
            if free {
                return Some(at);
            }
            at += restart.again;
        }
        None
    }

    // ---- the end ----

    fn finish(mut self) -> Pile {
        let mut starts = vec![Vec::new(); self.lives.len()];
        for member in &self.members {
            let life = &self.lives[member.life].0;
            let refused = life.refused.map(|at| member.start + at).filter(|at| *at <= self.crowd.end());
            self.pile.refused.extend(refused);
            starts[member.life].push(member.start);
        }
        self.pile.refused.sort_unstable();
        let restart = self.crowd.restart.map(|restart| restart.at);
        let lives = self.lives.into_iter().zip(starts).filter(|(_, starts)| !starts.is_empty());
        self.pile.groups = lives
            .map(|((life, plan, which), starts)| Group {
                life,
                in_step: in_step(&plan, which).zip(restart),
                starts,
            })
            .collect();
        self.pile
    }
}

/// How old one life is where it has been in the other's state for as long as that has; as old as that
/// where it never comes into it.
fn same_age(life: &Life, like: &Life, age: Duration) -> Duration {
    let server = Side::Server as usize;
    let here = life.spans[server].iter().rfind(|span| span.from <= age);
    let there = here.and_then(|here| like.spans[server].iter().rfind(|span| span.state == here.state));
    here.zip(there).map_or(age, |(here, there)| there.from + (age - here.from))
}

/// From when in their lives on members of this plan are in step: when their server's process ends.
fn in_step(plan: &Plan, which: usize) -> Option<Duration> {
    let next = plan.next.map(|next| next.start);
    let begins = if which == 0 { Duration::ZERO } else { next? };
    let until = next.filter(|_| which == 0);
    plan.restart.filter(|at| begins <= *at && until.is_none_or(|until| *at < until)).map(|at| at - begins)
}
