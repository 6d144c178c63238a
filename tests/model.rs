//! The page's reducer: what a person does, and what becomes of the playhead, the scenario and undo.
#![cfg(feature = "web")]

use four_waves::sim::catalog::Name;
use four_waves::sim::edits::{Pass, pass};
use four_waves::sim::{Act, Cause, Side, Verdict, link_code};
use four_waves::tcp::{CallError, Stack, State};
use four_waves::text::Lang;
use four_waves::time::{Duration, Instant};
use four_waves::ui::model::{Setting, Tab, Theme};
use four_waves::ui::{Action, Model};

fn model(name: Name) -> Model {
    Model::new(name.scenario(false), Lang::En)
}

fn at(model: &Model, millis: u64) -> Model {
    model.reduce(Action::Seek(Instant::from_millis(millis)))
}

fn states(model: &Model) -> [State; 2] {
    model.trace.ends_at(model.playhead).map(|end| end.state)
}

#[test]
fn it_begins_as_the_finished_figure_and_plays_from_the_start() {
    let model = model(Name::FourWayClose);
    assert!(model.finished() && !model.playing);
    let playing = model.reduce(Action::PlayPause);
    assert!(playing.playing && playing.playhead == Instant::START);
    let over = playing.reduce(Action::Finish);
    assert!(over.finished() && !over.playing);
    assert_eq!(states(&over), [State::Closed, State::Closed]);
}

#[test]
fn steps_go_from_event_to_event_both_ways() {
    let mut model = model(Name::FourWayClose).reduce(Action::ToStart);
    let mut seen = vec![model.playhead];
    while !model.finished() {
        model = model.reduce(Action::Step(true));
        seen.push(model.playhead);
    }
    assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
    for expected in seen.iter().rev().skip(1) {
        model = model.reduce(Action::Step(false));
        assert_eq!(model.playhead, *expected);
    }
    assert_eq!(model.reduce(Action::Step(false)).playhead, Instant::START);
}

#[test]
fn acting_in_the_past_makes_a_new_future_and_undo_brings_the_old_one_back() {
    let before = at(&model(Name::FourWayClose), 500);
    let branch = before.reduce(Action::Act(Side::Server, Act::Send(120)));
    assert!(branch.playing, "time runs on into the new future");
    assert_eq!(branch.playhead, Instant::from_millis(500));
    assert_eq!(branch.trace.flights[0].segment.len, 120);
    let back = branch.reduce(Action::Undo);
    assert_eq!(*back.trace, *before.trace);
    assert_eq!(back.playhead, before.playhead);
    assert!(!back.can_undo() && back.can_redo());
    assert_eq!(*back.reduce(Action::Redo).trace, *branch.trace);
    // A new deed closes the way to redo.
    assert!(!back.reduce(Action::Act(Side::Client, Act::Send(1))).can_redo());
}

#[test]
fn what_a_person_did_later_belongs_to_the_other_future() {
    let once = at(&model(Name::FreePlay), 3_000).reduce(Action::Act(Side::Client, Act::Shutdown));
    let twice = at(&once, 1_000).reduce(Action::Act(Side::Client, Act::Send(5)));
    assert_eq!(twice.scenario.interventions.len(), 1);
    assert_eq!(once.scenario.interventions.len(), 1);
}

#[test]
fn a_flight_under_way_is_lost_and_one_that_has_arrived_is_looked_at() {
    let model = at(&model(Name::FourWayClose), 1_400);
    let lost = model.reduce(Action::Point { flight: 0, lose: false });
    assert!(lost.trace.flights[0].is_lost());
    assert!(lost.trace.flights.iter().any(|flight| flight.again), "it is sent again");
    let arrived = at(&model, 2_500).reduce(Action::Point { flight: 0, lose: false });
    assert_eq!(arrived.selected, Some(0));
    assert_eq!(*arrived.trace, *model.trace);
    // What is still to come can be looked at, and lost, too.
    let to_come = model.reduce(Action::Point { flight: 3, lose: false });
    assert_eq!((to_come.selected, &*to_come.trace), (Some(3), &*model.trace));
    assert!(model.reduce(Action::Point { flight: 3, lose: true }).trace.flights[3].is_lost());
    assert_eq!(*model.reduce(Action::Point { flight: 99, lose: true }).trace, *model.trace);
}

#[test]
fn surgery_moves_nothing_that_stood_still() {
    let paused = at(&model(Name::FourWayClose), 2_500);
    let lost = paused.reduce(Action::Point { flight: 0, lose: true });
    assert!(!lost.playing && lost.playhead == paused.playhead);
    let finished = model(Name::FourWayClose).reduce(Action::Select(Some(3)));
    let longer = finished.reduce(Action::Fate(3, Verdict::Lose));
    assert!(longer.finished() && !longer.playing && longer.axis.end() > finished.axis.end());
    assert_eq!(longer.selected, Some(3));
    // What plays goes back to where the segment flies, and runs on.
    let playing = paused.reduce(Action::PlayPause).reduce(Action::Point { flight: 0, lose: true });
    assert!(playing.playing && playing.playhead == Instant::from_millis(1_000));
}

#[test]
fn every_surgery_is_an_edit_that_can_be_switched_off_and_removed() {
    let model = model(Name::HalfCloseData);
    let data = model.trace.flights.iter().position(|flight| flight.segment.len > 0).unwrap();
    let second = Verdict::Delay(Duration::from_secs(1));
    for action in [
        Action::Fate(data, Verdict::Lose),
        Action::Fate(data, second),
        Action::Fate(data, Verdict::Duplicate(Duration::from_secs(1))),
        Action::Decide(data, pass(&model.scenario, &model.trace, data, Pass::IsOvertaken).unwrap()),
    ] {
        let edited = model.reduce(action.clone());
        assert_ne!(*edited.trace, *model.trace, "{action:?}");
        let edit = edited.scenario.edits().last().unwrap();
        let off = edited.reduce(Action::Switch(edit));
        assert_eq!(off.trace.flights, model.trace.flights, "{action:?}");
        assert_eq!(off.scenario.edits().count(), 1, "it stays in the list");
        assert_eq!(*off.reduce(Action::Switch(edit)).trace, *edited.trace);
        let out = edited.reduce(Action::Remove(edit));
        assert_eq!(*out.scenario, *model.scenario);
        assert_eq!(*out.reduce(Action::Undo).scenario, *edited.scenario);
    }
    let deliver =
        model.reduce(Action::Fate(data, Verdict::Lose)).reduce(Action::Fate(data, Verdict::Deliver));
    assert_eq!(*deliver.scenario, *model.scenario, "the loss is taken back: nothing else loses it");
}

#[test]
fn both_futures_stay_and_can_be_compared() {
    let start = model(Name::FourWayClose);
    let lost = start.reduce(Action::Fate(3, Verdict::Lose));
    let back = lost.reduce(Action::Undo);
    let abort = at(&back, 500).reduce(Action::Act(Side::Server, Act::Abort));
    assert_eq!(abort.history.count(), 3, "the first branch is not forgotten");
    let both = abort.reduce(Action::Compare(Some(1)));
    let other = both.other.as_ref().unwrap();
    assert_eq!(*other.trace, *lost.trace);
    assert!(both.axis.end() >= lost.axis.end() && both.axis.end() >= abort.axis.end());
    let there = both.reduce(Action::Future(1));
    assert_eq!(*there.trace, *lost.trace);
    assert!(there.other.is_none(), "a future is not compared with itself");
    assert!(both.reduce(Action::Compare(None)).other.is_none());
    assert_eq!(both.reduce(Action::Compare(Some(99))).other, None);
    // Undo without limit.
    let mut far = model(Name::FreePlay);
    let first = far.scenario.clone();
    for n in 0..120 {
        far = at(&far, 100 + 10 * n).reduce(Action::Act(Side::Client, Act::Send(1)));
    }
    for _ in 0..120 {
        assert!(far.can_undo());
        far = far.reduce(Action::Undo);
    }
    assert!(!far.can_undo() && *far.scenario == *first && far.history.count() == 121);
}

#[test]
fn a_lost_segment_can_be_delivered_after_all() {
    let model = at(&model(Name::LastAckLost), 12_000);
    let lost = model.trace.flights.iter().position(|flight| flight.is_lost()).unwrap();
    let saved = model.reduce(Action::Fate(lost, Verdict::Deliver));
    assert!(saved.trace.flights.iter().all(|flight| !flight.is_lost()));
}

#[test]
fn refused_calls_name_the_rfcs_error_and_do_nothing() {
    let model = model(Name::FourWayClose).reduce(Action::ToStart);
    assert_eq!(model.allows(Side::Client, Act::Connect), Err(CallError::AlreadyExists));
    assert_eq!(model.reduce(Action::Act(Side::Client, Act::Connect)), model);
    let closing = at(&model, 1_500);
    assert_eq!(closing.allows(Side::Client, Act::Send(1)), Err(CallError::Closing));
    assert_eq!(closing.allows(Side::Server, Act::Send(1)), Ok(()));
    let over = model.reduce(Action::ToEnd);
    assert_eq!(over.allows(Side::Client, Act::Close), Err(CallError::DoesNotExist));
    assert_eq!(over.allows(Side::Client, Act::Connect), Ok(()));
}

#[test]
fn both_may_close_at_once() {
    let model = at(&model(Name::FreePlay), 1_000);
    let one = model.reduce(Action::Act(Side::Client, Act::Close));
    let both = one.reduce(Action::Act(Side::Server, Act::Close));
    assert!(both.trace.states(Side::Client).contains(&State::Closing));
    assert!(both.trace.states(Side::Server).contains(&State::Closing));
}

#[test]
fn a_setting_reshapes_the_figure_and_a_sliders_way_is_one_step_back() {
    let model = model(Name::FourWayClose);
    let mut slid = model.clone();
    for millis in [9_000, 7_000, 5_000] {
        // What comes by itself meanwhile does not end it.
        slid = slid.reduce(Action::Set(Setting::Msl, millis)).reduce(Action::Arrived(true));
    }
    assert!(slid.finished(), "at the end it stays at the end");
    assert_eq!(slid.value(Setting::Msl), 5_000);
    let back = slid.reduce(Action::Undo);
    assert_eq!(back.value(Setting::Msl), 10_000);
    assert!(!back.can_undo());
    // Out of range: nothing happens, the field says why.
    assert_eq!(model.reduce(Action::Set(Setting::Msl, 0)), model);
}

#[test]
fn losses_begin_where_the_switch_is_thrown() {
    let full = Setting::LossPercent;
    let model = at(&model(Name::FourWayClose), 2_500).reduce(Action::Set(full, 100));
    let losing = model.reduce(Action::LossSwitch(true));
    let lost: Vec<bool> = losing.trace.flights.iter().map(|flight| flight.is_lost()).collect();
    assert_eq!(lost[..2], [false, false], "what has happened stays as it was");
    assert!(lost[2..].iter().all(|lost| *lost));
    let at_rest = model.reduce(Action::ToEnd).reduce(Action::LossSwitch(true));
    assert!(at_rest.trace.flights[0].is_lost());
    assert_eq!(*losing.reduce(Action::LossSwitch(false)).trace, *model.trace);
}

#[test]
fn language_theme_and_tab_leave_everything_else_alone() {
    let model = at(&model(Name::LastAckLost), 3_000).reduce(Action::Select(Some(1)));
    let zh = model.reduce(Action::Language(Lang::Zh)).reduce(Action::Theme(Theme::Dark));
    assert_eq!((zh.playhead, zh.selected, zh.moved), (model.playhead, Some(1), model.moved));
    assert!(*zh.trace == *model.trace && !zh.can_undo());
}

#[test]
fn who_only_looks_makes_no_futures_and_what_was_changed_is_kept() {
    let first = model(Name::FourWayClose);
    let load = |model: &Model, name| model.reduce(Action::Load(name, false));
    let looked = load(&load(&first, Name::Abort), Name::FourWayClose);
    assert_eq!((looked.history.count(), &looked.scenario), (2, &first.scenario));
    assert_eq!(load(&looked, Name::Abort).history.count(), 2, "round and round");
    let changed = looked.reduce(Action::Set(Setting::Msl, 3_000));
    let left = load(&changed, Name::FourWayClose);
    assert_eq!(*left.scenario, Name::FourWayClose.scenario(false));
    assert_eq!(left.reduce(Action::Undo).scenario, changed.scenario, "it can be had back");
}

#[test]
fn less_motion_shows_the_figure_instead_of_playing_it() {
    let model = model(Name::FourWayClose).reduce(Action::ReducedMotion(true));
    let loaded = model.reduce(Action::Load(Name::Abort, false));
    assert!(loaded.finished() && !loaded.playing);
}

#[test]
fn typed_numbers_are_read_in_their_unit_and_range() {
    assert_eq!(Setting::Msl.read("2.5", 1_000), Some(2_500));
    assert_eq!(Setting::Msl.read(" 2,5 ", 1_000), Some(2_500));
    assert_eq!(Setting::LossPercent.read("20", 1), Some(20));
    for (setting, text, unit) in [
        (Setting::Msl, "0", 1_000),
        (Setting::Msl, "999", 1_000),
        (Setting::LossPercent, "20.5", 1),
        (Setting::LossPercent, "-1", 1),
        (Setting::Seed, "", 1),
        (Setting::Seed, "one", 1),
        (Setting::Delay, "0.0001", 1_000),
    ] {
        assert_eq!(setting.read(text, unit), None, "{setting:?} {text}");
    }
}

#[test]
fn a_stack_brings_its_own_values_and_a_network_of_its_pace() {
    let both = |model: &Model, stack| {
        Side::BOTH.into_iter().fold(model.clone(), |model, side| model.reduce(Action::Stack(side, stack)))
    };
    let model = model(Name::FourWayClose).reduce(Action::Set(Setting::Msl, 5_000));
    let rfc = both(&model, Stack::Rfc9293);
    assert_eq!((rfc.value(Setting::Msl), rfc.value(Setting::Rto)), (120_000, 1_000));
    // Nothing is sent again for a round trip that is longer than the RTO.
    assert!(rfc.trace.flights.iter().all(|flight| !flight.again));
    let back = both(&rfc, Stack::Textbook);
    assert_eq!(*back.trace, *model.reduce(Action::Set(Setting::Msl, 10_000)).trace);
}

#[test]
fn each_side_has_a_stack_of_its_own_until_a_value_is_set_for_both() {
    let mixed = model(Name::FourWayClose).reduce(Action::Stack(Side::Server, Stack::Linux));
    assert_eq!(mixed.values(Setting::Msl), [10_000, 30_000]);
    assert_eq!(mixed.values(Setting::Rto), [4_000, 1_000]);
    // What the client has already is new to the server.
    let set = mixed.reduce(Action::Set(Setting::Msl, 10_000));
    assert_eq!(set.values(Setting::Msl), [10_000; 2]);
    assert!(set.can_undo());
    assert_eq!(set.reduce(Action::Undo).values(Setting::Msl), [10_000, 30_000]);
}

#[test]
fn a_link_put_into_the_address_bar_is_followed() {
    let follow = |code: &str| Action::Follow(Box::new(link_code::decode(code)));
    let followed = model(Name::Abort).reduce(follow("1;last-ack-lost;cm=3000"));
    assert_eq!((&*followed.scenario.name, followed.notice.as_deref()), ("last-ack-lost", None));
    assert_eq!(followed.value(Setting::Msl), 3_000);
    let damaged = followed.reduce(follow("1;no-such"));
    assert!(damaged.notice.is_some_and(|notice| notice.contains("no-such")));
}

/// The page waits for its second file only while something is shown that is in there, and asks again
/// only when it is told to.
#[test]
fn the_second_file_is_waited_for_where_it_is_needed() {
    let first = model(Name::FourWayClose);
    assert!(!first.waits());
    let asked =
        Model::new(first.reduce(Action::Set(Setting::Msl, 3_000)).scenario.with_opening(false), Lang::En);
    assert!(asked.waits() && !asked.changed, "what an address asks for may need more reasons");
    // Nothing that an address holds.
    assert!(!first.reduce(Action::ToStart).reduce(Action::PlayPause).waits());
    for change in
        [Action::Set(Setting::Msl, 3_000), Action::Language(Lang::Zh), Action::Load(Name::Abort, false)]
    {
        let changed = first.reduce(change);
        assert!(changed.reduce(Action::Arrived(false)).notice.is_some(), "the address bar stays behind");
        assert!(changed.waits() && changed.changed);
        assert!(changed.reduce(Action::Undo).changed, "the address bar follows back, too");
    }
    let opened = first.reduce(Action::Tab(Tab::Questions));
    assert!(opened.waits() && !opened.reduce(Action::Tab(Tab::Story)).waits());
    let failed = opened.reduce(Action::Arrived(false));
    assert_eq!((failed.waits(), failed.later), (false, Some(false)));
    let again = failed.reduce(Action::Retry);
    assert_eq!((again.waits(), again.later), (true, None));
    assert!(!again.reduce(Action::Arrived(true)).waits());
}

#[test]
fn a_sentence_of_the_story_leads_to_its_moment_and_its_segment() {
    let model = model(Name::LastAckLost);
    let lost = model.trace.moments.iter().position(|m| matches!(m.cause, Cause::Loss(_))).unwrap();
    let there = model.reduce(Action::Moment(lost));
    assert_eq!(there.playhead, model.trace.moments[lost].at);
    assert!(model.trace.flights[there.selected.unwrap()].is_lost());
    let over = model.trace.moments.len() - 1;
    assert_eq!(there.reduce(Action::Moment(over)).selected, there.selected, "2·MSL are over: no segment");
    assert_eq!(model.reduce(Action::Moment(99)), model);
}

#[test]
fn the_chosen_segment_stays_the_same_segment() {
    let start = model(Name::HalfCloseData);
    let fin = start.trace.flights.iter().position(|f| f.segment.fin && f.from == Side::Server).unwrap();
    let passed = pass(&start.scenario, &start.trace, fin, Pass::Overtakes).unwrap();
    let edited = start.reduce(Action::Select(Some(fin))).reduce(Action::Decide(fin, passed));
    let chosen = &edited.trace.flights[edited.selected.unwrap()];
    assert!(chosen.segment.fin && chosen.from == Side::Server);
    // The copy of a doubled one is gone once it is lost: the first stands for both.
    let twice = start.reduce(Action::Fate(fin, Verdict::Duplicate(Duration::from_secs(1))));
    let copy = twice.trace.flights.iter().position(|f| f.copy_of.is_some()).unwrap();
    let lost = twice.reduce(Action::Select(Some(copy))).reduce(Action::Fate(copy, Verdict::Lose));
    let chosen = &lost.trace.flights[lost.selected.unwrap()];
    assert!(chosen.segment.fin && chosen.is_lost() && chosen.ordinal.of_kind == 1);
    assert_eq!(lost.reduce(Action::Undo).reduce(Action::Undo).selected.map(|at| at == fin), Some(true));
}

#[test]
fn a_slider_never_rewrites_a_future_that_has_one_of_its_own() {
    let slow = model(Name::FourWayClose).reduce(Action::Set(Setting::Delay, 1_500));
    let slower = slow.reduce(Action::Set(Setting::Delay, 2_000));
    assert_eq!(slower.history.count(), 2, "one drag, one future");
    let child = slower.reduce(Action::Fate(0, Verdict::Lose)).reduce(Action::Undo).reduce(Action::Undo);
    let again = child.reduce(Action::Set(Setting::Delay, 2_000)).reduce(Action::Set(Setting::Delay, 3_000));
    let kept = again.history.scenario(1).unwrap();
    assert_eq!(kept.network.delay[0], Duration::from_secs(2));
    // A value that is set later is a step of its own.
    let later = slower.reduce(Action::PlayPause).reduce(Action::Set(Setting::Delay, 2_500));
    assert_eq!(later.reduce(Action::Undo).scenario.network.delay[0], Duration::from_secs(2));
}

#[test]
fn the_opening_keeps_what_was_switched_off_or_taken_out() {
    let lost = model(Name::LastAckLost);
    let edit = lost.scenario.edits().next().unwrap();
    let opened = |model: Model| model.reduce(Action::Open(Box::new(model.scenario.with_opening(true))));
    let off = opened(lost.reduce(Action::Switch(edit)));
    assert_eq!(off.scenario.network.faults.len(), 1);
    assert!(off.scenario.network.faults[0].off && off.trace.flights.iter().all(|f| !f.is_lost()));
    let out = opened(lost.reduce(Action::Remove(edit)));
    assert!(out.scenario.network.faults.is_empty());
}

/// An exercise on the page: nothing of what is asked about is in the model's trace.
mod exercise {
    use super::*;
    use four_waves::ui::exercise::Exercise;
    use four_waves::ui::shared::Shared;
    use four_waves::view::Numbers;

    fn shown(exercise: Exercise) -> Action {
        Action::Exercise(Shared::new(exercise))
    }

    fn begun() -> Model {
        let model = model(Name::LastAckLost);
        model.reduce(shown(Exercise::begin(&model, 7)))
    }

    fn exercise(model: &Model) -> &Exercise {
        model.exercise.as_ref().expect("it runs")
    }

    /// Answers and goes on.
    fn next(model: &Model, answer: usize) -> Model {
        let answered = model.reduce(shown(exercise(model).answer(answer)));
        answered.reduce(shown(exercise(&answered).go_on()))
    }

    #[test]
    fn it_plays_up_to_each_question_and_no_further() {
        let mut model = begun();
        assert!(model.playing && model.playhead == Instant::START);
        assert_eq!(model.numbers, Numbers::Relative);
        let whole = exercise(&model).run.whole.clone();
        for question in exercise(&model).run.questions.clone() {
            let at = whole.moments[question.before].at;
            assert_eq!(exercise(&model).until, Some(at));
            assert_eq!(model.axis.end(), at, "the playhead stops there");
            for beyond in [Action::Finish, Action::ToEnd, Action::Seek(whole.end), Action::Tick(whole.end)] {
                let model = model.reduce(beyond);
                assert_eq!(model.playhead, at);
                assert!(model.moment().is_none_or(|moment| whole.moments[moment].at < at));
            }
            assert!(model.trace.moments.iter().all(|moment| moment.at < at));
            assert!(model.trace.flights.iter().all(|flight| flight.sent < at));
            let stopped = model.reduce(Action::Finish);
            assert!(stopped.finished() && !stopped.playing);
            let answered = stopped.reduce(shown(exercise(&stopped).answer(question.right)));
            assert!(!answered.playing && answered.trace == stopped.trace, "nothing moves by an answer");
            model = answered.reduce(shown(exercise(&answered).go_on()));
            assert!(model.playing && model.playhead == at, "it plays on from there");
        }
        assert_eq!((exercise(&model).until, &*model.trace), (None, &whole));
        assert_eq!(exercise(&model).run.score(), exercise(&model).run.questions.len());
    }

    /// What stood where on the screen stays there when more of it is shown.
    #[test]
    fn the_picture_only_grows() {
        let mut model = begun();
        let whole =
            four_waves::view::TimeAxis::new(&model.scenario, &exercise(&model).run.whole, model.scale);
        while let Some(until) = exercise(&model).until {
            for moment in model.trace.moments.iter().map(|moment| moment.at).chain([until]) {
                assert!((model.axis.view(moment) - whole.view(moment)).abs() < 1e-6);
            }
            model = next(&model, 0);
        }
        assert_eq!(*model.axis, whole);
    }

    #[test]
    fn nothing_can_be_changed_while_it_runs() {
        let model = next(&next(&begun(), 0), 0).reduce(Action::Finish);
        let flight = model.trace.flights.len() - 1;
        for change in [
            Action::Act(Side::Client, Act::Abort),
            Action::Fate(flight, Verdict::Lose),
            Action::Set(Setting::Msl, 3_000),
            Action::LossSwitch(true),
            Action::Undo,
            Action::Stack(Side::Client, Stack::Linux),
            Action::Compare(Some(0)),
        ] {
            let after = model.reduce(change.clone());
            assert!(
                after.notice.as_deref().is_some_and(|said| said.contains("Leave it first")),
                "{change:?}"
            );
            assert_eq!((&after.scenario, &after.trace), (&model.scenario, &model.trace), "{change:?}");
            assert!(after.exercise.is_some());
        }
        let pointed = model.reduce(Action::Point { flight, lose: true });
        assert_eq!((pointed.selected, &pointed.trace), (Some(flight), &model.trace), "it is looked at");
    }

    #[test]
    fn it_can_be_left_and_begun_again() {
        let model = begun();
        let again = model.reduce(shown(Exercise::begin(&model, 8)));
        assert_eq!((exercise(&again).run.seed, &exercise(&again).run.base), (8, &exercise(&model).run.base));
        assert_ne!(again.scenario, model.scenario);
        let base = exercise(&again).run.base.clone();
        let left = next(&again, 0).reduce(Action::Open(Box::new(base)));
        assert!(left.exercise.is_none());
        assert_eq!(left.axis.end(), model_of(&left).axis.end(), "all of it is shown");
        assert_eq!(*left.scenario, Name::LastAckLost.scenario(false));
        assert_eq!(left.numbers, Numbers::Letters, "numbers are as they were");
        let other = again.reduce(Action::Load(Name::Abort, true));
        assert!(other.exercise.is_none() && *other.scenario == Name::Abort.scenario(true));
        assert_eq!(other.axis.end(), model_of(&other).axis.end(), "all of it is shown");
    }

    fn model_of(model: &Model) -> Model {
        Model::new((*model.scenario).clone(), Lang::En)
    }

    #[test]
    fn with_less_motion_each_question_comes_at_once() {
        let calm = model(Name::LastAckLost).reduce(Action::ReducedMotion(true));
        let model = calm.reduce(shown(Exercise::begin(&calm, 7)));
        assert!(!model.playing && model.finished());
        let model = next(&model, 0);
        assert!(!model.playing && model.finished());
    }
}
