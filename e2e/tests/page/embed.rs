//! The page inside somebody else's.
use e2e::{Options, Result, SOON, Site, SiteBuilder, run};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::prelude::*;
use tokio::time::sleep;

const QUERY: &str = "?embed=1&scenario=last-ack-lost&lang=zh&theme=dark";

/// A page of somebody's that gives the frame the height it asks for.
fn host(sandbox: &str) -> SiteBuilder {
    Site::builder(e2e::dist()).page(
        "/host.html",
        format!(
            "<!doctype html><title>Host</title><body style='margin:0'><p>A lesson.</p>
            <iframe {sandbox} style='width:100%;height:200px;border:0' src='/{QUERY}'></iframe>
            <script>window.told = [];
            addEventListener('message', e => {{
                if (e.data.type !== 'four-waves:height') return;
                told.push(e.data);
                document.querySelector('iframe').style.height = e.data.height + 'px'; }});
            </script>"
        ),
    )
}

async fn enter(page: &e2e::Browser) -> Result {
    page.find(By::Css("iframe")).await?.enter_frame().await?;
    page.until("document.querySelector('#stage g.flight')", Duration::from_secs(10)).await
}

#[tokio::test]
async fn an_embed_is_a_stage_that_tells_its_height() {
    let site = host("").start();
    run("embed", Options::default(), async |page| {
        page.count_frames().await?;
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("window.told.length", Duration::from_secs(10)).await?;
        sleep(Duration::from_millis(600)).await;
        let told = page.js("return window.told;").await?;
        let told: &[Value] = told.as_array().map_or(&[], Vec::as_slice);
        let last = told.last().ok_or("nothing is told")?;
        assert_eq!((&last["type"], &last["version"]), (&Value::from("four-waves:height"), &Value::from(1)));
        let height = last["height"].as_f64().unwrap_or_default();
        assert!(told.len() <= 4 && height > 300.0, "it settles: {told:?}");

        enter(page).await?;
        let [inner, window] =
            [page.number("document.documentElement.scrollHeight").await?, page.number("innerHeight").await?];
        assert!(inner <= window, "all of it fits: {inner} in {window}");
        assert_eq!(page.attribute("html", "lang").await?, "zh-CN");
        assert_eq!(page.attribute("html", "data-theme").await?, "dark");
        for (css, wanted) in [
            (".stage", 1),
            (".transport", 1),
            (".source", 1),
            ("header", 0),
            (".scenarios", 0),
            (".settings", 0),
            (".side", 0),
            ("footer", 0),
        ] {
            assert_eq!(page.count(css).await?, wanted, "{css}");
        }

        // It waits to be asked.
        assert!(!page.playing().await?);
        assert_eq!(page.moving().await?, 0);
        assert_eq!(page.frames_in(Duration::from_millis(500)).await?, 0.0);
        page.press("play").await?;
        page.until_playing().await?;
        page.until_sent(0, SOON).await?;
        page.speed("16×").await?;
        page.until_finished(Duration::from_secs(10)).await?;
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn an_embed_tells_its_new_height_when_its_width_changes() {
    let site = host("").start();
    run("embed-height", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("window.told.length", Duration::from_secs(10)).await?;
        sleep(Duration::from_millis(300)).await;
        let heights = "window.told.map(t => t.height)";
        let wide = page.number(&format!("{heights}.at(-1)")).await?;
        page.js("document.querySelector('iframe').style.width = '330px'").await?;
        page.until(&format!("{heights}.at(-1) !== {wide}"), SOON).await?;
        sleep(Duration::from_millis(300)).await;
        let fits = "(() => { const d = document.querySelector('iframe').contentDocument.documentElement;
            return d.scrollHeight <= d.clientHeight && d.scrollWidth <= d.clientWidth; })()";
        assert!(page.truth(fits).await?, "without scroll bars when narrow");
        // A host without scripts for it still gets a frame that can be used.
        page.js("document.querySelector('iframe').style.width = '100%'").await?;
        page.until(&format!("{heights}.at(-1) === {wide}"), SOON).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn the_embeds_link_opens_the_full_page_as_it_is() {
    let site = host("").start();
    run("embed-link", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        enter(page).await?;
        page.press("restart").await?;
        page.press("next").await?;
        page.press("call server abort").await?;
        page.until("[...document.querySelectorAll('g.flight')].some(f => f.matches('.rst'))", SOON).await?;
        let flights = page.flights().await?;
        page.click(".source a").await?;
        let windows = page.windows().await?;
        page.switch_to_window(windows.last().ok_or("no window")?.clone()).await?;
        page.until("document.querySelector('header') && document.querySelector('g.flight')", SOON).await?;
        assert_eq!(page.attribute("html", "lang").await?, "zh-CN");
        assert_eq!(page.scenario().await?, "last-ack-lost");
        assert_eq!(page.flights().await?, flights, "with what was done");
        Ok(())
    })
    .await;
}

/// As course systems embed what they do not trust: no storage, no origin.
#[tokio::test]
async fn an_embed_works_in_a_sandbox() {
    let site = host("sandbox='allow-scripts'").header("Access-Control-Allow-Origin", "*").start();
    run("embed-sandbox", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("window.told.length", Duration::from_secs(10)).await?;
        enter(page).await?;
        page.press("restart").await?;
        page.press("next").await?;
        page.until("document.querySelector('.clock').textContent === '1.00 s'", SOON).await?;
        page.press("call server abort").await?;
        page.until("document.querySelector('g.flight.rst')", SOON).await?;
        page.no_errors().await
    })
    .await;
}
