//! The ways into the second file.

use super::{Panel, questions};
use crate::ui::model::{Action, Model};
use yew::prelude::*;

pub fn panel(which: Panel, model: &Model) -> Html {
    match which {
        Panel::Questions => questions::panel(model),
    }
}

/// What a button's command means, for those that are no command of [`crate::ui::command`].
pub fn command(_words: &[&str], _model: &Model) -> Option<Action> {
    None
}

/// What a field's change means, for those that are none of [`crate::ui::fields`].
pub fn changed(_id: &str, _value: &str, _model: &Model) -> Option<Action> {
    None
}
