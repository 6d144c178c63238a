//! Figure 10: does anything grow that nobody asked to keep?
use crate::subject::{Subject, window};
use crate::table::Figures;
use e2e::{Browser, Held, Result, SCENARIOS};

const TIMES: usize = 1_000;
/// So often before it is counted: what is made once is there by then.
const WARM: usize = 50;

pub async fn measure(subject: &Subject, figures: &mut Figures) -> Result {
    let browser = Browser::open(window()).await?;
    browser.watch_memory().await?;
    subject.visit(&browser, "?autoplay=0").await?;
    go(&browser, WARM).await?;
    let before = Held::by(&browser).await?;
    go(&browser, TIMES).await?;
    let after = Held::by(&browser).await?;
    browser.no_errors().await?;
    browser.close().await;
    figures.set("nodes", after.nodes - before.nodes);
    figures.set("listeners", after.listeners - before.listeners);
    figures.set("pages", after.wasm_pages - before.wasm_pages);
    figures.set("heap", (after.heap / before.heap - 1.0) * 100.0);
    figures.note("nodes", format!("before {before}; after {after}"));
    Ok(())
}

/// So many replays, and so many changes of the scenario; then the first scenario's finished figure.
async fn go(browser: &Browser, times: usize) -> Result {
    // In bundles, because a script may not take longer than half a minute.
    for from in (0..times).step_by(50) {
        browser.replay(50.min(times - from)).await?;
        browser.change_scenarios(50.min(times - from), &SCENARIOS).await?;
    }
    browser.press(&format!("load {}", SCENARIOS[0])).await?;
    browser.replay(1).await
}
