//! Which functions run when somebody opens the page and only looks: plays it, steps and seeks.
//! `cargo xtask first-visit` has built a page that notes them, and reads their numbers here.
use e2e::{Browser, Options, Result, Site};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::sleep;

/// Keeps the exports of the page's wasm, among which are the marks.
const HOOK: &str = "for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
        const made = await real.apply(WebAssembly, args);
        const { exports } = made.instance ?? made;
        if (Object.keys(exports).some((key) => key.startsWith('ran '))) window.__marks = exports;
        return made;
    };
}";

const RAN: &str = "Object.keys(window.__marks).filter(k => k.startsWith('ran ') && window.__marks[k].value)
    .map(k => k.slice(4))";

const TRANSPORT: [&str; 7] = ["play", "play", "next", "previous", "next", "restart", "play"];

async fn look(site: &Site, options: Options, query: &str, all: bool) -> Result<BTreeSet<u32>> {
    let browser = Browser::open(options).await?;
    browser.before_each_page(HOOK).await?;
    browser.visit(&site.url(query)).await?;
    sleep(Duration::from_secs(2)).await;
    if all {
        // Until it has ended by itself.
        browser.until_finished(Duration::from_secs(90)).await?;
        for command in TRANSPORT {
            browser.press(command).await?;
            browser.frame().await?;
        }
        for thousandths in [900, 100, 500] {
            browser.scrub(thousandths).await?;
        }
        browser.resize(900, 700, 1.0, false).await?;
        browser.frame().await?;
    }
    let ran = browser.strings(RAN).await?;
    browser.close().await;
    Ok(ran.iter().filter_map(|number| number.parse().ok()).collect())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let site = Site::dist();
    let desk = Options { size: (1360, 900), ..Options::default() };
    let phone = Options { size: (360, 740), scale: 2.0, mobile: true, ..Options::default() };
    let chinese = |options: &Options| Options { languages: "zh-CN,zh".into(), ..options.clone() };
    let calm = Options { reduced_motion: true, dark: true, ..desk.clone() };
    let mut ran = look(&site, desk.clone(), "", true).await?;
    for (options, query) in [
        (chinese(&desk), ""),
        (chinese(&phone), ""),
        (phone, ""),
        (calm, ""),
        (desk, "?autoplay=0&theme=dark&lang=zh"),
    ] {
        ran.extend(look(&site, options, query, false).await?);
    }
    if ran.len() < 100 {
        return Err(
            format!("only {} functions have run: was that page built to note them?", ran.len()).into()
        );
    }
    for number in ran {
        println!("{number}");
    }
    Ok(())
}
