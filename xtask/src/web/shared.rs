//! What several scripts share is put into each of them, so that none waits for another file.
//!
//! `cargo xtask serve` leaves `import { … } from "./NAME.js"` as it is.
use crate::release::version;
use crate::sh::{Res, read};
use std::fs;
use std::path::Path;

/// What is shared; those that need nothing of one another.
const SHARED: [&str; 3] = ["failed.js", "files.js", "guard.js"];
/// Who imports them.
const SCRIPTS: [&str; 3] = ["boot.js", "embed.js", super::element::MODULE];

/// Stands in `stopped.js` for the release.
pub const VERSION: &str = "FOUR_WAVES_VERSION";

/// Puts them into dist/'s scripts, and takes them away.
pub fn put_in(dist: &Path) -> Res {
    for name in SCRIPTS {
        let mut script = read(&dist.join(name))?;
        for shared in SHARED {
            script = with(&script, shared, &read(&dist.join(shared))?)?;
        }
        fs::write(dist.join(name), script).map_err(|e| format!("{name}: {e}"))?;
    }
    let stopped = dist.join("stopped.js");
    let text = read(&stopped)?.replace(VERSION, &version()?);
    fs::write(stopped, text).map_err(|e| format!("stopped.js: {e}"))?;
    for name in SHARED {
        fs::remove_file(dist.join(name)).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

/// The script with that file in place of its import. It stays a scope of its own.
fn with(script: &str, name: &str, file: &str) -> Res<String> {
    let from = format!("}} from \"./{name}\";");
    let Some((before, after)) = script.split_once(&from) else { return Ok(script.to_owned()) };
    let (head, names) = before.rsplit_once("import {").ok_or(format!("{from} ends no import"))?;
    let (body, exported) = file.rsplit_once("export {").ok_or(format!("{name} exports no list"))?;
    Ok(format!("{head}const {{{names}}} = (() => {{\n{body}return {{{exported}}})();{after}"))
}

/// Puts what starts the worker behind the worker's own script: it would have to be fetched from there,
/// and a page that demands Trusted Types forbids a worker that as well.
pub fn start_worker(built: &Path) -> Res {
    let (script, start) = (built.join("capture.js"), built.join("capture-start.js"));
    let both = [read(&script)?, read(&start)?].join("\n");
    fs::write(&script, both).map_err(|e| format!("capture.js: {e}"))?;
    fs::remove_file(start).map_err(|e| format!("capture-start.js: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_file_stands_where_it_was_imported() {
        let script = "import { a, b } from \"./files.js\";\nimport { c } from \"./guard.js\";\na(b);\n";
        let file = "const d = 1;\nconst a = (x) => x + d;\nconst b = 2;\nexport { a, b };\n";
        let whole = "const { a, b } = (() => {\nconst d = 1;\nconst a = (x) => x + d;\nconst b = 2;\nreturn { a, b };\n})();\n\
            import { c } from \"./guard.js\";\na(b);\n";
        assert_eq!(with(script, "files.js", file).as_deref(), Ok(whole));
        assert_eq!(with(script, "other.js", file).as_deref(), Ok(script));
        assert!(with(script, "files.js", "const a = 1;").is_err(), "it exports nothing");
    }
}
