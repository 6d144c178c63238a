//! What the page weighs on the wire.
use crate::sh::Res;
use std::fs;
use std::path::{Path, PathBuf};

/// For the app's code: what a reader waits for. Pictures and data come later and are not counted, and
/// neither are the site's other pages: all that index.html does not name.
const LIMIT: usize = 127 * 1024;
/// For what the app fetches when a person opens a panel.
const LATER_LIMIT: usize = 200 * 1024;
/// For what it fetches when a person opens a capture: the panel, and the worker that reads.
const CAPTURE_LIMIT: usize = 120 * 1024;
const COUNTED: &[&str] = &["wasm", "js", "css", "html"];

/// When a file is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    AtFirst,
    Later,
    Capture,
    /// Not by the app.
    Never,
}

impl When {
    fn of(name: &str, index: &str) -> Self {
        let counted = name.rsplit('.').next().is_some_and(|ending| COUNTED.contains(&ending));
        match name {
            // Fetched when the page is at rest.
            "sw.js" => Self::Never,
            _ if name.ends_with("_capture.wasm") || name.starts_with("capture") => Self::Capture,
            _ if name.ends_with("_rest.wasm")
                || name.ends_with("_later.wasm")
                || name.starts_with("later-") =>
            {
                Self::Later
            }
            "index.html" => Self::AtFirst,
            // The other pages are only linked from it.
            _ if counted && !name.ends_with(".html") && index.contains(name) => Self::AtFirst,
            _ => Self::Never,
        }
    }
}

/// `larger` says why this build is larger than the ones that the limits are meant for.
pub fn check(dist: &Path, larger: Option<&str>) -> Res {
    let mut files = Vec::new();
    list(dist, &mut files)?;
    files.sort();
    let width = files.iter().map(|f| short(dist, f).len()).max().unwrap_or(0).max(24);
    println!("{:width$} {:>10} {:>10}", "file", "raw", "brotli 11");
    let index = fs::read_to_string(dist.join("index.html")).map_err(|e| format!("index.html: {e}"))?;
    let mut counted = Vec::new();
    for file in &files {
        let bytes = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let packed = brotli(&bytes)?;
        let name = short(dist, file);
        let when = When::of(&name, &index);
        counted.push((when, bytes.len(), packed));
        let mark = match when {
            When::AtFirst => "",
            When::Later => "  later",
            When::Capture => "  capture",
            When::Never => "  not counted",
        };
        println!("{name:width$} {:>10} {:>10}{mark}", kib(bytes.len()), kib(packed));
    }
    let mut over = Vec::new();
    for (when, what, limit) in [
        (When::AtFirst, COUNTED.join(" + "), LIMIT),
        (When::Later, "later".into(), LATER_LIMIT),
        (When::Capture, "capture".into(), CAPTURE_LIMIT),
    ] {
        let (raw, sum) = counted
            .iter()
            .filter(|(of, ..)| *of == when)
            .fold((0, 0), |(raw, sum), (_, more, packed)| (raw + more, sum + packed));
        println!("{what:width$} {:>10} {:>10}  limit {}", kib(raw), kib(sum), kib(limit));
        if sum > limit {
            over.push(format!("{what} is {} over its limit of {}", kib(sum - limit), kib(limit)));
        }
    }
    let why = larger.map(|why| format!("; {why}")).unwrap_or_default();
    if over.is_empty() { Ok(()) } else { Err(format!("the page: {}{why}", over.join(", "))) }
}

fn list(dir: &Path, files: &mut Vec<PathBuf>) -> Res {
    for entry in fs::read_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.is_dir() { list(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn short(dist: &Path, file: &Path) -> String {
    file.strip_prefix(dist).unwrap_or(file).display().to_string()
}

fn kib(bytes: usize) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}

fn brotli(bytes: &[u8]) -> Res<usize> {
    let params =
        brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).map_err(|e| e.to_string())
}
