//! What a person types, in fields and in the address, is taken or refused with a sentence.
use e2e::{Options, Result, SCENARIOS, SOON, Site, run};

/// Field, its least and most as they are written, values that it refuses, and one that it takes.
const FIELDS: [(&str, &str, &str, &[&str], &str); 6] = [
    ("loss", "0", "100", &["101", "-1", "1.5"], "35"),
    ("seed", "0", "9999", &["10000", "x"], "42"),
    ("delay", "0.05", "10", &["0", "11", ""], "2.5"),
    ("msl", "0.5", "240", &["0", "1e3", "240.5"], "30"),
    ("rto", "0.2", "64", &["0.1", "65"], "1,5"),
    ("size", "1", "65535", &["0", "65536"], "1460"),
];

#[tokio::test]
async fn a_field_refuses_what_is_out_of_range_and_names_the_range() {
    let site = Site::dist();
    run("refuse", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for lang in ["en", "zh"] {
            page.visit(&site.url(&format!("?lang={lang}"))).await?;
            for (id, least, most, bad, _) in FIELDS {
                let old = page.value(id).await?;
                let (before, address) =
                    (page.flights().await?, page.string("location.hash.split('?')[0]").await?);
                for typed in bad {
                    page.fill(id, typed).await?;
                    page.until("document.querySelector('.notice p')", SOON).await?;
                    let said = page.notice().await?;
                    for part in [least, most, typed] {
                        assert!(said.contains(part), "#{id} {typed}: {said}");
                    }
                    assert_eq!(said.contains("请填"), lang == "zh", "{said}");
                    assert_eq!(page.value(id).await?, old, "#{id} keeps its value after {typed}");
                    page.press("dismiss").await?;
                    page.until("!document.querySelector('.notice p')", SOON).await?;
                }
                assert_eq!(page.flights().await?, before);
                assert_eq!(page.string("location.hash.split('?')[0]").await?, address);
            }
        }
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_field_takes_what_is_in_range_and_the_sentence_goes() {
    let site = Site::dist();
    run("take", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        page.click("#loss-switch").await?;
        for (id, _, _, bad, good) in FIELDS {
            page.fill(id, bad[0]).await?;
            page.until("document.querySelector('.notice p')", SOON).await?;
            page.fill(id, good).await?;
            page.frame().await?;
            assert_eq!(page.value(id).await?, good.replace(',', "."), "#{id}");
            assert_eq!(page.notice().await?, "", "#{id}: the refusal is over");
        }
        // What they are for.
        assert!(page.text(".ladder").await?.contains("2·MSL = 60 s"));
        assert!(page.text("[data-do='call client send']").await?.contains("1460 B"));
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_slider_and_its_field_are_one_and_its_way_is_one_step_to_undo() {
    let site = Site::dist();
    run("slider", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("")).await?;
        for value in [1_500, 2_000, 3_000] {
            page.js(&format!(
                "const slider = document.getElementById('delay-slider');
                slider.value = {value};
                slider.dispatchEvent(new Event('input', {{ bubbles: true }}));"
            ))
            .await?;
            page.frame().await?;
        }
        assert_eq!(page.value("delay").await?, "3");
        assert!(page.finished().await?, "the figure stays in view");
        page.press("undo").await?;
        page.until("document.getElementById('delay').value === '1'", SOON).await?;
        let slider = page.string("document.getElementById('delay-slider').value").await?;
        assert_eq!(slider, "1000");
        assert!(page.truth("document.querySelector('[data-do=undo]').disabled").await?);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn numbers_are_written_as_letters_relative_or_raw() {
    let site = Site::dist();
    run("numbers", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for (numbers, first) in [("letters", "seq=u"), ("relative", "seq=101"), ("raw", "seq=2716057701")] {
            page.visit(&site.url(&format!("?numbers={numbers}"))).await?;
            assert!(page.flights().await?[0].contains(first), "{:?}", page.flights().await?);
            assert_eq!(page.value("numbers").await?, numbers);
        }
        page.js("const list = document.getElementById('numbers');
            list.value = 'letters';
            list.dispatchEvent(new Event('change', { bubbles: true }));")
            .await?;
        page.frame().await?;
        assert!(page.flights().await?[0].contains("seq=u"));
        page.no_errors().await
    })
    .await;
}

async fn choose(page: &e2e::Browser, list: &str, value: &str) -> Result {
    page.js(&format!(
        "const list = document.getElementById('{list}');
        list.value = '{value}';
        list.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    ))
    .await?;
    page.frame().await
}

/// A host that acknowledges a FIN at once cannot close in three segments.
#[tokio::test]
async fn another_stack_is_another_future_of_the_same_programs() {
    let site = Site::dist();
    run("stack", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?scenario=three-segments")).await?;
        let three = page.flights().await?;
        assert_eq!(three.len(), 3);
        choose(page, "server-stack", "rfc9293").await?;
        page.until("document.querySelectorAll('g.flight').length === 4", SOON).await?;
        assert_eq!(page.value("msl").await?, "10 / 120", "each host has its own");
        assert!(page.text(".settings").await?.contains("(client / server)"));
        choose(page, "client-stack", "rfc9293").await?;
        assert_eq!(page.value("msl").await?, "120", "two minutes, as the RFC has it");
        page.refresh().await?;
        page.settle(SOON).await?;
        for side in ["client-stack", "server-stack"] {
            assert_eq!(page.value(side).await?, "rfc9293");
        }
        assert_eq!(page.flights().await?.len(), 4);
        choose(page, "client-stack", "textbook").await?;
        choose(page, "server-stack", "textbook").await?;
        assert_eq!(page.flights().await?, three);
        page.press("undo").await?;
        page.until("document.getElementById('server-stack').value === 'rfc9293'", SOON).await?;
        page.no_errors().await
    })
    .await;
}

/// One number typed where two are shown holds for both hosts.
#[tokio::test]
async fn two_values_in_a_field_become_one() {
    let site = Site::dist();
    run("two-values", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("#1;four-way-close;d=100;g=30;ck=linux;sk=windows")).await?;
        assert_eq!(page.value("msl").await?, "30 / 60");
        let said = page.attribute("#msl ~ .origin", "title").await?;
        assert!(said.contains("Client: Linux: 30 s, include/net/tcp.h"), "{said}");
        assert!(said.contains("Server: Windows: 60 s") && said.contains("(not verified)"), "{said}");
        // What the client has already, for both.
        page.fill("msl", "30").await?;
        page.until("document.getElementById('msl').value === '30'", SOON).await?;
        let said = page.attribute("#msl ~ .origin", "title").await?;
        assert!(said.contains("Linux: 30 s, set here") && said.contains("Windows: 30 s, set here"), "{said}");
        page.no_errors().await
    })
    .await;
}

/// The page is whole, with the default scenario, and says what is wrong.
async fn assert_says(page: &e2e::Browser, address: &str, parts: &[&str]) -> Result {
    let said = page.notice().await?;
    for part in parts {
        assert!(said.contains(part), "{address}: {part} is not in: {said}");
    }
    assert_eq!(page.count("g.flight").await?, 4, "{address}: the default is shown");
    assert!(!page.truth("document.getElementById('failed').checkVisibility()").await?);
    Ok(())
}

#[tokio::test]
async fn an_address_that_cannot_be_used_gets_a_sentence_and_the_default() {
    let site = Site::dist();
    run("bad-address", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for (query, parts) in [
            ("scenario=five", &["scenario=five", "four-way-close", "free-play"][..]),
            ("lang=tlh", &["lang=tlh", "en, zh"]),
            ("theme=mauve", &["theme=mauve", "system, light, dark"]),
            ("numbers=roman", &["numbers=roman", "letters, relative, raw"]),
            ("msl=0", &["msl=0", "0.5 s", "240 s"]),
            ("delay=soon", &["delay=soon", "50 ms", "10 s"]),
            ("rto=-1", &["rto=-1", "64 s"]),
            ("loss=101", &["loss=101", "0–100"]),
            ("opening=yes", &["opening=yes", "0, 1"]),
            ("autoplay=2", &["autoplay=2", "0, 1"]),
            ("msl=0&theme=mauve", &["msl=0", "theme=mauve"]),
            ("lang=zh&msl=0", &["msl=0", "应为", "默认值"]),
            ("scenario=%E0%A4%A", &["scenario="]),
            ("theme=<img src=x onerror=window.hurt=1>", &["theme=<img src=x"]),
        ] {
            page.visit(&site.url(&format!("?{}", query.replace(' ', "%20")))).await?;
            assert_says(page, query, parts).await?;
        }
        assert!(!page.truth("window.hurt").await?, "words of an address are never markup");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_damaged_link_gets_a_sentence_and_the_default() {
    let site = Site::dist();
    run("bad-link", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let long = format!("1;four-way-close;i={}", "9".repeat(30_000));
        for link in ["x", "1;no-such", "1;four-way-close;q=1", "%E0%A4%A", &long] {
            // Another query each time, or the browser would not load it anew.
            page.visit(&site.url(&format!("?n={}#{link}", link.len()))).await?;
            let link = &link[..link.len().min(30)];
            assert_says(page, link, &["This link cannot be read completely ("]).await?;
        }
        page.visit(&site.url("?lang=zh#x")).await?;
        assert_says(page, "x", &["不能完整读取"]).await?;
        page.visit(&site.url("?n=1#2;four-way-close;zz=1?lang=en&speed=3")).await?;
        assert_says(page, "newer", &["made by a newer version", "speed=3", "0.25, 0.5, 1"]).await?;
        // It works from here on.
        page.press("load abort").await?;
        page.until("location.hash.split('?')[0] === '#abort'", SOON).await?;
        assert_eq!(page.notice().await?, "");
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn every_scenario_opens_by_its_name_and_by_its_chip() {
    let site = Site::dist();
    run("scenarios", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let mut by_name = Vec::new();
        for name in SCENARIOS {
            page.visit(&site.url(&format!("?scenario={name}"))).await?;
            assert_eq!(page.scenario().await?, name);
            assert_eq!(page.notice().await?, "");
            by_name.push(page.flights().await?);
        }
        for (name, flights) in SCENARIOS.iter().zip(by_name) {
            page.press(&format!("load {name}")).await?;
            page.until(&format!("location.hash.split('?')[0] === '#{name}'"), SOON).await?;
            assert_eq!(page.flights().await?, flights, "{name}");
        }
        page.no_errors().await
    })
    .await;
}
