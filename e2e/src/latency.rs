//! How soon the page answers: real clicks and keys, timed by the browser itself from the event to the
//! next picture (Event Timing).
use crate::{Browser, Result};
use serde_json::{Value, json};
use std::time::Duration;

/// The browser tells of no event shorter than this (milliseconds).
pub const LEAST: f64 = 16.0;

/// Runs in every page before its own scripts.
const WATCH_EVENTS: &str = "
    window.__events = [];
    new PerformanceObserver(list => window.__events.push(...list.getEntries()))
        .observe({ type: 'event', durationThreshold: 16, buffered: true });";

/// Two frames after everything that an event has asked for, what the events took. That the pointer passes
/// over something asks for nothing: without a picture to answer it, its time ends with the next event's.
const ANSWER: &str = "const done = arguments[0];
    const asked = e => !/over|out|enter|leave|move/.test(e.name);
    const rest = () => setTimeout(() => done(window.__events.splice(0).filter(asked).map(e => [e.name, e.duration])), 30);
    setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(rest)), 20);";

impl Browser {
    /// From the next page on, every event's duration is kept.
    pub async fn watch_events(&self) -> Result {
        self.before_each_page(WATCH_EVENTS).await
    }

    /// Milliseconds from a click in the middle of an element to the picture that answers it.
    pub async fn timed_click(&self, css: &str) -> Result<f64> {
        self.timed_click_at(css, 0.5).await
    }

    /// The same, that far from the element's left edge to its right one.
    pub async fn timed_click_at(&self, css: &str, share: f64) -> Result<f64> {
        let place = self
            .js(&format!(
                "const element = document.querySelector(`{css}`);
                if (!element) return null;
                const place = () => {{
                    const r = element.getBoundingClientRect();
                    const [x, y] = [r.left + {share} * r.width, r.top + r.height / 2];
                    const hit = document.elementFromPoint(x, y);
                    // Arrows close to one another lie across each other: any of them is one.
                    const around = hit?.closest('g.flight, g.pill') && element.closest('g.flight, g.pill');
                    return [x, y, !!around || !!hit && (element.contains(hit) || hit.contains(element))];
                }};
                if (!place()[2]) element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                return place();"
            ))
            .await?;
        let (Some(x), Some(y), Some(true)) = (place[0].as_f64(), place[1].as_f64(), place[2].as_bool())
        else {
            return Err(format!("{css} is not there, or something lies on it: {place}").into());
        };
        let mouse = |kind: &str| {
            json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1,
                "buttons": u8::from(kind == "mousePressed") })
        };
        // The pointer's way there is not what is timed.
        self.cdp("Input.dispatchMouseEvent", mouse("mouseMoved")).await?;
        self.answer().await?;
        self.cdp("Input.dispatchMouseEvent", mouse("mousePressed")).await?;
        self.cdp("Input.dispatchMouseEvent", mouse("mouseReleased")).await?;
        self.answer().await
    }

    /// Milliseconds from a key to the picture that answers it. Only keys without a text of their own
    /// need a `code`; `control` holds Control.
    pub async fn timed_key(&self, key: &str, control: bool) -> Result<f64> {
        self.answer().await?;
        let one_sign = key.chars().count() == 1 && !control;
        for kind in ["keyDown", "keyUp"] {
            let mut press = json!({ "type": kind, "key": key, "modifiers": if control { 2 } else { 0 } });
            if kind == "keyDown" && one_sign {
                press["text"] = json!(key);
            }
            if key == "Enter" {
                (press["code"], press["windowsVirtualKeyCode"]) = (json!("Enter"), json!(13));
                press["text"] = json!(if kind == "keyDown" { "\r" } else { "" });
            }
            self.cdp("Input.dispatchKeyEvent", press).await?;
        }
        self.answer().await
    }

    /// The longest of the events since this was asked last.
    async fn answer(&self) -> Result<f64> {
        let mut longest = LEAST;
        // A slow machine reports later than that: what is still under way is waited for.
        for _ in 0..2 {
            let events: Value = self.execute_async(ANSWER, vec![]).await?.json().clone();
            let events = events.as_array().cloned().unwrap_or_default();
            longest = events.iter().filter_map(|event| event[1].as_f64()).fold(longest, f64::max);
        }
        Ok(longest)
    }

    /// Milliseconds from another fragment in the address to the picture of it.
    pub async fn timed_fragment(&self, fragment: &str) -> Result<f64> {
        let script = format!(
            "const done = arguments[0], start = performance.now();
            const watch = new MutationObserver(() => {{
                watch.disconnect();
                requestAnimationFrame(() => {{
                    const {{ port1, port2 }} = new MessageChannel();
                    port1.onmessage = () => done(performance.now() - start);
                    port2.postMessage(0);
                }});
            }});
            watch.observe(document.querySelector('#room'), {{ childList: true, subtree: true }});
            location.hash = '{fragment}';"
        );
        let took = self.execute_async(&script, vec![]).await?.json().as_f64();
        tokio::time::sleep(Duration::from_millis(200)).await;
        took.ok_or_else(|| "no picture followed".into())
    }

    /// From navigation to the first whole picture, and to the end of the last long task thereafter,
    /// in milliseconds. The page must have been watched (`watch_opening`).
    pub async fn opening(&self) -> Result<[f64; 2]> {
        Ok([self.number("window.__drawn").await?, self.number("window.__usable()").await?])
    }

    /// From the next page on, keeps when its picture was complete and when its tasks were done.
    pub async fn watch_opening(&self) -> Result {
        self.before_each_page(
            "window.__long = [];
            new PerformanceObserver(list => window.__long.push(...list.getEntries()))
                .observe({ type: 'longtask', buffered: true });
            window.__usable = () => Math.max(window.__drawn,
                ...window.__long.filter(t => t.startTime < window.__drawn + 1000).map(t => t.startTime + t.duration));
            const watch = new MutationObserver(() => {
                if (!document.querySelector('#ladder g.flight')) return;
                watch.disconnect();
                requestAnimationFrame(() => {
                    const { port1, port2 } = new MessageChannel();
                    port1.onmessage = () => { window.__drawn = performance.now(); };
                    port2.postMessage(0);
                });
            });
            watch.observe(document, { childList: true, subtree: true });",
        )
        .await
    }
}
