//! *How true is this?*: from the app and back, its sources by pointer, finger and keyboard.
use super::access::violations;
use e2e::{Browser, Options, Result, SOON, Site, axe_core, run};
use thirtyfour::Key;

/// Those without pictures; the lesson has tests of its own.
const FILES: [&str; 11] = [
    "truth.html",
    "truth.zh.html",
    "conformance.html",
    "conformance.zh.html",
    "embed.html",
    "embed.zh.html",
    "glossary.html",
    "glossary.zh.html",
    "questions.html",
    "questions.zh.html",
    "404.html",
];

/// Is the source of that cell to be seen?
fn shown(cell: &str) -> String {
    format!("document.getElementById('{cell}-source')?.checkVisibility()")
}

async fn reads(page: &Browser, site: &Site, lang: &str) -> Result {
    let (title, source, file) = match lang {
        "en" => ("How true is this?", "include/net/tcp.h: TCP_TIMEWAIT_LEN is 60 s", "truth.html"),
        _ => ("这有多可信？", "include/net/tcp.h：TCP_TIMEWAIT_LEN 为 60 s", "truth.zh.html"),
    };
    page.visit(&site.url(&format!("?lang={lang}&theme=dark"))).await?;
    assert_eq!(page.text("#how-true").await?, title);
    page.click("#how-true").await?;
    page.until(&format!("location.pathname.endsWith('/{file}') && document.querySelector('h1')"), SOON)
        .await?;
    assert_eq!(page.text("h1").await?, title);
    assert!(
        page.truth(
            "document.documentElement.lang.startsWith(document.querySelector('a.back').search.slice(6))"
        )
        .await?
    );
    assert_eq!(page.attribute("html", "data-theme").await?, "dark", "as the app remembers it");
    // A value and its source.
    let seen = shown("msl-linux");
    assert!(!page.truth(&seen).await?);
    page.click("#msl-linux button").await?;
    page.until(&seen, SOON).await?;
    assert_eq!(page.text("#msl-linux-source").await?, source);
    page.keys(Key::Escape + "").await?;
    page.until(&format!("!{seen}"), SOON).await?;
    page.keys(Key::Tab + "").await?;
    page.until(&shown("msl-freebsd"), SOON).await?;
    // What it was held against, and back.
    page.click("#proof p a").await?;
    page.until("document.querySelectorAll('#recordings tbody tr').length >= 29", SOON).await?;
    page.click("a.back").await?;
    page.until(&format!("location.pathname.endsWith('/{file}') && document.querySelector('#D1')"), SOON)
        .await?;
    // A decision, and what shows it.
    page.click("#D1 .shows a").await?;
    page.until("document.querySelectorAll('g.flight').length === 6", SOON).await?;
    assert_eq!(page.scenario().await?, "last-ack-lost");
    assert_eq!(page.notice().await?, "");
    assert_eq!(page.text("#how-true").await?, title, "in the same language");
    page.no_errors().await
}

#[tokio::test]
async fn a_reader_goes_from_the_app_to_a_source_and_back_by_a_scenario() {
    // A strict host: nothing inline, nothing from elsewhere.
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'";
    let site =
        Site::builder(e2e::dist()).below("course/waves").header("Content-Security-Policy", policy).start();
    for lang in ["en", "zh"] {
        let options = Options { reduced_motion: true, ..Options::default() };
        run("truth", options, async |page| reads(page, &site, lang).await).await;
    }
}

#[tokio::test]
async fn a_field_leads_to_its_cell_and_every_scenario_opens() {
    let site = Site::dist();
    run("truth-links", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("#1;four-way-close;d=100;g=30;ck=linux;sk=linux")).await?;
        page.click("#rto ~ .origin").await?;
        page.until(
            &format!("location.hash === '#rto_initial-linux' && {}", shown("rto_initial-linux")),
            SOON,
        )
        .await?;
        let links = page.strings("Array.from(document.querySelectorAll('.shows a'), a => a.href)").await?;
        assert!(links.len() > 12, "{links:?}");
        for link in links {
            page.visit(&link).await?;
            assert_eq!(page.notice().await?, "", "{link}");
            assert!(page.truth("document.querySelector('.chip[aria-pressed=true]')").await?, "{link}");
        }
        // The other language keeps the place.
        page.visit(&site.url("truth.html#D7")).await?;
        page.click("a.language").await?;
        page.until("location.pathname.endsWith('truth.zh.html') && location.hash === '#D7'", SOON).await?;
        page.visit(&site.url("truth.html?lang=zh#D7")).await?;
        page.until("location.pathname.endsWith('truth.zh.html') && location.hash === '#D7'", SOON).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_phone_shows_one_stack_at_a_time() {
    let site = Site::dist();
    let options = Options { size: (360, 740), mobile: true, reduced_motion: true, ..Options::default() };
    run("truth-phone", options, async |page| {
        page.visit(&site.url("truth.html#msl-windows")).await?;
        let cells = "Array.from(document.querySelectorAll('#msl td')).filter(c => c.checkVisibility()).map(c => c.id)";
        assert_eq!(page.strings(cells).await?, ["msl-windows"]);
        assert!(page.truth(&shown("msl-windows")).await?);
        page.click("label:has(#show-freebsd)").await?;
        page.until("document.getElementById('msl-freebsd').checkVisibility()", SOON).await?;
        page.click("#msl-freebsd button").await?;
        page.until(&shown("msl-freebsd"), SOON).await?;
        for file in FILES {
            page.visit(&site.url(file)).await?;
            let wide = page.number("document.documentElement.scrollWidth").await?;
            assert!(wide <= 360.0, "{file} is {wide} px wide");
        }
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn it_can_be_read_without_scripts() {
    let policy = "script-src 'none'";
    let site = Site::builder(e2e::dist()).header("Content-Security-Policy", policy).start();
    run("truth-plain", Options::default(), async |page| {
        page.goto(site.url("truth.html#msl-linux")).await?;
        page.until(&shown("msl-linux"), SOON).await?;
        page.focus("#msl-freebsd button").await?;
        page.until(&shown("msl-freebsd"), SOON).await
    })
    .await;
}

#[tokio::test]
async fn axe_finds_nothing_on_the_pages_of_text() {
    let Some(axe) = axe_core() else { return };
    let site = Site::dist();
    for (size, mobile) in [((1280, 900), false), ((360, 740), true)] {
        run("axe-truth", Options { size, mobile, ..Options::default() }, async |page| {
            let mut found = Vec::new();
            for file in FILES {
                for theme in ["light", "dark"] {
                    page.visit(&site.url(&format!("{file}?theme={theme}#msl-windows"))).await?;
                    let list = violations(page, axe).await?;
                    found.extend(list.into_iter().map(|v| format!("{file} {theme} {size:?}: {v}")));
                }
            }
            assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
            page.no_errors().await
        })
        .await;
    }
}
