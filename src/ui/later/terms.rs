//! Words on screen that lead to the glossary.

use crate::tcp::State;
use crate::text::Lang;
use crate::text::glossary::{PAGE, entry_of_state};
use crate::ui::el::said;
use yew::prelude::*;

/// A name that leads to an entry. The page stays as it is, so the glossary opens beside it.
pub fn term(name: &str, entry: &str, lang: Lang) -> Html {
    let place = [PAGE.in_lang(lang), "#", entry].concat();
    said("a", &[("class", "term"), ("href", &place), ("target", "_blank"), ("rel", "noopener")], name)
}

/// A state's name, as somebody spells it.
pub fn state(name: &str, state: State, lang: Lang) -> Html {
    term(name, entry_of_state(state), lang)
}
