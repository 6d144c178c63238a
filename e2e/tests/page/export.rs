//! What is taken along: files that arrive, and texts to be copied where none may.
use e2e::{Ability, Browser, Engine, Options, Result, SOON, Site, run};
use four_waves::sim::catalog::Name;
use four_waves::sim::simulate;
use four_waves::text::Lang;
use four_waves::view::Numbers;
use four_waves::view::export::mermaid::mermaid;
use four_waves::view::export::scenario::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use thirtyfour::By;

/// A folder of its own, into which the browser saves.
async fn downloads(page: &Browser, name: &str) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("four-waves-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    page.save_into(&folder).await?;
    Ok(folder)
}

fn saving() -> Options {
    Options { reduced_motion: true, needs: &[Ability::Downloads], ..Options::default() }
}

/// The file, once it is there as a whole.
async fn arrives(folder: &Path, name: &str) -> Result<Vec<u8>> {
    let begun = Instant::now();
    loop {
        let partly = fs::read_dir(folder)?
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|e| e == "crdownload" || e == "part"));
        match fs::read(folder.join(name)) {
            Ok(bytes) if !partly && !bytes.is_empty() => return Ok(bytes),
            _ if begun.elapsed() > SOON => return Err(format!("{name} did not arrive").into()),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

fn texts(svg: &str) -> String {
    svg.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test]
async fn files_arrive_with_what_is_shown() {
    let site = Site::dist();
    run("export", saving(), async |page| {
        let folder = downloads(page, "export").await?;
        page.visit(&site.url("?autoplay=0&lang=zh#1;last-ack-lost")).await?;
        page.press("tab save").await?;
        page.until("document.querySelector('.saving')", SOON).await?;
        assert!(!page.truth("'fourWavesSave' in window").await?, "nobody has asked for it yet");
        page.press("save svg").await?;
        let svg = String::from_utf8(arrives(&folder, "four-waves-last-ack-lost.svg").await?)?;
        for words in ["最后的 ACK 丢失", "TIME-WAIT", "丢失", "#last-ack-lost"] {
            assert!(texts(&svg).contains(words), "{words} is not in\n{svg}");
        }
        assert!(page.text("#saved").await?.contains("four-waves-last-ack-lost.svg"));
        // A browser draws it: in twice as many dots.
        page.press("save png").await?;
        let png = arrives(&folder, "four-waves-last-ack-lost.png").await?;
        assert!(png.starts_with(b"\x89PNG"));
        let number = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
        let length = |name: &str| {
            let value = svg.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
            value.and_then(|(value, _)| value.parse::<f64>().ok()).expect("a number")
        };
        assert_eq!(f64::from(number(16)), (length("width") * 2.0).ceil());
        assert_eq!(f64::from(number(20)), (length("height") * 2.0).ceil());
        assert!(png.len() > 30_000, "{} octets are hardly a picture", png.len());
        page.press("save pcapng").await?;
        assert!(arrives(&folder, "four-waves-last-ack-lost.pcapng").await?.starts_with(b"\n\r\r\n"));
        let scenario = Name::LastAckLost.scenario(false);
        page.press("save mermaid").await?;
        let source = mermaid(&scenario, &simulate(&scenario), Numbers::Letters, Lang::Zh);
        assert_eq!(String::from_utf8(arrives(&folder, "four-waves-last-ack-lost.mmd").await?)?, source);
        page.press("save json").await?;
        let file = arrives(&folder, "four-waves-last-ack-lost.json").await?;
        assert_eq!(String::from_utf8(file)?, json(&scenario, Lang::Zh));
        // Which opens again.
        page.press("load abort").await?;
        page.until("location.hash.includes('abort')", SOON).await?;
        let file = folder.join("four-waves-last-ack-lost.json");
        page.find(By::Css("[data-do=open]")).await?.send_keys(file.to_string_lossy()).await?;
        page.until("location.hash.includes('last-ack-lost')", SOON).await?;
        assert_eq!(page.scenario().await?, "last-ack-lost");
        fs::remove_dir_all(&folder)?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn choices_count() {
    let site = Site::dist();
    run("export-choices", saving(), async |page| {
        let folder = downloads(page, "export-choices").await?;
        page.visit(&site.url("?autoplay=0&lang=en#1;last-ack-lost")).await?;
        page.press("tab save").await?;
        page.until("document.querySelector('.saving')", SOON).await?;
        page.seek(5.3).await?;
        for (id, value) in [("save-until", "playhead"), ("save-theme", "dark"), ("save-place", "server")] {
            page.js(&format!("document.getElementById('{id}').value = '{value}'")).await?;
        }
        page.press("save svg").await?;
        let svg = String::from_utf8(arrives(&folder, "four-waves-last-ack-lost.svg").await?)?;
        assert!(svg.contains("#171e28") && svg.contains("TIME-WAIT") && !svg.contains(">lost<"), "{svg}");
        assert!(texts(&svg).contains("until 5."), "{svg}");
        page.press("save pcapng").await?;
        let capture = arrives(&folder, "four-waves-last-ack-lost.pcapng").await?;
        assert!(String::from_utf8_lossy(&capture).contains("seen by the server"));
        // A button holds the focus: Enter is enough.
        page.focus("[data-do='save transcript']").await?;
        page.keys("\u{e007}").await?;
        let told = String::from_utf8(arrives(&folder, "four-waves-last-ack-lost-transcript.txt").await?)?;
        assert!(told.contains("FIN-WAIT-2") && !told.contains("29.00 s"), "{told}");
        fs::remove_dir_all(&folder)?;
        page.no_errors().await
    })
    .await;
}

/// A frame that may run scripts and nothing else: it says so, and shows what there would be.
#[tokio::test]
async fn where_nothing_can_be_saved_it_can_be_copied() {
    let address = "app/?autoplay=0&lang=en#1;abort";
    let host = format!(
        "<!doctype html><title>host</title><iframe sandbox=\"allow-scripts\" src=\"{address}\" \
                        width=\"1200\" height=\"900\"></iframe>"
    );
    let site = Site::builder(e2e::dist())
        .below("app")
        .header("Access-Control-Allow-Origin", "*")
        .bytes("/host.html", "text/html", host.into_bytes())
        .start();
    run("export-sandboxed", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.goto(&site.url("").replace("app/", "host.html")).await?;
        let frame = page.find(By::Css("iframe")).await?;
        frame.enter_frame().await?;
        page.until("document.querySelector('[data-do=\"tab save\"]')", SOON).await?;
        page.press("tab save").await?;
        page.until("document.querySelector('.saving')", SOON).await?;
        page.press("save mermaid").await?;
        page.until("document.querySelector('#saved textarea')", SOON).await?;
        assert!(page.text("#saved").await?.contains("If no file came"));
        assert!(
            page.string("document.querySelector('#saved textarea').value")
                .await?
                .starts_with("sequenceDiagram")
        );
        page.press("save png").await?;
        page.until("document.querySelector('#saved img')?.naturalWidth > 1000", SOON).await?;
        page.press("copy text").await?;
        if page.engine() == Engine::Firefox {
            // Which lets a frame copy what a person asks it to.
            let copied = "/copied/i.test(document.getElementById('saved').textContent)";
            page.until(copied, SOON).await?;
            return Ok(());
        }
        page.until("document.querySelector('#saved textarea')", SOON).await?;
        assert!(page.string("document.querySelector('#saved textarea').value").await?.contains("ECONNRESET"));
        Ok(())
    })
    .await;
}

/// The strictest policy for pictures: the PNG says what to take instead, all else works.
#[tokio::test]
async fn under_a_policy_without_pictures_the_rest_works() {
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                  img-src 'self'; connect-src 'self'";
    let site = Site::builder(e2e::dist()).header("Content-Security-Policy", policy).start();
    run("export-policy", saving(), async |page| {
        let folder = downloads(page, "export-policy").await?;
        page.visit(&site.url("?autoplay=0&lang=en#1;abort")).await?;
        page.press("tab save").await?;
        page.until("document.querySelector('.saving')", SOON).await?;
        page.press("save svg").await?;
        assert!(arrives(&folder, "four-waves-abort.svg").await?.starts_with(b"<svg"));
        page.press("save png").await?;
        page.until("document.querySelector('#saved').textContent.includes('The SVG shows the same')", SOON)
            .await?;
        fs::remove_dir_all(&folder)?;
        Ok(())
    })
    .await;
}
