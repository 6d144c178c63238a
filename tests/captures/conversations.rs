//! What a connection of a capture is told to be: its ends, its beginning, its segments.

use crate::made;
use crate::read;
use four_waves::capture::diagnosis::MOST_GROUNDS;
use four_waves::capture::join::joined_with;
use four_waves::capture::listing::Listing;
use four_waves::capture::{Bits, Capture, Conversation, Summary, diagnose, infer, parcel, remake};
use four_waves::sim::{Side, link_code};
use four_waves::tcp::SeqNum;
use four_waves::time::Duration;
use four_waves::wire::{Checksum, read_captured};
use std::collections::BTreeMap;

/// An IPv4 packet from host 1 to host 2, or back, with a TCP header and these options.
fn packet(back: bool, ports: [u16; 2], [seq, ack]: [u32; 2], bits: u8, options: &[u8]) -> Vec<u8> {
    let length = 40 + options.len();
    let mut octets = vec![0x45, 0, 0, length as u8, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
    if back {
        octets.swap(15, 19);
    }
    let [client, server] = ports;
    for port in if back { [server, client] } else { [client, server] } {
        octets.extend(port.to_be_bytes());
    }
    octets.extend([seq, ack].map(u32::to_be_bytes).concat());
    octets.extend([((5 + options.len() / 4) << 4) as u8, bits, 1, 2, 0, 0, 0, 0]);
    octets.extend(options);
    octets
}

/// One packet a millisecond, from the second 10 on.
fn capture(packets: &[Vec<u8>]) -> Capture {
    let taken = |(index, octets): (usize, &Vec<u8>)| made::Taken {
        interface: 0,
        nanos: 10_000_000_000 + index as u64 * 1_000_000,
        octets: octets.clone(),
        length: octets.len(),
    };
    let taken: Vec<made::Taken> = packets.iter().enumerate().map(taken).collect();
    read(&made::pcap(false, false, 101, &taken))
}

fn only(packets: &[Vec<u8>]) -> Conversation {
    let capture = capture(packets);
    assert_eq!(capture.streams().count(), 1);
    capture.conversation(0).expect("it is there")
}

const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
const ACK: u8 = 16;
const PORTS: [u16; 2] = [40_000, 80];
const SCALE_7: &[u8] = &[2, 4, 5, 180, 1, 3, 3, 7];
const SCALE_200: &[u8] = &[1, 3, 3, 200];

#[test]
fn who_sends_the_syn_is_the_client() {
    let forth = packet(false, PORTS, [99, 0], SYN, SCALE_7);
    let back = packet(true, PORTS, [299, 100], SYN | ACK, SCALE_200);
    let conversation = only(&[forth, back, packet(false, PORTS, [100, 300], ACK, &[])]);
    assert_eq!(conversation.ends.map(|end| end.to_string()), ["10.0.0.1:40000", "10.0.0.2:80"]);
    assert_eq!(conversation.scale, [Some(7), Some(14)]);
    assert!(!conversation.began_before);
    assert_eq!(conversation.until, 10_002_000_000);
    let [first, second, third] = conversation.seen[..] else { panic!("{:?}", conversation.seen) };
    assert_eq!((first.from, first.frame, first.nanos), (Side::Client, 1, 10_000_000_000));
    assert_eq!((first.seq, first.bits, first.window, first.len), (SeqNum(99), Bits::SYN, 0x0102, 0));
    assert_eq!((second.from, second.seq, second.ack), (Side::Server, SeqNum(299), SeqNum(100)));
    assert_eq!((third.frame, third.bits), (3, Bits::ACK));
    // Ports say nothing against it, nor does who is seen first.
    let [server, client] = PORTS;
    let back = packet(true, [client, server], [299, 100], ACK, &[]);
    let conversation = only(&[back, packet(false, [client, server], [99, 0], SYN, &[])]);
    assert_eq!(conversation.ends.map(|end| end.port()), [80, 40_000]);
    assert_eq!((conversation.seen[0].from, conversation.scale), (Side::Server, [None; 2]));
}

#[test]
fn without_a_syn_the_syn_acks_receiver_is_the_client_and_then_the_higher_port() {
    let syn_ack = |back| packet(back, PORTS, [299, 100], SYN | ACK, SCALE_7);
    let conversation = only(&[syn_ack(true)]);
    assert_eq!(conversation.ends.map(|end| end.port()), PORTS);
    assert_eq!((conversation.scale, conversation.began_before), ([None, Some(7)], false));
    let conversation = only(&[syn_ack(false)]);
    assert_eq!(conversation.ends.map(|end| end.port()), [80, 40_000]);
    assert_eq!(conversation.seen[0].from, Side::Server);
    for back in [false, true] {
        let conversation = only(&[packet(back, PORTS, [7, 8], ACK, &[])]);
        assert_eq!(conversation.ends.map(|end| end.port()), PORTS);
        assert!(conversation.began_before);
        let from = if back { Side::Server } else { Side::Client };
        assert_eq!(conversation.seen[0].from, from);
    }
}

#[test]
fn in_a_simultaneous_open_the_first_syn_counts() {
    let syn = |back, seq| packet(back, PORTS, [seq, 0], SYN, &[]);
    let syn_ack = |back, seq, ack| packet(back, PORTS, [seq, ack], SYN | ACK, &[]);
    let packets = [syn(true, 299), syn(false, 99), syn_ack(true, 299, 100), syn_ack(false, 99, 300)];
    let conversation = only(&packets);
    assert_eq!(conversation.ends.map(|end| end.port()), [80, 40_000]);
    assert_eq!(conversation.seen.len(), 4);
}

/// Another SYN between the same ends is another connection; the same one again is not.
#[test]
fn ports_are_used_again() {
    let syn = |seq| packet(false, PORTS, [seq, 0], SYN, &[]);
    let reset = packet(true, PORTS, [0, 100], RST | ACK, &[]);
    let capture = capture(&[syn(99), syn(99), reset.clone(), syn(99), syn(500), reset]);
    let counts: Vec<(u32, u32)> = capture.streams().map(|stream| (stream.stream, stream.packets)).collect();
    assert_eq!(counts, [(0, 4), (1, 2)]);
    let [first, second] = [0, 1].map(|stream| capture.stream(stream).expect("it is there"));
    assert_eq!((first.first, first.last), (10_000_000_000, 10_003_000_000));
    assert_eq!((second.first, second.last), (10_004_000_000, 10_005_000_000));
    assert_eq!(capture.conversation(1).expect("it is there").until, second.last);
    assert_eq!((capture.stream(2), capture.conversation(2)), (None, None));
}

/// What an ICMP error quotes was not seen here, and is not counted among the segments.
#[test]
fn what_is_quoted_is_not_seen() {
    let syn = packet(false, PORTS, [99, 0], SYN, &[]);
    let mut error =
        vec![0x45, 0, 0, 68, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 9, 10, 0, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0];
    error.extend(&syn);
    let capture = capture(&[syn, error]);
    assert_eq!(capture.rows().count(), 2);
    let conversation = capture.conversation(0).expect("it is there");
    assert_eq!(conversation.seen.iter().map(|seen| seen.frame).collect::<Vec<_>>(), [1]);
}

#[test]
fn payload_is_counted_by_the_headers_not_by_what_was_captured() {
    let mut fin = packet(false, PORTS, [100, 300], FIN | ACK, &[]);
    fin[2..4].copy_from_slice(&1040_u16.to_be_bytes());
    let frame = made::Taken { interface: 0, nanos: 0, octets: fin, length: 1040 };
    let capture = read(&made::pcap(true, true, 101, &[frame]));
    assert_eq!(capture.stream(0).expect("it is there").octets, 1000);
    assert_eq!(capture.conversation(0).expect("it is there").seen[0].len, 1000);
}

/// The one packet that `wire` reads is the same here.
#[test]
fn packets_are_read_as_wire_reads_them() {
    let mut lots = made::Lots(11);
    let packets = made::traffic(&mut lots, 3000);
    let capture = capture(&packets);
    let mut segments = BTreeMap::new();
    for stream in capture.streams() {
        let conversation = capture.conversation(stream.stream).expect("it is listed");
        for seen in &conversation.seen {
            let ends = if seen.from == Side::Client { [0, 1] } else { [1, 0] };
            segments.insert(seen.frame, (ends.map(|end| conversation.ends[end]), seen.segment()));
        }
    }
    let mut compared = 0;
    for (frame, octets) in (1..).zip(&packets) {
        // Of a packet that is longer than it was sent, `wire` takes the header's word.
        let Ok(captured) = read_captured(octets) else { continue };
        if captured.tcp_checksum == Checksum::NotSeen {
            continue;
        }
        let packet = captured.packet;
        assert_eq!(segments.get(&frame), Some(&([packet.from, packet.to], packet.segment)), "packet {frame}");
        compared += 1;
    }
    assert!(compared > 1000, "{compared}");
}

/// The list is made without a copy of anybody's segments; it says the same.
#[test]
fn a_summary_needs_no_conversation() {
    let lots = &mut made::Lots(7);
    let capture = capture(&made::traffic(lots, 2_000));
    let mut reset = 0;
    for stream in capture.streams().map(|stream| stream.stream) {
        let conversation = capture.conversation(stream).expect("it is listed");
        let summary = capture.summary(stream).expect("it is listed");
        assert_eq!(summary, Summary::of(&conversation));
        reset += summary.resets[0] + summary.resets[1];
    }
    assert!(capture.streams().count() > 9 && reset > 9);
    assert_eq!(capture.summary(capture.streams().count() as u32), None);
}

/// Only quoted in an ICMP error: nobody was in any state for the years since 1970.
#[test]
fn without_a_segment_no_time_passes() {
    let quoted = packet(false, PORTS, [99, 0], SYN, &[]);
    let mut error = vec![0x45, 0, 0, 76, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 9, 10, 0, 0, 1];
    error.extend([3, 1, 0, 0, 0, 0, 0, 0]);
    error.extend(&quoted);
    let error = [error, packet(false, [1, 2], [5, 0], SYN, &[])];
    let summary = capture(&error).summary(0).expect("it is counted");
    assert_eq!((summary.segments, summary.began, summary.last), (0, 10_001_000_000, 10_001_000_000));
    assert!(summary.lasted.iter().flatten().all(|lasted| *lasted == Duration::ZERO), "{summary:?}");
}

/// The end with the higher port is the client where no SYN was seen, and that may be wrong.
#[test]
fn the_same_connection_is_found_with_its_ends_the_other_way_round() {
    let ports = [80, 40_000];
    let syn = packet(false, ports, [99, 0], SYN, SCALE_7);
    let syn_ack = packet(true, ports, [299, 100], SYN | ACK, SCALE_7);
    let rest = [
        packet(false, ports, [100, 300], ACK, &[]),
        packet(false, ports, [100, 300], ACK | FIN, &[]),
        packet(true, ports, [300, 101], ACK | FIN, &[]),
        packet(false, ports, [101, 301], ACK, &[]),
    ];
    let other = packet(false, [81, 40_000], [100, 300], ACK | FIN, &[]);
    let whole = capture(&[&[other.clone(), syn, syn_ack], &rest[..]].concat());
    let late = capture(&[&[other], &rest[..]].concat());
    let [own, guessed] = [&whole, &late].map(|capture| capture.conversation(1).expect("it is there"));
    assert_eq!(own.ends, [guessed.ends[1], guessed.ends[0]]);
    for (file, wanted, found) in [(&late, &own, &guessed), (&whole, &guessed, &own)] {
        let same = Listing::of(file).same(file, wanted).expect("it is in both");
        assert_eq!(same, found.clone().turned());
        assert_eq!((same.ends, same.seen.len()), (wanted.ends, found.seen.len()));
        assert_eq!((same.scale[0], same.seen[0].from), (found.scale[1], found.seen[0].from.peer()));
        // Joined, the one with the SYN is the client in any case.
        let joined = joined_with(wanted, &same, None).expect("it is one connection");
        assert_eq!(joined.ends, own.ends);
    }
    // Who saw both SYNs knows who is who.
    let turned = own.clone().turned();
    assert_eq!(Listing::of(&whole).same(&whole, &turned), None);
    assert_eq!(Listing::of(&whole).same(&whole, &own), Some(own));
}

/// Odd traffic, as no TCP sends it: something can be inferred of all of it, and a link says what was made
/// of it.
#[test]
fn whatever_is_seen_can_be_inferred_joined_and_remade() {
    let mut remade = 0;
    for seed in 0..12 {
        let capture = capture(&made::traffic(&mut made::Lots(seed), 300));
        for conversation in (0..).map_while(|stream| capture.conversation(stream)) {
            let inferred = infer(&conversation, None);
            assert_eq!(inferred.trace.flights.len(), inferred.frames.len());
            let grounds = diagnose(&inferred).map_or(0, |found| found.frames.len());
            assert!(grounds <= MOST_GROUNDS);
            let _ = joined_with(&conversation, &conversation, None);
            let octets = parcel::pack(&conversation);
            assert_eq!(parcel::unpack(&octets).as_ref(), Some(&conversation));
            if conversation.seen.len() <= 40 {
                let made = remake(&inferred).scenario;
                let decoded = link_code::decode(&link_code::encode(&made));
                assert_eq!((decoded.problem, decoded.scenario), (None, made));
                remade += 1;
            }
        }
    }
    assert!(remade > 100, "{remade}");
}
