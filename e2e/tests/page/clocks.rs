//! Time that does not pass as it should: a tab that nobody sees, a machine that sleeps, a clock that is
//! set back.
use e2e::{Browser, Options, Result, SOON, Site, run};
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

/// The clock that the page plays by, for the test to move or to hold; and what the page does meanwhile.
const CLOCK: &str = "window.ahead = 0; window.held = undefined; window.timers = 0;
    const now = performance.now.bind(performance);
    performance.now = () => (held ?? now()) + ahead;
    const later = window.setTimeout;
    window.setTimeout = (...given) => { timers += 1; return later(...given); };";

/// What the rings say, and what they should say by the clock: 2·MSL ends at that second.
async fn counts_down(page: &Browser, until: f64) -> Result {
    let both = page
        .js("const ring = [...document.querySelectorAll('.ring')].find((ring) => getComputedStyle(ring).opacity > 0);
             return [parseFloat(ring?.querySelector('.left').textContent), parseFloat(document.querySelector('.clock').textContent)];")
        .await?;
    let (left, clock) = (both[0].as_f64().unwrap_or_default(), both[1].as_f64().unwrap_or_default());
    assert!((left + clock - until).abs() < 0.2, "{left} s are left at {clock} s");
    Ok(())
}

#[tokio::test]
async fn an_hour_in_the_background_is_one_step() {
    let site = Site::dist();
    run("hour", Options::default(), async |page| {
        page.before_each_page(CLOCK).await?;
        page.visit(&site.url("?lang=en&scenario=last-ack-lost&autoplay=0")).await?;
        page.js("window.changes = 0; new MutationObserver(() => { changes += 1; })
            .observe(document.querySelector('[aria-live=polite]'), { childList: true, characterData: true, subtree: true });")
            .await?;
        page.press("play").await?;
        page.until_sent(0, SOON).await?;
        page.js("ahead = 3_600_000").await?;
        page.until_finished(SOON).await?;
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        assert!(page.number("changes").await? < 6.0, "it does not tell everything that it missed");
        assert_eq!(page.count("g.flight[data-future]").await?, 0);
        let timers = page.number("timers").await?;
        sleep(Duration::from_millis(800)).await;
        assert!(page.number("timers").await? <= timers + 2.0, "and rests");
        // Once more from the beginning, and everything is as before.
        page.js("ahead = 0").await?;
        page.press("play").await?;
        page.until("document.querySelectorAll('g.flight[data-future]').length > 3", SOON).await?;
        page.until_sent(0, SOON).await?;
        page.no_errors().await
    })
    .await;
}

/// The browser freezes tabs that nobody has looked at for long; on the way back their timers are late.
#[tokio::test]
async fn a_frozen_tab_goes_on_with_its_countdown() {
    let site = Site::dist();
    run("frozen", Options::default(), async |page| {
        page.visit(&site.url("?lang=en&scenario=last-ack-lost&autoplay=0")).await?;
        page.seek(7.0).await?;
        page.press("play").await?;
        page.until_playing().await?;
        counts_down(page, 25.0).await?;
        let before = page.clock().await?;
        page.cdp("Page.setWebLifecycleState", json!({ "state": "frozen" })).await?;
        sleep(Duration::from_secs(2)).await;
        page.cdp("Page.setWebLifecycleState", json!({ "state": "active" })).await?;
        sleep(Duration::from_millis(1200)).await;
        let after = page.clock().await?;
        assert!(after > before && after < before + 30.0, "from {before} to {after}");
        assert!(page.playing().await?);
        // The FIN that comes again restarts it.
        counts_down(page, if after < 9.0 { 25.0 } else { 29.0 }).await?;
        page.speed("16×").await?;
        page.until_finished(Duration::from_secs(10)).await?;
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn in_a_hidden_tab_it_plays_on_and_is_right_on_return() {
    let site = Site::dist();
    run("hidden", Options::default(), async |page| {
        page.visit(&site.url("?lang=en&autoplay=0")).await?;
        let ours = page.window().await?;
        page.speed("8×").await?;
        page.press("play").await?;
        page.until_playing().await?;
        page.js("window.hid = 0; document.addEventListener('visibilitychange', () => { hid += document.hidden; })").await?;
        let other = page.new_tab().await?;
        page.switch_to_window(other).await?;
        page.goto("about:blank").await?;
        sleep(Duration::from_secs(5)).await;
        page.close_window().await?;
        page.switch_to_window(ours).await?;
        e2e::say(&format!("the tab was hidden {} time(s)", page.number("hid").await?));
        page.until_finished(SOON).await?;
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        assert_eq!(page.number("document.getAnimations().length").await?, 0.0);
        page.no_errors().await
    })
    .await;
}

/// Some machines' clock stands still while they sleep; timers fire all the same when they wake.
#[tokio::test]
async fn a_clock_that_stands_still_is_waited_for() {
    let site = Site::dist();
    run("still-clock", Options::default(), async |page| {
        page.before_each_page(CLOCK).await?;
        page.visit(&site.url("?lang=en&autoplay=0")).await?;
        page.speed("4×").await?;
        page.press("play").await?;
        page.until_sent(0, SOON).await?;
        page.js("held = performance.now()").await?;
        sleep(Duration::from_millis(500)).await;
        let (clock, timers) = (page.clock().await?, page.number("timers").await?);
        sleep(Duration::from_secs(2)).await;
        assert!((page.clock().await? - clock).abs() < 0.01, "nothing has passed");
        assert!(page.number("timers").await? - timers < 30.0, "and nothing spins");
        page.js("held = undefined").await?;
        page.until_finished(Duration::from_secs(15)).await?;
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        page.no_errors().await
    })
    .await;
}

/// What the wall says is nobody's business: it may jump, also back before 1970.
#[tokio::test]
async fn a_clock_that_is_set_back_changes_nothing() {
    let site = Site::dist();
    run("set-back", Options::default(), async |page| {
        page.before_each_page(
            "window.wall = 0; const real = Date.now; Date.now = () => real() + wall;
             const Real = Date; window.Date = new Proxy(Date, {
                 construct: (target, given) => given.length ? new Real(...given) : new Real(Date.now()) });",
        )
        .await?;
        page.visit(&site.url("?lang=en&autoplay=0")).await?;
        page.speed("4×").await?;
        page.press("play").await?;
        page.until_sent(0, SOON).await?;
        let before = page.clock().await?;
        page.js("wall = -86_400_000 * 365 * 60").await?;
        sleep(Duration::from_millis(300)).await;
        let after = page.clock().await?;
        assert!(after >= before && after < before + 6.0, "from {before} to {after}");
        page.until_finished(Duration::from_secs(10)).await?;
        page.press("tab save").await?;
        page.until("document.querySelector('.saving')", SOON).await?;
        for format in ["pcapng", "json"] {
            page.press(&format!("save {format}")).await?;
            page.until(&format!("document.getElementById('saved').innerText.includes('.{format}')"), SOON)
                .await?;
        }
        page.js("wall = 0").await?;
        page.fill("msl", "3").await?;
        page.until("location.hash.includes('cm=3000')", SOON).await?;
        page.no_errors().await
    })
    .await;
}

/// An embed's host is not flooded with what passed while everybody slept.
#[tokio::test]
async fn a_host_is_told_the_last_of_what_was_missed() {
    let sends = "s1,z1000,".repeat(150);
    let host = format!(
        "<!doctype html><title>Host</title><iframe style='width:100%;height:700px' src='/?embed=1&lang=en&autoplay=1#1;my-long;o;cp=c,{sends}x;sp=a,e,x'></iframe>
        <script>window.told = []; addEventListener('message', ({{ data }}) => told.push(data));</script>"
    );
    let site = Site::builder(e2e::dist()).page("/host.html", host).start();
    run("missed", Options::default(), async |page| {
        page.before_each_page(CLOCK).await?;
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("told.some((one) => one.type === 'four-waves:event')", Duration::from_secs(15)).await?;
        page.enter_frame(0).await?;
        let all = page.number("document.querySelectorAll('g.flight').length").await?;
        assert!(all > 0.0);
        page.enter_default_frame().await?;
        page.js("told.length = 0; frames[0].ahead = 3_600_000").await?;
        page.until(
            "told.some((one) => one.type === 'four-waves:state' && one.finished)",
            Duration::from_secs(10),
        )
        .await?;
        let count = page.number("told.filter((one) => one.type === 'four-waves:event').length").await?;
        e2e::say(&format!("{count} events at once"));
        assert!((1.0..=230.0).contains(&count), "{count}");
        let last = page.js("return told.filter((one) => one.type === 'four-waves:event').at(-1);").await?;
        assert_eq!((&last["client"], &last["server"]), (&json!("CLOSED"), &json!("CLOSED")), "{last}");
        page.no_errors().await
    })
    .await;
}
