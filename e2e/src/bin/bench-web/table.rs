//! The targets, what was measured, and both as one table, which is also Markdown.
use crate::subject::Subject;
use e2e::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A line of the table: at most so much.
pub struct Target {
    pub id: &'static str,
    number: u8,
    what: &'static str,
    most: f64,
    decimals: usize,
}

const fn most(number: u8, id: &'static str, what: &'static str, most: f64, decimals: usize) -> Target {
    Target { id, number, what, most, decimals }
}

pub const TARGETS: &[Target] = &[
    most(1, "visit", "first visit, all that is transferred, KiB", 110.0, 1),
    most(2, "single", "the page in one file, KiB", 170.0, 1),
    most(3, "paint-en", "finished ladder painted, slow 4G + 4× CPU, English, ms", 600.0, 0),
    most(3, "paint-zh", "finished ladder painted, slow 4G + 4× CPU, Chinese, ms", 600.0, 0),
    most(4, "usable-slow", "first control usable, slow 4G + 4× CPU, ms", 1200.0, 0),
    most(4, "usable", "first control usable, unthrottled, ms", 180.0, 0),
    most(5, "blocking", "total blocking time, slow 4G + 4× CPU, ms", 100.0, 0),
    most(5, "shift", "layout shift", 0.02, 3),
    most(6, "play-task", "playing 24 segments in 24 s: tasks, ms/s", 15.0, 1),
    most(6, "play-layouts", "playing 24 segments in 24 s: layouts a second", 5.0, 1),
    most(7, "long-frames", "playing 200 segments for 60 s: animation frames over 50 ms", 0.0, 0),
    most(7, "dropped", "playing 200 segments for 60 s: dropped frames that affect smoothness", 0.0, 0),
    most(8, "events", "step, seek, surgery, language: p95, ms", 50.0, 0),
    most(8, "events-slow", "step, seek, surgery, language at 4× CPU: p95, ms", 150.0, 0),
    most(9, "rest-frames", "paused, finished, out of view: frames asked for", 0.0, 0),
    most(9, "rest-task", "paused, finished, out of view: tasks, ms/s", 3.0, 1),
    most(10, "nodes", "1 000 replays and 1 000 scenarios: DOM nodes more", 0.0, 0),
    most(10, "listeners", "1 000 replays and 1 000 scenarios: listeners more", 0.0, 0),
    most(10, "pages", "1 000 replays and 1 000 scenarios: wasm pages more", 0.0, 0),
    most(10, "heap", "1 000 replays and 1 000 scenarios: heap more, %", 5.0, 1),
    most(11, "ten-elements", "ten elements on a page at rest: tasks, ms/s", 5.0, 1),
    most(11, "ten-frames", "ten frames on a page at rest: tasks, ms/s", 5.0, 1),
    most(11, "elements-wasm", "ten elements on a page: wasm downloaded, times", 1.0, 0),
    most(11, "frames-wasm", "ten frames on a page: wasm downloaded, times", 1.0, 0),
];

/// What was measured of one page, or why it was not.
#[derive(Default)]
pub struct Figures {
    values: BTreeMap<&'static str, std::result::Result<f64, String>>,
    notes: Vec<(&'static str, String)>,
}

impl Figures {
    pub fn set(&mut self, id: &'static str, value: f64) {
        debug_assert!(TARGETS.iter().any(|target| target.id == id), "{id} has no target");
        self.values.insert(id, Ok(value));
    }

    pub fn failed(&mut self, id: &'static str, why: &str) {
        // A driver's stack says nothing to anybody.
        let why = why.split("Stacktrace").next().unwrap_or_default();
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        self.values.entry(id).or_insert(Err(why));
    }

    /// What stands below the table about a figure.
    pub fn note(&mut self, id: &'static str, words: impl Into<String>) {
        self.notes.push((id, words.into()));
    }

    fn cell(&self, target: &Target) -> String {
        match self.values.get(target.id) {
            Some(Ok(value)) => format!("{value:.*}", target.decimals),
            Some(Err(_)) => "failed".into(),
            None => String::new(),
        }
    }

    fn value(&self, id: &str) -> Option<f64> {
        self.values.get(id)?.as_ref().ok().copied()
    }

    /// Is there something that should have been measured and was not?
    pub fn lacks(&self) -> bool {
        self.values.values().any(std::result::Result::is_err)
    }
}

/// Ours first; of the peers with the ratio to ours.
pub fn render(subjects: &[(Subject, Figures)], how: &str) -> String {
    let mut rows = vec![vec!["#".into(), "what".into(), "target".into()]];
    for (subject, _) in subjects {
        rows[0].push(subject.name.clone());
        rows[0].push(if subject.own { "".into() } else { "ratio".into() });
    }
    let measured = |target: &&Target| subjects.iter().any(|(_, all)| all.values.contains_key(target.id));
    for target in TARGETS.iter().filter(measured) {
        let limit =
            format!("≤ {:.*}", if target.most < 1.0 { target.decimals.min(2) } else { 0 }, target.most);
        let mut row = vec![target.number.to_string(), target.what.into(), limit];
        let ours = subjects[0].1.value(target.id);
        for (subject, figures) in subjects {
            let value = figures.value(target.id);
            row.push(figures.cell(target));
            row.push(match (value, ours) {
                (Some(value), _) if subject.own => {
                    (if value <= target.most { "met" } else { "MISSED" }).into()
                }
                (Some(value), Some(ours)) if ours > 0.0 => format!("×{:.1}", value / ours),
                _ => String::new(),
            });
        }
        rows.push(row);
    }
    let mut text = aligned(&rows);
    let _ = write!(text, "\n{how}\n");
    for (subject, figures) in subjects {
        let own = if subject.own { String::new() } else { format!("{}, ", subject.name) };
        for (id, result) in &figures.values {
            if let Err(why) = result {
                let _ = write!(text, "\n* {own}{} failed: {why}", of(id));
            }
        }
        for (id, words) in &figures.notes {
            let _ = write!(text, "\n* {own}{}: {words}", of(id));
        }
    }
    text + "\n"
}

/// The figure's number.
fn of(id: &str) -> u8 {
    TARGETS.iter().find(|target| target.id == id).map_or(0, |target| target.number)
}

fn aligned(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let fill = " ".repeat(width - cell.chars().count());
            // Words to the left, figures to the right.
            let cell = if column == 1 { format!("{cell}{fill}") } else { format!("{fill}{cell}") };
            let _ = write!(text, "| {cell} ");
        }
        text += "|\n";
        if at == 0 {
            for (column, width) in widths.iter().enumerate() {
                let line = "-".repeat(width + 1);
                text += &if column == 1 { format!("| {line}") } else { format!("|{line}:") };
            }
            text += "|\n";
        }
    }
    text
}

pub fn json(subjects: &[(Subject, Figures)], how: &str) -> Result<String> {
    let of = |(subject, figures): &(Subject, Figures)| {
        let values = figures.values.iter().map(|(id, value)| {
            let value = value.as_ref().map_or_else(|why| json!({ "failed": why }), |value| json!(value));
            ((*id).to_owned(), value)
        });
        let notes: Vec<Value> = figures.notes.iter().map(|(id, words)| json!([id, words])).collect();
        json!({ "name": subject.name, "figures": Value::Object(values.collect()), "notes": notes })
    };
    let targets = TARGETS.iter().map(|target| (target.id.to_owned(), json!(target.most)));
    let all = json!({
        "how": how,
        "targets": Value::Object(targets.collect()),
        "pages": subjects.iter().map(of).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}
