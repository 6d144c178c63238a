//! Actions as they are done to a browser.
use crate::action::{Action, Held};
use e2e::{Browser, Result, Site};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::Key;
use thirtyfour::prelude::*;
use tokio::time::{sleep, timeout};

/// A page that does not answer for so long hangs.
const ANSWERS: Duration = Duration::from_secs(20);

/// Where things are that something can be done to; `KIND` says which. Links lead nowhere else: they are
/// followed where they stay on this page.
const PLACE: &str = "
    const kinds = {
        click: `button, summary, a[href], input[type=checkbox], input[type=radio], [data-do], g.flight .hit, g.pill rect,
            .story li button, label:not(.file), [role=tab], [tabindex='0']`,
        type: 'input:not([type=file], [type=checkbox], [type=radio], [type=range]), textarea',
        drag: 'input[type=range], g.flight .hit, g.pill rect, .room, .diagram, #panel',
        choose: 'select',
    };
    const seen = (e) => {
        if (e.closest('[inert], .file, #failed') || e.matches('[type=file]') || !e.checkVisibility()) return false;
        const link = e.closest('a');
        if (link && (link.target || link.origin !== location.origin || link.pathname !== location.pathname)) return false;
        return e.getClientRects().length > 0;
    };
    const all = [...document.querySelectorAll(kinds.KIND)].filter(seen);
    if (!all.length) return null;
    const e = all[NUMBER % all.length];
    const middle = () => {
        const r = e.getBoundingClientRect();
        return [r.left + r.width / 2, r.top + r.height / 2];
    };
    const within = ([x, y]) => x > 0 && y > 0 && x < innerWidth - 1 && y < innerHeight - 1;
    if (!within(middle())) e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    if (!within(middle())) return null;
    const words = e.dataset.do ?? (e.id || e.getAttribute('aria-label') || e.textContent.trim());
    return [...middle().map(Math.floor), `${e.tagName} ${words}`.slice(0, 60)];";

/// Files that would be saved are not, and no page is opened beside this one, which would hide it.
const HARMLESS: &str = "
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () { if (!this.download) click.call(this); };
    window.open = () => ({});
    window.print = () => {};";

pub struct Doing<'a> {
    browser: &'a Browser,
    site: &'a Site,
}

impl Doing<'_> {
    pub async fn new<'a>(browser: &'a Browser, site: &'a Site) -> Result<Doing<'a>> {
        browser.before_each_page(&format!("{{ {HARMLESS} }}")).await?;
        Ok(Doing { browser, site })
    }

    /// Does it, and says to what; to nothing where there is nothing.
    pub async fn act(&self, action: &Action) -> Result<String> {
        let browser = self.browser;
        match action {
            Action::Click(number) => {
                let Some((x, y, what)) = self.place("click", *number).await? else {
                    return Ok(String::new());
                };
                browser.action_chain().move_to(x, y).click().perform().await?;
                return Ok(what);
            }
            Action::Choose(number, entry) => {
                let script = format!(
                    "const all = [...document.querySelectorAll('select')].filter(e => e.checkVisibility());
                    if (!all.length) return '';
                    const list = all[{number} % all.length];
                    list.selectedIndex = {entry} % list.options.length;
                    list.dispatchEvent(new Event('change', {{ bubbles: true }}));
                    return list.id;"
                );
                return Ok(browser.js(&script).await?.as_str().unwrap_or_default().into());
            }
            Action::Key(held, name) => {
                let keys = named(name);
                match held {
                    Held::Nothing => browser.keys(keys).await?,
                    Held::Shift => browser.chord(Key::Shift, &keys).await?,
                    Held::Control => browser.chord(Key::Control, &keys).await?,
                }
            }
            Action::Type(number, text) => {
                let Some((x, y, what)) = self.place("type", *number).await? else { return Ok(String::new()) };
                browser.action_chain().move_to(x, y).click().perform().await?;
                browser.chord(Key::Control, "a").await?;
                // Control signs and what is not in the basic plane are no keys.
                let text: String = text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect();
                browser.keys(Key::Delete + text.as_str() + Key::Enter).await?;
                return Ok(what);
            }
            Action::Drag(number, (dx, dy)) => {
                let Some((x, y, what)) = self.place("drag", *number).await? else { return Ok(String::new()) };
                let size = browser.js("return [innerWidth, innerHeight];").await?;
                let inside = |at: i64, of: &Value| at.clamp(1, of.as_i64().unwrap_or(320) - 2);
                let (to_x, to_y) = (inside(x + dx, &size[0]), inside(y + dy, &size[1]));
                let drag = browser.action_chain().move_to(x, y).click_and_hold();
                drag.move_to((x + to_x) / 2, (y + to_y) / 2).move_to(to_x, to_y).release().perform().await?;
                return Ok(what);
            }
            Action::Fragment(link) => {
                browser.js(&format!("location.hash = {};", serde_json::to_string(link)?)).await?;
            }
            Action::Travel(steps) => {
                // Not out of the document: what was there before is not ours.
                browser
                    .js(&format!("const to = {steps}; if (to > 0 || history.length > 4) history.go(to);"))
                    .await?;
                sleep(Duration::from_millis(60)).await;
            }
            Action::Scroll(by) => {
                browser
                    .js(&format!("(document.querySelector('#room') ?? document.body).scrollBy(0, {by}); scrollBy(0, {by});"))
                    .await?;
            }
            Action::Resize(width, height) => browser.resize(*width, *height, 1.0, false).await?,
            Action::OpenCapture(path) => {
                if let Ok(field) = browser.find(By::Css("#open-file")).await {
                    field.send_keys(path.display().to_string()).await?;
                }
            }
            Action::Message(text) => {
                browser.js(&format!("postMessage({text}, '*');")).await?;
            }
            Action::Visit(query) => {
                browser.visit("about:blank").await?;
                browser.visit(&self.site.url(query)).await?;
            }
            Action::Wait(millis) => sleep(Duration::from_millis(*millis)).await,
        }
        Ok(String::new())
    }

    /// The page answers, shows itself, has not failed and has said nothing bad.
    pub async fn answers(&self) -> Result {
        let look = async {
            self.browser.frame().await?;
            self.browser
                .js("const failed = document.querySelector('#failed');
                    return [location.href, failed?.checkVisibility() && failed.textContent.trim(),
                        !!document.querySelector('#app .page')];")
                .await
        };
        let seen = timeout(ANSWERS, look).await.map_err(|_| "the page does not answer")??;
        let address = seen[0].as_str().unwrap_or_default();
        if address == "about:blank" {
            // The way back led out of the document.
            self.browser.js("history.forward();").await?;
            sleep(Duration::from_millis(300)).await;
            return self.browser.settle(ANSWERS).await;
        }
        if !address.starts_with(&self.site.origin()) {
            return Err(format!("the page is left for {address}").into());
        }
        if let Some(words) = seen[1].as_str() {
            return Err(format!("the page has failed: {words}").into());
        }
        if seen[2] != true {
            return Err(format!("the app is not there: {address}").into());
        }
        self.browser.no_errors().await
    }

    /// Back to a small scenario with nothing opened, and nothing moves.
    pub async fn rest(&self) -> Result {
        self.browser.resize(1280, 900, 1.0, false).await?;
        for _ in 0..2 {
            self.browser.keys(Key::Escape + "").await?;
        }
        self.browser.js("location.hash = '#1;four-way-close?lang=en&theme=light&tab=story&speed=1';").await?;
        sleep(Duration::from_millis(300)).await;
        self.browser.js("document.activeElement?.blur();").await?;
        self.browser.keys(Key::End + "").await?;
        sleep(Duration::from_millis(300)).await;
        self.answers().await
    }

    async fn place(&self, kind: &str, number: usize) -> Result<Option<(i64, i64, String)>> {
        let found =
            self.browser.js(&PLACE.replace("KIND", kind).replace("NUMBER", &number.to_string())).await?;
        let number = |at: usize| found[at].as_f64().map(|value| value as i64);
        let Some((x, y)) = number(0).zip(number(1)) else { return Ok(None) };
        Ok(Some((
            x,
            y,
            found[2].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
        )))
    }
}

/// A key's name as the browser has it, as what a driver types.
fn named(name: &str) -> String {
    let key = match name {
        "ArrowRight" => Key::Right,
        "ArrowLeft" => Key::Left,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "Home" => Key::Home,
        "End" => Key::End,
        "Escape" => Key::Escape,
        "Enter" => Key::Enter,
        "Tab" => Key::Tab,
        "Delete" => Key::Delete,
        "Backspace" => Key::Backspace,
        sign => return sign.into(),
    };
    char::from(key).to_string()
}
