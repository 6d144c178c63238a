//! The state diagram in step with the run: where the tokens stand, which edges are lit, and the way to
//! what this run never reaches.
use e2e::{Browser, Options, Result, SOON, Site, run};
use four_waves::sim::{Trace, search::edges};
use four_waves::tcp::{EDGES, State};
use four_waves::text::{Lang, diagram as words};
use std::collections::BTreeSet;

fn still() -> Options {
    Options { reduced_motion: true, ..Options::default() }
}

/// Which state each token stands on, client's first: the box that is nearest to its middle.
async fn tokens(page: &Browser) -> Result<[(String, String); 2]> {
    let seen = page
        .js("const middle = e => { const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; };
            const boxes = [...document.querySelectorAll('.states g.state')].map(g => [g.dataset.do.replace('goal state ', ''), g.querySelector('rect').getBoundingClientRect()]);
            return [...document.querySelectorAll('.states g.token')].map(token => {
                const [x, y] = middle(token.querySelector('rect'));
                const far = r => Math.hypot(Math.max(r.left - x, 0, x - r.right), Math.max(r.top - y, 0, y - r.bottom));
                boxes.sort(([, a], [, b]) => far(a) - far(b));
                return [token.querySelector('text').textContent, far(boxes[0][1]) < 8 ? boxes[0][0] : 'nowhere'];
            });")
        .await?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Ok([0, 1].map(|side| (text(&seen[side][0]), text(&seen[side][1]))))
}

/// The edges with that class, as "FROM TO".
async fn edges_with(page: &Browser, class: &str) -> Result<BTreeSet<String>> {
    let list = format!(
        "Array.from(document.querySelectorAll('.states .edge.{class}'), e => e.dataset.do.replace('goal edge ', ''))"
    );
    Ok(page.strings(&list).await?.into_iter().collect())
}

/// The edges that a run has taken up to a moment, and those of that moment, by the engine.
fn taken(trace: &Trace, moment: usize) -> [BTreeSet<String>; 2] {
    let of = |from: usize| {
        let moments = &trace.moments[from..=moment];
        let pairs = moments.iter().flat_map(|moment| edges(&moment.changes).collect::<Vec<_>>());
        pairs.map(|(from, to)| format!("{} {}", from.name(), to.name())).collect()
    };
    [of(0), of(moment)]
}

#[tokio::test]
async fn tokens_and_edges_follow_every_event() {
    let site = Site::dist();
    for (lang, of) in [("en", Lang::En), ("zh", Lang::Zh)] {
        run(&format!("tokens-{lang}"), still(), async |page| {
            for link in ["four-way-close;o", "simultaneous-close", "last-ack-lost", "abort"] {
                page.visit(&site.url(&format!("?lang={lang}#1;{link}"))).await?;
                page.tab("states").await?;
                let trace = page.shown_trace().await?;
                page.press("restart").await?;
                let signs = four_waves::sim::Side::BOTH.map(|side| words::token(side, of).to_owned());
                // Events at the same time are one step.
                let mut moment = trace.moment_at(four_waves::time::Instant::START);
                while let Some(next) = trace.moments.iter().position(|m| Some(m.at) > moment.map(|at: usize| trace.moments[at].at)) {
                    let at = trace.moments[next].at;
                    let last = trace.moment_at(at).expect("there is one");
                    page.press("next").await?;
                    page.until(&format!("document.querySelector('.clock').textContent === '{at}'"), SOON).await?;
                    moment = Some(last);
                    let ends = trace.ends_after(moment);
                    let expected = [0, 1].map(|side| (signs[side].clone(), ends[side].state.name().to_owned()));
                    let what = format!("{link} at {at}");
                    assert_eq!(tokens(page).await?, expected, "{what}");
                    assert_eq!(page.states().await?, expected.map(|token| token.1), "{what}: the badges");
                    let [so_far, now] = taken(&trace, last);
                    assert_eq!(edges_with(page, "lit").await?, so_far, "{what}");
                    assert_eq!(edges_with(page, "present").await?, now, "{what}");
                    let present = page.strings("Array.from(document.querySelectorAll('.states .state.present'), e => e.dataset.do)").await?;
                    let here: BTreeSet<_> = ends.iter().map(|end| format!("goal state {}", end.state.name())).collect();
                    assert_eq!(present.into_iter().collect::<BTreeSet<_>>(), here, "{what}");
                }
                assert!(page.count(".states .edge.lit").await? >= 1, "{link}");
            }
            page.no_errors().await
        })
        .await;
    }
}

/// Chooses what a command names, opens the scenario that is offered for it, and goes to the moment in
/// which it is reached.
async fn reach(page: &Browser, site: &Site, command: &str) -> Result {
    page.visit(&site.url("?lang=en#1;free-play")).await?;
    page.tab("states").await?;
    // As a click on it would, wherever its middle is.
    let choose = format!(
        "document.querySelector(`[data-do='{command}']`).dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"
    );
    page.js(&choose).await?;
    page.until(&format!("document.querySelector(`[data-do='{command}']`).ariaPressed === 'true'"), SOON)
        .await?;
    let open = ".chosen-words [data-do^=open]";
    if page.count(open).await? == 0 {
        // Free play begins there.
        assert!(page.count(".chosen-words [data-do=restart]").await? > 0, "{command}: it is offered");
        return Ok(());
    }
    page.click(open).await?;
    page.until("document.querySelector('.chosen-words [data-do^=moment]')", SOON)
        .await
        .map_err(|e| format!("{command}: it is reached in the scenario that was offered: {e}"))?;
    assert_eq!(page.notice().await?, "", "{command}");
    page.click(".chosen-words [data-do^=moment]").await?;
    page.frame().await?;
    // The state is on a badge, or was passed within the moment; the edge is lit.
    let lit = format!("document.querySelector(`[data-do='{command}']`).matches('.lit')");
    page.until(&lit, SOON).await.map_err(|e| format!("{command}: {e}").into())
}

#[tokio::test]
async fn every_state_that_a_run_never_reaches_has_a_scenario() {
    let site = Site::dist();
    run("reach-states", still(), async |page| {
        for state in State::ALL {
            reach(page, &site, &format!("goal state {}", state.name())).await?;
        }
        page.no_errors().await
    })
    .await;
}

#[tokio::test]
async fn every_edge_has_a_scenario() {
    let site = Site::dist();
    run("reach-edges", still(), async |page| {
        for (from, to) in EDGES {
            reach(page, &site, &format!("goal edge {} {}", from.name(), to.name())).await?;
        }
        page.no_errors().await
    })
    .await;
}

/// A box is clicked where it stands; what was chosen is let go by the same click.
#[tokio::test]
async fn a_click_chooses_and_lets_go() {
    let site = Site::dist();
    run("choose-state", still(), async |page| {
        page.visit(&site.url("?lang=en#four-way-close")).await?;
        page.tab("states").await?;
        page.click("[data-do='goal state CLOSING']").await?;
        page.until("document.querySelector('.chosen-words h3')?.textContent === 'CLOSING'", SOON).await?;
        page.click(".chosen-words [data-do^=open]").await?;
        page.until("location.hash.split('?')[0] !== '#four-way-close'", SOON).await?;
        let trace = page.shown_trace().await?;
        assert!(trace.changes().any(|(_, change)| change.to == State::Closing));
        page.press("undo").await?;
        page.until("location.hash.split('?')[0] === '#four-way-close'", SOON).await?;
        page.click("[data-do='goal state CLOSING']").await?;
        page.until("!document.querySelector('.chosen-words h3')", SOON).await?;
        // One that this run reaches leads to its moments.
        page.click("[data-do='goal state TIME-WAIT']").await?;
        page.click(".chosen-words [data-do^=moment]").await?;
        page.until_state("client", "TIME-WAIT", SOON).await?;
        page.no_errors().await
    })
    .await;
}
