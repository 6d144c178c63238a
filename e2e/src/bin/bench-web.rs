//! Measures the release page in a real browser: `cargo xtask bench-web`.
use e2e::{Browser, Cost, Options, Result, SOON, Site};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Of so many runs the middle one is told.
const ROUNDS: usize = 5;
const PLAYING: Duration = Duration::from_secs(5);
const RESTING: Duration = Duration::from_secs(2);
/// A busy picture: as many sends, each with its ACK, within one flight's time.
const SENDS: usize = 12;

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// First contentful paint in ms, script in ms, JS heap in MiB, at rest after ms.
async fn load(browser: &Browser, site: &Site) -> Result<[f64; 4]> {
    let start = Instant::now();
    browser.visit(&site.url("")).await?;
    let rest = start.elapsed().as_secs_f64() * 1000.0;
    let paint =
        browser.number("performance.getEntriesByName('first-contentful-paint')[0]?.startTime").await?;
    let metrics = browser.metrics().await?;
    let get = |name: &str| metrics.get(name).copied().unwrap_or(0.0);
    Ok([paint, get("ScriptDuration") * 1000.0, get("JSHeapUsedSize") / 1048576.0, rest])
}

/// The link of the busy scenario, made as a person would.
async fn busy_link(site: &Site) -> Result<String> {
    let browser = Browser::open(Options::default()).await?;
    browser.visit(&site.url("?scenario=free-play&autoplay=0")).await?;
    browser.press("restart").await?;
    for _ in 0..SENDS {
        browser.press("call client send").await?;
    }
    browser.frame().await?;
    let (flights, link) = (browser.flights().await?.len(), browser.string("location.hash").await?);
    browser.close().await;
    if flights == 2 * SENDS { Ok(link) } else { Err(format!("{flights} segments in {link}").into()) }
}

/// While it plays, in a pause, and finished.
async fn play(browser: &Browser, url: &str) -> Result<[Cost; 3]> {
    browser.visit("about:blank").await?;
    browser.visit(url).await?;
    browser.press("restart").await?;
    browser.press("play").await?;
    browser.until_playing().await?;
    sleep(Duration::from_millis(300)).await;
    let playing = Cost::over(browser, PLAYING).await?;
    if !browser.playing().await? {
        return Err("it ended before it was measured".into());
    }
    browser.press("play").await?;
    browser.until_paused().await?;
    sleep(Duration::from_millis(300)).await;
    let paused = Cost::over(browser, RESTING).await?;
    browser.press("play").await?;
    browser.speed("16×").await?;
    browser.until_finished(SOON).await?;
    sleep(Duration::from_millis(300)).await;
    Ok([playing, paused, Cost::over(browser, RESTING).await?])
}

#[tokio::main]
async fn main() -> Result {
    let site = Site::dist();
    let link = busy_link(&site).await?;
    let mut loads = Vec::new();
    let mut plays = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        // A new browser each time: nothing is cached.
        let browser = Browser::open(Options { size: (1360, 900), ..Options::default() }).await?;
        loads.push(load(&browser, &site).await?);
        for (query, plays) in ["?autoplay=0", &format!("?autoplay=0{link}")].iter().zip(&mut plays) {
            plays.push(play(&browser, &site.url(query)).await?);
        }
        browser.close().await;
    }
    println!("medians of {ROUNDS} runs");
    let names = ["first contentful paint, ms", "script, ms", "JS heap, MiB", "at rest, ms (with polling)"];
    for (i, name) in names.iter().enumerate() {
        println!("{name:42} {:8.1}", middle(loads.iter().map(|l| l[i])));
    }
    println!("\n{:42} {:>8} {:>8} {:>8} {:>8}", "per second", "task ms", "script", "layouts", "styles");
    let busy = format!("{} segments", 2 * SENDS);
    for (scenario, plays) in ["four-way-close", &busy].iter().zip(&plays) {
        for (i, what) in ["playing", "paused", "finished"].iter().enumerate() {
            let of = |get: fn(&Cost) -> f64| middle(plays.iter().map(|costs| get(&costs[i])));
            println!(
                "{:42} {:8.1} {:8.1} {:8.1} {:8.1}",
                format!("{scenario}, {what}"),
                of(|c| c.task_ms),
                of(|c| c.script_ms),
                of(|c| c.layouts),
                of(|c| c.styles)
            );
        }
    }
    Ok(())
}
