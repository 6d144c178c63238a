//! Splits the page's wasm: what only `src/ui/later` needs, code and sentences alike, goes into a file
//! of its own, which the page fetches when a person first opens one of its panels. There may be more
//! such files, each behind a static of its own that the ones before refer to.
//!
//! Rust holds what is in there behind one static of function pointers, so nothing of it is ever
//! called by name. What else hangs on that static the linker's relocations tell ([`linked`]); the
//! finished wasm is then cut along that line ([`cut`]). Whatever is in doubt stays in the first file.
//! Of that, what a first visit does not run moves once more, behind stubs ([`rest`]).
mod cut;
mod linked;
mod rest;
mod whole;

pub use linked::without_relocations;

use crate::sh::{Res, read, root};
use std::collections::BTreeSet;
use std::fs;
use std::iter::once;
use std::path::Path;
use wasm_encoder::Module;

/// The statics, as their mangled names have them, and what the file behind each is called.
const ROOTS: [(&str, &str); 2] = [("2ui5later5LATER", "later"), ("2ui5later7capture8CAPTURES", "capture")];

/// Sentences that the first file refers to and the second one brings, likewise (`seldom!` in
/// `src/text/template.rs`).
const SELDOM: &str = "SELDOM_SAID";

/// Splits dist/'s wasm, which the linker made as that file, and names the further files in each of the
/// app's pages.
/// `optimise` rewrites a wasm in place: before the cut, when it still sees both sides of every call
/// (told to keep names), and what the cut leaves in the first file, where less is called than before.
/// With `watch` that notes what it runs, for [`note`], and nothing moves for not being run.
pub fn split(dist: &Path, linked: &Path, watch: bool, optimise: impl Fn(&Path, bool) -> Res) -> Res {
    let bytes = |file: &Path| fs::read(file).map_err(|e| format!("{}: {e}", file.display()));
    let files = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let mut files = files.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let first = files.find(|name| super::of_page(name)).ok_or("dist/ has no wasm")?;
    let moves = linked::moves(&bytes(linked)?, &ROOTS.map(|(root, _)| root), SELDOM)?;
    let whole = dist.join(&first);
    // wasm-bindgen has passed the relocations on, which fit nothing any more.
    let plain = linked::without_relocations(&bytes(&whole)?)?;
    fs::write(&whole, plain).map_err(|e| format!("{first}: {e}"))?;
    optimise(&whole, true)?;
    let named = bytes(&whole)?;
    let stays = cut::stays(&named, &moves)?;
    let files = if watch {
        let list = root().join(WATCHED);
        let stays: String = stays.iter().map(|function| format!("{function}\n")).collect();
        fs::write(&list, stays).map_err(|e| format!("{}: {e}", list.display()))?;
        fs::copy(&whole, list.with_extension("wasm")).map_err(|e| format!("{}: {e}", list.display()))?;
        let mut files = cut::cut(&rest::watched(&named)?, &moves)?;
        // There is always one, so that nothing else has to know of this.
        files.insert(1, Module::new().finish());
        files
    } else {
        let (stubbed, rest) = rest::stubbed(&named, &stays)?;
        cut::cut(&stubbed, &once(rest).chain(moves).collect::<Vec<_>>())?
    };
    let write =
        |name: &str, bytes: &[u8]| fs::write(dist.join(name), bytes).map_err(|e| format!("{name}: {e}"));
    let mut named = String::new();
    let mut files = files.into_iter();
    write(&first, &files.next().unwrap_or_default())?;
    for (wasm, what) in files.zip(once("rest").chain(ROOTS.map(|(_, what)| what))) {
        let name = first.replace("_bg.wasm", &format!("_{what}.wasm"));
        write(&name, &wasm)?;
        named += &format!("data-{what}=\"./{name}\" ");
    }
    if !watch {
        optimise(&whole, false)?;
    }
    for name in pages(dist)? {
        let page = read(&dist.join(&name))?;
        // Pages of text have no app.
        let Some((before, after)) = page.split_once("data-wasm=") else {
            if name == "index.html" {
                return Err("index.html names no wasm".to_owned());
            }
            continue;
        };
        write(&name, format!("{before}{named}data-wasm={after}").as_bytes())?;
    }
    Ok(())
}

/// What a watched build leaves for [`note`], and with the ending "wasm" the page with its names.
const WATCHED: &str = "target/web/stays.txt";

/// Writes the list of what a first visit does not run, told the numbers of what has run.
pub fn note(ran: &str) -> Res {
    let numbers =
        |text: &str| -> BTreeSet<u32> { text.lines().filter_map(|line| line.parse().ok()).collect() };
    let stays = root().join(WATCHED);
    let wasm = stays.with_extension("wasm");
    let wasm = fs::read(&wasm).map_err(|e| format!("{}: {e}", wasm.display()))?;
    let list = rest::list(&wasm, &numbers(&read(&stays)?), &numbers(ran))?;
    let file = root().join("xtask/src/web/split/rest.txt");
    fs::write(&file, list).map_err(|e| format!("{}: {e}", file.display()))
}

/// The pages in dist/, by name.
pub fn pages(dist: &Path) -> Res<Vec<String>> {
    let files = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let names = files.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    Ok(names.filter(|name| name.ends_with(".html")).collect())
}

#[cfg(test)]
mod tests;
