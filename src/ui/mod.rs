//! The page: Yew components over one [`Model`], and the few doors to the browser.

pub mod address;
pub mod captured;
pub mod command;
pub mod crowd;
pub mod exercise;
pub mod fields;
pub mod history;
pub mod keys;
pub mod link;
pub mod model;
pub mod origin;
pub mod programs;
pub mod shared;
pub mod watch;

// Natively there is no page: what needs none is tested there.
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod door;
#[cfg(target_arch = "wasm32")]
mod el;
#[cfg(target_arch = "wasm32")]
mod events;
#[cfg(target_arch = "wasm32")]
mod figure;
#[cfg(target_arch = "wasm32")]
mod focus;
#[cfg(target_arch = "wasm32")]
mod icons;
#[cfg(target_arch = "wasm32")]
mod later;
#[cfg(target_arch = "wasm32")]
mod marks;
#[cfg(target_arch = "wasm32")]
mod place;
#[cfg(target_arch = "wasm32")]
mod player;
#[cfg(target_arch = "wasm32")]
mod settings;
#[cfg(target_arch = "wasm32")]
mod side;
#[cfg(target_arch = "wasm32")]
mod stage;

#[cfg(target_arch = "wasm32")]
pub use app::{mount, report};
pub use model::{Action, Model};
