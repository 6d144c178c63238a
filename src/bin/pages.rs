//! Writes the site's static pages: `pages DIR`, where DIR is the built site. `cargo xtask build` and
//! `serve` run it.
#![forbid(unsafe_code)]

use four_waves::pages::{Site, pages};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(dir) = std::env::args_os().nth(1) else {
        eprintln!("pages DIR: the folder of the built site");
        return ExitCode::from(2);
    };
    match write(Path::new(&dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("pages: {what}");
            ExitCode::FAILURE
        }
    }
}

fn write(dir: &Path) -> Result<(), String> {
    let names = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let names: Vec<String> =
        names.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let find = |begin: &str, end: &str| {
        let found = names.iter().find(|name| name.starts_with(begin) && name.ends_with(end));
        found.cloned().ok_or_else(|| format!("{} has no {begin}…{end}", dir.display()))
    };
    let index = dir.join("index.html");
    let site = Site {
        styles: vec![find("style", ".css")?, find("pages", ".css")?],
        script: find("pages", ".js")?,
        app: fs::read_to_string(&index).map_err(|error| format!("{}: {error}", index.display()))?,
    };
    for page in pages(&site)? {
        let file = dir.join(page.name);
        fs::write(&file, page.html).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
