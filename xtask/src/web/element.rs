//! The element for other people's pages: its module, under a name that stays, and its style sheet.
//!
//! The sheet is the page's two as one, made to fit a shadow tree. What is said of `:root` and `body` is
//! said of the element around the app, and the window's width, which says nothing in there, becomes
//! that element's.
use crate::sh::{Res, read, root};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// The module's name: pages of other people have it.
pub const MODULE: &str = "four-waves-element.js";

/// Nothing that the page around it says of its text reaches into it; it has a card's corners.
const AROUND: &str = ".four-waves { all: initial; display: block; container: four-waves / inline-size; border-radius: 14px; }\n\
    .four-waves .source { padding: 6px 12px; }\n";

/// Writes both into dist/, which holds all else already, before scripts and sheets are minified.
pub fn write(dist: &Path) -> Res {
    let names = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let names: Vec<String> =
        names.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let first = names.iter().find(|name| super::of_page(name)).ok_or("dist/ has no wasm")?;
    let source = root().join("static");
    let sheets = [read(&source.join("style.css"))?, read(&source.join("later.css"))?].concat();
    let sheet = [AROUND, &within(&sheets)?].concat();
    let mut hash = DefaultHasher::new();
    sheet.hash(&mut hash);
    let style = format!("four-waves-element-{:016x}.css", hash.finish());
    let mut module = read(&source.join("element.js"))?;
    for (mark, name) in [
        ("FILE_JS", first.replace("_bg.wasm", ".js")),
        ("FILE_WASM", first.clone()),
        ("FILE_REST", first.replace("_bg.wasm", "_rest.wasm")),
        ("FILE_LATER", first.replace("_bg.wasm", "_later.wasm")),
        ("FILE_STYLE", style.clone()),
        ("FILE_STOPPED", "stopped.js".into()),
    ] {
        if !module.contains(mark) {
            return Err(format!("element.js has no {mark}"));
        }
        module = module.replace(mark, &format!("./{name}"));
    }
    for (name, text) in [(style.as_str(), sheet), (MODULE, module)] {
        fs::write(dist.join(name), text).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

/// A page's sheet as a shadow tree's.
fn within(sheet: &str) -> Res<String> {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(begin) = rest.find("@media") {
        let (before, media) = rest.split_at(begin);
        out.push_str(&of_root(before));
        let open = media.find('{').ok_or("a @media without a block")?;
        let end = block(media, open).ok_or("a @media whose block does not end")?;
        let (query, body) = (media["@media".len()..open].trim(), of_root(&media[open + 1..end - 1]));
        out.push_str(&by_container(query, &body));
        rest = &media[end..];
    }
    out.push_str(&of_root(rest));
    Ok(out)
}

/// Where the block that opens there ends.
fn block(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in text[open..].char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at + 1);
        }
    }
    None
}

fn of_root(rules: &str) -> String {
    // A frame shows the page around it, whose colours are not known to go with the element's.
    let rules = rules.replace(":root[data-embed=\"1\"] body { background: transparent; }\n", "");
    let rules = rules.replace(":root", ".four-waves");
    let mut out = String::with_capacity(rules.len());
    let mut rest = rules.as_str();
    while let Some(at) = rest.find("body {") {
        let alone = !rest[..at].ends_with(|before: char| before.is_alphanumeric() || ".#-_".contains(before));
        out.push_str(&rest[..at]);
        out.push_str(if alone { ".four-waves {" } else { "body {" });
        rest = &rest[at + "body {".len()..];
    }
    out.push_str(rest);
    out
}

/// The rules under a media query, with those of its alternatives that ask for the window's width asking
/// for the element's.
fn by_container(query: &str, body: &str) -> String {
    let (mut plain, mut out) = (Vec::new(), String::new());
    for alternative in query.split(',').map(str::trim) {
        let (wide, other): (Vec<&str>, Vec<&str>) =
            alternative.split(" and ").partition(|feature| feature.contains("width"));
        if wide.is_empty() {
            plain.push(alternative);
            continue;
        }
        let rules = format!("@container four-waves {} {{{body}}}", wide.join(" and "));
        out.push_str(&if other.is_empty() {
            rules
        } else {
            format!("@media {} {{ {rules} }}", other.join(" and "))
        });
        out.push('\n');
    }
    if !plain.is_empty() {
        out.push_str(&format!("@media {} {{{body}}}\n", plain.join(", ")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_the_page_is_said_of_the_element() {
        let sheet = ":root { --a: 1; }\n:root[data-theme=\"dark\"] { --a: 2; }\nbody { margin: 0; }\n\
                     tbody { color: red; }\n:root[data-embed=\"1\"] body { background: transparent; }\n";
        assert_eq!(
            within(sheet).as_deref(),
            Ok(
                ".four-waves { --a: 1; }\n.four-waves[data-theme=\"dark\"] { --a: 2; }\n.four-waves { margin: 0; }\n\
                tbody { color: red; }\n"
            )
        );
    }

    #[test]
    fn the_windows_width_becomes_the_elements() {
        for (media, wanted) in [
            (
                "@media (max-width: 9px) { a { b: c } }",
                "@container four-waves (max-width: 9px) { a { b: c } }\n",
            ),
            (
                "@media (max-width: 9px), (min-width: 2px) and (max-width: 3px) { a {} }",
                "@container four-waves (max-width: 9px) { a {} }\n\
                 @container four-waves (min-width: 2px) and (max-width: 3px) { a {} }\n",
            ),
            (
                "@media (pointer: coarse), (max-width: 9px) { a {} }",
                "@container four-waves (max-width: 9px) { a {} }\n@media (pointer: coarse) { a {} }\n",
            ),
            (
                "@media (pointer: coarse) and (max-width: 9px) { a {} }",
                "@media (pointer: coarse) { @container four-waves (max-width: 9px) { a {} } }\n",
            ),
            ("@media print { body { a: b } }", "@media print { .four-waves { a: b } }\n"),
        ] {
            assert_eq!(within(media).as_deref(), Ok(wanted));
        }
        assert!(within("@media print { a {").is_err());
    }

    #[test]
    fn nothing_of_the_pages_sheets_is_left_for_a_page() {
        let source = root().join("static");
        for name in ["style.css", "later.css"] {
            let sheet = within(&read(&source.join(name)).expect("the sheet")).expect("it can be read");
            assert!(!sheet.contains(":root"), "{name}");
            for (at, _) in sheet.match_indices("@media") {
                let query = sheet[at..].split('{').next().unwrap_or_default();
                assert!(!query.contains("width"), "{name}: {query}");
            }
        }
    }
}
