//! What a first visit does not run is in a file of its own, which comes when somebody is about to do more
//! than look.
use e2e::{Browser, Options, Result, SOON, Site, run};

fn rests(site: &Site) -> usize {
    site.asked().iter().filter(|(path, _)| path.ends_with("_rest.wasm")).count()
}

/// As a script presses it: without a pointer, which would announce itself.
async fn script_presses(browser: &Browser, command: &str) -> Result {
    browser.js(&format!("document.querySelector(`[data-do='{command}']`).click();")).await?;
    browser.frame().await
}

#[tokio::test]
async fn who_only_looks_does_without_it() {
    run("who_only_looks_does_without_it", Options::default(), async |browser| {
        let site = Site::dist();
        for query in ["", "?lang=zh&theme=dark&autoplay=0"] {
            browser.visit(&site.url(query)).await?;
            for command in ["play", "play", "restart"] {
                script_presses(browser, command).await?;
            }
            while !browser.finished().await? {
                script_presses(browser, "next").await?;
            }
            script_presses(browser, "previous").await?;
            browser.scrub(300).await?;
        }
        let more: Vec<String> = site.asked().into_iter().map(|(path, _)| path).collect();
        let further = more.iter().filter(|path| path.contains("_rest") || path.contains("_later"));
        assert_eq!(further.count(), 0, "a function on the list ran: `cargo xtask first-visit`; {more:?}");
        browser.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn what_needs_it_at_once_gets_it_at_once() {
    run("what_needs_it_at_once_gets_it_at_once", Options::default(), async |browser| {
        let site = Site::dist();
        browser.visit(&site.url("?autoplay=0")).await?;
        assert_eq!(rests(&site), 0);
        script_presses(browser, "theme").await?;
        assert_eq!(browser.attribute("html", "data-theme").await?, "light", "in the same turn");
        script_presses(browser, "load last-ack-lost").await?;
        browser.until("document.querySelector('.look').textContent.length > 20", SOON).await?;
        assert_eq!(rests(&site), 1, "it is fetched once");
        browser.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_pointer_announces_what_it_will_do() {
    run("a_pointer_announces_what_it_will_do", Options::default(), async |browser| {
        let site = Site::dist();
        browser.visit(&site.url("?autoplay=0")).await?;
        browser.js("document.querySelector('h1').dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));").await?;
        browser.until("performance.getEntriesByType('resource').some(e => e.name.includes('_rest') && e.initiatorType === 'fetch')", SOON).await?;
        browser.press("theme").await?;
        browser.press("load abort").await?;
        browser.until("document.querySelector('.look').textContent.length > 20", SOON).await?;
        assert_eq!(rests(&site), 1, "it is fetched once");
        browser.no_errors().await
    })
    .await;
}
