//! Real octets: against packets worked out elsewhere, there and back, and against everything that can
//! be wrong with them. tests/kernel holds them against a kernel that talks back.

use four_waves::tcp::{Segment, SeqNum};
use four_waves::wire::checksum::{Checksum, Sum};
use four_waves::wire::{Packet, Wrong, read, read_captured, write};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Miri is some thousand times slower: it takes one of so many.
const EVERY: usize = if cfg!(miri) { 997 } else { 1 };

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|digit| !digit.is_ascii_whitespace()).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn v4(segment: Segment, mss: Option<u16>) -> Packet {
    Packet { from: address("192.0.2.1:1024"), to: address("198.51.100.7:80"), segment, mss }
}

fn v6(segment: Segment, mss: Option<u16>) -> Packet {
    Packet { from: address("[2001:db8::1]:1024"), to: address("[2001:db8::ff00:7]:80"), segment, mss }
}

// ---- packets worked out elsewhere ----

/// The example of RFC 1071 section 3, and the header checksum that encyclopedias work through.
#[test]
fn checksums_are_those_of_the_known_examples() {
    let example = Sum::default().octets(&hex("0001 f203 f4f5 f6f7"));
    assert_eq!((example.folded(), example.checksum()), (0xddf2, 0x220d));
    let header = Sum::default().octets(&hex("4500 0073 0000 4000 4011 0000 c0a8 0001 c0a8 00c7"));
    assert_eq!(header.checksum(), 0xb861);
    assert_eq!(Sum::default().octets(&[0xff]).folded(), 0xff00, "an odd octet is the high one");
    let one_by_one = Sum::default().octets(&hex("0001")).octets(&hex("f203 f4f5")).octets(&hex("f6f7"));
    assert_eq!(one_by_one, example);
}

/// Sent by Linux 6.18 through a TUN device, where no card is left to fill anything in.
const BY_A_KERNEL: [(&str, &str, Option<u16>); 5] = [
    (
        "4500003c3b9840004006eb0f0a0900010a0900021b582328fd98e07f00000000a002faf0c8b30000020405b4 \
         0402080a29bb29f0000000000103030a",
        "10.9.0.1:7000 > 10.9.0.2:9000 SYN seq=4254654591 len=0 win=64240",
        Some(1460),
    ),
    (
        "4500002c00004000400626b80a0900010a0900021b582328fd68443cffffffec6012faf008ff0000020405b4",
        "10.9.0.1:7000 > 10.9.0.2:9000 SYN, ACK seq=4251468860 ack=4294967276 len=0 win=64240",
        Some(1460),
    ),
    (
        "4500002800004000400626bc0a0900010a0900021b582328fd68467d000000005004000019660000",
        "10.9.0.1:7000 > 10.9.0.2:9000 RST seq=4251469437 len=0 win=0",
        None,
    ),
    (
        "600c3ae300150640fd090000000000000000000000000001fd0900000000000000000000000000021b582328 \
         94801f4affffffed5018fd1f5b5c00006b",
        "[fd09::1]:7000 > [fd09::2]:9000 ACK seq=2491424586 ack=4294967277 len=1 win=64799",
        None,
    ),
    (
        "600c3ae300140640fd090000000000000000000000000001fd0900000000000000000000000000021b582328 \
         94802b03ffffffee5011fd1ebaab0000",
        "[fd09::1]:7000 > [fd09::2]:9000 FIN, ACK seq=2491427587 ack=4294967278 len=0 win=64798",
        None,
    ),
];

#[test]
fn packets_of_a_kernel_are_read() {
    for (octets, expected, mss) in BY_A_KERNEL {
        let packet = read(&hex(octets)).unwrap_or_else(|error| panic!("{expected}: {error}"));
        let s = packet.segment;
        let ack = s.ack.map_or(String::new(), |ack| format!(" ack={ack}"));
        let found =
            format!("{} > {} {s} seq={}{ack} len={} win={}", packet.from, packet.to, s.seq, s.len, s.window);
        assert_eq!((found.as_str(), packet.mss), (expected, mss));
    }
}

/// What we write, octet by octet; the checksums were computed by another program.
#[test]
fn what_is_written_is_known_to_the_octet() {
    let syn = v4(Segment::syn(SeqNum(0x0102_0304), None, 65_535), Some(1460));
    let expected = "4500002c 00004000 40064e90 c0000201 c6336407
                    04000050 01020304 00000000 6002ffff a3940000 020405b4";
    assert_eq!(write(&syn, 0).unwrap(), hex(expected));
    let last = v6(Segment::text(SeqNum(u32::MAX), 3, true, SeqNum(7), 1_000), None);
    let expected = "60000000 00170640 20010db8000000000000000000000001 20010db80000000000000000ff000007
                    04000050 ffffffff 00000007 501903e8 5c960000 787878";
    assert_eq!(write(&last, b'x').unwrap(), hex(expected));
}

/// Every TCP packet of a pcap file, its link layer taken off.
fn packets_of_capture(file: &[u8]) -> Vec<Vec<u8>> {
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
    // Ethernet, or Linux cooked capture v2.
    let (protocol_at, header) = if number(20) == 1 { (12, 14) } else { (0, 20) };
    let (mut packets, mut at) = (Vec::new(), 24);
    while at < file.len() {
        let frame = &file[at + 16..at + 16 + number(at + 8)];
        at += 16 + frame.len();
        let ip = &frame[header..];
        let tcp = match frame[protocol_at..protocol_at + 2] {
            [0x08, 0x00] => ip[9] == 6,
            [0x86, 0xdd] => ip[6] == 6,
            _ => false,
        };
        if tcp {
            packets.push(ip.to_vec());
        }
    }
    packets
}

/// In `../shared/captures` the kernel left TCP's checksum to a card: what it did write is the sum of
/// the pseudo header.
#[test]
fn captured_packets_are_read_and_their_checksums_known() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/captures");
    let Ok(entries) = std::fs::read_dir(folder) else {
        // Past the capture of the test harness: a skipped test is not a passed one.
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no ../shared/captures");
        return;
    };
    let mut whole = 0;
    for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().unwrap() == "pcap")
    {
        let mut syns = 0;
        for mut octets in packets_of_capture(&std::fs::read(&path).unwrap()) {
            let captured = read_captured(&octets).unwrap_or_else(|error| panic!("{path:?}: {error}"));
            assert_eq!(captured.ip_checksum, Checksum::Good, "{path:?}");
            if captured.packet.segment.syn {
                syns += 1;
                let usual = if captured.packet.from.is_ipv4() { 1460 } else { 1440 };
                assert_eq!(captured.packet.mss, Some(usual), "{path:?}");
            }
            let at = if octets[0] >> 4 == 4 { 36 } else { 56 };
            match captured.tcp_checksum {
                Checksum::LeftToTheCard { right, .. } => {
                    assert!(matches!(read(&octets).unwrap_err().wrong, Wrong::Checksum { .. }));
                    octets[at..at + 2].copy_from_slice(&right.to_be_bytes());
                    assert_eq!(read(&octets), Ok(captured.packet));
                    whole += 1;
                }
                Checksum::NotSeen => assert!(path.ends_with("headers-only.pcap")),
                other => panic!("{path:?}: {other:?}"),
            }
        }
        assert_eq!(syns, if path.ends_with("begins-in-the-middle.pcap") { 0 } else { 2 }, "{path:?}");
    }
    assert!(whole > 50, "only {whole} packets were whole");
}

// ---- there and back ----

fn every_segment() -> Vec<Segment> {
    let mut segments = Vec::new();
    for bits in 0..32_u8 {
        for (len, window) in [(0, 0), (1, 1), (536, 65_535), (1461, 0x8000)] {
            let set = |bit: u8| bits & (1 << bit) != 0;
            let seq = SeqNum(u32::MAX - len);
            let ack = set(0).then_some(SeqNum(0x8000_0001 + len));
            let (syn, fin, rst, psh) = (set(1), set(2), set(3), set(4));
            segments.push(Segment { seq, ack, syn, fin, rst, psh, window, len });
        }
    }
    segments
}

#[test]
fn what_is_written_is_read_again() {
    for segment in every_segment() {
        for mss in [None, Some(0), Some(536), Some(65_535)] {
            for packet in [v4(segment, mss), v6(segment, mss)] {
                let expected = Packet { mss: mss.filter(|_| segment.syn), ..packet };
                for fill in [0, b'x', 255] {
                    assert_eq!(read(&write(&packet, fill).unwrap()), Ok(expected));
                }
            }
        }
    }
}

#[test]
fn padding_behind_a_packet_is_no_payload() {
    for packet in [v4(Segment::fin(SeqNum(1), SeqNum(2), 3), None), v6(Segment::rst(SeqNum(1), None), None)] {
        let mut octets = write(&packet, 0).unwrap();
        octets.extend([0xaa; 6]);
        assert_eq!(read(&octets), Ok(packet));
    }
}

#[test]
fn a_window_beyond_the_field_is_written_as_its_most() {
    let packet = v4(Segment::ack(SeqNum(1), SeqNum(2), 1 << 20), None);
    assert_eq!(read(&write(&packet, 0).unwrap()).unwrap().segment.window, 65_535);
}

#[test]
fn what_no_packet_can_hold_is_refused() {
    let long = |len| Segment::text(SeqNum(1), len, false, SeqNum(2), 3);
    let mixed = Packet { to: address("[::1]:80"), ..v4(long(1), None) };
    for (packet, expected) in [
        (mixed, "octet 0: one address is IPv4, the other IPv6"),
        (v4(long(65_496), None), "octet 2: 65536 octets are more than one packet holds"),
        (v6(long(65_516), None), "octet 4: 65536 octets are more than one packet holds"),
        (v4(long(u32::MAX), None), "octet 2: 4294967335 octets are more than one packet holds"),
    ] {
        assert_eq!(write(&packet, 0).unwrap_err().to_string(), expected);
    }
    for packet in [v4(long(65_495), None), v6(long(65_515), None)] {
        assert_eq!(read(&write(&packet, 1).unwrap()), Ok(packet));
    }
}

// ---- everything that can be wrong ----

/// Some packets of every shape, all good.
fn good_packets() -> Vec<Vec<u8>> {
    let segments = [
        (Segment::syn(SeqNum(0x1234_5678), None, 65_535), Some(1460)),
        (Segment::text(SeqNum(u32::MAX - 3), 9, true, SeqNum(99), 512), None),
        (Segment::rst(SeqNum(0), Some(SeqNum(1))), None),
    ];
    let ours = segments.iter().flat_map(|(segment, mss)| [v4(*segment, *mss), v6(*segment, *mss)]);
    let ours = ours.map(|packet| write(&packet, 0x5a).unwrap());
    ours.chain(BY_A_KERNEL.iter().map(|(octets, ..)| hex(octets))).collect()
}

/// IPv6 protects neither traffic class, flow label nor hop limit, and a segment has none of them.
fn is_unprotected(octets: &[u8], bit: usize) -> bool {
    octets[0] >> 4 == 6 && ((4..32).contains(&bit) || (56..64).contains(&bit))
}

#[test]
fn every_wrong_bit_is_noticed() {
    for good in good_packets() {
        let packet = read(&good).unwrap();
        for bit in (0..good.len() * 8).step_by(EVERY) {
            let mut octets = good.clone();
            octets[bit / 8] ^= 0x80 >> (bit % 8);
            if is_unprotected(&good, bit) {
                assert_eq!(read(&octets), Ok(packet), "bit {bit}");
            } else {
                let error = read(&octets).expect_err(&format!("bit {bit} of {good:02x?}"));
                assert!(error.at <= octets.len(), "{error}");
            }
        }
    }
}

#[test]
fn every_truncation_is_an_error() {
    for good in good_packets() {
        for length in (0..good.len()).step_by(EVERY) {
            let error = read(&good[..length]).expect_err("it is too short");
            assert_eq!(error.at, length, "{error}");
            assert!(matches!(error.wrong, Wrong::Cut { needed } if needed > length), "{error}");
            // An onlooker reads what its headers say, from as little as they need.
            let whole = read_captured(&good).unwrap();
            if let Ok(captured) = read_captured(&good[..length]) {
                assert_eq!(captured.packet.segment, whole.packet.segment);
                assert_eq!(captured.tcp_checksum, Checksum::NotSeen);
            }
        }
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let base = write(&v4(Segment::syn(SeqNum(1), None, 9), Some(1460)), 0).unwrap();
    let six = write(&v6(Segment::fin(SeqNum(1), SeqNum(1), 9), None), 0).unwrap();
    for (good, at, octets, expected) in [
        (&base, 0, "55", "octet 0: IP version 5; 4 and 6 are known"),
        (&base, 0, "44", "octet 0: an IPv4 header of 4 words; it has at least 5"),
        (&base, 0, "4f", "octet 44: the packet ends here, 60 octets are needed"),
        (&base, 2, "0013", "octet 2: a total length of 19 octets is less than the header's"),
        (&base, 2, "0014", "octet 20: 0 octets are no TCP header; it has at least 20"),
        (&base, 2, "0027", "octet 20: 19 octets are no TCP header; it has at least 20"),
        (&base, 6, "2000", "octet 6: a fragment; only whole packets are read"),
        (&base, 6, "0001", "octet 6: a fragment; only whole packets are read"),
        (&base, 9, "11", "octet 9: protocol 17 is not TCP"),
        (&base, 32, "40", "octet 32: a TCP header of 4 words"),
        (&base, 32, "00", "octet 32: a TCP header of 0 words"),
        (&base, 32, "70", "octet 32: a TCP header of 7 words; it has at least 5, and ends inside the packet"),
        (&base, 41, "00", "octet 41: option 2 cannot have a length of 0"),
        (&base, 41, "03", "octet 41: option 2 cannot have a length of 3"),
        (&base, 40, "0501", "octet 41: option 5 cannot have a length of 1"),
        (&base, 40, "0505", "octet 41: option 5 cannot have a length of 5"),
        (&base, 40, "01010108", "octet 43: option 8 has no length"),
        (&six, 6, "3a", "octet 6: protocol 58 is not TCP"),
        (&six, 6, "2c", "octet 6: a fragment; only whole packets are read"),
        (&six, 6, "3c", "octet 40: protocol 4 is not TCP"),
        (&six, 4, "0000", "octet 40: 0 octets are no TCP header; it has at least 20"),
    ] {
        let (mut broken, octets) = (good.clone(), hex(octets));
        broken[at..at + octets.len()].copy_from_slice(&octets);
        let error = read_captured(&broken).expect_err(expected).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn a_wrong_checksum_says_what_would_be_right() {
    for good in good_packets() {
        let tcp_at = if good[0] >> 4 == 4 { 36 } else { 56 };
        for at in [10, tcp_at] {
            if good[0] >> 4 == 6 && at == 10 {
                continue;
            }
            let right = u16::from_be_bytes([good[at], good[at + 1]]);
            let mut octets = good.clone();
            octets[at..at + 2].copy_from_slice(&0x0bad_u16.to_be_bytes());
            let error = read(&octets).unwrap_err();
            assert_eq!((error.at, error.wrong), (at, Wrong::Checksum { found: 0x0bad, right }));
        }
    }
}

/// Replaces the options of a SYN and reads its MSS.
fn mss_of(options: &str) -> Option<u16> {
    let syn = write(&v4(Segment::syn(SeqNum(1), None, 9), None), 0).unwrap();
    let options = hex(options);
    let mut octets = [syn, options.clone()].concat();
    octets[3] += options.len() as u8;
    octets[32] += (options.len() / 4 * 16) as u8;
    read_captured(&octets).unwrap().packet.mss
}

#[test]
fn options_that_nobody_knows_are_skipped() {
    assert_eq!(mss_of(""), None);
    assert_eq!(mss_of("01010101"), None);
    assert_eq!(mss_of("fd06ffffffff 020405b4 0000"), Some(1460));
    assert_eq!(mss_of("0402 080a 0000000000000000 01 030307 01 02040218 000000"), Some(536));
    assert_eq!(mss_of("00 020405b4 000000"), None, "what follows the end is padding");
    assert_eq!(mss_of("02040218 020405b4"), Some(1460), "the last one counts");
}

#[test]
fn extension_headers_of_ipv6_are_skipped() {
    let segment = Segment::fin(SeqNum(5), SeqNum(6), 7);
    let plain = write(&v6(segment, None), 0).unwrap();
    let mut octets =
        [&plain[..40], &hex("3c00 010400000000 0601 010c000000000000000000000000")[..], &plain[40..]]
            .concat();
    octets[5] += 24;
    octets[6] = 0;
    assert_eq!(read(&octets), Ok(v6(segment, None)));
    octets[41] = 255;
    let error = read(&octets).unwrap_err().to_string();
    assert_eq!(error, "octet 84: the packet ends here, 2090 octets are needed");
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as usize % sides
    }
}

#[test]
fn random_octets_never_panic() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let good = good_packets();
    let mut read_anyway = 0;
    for round in 0..200_000 / EVERY {
        let mut octets = good[round % good.len()].clone();
        if round % 3 == 0 {
            octets = (0..dice.roll(120)).map(|_| dice.roll(256) as u8).collect();
        }
        for _ in 0..dice.roll(6) {
            let length = octets.len();
            if length > 0 {
                octets[dice.roll(length)] = dice.roll(256) as u8;
            }
        }
        octets.truncate(octets.len().saturating_sub(dice.roll(3)));
        let captured = read_captured(&octets);
        read_anyway += usize::from(captured.is_ok());
        if let Ok(packet) = read(&octets) {
            assert_eq!(captured.unwrap().packet, packet);
        }
    }
    assert!(read_anyway > 10_000, "the dice reached no depth: {read_anyway}");
}
