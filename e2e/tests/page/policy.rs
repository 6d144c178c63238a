//! The strictest policy that the site can run under, sent by its host: everything works, and nothing is
//! reported. `docs/embed.md` has it for whoever runs a host.
use e2e::{Browser, Options, Result, SOON, Site, SiteBuilder, TABS, run, shared};
use std::fs;
use std::time::Duration;
use thirtyfour::By;

/// With Trusted Types. Violations are reported to the host itself, a worker's, too.
pub const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; \
    base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types four-waves";

fn strict() -> SiteBuilder {
    Site::builder(e2e::dist()).header("Content-Security-Policy", &format!("{STRICT}; report-uri /reported"))
}

/// Nothing was reported, and the console shows no error.
async fn kept(page: &Browser, site: &Site, what: &str) -> Result {
    page.no_errors().await.map_err(|e| format!("{what}: {e}"))?;
    let reported = site.asked().iter().any(|(path, _)| path == "/reported");
    if reported { Err(format!("{what}: it was reported").into()) } else { Ok(()) }
}

/// Opens every panel, saves and follows an edit.
async fn used(page: &Browser) -> Result {
    page.until("document.querySelector('g.flight')", SOON).await?;
    for tab in TABS.iter().chain(&["save"]) {
        page.js(&format!("document.querySelector(`[data-do='tab {tab}']`).click()")).await?;
        let shown =
            "document.getElementById('panel').textContent.length > 20 && !document.querySelector('.waiting')";
        page.until(
            &format!("document.querySelector(`[data-do='tab {tab}'][aria-selected=true]`) && {shown}"),
            SOON,
        )
        .await
        .map_err(|e| format!("{tab}: {e}"))?;
    }
    // A picture is drawn by the browser, from octets.
    page.press("save png").await?;
    page.until("document.getElementById('saved').innerText.includes('.png')", SOON).await?;
    page.js("document.querySelector(`[data-do='load abort']`).click()").await?;
    page.until("document.querySelector('g.flight.rst')", SOON).await?;
    page.js("document.querySelector(`[data-do='lang']`).click()").await?;
    page.until("document.documentElement.lang === 'zh-CN'", SOON).await
}

#[tokio::test]
async fn the_page_works_under_the_strictest_policy() {
    let site = strict().start();
    run("policy-page", Options { keeps_pages: true, ..Options::default() }, async |page| {
        // A policy that nothing is held to would pass all of this.
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        let refused =
            "(() => { try { document.body.innerHTML += 'x'; return false; } catch { return true; } })()";
        assert!(page.truth(refused).await?, "text is no markup here");
        assert!(
            page.truth(
                "(() => { try { trustedTypes.createPolicy('other', {}); } catch { return true; } })()"
            )
            .await?
        );
        page.console().await?;
        let before = site.asked().iter().filter(|(path, _)| path == "/reported").count();
        assert!(before > 0, "what is not allowed is reported");
        Ok(())
    })
    .await;
    let site = strict().start();
    run("policy-page", Options { keeps_pages: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=en")).await?;
        page.until_playing().await?;
        page.until_sent(0, SOON).await?;
        used(page).await?;
        page.until("navigator.serviceWorker.controller", SOON * 3).await?;
        kept(page, &site, "the page").await?;
        // Many connections are piles whose height is a style.
        page.visit(&site.url("?lang=en&autoplay=0#1;q-ports")).await?;
        page.until("document.querySelector('.stack i')", SOON).await?;
        assert!(page.truth("document.querySelector('.stack i').style.height.endsWith('%')").await?);
        kept(page, &site, "a question").await
    })
    .await;
}

#[tokio::test]
async fn captures_are_read_under_it() {
    let Some(folder) = shared("captures") else { return };
    let site = strict().start();
    run("policy-capture", Options::default(), async |page| {
        page.visit(&site.url("?autoplay=0&lang=en")).await?;
        let file = folder.join("twenty-connections.pcapng");
        page.find(By::Css("#open-file")).await?.send_keys(file.to_string_lossy()).await?;
        page.until("document.querySelectorAll('.connections li').length === 20", SOON).await?;
        page.click(".connections li button").await?;
        page.until("document.querySelector('.opened, .capture .grounds, g.flight')", SOON).await?;
        kept(page, &site, "a capture").await
    })
    .await;
}

#[tokio::test]
async fn every_other_page_works_under_it() {
    // Where the element stands no script of the page's own is needed.
    let host = "<!doctype html><html lang='en'><title>Host</title>
        <script type='module' src='/four-waves-element.js'></script><four-waves id='a' scenario='abort'></four-waves>";
    let site = strict().page("/host.html", host).start();
    run("policy-pages", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let mut names: Vec<String> = fs::read_dir(e2e::dist())?
            .flatten()
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".html") && name != "four-waves-single.html")
            .collect();
        names.sort();
        assert!(names.len() > 40, "{names:?}");
        for name in &names {
            page.visit(&site.url(name)).await?;
            kept(page, &site, name).await?;
        }
        page.visit(&site.url("lesson.html")).await?;
        page.click(".still .play").await?;
        page.until(
            "document.querySelector('.still iframe')?.contentDocument?.querySelector('g.flight')",
            SOON * 2,
        )
        .await?;
        kept(page, &site, "the lesson's ladder").await?;
        page.visit(&site.url("embed.html")).await?;
        page.until(
            "document.querySelector('#frame iframe')?.contentDocument?.querySelector('g.flight')",
            SOON * 2,
        )
        .await?;
        kept(page, &site, "the preview").await?;
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("document.getElementById('a').shadowRoot.querySelector('g.flight.rst')", SOON * 2).await?;
        kept(page, &site, "the element").await?;
        page.visit(&site.url("?embed=1&lang=en&scenario=abort")).await?;
        page.until("document.querySelector('g.flight.rst')", SOON).await?;
        kept(page, &site, "an embed").await
    })
    .await;
}

/// The single file carries a policy of its own.
#[tokio::test]
async fn the_single_file_holds_itself_to_trusted_types() {
    run("policy-single", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let file = e2e::dist().canonicalize()?.join("four-waves-single.html");
        page.visit(&format!("file://{}", file.display())).await?;
        page.until("document.querySelector('g.flight')", Duration::from_secs(15)).await?;
        page.no_errors().await?;
        assert!(
            page.truth(
                "(() => { try { document.body.innerHTML += 'x'; return false; } catch { return true; } })()"
            )
            .await?
        );
        Ok(())
    })
    .await;
}

/// Tags of a page, each from `<` to `>`.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<').skip(1).filter_map(|piece| piece.split_once('>').map(|(tag, _)| tag))
}

/// So that no policy need allow it: no script and no style within a page, no handler, nothing that makes
/// code of text, and markup of text in one place only.
#[test]
fn nothing_is_inline_and_nothing_becomes_code() {
    let mut markup = Vec::new();
    for entry in fs::read_dir(e2e::dist()).expect("there is a build").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == "four-waves-single.html" {
            continue;
        }
        let text = || fs::read_to_string(entry.path()).expect("it is text");
        if name.ends_with(".html") {
            for tag in tags(&text()) {
                let word = tag.split([' ', '\n']).next().unwrap_or_default();
                assert!(word != "style" && word != "base", "{name}: <{tag}>");
                assert!(word != "script" || tag.contains(" src="), "{name}: <{tag}>");
                for attribute in tag.split([' ', '\n']).skip(1) {
                    let handler = attribute.strip_prefix("on").and_then(|rest| rest.split_once('='));
                    let handler =
                        handler.is_some_and(|(event, _)| event.bytes().all(|sign| sign.is_ascii_lowercase()));
                    assert!(!handler && !attribute.starts_with("style="), "{name}: <{tag}>");
                    assert!(!attribute.contains("javascript:"), "{name}: <{tag}>");
                }
            }
        }
        if name.ends_with(".js") {
            let script = text();
            // The bindings have a door for raw markup that Yew could use; nobody asks it to (tests/rooms.rs).
            let script = script.replacen(
                ".innerHTML=",
                "",
                usize::from(name.starts_with("four-waves-") && !name.contains("element")),
            );
            for code in [
                "eval(",
                "Function(\"",
                "Function('",
                "Function(`",
                "new Function",
                "document.write",
                "innerHTML",
                "outerHTML",
                "setTimeout(\"",
                "srcdoc",
                "createContextualFragment",
                "setHTMLUnsafe",
            ] {
                assert!(!script.contains(code), "{name}: {code}");
            }
            if script.contains("insertAdjacentHTML") {
                markup.push(name.split_once('-').map_or(name.clone(), |(stem, _)| stem.to_owned()));
            }
        }
    }
    markup.sort();
    assert_eq!(markup, ["boot", "four"], "static/files.js, as the page and the element have it");
}
