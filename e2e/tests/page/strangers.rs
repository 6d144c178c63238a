//! Nobody gets in: nothing is asked of anybody else, and text from outside stays text.
use e2e::{Browser, Options, Result, SOON, Site, TABS, run, shared};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use thirtyfour::prelude::*;

const LONG: Duration = Duration::from_secs(15);

// ---- what is asked, and of whom ----

/// Whom the browser asks of its own accord, whatever it shows; and whom the test asks.
const BROWSERS_OWN: [&str; 8] = [
    "//a.stranger.example/",
    "accounts.google.com",
    "clients2.google.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "start.duckduckgo.com",
    "update.googleapis.com",
    "www.google.com",
];

/// A whole session. Whatever is meant for another host, an announcement's fetch too, would go to the
/// proxy, which knows nobody.
#[tokio::test]
async fn a_whole_session_asks_for_the_sites_own_files_only() {
    let proxy = Site::dist();
    let site = Site::builder(e2e::dist())
        .page("/host.html", "<!doctype html><html lang='en'><title>Host</title><script type='module' src='/four-waves-element.js'></script><four-waves></four-waves>")
        .start();
    let args = vec![format!("--proxy-server={}", proxy.origin())];
    run("session", Options { keeps_pages: true, args, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en")).await?;
        page.until_playing().await?;
        page.speed("16×").await?;
        page.until_finished(LONG).await?;
        for tab in TABS.iter().chain(&["save"]) {
            page.js(&format!("document.querySelector(`[data-do='tab {tab}']`).click()")).await?;
            let shown = "document.getElementById('panel').textContent.length > 20 && !document.querySelector('.waiting')";
            page.until(shown, SOON).await.map_err(|e| format!("{tab}: {e}"))?;
        }
        page.press("save png").await?;
        page.until("document.getElementById('saved').innerText.includes('.png')", SOON).await?;
        page.press("lang").await?;
        if let Some(folder) = shared("captures") {
            let file = folder.join("twenty-connections.pcapng");
            page.find(By::Css("#open-file")).await?.send_keys(file.to_string_lossy()).await?;
            page.until("document.querySelectorAll('.connections li').length === 20", SOON * 2).await?;
        }
        page.until("navigator.serviceWorker.controller", LONG).await?;
        for (name, drawn) in [
            ("q-2msl.html", "document.querySelector('g.flight')"),
            ("lesson.html", "document.querySelector('.still')"),
            ("glossary.zh.html", "document.querySelector('main')"),
            ("truth.html", "document.querySelector('main')"),
            ("conformance.html", "document.querySelector('main')"),
            ("questions.html", "document.querySelector('main')"),
            ("404.html", "document.querySelector('main')"),
            ("embed.html", "document.querySelector('#frame iframe')?.contentDocument?.querySelector('g.flight')"),
            ("host.html", "document.querySelector('four-waves').shadowRoot.querySelector('g.flight')"),
            ("four-waves-single.html", "document.querySelector('g.flight')"),
        ] {
            page.visit(&site.url(name)).await?;
            page.until(drawn, LONG).await.map_err(|e| format!("{name}: {e}"))?;
        }
        page.visit(&site.url("lesson.html")).await?;
        page.click(".still .play").await?;
        page.until("document.querySelector('.still iframe')?.contentDocument?.querySelector('g.flight')", LONG).await?;
        page.no_errors().await?;
        // What the test would see of a page that does ask others.
        page.js("return fetch('http://a.stranger.example/').then(() => 1, () => 1);").await?;
        Ok(())
    })
    .await;
    let mut own: BTreeSet<String> = fs::read_dir(e2e::dist())
        .expect("there is a build")
        .flatten()
        .map(|file| format!("/{}", file.file_name().to_string_lossy()))
        .collect();
    own.extend(["/".to_owned(), "/host.html".to_owned(), "/favicon.ico".to_owned()]);
    let asked: BTreeSet<String> = site
        .asked()
        .into_iter()
        .map(|(path, _)| path.split('?').next().unwrap_or_default().to_owned())
        .collect();
    let beyond: Vec<_> = asked.difference(&own).collect();
    assert!(beyond.is_empty(), "nobody's files: {beyond:?}");
    assert!(site.asked().iter().all(|(_, status)| *status == 200), "{:?}", site.asked());
    let others: Vec<String> = proxy.asked().into_iter().map(|(address, _)| address).collect();
    assert!(
        others.iter().any(|address| address.contains("a.stranger.example")),
        "the proxy sees what is asked"
    );
    let others: Vec<_> =
        others.iter().filter(|address| !BROWSERS_OWN.iter().any(|host| address.contains(host))).collect();
    assert!(others.is_empty(), "others were asked: {others:?}");
    let list: Vec<_> = asked.iter().map(String::as_str).collect();
    e2e::say(&format!(
        "a session asked for {} of the site's {} files: {}",
        list.len(),
        own.len(),
        list.join(" ")
    ));
}

// ---- what comes from outside ----

/// Markup, in ways that have worked somewhere; signs that nobody sees; and far too much.
fn nasty() -> Vec<String> {
    vec![
        "<img src=x onerror=hurt=1>".into(),
        "\"><svg onload=hurt=1>".into(),
        "'><script>hurt=1</script>".into(),
        "</textarea></style></title><iframe srcdoc='<script>parent.hurt=1</script>'>".into(),
        "javascript:hurt=1".into(),
        "&lt;img src=x onerror=hurt=1&gt;".into(),
        "\u{202e}gnp.exe\u{2066}<b>".into(),
        "a\u{0}b\u{1b}[31m".into(),
        format!("<b>{}</b>", "W".repeat(5000)),
    ]
}

/// Nothing of it has become an element or a handler, and nothing has run.
async fn unhurt(page: &Browser, what: &str) -> Result {
    page.frame().await?;
    let found = page
        .strings(
            "(function* all(root) {
                for (const one of root.querySelectorAll('*')) {
                    yield one;
                    if (one.shadowRoot) yield* all(one.shadowRoot);
                }
            })(document).filter((one) => one.matches('img[src=x], script:not([src]):not([data-host]), iframe[srcdoc], a[href^=\"javascript:\" i]')
                || [...one.attributes].some(({ name }) => name.startsWith('on'))).map((one) => one.outerHTML)",
        )
        .await
        .map_err(|e| format!("{what}: {e}"))?;
    assert!(found.is_empty(), "{what}: {found:?}");
    assert!(!page.truth("'hurt' in window").await?, "{what}: it ran");
    assert!(!page.truth("document.getElementById('failed')?.checkVisibility()").await?, "{what}: it stopped");
    Ok(())
}

/// The sentence at the top repeats it as text, without the signs that nobody sees.
async fn said(page: &Browser, what: &str) -> Result<String> {
    page.until("document.querySelector('.notice p')", SOON).await.map_err(|e| format!("{what}: {e}"))?;
    let words = page.notice().await?;
    assert!(!words.contains(['\u{202e}', '\u{2066}', '\0', '\u{1b}']), "{what}: {words:?}");
    assert!(words.chars().count() < 1_500, "{what}: {} signs", words.chars().count());
    Ok(words)
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn an_address_is_text() {
    let site = Site::dist();
    run("nasty-address", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for text in nasty() {
            let text = escaped(&text);
            for address in [
                format!("?lang=en#{text}"),
                format!("?lang=en#1;abort;d={text}"),
                format!("?lang=en#1;{text};cp={text}"),
                format!("?lang=en#abort?tab={text}&t={text}&theme={text}"),
                format!("?lang={text}&scenario={text}&theme={text}&msl={text}"),
                format!("?embed=1&lang=en&controls={text}&links={text}&scenario={text}"),
            ] {
                page.goto("about:blank").await?;
                page.visit(&site.url(&address)).await?;
                let what = &address[..address.len().min(120)];
                page.until("document.querySelector('g.flight')", LONG)
                    .await
                    .map_err(|e| format!("{what}: {e}"))?;
                // Some of it is only left out.
                if page.count(".notice p").await? > 0 {
                    said(page, what).await?;
                }
                unhurt(page, what).await?;
            }
        }
        page.goto("about:blank").await?;
        page.visit(&site.url(&format!("?lang=en&theme={}", escaped("<img src=x onerror=hurt=1>")))).await?;
        assert!(said(page, "shown").await?.contains("<img src=x onerror=hurt=1>"), "as text");
        Ok(())
    })
    .await;
}

/// A folder of its own for files with odd names.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("four-waves-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("it can be made");
    folder
}

async fn opens(page: &Browser, file: &std::path::Path) -> Result {
    Ok(page.find(By::Css("#open-file")).await?.send_keys(file.to_string_lossy()).await?)
}

#[tokio::test]
async fn a_files_name_and_what_is_in_it_are_text() {
    let site = Site::dist();
    let folder = folder("nasty");
    let recording =
        shared("recordings").and_then(|all| fs::read_dir(all).ok()?.flatten().next()).map(|file| file.path());
    run("nasty-files", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        for (at, text) in nasty().into_iter().enumerate() {
            let what = format!("{at}: {}", text.chars().take(30).collect::<String>());
            // A file system takes all but these.
            let name: String = text.chars().filter(|sign| !"/\0".contains(*sign)).take(60).collect();
            let file = folder.join(format!("{name}.json"));
            let quoted = serde_json::to_string(&text)?;
            for content in [text.clone(), quoted.clone(), format!("{{{quoted}: {quoted}, \"name\": {quoted}}}")] {
                fs::write(&file, content)?;
                opens(page, &file).await?;
                page.until("document.querySelector('.notice p')", SOON).await.map_err(|e| format!("{what}: {e}"))?;
                said(page, &what).await?;
                unhurt(page, &what).await?;
                page.press("dismiss").await?;
            }
            // A recording with every word of it that is no number or key of the format made nasty.
            if let Some(recording) = &recording {
                let mut whole: serde_json::Value = serde_json::from_slice(&fs::read(recording)?)?;
                for key in ["name", "about", "kernel"] {
                    whole[key] = json!(text);
                }
                fs::write(&file, whole.to_string())?;
                opens(page, &file).await?;
                page.until("document.querySelector('.chip[aria-pressed=true]') === null || document.querySelector('.notice p')", SOON).await?;
                unhurt(page, &what).await?;
                page.js("document.querySelector(`[data-do='load abort']`).click(); document.querySelector('[data-do=dismiss]')?.click()").await?;
                page.until("document.querySelector('g.flight.rst')", SOON).await?;
            }
            if at < 7 {
                let capture = folder.join(format!("{name}.pcap"));
                fs::write(&capture, [&b"no capture "[..], text.as_bytes()].concat())?;
                opens(page, &capture).await?;
                page.until("document.querySelector('#panel.capture, .capture')", SOON).await?;
                page.until("document.querySelector('.capture').textContent.length > 20", SOON).await?;
                unhurt(page, &what).await?;
            }
        }
        // A real capture under such a name, with its name shown as text.
        if let Some(captures) = shared("captures") {
            let file = folder.join("<img src=x onerror=hurt=1>\u{202e}.pcapng");
            fs::copy(captures.join("twenty-connections.pcapng"), &file)?;
            opens(page, &file).await?;
            page.until("document.querySelectorAll('.connections li').length === 20", SOON * 2).await?;
            unhurt(page, "a capture").await?;
            let shown = page.text(".capture h3").await?;
            assert_eq!(shown, "<img src=x onerror=hurt=1>\u{fffd}.pcapng");
        }
        page.no_errors().await
    })
    .await;
    let _ = fs::remove_dir_all(folder);
}

#[tokio::test]
async fn fields_are_text() {
    let site = Site::dist();
    run("nasty-fields", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        page.press("tab programs").await?;
        page.until("document.querySelector('#panel textarea')", SOON).await?;
        for text in nasty() {
            let quoted = serde_json::to_string(&text)?;
            let fields = page
                .js(&format!(
                    "const fields = [...document.querySelectorAll('#app textarea, #app input:not([type=file], [type=checkbox], [type=range])')];
                     for (const field of fields) {{
                         field.value = {quoted};
                         for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {{ bubbles: true }}));
                     }}
                     return fields.length;"
                ))
                .await?;
            assert!(fields.as_u64() > Some(3), "{fields} fields");
            unhurt(page, "a field").await?;
        }
        page.no_errors().await?;
        page.visit(&site.url("embed.html")).await?;
        for text in nasty() {
            let quoted = serde_json::to_string(&format!("#{text}"))?;
            page.js(&format!(
                "const form = document.getElementById('choice'); form.elements.link.value = {quoted};
                 form.dispatchEvent(new Event('change'));"
            ))
            .await?;
            unhurt(page, "the embed page").await?;
            let code = page.text("[data-code]").await?;
            let inner = code.split_once("src=\"").map_or("", |(_, rest)| rest);
            assert!(!inner.split('"').next().unwrap_or_default().contains(['<', '\n']), "{code}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn messages_and_attributes_are_text() {
    let host = "<!doctype html><html lang='en'><title>Host</title>
        <iframe style='width:100%;height:600px' src='/?embed=1&lang=en'></iframe>
        <script type='module' src='/four-waves-element.js'></script><four-waves id='a'></four-waves>
        <script data-host>window.told = []; addEventListener('message', ({ data }) => told.push(data));
        document.getElementById('a').addEventListener('error', ({ detail }) => told.push(detail));</script>";
    let site = Site::builder(e2e::dist()).page("/host.html", host).start();
    run("nasty-messages", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("told.some((one) => one.type === 'four-waves:ready')", LONG).await?;
        page.js("document.getElementById('a').scrollIntoView()").await?;
        page.until("document.getElementById('a').shadowRoot.querySelector('g.flight')", LONG).await?;
        for text in nasty() {
            let quoted = serde_json::to_string(&text)?;
            page.js(&format!(
                "told.length = 0; const text = {quoted};
                 for (const type of ['load', 'setLang', 'seek', text])
                     frames[0].postMessage({{ type: 'four-waves:' + type, version: 1, scenario: text, lang: text, t: text }}, '*');
                 const a = document.getElementById('a');
                 a.load(text); a.setLang(text);
                 for (const name of ['scenario', 'code', 'theme', 'speed']) a.setAttribute(name, text);"
            ))
            .await?;
            page.until("told.filter((one) => one.message).length >= 5", SOON).await?;
            let answers = page.strings("told.map((one) => one.message ?? '')").await?;
            assert!(answers.iter().all(|one| one.chars().count() < 400 && !one.contains(['\u{202e}', '\0'])), "{answers:?}");
            page.js("for (const name of ['scenario', 'code', 'theme', 'speed']) a.removeAttribute(name)").await.ok();
            unhurt(page, "the host").await?;
            page.enter_frame(0).await?;
            unhurt(page, "the embed").await?;
            page.enter_default_frame().await?;
        }
        Ok(())
    })
    .await;
}
