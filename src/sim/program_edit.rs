//! A program as a list that a person edits, and how far it has come.

use super::program::opening_steps;
use super::program_text::MOST_STEPS;
use super::scenario::{Act, Scenario, Side, Step};
use super::trace::{Called, Outcome, Trace};
use crate::time::Instant;

/// What to do with one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Changes places with the step before.
    Up,
    /// Changes places with the step behind.
    Down,
    Remove,
    /// Puts this one in its place.
    Replace(Step),
    /// Puts this one before it; where no step is, at the end.
    Insert(Step),
}

/// The program after that; the same where there is no such step, no room to move, or no room for
/// more.
#[must_use]
pub fn edit(steps: &[Step], index: usize, edit: Edit) -> Vec<Step> {
    let mut steps = steps.to_vec();
    let last = steps.len().saturating_sub(1);
    match edit {
        Edit::Insert(step) if steps.len() < MOST_STEPS => steps.insert(index.min(steps.len()), step),
        Edit::Insert(_) => {}
        _ if index >= steps.len() => {}
        Edit::Up if index > 0 => steps.swap(index, index - 1),
        Edit::Down if index < last => steps.swap(index, index + 1),
        Edit::Up | Edit::Down => {}
        Edit::Remove => drop(steps.remove(index)),
        Edit::Replace(step) => steps[index] = step,
    }
    steps
}

/// Where a new step does something: before the one that ends the program, if one does.
#[must_use]
pub fn place_for_more(steps: &[Step]) -> usize {
    let ends = steps.last().is_some_and(|step| matches!(step, Step::Close | Step::Abort | Step::Keep));
    steps.len() - usize::from(ends)
}

/// How a step stands at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Both ends begin ESTABLISHED: what leads there is left out.
    Skipped,
    Returned(Outcome),
    /// It blocks since then.
    Blocks(Instant),
    ToCome,
    /// The program has ended before: its descriptor is closed.
    Never,
}

/// How far a program has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// One for each step.
    pub steps: Vec<Standing>,
    /// It, or a person, has closed the descriptor: nothing more can be called.
    pub closed: bool,
}

impl Progress {
    /// Every step has returned, so that the program does nothing more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.steps.iter().all(|step| matches!(step, Standing::Returned(_) | Standing::Skipped))
    }
}

/// How far a side's program has come at `at`, all that happens then included.
#[must_use]
pub fn progress(scenario: &Scenario, trace: &Trace, side: Side, at: Instant) -> Progress {
    let program = &scenario.host(side).program;
    let mut steps = vec![Standing::ToCome; program.len()];
    let mut next = if scenario.opening { 0 } else { opening_steps(program) };
    steps[..next].fill(Standing::Skipped);
    let mut closed = false;
    for call in trace.calls.iter().filter(|call| call.side == side && call.at <= at) {
        match call.what {
            // A program that has ended may get a successor, which is not the one shown.
            Called::Program(_) if next >= program.len() => break,
            Called::Program(step) => {
                steps[next] = match call.returned {
                    Some((returned, outcome)) if returned <= at => Standing::Returned(outcome),
                    _ => Standing::Blocks(call.at),
                };
                next += 1;
                closed = matches!(step, Step::Close | Step::Abort);
            }
            Called::Person(act) => closed = matches!(act, Act::Close | Act::Abort),
        }
        if closed {
            let unfinished = |step: &&mut Standing| matches!(step, Standing::Blocks(_) | Standing::ToCome);
            steps.iter_mut().filter(unfinished).for_each(|step| *step = Standing::Never);
            break;
        }
    }
    Progress { steps, closed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::sim::simulate;
    use Step::{Close, Connect, Keep, ReadToEof, Send};

    #[test]
    fn steps_move_go_and_come() {
        let steps = [Connect, Send(5), Close];
        for (index, what, after) in [
            (1, Edit::Up, vec![Send(5), Connect, Close]),
            (1, Edit::Down, vec![Connect, Close, Send(5)]),
            (1, Edit::Remove, vec![Connect, Close]),
            (1, Edit::Replace(Send(6)), vec![Connect, Send(6), Close]),
            (0, Edit::Insert(Keep), vec![Keep, Connect, Send(5), Close]),
            (3, Edit::Insert(Keep), vec![Connect, Send(5), Close, Keep]),
            (99, Edit::Insert(Keep), vec![Connect, Send(5), Close, Keep]),
        ] {
            assert_eq!(edit(&steps, index, what), after, "{what:?}");
        }
        for (index, what) in [
            (0, Edit::Up),
            (2, Edit::Down),
            (3, Edit::Up),
            (usize::MAX, Edit::Down),
            (3, Edit::Remove),
            (3, Edit::Replace(Keep)),
        ] {
            assert_eq!(edit(&steps, index, what), steps, "{what:?}");
        }
        assert_eq!(edit(&[], 0, Edit::Remove), []);
        let full = [Close; MOST_STEPS];
        assert_eq!(edit(&full, 0, Edit::Insert(Keep)), full);
    }

    #[test]
    fn what_is_added_comes_before_the_end() {
        assert_eq!(place_for_more(&[Connect, Close]), 1);
        assert_eq!(place_for_more(&[Connect, ReadToEof]), 2);
        assert_eq!(place_for_more(&[]), 0);
    }

    /// The four-way close: the server reads to the end at 2 s, sleeps for 2 s, and closes.
    #[test]
    fn each_step_stands_where_the_playhead_says() {
        use Standing::{Blocks, Never, Returned, Skipped, ToCome};
        let mut scenario = Name::FourWayClose.scenario(false);
        let at = Instant::from_millis;
        let server = |scenario: &Scenario, millis| {
            progress(scenario, &simulate(scenario), Side::Server, at(millis)).steps
        };
        assert_eq!(server(&scenario, 0), [Skipped, Blocks(at(0)), ToCome, ToCome]);
        let read = Returned(Outcome::EndOfData(0));
        assert_eq!(server(&scenario, 2_000), [Skipped, read, Blocks(at(2_000)), ToCome]);
        let done = Returned(Outcome::Done);
        assert_eq!(server(&scenario, 4_000), [Skipped, read, done, done]);
        scenario.server.program.push(Send(1));
        assert_eq!(server(&scenario, 3_999), [Skipped, read, Blocks(at(2_000)), ToCome, ToCome]);
        assert_eq!(server(&scenario, 4_000), [Skipped, read, done, done, Never]);
        scenario.intervene(at(3_000), Side::Server, Act::Close);
        assert_eq!(server(&scenario, 3_000), [Skipped, read, Never, Never, Never]);
    }

    #[test]
    fn a_program_may_end_with_the_descriptor_open() {
        let mut scenario = Name::FourWayClose.scenario(false);
        let end = |scenario: &Scenario| {
            let trace = simulate(scenario);
            let progress = progress(scenario, &trace, Side::Client, trace.end);
            (progress.is_done(), progress.closed)
        };
        assert_eq!(end(&scenario), (true, true));
        scenario.client.program.pop();
        assert_eq!(end(&scenario), (true, false));
        scenario.intervene(Instant::from_millis(9_000), Side::Client, Act::Close);
        assert_eq!(end(&scenario), (true, true));
        scenario.client.program.push(Keep);
        assert_eq!(end(&scenario), (false, true));
    }

    #[test]
    fn with_the_opening_nothing_is_skipped() {
        let scenario = Name::FourWayClose.scenario(true);
        let trace = simulate(&scenario);
        let first = progress(&scenario, &trace, Side::Client, Instant::START).steps[0];
        assert_eq!(first, Standing::Blocks(Instant::START));
    }

    /// Who connects anew gets another program, whose calls are none of these steps.
    #[test]
    fn a_new_connection_has_its_own_program() {
        let mut scenario = Name::Abort.scenario(false);
        scenario.intervene(Instant::from_millis(20_000), Side::Client, Act::Connect);
        let trace = simulate(&scenario);
        let all = progress(&scenario, &trace, Side::Client, trace.end).steps;
        assert_eq!(all.len(), scenario.client.program.len());
        assert_eq!(all.last(), Some(&Standing::Returned(Outcome::Done)));
    }
}
