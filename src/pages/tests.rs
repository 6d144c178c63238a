//! The pages as files: whole, well formed, and with every link leading somewhere.

use super::*;
use crate::sim::link_code;
use crate::sim::questions::Question;
use crate::tcp::{Rule, Setting, Stack};
use crate::text::glossary::GROUPS;
use crate::text::lesson::{Part, SECTIONS};
use crate::text::truth::decisions::DECISIONS;
use crate::text::ui::words;
use std::collections::BTreeSet;

const KNOWN_RFCS: [&str; 16] = [
    "791", "793", "1337", "2018", "2525", "3168", "5681", "5961", "6056", "6191", "6298", "6928", "7323",
    "7413", "8985", "9293",
];

fn site() -> Site {
    // As trunk leaves it, but for what it puts in.
    let lines = include_str!("../../index.html").lines().filter(|line| !line.contains("data-trunk"));
    let app = lines.collect::<Vec<_>>().join("\n");
    Site { styles: vec!["style-0.css".into(), "pages-0.css".into()], script: "pages-0.js".into(), app }
}

fn all() -> Vec<Page> {
    pages(&site()).expect("index.html has what they need")
}

/// *How true is this?* in both languages.
fn truth() -> Vec<(Page, Lang)> {
    all().into_iter().filter(|page| page.name.starts_with("truth")).zip(Lang::ALL).collect()
}

/// Every start tag: its name and its attributes, values as they are written.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>").expect("a document");
    while let Some(begin) = rest.find('<') {
        assert!(!rest[..begin].contains('>'), "a stray > before {}", &rest[begin..begin + 20]);
        let end = begin + rest[begin..].find('>').expect("the tag ends");
        let tag = &rest[begin + 1..end];
        // As pictures have it, and index.html.
        let (tag, whole) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag.trim_end(), true));
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "the element that is open ends first");
            continue;
        }
        // In pictures an element may end where it begins.
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut list = Vec::new();
        while !attributes.is_empty() {
            let (key, behind) = match attributes.split_once("=\"") {
                Some((key, behind)) if !key.contains(' ') => (key, behind),
                // One without a value.
                _ => {
                    let (key, behind) = attributes.split_once(' ').unwrap_or((attributes, ""));
                    list.push((key.to_owned(), String::new()));
                    attributes = behind;
                    continue;
                }
            };
            let (value, behind) = behind.split_once('"').expect("the value ends");
            list.push((key.to_owned(), value.to_owned()));
            attributes = behind.trim_start();
        }
        if !whole && !["meta", "link", "input"].contains(&name) {
            open.push(name.to_owned());
        }
        found.push((name.to_owned(), list));
    }
    assert!(open.is_empty(), "{open:?} are never closed");
    found
}

fn attribute<'a>(list: &'a [(String, String)], name: &str) -> Option<&'a str> {
    list.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn values_of(html: &str, name: &str) -> Vec<String> {
    tags(html).iter().filter_map(|(_, list)| attribute(list, name).map(str::to_owned)).collect()
}

#[test]
fn pages_are_well_formed_and_every_id_is_there_once() {
    let names: BTreeSet<String> = all().into_iter().map(|page| page.name).collect();
    let known = ["truth", "conformance", "glossary", "lesson", "questions", "embed"].into_iter();
    let known = known.chain(Question::ALL.iter().map(|question| question.id()));
    let expected = known.flat_map(|name| ["html", "zh.html"].map(|end| format!("{name}.{end}")));
    assert_eq!(names, expected.chain(["404.html", "index.html"].map(String::from)).collect());
    for page in all() {
        let ids = values_of(&page.html, "id");
        let different: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), different.len(), "{}", page.name);
        assert!(!page.html.contains(" style=") && !page.html.contains("onclick"), "nothing inline");
        assert_eq!(ids.iter().filter(|id| *id == "hatch").count(), usize::from(page.html.contains("<svg")));
        for described in values_of(&page.html, "aria-labelledby") {
            assert!(ids.contains(&described), "{} has no #{described}", page.name);
        }
    }
    for (page, lang) in truth() {
        let ids = values_of(&page.html, "id");
        let different: BTreeSet<&String> = ids.iter().collect();
        for id in ["decisions", "left-out", "stacks", "proof"]
            .into_iter()
            .chain(DECISIONS.iter().map(|decision| decision.id))
        {
            assert!(different.contains(&id.to_owned()), "{} lacks {id}", page.name);
        }
        for setting in Setting::ALL {
            for stack in Stack::ALL {
                let cell = format!("{}-{}", setting.name(), stack.id());
                assert!(different.contains(&cell), "{} lacks {cell}", page.name);
                assert!(different.contains(&format!("{cell}-source")));
            }
        }
        assert!(page.html.contains(&format!("<html lang=\"{}\"", lang.html())));
    }
}

#[test]
fn headings_go_down_one_step_at_a_time() {
    for page in all() {
        let levels = tags(&page.html).into_iter().filter_map(|(name, _)| match &*name {
            "h1" => Some(1),
            "h2" => Some(2),
            "h3" => Some(3),
            _ => None,
        });
        let mut before = 0;
        for level in levels {
            // Of the app's page one language shows.
            let first = before == 0 || page.name == "index.html";
            assert!(level <= before + 1 && (level > 1 || first), "h{before}, then h{level}");
            before = level;
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let site = site();
    let all = all();
    let known: Vec<&str> = ["icon.svg", "icon-192.png", "four-waves.webmanifest"]
        .into_iter()
        .chain(all.iter().map(|page| &*page.name))
        .chain(site.styles.iter().map(String::as_str))
        .collect();
    let entries = GROUPS.iter().flat_map(|(_, _, entries)| *entries);
    let terms: Vec<&str> = entries.clone().map(|entry| entry.id).collect();
    for page in &all {
        let lang = if page.name.contains(".zh.") { Lang::Zh } else { Lang::En };
        let ids = values_of(&page.html, "id");
        let mut scenarios = 0;
        for link in values_of(&page.html, "href") {
            if let Some(id) = link.strip_prefix('#') {
                assert!(ids.iter().any(|known| known == id), "{} has no #{id}", page.name);
            } else if let Some((glossary, id)) =
                link.split_once(".html#").filter(|_| link.starts_with("gloss"))
            {
                let here = glossary == if lang == Lang::En { "glossary" } else { "glossary.zh" };
                assert!(here && terms.contains(&id), "{} links to {link}", page.name);
            } else if let Some(app) = link.strip_prefix("./?") {
                let (query, code) = app.split_once('#').unwrap_or((app, ""));
                let both = page.name == "404.html" || query.starts_with("embed=1&");
                assert!(both || query == format!("lang={}", lang.code()), "{}: {link}", page.name);
                if !code.is_empty() {
                    assert_eq!(link_code::decode(code).problem, None, "{link}");
                    scenarios += 1;
                }
            } else if let Some(rfc) = link.strip_prefix("https://www.rfc-editor.org/rfc/rfc") {
                let (number, section) = rfc.split_once(".html").expect("a page of the RFC editor's");
                assert!(KNOWN_RFCS.contains(&number), "{link}");
                assert!(section.is_empty() || section.starts_with("#section-"), "{link}");
            } else {
                assert!(known.contains(&link.as_str()), "{} links to {link}", page.name);
            }
        }
        let shown = DECISIONS.iter().map(|decision| decision.shows.len()).sum::<usize>();
        let told = entries.clone().filter(|entry| entry.shown_by.is_some()).count();
        let taught = SECTIONS.iter().flat_map(|section| section.parts).map(|part| match part {
            Part::Ladder(_) => 1,
            Part::Try(scenarios) => scenarios.len(),
            _ => 0,
        });
        let expected = match page.name.split('.').next() {
            Some("truth") => shown,
            Some("glossary") => told,
            Some("lesson") => taught.sum(),
            // Each break, and the ladder itself.
            Some(name) => Question::from_id(name).map_or(0, |asked| asked.words().breaks.len() + 1),
            None => 0,
        };
        assert_eq!(scenarios, expected, "{}", page.name);
        for described in values_of(&page.html, "aria-describedby") {
            assert!(ids.contains(&described));
        }
    }
}

/// Its numbers are those that were measured.
#[test]
fn the_proof_has_every_rule_suite_and_recording() {
    for page in all().iter().filter(|page| page.name.starts_with("conformance")) {
        for rule in Rule::ALL {
            assert!(page.html.contains(&format!("<b>{}</b>", rule.short())), "{rule:?}");
        }
        for known in ["smoltcp", "RFC 9293", "last-ack-lost-thrice"] {
            assert!(page.html.contains(&format!("<th scope=\"row\">{known}</th>")), "{known}");
        }
    }
}

/// What the app links to is here: each stack's MSL and RTO, and their rows.
#[test]
fn the_app_finds_its_cells() {
    for (page, lang) in truth() {
        assert_eq!(page.name, words(lang).how_true_page);
        for row in ["msl", "rto_initial"] {
            assert!(page.html.contains(&format!("<tr id=\"{row}\">")));
        }
    }
}

/// Terms lead to the glossary once in each section, and never from a heading, a name or another link.
#[test]
fn terms_lead_to_the_glossary() {
    for page in all() {
        let mut open: Vec<String> = Vec::new();
        let mut links = BTreeSet::new();
        let mut count = 0;
        for tag in page.html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name));
                continue;
            }
            let name = tag.split(' ').next().unwrap();
            if name == "section" || tag.starts_with("div id=") {
                links.clear();
            }
            if tag.contains("class=\"term\"") {
                let around = ["a", "button", "h1", "h2", "h3", "summary", "dt", "th", "figcaption", "code"];
                assert!(!open.iter().any(|tag| around.contains(&&**tag)), "{}: {tag} in {open:?}", page.name);
                assert!(links.insert(tag), "{}: {tag} twice in a section", page.name);
                count += 1;
            }
            if !(["meta", "link", "input"].contains(&name) || tag.ends_with('/') || tag.starts_with('!')) {
                open.push(name.to_owned());
            }
        }
        let least = match page.name.split('.').next() {
            Some("conformance" | "questions" | "embed" | "404" | "index") => 0,
            Some(name) if name.starts_with("q-") => 1,
            _ => 20,
        };
        assert!(count >= least, "{}: {count}", page.name);
    }
}
