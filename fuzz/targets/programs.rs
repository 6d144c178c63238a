#![no_main]
#[path = "../../tests/fuzz/programs.rs"]
mod programs;
libfuzzer_sys::fuzz_target!(|input: &[u8]| programs::check(input));
