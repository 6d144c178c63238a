//! Chromium, and the questions that tests ask it.
use crate::Result;
use crate::driver::{Driver, which};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use tokio::time::sleep;

/// Tells `settle` when the page's code has run, without the page's help: wasm-bindgen calls `main`
/// as soon as the module is there, before the next task.
const WATCH_WASM: &str = "
    const count = window.__wasm = { begun: 0, done: 0 };
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const real = WebAssembly[name];
        WebAssembly[name] = function (...args) {
            count.begun += 1;
            const module = real.apply(this, args);
            const done = () => setTimeout(() => { count.done += 1; });
            module.then(done, done);
            return module;
        };
    }";

/// As in a browser that knows no service workers.
const KEEPS_NOTHING: &str = "delete Navigator.prototype.serviceWorker;";

/// How the browser is set up. The media features are always set, so that no test
/// depends on the machine's own settings.
#[derive(Clone, Debug)]
pub struct Options {
    /// The page's own area in CSS pixels, not the window's.
    pub size: (u32, u32),
    /// Device pixels per CSS pixel.
    pub scale: f64,
    /// A touch screen with a phone's way of laying out and no scroll bars.
    pub mobile: bool,
    pub dark: bool,
    pub reduced_motion: bool,
    /// What `navigator.languages` says, "zh-CN,zh".
    pub languages: String,
    /// The page may keep itself for times without a network: otherwise what it fetches for that would
    /// mix with what a test looks at.
    pub keeps_pages: bool,
    /// More of Chromium's switches.
    pub args: Vec<String>,
    /// What a person would set in its settings, such as which cookies it keeps.
    pub settings: Vec<(&'static str, u32)>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            size: (1280, 900),
            scale: 1.0,
            mobile: false,
            dark: false,
            reduced_motion: false,
            languages: "en-US,en".into(),
            keeps_pages: false,
            args: Vec::new(),
            settings: Vec::new(),
        }
    }
}

/// A running browser with one tab; everything of `WebDriver` can be called on it.
pub struct Browser {
    driver: WebDriver,
    process: Driver,
    options: Options,
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Browser {
    pub async fn open(options: Options) -> Result<Browser> {
        let mut process = Driver::start()?;
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
        args.extend(options.args.iter().map(String::as_str));
        for arg in args {
            caps.add_arg(arg)?;
        }
        let settings: HashMap<_, _> = options.settings.iter().copied().collect();
        caps.add_experimental_option("prefs", settings)?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{}", process.port), caps).await?;
        process.session = Some(driver.session_id().to_string());
        let Options { scale, mobile, dark, reduced_motion, .. } = options;
        let browser = Browser { driver, process, options };
        browser.resize(width, height, scale, mobile).await?;
        browser.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": mobile })).await?;
        browser.media(dark, reduced_motion).await?;
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH_WASM })).await?;
        if !browser.options.keeps_pages {
            browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": KEEPS_NOTHING })).await?;
        }
        // The processor's time, not the clock's: what else runs on the machine does not count.
        browser.cdp("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
        Ok(browser)
    }

    /// Any command of the DevTools protocol.
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value> {
        Ok(self.driver.cdp().send_raw(method, params).await?)
    }

    /// The page's area from now on, exactly, whatever the window's frame takes.
    pub async fn resize(&self, width: u32, height: u32, scale: f64, mobile: bool) -> Result {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    /// The colour scheme and the wish for less motion, from now on.
    pub async fn media(&self, dark: bool, reduced_motion: bool) -> Result {
        let features = json!([
            { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": if reduced_motion { "reduce" } else { "no-preference" } },
        ]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// As on paper, from now on.
    pub async fn paper(&self) -> Result {
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await.map(drop)
    }

    /// With the few colours that a person's system insists on, from now on.
    pub async fn forced_colours(&self) -> Result {
        let features = json!([{ "name": "forced-colors", "value": "active" }]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// The processor this many times slower; 1 is its own speed.
    pub async fn slow_cpu(&self, times: f64) -> Result {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await.map(drop)
    }

    /// Opens an address and waits until the page's code has run and drawn.
    pub async fn visit(&self, url: &str) -> Result {
        self.driver.goto(url).await?;
        self.settle(Duration::from_secs(15)).await
    }

    /// Waits until the wasm has run and the number of elements stays the same for a moment.
    /// A page without wasm, such as a host page with a frame, only has to stay the same.
    pub async fn settle(&self, limit: Duration) -> Result {
        const STATE: &str = "const { begun, done } = window.__wasm ?? { begun: 0, done: 0 };
            const wanted = !!document.querySelector('link[href$=\".wasm\"], script[data-wasm]');
            return [begun === done && (begun > 0 || !wanted), document.querySelectorAll('*').length];";
        let (start, mut last, mut same) = (Instant::now(), Value::Null, 0);
        while start.elapsed() < limit {
            let now = self.js(STATE).await?;
            same = if now == last && now[0] == true { same + 1 } else { 0 };
            if same == 3 {
                return Ok(());
            }
            last = now;
            sleep(Duration::from_millis(80)).await;
        }
        Err(format!(
            "the page did not come to rest in {} s (its wasm has run, number of elements: {last})",
            limit.as_secs()
        )
        .into())
    }

    /// What a script `return`s.
    pub async fn js(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, vec![]).await?.json().clone())
    }

    /// Waits until a script's expression is true.
    pub async fn until(&self, expression: &str, limit: Duration) -> Result {
        let start = Instant::now();
        let script = format!("return !!({expression});");
        while self.js(&script).await? != true {
            if start.elapsed() > limit {
                return Err(format!("not true within {:.1} s: {expression}", limit.as_secs_f64()).into());
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// The part of the page in view.
    pub async fn screenshot(&self, path: &Path) -> Result {
        self.picture(path, json!({ "format": "png" })).await
    }

    /// The whole page, however long: in a window as high as it is, so that nothing sticks in its middle.
    pub async fn full_screenshot(&self, path: &Path) -> Result {
        let Options { size: (width, height), scale, mobile, .. } = self.options;
        let whole = self.js("return document.documentElement.scrollHeight;").await?;
        let whole = whole.as_u64().and_then(|whole| u32::try_from(whole).ok()).unwrap_or(height);
        self.resize(width, whole.max(height), scale, mobile).await?;
        sleep(Duration::from_millis(200)).await;
        self.screenshot(path).await?;
        self.resize(width, height, scale, mobile).await
    }

    async fn picture(&self, path: &Path, params: Value) -> Result {
        let answer = self.cdp("Page.captureScreenshot", params).await?;
        let data = answer["data"].as_str().ok_or("the browser sent no picture")?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, base64(data))?)
    }

    /// What the console has said since the last time this was asked, "LEVEL text".
    pub async fn console(&self) -> Result<Vec<String>> {
        let log = self.driver.browser_log().await?;
        Ok(log.into_iter().map(|e| format!("{} {}", e.level, e.message)).collect())
    }

    /// The console's errors since the last time it was asked: exceptions, panics, files not found,
    /// broken policies.
    pub async fn errors(&self) -> Result<Vec<String>> {
        let mut lines = self.console().await?;
        lines.retain(|line| line.starts_with("SEVERE "));
        Ok(lines)
    }

    /// Fails when the console has shown an error.
    pub async fn no_errors(&self) -> Result {
        let errors = self.errors().await?;
        if errors.is_empty() {
            Ok(())
        } else {
            Err(format!("the console shows errors:\n{}", errors.join("\n")).into())
        }
    }

    /// The browser's own counts (JSHeapUsedSize, Nodes, LayoutCount, ScriptDuration, …).
    pub async fn metrics(&self) -> Result<HashMap<String, f64>> {
        let answer = self.cdp("Performance.getMetrics", json!({})).await?;
        let list = answer["metrics"].as_array().ok_or("the browser sent no metrics")?;
        let pairs = list.iter().filter_map(|m| Some((m["name"].as_str()?.to_string(), m["value"].as_f64()?)));
        Ok(pairs.collect())
    }

    /// Ends the browser. Dropping it does too, but blocks meanwhile.
    pub async fn close(self) {
        // A browser that is gone already is what was wanted.
        let _ = self.driver.clone().quit().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // `process` ends the session by itself; thirtyfour would start a runtime for it.
        if self.driver.clone().leak().is_err() {
            self.process.session = None;
        }
    }
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

fn base64(text: &str) -> Vec<u8> {
    let value = |c| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u8> = text.bytes().filter_map(value).collect();
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0u32, |bits, d| bits << 6 | u32::from(*d)) << (6 * (4 - group.len()));
        bytes.extend(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}
