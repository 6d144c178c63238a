//! Hands on every segment without a mouse: from Tab to the segment, surgery, futures, the diagram and a
//! program, and the focus never falls to the page's body.
use e2e::{Browser, Options, Result, SOON, Site, run};
use four_waves::sim::{Fault, Verdict};
use four_waves::text::{Lang, keys::meaning};
use four_waves::time::Duration;
use thirtyfour::Key;

fn still() -> Options {
    Options { reduced_motion: true, ..Options::default() }
}

/// Something has the focus, it can be seen, and it is in view.
async fn assert_focus(page: &Browser, what: &str) -> Result {
    page.frame().await?;
    let seen = page
        .js("const e = document.activeElement;
            const ring = x => { const s = getComputedStyle(x);
                return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || x.matches('.hit, .state rect') && s.stroke !== 'none'; };
            const r = e.getBoundingClientRect();
            return [e === document.body ? 'body' : '', e.matches(':focus-visible') && [e, ...e.querySelectorAll('*')].some(ring),
                r.bottom > 0 && r.top < innerHeight, e.outerHTML.slice(0, 120)];")
        .await?;
    assert_ne!(seen[0], "body", "{what}: the focus is lost");
    assert!(seen[1] == true, "{what}: the focus cannot be seen on {}", seen[3]);
    assert!(seen[2] == true, "{what}: the focus is out of view on {}", seen[3]);
    Ok(())
}

#[tokio::test]
async fn a_segment_is_found_and_operated_on() {
    let site = Site::dist();
    run("hands-only", still(), async |page| {
        page.visit(&site.url("?lang=en#half-close-data")).await?;
        let plain = page.shown_scenario().await?;
        let flights = page.shown_trace().await?.flights;
        page.tab_to("g.flight").await?;
        assert_focus(page, "Tab to the ladder").await?;
        // Arrows go along the segments.
        for flight in [1, 2] {
            page.keys(Key::Down + "").await?;
            page.until(&format!("document.activeElement.dataset.flight === '{flight}'"), SOON).await?;
        }
        page.keys(Key::Up + "").await?;
        page.until("document.activeElement.dataset.flight === '1'", SOON).await?;
        page.keys(Key::Down + "").await?;
        page.keys(Key::Enter + "").await?;
        page.until_chosen(2).await?;
        assert_focus(page, "Enter chooses").await?;
        assert_eq!(page.focused().await?, "flight 2");
        // Signs operate on what is chosen, and the focus stays on it.
        let data = &flights[2];
        for (key, verdict) in [
            ("d", Verdict::Delay(Duration::from_millis(1_000))),
            ("l", Verdict::Lose),
            ("t", Verdict::Duplicate(Duration::from_millis(1_000))),
        ] {
            page.sign(key).await?;
            let mut after = plain.clone();
            after.decide(Fault::exactly(data, verdict));
            page.until_shows(&after).await.map_err(|e| format!("{key}: {e}"))?;
            assert_focus(page, key).await?;
            assert_eq!(page.focused().await?, "flight 2", "{key}");
            page.chord(Key::Control, "z").await?;
            page.until_shows(&plain).await?;
            assert_focus(page, "undo").await?;
            assert_eq!(page.focused().await?, "flight 2", "undo");
        }
        page.chord(Key::Control, "y").await?;
        page.until("location.hash.includes('f=')", SOON).await?;
        page.sign("c").await?;
        page.until("document.getElementById('other-ladder')", SOON).await?;
        assert_focus(page, "compare").await?;
        page.keys(Key::Escape + "").await?;
        page.until("!document.getElementById('other-ladder') && !document.querySelector('.closely')", SOON)
            .await?;
        assert_focus(page, "Escape").await?;
        // The next and the one before, from wherever the focus is.
        page.sign("n").await?;
        page.until("document.querySelector('g.flight.selected')", SOON).await?;
        let chosen =
            page.number("document.querySelector('g.flight.selected').dataset.flight").await? as usize;
        page.sign("p").await?;
        page.until_chosen(chosen - 1).await?;
        page.sign("n").await?;
        page.until_chosen(chosen).await?;
        page.no_errors().await
    })
    .await;
}

/// Each button that goes away under the focus leaves it somewhere near.
#[tokio::test]
async fn the_focus_outlives_its_button() {
    let site = Site::dist();
    run("focus-outlives", still(), async |page| {
        page.visit(&site.url("?lang=en#1;last-ack-lost")).await?;
        page.choose(2).await?;
        let mut lost = Vec::new();
        for (what, css) in [
            ("lose", ".surgery [data-do=lose]"),
            ("compare", ".lens [data-do=compare]"),
            ("stop comparing", ".compared [data-do='compare none']"),
            ("compare", ".lens [data-do=compare]"),
            ("the other future", ".compared [data-do^=future]"),
            ("lose", ".surgery [data-do=lose]"),
            ("take back", ".surgery .done button"),
            ("lose", ".surgery [data-do=lose]"),
            ("the list of changes", "[data-do='tab changes']"),
            ("switch", ".edits li:last-child .toggle"),
            ("remove", ".edits li:last-child [data-do^=remove]"),
            ("remove the last", ".edits li:last-child [data-do^=remove]"),
            ("go to a future", ".futures [data-do='future 0']"),
            ("compare with a future", ".futures [data-do='compare 1']"),
            ("stop comparing there", ".futures [data-do='compare none']"),
            ("a field of the header", "[data-do='tab segments']"),
            ("a row", ".segments [data-do='select 0']"),
            ("a cell", ".cells button"),
            ("choose no segment", ".surgery [data-do='select none']"),
            ("a state", "[data-do='tab states']"),
            ("a sentence", "[data-do='tab story']"),
            ("a sentence's moment", "[data-do='moment 2']"),
        ] {
            page.until(&format!("document.querySelector(`{css}`)"), SOON)
                .await
                .map_err(|e| format!("{what}: {e}"))?;
            page.focus(css).await?;
            page.keys(Key::Enter + "").await?;
            page.frame().await?;
            page.frame().await?;
            if page.focused().await? == "BODY" {
                lost.push(what);
            }
        }
        assert!(lost.is_empty(), "the focus fell to the body after: {lost:?}");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn the_key_map_is_there_and_single_signs_can_be_switched_off() {
    let site = Site::dist();
    for (lang, of) in [("en", Lang::En), ("zh", Lang::Zh)] {
        let lose = meaning("lose").expect("it has words").in_lang(of);
        run(&format!("key-map-{lang}"), still(), async |page| {
            page.visit(&site.url(&format!("?lang={lang}#four-way-close"))).await?;
            page.keys("?").await?;
            page.until("document.querySelector('.keys')", SOON).await?;
            assert!(page.text(".keys").await?.contains(lose));
            assert!(page.count(".keys kbd").await? > 25);
            // Tabs have numbers.
            for (key, tab) in
                [("2", "segments"), ("3", "states"), ("6", "changes"), ("1", "story"), ("?", "keys")]
            {
                page.sign(key).await?;
                page.until(&format!("document.getElementById('{tab}').ariaSelected === 'true'"), SOON)
                    .await?;
            }
            page.focus(".keys [data-do=signs]").await?;
            page.keys(" ").await?;
            page.until("document.querySelector('.keys [data-do=signs]').ariaChecked === 'false'", SOON)
                .await?;
            assert_focus(page, "the switch").await?;
            for key in ["3", "n", "s", "+"] {
                page.sign(key).await?;
            }
            assert_eq!(page.count("g.flight.selected").await?, 0);
            assert_eq!(page.attribute("#keys", "aria-selected").await?, "true", "signs do nothing any more");
            assert_eq!(page.attribute("[data-do=scale]", "aria-pressed").await?, "false");
            // Keys that are no signs still work, and so does the switch.
            page.keys(Key::Home + "").await?;
            page.until("document.querySelector('.clock').textContent === '0.00 s'", SOON).await?;
            // It stays off: who needs it off would have to find it again in every visit.
            page.refresh().await?;
            page.settle(SOON).await?;
            page.sign("3").await?;
            assert_eq!(page.attribute("#states", "aria-selected").await?, "false");
            page.press("tab keys").await?;
            page.until("document.querySelector('.keys')", SOON).await?;
            page.focus(".keys [data-do=signs]").await?;
            page.keys(" ").await?;
            page.until("document.querySelector('.keys [data-do=signs]').ariaChecked === 'true'", SOON)
                .await?;
            page.sign("3").await?;
            page.until("document.querySelector('.states')", SOON).await?;
            page.no_errors().await
        })
        .await;
    }
}

#[tokio::test]
async fn the_diagram_and_a_program_by_keys() {
    let site = Site::dist();
    run("keys-panels", still(), async |page| {
        page.visit(&site.url("?lang=en#four-way-close")).await?;
        page.sign("3").await?;
        page.until("document.querySelector('.states')", SOON).await?;
        page.tab_to("[data-do='goal state CLOSING']").await?;
        assert_focus(page, "a state").await?;
        page.keys(Key::Enter + "").await?;
        page.until("document.querySelector('.chosen-words [data-do^=open]')", SOON).await?;
        assert_focus(page, "a state that was chosen").await?;
        assert_eq!(page.focused().await?, "goal state CLOSING");
        page.tab_to(".chosen-words [data-do^=open]").await?;
        page.keys(Key::Enter + "").await?;
        page.until("document.querySelector('.chosen-words [data-do^=moment]')", SOON).await?;
        assert_focus(page, "a scenario that was opened").await?;
        assert!(page.shown_trace().await?.changes().any(|(_, change)| change.to.name() == "CLOSING"));
        page.chord(Key::Control, "z").await?;
        page.until("location.hash.split('?')[0] === '#four-way-close'", SOON).await?;
        assert_focus(page, "undo").await?;

        // A program: a step up by its button, then the text. No key is taken from who types.
        page.sign("5").await?;
        page.until("document.querySelector('.programs')", SOON).await?;
        page.tab_to("#step-client-2-up").await?;
        page.keys(Key::Enter + "").await?;
        page.until("location.hash.includes('cp=')", SOON).await?;
        assert_focus(page, "a step that was moved").await?;
        assert_eq!(page.string("document.activeElement.id").await?, "step-client-1-up");
        page.chord(Key::Control, "z").await?;
        page.until("location.hash.split('?')[0] === '#four-way-close'", SOON).await?;
        page.tab_to("#program-client").await?;
        page.chord(Key::Control, "a").await?;
        page.keys("connect()\nsleep(1 s)\nsend(7)\nclose()\n").await?;
        assert_eq!(page.attribute("#programs", "aria-selected").await?, "true", "letters are letters there");
        page.keys(Key::Tab + "").await?;
        page.until("Array.from(document.querySelectorAll('g.flight'), f => f.ariaLabel).some(l => l.startsWith('DATA 7 B'))", SOON)
            .await?;
        assert_focus(page, "Tab out of the text").await?;
        page.no_errors().await
    })
    .await;
}
