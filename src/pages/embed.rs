//! The page that builds an embed's code: a form, a preview, and the code to copy. Without a script it is
//! the same codes for one scenario, and what can be changed in them.

use super::html::Html;
use super::shell::{Shell, app, section};
use super::{Page, Site};
use crate::sim::catalog::Name;
use crate::text::embed::page::{self as says, TABLE, WAYS};
use crate::text::truth::words;
use crate::text::{Both, Lang, catalog, ui};

/// What the codes show until somebody chooses.
const FIRST: Name = Name::LastAckLost;
/// Whoever reads this without a script has to put the site's own address there.
const BASE: &str = "https://example.org/four-waves/";

pub(super) fn page(site: &Site, lang: Lang) -> Page {
    let shell = Shell {
        title: says::TITLE,
        description: says::DESCRIPTION,
        name: |lang| says::PAGE.in_lang(lang),
        back: (|lang| app(lang, ""), words::BACK),
    };
    let html = shell.document(site, lang, |html| {
        html.said("h1", &[], says::TITLE.in_lang(lang));
        html.said("p", &[("class", "wide")], says::INTRODUCTION.in_lang(lang));
        html.el("noscript", &[], |html| {
            html.said("p", &[("class", "wide")], says::WITHOUT_SCRIPT.in_lang(lang))
        });
        section(html, "choose", says::CHOOSE, lang, |html| form(html, lang));
        section(html, "preview", says::PREVIEW, lang, |html| {
            html.el("div", &[("id", "frame")], |_| ());
            html.el("p", &[], |html| {
                let link = [("id", "alone"), ("href", &*address("./", lang))];
                html.said("a", &link, says::OPEN_PREVIEW.in_lang(lang));
            });
        });
        section(html, "code", says::CODE, lang, |html| codes(html, lang));
        section(html, "parameters", says::PARAMETERS, lang, |html| parameters(html, lang));
        section(html, "messages", says::MESSAGES, lang, |html| {
            html.el("p", &[("class", "wide")], |html| html.linked(says::ABOUT_MESSAGES.in_lang(lang)));
            html.el("pre", &[("class", "terminal"), ("tabindex", "0")], |html| {
                html.said("code", &[], says::ASKING)
            });
        });
        html.said("script", &[("type", "module"), ("src", "embed-code.js")], "");
    });
    Page { name: says::PAGE.in_lang(lang).to_owned(), html }
}

fn address(base: &str, lang: Lang) -> String {
    [base, "?embed=1&scenario=", FIRST.id(), "&lang=", lang.code()].concat()
}

fn form(html: &mut Html, lang: Lang) {
    // With a script only: it shows it.
    html.el("form", &[("id", "choice"), ("class", "card"), ("hidden", "")], |html| {
        let titles = Name::ALL.map(|name| (name.id(), catalog::title(name).in_lang(lang)));
        select(html, "scenario", says::SCENARIO, &titles, FIRST.id(), lang);
        html.el("label", &[], |html| {
            html.said("span", &[], says::LINK.in_lang(lang));
            html.void(
                "input",
                &[
                    ("type", "text"),
                    ("name", "link"),
                    ("aria-describedby", "about-link"),
                    ("spellcheck", "false"),
                ],
            );
        });
        let (hint, unread) = (says::LINK_HINT.in_lang(lang), says::LINK_UNREAD.in_lang(lang));
        html.said("p", &[("id", "about-link"), ("data-hint", hint), ("data-unread", unread)], hint);
        let languages = [("", says::READERS.in_lang(lang)), ("en", "English"), ("zh", "中文")];
        select(html, "lang", says::LANGUAGE, &languages, lang.code(), lang);
        let word = ui::words(lang);
        let themes = [
            ("", word.theme_system),
            ("light", word.theme_light),
            ("dark", word.theme_dark),
            ("projector", word.theme_projector),
        ];
        select(html, "theme", says::THEME, &themes, "", lang);
        let controls = [("", says::FULL), ("min", says::MIN), ("none", says::NONE)];
        let controls = controls.map(|(value, words)| (value, words.in_lang(lang)));
        select(html, "controls", says::CONTROLS, &controls, "", lang);
        let speeds = ["0.25", "0.5", "", "2", "4", "8", "16"]
            .map(|speed| (speed, if speed.is_empty() { "1" } else { speed }));
        select(html, "speed", says::SPEED, &speeds, "", lang);
        for (name, label, on) in [("autoplay", says::AUTOPLAY, false), ("links", says::LINKS, true)] {
            html.el("label", &[("class", "tick")], |html| {
                let mut list = vec![("type", "checkbox"), ("name", name)];
                list.extend(on.then_some(("checked", "")));
                html.void("input", &list);
                html.said("span", &[], label.in_lang(lang));
            });
        }
    });
}

fn select(html: &mut Html, name: &str, label: Both, options: &[(&str, &str)], chosen: &str, lang: Lang) {
    html.el("label", &[], |html| {
        html.said("span", &[], label.in_lang(lang));
        html.el("select", &[("name", name)], |html| {
            for (value, words) in options {
                // An attribute that is empty would be one without a value, which means the words.
                let value = if value.is_empty() { "-" } else { *value };
                let mut list = vec![("value", value)];
                list.extend(
                    (value == chosen || (chosen.is_empty() && value == "-")).then_some(("selected", "")),
                );
                html.said("option", &list, words);
            }
        });
    });
}

fn codes(html: &mut Html, lang: Lang) {
    for way in &WAYS {
        html.el("section", &[("class", "way")], |html| {
            html.said("h3", &[("id", way.id)], way.title.in_lang(lang));
            html.el("p", &[("class", "wide")], |html| html.linked(way.about.in_lang(lang)));
            html.el(
                "pre",
                &[("class", "terminal"), ("tabindex", "0"), ("role", "region"), ("aria-labelledby", way.id)],
                |html| {
                    html.said("code", &[("data-code", way.code)], &filled(way.code, lang));
                },
            );
            let said = [says::COPIED, says::NOT_COPIED].map(|said| said.in_lang(lang));
            let copy = [
                ("type", "button"),
                ("class", "copy"),
                ("hidden", ""),
                ("data-done", said[0]),
                ("data-refused", said[1]),
            ];
            html.el("p", &[], |html| {
                html.said("button", &copy, says::COPY.in_lang(lang));
                html.el("span", &[("role", "status")], |_| ());
            });
        });
    }
}

/// The code as the page's script writes it, for the first choice.
#[must_use]
pub(super) fn filled(code: &str, lang: Lang) -> String {
    let query = address("", lang).trim_start_matches('?').replace('&', "&amp;");
    let attributes = format!("scenario=\"{}\" lang=\"{}\"", FIRST.id(), lang.code());
    let title = format!("{} · {}", catalog::title(FIRST).in_lang(lang), ui::words(lang).title);
    let src = [BASE, "?", &query].concat();
    [
        ("{src}", &*src),
        ("{title}", &title),
        ("{base}", BASE),
        ("{attributes}", &attributes),
        ("{query}", &query),
        ("{hash}", ""),
    ]
    .iter()
    .fold(code.to_owned(), |code, (what, with)| code.replace(what, with))
}

fn parameters(html: &mut Html, lang: Lang) {
    html.el("dl", &[("class", "left-out parameters")], |html| {
        for (name, phet, values, about) in TABLE {
            html.el("div", &[], |html| {
                html.el("dt", &[], |html| {
                    html.said("code", &[], name);
                    html.text(" ");
                    html.said("span", &[], values);
                });
                html.el("dd", &[], |html| {
                    html.linked(about.in_lang(lang));
                    if !phet.is_empty() {
                        html.text(" ");
                        html.linked(&says::phet(phet, lang));
                    }
                });
            });
        }
    });
}
