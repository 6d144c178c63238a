//! Recordings of a real kernel are opened from files.
use e2e::{Browser, Options, Result, SOON, Site, recordings, run};
use std::path::Path;
use std::time::Duration;
use thirtyfour::By;

async fn open(page: &Browser, file: &Path) -> Result {
    Ok(page.find(By::Css("[data-do=open]")).await?.send_keys(file.to_string_lossy()).await?)
}

#[tokio::test]
async fn a_recording_plays() {
    let Some(files) = recordings() else { return };
    let Some(file) = files.iter().find(|file| file.ends_with("three-segments.json")) else { return };
    let site = Site::dist();
    run("recording", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        open(page, file).await?;
        page.until_playing().await?;
        assert_eq!(page.scenario().await?, "", "it is none of the catalogue");
        page.speed("16×").await?;
        page.until_finished(Duration::from_secs(10)).await?;
        let flights = page.flights().await?;
        assert!(flights.iter().filter(|label| label.starts_with("FIN")).count() == 2, "{flights:?}");
        // The address holds it.
        page.refresh().await?;
        page.settle(SOON).await?;
        assert_eq!(page.flights().await?, flights);
        page.press("load abort").await?;
        page.press("undo").await?;
        page.frame().await?;
        assert_eq!(page.flights().await?, flights);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn every_recording_opens() {
    let Some(files) = recordings() else { return };
    let site = Site::dist();
    run("recordings", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?scenario=free-play")).await?;
        let mut before = page.string("location.hash.split('?')[0]").await?;
        for file in files {
            open(page, &file).await?;
            let name = file.display();
            page.until(&format!("location.hash.split('?')[0] !== `{before}`"), SOON)
                .await
                .map_err(|e| format!("{name}: {e}"))?;
            page.frame().await?;
            assert_eq!(page.notice().await?, "", "{name}");
            assert!(page.count("g.flight").await? >= 2, "{name}");
            before = page.string("location.hash.split('?')[0]").await?;
        }
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_recording_gets_a_sentence() {
    let site = Site::dist();
    let folder = std::env::temp_dir().join(format!("four-waves-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for files");
    let files = [
        ("broken.json", b"{ \"client\": [".to_vec()),
        ("empty.json", Vec::new()),
        ("list.json", b"[1, 2]".to_vec()),
        ("binary.json", (0..=255).collect()),
        ("large.json", vec![b' '; 5_000_000]),
    ];
    run("no-recording", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        let before = page.flights().await?;
        for (name, body) in &files {
            std::fs::write(folder.join(name), body)?;
            open(page, &folder.join(name)).await?;
            page.until(
                &format!(
                    "document.querySelector('.notice p')?.textContent.includes('{name} is not a recording')"
                ),
                SOON,
            )
            .await?;
            assert_eq!(page.flights().await?, before, "{name}: the figure stays");
        }
        page.no_errors().await
    })
    .await;
    let _ = std::fs::remove_dir_all(&folder);
}
