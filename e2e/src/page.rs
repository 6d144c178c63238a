//! The page's own vocabulary: its buttons, lanes, segments and fields, by the hooks that it carries
//! for scripts (`data-do`, `data-flight`, …). No test spells a selector that is in here.
use crate::{Browser, Engine, Result};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::TypingData;
use thirtyfour::prelude::*;

/// Client and server as the page names them in classes and commands.
pub const SIDES: [&str; 2] = ["client", "server"];

/// The scenarios of the catalogue, as links name them.
pub const SCENARIOS: [&str; 10] = [
    "four-way-close",
    "three-segments",
    "half-close-data",
    "first-fin-lost",
    "last-ack-lost",
    "server-closes-first",
    "simultaneous-close",
    "server-never-closes",
    "abort",
    "free-play",
];

/// The tabs whose panels are in the second file, in their order.
pub const TABS: [&str; 10] = [
    "segments",
    "states",
    "sockets",
    "programs",
    "changes",
    "questions",
    "exercise",
    "transcript",
    "capture",
    "keys",
];

/// Long enough for what happens at once, on a busy machine too.
pub const SOON: Duration = Duration::from_secs(4);

/// Is it playing, is the playhead at the end? True in both languages.
const PLAYING: &str =
    "['Pause', '暂停'].includes(document.querySelector('[data-do=play]')?.getAttribute('aria-label'))";
const FINISHED: &str = "['Play again', '重新播放'].includes(document.querySelector('[data-do=play]')?.getAttribute('aria-label'))";

impl Browser {
    // ---- buttons and fields, as a person uses them ----

    /// Clicks the button of a command with the mouse.
    pub async fn press(&self, command: &str) -> Result {
        self.click(&format!("[data-do='{command}']")).await
    }

    /// Clicks the middle of an element with the mouse: fails where something else lies on top.
    pub async fn click(&self, css: &str) -> Result {
        let element = self.find(By::Css(css)).await.map_err(|e| format!("click on {css}: {e}"))?;
        match element.click().await {
            // What drivers other than Chromium's say of parts of pictures.
            Err(e) if self.engine() != Engine::Chromium && e.to_string().contains("interactable") => {
                let (x, y) = self.middle(css).await?;
                Ok(self.action_chain().move_to(x, y).click().perform().await?)
            }
            clicked => clicked.map_err(|e| format!("click on {css}: {e}").into()),
        }
    }

    /// Types keys to whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result {
        // Key::Enter is the number pad's, with which Firefox presses no button.
        let pad = Key::Enter.value();
        let keys = keys.into().as_vec().into_iter();
        let keys: String = keys.map(|key| if key == pad { Key::Return.value() } else { key }).collect();
        Ok(self.action_chain().send_keys(keys).perform().await?)
    }

    /// A key while another is held: `chord(Key::Control, "z")`.
    pub async fn chord(&self, held: Key, key: &str) -> Result {
        Ok(self.action_chain().key_down(held.clone()).send_keys(key).key_up(held).perform().await?)
    }

    /// Puts the focus on an element, as Tab would.
    pub async fn focus(&self, css: &str) -> Result {
        // A key first, or `:focus-visible` would not hold.
        let script = format!("const e = document.querySelector(`{css}`); e.focus(); return !!e;");
        self.js(&script).await.map(drop)
    }

    /// Writes into a field of the settings, by its id, and leaves it with Enter.
    pub async fn fill(&self, id: &str, text: &str) -> Result {
        self.click(&format!("#{id}")).await?;
        self.chord(Key::Control, "a").await?;
        self.keys(Key::Delete + text + Key::Enter).await
    }

    /// What a field holds.
    pub async fn value(&self, id: &str) -> Result<String> {
        self.string(&format!("document.getElementById('{id}').value")).await
    }

    /// Sets the speed by its name: "0.25×" to "16×".
    pub async fn speed(&self, name: &str) -> Result {
        let script = format!(
            "const list = document.querySelector('.transport select');
            list.selectedIndex = [...list.options].findIndex(o => o.text === '{name}');
            list.dispatchEvent(new Event('change', {{ bubbles: true }}));
            return list.selectedIndex;"
        );
        match self.js(&script).await? == -1 {
            true => Err(format!("no speed {name}").into()),
            false => Ok(()),
        }
    }

    /// Drags the scrubber to so many thousandths of the way.
    pub async fn scrub(&self, thousandths: u32) -> Result {
        self.js(&format!(
            "const range = document.querySelector('input.scrub');
            range.value = {thousandths};
            range.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        ))
        .await
        .map(drop)?;
        self.frame().await
    }

    /// Drags the scrubber to about that second of the scenario.
    pub async fn seek(&self, seconds: f64) -> Result {
        let (mut low, mut high) = (0, 1000);
        while low < high {
            let middle = (low + high) / 2;
            self.scrub(middle).await?;
            if self.clock().await? < seconds { low = middle + 1 } else { high = middle }
        }
        self.scrub(low).await
    }

    /// Waits for what is on its way: a rendering of the page's, and the browser's next frame.
    pub async fn frame(&self) -> Result {
        self.driver_async(
            "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => setTimeout(done)));",
        )
        .await
        .map(drop)
    }

    async fn driver_async(&self, script: &str) -> Result<Value> {
        Ok(self.execute_async(script, vec![]).await?.json().clone())
    }

    // ---- what the page shows ----

    /// What an expression is, as text; null is empty.
    pub async fn string(&self, expression: &str) -> Result<String> {
        Ok(match self.js(&format!("return {expression};")).await? {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        })
    }

    pub async fn strings(&self, expression: &str) -> Result<Vec<String>> {
        let list = self.js(&format!("return [...{expression}].map(String);")).await?;
        let list = list.as_array().ok_or("no list")?;
        Ok(list.iter().filter_map(|v| v.as_str().map(String::from)).collect())
    }

    pub async fn truth(&self, expression: &str) -> Result<bool> {
        Ok(self.js(&format!("return !!({expression});")).await? == true)
    }

    pub async fn number(&self, expression: &str) -> Result<f64> {
        let value = self.js(&format!("return Number({expression});")).await?;
        Ok(value.as_f64().unwrap_or(f64::NAN))
    }

    pub async fn text(&self, css: &str) -> Result<String> {
        self.string(&format!("document.querySelector(`{css}`)?.textContent.trim()")).await
    }

    pub async fn attribute(&self, css: &str, name: &str) -> Result<String> {
        self.string(&format!("document.querySelector(`{css}`)?.getAttribute('{name}')")).await
    }

    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.number(&format!("document.querySelectorAll(`{css}`).length")).await? as usize)
    }

    /// The states on the badges, client first.
    pub async fn states(&self) -> Result<[String; 2]> {
        Ok([self.text(".head.client .badge b").await?, self.text(".head.server .badge b").await?])
    }

    /// The classes of the two directions, the client's first: "open", "closing", "shut".
    pub async fn pipes(&self) -> Result<[String; 2]> {
        let class = |way: &str| {
            format!("document.querySelector('.pipe.{way}').className.replace(/pipe|{way}/g, '').trim()")
        };
        Ok([self.string(&class("right")).await?, self.string(&class("left")).await?])
    }

    /// Every segment of the figure as a screen reader hears it, past and future.
    pub async fn flights(&self) -> Result<Vec<String>> {
        self.strings("Array.from(document.querySelectorAll('g.flight'), f => f.getAttribute('aria-label'))")
            .await
    }

    /// The seconds that the clock shows.
    pub async fn clock(&self) -> Result<f64> {
        self.number("parseFloat(document.querySelector('.clock').textContent)").await
    }

    /// The sentence at the top, without its button.
    pub async fn notice(&self) -> Result<String> {
        self.string("document.querySelector('.notice p')?.firstChild.textContent").await
    }

    /// The pressed chip's scenario.
    pub async fn scenario(&self) -> Result<String> {
        self.string("document.querySelector('.chip[aria-pressed=true]')?.dataset.do.replace('load ', '')")
            .await
    }

    pub async fn playing(&self) -> Result<bool> {
        self.truth(PLAYING).await
    }

    pub async fn finished(&self) -> Result<bool> {
        self.truth(FINISHED).await
    }

    pub async fn until_playing(&self) -> Result {
        self.until(PLAYING, SOON).await
    }

    pub async fn until_paused(&self) -> Result {
        self.until(&format!("!({PLAYING})"), SOON).await
    }

    pub async fn until_finished(&self, limit: Duration) -> Result {
        self.until(FINISHED, limit).await
    }

    pub async fn until_state(&self, side: &str, state: &str, limit: Duration) -> Result {
        let css = format!(".head.{side} .badge b");
        self.until(&format!("document.querySelector('{css}').textContent === '{state}'"), limit).await
    }

    /// Waits until that segment has been sent.
    pub async fn until_sent(&self, flight: usize, limit: Duration) -> Result {
        let css = format!("g.flight[data-flight=\"{flight}\"]:not([data-future])");
        self.until(&format!("document.querySelector('{css}')"), limit).await
    }

    /// Animations that move by themselves at this moment.
    pub async fn moving(&self) -> Result<usize> {
        Ok(self.number("document.getAnimations().filter(a => a.playState === 'running').length").await?
            as usize)
    }

    // ---- before the page ----

    /// From the next page on, counts the frames that scripts ask for.
    pub async fn count_frames(&self) -> Result {
        self.before_each_page(
            "window.__frames = 0;
            const real = window.requestAnimationFrame;
            window.requestAnimationFrame = function (f) { window.__frames += 1; return real.call(this, f); };",
        )
        .await
    }

    /// Frames asked for within that time.
    pub async fn frames_in(&self, time: Duration) -> Result<f64> {
        let before = self.number("window.__frames").await?;
        tokio::time::sleep(time).await;
        Ok(self.number("window.__frames").await? - before)
    }
}
