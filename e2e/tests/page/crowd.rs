//! Many connections beside the ladder: the pile at the playhead, and the crowd that a person changes.
use e2e::{Options, Result, SOON, Site, run};
use four_waves::sim::Scenario;
use four_waves::sim::crowd::pile;
use four_waves::time::Duration;

const CODE: &str = "1;my-crowd;o;d=20;g=1;ck=linux;cp=c,s100,r500,x;sk=linux;sp=a,r100,s500,e,x;u=2,120000";

/// The numbers of the panel that belong to that scenario at its end.
async fn assert_counts(page: &e2e::Browser, scenario: &Scenario) -> Result {
    page.until_shows(scenario).await?;
    page.frame().await?;
    let pile = pile(scenario).expect("it has a crowd");
    let count = pile.at(pile.crowd.end());
    let shown = page.text(".pile").await?.replace('\u{a0}', "");
    for (number, words) in [(count.tried, " connections tried"), (count.ports, " of ")] {
        assert!(shown.contains(&format!("{number}{words}")), "{number}{words}: {shown}");
    }
    assert_eq!(shown.contains("EADDRNOTAVAIL"), count.no_port > 0, "{shown}");
    Ok(())
}

#[tokio::test]
async fn the_crowd_is_counted_at_the_playhead_and_can_be_changed() {
    let site = Site::dist();
    run("crowd", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url(&format!("?lang=en#{CODE}"))).await?;
        page.tab("sockets").await?;
        let plain = page.shown_scenario().await?;
        assert_counts(page, &plain).await?;
        // Before the ports have run out.
        page.seek(30.0).await?;
        let early = page.text(".pile").await?;
        assert!(!early.contains("EADDRNOTAVAIL") && early.contains("TIME-WAIT"), "{early}");
        page.scrub(1_000).await?;
        // Fewer connections, and back.
        let mut slow = plain.clone();
        slow.crowd.as_mut().expect("it has a crowd").every = Duration::from_millis(10);
        page.fill("crowd-rate", "100").await?;
        assert_counts(page, &slow).await?;
        page.press("undo").await?;
        assert_counts(page, &plain).await?;
        assert_eq!(page.value("crowd-rate").await?, "500");
        page.fill("crowd-ports", "many").await?;
        page.until("document.querySelector('.notice p')", SOON).await?;
        assert!(page.notice().await?.contains("many"));
        assert_eq!(page.value("crowd-ports").await?, "28232");
        // The cure, and a limit of descriptors.
        let mut cured = plain.clone();
        cured.client.tw_reuse = true;
        page.press("crowd tw-reuse").await?;
        assert_counts(page, &cured).await?;
        cured.crowd.as_mut().expect("it has a crowd").descriptors = Some(20);
        page.fill("crowd-descriptors", "20").await?;
        assert_counts(page, &cured).await?;
        assert!(page.text(".pile").await?.contains("EMFILE"));
        page.no_errors().await
    })
    .await;
}

/// While TIME-WAIT is counted down nothing else happens, and yet the pile grows.
#[tokio::test]
async fn the_pile_moves_while_the_first_connection_waits() {
    let site = Site::dist();
    run("crowd-plays", Options::default(), async |page| {
        page.visit(&site.url(&format!("?lang=zh&autoplay=0#{CODE}"))).await?;
        page.tab("sockets").await?;
        page.seek(1.0).await?;
        page.js("window.seen = new Set(); window.watch = setInterval(
                () => seen.add(document.querySelector('.pile .tried').textContent), 100);
            document.querySelector('[data-do=play]').click()")
            .await?;
        page.until("window.seen.size >= 5", SOON).await?;
        let shown = page.text(".pile .tried").await?;
        let seconds =
            shown.split(" s").next().and_then(|head| head.split(' ').next_back()?.parse::<f64>().ok());
        let at = seconds.unwrap_or_else(|| panic!("no moment in {shown}"));
        assert!(at > 1.0 && at < 60.0, "{shown}: before the next event");
        page.no_errors().await
    })
    .await;
}
