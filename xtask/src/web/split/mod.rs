//! Splits the page's wasm: what only `src/ui/later` needs, code and sentences alike, goes into a file
//! of its own, which the page fetches when a person first opens one of its panels.
//!
//! Rust holds what is in there behind one static of function pointers, so nothing of it is ever
//! called by name. What else hangs on that static the linker's relocations tell ([`linked`]); the
//! finished wasm is then cut along that line ([`cut`]). Whatever is in doubt stays in the first file.
mod cut;
mod linked;
mod whole;

pub use linked::without_relocations;

use crate::sh::{Res, read};
use std::fs;
use std::path::Path;

/// The static, as its mangled name has it.
const ROOT: &str = "2ui5later5LATER";

/// Sentences that the first file refers to and the second one brings, likewise (`seldom!` in
/// `src/text/template.rs`).
const SELDOM: &str = "SELDOM_SAID";

/// What the second file's name ends in.
const LATER: &str = "_later.wasm";

/// Splits dist/'s wasm, which the linker made as that file, and names the second file in each of the
/// app's pages.
/// `optimise` rewrites a wasm in place: before the cut, when it still sees both sides of every call,
/// and what the cut leaves in the first file, where less is called than before.
pub fn split(dist: &Path, linked: &Path, optimise: impl Fn(&Path) -> Res) -> Res {
    let bytes = |file: &Path| fs::read(file).map_err(|e| format!("{}: {e}", file.display()));
    let files = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let mut files = files.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let first = files.find(|name| name.ends_with("_bg.wasm")).ok_or("dist/ has no wasm")?;
    let second = first.replace("_bg.wasm", LATER);
    let moves = linked::moves(&bytes(linked)?, ROOT, SELDOM)?;
    let whole = dist.join(&first);
    // wasm-bindgen has passed the relocations on, which fit nothing any more.
    let plain = linked::without_relocations(&bytes(&whole)?)?;
    fs::write(&whole, plain).map_err(|e| format!("{first}: {e}"))?;
    optimise(&whole)?;
    let (wasm, later) = cut::cut(&bytes(&whole)?, &moves)?;
    let write =
        |name: &str, bytes: &[u8]| fs::write(dist.join(name), bytes).map_err(|e| format!("{name}: {e}"));
    write(&first, &wasm)?;
    write(&second, &later)?;
    optimise(&whole)?;
    for name in pages(dist)? {
        let page = read(&dist.join(&name))?;
        // Pages of text have no app.
        let Some((before, after)) = page.split_once("data-wasm=") else {
            if name == "index.html" {
                return Err("index.html names no wasm".to_owned());
            }
            continue;
        };
        write(&name, format!("{before}data-later=\"./{second}\" data-wasm={after}").as_bytes())?;
    }
    Ok(())
}

/// The pages in dist/, by name.
fn pages(dist: &Path) -> Res<Vec<String>> {
    let files = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let names = files.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    Ok(names.filter(|name| name.ends_with(".html")).collect())
}

#[cfg(test)]
mod tests;
