//! Every file of the site is named for what is in it, and whoever names it says what it must hash to: a
//! file that was changed on its host, or is another release's, is refused by the browser.
//!
//! Pages say it in `integrity` attributes. Scripts, and attributes that scripts read, have it behind the
//! name, as the fragment of its address: `static/files.js` hands it to the browser. Taken without a hash
//! are the page itself, `sw.js` (which checks what it keeps), the worker's script (its wasm is checked),
//! and the element's module, whose name in other people's pages stays from release to release.
use super::split::pages;
use crate::sh::{Res, read};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Names that stay.
const STAY: [&str; 2] = ["sw.js", super::element::MODULE];
/// No browser checks a worker's script: its name has a hash, and its place none.
const UNCHECKED: &str = "capture.js";
/// So many digits of a hash are in a name.
const DIGITS: usize = 16;

/// A file's name as it was, and its address with the hash.
type Sealed = BTreeMap<String, String>;

/// Seals dist/, when its files are finished.
pub fn seal(dist: &Path) -> Res {
    let mut waiting: Vec<String> = fs::read_dir(dist)
        .map_err(|e| format!("{}: {e}", dist.display()))?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| [".wasm", ".css", ".js"].iter().any(|end| name.ends_with(end)))
        .collect();
    waiting.retain(|name| !STAY.contains(&&**name));
    waiting.sort();
    let mut sealed = Sealed::new();
    while !waiting.is_empty() {
        // One that names none of the others that wait.
        let mut next = None;
        for name in &waiting {
            let bytes = fs::read(dist.join(name)).map_err(|e| format!("{name}: {e}"))?;
            let script = if name.ends_with(".js") { String::from_utf8_lossy(&bytes) } else { "".into() };
            if waiting.iter().all(|other| places(&script, other).is_empty()) {
                let bytes = if script.is_empty() { bytes } else { in_script(&script, &sealed).into_bytes() };
                next = Some((name.clone(), bytes));
                break;
            }
        }
        let (name, bytes) = next.ok_or(format!("these name one another: {}", waiting.join(", ")))?;
        let digest = Sha256::digest(&bytes);
        let hashed = hashed(&name, &digest);
        fs::remove_file(dist.join(&name)).map_err(|e| format!("{name}: {e}"))?;
        fs::write(dist.join(&hashed), bytes).map_err(|e| format!("{hashed}: {e}"))?;
        waiting.retain(|other| *other != name);
        let address = format!("{hashed}#sha256-{}", BASE64_STANDARD.encode(digest));
        sealed.insert(name.clone(), if name == UNCHECKED { hashed } else { address });
    }
    let rewrite = |name: &str, seal: fn(&str, &Sealed) -> String| {
        let text = seal(&read(&dist.join(name))?, &sealed);
        fs::write(dist.join(name), text).map_err(|e| format!("{name}: {e}"))
    };
    rewrite(super::element::MODULE, in_script)?;
    pages(dist)?
        .iter()
        .filter(|name| **name != super::single::SINGLE)
        .try_for_each(|name| rewrite(name, in_page))
}

/// `four-waves-HASH_bg.wasm` with its own hash, or `later.css` with one.
fn hashed(name: &str, digest: &[u8]) -> String {
    let hash: String = digest[..DIGITS / 2].iter().map(|octet| format!("{octet:02x}")).collect();
    let is_hash = |part: &str| part.len() == DIGITS && part.bytes().all(|sign| sign.is_ascii_hexdigit());
    let begins = name.match_indices('-').map(|(at, _)| at + 1);
    if let Some(at) = begins.into_iter().find(|at| name.get(*at..at + DIGITS).is_some_and(is_hash)) {
        return [&name[..at], &hash, &name[at + DIGITS..]].concat();
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{hash}.{ending}")
}

/// Where a text names a file: in quotes, alone or in this folder.
fn places(text: &str, name: &str) -> Vec<usize> {
    let quote = ['"', '\'', '`'];
    let named = |at: &usize| {
        let before = text[..*at].strip_suffix("./").unwrap_or(&text[..*at]);
        before.ends_with(quote) && text[at + name.len()..].starts_with(quote)
    };
    text.match_indices(name).map(|(at, _)| at).filter(named).collect()
}

fn in_script(script: &str, sealed: &Sealed) -> String {
    let mut script = script.to_owned();
    for (name, address) in sealed {
        for at in places(&script, name).into_iter().rev() {
            script.replace_range(at..at + name.len(), address);
        }
    }
    script
}

fn in_page(page: &str, sealed: &Sealed) -> String {
    let mut page = page.to_owned();
    for (name, address) in sealed {
        let (hashed, integrity) = address.split_once('#').unwrap_or((address, ""));
        for at in places(&page, name).into_iter().rev() {
            let tag = page[..at].rfind('<').unwrap_or(0);
            let tag = &page[tag..at + page[at..].find('>').unwrap_or(0)];
            let read_by_script =
                page[..at].rsplit(' ').next().is_some_and(|attribute| attribute.starts_with("data-"));
            let with = if read_by_script {
                address.clone()
            } else if tag.contains("as=\"fetch\"") {
                // Chromium takes no hash there, and warns; what fetches the file has it.
                hashed.to_owned()
            } else {
                let crossorigin = if tag.contains("crossorigin") { "" } else { "\" crossorigin=\"anonymous" };
                format!("{hashed}\" integrity=\"{integrity}{crossorigin}")
            };
            page.replace_range(at..at + name.len(), &with);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Sealed {
        let one = |name: &str, address: &str| (name.to_owned(), address.to_owned());
        [one("a.wasm", "a-1.wasm#sha256-x="), one("style-0.css", "style-2.css#sha256-y=")].into()
    }

    #[test]
    fn a_name_has_its_files_own_hash() {
        let digest: Vec<u8> = (0..32).collect();
        for (name, with) in [
            ("later.css", "later-0001020304050607.css"),
            ("capture_bg.wasm", "capture_bg-0001020304050607.wasm"),
            ("four-waves-89abcdef01234567_bg.wasm", "four-waves-0001020304050607_bg.wasm"),
            ("style-89abcdef01234567.css", "style-0001020304050607.css"),
        ] {
            assert_eq!(hashed(name, &digest), with);
        }
    }

    #[test]
    fn scripts_and_pages_say_what_a_file_hashes_to() {
        let script = "got(\"a.wasm\");got('./a.wasm');say(\"not a.wasm\");got(\"aa.wasm\")";
        assert_eq!(
            in_script(script, &sealed()),
            "got(\"a-1.wasm#sha256-x=\");got('./a-1.wasm#sha256-x=');say(\"not a.wasm\");got(\"aa.wasm\")"
        );
        let page = "<link rel=\"stylesheet\" href=\"./style-0.css\"><p>a.wasm</p>\
            <link rel=\"preload\" href=\"./a.wasm\" crossorigin=\"anonymous\" as=\"fetch\"><script data-wasm=\"./a.wasm\">";
        assert_eq!(
            in_page(page, &sealed()),
            "<link rel=\"stylesheet\" href=\"./style-2.css\" integrity=\"sha256-y=\" crossorigin=\"anonymous\"><p>a.wasm</p>\
            <link rel=\"preload\" href=\"./a-1.wasm\" crossorigin=\"anonymous\" as=\"fetch\"><script data-wasm=\"./a-1.wasm#sha256-x=\">"
        );
    }
}
