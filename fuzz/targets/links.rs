#![no_main]
#[path = "../../tests/fuzz/links.rs"]
mod links;
libfuzzer_sys::fuzz_target!(|input: &[u8]| links::check(input));
