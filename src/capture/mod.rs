//! Captures: files in which somebody else's TCP is seen. Reading, sorting into connections, and what
//! the two machines must have gone through.
//!
//! ```text
//! Reader  ->  pcap, pcapng  ->  link  ->  packet (fragments)  ->  Capture  ->  Conversation
//! ```
//!
//! A [`Reader`] takes a file's octets in pieces of any size and keeps headers, never payload.
//! Connections and relative numbers are tshark's, so that a person can look from one to the other.

mod chunks;
pub mod diagnosis;
mod fragments;
pub mod infer;
pub mod join;
mod link;
pub mod listing;
mod packet;
pub mod parcel;
mod pcap;
mod pcapng;
mod problem;
mod reader;
pub mod remake;
mod seen;
mod sorted;
pub mod summary;
mod table;

pub use diagnosis::{Diagnosis, Finding, diagnose};
pub use infer::{Doubt, Ground, Inference, Inferred, Note, Vantage, VantageBy, infer};
pub use join::{Joined, NotJoined, join};
pub use link::Link;
pub use problem::{Looks, Problem, Wrong};
pub use reader::{LONGEST, Reader};
pub use remake::{Differs, Remake, remake};
pub use seen::{Bits, Conversation, Seen};
pub use sorted::{Capture, Limits, Row, Stream};
pub use summary::{Ending, Summary, Tally};
