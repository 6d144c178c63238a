//! What somebody else has written (a scenario's name, a link) is text in whatever is taken along: never
//! markup, never a line or an entry of its own.
use four_waves::sim::catalog::Name;
use four_waves::sim::{Scenario, simulate};
use four_waves::text::Lang;
use four_waves::view::export::look::Theme;
use four_waves::view::export::mermaid::mermaid;
use four_waves::view::export::packets::{EPOCH, Place, capture};
use four_waves::view::export::picture::Picture;
use four_waves::view::export::scenario::json;
use four_waves::view::{Numbers, Scale};

const NASTY: [&str; 7] = [
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)><script>alert(1)</script>",
    "</title></style></svg><iframe srcdoc='x'>",
    "a]]><!-- --> <![CDATA[ &amp; &#60;b&#62;",
    "a\nparticipant E as <b>evil</b>\nNote over C: x;%%{init: {}}%%",
    "\u{202e}gnp.exe\u{2066}\u{0}\u{b}\u{1b}[31m",
    "click C href \"javascript:alert(1)\" #quot;",
];

fn named(name: &str) -> Scenario {
    Scenario { name: name.into(), ..Name::LastAckLost.scenario(false) }
}

#[test]
fn a_picture_shows_it_as_text() {
    for name in NASTY {
        let scenario = named(name);
        let (trace, link) = (simulate(&scenario), name.replace(|sign: char| sign.is_control(), ""));
        for theme in [Theme::Light, Theme::Dark] {
            let (scenario, trace) = (&scenario, &trace);
            let picture = Picture {
                scenario,
                trace,
                numbers: Numbers::Letters,
                scale: Scale::Folded,
                lang: Lang::Zh,
                theme,
                until: None,
                link: &link,
            };
            let svg = picture.svg().0;
            let tree = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{name:?}: {error}"));
            for node in tree.descendants().filter(roxmltree::Node::is_element) {
                let tag = node.tag_name().name();
                let harmful =
                    ["script", "img", "image", "iframe", "foreignObject", "a", "animate", "set", "use"];
                assert!(!harmful.contains(&tag), "{name:?}: <{tag}>");
                for attribute in node.attributes() {
                    let is = attribute.name();
                    assert!(!is.starts_with("on") && !is.contains("href"), "{name:?}: {is}");
                }
            }
            let text: String = tree.descendants().filter_map(|node| node.text()).collect();
            let shown: String = name.chars().take_while(|sign| !sign.is_control() && *sign != ']').collect();
            assert!(text.contains(shown.trim_end()), "{name:?} is shown: {text}");
        }
    }
}

#[test]
fn a_diagrams_source_gets_no_line_and_no_markup_from_it() {
    let plain = named("plain");
    let lines = mermaid(&plain, &simulate(&plain), Numbers::Letters, Lang::En).lines().count();
    for name in NASTY {
        let scenario = named(name);
        let source = mermaid(&scenario, &simulate(&scenario), Numbers::Letters, Lang::En);
        assert_eq!(source.lines().count(), lines, "{source}");
        let title = source.lines().nth(1).unwrap_or_default();
        assert!(
            !title.contains(['<', '>', ';']) || title.contains("#lt;") || title.contains("#59;"),
            "{title}"
        );
        assert!(!source.contains("<b>") && !source.contains("<img") && !source.contains("%%{"), "{source}");
    }
}

#[test]
fn a_file_and_a_capture_hold_it_as_it_is() {
    for name in NASTY {
        let scenario = named(name);
        let read: serde_json::Value = serde_json::from_str(&json(&scenario, Lang::En)).expect("it is JSON");
        assert_eq!(read["name"], name);
        assert_eq!(read.as_object().map(serde_json::Map::len), Some(5), "no entry more");
        let trace = simulate(&scenario);
        let octets = |scenario: &Scenario| {
            capture(scenario, &trace, Place::Middle, EPOCH, Lang::En).expect("it is made")
        };
        let (with, without) = (octets(&scenario), octets(&named("plain")));
        // Blocks say how long they are: as many, and each ends where it says.
        let blocks = |file: &[u8]| {
            let (mut at, mut count) = (0, 0);
            while at < file.len() {
                let length =
                    u32::from_le_bytes(file[at + 4..at + 8].try_into().expect("four octets")) as usize;
                assert_eq!(file[at + length - 4..at + length], file[at + 4..at + 8]);
                at += length;
                count += 1;
            }
            count
        };
        assert_eq!(blocks(&with), blocks(&without));
        let shown: String = name
            .chars()
            .map(
                |sign| if sign.is_control() || "\u{202e}\u{2066}".contains(sign) { '\u{fffd}' } else { sign },
            )
            .collect();
        assert!(with.windows(shown.len()).any(|part| part == shown.as_bytes()), "{name:?} is in its comment");
    }
}
