//! Whatever is read as cases runs to an end in every stack, and what is not is one sentence.

use four_waves::check::cases;
use four_waves::tcp::Stack;

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match cases::parse("x.case", text) {
        Ok(read) => {
            for case in &read {
                for stack in Stack::ALL {
                    let _ = cases::run_with(case, stack.config());
                }
            }
        }
        Err(error) => {
            assert!((1..=text.lines().count().max(1)).contains(&error.line), "{error}");
            assert!(!error.message.is_empty() && error.message.chars().count() < 250, "{error}");
        }
    }
    for entry in cases::check("x.case", text) {
        assert_eq!(entry.to_string().lines().count(), 1, "{entry}");
    }
}
