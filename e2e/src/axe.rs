//! axe-core, the accessibility checker: taken once from npm into the user's cache.
use crate::driver::which;
use crate::say;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const VERSION: &str = "4.14.1";

/// Its source, to be run in a page; `None`, said aloud, where it cannot be had.
pub fn axe_core() -> Option<&'static str> {
    static SOURCE: OnceLock<Option<String>> = OnceLock::new();
    SOURCE
        .get_or_init(|| {
            let source = read();
            if source.is_none() {
                say(&format!("SKIPPED: axe-core {VERSION} is not there, and npm does not bring it"));
            }
            source
        })
        .as_deref()
}

fn read() -> Option<String> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))?;
    let folder = cache.join("four-waves").join(format!("axe-core-{VERSION}"));
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if !file.is_file() {
        fs::create_dir_all(&folder).ok()?;
        let mut npm = Command::new(which(&["npm"])?);
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]);
        npm.arg(&folder).arg(format!("axe-core@{VERSION}"));
        npm.stdin(Stdio::null()).stdout(Stdio::null()).status().ok()?;
    }
    fs::read_to_string(file).ok()
}
