//! The glossary: each term with its meaning, and where there is one a scenario that shows it.

use super::html::Html;
use super::shell::{self, Shell, app, section};
use super::{Page, Site};
use crate::text::glossary::{self, Entry, GROUPS};
use crate::text::truth::words;
use crate::text::{Lang, catalog};

pub(super) fn page(site: &Site, lang: Lang) -> Page {
    let shell = Shell {
        title: glossary::TITLE,
        description: glossary::DESCRIPTION,
        name: |lang| glossary::PAGE.in_lang(lang),
        back: (|lang| app(lang, ""), words::BACK),
    };
    let html = shell.document(site, lang, |html| text(html, lang));
    Page { name: glossary::PAGE.in_lang(lang).to_owned(), html }
}

fn text(html: &mut Html, lang: Lang) {
    html.said("h1", &[], glossary::TITLE.in_lang(lang));
    html.el("p", &[("class", "wide")], |html| html.linked(glossary::INTRODUCTION.in_lang(lang)));
    html.el("nav", &[("aria-label", words::CONTENTS.in_lang(lang))], |html| {
        shell::contents(html, GROUPS.map(|(id, title, _)| (id, title)), lang);
    });
    for (id, title, entries) in GROUPS {
        section(html, id, title, lang, |html| {
            html.el("dl", &[("class", "left-out terms")], |html| {
                entries.iter().for_each(|known| entry(html, known, lang));
            });
        });
    }
}

fn entry(html: &mut Html, entry: &Entry, lang: Lang) {
    html.begin_terms(Some(entry.id));
    html.el("div", &[("id", entry.id)], |html| {
        html.el("dt", &[], |html| {
            html.text(entry.term);
            if !entry.chinese.is_empty() && lang == Lang::Zh {
                html.text(" ");
                html.said("span", &[], entry.chinese);
            }
        });
        html.el("dd", &[], |html| {
            html.linked(entry.meaning.in_lang(lang));
            if let Some(name) = entry.shown_by {
                html.text(" ");
                html.text(glossary::SEE.in_lang(lang));
                let link = app(lang, &format!("1;{}", name.id()));
                html.said("a", &[("href", &link)], catalog::title(name).in_lang(lang));
            }
        });
    });
}
