#![no_main]
#[path = "../../tests/fuzz/captures.rs"]
mod captures;
libfuzzer_sys::fuzz_target!(|input: &[u8]| captures::check(input));
