//! The examples of `examples/embed`, each as its tool makes a page of it: an embed stands in it and
//! plays. The tools are not needed: what they do to our lines is written here by their documented rules.
use e2e::{Browser, Options, Result, SOON, Site, SiteBuilder, run};
use std::path::Path;
use std::time::Duration;
use thirtyfour::prelude::*;

/// The address that stands in the examples.
const PLACE: &str = "https://example.org/four-waves/";
const LOADED: Duration = Duration::from_secs(15);

fn example(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/embed").join(name);
    std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn ours() -> SiteBuilder {
    Site::builder(e2e::dist())
}

/// Opens that page on somebody else's host and plays its embed, which shows so many segments.
async fn plays(name: &str, html: &str, on: SiteBuilder, embed: &Site, flights: usize) {
    assert!(html.contains(PLACE), "{name}: {html}");
    let site = on.page("/host.html", html.replace(PLACE, &embed.url(""))).start();
    run(&format!("example-{name}"), Options::default(), async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.js("document.querySelectorAll('iframe').forEach(f => f.scrollIntoView())").await?;
        inside(page, flights).await?;
        page.no_errors().await
    })
    .await;
}

async fn inside(page: &Browser, flights: usize) -> Result {
    page.find(By::Css("iframe")).await?.enter_frame().await?;
    page.until("document.querySelector('g.flight')", LOADED).await?;
    assert_eq!(page.count("g.flight").await?, flights);
    assert_eq!(page.count("header").await?, 0, "an embed");
    assert_eq!(page.notice().await?, "", "nothing of its address is refused");
    page.press("play").await?;
    page.until_playing().await
}

/// Markdown as CommonMark has it: a block that begins with `<iframe` stays as it is.
fn rendered(markdown: &str) -> String {
    let blocks = markdown.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    let block = |block: &str| match block.strip_prefix("# ") {
        Some(title) => format!("<h1>{title}</h1>"),
        None if block.starts_with("<iframe") => block.to_owned(),
        None => format!("<p>{block}</p>"),
    };
    format!("<!doctype html><title>Page</title>{}", blocks.map(block).collect::<String>())
}

#[tokio::test]
async fn plain_html_is_told_and_asks() {
    let embed = ours().start();
    let html = example("plain.html").replace(PLACE, &embed.url(""));
    let site = ours().page("/host.html", html).start();
    run("example-plain", Options::default(), async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        page.until("!document.getElementById('to-the-loss').disabled", LOADED).await?;
        page.until("document.querySelector('iframe').height > 620", SOON).await?;
        page.click("#to-the-loss").await?;
        page.until("document.getElementById('told').textContent === 'TIME-WAIT, LAST-ACK'", SOON).await?;
        inside(page, 6).await?;
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn markdown_keeps_the_frame() {
    let embed = ours().start();
    for (name, file) in [("mdbook", "mdbook/src/closing.md"), ("mkdocs", "mkdocs/docs/index.md")] {
        plays(name, &rendered(&example(file)), ours(), &embed, 6).await;
    }
}

/// A template's holes, filled from the call's parameters; one that was not given is empty.
fn filled(template: &str, call: &str, open: &str, close: &str) -> String {
    let given = |name: &str| {
        let begin = format!("{name}=\"");
        call.split_once(&begin).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default().to_owned()
    };
    let mut parts = template.split(open);
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(close).expect("the hole ends");
        all += &given(name);
        all += rest;
    }
    all
}

#[tokio::test]
async fn shortcodes_and_includes_make_the_frame() {
    let embed = ours().start();
    for (name, source, template, open, close, call) in [
        (
            "hugo",
            "hugo/content/closing.md",
            "hugo/layouts/shortcodes/four-waves.html",
            "{{ .Get \"",
            "\" }}",
            "{{<",
        ),
        (
            "jekyll",
            "jekyll/closing.md",
            "jekyll/_includes/four-waves.html",
            "{{ include.",
            " }}",
            "{% include",
        ),
    ] {
        let source = example(source);
        let calls = source.lines().find(|line| line.starts_with(call)).expect("it is called");
        let html = filled(&example(template), calls, open, close);
        plays(name, &format!("<!doctype html><title>Page</title>{html}"), ours(), &embed, 6).await;
    }
}

/// reveal.js gives a frame its address when its slide is near: from `data-src`.
#[tokio::test]
async fn a_slide_begins_when_it_is_shown() {
    let embed = ours().start();
    let slides = example("reveal/index.html");
    let body = slides.split_once("<div class=\"reveal\">").expect("slides").1;
    let body = body.split("<script").next().expect("slides");
    let html = format!(
        "<!doctype html><title>Slides</title><div class='reveal'>{body}
        <script>addEventListener('keydown', () => document.querySelectorAll('iframe[data-src]').forEach(frame => {{
            frame.src = frame.dataset.src; }}));</script>"
    );
    let site = ours().page("/host.html", html.replace(PLACE, &embed.url(""))).start();
    run("example-reveal", Options::default(), async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        assert!(embed.asked().is_empty(), "nothing is fetched before its slide");
        page.keys(" ").await?;
        page.until("document.querySelector('iframe').src", SOON).await?;
        inside(page, 4).await?;
        assert_eq!(page.attribute("html", "data-theme").await?, "projector");
        page.no_errors().await
    })
    .await;
}

/// What course systems leave of what a teacher pastes: these elements with these attributes, addresses
/// of the web only, no script and no style.
fn sanitized(html: &str) -> String {
    const KEPT: [(&str, &[&str]); 4] = [
        ("h3", &[]),
        ("p", &[]),
        ("a", &["href", "title"]),
        (
            "iframe",
            &["src", "title", "width", "height", "frameborder", "allow", "allowfullscreen", "loading"],
        ),
    ];
    let mut kept = String::new();
    for part in html.split_inclusive('>') {
        let Some((text, tag)) = part.split_once('<') else {
            kept += part;
            continue;
        };
        kept += text;
        let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or_default();
        let Some((_, attributes)) = KEPT.iter().find(|(known, _)| *known == name) else { continue };
        if tag.starts_with('/') {
            kept += &format!("</{name}>");
            continue;
        }
        kept += &format!("<{name}");
        let mut rest = tag[name.len()..].trim_end_matches('>').trim();
        while let Some((key, behind)) = rest.split_once("=\"") {
            let (value, behind) = behind.split_once('"').expect("the value ends");
            let web = !matches!(key, "src" | "href") || value.starts_with("https://");
            if attributes.contains(&key) && web {
                kept += &format!(" {key}=\"{value}\"");
            }
            rest = behind.trim();
        }
        kept.push('>');
    }
    kept
}

#[tokio::test]
async fn a_course_system_leaves_the_frame() {
    let html = "<p style=\"x\">a<script>b()</script><iframe src=\"javascript:x\" onload=\"y\" width=\"9\"></iframe></p>";
    assert_eq!(sanitized(html), "<p>ab()<iframe width=\"9\"></iframe></p>");
    let course = example("course.html");
    assert_eq!(sanitized(&course), course, "nothing of it is taken away");
    let embed = ours().start();
    plays("course", &format!("<!doctype html><title>Course</title>{course}"), ours(), &embed, 6).await;
}

/// With the strictest policy that scripts and wasm can run under, and all that may be opened.
#[tokio::test]
async fn a_strict_policy_is_enough() {
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; manifest-src 'self'; \
                  connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";
    let html = format!("<!doctype html><title>Host</title>{}", example("course.html"));
    let site =
        ours().header("Content-Security-Policy", policy).page("/host.html", html.replace(PLACE, "/")).start();
    run("example-csp", Options::default(), async |page| {
        page.visit(&format!("{}/host.html", site.origin())).await?;
        inside(page, 6).await?;
        page.enter_default_frame().await?;
        page.no_errors().await?;
        // The whole page, with what sets styles of its own: the diagram, a crowd's piles, two futures.
        page.visit(&site.url("?lang=en&autoplay=0#q-ports?tab=sockets")).await?;
        page.until("document.querySelector('.pile .stack i')?.style.height.endsWith('%')", SOON).await?;
        page.tab("states").await?;
        page.until("document.querySelector('.token')?.style.transform.startsWith('translate')", SOON).await?;
        page.visit(&site.url("?lang=en&autoplay=0&n=2#last-ack-lost")).await?;
        page.choose(1).await?;
        page.press("lose").await?;
        page.press("compare").await?;
        page.until("document.querySelector('.parting-line')?.style.top.endsWith('px')", SOON).await?;
        page.visit(&site.url("embed.html")).await?;
        page.until("document.querySelector('#frame iframe')", SOON).await?;
        page.no_errors().await
    })
    .await;
}
