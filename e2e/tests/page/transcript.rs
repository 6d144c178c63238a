//! The run as text, and names that lead to the glossary.
use e2e::{Options, SOON, Site, run};
use four_waves::sim::link_code::decode;
use four_waves::sim::simulate;
use four_waves::text::Lang;
use four_waves::view::Numbers;
use four_waves::view::transcript::transcript;

#[tokio::test]
async fn the_page_tells_what_the_engine_tells() {
    let site = Site::dist();
    for (lang, code, link) in
        [(Lang::En, "en", "1;last-ack-lost;o"), (Lang::Zh, "zh", "1;half-close-data;l=30,3,0")]
    {
        run("transcript", Options { reduced_motion: true, ..Options::default() }, async |page| {
            page.visit(&site.url(&format!("?lang={code}#{link}"))).await?;
            page.press("tab transcript").await?;
            page.until("document.querySelector('#panel .transcript')", SOON).await?;
            let scenario = decode(link).scenario;
            let told = transcript(&scenario, &simulate(&scenario), Numbers::Letters, lang).text();
            assert_eq!(page.string("document.querySelector('.transcript').textContent").await?, told);
            // It follows what a person does.
            page.press("load abort").await?;
            page.until("document.querySelector('.transcript').textContent.includes('ECONNRESET')", SOON)
                .await?;
            page.no_errors().await
        })
        .await;
    }
}

#[tokio::test]
async fn names_on_panels_lead_to_entries_of_the_glossary() {
    let site = Site::dist();
    run("terms", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?lang=zh#1;server-never-closes")).await?;
        page.choose(0).await?;
        let mut links = page.strings("Array.from(document.querySelectorAll('.inspector a.term'), a => a.hash)").await?;
        assert!(links.contains(&"#fin".to_owned()) && links.contains(&"#snd-nxt".to_owned()), "{links:?}");
        page.press("tab sockets").await?;
        page.until("document.querySelector('.sockets a.term[href$=\"#close-wait\"]')", SOON).await?;
        page.press("tab states").await?;
        page.js("document.querySelector('[data-do=\"goal state LAST-ACK\"]').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
            .await?;
        page.until("document.querySelector('.chosen-words a.term[href$=\"#last-ack\"]')", SOON).await?;
        links.extend(page.strings("Array.from(document.querySelectorAll('#panel a.term'), a => a.hash)").await?);
        assert!(page.truth("Array.from(document.querySelectorAll('a.term')).every(a => a.rel === 'noopener' && a.target)").await?);
        page.visit(&site.url("glossary.zh.html")).await?;
        for link in links {
            assert!(page.truth(&format!("document.querySelector('{link} dt')")).await?, "there is no {link}");
        }
        page.no_errors().await
    })
    .await;
}
