//! The search: breadth first over all worlds, so that what it finds wrong has the shortest story.

use crate::ends::Ends;
use crate::invariants::check_end;
use crate::world::{Action, Variant, World};
use four_waves::check::notation::Written;
use four_waves::tcp::{Notice, State};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::time::Instant;

/// Ten times what any variant needs.
const MOST_WORLDS: usize = 4_000_000;

pub struct Found {
    pub worlds: usize,
    pub steps: usize,
    pub final_worlds: usize,
    /// The longest way to an end, where there is no circle.
    pub longest: Option<u32>,
    pub states: BTreeSet<State>,
    /// How programs were told of the end.
    pub notices: HashSet<Notice>,
    /// Segments of both sides together in the runs without a fault.
    pub costs: BTreeSet<u8>,
}

struct Search<'a> {
    variant: &'a Variant,
    ends: Ends,
    worlds: Vec<World>,
    /// Where each was first reached from, and how.
    parents: Vec<Option<(u32, Action)>>,
    known: HashMap<World, u32, BuildHasherDefault<Quick>>,
    steps: Vec<(u32, u32)>,
}

/// Looks at every world that the variant can reach and at every step between them.
///
/// # Panics
/// With the story of the first invariant that breaks.
pub fn explore(variant: &Variant) -> Found {
    let began = Instant::now();
    let mut search = Search {
        variant,
        ends: Ends::default(),
        worlds: Vec::new(),
        parents: Vec::new(),
        known: HashMap::default(),
        steps: Vec::new(),
    };
    let start = variant.start(&mut search.ends);
    search.add(start, None);
    let mut ended = Vec::new();
    let mut next = 0;
    while next < search.worlds.len() {
        assert!(next < MOST_WORLDS, "{}: too many worlds: does something grow for ever?", variant.name);
        let world = search.worlds[next];
        let actions = world.actions(variant, &search.ends);
        if actions.iter().all(|(_, costs)| *costs) {
            ended.push(next as u32);
            search.ends_well(&world, next as u32);
        }
        for (action, costs) in actions {
            match world.after(action, costs, variant, &mut search.ends) {
                Ok(after) => {
                    let id = search.add(after, Some((next as u32, action)));
                    search.steps.push((next as u32, id));
                }
                Err(what) => search.fail(&what, next as u32, Some(action)),
            }
        }
        next += 1;
    }
    search.every_world_has_a_way_out(&ended);
    let longest = search.longest_run();
    let found = search.found(ended.len(), longest);
    let (connections, segments) = search.ends.counts();
    let longest = found.longest.map_or("circles".to_owned(), |steps| format!("longest {steps}"));
    println!(
        "{}: {} faults, {} worlds, {} steps, {} ends, {longest}; {connections} states of an end, {segments} segments; {:.1?}",
        variant.name,
        variant.faults,
        found.worlds,
        found.steps,
        found.final_worlds,
        began.elapsed()
    );
    found
}

impl Search<'_> {
    fn add(&mut self, world: World, parent: Option<(u32, Action)>) -> u32 {
        let next = u32::try_from(self.worlds.len()).expect("there are fewer worlds");
        let id = *self.known.entry(world).or_insert(next);
        if id == next {
            self.worlds.push(world);
            self.parents.push(parent);
        }
        id
    }

    /// Nothing more will happen by itself: that must be a proper end.
    fn ends_well(&self, world: &World, id: u32) {
        let clean = world.faults == self.variant.faults;
        if let Err(what) = check_end(world.states(&self.ends), &world.facts, clean) {
            self.fail(&what, id, None);
        }
        if !world.network_empty() {
            self.fail("something is in flight for ever", id, None);
        }
    }

    /// From everywhere an end can still be reached.
    fn every_world_has_a_way_out(&self, ended: &[u32]) {
        let back = neighbours(self.worlds.len(), self.steps.iter().map(|(from, to)| (*to, *from)));
        let mut leads_out = vec![false; self.worlds.len()];
        let mut ready = ended.to_vec();
        while let Some(world) = ready.pop() {
            if !std::mem::replace(&mut leads_out[world as usize], true) {
                ready.extend(back.of(world));
            }
        }
        if let Some(lost) = leads_out.iter().position(|out| !out) {
            self.fail("no way leads out of here", lost as u32, None);
        }
    }

    /// Steps without end would be a circle. Without one, every run comes to a world in which nothing
    /// more happens, whatever the network does. Only who reads late may keep a peer asking.
    fn longest_run(&self) -> Option<u32> {
        let out = neighbours(self.worlds.len(), self.steps.iter().copied());
        let mut waiting_for = vec![0_u32; self.worlds.len()];
        for (_, to) in &self.steps {
            waiting_for[*to as usize] += 1;
        }
        let mut length = vec![0_u32; self.worlds.len()];
        let mut ready = vec![0];
        let mut seen = 0;
        while let Some(world) = ready.pop() {
            seen += 1;
            for to in out.of(world) {
                let next = *to as usize;
                length[next] = length[next].max(length[world as usize] + 1);
                waiting_for[next] -= 1;
                if waiting_for[next] == 0 {
                    ready.push(*to);
                }
            }
        }
        if seen == self.worlds.len() {
            return length.into_iter().max();
        }
        if !self.variant.reads_late {
            let on_circle = waiting_for.iter().position(|count| *count > 0).unwrap_or_default();
            self.fail("a circle: this may go on for ever", on_circle as u32, None);
        }
        None
    }

    fn found(&self, final_worlds: usize, longest: Option<u32>) -> Found {
        let states = self.worlds.iter().flat_map(|world| world.states(&self.ends)).collect();
        let clean = |world: &&World| {
            world.faults == self.variant.faults && world.states(&self.ends) == [State::Closed; 2]
        };
        let done = |world: &&World| world.network_empty() && world.facts.iter().all(|own| own.fin.is_some());
        let costs = self.worlds.iter().filter(clean).filter(done);
        let notices = self.worlds.iter().flat_map(|world| world.facts).filter_map(|own| own.end).collect();
        let costs = costs.map(|world| world.facts.iter().map(|own| own.sent).sum()).collect();
        Found {
            worlds: self.worlds.len(),
            steps: self.steps.len(),
            final_worlds,
            longest,
            states,
            costs,
            notices,
        }
    }

    /// Tells how it came to this.
    fn fail(&self, what: &str, world: u32, action: Option<Action>) -> ! {
        let mut story = Vec::new();
        let mut at = world;
        while let Some((parent, action)) = self.parents[at as usize] {
            story.push((parent, action));
            at = parent;
        }
        story.reverse();
        story.extend(action.map(|action| (world, action)));
        println!("{}:", self.variant.name);
        for (from, action) in story {
            let from = &self.worlds[from as usize];
            let states = from.states(&self.ends).map(State::name);
            println!("  {:12} {:12} {}", states[0], states[1], self.tell(from, action));
        }
        let states = self.worlds[world as usize].states(&self.ends);
        panic!("{}: {what}, after {} and {}", self.variant.name, states[0], states[1]);
    }

    fn tell(&self, from: &World, action: Action) -> String {
        let segment = |id| Written(self.ends.segment(id)).to_string();
        match action {
            Action::Call(side) => {
                format!("{side} calls {:?}", self.variant.programs[side][from.program[side] as usize].1)
            }
            Action::Read(side) => format!("{side} reads"),
            Action::Arrives(side) => format!("{side} gets {}", segment(from.queue[side].all()[0])),
            Action::ArrivesLate(side, index) => {
                format!("{side} gets, late, {}", segment(from.late[side].all()[index]))
            }
            Action::Drop(side) => format!("{side} never gets {}", segment(from.queue[side].all()[0])),
            Action::Double(side) => format!("doubled for {side}: {}", segment(from.queue[side].all()[0])),
            Action::Hold(side) => format!("held back from {side}: {}", segment(from.queue[side].all()[0])),
            Action::Expires(side, timer) => format!("{side}: {timer:?} expires"),
        }
    }
}

/// For each world those beside it, one after the other in one list.
struct Neighbours {
    starts: Vec<u32>,
    all: Vec<u32>,
}

fn neighbours(worlds: usize, steps: impl Iterator<Item = (u32, u32)> + Clone) -> Neighbours {
    let mut starts = vec![0_u32; worlds + 1];
    for (from, _) in steps.clone() {
        starts[from as usize + 1] += 1;
    }
    for index in 0..worlds {
        starts[index + 1] += starts[index];
    }
    let mut next = starts.clone();
    let mut all = vec![0; starts[worlds] as usize];
    for (from, to) in steps {
        all[next[from as usize] as usize] = to;
        next[from as usize] += 1;
    }
    Neighbours { starts, all }
}

impl Neighbours {
    fn of(&self, world: u32) -> &[u32] {
        &self.all[self.starts[world as usize] as usize..self.starts[world as usize + 1] as usize]
    }
}

/// A hash that is quick without optimisation too (the multiplicative one of rustc).
#[derive(Default)]
struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_ne_bytes(word));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }
}
