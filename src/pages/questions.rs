//! The questions' pages: a list of them, and for each its own page, which is the app with the
//! question opened, and until that has started (or where nothing runs) the same words with the finished
//! ladder.

use super::html::Html;
use super::ladder::{self, Still};
use super::shell::{Shell, app, section};
use super::terms::Terms;
use super::{Page, Site};
use crate::sim::link_code::encode;
use crate::sim::questions::Question;
use crate::text::questions::{self, GROUPS, labels};
use crate::text::truth::words;
use crate::text::{Lang, ui};
use crate::view::Numbers;

/// The list's name in the folder.
pub(super) fn name(lang: Lang) -> &'static str {
    questions::PAGE.in_lang(lang)
}

/// A question's page in the folder.
pub(super) fn page_of(question: Question, lang: Lang) -> String {
    [question.id(), if lang == Lang::En { ".html" } else { ".zh.html" }].concat()
}

pub(super) fn list(site: &Site, lang: Lang) -> Page {
    let shell = Shell {
        title: questions::TITLE,
        description: questions::DESCRIPTION,
        name,
        back: (|lang| app(lang, ""), words::BACK),
    };
    let html = shell.document(site, lang, |html| {
        html.said("h1", &[], questions::TITLE.in_lang(lang));
        html.said("p", &[("class", "wide")], questions::DESCRIPTION.in_lang(lang));
        for (id, title, questions) in GROUPS {
            section(html, id, title, lang, |html| links(html, questions, None, lang));
        }
    });
    Page { name: name(lang).to_owned(), html }
}

/// A list of these, without the one that is here.
pub(super) fn links(html: &mut Html, questions: &[Question], here: Option<Question>, lang: Lang) {
    html.el("ul", &[("class", "asked")], |html| {
        for question in questions.iter().filter(|question| here != Some(**question)) {
            html.el("li", &[], |html| {
                html.said("a", &[("href", &page_of(*question, lang))], question.title(lang));
            });
        }
    });
}

/// # Errors
/// What the app's page lacks.
pub(super) fn page(site: &Site, question: Question, lang: Lang) -> Result<Page, String> {
    let mut html = Html::with_terms(Terms::new(lang));
    text(&mut html, site, question, lang);
    let code = encode(&question.scenario());
    let head = head(question, lang);
    let root = format!(
        "<html lang=\"{}\" data-theme=\"system\" data-lang=\"{}\" data-code=\"{code}\">",
        lang.html(),
        lang.code()
    );
    let mut page = site.app.clone();
    for (from, to, what) in [
        ("<html ", ">", root.as_str()),
        ("<meta name=\"description\"", "/>", ""),
        ("<title>", "</title>", head.as_str()),
        ("<p id=\"wait\">", "</p>", html.markup().as_str()),
    ] {
        page = replaced(&page, from, to, what).ok_or_else(|| format!("index.html has no {from}"))?;
    }
    Ok(Page { name: page_of(question, lang), html: page })
}

/// The text with what stands from the first `from` to the next `to` replaced.
pub(super) fn replaced(text: &str, from: &str, to: &str, what: &str) -> Option<String> {
    let begin = text.find(from)?;
    let end = begin + text[begin..].find(to)? + to.len();
    Some([&text[..begin], what, &text[end..]].concat())
}

fn head(question: Question, lang: Lang) -> String {
    let mut html = Html::default();
    let title = format!("{} · {}", question.title(lang), ui::words(lang).title);
    html.said("title", &[], &title);
    let description = question.words().answer.in_lang(lang);
    html.void("meta", &[("name", "description"), ("content", description)]);
    for each in Lang::ALL {
        let other = page_of(question, each);
        html.void("link", &[("rel", "alternate"), ("hreflang", each.html()), ("href", &other)]);
    }
    html.markup()
}

fn text(html: &mut Html, site: &Site, question: Question, lang: Lang) {
    let (says, words) = (labels(lang), question.words());
    let scenario = question.scenario();
    html.el("div", &[("class", "document")], |html| {
        // In here, so that it goes with the text when the app takes its place.
        if let Some(style) = site.styles.last() {
            html.void("link", &[("rel", "stylesheet"), ("href", style)]);
        }
        html.el("main", &[], |html| {
            html.said("h1", &[], question.title(lang));
            ladder::definitions(html);
            let numbers = Numbers::default();
            let caption = questions::FINISHED.in_lang(lang);
            ladder::figure(html, &Still { id: "ladder", scenario: &scenario, caption, numbers }, lang);
            html.said("h2", &[], says.look_here);
            steps(html, words.looks, lang);
            html.said("h2", &[], says.break_it);
            for broken in words.breaks {
                html.el("p", &[("class", "wide")], |html| {
                    let changed = question.broken(broken.changes, words.stacks[0]);
                    let link = app(lang, &encode(&changed));
                    html.said("a", &[("href", &link)], broken.label.in_lang(lang));
                });
                steps(html, broken.then, lang);
            }
            html.said("h2", &[], says.answer);
            html.el("p", &[("class", "wide")], |html| html.linked(words.answer.in_lang(lang)));
            if let Some(mistake) = words.refutes {
                html.el("p", &[("class", "wide")], |html| {
                    html.said("b", &[], says.mistake);
                    html.text(" ");
                    html.linked(mistake.in_lang(lang));
                });
            }
            html.el("p", &[("class", "wide")], |html| {
                html.text(says.read);
                html.text(" ");
                html.linked(words.read.in_lang(lang));
            });
            html.said("h2", &[], says.all);
            links(html, Question::ALL, Some(question), lang);
            html.el("p", &[], |html| {
                let other = if lang == Lang::En { Lang::Zh } else { Lang::En };
                html.said("a", &[("href", name(lang))], questions::TITLE.in_lang(lang));
                html.text(" · ");
                let link = page_of(question, other);
                let language = [("href", &*link), ("lang", other.html()), ("hreflang", other.html())];
                html.said("a", &language, words::OTHER_LANGUAGE.in_lang(lang));
            });
        });
    });
}

fn steps(html: &mut Html, looks: &[questions::Look], lang: Lang) {
    html.el("ol", &[("class", "wide")], |html| {
        for look in looks {
            html.el("li", &[], |html| html.linked(look.words.in_lang(lang)));
        }
    });
}
