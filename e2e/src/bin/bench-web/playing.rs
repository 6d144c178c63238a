//! What playing costs, and what it costs that nothing plays.
use crate::subject::{Subject, load, median, sends, window};
use crate::table::Figures;
use e2e::{Browser, Cost, Result, SOON, Site};
use std::time::Duration;
use tokio::time::sleep;

/// Nearly all of the 24 seconds, from soon after Play.
const PLAYED: Duration = Duration::from_secs(22);
const RESTED: Duration = Duration::from_secs(3);
/// After this, what a person did just before is over.
const SETTLED: Duration = Duration::from_secs(1);

/// What a person would press to see something move, in a page that we do not know.
const START: &str = "
    const says = e => [e.innerText, e.value, e.ariaLabel, e.title].join(' ');
    const start = [...document.querySelectorAll('button, [role=button], input[type=button], input[type=submit], a')]
        .find(e => e.checkVisibility() && /play|start|next|▶|播放|开始|下一步/i.test(says(e)));
    start?.click();
    return start ? says(start).trim() : null;";

/// Figure 6: 24 segments in 24 seconds.
pub async fn playing(subject: &Subject, rounds: usize, figures: &mut Figures) -> Result {
    let browser = Browser::open(window()).await?;
    let mut costs = Vec::new();
    for _ in 0..rounds {
        load(&browser, "about:blank").await?;
        if subject.own {
            costs.push(played(&browser, subject, &sends(10, 2_000), PLAYED).await?);
        } else {
            load(&browser, &subject.site.url("")).await?;
            sleep(SETTLED).await;
            let said = browser.js(START).await?;
            let said = said.as_str().ok_or("there is nothing that says play, start or next")?;
            if costs.is_empty() {
                figures.note("play-task", format!("pressed: {said}"));
            }
            sleep(SETTLED).await;
            costs.push(Cost::over(&browser, PLAYED).await?);
        }
    }
    let of = |get: fn(&Cost) -> f64| median(&costs.iter().map(get).collect::<Vec<_>>());
    figures.set("play-task", of(|cost| cost.task_ms));
    figures.set("play-layouts", of(|cost| cost.layouts));
    let [script, styles] = [of(|cost| cost.script_ms), of(|cost| cost.styles)];
    figures.note(
        "play-task",
        format!("{script:.1} ms/s of it in scripts; {styles:.1} style recalculations a second"),
    );
    if subject.own {
        for (what, link, time) in
            [("the four-way close", "#1;four-way-close".into(), 5), ("24 segments in 9 s", sends(10, 500), 7)]
        {
            let cost = played(&browser, subject, &link, Duration::from_secs(time)).await?;
            let words = format!("{what}: {:.1} ms/s, {:.1} layouts a second", cost.task_ms, cost.layouts);
            figures.note("play-task", words);
        }
    }
    browser.close().await;
    Ok(())
}

async fn played(browser: &Browser, subject: &Subject, link: &str, time: Duration) -> Result<Cost> {
    load(browser, "about:blank").await?;
    subject.visit(browser, &format!("?autoplay=0{link}")).await?;
    browser.press("restart").await?;
    browser.press("play").await?;
    browser.until_playing().await?;
    sleep(Duration::from_millis(300)).await;
    let cost = Cost::over(browser, time).await?;
    if browser.playing().await? { Ok(cost) } else { Err("it ended before it was measured".into()) }
}

/// Figure 9: nobody presses anything, and nothing happens.
pub async fn resting(subject: &Subject, rounds: usize, figures: &mut Figures) -> Result {
    let browser = Browser::open(window()).await?;
    browser.count_frames().await?;
    let mut rests: Vec<(&str, Vec<Rest>)> = Vec::new();
    let mut note = |when: &'static str, rest: Rest| match rests.iter_mut().find(|(known, _)| *known == when) {
        Some((_, all)) => all.push(rest),
        None => rests.push((when, vec![rest])),
    };
    for _ in 0..rounds {
        if subject.own {
            subject.visit(&browser, "?autoplay=0").await?;
            browser.press("restart").await?;
            browser.press("play").await?;
            browser.until_playing().await?;
            sleep(SETTLED).await;
            browser.press("play").await?;
            browser.until_paused().await?;
            note("paused", rest(&browser).await?);
            browser.speed("16×").await?;
            browser.press("play").await?;
            browser.until_finished(SOON).await?;
            note("finished", rest(&browser).await?);
        } else {
            load(&browser, &subject.site.url("")).await?;
            note("untouched", rest(&browser).await?);
        }
    }
    if subject.own {
        for (when, what) in [
            ("an element out of view", "<four-waves scenario='last-ack-lost' autoplay='1'></four-waves>"),
            (
                "a frame out of view",
                "<iframe src='/?embed=1&scenario=last-ack-lost&autoplay=1' width='900' height='800'></iframe>",
            ),
        ] {
            let site = away(what);
            browser.visit(&format!("{}/host.html", site.origin())).await?;
            // It starts in view, and is left.
            browser.until(SHOWN, Duration::from_secs(30)).await?;
            sleep(SETTLED).await;
            browser.js("scrollTo(0, document.documentElement.scrollHeight);").await?;
            for _ in 0..rounds {
                note(when, rest(&browser).await?);
            }
        }
    }
    browser.close().await;
    let most = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
    let tasks = |rests: &[Rest]| median(&rests.iter().map(|rest| rest.task_ms).collect::<Vec<_>>());
    figures.set("rest-frames", most(&mut rests.iter().flat_map(|(_, all)| all).map(|rest| rest.frames)));
    figures.set("rest-task", most(&mut rests.iter().map(|(_, all)| tasks(all))));
    let each = rests.iter().map(|(when, all)| format!("{when} {:.1}", tasks(all)));
    figures.note("rest-task", format!("ms/s: {}", each.collect::<Vec<_>>().join(", ")));
    Ok(())
}

/// A ladder stands in the page, in an element or in a frame.
const SHOWN: &str = "(document.querySelector('four-waves')?.shadowRoot
    ?? document.querySelector('iframe').contentDocument).querySelector('#stage g.flight')";

/// A page with that on top, and far more below.
fn away(what: &str) -> Site {
    let page = format!(
        "<!doctype html><title>Host</title><script type='module' src='/four-waves-element.js'></script>
        {what}<div style='height:9000px'></div>"
    );
    Site::builder(e2e::dist()).packed().page("/host.html", page).start()
}

struct Rest {
    /// Frames that scripts asked for, here and in frames.
    frames: f64,
    task_ms: f64,
}

async fn rest(browser: &Browser) -> Result<Rest> {
    sleep(SETTLED).await;
    let frames = "[window, ...Array.from(frames)].reduce((sum, one) => sum + one.__frames, 0)";
    let before = browser.number(frames).await?;
    let task_ms = Cost::over(browser, RESTED).await?.task_ms;
    Ok(Rest { frames: browser.number(frames).await? - before, task_ms })
}
