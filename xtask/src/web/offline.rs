//! What the page needs to work without a network: `sw.js`, told what this release is made of.
use super::split::pages;
use crate::sh::{Res, read};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const WORKER: &str = "sw.js";
/// So much of a hash tells two releases of a file apart.
const SHORT: usize = 8;

/// Completes dist/'s `sw.js` and names it in each of the app's pages. Last of all: it holds the
/// hashes of all other files.
pub fn offline(dist: &Path) -> Res {
    for name in pages(dist)? {
        let page = read(&dist.join(&name))?;
        // Pages of text have no app.
        if let Some((before, after)) = page.split_once("data-wasm=") {
            put(dist, &name, format!("{before}data-offline=\"./{WORKER}\" data-wasm={after}").as_bytes())?;
        }
    }
    let mut names = files(dist)?;
    // It cannot know its own hash.
    names.retain(|name| name != WORKER);
    names.sort();
    let index = read(&dist.join("index.html"))?;
    let mut release = String::from("const release={files:{");
    for name in &names {
        let bytes = fs::read(dist.join(name)).map_err(|e| format!("{name}: {e}"))?;
        let hash = BASE64_STANDARD.encode(Sha256::digest(bytes));
        // The app's files are checked when they are fetched; of any other a release is told apart.
        let hash = if of_app(name, &index) { &hash } else { &hash[..SHORT] };
        let _ = write!(release, "\"{name}\":\"{hash}\",");
    }
    release.push_str("},app:[");
    for name in names.iter().filter(|name| of_app(name, &index)) {
        let _ = write!(release, "\"{name}\",");
    }
    release.push_str("]};\n");
    put(dist, WORKER, (release + &read(&dist.join(WORKER))?).as_bytes())
}

/// What the app asks for sooner or later: all that index.html names, what its panels look like, what
/// makes what is saved, the worker, and what is said when it has stopped.
fn of_app(name: &str, index: &str) -> bool {
    let asked = ["capture", "later-", "save-", "stopped-", "takeaway"];
    name == "index.html" || asked.iter().any(|begin| name.starts_with(begin)) || index.contains(name)
}

fn files(dist: &Path) -> Res<Vec<String>> {
    let files = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    Ok(files.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

fn put(dist: &Path, name: &str, bytes: &[u8]) -> Res {
    fs::write(dist.join(name), bytes).map_err(|e| format!("{name}: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_what_its_page_names() {
        let index = "<script data-wasm=./a_bg.wasm data-later=./a_later.wasm>";
        for (name, of) in
            [("index.html", true), ("a_later.wasm", true), ("later-0.css", true), ("lesson.html", false)]
        {
            assert_eq!(of_app(name, index), of, "{name}");
        }
    }
}
