//! The grid as files that people read: RFC 9293 in full, of every other stack what differs from it.
//! `UPDATE_GOLDEN=1 cargo test --test space` writes them anew.

use crate::event::{ack_places, cells};
use crate::outcome::outcome;
use crate::situation::{Bench, SITUATIONS, Situation};
use four_waves::tcp::{Config, RFC_793, RFC_9293, Stack};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// Initial numbers such that SYN, data, FIN and both windows lie around the wrap.
const AROUND_THE_WRAP: [(u32, u32); 6] = [
    (u32::MAX, u32::MAX),
    (u32::MAX - 12, u32::MAX - 11),
    (u32::MAX - 21, u32::MAX - 60),
    (u32::MAX - 15, u32::MAX - 101),
    (1 << 31, (1 << 31) - 1),
    (65_540, u32::MAX - 4),
];

/// Sent, state, told, moved, timers, rules.
type Columns = [String; 6];
/// Kind, SEQ, ACK.
type Key = (String, &'static str, &'static str);

/// A situation's cells in order.
fn columns(situation: &Situation, config: &Config, numbers: (u32, u32)) -> Vec<(Key, Columns)> {
    let bench = situation.build(config, numbers);
    let row = |cell: crate::event::Cell| {
        let columns = outcome(&bench, &cell).columns(&bench, &cell);
        ((cell.kind, cell.seq, cell.ack), columns)
    };
    cells(&bench).into_iter().map(row).collect()
}

/// Every stack that has a file: those of the program, and RFC 793, which knobs alone make.
fn stacks() -> Vec<(&'static str, Config)> {
    let mut stacks: Vec<_> = Stack::ALL.iter().map(|stack| (stack.id(), stack.config().clone())).collect();
    if !stacks.iter().any(|(_, config)| *config == RFC_793) {
        stacks.push(("rfc793", RFC_793));
    }
    stacks.retain(|(_, config)| *config != RFC_9293);
    stacks
}

#[test]
fn the_grid_is_as_it_was() {
    let mut texts = BTreeMap::from([("rfc9293.txt".to_owned(), full())]);
    for (name, config) in stacks() {
        texts.insert(format!("{name}.txt"), differing(name, &config));
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/space/grid");
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        for (name, text) in &texts {
            fs::write(folder.join(name), text).expect("the grid can be written");
        }
    }
    for (name, text) in &texts {
        let was = fs::read_to_string(folder.join(name)).unwrap_or_else(|error| format!("{name}: {error}"));
        let lines = was.lines().zip(text.lines()).enumerate().find(|(_, (was, is))| was != is);
        let difference = lines.map(|(line, (was, is))| format!("line {}:\n- {was}\n+ {is}", line + 1));
        assert!(
            was == *text,
            "{name}, {}\nIf this is what you want: UPDATE_GOLDEN=1 cargo test --test space",
            difference.unwrap_or_else(|| "one is longer".to_owned())
        );
    }
    let there = fs::read_dir(folder).expect("the folder exists").map(|file| file.unwrap().file_name());
    let there: BTreeSet<String> = there.map(|name| name.into_string().expect("plain names")).collect();
    assert_eq!(there, texts.into_keys().collect(), "a grid without a stack, or a stack without a grid");
}

#[test]
fn the_grid_is_the_same_around_the_wrap() {
    let mut cells = 0;
    for (_, config) in stacks().into_iter().chain([("rfc9293", RFC_9293)]) {
        for situation in SITUATIONS {
            let plain = columns(situation, &config, (0, 0));
            cells += plain.len();
            for numbers in AROUND_THE_WRAP {
                for (was, is) in plain.iter().zip(columns(situation, &config, numbers)) {
                    assert_eq!(*was, is, "{} with {numbers:?}", situation.name);
                }
            }
        }
    }
    assert!(cells > 10_000, "only {cells} cells");
}

// ---- the files ----

const LEGEND: &str = "\
Each event happens to a fresh connection in that situation; numbers count from both initial numbers.
SEQ  left of RCV.NXT; again: ends there; across it; at it; inside the window; edge: ends with the window;
     over its right edge; right of it.
ACK  far too old (RFC 5961); old; una = SND.UNA; syn: of our SYN; data: of some octets; all of them;
     fin: our FIN too; unsent: above SND.NXT. Numbers after a kind in ( ) are its octets.
";

fn full() -> String {
    let mut count = 0;
    let mut sections = String::new();
    for situation in SITUATIONS {
        let all = columns(situation, &RFC_9293, (0, 0));
        count += all.len();
        let bench = situation.build(&RFC_9293, (0, 0));
        sections += &section(situation, &bench, all.into_iter().map(|(key, cols)| (key, Some(cols))));
    }
    format!(
        "RFC 9293: every state \u{d7} every call, timer and segment. {count} cells.\n\n{LEGEND}{sections}"
    )
}

fn differing(name: &str, config: &Config) -> String {
    let (mut sections, mut count) = (String::new(), 0);
    for situation in SITUATIONS {
        let standard: BTreeMap<Key, Columns> = columns(situation, &RFC_9293, (0, 0)).into_iter().collect();
        let own = columns(situation, config, (0, 0)).into_iter().map(|(key, columns)| {
            let same = standard.get(&key) == Some(&columns);
            (key, (!same).then_some(columns))
        });
        let own: Vec<_> = own.collect();
        count += own.iter().filter(|(_, columns)| columns.is_some()).count();
        if own.iter().any(|(_, columns)| columns.is_some()) {
            sections += &section(situation, &situation.build(config, (0, 0)), own.into_iter());
        }
    }
    format!("{name}: where it differs from RFC 9293. {count} cells; everything else is the same.\n{sections}")
}

fn section(
    situation: &Situation,
    bench: &Bench,
    rows: impl Iterator<Item = (Key, Option<Columns>)>,
) -> String {
    let now = bench.snapshot();
    let other_name =
        if now.state == situation.state { String::new() } else { format!(" (here: {})", now.state) };
    let mut text = format!("\n## {}{other_name}\n", situation.name);
    let steps = situation.steps().collect::<Vec<_>>().join(" | ");
    if !steps.is_empty() {
        let _ = writeln!(text, "{steps}");
    }
    if now.state.is_synchronized() {
        let from = |number: four_waves::tcp::SeqNum, first| number.distance_from(first);
        let acks = ack_places(bench).into_iter().map(|(name, at)| format!("{name} {}", from(at, bench.iss)));
        let _ = writeln!(
            text,
            "SND.UNA {}, SND.NXT {}, RCV.NXT {}, RCV.WND {}; ACK: {}",
            from(now.snd_una, bench.iss),
            from(now.snd_nxt, bench.iss),
            from(now.rcv_nxt, bench.irs),
            now.rcv_wnd,
            acks.collect::<Vec<_>>().join(", ")
        );
    }
    text + &aligned(&merged(rows.collect()))
}

/// Rows of equal outcome become one: first within a kind over SEQ, then over ACK, then kinds that
/// agree in everything.
fn merged(cells: Vec<(Key, Option<Columns>)>) -> Vec<Vec<String>> {
    let mut kinds: Vec<String> = Vec::new();
    for ((kind, ..), _) in &cells {
        if kinds.last() != Some(kind) {
            kinds.push(kind.clone());
        }
    }
    let mut tables: Vec<(Vec<String>, Vec<Vec<String>>)> = Vec::new();
    for kind in kinds {
        let own: Vec<_> = cells.iter().filter(|((name, ..), _)| *name == kind).collect();
        let table = table(&own);
        match tables.iter_mut().find(|(_, other)| *other == table) {
            _ if table.is_empty() => {}
            Some((names, _)) => names.push(kind),
            None => tables.push((vec![kind], table)),
        }
    }
    let header = ["event", "SEQ", "ACK", "sent", "state", "told", "moved", "timers", "why"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (names, table) in tables {
        for (index, row) in table.into_iter().enumerate() {
            let name = if index == 0 { names.join(", ") } else { String::new() };
            rows.push([vec![name], row].concat());
        }
    }
    rows
}

/// The rows of one kind, without its name.
fn table(cells: &[&(Key, Option<Columns>)]) -> Vec<Vec<String>> {
    let seqs = distinct(cells.iter().map(|((_, seq, _), _)| *seq));
    let acks = distinct(cells.iter().map(|((_, _, ack), _)| *ack));
    let of = |seq, ack| {
        let cell = cells.iter().find(|((_, s, a), _)| *s == seq && *a == ack);
        cell.expect("a kind has every place with every other").1.clone()
    };
    let mut groups: Vec<(Vec<&str>, Vec<Option<Columns>>)> = Vec::new();
    for seq in &seqs {
        add(&mut groups, seq, acks.iter().map(|ack| of(*seq, *ack)).collect());
    }
    let mut rows = Vec::new();
    for (group, outcomes) in groups {
        let mut by_ack: Vec<(Vec<&str>, Option<Columns>)> = Vec::new();
        for (ack, outcome) in acks.iter().zip(outcomes) {
            add(&mut by_ack, ack, outcome);
        }
        for (some, columns) in by_ack {
            let Some(columns) = columns else { continue };
            rows.push([vec![label(&group, &seqs), label(&some, &acks)], columns.to_vec()].concat());
        }
    }
    rows
}

fn add<'a, T: PartialEq>(groups: &mut Vec<(Vec<&'a str>, T)>, name: &'a str, value: T) {
    match groups.iter_mut().find(|(_, other)| *other == value) {
        Some((names, _)) => names.push(name),
        None => groups.push((vec![name], value)),
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn label(some: &[&str], all: &[&str]) -> String {
    if some.len() == all.len() && all.len() > 1 { "any".to_owned() } else { some.join(" ") }
}

fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text += cells.collect::<Vec<_>>().join(" | ").trim_end();
        text.push('\n');
    }
    text
}
