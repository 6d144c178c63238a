//! Measures how fast the page reads a capture, and whether it answers meanwhile:
//! `cargo run --release --example captures -- make FILE`, then `bench-capture FILE` with the release
//! page in FOUR_WAVES_DIST or dist/.
use e2e::{Browser, Options, Result, Site};
use std::time::{Duration, Instant};
use thirtyfour::By;
use tokio::time::sleep;

const ROUNDS: usize = 5;
/// Megabytes a second, and milliseconds of one task of the page.
const TARGETS: [f64; 2] = [40.0, 50.0];
const WATCH: &str = "window.longest = 0; window.told = 0;
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
    }).observe({ type: 'longtask' });
    new MutationObserver(() => {
        if (document.querySelector('.capture progress')) window.told += 1;
        if (document.querySelector('.connections li') && !window.done) window.done = performance.now();
    }).observe(document, { childList: true, subtree: true, attributes: true });
    document.getElementById('open-file').addEventListener('change', () => { window.begun = performance.now(); }, true);";

/// Megabytes a second, the longest task in ms, how often progress was drawn.
async fn read(browser: &Browser, site: &Site, file: &str, megabytes: f64) -> Result<[f64; 3]> {
    browser.visit(&site.url("?autoplay=0&lang=en")).await?;
    // What reads is fetched once, as for a second file.
    browser.press("tab capture").await?;
    browser.until("document.querySelector('.capture .strong')", Duration::from_secs(10)).await?;
    browser.js(WATCH).await?;
    browser.find(By::Css("#open-file")).await?.send_keys(file).await?;
    let start = Instant::now();
    while browser.number("window.done ?? 0").await? == 0.0 {
        if start.elapsed() > Duration::from_secs(120) {
            return Err("the list did not come within two minutes".into());
        }
        sleep(Duration::from_millis(250)).await;
    }
    let took = browser.number("window.done - window.begun").await? / 1_000.0;
    sleep(Duration::from_millis(500)).await;
    Ok([megabytes / took, browser.number("window.longest").await?, browser.number("window.told").await?])
}

fn middle(all: &[[f64; 3]], which: usize) -> f64 {
    let mut values: Vec<f64> = all.iter().map(|one| one[which]).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[tokio::main]
async fn main() -> Result {
    let file = std::env::args().nth(1).ok_or("bench-capture FILE: a capture to read")?;
    let file = std::fs::canonicalize(file)?;
    let megabytes = std::fs::metadata(&file)?.len() as f64 / 1e6;
    let site = Site::dist();
    let browser = Browser::open(Options::default()).await?;
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        all.push(read(&browser, &site, &file.to_string_lossy(), megabytes).await?);
    }
    browser.close().await;
    println!("{megabytes:.0} MB, the middle one of {ROUNDS}:");
    println!("  read, sorted and listed   {:6.0} MB/s  at least {}", middle(&all, 0), TARGETS[0]);
    println!(
        "  longest task of the page  {:6.0} ms    at most {} (0: none that long)",
        middle(&all, 1),
        TARGETS[1]
    );
    println!("  progress drawn            {:6.0} times", middle(&all, 2));
    Ok(())
}
