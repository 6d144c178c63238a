//! The rooms of the code and who may use whom. Nothing points upwards, and the pure rooms know
//! neither a browser nor a clock, nor a map without order.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each room may use besides itself.
const ARROWS: [(&str, &[&str]); 12] = [
    ("time", &[]),
    ("tcp", &["time"]),
    ("sim", &["tcp", "time"]),
    ("check", &["tcp", "sim", "time"]),
    ("capture", &["wire", "tcp", "sim", "time"]),
    ("exercise", &["tcp", "sim", "time"]),
    ("message", &["sim", "text", "time"]),
    ("wire", &["tcp", "sim", "time"]),
    ("view", &["sim", "tcp", "time", "text", "wire", "capture"]),
    ("text", &["tcp", "sim", "time", "view", "check", "exercise", "capture", "message"]),
    ("pages", &["text", "check", "tcp", "sim", "view"]),
    ("ui", &["view", "text", "wire", "sim", "check", "capture", "exercise", "message", "tcp", "time"]),
];

const PURE: [&str; 11] =
    ["time", "tcp", "sim", "check", "capture", "exercise", "message", "wire", "view", "text", "pages"];

/// What no pure room may mention.
const BANNED: [&str; 11] = [
    "web_sys",
    "wasm_bindgen",
    "js_sys",
    "yew",
    "gloo",
    "gloo_timers",
    "std::time",
    "SystemTime",
    "HashMap",
    "HashSet",
    "thread_local",
];

fn source() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file of a room with its code, comments and strings blanked.
fn files(room: &str) -> Vec<(String, String)> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = vec![source().join(format!("{room}.rs"))];
    found.retain(|path| path.exists());
    collect(&source().join(room), &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(source()).unwrap().display().to_string();
        (name, shipped(&code_only(&fs::read_to_string(path).expect("it can be read"))))
    };
    found.into_iter().map(read).collect()
}

/// Without a file's items that are for tests alone, as rustfmt sets them: to a brace in column 0.
fn shipped(code: &str) -> String {
    let (mut kept, mut skipping) = (String::new(), false);
    for line in code.lines() {
        skipping |= line == "#[cfg(test)]";
        if !skipping {
            kept.push_str(line);
            kept.push('\n');
        }
        let last = line == "}" || (line.ends_with(';') && !line.starts_with(' '));
        skipping &= !last;
    }
    kept
}

/// Blanks comments and string literals, so that words in them are no mention. Good enough for code
/// that rustfmt has seen; it knows raw strings with one `#`.
fn code_only(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if next == '"' {
            string_end(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find('\'').map_or(1, |end| end + 2)
        } else {
            code.push(next);
            next.len_utf8()
        };
        if next == '"' || rest.starts_with('/') && skipped > 1 {
            code.push(' ');
        }
        rest = &rest[skipped..];
    }
    code
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// The rooms that some code names, in `use crate::…` or in a path: `crate::a::`, `crate::{a::…, b}`.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (index, _) in code.match_indices("crate::") {
        let rest = &code[index + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(tree) => used.extend(first_names(tree)),
            None => drop(used.insert(identifier(rest).to_owned())),
        }
    }
    used
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// The first name of every branch of a use tree, up to its closing brace.
fn first_names(tree: &str) -> BTreeSet<String> {
    let (mut depth, mut at_start, mut names) = (0, true, BTreeSet::new());
    for (index, character) in tree.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            c if at_start && !c.is_whitespace() => {
                names.insert(identifier(&tree[index..]).to_owned());
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn nothing_points_upwards() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for (room, may_use) in &allowed {
        for (file, code) in files(room) {
            for used in rooms_used(&code) {
                let fine =
                    used == *room || !allowed.contains_key(used.as_str()) || may_use.contains(&used.as_str());
                assert!(fine, "src/{file} uses {used}, which {room} may not");
            }
        }
    }
}

#[test]
fn every_room_is_known_here() {
    let lib = code_only(&fs::read_to_string(source().join("lib.rs")).expect("lib.rs can be read"));
    for (index, _) in lib.match_indices("pub mod ") {
        let room = identifier(&lib[index + "pub mod ".len()..]);
        assert!(ARROWS.iter().any(|(known, _)| *known == room), "{room} has no arrows in tests/rooms.rs");
    }
}

#[test]
fn pure_rooms_know_no_browser_no_clock_and_no_unordered_map() {
    for room in PURE {
        for (file, code) in files(room) {
            for word in BANNED {
                let mentioned = code.match_indices(word).any(|(index, _)| {
                    let before = code[..index].chars().next_back();
                    let after = code[index + word.len()..].chars().next();
                    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                    !part(before) && !part(after)
                });
                assert!(!mentioned, "src/{file} mentions {word}");
            }
        }
    }
}

/// The command line builds without Yew, so it cannot reach for the page.
/// Markup is written where `static/files.js` has its policy, and nowhere else: not by the browser's own
/// methods, and not by Yew's node for raw markup.
#[test]
fn text_becomes_markup_through_one_door() {
    for (path, code) in files("ui") {
        for banned in
            ["set_inner_html", "set_outer_html", "insert_adjacent_html", "VRaw", "from_html_unchecked"]
        {
            assert!(!code.contains(banned), "{path} has {banned}: door::draw writes markup");
        }
    }
}

#[test]
fn the_command_line_leaves_the_page_alone() {
    for (file, code) in files("bin") {
        assert!(!code.contains("four_waves::ui"), "src/{file} uses ui");
    }
}

#[test]
fn this_test_sees_what_it_looks_for() {
    let code =
        code_only("use crate::{sim::{a, b}, tcp};\nlet x = crate::view::y(\"crate::ui\"); // crate::wire\n");
    let used: Vec<String> = rooms_used(&code).into_iter().collect();
    assert_eq!(used, ["sim", "tcp", "view"]);
    for room in ["tcp", "sim", "view"] {
        assert!(!files(room).is_empty(), "no file found for {room}");
    }
    let sim: BTreeSet<String> = files("sim").iter().flat_map(|(_, code)| rooms_used(code)).collect();
    assert!(sim.contains("tcp") && sim.contains("time"));
}
