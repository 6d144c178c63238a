//! Theme, language and scenario survive what a browser does to a page.
use e2e::{Ability, Browser, Options, Result, SOON, Site, run};

async fn background(page: &Browser) -> Result<String> {
    page.string("getComputedStyle(document.body).backgroundColor").await
}

async fn reload(page: &Browser) -> Result {
    page.refresh().await?;
    page.settle(std::time::Duration::from_secs(15)).await
}

#[tokio::test]
async fn the_theme_follows_the_system_until_it_is_set() {
    let site = Site::dist();
    let options = Options { needs: &[Ability::ChangingWishes], ..Options::default() };
    run("theme", options, async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        let light = background(page).await?;
        page.media(true, false).await?;
        let dark = background(page).await?;
        assert_ne!(light, dark, "dark when the system is");
        page.press("theme").await?;
        page.until("document.documentElement.dataset.theme === 'light'", SOON).await?;
        assert_eq!(background(page).await?, light, "light although the system is dark");
        reload(page).await?;
        assert_eq!(background(page).await?, light, "and remembered");
        page.press("theme").await?;
        page.until("document.documentElement.dataset.theme === 'dark'", SOON).await?;
        page.media(false, false).await?;
        assert_eq!(background(page).await?, dark);
        page.visit(&site.url("?theme=light&autoplay=0")).await?;
        assert_eq!(background(page).await?, light, "an address can say it");
        for _ in 0..3 {
            page.press("theme").await?;
        }
        page.until("document.documentElement.dataset.theme === 'system'", SOON).await?;
        assert_eq!(background(page).await?, light);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn language_and_scenario_survive_reloading() {
    let site = Site::dist();
    run("reload", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        page.press("load last-ack-lost").await?;
        page.fill("msl", "4").await?;
        page.press("lang").await?;
        page.until("location.hash.includes('m=4000') && document.documentElement.lang === 'zh-CN'", SOON)
            .await?;
        let flights = page.flights().await?;
        reload(page).await?;
        assert_eq!(page.scenario().await?, "last-ack-lost");
        assert_eq!(page.value("msl").await?, "4");
        assert_eq!(page.attribute("html", "lang").await?, "zh-CN");
        assert_eq!(page.flights().await?, flights);
        assert_eq!(page.notice().await?, "");
        page.no_errors().await
    })
    .await;
}

/// What an address says in its query is where one begins, not where one is thrown back to.
#[tokio::test]
async fn a_change_outlives_the_query_it_began_with() {
    let site = Site::dist();
    run("reload-query", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?scenario=abort&msl=3&loss=20")).await?;
        assert_eq!(page.value("msl").await?, "3");
        assert!(page.truth("document.getElementById('loss-switch').checked").await?);
        page.press("load four-way-close").await?;
        page.fill("msl", "7").await?;
        page.until("location.hash.includes('m=7000')", SOON).await?;
        let flights = page.flights().await?;
        reload(page).await?;
        assert_eq!(page.scenario().await?, "four-way-close");
        assert_eq!(page.value("msl").await?, "7", "not the query's any more");
        assert!(!page.truth("document.getElementById('loss-switch').checked").await?);
        assert_eq!(page.flights().await?, flights);
        page.no_errors().await
    })
    .await;
}

/// A link pasted into the address bar of the open page changes its fragment only: no reload comes.
#[tokio::test]
async fn another_link_in_the_same_tab_is_followed() {
    let site = Site::dist();
    run("hashchange", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        page.js("location.hash = '#1;last-ack-lost'").await?;
        page.until(
            "document.querySelector('[data-do=\"load last-ack-lost\"]').getAttribute('aria-pressed') === 'true'",
            SOON,
        )
        .await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn the_copied_link_is_the_scenario() {
    let site = Site::dist();
    run("copy", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.before_each_page(
            "Object.defineProperty(navigator, 'clipboard', { value: { writeText: text => {
                window.copied = text; return window.refuse ? Promise.reject() : Promise.resolve(); } } });",
        )
        .await?;
        page.visit(&site.url("?lang=zh&scenario=abort&opening=1")).await?;
        let flights = page.flights().await?;
        page.press("copy").await?;
        page.until("document.querySelector('.notice p')?.textContent.includes('链接已复制')", SOON).await?;
        let link = page.string("window.copied").await?;
        page.js("window.refuse = true").await?;
        page.press("copy").await?;
        page.until("document.querySelector('.notice p')?.textContent.includes('不允许复制')", SOON).await?;
        // What it says then is to be true.
        for link in [link, page.string("location.href").await?] {
            page.visit("about:blank").await?;
            page.visit(&link).await?;
            assert_eq!(page.flights().await?, flights, "{link}");
            assert_eq!(page.attribute("html", "lang").await?, "zh-CN");
        }
        page.no_errors().await
    })
    .await;
}
