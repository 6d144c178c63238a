//! Chromium by chromedriver, and by its own DevTools protocol.
use crate::driver::{Driver, which};
use crate::{Options, Result};
use serde_json::json;
use std::collections::HashMap;
use std::fs;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, LoggingPrefsLogLevel};

pub fn wanted(options: &Options, process: &Driver) -> Result<Capabilities> {
    let mut caps = DesiredCapabilities::chrome();
    if let Some(chrome) =
        which(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"])
    {
        caps.set_binary(&chrome.to_string_lossy())?;
    }
    caps.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    let (width, height) = options.size;
    let profile = format!("--user-data-dir={}", process.profile.display());
    let window = format!("--window-size={width},{height}");
    let languages = format!("--accept-lang={}", options.languages);
    let mut args = vec![profile.as_str(), window.as_str(), languages.as_str()];
    args.extend([
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        // A test's browser talks to the test's host and to nobody else.
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-extensions",
        "--no-default-browser-check",
    ]);
    // Chromium's sandbox refuses to run as root, as containers and CI do.
    if root() {
        args.push("--no-sandbox");
    }
    if options.thin_scrollbars {
        args.push("--hide-scrollbars");
    }
    args.extend(options.args.iter().map(String::as_str));
    for arg in args {
        caps.add_arg(arg)?;
    }
    let settings: HashMap<_, _> = options.settings.iter().copied().collect();
    caps.add_experimental_option("prefs", settings)?;
    Ok(caps.into())
}

pub async fn prepare(driver: &WebDriver, options: &Options) -> Result {
    let cdp = driver.cdp();
    cdp.send_raw("Emulation.setTouchEmulationEnabled", json!({ "enabled": options.mobile })).await?;
    // The processor's time, not the clock's: what else runs on the machine does not count.
    cdp.send_raw("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
    Ok(())
}

#[cfg(unix)]
fn root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

#[cfg(not(unix))]
fn root() -> bool {
    false
}
