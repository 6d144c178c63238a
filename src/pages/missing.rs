//! What a host shows for an address that leads nowhere: that it does, and what there is.

use super::questions::{links, name};
use super::shell::{Shell, app};
use super::{Page, Site};
use crate::sim::questions::Question;
use crate::text::questions::{NOT_FOUND, NOT_FOUND_ABOUT};
use crate::text::truth::words;
use crate::text::{Lang, questions};

pub(super) fn page(site: &Site) -> Page {
    let shell = Shell {
        title: NOT_FOUND,
        description: NOT_FOUND_ABOUT,
        name,
        back: (|lang| app(lang, ""), words::BACK),
    };
    // Nobody knows in which language the address was meant.
    let html = shell.document(site, Lang::En, |html| {
        for lang in Lang::ALL {
            html.el("section", &[("lang", lang.html())], |html| {
                html.said(if lang == Lang::En { "h1" } else { "h2" }, &[], NOT_FOUND.in_lang(lang));
                html.said("p", &[("class", "wide")], NOT_FOUND_ABOUT.in_lang(lang));
                html.el("p", &[], |html| {
                    html.said("a", &[("href", &app(lang, ""))], words::BACK.in_lang(lang));
                    html.text(" · ");
                    html.said("a", &[("href", name(lang))], questions::TITLE.in_lang(lang));
                });
                links(html, Question::ALL, None, lang);
            });
        }
    });
    Page { name: "404.html".to_owned(), html }
}
