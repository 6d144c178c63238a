//! The page that is measured: ours, or one that people would open instead.
use e2e::{Browser, Options, Result, Site};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

pub struct Subject {
    pub name: String,
    pub site: Site,
    pub own: bool,
}

impl Subject {
    /// The release build.
    pub fn own() -> Subject {
        let site = Site::builder(e2e::dist()).packed().start();
        site.warm();
        Subject { name: "Four Waves".into(), site, own: true }
    }

    /// Opens our page and waits until it can be used.
    pub async fn visit(&self, browser: &Browser, query: &str) -> Result {
        browser.visit(&self.site.url(query)).await?;
        browser.until("document.querySelector('[data-do=play]')", LOADS).await
    }

    /// From `NAME=DIR`: a static page in a folder.
    pub fn peer(said: &str) -> Result<Subject> {
        let (name, folder) = said.split_once('=').ok_or(format!("{said}: a peer is NAME=DIR"))?;
        if !Path::new(folder).join("index.html").is_file() {
            return Err(format!("{name}: there is no index.html in {folder}").into());
        }
        let site = Site::builder(folder).packed().start();
        site.warm();
        Ok(Subject { name: name.into(), site, own: false })
    }
}

/// The window in which all is measured; what a person's browser asks for besides the page is left out.
pub fn window() -> Options {
    Options { size: (1360, 900), ..Options::default() }
}

/// Of a page that may never load.
const LOADS: Duration = Duration::from_secs(60);

/// Opens an address without waiting for more than its load event: a peer's page need not come to rest.
pub async fn load(browser: &Browser, url: &str) -> Result {
    tokio::time::timeout(LOADS, browser.goto(url))
        .await
        .map_err(|_| format!("it did not load in {} s", LOADS.as_secs()))??;
    Ok(())
}

/// Lighthouse's slow 4G (150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up) and a processor 4 times
/// slower, from now on.
pub async fn slow(browser: &Browser) -> Result {
    browser.cdp("Network.enable", json!({})).await?;
    let network = json!({
        "offline": false, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8,
    });
    browser.cdp("Network.emulateNetworkConditions", network).await?;
    browser.slow_cpu(4.0).await
}

/// The client sends so many times, so many milliseconds apart, and each is acknowledged; then it closes.
/// That is a trace of `2 * sends + 4` segments.
pub fn sends(sends: usize, apart: u32) -> String {
    let program = format!("s1,z{apart},").repeat(sends);
    format!("#1;my-sends;cp={program}x;sp=e,z1000,x")
}

pub fn median(values: &[f64]) -> f64 {
    share(values, 50)
}

/// So many of 100 values are at most this.
pub fn share(values: &[f64], of_100: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get((values.len() * of_100).div_ceil(100).max(1) - 1).copied().unwrap_or(f64::NAN)
}
