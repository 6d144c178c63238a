//! Captured connections as text, for terminals and golden files: all of them as a table, one as a
//! ladder with what shows its states and what could be otherwise.

use super::text_ladder::captured_ladder;
use crate::capture::{Inferred, Remake, Summary, diagnose};
use crate::sim::Side;
use crate::tcp::State;
use crate::text::capture::inferred as words;
use crate::text::{Both, Lang, both};
use crate::time::{Duration, Instant};
use core::net::SocketAddr;
use std::fmt::Write;

/// One connection: where it was captured, what is the matter, its ladder, why each state is known, and
/// what is uncertain.
#[must_use]
pub fn connection(inferred: &Inferred, lang: Lang) -> String {
    let [client, server] = inferred.ends;
    let mut text = format!("{client} → {server}\n");
    for sentence in words::vantage(inferred, lang) {
        let _ = writeln!(text, "{sentence}");
    }
    if let Some(found) = diagnose(inferred) {
        let _ = writeln!(text, "\n{}", words::diagnosis(&found, lang));
    }
    text.push('\n');
    text.push_str(&captured_ladder(&inferred.scenario, &inferred.trace));
    section(&mut text, words::WHY.in_lang(lang), grounds(inferred, lang));
    section(&mut text, words::SPECIAL.in_lang(lang), notes(inferred, lang));
    let doubts = inferred.doubts.iter().map(|doubt| words::doubt(doubt, lang));
    section(&mut text, words::DOUBTS.in_lang(lang), doubts.collect());
    text
}

fn section(text: &mut String, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
}

fn grounds(inferred: &Inferred, lang: Lang) -> Vec<String> {
    let line = |one: &crate::capture::Inference| {
        let at = inferred.trace.moments[one.moment].at;
        format!("{}  {}", seconds(at), words::inference(one, lang))
    };
    inferred.inferences.iter().map(line).collect()
}

fn notes(inferred: &Inferred, lang: Lang) -> Vec<String> {
    let line = |(flight, note): &(usize, crate::capture::Note)| {
        let sent = seconds(inferred.trace.flights[*flight].sent);
        let frame = inferred.frames[*flight].map_or(String::from("–"), |frame| frame.to_string());
        format!("{sent}  {frame}: {}", words::note(*note).in_lang(lang))
    };
    inferred.notes.iter().map(line).collect()
}

/// `3.204118 s`
fn seconds(at: Instant) -> String {
    format!("{}.{:06} s", at.micros() / 1_000_000, at.micros() % 1_000_000)
}

// ---- the list ----

/// One connection of the list: its number in the file, its ends, and what is known of it.
pub type Listed<'a> = (u32, [SocketAddr; 2], &'a Summary);

/// The connections as a table, one a line, in the order given.
#[must_use]
pub fn list(rows: &[Listed<'_>], lang: Lang) -> String {
    let head = COLUMNS.map(|column| column.in_lang(lang).to_owned());
    let lines: Vec<[String; COLUMNS.len()]> =
        std::iter::once(head).chain(rows.iter().map(|row| cells(row, lang))).collect();
    let mut widths = [0; COLUMNS.len()];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(columns(cell));
        }
    }
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for (index, (cell, width)) in line.iter().zip(widths).enumerate() {
            let blank = " ".repeat(width - columns(cell));
            let number = matches!(index, 0 | 3 | 4 | 7 | 8);
            let (left, right) = if number { (blank.as_str(), "") } else { ("", blank.as_str()) };
            let _ = write!(row, "{left}{cell}{right}  ");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

const COLUMNS: [Both; 10] = [
    both("no.", "编号"),
    both("connection", "连接"),
    both("how it ended", "结局"),
    both("length", "时长"),
    both("packets", "分组"),
    both("closed first", "先关闭"),
    both("octets", "字节"),
    both("again", "重传"),
    both("RST", "RST"),
    both("longest in", "停留最久"),
];

fn cells((stream, ends, summary): &Listed<'_>, lang: Lang) -> [String; COLUMNS.len()] {
    let first = match summary.closed_first {
        Some(Side::Client) => words::CLIENT.in_lang(lang),
        Some(Side::Server) => words::SERVER.in_lang(lang),
        None => "–",
    };
    [
        stream.to_string(),
        format!("{} → {}", ends[0], ends[1]),
        words::ending(summary.ending).in_lang(lang).to_owned(),
        summary.length().to_string(),
        summary.segments.to_string(),
        first.to_owned(),
        format!("{} / {}", summary.octets[0], summary.octets[1]),
        summary.again.iter().sum::<u32>().to_string(),
        summary.resets.iter().sum::<u32>().to_string(),
        longest_waits(summary, lang),
    ]
}

/// The closing state in which each end was longest: `client TIME-WAIT 2 s, server LAST-ACK 40 ms`.
fn longest_waits(summary: &Summary, lang: Lang) -> String {
    let of = |side: Side| {
        let closing = |state: &State| state.is_synchronized() && *state != State::Established;
        let waits = State::ALL.into_iter().filter(closing).map(|state| (summary.lasted(side, state), state));
        let (time, state) = waits.max_by_key(|(time, _)| *time)?;
        let who = if side == Side::Client { words::CLIENT } else { words::SERVER };
        // The state in which the capture ends goes on for nobody knows how long.
        let least = if state == summary.states[side as usize] { "≥ " } else { "" };
        (time > Duration::ZERO).then(|| format!("{} {} {least}{time}", who.in_lang(lang), state.name()))
    };
    let both: Vec<String> = Side::BOTH.into_iter().filter_map(of).collect();
    both.join(if lang == Lang::En { ", " } else { "，" })
}

/// Columns of a terminal: a Chinese letter takes two.
fn columns(text: &str) -> usize {
    text.chars().map(|letter| if ('\u{2e80}'..='\u{ffef}').contains(&letter) { 2 } else { 1 }).sum()
}

// ---- the remake ----

/// A connection turned into a scenario: the stack that fits, the simulation's ladder, and every difference.
#[must_use]
pub fn remade(made: &Remake, lang: Lang) -> String {
    let mut text = String::new();
    let fits = |(stack, same, all): &(crate::tcp::Stack, usize, usize)| {
        format!("{} {same}/{all}", crate::text::ui::stack_name(*stack, lang))
    };
    let fits: Vec<String> = made.fit.iter().map(fits).collect();
    let _ = writeln!(
        text,
        "{}{}\n",
        words::FIT.in_lang(lang),
        fits.join(if lang == Lang::En { ", " } else { "，" })
    );
    text.push_str(&super::text_ladder::text_ladder(&made.scenario, &crate::sim::simulate(&made.scenario)));
    let differences = made.differences.iter().map(|one| words::difference(one, lang)).collect::<Vec<_>>();
    if differences.is_empty() {
        let _ = writeln!(text, "\n{}", words::ALIKE.in_lang(lang));
    }
    section(&mut text, words::DIFFERENCES.in_lang(lang), differences);
    text
}
