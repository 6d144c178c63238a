//! All that is published, in one folder and as one file, the same from the same sources wherever it
//! is made: no times, no paths, everything in order.
mod licences;

use crate::release;
use crate::sh::{Res, root, say};
use crate::web;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const CHECKSUMS: &str = "SHA256SUMS";
const LICENCES: &str = "licences.txt";

/// `[--twice]`: builds once more from nothing, and fails where a single octet differs.
pub fn dist(options: &[&str]) -> Res {
    let twice = match options {
        [] => false,
        ["--twice"] => true,
        [other, ..] => return Err(format!("dist has no option {other}: only --twice")),
    };
    let first = make()?;
    if twice {
        say("dist: once more, compiled from nothing");
        web::forget()?;
        let second = make()?;
        let names: Vec<&String> = first.keys().chain(second.keys()).collect();
        let differ = names.into_iter().find(|name| first.get(*name) != second.get(*name));
        if let Some(name) = differ {
            return Err(format!("two builds of the same sources differ, first in {name}"));
        }
        say(&format!("dist: two builds are the same in all {} files", first.len()));
    }
    Ok(())
}

/// Builds and packs; returns every file's hash by its name.
fn make() -> Res<BTreeMap<String, String>> {
    web::build()?;
    let out = root().join("target").join("publish");
    let wrong = |e: std::io::Error| format!("{}: {e}", out.display());
    if out.exists() {
        fs::remove_dir_all(&out).map_err(wrong)?;
    }
    let name = format!("four-waves-{}", release::version()?);
    let folder = out.join(&name);
    let site = folder.join("site");
    fs::create_dir_all(&site).map_err(wrong)?;
    for entry in fs::read_dir(web::dist()).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        fs::copy(&path, site.join(path.file_name().unwrap_or_default())).map_err(wrong)?;
    }
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "CHANGELOG.md"] {
        fs::copy(root().join(file), folder.join(file)).map_err(wrong)?;
    }
    let licences = licences::all()?;
    for place in [&folder, &site] {
        fs::write(place.join(LICENCES), &licences).map_err(wrong)?;
    }
    let mut hashes = BTreeMap::new();
    for file in files(&folder)? {
        let hash = Sha256::digest(fs::read(folder.join(&file)).map_err(wrong)?);
        hashes.insert(file, hash.iter().map(|octet| format!("{octet:02x}")).collect::<String>());
    }
    let mut sums = String::new();
    for (file, hash) in &hashes {
        let _ = writeln!(sums, "{hash}  {file}");
    }
    fs::write(folder.join(CHECKSUMS), sums).map_err(wrong)?;
    let zip = out.join(format!("{name}.zip"));
    pack(&folder, &name, &zip)?;
    let octets = fs::read(&zip).map_err(wrong)?;
    let hash: String = Sha256::digest(&octets).iter().map(|octet| format!("{octet:02x}")).collect();
    say(&format!("dist: {} files in target/publish/{name}/", hashes.len() + 1));
    say(&format!("dist: target/publish/{name}.zip, {} KiB, SHA-256 {hash}", octets.len() / 1024));
    hashes.insert(format!("{name}.zip"), hash);
    Ok(hashes)
}

/// All files below a folder by their names there, in order, with `/` between the parts.
fn files(folder: &Path) -> Res<Vec<String>> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Res {
        for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
            let path = entry.map_err(|e| e.to_string())?.path();
            if path.is_dir() { collect(&path, found)? } else { found.push(path) }
        }
        Ok(())
    }
    let mut found = Vec::new();
    collect(folder, &mut found)?;
    let name = |path: PathBuf| {
        let parts = path.strip_prefix(folder).ok()?.iter().map(|part| part.to_str());
        parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
    };
    let mut names =
        found.into_iter().map(name).collect::<Option<Vec<_>>>().ok_or("a file's name is no text")?;
    names.sort();
    Ok(names)
}

fn pack(folder: &Path, name: &str, to: &Path) -> Res {
    let wrong = |e: &dyn std::fmt::Display| format!("{}: {e}", to.display());
    let mut zip = ZipWriter::new(fs::File::create(to).map_err(|e| wrong(&e))?);
    // 1980: when it was made is not what is in it.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in files(folder)? {
        zip.start_file(format!("{name}/{file}"), options).map_err(|e| wrong(&e))?;
        let octets = fs::read(folder.join(&file)).map_err(|e| wrong(&e))?;
        zip.write_all(&octets).map_err(|e| wrong(&e))?;
    }
    zip.finish().map_err(|e| wrong(&e))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_the_same_whenever_it_is_made() {
        let place = std::env::temp_dir().join(format!("four-waves-pack-{}", std::process::id()));
        let folder = place.join("in");
        fs::create_dir_all(folder.join("site")).unwrap();
        fs::write(folder.join("site/b.html"), "b").unwrap();
        fs::write(folder.join("a.txt"), "a".repeat(1_000)).unwrap();
        assert_eq!(files(&folder).unwrap(), ["a.txt", "site/b.html"]);
        let made = |name: &str| {
            pack(&folder, "x-1", &place.join(name)).unwrap();
            fs::read(place.join(name)).unwrap()
        };
        let first = made("one.zip");
        // Written anew, and so with another time.
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(folder.join("a.txt"), "a".repeat(1_000)).unwrap();
        assert_eq!(first, made("two.zip"));
        assert!(first.len() < 1_000, "it is packed");
        fs::remove_dir_all(place).unwrap();
    }
}
