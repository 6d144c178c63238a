//! Traces of 2 000 segments: opened, sought in, played.
use crate::subject::{median, sends, window};
use e2e::{Browser, Cost, Result, SOON, Site};
use std::time::Duration;
use tokio::time::sleep;

const RESTING: Duration = Duration::from_secs(2);
/// So long such a trace is watched.
const WATCHING: Duration = Duration::from_secs(8);
/// What opening one may take, in milliseconds.
const OPENS: f64 = 500.0;
/// What playing one may take of the main thread, in milliseconds a second.
const PLAYS: f64 = 60.0;
/// As many segments in a few round trips: a megabyte and a half in one go.
const BULK: &str = "#1;my-bulk;o;d=50;g=0;cp=c,s1460000,x;sp=a,e,x";

pub async fn measure(site: &Site) -> Result {
    for (name, link) in [("one send after the other", sends(998, 300)), ("1.4 MiB in one go", BULK.into())] {
        let browser = Browser::open(window()).await?;
        browser.watch_opening().await?;
        browser.watch_events().await?;
        let url = site.url(&format!("?autoplay=0{link}"));
        println!("\n2 000 segments, {name}: ms");
        for what in ["first visit", "second visit", "third visit"] {
            browser.visit("about:blank").await?;
            browser.visit(&url).await?;
            sleep(Duration::from_millis(500)).await;
            let [drawn, usable] = browser.opening().await?;
            println!("{:42} {drawn:8.0} {usable:8.0}   target {OPENS}", format!("{what}: drawn, usable"));
        }
        browser.press("tab segments").await?;
        browser.until("document.querySelector('#panel .segments')", SOON).await?;
        let count = browser.string("[...document.querySelectorAll('#panel .no')].at(-1).textContent").await?;
        println!("{:42} {count:>8}", "segments");
        browser.press("tab story").await?;
        let mut opened = Vec::new();
        for _ in 0..3 {
            browser.timed_fragment("#1;four-way-close").await?;
            browser.press("play").await?;
            opened.push(browser.timed_fragment(&link).await?);
            browser.press("play").await?;
            browser.frame().await?;
        }
        println!("{:42} {:8.0}   target {OPENS}", "opened in an open page", median(&opened));
        tell_head();
        for (tab, from) in
            [("story", 0.0), ("segments", 0.0), ("states", 0.0), ("story", 0.5), ("states", 0.5)]
        {
            browser.press(&format!("tab {tab}")).await?;
            browser.press("restart").await?;
            if from > 0.0 {
                let took = browser.timed_click_at("input.scrub", from).await?;
                println!("{:42} {took:8.0} ms", "seek to the middle");
            }
            sleep(Duration::from_millis(500)).await;
            browser.press("play").await?;
            browser.until_playing().await?;
            sleep(Duration::from_millis(700)).await;
            let cost = Cost::over(&browser, WATCHING).await?;
            browser.press("play").await?;
            browser.until_paused().await?;
            let place = if from > 0.0 { "from the middle" } else { "from the start" };
            tell(&format!("playing {place}, tab {tab}"), &cost);
            sleep(Duration::from_millis(700)).await;
        }
        tell("paused", &Cost::over(&browser, RESTING).await?);
        println!("target: playing at most {PLAYS} ms, paused 0");
        browser.no_errors().await?;
        browser.close().await;
    }
    Ok(())
}

fn tell_head() {
    println!("\n{:42} {:>8} {:>8} {:>8} {:>8}", "per second", "task ms", "script", "layouts", "styles");
}

fn tell(what: &str, cost: &Cost) {
    let Cost { task_ms, script_ms, layouts, styles } = cost;
    println!("{what:42} {task_ms:8.1} {script_ms:8.1} {layouts:8.1} {styles:8.1}");
}
