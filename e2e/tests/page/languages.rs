//! Two languages, any width: nothing is lost by switching, and nothing sticks out.
use e2e::{Ability, Browser, Options, Result, SCENARIOS, SOON, Site, run};
use std::collections::BTreeMap;

#[tokio::test]
async fn switching_the_language_keeps_everything_else() {
    let site = Site::dist();
    run("switch-language", Options::default(), async |page| {
        page.visit(&site.url("?scenario=half-close-data&autoplay=0")).await?;
        page.seek(5.2).await?;
        page.js("document.querySelector('.room').scrollTop = 0").await?;
        page.click("g.flight[data-flight='0'] .name").await?;
        page.until_chosen(0).await?;
        let state = "JSON.stringify([document.querySelector('.clock').textContent,
            document.querySelector('.chip[aria-pressed=true]').dataset.do,
            document.querySelector('g.flight.selected')?.dataset.flight,
            document.querySelector('.inspector h3 b')?.textContent,
            document.querySelectorAll('g.flight:not([data-future])').length,
            document.querySelector('.story .here [data-do]')?.dataset.do,
            document.querySelector('.head.client .badge b').textContent])";
        let before = page.string(state).await?;
        assert_eq!(page.attribute("html", "lang").await?, "en");
        assert_eq!(page.attribute("[data-do=lang]", "lang").await?, "zh-CN");
        page.press("lang").await?;
        page.until("document.documentElement.lang === 'zh-CN'", SOON).await?;
        page.frame().await?;
        assert_eq!(page.string(state).await?, before);
        let (title, story) = (page.title().await?, page.text(".story .here").await?);
        assert!(title.contains("四次挥手") && !title.contains("goodbye"), "{title}");
        assert!(story.contains("客户端") || story.contains("服务器"), "{story}");
        // Words that have no translation aside, nothing English is left.
        let english = page
            .strings(
                "Array.from(document.querySelectorAll('button:not(.cells *, .term), label, h1, h2, .gloss, .look, .sentence, .caption, .status'))
                    .map(e => e.textContent).filter(t => t.length > 3 && !/[\\u4e00-\\u9fff]/.test(t) && t !== 'English')",
            )
            .await?;
        let names = ["MSL", "RTO"];
        let english: Vec<_> = english.iter().filter(|t| !names.contains(&t.as_str())).collect();
        assert!(english.is_empty(), "{english:?}");
        page.press("lang").await?;
        page.until("document.documentElement.lang === 'en'", SOON).await?;
        page.frame().await?;
        assert_eq!(page.string(state).await?, before);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn switching_while_it_plays_does_not_stop_it() {
    let site = Site::dist();
    run("switch-playing", Options::default(), async |page| {
        page.visit(&site.url("")).await?;
        page.until_sent(0, SOON).await?;
        let before = page.clock().await?;
        page.press("lang").await?;
        page.until("document.documentElement.lang === 'zh-CN'", SOON).await?;
        let after = page.clock().await?;
        assert!(page.playing().await? && after >= before && after < before + 2.0, "{before} {after}");
        page.until("document.getAnimations().some(a => a.playState === 'running')", SOON).await?;
        page.until(&format!("parseFloat(document.querySelector('.clock').textContent) > {after}"), SOON)
            .await?;
        page.no_errors().await
    })
    .await;
}

/// The browser's language counts until a person chooses.
#[tokio::test]
async fn a_chinese_browser_gets_chinese() {
    let site = Site::dist();
    let options = Options { languages: "zh-CN,zh".into(), ..Options::default() };
    run("browser-language", options, async |page| {
        page.visit(&site.url("")).await?;
        assert_eq!(page.attribute("html", "lang").await?, "zh-CN");
        page.visit(&site.url("?lang=en")).await?;
        assert_eq!(page.attribute("html", "lang").await?, "en");
        page.no_errors().await
    })
    .await;
}

/// What sticks out of the page, and words of the ladder that stick out of it or lie on others.
const OUT: &str = "
    const out = [];
    if (document.documentElement.scrollWidth > WIDTH) {
        const widest = [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > WIDTH + 0.5 && !e.closest('.scenarios ul, .sr-only'));
        out.push('the page is ' + document.documentElement.scrollWidth + ' px wide: '
            + widest.slice(0, 3).map(e => e.outerHTML.slice(0, 80)));
    }
    const svg = document.querySelector('.ladder').getBoundingClientRect();
    const texts = [...document.querySelectorAll('.ladder text')]
        .filter(t => t.textContent && !t.closest('.pills, .ring'))
        .map(t => [t, t.getBoundingClientRect(), t.textContent]);
    for (const [, r, text] of texts) {
        if (r.left < svg.left - 1 || r.right > svg.right + 1 || r.top < svg.top - 1 || r.bottom > svg.bottom + 1)
            out.push('out of the ladder: ' + text);
    }
    // The clock's digits, and the scrubber's thumb at its end.
    const digits = document.createRange(), thumb = document.querySelector('.rail i').getBoundingClientRect();
    digits.selectNodeContents(document.querySelector('.clock'));
    if (digits.getBoundingClientRect().left < thumb.right) out.push('the thumb lies on the clock');
    // Boxes of upright words, with a little less than their line's height; tilted ones have no such box.
    const upright = texts.filter(([t]) => t.matches('.beside, .caption') || t.closest('.fold'));
    upright.forEach(([, a, s], i) => upright.slice(i + 1).forEach(([, b, t]) => {
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) out.push('on each other: ' + s + ' / ' + t);
    }));
    return out;";

async fn sticking_out(page: &Browser, width: u32) -> Result<Vec<String>> {
    let out = page.js(&OUT.replace("WIDTH", &width.to_string())).await?;
    let out = out.as_array().cloned().unwrap_or_default();
    Ok(out.iter().filter_map(|line| line.as_str().map(String::from)).collect())
}

async fn check_widths(page: &Browser, site: &Site, lang: &str) -> Result {
    let mut wrong: BTreeMap<(u32, String), Vec<&str>> = BTreeMap::new();
    page.visit(&site.url(&format!("?lang={lang}"))).await?;
    for width in [1360, 1100, 768, 641, 360, 320] {
        page.resize(width, 800, 1.0, false).await?;
        for name in SCENARIOS {
            page.js(&format!("document.querySelector('[data-do=\"load {name}\"]').click()")).await?;
            page.until(
                &format!("document.querySelector('.chip[aria-pressed=true]').dataset.do === 'load {name}'"),
                SOON,
            )
            .await?;
            page.frame().await?;
            for what in sticking_out(page, width).await? {
                wrong.entry((width, what)).or_default().push(name);
            }
        }
        // The rarer panels: questions, a chosen segment, a long sentence, 32-bit numbers.
        page.js("document.querySelector('[data-do=\"load half-close-data\"]').click()").await?;
        page.until("document.querySelectorAll('g.flight').length === 6", SOON).await?;
        page.js("document.querySelector('[data-do=\"tab questions\"]').click();
            document.querySelector('[data-do=\"call client connect\"]').click();
            document.querySelector('[data-do=\"call client send\"]').click();
            const list = document.getElementById('numbers');
            list.value = 'raw';
            list.dispatchEvent(new Event('change', { bubbles: true }));
            document.querySelector('g.flight').dispatchEvent(new MouseEvent('click', { bubbles: true }));")
            .await?;
        page.frame().await?;
        for what in sticking_out(page, width).await? {
            wrong.entry((width, what)).or_default().push("raw numbers, questions and a sentence");
        }
        page.js("document.querySelector('[data-do=\"tab story\"]').click();
            const list = document.getElementById('numbers');
            list.value = 'letters';
            list.dispatchEvent(new Event('change', { bubbles: true }));")
            .await?;
    }
    let lines: Vec<_> = wrong
        .iter()
        .map(|((width, what), names)| format!("{width} px: {what} ({})", names.join(", ")))
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    page.no_errors().await
}

fn narrow() -> Options {
    Options { reduced_motion: true, thin_scrollbars: true, ..Options::default() }
}

#[tokio::test]
async fn nothing_sticks_out_in_english() {
    let site = Site::dist();
    run("widths-en", narrow(), async |page| check_widths(page, &site, "en").await).await;
}

#[tokio::test]
async fn nothing_sticks_out_in_chinese() {
    let site = Site::dist();
    run("widths-zh", narrow(), async |page| check_widths(page, &site, "zh").await).await;
}

/// What a state means is said in full, at every step and on both sides.
#[tokio::test]
async fn no_word_is_cut_off() {
    let site = Site::dist();
    run("cut-off", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let mut cut = Vec::new();
        for lang in ["en", "zh"] {
            page.visit(&site.url(&format!("?lang={lang}"))).await?;
            for width in [1360, 1100, 768] {
                page.resize(width, 900, 1.0, false).await?;
                for name in ["four-way-close", "server-closes-first", "simultaneous-close"] {
                    page.press(&format!("load {name}")).await?;
                    page.press("restart").await?;
                    while !page.finished().await? {
                        let found = page
                            .strings(
                                "Array.from(document.querySelectorAll('.badge, .who, .pipe, .transport'))
                                    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)",
                            )
                            .await?;
                        cut.extend(found.into_iter().map(|text| format!("{width}: {text}")));
                        page.press("next").await?;
                        page.frame().await?;
                    }
                }
            }
        }
        cut.sort();
        cut.dedup();
        assert!(cut.is_empty(), "{cut:#?}");
        page.no_errors().await
    })
    .await;
}

/// On a phone, every button can be hit with a finger, also where rarer calls are unfolded.
#[tokio::test]
async fn on_a_phone_everything_can_be_touched() {
    let site = Site::dist();
    let options = Options {
        size: (360, 740),
        mobile: true,
        reduced_motion: true,
        needs: &[Ability::Fingers],
        ..Options::default()
    };
    run("touch", options, async |page| {
        page.visit(&site.url("?scenario=free-play")).await?;
        assert!(
            !page
                .truth("document.querySelector('[data-do=\"call client shutdown\"]').checkVisibility()")
                .await?
        );
        page.press("more client").await?;
        page.until("document.querySelector('[data-do=\"call client shutdown\"]').checkVisibility()", SOON)
            .await?;
        let small = page
            .strings(
                "Array.from(document.querySelectorAll('button, select, input[type=text], .chip, .switch'))
                    .filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()])
                    .filter(([e, r]) => r.width < 24 || r.height < (e.matches('.term') ? 24 : 34))
                    .map(([e, r]) => `${e.outerHTML.slice(0, 60)} ${r.width}×${r.height}`)",
            )
            .await?;
        assert!(small.is_empty(), "too small for a finger: {small:?}");
        page.press("call client shutdown").await?;
        page.until_state("client", "FIN-WAIT-1", SOON).await?;
        page.no_errors().await
    })
    .await;
}
