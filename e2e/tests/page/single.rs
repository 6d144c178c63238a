//! The page that is one file: from a disk and in a sandbox, asking nobody for anything.
use e2e::{Browser, Options, Result, SOON, Site, TABS, run};
use std::time::Duration;
use thirtyfour::prelude::*;

const FILE: &str = "four-waves-single.html";
const LONG: Duration = Duration::from_secs(15);

/// Every tab shows something, an edit is followed, a term says why it leads nowhere; nothing was fetched.
async fn all_of_it_works(page: &Browser) -> Result {
    page.until("document.querySelector('g.flight')", LONG).await?;
    for tab in TABS {
        page.js(&format!("document.querySelector(`[data-do='tab {tab}']`).click()")).await?;
        let shown = format!(
            "document.querySelector(`[data-do='tab {tab}'][aria-selected=true]`) &&
             document.getElementById('panel').textContent.length > 20 && !document.querySelector('.waiting')"
        );
        page.until(&shown, SOON).await.map_err(|e| format!("{tab}: {e}"))?;
    }
    page.js("document.querySelector(`[data-do='load abort']`).click()").await?;
    page.until("document.querySelector('g.flight.rst')", SOON).await?;
    page.js("document.querySelector(`[data-do='lang']`).click()").await?;
    page.until("document.documentElement.lang === 'zh-CN'", SOON).await?;
    page.js("document.querySelector(`.badge [data-do='term']`).click()").await?;
    page.until("document.querySelector('.notice p')", SOON).await?;
    assert_eq!(page.count("a[href*='.html']:not([href*='://'])").await?, 0, "there are no other pages");
    let fetched = "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !/^data:|__before.js$/.test(name))";
    assert_eq!(page.strings(fetched).await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn it_works_from_a_disk() {
    run("single-file", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let file = e2e::dist().canonicalize()?.join(FILE);
        page.visit(&format!("file://{}", file.display())).await?;
        all_of_it_works(page).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn it_works_in_a_sandbox() {
    let frame = |rest: &str| {
        format!(
            "<!doctype html><title>Host</title><iframe sandbox='allow-scripts' style='width:100%;height:1800px' {rest}></iframe>"
        )
    };
    let site = Site::builder(e2e::dist())
        .page("/src.html", frame(&format!("src='/{FILE}'")))
        .page(
            "/srcdoc.html",
            [frame(""), format!("<script>fetch('/{FILE}').then(r => r.text()).then(t => document.querySelector('iframe').srcdoc = t)</script>")].concat(),
        )
        .start();
    run("single-sandbox", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for host in ["src", "srcdoc"] {
            page.visit(&format!("{}/{host}.html", site.origin())).await?;
            page.find(By::Css("iframe")).await?.enter_frame().await?;
            all_of_it_works(page).await.map_err(|e| format!("{host}: {e}"))?;
            page.enter_default_frame().await?;
            page.no_errors().await.map_err(|e| format!("{host}: {e}"))?;
        }
        let asked: Vec<_> = site.asked().into_iter().map(|(path, _)| path).collect();
        let others = asked.iter().filter(|path| !path.ends_with(".html") && !path.ends_with("favicon.ico"));
        assert_eq!(others.count(), 0, "{asked:?}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn in_a_frame_it_is_an_embed_as_the_site_has_it() {
    let host = format!(
        "<!doctype html><title>Host</title><script>window.said = [];
        addEventListener('message', ({{ data }}) => said.push(data.action ?? data.type));</script>
        <iframe sandbox='allow-scripts' style='width:100%;height:900px' src='/{FILE}?embed=1&controls=min'></iframe>"
    );
    let site = Site::builder(e2e::dist()).page("/host.html", host).start();
    run("single-embed", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("said.includes('hello') && said.includes('four-waves:ready')", LONG).await?;
        page.find(By::Css("iframe")).await?.enter_frame().await?;
        page.until("document.querySelector('g.flight')", LONG).await?;
        assert_eq!(page.attribute("html", "data-controls").await?, "min");
        page.focus("[data-do=play]").await?;
        page.keys("n").await?;
        page.frame().await?;
        assert_eq!(page.count("g.flight.selected").await?, 0, "no key chooses anything");
        page.no_errors().await
    })
    .await;
}
