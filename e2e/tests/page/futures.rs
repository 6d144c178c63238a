//! Every future that was seen stays: undo and redo without end, the list of futures, and two of them
//! beside each other.
use e2e::{Ability, Browser, Options, Result, SOON, Site, run};
use four_waves::sim::compare::first_difference;
use four_waves::sim::{Trace, simulate};
use four_waves::text::{Lang, compare, edits};
use thirtyfour::Key;

fn still() -> Options {
    Options { reduced_motion: true, ..Options::default() }
}

#[tokio::test]
async fn fifty_changes_are_undone_and_redone() {
    let site = Site::dist();
    run("undo-50", still(), async |page| {
        page.visit(&site.url("?lang=en#half-close-data")).await?;
        page.choose(2).await?;
        let mut links = vec![page.string("location.hash.split('?')[0]").await?];
        let mut expected = page.shown_scenario().await?;
        for change in 0..50 {
            page.sign(["l", "d", "t", "a", "b"][change % 5]).await?;
            let last = links.last().unwrap();
            page.until(&format!("location.hash.split('?')[0] !== `{last}`"), SOON)
                .await
                .map_err(|e| format!("{change}: {e}"))?;
            links.push(page.string("location.hash.split('?')[0]").await?);
            expected = page.shown_scenario().await?;
        }
        for place in (0..50).rev() {
            page.chord(Key::Control, "z").await?;
            let link = &links[place];
            page.until(&format!("location.hash.split('?')[0] === `{link}`"), SOON)
                .await
                .map_err(|e| format!("undo to {place}: {e}"))?;
        }
        assert!(page.truth("document.querySelector('[data-do=undo]').disabled").await?);
        for link in &links[1..] {
            page.chord(Key::Control, "y").await?;
            page.until(&format!("location.hash.split('?')[0] === `{link}`"), SOON)
                .await
                .map_err(|e| format!("redo: {e}"))?;
        }
        assert!(page.truth("document.querySelector('[data-do=redo]').disabled").await?);
        assert_eq!(page.count("g.flight").await?, simulate(&expected).flights.len());
        page.no_errors().await
    })
    .await;
}

/// A new change after undo makes a branch; what was undone can still be gone to.
#[tokio::test]
async fn both_futures_stay_after_a_new_branch() {
    let site = Site::dist();
    for (lang, of) in [("en", Lang::En), ("zh", Lang::Zh)] {
        run(&format!("branches-{lang}"), still(), async |page| {
            page.visit(&site.url(&format!("?lang={lang}#four-way-close"))).await?;
            let first = page.shown_scenario().await?;
            page.tab("changes").await?;
            assert_eq!(page.count(".futures li").await?, 0, "one future is no list");
            page.choose(0).await?;
            page.press("lose").await?;
            page.until("document.querySelector('g.flight.lost')", SOON).await?;
            let lost = page.shown_scenario().await?;
            page.press("undo").await?;
            page.until_shows(&first).await?;
            page.press("delay").await?;
            page.until("!document.querySelector('g.flight.lost') && location.hash.includes('f=')", SOON)
                .await?;
            let held = page.shown_scenario().await?;
            assert!(page.truth("document.querySelector('[data-do=redo]').disabled").await?);

            page.tab("changes").await?;
            let names = page
                .strings("Array.from(document.querySelectorAll('.futures li p'), p => p.textContent)")
                .await?;
            assert_eq!(names, [&first, &lost, &held].map(|scenario| edits::future(scenario, of)));
            assert_eq!(page.text(".futures li[aria-current=true] b").await?, "3");
            for (number, scenario) in [(1, &lost), (0, &first), (2, &held)] {
                page.press(&format!("future {number}")).await?;
                page.until_shows(scenario).await?;
                assert_eq!(page.text(".futures li[aria-current=true] b").await?, (number + 1).to_string());
                assert!(!page.playing().await?);
            }
            // Undo goes up from wherever one is, redo to where one was last.
            page.press("future 1").await?;
            page.until_shows(&lost).await?;
            page.press("undo").await?;
            page.until_shows(&first).await?;
            page.press("redo").await?;
            page.until_shows(&lost).await?;
            assert_eq!(page.count(".futures li").await?, 3);
            page.no_errors().await
        })
        .await;
    }
}

/// The tops of that segment's lines in both ladders, from the room's top.
async fn tops(page: &Browser, flight: usize) -> Result<[f64; 2]> {
    let top = |id: &str| {
        format!(
            "document.querySelector(`#{id} g.flight[data-flight='{flight}'] .shaft`).getBoundingClientRect().top"
        )
    };
    Ok([page.number(&top("ladder")).await?, page.number(&top("other-ladder")).await?])
}

/// Where the first ladder is seen, and the other: left, top, width and height.
async fn places(page: &Browser) -> Result<[Vec<i64>; 2]> {
    let mut places = [Vec::new(), Vec::new()];
    for (place, id) in places.iter_mut().zip(["ladder", "other-ladder"]) {
        let list = format!(
            "(r => [r.left, r.top, r.width, r.height].map(Math.round))(document.getElementById('{id}').getBoundingClientRect())"
        );
        *place = page.strings(&list).await?.iter().filter_map(|number| number.parse().ok()).collect();
        assert_eq!(place.len(), 4, "#{id} is there");
    }
    Ok(places)
}

/// The sentence, the line, and both ladders of the two futures, by the engine's comparison.
async fn assert_compared(page: &Browser, other: &Trace, here: &Trace, lang: Lang) -> Result {
    let difference = first_difference(other, here).expect("they differ");
    page.until("document.querySelector('.compared .parts') && document.getElementById('other-ladder')", SOON)
        .await?;
    let says = page.text(".compared .parts").await?;
    assert!(says.starts_with(&compare::sentence(&difference, other, here, lang)), "{says}");
    assert!(says.ends_with(&compare::ends(&difference, other, here, lang)), "{says}");
    let count = page.count("#ladder g.flight").await?;
    assert_eq!(
        [count, page.count("#other-ladder g.flight").await?],
        [here.flights.len(), other.flights.len()]
    );
    let [here_at, other_at] = places(page).await?;
    assert_eq!(here_at[1..], other_at[1..], "as high as each other, at the same height");
    // What is the same in both stands at the same height, and so does what comes after it.
    let mut same = 0;
    for (flight, ours) in here.flights.iter().enumerate() {
        if other.flights.get(flight).is_some_and(|theirs| theirs.sent == ours.sent) {
            let [a, b] = tops(page, flight).await?;
            assert!((a - b).abs() < 0.6, "segment {flight} is at {a} and at {b}");
            same += 1;
        }
    }
    assert!(same >= 1);
    // The dotted line stands where the playhead's line does at that moment.
    let moment = here.moments.iter().position(|moment| moment.at == difference.at);
    if let Some(moment) = moment {
        page.tab("story").await?;
        page.press(&format!("moment {moment}")).await?;
        page.frame().await?;
        // Asked at once: the page may still be scrolling.
        let apart = page
            .number(
                "['.parting-line', '#ladder .now line'].map(css => document.querySelector(css).getBoundingClientRect().top)
                    .reduce((line, now) => line - now)",
            )
            .await?;
        assert!(apart.abs() < 3.0, "the dotted line is {apart} px below the playhead");
    }
    Ok(())
}

#[tokio::test]
async fn two_futures_stand_beside_each_other() {
    let site = Site::dist();
    for (lang, of) in [("en", Lang::En), ("zh", Lang::Zh)] {
        run(&format!("compare-{lang}"), still(), async |page| {
            page.visit(&site.url(&format!("?lang={lang}#four-way-close"))).await?;
            assert_eq!(page.attribute(".lens [data-do=compare]", "aria-disabled").await?, "true");
            let first = page.shown_scenario().await?;
            page.choose(3).await?;
            page.press("lose").await?;
            page.until("document.querySelector('g.flight.lost')", SOON).await?;
            let lost = page.shown_scenario().await?;
            let (plain, lossy) = (simulate(&first), simulate(&lost));
            page.press("compare").await?;
            assert_compared(page, &plain, &lossy, of).await?;
            let [here, other] = places(page).await?;
            assert_eq!(other[0], here[0] + here[2], "beside it");
            // A screen reader and the keyboard are in one of them only.
            assert!(page.truth("document.getElementById('other-ladder').closest('[inert]')").await?);
            // Both ladders show the same moment: what is to come in each is not drawn yet.
            page.seek(4.5).await?;
            for id in ["ladder", "other-ladder"] {
                assert_eq!(page.count(&format!("#{id} g.flight:not([data-future])")).await?, 3, "{id}");
            }
            // To the other one: then this is the one that was left.
            page.click(".compared .names button").await?;
            page.until_shows(&first).await?;
            page.until("!document.getElementById('other-ladder')", SOON).await?;
            page.press("compare").await?;
            assert_compared(page, &lossy, &plain, of).await?;
            page.press("compare none").await?;
            page.until(
                "!document.getElementById('other-ladder') && !document.querySelector('.compared')",
                SOON,
            )
            .await?;
            // From the list, too; and the keys of the map.
            page.tab("changes").await?;
            page.press("compare 1").await?;
            page.until("document.getElementById('other-ladder')", SOON).await?;
            assert_eq!(page.attribute(".futures [data-do='compare none']", "aria-pressed").await?, "true");
            page.keys(Key::Escape + "").await?;
            page.until("!document.getElementById('other-ladder')", SOON).await?;
            page.sign("c").await?;
            page.until("document.getElementById('other-ladder')", SOON).await?;
            page.sign("c").await?;
            page.until("!document.getElementById('other-ladder')", SOON).await?;
            page.no_errors().await
        })
        .await;
    }
}

/// An edit while two are shown: the other one stays beside it.
#[tokio::test]
async fn one_may_go_on_changing_while_two_are_compared() {
    let site = Site::dist();
    run("compare-edit", still(), async |page| {
        page.visit(&site.url("?lang=en#half-close-data")).await?;
        let plain = page.shown_trace().await?;
        page.choose(2).await?;
        page.press("delay").await?;
        page.until("location.hash.includes('f=')", SOON).await?;
        page.press("compare").await?;
        page.press("double").await?;
        page.until("document.querySelectorAll('#ladder g.flight').length > 6", SOON).await?;
        let here = page.shown_trace().await?;
        assert_compared(page, &plain, &here, Lang::En).await?;
        page.sign("f").await?;
        page.sign("s").await?;
        assert_compared(page, &plain, &here, Lang::En).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_two_futures_lie_over_each_other() {
    let site = Site::dist();
    let options = Options { size: (360, 740), mobile: true, needs: &[Ability::Fingers], ..still() };
    run("compare-phone", options, async |page| {
        page.visit(&site.url("?lang=en#four-way-close")).await?;
        let plain = page.shown_trace().await?;
        page.tap_on("tab segments").await?;
        page.until("document.querySelector('.segments')", SOON).await?;
        page.tap(".segments [data-do='select 3']").await?;
        page.until_chosen(3).await?;
        page.tap_on("lose").await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        let lossy = page.shown_trace().await?;
        page.tap_on("compare").await?;
        assert_compared(page, &plain, &lossy, Lang::En).await?;
        let [here, other] = places(page).await?;
        assert_eq!(here, other, "one over the other");
        assert!(page.number("document.documentElement.scrollWidth").await? <= 360.0);
        // A finger still finds the segments of the one that is here.
        page.tap("#ladder g.flight[data-flight='1'] .name").await?;
        page.until_chosen(1).await?;
        page.no_errors().await
    })
    .await;
}
