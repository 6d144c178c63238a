//! `<four-waves>` in somebody's page: several of them, each for itself, on one wasm.
use e2e::{Ability, Browser, Engine, Options, Result, SOON, Site, SiteBuilder, axe_core, run};
use std::time::Duration;
use thirtyfour::prelude::*;
use tokio::time::sleep;

const LONG: Duration = Duration::from_secs(10);
const MODULE: &str = "<script type='module' src='/four-waves-element.js'></script>";
const THREE: &str = "<four-waves id='a' scenario='last-ack-lost' lang='zh'>a</four-waves>
    <four-waves id='b' theme='dark'>b</four-waves>
    <div style='height:4000px'></div>
    <four-waves id='c' scenario='abort'><p>What stands here.</p></four-waves>";

fn host(body: &str) -> SiteBuilder {
    let page = format!(
        "<!doctype html><html lang='en'><title>Host</title><main><h1>A lesson</h1>{MODULE}{body}</main></html>"
    );
    Site::builder(e2e::dist()).page("/host.html", page)
}

/// Something within an element's shadow tree.
fn within(id: &str, css: &str) -> String {
    format!("document.getElementById('{id}').shadowRoot.querySelector(`{css}`)")
}

async fn visit(page: &Browser, site: &Site, ids: &[&str]) -> Result {
    page.visit(&format!("{}/host.html", site.origin())).await?;
    for id in ids {
        page.until(&within(id, "g.flight"), LONG).await?;
    }
    Ok(())
}

async fn clock(page: &Browser, id: &str) -> Result<String> {
    page.string(&format!("{}.textContent", within(id, ".clock"))).await
}

fn fetched(site: &Site, ending: &str) -> usize {
    site.asked().iter().filter(|(path, _)| path.ends_with(ending)).count()
}

#[tokio::test]
async fn three_elements_share_one_wasm_and_nothing_else() {
    let site = host(THREE).start();
    run("element-three", Options { reduced_motion: true, ..Options::default() }, async |page| {
        visit(page, &site, &["a", "b"]).await?;
        assert!(page.truth(&within("c", "slot")).await?, "far from the view it is what stands in it");
        page.js("document.getElementById('c').scrollIntoView()").await?;
        page.until(&within("c", "g.flight"), LONG).await?;
        assert!(!page.truth(&within("c", "slot")).await?);
        for ending in ["_bg.wasm", "_later.wasm", ".css"] {
            assert_eq!(fetched(&site, ending), 1, "{ending}");
        }
        let of = |id, name| format!("{}.getAttribute('{name}')", within(id, ".four-waves"));
        for (id, lang, theme) in [("a", "zh-CN", "system"), ("b", "en", "dark"), ("c", "en", "system")] {
            assert_eq!(page.string(&of(id, "lang")).await?, lang, "{id}");
            assert_eq!(page.string(&of(id, "data-theme")).await?, theme, "{id}");
            assert_eq!(
                page.number(&format!(
                    "document.getElementById('{id}').shadowRoot.querySelectorAll('#ladder').length"
                ))
                .await?,
                1.0
            );
        }
        // The page is the host's.
        assert_eq!(page.title().await?, "Host");
        assert_eq!(page.attribute("html", "lang").await?, "en");
        assert_eq!(page.attribute("html", "data-theme").await?, "");
        assert_eq!(page.number("localStorage.length").await?, 0.0);
        assert!(page.current_url().await?.as_str().ends_with("/host.html"));
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn each_plays_for_itself_and_hears_its_own_keys() {
    let site = host(THREE).start();
    run("element-keys", Options::default(), async |page| {
        visit(page, &site, &["a", "b"]).await?;
        let playing = |id| format!("!{}", within(id, ".stage.paused"));
        assert!(!page.truth(&playing("a")).await? && !page.truth(&playing("b")).await?);
        // What is out of view does not play.
        page.js("document.getElementById('b').scrollIntoView()").await?;
        sleep(Duration::from_millis(200)).await;
        // Asked twice in one go it means what it says, too.
        page.js("const b = document.getElementById('b'); b.play(); b.play();").await?;
        sleep(Duration::from_millis(300)).await;
        assert!(page.truth(&playing("b")).await? && !page.truth(&playing("a")).await?);
        page.js("const b = document.getElementById('b'); b.pause(); b.pause();").await?;
        sleep(Duration::from_millis(300)).await;
        assert!(!page.truth(&playing("b")).await?);
        let (a, b) = (clock(page, "a").await?, clock(page, "b").await?);
        // A key that nobody has the focus for is the host's.
        page.keys(Key::Space + "").await?;
        sleep(Duration::from_millis(200)).await;
        assert!(!page.truth(&playing("a")).await? && !page.truth(&playing("b")).await?);
        page.js(&format!("{}.focus()", within("a", "#room"))).await?;
        page.keys(Key::Left + "").await?;
        page.until(&format!("{}.textContent !== '{a}'", within("a", ".clock")), SOON).await?;
        assert_eq!(clock(page, "b").await?, b);
        // Out of view nothing plays.
        page.js("document.getElementById('a').scrollIntoView()").await?;
        sleep(Duration::from_millis(200)).await;
        page.js("document.getElementById('a').play()").await?;
        page.until(&playing("a"), SOON).await?;
        page.js("document.getElementById('c').scrollIntoView()").await?;
        page.until(&format!("!({})", playing("a")), SOON).await?;
        page.js("document.getElementById('a').play()").await?;
        sleep(Duration::from_millis(500)).await;
        assert!(!page.truth(&playing("a")).await?);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn attributes_methods_and_events_are_its_interface() {
    let listening = "<script>window.told = [];
        const a = document.getElementById('a');
        for (const name of ['ready', 'state', 'event', 'error'])
            a.addEventListener(name, ({ detail }) => told.push([name, detail]));</script>";
    let site = host(&format!("<four-waves id='a'></four-waves>{listening}")).start();
    run("element-interface", Options { reduced_motion: true, ..Options::default() }, async |page| {
        visit(page, &site, &["a"]).await?;
        let last = |name: &str| format!("told.filter(([name]) => name === '{name}').at(-1)?.[1]");
        page.until("told.filter(([name]) => name === 'ready').length === 1", SOON).await?;
        page.until(&format!("{}?.scenario === 'four-way-close'", last("ready")), SOON).await?;

        let element = "document.getElementById('a')";
        page.js(&format!("{element}.seek(0)")).await?;
        page.until(&format!("{}.t === 0", last("state")), SOON).await?;
        page.js(&format!("{element}.step()")).await?;
        page.until(&format!("{}.t > 0 && {}.sentence.length > 10", last("state"), last("event")), SOON)
            .await?;
        page.js(&format!("{element}.step(-1)")).await?;
        page.until(&format!("{}.textContent === '0.00 s'", within("a", ".clock")), SOON).await?;
        page.js(&format!("{element}.setLang('zh')")).await?;
        page.until(&format!("{}?.lang === 'zh-CN'", within("a", ".four-waves")), SOON).await?;
        page.js(&format!("{element}.load('1;last-ack-lost;cm=7000')")).await?;
        page.until(&format!("{}.scenario === 'last-ack-lost'", last("state")), SOON).await?;

        for (name, value, then) in [
            ("lang", "en", format!("{}.lang === 'en'", within("a", ".four-waves"))),
            ("theme", "dark", format!("{}.dataset.theme === 'dark'", within("a", ".four-waves"))),
            ("speed", "4", format!("{}.value === '4×'", within("a", "#speed"))),
            ("scenario", "abort", format!("{}.scenario === 'abort'", last("state"))),
            // These begin anew.
            (
                "numbers",
                "raw",
                format!(
                    "{} && told.filter(([name]) => name === 'ready').length > 1",
                    within("a", "g.flight")
                ),
            ),
        ] {
            page.js(&format!("{element}.setAttribute('{name}', '{value}')")).await?;
            page.until(&then, SOON).await.map_err(|e| format!("{name}: {e}"))?;
        }
        assert_eq!(page.string(&format!("{}.dataset.theme", within("a", ".four-waves"))).await?, "dark");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn what_it_does_not_offer_is_not_there_and_marks_nothing_of_its_page() {
    let site = host(
        "<four-waves id='a' controls='none' links='0'></four-waves><four-waves id='b' controls='min'></four-waves>",
    )
    .start();
    run("element-controls", Options { reduced_motion: true, ..Options::default() }, async |page| {
        visit(page, &site, &["a"]).await?;
        page.js("document.getElementById('b').scrollIntoView()").await?;
        page.until(&within("b", "g.flight"), LONG).await?;
        for (id, css, shown) in [
            ("a", "g.flight", true),
            ("a", ".transport", false),
            ("a", ".calls", false),
            ("a", ".source a", false),
            ("b", "[data-do=play]", true),
            ("b", ".transport select", false),
            ("b", ".source a", true),
        ] {
            let is = page.truth(&format!("{}?.checkVisibility()", within(id, css))).await?;
            assert_eq!(is, shown, "{id}: {css}");
        }
        for name in ["data-controls", "data-links"] {
            assert_eq!(page.attribute("html", name).await?, "", "{name} is the element's own");
        }
        // Neither clicks nor keys choose a segment or change it.
        let drawn = "Array.from(document.getElementById('b').shadowRoot.querySelectorAll('g.flight'),
            f => f.getAttribute('class') + f.getAttribute('aria-label'))";
        let before = page.strings(drawn).await?;
        page.js(&format!(
            "{}.dispatchEvent(new MouseEvent('click', {{ bubbles: true, composed: true }}))",
            within("b", "g.flight .hit")
        ))
        .await?;
        page.js(&format!("{}.focus()", within("b", "[data-do=play]"))).await?;
        for key in ["n", "l"] {
            page.keys(key).await?;
        }
        page.frame().await?;
        assert_eq!(page.strings(drawn).await?, before);
        page.js("window.open = () => { window.left = true; return null; }").await?;
        page.js(&format!("{}.click()", within("a", "[data-do=term]"))).await?;
        sleep(Duration::from_millis(200)).await;
        assert!(!page.truth("window.left").await?, "nothing leads out");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn attributes_that_change_while_it_starts_count() {
    let site = host("<four-waves id='a' lang='en' scenario='abort'></four-waves>").start();
    run("element-starting", Options { reduced_motion: true, ..Options::default() }, async |page| {
        // It has begun, for its second file is asked for, and has not ended.
        page.before_each_page(
            "addEventListener('DOMContentLoaded', () => {
                const a = document.getElementById('a');
                new MutationObserver((all, self) => {
                    if (!a.shadowRoot?.querySelector('.four-waves')) return;
                    self.disconnect();
                    window.changed = !a.shadowRoot.querySelector('#stage');
                    a.setAttribute('lang', 'zh');
                    a.setAttribute('scenario', 'last-ack-lost');
                }).observe(a.shadowRoot ?? a, { childList: true, subtree: true });
            });",
        )
        .await?;
        visit(page, &site, &["a"]).await?;
        page.until(&format!("{}?.lang === 'zh-CN'", within("a", ".four-waves")), LONG).await?;
        let link = format!("{}?.href.includes('last-ack-lost')", within("a", ".source a"));
        page.until(&link, SOON).await?;
        assert!(page.truth("changed").await?, "too late to try it");
        page.no_errors().await
    })
    .await;
}

/// The wasm's memory, which the browser does not count, for the test to look at.
const MEMORY: &str = "const real = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...given) => {
        const made = await real(...given);
        window.memory ??= Object.values(made.instance.exports).find((it) => it instanceof WebAssembly.Memory);
        return made;
    };";

#[tokio::test]
async fn taken_out_and_put_in_again_it_leaves_nothing_behind() {
    let site = host("<four-waves id='a'>a</four-waves><div id='place'></div>").start();
    // Firefox and WebKit count no nodes.
    let options = Options { needs: &[Ability::DevTools], ..Options::default() };
    run("element-again", options, async |page| {
        page.before_each_page(MEMORY).await?;
        visit(page, &site, &["a"]).await?;
        page.js("window.kept = document.getElementById('a')").await?;
        let mut counts = Vec::new();
        for turn in 0..21 {
            page.js("kept.play(); kept.remove()").await?;
            page.until(
                "kept.shadowRoot.querySelector('slot') && !kept.shadowRoot.querySelector('.four-waves')",
                SOON,
            )
            .await?;
            page.js("document.getElementById('place').append(kept)").await?;
            page.until(&within("a", "g.flight"), LONG).await?;
            if turn % 10 == 0 {
                page.cdp("HeapProfiler.collectGarbage", serde_json::json!({})).await?;
                sleep(Duration::from_millis(200)).await;
                let metrics = page.metrics().await?;
                let memory = page.number("memory.buffer.byteLength").await?;
                counts.push([metrics["Nodes"], metrics["JSEventListeners"], memory]);
            }
        }
        e2e::say(&format!("nodes, listeners, bytes: {counts:?}"));
        let [_, before, after] = counts[..] else { return Err("three are counted".into()) };
        assert!(
            after[0] <= before[0] + 20.0 && after[1] <= before[1] + 2.0 && after[2] <= before[2],
            "{counts:?}"
        );
        // Whoever is only moved goes on where it is.
        page.js("kept.seek(1); window.ladder = kept.shadowRoot.querySelector('#ladder')").await?;
        page.js("document.body.prepend(kept)").await?;
        sleep(Duration::from_millis(300)).await;
        assert!(page.truth("ladder.isConnected").await?);
        assert_eq!(fetched(&site, "_bg.wasm"), 1);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_hosts_styles_do_not_reach_into_it() {
    let hostile = "<style>* { font-size: 40px !important; color: red !important; line-height: 3 !important; display: block; }
        .stage, button, #room { display: none !important; } four-waves { text-align: right; letter-spacing: 1em; }</style>";
    let site = host(&format!("<four-waves id='a'></four-waves>{hostile}<four-waves id='b'></four-waves>"))
        .page(
            "/plain.html",
            format!("<!doctype html><html lang='en'>{MODULE}<four-waves id='a'></four-waves>"),
        )
        .start();
    run("element-styles", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let look = "JSON.stringify(['.head h2', '.badge b', '.primary', '#room', '.clock', '.source a'].map((css) => {
            const style = getComputedStyle(document.getElementById('a').shadowRoot.querySelector(css));
            return ['fontSize', 'color', 'lineHeight', 'display', 'textAlign', 'letterSpacing', 'fontFamily'].map((name) => style[name]);
        }))";
        visit(page, &site, &["a"]).await?;
        let hostile = page.string(look).await?;
        page.visit(&format!("{}/plain.html", site.origin())).await?;
        page.until(&within("a", "g.flight"), LONG).await?;
        assert_eq!(hostile, page.string(look).await?);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_narrow_one_is_drawn_for_its_own_width() {
    let site = host("<div style='width:340px'><four-waves id='a'></four-waves></div>").start();
    run("element-narrow", Options { reduced_motion: true, ..Options::default() }, async |page| {
        visit(page, &site, &["a"]).await?;
        page.until(&within("a", ".ladder.narrow"), SOON).await?;
        for css in [".stage", ".heads", ".transport", ".source"] {
            let over = format!("(e => e.scrollWidth > e.clientWidth)({})", within("a", css));
            assert!(!page.truth(&over).await?, "{css}");
        }
        assert!(page.truth(&format!("{}.offsetWidth > 0", within("a", ".more"))).await?);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn it_works_from_another_origin_and_under_a_strict_policy() {
    let theirs = Site::builder(e2e::dist()).header("Access-Control-Allow-Origin", "*").start();
    let body = format!(
        "<!doctype html><html lang='zh'><title>Host</title><script type='module' src='{}'></script><four-waves id='a'>a</four-waves>",
        theirs.url("four-waves-element.js")
    );
    let other = Site::builder(e2e::dist()).page("/host.html", body).start();
    let strict = host("<four-waves id='a'></four-waves>")
        .header("Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'; object-src 'none'")
        .start();
    run("element-elsewhere", Options { reduced_motion: true, ..Options::default() }, async |page| {
        visit(page, &other, &["a"]).await?;
        assert_eq!(
            page.string(&format!("{}.lang", within("a", ".four-waves"))).await?,
            "zh-CN",
            "as its page"
        );
        let link = page.string(&format!("{}.href", within("a", ".source a"))).await?;
        assert!(link.starts_with(&theirs.url("")), "the full page is where the module is from: {link}");
        page.no_errors().await?;
        visit(page, &strict, &["a"]).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn without_its_wasm_it_is_what_stands_in_it() {
    let far =
        host("<div style='height:5000px'></div><four-waves id='a'><p>A ladder.</p></four-waves>").start();
    run("element-far", Options::default(), async |page| {
        page.visit(&format!("{}/host.html", far.origin())).await?;
        page.until("customElements.get('four-waves')", SOON).await?;
        sleep(Duration::from_millis(500)).await;
        assert_eq!(fetched(&far, ".wasm"), 0, "nobody has come near it");
        assert!(page.truth("document.querySelector('four-waves p').offsetHeight > 0").await?);
        // What cannot be had is said, and what stands in it stays.
        page.js("window.WebAssembly.instantiateStreaming = window.WebAssembly.instantiate = () => Promise.reject(new Error('no wasm'));
            window.told = []; const a = document.getElementById('a');
            a.addEventListener('error', ({ detail }) => told.push(detail.message)); a.scrollIntoView();")
            .await?;
        page.until("told.length", LONG).await?;
        assert!(page.truth("told[0].includes('no wasm')").await?);
        assert!(page.truth(&within("a", ".failed")).await?);
        assert!(page.truth("document.querySelector('four-waves p').offsetHeight > 0").await?);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn axe_finds_nothing_in_a_page_with_two() {
    let Some(axe) = axe_core() else { return };
    let site = host(&THREE.replace("4000px", "20px")).start();
    run("element-axe", Options { reduced_motion: true, ..Options::default() }, async |page| {
        visit(page, &site, &["a", "b"]).await?;
        page.js(axe).await?;
        // In WebKit it takes targets of elements below the view for covered, on which nothing lies.
        let sizes = page.engine() != Engine::WebKit;
        let found = page
            .string(&"await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { 'label-content-name-mismatch': { enabled: false }, 'target-size': { enabled: SIZES } } }).then(({ violations }) => violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`)).join('\\n'))".replace("SIZES", &sizes.to_string()))
            .await?;
        assert_eq!(found, "");
        Ok(())
    })
    .await;
}
