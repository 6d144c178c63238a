//! Whatever stands in an address, the page opens: something that can be simulated, and each problem said.
//! The input's first line is the query, the rest the fragment.

use four_waves::sim::link_code::{decode, encode};
use four_waves::sim::simulate;
use four_waves::text::Lang;
use four_waves::ui::{address, link};

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (query, fragment) = text.split_once('\n').unwrap_or((text, ""));
    for lang in Lang::ALL {
        let read = link::read(query, fragment, lang, str::to_owned);
        let (first, whole) = address::read(query, lang);
        // Where the first file can read all of it, the second reads the same.
        if whole && fragment.is_empty() {
            assert_eq!(first, read.wish);
        }
        let wish = read.wish;
        assert!(wish.problem.as_ref().is_none_or(|problem| !problem.is_empty()));
        assert_eq!(decode(&encode(&wish.scenario)).scenario, wish.scenario);
        let _ = simulate(&wish.scenario);
    }
}
