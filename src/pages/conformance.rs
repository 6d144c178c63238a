//! *What it was held against*: every rule, suite and recording, with counts that `cargo xtask
//! conformance` has measured.

use super::html::Html;
use super::{Page, Site, shell};
use crate::check::conformance::{Conformance, Figure};
use crate::text::truth::proof;
use crate::text::{Both, Lang, rules, ui};

/// As it was last measured.
const MEASURED: &str = include_str!("../../docs/conformance.json");

/// # Panics
/// If the measured file is damaged: it is made by a command, not by hand.
pub(super) fn page(site: &Site, lang: Lang) -> Page {
    let measured: Conformance = serde_json::from_str(MEASURED).expect("cargo xtask conformance wrote it");
    let shell = shell::Shell {
        title: proof::TITLE,
        description: proof::DESCRIPTION,
        name: |lang| proof::PAGE.in_lang(lang),
        back: (|lang| ui::words(lang).how_true_page.to_owned(), proof::BACK),
    };
    let html = shell.document(site, lang, |html| text(html, &measured, lang));
    Page { name: proof::PAGE.in_lang(lang).to_owned(), html }
}

fn text(html: &mut Html, measured: &Conformance, lang: Lang) {
    html.said("h1", &[], proof::TITLE.in_lang(lang));
    for paragraph in proof::INTRODUCTION {
        html.said("p", &[("class", "wide")], paragraph.in_lang(lang));
    }
    shell::section(html, "counts", proof::COUNTS, lang, |html| counts(html, measured, lang));
    shell::section(html, "rules", proof::RULES, lang, |html| rules(html, measured, lang));
    shell::section(html, "suites", proof::SUITES, lang, |html| suites(html, measured, lang));
    shell::section(html, "recordings", proof::REPLAYS, lang, |html| replays(html, measured, lang));
}

fn counts(html: &mut Html, measured: &Conformance, lang: Lang) {
    let of = |passed: usize, all: usize| {
        if passed == all {
            grouped(all)
        } else {
            [&grouped(passed), proof::OF.in_lang(lang), &grouped(all)].join(" ")
        }
    };
    html.el("ul", &[("class", "counts")], |html| {
        let mut count = |number: &str, what: Both| {
            html.el("li", &[], |html| {
                html.said("b", &[], number);
                html.text(" ");
                html.text(what.in_lang(lang));
            });
        };
        count(&of(measured.cases_passed(), measured.cases()), proof::CASES);
        count(&of(measured.recordings_passed(), measured.recordings.len()), proof::RECORDINGS);
        for figure in Figure::ALL {
            if let Some(number) = measured.figures.get(&figure) {
                count(&grouped(*number as usize), proof::figure(figure));
            }
        }
    });
}

/// Thousands apart, as both languages' readers find them easiest.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

fn rules(html: &mut Html, measured: &Conformance, lang: Lang) {
    html.said("p", &[("class", "wide")], proof::RULES_ABOUT.in_lang(lang));
    let heads = [proof::IN_CASES, proof::IN_RECORDINGS, proof::IN_GRID, proof::IN_SCENARIOS];
    table(html, &[proof::RULE, proof::SECTION], &heads, lang, |html| {
        for of in &measured.rules {
            html.el("tr", &[], |html| {
                html.el("th", &[("scope", "row")], |html| {
                    html.said("b", &[], of.rule.short());
                    html.said("span", &[], rules::why(of.rule, lang));
                });
                html.el("td", &[], |html| html.linked(of.rule.section()));
                numbers(html, &[of.cases, of.recordings, of.grid, of.scenarios]);
            });
        }
    });
}

fn suites(html: &mut Html, measured: &Conformance, lang: Lang) {
    let heads = [proof::PASSED, proof::ALL, proof::ANY];
    table(html, &[proof::SUITE], &heads, lang, |html| {
        for suite in &measured.suites {
            html.el("tr", &[], |html| {
                html.said("th", &[("scope", "row")], &suite.name);
                numbers(html, &[suite.passed, suite.passed + suite.failed, suite.any]);
            });
        }
    });
}

fn replays(html: &mut Html, measured: &Conformance, lang: Lang) {
    let heads = [proof::SEGMENTS, proof::STATES, proof::CALLS, proof::AGREES];
    table(html, &[proof::RECORDING], &heads, lang, |html| {
        for replayed in &measured.recordings {
            html.el("tr", &[], |html| {
                html.said("th", &[("scope", "row")], &replayed.name);
                numbers(html, &[replayed.segments, replayed.states, replayed.calls]);
                let agrees = if replayed.passed { proof::YES } else { proof::NO };
                html.said("td", &[("class", "number")], agrees.in_lang(lang));
            });
        }
    });
}

fn numbers(html: &mut Html, numbers: &[usize]) {
    for number in numbers {
        html.said("td", &[("class", "number")], &grouped(*number));
    }
}

/// Columns of words, then columns of numbers.
fn table(html: &mut Html, words: &[Both], numbers: &[Both], lang: Lang, rows: impl FnOnce(&mut Html)) {
    html.el("table", &[("class", "measured")], |html| {
        html.el("thead", &[], |html| {
            html.el("tr", &[], |html| {
                for head in words {
                    html.said("th", &[("scope", "col")], head.in_lang(lang));
                }
                for head in numbers {
                    html.said("th", &[("scope", "col"), ("class", "number")], head.in_lang(lang));
                }
            });
        });
        html.el("tbody", &[], rows);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let apart = [(7, "7"), (999, "999"), (1_000, "1\u{202f}000"), (1_234_567, "1\u{202f}234\u{202f}567")];
        for (number, text) in apart {
            assert_eq!(grouped(number), text);
        }
    }
}
