//! What buttons say: each carries its command as words in a `data-do` attribute, and one listener
//! at the page's root reads them. A closure per button would cost the page a kilobyte each.

use super::model::{Action, Model, SPEED_NAMES, Tab, Theme, Zoom};
use crate::sim::catalog::Name;
use crate::sim::edits::Edit;
use crate::sim::program::call_of;
use crate::sim::{Act, Side, Verdict};
use crate::text::{Lang, vocabulary};
use crate::time::{Duration, Instant};
use crate::view::{Numbers, Scale};

/// The action of a command, or `None` where it means nothing (any more).
#[must_use]
pub fn action(command: &str, model: &Model) -> Option<Action> {
    Some(match command {
        "restart" => Action::ToStart,
        "previous" => Action::Step(false),
        "next" => Action::Step(true),
        "end" => Action::ToEnd,
        "play" => Action::PlayPause,
        _ => return rarer(command, model),
    })
}

/// What looking on does without, and so stands in another file of the page.
#[inline(never)]
fn rarer(command: &str, model: &Model) -> Option<Action> {
    let mut words = command.split(' ');
    let verb = words.next()?;
    let mut word = || words.next();
    Some(match verb {
        "undo" => Action::Undo,
        "redo" => Action::Redo,
        "theme" => Action::Theme(match model.theme {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Projector,
            Theme::Projector => Theme::System,
        }),
        "lang" => Action::Language(if model.lang == Lang::En { Lang::Zh } else { Lang::En }),
        "dismiss" => Action::Say(None),
        "retry" => Action::Retry,
        "leave" => Action::Leave,
        "segment" => Action::Select(Some(model.neighbour(word()? == "next")?)),
        "zoom" => Action::Zoom(match word()? {
            "in" => Zoom::steps(model.zoom.doublings() + 1),
            "out" => Zoom::steps(model.zoom.doublings() - 1),
            "to" => Zoom::steps(word()?.parse().ok()?),
            "fit" => Zoom::Fit,
            _ => Zoom::default(),
        }),
        "scale" => Action::Scale(if model.scale == Scale::True { Scale::Folded } else { Scale::True }),
        "tab" => Action::Tab(Tab::from_id(word()?)?),
        // As a switch.
        "compare" if word().is_none() => {
            Action::Compare(if model.other.is_some() { None } else { model.history.left() })
        }
        "load" => {
            let name = Name::from_id(word()?)?;
            // A question says itself whether it is about the opening.
            Action::Load(name, word().map_or(model.scenario.opening, |said| said == "opening"))
        }
        "more" => Action::AllCalls(side(word()?)?),
        "call" => {
            let (side, act) = (side(word()?)?, act(word()?, model)?);
            match model.allows(side, act) {
                Ok(()) => Action::Act(side, act),
                Err(error) => {
                    let state = model.trace.ends_after(model.moment())[side as usize].state;
                    Action::Say(Some(vocabulary::refusal(error, state, call_of(act), model.lang)))
                }
            }
        }
        "moment" => Action::Moment(number(word()?).filter(|moment| *moment < model.trace.moments.len())?),
        _ => return None,
    })
}

/// The same for what only panels of the second file say, and keys for what they show.
#[must_use]
pub fn of_panels(words: &[&str], model: &Model) -> Option<Action> {
    let fate = |verdict| Some(Action::Fate(model.selected?, verdict));
    let held = Duration::from_millis(u64::from(model.hold));
    Some(match words {
        ["at", micros] => Action::Seek(Instant::from_micros(micros.parse().ok()?)),
        ["speed", name] => {
            Action::Speed(SPEED_NAMES.iter().position(|speed| speed.trim_end_matches('×') == *name)?)
        }
        ["numbers", id] => Action::Numbers(Numbers::from_id(id)?),
        ["signs"] => Action::Signs(!model.signs),
        ["select", "none"] => Action::Select(None),
        ["select", flight] => Action::Select(Some(number(flight)?)),
        ["future", future] => Action::Future(number(future)?),
        ["compare", "none"] => Action::Compare(None),
        ["compare", future] => Action::Compare(Some(number(future)?)),
        ["switch", kind, index] => Action::Switch(edit(kind, index)?),
        ["remove", kind, index] => Action::Remove(edit(kind, index)?),
        ["field", field] => Action::Field(number(field)?.try_into().ok()),
        ["lose"] => return fate(Verdict::Lose),
        ["deliver"] => return fate(Verdict::Deliver),
        ["delay"] => return fate(Verdict::Delay(held)),
        ["double"] => return fate(Verdict::Duplicate(held)),
        _ => return None,
    })
}

fn number(word: &str) -> Option<usize> {
    word.parse().ok()
}

fn edit(kind: &str, index: &str) -> Option<Edit> {
    let index = number(index)?;
    match kind {
        "fault" => Some(Edit::Fault(index)),
        "call" => Some(Edit::Intervention(index)),
        _ => None,
    }
}

fn side(word: &str) -> Option<Side> {
    Side::BOTH.into_iter().find(|side| side_id(*side) == word)
}

/// A side's name in commands and style classes.
#[must_use]
pub const fn side_id(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Server => "server",
    }
}

fn act(word: &str, model: &Model) -> Option<Act> {
    let acts = [Act::Connect, Act::Listen, Act::Send(model.send_size), Act::Shutdown, Act::Close, Act::Abort];
    acts.into_iter().find(|act| act_id(*act) == word)
}

/// An act's name in commands.
#[must_use]
pub const fn act_id(act: Act) -> &'static str {
    match act {
        Act::Connect => "connect",
        Act::Listen => "listen",
        Act::Send(_) => "send",
        Act::Shutdown => "shutdown",
        Act::Close => "close",
        Act::Abort => "abort",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        Model::new(Name::FourWayClose.scenario(false), Lang::En).reduce(Action::ToStart)
    }

    #[test]
    fn commands_are_actions() {
        let model = model();
        assert_eq!(action("call client close", &model), Some(Action::Act(Side::Client, Act::Close)));
        assert_eq!(action("call server send", &model), Some(Action::Act(Side::Server, Act::Send(100))));
        assert_eq!(action("load last-ack-lost", &model), Some(Action::Load(Name::LastAckLost, false)));
        assert_eq!(action("load abort opening", &model), Some(Action::Load(Name::Abort, true)));
        assert_eq!(action("moment 0", &model), Some(Action::Moment(0)));
        assert_eq!(action("tab questions", &model), Some(Action::Tab(Tab::Questions)));
        assert_eq!(action("retry", &model), Some(Action::Retry));
    }

    #[test]
    fn panels_have_commands_of_their_own() {
        let chosen = model().reduce(Action::Select(Some(1)));
        let said = |words: &[&str]| of_panels(words, &chosen);
        assert_eq!(said(&["select", "none"]), Some(Action::Select(None)));
        assert_eq!(said(&["compare", "0"]), Some(Action::Compare(Some(0))));
        assert_eq!(said(&["remove", "fault", "2"]), Some(Action::Remove(Edit::Fault(2))));
        assert_eq!(said(&["switch", "call", "0"]), Some(Action::Switch(Edit::Intervention(0))));
        assert_eq!(said(&["at", "3200000"]), Some(Action::Seek(Instant::from_millis(3_200))));
        assert_eq!(said(&["speed", "0.25"]), Some(Action::Speed(0)));
        assert_eq!(said(&["numbers", "raw"]), Some(Action::Numbers(Numbers::Raw)));
        assert_eq!(said(&["lose"]), Some(Action::Fate(1, Verdict::Lose)));
        assert_eq!(said(&["delay"]), Some(Action::Fate(1, Verdict::Delay(Duration::from_secs(1)))));
    }

    #[test]
    fn a_refused_call_says_the_rfcs_error() {
        let Some(Action::Say(Some(reason))) = action("call client connect", &model()) else {
            panic!("ESTABLISHED refuses connect")
        };
        assert!(reason.contains("connection already exists"), "{reason}");
    }

    #[test]
    fn what_means_nothing_does_nothing() {
        for command in [
            "",
            "fly",
            "call",
            "call nobody close",
            "call client fly",
            "moment 99",
            "moment x",
            "load x",
            "compare x",
            "select",
            "remove fault",
            "remove all 0",
            "lose",
        ] {
            let words: Vec<_> = command.split(' ').collect();
            let found = action(command, &model()).or_else(|| of_panels(&words, &model()));
            assert_eq!(found, None, "{command}");
        }
    }
}
