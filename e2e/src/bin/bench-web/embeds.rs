//! Figure 11: ten embeds on one page, as elements and as frames, while nobody touches them.
use crate::subject::{median, window};
use crate::table::Figures;
use e2e::{Browser, Cost, Result, Site};
use std::time::Duration;
use tokio::time::sleep;

const TEN: usize = 10;
const LONG: Duration = Duration::from_secs(60);
const RESTED: Duration = Duration::from_secs(2);

/// How many ladders stand on the page.
const STANDING: &str = "[...document.querySelectorAll('four-waves, iframe')]
    .filter(e => (e.shadowRoot ?? e.contentDocument).querySelector('#stage g.flight')).length";

pub async fn measure(rounds: usize, figures: &mut Figures) -> Result {
    let element = "<four-waves scenario='last-ack-lost'></four-waves>";
    let frame = "<iframe src='/?embed=1&scenario=last-ack-lost' width='900' height='800'></iframe>";
    for (rests, wasm, embed) in
        [("ten-elements", "elements-wasm", element), ("ten-frames", "frames-wasm", frame)]
    {
        let page = format!(
            "<!doctype html><html lang='en'><title>Ten</title>
            <script type='module' src='/four-waves-element.js'></script>{}",
            embed.repeat(TEN)
        );
        let site = Site::builder(e2e::dist()).packed().page("/host.html", page).start();
        let browser = Browser::open(window()).await?;
        browser.visit(&format!("{}/host.html", site.origin())).await?;
        // An element starts when it comes near the view.
        for at in 0..TEN {
            browser
                .js(&format!("document.querySelectorAll('four-waves, iframe')[{at}].scrollIntoView();"))
                .await?;
            browser.until(&format!("{STANDING} > {at}"), LONG).await?;
        }
        browser.js("scrollTo(0, 0);").await?;
        sleep(RESTED).await;
        let mut tasks = Vec::new();
        for _ in 0..rounds {
            tasks.push(Cost::over(&browser, RESTED).await?.task_ms);
        }
        figures.set(rests, median(&tasks));
        let fetched = |ending: &str| site.asked().iter().filter(|(path, _)| path.ends_with(ending)).count();
        figures.set(wasm, fetched("_bg.wasm") as f64);
        let instances = browser
            .number("[window, ...Array.from(frames)].reduce((sum, one) => sum + (one.__wasm?.done ?? 0), 0)")
            .await?;
        let later = fetched("_later.wasm");
        figures.note(wasm, format!("the second file {later} times; {instances} instances of either"));
        browser.no_errors().await?;
        browser.close().await;
    }
    Ok(())
}
