//! Versions: of the next release and its notes, and of the oldest compiler.
use crate::rust;
use crate::sh::{Res, cmd, output, read, root, say};

/// A released version has a day there; one to come has this word.
const TO_COME: &str = "unreleased";

/// `[VERSION]`: what CHANGELOG.md says of it, or of the newest. Only a version that has its day is
/// given by name, so that nothing is published that calls itself unreleased.
pub fn notes(options: &[&str]) -> Res {
    let changes = read(&root().join("CHANGELOG.md"))?;
    let sections = sections(&changes);
    let found = match options {
        [] => sections.first().ok_or("CHANGELOG.md has no section")?,
        [version] => {
            let version = version.trim_start_matches('v');
            let found = sections.iter().find(|section| section.version == version);
            let found = found.ok_or(format!("CHANGELOG.md has no section of {version}"))?;
            if found.date == TO_COME {
                return Err(format!("CHANGELOG.md calls {version} {TO_COME}: give it its day"));
            }
            found
        }
        [_, other, ..] => return Err(format!("release-notes takes one version, not {other}, too")),
    };
    println!("{}", found.text);
    Ok(())
}

/// The version in Cargo.toml is the newest in CHANGELOG.md.
pub fn agrees() -> Res {
    let (ours, changes) = (version()?, read(&root().join("CHANGELOG.md"))?);
    let sections = sections(&changes);
    let newest = sections.first().ok_or("CHANGELOG.md has no section")?;
    if newest.version != ours {
        return Err(format!("Cargo.toml says {ours} and CHANGELOG.md's newest section {}", newest.version));
    }
    match sections.iter().skip(1).find(|section| section.date == TO_COME) {
        Some(old) => Err(format!("CHANGELOG.md calls {} {TO_COME}, and it is not the newest", old.version)),
        None => Ok(()),
    }
}

/// The version in Cargo.toml.
pub fn version() -> Res<String> {
    field(&read(&root().join("Cargo.toml"))?, "version").ok_or("Cargo.toml states no version".into())
}

/// Holds the compiler that runs the tests against rust-version: where both are the same, these tests
/// are the test of it.
pub fn oldest_compiler() -> Res {
    let oldest = field(&read(&root().join("Cargo.toml"))?, "rust-version")
        .ok_or("Cargo.toml states no rust-version")?;
    let said = output(cmd("rustc").arg("--version")).ok_or("there is no rustc")?;
    let ours = rust::version(&said).ok_or(format!("what version is that: {said}"))?;
    let oldest_known =
        rust::version(&format!("rustc {oldest}")).ok_or(format!("rust-version {oldest} is none"))?;
    match ours.cmp(&oldest_known) {
        std::cmp::Ordering::Less => {
            Err(format!("{said} is older than rust-version {oldest}: `rustup update`"))
        }
        std::cmp::Ordering::Equal => {
            say(&format!(
                "{said} is the oldest that is promised ({oldest}): all that follows tests that promise"
            ));
            Ok(())
        }
        std::cmp::Ordering::Greater => {
            say(&format!(
                "{said} is newer than the oldest that is promised ({oldest}), which the workflow's job `oldest` tests"
            ));
            Ok(())
        }
    }
}

fn field(manifest: &str, name: &str) -> Option<String> {
    let stated =
        |line: &str| Some(line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned());
    manifest.lines().find_map(stated)
}

/// `## 1.2.0 - 2026-11-23` and all that stands below it.
#[derive(Debug, PartialEq)]
struct Section<'a> {
    version: &'a str,
    date: &'a str,
    text: &'a str,
}

fn sections(changes: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    for part in changes.split("\n## ").skip(1) {
        let (title, text) = part.split_once('\n').unwrap_or((part, ""));
        let (version, date) = title.split_once(" - ").unwrap_or((title, ""));
        sections.push(Section { version: version.trim(), date: date.trim(), text: text.trim() });
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found_with_their_days() {
        let found =
            sections("# Changelog\n\n## 0.2.0 - unreleased\n\n### A\n* b\n\n## 0.1.0 - 2026-11-23\n* c\n");
        let section = |version, date, text| Section { version, date, text };
        assert_eq!(
            found,
            [section("0.2.0", "unreleased", "### A\n* b"), section("0.1.0", "2026-11-23", "* c")]
        );
    }

    #[test]
    fn ours_agree() {
        assert_eq!(agrees(), Ok(()));
        assert!(notes(&["0.0.0"]).is_err() && notes(&["0.1.0", "x"]).is_err());
    }

    #[test]
    fn the_oldest_compiler_is_one_everywhere() {
        let oldest = field(&read(&root().join("Cargo.toml")).unwrap(), "rust-version").expect("it is stated");
        for (file, says) in [
            ("README.md", format!("promised is Rust {oldest} ")),
            (".github/workflows/ci.yml", format!("RUSTUP_TOOLCHAIN: \"{oldest}\"")),
            (".github/workflows/ci.yml", format!("toolchain install {oldest} ")),
        ] {
            assert!(read(&root().join(file)).unwrap().contains(&says), "{file}: {says}");
        }
        assert_eq!(rust::version(&format!("rustc {oldest}")), Some(rust::OLDEST));
    }

    #[test]
    fn fields_are_those_of_the_package() {
        let manifest = "rust-version = \"1.95\"\nversion = \"0.1.0\"\nversion = \"2\"\n";
        assert_eq!(field(manifest, "version").as_deref(), Some("0.1.0"));
        assert_eq!(field(manifest, "rust-version").as_deref(), Some("1.95"));
        assert_eq!(field(manifest, "rust").as_deref(), None);
    }
}
