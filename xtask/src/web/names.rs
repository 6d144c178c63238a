//! Gives what the page's wasm imports and exports short names, in the wasm and in its script alike.
//! wasm-bindgen's are long and end in hashes, which do not compress: 4 KiB of the page (brotli).
use crate::sh::Res;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Shortens them in place. Before the script is minified: there the exports are `wasm.NAME`.
pub fn shorten(dist: &Path) -> Res {
    let names = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let mut names = names.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let name = names.find(|name| super::of_page(name)).ok_or("dist/ has no wasm")?;
    let wasm_file = dist.join(&name);
    let script_file = dist.join(name.replace("_bg.wasm", ".js"));
    let wasm = fs::read(&wasm_file).map_err(|e| format!("{name}: {e}"))?;
    let script = fs::read_to_string(&script_file).map_err(|e| format!("{name}'s script: {e}"))?;
    let (wasm, script) = shortened(&wasm, &script).ok_or("the wasm and its script do not fit together")?;
    fs::write(&wasm_file, wasm).map_err(|e| e.to_string())?;
    fs::write(&script_file, script).map_err(|e| e.to_string())
}

/// Both with short names; `None` where a name is not found exactly as wasm-bindgen writes it.
fn shortened(wasm: &[u8], script: &str) -> Option<(Vec<u8>, String)> {
    let mut short = Names::default();
    let mut out = wasm.get(..8)?.to_vec();
    let mut reader = Reader { bytes: wasm, at: 8 };
    while reader.at < wasm.len() {
        let begin = reader.at;
        let id = reader.byte()?;
        let length = reader.number()?;
        let end = reader.at + length;
        match id {
            IMPORTS => section(&mut out, id, &reader.imports(script, &mut short)?),
            EXPORTS => section(&mut out, id, &reader.exports(script, &mut short)?),
            _ => out.extend_from_slice(wasm.get(begin..end)?),
        }
        reader.at = end;
    }
    // The script's own way of naming the one module that everything is imported from.
    let script = script.replace(&format!("\"{}\"", short.module), &format!("\"{MODULE}\""));
    // The synchronous start is nobody's: without it in this list it can be left out.
    let script =
        script.replace("export { initSync, __wbg_init as default }", "export { __wbg_init as default }");
    Some((out, short.put_in(&script)?))
}

const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const MODULE: &str = "a";

fn section(out: &mut Vec<u8>, id: u8, body: &[u8]) {
    out.push(id);
    number(out, body.len());
    out.extend_from_slice(body);
}

fn number(out: &mut Vec<u8>, mut value: usize) {
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// The n-th name: a … z, A … Z, aa, …
fn nth(mut n: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[n % LETTERS.len()]));
        n /= LETTERS.len();
        if n == 0 {
            return name;
        }
        n -= 1;
    }
}

#[derive(Default)]
struct Names {
    module: String,
    imports: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

impl Names {
    /// The script with the short names. Each import is there once, as a property; an export is
    /// whatever follows `wasm.`.
    fn put_in(&self, script: &str) -> Option<String> {
        let part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '$';
        let (mut out, mut rest, mut replaced) = (String::with_capacity(script.len()), script, 0);
        while let Some(begin) = rest.find(part) {
            out.push_str(&rest[..begin]);
            rest = &rest[begin..];
            let (word, after) = rest.split_at(rest.find(|sign| !part(sign)).unwrap_or(rest.len()));
            let export = self.exports.get(word).filter(|_| out.ends_with("wasm."));
            let import = self.imports.get(word);
            replaced += usize::from(import.is_some());
            out.push_str(export.or(import).map_or(word, String::as_str));
            rest = after;
        }
        out.push_str(rest);
        (replaced == self.imports.len()).then_some(out)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        self.at += 1;
        self.bytes.get(self.at - 1).copied()
    }

    fn number(&mut self) -> Option<usize> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            value |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 || shift > 28 {
                return Some(value);
            }
        }
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        let text = self.bytes.get(self.at..self.at + length)?;
        self.at += length;
        str::from_utf8(text).ok()
    }

    fn imports(&mut self, script: &str, short: &mut Names) -> Option<Vec<u8>> {
        let count = self.number()?;
        let mut body = Vec::new();
        number(&mut body, count);
        for index in 0..count {
            let (module, field) = (self.text()?, self.text()?);
            if index > 0 && module != short.module || !script.contains(field) {
                return None;
            }
            short.module = module.into();
            short.imports.insert(field.into(), nth(index));
            text(&mut body, MODULE);
            text(&mut body, &nth(index));
            let begin = self.at;
            // Only functions are imported by wasm-bindgen's page: a kind, and a type's index.
            if self.byte()? != 0 {
                return None;
            }
            self.number()?;
            body.extend_from_slice(&self.bytes[begin..self.at]);
        }
        Some(body)
    }

    fn exports(&mut self, script: &str, short: &mut Names) -> Option<Vec<u8>> {
        let count = self.number()?;
        let mut body = Vec::new();
        number(&mut body, count);
        for index in 0..count {
            let name = self.text()?;
            if script.contains(&format!("wasm.{name}")) {
                short.exports.insert(name.into(), nth(index));
            }
            text(&mut body, short.exports.get(name).map_or(name, String::as_str));
            body.push(self.byte()?);
            let index = self.number()?;
            number(&mut body, index);
        }
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_all_different() {
        let names: Vec<String> = (0..3_000).map(nth).collect();
        assert_eq!((&*names[0], &*names[51], &*names[52], &*names[104]), ("a", "Z", "aa", "ab"));
        let different: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }

    #[test]
    fn imports_and_exports_are_renamed_in_both() {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let mut imports = vec![1];
        text(&mut imports, "./page_bg.js");
        text(&mut imports, "__wbg_focus_0123");
        imports.extend([0, 5]);
        section(&mut wasm, IMPORTS, &imports);
        let mut exports = vec![2];
        for name in ["memory", "unused"] {
            text(&mut exports, name);
            exports.extend([2, 0]);
        }
        section(&mut wasm, EXPORTS, &exports);
        let script = "const i = { __wbg_focus_0123: function(a) { a.focus() } };\n\
                      const all = { \"./page_bg.js\": i };\n\
                      wasm.memory.buffer; other.memory;\n\
                      export { initSync, __wbg_init as default };";
        let (wasm, script) = shortened(&wasm, script).expect("they fit");
        assert!(script.starts_with("const i = { a: function(a)"), "{script}");
        assert!(
            script.contains("{ \"a\": i }") && script.contains("wasm.a.buffer; other.memory"),
            "{script}"
        );
        assert!(script.ends_with("export { __wbg_init as default };"));
        assert!(wasm.ends_with(b"\x02\x01a\x02\0\x06unused\x02\0"), "{wasm:?}");
        assert_eq!(shortened(&wasm, "import nothing"), None);
    }
}
