//! What whoever mounted the app asks of it, and what it is told: the element's methods and events.

use crate::text::{Lang, story};
use crate::time::Instant;
use crate::ui::command;
use crate::ui::door::read;
use crate::ui::model::{Action, Model, SPEED_NAMES, Theme};
use crate::ui::place::Place;
use crate::view::Numbering;
use wasm_bindgen::JsValue;

/// The action; `None` where it is so already, or means nothing.
pub fn asked(asked: &JsValue, model: &Model) -> Option<Action> {
    if let Some(said) = asked.as_string() {
        let words: Vec<_> = said.split(' ').collect();
        return match *words {
            ["set", "theme", id] => Some(Action::Theme(Theme::from_id(id)?)),
            ["set", "speed", speed] => {
                let named = |name: &&str| name.trim_end_matches('×') == speed;
                Some(Action::Speed(SPEED_NAMES.iter().position(named)?))
            }
            _ => command::action(&said, model).or_else(|| super::command(&said, model)),
        };
    }
    let field = |name: &str| read(asked, name);
    Some(match field("type")?.as_string()?.strip_prefix("four-waves:")? {
        verb @ ("play" | "pause") => {
            return (model.playing != (verb == "play")).then_some(Action::PlayPause);
        }
        "seek" => {
            let seconds = field("t")?.as_f64().filter(|seconds| (0.0..=86_400.0).contains(seconds))?;
            Action::Seek(Instant::from_micros((seconds * 1e6) as u64))
        }
        "step" => Action::Step(field("by").and_then(|by| by.as_f64()).is_none_or(|by| by > 0.0)),
        "load" => {
            let code = field("scenario")?.as_string()?;
            return command::action(&["load ", &code].concat(), model)
                .or_else(|| super::command(&["open ", &code].concat(), model));
        }
        "setLang" => Action::Language(Lang::from_tag(&field("lang")?.as_string()?)?),
        _ => return None,
    })
}

/// Tells the state where it is another than was told, and the event that the playhead has come to.
pub fn tell(model: &Model, place: &Place, told: &mut String) {
    let t = model.playhead.micros() as f64 / 1e6;
    let at = model.moment().map_or_else(String::new, |moment| moment.to_string());
    let [client, server] = model.trace.ends_after(model.moment()).each_ref().map(|end| end.state.name());
    let flags = [model.playing, model.finished()].map(|flag| if flag { "1" } else { "0" }).concat();
    let now = [&model.scenario.name, " ", model.lang.code(), " ", &flags, " ", &at].concat();
    if *told == now {
        return;
    }
    let here = |told: &str| told.rsplit(' ').next().unwrap_or_default().to_owned();
    let come = here(told) != at;
    *told = now;
    place.tell(&[
        ("type", "four-waves:state".into()),
        ("version", 1.into()),
        ("playing", model.playing.into()),
        ("finished", model.finished().into()),
        ("t", t.into()),
        ("scenario", (&*model.scenario.name).into()),
        ("lang", model.lang.code().into()),
        ("client", client.into()),
        ("server", server.into()),
    ]);
    if let (true, Some(moment)) = (come, model.moment()) {
        let numbering = Numbering::new(&model.trace, model.numbers);
        let sentence = story::story(&model.trace, moment, &|flight| numbering.of(flight), model.lang);
        place.tell(&[
            ("type", "four-waves:event".into()),
            ("version", 1.into()),
            ("t", t.into()),
            ("index", (moment as u32).into()),
            ("sentence", sentence.text.into()),
            ("section", sentence.section.into()),
            ("client", client.into()),
            ("server", server.into()),
        ]);
    }
}
