//! The lesson: its words with the ladders at the sentences that they illustrate.

use super::html::Html;
use super::ladder::{self, Still};
use super::shell::{self, Shell, app, section};
use super::{Page, Site};
use crate::sim::link_code;
use crate::text::Lang;
use crate::text::lesson::{self, Part, SECTIONS};
use crate::text::truth::words;
use crate::view::Numbers;

pub(super) fn page(site: &Site, lang: Lang) -> Page {
    let shell = Shell {
        title: lesson::TITLE,
        description: lesson::DESCRIPTION,
        name: |lang| lesson::PAGE.in_lang(lang),
        back: (|lang| app(lang, ""), words::BACK),
    };
    let html = shell.document(site, lang, |html| {
        html.el("div", &[("class", "lesson")], |html| text(html, lang));
    });
    Page { name: lesson::PAGE.in_lang(lang).to_owned(), html }
}

fn text(html: &mut Html, lang: Lang) {
    ladder::definitions(html);
    html.said("h1", &[], lesson::TITLE.in_lang(lang));
    for paragraph in lesson::INTRODUCTION {
        html.el("p", &[("class", "wide")], |html| html.linked(paragraph.in_lang(lang)));
    }
    html.el("nav", &[("aria-label", words::CONTENTS.in_lang(lang))], |html| {
        shell::contents(html, SECTIONS.map(|section| (section.id, section.title)), lang);
    });
    for known in SECTIONS {
        section(html, known.id, known.title, lang, |html| {
            known.parts.iter().for_each(|known| part(html, known, lang));
        });
    }
}

fn part(html: &mut Html, part: &Part, lang: Lang) {
    let items = |html: &mut Html, tag: &str, class: &str, items: &[crate::text::Both]| {
        html.el(tag, &[("class", class)], |html| {
            for item in items {
                html.el("li", &[], |html| html.linked(item.in_lang(lang)));
            }
        });
    };
    match part {
        Part::Text(text) => html.el("p", &[("class", "wide")], |html| html.linked(text.in_lang(lang))),
        Part::Steps(steps) => items(html, "ol", "wide steps", steps),
        Part::List(list) => items(html, "ul", "wide", list),
        Part::Ladder(shown) => {
            let scenario = link_code::decode(shown.link).scenario;
            let caption = shown.caption.in_lang(lang);
            let still = Still { id: shown.id, scenario: &scenario, caption, numbers: Numbers::Letters };
            ladder::figure(html, &still, lang);
        }
        Part::Terminal(text) => {
            let name = [("class", "terminal"), ("tabindex", "0"), ("role", "region")];
            let label = [("aria-label", lesson::TERMINAL.in_lang(lang))];
            html.el("pre", &[name.as_slice(), &label].concat(), |html| html.said("code", &[], text));
        }
        Part::Try(scenarios) => html.el("p", &[("class", "shows")], |html| {
            html.said("span", &[], lesson::TRY.in_lang(lang));
            for (label, link) in *scenarios {
                html.said("a", &[("class", "chip"), ("href", &app(lang, link))], label.in_lang(lang));
            }
        }),
        Part::Check(question, answer) => html.el("details", &[("class", "check wide")], |html| {
            html.el("summary", &[], |html| {
                html.said("b", &[], lesson::CHECK.in_lang(lang));
                html.text(question.in_lang(lang));
            });
            html.el("p", &[], |html| html.linked(answer.in_lang(lang)));
        }),
    }
}
