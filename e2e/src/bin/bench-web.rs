//! Measures the release page in a real browser: `cargo xtask bench-web`.
use e2e::{Browser, Options, Result, Site};
use std::time::Instant;

/// Loads of which the middle one is told.
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() -> Result {
    let site = Site::dist();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        // A new browser each time: nothing is cached.
        let browser = Browser::open(Options::default()).await?;
        let start = Instant::now();
        browser.visit(&site.url("")).await?;
        let rest = start.elapsed().as_secs_f64() * 1000.0;
        let paint = browser
            .js("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
            .await?;
        let metrics = browser.metrics().await?;
        let heap = metrics.get("JSHeapUsedSize").copied().unwrap_or(0.0) / 1048576.0;
        let script = metrics.get("ScriptDuration").copied().unwrap_or(0.0) * 1000.0;
        rounds.push([paint.as_f64().unwrap_or(f64::NAN), script, heap, rest]);
        browser.close().await;
    }
    let names = [
        "first contentful paint, ms",
        "script, ms",
        "JS heap, MiB",
        "at rest, ms (with the harness's polling)",
    ];
    for (i, name) in names.iter().enumerate() {
        let mut values: Vec<f64> = rounds.iter().map(|r| r[i]).collect();
        values.sort_by(f64::total_cmp);
        println!("{name:42} {:8.1}", values[ROUNDS / 2]);
    }
    Ok(())
}
