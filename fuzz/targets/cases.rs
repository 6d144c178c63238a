//! Whatever is read as cases runs to an end in every stack, and what is not is one sentence.
#![no_main]

use four_waves::check::cases::{check, parse, run_with};
use four_waves::tcp::Stack;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match parse("x.case", text) {
        Ok(cases) => {
            for case in &cases {
                for stack in Stack::ALL {
                    let _ = run_with(case, stack.config());
                }
            }
        }
        Err(error) => {
            assert!((1..=text.lines().count().max(1)).contains(&error.line), "{error}");
            assert!(!error.message.is_empty() && error.message.chars().count() < 250, "{error}");
        }
    }
    for entry in check("x.case", text) {
        assert_eq!(entry.to_string().lines().count(), 1, "{entry}");
    }
});
