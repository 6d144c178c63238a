//! axe-core on the page, and what it cannot see: sentences for those who do not look.
use e2e::{Browser, Options, Result, SOON, Site, TABS, axe_core, run};
use serde_json::Value;

/// One rule of axe's is an experiment: it wants the words drawn in a segment in the order of its name, and
/// takes two words with a gap between them for one.
const RUN: &str = "
    const done = arguments[0];
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'label-content-name-mismatch': { enabled: false } } })
        .then(r => done(r.violations.map(v => `${v.impact} ${v.id}: ${v.help}\\n`
            + v.nodes.slice(0, 4).map(n => '    ' + n.target.join(' ') + '  ' + n.any.concat(n.all, n.none)
                .map(c => c.message).join('; ')).join('\\n') + (v.nodes.length > 4 ? `\\n    … ${v.nodes.length}` : ''))),
            e => done(['axe: ' + e]));";

pub async fn violations(page: &Browser, axe: &str) -> Result<Vec<String>> {
    if !page.truth("window.axe").await? {
        // Wrapped: a script of WebDriver's is a function's body.
        page.js(&format!("{axe}; window.axe = window.axe ?? axe;")).await?;
    }
    let found = page.execute_async(RUN, vec![]).await?.json().clone();
    let found: &[Value] = found.as_array().map_or(&[], Vec::as_slice);
    Ok(found.iter().filter_map(|v| v.as_str().map(String::from)).collect())
}

async fn check(page: &Browser, site: &Site, axe: &str, lang: &str) -> Result {
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        page.visit(&site.url(&format!("?lang={lang}&theme={theme}&scenario=last-ack-lost"))).await?;
        let mut add = |state: &str, list: Vec<String>| {
            found.extend(list.into_iter().map(|v| format!("{lang} {theme} {state}: {v}")));
        };
        add("at rest", violations(page, axe).await?);
        // In the middle, with a segment chosen, a sentence shown, and the questions open.
        page.press("tab questions").await?;
        page.seek(8.0).await?;
        page.press("call client send").await?;
        page.js(
            "document.querySelector('g.flight').dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        )
        .await?;
        page.until("document.querySelector('.inspector .why') && document.querySelector('.notice p')", SOON)
            .await?;
        add("in the middle", violations(page, axe).await?);
        page.press("tab story").await?;
        page.frame().await?;
        add("in the story", violations(page, axe).await?);
        // With what is still to come in view.
        page.js("document.querySelector('[data-do=restart]').click()").await?;
        page.until("document.querySelector('.clock').textContent === '0.00 s'", SOON).await?;
        add("at the start", violations(page, axe).await?);
    }
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    page.no_errors().await
}

#[tokio::test]
async fn axe_finds_nothing_in_english() {
    let Some(axe) = axe_core() else { return };
    let site = Site::dist();
    let options = Options { reduced_motion: true, ..Options::default() };
    run("axe-en", options, async |page| check(page, &site, axe, "en").await).await;
}

#[tokio::test]
async fn axe_finds_nothing_in_chinese() {
    let Some(axe) = axe_core() else { return };
    let site = Site::dist();
    let options = Options { reduced_motion: true, ..Options::default() };
    run("axe-zh", options, async |page| check(page, &site, axe, "zh").await).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    let Some(axe) = axe_core() else { return };
    let site = Site::dist();
    let options = Options { size: (360, 740), mobile: true, reduced_motion: true, ..Options::default() };
    run("axe-phone", options, async |page| check(page, &site, axe, "en").await).await;
}

/// Each panel that a person opens, with as much in it as there can be.
async fn check_panels(page: &Browser, site: &Site, axe: &str, lang: &str) -> Result {
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        page.visit(&site.url(&format!("?lang={lang}&theme={theme}#1;last-ack-lost"))).await?;
        let mut add = |state: &str, list: Vec<String>| {
            found.extend(list.into_iter().map(|v| format!("{lang} {theme} {state}: {v}")));
        };
        // A segment is chosen and has been operated on, one change is off, another no longer applies.
        page.choose(4).await?;
        page.press("lose").await?;
        page.choose(0).await?;
        page.press("delay").await?;
        page.click(".cells button").await?;
        page.tab("changes").await?;
        page.press("switch fault 0").await?;
        page.until("document.querySelector('.edits .off')", SOON).await?;
        for tab in TABS.into_iter().chain(["story"]) {
            page.tab(tab).await?;
            if tab == "states" {
                page.click("[data-do='goal state CLOSING']").await?;
                page.until("document.querySelector('.chosen-words [data-do^=open]')", SOON).await?;
            }
            if tab == "programs" {
                page.click("#program-client").await?;
                page.keys("what?" + thirtyfour::Key::Tab).await?;
                page.until("document.querySelector('.problems li')", SOON).await?;
                page.click("#add-server summary").await?;
            }
            add(tab, violations(page, axe).await?);
        }
        page.press("compare").await?;
        page.until("document.querySelector('.compared .parts')", SOON).await?;
        add("two futures", violations(page, axe).await?);
        page.seek(4.4).await?;
        add("two futures in the middle", violations(page, axe).await?);
    }
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    page.no_errors().await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_panels() {
    let Some(axe) = axe_core() else { return };
    let site = Site::dist();
    for lang in ["en", "zh"] {
        let options = Options { reduced_motion: true, ..Options::default() };
        run(&format!("axe-panels-{lang}"), options, async |page| check_panels(page, &site, axe, lang).await)
            .await;
    }
    let options = Options { size: (360, 740), mobile: true, reduced_motion: true, ..Options::default() };
    run("axe-panels-phone", options, async |page| check_panels(page, &site, axe, "zh").await).await;
}

/// The polite sentence says each event once as one steps through.
#[tokio::test]
async fn each_step_is_told_once() {
    let site = Site::dist();
    run("told", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        page.js("document.querySelector('[data-do=restart]').click()").await?;
        page.js(
            "window.told = [];
            new MutationObserver(() => window.told.push(document.querySelector('[aria-live=polite]').textContent))
                .observe(document.querySelector('[aria-live=polite]'), { childList: true, characterData: true, subtree: true });",
        )
        .await?;
        for _ in 0..3 {
            page.press("next").await?;
            page.frame().await?;
        }
        let told = page.strings("window.told").await?;
        let rows = page.strings("Array.from(document.querySelectorAll('.sentence'), s => s.textContent)").await?;
        assert_eq!(told, rows[..3]);
        page.no_errors().await
    })
    .await;
}
