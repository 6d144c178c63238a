//! Figure 8: from a click or a key to the picture that answers it.
use crate::subject::{Subject, sends, share, window};
use crate::table::Figures;
use e2e::{Browser, LEAST, Result};
use std::collections::BTreeMap;
use std::time::Duration;

/// With which link, how often the round is gone, and whether it counts.
fn traces() -> [(&'static str, String, usize, bool); 3] {
    [
        ("four-way close", String::new(), 5, true),
        ("24 segments", sends(10, 2_000), 5, true),
        ("101 segments", sends(48, 1_000), 2, false),
    ]
}

pub async fn measure(subject: &Subject, figures: &mut Figures) -> Result {
    for (id, slower) in [("events", 1.0), ("events-slow", 4.0)] {
        let mut counted = Vec::new();
        for (name, link, rounds, counts) in traces() {
            let answers = answers(subject, &link, rounds, slower).await?;
            let all: Vec<f64> = answers.values().flatten().copied().collect();
            let each = answers.iter().map(|(what, took)| format!("{what} {:.0}", share(took, 95)));
            let each = each.collect::<Vec<_>>().join(", ");
            figures.note(id, format!("{name}: {:.0} ms of {} events; {each}", share(&all, 95), all.len()));
            if counts {
                counted.extend(all);
            }
        }
        figures.set(id, share(&counted, 95));
    }
    figures.note("events", format!("the browser tells of nothing under {LEAST} ms"));
    Ok(())
}

type Answers = BTreeMap<&'static str, Vec<f64>>;

async fn answers(subject: &Subject, link: &str, rounds: usize, slower: f64) -> Result<Answers> {
    let browser = Browser::open(window()).await?;
    browser.watch_events().await?;
    subject.visit(&browser, &format!("?autoplay=0{link}")).await?;
    // What a person opens is fetched once.
    browser.press("tab segments").await?;
    browser.until("document.querySelector('#panel .segments')", Duration::from_secs(30)).await?;
    let mut answers = Answers::new();
    browser.slow_cpu(slower).await?;
    for round in 0..rounds {
        let place = 0.1 + 0.8 * round as f64 / rounds as f64;
        answers.entry("seek").or_default().push(browser.timed_click_at("input.scrub", place).await?);
        for (what, key, control) in [
            ("step", "ArrowRight", false),
            ("step", "ArrowLeft", false),
            ("choose", "n", false),
            ("lose", "l", false),
            ("undo", "z", true),
            ("redo", "y", true),
            ("delay", "d", false),
            ("twice", "t", false),
            ("deliver", "a", false),
        ] {
            answers.entry(what).or_default().push(browser.timed_key(key, control).await?);
        }
        for (what, command) in [
            ("step", "next"),
            ("step", "previous"),
            ("undo", "undo"),
            ("language", "lang"),
            ("language", "lang"),
        ] {
            let took = browser.timed_click(&format!("[data-do='{command}']")).await?;
            answers.entry(what).or_default().push(took);
        }
        browser.timed_key("Escape", false).await?;
    }
    browser.slow_cpu(1.0).await?;
    browser.no_errors().await?;
    browser.close().await;
    Ok(answers)
}
