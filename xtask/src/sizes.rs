//! What the page weighs on the wire.
use crate::sh::Res;
use std::fs;
use std::path::{Path, PathBuf};

/// For the app's code: what a reader waits for. Pictures and data come later and are not counted, and
/// neither are the site's other pages: all that index.html does not name.
const LIMIT: usize = 140 * 1024;
const COUNTED: &[&str] = &["wasm", "js", "css", "html"];

/// `larger` says why this build is larger than the ones that the limit is meant for.
pub fn check(dist: &Path, larger: Option<&str>) -> Res {
    let mut files = Vec::new();
    list(dist, &mut files)?;
    files.sort();
    let width = files.iter().map(|f| short(dist, f).len()).max().unwrap_or(0).max(24);
    println!("{:width$} {:>10} {:>10}", "file", "raw", "brotli 11");
    let index = fs::read_to_string(dist.join("index.html")).map_err(|e| format!("index.html: {e}"))?;
    let (mut raw, mut sum) = (0, 0);
    for file in &files {
        let bytes = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let packed = brotli(&bytes)?;
        let name = short(dist, file);
        let of_app = name == "index.html" || index.contains(&name);
        let counted = of_app && file.extension().is_some_and(|e| COUNTED.iter().any(|c| *c == e));
        if counted {
            raw += bytes.len();
            sum += packed;
        }
        let mark = if counted { "" } else { "  not counted" };
        println!("{name:width$} {:>10} {:>10}{mark}", kib(bytes.len()), kib(packed));
    }
    println!("{:width$} {:>10} {:>10}  limit {}", COUNTED.join(" + "), kib(raw), kib(sum), kib(LIMIT));
    if sum > LIMIT {
        let why = larger.map(|why| format!("; {why}")).unwrap_or_default();
        return Err(format!("the page is {} over its limit of {}{why}", kib(sum - LIMIT), kib(LIMIT)));
    }
    Ok(())
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
