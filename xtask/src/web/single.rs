//! The app as one file that asks for no other: for a disk, a sandbox, or somebody's course.
//!
//! Both wasm files are in it as text, a sign a byte. Base64 would weigh a quarter more on the wire, for
//! brotli does not see bytes through it; as it is the file packs as the wasm does.
use crate::release::version;
use crate::sh::{Res, cmd, read, root, run};
use std::env;
use std::fs;
use std::path::Path;

/// The file's name.
pub const SINGLE: &str = "four-waves-single.html";

/// Where the site is, for links to the pages that stand beside the app.
const SITE: &str = "FOUR_WAVES_SITE";

/// It can ask for nothing, even if it would. Pictures and workers that it makes itself it may use.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; \
    style-src 'unsafe-inline'; img-src data: blob:; \
    require-trusted-types-for 'script'; trusted-types four-waves";

/// A link that `static/single.js` has made none, for want of a site, is only its words, or nothing.
const NO_LINKS: &str = "a:not([href]){color:inherit;text-decoration:none}.origin:not([href]){display:none}";

/// Writes it into dist/, of the finished files that are there.
pub fn write(dist: &Path, esbuild: &Path) -> Res {
    let names = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let names: Vec<String> =
        names.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let named = |wanted: &dyn Fn(&str) -> bool, what: &str| {
        let found = names.iter().find(|name| wanted(name));
        found.map(|name| dist.join(name)).ok_or(format!("dist/ has no {what}"))
    };
    let first = named(&|name| super::of_page(name), "wasm")?;
    let rest = named(&|name| name.ends_with("_rest.wasm"), "rest")?;
    let later = named(&|name| name.ends_with("_later.wasm"), "second file")?;
    let style = named(&|name| name.starts_with("style-"), "style sheet")?;
    let script = named(
        &|name| name.starts_with("four-waves-") && name.ends_with(".js") && name != super::element::MODULE,
        "script",
    )?;
    let bytes = |file: &Path| fs::read(file).map_err(|e| format!("{}: {e}", file.display()));
    let styles = [read(&style)?, read(&dist.join("later.css"))?].concat();
    let bindings = classic(
        esbuild,
        &script,
        &["--global-name=fourWavesBindings", "--define:import.meta.url=undefined"],
    )?;
    let start = classic(esbuild, &root().join("static").join("single.js"), &[])?;
    let start = start.replace(super::shared::VERSION, &version()?);
    let scripts = format!(
        "{bindings}\nconst FOUR_WAVES_FIRST=\"{}\",FOUR_WAVES_REST=\"{}\",FOUR_WAVES_LATER=\"{}\";\n{start}",
        as_text(&bytes(&first)?),
        as_text(&bytes(&rest)?),
        as_text(&bytes(&later)?)
    );
    let page =
        page(&read(&root().join("index.html"))?, &env::var(SITE).unwrap_or_default(), &styles, &scripts)?;
    fs::write(dist.join(SINGLE), page).map_err(|e| format!("{SINGLE}: {e}"))
}

/// The app's page without all that it would fetch, and with that in it.
fn page(index: &str, site: &str, styles: &str, scripts: &str) -> Res<String> {
    for (text, end) in [(styles, "</style"), (scripts, "</script"), (scripts, "<!--")] {
        if text.to_ascii_lowercase().contains(end) {
            return Err(format!("{SINGLE}: {end} would end it early"));
        }
    }
    let fetched = ["<link ", "<script src="];
    let lines = index.lines().filter(|line| !fetched.iter().any(|tag| line.trim_start().starts_with(tag)));
    let page: String = lines.flat_map(|line| [line, "\n"]).collect();
    let policy = format!("    <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\" />\n");
    let mut page = put(&page, "    <meta name=\"viewport\"", &policy)?;
    page = put(
        &page,
        "  </head>",
        &format!("    <link rel=\"icon\" href=\"data:,\" />\n    <style>{styles}{NO_LINKS}</style>\n"),
    )?;
    page = put(&page, "  </body>", &format!("    <script>{scripts}</script>\n"))?;
    let site = site.trim_end_matches('/');
    if !site.is_empty() {
        let sound = site.starts_with("https://") && !site.contains(['"', '<', '&', ' ']);
        let html = format!("<html data-site=\"{site}/\"");
        page =
            sound.then(|| page.replacen("<html", &html, 1)).ok_or(format!("{SITE} is no https address"))?;
    }
    Ok(page)
}

fn put(page: &str, before: &str, what: &str) -> Res<String> {
    let (head, tail) = page.split_once(before).ok_or(format!("index.html has no {before}"))?;
    Ok([head, what, before, tail].concat())
}

/// A script as one that is no module.
fn classic(esbuild: &Path, script: &Path, more: &[&str]) -> Res<String> {
    let out = root().join("target").join("web").join("classic.js");
    let mut cmd = cmd(esbuild);
    cmd.arg(script)
        .args(["--bundle", "--minify", "--format=iife", "--charset=utf8", "--log-level=error"])
        .args(more);
    run(cmd.arg(format!("--outfile={}", out.display())))?;
    read(&out)
}

/// Each byte as the sign of its number, or of 256 more where that one would not come back out of a page
/// as it was, or means something in a script.
fn as_text(bytes: &[u8]) -> String {
    let sign = |byte: &u8| {
        let moved = b"\0\n\r\"\\<".contains(byte);
        char::from_u32(u32::from(*byte) + if moved { 256 } else { 0 }).expect("both are signs")
    };
    bytes.iter().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        let text = as_text(&all);
        assert!(!text.contains(['"', '\\', '<', '\n', '\r', '\0']));
        let back: Vec<u8> = text.chars().map(|sign| u32::from(sign) as u8).collect();
        assert_eq!(back, all);
    }

    #[test]
    fn a_page_holds_what_it_would_fetch() {
        let index = read(&root().join("index.html")).expect("index.html");
        let page = super::page(&index, "", "p{}", "go()").expect("it is made");
        assert!(page.contains("<style>p{}a:not(") && page.contains("<script>go()</script>"), "{page}");
        assert!(
            !page.contains("src=") && !page.contains("data-trunk") && !page.contains("data-site"),
            "{page}"
        );
        let linked = super::page(&index, "https://a.example/four-waves/", "", "").expect("it is made");
        assert!(linked.contains("<html data-site=\"https://a.example/four-waves/\" lang="), "{linked}");
        assert!(super::page(&index, "nowhere", "", "").is_err());
        assert!(super::page(&index, "", "", "a</script>b").is_err(), "it would end early");
    }
}
