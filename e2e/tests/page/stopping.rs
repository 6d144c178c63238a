//! A panic is survived: a sentence says it, what was chosen is kept as a link, a report can be copied, and
//! there is a way back.
use e2e::{Browser, Options, Result, SOON, Site, run};
use std::time::Duration;
use thirtyfour::prelude::*;

const LONG: Duration = Duration::from_secs(15);

/// Hands the test the wasm's memory, which the page keeps to itself.
const MEMORY: &str = "for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
        const made = await real.apply(WebAssembly, given);
        window.memory ??= Object.values((made.instance ?? made).exports).find((it) => it instanceof WebAssembly.Memory);
        return made;
    };
}";

/// Whatever the wasm does next goes wrong, as after a mistake of ours: its data say nothing any more.
const BROKEN: &str = "new Uint8Array(memory.buffer).fill(0xff, 1 << 16)";

/// The same where the memory is out of a test's reach: the browser refuses what Yew relies on.
const REFUSED: &str = "Element.prototype.setAttribute = () => { throw new Error('refused'); }";

/// Asks something of it, wherever the page is scrolled to.
async fn next(page: &Browser) -> Result {
    page.js("document.querySelector(`[data-do=next]`).click()").await.map(drop)
}

async fn stopped(page: &Browser) -> Result {
    page.until("document.getElementById('failed').checkVisibility()", SOON).await?;
    for words in ["has stopped", "已停止运行"] {
        assert!(page.text("#failed").await?.contains(words));
    }
    page.until("document.querySelector('#failed details button')", SOON).await?;
    assert!(page.truth("document.querySelector('#failed').getBoundingClientRect().top < innerHeight").await?);
    assert!(
        page.truth("document.querySelector('#app > .page').inert").await?,
        "what has stopped cannot be used"
    );
    Ok(())
}

async fn report(page: &Browser) -> Result<String> {
    page.string("document.querySelector('#failed pre').textContent").await
}

#[tokio::test]
async fn a_panic_keeps_the_scenario_and_offers_a_report() {
    let site = Site::builder(e2e::dist()).below("/secret-course/").start();
    run("panic", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.before_each_page(MEMORY).await?;
        page.visit(&site.url("?lang=en")).await?;
        page.fill("msl", "7").await?;
        page.until("location.hash.includes('cm=7000')", SOON).await?;
        page.js(BROKEN).await?;
        next(page).await?;
        stopped(page).await?;
        let hash = page.string("location.hash").await?;
        assert!(hash.contains("cm=7000"), "{hash}");
        let report = report(page).await?;
        let lines: Vec<&str> = report.lines().collect();
        assert!(lines[0].starts_with("Four Waves 0."), "{report}");
        assert!(lines[1].contains("Chrome/"), "{report}");
        assert!(lines[2].starts_with("RuntimeError: "), "{report}");
        assert!(lines[3].contains("wasm-function["), "where: {report}");
        assert!(lines.last().is_some_and(|link| **link == *hash), "{report}");
        for private in ["http", "127.0.0.1", "secret-course", "Linux", "X11"] {
            assert!(!report.contains(private), "{private}: {report}");
        }
        page.click("#failed summary").await?;
        page.js("navigator.clipboard.writeText = async (text) => { window.copied = text; }").await?;
        page.click("#failed details button").await?;
        page.until("window.copied", SOON).await?;
        assert_eq!(page.string("copied").await?, report);
        assert!(page.text("#failed details").await?.contains("Copied. · 已复制。"));
        page.js("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))").await?;
        page.click("#failed details button").await?;
        page.until("String(getSelection()).includes('Four Waves')", SOON).await?;
        page.click("#failed > p > button").await?;
        page.until(
            "document.querySelector('#stage g.flight') && document.getElementById('msl').value === '7'",
            LONG,
        )
        .await?;
        assert!(!page.truth("document.getElementById('failed').checkVisibility()").await?);
        Ok(())
    })
    .await;
}

/// A panic of Rust's own, not a trap made by hand: what Yew asks of the browser is refused.
#[tokio::test]
async fn a_panic_in_a_panel_is_not_silent() {
    let site = Site::dist();
    run("panic-panel", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        // The file that the inspector is in has come by now.
        page.tab("keys").await?;
        page.js("const own = ['createElement', 'createElementNS'].map((name) => [name, Document.prototype[name]]);
            for (const [name] of own) Document.prototype[name] = () => {
                for (const [name, real] of own) Document.prototype[name] = real;
                throw new Error('refused');
            };")
            .await?;
        // What it shows of a segment has elements that the page has not made before.
        page.click("g.flight[data-flight='0'] .name").await?;
        stopped(page).await?;
        assert!(report(page).await?.contains("RuntimeError: unreachable"));
        Ok(())
    })
    .await;
}

/// Whoever stops at once would do so again: there is a way to begin without what the address says.
#[tokio::test]
async fn what_stops_at_once_can_begin_anew() {
    let site = Site::dist();
    run("panic-again", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.before_each_page(MEMORY).await?;
        page.before_each_page(&format!(
            "addEventListener('DOMContentLoaded', () => {{
                if (location.hash) new MutationObserver((all, self) => {{
                    if (!document.querySelector('#stage g.flight')) return;
                    self.disconnect();
                    {BROKEN};
                    document.querySelector(`[data-do='next'], [data-do='play']`).click();
                }}).observe(document.body, {{ childList: true, subtree: true }});
            }})"
        ))
        .await?;
        page.goto(site.url("?lang=en#1;abort;d=500")).await?;
        stopped(page).await?;
        page.click("#failed > p > button").await?;
        page.until("document.readyState === 'complete'", SOON).await?;
        stopped(page).await?;
        assert!(page.string("location.hash").await?.contains("abort"), "it is still there");
        page.click("#failed > p > a").await?;
        page.until("!location.hash && document.querySelector('#stage g.flight')", LONG).await?;
        assert_eq!(page.scenario().await?, "four-way-close");
        assert!(!page.truth("document.getElementById('failed').checkVisibility()").await?);
        // Later in its life that is no question.
        page.js("performance.now = () => 60_000").await?;
        page.js(BROKEN).await?;
        next(page).await?;
        stopped(page).await?;
        assert_eq!(page.count("#failed > p > a").await?, 0);
        Ok(())
    })
    .await;
}

/// An embed's address is its host's: what was done in it is offered as a link to the full page.
#[tokio::test]
async fn an_embed_offers_the_link() {
    let host = "<!doctype html><title>Host</title>
        <iframe SANDBOX style='width:100%;height:900px' src='/?embed=1&lang=en'></iframe>";
    for sandbox in ["", "sandbox='allow-scripts'"] {
        let site = Site::builder(e2e::dist())
            .header("Access-Control-Allow-Origin", "*")
            .page("/host.html", host.replace("SANDBOX", sandbox))
            .start();
        run("panic-embed", Options { reduced_motion: true, ..Options::default() }, async |page| {
            page.visit(&format!("{}/host.html", site.origin())).await?;
            page.find(By::Css("iframe")).await?.enter_frame().await?;
            page.until("document.querySelector('#stage g.flight')", LONG).await?;
            page.press("restart").await?;
            page.press("next").await?;
            page.press("call server abort").await?;
            page.until("document.querySelector('g.flight.rst')", SOON).await?;
            let link = page.string("document.querySelector('.source a').href").await?;
            page.js(REFUSED).await?;
            next(page).await?;
            stopped(page).await?;
            assert_eq!(
                page.string("document.querySelector('#failed > p > a').href").await?,
                link,
                "{sandbox}"
            );
            assert!(
                link.contains("i=") && report(page).await?.contains(&link[link.find('#').unwrap_or(0)..])
            );
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn the_single_file_says_so_too() {
    let site = Site::builder(e2e::dist())
        .page(
            "/host.html",
            "<!doctype html><title>Host</title><iframe sandbox='allow-scripts' style='width:100%;height:1500px'></iframe>
            <script>fetch('/four-waves-single.html').then(r => r.text()).then(t => document.querySelector('iframe').srcdoc = t)</script>",
        )
        .start();
    run("panic-single", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.before_each_page(MEMORY).await?;
        let file = e2e::dist().canonicalize()?.join("four-waves-single.html");
        page.visit(&format!("file://{}", file.display())).await?;
        page.until("document.querySelector('#stage g.flight')", LONG).await?;
        page.fill("msl", "7").await?;
        page.until("location.hash.includes('cm=7000')", SOON).await?;
        page.js(BROKEN).await?;
        next(page).await?;
        stopped(page).await?;
        let said = report(page).await?;
        assert!(
            said.contains("#1;four-way-close;") && said.contains("cm=7000") && !said.contains("dist/"),
            "{said}"
        );
        // Where it has no address, the link is what it would have been.
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.find(By::Css("iframe")).await?.enter_frame().await?;
        page.until("document.querySelector('#stage g.flight')", LONG).await?;
        page.settle(LONG).await?;
        page.fill("msl", "7").await?;
        page.until("document.getElementById('msl').value === '7'", SOON).await?;
        page.js(REFUSED).await?;
        next(page).await?;
        stopped(page).await?;
        assert!(page.text("#failed > p > a").await?.contains("cm=7000"));
        Ok(())
    })
    .await;
}

/// All elements of a page share one wasm: each says that it has stopped, and shows what stands in it.
#[tokio::test]
async fn elements_say_so_and_leave_their_page_alone() {
    let host = "<!doctype html><html lang='en'><title>Host</title><script type='module' src='/four-waves-element.js'></script>
        <four-waves id='a' controls='full'><p>A ladder.</p></four-waves><four-waves id='b'><p>Another.</p></four-waves>";
    let site = Site::builder(e2e::dist()).page("/host.html", host).start();
    run("panic-element", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.before_each_page(MEMORY).await?;
        page.visit(&format!("{}/host.html", site.origin())).await?;
        let within = |id: &str, css: &str| format!("document.getElementById('{id}').shadowRoot.querySelector(`{css}`)");
        for id in ["a", "b"] {
            page.js(&format!("document.getElementById('{id}').scrollIntoView()")).await?;
            page.until(&within(id, "g.flight"), LONG).await?;
        }
        page.js("window.told = []; document.getElementById('a').addEventListener('error', ({ detail }) => told.push(detail.message))")
            .await?;
        // A trap of somebody else's wasm is none of ours.
        page.js("dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('theirs') }))").await?;
        assert_eq!(page.number("told.length").await?, 0.0);
        page.js(BROKEN).await?;
        page.js(&format!("{}.click()", within("a", "[data-do=next]"))).await?;
        page.until("told.length", SOON).await?;
        for id in ["a", "b"] {
            page.until(&within(id, ".failed details button"), SOON).await.map_err(|e| format!("{id}: {e}"))?;
            let said = page.string(&format!("{}.textContent", within(id, ".failed"))).await?;
            assert!(said.contains("has stopped") && said.contains("已停止运行"), "{said}");
            assert!(page.string(&format!("{}.href", within(id, ".failed a"))).await?.contains("#four-way-close"));
            assert!(page.truth(&format!("document.querySelector('#{id} p').offsetHeight > 0")).await?);
            assert!(page.truth(&format!("!{}", within(id, ".four-waves"))).await?);
        }
        Ok(())
    })
    .await;
}
