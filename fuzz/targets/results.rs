#![no_main]
#[path = "../../tests/fuzz/results.rs"]
mod results;
libfuzzer_sys::fuzz_target!(|input: &[u8]| results::check(input));
