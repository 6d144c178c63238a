#![no_main]
#[path = "../../tests/fuzz/packets.rs"]
mod packets;
libfuzzer_sys::fuzz_target!(|input: &[u8]| packets::check(input));
