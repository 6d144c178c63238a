//! A figure far higher than its room: only what is in view is drawn, and nobody notices.
use e2e::{Browser, Options, Result, SOON, Site, run};
use thirtyfour::Key;

/// The client sends so often, a second apart.
fn sends(sends: usize) -> String {
    format!("?autoplay=0&lang=en#1;my-long;o;cp=c,{}x;sp=a,e,x", "s1,z1000,".repeat(sends))
}

/// Flights whose arrows are drawn.
async fn drawn(page: &Browser) -> Result<Vec<usize>> {
    let drawn =
        page.strings("Array.from(document.querySelectorAll('#ladder g.flight'), g => g.dataset.flight)");
    Ok(drawn.await?.iter().filter_map(|flight| flight.parse().ok()).collect())
}

/// Every place in the room's view has an arrow, an unfolded band or a word of the figure near it.
const FULL: &str = "(() => {
    const view = document.querySelector('#room').getBoundingClientRect();
    const parts = [...document.querySelectorAll('#ladder .parts .flight, #ladder .parts .fold')]
        .map(part => part.getBoundingClientRect());
    for (let y = view.top + 30; y < view.bottom - 30; y += 20)
        if (!parts.some(part => part.top - 60 < y && y < part.bottom + 60)) return false;
    return true;
})()";

#[tokio::test]
async fn only_what_is_in_view_is_drawn() {
    let site = Site::dist();
    run("long-figure", Options { size: (1360, 900), ..Options::default() }, async |page| {
        page.visit(&site.url(&sends(60))).await?;
        let all = page.shown_trace().await?.flights.len();
        assert!(all > 120, "{all}");
        let first = drawn(page).await?;
        assert!(first.contains(&0) && first.len() < all / 3, "{first:?}");
        for share in [0.25, 0.5, 0.75] {
            page.js(&format!(
                "const r = document.querySelector('#room'); r.scrollTop = r.scrollHeight * {share};"
            ))
            .await?;
            page.until(FULL, SOON).await?;
            assert!(drawn(page).await?.len() < all / 3);
        }
        // Another size of the same figure, where one is by now.
        for key in ["+", "-"] {
            page.sign(key).await?;
            page.until(FULL, SOON).await?;
        }
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn what_is_chosen_elsewhere_comes_into_view() {
    let site = Site::dist();
    run("long-chosen", Options { size: (1360, 900), ..Options::default() }, async |page| {
        page.visit(&site.url(&sends(60))).await?;
        page.tab("segments").await?;
        let far = "#panel .segments li:nth-child(20) button";
        let flight =
            page.string(&format!("document.querySelector(`{far}`).dataset.do.split(' ')[1]")).await?;
        let css = format!("#ladder g.flight.selected[data-flight='{flight}']");
        page.click(far).await?;
        let seen = format!(
            "(() => {{
                const arrow = document.querySelector(`{css}`)?.getBoundingClientRect();
                const view = document.querySelector('#room').getBoundingClientRect();
                return arrow && arrow.top >= view.top - 2 && arrow.top < view.bottom;
            }})()"
        );
        page.until(&seen, SOON).await?;
        // So does the playhead when it is put somewhere; an edit leaves the figure where it is.
        let top = "document.querySelector('#room').scrollTop";
        let before = page.number(top).await?;
        page.press("lose").await?;
        page.until("document.querySelector('#ladder g.flight.lost.selected')", SOON).await?;
        assert_eq!(page.number(top).await?, before);
        page.press("restart").await?;
        page.until(&format!("{top} < 60"), SOON).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn it_is_printed_whole() {
    let site = Site::dist();
    run("long-printed", Options { size: (1360, 900), ..Options::default() }, async |page| {
        page.visit(&site.url(&sends(60))).await?;
        let all = page.shown_trace().await?.flights.len();
        page.js("document.querySelector('#room').scrollTop = 1500;").await?;
        page.until(FULL, SOON).await?;
        let in_view = drawn(page).await?.len();
        page.js("window.dispatchEvent(new Event('beforeprint'))").await?;
        page.until(&format!("document.querySelectorAll('#ladder g.flight').length === {all}"), SOON).await?;
        page.js("window.dispatchEvent(new Event('afterprint'))").await?;
        page.until(&format!("document.querySelectorAll('#ladder g.flight').length === {in_view}"), SOON)
            .await?;
        page.until(FULL, SOON).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn the_focus_goes_on_where_other_parts_come_into_view() {
    let site = Site::dist();
    run("long-keys", Options { size: (1360, 900), ..Options::default() }, async |page| {
        page.visit(&site.url(&sends(60))).await?;
        page.focus("#ladder g.flight[data-flight='0']").await?;
        for flight in 1..70 {
            page.keys(Key::Down + "").await?;
            page.until(&format!("document.activeElement.dataset.flight === '{flight}'"), SOON).await?;
            page.frame().await?;
        }
        // Who scrolls on is not brought back to it.
        page.js("document.querySelector('#room').scrollTop = 0;").await?;
        page.until(FULL, SOON).await?;
        assert_eq!(page.number("document.querySelector('#room').scrollTop").await?, 0.0);
        assert_eq!(page.focused().await?, "room");
        page.no_errors().await
    })
    .await;
}
