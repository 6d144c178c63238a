//! Embeds in other people's pages: what their address says, and what they are asked and told.
use e2e::{Browser, Options, Result, SOON, Site, SiteBuilder, run};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::prelude::*;
use tokio::time::sleep;

/// The address that stands in the examples.
const PLACE: &str = "https://example.org/four-waves/";
const LOADED: Duration = Duration::from_secs(15);

/// The release build on a host of its own.
fn ours() -> SiteBuilder {
    Site::builder(e2e::dist())
}

/// Somebody else's host with that page at `/host.html`; the embed is from another origin.
fn theirs(page: &str, embed: &Site) -> Site {
    ours().page("/host.html", page.replace(PLACE, &embed.url(""))).start()
}

/// A page with a frame that keeps what it is told.
fn host(query: &str) -> String {
    format!(
        "<!doctype html><title>Host</title><body style='margin:0'>
        <iframe style='width:100%;height:600px;border:0' src='{PLACE}?embed=1&{query}'></iframe>
        <script>window.told = [];
        window.frame = document.querySelector('iframe');
        addEventListener('message', e => {{ if (e.source === frame.contentWindow) told.push(e.data); }});
        window.ask = (verb, more) => frame.contentWindow.postMessage(
            {{ type: 'four-waves:' + verb, version: 1, ...more }}, '*');
        window.last = what => told.filter(t => t.type === 'four-waves:' + what).at(-1);
        </script>"
    )
}

async fn opened(page: &Browser, site: &Site) -> Result {
    page.visit(&format!("{}/host.html", site.origin())).await?;
    page.until("window.last('ready')", LOADED).await
}

async fn enter(page: &Browser) -> Result {
    page.find(By::Css("iframe")).await?.enter_frame().await?;
    page.until("document.querySelector('#stage g.flight')", LOADED).await
}

/// Asks for something, and waits until the state says that.
async fn asks(page: &Browser, ask: &str, then: &str) -> Result {
    page.js("window.told = [];").await?;
    page.js(&format!("ask({ask});")).await?;
    page.until(&format!("(s => s && ({then}))(last('state'))"), SOON)
        .await
        .map_err(|e| format!("{ask}: {e}").into())
}

#[tokio::test]
async fn every_command_is_done_and_told_from_the_same_origin_and_another() {
    let embed = ours().start();
    for (name, site) in [
        (
            "same",
            ours().page("/host.html", host("scenario=last-ack-lost&lang=en").replace(PLACE, "/")).start(),
        ),
        ("another", theirs(&host("scenario=last-ack-lost&lang=en"), &embed)),
    ] {
        run(&format!("api-{name}"), Options::default(), async |page| {
            opened(page, &site).await?;
            let ready = page.js("return last('ready');").await?;
            assert_eq!(
                (&ready["version"], &ready["scenario"]),
                (&Value::from(1), &Value::from("last-ack-lost"))
            );
            assert_eq!(ready["commands"].as_array().map(Vec::len), Some(6), "{ready}");
            assert_eq!(ready["playing"], false);
            asks(
                page,
                "'seek', { t: 3.2 }",
                "s.t === 3.2 && s.client === 'FIN-WAIT-2' && s.server === 'CLOSE-WAIT'",
            )
            .await?;
            asks(page, "'step'", "s.t === 4").await?;
            asks(page, "'step', { by: -1 }", "s.t === 3 && !s.playing").await?;
            asks(page, "'setLang', { lang: 'zh' }", "s.lang === 'zh'").await?;
            asks(page, "'play'", "s.playing").await?;
            page.until("last('event')", Duration::from_secs(6)).await?;
            let event = page.js("return last('event');").await?;
            assert!(event["sentence"].as_str().is_some_and(|words| words.contains("服务器")), "{event}");
            assert!(event["t"].as_f64().is_some_and(|t| t > 3.0) && event["server"].is_string(), "{event}");
            asks(page, "'pause'", "!s.playing").await?;
            asks(page, "'pause'", "!s.playing").await?;
            asks(
                page,
                "'load', { scenario: '1;abort;d=500' }",
                "s.scenario === 'abort' && s.link === '1;abort;d=500'",
            )
            .await?;
            asks(page, "'load', { scenario: 'four-way-close' }", "s.link === 'four-way-close'").await?;
            enter(page).await?;
            assert_eq!(page.attribute("html", "lang").await?, "zh-CN");
            page.no_errors().await
        })
        .await;
    }
}

#[tokio::test]
async fn what_cannot_be_followed_is_answered_with_a_sentence() {
    let embed = ours().start();
    let site = theirs(&host("lang=en"), &embed);
    run("api-errors", Options { reduced_motion: true, ..Options::default() }, async |page| {
        opened(page, &site).await?;
        for (ask, words) in [
            ("'fly'", "no command"),
            ("'openFile', { file: new Blob(['x']) }", "no command"),
            ("'seek'", "number of seconds"),
            ("'seek', { t: NaN }", "number of seconds"),
            ("'seek', { t: { valueOf: 3 } }", "number of seconds"),
            ("'step', { by: 7 }", "1 (the next event)"),
            ("'load', { scenario: '1;abort;d=-1' }", "d=-1"),
            ("'load', { scenario: '<img src=x onerror=hurt=1>' }", "cannot be read"),
            ("'load', { scenario: '2;abort' }", "later version"),
            ("'setLang', { lang: 'tlh' }", "en or zh"),
            ("'play', { version: 2 }", "version 1"),
            ("'play', { version: undefined }", "version 1"),
        ] {
            page.js(&format!("window.told = []; ask({ask});")).await?;
            page.until("last('error')", SOON).await.map_err(|e| format!("{ask}: {e}"))?;
            let error = page.js("return last('error');").await?;
            assert!(error["message"].as_str().is_some_and(|said| said.contains(words)), "{ask}: {error}");
            assert!(error["about"].as_str().is_some_and(|about| about.starts_with("four-waves:")));
        }
        // What is not ours is nobody's business; neither are those who are not around it.
        page.js("window.told = []; const to = frame.contentWindow;
            for (const odd of ['x', null, 7, {}, [], { type: 7 }, { type: 'play' }, { context: 'h5p', action: 'fly' },
                { type: 'four-waves:state', version: 1 }]) to.postMessage(odd, '*');
            const beside = document.body.appendChild(document.createElement('iframe'));
            beside.contentWindow.eval(`parent.frames[0].postMessage({ type: 'four-waves:fly', version: 1 }, '*')`);")
            .await?;
        sleep(Duration::from_millis(400)).await;
        assert_eq!(page.number("told.length").await?, 0.0);
        asks(page, "'seek', { t: 2 }", "s.t === 2").await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn every_parameter_does_what_it_says() {
    let embed = ours().start();
    let shown = "(css => [...document.querySelectorAll(css)].some(e => e.checkVisibility()))";
    for (name, query, checks) in [
        ("full", "scenario=abort", &["('.transport select')", "('.calls')", "('.source a')"][..]),
        ("min", "controls=min", &["('[data-do=play]')", "('.scrub')", "('.clock')", "('.badge')"]),
        ("none", "controls=none&links=0", &["('.badge')", "('.source b')", "('g.flight')"]),
    ] {
        let site = theirs(&host(query), &embed);
        run(&format!("controls-{name}"), Options::default(), async |page| {
            opened(page, &site).await?;
            enter(page).await?;
            for check in checks {
                assert!(page.truth(&format!("{shown}{check}")).await?, "{query}: {check}");
            }
            for (css, there) in [
                (".transport select", name == "full"),
                (".calls", name == "full"),
                (".transport", name != "none"),
                (".source a", name != "none"),
            ] {
                assert_eq!(page.truth(&format!("{shown}('{css}')")).await?, there, "{query}: {css}");
            }
            if name != "full" {
                let before = page.flights().await?;
                page.focus("g.flight").await?;
                page.keys(Key::Delete + "").await?;
                page.js("document.querySelector('g.flight .hit').dispatchEvent(new MouseEvent('click', { bubbles: true }))").await?;
                page.frame().await?;
                assert_eq!(page.flights().await?, before, "nothing can be changed");
                assert_eq!(page.count(".surgery").await?, 0);
                page.keys(" ").await?;
                page.until("!document.querySelector('.stage').classList.contains('paused')", SOON).await?;
                page.keys(" ").await?;
                page.until("document.querySelector('.stage').classList.contains('paused')", SOON).await?;
            }
            if name == "min" {
                // A press of Play leaves the focus on the button.
                page.focus("[data-do=play]").await?;
                page.keys(Key::Enter + "").await?;
                page.until("!document.querySelector('.stage').classList.contains('paused')", SOON).await?;
                let before = page.flights().await?;
                for key in ["n", "l", "d"] {
                    page.keys(key).await?;
                }
                page.chord(Key::Control, "z").await?;
                page.frame().await?;
                assert_eq!(page.flights().await?, before, "nothing can be changed");
                assert_eq!(page.count("g.flight.selected").await?, 0, "or chosen");
                page.keys(Key::Enter + "").await?;
                page.until("document.querySelector('.stage').classList.contains('paused')", SOON).await?;
            }
            page.no_errors().await
        })
        .await;
    }
    let query = "locale=zh&colorProfile=projector&scenario=last-ack-lost&msl=5&loss=0&speed=16&autoplay=1&allowLinks=false";
    let site = theirs(&host(query), &embed);
    run("parameters", Options::default(), async |page| {
        opened(page, &site).await?;
        page.until("last('event')", SOON).await?;
        page.until("last('state')?.finished", Duration::from_secs(10)).await?;
        enter(page).await?;
        assert_eq!(page.attribute("html", "lang").await?, "zh-CN");
        assert_eq!(page.attribute("html", "data-theme").await?, "projector");
        assert_eq!(page.attribute("html", "data-links").await?, "0");
        assert_eq!(
            page.string("getComputedStyle(document.querySelector('.card')).color").await?,
            "rgb(0, 0, 0)"
        );
        assert_eq!(
            page.string("document.querySelector('.transport select').selectedOptions[0].text").await?,
            "16×"
        );
        assert!(page.text("#room").await?.contains("2·MSL = 10 s"));
        // WebKit tells sizes without the zoom.
        let zoom = page.number("getComputedStyle(document.querySelector('.page')).zoom").await?;
        assert!(zoom > 1.3, "type for a lecture hall: {zoom}");
        page.no_errors().await
    })
    .await;
}

/// As `h5p-resizer.js` handles what comes: it answers, and sets what it is told.
const RESIZER: &str = "<script>
    const does = {
        hello: (frame, data, respond) => { frame.style.width = '100%';
            addEventListener('resize', () => respond('resize')); respond('hello'); },
        prepareResize: (frame, data, respond) => {
            if (frame.clientHeight !== data.scrollHeight || data.scrollHeight !== data.clientHeight) {
                frame.style.height = data.clientHeight + 'px'; respond('resizePrepared'); } },
        resize: (frame, data) => { frame.style.height = data.scrollHeight + 'px'; },
    };
    window.said = [];
    addEventListener('message', event => {
        if (event.data.context !== 'h5p') return;
        said.push(event.data.action);
        const frame = [...document.querySelectorAll('iframe')].find(f => f.contentWindow === event.source);
        does[event.data.action]?.(frame, event.data, (action, data = {}) =>
            event.source.postMessage({ ...data, action, context: 'h5p' }, event.origin));
    });</script>";

#[tokio::test]
async fn an_h5p_resizer_gives_it_the_height_that_it_needs() {
    let embed = ours().start();
    let site = theirs(&format!("{RESIZER}{}", host("lang=en")), &embed);
    run("h5p", Options { reduced_motion: true, ..Options::default() }, async |page| {
        opened(page, &site).await?;
        let fits = "(h => h && Math.abs(frame.clientHeight - h.height) <= 1)(last('height'))";
        page.until(fits, SOON).await?;
        assert_eq!(page.string("said[0]").await?, "hello");
        page.until("said.includes('prepareResize') && said.includes('resize')", SOON).await?;
        let wide = page.number("frame.clientHeight").await?;
        page.resize(420, 900, 1.0, false).await?;
        page.until(&format!("frame.clientHeight !== {wide} && {fits}"), SOON).await?;
        page.resize(1280, 900, 1.0, false).await?;
        page.until(&format!("Math.abs(frame.clientHeight - {wide}) <= 1"), SOON).await?;
        sleep(Duration::from_millis(500)).await;
        let count = page.number("said.length").await?;
        sleep(Duration::from_millis(500)).await;
        assert_eq!(page.number("said.length").await?, count, "it settles");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn ten_embeds_stand_still_and_rest_out_of_view() {
    let frames: String = (0..10)
        .map(|at| format!("<iframe title='{at}' style='display:block;width:100%;height:500px' src='{PLACE}?embed=1&lang=en'></iframe>"))
        .collect();
    let site = ours()
        .page(
            "/host.html",
            format!(
                "<!doctype html><title>Ten</title>{frames}<script>
                window.states = new Map(); window.all = [...document.querySelectorAll('iframe')];
                addEventListener('message', e => {{ if (['four-waves:ready', 'four-waves:state'].includes(e.data.type))
                    states.set(all.findIndex(f => f.contentWindow === e.source), e.data.playing); }});
                window.ask = (at, verb) => all[at].contentWindow.postMessage({{ type: 'four-waves:' + verb, version: 1 }}, '*');
                </script>"
            )
            .replace(PLACE, "/"),
        )
        .start();
    run("ten", Options::default(), async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("states.size === 10", Duration::from_secs(40)).await?;
        assert!(page.truth("[...states.values()].every(playing => !playing)").await?, "none plays by itself");
        let moving = "all.reduce((sum, f) => sum + f.contentDocument.getAnimations().filter(a => a.playState === 'running').length, 0)";
        assert_eq!(page.number(moving).await?, 0.0);
        page.js("ask(0, 'play')").await?;
        page.until("states.get(0)", SOON).await?;
        page.js("all[9].scrollIntoView()").await?;
        page.until("!states.get(0)", SOON).await?;
        assert_eq!(page.number(moving).await?, 0.0, "out of view it rests");
        // What is asked meanwhile waits, too.
        page.js("ask(1, 'play')").await?;
        sleep(Duration::from_millis(400)).await;
        assert!(!page.truth("states.get(1)").await?);
        page.js("scrollTo(0, 0)").await?;
        page.until("states.get(0)", SOON).await.map_err(|e| format!("it goes on: {e}"))?;
        page.js("all[1].scrollIntoView()").await?;
        page.until("states.get(1)", SOON).await?;
        page.js("ask(1, 'pause')").await?;
        page.until("!states.get(1)", SOON).await?;
        page.no_errors().await
    })
    .await;
}
