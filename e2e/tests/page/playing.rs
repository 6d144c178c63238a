//! The figure plays, pauses and rests, with motion and without.
use e2e::{Ability, Options, SOON, Site, run};
use std::time::Duration;

/// Nothing moves, and no script asks for frames.
async fn assert_rests(page: &e2e::Browser, when: &str) -> e2e::Result {
    assert_eq!(page.moving().await?, 0, "animations run {when}");
    let asked = page.frames_in(Duration::from_millis(800)).await?;
    assert_eq!(asked, 0.0, "frames were asked for {when}");
    Ok(())
}

#[tokio::test]
async fn the_close_plays_to_closed_and_then_rests() {
    let site = Site::dist();
    run("plays-to-closed", Options::default(), async |page| {
        page.count_frames().await?;
        page.visit(&site.url("")).await?;
        assert!(page.playing().await?, "the page plays by itself");
        page.speed("16×").await?;
        page.until_finished(Duration::from_secs(12)).await?;
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        assert_eq!(page.pipes().await?, ["shut", "shut"]);

        let flights = page.flights().await?;
        assert_eq!(flights.len(), 4, "four segments close a connection: {flights:?}");
        assert_eq!(page.count("g.flight[data-future]").await?, 0, "all are seen at the end");
        let hidden = page
            .strings(
                "Array.from(document.querySelectorAll('g.flight, g.flight *')).filter(e => {
                    const s = getComputedStyle(e);
                    return s.opacity < 1 || s.visibility !== 'visible' || s.transform.startsWith('matrix(0,');
                }).map(e => e.outerHTML)",
            )
            .await?;
        assert!(hidden.is_empty(), "parts of the finished figure are not seen: {hidden:?}");
        assert!(page.truth("document.querySelector('.story .ending.here')").await?, "the story has ended");
        assert_eq!(page.text("[aria-live=polite]").await?, page.text(".ending").await?);

        assert_eq!(page.number("document.getAnimations().length").await?, 0.0);
        assert_rests(page, "after the end").await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_paused_figure_stands_still_and_goes_on_from_there() {
    let site = Site::dist();
    run("pause", Options::default(), async |page| {
        page.count_frames().await?;
        page.visit(&site.url("")).await?;
        page.until_sent(0, SOON).await?;
        page.press("play").await?;
        page.until_paused().await?;
        let at = page.clock().await?;
        assert!((1.0..2.0).contains(&at), "the first FIN is under way at {at} s");
        assert_rests(page, "during the pause").await?;
        // A pause hints at what is still to come.
        let hints = "Array.from(document.querySelectorAll('g.flight[data-future] .shaft'), e => getComputedStyle(e).opacity)";
        assert_eq!(page.strings(hints).await?, ["0.3"; 3]);
        assert_eq!(page.clock().await?, at);
        // The segment, the line of now and the lane's band have come equally far.
        let far = page
            .js("const box = css => document.querySelector(css).getBoundingClientRect();
                const pill = box('g.pill[data-flight=\"0\"] rect'), band = document.querySelectorAll('.band');
                const bottom = [...band].filter(b => getComputedStyle(b).opacity > 0)
                    .map(b => b.getBoundingClientRect().bottom);
                return [(pill.top + pill.bottom) / 2, box('.now line').top, Math.max(...bottom)];")
            .await?;
        let [pill, now, band] = [0, 1, 2].map(|i| far[i].as_f64().unwrap_or(f64::NAN));
        assert!((pill - now).abs() < 2.0 && (band - now).abs() < 2.5, "pill {pill}, now {now}, band {band}");

        page.press("play").await?;
        page.until_playing().await?;
        page.until(&format!("parseFloat(document.querySelector('.clock').textContent) > {at}"), SOON).await?;
        assert!(page.clock().await? < at + 1.5, "it does not jump");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn speed_is_speed() {
    let site = Site::dist();
    run("speed", Options::default(), async |page| {
        page.visit(&site.url("?scenario=free-play&delay=10&autoplay=0")).await?;
        for (name, rate) in [("0.5×", 0.5), ("4×", 4.0)] {
            page.press("restart").await?;
            page.speed(name).await?;
            page.press("play").await?;
            // The now-line's own animation, so that this machine's pauses do not count.
            let passed = page
                .execute_async(
                    "const done = arguments[0], line = document.querySelector('.now').getAnimations()[0];
                    const [t, c] = [document.timeline.currentTime, line.currentTime];
                    const timer = setInterval(() => { const u = document.timeline.currentTime; if (u > t + 600) {
                        clearInterval(timer); done([u - t, line.currentTime - c]); } }, 10);",
                    vec![],
                )
                .await?
                .json()
                .clone();
            let (time, moved) = (passed[0].as_f64().unwrap_or(0.0), passed[1].as_f64().unwrap_or(0.0));
            assert!((moved - time * rate).abs() <= 20.0 * rate, "{name}: {moved} ms seen in {time} ms");
            page.press("play").await?;
        }
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_lost_last_ack_restarts_the_countdown() {
    let site = Site::dist();
    run("countdown", Options::default(), async |page| {
        page.visit(&site.url("?scenario=last-ack-lost&autoplay=0")).await?;
        page.speed("2×").await?;
        page.js(
            "window.seen = [];
            setInterval(() => {
                const ring = [...document.querySelectorAll('.ring')].find(r => getComputedStyle(r).opacity > 0);
                const left = parseFloat(ring?.querySelector('.left').textContent);
                const again = document.querySelectorAll('g.flight:not([data-future])').length;
                if (!isNaN(left) && left !== window.seen.at(-1)?.[0]) window.seen.push([left, again]);
            }, 30);",
        )
        .await?;
        page.press("play").await?;
        page.until_playing().await?;
        page.until_finished(Duration::from_secs(25)).await?;
        let seen = page.js("return window.seen;").await?;
        let seen: Vec<(f64, u64)> = (0..)
            .map_while(|i| Some((seen.get(i)?[0].as_f64()?, seen.get(i)?[1].as_u64()?)))
            .collect();
        let (first, last) = (seen[0], seen[seen.len() - 1]);
        // Digits change about once a second, and the folded stretch takes little more.
        assert!(first.0 > 18.0 && last.0 < 12.0, "from 2·MSL = 20 s down: {seen:?}");
        let jumps: Vec<_> = seen.windows(2).filter(|pair| pair[1].0 > pair[0].0).collect();
        assert_eq!(jumps.len(), 1, "the seconds jump up once: {seen:?}");
        let (before, after) = (jumps[0][0], jumps[0][1]);
        assert!((12.0..17.5).contains(&before.0) && after.0 > 18.0, "{before:?} {after:?}");
        assert!(first.1 == 4 && after.1 >= 5, "the FIN has come again by then: {seen:?}");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_the_countdown_is_a_bar() {
    let site = Site::dist();
    let options = Options { size: (360, 740), mobile: true, ..Options::default() };
    run("countdown-phone", options, async |page| {
        page.visit(&site.url("?scenario=last-ack-lost&autoplay=0")).await?;
        page.seek(8.0).await?;
        let bars = page
            .strings(
                "Array.from(document.querySelectorAll('.wait-bar')).filter(b => getComputedStyle(b).opacity > 0)
                    .map(b => parseFloat(b.querySelector('.left').textContent))",
            )
            .await?;
        assert_eq!(bars.len(), 1, "one bar at a time: {bars:?}");
        let left: f64 = bars[0].parse()?;
        assert!((left - (25.0 - page.clock().await?)).abs() < 0.2, "{left} s left at {}", page.clock().await?);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn with_less_motion_states_step_and_nothing_moves() {
    let site = Site::dist();
    let options = Options { reduced_motion: true, ..Options::default() };
    run("reduced-motion", options, async |page| {
        page.count_frames().await?;
        page.visit(&site.url("?scenario=half-close-data")).await?;
        assert!(page.finished().await?, "the figure is complete at once");
        page.press("restart").await?;
        page.speed("8×").await?;
        page.press("play").await?;
        page.until_playing().await?;
        let mut states = Vec::new();
        let start = std::time::Instant::now();
        while !page.finished().await? {
            assert_eq!(page.moving().await?, 0, "something moves at {} s", page.clock().await?);
            let state = page.states().await?[0].clone();
            if states.last() != Some(&state) {
                states.push(state);
            }
            assert!(start.elapsed() < Duration::from_secs(12), "it never ends");
        }
        assert!(states.iter().any(|s| s == "FIN-WAIT-2") && states.len() >= 4, "{states:?}");
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        assert_rests(page, "after the end").await?;

        // Another scenario is there at once, too, and steps from event to event.
        page.press("load four-way-close").await?;
        assert!(page.finished().await?);
        page.press("restart").await?;
        let mut clocks = vec![page.clock().await?];
        for _ in 0..4 {
            page.press("next").await?;
            page.frame().await?;
            clocks.push(page.clock().await?);
            assert_eq!(page.moving().await?, 0);
        }
        assert_eq!(clocks, [0.0, 1.0, 2.0, 3.0, 4.0]);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn the_wish_for_less_motion_is_heard_while_it_plays() {
    let site = Site::dist();
    let options = Options { needs: &[Ability::ChangingWishes], ..Options::default() };
    run("reduced-motion-later", options, async |page| {
        page.visit(&site.url("")).await?;
        page.until("document.getAnimations().some(a => a.playState === 'running')", SOON).await?;
        page.media(false, true).await?;
        page.until("!document.getAnimations().some(a => a.playState === 'running')", SOON).await?;
        assert!(page.playing().await?, "it goes on, in steps");
        page.media(false, false).await?;
        page.until("document.getAnimations().some(a => a.playState === 'running')", SOON).await?;
        page.no_errors().await
    })
    .await;
}
