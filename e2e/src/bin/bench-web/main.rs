//! Measures the release page in headless Chromium, and others beside it: `cargo xtask bench-web`.
mod embeds;
mod events;
mod growth;
mod hands;
mod long;
mod opening;
mod playing;
mod smooth;
mod subject;
mod table;

use e2e::{Result, say};
use std::path::Path;
use std::process::ExitCode;
use subject::Subject;
use table::Figures;

const HELP: &str = "\
cargo xtask bench-web [PART…] [--peer NAME=DIR]… [--rounds N] [--json FILE] [--write]

Prints each figure beside its target, met or MISSED: medians of 9 rounds, or counts.
Parts of the table, all without a word:
  opening    1 to 5: what a first visit transfers, when it is seen, when it can be used
  playing    6   smooth    7   events    8   resting    9   growth    10   embeds    11
Beside the table, only where they are asked for:
  hands      everything that can be done to a segment, in a trace of 101
  long       traces of 2 000 segments
--peer       a static page in a folder: opening, playing and resting are measured of it, too
--write      keeps the table in docs/bench-web.md";

/// Each part of the table, the figures that it measures, and whether it does so of a peer's page.
const PARTS: &[(&str, &[&str], bool)] = &[
    ("opening", &["visit", "paint-en", "paint-zh", "usable-slow", "usable"], true),
    ("playing", &["play-task", "play-layouts"], true),
    ("smooth", &["long-frames", "dropped"], false),
    ("events", &["events", "events-slow"], false),
    ("resting", &["rest-frames", "rest-task"], true),
    ("growth", &["nodes", "listeners", "pages", "heap"], false),
    ("embeds", &["ten-elements", "ten-frames", "elements-wasm", "frames-wasm"], false),
];
const BESIDE: [&str; 2] = ["hands", "long"];
const ROUNDS: usize = 9;

struct Wanted {
    parts: Vec<String>,
    peers: Vec<Subject>,
    rounds: usize,
    json: Option<String>,
    write: bool,
}

impl Wanted {
    fn parse() -> Result<Wanted> {
        let mut wanted =
            Wanted { parts: Vec::new(), peers: Vec::new(), rounds: ROUNDS, json: None, write: false };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
            match arg.as_str() {
                "--peer" => wanted.peers.push(Subject::peer(&value()?)?),
                "--rounds" => wanted.rounds = value()?.parse()?,
                "--json" => wanted.json = Some(value()?),
                "--write" => wanted.write = true,
                part if BESIDE.contains(&part) || PARTS.iter().any(|(name, ..)| *name == part) => {
                    wanted.parts.push(arg);
                }
                _ => return Err(format!("no part or option {arg}\n\n{HELP}").into()),
            }
        }
        Ok(wanted)
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.iter().any(|wanted| wanted == part) || self.parts.is_empty() && !BESIDE.contains(&part)
    }
}

async fn measure(part: &str, subject: &Subject, rounds: usize, figures: &mut Figures) -> Result {
    match part {
        "opening" => opening::measure(subject, rounds, figures).await,
        "playing" => playing::playing(subject, rounds, figures).await,
        "smooth" => smooth::measure(subject, figures).await,
        "events" => events::measure(subject, figures).await,
        "resting" => playing::resting(subject, rounds, figures).await,
        "growth" => growth::measure(subject, figures).await,
        "embeds" => embeds::measure(rounds, figures).await,
        _ => Err(format!("no part {part}").into()),
    }
}

async fn run() -> Result<bool> {
    let mut wanted = Wanted::parse()?;
    let mut subjects = vec![(Subject::own(), Figures::default())];
    subjects.extend(wanted.peers.drain(..).map(|peer| (peer, Figures::default())));
    for (part, ids, peers) in PARTS.iter().filter(|(part, ..)| wanted.wants(part)) {
        for (subject, figures) in subjects.iter_mut().filter(|(subject, _)| subject.own || *peers) {
            say(&format!("measuring {}: {part} …", subject.name));
            // A page that fails says so in its cells, and the others are measured.
            if let Err(why) = measure(part, subject, wanted.rounds, figures).await {
                ids.iter().for_each(|id| figures.failed(id, &why.to_string()));
            }
        }
    }
    let how = format!(
        "Medians of {} rounds, or counts; headless Chromium, {} processors, brotli at its highest quality. \
        Slow 4G is 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.",
        wanted.rounds,
        std::thread::available_parallelism()?,
    );
    if PARTS.iter().any(|(part, ..)| wanted.wants(part)) {
        let text = table::render(&subjects, &how);
        println!("{text}");
        if wanted.write {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/bench-web.md");
            std::fs::write(
                file,
                format!("# What the page takes\n\nWritten by `cargo xtask bench-web --write`.\n\n{text}"),
            )?;
        }
        if let Some(file) = &wanted.json {
            std::fs::write(file, table::json(&subjects, &how)?)?;
        }
    }
    let own = &subjects[0].0.site;
    if wanted.wants("hands") {
        hands::measure(own).await?;
    }
    if wanted.wants("long") {
        long::measure(own).await?;
    }
    Ok(!subjects[0].1.lacks())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
