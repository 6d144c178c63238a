//! The release page loads and its console stays clean.
use e2e::{Options, Site, run};

#[tokio::test]
async fn the_page_loads_without_errors() {
    let site = Site::dist();
    run("smoke", Options::default(), async |browser| {
        browser.visit(&site.url("")).await?;
        assert_ne!(
            browser.js("return document.body.innerText.trim()").await?,
            "",
            "the page shows something"
        );
        let missing: Vec<_> = site.asked().into_iter().filter(|(_, status)| *status >= 400).collect();
        assert!(missing.is_empty(), "asked for and not there: {missing:?}");
        browser.no_errors().await
    })
    .await;
}

/// The folder is to work wherever a static host puts it.
#[tokio::test]
async fn the_page_loads_below_a_path() {
    let site = Site::builder(e2e::dist()).below("/courses/net/waves/").start();
    run("below-a-path", Options::default(), async |browser| {
        browser.visit(&site.url("")).await?;
        assert_ne!(
            browser.js("return document.body.innerText.trim()").await?,
            "",
            "the page shows something"
        );
        browser.no_errors().await
    })
    .await;
}
