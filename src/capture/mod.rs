//! Captures: files in which somebody else's TCP is seen. Reading, sorting into connections, and what
//! the two machines must have gone through.

mod seen;

pub use seen::{Bits, Conversation, Seen};
