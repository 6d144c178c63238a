//! What a page holds on to: nodes, listeners, the script's heap and the wasm's memory.
use crate::{Ability, Browser, Result};
use serde_json::json;
use std::fmt;

/// Counted after the garbage is gone.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Nodes of the document, and those outside of it that a script still has.
    pub nodes: f64,
    pub listeners: f64,
    /// Octets of the script's heap.
    pub heap: f64,
    /// Pages (64 KiB) of every wasm memory.
    pub wasm_pages: f64,
}

impl Held {
    /// The page must have been watched (`watch_memory`). Only Chromium tells of listeners and heap; of any
    /// other browser both are 0, and nodes are the document's elements.
    pub async fn by(browser: &Browser) -> Result<Held> {
        let wasm_pages = browser
            .number("window.__memories.reduce((sum, m) => sum + m.buffer.byteLength, 0) / 65536")
            .await?;
        if !browser.engine().can(Ability::DevTools) {
            let nodes = browser.number("document.querySelectorAll('*').length").await?;
            return Ok(Held { nodes, listeners: 0.0, heap: 0.0, wasm_pages });
        }
        browser.cdp("HeapProfiler.enable", json!({})).await?;
        // What one collection frees may have held something else.
        for _ in 0..3 {
            browser.cdp("HeapProfiler.collectGarbage", json!({})).await?;
            browser.frame().await?;
        }
        let metrics = browser.metrics().await?;
        let get = |name: &str| metrics.get(name).copied().unwrap_or(f64::NAN);
        Ok(Held {
            nodes: get("Nodes"),
            listeners: get("JSEventListeners"),
            heap: get("JSHeapUsedSize"),
            wasm_pages,
        })
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Held { nodes, listeners, heap, wasm_pages } = self;
        let mib = heap / 1_048_576.0;
        write!(f, "{nodes} nodes, {listeners} listeners, {wasm_pages} wasm pages, {mib:.2} MiB of heap")
    }
}

impl Browser {
    /// From the next page on, its wasm memories are known.
    pub async fn watch_memory(&self) -> Result {
        self.before_each_page(
            "window.__memories = [];
            for (const name of ['instantiate', 'instantiateStreaming']) {
                const real = WebAssembly[name];
                WebAssembly[name] = async function (...args) {
                    const made = await real.apply(this, args);
                    for (const one of Object.values((made.instance ?? made).exports))
                        if (one instanceof WebAssembly.Memory && !window.__memories.includes(one))
                            window.__memories.push(one);
                    return made;
                };
            }",
        )
        .await
    }

    /// Plays from the beginning, and goes to the end; so many times.
    pub async fn replay(&self, times: usize) -> Result {
        self.in_page(&format!(
            "for (let i = 0; i < {times}; i += 1) {{
                press('play');
                await frames(3);
                key('End');
                await frames(1);
            }}"
        ))
        .await
    }

    /// Opens these scenarios of the catalogue one after another, so many in all.
    pub async fn change_scenarios(&self, times: usize, ids: &[&str]) -> Result {
        self.in_page(&format!(
            "const ids = {ids:?};
            for (let i = 0; i < {times}; i += 1) {{
                press('load ' + ids[(i + 1) % ids.length]);
                await frames(2);
            }}"
        ))
        .await
    }

    /// A script that may wait for frames, and fails when a button is not there.
    async fn in_page(&self, script: &str) -> Result {
        let script = format!(
            "const done = arguments[0];
            const press = (command) => document.querySelector(`[data-do='${{command}}']`).click();
            const key = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }}));
            const frames = async (count) => {{
                for (let i = 0; i < count; i += 1) await new Promise((next) => requestAnimationFrame(next));
            }};
            (async () => {{ {script} }})().then(() => done(''), (error) => done(String(error)));"
        );
        match self.execute_async(&script, vec![]).await?.json().as_str() {
            Some("") => Ok(()),
            said => Err(format!("{said:?}").into()),
        }
    }
}
