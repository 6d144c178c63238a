//! A phone in portrait, with fingers only.
use e2e::{Ability, Browser, Options, Result, SOON, Site, TABS, run};
use four_waves::sim::{Side, Step, simulate};

fn phone() -> Options {
    Options {
        size: (360, 740),
        scale: 2.0,
        mobile: true,
        reduced_motion: true,
        needs: &[Ability::Fingers],
        ..Options::default()
    }
}

/// What a finger must hit and is too small for it, by its words: less than 24 pixels for anything, less
/// than 44 for a button or field that stands by itself. A name that leads to the glossary is text. Cells of the header's figure share its width,
/// and each octet of a packet leads to a field that is larger (WCAG 2.2, 2.5.8: equivalent).
const SMALL: &str = "
    const all = document.querySelectorAll('SCOPE :is(button, summary, input, select, textarea, a, [role=button])');
    return [...all].filter(e => e.checkVisibility() && !e.closest('.octets, .sr-only')).flatMap(e => {
        // A switch or a radio is as large as its label.
        const box = (e.matches('input') && e.closest('label') || e).getBoundingClientRect();
        const least = e.matches('.cells *, svg *, summary, .term') ? 24 : 44;
        const wide = e.matches('.cells *, svg *') ? 12 : 24;
        return box.height < least - 0.5 || box.width < wide - 0.5
            ? [`${Math.round(box.width)}×${Math.round(box.height)} ${e.outerHTML.slice(0, 90)}`] : [];
    });";

async fn assert_fits(page: &Browser, what: &str) -> Result {
    let wide = page.number("document.documentElement.scrollWidth").await?;
    if wide > 360.0 {
        let widest = page
            .strings("[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 360.5).slice(0, 3).map(e => e.outerHTML.slice(0, 120))")
            .await?;
        panic!("{what}: the page is {wide} px wide: {widest:?}");
    }
    for scope in [".side", ".surgery", ".lens", ".compared"] {
        let small = page.js(&SMALL.replace("SCOPE", scope)).await?;
        let small = small.as_array().cloned().unwrap_or_default();
        assert!(small.is_empty(), "{what}: too small for a finger: {small:#?}");
    }
    Ok(())
}

#[tokio::test]
async fn every_panel_fits_a_phone_and_its_targets_a_finger() {
    let site = Site::dist();
    for lang in ["en", "zh"] {
        run(&format!("phone-panels-{lang}"), phone(), async |page| {
            page.visit(&site.url(&format!("?lang={lang}#half-close-data"))).await?;
            for tab in TABS {
                page.tap_on(&format!("tab {tab}")).await?;
                page.until(&format!("document.getElementById('{tab}').ariaSelected === 'true' && !document.querySelector('#panel .waiting')"), SOON)
                    .await?;
                assert_fits(page, tab).await?;
            }
            // With all that a person has made by hand.
            page.tap_on("tab segments").await?;
            page.tap(".segments [data-do='select 2']").await?;
            page.until_chosen(2).await?;
            for surgery in ["delay", "lose"] {
                page.tap_on(surgery).await?;
                assert_fits(page, surgery).await?;
            }
            page.tap_on("compare").await?;
            page.until("document.querySelector('.compared .parts')", SOON).await?;
            page.tap_on("tab changes").await?;
            assert_fits(page, "two futures and the list of changes").await?;
            page.tap_on("tab states").await?;
            page.tap("[data-do='goal state CLOSING']").await?;
            page.until("document.querySelector('.chosen-words [data-do^=open]')", SOON).await?;
            assert_fits(page, "an offer").await?;
            page.tap_on("tab programs").await?;
            page.tap("#add-server summary").await?;
            assert_fits(page, "all steps to add").await?;
            page.no_errors().await
        })
        .await;
    }
}

#[tokio::test]
async fn surgery_by_finger() {
    let site = Site::dist();
    run("phone-surgery", phone(), async |page| {
        page.visit(&site.url("?lang=en#four-way-close")).await?;
        // One of the past is looked at; its buttons are there at once, without scrolling.
        page.tap("g.flight[data-flight='2'] .name").await?;
        page.until_chosen(2).await?;
        let seen = "(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('.surgery [data-do=lose]').getBoundingClientRect())";
        assert!(page.truth(seen).await?, "what can be done stands where it is seen");
        page.tap(".surgery [data-do=delay]").await?;
        page.until("document.querySelector('.surgery .done')", SOON).await?;
        let high = page.number("document.querySelector('.foot').getBoundingClientRect().height").await?;
        assert!(high <= 260.0, "{high} px of 740 are buttons: the ladder is hidden below them");
        page.tap_on("undo").await?;
        page.until("!document.querySelector('.surgery .done')", SOON).await?;
        for command in ["lose", "deliver", "double", "deliver", "delay"] {
            let before = page.string("location.hash.split('?')[0]").await?;
            page.tap(&format!(".surgery [data-do={command}]")).await?;
            page.until(&format!("location.hash.split('?')[0] !== `{before}`"), SOON).await.map_err(|e| format!("{command}: {e}"))?;
            let flights = page.shown_trace().await?.flights;
            page.until(&format!("document.querySelectorAll('g.flight').length === {}", flights.len()), SOON).await?;
            assert_eq!(page.count("g.flight.lost").await?, usize::from(command == "lose"), "{command}");
        }
        page.tap(".surgery .done button").await?;
        page.until("!document.querySelector('.surgery .done')", SOON).await?;
        page.tap_on("undo").await?;
        page.until("document.querySelector('.surgery .done')", SOON).await?;
        page.tap_on("redo").await?;
        page.until("!document.querySelector('.surgery .done')", SOON).await?;
        page.tap_on("select none").await?;
        page.until("!document.querySelector('.surgery')", SOON).await?;
        page.no_errors().await
    })
    .await;
}

/// One that is under way is lost by a tap, while it moves.
#[tokio::test]
async fn a_tap_loses_a_flying_segment() {
    let site = Site::dist();
    run("phone-flying", Options { reduced_motion: false, ..phone() }, async |page| {
        page.visit(&site.url("?lang=en&autoplay=0#four-way-close")).await?;
        page.tap_on("play").await?;
        page.until_sent(0, SOON).await?;
        page.speed("0.25×").await?;
        page.tap("g.pill[data-flight='0']").await?;
        page.until("document.querySelector('g.flight.lost')", SOON).await?;
        assert!(page.playing().await?, "it plays on");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_program_and_the_diagram_by_finger() {
    let site = Site::dist();
    run("phone-programs", phone(), async |page| {
        page.visit(&site.url("?lang=en#four-way-close")).await?;
        let plain = page.shown_scenario().await?;
        page.tap_on("tab programs").await?;
        page.until("document.querySelector('.programs')", SOON).await?;
        page.tap("#add-client summary").await?;
        page.tap_on("step client 2 add send(100)").await?;
        let mut more = plain.clone();
        let at = more.host(Side::Client).program.iter().position(|step| *step == Step::Close).expect("it closes");
        more.host_mut(Side::Client).program.insert(at, Step::Send(100));
        page.until_shows(&more).await?;
        assert_eq!(page.count("g.flight").await?, simulate(&more).flights.len());
        assert!(page.truth("document.querySelector('#add-client').open").await?, "the list stays open for the next");
        page.tap(&format!("#step-client-{at}-remove")).await?;
        page.until_shows(&plain).await?;

        page.tap_on("tab states").await?;
        page.tap("[data-do='goal state CLOSING']").await?;
        page.tap(".chosen-words [data-do^=open]").await?;
        page.until("document.querySelector('.chosen-words [data-do^=moment]')", SOON).await?;
        page.tap(".chosen-words [data-do^=moment]").await?;
        page.until("['client', 'server'].some(side => document.querySelector(`.head.${side} .badge b`).textContent === 'CLOSING')", SOON)
            .await?;
        page.no_errors().await
    })
    .await;
}

/// The lens by finger: out, in, fitted, to scale.
#[tokio::test]
async fn the_lens_by_finger() {
    let site = Site::dist();
    run("phone-lens", phone(), async |page| {
        page.visit(&site.url("?lang=en#1;last-ack-lost")).await?;
        let height = "document.getElementById('ladder').getBoundingClientRect().height";
        let natural = page.number(height).await?;
        page.tap("#zoom-out").await?;
        let out = page.number(height).await?;
        assert!(out < natural * 0.7, "{natural} px, then {out} px");
        page.tap("#zoom-in").await?;
        page.tap("#zoom-in").await?;
        let closer = page.number(height).await?;
        assert!(closer > natural * 1.5, "{natural} px, then {closer} px");
        page.tap_on("zoom fit").await?;
        assert!(page.number(height).await? < 740.0);
        assert_eq!(page.attribute("[data-do='zoom fit']", "aria-pressed").await?, "true");
        page.tap_on("scale").await?;
        assert_eq!(page.count("#ladder .fold").await?, 0, "nothing is folded");
        assert_fits(page, "true scale").await?;
        page.no_errors().await
    })
    .await;
}
