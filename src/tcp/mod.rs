//! TCP's state machine, to the letter of RFC 9293: pure, without network, clock or words for people.
//!
//! Modelled: the eleven states, all calls and all segment arrivals of section 3.10 in the RFC's order,
//! retransmission (RFC 6298), zero-window probes, resets with RFC 5961, the user timeout, TIME-WAIT.
//! Payload is a length. Left out on purpose: congestion avoidance, window scaling, SACK, timestamps,
//! urgent data, security labels. Where the RFC leaves room, a comment names the decision (D1 to D15).
//!
//! Read first: RFC 9293 sections 3.3.2 (states), 3.6 (closing), 3.10 (events).

pub mod config;
pub mod connection;
pub mod rule;
pub mod segment;
pub mod seq;
pub mod stacks;
pub mod state;
pub mod timer;
pub mod verdict;

mod arrival;
pub mod calls;
mod congestion;
mod delayed_ack;
mod receiving;
mod retransmission;
mod sending;
mod time_wait;

pub use config::{AckDelay, Config, Nagle, RtoMode, Setting, TimeWaitSyn};
pub use connection::{Call, CallError, Connection, Event, Notice, Output, Snapshot, TimerChange};
pub use rule::Rule;
pub use segment::{Kind, Segment};
pub use seq::SeqNum;
pub use stacks::{FREEBSD, LINUX, RFC_793, RFC_9293, Source, Stack, TEXTBOOK, WINDOWS};
pub use state::{EDGES, State, is_edge};
pub use timer::{Timer, TimerTable};
pub use verdict::{Check, Found, Verdict};
