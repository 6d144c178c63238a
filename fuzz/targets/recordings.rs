#![no_main]
#[path = "../../tests/fuzz/recordings.rs"]
mod recordings;
libfuzzer_sys::fuzz_target!(|input: &[u8]| recordings::check(input));
