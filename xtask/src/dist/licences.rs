//! Whose work is in what is published, and under which licence: every crate that is compiled into the
//! page, with the licence texts that it carries.
use crate::sh::{Res, cargo, output};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const HEAD: &str = "\
Four Waves is licensed under either of MIT or Apache-2.0, at your option: see LICENSE-MIT and
LICENSE-APACHE. Compiled into the page are Rust's standard library (MIT OR Apache-2.0, The Rust Project
Developers) and these crates, each under the licence that it names; the texts follow.
";
/// What a licence's file is called.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// The whole text, the same wherever it is made.
pub fn all() -> Res<String> {
    let mut crates: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--package", "four-waves", "--features", "web", "--edges", "normal"]);
    tree.args(["--target", "wasm32-unknown-unknown", "--prefix", "none", "--format", "{p}|{l}"]);
    let listed = output(&mut tree).ok_or("`cargo tree` failed")?;
    for line in listed.lines() {
        let (package, licence) =
            line.trim_end_matches(" (*)").split_once('|').ok_or("`cargo tree` says something new")?;
        let mut words = package.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if name != "four-waves" {
            let version = version.trim_start_matches('v').to_owned();
            crates.insert((name.to_owned(), version, licence.trim_end_matches(" (*)").to_owned()));
        }
    }
    let folders = folders()?;
    let mut text = String::from(HEAD);
    // Most crates carry the same words: each text once, and who carries it.
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, version, licence) in &crates {
        if licence.is_empty() {
            return Err(format!("{name} {version} names no licence"));
        }
        text += &format!("\n{name} {version}: {licence}");
        let folder =
            folders.get(&(name.clone(), version.clone())).ok_or_else(|| format!("where is {name}?"))?;
        for carried in carried(Path::new(folder))? {
            texts.entry(carried).or_default().push(format!("{name} {version}"));
        }
    }
    text.push('\n');
    let mut texts: Vec<(String, Vec<String>)> = texts.into_iter().collect();
    texts.sort_by(|one, other| one.1.cmp(&other.1).then_with(|| one.0.cmp(&other.0)));
    for (words, whose) in texts {
        text += &format!("\n{}\n{}\n\n{}\n", "=".repeat(78), whose.join(", "), words.trim_end());
    }
    Ok(text)
}

/// Where each package's sources are on this machine.
fn folders() -> Res<BTreeMap<(String, String), String>> {
    let mut metadata = cargo();
    metadata.args(["metadata", "--locked", "--format-version", "1", "--features", "web"]);
    let json = output(&mut metadata).ok_or("`cargo metadata` failed")?;
    let json: serde_json::Value =
        serde_json::from_str(&json).map_err(|e| format!("`cargo metadata`: {e}"))?;
    let packages = json["packages"].as_array().ok_or("`cargo metadata` lists no packages")?;
    let folder = |package: &serde_json::Value| {
        let text = |key: &str| package[key].as_str().map(str::to_owned);
        let manifest = text("manifest_path")?;
        let folder = Path::new(&manifest).parent()?.to_str()?.to_owned();
        Some(((text("name")?, text("version")?), folder))
    };
    Ok(packages.iter().filter_map(folder).collect())
}

/// The licence texts in a folder, in order of their files' names.
fn carried(folder: &Path) -> Res<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_uppercase();
        path.is_file() && NAMES.iter().any(|begin| name.starts_with(begin))
    });
    found.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        // Line ends differ between packages, the words do not.
        Ok(String::from_utf8_lossy(&text).replace("\r\n", "\n").trim().to_owned())
    };
    found.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_in_the_page_is_named_with_its_licence() {
        let text = all().unwrap();
        for name in ["yew", "wasm-bindgen", "web-sys", "serde", "gloo-timers"] {
            assert!(
                text.lines().any(|line| line.starts_with(&format!("{name} ")) && line.contains(": ")),
                "{name}"
            );
        }
        assert!(text.contains("Permission is hereby granted"), "the texts are there");
        // What only tools and tests use is not in the page.
        assert!(!text.contains("\nproptest "));
    }
}
