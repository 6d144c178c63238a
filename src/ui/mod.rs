//! The page: Yew components over one [`Model`], and the few doors to the browser.

mod address;
#[cfg(target_arch = "wasm32")]
mod app;
mod command;
mod door;
mod icons;
mod marks;
pub mod model;
mod player;
mod settings;
mod shared;
mod side;
mod stage;

#[cfg(target_arch = "wasm32")]
pub use app::start;
pub use model::{Action, Model};
