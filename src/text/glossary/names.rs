//! Which entry explains what is on screen, and by which names running text speaks of it.

use super::Entry;
use crate::sim::{Act, Called, Step};
use crate::tcp::{Kind, State, Timer};
use crate::text::Lang;
use crate::view::inspect::{Part, Variables};

/// The entry of a state, which has the state's id; a test looks for it. What follows does not compile
/// without an entry.
#[must_use]
pub const fn entry_of_state(state: State) -> &'static str {
    state.id()
}

/// The entry of a kind of segment.
#[must_use]
pub const fn entry_of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Syn => "syn",
        Kind::SynAck => "syn-ack",
        Kind::Fin => "fin",
        Kind::Rst => "rst",
        Kind::Data => "data",
        Kind::Ack => "ack",
    }
}

/// The entry of a timer.
#[must_use]
pub const fn entry_of_timer(timer: Timer) -> &'static str {
    match timer {
        Timer::DelayedAck => "delayed-ack",
        Timer::Retransmission => "rto",
        Timer::ZeroWindowProbe => "zero-window-probe",
        Timer::UserTimeout => "user-timeout",
        Timer::FinWait2 => "fin-wait-2-timer",
        Timer::TimeWait => "two-msl",
    }
}

/// The entry of a field of the headers.
#[must_use]
pub const fn entry_of_field(part: Part) -> &'static str {
    match part {
        Part::Version
        | Part::Ihl
        | Part::TypeOfService
        | Part::TotalLength
        | Part::Identification
        | Part::Flags
        | Part::FragmentOffset
        | Part::Protocol => "ip-header",
        Part::TimeToLive => "ttl",
        Part::HeaderChecksum | Part::Checksum => "checksum",
        Part::SourceAddress | Part::DestinationAddress => "four-tuple",
        Part::SourcePort | Part::DestinationPort => "port",
        Part::SequenceNumber => "seq",
        Part::AcknowledgmentNumber => "ack-number",
        Part::DataOffset | Part::Reserved => "data-offset",
        Part::Cwr | Part::Ece => "ecn",
        Part::Urg | Part::UrgentPointer => "urg",
        Part::Ack => "ack",
        Part::Psh => "psh",
        Part::Rst => "rst",
        Part::Syn => "syn",
        Part::Fin => "fin",
        Part::Window => "window",
        Part::Data => "data",
    }
}

/// The entry of a variable of the sender, by its place in [`Variables::NAMES`].
#[must_use]
pub const fn entry_of_variable(which: usize) -> &'static str {
    const ENTRIES: [&str; Variables::NAMES.len()] = ["snd-una", "snd-nxt", "rcv-nxt"];
    ENTRIES[which]
}

/// The entry of a socket call; a pause is none.
#[must_use]
pub const fn entry_of_call(called: Called) -> Option<&'static str> {
    Some(match called {
        Called::Program(Step::Connect) | Called::Person(Act::Connect) => "connect-call",
        Called::Program(Step::Accept | Step::Unlisten) | Called::Person(Act::Listen) => "listen-call",
        Called::Program(Step::Send(_)) | Called::Person(Act::Send(_)) => "send-call",
        Called::Program(Step::Read(_) | Step::ReadToEof) => "read-call",
        Called::Program(Step::Shutdown) | Called::Person(Act::Shutdown) => "shutdown",
        Called::Program(Step::Close) | Called::Person(Act::Close) => "close",
        Called::Program(Step::Abort) | Called::Person(Act::Abort) => "so-linger",
        Called::Program(Step::Sleep(_) | Step::Keep) => return None,
    })
}

/// What else an entry is called in running text: in English, in Chinese.
const OTHERS: &[(&str, &[&str], &[&str])] = &[
    ("seq", &["sequence number"], &["序号"]),
    ("ack-number", &["acknowledgment number"], &[]),
    ("half-close", &["half-closed"], &[]),
    ("shutdown", &["shutdown()", "shutdown(WR)"], &["shutdown()", "shutdown(WR)"]),
    ("so-linger", &["SO_LINGER"], &["SO_LINGER"]),
    ("read-zero", &["read() returns 0"], &["read() 返回 0"]),
    ("listen-call", &["listen()", "accept()"], &["listen()", "accept()"]),
    ("two-msl", &["2 MSL"], &["2 MSL"]),
    ("isn", &["initial sequence number", "initial number"], &[]),
    ("ttl", &["TTL"], &["TTL"]),
    ("retransmission", &["retransmits"], &["重传"]),
    ("old-duplicate", &[], &["旧报文段"]),
];

/// Everyday words that would be found in every sentence, and Chinese words that are verbs elsewhere.
const EVERYDAY: [&str; 10] =
    ["segment", "data", "window", "port", "报文段", "数据", "窗口", "端口", "正在关闭", "已关闭"];

/// The names by which running text speaks of an entry.
#[must_use]
pub fn names(entry: &Entry, lang: Lang) -> Vec<&'static str> {
    let others = OTHERS.iter().filter(|(id, ..)| *id == entry.id);
    let mut names: Vec<_> = others
        .flat_map(|(_, english, chinese)| if lang == Lang::En { *english } else { *chinese })
        .copied()
        .collect();
    // What is in brackets or behind a comma is there for those who search the list.
    if !entry.term.contains(['(', ',']) || entry.term.ends_with(')') && !entry.term.contains(", ") {
        names.push(entry.term);
    }
    // Words of two characters are too common to be a term wherever they stand.
    if lang == Lang::Zh && entry.chinese.chars().count() > 2 {
        names.push(entry.chinese);
    }
    names.retain(|name| !EVERYDAY.contains(name));
    names
}
