//! One run through an exercise: which question it has come to, and what was answered.

use super::{Question, before, encode, instance, questions};
use crate::sim::{Scenario, Trace, simulate};
use crate::time::Instant;

/// An exercise and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What it was made from.
    pub base: Scenario,
    pub seed: u32,
    /// The instance of that seed, with all that happens in it.
    pub scenario: Scenario,
    pub whole: Trace,
    pub questions: Vec<Question>,
    /// The answer first given to each question so far, as places in [`Question::offered`].
    pub answers: Vec<usize>,
    /// The last answer is being looked at; what it is about has not been shown yet.
    pub answered: bool,
}

impl Run {
    #[must_use]
    pub fn new(base: Scenario, seed: u32) -> Self {
        let scenario = instance(&base, seed);
        let whole = simulate(&scenario);
        let questions = questions(&scenario, &whole, seed);
        Self { base, seed, scenario, whole, questions, answers: Vec::new(), answered: false }
    }

    /// The number of the question that it has come to, from 0; `None`: all have been asked.
    #[must_use]
    pub fn at(&self) -> Option<usize> {
        let at = self.answers.len() - usize::from(self.answered);
        (at < self.questions.len()).then_some(at)
    }

    /// That question.
    #[must_use]
    pub fn asks(&self) -> Option<&Question> {
        self.questions.get(self.at()?)
    }

    /// How often it has been answered or gone on.
    #[must_use]
    pub fn steps(&self) -> usize {
        2 * self.answers.len() - usize::from(self.answered)
    }

    /// After this answer; only the first one counts, and only one that is offered.
    #[must_use]
    pub fn answer(&self, answer: usize) -> Self {
        let offered = self.asks().is_some_and(|question| answer < question.offered.len());
        let mut next = self.clone();
        if offered && !self.answered {
            next.answers.push(answer);
            next.answered = true;
        }
        next
    }

    /// On to the next question.
    #[must_use]
    pub fn go_on(&self) -> Self {
        Self { answered: false, ..self.clone() }
    }

    /// Where it stops: what happens then is asked, or has just been answered. `None`: nothing is.
    #[must_use]
    pub fn stops(&self) -> Option<Instant> {
        self.asks().map(|question| self.whole.moments[question.before].at)
    }

    /// What can be seen by now.
    #[must_use]
    pub fn seen(&self) -> Trace {
        self.stops().map_or_else(|| self.whole.clone(), |at| before(&self.whole, &self.scenario.network, at))
    }

    /// How many of the answers so far are right.
    #[must_use]
    pub fn score(&self) -> usize {
        super::score(&self.questions, &self.answers)
    }

    /// The result code, once all is answered.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        let all = !self.questions.is_empty() && self.answers.len() == self.questions.len();
        all.then(|| encode(&self.base, self.seed, &self.answers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;

    #[test]
    fn a_run_stops_at_each_question_and_ends_with_a_code() {
        let mut run = Run::new(Name::FourWayClose.scenario(true), 5);
        let asked = run.questions.len();
        assert!(asked >= 4);
        let mut stops = Vec::new();
        for number in 0..asked {
            assert_eq!((run.at(), run.code()), (Some(number), None));
            stops.push(run.stops().expect("it stops"));
            assert_eq!(run.seen().end, *stops.last().unwrap());
            let wrong = run.answer(99);
            assert_eq!(wrong, run, "what is not offered is no answer");
            let right = run.questions[number].right;
            run = run.answer(if number == 1 { usize::from(right == 0) } else { right });
            assert_eq!(run.answer(0), run, "the first answer counts");
            assert_eq!(run.at(), Some(number), "it is being looked at");
            assert_eq!(run.seen().end, *stops.last().unwrap());
            run = run.go_on();
        }
        assert!(stops.is_sorted_by(|a, b| a < b));
        assert_eq!((run.at(), run.score(), run.seen() == run.whole), (None, asked - 1, true));
        let graded = super::super::grade(&run.code().expect("it is over")).expect("it is a code");
        assert_eq!((graded.score(), &graded.answers, &graded.trace), (asked - 1, &run.answers, &run.whole));
    }
}
