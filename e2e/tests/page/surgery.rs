//! Hands on single segments: the six things that can be done to one, wherever it is on its way and
//! however it was chosen, and the list of changes that they make.
use e2e::{Browser, Options, Result, SOON, Site, run};
use four_waves::sim::edits::{Edit, Pass, pass};
use four_waves::sim::{Fault, Flight, Scenario, Trace, Verdict, simulate};
use four_waves::text::vocabulary::fault_sentence;
use four_waves::text::{Lang, edits};
use four_waves::time::Duration;

/// Held or doubled by this unless the field says otherwise.
const HOLD: Duration = Duration::from_millis(1_000);

/// Buttons' commands and their keys.
const SURGERIES: [(&str, &str); 6] =
    [("lose", "l"), ("deliver", "a"), ("delay", "d"), ("double", "t"), ("overtake", "o"), ("fall-back", "b")];

/// The scenario after that surgery, by the engine; `None` where it cannot be done.
fn operated(scenario: &Scenario, flight: usize, surgery: &str) -> Option<Scenario> {
    let trace = simulate(scenario);
    let verdict = |verdict| Some(Fault::exactly(&trace.flights[flight], verdict));
    let fault = match surgery {
        "lose" => verdict(Verdict::Lose),
        "delay" => verdict(Verdict::Delay(HOLD)),
        "double" => verdict(Verdict::Duplicate(HOLD)),
        "overtake" => pass(scenario, &trace, flight, Pass::Overtakes),
        "fall-back" => pass(scenario, &trace, flight, Pass::IsOvertaken),
        _ => None,
    }?;
    let mut changed = scenario.clone();
    changed.decide(fault);
    Some(changed)
}

/// Every segment that the page draws, by the engine: how many, and which are lost.
async fn draws(page: &Browser, trace: &Trace) -> Result {
    page.until(&format!("document.querySelectorAll('g.flight').length === {}", trace.flights.len()), SOON)
        .await?;
    let lost =
        page.strings("Array.from(document.querySelectorAll('g.flight.lost'), f => f.dataset.flight)").await?;
    let lost: Vec<usize> = lost.iter().filter_map(|at| at.parse().ok()).collect();
    let expected = trace.flights.iter().enumerate().filter(|(_, flight)| flight.is_lost());
    assert_eq!(lost, expected.map(|(at, _)| at).collect::<Vec<_>>());
    Ok(())
}

/// Where the playhead stands for a segment that is past, under way or still to come.
fn seconds(flight: &Flight, when: &str) -> f64 {
    let seconds = |at: four_waves::time::Instant| at.micros() as f64 / 1e6;
    match when {
        "sent" => seconds(flight.until()) + 0.3,
        "flying" => (seconds(flight.sent) + seconds(flight.until())) / 2.0,
        _ => (seconds(flight.sent) - 0.4).max(0.0),
    }
}

/// The place of a segment in another trace.
fn same(flight: &Flight, trace: &Trace) -> usize {
    let kind = flight.segment.kind();
    let is = |other: &Flight| {
        (other.from, other.segment.kind(), other.ordinal.of_kind)
            == (flight.from, kind, flight.ordinal.of_kind)
    };
    trace.flights.iter().position(is).expect("it is sent there, too")
}

/// Does one surgery after another to that segment, each undone, and each looked at.
async fn operate(page: &Browser, how: &str, when: &str, flight: usize) -> Result<usize> {
    let before = page.shown_scenario().await?;
    let mut done = 0;
    for (surgery, key) in SURGERIES {
        let Some(after) = operated(&before, flight, surgery) else {
            // A surgery that cannot be done says why and does nothing.
            if how != "key" && surgery != "deliver" {
                let css = format!(".surgery [data-do='{surgery}']");
                assert_eq!(page.attribute(&css, "aria-disabled").await?, "true", "{surgery}");
                assert_ne!(page.attribute(&css, "title").await?, "", "{surgery}");
            }
            continue;
        };
        let what = format!("{surgery} by {how} on segment {flight}, {when}");
        let clock = page.text(".clock").await?;
        match how {
            "key" => page.sign(key).await?,
            _ => page.click(&format!(".surgery [data-do='{surgery}']")).await?,
        }
        page.until_shows(&after).await.map_err(|e| format!("{what}: {e}"))?;
        draws(page, &simulate(&after)).await.map_err(|e| format!("{what}: {e}"))?;
        assert!(!page.playing().await?, "{what}: what stands still stays still");
        assert_eq!(page.text(".clock").await?, clock, "{what}: the playhead stays");
        // The segment stays chosen, whichever number it has by now.
        let then = simulate(&after);
        let chosen = same(&simulate(&before).flights[flight], &then);
        page.until_chosen(chosen).await.map_err(|e| format!("{what}: it stays chosen: {e}"))?;
        // What was done stands below the buttons, and can be taken back there.
        let edit = after.edits().last().expect("there is one");
        let sentence = edits::sentence(&after, edit, Lang::En);
        let said = page.text(".surgery").await?;
        let Edit::Fault(at) = edit else { panic!("{edit:?}") };
        let about = after.network.faults[at].is_about(&then.flights[chosen]);
        assert_eq!(said.contains(&sentence), about, "{what}: “{sentence}” in: {said}");
        page.press("undo").await?;
        page.until_shows(&before).await.map_err(|e| format!("{what}, undone: {e}"))?;
        page.until_chosen(flight).await.map_err(|e| format!("{what}, undone: {e}"))?;
        done += 1;
    }
    Ok(done)
}

async fn every_surgery(how: &'static str) {
    let site = Site::dist();
    run(&format!("surgery-{how}"), Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;half-close-data")).await?;
        let flights = page.shown_trace().await?.flights;
        // The server's data and its FIN: they can pass each other.
        for flight in [2, 4] {
            for when in ["sent", "flying", "future"] {
                page.press("leave").await.ok();
                page.seek(seconds(&flights[flight], when)).await?;
                let future = page.count(&format!("g.flight[data-flight='{flight}'][data-future]")).await?;
                assert_eq!(future == 1, when == "future", "segment {flight} is {when}");
                match how {
                    "ladder" if when == "flying" => continue,
                    "ladder" => page.click(&format!("g.flight[data-flight='{flight}'] .name")).await?,
                    "list" => page.choose(flight).await?,
                    _ => {
                        page.sign("n").await?;
                        for _ in 0..8 {
                            let chosen = page
                                .number("document.querySelector('g.flight.selected').dataset.flight")
                                .await? as usize;
                            if chosen == flight {
                                break;
                            }
                            page.sign(if chosen < flight { "n" } else { "p" }).await?;
                        }
                    }
                }
                page.until_chosen(flight).await?;
                let done = operate(page, how, when, flight).await?;
                assert!(done >= 4, "lost, held, doubled, and passing a neighbour: {done}");
                page.keys(thirtyfour::Key::Escape + "").await?;
                page.until("!document.querySelector('.closely')", SOON).await?;
            }
        }
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_segment_chosen_in_the_ladder_bears_every_surgery() {
    every_surgery("ladder").await;
}

#[tokio::test]
async fn a_segment_chosen_in_the_list_bears_every_surgery() {
    every_surgery("list").await;
}

#[tokio::test]
async fn a_segment_chosen_by_keys_bears_every_surgery() {
    every_surgery("key").await;
}

/// One that the scenario itself loses arrives after all, at any moment.
#[tokio::test]
async fn a_lost_segment_is_delivered() {
    let site = Site::dist();
    run("deliver", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;last-ack-lost")).await?;
        let before = page.shown_scenario().await?;
        let mut after = before.clone();
        after.remove(Edit::Fault(0));
        for (how, seconds) in [("button", 100.0), ("key", 5.3), ("key", 0.0)] {
            page.seek(seconds).await?;
            page.choose(3).await?;
            assert_eq!(page.attribute(".surgery [data-do=lose]", "aria-disabled").await?, "true");
            if how == "key" {
                page.sign("a").await?
            } else {
                page.press("deliver").await?
            }
            page.until_shows(&after).await?;
            draws(page, &simulate(&after)).await?;
            assert_eq!(page.attribute(".surgery [data-do=deliver]", "aria-disabled").await?, "true");
            page.press("undo").await?;
            page.until_shows(&before).await?;
        }
        page.no_errors().await
    })
    .await;
}

/// The number beside the button is how long it is held; what is no number is refused.
#[tokio::test]
async fn it_is_held_as_long_as_the_field_says() {
    let site = Site::dist();
    run("hold", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;four-way-close")).await?;
        let before = page.shown_scenario().await?;
        let fin = page.shown_trace().await?.flights[0].clone();
        page.choose(0).await?;
        page.fill("hold", "soon").await?;
        page.until("document.querySelector('.notice p')", SOON).await?;
        page.fill("hold", "2.5").await?;
        page.until("!document.querySelector('.notice p')", SOON).await?;
        for (surgery, verdict) in [
            ("delay", Verdict::Delay(Duration::from_millis(2_500))),
            ("double", Verdict::Duplicate(Duration::from_millis(2_500))),
        ] {
            page.press(surgery).await?;
            let mut after = before.clone();
            after.decide(Fault::exactly(&fin, verdict));
            page.until_shows(&after).await?;
            let said = page.text(".surgery .done").await?;
            assert!(said.contains("2.5 s"), "{said}");
        }
        // The inspector says when it arrives by now, and the list shows the second copy.
        let rows = page.text(".segments").await?;
        assert!(rows.contains("2.00 s") && rows.contains("copy"), "{rows}");
        page.press("remove fault 0").await?;
        page.until_shows(&before).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn the_list_of_changes_says_each_switches_it_and_takes_it_out() {
    let site = Site::dist();
    for (lang, of) in [("en", Lang::En), ("zh", Lang::Zh)] {
        let options = Options { reduced_motion: true, ..Options::default() };
        run(&format!("changes-{lang}"), options, async |page| {
            page.visit(&site.url(&format!("?lang={lang}#1;half-close-data"))).await?;
            let plain = page.shown_scenario().await?;
            page.tab("changes").await?;
            assert_eq!(page.edits().await?, [], "nothing yet");
            // A loss, a delay, and a call by hand.
            page.choose(2).await?;
            page.press("lose").await?;
            page.choose(0).await?;
            page.press("delay").await?;
            page.seek(2.0).await?;
            page.press("call server abort").await?;
            page.tab("changes").await?;
            let edited = page.shown_scenario().await?;
            assert_eq!((edited.network.faults.len(), edited.interventions.len()), (2, 1));
            let rows = page.edits().await?;
            let sentences: Vec<_> = edited.edits().map(|edit| edits::sentence(&edited, edit, of)).collect();
            assert_eq!(rows.iter().map(|row| row.sentence.clone()).collect::<Vec<_>>(), sentences);
            assert!(sentences[0].contains(&fault_sentence(&edited.network.faults[0], of)));
            assert!(rows.iter().all(|row| row.on), "{rows:?}");
            // The data is never sent after the abort: the edit stays, and says so.
            assert!(!rows[0].effect.is_empty() && rows[2].effect.is_empty(), "{rows:?}");
            page.press("switch call 0").await?;
            page.until("document.querySelectorAll('.edits li.off').length === 1", SOON).await?;
            let rows = page.edits().await?;
            assert!(rows[0].effect.is_empty() && !rows[2].on && !rows[2].effect.is_empty(), "{rows:?}");
            let trace = page.shown_trace().await?;
            draws(page, &trace).await?;
            assert!(trace.flights.iter().any(Flight::is_lost));
            // Its row leads to it.
            page.click(".edits li:first-child [data-do^=select]").await?;
            let lost = trace.flights.iter().position(Flight::is_lost).unwrap();
            page.until_chosen(lost).await?;

            page.press("switch fault 0").await?;
            page.press("switch fault 1").await?;
            page.until("document.querySelectorAll('.edits li.off').length === 3", SOON).await?;
            draws(page, &simulate(&plain)).await?;
            page.press("switch fault 0").await?;
            page.until("document.querySelectorAll('.edits li.off').length === 2", SOON).await?;
            assert_eq!(page.count("g.flight.lost").await?, 1);
            // A link keeps what is switched off.
            page.refresh().await?;
            page.settle(SOON).await?;
            page.tab("changes").await?;
            assert_eq!(
                page.edits().await?.iter().map(|row| row.on).collect::<Vec<_>>(),
                [true, false, false]
            );
            for _ in 0..2 {
                page.press("remove fault 0").await?;
            }
            page.press("remove call 0").await?;
            page.until_shows(&plain).await?;
            assert_eq!(page.edits().await?, []);
            page.no_errors().await
        })
        .await;
    }
}

/// The server's second FIN is only sent because the last ACK was lost.
#[tokio::test]
async fn a_change_that_no_longer_applies_says_so_and_stays() {
    let site = Site::dist();
    run("not-applies", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en#1;last-ack-lost")).await?;
        let trace = page.shown_trace().await?;
        let again = trace.flights.iter().position(|flight| flight.again).expect("the FIN comes again");
        page.choose(again).await?;
        page.press("lose").await?;
        page.tab("changes").await?;
        page.until("document.querySelectorAll('.edits li').length === 2", SOON).await?;
        assert!(page.edits().await?.iter().all(|row| row.on && row.effect.is_empty()));
        page.press("switch fault 0").await?;
        page.until("document.querySelector('.edits li.off')", SOON).await?;
        let rows = page.edits().await?;
        assert!(rows[1].on && rows[1].effect.starts_with("does not apply"), "{rows:?}");
        assert_eq!(
            page.count(".edits li:nth-child(2) [data-do^=select]").await?,
            0,
            "there is nothing to show"
        );
        assert_eq!(page.count("g.flight").await?, 4);
        page.press("switch fault 0").await?;
        page.until("!document.querySelector('.edits .effect')", SOON).await?;
        assert_eq!(page.count("g.flight.lost").await?, 2);
        page.no_errors().await
    })
    .await;
}

/// What plays goes back to where the segment flies, and plays on; what stands still does not begin to.
#[tokio::test]
async fn surgery_while_playing_goes_on_playing() {
    let site = Site::dist();
    run("surgery-playing", Options::default(), async |page| {
        page.visit(&site.url("?lang=en&autoplay=0#1;four-way-close")).await?;
        page.choose(0).await?;
        page.seek(4.2).await?;
        page.speed("0.25×").await?;
        page.press("play").await?;
        page.until_playing().await?;
        page.press("lose").await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        let clock = page.clock().await?;
        assert!(
            page.playing().await? && (1.0..2.5).contains(&clock),
            "it plays on from where it flies: {clock} s"
        );
        // Delete takes one that is on its way, too.
        page.press("play").await?;
        page.until_paused().await?;
        page.press("deliver").await?;
        page.until("!document.querySelector('g.flight.lost')", SOON).await?;
        page.focus("g.flight[data-flight='0']").await?;
        page.keys(thirtyfour::Key::Delete).await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        assert!(!page.playing().await?);
        page.no_errors().await
    })
    .await;
}
