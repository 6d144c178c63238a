//! Pure pictures of a trace: data in, geometry or text out. No browser, no clock.

pub mod axis;
pub mod boxes;
pub mod ladder;
pub mod numbers;
pub mod text_ladder;
pub mod timeline;

pub use axis::TimeAxis;
pub use ladder::{Frame, Ladder};
pub use numbers::{Numbering, Numbers};
