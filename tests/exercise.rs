//! Exercises: every question has exactly one right answer among those offered, and the grader agrees
//! with the simulator, over a thousand scenarios that nobody thought of.
//!
//! The answers are computed again here from the trace alone, in another way than the questions were made.

#[path = "random/scenarios.rs"]
mod scenarios;

use four_waves::exercise::{
    Answer, Asks, Question, Run, TimerFate, before, encode, grade, instance, questions,
};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Outcome, Scenario, Side, Trace, link_code, simulate};
use four_waves::tcp::{Kind, State, TimerChange};
use four_waves::text::{Lang, exercise as words};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use scenarios::{Mix, scenario};
use std::collections::BTreeSet;

/// A thousand scenarios: some gentle, some troubled, most of them wild.
fn thousand() -> Vec<Scenario> {
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mixes = [(300, false, false), (300, true, false), (400, true, true)];
    let mut all = Vec::new();
    for (count, trouble, rudeness) in mixes {
        let strategy = scenario(Mix { trouble, rudeness });
        all.extend((0..count).map(|_| strategy.new_tree(&mut runner).expect("it makes one").current()));
    }
    all
}

/// Is this what the trace says?
fn is_true(answer: &Answer, question: &Question, trace: &Trace) -> bool {
    let moment = &trace.moments[question.before];
    let side = moment.side;
    match (&question.asks, answer) {
        (Asks::NextState, Answer::State(state)) => {
            let end = trace.ends_at(moment.at)[side as usize];
            assert!(!end.fin_waiting, "its name can be argued about");
            end.state == *state
        }
        (Asks::Numbers(flight), Answer::Numbers { seq, ack }) => {
            trace.flights[*flight].relative == (*seq, Some(*ack))
        }
        (Asks::Follow { .. }, Answer::Segments(segments)) => {
            let mut left: Vec<_> = trace.flights.iter().filter(|flight| flight.sent >= moment.at).collect();
            left.sort_by_key(|flight| flight.sent);
            let turns = left.iter().take(segments.len() + 1).map(|flight| flight.sent);
            assert!(turns.is_sorted_by(|one, next| one < next), "nobody can say which of two comes first");
            let kinds = left.iter().map(|flight| (flight.from, flight.segment.kind()));
            kinds.take(segments.len()).eq(segments.iter().copied())
        }
        (Asks::TimeWait { .. }, Answer::TimeWait(who)) => {
            *who == Side::BOTH.map(|side| trace.states(side).contains(&State::TimeWait))
        }
        (Asks::Returns(call), Answer::Returns(outcome)) => match trace.calls[*call].returned {
            Some((at, real)) if at == moment.at => *outcome == Some(real),
            _ => outcome.is_none(),
        },
        (Asks::Timer(timer), Answer::Timer(fate)) => {
            // Its run that includes this time, as the ladder draws it.
            let own = trace.moments.iter().filter(|other| other.side == side && other.at == moment.at);
            let changes: Vec<_> = own
                .flat_map(|own| &own.timers)
                .filter(|(which, _)| which == timer)
                .map(|(_, how)| *how)
                .collect();
            let run = trace
                .waits(side, *timer)
                .into_iter()
                .find(|run| run.from < moment.at && moment.at <= run.until);
            assert!(run.is_some(), "it does not run");
            *fate
                == match changes[..] {
                    [] => TimerFate::RunsOn,
                    [TimerChange::Restarted(_)] => TimerFate::StartsAnew,
                    [TimerChange::Stopped] => TimerFate::Stops,
                    _ => panic!("more than one thing becomes of it"),
                }
        }
        _ => panic!("an answer of another kind"),
    }
}

/// All that must hold for the questions of one scenario.
fn check(base: &Scenario, seed: u32) -> Run {
    let run = Run::new(base.clone(), seed);
    let trace = &run.whole;
    assert!(run.questions.len() <= 8);
    let stops: Vec<_> = run.questions.iter().map(|question| trace.moments[question.before].at).collect();
    assert!(stops.is_sorted_by(|one, next| one < next), "two questions at one time");
    for question in &run.questions {
        let offered = &question.offered;
        assert!((3..=5).contains(&offered.len()), "{question:?}");
        let right: Vec<usize> =
            (0..offered.len()).filter(|at| is_true(&offered[*at], question, trace)).collect();
        assert_eq!(right, [question.right], "{question:?}");
        for lang in Lang::ALL {
            let answers: BTreeSet<String> =
                (0..offered.len()).map(|at| words::answer(question, at, trace, lang)).collect();
            assert_eq!(answers.len(), offered.len(), "two answers look alike: {answers:?}");
            assert!(answers.iter().all(|answer| !answer.is_empty() && !answer.contains(['{', '}'])));
            let asked = words::question(question, trace, lang);
            assert!(asked.ends_with(['?', '？']) && !asked.contains(['{', '}']), "{asked}");
            assert!(
                !asked.contains("  ") && asked.starts_with(|first: char| !first.is_lowercase()),
                "{asked}"
            );
        }
        nothing_shows(question, &run);
    }
    run
}

/// Neither what is asked nor anything later can be seen where it stops.
fn nothing_shows(question: &Question, run: &Run) {
    let at = run.whole.moments[question.before].at;
    let seen = before(&run.whole, &run.scenario.network, at);
    assert!(seen.moments.iter().all(|moment| moment.at < at));
    assert!(seen.flights.iter().all(|flight| flight.sent < at && (flight.until() < at || !flight.is_lost())));
    assert!(seen.calls.iter().all(|call| call.at < at && call.returned.is_none_or(|(back, _)| back < at)));
    let later = run.whole.flights.iter().filter(|flight| flight.sent < at).count();
    assert_eq!(seen.flights.len(), later, "what has left can be seen");
    if let Asks::Numbers(flight) = question.asks {
        let flight = &run.whole.flights[flight];
        let same = seen.flights.iter().any(|other| {
            (other.from, other.segment.kind(), other.relative)
                == (flight.from, flight.segment.kind(), flight.relative)
        });
        assert!(!same, "the answer is on the screen: {question:?}");
    }
}

/// The grader says of these answers what the trace says.
fn graded(run: &Run, answers: &[usize]) {
    let code = encode(&run.base, run.seed, answers);
    assert!(!code.contains(char::is_whitespace));
    let graded = grade(&code).unwrap_or_else(|error| panic!("{code}: {error:?}"));
    assert_eq!((&graded.questions, &graded.trace), (&run.questions, &run.whole));
    let right = graded.questions.iter().zip(answers);
    let right =
        right.filter(|(question, answer)| is_true(&question.offered[**answer], question, &graded.trace));
    assert_eq!(graded.score(), right.count());
    assert_eq!(graded.answers, answers);
}

#[test]
fn one_answer_is_right_in_a_thousand_scenarios() {
    let (mut asked, mut kinds, mut none) = (0, BTreeSet::new(), 0);
    for (number, base) in thousand().iter().enumerate() {
        let seed = if number % 4 == 0 { 0 } else { number as u32 };
        let link = link_code::encode(base);
        let run = std::panic::catch_unwind(|| check(base, seed)).unwrap_or_else(|_| panic!("{seed} #{link}"));
        none += usize::from(run.questions.is_empty());
        asked += run.questions.len();
        kinds.extend(run.questions.iter().map(|question| format!("{:?}", question.asks)[..5].to_owned()));
        let right: Vec<usize> = run.questions.iter().map(|question| question.right).collect();
        // Every second answer is wrong, in a way that goes round.
        let wrong = right.iter().zip(&run.questions).enumerate().map(|(at, (right, question))| {
            if at % 2 == 0 { *right } else { (right + 1 + at % 2) % question.offered.len() }
        });
        graded(&run, &wrong.collect::<Vec<_>>());
        graded(&run, &right);
        assert_eq!(grade(&encode(base, seed, &right)).unwrap().score(), right.len());
    }
    assert!(asked > 4_500, "{asked} questions");
    assert!(none < 60, "{none} scenarios have none");
    assert_eq!(kinds.len(), 6, "{kinds:?}");
}

/// Each scenario of the catalogue, and sixty students.
#[test]
fn every_student_gets_another_instance_of_the_same_exercise() {
    for name in Name::ALL {
        for opening in [false, true] {
            let base = name.scenario(opening);
            let mut runs: Vec<Vec<Question>> = Vec::new();
            for seed in 1..=60 {
                let run = check(&base, seed);
                assert_eq!(run, Run::new(base.clone(), seed), "the same seed, the same exercise");
                assert_ne!(run.scenario, base);
                runs.push(run.questions);
            }
            let nothing = name == Name::FreePlay && !opening;
            assert_eq!(runs.iter().all(Vec::is_empty), nothing, "{}", name.id());
            let enough = if matches!(name, Name::FreePlay | Name::ServerNeverCloses) { 3 } else { 4 };
            assert!(nothing || runs.iter().all(|run| run.len() >= enough), "{}", name.id());
            let different = runs.iter().enumerate().filter(|(at, run)| !runs[..*at].contains(run)).count();
            assert!(nothing || different >= 30, "{}: {different} of 60 differ", name.id());
        }
    }
}

/// The mistakes that are offered are those that people make.
#[test]
fn the_usual_mistakes_are_among_the_answers() {
    let offered = |name: Name, fits: &dyn Fn(&Question, &Trace) -> bool, wrong: &Answer| {
        (1..=200).any(|seed| {
            let run = Run::new(name.scenario(false), seed);
            run.questions
                .iter()
                .any(|question| fits(question, &run.whole) && question.offered.contains(wrong))
        })
    };
    let state = |state: State| {
        move |question: &Question, _: &Trace| question.offered[question.right] == Answer::State(state)
    };
    for (name, right, wrong) in [
        (Name::FourWayClose, State::TimeWait, State::Closed),
        (Name::FourWayClose, State::Closed, State::TimeWait),
        (Name::FourWayClose, State::LastAck, State::Closing),
        (Name::FourWayClose, State::FinWait2, State::TimeWait),
        (Name::SimultaneousClose, State::Closing, State::LastAck),
    ] {
        assert!(offered(name, &state(right), &Answer::State(wrong)), "{right} for {wrong}");
    }
    // The ACK of the FIN without its +1, and the FIN's own number counted at once.
    for (ack, seq) in [(-1_i64, 0_i64), (0, 1)] {
        let found = (1..=200).any(|seed| {
            let run = Run::new(Name::FourWayClose.scenario(false), seed);
            run.questions.iter().any(|question| {
                let Answer::Numbers { seq: s, ack: a } = question.offered[question.right] else {
                    return false;
                };
                let moved = |number: u32, by: i64| u32::try_from(i64::from(number) + by).unwrap();
                question.offered.contains(&Answer::Numbers { seq: moved(s, seq), ack: moved(a, ack) })
            })
        });
        assert!(found);
    }
    // A FIN in place of the ACK alone.
    let early = Answer::Segments(vec![
        (Side::Client, Kind::Fin),
        (Side::Server, Kind::Fin),
        (Side::Server, Kind::Fin),
        (Side::Client, Kind::Ack),
    ]);
    assert!(offered(Name::FourWayClose, &|_, _| true, &early));
    let read = Answer::Returns(Some(Outcome::Octets(1)));
    assert!(offered(Name::FourWayClose, &|_, _| true, &read), "a FIN is no octet to read");
}

#[test]
fn seed_0_is_the_scenario_itself() {
    let base = Name::LastAckLost.scenario(true);
    assert_eq!(instance(&base, 0), base);
    assert_eq!(questions(&base, &simulate(&base), 0), Run::new(base.clone(), 0).questions);
}
