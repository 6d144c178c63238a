//! Four Waves: how TCP says goodbye, computed by a state machine true to RFC 9293.
//!
//! The map. An arrow means "uses"; nothing points upwards, and a test holds that.
//!
//! ```text
//! ui  ->  view  ->  sim  ->  tcp  ->  time
//! text -> tcp, sim, view's vocabulary        waves (the command line) -> everything but ui
//! ```
//!
//! * [`time`]: whole microseconds.
//! * [`tcp`]: the state machine, pure.
//! * [`sim`]: two machines, two programs and a network; a `Scenario` goes in, a `Trace` comes out.
//! * [`capture`]: files of captured packets, sorted into connections, and what both ends went through.
//! * [`exercise`]: a scenario as questions, and their grading.
//! * [`message`]: what the page around an embed may ask of it.
//! * [`text`]: every sentence that a person reads, in English and Chinese.
//! * [`view`]: pure pictures of a trace: the time axis, the ladder, the text ladder.
//! * `pages`: the site's static pages, written when it is built.
//! * [`wire`]: segments as octets: IP and TCP headers, with their checksums.
//! * `ui`: the page (feature `web`).
#![forbid(unsafe_code)]

pub mod capture;
pub mod check;
pub mod exercise;
pub mod message;
#[cfg(not(target_arch = "wasm32"))]
pub mod pages;
pub mod sim;
pub mod tcp;
pub mod text;
pub mod time;
#[cfg(feature = "web")]
pub mod ui;
pub mod view;
pub mod wire;
