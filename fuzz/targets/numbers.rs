#![no_main]
#[path = "../../tests/fuzz/numbers.rs"]
mod numbers;
libfuzzer_sys::fuzz_target!(|input: &[u8]| numbers::check(input));
