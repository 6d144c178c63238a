#![no_main]
#[path = "../../tests/fuzz/parcels.rs"]
mod parcels;
libfuzzer_sys::fuzz_target!(|input: &[u8]| parcels::check(input));
