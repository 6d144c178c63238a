//! A scenario's finished ladder in a page: a picture that needs no script, twice as SVG for broad and
//! for narrow screens, the same as text, and the way to the app, which plays it.

use super::html::Html;
use super::shell::app;
use crate::sim::{Scenario, Side, Trace, link_code, simulate};
use crate::text::{Lang, still as say, vocabulary};
use crate::view::export::still;
use crate::view::transcript::transcript;
use crate::view::{Frame, Ladder, Numbers, Scale, fit_zoom, px, svg};

/// In pixels: it fits a column of text, and a sheet of paper.
pub(super) const BROAD: f64 = 720.0;
/// It fits a screen of 320 px.
pub(super) const SLIM: f64 = 296.0;
/// A sheet of paper shows no more of the broad one; a longer ladder is drawn smaller.
const HIGHEST: f64 = 860.0;

/// One ladder of a page.
pub(super) struct Still<'a> {
    /// Of the figure, the page's only one of this name.
    pub id: &'a str,
    pub scenario: &'a Scenario,
    /// What there is to see in it.
    pub caption: &'a str,
    pub numbers: Numbers,
}

/// What the ladders of a page have in common: to be written once before the first of them.
pub(super) fn definitions(html: &mut Html) {
    html.el("svg", &[("class", "sr-only"), ("aria-hidden", "true")], |html| html.drawn(svg::DEFINITIONS));
}

/// Writes the figure. `static/pages.js` turns its link into the app in the picture's place.
pub(super) fn figure(html: &mut Html, still: &Still, lang: Lang) {
    let trace = simulate(still.scenario);
    let [caption, text] = ["caption", "text"].map(|part| format!("{}-{part}", still.id));
    html.el("figure", &[("id", still.id), ("class", "still card"), ("aria-labelledby", &caption)], |html| {
        html.el("div", &[("class", "picture")], |html| {
            html.el("p", &[("class", "ends")], |html| {
                for side in Side::BOTH {
                    html.said("b", &[], vocabulary::side_name(side, lang));
                }
            });
            for width in [BROAD, SLIM] {
                html.drawn(&drawn(still.scenario, &trace, width, still.numbers, lang));
            }
        });
        html.el("figcaption", &[("id", &caption)], |html| html.linked(still.caption));
        html.el("p", &[("class", "ways")], |html| {
            let link = app(lang, &link_code::encode(still.scenario));
            let play = [("class", "play"), ("href", &*link), ("aria-describedby", &caption)];
            html.said("a", &play, say::PLAY.in_lang(lang));
            let back = [("class", "again"), ("type", "button"), ("hidden", "")];
            html.said("button", &back, say::BACK.in_lang(lang));
        });
        html.el("details", &[("id", &text)], |html| {
            html.said("summary", &[], say::AS_TEXT.in_lang(lang));
            told(html, still, &trace, lang);
        });
    });
}

/// The whole of it as the app draws it when all is over, without what only moves or is clicked on.
#[must_use]
pub(super) fn drawn(scenario: &Scenario, trace: &Trace, width: f64, numbers: Numbers, lang: Lang) -> String {
    let frame = Frame { width, numbers, lang, scale: Scale::Folded, zoom: 1.0 };
    let mut ladder = Ladder::new(scenario, trace, frame);
    if ladder.height > HIGHEST {
        let zoom = fit_zoom(ladder.axis.length(), HIGHEST);
        ladder = Ladder::new(scenario, trace, Frame { zoom, ..frame });
    }
    let mut html = Html::default();
    let (width, height) = (px(width), px(ladder.height));
    let view = format!("0 0 {width} {height}");
    let class = if ladder.frame.narrow() { "ladder narrow slim" } else { "ladder broad" };
    let attributes = [
        ("class", class),
        ("role", "img"),
        ("aria-label", say::LABEL.in_lang(lang)),
        ("viewBox", &view),
        ("width", &width),
        ("height", &height),
    ];
    html.el("svg", &attributes, |html| html.drawn(&still(&svg::parts(&ladder, trace, None), None, None)));
    html.markup()
}

/// All that the picture shows, in words.
fn told(html: &mut Html, still: &Still, trace: &Trace, lang: Lang) {
    let all = transcript(still.scenario, trace, still.numbers, lang);
    let paragraph = |html: &mut Html, sentences: &[String]| {
        sentences.iter().for_each(|sentence| html.said("p", &[], sentence));
    };
    paragraph(html, &all.begins[1..]);
    html.el("ol", &[("class", "told")], |html| {
        for told in &all.moments {
            html.el("li", &[], |html| {
                html.said("b", &[], &told.at.to_string());
                html.text(" ");
                html.text(&told.sentence);
                html.el("ul", &[], |html| told.lines.iter().for_each(|line| html.said("li", &[], line)));
            });
        }
    });
    paragraph(html, &all.ends);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;

    fn still(name: Name, id: &str, lang: Lang) -> String {
        let scenario = name.scenario(true);
        let mut html = Html::default();
        let still = Still { id, scenario: &scenario, caption: "RFC 9293 §3.6", numbers: Numbers::Letters };
        figure(&mut html, &still, lang);
        html.markup()
    }

    #[test]
    fn a_picture_keeps_all_that_is_seen_and_nothing_that_moves() {
        for name in Name::ALL {
            let html = still(name, "one", Lang::Zh);
            for gone in ["data-m", "data-flight", "tabindex", "role=\"button\"", "=\"\"", "style="] {
                assert!(!html.contains(gone), "{}: {gone}", name.id());
            }
            // As many arrows as the app draws, in both pictures.
            let scenario = name.scenario(true);
            let flights = simulate(&scenario).flights.len();
            assert_eq!(html.matches("<g class=\"flight").count(), 2 * flights, "{}", name.id());
        }
        let html = still(Name::LastAckLost, "one", Lang::En);
        for part in ["FIN-WAIT-1", "TIME-WAIT", "seq=u+1", "ack=w+1", ">lost<", "2·MSL = 20 s"] {
            assert!(html.matches(part).count() >= 2, "{part} is not in both");
        }
    }

    #[test]
    fn several_on_a_page_share_no_id() {
        let ids = |html: &str| {
            let ids = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            ids.collect::<Vec<_>>()
        };
        let (one, two) = (still(Name::Abort, "one", Lang::En), still(Name::Abort, "two", Lang::En));
        assert_eq!(ids(&one), ["one", "one-caption", "one-text"]);
        assert!(ids(&two).iter().all(|id| !ids(&one).contains(id)));
    }

    #[test]
    fn the_link_is_the_same_scenario() {
        let html = still(Name::FirstFinLost, "one", Lang::Zh);
        assert!(html.contains("href=\"./?lang=zh#1;first-fin-lost;o\""), "{html}");
    }

    #[test]
    fn a_long_run_still_fits_on_a_sheet() {
        for name in Name::ALL {
            let scenario = name.scenario(true);
            let svg = drawn(&scenario, &simulate(&scenario), BROAD, Numbers::Letters, Lang::En);
            let height = svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap();
            assert!(height.parse::<f64>().unwrap() <= HIGHEST + 40.0, "{}: {height}", name.id());
        }
    }
}
