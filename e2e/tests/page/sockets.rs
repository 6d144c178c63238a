//! Both hosts' sockets as `ss` lists them, at moments of a close.
use e2e::{Browser, Options, Result, SOON, Site, run};

/// A host's rows at about that second, cells between bars.
async fn rows(page: &Browser, seconds: f64, host: usize) -> Result<Vec<String>> {
    page.seek(seconds).await?;
    page.strings(&format!(
        "Array.from(document.querySelectorAll('.sockets .host')[{host}].querySelectorAll('tbody tr'),
            row => Array.from(row.cells, cell => cell.textContent).join(' | '))"
    ))
    .await
}

/// The seconds that a TIME-WAIT row has left.
fn left(row: &str) -> f64 {
    let (_, timer) = row.split_once("timer:(timewait,").unwrap_or_else(|| panic!("no timer in {row}"));
    let (time, _) = timer.split_once(',').expect("a time and a count");
    match (time.strip_suffix("sec"), time.strip_suffix("ms")) {
        (Some(seconds), _) => seconds.parse().expect("whole seconds"),
        (_, Some(millis)) => millis.parse::<f64>().expect("milliseconds") / 1e3,
        _ => panic!("{time}"),
    }
}

#[tokio::test]
async fn the_sockets_are_those_of_the_moment() {
    let site = Site::dist();
    run("sockets", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;last-ack-lost")).await?;
        page.tab("sockets").await?;
        let local = ["10.0.0.1:52044", "10.0.0.2:80"];
        for host in [0, 1] {
            let open = format!("ESTAB | 0 | 0 | {} | {} | ", local[host], local[1 - host]);
            assert_eq!(rows(page, 0.5, host).await?, [open]);
        }
        // The FIN is on its way: one number is not acknowledged, and the timer runs.
        let sent = rows(page, 1.5, 0).await?;
        assert!(
            sent.len() == 1 && sent[0].starts_with("FIN-WAIT-1 | 0 | 1 | ") && sent[0].contains("timer:(on,"),
            "{sent:?}"
        );
        let waits = rows(page, 2.5, 1).await?;
        assert!(
            waits.len() == 1 && waits[0].starts_with("CLOSE-WAIT | 0 | 0 | ") && waits[0].ends_with(" | "),
            "{waits:?}"
        );
        // LAST-ACK after the loss: the timer that sends the FIN again, then once more backed off.
        let first = rows(page, 5.8, 1).await?;
        assert!(first[0].starts_with("LAST-ACK | 0 | 1 |") && first[0].ends_with(",0)"), "{first:?}");
        let again = rows(page, 8.5, 1).await?;
        assert!(again[0].contains("timer:(on,") && again[0].ends_with(",1)"), "{again:?}");
        // TIME-WAIT counts down, begins anew with the FIN that comes again, and is gone at its end.
        let [early, late, anew] =
            [rows(page, 5.5, 0).await?, rows(page, 8.5, 0).await?, rows(page, 9.2, 0).await?].map(|rows| {
                assert!(rows.len() == 1 && rows[0].starts_with("TIME-WAIT | 0 | 0 |"), "{rows:?}");
                left(&rows[0])
            });
        assert!(
            (17.0..=20.0).contains(&early) && early - late >= 2.0 && anew > late + 2.0,
            "{early} {late} {anew}"
        );
        assert!(rows(page, 100.0, 0).await?.is_empty() && rows(page, 100.0, 1).await?.is_empty());
        assert!(page.text(".sockets .host").await?.len() > 20, "it says that there is none");
        page.no_errors().await
    })
    .await;
}

/// A program that leaves the end of data unread, and one that never closes.
#[tokio::test]
async fn a_close_wait_that_nobody_closes_is_seen() {
    let site = Site::dist();
    run("sockets-leak", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=zh#1;server-never-closes")).await?;
        page.tab("sockets").await?;
        let end = rows(page, 100.0, 1).await?;
        assert!(end.len() == 1 && end[0].starts_with("CLOSE-WAIT | "), "{end:?}");
        page.press("load four-way-close").await?;
        page.click("#opening-switch").await?;
        page.until("document.querySelectorAll('g.flight').length === 7", SOON).await?;
        let start = rows(page, 0.0, 1).await?;
        assert!(start.len() == 1 && start[0].starts_with("LISTEN | 0 | 1 | 0.0.0.0:80"), "{start:?}");
        page.no_errors().await
    })
    .await;
}
