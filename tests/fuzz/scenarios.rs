//! Any scenario runs to its end, keeps the invariants, and can be shown in every way and language. The
//! input is a link.

#[path = "../common/invariants.rs"]
#[allow(dead_code)]
mod common;

use common::{ALWAYS, changes};
use four_waves::capture::Reader;
use four_waves::sim::link_code::decode;
use four_waves::sim::{Ended, Side, Trace, simulate};
use four_waves::tcp::State;
use four_waves::text::Lang;
use four_waves::view::export::look::Theme;
use four_waves::view::export::mermaid::mermaid;
use four_waves::view::export::packets::{self, EPOCH, Place};
use four_waves::view::export::picture::Picture;
use four_waves::view::inspect::inspect;
use four_waves::view::sockets::sockets;
use four_waves::view::text_ladder::text_ladder;
use four_waves::view::transcript::transcript;
use four_waves::view::{Frame, Ladder, Numbers, Scale, svg};

/// A trace with more segments than the first is only simulated, with more than the second not drawn: one
/// input shall not take long.
const MOST_CHECKED: usize = 500;
const MOST_DRAWN: usize = 60;

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let scenario = decode(text).scenario;
    let trace = simulate(&scenario);
    if trace.flights.len() > MOST_CHECKED {
        return;
    }
    let whole = trace.ended != Ended::Steps;
    if whole && Side::BOTH.into_iter().all(|side| one_connection(&trace, side)) {
        for (_, holds) in ALWAYS {
            holds(&scenario, &trace);
        }
    }
    for place in Place::ALL {
        let passing = packets::passing(&trace, place).len();
        let file = packets::capture(&scenario, &trace, place, EPOCH, Lang::En).expect("no segment is too long");
        let mut reader = Reader::new();
        reader.push(&file);
        let capture = reader.finish();
        assert_eq!((capture.rows().count(), capture.problems().len()), (passing, 0));
    }
    if trace.flights.len() > MOST_DRAWN || trace.moments.len() > 4 * MOST_DRAWN {
        return;
    }
    // What the input says decides how it is looked at.
    let pick = input.iter().fold(0_usize, |sum, octet| sum.wrapping_mul(31).wrapping_add(usize::from(*octet)));
    let numbers = Numbers::ALL[pick % Numbers::ALL.len()];
    let width = [320.0, 360.0, 824.0, 1_180.0][pick / 8 % 4];
    let zoom = [0.25, 1.0, 4.0][pick / 32 % 3];
    let scale = [Scale::Folded, Scale::True][pick / 128 % 2];
    let theme = Theme::ALL[pick / 256 % Theme::ALL.len()];
    let drawn = Lang::ALL[pick / 1_024 % Lang::ALL.len()];
    let ladder = Ladder::new(&scenario, &trace, Frame { width, numbers, lang: drawn, scale, zoom });
    for (what, place) in ladder.boxes() {
        let (wide, high) = place.reach();
        assert!(place.x - wide >= 0.0 && place.x + wide <= width, "{what:?} {place:?}");
        assert!(place.y - high >= 0.0 && place.y + high <= ladder.height, "{what:?} {place:?}");
    }
    well_formed(&svg::draw(&ladder, &trace, None));
    let picture =
        Picture { scenario: &scenario, trace: &trace, numbers, scale, lang: drawn, theme, until: None, link: text };
    well_formed(&picture.svg().0);
    let ends = Side::BOTH.map(|side| side.address().into());
    for lang in Lang::ALL {
        assert!(!transcript(&scenario, &trace, numbers, lang).text().is_empty());
        assert!(mermaid(&scenario, &trace, numbers, lang).starts_with("sequenceDiagram"));
        for flight in 0..trace.flights.len() {
            assert!(inspect(&trace, ends, flight, numbers, lang).is_some());
        }
    }
    assert!(!text_ladder(&scenario, &trace).is_empty());
    for side in Side::BOTH {
        for moment in &trace.moments {
            let _ = sockets(&trace, side, moment.at);
        }
    }
}

/// The invariants are about one connection: none after it over the same ports. (And about moments that
/// end: too many events are cut off within one.)
fn one_connection(trace: &Trace, side: Side) -> bool {
    let opens = |state| matches!(state, State::Listen | State::SynSent | State::SynReceived);
    let mut lived = !opens(trace.start[side as usize].state) && trace.start[side as usize].state != State::Closed;
    changes(trace, side).all(|(_, change)| {
        let again = lived && opens(change.to);
        lived |= !opens(change.to);
        !again
    })
}

/// No number that is none, and every element that is opened is closed.
fn well_formed(markup: &str) {
    assert!(!markup.contains("NaN") && !markup.contains("inf\""), "{markup}");
    let opened = markup.matches('<').count() - markup.matches("</").count() - markup.matches("<?").count();
    assert_eq!(opened, markup.matches("</").count() + markup.matches("/>").count(), "{markup}");
}
