//! When the page cannot start it says so, in both languages: it is never blank.
use e2e::{Ability, Browser, Options, Result, SOON, Site, SiteBuilder, run};
use std::time::Duration;

/// The name of the build's file that ends like this, as a path of the host.
fn built(end: &str) -> String {
    let files = std::fs::read_dir(e2e::dist()).expect("there is a build").flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    // Beside the page's own, whose names have a hash, lie the element and others.
    let own = |name: &String| {
        let rest = name.strip_prefix("four-waves-").and_then(|rest| rest.strip_suffix(end));
        rest.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    let name = names.into_iter().find(own);
    format!("/{}", name.expect("the build has such a file"))
}

fn broken(end: &str, mime: &str, body: &[u8]) -> SiteBuilder {
    Site::builder(e2e::dist()).bytes(&built(end), mime, body)
}

async fn assert_failed(page: &Browser, what: &str) -> Result {
    // The sentence stands in the page; the button comes with a script that says so.
    page.until("document.querySelector('#failed button').checkVisibility()", Duration::from_secs(8))
        .await
        .map_err(|e| format!("{what}: {e}"))?;
    for lang in ["en", "zh-CN"] {
        let words = page.text(&format!("#failed [lang={lang}]")).await?;
        assert!(words.len() > 20, "{what}: {words}");
    }
    let wait = "document.getElementById('wait')?.checkVisibility()";
    assert!(!page.truth(wait).await?, "{what}: it does not go on waiting");
    let reason = page.string("document.querySelector('#failed pre').textContent").await?;
    assert!(!reason.is_empty() && reason != "undefined", "{what}: {reason:?}");
    Ok(())
}

#[tokio::test]
async fn a_page_whose_wasm_fails_says_so() {
    let wasm = std::fs::read(format!("{}{}", e2e::dist().display(), built("_bg.wasm"))).expect("it is there");
    for (what, site) in [
        ("wasm that is none", broken("_bg.wasm", "application/wasm", b"no wasm at all")),
        ("half the wasm", broken("_bg.wasm", "application/wasm", &wasm[..wasm.len() / 2])),
        ("an error page as wasm", broken("_bg.wasm", "text/html", b"<p>Not found")),
        ("an error page as script", broken(".js", "text/html", b"<p>Not found")),
        ("a broken script", broken(".js", "text/javascript", b"import from from;")),
        (
            "a policy without wasm",
            Site::builder(e2e::dist()).header("Content-Security-Policy", "script-src 'self'"),
        ),
    ] {
        let site = site.start();
        run("wasm-fails", Options::default(), async |page| {
            page.goto(site.url("")).await?;
            assert_failed(page, what).await?;
            let loads = || site.asked().iter().filter(|(path, _)| path == "/").count();
            let before = loads();
            page.click("#failed button").await?;
            let start = std::time::Instant::now();
            while loads() == before {
                assert!(start.elapsed() < SOON, "{what}: the button reloads");
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
            Ok(())
        })
        .await;
    }
}

/// Without scripts there is a sentence, too.
#[tokio::test]
async fn without_scripts_there_is_a_sentence() {
    let site = Site::builder(e2e::dist()).header("Content-Security-Policy", "script-src 'none'").start();
    // A person's switch, of which WebDriver knows nothing.
    let options = Options { needs: &[Ability::DevTools], ..Options::default() };
    run("no-script", options, async |page| {
        page.cdp("Emulation.setScriptExecutionDisabled", serde_json::json!({ "value": true })).await?;
        page.goto(site.url("")).await?;
        let text = page.find(thirtyfour::By::Css("body")).await?.text().await?;
        assert!(text.contains("needs JavaScript") && text.contains("需要 JavaScript"), "{text}");
        Ok(())
    })
    .await;
}
