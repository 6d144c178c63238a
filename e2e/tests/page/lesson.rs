//! The lesson: its ladders stand still, play in place, read as text, and print.
use super::access::violations;
use e2e::{Ability, Browser, Options, Result, SOON, Site, axe_core, run};
use std::time::Duration;
use thirtyfour::prelude::*;

const PAGES: [&str; 2] = ["lesson.html", "lesson.zh.html"];

/// How many of them are to be seen.
fn seen(css: &str) -> String {
    format!("Array.from(document.querySelectorAll('{css}')).filter(e => e.checkVisibility()).length")
}

/// Texts of pictures that leave their picture: none should.
const CLIPPED: &str = "Array.from(document.querySelectorAll('.still svg')).filter(e => e.checkVisibility())
    .flatMap(svg => { const around = svg.getBoundingClientRect();
        return Array.from(svg.querySelectorAll('text')).filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < around.left - 1 || box.right > around.right + 1 || box.bottom > around.bottom + 2;
        }).map(text => text.closest('figure').id + ': ' + text.textContent); })";

#[tokio::test]
async fn one_picture_of_each_ladder_is_seen_and_nothing_is_cut_off() {
    let site = Site::dist();
    for (size, mobile, shown) in
        [((1_360, 900), false, "broad"), ((360, 740), true, "slim"), ((320, 640), true, "slim")]
    {
        run("lesson-sizes", Options { size, mobile, ..Options::default() }, async |page| {
            for file in PAGES {
                page.visit(&site.url(file)).await?;
                page.js("document.querySelectorAll('details').forEach(more => (more.open = true))").await?;
                let wide = page.number("document.documentElement.scrollWidth").await?;
                assert!(wide <= f64::from(size.0), "{file} is {wide} px wide");
                let figures = page.number(&seen(".still")).await?;
                assert!(figures >= 10.0);
                assert_eq!(page.number(&seen(&format!(".still svg.{shown}"))).await?, figures);
                assert_eq!(page.number(&seen(".still svg")).await?, figures, "only one of two");
                assert_eq!(page.strings(CLIPPED).await?, [""; 0], "{file} {size:?}");
            }
            page.no_errors().await
        })
        .await;
    }
}

#[tokio::test]
async fn axe_finds_nothing_in_the_lesson() {
    let Some(axe) = axe_core() else { return };
    let site = Site::dist();
    for (size, mobile) in [((1_280, 900), false), ((360, 740), true)] {
        run("axe-lesson", Options { size, mobile, ..Options::default() }, async |page| {
            let mut found = Vec::new();
            for file in PAGES {
                for theme in ["light", "dark"] {
                    page.visit(&site.url(&format!("{file}?theme={theme}"))).await?;
                    page.js("document.querySelectorAll('details').forEach(more => (more.open = true))")
                        .await?;
                    let list = violations(page, axe).await?;
                    found.extend(list.into_iter().map(|v| format!("{file} {theme} {size:?}: {v}")));
                }
            }
            assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
            Ok(())
        })
        .await;
    }
}

async fn plays(page: &Browser, site: &Site, file: &str, lang: &str) -> Result {
    page.visit(&site.url(&format!("{file}?theme=dark"))).await?;
    page.click("#ladder-half-close .play").await?;
    // The frame is as high as the app says it is.
    page.until(
        "+document.querySelector('#ladder-half-close iframe').height !== 620",
        Duration::from_secs(20),
    )
    .await?;
    assert_eq!(page.number(&seen("#ladder-half-close svg")).await?, 0.0, "the app stands in its place");
    assert!(page.truth("document.activeElement.matches('#ladder-half-close .again')").await?);
    page.find(By::Css("#ladder-half-close iframe")).await?.enter_frame().await?;
    page.until("document.querySelectorAll('g.flight').length === 6", Duration::from_secs(10)).await?;
    assert!(page.attribute("html", "lang").await?.starts_with(lang));
    assert_eq!(page.attribute("html", "data-theme").await?, "dark");
    assert_eq!(
        page.text(".source b").await?,
        if lang == "en" { "Half-close with data" } else { "半关闭时传数据" }
    );
    let [inner, window] =
        [page.number("document.documentElement.scrollHeight").await?, page.number("innerHeight").await?];
    assert!(inner <= window, "all of it fits: {inner} in {window}");
    page.enter_default_frame().await?;
    page.click("#ladder-half-close .again").await?;
    page.until("!document.querySelector('iframe')", SOON).await?;
    assert_eq!(page.number(&seen("#ladder-half-close svg")).await?, 1.0, "the picture is back");
    assert!(page.truth("document.activeElement.matches('#ladder-half-close .play')").await?);
    page.no_errors().await
}

#[tokio::test]
async fn a_ladder_plays_in_its_place_and_goes_back() {
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'";
    let site = Site::builder(e2e::dist()).below("course").header("Content-Security-Policy", policy).start();
    for (file, lang) in PAGES.into_iter().zip(["en", "zh"]) {
        run("lesson-plays", Options::default(), async |page| plays(page, &site, file, lang).await).await;
    }
}

#[tokio::test]
async fn who_wants_no_motion_gets_none_and_no_script_still_a_link() {
    let site = Site::dist();
    run("lesson-still", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("lesson.html")).await?;
        page.click("#ladder-steps .play").await?;
        page.until("+document.querySelector('iframe')?.height !== 620", Duration::from_secs(20)).await?;
        page.find(By::Css("iframe")).await?.enter_frame().await?;
        page.until("document.querySelectorAll('g.flight').length === 4", Duration::from_secs(10)).await?;
        assert!(!page.playing().await?);
        page.no_errors().await
    })
    .await;
    let site = Site::builder(e2e::dist()).header("Content-Security-Policy", "script-src 'none'").start();
    run("lesson-plain", Options::default(), async |page| {
        page.goto(site.url("lesson.zh.html")).await?;
        assert_eq!(page.number(&seen(".still .again")).await?, 0.0);
        assert!(page.number(&seen(".still svg.broad")).await? >= 10.0);
        page.click("#ladder-steps .play").await?;
        page.until("location.hash === '#1;four-way-close' && location.search === '?lang=zh'", SOON).await
    })
    .await;
}

#[tokio::test]
async fn it_is_printed_black_on_white_with_every_picture_whole() {
    let site = Site::dist();
    for width in [720, 1_040] {
        run(
            "lesson-printed",
            Options { size: (width, 1_040), dark: true, needs: &[Ability::Paper], ..Options::default() },
            async |page| {
                for file in PAGES {
                    page.visit(&site.url(file)).await?;
                    page.paper().await?;
                    page.js("window.dispatchEvent(new Event('beforeprint'))").await?;
                    let answers = page.number("document.querySelectorAll('.check').length").await?;
                    assert_eq!(page.number(&seen(".check p")).await?, answers, "answers, too");
                    page.js("window.dispatchEvent(new Event('afterprint'))").await?;
                    assert_eq!(page.number(&seen(".check p")).await?, 0.0);
                    let figures = page.number("document.querySelectorAll('.still').length").await?;
                    assert_eq!(page.number(&seen(".still svg.broad")).await?, figures);
                    for gone in ["svg.slim", ".play", "button", "header", "nav", "footer", "iframe"] {
                        assert_eq!(page.number(&seen(gone)).await?, 0.0, "{gone} is of no use on paper");
                    }
                    assert_eq!(page.strings(CLIPPED).await?, [""; 0], "{file} {width}");
                    let tall =
                        "Math.max(...Array.from(document.querySelectorAll('.still'), e => e.offsetHeight))";
                    assert!(page.number(tall).await? <= 1_040.0, "the highest fits on a sheet");
                    let style = |css: &str, name: &str| {
                        format!("getComputedStyle(document.querySelector('{css}'))['{name}']")
                    };
                    assert_eq!(page.string(&style("body", "color")).await?, "rgb(0, 0, 0)");
                    assert_eq!(page.string(&style("body", "backgroundColor")).await?, "rgb(255, 255, 255)");
                    assert_eq!(page.string(&style(".still", "backgroundColor")).await?, "rgb(255, 255, 255)");
                    assert_eq!(page.string(&style(".still", "breakInside")).await?, "avoid");
                    let wide = page.number("document.documentElement.scrollWidth").await?;
                    assert!(wide <= f64::from(width), "{wide}");
                }
                page.no_errors().await
            },
        )
        .await;
    }
}

#[tokio::test]
async fn the_pages_lead_to_one_another() {
    let site = Site::dist();
    run("lesson-ways", Options::default(), async |page| {
        page.visit(&site.url("?lang=zh")).await?;
        page.click("footer a[href^=lesson]").await?;
        page.until("location.pathname.endsWith('lesson.zh.html')", SOON).await?;
        // A term, and back by the list of pages.
        page.click("#steps a.term[href$=close-wait]").await?;
        page.until("location.pathname.endsWith('glossary.zh.html') && location.hash === '#close-wait'", SOON)
            .await?;
        page.click("nav.pages a[href^=lesson]").await?;
        page.until("location.pathname.endsWith('lesson.zh.html')", SOON).await?;
        assert_eq!(page.text("nav.pages [aria-current=page]").await?, "课程");
        page.no_errors().await
    })
    .await;
}
