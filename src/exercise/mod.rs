//! Predict, then see: a scenario as an exercise. It stops before an event and asks what comes, and the
//! trace itself knows the answer: no question is written by hand.
//!
//! [`instance`] gives every seed a scenario of its own, [`questions()`] asks about its trace, [`Run`]
//! goes from one question to the next, and [`grade`] computes all of it again from a result code.
//! There are no words in here: they are in [`crate::text::exercise`].

mod code;
mod cut;
mod facts;
mod instance;
mod lots;
mod numbers;
mod order;
mod questions;
mod run;
mod states;

pub use code::{Error, Graded, MOST_SEED, encode, grade};
pub use cut::before;
pub use instance::instance;
pub use questions::questions;
pub use run::Run;

use crate::sim::{Outcome, Side};
use crate::tcp::{Kind, Rule, State, Timer};

/// One question about a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The moment that is asked about: what happens at its time is not to be seen yet.
    pub before: usize,
    pub asks: Asks,
    /// Three to five answers, all different, in the order in which they are offered.
    pub offered: Vec<Answer>,
    /// The one of them that the trace gives.
    pub right: usize,
    /// Why it is that one.
    pub rule: Rule,
}

/// How many of the answers, as places in [`Question::offered`], are right.
fn score(questions: &[Question], answers: &[usize]) -> usize {
    questions.iter().zip(answers).filter(|(question, answer)| question.right == **answer).count()
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The state that the moment's side is in afterwards.
    NextState,
    /// SEQ and ACK of this flight (index into [`crate::sim::Trace::flights`]), which leaves in the moment.
    Numbers(usize),
    /// The segments that leave next, both sides', in their order. Given is what nobody could know:
    /// calls and losses on the way, as moments.
    Follow { given: Vec<usize> },
    /// Who goes through TIME-WAIT before the trace ends. Given is the same.
    TimeWait { given: Vec<usize> },
    /// What this call (index into [`crate::sim::Trace::calls`]) returns.
    Returns(usize),
    /// What becomes of this timer of the moment's side.
    Timer(Timer),
}

/// An answer, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    State(State),
    /// Counted from each side's initial number, as [`crate::sim::Flight::relative`] has them.
    Numbers {
        seq: u32,
        ack: u32,
    },
    Segments(Vec<(Side, Kind)>),
    /// Client, server.
    TimeWait([bool; 2]),
    /// `None`: it goes on blocking.
    Returns(Option<Outcome>),
    Timer(TimerFate),
}

/// What an event does to a timer that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerFate {
    StartsAnew,
    RunsOn,
    Stops,
}

impl Asks {
    /// How many kinds of question there are, and which one this is.
    const KINDS: usize = 6;

    fn kind(&self) -> usize {
        match self {
            Self::NextState => 0,
            Self::Numbers(_) => 1,
            Self::Follow { .. } => 2,
            Self::TimeWait { .. } => 3,
            Self::Returns(_) => 4,
            Self::Timer(_) => 5,
        }
    }

    /// What a person is told beforehand, as moments.
    #[must_use]
    pub fn given(&self) -> &[usize] {
        match self {
            Self::Follow { given } | Self::TimeWait { given } => given,
            Self::NextState | Self::Numbers(_) | Self::Returns(_) | Self::Timer(_) => &[],
        }
    }
}
