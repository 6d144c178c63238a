//! After one visit the page works without a network, and a new release replaces an old one.
use e2e::{Ability, Browser, Options, Result, SOON, Site, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// A browser that keeps pages, as people's do; the other tests' does not.
fn keeping() -> Options {
    Options { keeps_pages: true, needs: &[Ability::ServiceWorkers], ..Options::default() }
}

/// The page is kept: its worker has everything and answers for it.
async fn kept(page: &Browser) -> Result {
    holds(page, "navigator.serviceWorker.controller").await
}

/// Waits until an expression is true that may wait itself.
async fn holds(page: &Browser, expression: &str) -> Result {
    let start = Instant::now();
    while page.js(&format!("return (async () => !!({expression}))();")).await? != true {
        if start.elapsed() > SOON * 6 {
            return Err(format!("not true in time: {expression}").into());
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

#[tokio::test]
async fn after_one_visit_it_works_without_a_network() {
    let site = Site::builder(e2e::dist()).below("/courses/waves/").start();
    let address = site.url("");
    run("offline", keeping(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        kept(page).await?;
        page.visit(&site.url("lesson.html")).await?;
        drop(site);
        page.visit(&format!("{address}?autoplay=0&lang=zh#1;last-ack-lost")).await?;
        page.until("document.getElementById('ladder')", SOON).await?;
        assert!(page.text("#room").await?.contains("丢失"), "the ladder is there, in Chinese");
        // What is in the second file.
        page.press("tab states").await?;
        page.until("document.querySelector('.diagram svg')", SOON).await?;
        // What makes what is saved.
        page.press("tab save").await?;
        page.until("document.querySelector('.saving')", SOON).await?;
        page.press("save json").await?;
        page.until("document.getElementById('saved').innerText.includes('four-waves-last-ack-lost')", SOON)
            .await?;
        // A page of text that was read, one that was not, and a question's.
        page.visit(&format!("{address}lesson.html")).await?;
        assert!(page.js("return document.querySelectorAll('.still').length").await?.as_u64() > Some(5));
        page.visit(&format!("{address}truth.html")).await?;
        assert!(page.text("body").await?.contains("has not been read here before"));
        page.visit(&format!("{address}q-close-wait.html")).await?;
        page.until("document.querySelector('.questions')", SOON).await?;
        assert!(page.text("body").await?.contains("Why is my server full of CLOSE-WAIT?"));
        Ok(())
    })
    .await;
}

/// A release whose page says something else, with all hashes as a build makes them.
fn next_release(title: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("four-waves-next-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder of its own");
    for entry in fs::read_dir(e2e::dist()).expect("there is a build").flatten() {
        fs::copy(entry.path(), folder.join(entry.file_name())).expect("it can be copied");
    }
    let index = folder.join("index.html");
    let page = fs::read_to_string(&index).expect("it is there");
    fs::write(&index, page.replace("<title>", &format!("<title>{title}"))).expect("it can be written");
    folder
}

/// Writes the hash of that folder's index.html into its worker.
async fn sealed(page: &Browser, folder: &Path) -> Result {
    let text = fs::read_to_string(folder.join("index.html"))?;
    let hash = page
        .js(&format!(
            "return crypto.subtle.digest('SHA-256', new TextEncoder().encode({}))
               .then((hash) => btoa(String.fromCharCode(...new Uint8Array(hash))));",
            serde_json::to_string(&text)?
        ))
        .await?;
    let hash = hash.as_str().ok_or("no hash")?;
    let worker = folder.join("sw.js");
    let text = fs::read_to_string(&worker)?;
    let (before, rest) = text.split_once("\"index.html\":\"").ok_or("the worker names no index.html")?;
    let (_, after) = rest.split_once('"').ok_or("the worker is cut")?;
    fs::write(worker, format!("{before}\"index.html\":\"{hash}\"{after}"))?;
    Ok(())
}

#[tokio::test]
async fn a_new_release_comes_by_itself_and_leaves_nothing_behind() {
    let folder = next_release("");
    let site = Site::builder(&folder).start();
    run("offline-update", keeping(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        kept(page).await?;
        let list = "return (async () => {
                      const cache = await caches.open((await caches.keys())[0]);
                      return (await cache.keys()).map((request) => request.url);
                    })();";
        let first = page.js(list).await?;
        // Twice, so that the first release is older than the one before.
        for title in ["second ", "third "] {
            let made = next_release(title);
            sealed(page, &made).await?;
            // This visit is the kept release's, and brings the new one.
            page.visit(&site.url("?autoplay=0")).await?;
            holds(page, &format!("(await (await fetch('./')).text()).includes('<title>{title}')")).await?;
            page.visit(&site.url("?autoplay=0")).await?;
            kept(page).await?;
        }
        let last = page.js(list).await?;
        let count = |list: &serde_json::Value| list.as_array().map_or(0, Vec::len);
        // Its index.html and the one's before; all else is the same.
        assert_eq!(count(&last), count(&first) + 1, "{last}");
        page.no_errors().await
    })
    .await;
    let _ = fs::remove_dir_all(folder);
}

/// The second file's style sheet, as a path of the host.
fn later_css() -> String {
    let names = fs::read_dir(e2e::dist()).expect("there is a build").flatten();
    let mut names = names.map(|file| file.file_name().to_string_lossy().into_owned());
    format!("/{}", names.find(|name| name.starts_with("later-")).expect("the build has one"))
}

/// A host in the middle of a change sends files of two releases: the kept one stays whole.
#[tokio::test]
async fn a_release_that_does_not_fit_together_is_not_kept() {
    let site = Site::builder(e2e::dist()).bytes(&later_css(), "text/css", "/* of another release */").start();
    run("offline-mixed", keeping(), async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        let refused = "navigator.serviceWorker.register('sw.js').then(async (own) => {
            const worker = own.installing ?? own.waiting ?? own.active;
            if (worker) while (!['redundant', 'activated'].includes(worker.state)) {
                await new Promise((on) => worker.addEventListener('statechange', on, { once: true }));
            }
            return worker?.state;
        }, () => 'redundant')";
        assert_eq!(page.js(&format!("return {refused};")).await?, "redundant");
        assert_eq!(page.js("return Boolean(navigator.serviceWorker.controller)").await?, false);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_browser_finds_nothing_against_installing_it() {
    let site = Site::dist();
    let options = Options { needs: &[Ability::DevTools], ..keeping() };
    run("installing", options, async |page| {
        page.visit(&site.url("?autoplay=0")).await?;
        kept(page).await?;
        let manifest = page.cdp("Page.getAppManifest", serde_json::json!({})).await?;
        assert!(manifest["url"].as_str().is_some_and(|url| url.ends_with("four-waves.webmanifest")));
        assert_eq!(manifest["errors"].as_array().map(Vec::len), Some(0), "{manifest}");
        let errors = page.cdp("Page.getInstallabilityErrors", serde_json::json!({})).await?;
        assert_eq!(errors["installabilityErrors"].as_array().map(Vec::len), Some(0), "{errors}");
        page.no_errors().await
    })
    .await;
}
