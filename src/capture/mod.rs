//! Captures: files in which somebody else's TCP is seen. Reading, sorting into connections, and what
//! the two machines must have gone through.

pub mod diagnosis;
pub mod infer;
pub mod join;
pub mod remake;
mod seen;
pub mod summary;

pub use diagnosis::{Diagnosis, Finding, diagnose};
pub use infer::{Doubt, Ground, Inference, Inferred, Note, Vantage, VantageBy, infer};
pub use join::{Joined, NotJoined, join};
pub use remake::{Differs, Remake, remake};
pub use seen::{Bits, Conversation, Seen};
pub use summary::{Ending, Summary, Tally};
