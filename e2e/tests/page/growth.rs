//! What must not grow: what a page holds on to, and what it asks its host for.
use e2e::{Browser, Held, Options, Result, SCENARIOS, SOON, Site, run};

/// So many replays and so many scenarios, and then the first scenario's finished figure.
async fn go(page: &Browser, times: usize) -> Result {
    page.replay(times).await?;
    page.change_scenarios(times, &SCENARIOS).await?;
    page.press(&format!("load {}", SCENARIOS[0])).await?;
    page.replay(1).await
}

#[tokio::test]
async fn replays_and_scenarios_leave_nothing_behind() {
    let site = Site::dist();
    run("growth", Options::default(), async |page| {
        page.watch_memory().await?;
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        go(page, 30).await?;
        let before = Held::by(page).await?;
        go(page, 60).await?;
        let after = Held::by(page).await?;
        let counts = |held: Held| (held.nodes, held.listeners, held.wasm_pages);
        assert_eq!(counts(after), counts(before), "before {before}, after {after}");
        assert!(before.nodes > 500.0 && before.wasm_pages > 10.0, "it was counted: {before}");
        assert!(after.heap < before.heap * 1.1, "before {before}, after {after}");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_first_visit_asks_for_little_and_once() {
    let site = Site::builder(e2e::dist()).packed().start();
    run("requests", Options::default(), async |page| {
        page.visit(&site.url("?lang=en")).await?;
        page.until("document.querySelector('#stage g.flight')", SOON).await?;
        let sent = site.sent();
        // The page, three scripts, a sheet, a wasm, the manifest and two sizes of its icon.
        assert!(sent.len() <= 9, "{sent:#?}");
        for part in ["_bg", "/style-", "/boot-", "/before-"] {
            assert_eq!(sent.iter().filter(|one| one.path.contains(part)).count(), 1, "{part}: {sent:#?}");
        }
        // Packed on the way: far less than the file is.
        let wasm = sent.iter().find(|one| one.path.ends_with(".wasm")).ok_or("no wasm was asked for")?;
        let file = std::fs::metadata(e2e::dist().join(wasm.path.trim_start_matches('/')))?.len() as usize;
        assert!(wasm.octets > 10_000 && wasm.octets < file / 2, "{} of {file}", wasm.octets);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn ten_frames_share_what_their_host_sends() {
    let frame = "<iframe src='/?embed=1&scenario=last-ack-lost&lang=en' width='600' height='600'></iframe>";
    let site = Site::builder(e2e::dist())
        .packed()
        .page("/host.html", format!("<!doctype html><title>Ten</title>{}", frame.repeat(10)))
        .start();
    run("ten-frames", Options::default(), async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        let standing = "[...document.querySelectorAll('iframe')]
            .every(frame => frame.contentDocument.querySelector('#stage g.flight'))";
        page.until(standing, SOON * 10).await?;
        for ending in ["_bg.wasm", "_rest.wasm", "_later.wasm"] {
            let times = site.asked().iter().filter(|(path, _)| path.ends_with(ending)).count();
            assert_eq!(times, 1, "{ending}");
        }
        page.no_errors().await
    })
    .await;
}
