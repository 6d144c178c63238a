//! What every page has: its head, the way back, the other language, and sections with headings.

use super::Site;
use super::html::Html;
use super::terms::Terms;
use crate::text::embed::page as embed;
use crate::text::truth::words;
use crate::text::{Both, Lang, glossary, lesson, questions, ui};

pub(super) struct Shell {
    pub title: Both,
    pub description: Both,
    /// The page's file in each language.
    pub name: Place,
    /// Where a reader came from, and the words of the link there.
    pub back: (fn(Lang) -> String, Both),
}

impl Shell {
    pub fn document(&self, site: &Site, lang: Lang, text: impl FnOnce(&mut Html)) -> String {
        let mut html = Html::with_terms(Terms::new(lang));
        html.el("html", &[("lang", lang.html()), ("data-theme", "system")], |html| {
            html.el("head", &[], |html| self.head(html, site, lang));
            html.el("body", &[("class", "document")], |html| {
                html.said("a", &[("class", "skip"), ("href", "#text")], words::SKIP.in_lang(lang));
                html.el("header", &[], |html| self.header(html, lang));
                html.el("main", &[("id", "text")], text);
                html.el("footer", &[], |html| {
                    html.el("p", &[], |html| self.back(html, lang));
                    html.said("p", &[], concat!("Four Waves ", env!("CARGO_PKG_VERSION")));
                });
            });
        });
        html.document()
    }

    fn head(&self, html: &mut Html, site: &Site, lang: Lang) {
        html.void("meta", &[("charset", "utf-8")]);
        html.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
        html.void("meta", &[("name", "description"), ("content", self.description.in_lang(lang))]);
        html.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        let title = format!("{} · {}", self.title.in_lang(lang), ui::words(lang).title);
        html.said("title", &[], &title);
        html.void("link", &[("rel", "icon"), ("href", "icon.svg"), ("type", "image/svg+xml")]);
        for each in Lang::ALL {
            let other = [("rel", "alternate"), ("hreflang", each.html()), ("href", (self.name)(each))];
            html.void("link", &other);
        }
        for style in &site.styles {
            html.void("link", &[("rel", "stylesheet"), ("href", style)]);
        }
        if !site.script.is_empty() {
            html.said("script", &[("src", &site.script)], "");
        }
    }

    fn back(&self, html: &mut Html, lang: Lang) {
        let (place, words) = &self.back;
        html.said("a", &[("class", "back"), ("href", &place(lang))], words.in_lang(lang));
    }

    fn header(&self, html: &mut Html, lang: Lang) {
        let other = if lang == Lang::En { Lang::Zh } else { Lang::En };
        html.el("p", &[("class", "brand")], |html| {
            html.said("a", &[("href", &app(lang, ""))], ui::words(lang).title);
            html.said("span", &[], ui::words(lang).subtitle);
        });
        html.el("nav", &[("class", "pages"), ("aria-label", words::PAGES.in_lang(lang))], |html| {
            for (page, title) in PAGES {
                let page = page(lang);
                let here = if page == (self.name)(lang) { "page" } else { "false" };
                html.said("a", &[("href", page), ("aria-current", here)], title.in_lang(lang));
            }
        });
        html.el("p", &[("class", "tools")], |html| {
            self.back(html, lang);
            let link = [
                ("class", "language"),
                ("href", (self.name)(other)),
                ("lang", other.html()),
                ("hreflang", other.html()),
            ];
            html.said("a", &link, words::OTHER_LANGUAGE.in_lang(lang));
        });
    }
}

/// A page's file in each language.
type Place = fn(Lang) -> &'static str;

/// What every page leads to: the file in each language, and its name.
const PAGES: [(Place, Both); 5] = [
    (|lang| lesson::PAGE.in_lang(lang), lesson::LINK),
    (|lang| questions::PAGE.in_lang(lang), questions::TITLE),
    (|lang| glossary::PAGE.in_lang(lang), glossary::TITLE),
    (|lang| ui::words(lang).how_true_page, words::TITLE),
    (|lang| embed::PAGE.in_lang(lang), embed::TITLE),
];

/// The app in the page's language; whatever stands behind `#`.
pub(super) fn app(lang: Lang, link: &str) -> String {
    let hash = if link.is_empty() { "" } else { "#" };
    format!("./?lang={}{hash}{link}", lang.code())
}

pub(super) fn section(html: &mut Html, id: &str, title: Both, lang: Lang, inside: impl FnOnce(&mut Html)) {
    let heading = format!("{id}-heading");
    html.begin_terms(None);
    html.el("section", &[("id", id), ("aria-labelledby", &heading)], |html| {
        html.said("h2", &[("id", &heading)], title.in_lang(lang));
        inside(html);
    });
}

/// A list of links to sections of the page.
pub(super) fn contents(
    html: &mut Html,
    sections: impl IntoIterator<Item = (&'static str, Both)>,
    lang: Lang,
) {
    html.el("ul", &[], |html| {
        for (id, title) in sections {
            html.el("li", &[], |html| html.said("a", &[("href", &format!("#{id}"))], title.in_lang(lang)));
        }
    });
}
