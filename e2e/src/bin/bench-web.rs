//! Measures the release page in a real browser: `cargo xtask bench-web`. With words, only these parts:
//! `load`, `play`, `hands`, `long`.
use e2e::{Browser, Cost, LEAST, Options, Result, SOON, Site, TABS};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Of so many runs the middle one is told.
const ROUNDS: usize = 5;
const PLAYING: Duration = Duration::from_secs(5);
const RESTING: Duration = Duration::from_secs(2);
/// A busy picture: as many sends, each with its ACK, within one flight's time.
const SENDS: usize = 12;
/// So long a trace of 2 000 segments is watched.
const WATCHING: Duration = Duration::from_secs(8);
/// What a click or a key may take (95 of 100), in milliseconds; and on a processor 4 times slower.
const ANSWERS: [f64; 2] = [50.0, 150.0];
/// So far apart a program sends, in milliseconds: labels have room, and fifty arrows are in view.
const SPACINGS: [u32; 2] = [1_000, 300];
/// What opening a trace of 2 000 segments may take, in milliseconds.
const OPENS: f64 = 500.0;
/// What playing it may take of the main thread, in milliseconds a second.
const PLAYS: f64 = 60.0;

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// 95 of 100 values are at most this.
fn most(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[(values.len() * 95).div_ceil(100).max(1) - 1]
}

fn window() -> Options {
    Options { size: (1360, 900), ..Options::default() }
}

/// The client sends so many times, so many milliseconds apart, and each is acknowledged; with the
/// opening and the closing that is a trace of `2 * sends + 7` segments.
fn sends(sends: usize, apart: u32) -> String {
    let program = format!("s1,z{apart},").repeat(sends);
    format!("#1;my-sends;o;cp=c,{program}x;sp=a,e,x")
}

/// As many segments in a few round trips: a megabyte and a half in one go.
const BULK: &str = "#1;my-bulk;o;d=50;g=0;cp=c,s1460000,x;sp=a,e,x";

// ---- the page as it opens ----

/// First contentful paint in ms, script in ms, JS heap in MiB, at rest after ms.
async fn load(browser: &Browser, site: &Site) -> Result<[f64; 4]> {
    let start = Instant::now();
    browser.visit(&site.url("")).await?;
    let rest = start.elapsed().as_secs_f64() * 1000.0;
    let paint =
        browser.number("performance.getEntriesByName('first-contentful-paint')[0]?.startTime").await?;
    let metrics = browser.metrics().await?;
    let get = |name: &str| metrics.get(name).copied().unwrap_or(0.0);
    Ok([paint, get("ScriptDuration") * 1000.0, get("JSHeapUsedSize") / 1048576.0, rest])
}

async fn loads(site: &Site) -> Result {
    let mut loads = Vec::new();
    for _ in 0..ROUNDS {
        // A new browser each time: nothing is cached.
        let browser = Browser::open(window()).await?;
        loads.push(load(&browser, site).await?);
        browser.close().await;
    }
    let names = ["first contentful paint, ms", "script, ms", "JS heap, MiB", "at rest, ms (with polling)"];
    for (i, name) in names.iter().enumerate() {
        println!("{name:42} {:8.1}", middle(loads.iter().map(|l| l[i])));
    }
    Ok(())
}

// ---- playing ----

/// The link of the busy scenario, made as a person would.
async fn busy_link(site: &Site) -> Result<String> {
    let browser = Browser::open(Options::default()).await?;
    browser.visit(&site.url("?scenario=free-play&autoplay=0")).await?;
    browser.press("restart").await?;
    for _ in 0..SENDS {
        browser.press("call client send").await?;
    }
    browser.frame().await?;
    let (flights, link) = (browser.flights().await?.len(), browser.string("location.hash").await?);
    browser.close().await;
    if flights == 2 * SENDS { Ok(link) } else { Err(format!("{flights} segments in {link}").into()) }
}

/// While it plays, in a pause, and finished.
async fn play(browser: &Browser, url: &str) -> Result<[Cost; 3]> {
    browser.visit("about:blank").await?;
    browser.visit(url).await?;
    browser.press("restart").await?;
    browser.press("play").await?;
    browser.until_playing().await?;
    sleep(Duration::from_millis(300)).await;
    let playing = Cost::over(browser, PLAYING).await?;
    if !browser.playing().await? {
        return Err("it ended before it was measured".into());
    }
    browser.press("play").await?;
    browser.until_paused().await?;
    sleep(Duration::from_millis(300)).await;
    let paused = Cost::over(browser, RESTING).await?;
    browser.press("play").await?;
    browser.speed("16×").await?;
    browser.until_finished(SOON).await?;
    sleep(Duration::from_millis(300)).await;
    Ok([playing, paused, Cost::over(browser, RESTING).await?])
}

fn tell_head() {
    println!("\n{:42} {:>8} {:>8} {:>8} {:>8}", "per second", "task ms", "script", "layouts", "styles");
}

fn tell(what: &str, costs: &[Cost]) {
    let of = |get: fn(&Cost) -> f64| middle(costs.iter().map(get));
    println!(
        "{what:42} {:8.1} {:8.1} {:8.1} {:8.1}",
        of(|c| c.task_ms),
        of(|c| c.script_ms),
        of(|c| c.layouts),
        of(|c| c.styles)
    );
}

async fn plays(site: &Site) -> Result {
    let link = busy_link(site).await?;
    let mut plays = [Vec::new(), Vec::new()];
    let browser = Browser::open(window()).await?;
    for _ in 0..ROUNDS {
        for (query, plays) in ["?autoplay=0", &format!("?autoplay=0{link}")].iter().zip(&mut plays) {
            plays.push(play(&browser, &site.url(query)).await?);
        }
    }
    browser.close().await;
    tell_head();
    let busy = format!("{} segments", 2 * SENDS);
    for (scenario, plays) in ["four-way-close", &busy].iter().zip(&plays) {
        for (i, what) in ["playing", "paused", "finished"].iter().enumerate() {
            let costs: Vec<Cost> = plays.iter().map(|costs| costs[i]).collect();
            tell(&format!("{scenario}, {what}"), &costs);
        }
    }
    Ok(())
}

// ---- hands on every segment ----

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
        self.press(browser, "edit a program", "step client 7 down").await?;
        self.press(browser, "edit a program", "step client 8 up").await?;
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
            let half = middle(took.iter().copied());
            print!("{what:22} {half:6.0} {:6.0} {worst:6.0} {:6}", most(&took), took.len());
            println!("         {:6.1} {:7.1} {:6.1} {:7.1}", mean(1), mean(2), mean(3), mean(4));
            most(&took)
        };
        for (what, answers) in &self.0 {
            line(what, answers);
        }
        let all: Vec<Answer> = self.0.values().flatten().copied().collect();
        let verdict = if line("all", &all) <= target { "met" } else { "MISSED" };
        println!("target: p95 at most {target} ms: {verdict} ({LEAST} ms is the least that is told)");
    }
}

async fn hands(site: &Site) -> Result {
    for apart in SPACINGS {
        for (slower, target) in [1.0, 4.0].into_iter().zip(ANSWERS) {
            let browser = Browser::open(window()).await?;
            browser.watch_events().await?;
            let mut hands = Hands::default();
            for flight in [11, 24, 40] {
                browser.visit("about:blank").await?;
                browser.visit(&site.url(&format!("?autoplay=0{}", sends(47, apart)))).await?;
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

// ---- 2 000 segments ----

async fn long(site: &Site) -> Result {
    for (name, link) in [("one send after the other", sends(997, 300)), ("1.4 MiB in one go", BULK.into())] {
        let browser = Browser::open(window()).await?;
        browser.watch_opening().await?;
        browser.watch_events().await?;
        let url = site.url(&format!("?autoplay=0{link}"));
        println!("\n2 000 segments, {name}: ms");
        for what in ["first visit", "second visit", "third visit"] {
            browser.visit("about:blank").await?;
            browser.visit(&url).await?;
            sleep(Duration::from_millis(500)).await;
            let [drawn, usable] = browser.opening().await?;
            println!("{:42} {drawn:8.0} {usable:8.0}   target {OPENS}", format!("{what}: drawn, usable"));
        }
        browser.press("tab segments").await?;
        browser.until("document.querySelector('#panel .segments')", SOON).await?;
        let count = browser.string("[...document.querySelectorAll('#panel .no')].at(-1).textContent").await?;
        println!("{:42} {count:>8}", "segments");
        browser.press("tab story").await?;
        let mut opened = Vec::new();
        for _ in 0..3 {
            browser.timed_fragment("#1;four-way-close").await?;
            browser.press("play").await?;
            opened.push(browser.timed_fragment(&link).await?);
            browser.press("play").await?;
            browser.frame().await?;
        }
        println!("{:42} {:8.0}   target {OPENS}", "opened in an open page", middle(opened.into_iter()));
        tell_head();
        for (tab, from) in
            [("story", 0.0), ("segments", 0.0), ("states", 0.0), ("story", 0.5), ("states", 0.5)]
        {
            browser.press(&format!("tab {tab}")).await?;
            browser.press("restart").await?;
            if from > 0.0 {
                let took = browser.timed_click_at("input.scrub", from).await?;
                println!("{:42} {took:8.0} ms", "seek to the middle");
            }
            sleep(Duration::from_millis(500)).await;
            browser.press("play").await?;
            browser.until_playing().await?;
            sleep(Duration::from_millis(700)).await;
            let cost = Cost::over(&browser, WATCHING).await?;
            browser.press("play").await?;
            browser.until_paused().await?;
            let place = if from > 0.0 { "from the middle" } else { "from the start" };
            tell(&format!("playing {place}, tab {tab}"), &[cost]);
            sleep(Duration::from_millis(700)).await;
        }
        tell("paused", &[Cost::over(&browser, RESTING).await?]);
        println!("target: playing at most {PLAYS} ms, paused 0");
        browser.no_errors().await?;
        browser.close().await;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let site = Site::dist();
    println!("medians of {ROUNDS} runs, where not said otherwise");
    if wants("load") {
        loads(&site).await?;
    }
    if wants("play") {
        plays(&site).await?;
    }
    if wants("hands") {
        hands(&site).await?;
    }
    if wants("long") {
        long(&site).await?;
    }
    Ok(())
}
