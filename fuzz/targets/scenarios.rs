#![no_main]
#[path = "../../tests/fuzz/scenarios.rs"]
mod scenarios;
libfuzzer_sys::fuzz_target!(|input: &[u8]| scenarios::check(input));
