#![no_main]
#[path = "../../tests/fuzz/addresses.rs"]
mod addresses;
libfuzzer_sys::fuzz_target!(|input: &[u8]| addresses::check(input));
