//! What the buttons and fields of the programs' panel mean. The panel itself is in
//! `later/programs.rs`; this needs no browser and is tested natively.

use super::command::side_id;
use super::model::{Action, Model};
use crate::sim::program_edit::{Edit, edit};
use crate::sim::program_text::{parse, with_number};
use crate::sim::{Scenario, Side, Step};
use crate::text::programs::number_refused;

/// `step client 2 up`, `down` or `remove`; `step client 2 add send(100)`, before step 2;
/// `step client discard`: forget the text that cannot be read. Steps are counted from 0.
#[must_use]
pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    let ["step", side, rest @ ..] = words else { return None };
    let side = side_of(side)?;
    let (index, what) = match rest {
        ["discard"] => return Some(Action::Draft(side, None)),
        [index, "up"] => (index, Edit::Up),
        [index, "down"] => (index, Edit::Down),
        [index, "remove"] => (index, Edit::Remove),
        [index, "add", step @ ..] => (index, Edit::Insert(*parse(&step.join(" ")).ok()?.first()?)),
        _ => return None,
    };
    let steps = &model.scenario.host(side).program;
    reshaped(edit(steps, index.parse().ok()?, what), side, model)
}

/// `step-client-2`: that step's number. `program-client`: the whole program as text.
#[must_use]
pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    if let Some(side) = id.strip_prefix("program-") {
        let side = side_of(side)?;
        return Some(match parse(value) {
            // It says what holds already: only a draft can go.
            Ok(steps) => reshaped(steps, side, model).unwrap_or(Action::Draft(side, None)),
            Err(_) => Action::Draft(side, Some(value.to_owned())),
        });
    }
    let (side, index) = id.strip_prefix("step-")?.split_once('-')?;
    let (side, index) = (side_of(side)?, index.parse().ok()?);
    let steps = &model.scenario.host(side).program;
    let step: Step = *steps.get(index)?;
    Some(match with_number(step, value) {
        Ok(new) => reshaped(edit(steps, index, Edit::Replace(new)), side, model).unwrap_or(Action::Say(None)),
        Err(wanted) => Action::Say(Some(number_refused(value, wanted, model.lang))),
    })
}

/// Where the focus belongs after a command of this panel, as an element's id: with the step that
/// was moved, and not lost where one was removed. `None`: it stays.
#[must_use]
pub fn focus_after(words: &[&str], model: &Model) -> Option<String> {
    if let ["step", side, "discard"] = words {
        return Some(["program-", side].concat());
    }
    let ["step", side, index, verb, ..] = words else { return None };
    let (last, index): (usize, usize) = (
        model.scenario.host(side_of(side)?).program.len().checked_sub(1)?,
        index.parse().ok().filter(|index| *index < usize::MAX)?,
    );
    let to = match *verb {
        "up" => index.saturating_sub(1),
        "down" => (index + 1).min(last),
        // The step that has come into its place, or the one that is the last by now.
        "remove" if last > 0 => index.min(last - 1),
        "remove" => return Some(["program-", side].concat()),
        _ => return None,
    };
    Some(["step-", side, "-", &to.to_string(), "-", verb].concat())
}

/// The scenario with that program, if it is another one. Any draft of it is over then.
fn reshaped(steps: Vec<Step>, side: Side, model: &Model) -> Option<Action> {
    if model.scenario.host(side).program == steps {
        return None;
    }
    let mut scenario = Scenario::clone(&model.scenario);
    scenario.host_mut(side).program = steps;
    Some(Action::Reshape(Box::new(scenario)))
}

fn side_of(word: &str) -> Option<Side> {
    Side::BOTH.into_iter().find(|side| side_id(*side) == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::text::Lang;
    use crate::time::Instant;

    fn model() -> Model {
        Model::new(Name::FourWayClose.scenario(false), Lang::En)
    }

    fn after(command_line: &str, model: &Model) -> Option<Model> {
        let words: Vec<&str> = command_line.split(' ').collect();
        command(&words, model).map(|action| model.reduce(action))
    }

    #[test]
    fn buttons_edit_the_program_and_undo_brings_it_back() {
        let model = model();
        let program = |model: &Model| model.scenario.client.program.clone();
        let old = program(&model);
        let moved = after("step client 2 up", &model).expect("the last step can move up");
        assert_eq!(program(&moved), [old[0], old[2], old[1]]);
        assert_eq!(program(&moved.reduce(Action::Undo)), old);
        assert_eq!(program(&after("step client 1 remove", &model).unwrap()), [old[0], old[2]]);
        let more = after("step client 2 add read to end", &model).unwrap();
        assert_eq!(program(&more), [old[0], old[1], Step::ReadToEof, old[2]]);
        for nothing in ["step client 0 up", "step client 2 down", "step client 9 remove", "step client x up"]
        {
            assert_eq!(after(nothing, &model), None, "{nothing}");
        }
        for nobody in ["step", "step nobody 1 up", "step client 1 add fly", "step client 1", "moment 1"] {
            assert_eq!(after(nobody, &model), None, "{nobody}");
        }
    }

    #[test]
    fn the_last_good_program_runs_until_the_text_can_be_read() {
        let model = model().reduce(Action::Seek(Instant::from_millis(1_500)));
        let change = |text: &str, model: &Model| {
            model.reduce(changed("program-server", text, model).expect("it is a field of ours"))
        };
        let bad = change("accept()\nsned(5)", &model);
        assert_eq!(bad.drafts, [None, Some("accept()\nsned(5)".to_owned())]);
        assert_eq!((&bad.scenario, &bad.trace), (&model.scenario, &model.trace));
        let good = change("accept()\nsend(5)", &bad);
        assert_eq!(good.drafts, [None, None]);
        assert_eq!(good.scenario.server.program, [Step::Accept, Step::Send(5)]);
        assert_eq!(good.playhead, model.playhead);
        // The same program again, the draft discarded, a step edited: each ends the draft.
        let same = change(&crate::sim::program_text::write(&model.scenario.server.program), &bad);
        assert_eq!((&same.drafts, &same.scenario), (&[None, None], &model.scenario));
        assert_eq!(after("step server discard", &bad).unwrap().drafts, [None, None]);
        assert_eq!(after("step server 1 up", &bad).unwrap().drafts, [None, None]);
        assert_eq!(after("step client 1 up", &bad).unwrap().drafts, bad.drafts);
    }

    #[test]
    fn a_number_is_set_or_refused() {
        let model = model();
        let Some(Action::Reshape(scenario)) = changed("step-client-1", "2.5", &model) else {
            panic!("the pause takes 2.5 s")
        };
        assert_eq!(crate::sim::program_text::write_step(scenario.client.program[1]), "sleep(2.5 s)");
        let Some(Action::Say(Some(sentence))) = changed("step-client-1", "soon", &model) else {
            panic!("soon is no time")
        };
        assert_eq!(sentence, "“soon” is no time from 0 s to 86400 s.");
        assert_eq!(changed("step-client-1", "1", &model), Some(Action::Say(None)));
        for nobody in ["step-client-9", "step-client-", "step-nobody-1", "step-client", "msl"] {
            assert_eq!(changed(nobody, "1", &model), None, "{nobody}");
        }
    }

    #[test]
    fn the_focus_goes_with_the_step() {
        let model = model();
        for (command, id) in [
            ("step client 2 up", Some("step-client-1-up")),
            ("step client 0 up", Some("step-client-0-up")),
            ("step client 2 down", Some("step-client-2-down")),
            ("step client 1 remove", Some("step-client-1-remove")),
            ("step client 2 remove", Some("step-client-1-remove")),
            ("step client 2 add close()", None),
            ("step server discard", Some("program-server")),
            ("moment 3", None),
        ] {
            let words: Vec<&str> = command.split(' ').collect();
            assert_eq!(focus_after(&words, &model).as_deref(), id, "{command}");
        }
    }
}
