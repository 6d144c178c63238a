//! What comes from elsewhere, held against `deny.toml` by cargo-deny: advisories, licences, sources, and
//! versions that are there twice.
use crate::setup;
use crate::sh::{Res, cmd, output, root, run, say};
use std::path::Path;
use std::process::Command;

const CARGO_DENY: &str = "0.20.2";
/// Why a run says nothing about advisories.
pub const NO_ADVISORIES: &str = "the database of advisories (RustSec's) cannot be fetched from here, so nobody has looked whether any applies";

pub fn audit() -> Res {
    let known = terms().and(advisories())?;
    if !known {
        say(&format!("audit: advisories SKIPPED: {NO_ADVISORIES}"));
    }
    Ok(())
}

/// Licences, sources and versions: needs no network.
pub fn terms() -> Res {
    each(&["--hide-inclusion-graph", "licenses", "sources", "bans"])
}

/// Known faults of what we use; false where the database that knows them cannot be had.
pub fn advisories() -> Res<bool> {
    if output(deny(&tool()?, Path::new("Cargo.toml")).args(["fetch", "db"])).is_none() {
        return Ok(false);
    }
    each(&["--disable-fetch", "advisories"]).map(|()| true)
}

/// The same check for the page and its tools, and for fuzz/, which has a lock file of its own.
fn each(check: &[&str]) -> Res {
    let tool = tool()?;
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        say(&format!("audit: {manifest}"));
        run(deny(&tool, Path::new(manifest)).arg("check").args(check))?;
    }
    Ok(())
}

fn tool() -> Res<std::path::PathBuf> {
    setup::crate_tool("cargo-deny", CARGO_DENY, "cargo-deny", &["--locked"], "3 minutes")
}

fn deny(tool: &Path, manifest: &Path) -> Command {
    let mut deny = cmd(tool);
    deny.args(["--workspace", "--all-features", "--log-level", "warn", "--manifest-path"]);
    deny.arg(root().join(manifest)).arg("--config").arg(root().join("deny.toml"));
    deny
}
