//! Hosts, course platforms and browsers that refuse things. What else is hostile stands with what it is
//! about: sub-paths in `offline.rs` and `later.rs`, policies in `policy.rs`, files that were changed in
//! `sealed.rs`, embeds and the single file in a sandbox in `embed.rs` and `single.rs`, elements from
//! another origin in `element.rs`, saving in a frame in `export.rs`, times without a network and new
//! releases in `offline.rs`, clocks in `clocks.rs`.
use e2e::{Browser, Options, Result, SOON, Site, SiteBuilder, run, shared};
use std::fs;
use std::time::Duration;
use thirtyfour::prelude::*;

const LONG: Duration = Duration::from_secs(15);

fn still() -> Options {
    Options { reduced_motion: true, ..Options::default() }
}

/// The page is used: a step, a panel, an edit, the other language.
async fn used(page: &Browser) -> Result {
    page.until("document.querySelector('g.flight')", LONG).await?;
    page.press("restart").await?;
    page.press("next").await?;
    page.until("document.querySelector('.clock').textContent === '1.00 s'", SOON).await?;
    page.press("call server abort").await?;
    page.until("document.querySelector('g.flight.rst')", SOON).await?;
    if page.count("[data-do='tab states']").await? > 0 {
        page.js("document.querySelector(`[data-do='tab states']`).click()").await?;
        page.until("document.querySelector('.diagram svg')", SOON).await?;
        page.press("theme").await?;
        page.press("lang").await?;
        page.until("document.documentElement.lang === 'zh-CN'", SOON).await?;
    }
    Ok(())
}

// ---- where it lies ----

/// As a browser writes a folder's name.
fn escaped(path: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-._~()!'".contains(byte);
    path.bytes()
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[tokio::test]
async fn it_works_from_any_folder() {
    for folder in [
        "/计算机网络 (第八版)/四次挥手/",
        "/100% #1 ?x=1 & more/",
        "/%2e%2f/it's;v=1,2/",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/index.html/",
    ] {
        let site = Site::builder(e2e::dist()).below(folder).start();
        let address = format!("{}{}", site.origin(), escaped(folder));
        run("folder", Options { keeps_pages: true, ..still() }, async |page| {
            page.visit(&format!("{address}?lang=en&autoplay=0")).await?;
            used(page).await.map_err(|e| format!("{folder}: {e}"))?;
            assert!(page.current_url().await?.as_str().starts_with(&address), "{folder}");
            page.press("tab save").await?;
            page.until("document.querySelector('.saving')", SOON).await?;
            page.press("save json").await?;
            page.until("document.getElementById('saved').innerText.includes('.json')", SOON).await?;
            page.until("navigator.serviceWorker.controller", LONG).await?;
            page.visit(&format!("{address}lesson.html")).await?;
            page.click(".still .play").await?;
            page.until(
                "document.querySelector('.still iframe')?.contentDocument?.querySelector('g.flight')",
                LONG,
            )
            .await?;
            page.no_errors().await.map_err(|e| format!("{folder}: {e}"))?;
            assert!(site.asked().iter().all(|(_, status)| *status < 400), "{folder}: {:?}", site.asked());
            drop(site);
            page.visit(&format!("{address}?lang=zh&autoplay=0#1;last-ack-lost")).await?;
            page.until("document.querySelector('g.flight')", LONG).await?;
            Ok(())
        })
        .await;
    }
}

// ---- what it calls its files ----

/// The build's files with that ending, as this type.
fn as_type(mut site: SiteBuilder, ending: &str, mime: &str) -> SiteBuilder {
    for entry in fs::read_dir(e2e::dist()).expect("there is a build").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(ending) {
            site = site.bytes(&format!("/{name}"), mime, fs::read(entry.path()).expect("it is there"));
        }
    }
    site
}

#[tokio::test]
async fn it_works_although_its_host_knows_no_wasm() {
    for mime in ["application/octet-stream", "text/html; charset=gb2312", "text/plain", ""] {
        let site =
            as_type(Site::builder(e2e::dist()), ".wasm", mime).header("X-Content-Type-Options", "nosniff");
        let site = as_type(site, ".js", "application/javascript;charset=UTF-8").start();
        run("mime-wasm", still(), async |page| {
            page.visit(&site.url("?lang=en")).await?;
            used(page).await.map_err(|e| format!("{mime}: {e}"))?;
            page.no_errors().await?;
            let Some(folder) = shared("captures") else { return Ok(()) };
            let file = folder.join("twenty-connections.pcapng");
            page.find(By::Css("#open-file")).await?.send_keys(file.to_string_lossy()).await?;
            page.until("document.querySelectorAll('.connections li').length === 20", SOON * 2).await?;
            page.no_errors().await
        })
        .await;
    }
}

/// No browser runs a module that is called plain text: the page says so.
#[tokio::test]
async fn a_host_that_knows_no_scripts_is_told_of() {
    let site = as_type(Site::builder(e2e::dist()), ".js", "text/plain").start();
    run("mime-js", still(), async |page| {
        page.goto(site.url("")).await?;
        page.js("document.getAnimations().forEach((one) => one.finish())").await?;
        page.until("document.getElementById('failed').checkVisibility()", SOON).await?;
        Ok(())
    })
    .await;
}

// ---- what a frame refuses ----

/// The whole page where it has no origin: no storage, no workers, no clipboard, no downloads.
#[tokio::test]
async fn the_page_works_in_a_sandbox_and_says_what_is_refused() {
    let host = "<!doctype html><title>Host</title><iframe sandbox='allow-scripts' style='width:100%;height:2600px' src='/?lang=en'></iframe>";
    let site = Site::builder(e2e::dist())
        .header("Access-Control-Allow-Origin", "*")
        .page("/host.html", host)
        .page("/lesson-host.html", host.replace("/?lang=en", "/lesson.html"))
        .start();
    run("sandbox", still(), async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.find(By::Css("iframe")).await?.enter_frame().await?;
        page.until("document.querySelector('g.flight')", LONG).await?;
        assert!(page.truth("(() => { try { return !localStorage; } catch { return true; } })()").await?);
        page.press("copy").await?;
        page.until("document.querySelector('.notice p')?.textContent.match(/This is the link: http.*#four-way-close/)", SOON).await?;
        used(page).await?;
        page.press("lang").await?;
        page.no_errors().await?;
        if let Some(folder) = shared("captures") {
            let file = folder.join("twenty-connections.pcapng");
            page.find(By::Css("#open-file")).await?.send_keys(file.to_string_lossy()).await?;
            page.until("document.getElementById('panel').textContent.includes('worker')", SOON).await?;
            page.console().await?;
        }
        page.enter_default_frame().await?;
        page.visit(&format!("{}/lesson-host.html", site.origin())).await?;
        page.find(By::Css("iframe")).await?.enter_frame().await?;
        page.click(".still .play").await?;
        page.until("document.querySelector('.still.playing iframe')", SOON).await?;
        page.no_errors().await
    })
    .await;
}

// ---- what a browser refuses ----

/// A full disk: nothing can be remembered, and nothing kept for times without a network.
#[tokio::test]
async fn it_works_with_storage_full() {
    let site = Site::dist();
    run("storage-full", Options { keeps_pages: true, ..still() }, async |page| {
        let quota = serde_json::json!({ "origin": site.origin(), "quotaSize": 1000 });
        page.cdp("Storage.overrideQuotaForOrigin", quota).await?;
        page.before_each_page(
            "Storage.prototype.setItem = () => { window.refused = true; throw new DOMException('full', 'QuotaExceededError'); };",
        )
        .await?;
        page.visit(&site.url("?lang=en")).await?;
        used(page).await?;
        assert!(page.truth("window.refused").await?, "it was tried");
        let refused = "return navigator.serviceWorker.register('sw.js').then(async (own) => {
            const worker = own.installing ?? own.waiting ?? own.active;
            if (worker) while (!['redundant', 'activated'].includes(worker.state))
                await new Promise((on) => worker.addEventListener('statechange', on, { once: true }));
            return worker?.state;
        }, () => 'redundant');";
        assert_eq!(page.js(refused).await?, "redundant", "the kept copy is whole or none");
        page.console().await?;
        page.visit(&site.url("?lang=zh")).await?;
        page.until("document.querySelector('g.flight')", LONG).await?;
        page.visit(&site.url("lesson.html")).await?;
        page.no_errors().await
    })
    .await;
}

/// With all cookies blocked even asking for storage throws.
#[tokio::test]
async fn it_works_with_cookies_blocked() {
    let site = Site::dist();
    let settings = vec![("profile.default_content_setting_values.cookies", 2)];
    run("cookies-blocked", Options { keeps_pages: true, settings, ..still() }, async |page| {
        page.visit(&site.url("?lang=en")).await?;
        let throws = "(() => { try { return !localStorage; } catch { return true; } })()";
        assert!(page.truth(throws).await?, "the browser does block them");
        used(page).await?;
        tokio::time::sleep(Duration::from_millis(2500)).await;
        page.no_errors().await?;
        for other in ["lesson.html", "embed.html", "q-2msl.html"] {
            page.visit(&site.url(other)).await?;
            page.no_errors().await.map_err(|e| format!("{other}: {e}"))?;
        }
        Ok(())
    })
    .await;
}

/// Another site's frame has a storage of its own, or none.
#[tokio::test]
async fn embeds_work_where_third_parties_are_kept_apart() {
    let embed = Site::dist();
    let host = format!(
        "<!doctype html><title>Host</title><script>window.told = []; addEventListener('message', ({{ data }}) => told.push(data.type));</script>
        <iframe style='width:100%;height:900px' src='{}?embed=1&lang=en'></iframe>
        <iframe style='width:100%;height:2600px' src='{}?lang=en'></iframe>",
        embed.url(""),
        embed.url("")
    );
    let site = Site::builder(e2e::dist()).page("/host.html", host).start();
    // Another site is another name, whatever the port.
    let address = site.origin().replace("127.0.0.1", "localhost");
    for settings in [vec![], vec![("profile.cookie_controls_mode", 1)]] {
        let blocked = !settings.is_empty();
        let args = vec!["--test-third-party-cookie-phaseout".to_owned()];
        run("third-party", Options { settings, args, ..still() }, async |page| {
            page.visit(&format!("{address}/host.html")).await?;
            page.until("told.includes('four-waves:ready')", LONG).await?;
            for frame in 0..2 {
                // What is far out of view is not drawn.
                page.js(&format!("document.querySelectorAll('iframe')[{frame}].scrollIntoView()")).await?;
                page.enter_frame(frame).await?;
                used(page).await.map_err(|e| format!("frame {frame}: {e}"))?;
                if blocked {
                    page.js("try { window.kept = localStorage.length; } catch { window.kept = 'refused'; }")
                        .await?;
                }
                page.enter_default_frame().await?;
            }
            page.no_errors().await
        })
        .await;
    }
}

// ---- what somebody has left there ----

/// A worker that another app has left on this address.
const OTHER: &str = "addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('fetch', (event) => {
        const path = new URL(event.request.url).pathname;
        if (ANSWERS) event.respondWith(new Response(BODY, { headers: { 'content-type': 'text/html' } }));
    });";

/// It is registered before our page comes, as it would have been.
async fn left_behind(page: &Browser, site: &Site) -> Result {
    page.visit(&format!("{}/before.html", site.origin())).await?;
    page.js("return navigator.serviceWorker.register('/other.js').then(() => navigator.serviceWorker.ready).then(() => 1);")
        .await?;
    page.until("navigator.serviceWorker.controller", SOON).await
}

fn with_other(answers: &str, body: &str) -> Site {
    let body = serde_json::to_string(body).expect("it is text");
    let other = OTHER.replace("ANSWERS", answers).replace("BODY", &body);
    Site::builder(e2e::dist())
        .page("/before.html", "<!doctype html><title>Before</title>")
        .bytes("/other.js", "text/javascript", other)
        .start()
}

#[tokio::test]
async fn another_apps_worker_is_sent_away() {
    // It answers for everything but pages with the page that it knows.
    let site = with_other("path.endsWith('.wasm')", "<p>Another app.</p>");
    run("other-worker", Options { keeps_pages: true, ..still() }, async |page| {
        left_behind(page, &site).await?;
        page.goto(site.url("?lang=en")).await?;
        page.until("document.getElementById('failed').checkVisibility()", SOON * 2).await?;
        page.click("#failed > p > button").await?;
        page.until("document.querySelector('g.flight')", LONG).await?;
        // From then on the address is ours.
        page.until("navigator.serviceWorker.controller?.scriptURL.endsWith('/sw.js')", LONG).await
    })
    .await;
}

#[tokio::test]
async fn a_stale_page_of_anothers_worker_is_not_blank() {
    // Our page of a release that is long gone, with the names of its files.
    let stale = fs::read_to_string(e2e::dist().join("index.html")).expect("there is a build");
    let stale: String =
        stale.replace("boot-", "boot-0").replace("style-", "style-0").replace("four-waves-", "four-waves-0");
    let site = with_other("event.request.mode === 'navigate' && !path.endsWith('before.html')", &stale);
    run("stale-page", Options { keeps_pages: true, ..still() }, async |page| {
        left_behind(page, &site).await?;
        page.goto(site.url("?lang=en")).await?;
        // Neither style sheet nor script: the sentence is in the page.
        page.until("document.getElementById('failed').checkVisibility()", SOON).await?;
        assert!(page.text("#failed").await?.contains("could not start"));
        Ok(())
    })
    .await;
}

/// A worker of ours from before, whose files its host does not have any more: its page goes on, whole,
/// until the new one takes over.
#[tokio::test]
async fn a_former_releases_worker_makes_way() {
    let former = "const FILES = { '/': `<!doctype html><html data-release=former><title>Four Waves</title><p id=app>former</p>` };
        addEventListener('install', (event) => event.waitUntil(caches.open('four-waves former').then((cache) => skipWaiting())));
        addEventListener('activate', (event) => event.waitUntil(clients.claim()));
        addEventListener('fetch', (event) => {
            const page = FILES[new URL(event.request.url).pathname];
            if (page) event.respondWith(new Response(page, { headers: { 'content-type': 'text/html' } }));
        });";
    // The host still has the former release…
    let before = Site::builder(e2e::dist())
        .page("/before.html", "<!doctype html><title>Before</title>")
        .bytes("/sw.js", "text/javascript", former)
        .start();
    let port = before.origin().rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or_default();
    run("former-worker", Options { keeps_pages: true, ..still() }, async |page| {
        page.visit(&format!("{}/before.html", before.origin())).await?;
        page.js("return navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => 1);")
            .await?;
        page.until("navigator.serviceWorker.controller", SOON).await?;
        page.goto(before.url("")).await?;
        page.until("document.documentElement.dataset.release === 'former'", SOON).await?;
        // …and then this one.
        drop(before);
        tokio::time::sleep(Duration::from_millis(300)).await;
        let site = Site::builder(e2e::dist()).start_at(port);
        page.goto(site.url("")).await?;
        page.js("return navigator.serviceWorker.getRegistration().then((own) => own.update()).then(() => 1, () => 0);").await?;
        let ours = "return caches.keys().then((names) => names.some((name) => name.startsWith('four-waves http')));";
        let begun = std::time::Instant::now();
        while page.js(ours).await? != true {
            assert!(begun.elapsed() < LONG, "the new worker has come");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        page.until("true", SOON).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        page.goto(site.url("?lang=en")).await?;
        page.until("document.querySelector('g.flight')", LONG).await?;
        used(page).await?;
        page.no_errors().await
    })
    .await;
}
