//! What is read of small things in passing: numbers, times, segments as a case writes them, crowds,
//! names. A line each; what is read and written again is the same.

use four_waves::check::notation::{Pattern, parse_number};
use four_waves::sim::crowd::code;
use four_waves::tcp::{Segment, Stack, State};
use four_waves::text::Lang;
use four_waves::time::read_thousandths;

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    for line in text.lines() {
        if let Some(read) = read_thousandths(line) {
            assert_eq!(read_thousandths(&format!("{}.{:03}", read / 1_000, read % 1_000)), Some(read));
        }
        if let Ok(number) = parse_number(line) {
            assert_eq!(parse_number(&number.to_string()), Ok(number));
        }
        match Pattern::parse(line) {
            // Its window is not written, for no case compares it.
            Ok(pattern) => {
                let again = Pattern::parse(&pattern.to_string()).expect("what was read is written so");
                let Segment { window, .. } = *pattern.segment();
                assert_eq!(Segment { window, ..*again.segment() }, *pattern.segment(), "{pattern}");
                assert_eq!(again.any_seq(), pattern.any_seq(), "{pattern}");
            }
            Err(why) => assert!(!why.is_empty() && why.chars().count() < 150 && why.lines().count() == 1),
        }
        if let Some(crowd) = code::read(line) {
            assert_eq!(code::read(&code::write(&crowd)), Some(crowd));
        }
        assert!(Stack::from_id(line).is_none_or(|stack| stack.id() == line));
        assert!(State::from_name(line).is_none_or(|state| state.name() == line));
        let tagged = Lang::from_tag(line).map(|lang| (lang, Lang::from_tag(lang.code())));
        assert!(tagged.is_none_or(|(lang, again)| again == Some(lang)));
    }
}
