//! Figure 7: does a minute of playing ever stutter?
use crate::subject::{Subject, sends, window};
use crate::table::Figures;
use e2e::{Browser, Options, Result, Site};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::sleep;

const PLAYED: Duration = Duration::from_secs(60);
const BARE: Duration = Duration::from_secs(10);
/// 200 segments, one about every 300 ms.
const SENDS: (usize, u32) = (98, 600);

const WATCH: &str = "
    window.__long = [];
    new PerformanceObserver(list => window.__long.push(...list.getEntries().map(frame => frame.duration)))
        .observe({ type: 'long-animation-frame' });";

/// One box that the compositor moves, and nothing else: what drops frames there is the machine.
const MOVES: &str = "<!doctype html><title>Bare</title><style>@keyframes move { to { transform: translateX(300px) } }
    div { width: 50px; height: 50px; background: red; animation: move 1s infinite alternate }</style><div></div>";

/// The main thread is held for longer than a frame again and again, and moves something by itself.
const BLOCKED: &str = "<!doctype html><title>Blocked</title><style>@keyframes grow { to { width: 500px } }
    div { width: 50px; height: 50px; background: red; animation: grow 1s infinite alternate }</style><div></div>
    <script>setInterval(() => { for (const from = performance.now(); performance.now() < from + 150;); }, 300)</script>";

pub async fn measure(subject: &Subject, figures: &mut Figures) -> Result {
    let url = subject.site.url(&format!("?autoplay=0{}", sends(SENDS.0, SENDS.1)));
    let ours = traced(&url, PLAYED, true).await?;
    figures.set("long-frames", ours.long);
    figures.set("dropped", ours.dropped);
    let site = Site::builder(e2e::dist()).page("/bare.html", MOVES).page("/blocked.html", BLOCKED).start();
    let bare = traced(&format!("{}/bare.html", site.origin()), BARE, false).await?;
    let blocked = traced(&format!("{}/blocked.html", site.origin()), BARE, false).await?;
    let rate = |traced: &Traced, time: Duration| traced.dropped / time.as_secs_f64();
    figures.note(
        "dropped",
        format!(
            "{:.1} a second of {:.0}; one moving box on a bare page drops {:.1} a second here, a page whose \
            main thread is held {:.1} and has {:.0} long frames in {} s",
            rate(&ours, PLAYED),
            ours.frames / PLAYED.as_secs_f64(),
            rate(&bare, BARE),
            rate(&blocked, BARE),
            blocked.long,
            BARE.as_secs(),
        ),
    );
    if blocked.dropped == 0.0 || blocked.long == 0.0 {
        return Err("a page that is held shows no dropped frame: this browser does not tell of them".into());
    }
    Ok(())
}

struct Traced {
    /// Animation frames over 50 ms.
    long: f64,
    /// Frames that the browser wanted to show, and those that were missed where something moved.
    frames: f64,
    dropped: f64,
}

/// Plays, where it can, and lets that much time pass in a browser that notes each frame.
async fn traced(url: &str, time: Duration, plays: bool) -> Result<Traced> {
    let file = std::env::temp_dir().join(format!("four-waves-frames-{}.json", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let browser = Browser::open(Options { args: tracing(&file), ..window() }).await?;
    browser.before_each_page(WATCH).await?;
    browser.visit(url).await?;
    if plays {
        browser.until("document.querySelector('[data-do=play]')", Duration::from_secs(30)).await?;
        browser.press("restart").await?;
        browser.press("play").await?;
        browser.until_playing().await?;
    }
    sleep(Duration::from_secs(1)).await;
    browser.js("window.__long.length = 0; performance.mark('four-waves begin');").await?;
    sleep(time).await;
    browser.js("performance.mark('four-waves end');").await?;
    if plays && !browser.playing().await? {
        return Err("it ended before it was measured".into());
    }
    let long = browser.number("window.__long.length").await?;
    // The trace is written when the browser ends.
    browser.close().await;
    let events = read(file).await?;
    let marked =
        |name: &str| events.iter().find(|event| event["name"] == name).and_then(|event| event["ts"].as_f64());
    let (begin, end) =
        marked("four-waves begin").zip(marked("four-waves end")).ok_or("the trace has no marks")?;
    let (mut frames, mut dropped) = (0.0, 0.0);
    for event in events.iter().filter(|event| event["name"] == "PipelineReporter" && event["ph"] == "b") {
        let frame = &event["args"]["frame_reporter"];
        let inside = event["ts"].as_f64().is_some_and(|at| (begin..end).contains(&at));
        // The part of a frame that the main thread still owes is told once more.
        if inside && frame["frame_type"] != "FORKED" {
            frames += 1.0;
            dropped +=
                f64::from(u8::from(frame["state"] == "STATE_DROPPED" && frame["affects_smoothness"] == true));
        }
    }
    Ok(Traced { long, frames, dropped })
}

fn tracing(file: &Path) -> Vec<String> {
    vec![
        "--trace-startup=disabled-by-default-devtools.timeline.frame,blink.user_timing".into(),
        format!("--trace-startup-file={}", file.display()),
        "--trace-startup-format=json".into(),
        "--trace-startup-duration=0".into(),
    ]
}

async fn read(file: PathBuf) -> Result<Vec<Value>> {
    for _ in 0..100 {
        let whole = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
        if let Some(mut trace) = whole {
            let _ = std::fs::remove_file(&file);
            let Value::Array(events) = trace["traceEvents"].take() else { break };
            return Ok(events);
        }
        sleep(Duration::from_millis(200)).await;
    }
    Err("the browser wrote no trace".into())
}
