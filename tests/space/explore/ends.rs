//! Connections and segments by number. At one standing moment what a connection does depends on
//! nothing but itself and the event, so each of its states is computed once and looked up ever after.

use four_waves::tcp::{Call, Connection, Event, Output, Segment, Snapshot, Timer};
use four_waves::time::Instant;
use std::collections::HashMap;
use std::rc::Rc;

/// All durations of the explored stacks are zero: whatever timer runs is due, and time stands still.
pub const NOW: Instant = Instant::START;

pub type EndId = u32;
pub type SegmentId = u16;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    Arrives(SegmentId),
    Call(Call),
    Expires(Timer),
}

/// What came of an event.
pub struct Step {
    pub after: EndId,
    pub outputs: Vec<Output>,
    /// The segments among the outputs.
    pub sent: Vec<SegmentId>,
}

type SegmentKey = (u32, Option<u32>, [bool; 4], u32, u32);

#[derive(Default)]
pub struct Ends {
    all: Vec<(Connection, Snapshot, TimersOn)>,
    /// By all that its `Debug` says, which is every field.
    known: HashMap<String, EndId>,
    segments: Vec<Segment>,
    known_segments: HashMap<SegmentKey, SegmentId>,
    steps: HashMap<(EndId, What), Rc<Step>>,
}

/// Which timers run, in the order of [`Timer::ALL`].
pub type TimersOn = [bool; Timer::ALL.len()];

impl Ends {
    pub fn add(&mut self, end: Connection) -> EndId {
        let text = format!("{end:?}");
        if let Some(id) = self.known.get(&text) {
            return *id;
        }
        let id = EndId::try_from(self.all.len()).expect("there are fewer states of one end");
        let running = Timer::ALL.map(|timer| end.timer(timer).is_some());
        self.all.push((end.clone(), end.snapshot(), running));
        self.known.insert(text, id);
        id
    }

    pub fn snapshot(&self, end: EndId) -> &Snapshot {
        &self.all[end as usize].1
    }

    pub fn runs(&self, end: EndId, timer: Timer) -> bool {
        self.all[end as usize].2[timer as usize]
    }

    pub fn segment(&self, id: SegmentId) -> &Segment {
        &self.segments[id as usize]
    }

    fn segment_id(&mut self, segment: Segment) -> SegmentId {
        let bits = [segment.syn, segment.fin, segment.rst, segment.psh];
        let key = (segment.seq.0, segment.ack.map(|ack| ack.0), bits, segment.window, segment.len);
        let next = SegmentId::try_from(self.segments.len()).expect("there are fewer segments");
        let id = *self.known_segments.entry(key).or_insert(next);
        if id == next {
            self.segments.push(segment);
        }
        id
    }

    pub fn step(&mut self, end: EndId, what: What) -> Rc<Step> {
        if let Some(step) = self.steps.get(&(end, what)) {
            return Rc::clone(step);
        }
        let event = match what {
            What::Arrives(segment) => Event::Arrives(*self.segment(segment)),
            What::Call(call) => Event::Call(call),
            What::Expires(timer) => Event::Expires(timer),
        };
        let mut after = self.all[end as usize].0.clone();
        let outputs = after.handle(NOW, event);
        // It says something about the segment, nothing about the end.
        after.take_verdict();
        let mut sent = Vec::new();
        for output in &outputs {
            if let Output::Transmit { segment, .. } = output {
                sent.push(self.segment_id(*segment));
            }
        }
        let step = Rc::new(Step { after: self.add(after), outputs, sent });
        self.steps.insert((end, what), Rc::clone(&step));
        step
    }

    /// How many states of a connection, and how many segments, there were.
    pub fn counts(&self) -> (usize, usize) {
        (self.all.len(), self.segments.len())
    }
}
