//! Calls at any moment make another future; undo returns to the one that was left.
use e2e::{Browser, Options, Result, SIDES, SOON, Site, run};
use std::time::Duration;

const PLAYED: Duration = Duration::from_secs(8);

/// Which calls a lane offers: those that are not greyed.
async fn allowed(page: &Browser, side: &str) -> Result<Vec<String>> {
    page.strings(&format!(
        "Array.from(document.querySelectorAll('.head.{side} [data-do^=call][aria-disabled=false]'))
            .map(b => b.dataset.do.split(' ')[2])"
    ))
    .await
}

#[tokio::test]
async fn a_half_closed_connection_still_carries_data_the_other_way() {
    let site = Site::dist();
    run("half-close", Options::default(), async |page| {
        page.visit(&site.url("?scenario=free-play&autoplay=0")).await?;
        assert_eq!(page.flights().await?.len(), 0, "nothing happens by itself here");
        assert_eq!(page.states().await?, ["ESTABLISHED", "ESTABLISHED"]);
        assert_eq!(page.pipes().await?, ["open", "open"]);
        page.press("restart").await?;
        page.speed("4×").await?;

        page.press("call client shutdown").await?;
        page.until_state("client", "FIN-WAIT-1", SOON).await?;
        page.until_state("client", "FIN-WAIT-2", PLAYED).await?;
        page.until_state("server", "CLOSE-WAIT", PLAYED).await?;
        assert_eq!(page.pipes().await?, ["shut", "open"]);
        assert!(!allowed(page, "client").await?.contains(&"send".into()), "the client may send no more");
        assert!(allowed(page, "server").await?.contains(&"send".into()), "the server still may");
        assert!(page.text(".ladder .caption").await?.contains("only the server may still send"));

        page.press("call server send").await?;
        page.until_finished(PLAYED).await?;
        let flights = page.flights().await?;
        assert_eq!(flights.len(), 4, "FIN, its ACK, data, its ACK: {flights:?}");
        assert!(
            flights[2].starts_with("DATA 100 B") && flights[2].contains("server → client"),
            "{flights:?}"
        );
        assert!(flights[3].starts_with("ACK") && flights[3].contains("client → server"), "{flights:?}");
        assert!(flights[3].contains("v+100"), "all 100 are acknowledged: {flights:?}");
        assert_eq!(page.states().await?, ["FIN-WAIT-2", "CLOSE-WAIT"]);
        assert_eq!(page.pipes().await?, ["shut", "open"]);

        page.press("call server close").await?;
        page.until_state("server", "LAST-ACK", SOON).await?;
        assert_eq!(page.pipes().await?, ["shut", "closing"]);
        page.until_state("client", "TIME-WAIT", PLAYED).await?;
        page.speed("16×").await?;
        page.until_finished(PLAYED).await?;
        assert_eq!(page.states().await?, ["CLOSED", "CLOSED"]);
        assert_eq!(page.pipes().await?, ["shut", "shut"]);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn acting_in_the_past_makes_another_future_and_undo_returns() {
    let site = Site::dist();
    run("branch", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        let old = page.flights().await?;
        let address = page.string("location.href").await?;
        page.seek(2.5).await?;
        let at = page.text(".clock").await?;
        assert_eq!(page.states().await?, ["FIN-WAIT-1", "CLOSE-WAIT"]);
        assert_eq!(page.count("g.flight:not([data-future])").await?, 2, "the rest lies in the future");

        page.press("call server send").await?;
        page.until_playing().await?;
        page.press("play").await?;
        page.until_paused().await?;
        let new = page.flights().await?;
        assert_eq!(new[..2], old[..2], "what has happened stays");
        assert!(new.len() > old.len() && new.iter().any(|l| l.starts_with("DATA 100 B")), "{new:?}");

        page.press("undo").await?;
        page.until("document.querySelector('[data-do=undo]').disabled", SOON).await?;
        assert_eq!(page.flights().await?, old);
        assert_eq!(page.text(".clock").await?, at, "back to the moment of the call");
        page.press("redo").await?;
        page.until("document.querySelector('[data-do=redo]').disabled", SOON).await?;
        assert_eq!(page.flights().await?, new);

        // Another act after undo: what was undone cannot be redone.
        page.press("undo").await?;
        page.press("call server abort").await?;
        page.until_playing().await?;
        assert!(page.truth("document.querySelector('[data-do=redo]').disabled").await?);
        let third = page.flights().await?;
        assert!(third.iter().any(|l| l.starts_with("RST")) && third != new, "{third:?}");
        page.press("undo").await?;
        page.frame().await?;
        assert_eq!(page.flights().await?, old);
        assert_eq!(page.string("location.href.split(/[?#]/)[0]").await?, address.split('?').next().unwrap());
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn every_act_of_a_long_game_can_be_undone_in_order() {
    let site = Site::dist();
    run("undo-all", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?scenario=free-play")).await?;
        let mut futures = vec![page.flights().await?];
        page.press("restart").await?;
        page.speed("16×").await?;
        for act in ["client send", "server send", "client close", "server close"] {
            page.press(&format!("call {act}")).await?;
            page.until_finished(PLAYED).await?;
            futures.push(page.flights().await?);
        }
        page.click("#opening-switch").await?;
        page.until("document.querySelectorAll('g.flight').length > 10", SOON).await?;
        page.press("load abort").await?;
        page.until("location.hash.includes('abort')", SOON).await?;
        page.press("undo").await?;
        page.press("undo").await?;
        while let Some(future) = futures.pop() {
            page.frame().await?;
            assert_eq!(page.flights().await?, future);
            if !futures.is_empty() {
                page.press("undo").await?;
            }
        }
        assert_eq!(page.scenario().await?, "free-play");
        assert!(page.truth("document.querySelector('[data-do=undo]').disabled").await?);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_greyed_call_says_why() {
    let site = Site::dist();
    run("greyed", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for lang in ["en", "zh"] {
            page.visit(&site.url(&format!("?lang={lang}"))).await?;
            for side in SIDES {
                for act in ["send", "shutdown", "close", "abort"] {
                    let (command, css) =
                        (format!("call {side} {act}"), format!("[data-do='call {side} {act}']"));
                    assert_eq!(page.attribute(&css, "aria-disabled").await?, "true", "{command} at the end");
                    let why = page.attribute(&css, "title").await?;
                    assert!(!why.is_empty(), "{command} says why");
                    let chinese = why.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c));
                    assert_eq!(chinese, lang == "zh", "{why}");
                    page.press(&command).await?;
                    page.frame().await?;
                    assert_eq!(page.notice().await?, why, "{command}");
                    assert!(page.finished().await?, "nothing else happens");
                }
            }
            page.press("dismiss").await?;
            page.until("!document.querySelector('.notice p')", SOON).await?;
        }
        page.no_errors().await
    })
    .await;
}

/// The story's rows, the chips and the questions lead to the moments they are about.
#[tokio::test]
async fn rows_and_questions_lead_somewhere() {
    let site = Site::dist();
    run("rows", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        page.press("moment 3").await?;
        page.until("document.querySelector('.story .here [data-do=\"moment 3\"]')", SOON).await?;
        let at = page.text(".story .here .at").await?;
        assert_eq!(page.text(".clock").await?, at);
        assert_eq!(page.text("[aria-live=polite]").await?, page.text(".story .here .sentence").await?);

        page.press("tab questions").await?;
        page.until("document.querySelector('.questions')", SOON).await?;
        let asked = page
            .strings("Array.from(document.querySelectorAll('.questions [data-do]'), b => b.dataset.do)")
            .await?;
        assert!(asked.len() >= 20, "{asked:?}");
        for command in [&asked[0], &asked[asked.len() - 1]] {
            page.visit(&site.url("")).await?;
            page.press("tab questions").await?;
            page.until("document.querySelector('.questions')", SOON).await?;
            page.press(command).await?;
            let name = command.split([';', ' ']).nth(2).unwrap_or_default();
            page.until(&format!("location.hash.startsWith('#{name}')"), SOON).await?;
            page.until("document.querySelector('.questions .looks')", SOON).await?;
        }
        page.no_errors().await
    })
    .await;
}
