#![no_main]
#[path = "../../tests/fuzz/cases.rs"]
mod cases;
libfuzzer_sys::fuzz_target!(|input: &[u8]| cases::check(input));
