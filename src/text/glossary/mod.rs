//! The words of the field, explained: states, segments, fields, timers, calls. Terms keep the RFC's
//! spelling in both languages; the Chinese ones are those of Chinese textbooks.

mod calls;
mod names;
mod numbers;
mod segments;
mod states;
mod timers;
mod words;

use super::vocabulary::gloss;
use super::{Both, Lang, both};
use crate::sim::catalog::Name;
use crate::tcp::State;

pub use names::{
    entry_of_call, entry_of_field, entry_of_kind, entry_of_state, entry_of_timer, entry_of_variable, names,
};

/// A term.
#[derive(Debug)]
pub struct Entry {
    /// Its place on the page: `time-wait`.
    pub id: &'static str,
    pub term: &'static str,
    /// What Chinese textbooks call it; empty where it stays as it is.
    pub chinese: &'static str,
    pub meaning: Both,
    /// A scenario that shows it.
    pub shown_by: Option<Name>,
}

const fn entry(id: &'static str, term: &'static str, chinese: &'static str, meaning: Both) -> Entry {
    Entry { id, term, chinese, meaning, shown_by: None }
}

/// A state is called as it is beside its badge.
const fn state(state: State, id: &'static str, meaning: Both) -> Entry {
    entry(id, state.name(), gloss(state, Lang::Zh), meaning)
}

const fn shown(name: Name, entry: Entry) -> Entry {
    Entry { shown_by: Some(name), ..entry }
}

pub const TITLE: Both = both("Glossary", "术语表");
pub const DESCRIPTION: Both = both(
    "The states, segments, fields, timers and socket calls of a TCP close, each in two sentences.",
    "TCP 关闭连接所涉及的状态、报文段、首部字段、计时器和套接字调用，每条用两三句话说明。",
);
pub const INTRODUCTION: Both = both(
    "What the words on the ladder mean. Names of states, flags and variables are spelled as RFC 9293 spells them.",
    "时序图上各个词的含义。状态、标志位和变量的名称按 RFC 9293 的写法。",
);
pub const PAGE: Both = both("glossary.html", "glossary.zh.html");
pub const SEE: Both = both("See it: ", "看一看：");

/// Its sections: id, heading, entries.
pub const GROUPS: [(&str, Both, &[Entry]); 6] = [
    ("states", both("States", "状态"), states::STATES),
    ("segments", both("Segments and flags", "报文段与标志位"), segments::SEGMENTS),
    ("numbers", both("Numbers and fields", "序号与字段"), numbers::NUMBERS),
    ("timers", both("Timers and times", "计时器与时间"), timers::TIMERS),
    ("calls", both("Socket calls and errors", "套接字调用与错误"), calls::CALLS),
    ("words", both("Other words", "其他术语"), words::WORDS),
];

#[cfg(test)]
mod tests;
