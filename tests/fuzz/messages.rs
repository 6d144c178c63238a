//! Whatever the page around an embed sends is followed or refused with a sentence; what is followed can
//! be simulated. A line of the input is a field: its name, `=`, and its value; what reads as a number is
//! one.

use four_waves::message::{Command, PREFIX, Value, parse};
use four_waves::sim::simulate;
use four_waves::text::Lang;
use four_waves::text::embed::refused;

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let value = |value: &str| match value.parse() {
        Ok(number) => Value::Number(number),
        Err(_) if value == "?" => Value::Other,
        Err(_) => Value::Text(value.to_owned()),
    };
    let field = |name: &str| {
        let of = |line: &str| line.split_once('=').filter(|(key, _)| *key == name).map(|(_, found)| value(found));
        text.lines().find_map(of)
    };
    match parse(&field) {
        // Only what is ours is answered.
        Some(_) => assert!(matches!(field("type"), Some(Value::Text(kind)) if kind.starts_with(PREFIX))),
        None => return,
    }
    match parse(&field) {
        Some(Ok(Command::Load(scenario))) => drop(simulate(&scenario)),
        Some(Err(error)) => {
            for lang in Lang::ALL {
                let sentence = refused(&error, lang);
                assert!(sentence.chars().count() < 200, "{sentence}");
            }
        }
        _ => {}
    }
}
