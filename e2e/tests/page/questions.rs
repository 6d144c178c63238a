//! The questions' pages: each in both languages, as an app and as text.
use super::access::violations;
use e2e::{Browser, Options, Result, SOON, Site, axe_core, run};
use std::fs;
use thirtyfour::Key;

/// The questions' pages in the build, without their endings.
fn questions() -> Vec<String> {
    let files = fs::read_dir(e2e::dist()).expect("there is a build").flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let mut found: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".zh.html")?.to_owned()))
        .filter(|n| n.starts_with("q-"))
        .collect();
    found.sort();
    assert!(found.len() >= 20, "{found:?}");
    found
}

/// What is wider than the page, and what cannot be hit.
const AMISS: &str = "
    const amiss = [], width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width)
        amiss.push('the page is ' + document.documentElement.scrollWidth + ' px wide');
    for (const e of document.querySelectorAll('.questions button, .questions summary, .questions a')) {
        const r = e.getBoundingClientRect();
        if (!r.width || e.closest('p')) continue;
        if (r.width < 24 || r.height < 24) amiss.push('too small: ' + e.outerHTML.slice(0, 80));
        if (e.scrollWidth > e.clientWidth + 1) amiss.push('cut off: ' + e.textContent);
    }
    return amiss;";

async fn amiss(page: &Browser) -> Result<Vec<String>> {
    let found = page.js(AMISS).await?;
    Ok(found.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(String::from)).collect())
}

/// Opens one as it is linked, plays it to its end, breaks it, and mends it.
async fn walk(page: &Browser, site: &Site, name: &str, lang: &str) -> Result {
    let file = if lang == "en" { format!("{name}.html") } else { format!("{name}.zh.html") };
    page.visit(&site.url(&file)).await?;
    page.until("document.querySelector('.questions .looks')", SOON).await?;
    assert_eq!(page.notice().await?, "", "{file}");
    let title = page.text(".look.asked").await?;
    assert!(title.ends_with(['?', '？']), "{file}: {title}");
    assert!(page.title().await?.starts_with(&title), "{file}: {}", page.title().await?);
    assert!(page.attribute("html", "lang").await?.starts_with(lang), "{file}");
    // Every step happens, and the last one is where the whole run leads.
    page.keys(Key::End + "").await?;
    page.until("document.querySelector('.looks li.here')", SOON).await?;
    assert_eq!(page.count(".looks .missing").await?, 0, "{file}");
    let steps = page
        .strings("Array.from(document.querySelector('.looks').querySelectorAll('button'), b => b.dataset.do)")
        .await?;
    assert!((2..=5).contains(&steps.len()), "{file}: {steps:?}");
    // A step leads to its moment.
    page.press(&steps[0]).await?;
    page.until(
        "document.querySelector('.looks .at').textContent === document.querySelector('.clock').textContent
            && document.querySelector('.looks li').className !== 'later'",
        SOON,
    )
    .await?;
    // Each break is there, holds what it promises, and can be mended.
    for number in 0..page.count(".broken").await? {
        let button = format!("document.querySelectorAll('.broken')[{number}].querySelector('.break')");
        page.js(&format!("{button}.click()")).await?;
        page.until(&format!("{button}.getAttribute('aria-pressed') === 'true'"), SOON).await?;
        let missing = format!(
            "document.querySelectorAll('.broken')[{number}].querySelectorAll('.missing, .expected').length"
        );
        assert_eq!(page.number(&missing).await?, 0.0, "{file}: break {number}");
        assert_eq!(page.text(".look.asked").await?, title, "{file}: it is the same question");
    }
    page.js("document.querySelector('.questions > [data-do^=open]').click()").await?;
    page.until("!document.querySelector('.break[aria-pressed=true]')", SOON).await?;
    let found = amiss(page).await?;
    assert!(found.is_empty(), "{file}: {found:?}");
    page.no_errors().await
}

#[tokio::test]
async fn every_question_is_played_broken_and_mended() {
    let site = Site::dist();
    for lang in ["en", "zh"] {
        let options = Options { reduced_motion: true, ..Options::default() };
        run(&format!("questions-{lang}"), options, async |page| {
            for name in questions() {
                walk(page, &site, &name, lang).await?;
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn every_question_fits_a_small_screen() {
    let site = Site::dist();
    let options = Options { size: (320, 640), mobile: true, reduced_motion: true, ..Options::default() };
    run("questions-small", options, async |page| {
        for name in questions() {
            for end in ["html", "zh.html"] {
                page.visit(&site.url(&format!("{name}.{end}"))).await?;
                page.until("document.querySelector('.questions .looks')", SOON).await?;
                let found = amiss(page).await?;
                assert!(found.is_empty(), "{name}.{end}: {found:?}");
            }
        }
        page.no_errors().await
    })
    .await;
}

/// At rest, playing, and finished.
#[tokio::test]
async fn axe_finds_nothing_on_any_question() {
    let Some(axe) = axe_core() else { return };
    let site = Site::dist();
    run("axe-questions", Options::default(), async |page| {
        let mut found = Vec::new();
        for name in questions() {
            for end in ["html", "zh.html"] {
                for theme in ["light", "dark"] {
                    let url = site.url(&format!("{name}.{end}?theme={theme}"));
                    page.visit(&url).await?;
                    page.until("document.querySelector('.questions .looks')", SOON).await?;
                    let mut add = |state: &str, list: Vec<String>| {
                        found.extend(list.into_iter().map(|v| format!("{name}.{end} {theme} {state}: {v}")));
                    };
                    add("playing", violations(page, axe).await?);
                    page.press("restart").await?;
                    add("at rest", violations(page, axe).await?);
                    page.keys(Key::End + "").await?;
                    add("finished", violations(page, axe).await?);
                }
            }
        }
        assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
        page.no_errors().await
    })
    .await;
}

/// The same words with the finished ladder, where nothing runs.
#[tokio::test]
async fn a_question_can_be_read_without_scripts() {
    let site = Site::builder(e2e::dist()).header("Content-Security-Policy", "script-src 'none'").start();
    let options = Options { size: (320, 640), mobile: true, ..Options::default() };
    run("questions-plain", options, async |page| {
        for (file, words) in
            [("q-last-ack.html", "exactly this case"), ("q-last-ack.zh.html", "正是为这种情形")]
        {
            page.goto(site.url(file)).await?;
            page.until("document.querySelector('h1')", SOON).await?;
            assert!(page.text("#app").await?.contains(words), "{file}");
            assert!(
                page.truth("[...document.querySelectorAll('svg.ladder')].some(s => s.checkVisibility())")
                    .await?
            );
            let wide = page.number("document.documentElement.scrollWidth").await?;
            assert!(wide <= 320.0, "{file} is {wide} px wide");
        }
        Ok(())
    })
    .await;
}

/// Steps wait for events: they stay right when the network changes, and say so when one never comes.
#[tokio::test]
async fn steps_stay_true_when_the_network_changes() {
    let site = Site::dist();
    run("questions-changed", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("q-last-ack.html?lang=en")).await?;
        page.until("document.querySelector('.questions .looks')", SOON).await?;
        let first = page.text(".looks .at").await?;
        page.fill("delay", "2").await?;
        page.until(&format!("document.querySelector('.looks .at').textContent !== '{first}'"), SOON).await?;
        assert_eq!(page.count(".looks .missing").await?, 0);
        // Whoever lets the lost ACK arrive sees that nothing is lost any more.
        page.tab("changes").await?;
        page.press("switch fault 0").await?;
        page.tab("questions").await?;
        page.until("document.querySelector('.looks .missing')", SOON).await?;
        assert!(page.text(".looks .missing").await?.contains("not in this run"));
        // The link holds the question with the change; the other language knows it, too.
        page.until("location.hash.startsWith('#1;q-last-ack;')", SOON).await?;
        page.press("lang").await?;
        page.until("document.querySelector('.look.asked').textContent.includes('最后的 ACK')", SOON).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn an_unknown_question_says_so_and_offers_all() {
    let site = Site::dist();
    run("questions-unknown", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;q-why-me")).await?;
        assert!(page.notice().await?.starts_with("There is no such question"), "{}", page.notice().await?);
        page.until("document.querySelectorAll('.questions [data-do^=\"open 1;q-\"]').length >= 20", SOON)
            .await?;
        page.visit(&site.url("404.html")).await?;
        assert!(page.count("a[href^=q-]").await? >= 40);
        page.no_errors().await
    })
    .await;
}

/// States, calls and timers on the ladder and the badges lead to their entries, in the page's language.
#[tokio::test]
async fn words_on_screen_lead_to_the_glossary() {
    let site = Site::dist();
    run("terms", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for (lang, file) in [("en", "glossary.html"), ("zh", "glossary.zh.html")] {
            page.visit(&site.url(&format!("?lang={lang}&scenario=last-ack-lost"))).await?;
            page.js("window.opened = []; window.open = (address) => { window.opened.push(address); return null; };")
                .await?;
            page.click(".head.client .badge button").await?;
            page.until("window.opened.length === 1", SOON).await?;
            for (label, count) in [("FIN-WAIT-2", 2), ("close() = 0", 3), ("2·MSL = 20 s", 4), ("RTO 4 s", 5)] {
                page.js(&format!(
                    "[...document.querySelectorAll('.ladder .beside')].find(t => t.textContent === '{label}')
                        .dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"
                ))
                .await?;
                page.until(&format!("window.opened.length === {count}"), SOON).await?;
            }
            let expected = ["closed", "fin-wait-2", "close", "two-msl", "rto"].map(|id| format!("{file}#{id}"));
            let opened = page.strings("window.opened").await?;
            assert!(opened.iter().zip(&expected).all(|(opened, expected)| opened.ends_with(expected)), "{opened:?}");
            assert_eq!(opened.len(), expected.len());
            // What the event is about, below the story; each entry is there.
            let links = page.strings("Array.from(document.querySelectorAll('.look-up a'), a => a.getAttribute('href'))").await?;
            assert!(links.contains(&format!("{file}#two-msl")), "{links:?}");
            page.visit(&site.url(file)).await?;
            for link in expected.iter().chain(&links) {
                let id = link.split('#').nth(1).unwrap_or_default();
                assert!(page.truth(&format!("document.getElementById('{id}')")).await?, "{link}");
            }
        }
        page.no_errors().await
    })
    .await;
}
