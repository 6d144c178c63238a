//! Firefox by geckodriver: what WebDriver lacks goes over BiDi, and what that lacks is asked of the
//! browser's own scripts.
use crate::driver::which;
use crate::{Options, Result};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, RequestData, SessionId};
use tungstenite::{Message, WebSocket};

pub fn wanted(options: &Options) -> Result<Capabilities> {
    let mut prefs = json!({
        "intl.accept_languages": options.languages,
        // Neither dark nor still because the machine is.
        "ui.systemUsesDarkTheme": u8::from(options.dark),
        "ui.prefersReducedMotion": u8::from(options.reduced_motion),
        "layout.css.prefers-color-scheme.content-override": u8::from(!options.dark),
        // Tab goes to links, too, as everywhere but on a Mac.
        "accessibility.tabfocus": 7,
        "browser.tabs.warnOnClose": false,
    });
    let own = prefs.as_object_mut().expect("it is one");
    // A test's browser talks to the test's host and to nobody else.
    for off in [
        "app.normandy.enabled",
        "app.update.enabled",
        "browser.newtabpage.enabled",
        "browser.safebrowsing.downloads.remote.enabled",
        "browser.safebrowsing.malware.enabled",
        "browser.safebrowsing.phishing.enabled",
        "browser.search.update",
        "browser.region.update.enabled",
        "browser.topsites.contile.enabled",
        "datareporting.healthreport.uploadEnabled",
        "datareporting.policy.dataSubmissionEnabled",
        "dom.push.connection.enabled",
        "extensions.getAddons.cache.enabled",
        "extensions.systemAddon.update.enabled",
        "extensions.update.enabled",
        "network.captive-portal-service.enabled",
        "network.connectivity-service.enabled",
        "network.dns.disablePrefetch.off",
        "toolkit.telemetry.enabled",
        "toolkit.telemetry.unified",
    ] {
        own.insert(off.into(), false.into());
    }
    own.insert("services.settings.server".into(), "data:,#".into());
    if options.mobile {
        // A finger points coarsely and cannot hover (1: coarse, 2: fine, 4: hover).
        own.insert("ui.primaryPointerCapabilities".into(), 1.into());
        own.insert("ui.allPointerCapabilities".into(), 1.into());
        own.insert("dom.w3c_touch_events.enabled".into(), 1.into());
    }
    if options.mobile || options.thin_scrollbars {
        own.insert("ui.useOverlayScrollbars".into(), 1.into());
    }
    let (width, height) = options.size;
    let mut own = json!({
        "args": ["-headless", format!("--width={width}"), format!("--height={height}")],
        "prefs": prefs,
    });
    if let Some(firefox) = which(&["firefox-esr", "firefox"]) {
        own["binary"] = firefox.to_string_lossy().into();
    }
    let mut caps = Capabilities::new();
    caps.set("browserName", "firefox")?;
    caps.set("webSocketUrl", true)?;
    caps.set("moz:firefoxOptions", own)?;
    Ok(caps)
}

/// BiDi, WebDriver's other half, which goes over a WebSocket: one command at a time.
pub struct BiDi {
    socket: Mutex<WebSocket<TcpStream>>,
}

impl BiDi {
    /// The session's.
    pub fn connect(driver: &WebDriver) -> Result<BiDi> {
        let url = driver.capabilities().get("webSocketUrl").and_then(Value::as_str);
        let url = url.ok_or("the driver names no address for BiDi")?;
        let host = url.trim_start_matches("ws://").split('/').next().unwrap_or_default();
        let stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.set_nodelay(true)?;
        let (socket, _) = tungstenite::client(url, stream)?;
        Ok(BiDi { socket: Mutex::new(socket) })
    }

    /// The page's area, exactly, and device pixels per CSS pixel.
    pub fn resize(&self, window: &str, (width, height): (u32, u32), scale: f64) -> Result {
        let viewport = json!({ "width": width, "height": height });
        let params = json!({ "context": window, "viewport": viewport, "devicePixelRatio": scale });
        self.ask("browsingContext.setViewport", params).map(drop)
    }

    /// A script that runs in every document before its own.
    pub fn before_each_page(&self, script: &str) -> Result {
        let params = json!({ "functionDeclaration": format!("() => {{ {script} }}") });
        self.ask("script.addPreloadScript", params).map(drop)
    }

    fn ask(&self, method: &str, params: Value) -> Result<Value> {
        let mut socket = self.socket.lock().expect("no thread panics with it");
        socket.send(json!({ "id": 1, "method": method, "params": params }).to_string().into())?;
        loop {
            let Message::Text(text) = socket.read()? else { continue };
            let answer: Value = serde_json::from_str(&text)?;
            match (answer["type"].as_str(), &answer["result"]) {
                (Some("success"), result) => return Ok(result.clone()),
                (Some("error"), _) => return Err(format!("{method}: {answer}").into()),
                // Something that happened, which nobody has asked for.
                _ => {}
            }
        }
    }
}

/// What the system wishes of pages: the names are those of Firefox's browsing contexts.
pub async fn wish(driver: &WebDriver, name: &str, value: &str) -> Result {
    privileged(driver, &format!("gBrowser.selectedBrowser.browsingContext.{name} = '{value}';"))
        .await
        .map(drop)
}

/// Where files are saved, without a question.
pub async fn save_into(driver: &WebDriver, folder: &Path) -> Result {
    let folder = serde_json::to_string(&folder.to_string_lossy())?;
    let script = format!(
        "Services.prefs.setIntPref('browser.download.folderList', 2);
        Services.prefs.setStringPref('browser.download.dir', {folder});
        Services.prefs.setBoolPref('browser.download.always_ask_before_handling_new_types', false);"
    );
    privileged(driver, &script).await.map(drop)
}

/// Runs a script with the rights of the browser itself.
async fn privileged(driver: &WebDriver, script: &str) -> Result<Value> {
    driver.cmd(Context("chrome")).await?;
    let done = driver.execute(script, vec![]).await;
    driver.cmd(Context("content")).await?;
    Ok(done?.json().clone())
}

/// Whose scripts are run: the page's or the browser's.
#[derive(Debug)]
struct Context(&'static str);

impl FormatRequestData for Context {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new("POST".parse().expect("it is a method"), format!("/session/{session}/moz/context"))
            .add_body(json!({ "context": self.0 }))
    }
}
