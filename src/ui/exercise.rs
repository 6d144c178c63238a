//! An exercise on the page: the run, and the trace as far as it may be seen.

use super::model::Model;
use super::shared::Shared;
use crate::exercise::Run;
use crate::sim::Trace;
use crate::time::Instant;
use crate::view::Numbers;

#[derive(Debug, PartialEq)]
pub struct Exercise {
    pub run: Run,
    /// What is shown: nothing of what is asked about, or of what comes later.
    pub seen: Shared<Trace>,
    /// Where that ends; `None`: all is shown.
    pub until: Option<Instant>,
    /// How numbers were written before: questions are asked in relative ones.
    pub numbers: Numbers,
}

impl Exercise {
    /// Begins one with what the page shows, or again with what the one that runs was made from.
    #[must_use]
    pub fn begin(model: &Model, seed: u32) -> Self {
        let running = model.exercise.as_ref();
        let base = running.map_or(&*model.scenario, |exercise| &exercise.run.base);
        let run = Run::new(base.clone(), seed);
        let numbers = running.map_or(model.numbers, |exercise| exercise.numbers);
        Self { seen: Shared::new(run.seen()), until: run.stops(), run, numbers }
    }

    /// Answered: nothing moves by it.
    #[must_use]
    pub fn answer(&self, answer: usize) -> Self {
        let seen = self.seen.clone();
        Self { run: self.run.answer(answer), seen, until: self.until, numbers: self.numbers }
    }

    /// On to the next question, or to the end.
    #[must_use]
    pub fn go_on(&self) -> Self {
        let run = self.run.go_on();
        Self { seen: Shared::new(run.seen()), until: run.stops(), run, numbers: self.numbers }
    }
}
