//! Everything without a mouse.
use e2e::{Browser, Options, Result, SOON, Site, run};
use std::collections::HashMap;
use thirtyfour::Key;

/// What has the focus, as a word; whether its focus can be seen; whether it lies in view and is not
/// covered.
const WHERE: &str = "
    const e = document.activeElement;
    const name = e.dataset.do ?? (e.dataset.flight ? 'flight ' + e.dataset.flight : null)
        ?? (e.id || (e.className.baseVal ?? e.className) || e.parentElement?.className || e.tagName);
    const around = [e, e.parentElement, ...e.querySelectorAll('*')];
    for (let n = e.nextElementSibling; n; n = n.nextElementSibling) around.push(n, ...n.querySelectorAll('*'));
    const seen = e.matches(':focus-visible') && around.some(x => {
        const s = getComputedStyle(x);
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
            || x.matches('.hit') && x.closest('.flight') === e && s.stroke !== 'none';
    });
    const r = e.getBoundingClientRect();
    const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
    const top = document.elementFromPoint((r.left + r.right) / 2, Math.min(Math.max((r.top + r.bottom) / 2, 1), innerHeight - 1));
    const covered = !top || !(e.contains(top) || top.contains(e) || top.closest('[data-flight], label') );
    return [String(name), seen, inside && !covered, e === document.body];";

async fn walk(page: &Browser) -> Result<Vec<(String, bool, bool)>> {
    let mut stops = Vec::new();
    loop {
        page.keys(Key::Tab).await?;
        // Scrolling to it may be smooth.
        page.frame().await?;
        let now = page.js(WHERE).await?;
        if now[3] == true || stops.len() > 150 {
            return Ok(stops);
        }
        stops.push((now[0].as_str().unwrap_or_default().into(), now[1] == true, now[2] == true));
    }
}

#[tokio::test]
async fn tab_goes_through_the_page_in_order_and_can_be_seen() {
    let site = Site::dist();
    run("tab-order", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        let stops = walk(page).await?;
        let unseen: Vec<_> = stops.iter().filter(|(_, seen, _)| !seen).map(|s| &s.0).collect();
        assert!(unseen.is_empty(), "the focus cannot be seen on {unseen:?}");
        let hidden: Vec<_> = stops.iter().filter(|(_, _, there)| !there).map(|s| &s.0).collect();
        assert!(hidden.is_empty(), "out of view or covered with the focus: {hidden:?}");
        let order: HashMap<&str, usize> =
            stops.iter().enumerate().map(|(place, stop)| (stop.0.as_str(), place)).collect();
        let place = |what: &str| {
            order.get(what).copied().unwrap_or_else(|| panic!("Tab does not reach {what}: {stops:?}"))
        };
        let sensible = [
            "skip",
            "copy",
            "theme",
            "lang",
            "load four-way-close",
            "load free-play",
            "open",
            "call client send",
            "call client connect",
            "call server send",
            "call server connect",
            "flight 0",
            "flight 1",
            "flight 2",
            "flight 3",
            "restart",
            "previous",
            "play",
            "next",
            "scrub",
            "client-stack",
            "server-stack",
            "how-true",
            "delay",
            "msl",
            "rto",
            "loss-switch",
            "loss",
            "seed",
            "size",
            "numbers",
            "opening-switch",
            "tab story",
            "tab questions",
            "moment 0",
        ];
        for pair in sensible.windows(2) {
            assert!(place(pair[0]) < place(pair[1]), "{} comes before {}: {stops:?}", pair[0], pair[1]);
        }
        page.no_errors().await
    })
    .await;
}

/// Tabs until something has the focus.
async fn tab_to(page: &Browser, css: &str) -> Result {
    for _ in 0..120 {
        if page.truth(&format!("document.activeElement.matches(`{css}`)")).await? {
            return Ok(());
        }
        page.keys(Key::Tab).await?;
    }
    Err(format!("Tab does not come to {css}").into())
}

#[tokio::test]
async fn a_whole_game_is_played_with_keys() {
    let site = Site::dist();
    run("keys", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        let before = page.flights().await?;
        page.keys(Key::Home).await?;
        page.until("document.querySelector('.clock').textContent === '0.00 s'", SOON).await?;
        page.keys(" ").await?;
        page.until_playing().await?;
        page.keys(" ").await?;
        page.until_paused().await?;
        page.keys(Key::Home).await?;
        for clock in [1.0, 2.0, 3.0] {
            page.keys(Key::Right).await?;
            page.frame().await?;
            assert_eq!(page.clock().await?, clock);
        }
        page.keys(Key::Left).await?;
        page.frame().await?;
        assert_eq!(page.clock().await?, 2.0);
        page.keys(Key::End).await?;
        page.frame().await?;
        assert!(page.finished().await?);
        page.keys(Key::Home).await?;
        page.keys(Key::Right).await?;

        // The FIN that has just been sent is the only segment that Tab comes to.
        tab_to(page, "g.flight").await?;
        assert_eq!(page.string("document.activeElement.dataset.flight").await?, "0");
        page.keys(Key::Enter).await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        assert!(!page.playing().await?, "what stands still does not begin to move");
        page.chord(Key::Control, "z").await?;
        page.until("!document.querySelector('g.flight.lost')", SOON).await?;
        assert_eq!(page.flights().await?, before);
        page.chord(Key::Control, "y").await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        page.chord(Key::Control, "z").await?;
        page.until("!document.querySelector('g.flight.lost')", SOON).await?;

        // Calls, scenarios and tabs are buttons; the switch is one, too.
        page.js("document.activeElement.blur()").await?;
        tab_to(page, "[data-do='load free-play']").await?;
        page.keys(Key::Enter).await?;
        page.until("location.hash.split('?')[0] === '#free-play'", SOON).await?;
        tab_to(page, "[data-do='call client send']").await?;
        page.keys(" ").await?;
        page.until("document.querySelectorAll('g.flight').length === 2", SOON).await?;
        tab_to(page, "#loss-switch").await?;
        page.keys(" ").await?;
        page.until("document.getElementById('loss-switch').checked && location.hash.includes('l=')", SOON)
            .await?;
        page.no_errors().await
    })
    .await;
}

/// A person who has just dragged the scrubber or thrown a switch goes on with the same keys.
#[tokio::test]
async fn space_and_undo_work_wherever_no_text_is_typed() {
    let site = Site::dist();
    run("keys-everywhere", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        page.click("#opening-switch").await?;
        page.until("document.querySelectorAll('g.flight').length === 7", SOON).await?;
        page.chord(Key::Control, "z").await?;
        page.until("document.querySelectorAll('g.flight').length === 4", SOON).await?;
        page.click("input.scrub").await?;
        page.frame().await?;
        assert!(!page.finished().await?, "half the way");
        page.keys(" ").await?;
        page.until_playing().await?;
        page.no_errors().await
    })
    .await;
}

/// In a field, the keys are the field's.
#[tokio::test]
async fn a_field_keeps_its_keys() {
    let site = Site::dist();
    run("keys-field", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        let clock = page.text(".clock").await?;
        page.click("#msl").await?;
        page.keys(Key::Home + Key::Right + Key::Left + " ").await?;
        page.frame().await?;
        assert_eq!(page.text(".clock").await?, clock);
        assert!(!page.playing().await?);
        assert_eq!(page.value("msl").await?, " 10");
        page.no_errors().await
    })
    .await;
}
