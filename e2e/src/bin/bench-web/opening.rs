//! A first visit: what is transferred, when something is seen and when it can be used.
use crate::subject::{Subject, load, median, slow, window};
use crate::table::Figures;
use e2e::{Browser, Options, Result, Sent};
use std::fs;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const LANGUAGES: [(&str, &str); 2] = [("paint-en", "en-US,en"), ("paint-zh", "zh-CN,zh")];
/// A network that was silent for so long is idle. (Our worker is registered two seconds after the start.)
const IDLE: Duration = Duration::from_secs(4);
const LONGEST: Duration = Duration::from_secs(20);
/// Tasks longer than this block, in milliseconds.
const BLOCKS: f64 = 50.0;
/// So long after a control is usable the page is watched for tasks and shifts, in milliseconds.
const WATCHED: f64 = 5_000.0;

/// Runs in every page before its own scripts.
const WATCH: &str = "
    const seen = window.__opening = { long: [], shift: 0, ladder: 0, drawn: 0, there: false, usable: 0 };
    const watch = (type, each) =>
        new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true });
    watch('longtask', task => seen.long.push([task.startTime, task.duration]));
    watch('layout-shift', shift => { if (!shift.hadRecentInput) seen.shift += shift.value; });";

/// When the whole ladder is in the document, when it is painted, and whether it is shown at the first
/// contentful paint.
const WATCH_LADDER: &str = "
    const whole = () => [...document.querySelectorAll('svg')].filter(svg =>
        svg.querySelector('g.flight') && svg.querySelector('text')
            && (svg.nextSibling || document.readyState !== 'loading'));
    watch('paint', paint => {
        if (paint.name === 'first-contentful-paint') seen.there = whole().some(svg => svg.checkVisibility());
    });
    const ladder = new MutationObserver(() => {
        if (!whole().length) return;
        ladder.disconnect();
        seen.ladder = performance.now();
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => { seen.drawn = performance.now(); };
            port2.postMessage(0);
        });
    });
    ladder.observe(document, { childList: true, subtree: true });";

/// Clicks on Play as soon as it is there and on, until a click is answered; then once more, so that the
/// page goes on as if nobody had touched it.
const TRY_PLAY: &str = "
    const play = () => document.querySelector('[data-do=play]');
    const label = () => play()?.getAttribute('aria-label');
    const attempt = () => {
        const before = label();
        if (before) play().click();
        setTimeout(() => {
            if (before && label() !== before) {
                seen.usable = performance.now();
                play().click();
            } else setTimeout(attempt, 8);
        });
    };
    attempt();";

/// Of a page that we do not know: something to press or to fill in is seen.
const FIND_CONTROL: &str = "
    const controls = 'button, input:not([type=hidden]), select, textarea, [role=button], summary';
    const find = () => {
        const seen_one = [...document.querySelectorAll(controls)]
            .some(e => e.checkVisibility() && e.getClientRects().length);
        if (seen_one) seen.control = performance.now();
        else setTimeout(find, 16);
    };
    find();";

/// A control is there, and the main thread is quiet: the end of the last long task that began within a
/// second of it.
const QUIET: &str = "
    const seen = window.__opening;
    if (seen.usable || !seen.control || performance.now() < seen.control + 1500) return;
    const near = seen.long.filter(([from]) => from < seen.control + 1000).map(([from, took]) => from + took);
    seen.usable = Math.max(seen.control, ...near);";

/// Milliseconds since navigation, but for `shift`.
struct Opening {
    /// The first contentful paint, of the ladder in our page.
    paint: f64,
    /// The first contentful paint of anything.
    first: f64,
    usable: f64,
    blocking: f64,
    shift: f64,
}

/// Figures 1 to 5.
pub async fn measure(subject: &Subject, rounds: usize, figures: &mut Figures) -> Result {
    transferred(subject, figures).await?;
    if subject.own {
        let file = fs::read(e2e::dist().join("four-waves-single.html"))?;
        figures.set("single", kib(e2e::brotli(&file).len()));
    }
    let mut slow = Vec::new();
    for (id, languages) in LANGUAGES {
        let mut openings = Vec::new();
        for _ in 0..rounds {
            openings.push(open(subject, languages, true).await?);
        }
        let [paint, first] = [of(&openings, |one| one.paint), of(&openings, |one| one.first)];
        figures.set(id, paint);
        if paint > first {
            figures.note(id, format!("the first contentful paint is at {first:.0} ms, without the ladder"));
        }
        slow.append(&mut openings);
    }
    figures.set("usable-slow", of(&slow, |one| one.usable));
    if subject.own {
        figures.set("blocking", of(&slow, |one| one.blocking));
        figures.set("shift", of(&slow, |one| one.shift));
    }
    let mut fast = Vec::new();
    for _ in 0..rounds {
        fast.push(open(subject, LANGUAGES[0].1, false).await?);
    }
    figures.set("usable", of(&fast, |one| one.usable));
    let painted = of(&fast, |one| one.paint);
    figures.note("usable", format!("unthrottled, painted at {painted:.0} ms"));
    Ok(())
}

fn of(openings: &[Opening], get: fn(&Opening) -> f64) -> f64 {
    median(&openings.iter().map(get).collect::<Vec<_>>())
}

fn kib(octets: usize) -> f64 {
    octets as f64 / 1024.0
}

/// Everything until the network is idle, by what it is; what a service worker fetches for a time without
/// a network is told apart.
async fn transferred(subject: &Subject, figures: &mut Figures) -> Result {
    let browser = Browser::open(Options { keeps_pages: true, ..window() }).await?;
    let before = subject.site.sent().len();
    load(&browser, &subject.site.url("")).await?;
    let (start, mut since, mut count) = (Instant::now(), Instant::now(), before);
    while since.elapsed() < IDLE && start.elapsed() < LONGEST {
        sleep(Duration::from_millis(100)).await;
        let now = subject.site.sent().len();
        if now != count || subject.site.busy() {
            (count, since) = (now, Instant::now());
        }
    }
    browser.close().await;
    let sent = subject.site.sent().split_off(before);
    let (worker, page): (Vec<Sent>, Vec<Sent>) = sent.into_iter().partition(|sent| sent.worker);
    let sum = |sent: &mut dyn Iterator<Item = &Sent>| kib(sent.map(|sent| sent.octets).sum());
    let parts = ["page", "script", "style", "wasm", "else"].map(|kind| {
        format!("{kind} {:.1}", sum(&mut page.iter().filter(|sent| kind_of(&sent.path) == kind)))
    });
    figures.set("visit", sum(&mut page.iter()));
    figures.note("visit", format!("{} requests: {}", page.len(), parts.join(", ")));
    if !worker.is_empty() {
        let kept = sum(&mut worker.iter());
        figures.note(
            "visit",
            format!("not in it: {kept:.1} KiB that the worker fetches at rest, to work without a network"),
        );
    }
    Ok(())
}

fn kind_of(path: &str) -> &'static str {
    let path = path.split('?').next().unwrap_or_default();
    match path.rsplit(['.', '/']).next().unwrap_or_default() {
        "" | "html" => "page",
        "js" | "mjs" => "script",
        "css" => "style",
        "wasm" => "wasm",
        _ => "else",
    }
}

/// One first visit, in a new browser: nothing is kept from before.
async fn open(subject: &Subject, languages: &str, slowly: bool) -> Result<Opening> {
    let browser = Browser::open(Options { languages: languages.into(), ..window() }).await?;
    let opened = watch(&browser, subject, slowly).await;
    browser.close().await;
    opened
}

async fn watch(browser: &Browser, subject: &Subject, slowly: bool) -> Result<Opening> {
    let own = if subject.own { [WATCH_LADDER, TRY_PLAY].concat() } else { FIND_CONTROL.into() };
    browser.before_each_page(&format!("{{ {WATCH} {own} }}")).await?;
    if slowly {
        slow(browser).await?;
    }
    load(browser, &subject.site.url("")).await?;
    let start = Instant::now();
    let until = if slowly { WATCHED } else { 0.0 };
    let done =
        format!("const s = window.__opening; return s.usable > 0 && performance.now() > s.usable + {until};");
    while browser.js(&done).await? != true {
        if start.elapsed() > LONGEST {
            return Err(format!("no control was usable within {} s", LONGEST.as_secs()).into());
        }
        if !subject.own {
            browser.js(QUIET).await?;
        }
        sleep(Duration::from_millis(100)).await;
    }
    let first =
        browser.number("performance.getEntriesByName('first-contentful-paint')[0]?.startTime").await?;
    let seen = browser.js("return window.__opening;").await?;
    let at = |name: &str| seen[name].as_f64().unwrap_or(f64::NAN);
    let there = seen["there"] == true && at("ladder") <= first;
    let tasks = seen["long"].as_array().cloned().unwrap_or_default();
    let blocking = tasks.iter().filter_map(|task| Some((task[0].as_f64()?, task[1].as_f64()?)));
    let blocking = blocking.filter(|(from, _)| *from >= first && *from <= at("usable") + WATCHED);
    Ok(Opening {
        paint: if there || !subject.own { first } else { at("drawn") },
        first,
        usable: at("usable"),
        blocking: blocking.map(|(_, took)| took - BLOCKS).sum(),
        shift: at("shift"),
    })
}
