//! A running browser, and the questions that tests ask it.
use crate::driver::Driver;
use crate::engine::{chromium, firefox, webkit};
use crate::{Ability, Engine, Result, console};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};
use tokio::time::sleep;

/// Tells `settle` when the page's code has run and what it asked for has come, without the page's help:
/// wasm-bindgen calls `main` as soon as the module is there, before the next task.
const WATCH_WORK: &str = "
    const count = window.__work = { begun: 0, done: 0 };
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const real = WebAssembly[name];
        WebAssembly[name] = function (...args) {
            count.begun += 1;
            const module = real.apply(this, args);
            const done = () => setTimeout(() => { count.done += 1; });
            module.then(done, done);
            return module;
        };
    }
    const fetched = window.fetch;
    window.fetch = function (...args) {
        count.begun += 1;
        const response = fetched.apply(this, args);
        const done = () => setTimeout(() => { count.done += 1; });
        response.then(done, done);
        return response;
    };";

/// As in a browser that knows no service workers.
const KEEPS_NOTHING: &str = "delete Navigator.prototype.serviceWorker;";

/// How the browser is set up. The media features are always set, so that no test
/// depends on the machine's own settings.
#[derive(Clone, Debug)]
pub struct Options {
    pub engine: Engine,
    /// What the test is nothing without; `run` skips it where the engine lacks any of it.
    pub needs: &'static [Ability],
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
    /// Scroll bars lie over the page, so that a width is that width.
    pub thin_scrollbars: bool,
    /// More of Chromium's switches.
    pub args: Vec<String>,
    /// What a person would set in its settings, such as which cookies it keeps.
    pub settings: Vec<(&'static str, u32)>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            engine: Engine::wanted(),
            needs: &[],
            size: (1280, 900),
            scale: 1.0,
            mobile: false,
            dark: false,
            reduced_motion: false,
            languages: "en-US,en".into(),
            keeps_pages: false,
            thin_scrollbars: false,
            args: Vec::new(),
            settings: Vec::new(),
        }
    }
}

/// A running browser with one tab; everything of `WebDriver` can be called on it.
pub struct Browser {
    driver: WebDriver,
    process: Driver,
    bidi: Option<firefox::BiDi>,
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
        let mut process = Driver::start(&options)?;
        let caps = match options.engine {
            Engine::Chromium => chromium::wanted(&options, &process)?,
            Engine::Firefox => firefox::wanted(&options)?,
            Engine::WebKit => webkit::wanted()?,
        };
        let driver = WebDriver::new(format!("http://127.0.0.1:{}", process.port), caps).await?;
        process.session = Some(driver.session_id().to_string());
        let bidi = match options.engine {
            Engine::Firefox => Some(firefox::BiDi::connect(&driver)?),
            _ => None,
        };
        let Options { size: (width, height), scale, mobile, dark, reduced_motion, .. } = options;
        let browser = Browser { driver, process, bidi, options };
        browser.resize(width, height, scale, mobile).await?;
        match browser.engine() {
            Engine::Chromium => {
                chromium::prepare(&browser, &browser.options).await?;
                browser.media(dark, reduced_motion).await?;
            }
            Engine::Firefox => browser.before_each_page(console::LISTEN).await?,
            Engine::WebKit => {
                webkit::before().lock().expect("no thread panics with it").clear();
                browser.before_each_page(console::LISTEN).await?;
                browser.before_each_page(&webkit::languages(&browser.options.languages)).await?;
            }
        }
        browser.before_each_page(WATCH_WORK).await?;
        if !browser.options.keeps_pages {
            browser.before_each_page(KEEPS_NOTHING).await?;
        }
        Ok(browser)
    }

    pub fn engine(&self) -> Engine {
        self.options.engine
    }

    /// Any command of the DevTools protocol (`Ability::DevTools`).
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value> {
        match self.engine() {
            Engine::Chromium => Ok(self.driver.cdp().send_raw(method, params).await?),
            other => Err(format!("{method}: {other} has no DevTools protocol").into()),
        }
    }

    fn bidi(&self) -> Result<&firefox::BiDi> {
        self.bidi.as_ref().ok_or_else(|| "only Firefox is driven by BiDi".into())
    }

    /// A script to run in every page before its own, from the next one on.
    pub async fn before_each_page(&self, script: &str) -> Result {
        match self.engine() {
            Engine::Chromium => {
                let params = json!({ "source": script });
                self.cdp("Page.addScriptToEvaluateOnNewDocument", params).await.map(drop)
            }
            Engine::Firefox => self.bidi()?.before_each_page(script),
            Engine::WebKit => {
                webkit::before().lock().expect("no thread panics with it").push(script.into());
                Ok(())
            }
        }
    }

    /// Touches a place of the page's area as WebDriver has it (`Ability::Fingers`).
    pub async fn touch(&self, x: i64, y: i64) -> Result {
        self.driver.cmd(Touch { x, y }).await?;
        Ok(())
    }

    /// The page's area from now on, exactly, whatever the window's frame takes.
    pub async fn resize(&self, width: u32, height: u32, scale: f64, mobile: bool) -> Result {
        match self.engine() {
            Engine::Chromium => {
                let metrics =
                    json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile });
                self.cdp("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
            }
            Engine::Firefox => {
                let window = self.driver.window().await?.to_string();
                self.bidi()?.resize(&window, (width, height), scale)
            }
            Engine::WebKit => webkit::resize(&self.driver, (width, height)).await,
        }
    }

    /// The colour scheme and the wish for less motion, from now on (`Ability::ChangingWishes`).
    pub async fn media(&self, dark: bool, reduced_motion: bool) -> Result {
        let dark = if dark { "dark" } else { "light" };
        let motion = if reduced_motion { "reduce" } else { "no-preference" };
        match self.engine() {
            Engine::Chromium => {
                self.media_features(json!([
                    { "name": "prefers-color-scheme", "value": dark },
                    { "name": "prefers-reduced-motion", "value": motion },
                ]))
                .await
            }
            Engine::Firefox => {
                firefox::wish(&self.driver, "prefersColorSchemeOverride", dark).await?;
                firefox::wish(&self.driver, "prefersReducedMotionOverride", motion).await
            }
            Engine::WebKit => Err("WebKit's wishes are those it was started with".into()),
        }
    }

    /// As on paper, from now on (`Ability::Paper`).
    pub async fn paper(&self) -> Result {
        match self.engine() {
            Engine::Firefox => firefox::wish(&self.driver, "mediumOverride", "print").await,
            _ => self.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await.map(drop),
        }
    }

    /// With the few colours that a person's system insists on, from now on (`Ability::ChangingWishes`).
    pub async fn forced_colours(&self) -> Result {
        match self.engine() {
            Engine::Firefox => firefox::wish(&self.driver, "forcedColorsOverride", "active").await,
            _ => self.media_features(json!([{ "name": "forced-colors", "value": "active" }])).await,
        }
    }

    async fn media_features(&self, features: Value) -> Result {
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// Files are saved into that folder from now on, without a question (`Ability::Downloads`).
    pub async fn save_into(&self, folder: &Path) -> Result {
        match self.engine() {
            Engine::Firefox => firefox::save_into(&self.driver, folder).await,
            _ => {
                let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
                self.cdp("Browser.setDownloadBehavior", behaviour).await.map(drop)
            }
        }
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

    /// Waits until the wasm has run, what was fetched has come, and the number of elements stays the same
    /// for a moment. A page without wasm, such as a host page with a frame, only has to stay the same.
    pub async fn settle(&self, limit: Duration) -> Result {
        // Where no script of ours could run before the page's, its own sign that it waits must do.
        const STATE: &str = "const { begun, done } = window.__work ?? { begun: 1, done: 1 };
            const wanted = !!document.querySelector('link[href$=\".wasm\"], script[data-wasm]');
            const waits = !window.__work && !!document.getElementById('wait');
            return [begun === done && (begun > 0 || !wanted) && !waits, document.querySelectorAll('*').length];";
        let (start, mut last, mut same) = (Instant::now(), Value::Null, 0);
        while start.elapsed() < limit {
            let now = self.js(STATE).await?;
            same = if now == last && now[0] == true { same + 1 } else { 0 };
            if same == 3 {
                return Ok(());
            }
            last = now;
            sleep(Duration::from_millis(30)).await;
        }
        Err(format!(
            "the page did not come to rest in {} s (its wasm has run, number of elements: {last})",
            limit.as_secs()
        )
        .into())
    }

    /// What a script `return`s; it may `await`. In Firefox it sees the page's `window`, but has built-in
    /// objects of its own: `window.WebAssembly` is the page's, and what a page's `const` names is not there.
    pub async fn js(&self, script: &str) -> Result<Value> {
        if script.contains("await ") {
            let script = format!("return (async () => {{ {script} }})();");
            return Ok(self.driver.execute(script, vec![]).await?.json().clone());
        }
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
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(self.driver.screenshot(path).await?)
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

    /// What the console has said since the last time this was asked, "LEVEL text".
    pub async fn console(&self) -> Result<Vec<String>> {
        if self.engine() == Engine::Chromium {
            let log = self.driver.browser_log().await?;
            return Ok(log.into_iter().map(|e| format!("{} {}", e.level, e.message)).collect());
        }
        let said = self.js(console::TAKE).await?;
        let lines = said.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(String::from));
        Ok(lines.collect())
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

/// A finger that comes and goes; thirtyfour has mice only.
#[derive(Debug)]
struct Touch {
    x: i64,
    y: i64,
}

impl FormatRequestData for Touch {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let finger = json!({
            "type": "pointer",
            "id": "finger",
            "parameters": { "pointerType": "touch" },
            "actions": [
                { "type": "pointerMove", "duration": 0, "x": self.x, "y": self.y },
                { "type": "pointerDown", "button": 0 },
                { "type": "pointerUp", "button": 0 },
            ],
        });
        let post = "POST".parse().expect("it is a method");
        RequestData::new(post, format!("/session/{session}/actions")).add_body(json!({ "actions": [finger] }))
    }
}
