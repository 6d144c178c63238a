//! Programs edited as steps and as text: what runs is always the last good one.
use e2e::{Browser, Options, Result, SOON, Site, run};
use four_waves::sim::{Scenario, Side, Step, program_text, simulate};
use four_waves::time::Duration;
use thirtyfour::Key;

async fn open(page: &Browser, site: &Site, query: &str) -> Result<Scenario> {
    page.visit(&site.url(query)).await?;
    page.tab("programs").await?;
    page.shown_scenario().await
}

fn with(scenario: &Scenario, side: Side, program: Vec<Step>) -> Scenario {
    let mut changed = scenario.clone();
    changed.host_mut(side).program = program;
    changed
}

/// The page shows that scenario, all its segments, and the program in both forms.
async fn assert_runs(page: &Browser, scenario: &Scenario) -> Result {
    page.until_shows(scenario).await?;
    page.frame().await?;
    assert_eq!(page.count("g.flight").await?, simulate(scenario).flights.len());
    for (side, id) in [(Side::Client, "client"), (Side::Server, "server")] {
        assert_eq!(
            page.value(&format!("program-{id}")).await?,
            program_text::write(&scenario.host(side).program)
        );
        let steps = format!(".program:has(#program-{id}) .steps > li");
        assert_eq!(page.count(&steps).await?, scenario.host(side).program.len());
    }
    Ok(())
}

#[tokio::test]
async fn steps_are_added_moved_removed_and_their_numbers_changed() {
    let site = Site::dist();
    run("steps", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let plain = open(page, &site, "?lang=en#1;four-way-close").await?;
        assert_runs(page, &plain).await?;
        let own = plain.client.program.clone();
        let sleep =
            own.iter().position(|step| matches!(step, Step::Sleep(_))).expect("it waits before it closes");

        // Another time: the FIN leaves later.
        page.fill(&format!("step-client-{sleep}"), "2.5").await?;
        let mut program = own.clone();
        program[sleep] = Step::Sleep(Duration::from_millis(2_500));
        let later = with(&plain, Side::Client, program.clone());
        assert_runs(page, &later).await?;
        assert_eq!(simulate(&later).flights[0].sent.micros(), 2_500_000);
        // What is no number is refused, and the program runs on.
        page.fill(&format!("step-client-{sleep}"), "soon").await?;
        page.until("document.querySelector('.notice p')", SOON).await?;
        assert!(page.notice().await?.contains("soon"));
        page.until_shows(&later).await?;
        assert_eq!(page.value(&format!("step-client-{sleep}")).await?, "2.5", "the field says what runs");

        // Another step, before the close.
        page.click("#add-client summary").await?;
        page.press("step client 2 add send(100)").await.map_err(|e| format!("{program:?}: {e}"))?;
        let at = program.iter().position(|step| *step == Step::Close).expect("it closes");
        program.insert(at, Step::Send(100));
        assert_runs(page, &with(&plain, Side::Client, program.clone())).await?;
        assert!(page.flights().await?.iter().any(|label| label.starts_with("DATA 100 B")));
        // Up, and down again: the focus goes with the step.
        page.focus(&format!("#step-client-{at}-up")).await?;
        page.keys(Key::Enter + "").await?;
        program.swap(at - 1, at);
        assert_runs(page, &with(&plain, Side::Client, program.clone())).await?;
        assert_eq!(page.string("document.activeElement.id").await?, format!("step-client-{}-up", at - 1));
        page.click(&format!("#step-client-{}-down", at - 1)).await?;
        program.swap(at - 1, at);
        assert_runs(page, &with(&plain, Side::Client, program.clone())).await?;
        assert_eq!(page.string("document.activeElement.id").await?, format!("step-client-{at}-down"));
        // Out: the focus is on the step that took its place.
        page.click(&format!("#step-client-{at}-remove")).await?;
        program.remove(at);
        assert_runs(page, &with(&plain, Side::Client, program.clone())).await?;
        assert_eq!(page.string("document.activeElement.id").await?, format!("step-client-{at}-remove"));
        // All out, by the keyboard: the focus ends in the text, never nowhere.
        while let Some(last) = program.len().checked_sub(1) {
            page.keys(Key::Enter + "").await?;
            program.remove(at.min(last));
            assert_runs(page, &with(&plain, Side::Client, program.clone())).await?;
            assert_ne!(page.focused().await?, "BODY", "{program:?}");
        }
        assert_eq!(page.string("document.activeElement.id").await?, "program-client");
        for _ in 0..20 {
            if page.truth("document.querySelector('[data-do=undo]').disabled").await? {
                break;
            }
            page.press("undo").await?;
            page.frame().await?;
        }
        assert_runs(page, &plain).await?;
        page.no_errors().await
    })
    .await;
}

/// Writes a text in place of a program's, and leaves the field.
async fn write(page: &Browser, side: &str, text: &str) -> Result {
    page.click(&format!("#program-{side}")).await?;
    page.chord(Key::Control, "a").await?;
    page.keys(Key::Delete + text).await?;
    page.keys(Key::Tab + "").await
}

#[tokio::test]
async fn a_text_that_cannot_be_read_says_where_and_the_last_good_program_runs() {
    let site = Site::dist();
    for (lang, wrong, meant) in [("en", "Line 2", "Did you mean"), ("zh", "第 2 行", "是不是")] {
        run(&format!("draft-{lang}"), Options { reduced_motion: true, ..Options::default() }, async |page| {
            let plain = open(page, &site, &format!("?lang={lang}#1;four-way-close")).await?;
            let before = page.flights().await?;
            let bad = "accept()\nsned(5)\nsleep(long)\nclose()";
            write(page, "server", bad).await?;
            page.until("document.querySelectorAll('#problems-server li').length === 2", SOON).await?;
            let said = page.text("#problems-server").await?;
            for part in [wrong, "sned(5)", meant, "send(5)", "sleep(long)"] {
                assert!(said.contains(part), "{part} is not in: {said}");
            }
            assert_eq!(page.attribute("#program-server", "aria-invalid").await?, "true");
            assert_eq!(page.value("program-server").await?, bad, "what was written stays");
            page.until_shows(&plain).await?;
            assert_eq!(page.flights().await?, before);
            // Looking elsewhere, and at another moment, keeps the text.
            page.tab("story").await?;
            page.press("moment 2").await?;
            page.tab("programs").await?;
            assert_eq!(page.value("program-server").await?, bad);
            page.press("end").await.ok();
            // Mended: it runs.
            write(page, "server", "accept()\nsend 5\nsleep 2\nclose()").await?;
            let program = vec![Step::Accept, Step::Send(5), Step::Sleep(Duration::from_secs(2)), Step::Close];
            assert_runs(page, &with(&plain, Side::Server, program)).await?;
            assert_eq!(page.text("#problems-server").await?, "");
            // Wrong once more, and discarded.
            write(page, "server", "nonsense").await?;
            page.until("document.querySelector('#problems-server button')", SOON).await?;
            page.press("step server discard").await?;
            page.until("!document.querySelector('#problems-server button')", SOON).await?;
            assert!(page.value("program-server").await?.starts_with("accept()\nsend(5)"));
            assert_ne!(page.focused().await?, "BODY", "the button that was pressed is gone");
            page.no_errors().await
        })
        .await;
    }
}

/// The step that runs is marked, and the rows say what has returned.
#[tokio::test]
async fn the_steps_follow_the_playhead() {
    let site = Site::dist();
    run("steps-follow", Options { reduced_motion: true, ..Options::default() }, async |page| {
        open(page, &site, "?lang=en#1;four-way-close").await?;
        page.seek(2.5).await?;
        let here = page.text(".program:has(#program-server) .step.here").await?;
        let row = page.count(".program:has(#program-server) .step[aria-current=step]").await?;
        assert_eq!(row, 1, "the server pauses before it closes: {here}");
        assert!(here.contains("sleep") && here.contains("here since 2.00 s"), "{here}");
        page.seek(100.0).await?;
        assert_eq!(page.count(".step.here").await?, 0);
        assert!(page.text(".program:has(#program-server)").await?.contains("The program has ended"));
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn a_full_program_says_so() {
    let site = Site::dist();
    run("full-program", Options { reduced_motion: true, ..Options::default() }, async |page| {
        let steps = ["s1"; program_text::MOST_STEPS].join(",");
        let link = format!("1;four-way-close;cp={steps}");
        let full = open(page, &site, &format!("?lang=en#{link}")).await?;
        assert_eq!(full.client.program.len(), program_text::MOST_STEPS);
        page.click("#add-client summary").await?;
        page.click("#add-client .chip").await?;
        page.until("document.querySelector('.notice p')", SOON).await?;
        assert!(page.notice().await?.contains("at most 200 steps"), "{}", page.notice().await?);
        assert_eq!(page.shown_scenario().await?, full);
        page.no_errors().await
    })
    .await;
}
