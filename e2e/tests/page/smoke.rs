//! The release page loads and its console stays clean.
use e2e::{Options, SOON, Site, run};

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

/// Browsers report sizes that change while they are told; not every console shows it.
#[tokio::test]
async fn a_window_that_changes_is_followed_without_complaint() {
    let site = Site::dist();
    run("resizing", Options::default(), async |browser| {
        browser
            .before_each_page(
                "window.__complaints = [];
                addEventListener('error', event => window.__complaints.push(event.message));",
            )
            .await?;
        browser.visit(&site.url("?autoplay=0&lang=en#1;q-syn-in-time-wait")).await?;
        for (width, height) in [(320, 640), (844, 390), (1360, 900), (600, 900), (360, 780)] {
            browser.resize(width, height, 1.0, false).await?;
            let drawn = "Math.abs(document.querySelector('#ladder').getBoundingClientRect().width
                - Math.max(296, document.querySelector('#room').clientWidth)) < 2";
            browser.until(drawn, SOON).await.map_err(|e| format!("{width}x{height}: {e}"))?;
        }
        assert_eq!(browser.strings("window.__complaints").await?, [""; 0]);
        browser.no_errors().await
    })
    .await;
}
