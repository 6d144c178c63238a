//! Everything that can be done to one segment of a hundred, and to how it is looked at.
use crate::subject::{sends, share, window};
use e2e::{Browser, LEAST, Result, SOON, Site, TABS};
use std::collections::BTreeMap;

/// What a click or a key may take (95 of 100), in milliseconds; and on a processor 4 times slower.
const ANSWERS: [f64; 2] = [50.0, 150.0];
/// So far apart a program sends, in milliseconds: labels have room, and fifty arrows are in view.
const SPACINGS: [u32; 2] = [1_000, 300];

pub async fn measure(site: &Site) -> Result {
    for apart in SPACINGS {
        for (slower, target) in [1.0, 4.0].into_iter().zip(ANSWERS) {
            let browser = Browser::open(window()).await?;
            browser.watch_events().await?;
            let mut hands = Hands::default();
            for flight in [11, 24, 40] {
                browser.visit("about:blank").await?;
                browser.visit(&site.url(&format!("?autoplay=0{}", sends(48, apart)))).await?;
                let segments = browser.shown_trace().await?.flights.len();
                if !(95..=110).contains(&segments) {
                    return Err(format!("a trace of {segments} segments").into());
                }
                // What a person opens is fetched once.
                browser.press("tab segments").await?;
                browser.until("document.querySelector('#panel .segments')", SOON).await?;
                browser.slow_cpu(slower).await?;
                let done = hands.round(&browser, flight).await;
                browser.slow_cpu(1.0).await?;
                done?;
            }
            println!("\nevents, ms, 101 segments {apart} ms apart, processor {slower} times slower");
            hands.tell(target);
            browser.no_errors().await?;
            browser.close().await;
        }
    }
    Ok(())
}

/// What a person does, and how long each answer took.
#[derive(Default)]
struct Hands(BTreeMap<&'static str, Vec<Answer>>);

/// Until the picture, and what of the main thread's time it took: all, scripts, styles, layout. All in
/// milliseconds.
type Answer = [f64; 5];

/// What a browser has spent so far.
async fn spent(browser: &Browser) -> Result<[f64; 4]> {
    let metrics = browser.metrics().await?;
    let names = ["TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration"];
    Ok(names.map(|name| metrics.get(name).copied().unwrap_or(0.0) * 1000.0))
}

impl Hands {
    async fn note(
        &mut self,
        browser: &Browser,
        what: &'static str,
        done: impl Future<Output = Result<f64>>,
    ) -> Result {
        let before = spent(browser).await?;
        let took = done.await.map_err(|e| format!("{what}: {e}"))?;
        let after = spent(browser).await?;
        let [task, script, style, layout] = std::array::from_fn(|i| after[i] - before[i]);
        self.0.entry(what).or_default().push([took, task, script, style, layout]);
        Ok(())
    }

    async fn click(&mut self, browser: &Browser, what: &'static str, css: &str) -> Result {
        self.note(browser, what, browser.timed_click(css)).await
    }

    async fn press(&mut self, browser: &Browser, what: &'static str, command: &str) -> Result {
        self.click(browser, what, &format!("[data-do='{command}']")).await
    }

    async fn key(&mut self, browser: &Browser, what: &'static str, key: &str, control: bool) -> Result {
        self.note(browser, what, browser.timed_key(key, control)).await
    }

    /// Everything that can be done to one segment, and to how it is looked at.
    async fn round(&mut self, browser: &Browser, flight: usize) -> Result {
        let pages = ["story"].into_iter().chain(TABS);
        let row = format!("#panel [data-do='select {flight}']");
        browser.press("tab segments").await?;
        let place = 0.2 + 0.005 * flight as f64;
        self.note(browser, "seek", browser.timed_click_at("input.scrub", place)).await?;
        self.click(browser, "choose (row)", &row).await?;
        let arrow = format!("#ladder g.flight[data-flight='{}'] .hit", flight + 1);
        self.click(browser, "choose (arrow)", &arrow).await?;
        self.click(browser, "choose (row)", &row).await?;
        self.key(browser, "next segment", "n", false).await?;
        for (what, key) in [("delay", "d"), ("duplicate", "t"), ("lose", "l"), ("deliver", "a")] {
            self.key(browser, what, key, false).await?;
        }
        self.press(browser, "lose", "lose").await?;
        self.key(browser, "undo", "z", true).await?;
        self.key(browser, "redo", "y", true).await?;
        self.press(browser, "undo", "undo").await?;
        self.press(browser, "redo", "redo").await?;
        self.press(browser, "deliver", "deliver").await?;
        self.key(browser, "overtake", "o", false).await?;
        self.key(browser, "overtake", "b", false).await?;
        self.press(browser, "compare on", "compare").await?;
        self.press(browser, "step, two futures", "next").await?;
        self.press(browser, "compare off", "compare").await?;
        self.press(browser, "step", "next").await?;
        self.key(browser, "step", "ArrowLeft", false).await?;
        for page in pages {
            self.press(browser, "tab", &format!("tab {page}")).await?;
        }
        self.press(browser, "tab", "tab changes").await?;
        self.press(browser, "switch an edit", "switch fault 0").await?;
        self.press(browser, "switch an edit", "switch fault 0").await?;
        self.press(browser, "tab", "tab programs").await?;
        self.press(browser, "edit a program", "step client 6 down").await?;
        self.press(browser, "edit a program", "step client 7 up").await?;
        for key in ["-", "+", "+"] {
            self.key(browser, "zoom", key, false).await?;
        }
        self.press(browser, "fit", "zoom fit").await?;
        self.key(browser, "zoom", "0", false).await?;
        self.press(browser, "true scale", "scale").await?;
        self.press(browser, "true scale", "scale").await?;
        self.press(browser, "language", "lang").await?;
        self.press(browser, "language", "lang").await?;
        // While it moves, too.
        self.press(browser, "play", "play").await?;
        self.key(browser, "step", "ArrowRight", false).await?;
        self.press(browser, "play", "play").await?;
        self.click(browser, "lose in flight", "#ladder g.pill[data-flying] rect").await.or_else(|_| {
            // Nothing was in flight.
            Ok::<(), e2e::Error>(())
        })?;
        self.key(browser, "leave", "Escape", false).await
    }

    fn tell(&self, target: f64) {
        print!("{:22} {:>6} {:>6} {:>6} {:>6}", "", "p50", "p95", "worst", "times");
        println!("   mean: {:>6} {:>7} {:>6} {:>7}", "task", "script", "style", "layout");
        let line = |what: &str, answers: &[Answer]| {
            let took: Vec<f64> = answers.iter().map(|answer| answer[0]).collect();
            let worst = took.iter().copied().fold(0.0, f64::max);
            let mean = |at: usize| answers.iter().map(|answer| answer[at]).sum::<f64>() / took.len() as f64;
            let half = share(&took, 50);
            print!("{what:22} {half:6.0} {:6.0} {worst:6.0} {:6}", share(&took, 95), took.len());
            println!("         {:6.1} {:7.1} {:6.1} {:7.1}", mean(1), mean(2), mean(3), mean(4));
            share(&took, 95)
        };
        for (what, answers) in &self.0 {
            line(what, answers);
        }
        let all: Vec<Answer> = self.0.values().flatten().copied().collect();
        let verdict = if line("all", &all) <= target { "met" } else { "MISSED" };
        println!("target: p95 at most {target} ms: {verdict} ({LEAST} ms is the least that is told)");
    }
}
