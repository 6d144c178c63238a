//! Every future that a person has seen, as a tree: undo and redo walk in it, and what was left stays
//! to be compared with.

use super::shared::Shared;
use crate::sim::Scenario;
use crate::time::Instant;

/// One future, and where the playhead stood when it was left.
#[derive(Clone, Debug, PartialEq)]
struct Future {
    scenario: Shared<Scenario>,
    playhead: Instant,
    /// What it was made from.
    parent: Option<usize>,
    /// What was last made from it, or walked to: where redo goes.
    next: Option<usize>,
}

/// Numbers of futures count from 0, in the order in which they were made.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    futures: Vec<Future>,
    here: usize,
    left: Option<usize>,
    /// The last visit made the future that is here.
    fresh: bool,
}

impl History {
    #[must_use]
    pub fn new(scenario: Shared<Scenario>) -> Self {
        let first = Future { scenario, playhead: Instant::START, parent: None, next: None };
        Self { futures: vec![first], here: 0, left: None, fresh: false }
    }

    /// Goes on to a new future, or again to one that was made from here before.
    pub fn visit(&mut self, scenario: Scenario, playhead: Instant) {
        let known = (self.here + 1..self.futures.len()).find(|at| {
            self.futures[*at].parent == Some(self.here) && *self.futures[*at].scenario == scenario
        });
        let to = known.unwrap_or(self.futures.len());
        if known.is_none() {
            let scenario = Shared::new(scenario);
            self.futures.push(Future { scenario, playhead, parent: Some(self.here), next: None });
        }
        self.futures[self.here].next = Some(to);
        self.walk(to, playhead);
        self.fresh = known.is_none();
    }

    /// Goes to a scenario that somebody only looks at: where it was shown before, to that very future.
    /// Otherwise who walks round and round in the catalogue would make futures for ever.
    pub fn look(&mut self, scenario: Scenario, playhead: Instant) {
        match self.futures.iter().position(|future| *future.scenario == scenario) {
            Some(known) => drop(self.go(known, playhead)),
            None => self.visit(scenario, playhead),
        }
    }

    /// Whether the future that is here was just made and nothing was made from it: only then may it
    /// become another one.
    #[must_use]
    pub fn may_amend(&self) -> bool {
        self.fresh && self.futures[self.here].next.is_none()
    }

    /// Puts this in the place of the future that is here.
    pub fn amend(&mut self, scenario: Scenario) {
        self.futures[self.here].scenario = Shared::new(scenario);
    }

    /// Leaves for any other future, and says where the playhead stood there.
    pub fn go(&mut self, to: usize, playhead: Instant) -> Option<Instant> {
        if to == self.here || to >= self.futures.len() {
            return None;
        }
        // The way down to it is what redo goes from now on.
        let mut child = to;
        while let Some(parent) = self.futures[child].parent {
            self.futures[parent].next = Some(child);
            child = parent;
        }
        let there = self.futures[to].playhead;
        self.walk(to, playhead);
        Some(there)
    }

    fn walk(&mut self, to: usize, playhead: Instant) {
        self.futures[self.here].playhead = playhead;
        self.left = Some(self.here);
        self.fresh = false;
        self.here = to;
    }

    /// The future that is shown.
    #[must_use]
    pub fn here(&self) -> usize {
        self.here
    }

    /// The one before it, for undo.
    #[must_use]
    pub fn before(&self) -> Option<usize> {
        self.futures[self.here].parent
    }

    /// The one after it, for redo.
    #[must_use]
    pub fn after(&self) -> Option<usize> {
        self.futures[self.here].next
    }

    /// The one that was shown before this one: what to compare with unless told otherwise.
    #[must_use]
    pub fn left(&self) -> Option<usize> {
        self.left.filter(|left| *left != self.here)
    }

    /// What future `number` is; `None` where there is none.
    #[must_use]
    pub fn scenario(&self, number: usize) -> Option<&Shared<Scenario>> {
        self.futures.get(number).map(|future| &future.scenario)
    }

    /// How many futures there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.futures.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;

    fn at(seconds: u64) -> Instant {
        Instant::from_millis(seconds * 1_000)
    }

    #[test]
    fn a_future_that_was_left_stays() {
        let [first, lost, abort] =
            [Name::FourWayClose, Name::LastAckLost, Name::Abort].map(|n| n.scenario(false));
        let mut history = History::new(Shared::new(first));
        history.visit(lost.clone(), at(1));
        assert_eq!((history.here(), history.before(), history.after()), (1, Some(0), None));
        assert_eq!(history.go(0, at(2)), Some(at(1)));
        assert_eq!((history.here(), history.after(), history.left()), (0, Some(1), Some(1)));
        // A second branch from the same place: the first is no longer where redo goes, but is there.
        history.visit(abort, at(3));
        assert_eq!((history.here(), history.before(), history.count()), (2, Some(0), 3));
        history.go(0, at(4));
        assert_eq!(history.after(), Some(2));
        assert_eq!(history.go(1, at(5)), Some(at(2)));
        assert_eq!(**history.scenario(1).unwrap(), lost);
        history.go(0, at(6));
        assert_eq!(history.after(), Some(1), "redo goes where one was last");
        assert_eq!((history.go(0, at(7)), history.go(9, at(7))), (None, None));
    }

    #[test]
    fn who_walks_round_makes_no_more_futures_than_there_are_scenarios() {
        let mut history = History::new(Shared::new(Name::FourWayClose.scenario(false)));
        for turn in 0..3 {
            for name in Name::ALL {
                history.look(name.scenario(false), at(1));
                assert_eq!(**history.scenario(history.here()).unwrap(), name.scenario(false), "{turn}");
            }
        }
        assert_eq!(history.count(), Name::ALL.len());
        assert!(history.before().is_some() && history.left().is_some());
    }

    #[test]
    fn the_same_again_is_no_new_future() {
        let [first, lost] = [Name::FourWayClose, Name::LastAckLost].map(|name| name.scenario(false));
        let mut history = History::new(Shared::new(first));
        for _ in 0..3 {
            history.visit(lost.clone(), at(1));
            history.go(0, at(1));
        }
        assert_eq!(history.count(), 2);
    }
}
