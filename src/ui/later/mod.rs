//! What the page can do once its second file has come: panels that a person opens. A release build
//! moves everything that only these functions need out of the first file (`xtask/src/web/split.rs`).
//!
//! To keep that possible nothing in here is called by name from outside: [`Later`] holds the panels
//! as function pointers, behind [`later`]. Panels carry commands (`data-do`) rather than closures.

pub mod diagram;

use super::model::Model;
use yew::prelude::*;

/// Panels, by what they show.
#[derive(Clone, Copy)]
pub struct Later {
    pub panels: [fn(&Model) -> Html; 0],
}
