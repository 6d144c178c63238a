//! Hands on every segment: the panels of the page's second file, fingers, and the engine's own word
//! for what the page must show.
use crate::{Browser, Engine, Result, SOON};
use four_waves::sim::{Scenario, Trace, link_code, simulate};
use serde_json::json;
use thirtyfour::Key;

/// The middle of an element in the page's area, once it has been brought there; null where something
/// else lies on top of it.
const MIDDLE: &str = "
    const e = document.querySelector(`CSS`);
    if (!e) return 'there is none';
    e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const r = e.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;
    const top = document.elementFromPoint(x, y);
    return top && (e.contains(top) || top.contains(e)) ? [x, y] : 'it is covered by ' + (top?.outerHTML.slice(0, 90));";

/// One row of the list of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub sentence: String,
    /// Why it does nothing; empty where it does something.
    pub effect: String,
    pub on: bool,
}

impl Browser {
    /// Opens a tab and waits for what is in it.
    pub async fn tab(&self, id: &str) -> Result {
        self.press(&format!("tab {id}")).await?;
        let shown = format!(
            "document.getElementById('{id}').ariaSelected === 'true'
                && !document.querySelector('#panel .waiting') && document.querySelector('#panel > *')"
        );
        self.until(&shown, SOON).await
    }

    /// Waits until that segment is chosen and its inspector is there.
    pub async fn until_chosen(&self, flight: usize) -> Result {
        let css = format!("g.flight.selected[data-flight='{flight}']");
        self.until(&format!("document.querySelector(`{css}`) && document.querySelector('.closely')"), SOON)
            .await
    }

    /// Chooses a segment from the list of segments.
    pub async fn choose(&self, flight: usize) -> Result {
        self.tab("segments").await?;
        self.click(&format!(".segments [data-do='select {flight}']")).await?;
        self.until_chosen(flight).await
    }

    /// The list of changes, whose tab is open.
    pub async fn edits(&self) -> Result<Vec<Edited>> {
        let rows = self
            .js("return [...document.querySelectorAll('.edits > li')].map(row => [
                    row.querySelector('.edit').textContent,
                    row.querySelector('.effect')?.textContent ?? '',
                    row.querySelector('.toggle').ariaChecked === 'true']);")
            .await?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let rows = rows.as_array().ok_or("no rows")?;
        Ok(rows
            .iter()
            .map(|row| Edited { sentence: text(&row[0]), effect: text(&row[1]), on: row[2] == true })
            .collect())
    }

    /// Presses a key of one sign with nothing in focus that would take it for itself.
    pub async fn sign(&self, key: &str) -> Result {
        self.keys(key).await?;
        self.frame().await
    }

    // ---- the engine's word ----

    /// The scenario that the address says is shown.
    pub async fn shown_scenario(&self) -> Result<Scenario> {
        let link = self.string("decodeURIComponent(location.hash.slice(1))").await?;
        let decoded = link_code::decode(&link);
        match decoded.problem {
            Some(problem) => Err(format!("{link}: {problem}").into()),
            None => Ok(decoded.scenario),
        }
    }

    /// What happens in the scenario that is shown, by the engine and not by the page.
    pub async fn shown_trace(&self) -> Result<Trace> {
        Ok(simulate(&self.shown_scenario().await?))
    }

    /// Waits until the page shows that scenario.
    pub async fn until_shows(&self, scenario: &Scenario) -> Result {
        let link = link_code::readable(scenario);
        self.until(&format!("decodeURIComponent(location.hash).split('?')[0] === `#{link}`"), SOON)
            .await
            .map_err(|e| format!("{e}: the page should show {link}").into())
    }

    // ---- fingers ----

    /// Where the middle of an element is, once it has been brought into view: fails where something else
    /// lies on top.
    pub async fn middle(&self, css: &str) -> Result<(i64, i64)> {
        let place = self.js(&MIDDLE.replace("CSS", css)).await?;
        match (place[0].as_f64(), place[1].as_f64()) {
            (Some(x), Some(y)) => Ok((x as i64, y as i64)),
            _ => Err(format!("the middle of {css}: {place}").into()),
        }
    }

    /// Touches the middle of an element with a finger (`Ability::Fingers`): fails where something else
    /// lies on top.
    pub async fn tap(&self, css: &str) -> Result {
        let (x, y) = self.middle(css).await?;
        if self.engine() == Engine::Chromium {
            let point = json!([{ "x": x, "y": y }]);
            self.cdp("Input.dispatchTouchEvent", json!({ "type": "touchStart", "touchPoints": point }))
                .await?;
            self.cdp("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] })).await?;
        } else {
            self.touch(x, y).await?;
        }
        self.frame().await
    }

    /// Taps the button of a command.
    pub async fn tap_on(&self, command: &str) -> Result {
        self.tap(&format!("[data-do='{command}']")).await
    }

    // ---- the keyboard ----

    /// Tabs on until something that matches has the focus.
    pub async fn tab_to(&self, css: &str) -> Result {
        for _ in 0..160 {
            if self.truth(&format!("document.activeElement.matches(`{css}`)")).await? {
                return Ok(());
            }
            self.keys(Key::Tab).await?;
        }
        Err(format!("Tab does not come to {css}").into())
    }

    /// What has the focus, as a selector's words; "BODY" where nothing has.
    pub async fn focused(&self) -> Result<String> {
        self.string(
            "(e => e.dataset.do ?? (e.dataset.flight && 'flight ' + e.dataset.flight) ?? (e.id || e.tagName))
                (document.activeElement)",
        )
        .await
    }
}
