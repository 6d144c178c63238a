//! Captures: files in which somebody else's TCP is seen. Reading, sorting into connections, and what
//! the two machines must have gone through.

pub mod infer;
mod seen;

pub use infer::{Doubt, Ground, Inference, Inferred, Note, Vantage, VantageBy, infer};
pub use seen::{Bits, Conversation, Seen};
