//! A capture on the page: the file's connections, and the one that is open.

use super::shared::Shared;
use crate::capture::listing::Query;
use crate::capture::{Conversation, Differs, Inferred, Vantage};
use crate::sim::{Scenario, Trace};
use crate::text::Lang;

/// All that is known of a file that a person has opened.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    pub file: String,
    pub status: Status,
    /// Packets, TCP packets, and connections of each kind.
    pub packets: [u32; 2],
    pub kinds: Vec<u32>,
    /// What could not be read, as sentences.
    pub problems: Vec<String>,
    pub query: Query,
    /// The language of the sentences and rows.
    pub lang: Lang,
    /// The rows that are shown, from which on, and how many fit in all.
    pub rows: Vec<Row>,
    pub from: u32,
    pub fit: u32,
    pub open: Option<Open>,
    /// A scenario that was made of the open connection, to be shown beside it.
    pub remade: Option<Scenario>,
    /// Where that and the capture differ.
    pub differs: Vec<Differs>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// So many per cent.
    Reading(u32),
    #[default]
    Read,
    /// Why not, as the browser says it; nothing: it allows no worker.
    Failed(String),
}

/// A connection in the list: its number, and its texts.
#[derive(Clone, Debug)]
pub struct Row {
    pub stream: u32,
    pub ends: String,
    pub ending: String,
    pub facts: String,
    pub waits: String,
    pub diagnosis: String,
}

/// The connection that is open.
#[derive(Clone, Debug)]
pub struct Open {
    pub conversation: Conversation,
    /// How many segments it has; of a long one only the last are here.
    pub of: u32,
    /// The same connection in the other end's file.
    pub other: Option<Conversation>,
    /// Where a person says that it was taken.
    pub told: Option<Vantage>,
    pub inferred: Shared<Inferred>,
    /// Where it is from, for people: the file's name and both ends.
    pub title: String,
    /// Client's and server's, as text.
    pub addresses: [String; 2],
    /// What the ladder shows of it.
    pub scenario: Shared<Scenario>,
    pub trace: Shared<Trace>,
}
