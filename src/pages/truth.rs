//! *How true is this?*: the decisions, what is left out, the stacks' values, and how it is checked.

use super::html::Html;
use super::shell::{self, Shell, app, section};
use super::{Page, Site, table};
use crate::text::truth::decisions::{DECISIONS, Decision};
use crate::text::truth::left_out::LEFT_OUT;
use crate::text::truth::{proof, words};
use crate::text::{Both, Lang, ui};

/// Its sections, in their order: id and heading.
const SECTIONS: [(&str, Both); 4] = [
    ("decisions", words::DECISIONS),
    ("left-out", words::LEFT_OUT),
    ("stacks", words::STACKS),
    ("proof", words::PROOF),
];

pub(super) fn page(site: &Site, lang: Lang) -> Page {
    let shell = Shell {
        title: words::TITLE,
        description: words::DESCRIPTION,
        name: |lang| ui::words(lang).how_true_page,
        back: (|lang| app(lang, ""), words::BACK),
    };
    let html = shell.document(site, lang, |html| text(html, lang));
    Page { name: ui::words(lang).how_true_page.to_owned(), html }
}

fn text(html: &mut Html, lang: Lang) {
    html.said("h1", &[], words::TITLE.in_lang(lang));
    for paragraph in words::INTRODUCTION {
        html.el("p", &[("class", "wide")], |html| html.linked(paragraph.in_lang(lang)));
    }
    html.el("nav", &[("aria-label", words::CONTENTS.in_lang(lang))], |html| contents(html, lang));
    let [decisions_id, left_out_id, stacks_id, proof_id] = SECTIONS.map(|(id, _)| id);
    section(html, decisions_id, words::DECISIONS, lang, |html| {
        html.said("p", &[("class", "wide")], words::DECISIONS_ABOUT.in_lang(lang));
        DECISIONS.iter().for_each(|known| decision(html, known, lang));
    });
    section(html, left_out_id, words::LEFT_OUT, lang, |html| {
        html.said("p", &[("class", "wide")], words::LEFT_OUT_ABOUT.in_lang(lang));
        html.el("dl", &[("class", "left-out")], |html| {
            for left in &LEFT_OUT {
                html.el("div", &[], |html| {
                    html.el("dt", &[], |html| html.linked(left.what.in_lang(lang)));
                    html.el("dd", &[], |html| html.linked(left.change.in_lang(lang)));
                });
            }
        });
    });
    section(html, stacks_id, words::STACKS, lang, |html| table::stacks(html, lang));
    section(html, proof_id, words::PROOF, lang, |html| {
        html.el("ul", &[("class", "wide")], |html| {
            for way in words::PROOF_ABOUT {
                html.said("li", &[], way.in_lang(lang));
            }
        });
        let page = proof::PAGE.in_lang(lang);
        html.el("p", &[], |html| html.said("a", &[("href", page)], words::PROOF_LINK.in_lang(lang)));
        html.said("p", &[("class", "wide")], words::PROOF_AGAIN.in_lang(lang));
    });
}

fn contents(html: &mut Html, lang: Lang) {
    shell::contents(html, SECTIONS, lang);
    html.el("ol", &[("class", "decisions")], |html| {
        for decision in &DECISIONS {
            html.el("li", &[], |html| {
                let place = format!("#{}", decision.id);
                html.el("a", &[("href", &place)], |html| {
                    html.said("b", &[], decision.id);
                    html.text(" ");
                    html.text(decision.title.in_lang(lang));
                });
            });
        }
    });
}

fn decision(html: &mut Html, decision: &Decision, lang: Lang) {
    html.el("article", &[("id", decision.id), ("class", "card")], |html| {
        html.el("h3", &[], |html| {
            html.said("a", &[("href", &format!("#{}", decision.id))], decision.id);
            html.text(" ");
            html.text(decision.title.in_lang(lang));
        });
        html.el("dl", &[], |html| {
            for (name, said) in [
                (words::PROBLEM, decision.problem),
                (words::CHOICE, decision.choice),
                (words::WHY, decision.why),
            ] {
                html.said("dt", &[], name.in_lang(lang));
                html.el("dd", &[], |html| html.linked(said.in_lang(lang)));
            }
            html.said("dt", &[], words::READ.in_lang(lang));
            html.el("dd", &[], |html| html.linked(decision.sections));
            if decision.shows.is_empty() {
                return;
            }
            html.said("dt", &[], words::SHOW.in_lang(lang));
            html.el("dd", &[("class", "shows")], |html| {
                for show in decision.shows {
                    let link = app(lang, show.link);
                    html.said("a", &[("class", "chip"), ("href", &link)], show.label.in_lang(lang));
                    html.text(" ");
                }
            });
        });
    });
}
