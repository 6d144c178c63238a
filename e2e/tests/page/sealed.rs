//! What a host sends must be what was built: one octet more, and it is refused, and the page says so.
use e2e::{Browser, Options, Result, SOON, Site, SiteBuilder, run, shared};
use std::fs;
use std::time::Duration;
use thirtyfour::By;

/// The build's files that begin and end like this: name and octets.
fn built(begin: &str, end: &str) -> (String, Vec<u8>) {
    let files = fs::read_dir(e2e::dist()).expect("there is a build").flatten();
    let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let hash = |name: &str| {
        let rest = name
            .strip_prefix(begin)
            .and_then(|rest| rest.strip_suffix(end))
            .and_then(|rest| rest.strip_prefix('-'));
        rest.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    let name = names.find(|name| hash(name)).unwrap_or_else(|| panic!("no {begin}…{end}"));
    let octets = fs::read(e2e::dist().join(&name)).expect("it is there");
    (name, octets)
}

/// A host on which somebody has added an octet that means nothing.
fn changed(begin: &str, end: &str) -> SiteBuilder {
    let (name, mut octets) = built(begin, end);
    let (mime, more): (_, &[u8]) = match name.rsplit('.').next() {
        // An empty section of no name: any engine takes it.
        Some("wasm") => ("application/wasm", &[0, 1, 0]),
        Some("css") => ("text/css", b"\n"),
        _ => ("text/javascript", b"\n"),
    };
    octets.extend_from_slice(more);
    Site::builder(e2e::dist()).bytes(&format!("/{name}"), mime, octets)
}

async fn says_so(page: &Browser) -> Result {
    page.until("document.getElementById('failed').checkVisibility()", SOON * 2).await?;
    for words in ["could not start", "未能启动"] {
        assert!(page.text("#failed").await?.contains(words));
    }
    assert_eq!(page.count("#stage").await?, 0, "it has not started");
    Ok(())
}

#[tokio::test]
async fn what_starts_the_page_is_refused_when_it_was_changed() {
    for (begin, end) in
        [("four-waves", "_bg.wasm"), ("four-waves", ".js"), ("style", ".css"), ("boot", ".js")]
    {
        let site = changed(begin, end).start();
        run("sealed-first", Options::default(), async |page| {
            page.goto(site.url("?lang=en")).await?;
            if begin == "boot" {
                // Nobody is there to say it but the style sheet, after a while.
                page.until("document.getAnimations().some((one) => one.animationName === 'late')", SOON)
                    .await?;
                assert!(
                    !page
                        .truth(
                            "document.getElementById('failed').checkVisibility({ visibilityProperty: true })"
                        )
                        .await?
                );
                page.js("document.getAnimations().forEach((one) => one.finish())").await?;
                assert!(!page.truth("document.querySelector('#failed button').checkVisibility()").await?);
            }
            says_so(page).await.map_err(|e| format!("{begin}{end}: {e}"))?;
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn what_comes_later_is_refused_when_it_was_changed() {
    for (begin, end) in [("four-waves", "_later.wasm"), ("later", ".css")] {
        let site = changed(begin, end).start();
        run("sealed-later", Options::default(), async |page| {
            page.visit(&site.url("?autoplay=0&lang=en")).await?;
            page.press("tab keys").await?;
            page.until("document.querySelector('.waiting[role=alert]')", SOON).await?;
            assert!(page.text(".waiting").await?.contains("could not be loaded"), "{begin}{end}");
            Ok(())
        })
        .await;
    }
    for (begin, end) in [("save", ".js"), ("takeaway_bg", ".wasm")] {
        let site = changed(begin, end).start();
        run("sealed-save", Options::default(), async |page| {
            page.visit(&site.url("?autoplay=0&lang=en")).await?;
            page.press("tab save").await?;
            page.until("document.querySelector('.saving')", SOON).await?;
            page.press("save json").await?;
            page.until(
                "document.getElementById('saved').textContent.match(/could not (be loaded|make)/)",
                SOON,
            )
            .await
            .map_err(|e| format!("{begin}{end}: {e}"))?;
            Ok(())
        })
        .await;
    }
    let Some(folder) = shared("captures") else { return };
    for (begin, end) in [("four-waves", "_capture.wasm"), ("capture_bg", ".wasm")] {
        let site = changed(begin, end).start();
        run("sealed-capture", Options::default(), async |page| {
            page.visit(&site.url("?autoplay=0&lang=en")).await?;
            let file = folder.join("twenty-connections.pcapng");
            page.find(By::Css("#open-file")).await?.send_keys(file.to_string_lossy()).await?;
            page.until("document.querySelector('#panel [role=alert], .notice p')", SOON * 2)
                .await
                .map_err(|e| format!("{begin}{end}: {e}"))?;
            assert_eq!(page.count(".connections li").await?, 0, "{begin}{end}");
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn an_element_is_what_stands_in_it_when_its_files_were_changed() {
    for (begin, end) in [("four-waves", "_bg.wasm"), ("four-waves", ".js"), ("four-waves-element", ".css")] {
        let host = "<!doctype html><html lang='en'><title>Host</title>
            <script type='module' src='/four-waves-element.js'></script><four-waves id='a'><p>A ladder.</p></four-waves>";
        let site = changed(begin, end).page("/host.html", host).start();
        run("sealed-element", Options::default(), async |page| {
            page.visit(&format!("{}/host.html", site.origin())).await?;
            page.until("document.getElementById('a').shadowRoot.querySelector('.failed')", SOON * 2)
                .await
                .map_err(|e| format!("{begin}{end}: {e}"))?;
            assert!(page.truth("document.querySelector('four-waves p').offsetHeight > 0").await?);
            Ok(())
        })
        .await;
    }
}

/// Each page says what its style sheets and scripts must be, and fetches the wasm once although it is
/// asked for with a hash and was announced without one.
#[tokio::test]
async fn every_page_says_what_it_loads() {
    for entry in fs::read_dir(e2e::dist()).expect("there is a build").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".html") || name == "four-waves-single.html" {
            continue;
        }
        let page = fs::read_to_string(entry.path()).expect("it is text");
        for tag in page.split('<').filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
            let loads = tag.starts_with("script ")
                || tag.starts_with("link ") && (tag.contains("stylesheet") || tag.contains("modulepreload"));
            assert!(!loads || tag.contains("integrity=\"sha256-"), "{name}: <{tag}>");
        }
    }
    let site = Site::dist();
    run("sealed-once", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let asked = site.asked();
        for (begin, end) in [("four-waves", "_bg.wasm"), ("four-waves", ".js"), ("boot", ".js")] {
            let (name, _) = built(begin, end);
            assert_eq!(
                asked.iter().filter(|(path, _)| path.ends_with(&name)).count(),
                1,
                "{name}: {asked:?}"
            );
        }
        assert_eq!(page.console().await?, Vec::<String>::new(), "nothing is worth a warning");
        Ok(())
    })
    .await;
}
