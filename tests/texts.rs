//! No text that nobody reads: a text that lacks a language does not compile, and one that nothing uses
//! fails here. (The compiler cannot see it: what the page uses is not what the command line uses.)

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("it can be read");
            // What only tests use is used by nobody.
            let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
            found.insert(path, shipped);
        }
    }
}

fn part(sign: Option<char>) -> bool {
    sign.is_some_and(|sign| sign.is_ascii_alphanumeric() || sign == '_')
}

/// Does anybody read that field?
fn is_read(text: &str, field: &str) -> bool {
    let read = [".", field].concat();
    text.match_indices(&read).any(|(at, _)| !part(text[at + read.len()..].chars().next()))
}

/// How often a name stands in a text as a word of its own.
fn count(text: &str, name: &str) -> usize {
    text.match_indices(name)
        .filter(|(at, _)| {
            !part(text[..*at].chars().next_back()) && !part(text[at + name.len()..].chars().next())
        })
        .count()
}

#[test]
fn every_text_is_used() {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = BTreeMap::new();
    files(&source, &mut all);
    let everything: String = all.values().map(String::as_str).collect();
    let mut unused = Vec::new();
    let (mut constants, mut fields) = (0, 0);
    for (path, text) in all.iter().filter(|(path, _)| path.starts_with(source.join("text"))) {
        for line in text.lines().map(str::trim) {
            let Some(rest) = line.strip_prefix("pub ") else { continue };
            if let Some((name, kind)) = rest.strip_prefix("const ").and_then(|rest| rest.split_once(": "))
                && !name.contains('(')
            {
                constants += 1;
                if count(&everything, name) < 2 {
                    unused.push(format!("{}: {name}: {kind}", path.display()));
                }
            } else if let Some((name, _)) = rest.split_once(": &'static str") {
                fields += 1;
                // Once where it is declared and once for each language; whoever reads it writes a point.
                if !is_read(&everything, name) {
                    unused.push(format!("{}: field {name}", path.display()));
                }
            }
        }
    }
    assert!(constants > 100 && fields > 100, "{constants} constants, {fields} fields");
    assert!(unused.is_empty(), "nobody reads these:\n{}", unused.join("\n"));
}
