//! The ladder as SVG.

use crate::{golden, known, random};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Scenario, Side, Trace, simulate};
use four_waves::text::{Lang, export, vocabulary};
use four_waves::time::Instant;
use four_waves::view::export::look::Theme;
use four_waves::view::export::picture::Picture;
use four_waves::view::{Numbers, Scale};
use roxmltree::{Document, Node};

fn drawn(scenario: &Scenario, trace: &Trace, lang: Lang, theme: Theme, until: Option<Instant>) -> String {
    let (numbers, scale) = (Numbers::Letters, Scale::Folded);
    let link = "1;a-link&<\"";
    Picture { scenario, trace, numbers, scale, lang, theme, until, link }.svg().0
}

fn texts(document: &Document) -> Vec<String> {
    let text = |node: Node| node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    document.descendants().filter(|node| node.has_tag_name("text")).map(text).collect()
}

/// What holds of every picture, wherever it is opened.
fn stands_alone(svg: &str, what: &str) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{what}: {error}"));
    for node in document.descendants().filter(Node::is_element) {
        assert!(
            !matches!(node.tag_name().name(), "style" | "script" | "foreignObject" | "image" | "use"),
            "{what}"
        );
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!value.contains("var(") && !value.is_empty(), "{what}: {name}={value}");
            // Nothing is fetched, and nothing waits for a style sheet or a script.
            let known = name == "aria-labelledby" || name == "aria-describedby";
            assert!(known || !name.starts_with("data-") && !name.starts_with("aria"), "{what}: {name}");
            assert!(!matches!(name, "href" | "src" | "class" | "style" | "tabindex"), "{what}: {name}");
            if let Some(id) = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')) {
                assert!(
                    document.descendants().any(|node| node.attribute("id") == Some(id)),
                    "{what}: no {id}"
                );
            } else {
                assert!(!value.contains("url("), "{what}: {value}");
            }
        }
        if node.has_tag_name("text") || node.has_tag_name("line") {
            let paint = if node.has_tag_name("text") { "fill" } else { "stroke" };
            let colour = node.attribute(paint).unwrap_or_else(|| panic!("{what}: no {paint} on {node:?}"));
            assert!(colour.starts_with('#'), "{what}: {colour}");
        }
    }
}

#[test]
fn every_picture_stands_alone_and_says_what_it_shows() {
    for scenario in known() {
        let trace = simulate(&scenario);
        for (lang, theme) in Lang::ALL.into_iter().flat_map(|lang| Theme::ALL.map(|theme| (lang, theme))) {
            let svg = drawn(&scenario, &trace, lang, theme, None);
            stands_alone(&svg, &scenario.name);
            let document = Document::parse(&svg).expect("it was read above");
            let of =
                |tag| document.descendants().find(|node| node.has_tag_name(tag)).and_then(|node| node.text());
            assert_eq!(of("title"), Some(&*export::title(&scenario, lang)));
            assert!(of("desc").is_some_and(|text| text.ends_with(" 1;a-link&<\"")), "{:?}", of("desc"));
            let texts = texts(&document);
            let said = |words: &str| texts.iter().any(|text| text == words);
            for side in Side::BOTH {
                assert!(said(vocabulary::side_name(side, lang)) && said(side.address_text()));
                for state in trace.states(side) {
                    assert!(said(&export::key(state, lang)), "{}: {state} is not in the key", scenario.name);
                }
            }
            // Paper has no background, a screen has.
            let page = document.root_element().children().find(|node| node.has_tag_name("rect"));
            assert_eq!(page.is_some(), theme != Theme::Print);
        }
    }
}

#[test]
fn what_the_page_writes_is_in_the_picture() {
    let scenario = Name::LastAckLost.scenario(true);
    let trace = simulate(&scenario);
    for (lang, words) in [
        (
            Lang::En,
            ["FIN-WAIT-1", "seq=u ack=v", "lost", "2·MSL = 20 s", "SYN, ACK", "FIN, ACK ↻", "half-closed"],
        ),
        (
            Lang::Zh,
            [
                "CLOSE-WAIT",
                "seq=w ack=u+1",
                "丢失",
                "2·MSL = 20 s",
                "最后的 ACK 丢失",
                "客户端",
                "重传计时器",
            ],
        ),
    ] {
        let svg = drawn(&scenario, &trace, lang, Theme::Light, None);
        let document = Document::parse(&svg).expect("it is XML");
        let texts = texts(&document);
        for words in words {
            assert!(texts.iter().any(|text| text == words), "{words} is not in {texts:?}");
        }
    }
}

#[test]
fn random_pictures_stand_alone_at_any_moment() {
    for (scenario, n) in random(60).iter().zip(0_usize..) {
        let trace = simulate(scenario);
        let moments =
            [0, 1, trace.moments.len() / 2].map(|index| trace.moments.get(index).map(|moment| moment.at));
        for until in moments.into_iter().flatten().map(Some).chain([None]) {
            let svg = drawn(scenario, &trace, Lang::ALL[n % 2], Theme::ALL[n % 3], until);
            stands_alone(&svg, &format!("no. {n} until {until:?}"));
        }
    }
}

/// What has not happened by then is not there; what has is where it stands in the whole picture.
#[test]
fn a_picture_until_a_moment_knows_nothing_of_what_comes() {
    let scenario = Name::LastAckLost.scenario(false);
    let trace = simulate(&scenario);
    let at = |millis| drawn(&scenario, &trace, Lang::En, Theme::Light, Some(Instant::from_millis(millis)));
    let said = |svg: &str, words: &str| {
        texts(&Document::parse(svg).expect("it is XML")).iter().any(|text| text == words)
    };
    let early = at(5_300);
    for words in ["FIN-WAIT-1", "TIME-WAIT", "LAST-ACK", "until 5.30 s"] {
        assert!(said(&early, words), "{words}");
    }
    for words in ["CLOSED", "lost", "FIN, ACK ↻", "⋮ 19 s ⋮"] {
        assert!(!said(&early, words), "{words}");
    }
    // The last ACK is under way: its line has begun, its sign stands on it, and it has no head yet.
    let flying = |svg: &str| svg.matches("rx=\"17\"").count();
    assert_eq!((flying(&early), flying(&at(7_000))), (1, 0));
    assert!(early.contains("scale(0.545 1)"), "0.3 of 0.55 s");
    assert!(said(&at(5_600), "lost"));
    let height = |svg: &str| {
        let document = Document::parse(svg).expect("it is XML");
        document
            .root_element()
            .attribute("height")
            .and_then(|height| height.parse::<f64>().ok())
            .expect("a number")
    };
    assert!(height(&early) < height(&at(12_000)), "it ends at the playhead");
    let end = drawn(&scenario, &trace, Lang::En, Theme::Light, None);
    assert!(!end.contains("until ") && height(&at(12_000)) < height(&end));
}

#[test]
fn a_run_of_the_catalogue_fits_on_a_sheet() {
    for scenario in Name::ALL.into_iter().flat_map(|name| [name.scenario(false), name.scenario(true)]) {
        let trace = simulate(&scenario);
        let picture = drawn(&scenario, &trace, Lang::Zh, Theme::Print, None);
        let document = Document::parse(&picture).expect("it is XML");
        let length = |name| {
            document.root_element().attribute(name).and_then(|value| value.parse::<f64>().ok()).unwrap()
        };
        assert!(length("width") <= 718.0, "{}", scenario.name);
        assert!(length("height") <= 1_040.0, "{}: {}", scenario.name, length("height"));
    }
}

/// The page's colours are these: no picture looks unlike it.
#[test]
fn the_colours_are_the_style_sheets() {
    let css = include_str!("../../static/style.css");
    let dark = css.find(":root[data-theme=\"dark\"]").expect("it has a dark theme");
    let end = css.find("@media").expect("it goes on");
    let mut found = 0;
    for (theme, tokens) in [(Theme::Light, &css[..dark]), (Theme::Dark, &css[dark..end])] {
        for token in
            tokens.split(';').filter_map(|token| token.trim().rsplit_once("--")).map(|(_, token)| token)
        {
            let Some((name, value)) = token.split_once(": ") else { continue };
            if let Some(colour) = theme.colour(name) {
                assert_eq!(colour, value, "{name} in {}", theme.id());
                found += 1;
            }
        }
    }
    assert_eq!(found, 44, "two times every colour of the table");
}

#[test]
fn pictures_stay_as_they_are() {
    let scenario = Name::LastAckLost.scenario(false);
    let trace = simulate(&scenario);
    golden("last-ack-lost.svg", drawn(&scenario, &trace, Lang::En, Theme::Light, None).as_bytes());
    let scenario = Name::SimultaneousClose.scenario(true);
    let until = Some(Instant::from_millis(4_600));
    let svg = drawn(&scenario, &simulate(&scenario), Lang::Zh, Theme::Dark, until);
    golden("simultaneous-close.zh.svg", svg.as_bytes());
}
