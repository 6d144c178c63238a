//! Segments are lost by hand and by chance, and undo brings them back.
use e2e::{Browser, Options, Result, SOON, Site, run};
use std::time::Duration;
use thirtyfour::Key;

fn again(flights: &[String]) -> usize {
    flights.iter().filter(|label| label.contains('↻')).count()
}

/// The lost FIN is there with its cross, and plays on until it was sent again.
async fn assert_fin_is_lost_and_sent_again(page: &Browser) -> Result {
    page.until("document.querySelector('g.flight[data-flight=\"0\"]').matches('.lost')", SOON).await?;
    let flights = page.flights().await?;
    assert!(flights[0].ends_with("lost"), "a screen reader hears it: {flights:?}");
    assert_eq!(again(&flights), 1, "it will be sent again: {flights:?}");
    page.speed("16×").await?;
    // What stood still does not begin to move by it.
    if !page.playing().await? {
        page.press("play").await?;
    }
    page.until_finished(Duration::from_secs(12)).await?;
    let seen = page.count("g.flight:not([data-future])").await?;
    assert_eq!(seen, flights.len());
    assert!(page.text(".ladder").await?.contains('↻'));
    assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
    Ok(())
}

#[tokio::test]
async fn a_clicked_segment_in_flight_is_lost_and_undo_brings_it_back() {
    let site = Site::dist();
    run("lose-click", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        let before = page.flights().await?;
        page.press("restart").await?;
        page.press("next").await?;
        page.speed("0.25×").await?;
        page.press("play").await?;
        page.until_playing().await?;
        // It moves while the mouse comes.
        page.click("g.pill[data-flight='0']").await?;
        assert_fin_is_lost_and_sent_again(page).await?;

        page.press("undo").await?;
        page.until("!document.querySelector('g.flight.lost')", SOON).await?;
        assert_eq!(page.flights().await?, before);
        assert!(page.clock().await? < 2.0, "back to the click");
        page.press("redo").await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_paused_segment_in_flight_can_be_lost_too() {
    let site = Site::dist();
    run("lose-paused", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        page.seek(1.5).await?;
        page.click("g.pill[data-flight='0']").await?;
        assert_fin_is_lost_and_sent_again(page).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn delete_loses_the_focused_segment() {
    let site = Site::dist();
    run("lose-delete", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        let before = page.flights().await?;
        page.seek(1.5).await?;
        page.focus("g.flight[data-flight='0']").await?;
        page.keys(Key::Delete).await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        page.until("document.activeElement.dataset.flight === '0'", SOON).await?;
        assert_fin_is_lost_and_sent_again(page).await?;
        page.chord(Key::Control, "z").await?;
        page.until("!document.querySelector('g.flight.lost')", SOON).await?;
        assert_eq!(page.flights().await?, before);
        page.no_errors().await
    })
    .await;
}

/// One that has arrived long ago is looked at; its inspector can still lose it, and deliver it again.
#[tokio::test]
async fn the_inspector_decides_over_a_segment_of_the_past() {
    let site = Site::dist();
    run("inspector", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        let before = page.flights().await?;
        page.js("document.querySelector('.room').scrollTop = 0").await?;
        page.click("g.flight[data-flight='2'] .name").await?;
        page.until("document.querySelector('g.flight[data-flight=\"2\"]').matches('.selected')", SOON)
            .await?;
        let inspector = page.text(".inspector").await?;
        for part in ["FIN, ACK", "w", "RFC 9293", "server → client"] {
            assert!(inspector.contains(part), "{part} is not in: {inspector}");
        }
        assert_eq!(page.flights().await?, before, "looking changes nothing");
        page.press("lose").await?;
        page.until("document.querySelector('g.flight[data-flight=\"2\"]').matches('.lost')", SOON).await?;
        assert!(page.finished().await? && !page.playing().await?, "nothing begins to move");
        page.press("deliver").await?;
        page.until("!document.querySelector('g.flight.lost')", SOON).await?;
        assert_eq!(page.flights().await?, before);
        page.no_errors().await
    })
    .await;
}

/// A seed's losses at the end of a figure with the switch on.
async fn with_seed(page: &Browser, seed: u32) -> Result<Vec<String>> {
    page.fill("seed", &seed.to_string()).await?;
    page.until(&format!("location.hash.includes('l=50,{seed},')"), SOON).await?;
    page.frame().await?;
    page.flights().await
}

#[tokio::test]
async fn the_same_seed_loses_the_same() {
    let site = Site::dist();
    run("seed", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?scenario=half-close-data")).await?;
        let without = page.flights().await?;
        page.fill("loss", "50").await?;
        page.click("#loss-switch").await?;
        page.until("location.hash.includes('l=50')", SOON).await?;
        let mut futures = Vec::new();
        for seed in [7, 8, 9, 10] {
            futures.push(with_seed(page, seed).await?);
        }
        assert!(futures.iter().any(|f| f.iter().any(|l| l.ends_with("lost"))), "half of all are lost");
        let first = futures[0].clone();
        assert_eq!(with_seed(page, 7).await?, first, "seed 7 again");
        futures.sort();
        futures.dedup();
        assert!(futures.len() >= 3, "other seeds, other losses: {futures:?}");

        page.refresh().await?;
        page.settle(SOON).await?;
        assert_eq!(page.flights().await?, first, "and after reloading");
        page.click("#loss-switch").await?;
        page.until("!location.hash.includes('l=50')", SOON).await?;
        assert_eq!(page.flights().await?, without);
        page.no_errors().await
    })
    .await;
}
