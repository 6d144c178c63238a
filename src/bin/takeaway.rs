//! What the page fetches when something is saved for the first time: the makers of pictures, captures
//! and texts as a wasm of its own, so that nobody else waits for them. `static/save.js` asks it.
//!
//! A request is lines: the format, the scenario as in a link, then `key=value`.
#![forbid(unsafe_code)]

use four_waves::exercise::before;
use four_waves::sim::{Trace, link_code, simulate};
use four_waves::text::Lang;
use four_waves::time::{Duration, Instant};
use four_waves::view::export::look::Theme;
use four_waves::view::export::mermaid::mermaid;
use four_waves::view::export::packets::{EPOCH, Place, capture};
use four_waves::view::export::picture::Picture;
use four_waves::view::export::scenario::json;
use four_waves::view::text_ladder::text_ladder;
use four_waves::view::transcript::transcript;
use four_waves::view::{Numbers, Scale};

fn main() {}

/// What is asked for; nothing where it cannot be made.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn made(request: &str) -> Option<Vec<u8>> {
    let mut lines = request.lines();
    let (format, scenario) = (lines.next()?, link_code::decode(lines.next()?).scenario);
    let said = |key: &str| {
        let mut pairs = request.lines().skip(2).filter_map(|line| line.split_once('='));
        pairs.find(|(known, _)| *known == key).map_or("", |(_, value)| value)
    };
    let micros = |key: &str| said(key).parse::<u64>().ok();
    let lang = Lang::from_tag(said("lang")).unwrap_or_default();
    let numbers = Numbers::from_id(said("numbers")).unwrap_or_default();
    let whole = simulate(&scenario);
    let until = micros("until").map(|at| Instant::from_micros(at).min(whole.end));
    let seen = || match until.filter(|until| *until < whole.end) {
        Some(until) => before(&whole, &scenario.network, until + Duration::from_micros(1)),
        None => Trace::clone(&whole),
    };
    Some(match format {
        "svg" | "png" => {
            let theme = Theme::from_id(said("theme")).unwrap_or_default();
            let scale = if said("scale") == "true" { Scale::True } else { Scale::Folded };
            let (scenario, trace, link) = (&scenario, &whole, said("link"));
            Picture { scenario, trace, numbers, scale, lang, theme, until, link }.svg().0.into()
        }
        "pcapng" => {
            let (place, start) = (Place::from_id(said("place"))?, micros("start").unwrap_or(EPOCH));
            capture(&scenario, &seen(), place, start, lang).ok()?
        }
        "mermaid" => mermaid(&scenario, &seen(), numbers, lang).into(),
        "text" => text_ladder(&scenario, &seen()).into(),
        "transcript" => transcript(&scenario, &seen(), numbers, lang).text().into(),
        "json" => json(&scenario, lang).into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(request: &str) -> Option<String> {
        made(request).map(|octets| String::from_utf8_lossy(&octets).into_owned())
    }

    #[test]
    fn every_format_is_made() {
        let begins = [
            ("svg", "<svg xmlns="),
            ("png", "<svg xmlns="),
            ("pcapng", "\n\r\r\n"),
            ("mermaid", "sequenceDiagram"),
            ("text", "last-ack-lost"),
            ("transcript", "Last ACK lost"),
            ("json", "{\n  \"four-waves\": 1"),
        ];
        for (format, begin) in begins {
            let made = asked(&format!("{format}\n1;last-ack-lost\nplace=middle")).expect("it is made");
            assert!(made.starts_with(begin), "{format}: {made:.60}");
        }
        assert_eq!(asked("gif\n1;last-ack-lost"), None);
        assert_eq!(asked("svg"), None);
    }

    #[test]
    fn what_is_asked_for_counts() {
        let text =
            asked("transcript\n1;last-ack-lost\nlang=zh\nuntil=5300000\nnumbers=raw").expect("it is made");
        assert!(text.contains("最后的 ACK 丢失") && !text.contains("29.00 s"), "{text}");
        let svg =
            asked("svg\n1;abort\ntheme=dark\nlink=https://here/#1;abort=x\nuntil=").expect("it is made");
        assert!(svg.contains("#171e28") && svg.contains("https://here/#1;abort=x"), "{svg}");
        let capture = |start: &str| asked(&format!("pcapng\n1;abort\nplace=client\nstart={start}"));
        assert!(capture("1").is_some() && capture("1") != capture("2000000"));
        assert_eq!(capture("soon"), capture("1767225600000000"), "a start that is none is the usual one");
    }
}
