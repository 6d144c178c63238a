//! Captures are read in the browser: listed, opened as ladders, joined, and made into scenarios.
use e2e::{Browser, Options, Result, SOON, Site, run, shared};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thirtyfour::By;

async fn open(page: &Browser, file: &Path) -> Result {
    Ok(page.find(By::Css("#open-file")).await?.send_keys(file.to_string_lossy()).await?)
}

/// A capture of ours, or nothing where the folder is absent, which is said.
fn capture(name: &str) -> Option<PathBuf> {
    Some(shared("captures")?.join(name))
}

async fn rows(page: &Browser) -> Result<Vec<String>> {
    page.strings("[...document.querySelectorAll('.connections .ends b')].map((end) => end.innerText)").await
}

#[tokio::test]
async fn a_file_is_listed_filtered_and_sorted() {
    let Some(file) = capture("twenty-connections.pcapng") else { return };
    let site = Site::dist();
    run("capture-list", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        page.press("tab capture").await?;
        page.until("document.querySelector('.capture .strong')", SOON).await?;
        assert!(page.text(".capture").await?.contains("The file stays on this machine"));
        open(page, &file).await?;
        page.until("document.querySelectorAll('.connections li').length === 20", SOON).await?;
        assert!(page.text(".capture").await?.contains("170 packets, 168 of them TCP, in 20 connections."));
        let all = rows(page).await?;
        let choose = async |id: &str, value: &str| {
            page.js(&format!(
                "const field = document.getElementById('{id}'); field.value = '{value}';
                 field.dispatchEvent(new Event('change', {{ bubbles: true }}));"
            ))
            .await
        };
        choose("capture-kind", "half-closed").await?;
        page.until("document.querySelectorAll('.connections li').length === 4", SOON).await?;
        let outcomes = page.text(".connections").await?;
        assert_eq!(outcomes.matches("closed by the client only").count(), 4, "{outcomes}");
        assert!(outcomes.contains("the server never closed: CLOSE-WAIT for"), "{outcomes}");
        choose("capture-kind", "all").await?;
        choose("capture-sort", "close-wait").await?;
        page.until(
            &format!("document.querySelector('.connections .ends b')?.innerText !== '{}'", all[0]),
            SOON,
        )
        .await?;
        let sorted = rows(page).await?;
        assert_ne!(sorted, all);
        let mut both = [sorted, all.clone()];
        both.iter_mut().for_each(|list| list.sort());
        assert_eq!(both[0], both[1], "the same ones");
        choose("capture-first", "server").await?;
        page.until("document.querySelectorAll('.connections li').length < 20", SOON).await?;
        let facts = page
            .strings("[...document.querySelectorAll('.connections li')].map((row) => row.innerText)")
            .await?;
        assert!(
            !facts.is_empty() && facts.iter().all(|row| row.contains("server closed first")),
            "{facts:?}"
        );
        choose("capture-first", "any").await?;
        let port = all[3].split([':', ' ']).nth(1).ok_or("no port")?;
        choose("capture-text", port).await?;
        page.until("document.querySelectorAll('.connections li').length === 1", SOON).await?;
        assert_eq!(rows(page).await?, [&*all[3]]);
        choose("capture-text", "nobody").await?;
        page.until("document.querySelector('.capture').innerText.includes('No connection fits.')", SOON)
            .await?;
        choose("capture-text", "").await?;
        // The rows' words follow the language.
        page.press("lang").await?;
        page.until("document.querySelector('.connections')?.innerText.includes('客户端')", SOON).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_connection_is_a_ladder_with_grounds_and_can_become_a_scenario() {
    let Some(file) = capture("half-close.pcapng") else { return };
    let site = Site::dist();
    run("capture-open", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en&scenario=abort")).await?;
        let before = page.flights().await?;
        open(page, &file).await?;
        page.until("document.querySelector('.connections li')", SOON).await?;
        page.press("capture open 0").await?;
        page.until("document.querySelector('[data-do=\"capture close\"]')", SOON).await?;
        page.frame().await?;
        assert_eq!(page.states().await?, ["TIME-WAIT", "CLOSED"]);
        assert!(page.text(".head.client").await?.contains("10.8.0.1:"), "the capture's own addresses");
        page.press("tab story").await?;
        page.until("document.querySelector('.story')?.innerText.includes('its FIN was acknowledged')", SOON)
            .await?;
        let address = page.text(".head.client .address").await?;
        // Nothing in it can be changed, and no link holds it.
        let link = page.string("location.href").await?;
        page.sign("n").await?;
        page.sign("l").await?;
        page.until("document.querySelector('.notice')?.innerText.includes('Turn it into a scenario')", SOON)
            .await?;
        assert_eq!(page.count("g.flight.lost").await?, 0);
        page.press("copy").await?;
        page.until("document.querySelector('.notice')?.innerText.includes('stays on this machine')", SOON)
            .await?;
        assert_eq!(page.string("location.href").await?, link, "it is not in the address");
        page.press("tab capture").await?;
        page.press("capture remake").await?;
        page.until("document.querySelector('.compared')?.innerText.includes('the capture')", SOON).await?;
        assert!(page.string("location.hash").await?.starts_with("#1;my-capture"));
        // The way back to the capture, to its list, and to what was there before.
        page.press("capture show").await?;
        page.until("document.querySelector('[data-do=\"capture close\"]')", SOON).await?;
        assert_eq!(page.text(".head.client .address").await?, address);
        page.press("capture close").await?;
        page.until("document.querySelector('.connections li')", SOON).await?;
        page.press("undo").await?;
        page.frame().await?;
        assert_eq!(page.flights().await?, before);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn two_files_of_one_connection_are_joined() {
    let (Some(client), Some(server), Some(other)) = (
        capture("first-fin-lost-seen-by-client.pcap"),
        capture("first-fin-lost-seen-by-server.pcap"),
        capture("one-http-close.pcap"),
    ) else {
        return;
    };
    let site = Site::dist();
    run("capture-join", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        open(page, &client).await?;
        page.until("document.querySelector('.connections li')", SOON).await?;
        page.press("capture open 0").await?;
        page.until("document.querySelector('[data-do=\"capture join\"]')", SOON).await?;
        // The button opens the browser's own dialogue; a test chooses in the field.
        let join = async |file: &Path| -> Result {
            page.js("document.getElementById('open-file').click = () => {};").await?;
            page.press("capture join").await?;
            open(page, file).await
        };
        join(&other).await?;
        page.until(
            "document.querySelector('.notice')?.innerText.includes('does not have this connection')",
            SOON,
        )
        .await?;
        join(&server).await?;
        page.until("document.querySelector('.capture')?.innerText.includes('one from each end')", SOON)
            .await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn what_is_no_capture_is_said_with_its_place() {
    let folder = std::env::temp_dir().join(format!("four-waves-captures-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder of its own");
    let header: [u8; 24] =
        [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0];
    let cut = [&header[..], &[1, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 60, 0, 0, 0, 1, 2, 3]].concat();
    let site = Site::dist();
    run("capture-bad", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        for (name, octets, said) in [
            (
                "notes.txt",
                b"Dear diary, today I learnt about TCP and its long goodbyes." as &[u8],
                "no capture",
            ),
            ("empty.pcap", b"", "empty"),
            (
                "packed.gz",
                &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6],
                "gzip",
            ),
            ("cut.pcap", &cut, "octet 24"),
            ("<img src=x onerror=alert(1)>.pcap", b"", "empty"),
        ] {
            let file = folder.join(name);
            fs::write(&file, octets)?;
            open(page, &file).await?;
            let here = serde_json::to_string(name)?;
            page.until(&format!("document.querySelector('.capture h3')?.innerText === {here}"), SOON)
                .await
                .map_err(|e| format!("{name}: {e}"))?;
            let problem = page.text(".capture .problem").await?;
            assert!(problem.to_lowercase().contains(said), "{name}: {problem}");
        }
        assert_eq!(page.count(".capture img").await?, 0);
        page.no_errors().await
    })
    .await;
    let _ = fs::remove_dir_all(folder);
}

/// A packet of raw IPv4 with so many octets of data, as a pcap file has it.
fn packet(number: u32, octets: u16) -> Vec<u8> {
    let mut ip = vec![0x45, 0];
    ip.extend((40 + octets).to_be_bytes());
    ip.extend([0, 0, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    ip.extend(40_000_u16.to_be_bytes());
    ip.extend(80_u16.to_be_bytes());
    ip.extend((number * u32::from(octets)).to_be_bytes());
    ip.extend([0, 0, 0, 1, 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
    let head = [number / 1_000, number % 1_000 * 1_000, ip.len() as u32, ip.len() as u32 + u32::from(octets)];
    head.iter().flat_map(|word| word.to_le_bytes()).chain(ip).collect()
}

/// A long connection is opened from its end, and that is said.
#[tokio::test]
async fn of_a_long_connection_the_end_is_opened() {
    let folder = std::env::temp_dir().join(format!("four-waves-long-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder of its own");
    let file = folder.join("long.pcap");
    let head = [0xa1b2_c3d4, 4 << 16 | 2, 0, 0, 65_535, 101_u32];
    let octets = head.iter().flat_map(|word| word.to_le_bytes());
    let octets: Vec<u8> = octets.chain((1..=2_400).flat_map(|number| packet(number, 100))).collect();
    fs::write(&file, octets).expect("it can be written");
    let site = Site::dist();
    run("capture-long", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        open(page, &file).await?;
        page.until("document.querySelector('.connections li')", SOON).await?;
        page.press("capture open 0").await?;
        let said = "Of its 2400 segments the last 2000 are shown";
        page.until(&format!("document.querySelector('.capture')?.innerText.includes('{said}')"), SOON)
            .await?;
        page.no_errors().await
    })
    .await;
    let _ = fs::remove_dir_all(folder);
}

/// A worker reads: where a browser allows none, that is said, and everything else goes on.
#[tokio::test]
async fn without_a_worker_that_is_said() {
    let Some(file) = capture("one-http-close.pcap") else { return };
    let site = Site::dist();
    run("capture-no-worker", Options::default(), async |page| {
        page.before_each_page("window.Worker = class { constructor() { throw new Error('no'); } };").await?;
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        open(page, &file).await?;
        page.until(
            "document.querySelector('.capture .problem')?.innerText.includes('allows no worker')",
            SOON,
        )
        .await?;
        page.press("load abort").await?;
        page.until_playing().await?;
        page.no_errors().await
    })
    .await;
}

/// A file can be put away while it is read.
#[tokio::test]
async fn reading_is_cancelled() {
    let Some(file) = capture("one-http-close.pcap") else { return };
    let site = Site::dist();
    run("capture-cancel", Options { reduced_motion: true, ..Options::default() }, async |page| {
        // A worker that never gets anywhere.
        page.before_each_page(
            "window.Worker = class {
                postMessage() { setTimeout(() => this.onmessage({ data: ['progress', 30, 100] })); }
                terminate() { window.ended = true; }
            };",
        )
        .await?;
        page.visit(&site.url("?lang=en")).await?;
        open(page, &file).await?;
        page.until("document.querySelector('.capture progress')?.value === 30", SOON).await?;
        page.press("capture cancel").await?;
        page.until("window.ended && document.querySelector('.capture .strong')", SOON).await?;
        page.no_errors().await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok(())
    })
    .await;
}
