//! The ways into the second file.

use super::{Panel, changes, inspector, keys, programs, questions, segments, sockets, surgery};
use crate::ui::programs as edits;
use crate::ui::model::{Action, Model};
use yew::prelude::*;

pub fn panel(which: Panel, model: &Model) -> Html {
    match which {
        Panel::Programs => programs::panel(model),
        Panel::Changes => changes::panel(model),
        Panel::Questions => questions::panel(model),
        Panel::Keys => keys::panel(model),
        Panel::Surgery => surgery::tools(model),
        Panel::Inspector => inspector::panel(model, surgery::tools(model)),
        Panel::Sockets => sockets::panel(model),
        Panel::Segments => segments::panel(model),
    }
}

/// What a button's command means, for those that are no command of [`crate::ui::command`].
pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    edits::command(words, model)
}

/// What a field's change means, for those that are none of [`crate::ui::fields`].
pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    edits::changed(id, value, model)
}
