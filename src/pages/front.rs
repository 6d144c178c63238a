//! What the app's page shows until the app has started, and where nothing runs: what a first visit will
//! see at the end of the close, finished, in both languages. `static/lang.js` says which of them shows.

use super::html::Html;
use super::ladder::{BROAD, SLIM, definitions, drawn};
use super::questions::replaced;
use super::{Page, Site};
use crate::sim::catalog::Name;
use crate::sim::{Scenario, Side, Trace, simulate};
use crate::text::ui::words;
use crate::text::{Lang, catalog, glossary, lesson, questions, vocabulary};
use crate::view::Numbers;
use crate::view::transcript::transcript;

/// The app's page with it.
///
/// # Errors
/// What the app's page lacks.
pub(super) fn page(site: &Site) -> Result<Page, String> {
    let scenario = Name::FourWayClose.scenario(false);
    let trace = simulate(&scenario);
    let mut html = Html::default();
    definitions(&mut html);
    for lang in Lang::ALL {
        front(&mut html, &scenario, &trace, lang);
    }
    let app = "<div id=\"app\"";
    let with = [app, ">", html.markup().trim_end()].concat();
    let html = replaced(&site.app, app, ">", &with).ok_or_else(|| format!("index.html has no {app}"))?;
    Ok(Page { name: "index.html".to_owned(), html })
}

fn front(html: &mut Html, scenario: &Scenario, trace: &Trace, lang: Lang) {
    let says = words(lang);
    html.el("div", &[("class", "page front"), ("lang", lang.html())], |html| {
        html.el("header", &[], |html| {
            html.el("h1", &[], |html| {
                html.text(says.title);
                html.said("span", &[], says.subtitle);
            });
        });
        html.el("div", &[("class", "scenarios")], |html| {
            html.said("p", &[("class", "look")], catalog::FIRST.in_lang(lang));
        });
        html.el("main", &[], |html| {
            html.el("div", &[("class", "middle")], |html| {
                html.el("div", &[("class", "stage card")], |html| {
                    html.el("div", &[("class", "heads")], |html| {
                        for side in Side::BOTH {
                            html.said("h2", &[], vocabulary::side_name(side, lang));
                        }
                    });
                    for width in [BROAD, SLIM] {
                        html.drawn(&drawn(scenario, trace, width, Numbers::default(), lang));
                    }
                });
            });
            html.el("div", &[("class", "side")], |html| {
                html.el("section", &[("class", "card words")], |html| story(html, scenario, trace, lang));
            });
        });
        html.el("footer", &[], |html| {
            html.el("p", &[], |html| {
                for (index, (href, name)) in [
                    (lesson::PAGE, lesson::LINK),
                    (questions::PAGE, questions::TITLE),
                    (glossary::PAGE, glossary::TITLE),
                ]
                .into_iter()
                .enumerate()
                {
                    html.text(if index > 0 { " · " } else { "" });
                    html.said("a", &[("href", href.in_lang(lang))], name.in_lang(lang));
                }
            });
        });
    });
}

/// What happens, a sentence each.
fn story(html: &mut Html, scenario: &Scenario, trace: &Trace, lang: Lang) {
    html.el("ol", &[], |html| {
        for told in transcript(scenario, trace, Numbers::default(), lang).moments {
            if !told.sentence.is_empty() {
                html.el("li", &[], |html| {
                    html.said("b", &[], &told.at.to_string());
                    html.text(" ");
                    html.text(&told.sentence);
                });
            }
        }
    });
}
