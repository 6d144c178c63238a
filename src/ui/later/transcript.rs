//! The whole run in words, for who reads rather than looks.

use crate::text::transcript::TITLE;
use crate::ui::el::said;
use crate::ui::model::Model;
use crate::view::transcript::transcript;
use yew::prelude::*;

/// A longer run is not written anew at every event.
const LONG: usize = 300;

pub fn panel(model: &Model) -> Html {
    if model.playing && model.trace.moments.len() > LONG {
        return said("p", &[("class", "waiting"), ("aria-busy", "true")], "…");
    }
    let text = if model.recorded().is_some() {
        // Only what shows, and why.
        let rows = super::capture::story(model, 0, model.trace.moments.len());
        rows.iter().map(|(at, words, _)| [at, "  ", words, "\n"].concat()).collect()
    } else {
        transcript(&model.scenario, &model.trace, model.numbers, model.lang).text()
    };
    let name = TITLE.in_lang(model.lang);
    said(
        "pre",
        &[("class", "transcript"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)],
        &text,
    )
}
