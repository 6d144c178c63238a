//! Predict, then see: an exercise from its first question to its result code.
use crate::access::violations;
use e2e::{Browser, Options, Result, SOON, Site, axe_core, run};
use four_waves::exercise::{Run, grade};
use four_waves::sim::catalog::Name;
use four_waves::text::{Lang, exercise as words};
use thirtyfour::Key;

const HERE: &str = "document.activeElement?.id === 'asked'";

fn exercise(name: Name, seed: u32) -> Run {
    Run::new(name.scenario(false), seed)
}

/// Tabs until something has the focus.
async fn tab_to(page: &Browser, css: &str) -> Result {
    for _ in 0..40 {
        page.keys(Key::Tab).await?;
        if page.truth(&format!("document.activeElement.matches(`{css}`)")).await? {
            return Ok(());
        }
    }
    Err(format!("Tab does not come to {css}").into())
}

/// What can be seen is what has happened, on every tab that tells of it.
async fn nothing_of_the_future(page: &Browser, run: &Run) -> Result {
    let seen = run.seen();
    assert_eq!(page.count("#ladder g.flight").await?, seen.flights.len());
    assert_eq!(page.count("#ladder g.flight[data-future]").await?, 0);
    assert_eq!(
        page.count("#ladder g.flight.lost").await?,
        seen.flights.iter().filter(|f| f.is_lost()).count()
    );
    let states = page.states().await?;
    assert_eq!(states, seen.ends_at(seen.end).map(|end| end.state.name().to_owned()));
    assert!(
        page.truth("!document.querySelector('.look')?.offsetParent").await?,
        "the introduction tells the end"
    );
    for (tab, rows, many) in [
        ("story", "ol.story li:not(.ending)", seen.moments.len()),
        ("segments", ".segments ol li", seen.flights.len()),
    ] {
        page.press(&format!("tab {tab}")).await?;
        page.until(&format!("document.querySelectorAll('{rows}').length === {many}"), SOON).await?;
    }
    page.press("tab exercise").await?;
    page.until("document.querySelector('.choices')", SOON).await
}

#[tokio::test]
async fn a_whole_exercise_is_done_with_keys_and_graded() {
    let site = Site::dist();
    run("exercise-keys", Options { reduced_motion: true, ..Options::default() }, async |page| {
        page.visit(&site.url("?scenario=last-ack-lost&exercise=7&lang=en")).await?;
        let mut run = exercise(Name::LastAckLost, 7);
        for at in 0..run.questions.len() {
            page.until(HERE, SOON).await?;
            let question = run.questions[at].clone();
            assert_eq!(page.text("#asked").await?, words::question(&question, &run.whole, Lang::En));
            assert_eq!(page.text(".exercise fieldset legend").await?, page.text("#asked").await?);
            let offered = page
                .strings("[...document.querySelectorAll('.choices button span')].map(e => e.textContent)")
                .await?;
            let expected: Vec<String> = (0..question.offered.len())
                .map(|n| words::answer(&question, n, &run.whole, Lang::En))
                .collect();
            assert_eq!(offered, expected);
            if at % 3 == 0 {
                nothing_of_the_future(page, &run).await?;
                page.focus("#asked").await?;
            }
            // The second answer is wrong.
            let answer = if at == 1 { usize::from(question.right == 0) } else { question.right };
            tab_to(page, &format!("[data-do='exercise answer {answer}']")).await?;
            page.keys(Key::Enter).await?;
            page.until(&format!("{HERE} && document.activeElement.matches('.verdict')"), SOON).await?;
            let verdict = if at == 1 { "✗ Wrong" } else { "✓ Right" };
            assert_eq!(page.text(".verdict").await?, verdict);
            assert!(page.text(".choices li.right").await?.contains(&expected[question.right]));
            assert!(page.text(".exercise .section").await?.contains("RFC"), "the rule is named");
            run = run.answer(answer);
            assert_eq!(
                page.count("#ladder g.flight").await?,
                run.seen().flights.len(),
                "nothing moves by an answer"
            );
            tab_to(page, "[data-do='exercise on']").await?;
            page.keys(Key::Enter).await?;
            run = run.go_on();
        }
        page.until(&format!("{HERE} && document.getElementById('result')"), SOON).await?;
        let code = page.text("#result").await?;
        assert_eq!(Some(&code), run.code().as_ref());
        let graded = grade(&code).expect("the grader takes it");
        assert_eq!((graded.score(), graded.questions.len()), (run.score(), run.questions.len()));
        assert!(page.text("#asked").await?.starts_with(&format!(
            "{} of {}",
            run.score(),
            run.questions.len()
        )));
        assert!(page.text(".exercise").await?.contains(&format!("waves grade {code}")));
        assert_eq!(page.count("#ladder g.flight").await?, run.whole.flights.len(), "all of it is shown");
        page.press("exercise copy").await?;
        page.until("document.getElementById('copied').textContent", SOON).await?;

        // Another seed is another instance; who leaves is back at the scenario.
        page.press("exercise begin").await?;
        page.until("document.querySelector('.choices')", SOON).await?;
        assert!(
            page.truth("/#last-ack-lost\\?lang=en&exercise=\\d+$/.test(location.href)").await?,
            "the address holds it"
        );
        page.press("exercise leave").await?;
        page.until("document.querySelector('[data-do=\"exercise begin\"]')", SOON).await?;
        assert!(page.truth("!location.href.includes('exercise=')").await?);
        assert_eq!(page.count("#ladder g.flight").await?, 6);
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn it_plays_up_to_the_question_and_nobody_scrubs_beyond() {
    let site = Site::dist();
    run("exercise-plays", Options::default(), async |page| {
        page.visit(&site.url("?scenario=four-way-close&exercise=5&lang=en&autoplay=1")).await?;
        let run = exercise(Name::FourWayClose, 5);
        page.until(HERE, SOON).await?;
        let stop = |run: &Run| format!("{}", run.stops().expect("it stops"));
        assert_eq!(page.text(".clock").await?, stop(&run));
        page.keys(Key::End).await?;
        page.keys(Key::Right).await?;
        page.frame().await?;
        assert_eq!(page.text(".clock").await?, stop(&run));
        let answer = run.questions[0].right;
        page.press(&format!("exercise answer {answer}")).await?;
        page.until("document.querySelector('.verdict')", SOON).await?;
        let run = run.answer(answer).go_on();
        page.press("exercise on").await?;
        page.until_playing().await?;
        assert!(page.truth("!document.querySelector('.choices')").await?, "it is watched first");
        page.press("end").await?;
        page.until(HERE, SOON).await?;
        assert_eq!(page.text(".clock").await?, stop(&run));
        // Nothing can be changed, and the page says so.
        page.keys("l").await?;
        page.chord(Key::Control, "z").await?;
        page.until("document.querySelector('.notice p')", SOON).await?;
        assert!(page.notice().await?.contains("Leave it first"));
        // A reload begins the same exercise.
        page.refresh().await?;
        page.settle(std::time::Duration::from_secs(15)).await?;
        page.until(HERE, SOON).await?;
        assert!(page.text(".exercise h3").await?.contains("seed 5"));
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_seed_that_cannot_be_used_is_named() {
    let site = Site::dist();
    run("exercise-seed", Options { reduced_motion: true, ..Options::default() }, async |page| {
        for seed in ["0", "x", "1000000000"] {
            page.visit(&site.url(&format!("?scenario=abort&exercise={seed}&lang=en"))).await?;
            let notice = page.notice().await?;
            assert!(
                notice.contains(&format!("exercise={seed}")) && notice.contains("1–999999999"),
                "{notice}"
            );
            assert_eq!((page.scenario().await?.as_str(), page.count(".exercise").await?), ("abort", 0));
        }
        // In the panel, too; and a good one begins.
        page.press("tab exercise").await?;
        page.until("document.getElementById('exercise-seed')", SOON).await?;
        page.fill("exercise-seed", "0").await?;
        page.until("document.querySelector('.notice p')?.textContent.includes('999999999')", SOON).await?;
        page.fill("exercise-seed", "31").await?;
        page.until("document.querySelector('.exercise h3').textContent.includes('seed 31')", SOON).await?;
        // Where nothing happens there is nothing to ask.
        page.visit(&site.url("?scenario=free-play&exercise=3&lang=en")).await?;
        page.until("document.querySelector('.notice p')", SOON).await?;
        assert!(page.notice().await?.contains("Too little happens"));
        // An embed has no room for questions.
        page.visit(&site.url("?embed=1&scenario=abort&exercise=3&lang=en")).await?;
        assert_eq!((page.notice().await?.as_str(), page.count("#ladder g.flight").await?), ("", 3));
        page.no_errors().await
    })
    .await;
}

/// On a phone the question is in view when it comes; and axe finds nothing anywhere.
#[tokio::test]
async fn it_is_there_for_everyone() {
    let site = Site::dist();
    let Some(axe) = axe_core() else { return };
    for (name, size) in [("exercise-wide", (1360, 900)), ("exercise-phone", (360, 740))] {
        let options = Options { reduced_motion: true, size, mobile: size.0 < 600, ..Options::default() };
        run(name, options, async |page| {
            for lang in ["en", "zh"] {
                page.visit(&site.url(&format!("?scenario=last-ack-lost&lang={lang}"))).await?;
                page.press("tab exercise").await?;
                page.until("document.getElementById('exercise-seed')", SOON).await?;
                let mut found = violations(page, axe).await?;
                page.visit(&site.url(&format!("?scenario=last-ack-lost&exercise=2&lang={lang}"))).await?;
                page.until(HERE, SOON).await?;
                found.extend(violations(page, axe).await?);
                let view = "(() => { const r = document.getElementById('asked').getBoundingClientRect();
                    return r.top >= 0 && r.bottom <= innerHeight })()";
                page.until(view, SOON).await?;
                assert!(
                    page.truth("document.documentElement.scrollWidth <= innerWidth").await?,
                    "it is pushed sideways"
                );
                let run = exercise(Name::LastAckLost, 2);
                for question in &run.questions {
                    page.press(&format!("exercise answer {}", (question.right + 1) % question.offered.len()))
                        .await?;
                    page.until("document.querySelector('.verdict')", SOON).await?;
                    if found.is_empty() {
                        found.extend(violations(page, axe).await?);
                    }
                    page.press("exercise on").await?;
                    page.until("!document.querySelector('.verdict')", SOON).await?;
                }
                page.until("document.getElementById('result')", SOON).await?;
                found.extend(violations(page, axe).await?);
                assert!(found.is_empty(), "{name} {lang}: {found:#?}");
            }
            page.no_errors().await
        })
        .await;
    }
}
