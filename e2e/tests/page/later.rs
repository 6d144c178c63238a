//! The page's second file: fetched when a person opens what is in it, not before.
use e2e::{Options, Result, SOON, Site, run};

/// The second file's name in the build.
fn later() -> String {
    let files = std::fs::read_dir(e2e::dist()).expect("there is a build").flatten();
    let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    names.find(|name| name.ends_with("_later.wasm")).expect("a release build is split")
}

/// Deep below its host, with the strictest policy that the page can run under, and a host that does
/// not know what a wasm is.
#[tokio::test]
async fn it_comes_when_it_is_needed() {
    let name = later();
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                  img-src 'self'; connect-src 'self'";
    let bytes = std::fs::read(e2e::dist().join(&name)).expect("it is there");
    let site = Site::builder(e2e::dist())
        .below("/courses/net/")
        .header("Content-Security-Policy", policy)
        .bytes(&format!("/courses/net/{name}"), "application/octet-stream", bytes)
        .start();
    let asked = || site.asked().iter().filter(|(path, _)| path.ends_with(&name)).count();
    run("later", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        assert_eq!(asked(), 0, "the first visit does without");
        page.press("tab questions").await?;
        page.until("document.querySelector('.questions')", SOON).await?;
        let words = page.text(".questions").await?;
        assert!(words.contains("Why is my server full of CLOSE-WAIT?"), "its sentences came, too: {words}");
        page.press("tab story").await?;
        page.press("lang").await?;
        page.press("tab questions").await?;
        page.until("document.querySelector('.questions')", SOON).await?;
        assert!(page.text(".questions").await?.contains("服务器上为什么堆满了 CLOSE-WAIT？"));
        assert_eq!(asked(), 1, "once is enough");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_does_not_come_is_said_and_can_be_tried_again() {
    let site = Site::dist();
    run("later-fails", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        page.js("const real = window.fetch; let times = 0; window.answer = () => {};
            window.fetch = (...what) => {
                if (!what[0].includes('_later')) return real(...what);
                times += 1;
                if (times === 1) return Promise.reject(new TypeError('offline'));
                if (times === 2) return Promise.resolve(new Response('no such file', { status: 404 }));
                return new Promise((done) => { window.answer = () => done(real(...what)); });
            };")
            .await?;
        page.press("tab questions").await?;
        for what in ["no network", "no file"] {
            page.until("document.querySelector('.waiting[role=alert] button')", SOON)
                .await
                .map_err(|e| format!("{what}: {e}"))?;
            let words = page.text(".waiting p").await?;
            assert!(words.contains("could not be loaded"), "{what}: {words}");
            page.press("retry").await?;
        }
        let waits = "document.querySelector('.waiting[aria-busy=true]')";
        page.until(waits, SOON).await?;
        page.press("tab story").await?;
        page.press("tab questions").await?;
        page.until(waits, SOON).await?;
        page.js("window.answer()").await?;
        page.until("document.querySelector('.questions')", SOON).await?;
        assert!(!page.truth("document.getElementById('failed').checkVisibility()").await?);
        Result::Ok(())
    })
    .await;
}

/// The first file has the sentences of the catalogue's stories; all others come with the second.
#[tokio::test]
async fn what_is_seldom_said_is_told_all_the_same() {
    let site = Site::dist();
    run("seldom", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;four-way-close;x=0,60000")).await?;
        let story = page.text(".story").await?;
        assert!(story.contains("the cable is cut") && !story.contains('…'), "from a link: {story}");
        page.visit(&site.url("?lang=en&loss=100")).await?;
        page.until("document.querySelector('.story').textContent.includes('by chance')", SOON).await?;
        assert!(!page.text(".story").await?.contains('…'), "from a query");
        page.visit("about:blank").await?;
        page.visit(&site.url("?lang=zh")).await?;
        page.click("#loss-switch").await?;
        page.until("location.hash.includes('l=')", SOON).await?;
        assert!(!page.text(".story").await?.contains('…'), "after a change");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn without_it_a_page_with_a_link_opens_and_says_so() {
    let site =
        Site::builder(e2e::dist()).bytes(&format!("/{}", later()), "application/wasm", b"none").start();
    run("link-fails", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;abort")).await?;
        assert!(page.notice().await?.contains("could not be loaded"));
        assert_eq!(page.scenario().await?, "four-way-close");
        page.fill("msl", "3").await?;
        page.until("document.querySelector('.notice p')?.textContent.includes('Links can be neither')", SOON)
            .await?;
        assert_eq!(page.string("location.hash").await?, "#1;abort", "the address stays as it is");
        assert_eq!(page.value("msl").await?, "3", "and the page goes on");
        Result::Ok(())
    })
    .await;
}

/// The switch for the opening stands on the first page, and the second file knows what it does.
#[tokio::test]
async fn the_opening_waits_for_it_or_says_that_it_cannot() {
    let site = Site::dist();
    run("later-opening", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en")).await?;
        page.js("const real = window.fetch; let times = 0;
            window.fetch = (...what) => !what[0].includes('_later') ? real(...what)
                : (times += 1) === 1 ? Promise.reject(new TypeError('offline'))
                : new Promise((done) => { window.answer = () => done(real(...what)); });")
            .await?;
        let states = "document.getElementById('opening-switch').checked";
        page.click("#opening-switch").await?;
        page.until("document.querySelector('.notice p')?.textContent.includes('could not be loaded')", SOON)
            .await?;
        assert!(!page.truth(states).await?, "what did not happen is not shown");
        page.click("#opening-switch").await?;
        page.until("window.answer", SOON).await?;
        // What is done while it is on its way is kept.
        page.fill("msl", "3").await?;
        page.js("window.answer()").await?;
        page.until("document.querySelector('.story').textContent.includes('connect()')", SOON).await?;
        assert!(page.truth(states).await?);
        assert_eq!(page.value("msl").await?, "3");
        page.no_errors().await
    })
    .await;
}
