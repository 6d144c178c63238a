//! Whatever is read as a packet can be written, and reads as the same again.

use four_waves::wire::{Checksum, read, read_captured, write};

pub fn check(octets: &[u8]) {
    let captured = match read_captured(octets) {
        Ok(captured) => captured,
        Err(error) => {
            assert!(error.at <= octets.len(), "{error}");
            assert_eq!(error.to_string().lines().count(), 1, "{error}");
            assert!(read(octets).is_err(), "an endpoint takes what an onlooker cannot read: {error}");
            return;
        }
    };
    if let Ok(packet) = read(octets) {
        assert_eq!(packet, captured.packet);
        assert_eq!((captured.ip_checksum, captured.tcp_checksum), (Checksum::Good, Checksum::Good));
    }
    let written = write(&captured.packet, 0).expect("what was read can be written");
    assert_eq!(read(&written), Ok(captured.packet));
}
