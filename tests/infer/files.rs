//! The files of ../shared/captures, read just far enough for these tests: little-endian pcap and
//! pcapng, Ethernet and cooked v2, no fragments.

use four_waves::capture::{Bits, Conversation, Seen};
use four_waves::sim::Side;
use four_waves::tcp::SeqNum;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Where the files lie; says so loudly where they do not.
pub fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if !folder.exists() {
        eprintln!("NOT TESTED: ../shared/{name} is absent");
        return None;
    }
    Some(folder)
}

/// All conversations of a file, in the order of their first packets.
pub fn read(file: &[u8]) -> Vec<Conversation> {
    let mut found: Vec<Conversation> = Vec::new();
    let packets = if file.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]) { pcapng(file) } else { pcap(file) };
    let until = packets.iter().map(|packet| packet.0).max().unwrap_or(0);
    for (frame, (nanos, link, octets)) in (1..).zip(packets) {
        let Some((ends, seen, shift)) = tcp(link, octets) else { continue };
        let known = |one: &&mut Conversation| one.ends == ends || one.ends == [ends[1], ends[0]];
        let conversation = match found.iter_mut().rev().find(known) {
            Some(conversation) => conversation,
            None => {
                let client = match (seen.bits.has(Bits::SYN), seen.bits.has(Bits::ACK)) {
                    (true, answer) => usize::from(answer),
                    (false, _) => usize::from(ends[1].port() > ends[0].port()),
                };
                let stream = u32::try_from(found.len()).unwrap();
                found.push(Conversation {
                    stream,
                    ends: [ends[client], ends[1 - client]],
                    began_before: !seen.bits.has(Bits::SYN),
                    scale: [None; 2],
                    seen: Vec::new(),
                    until,
                });
                found.last_mut().unwrap()
            }
        };
        let from = if conversation.ends[0] == ends[0] { Side::Client } else { Side::Server };
        if seen.bits.has(Bits::SYN) {
            conversation.scale[from as usize] = shift;
        }
        conversation.seen.push(Seen { nanos, frame, from, ..seen });
    }
    found
}

type Packet<'a> = (u64, u16, &'a [u8]);

fn le(octets: &[u8], at: usize) -> usize {
    u32::from_le_bytes(octets[at..at + 4].try_into().unwrap()) as usize
}

fn pcap(file: &[u8]) -> Vec<Packet<'_>> {
    let fine = match le(file, 0) {
        0xa1b2_c3d4 => 1_000,
        0xa1b2_3c4d => 1,
        magic => panic!("not such a file: {magic:x}"),
    };
    let link = le(file, 20) as u16;
    let (mut at, mut packets) = (24, Vec::new());
    while at + 16 <= file.len() {
        let length = le(file, at + 8);
        let nanos = le(file, at) as u64 * 1_000_000_000 + le(file, at + 4) as u64 * fine;
        packets.push((nanos, link, &file[at + 16..at + 16 + length]));
        at += 16 + length;
    }
    packets
}

/// Of dumpcap, whose times are in nanoseconds.
fn pcapng(file: &[u8]) -> Vec<Packet<'_>> {
    let (mut at, mut link, mut packets) = (0, 0, Vec::new());
    while at + 12 <= file.len() {
        let length = le(file, at + 4);
        match le(file, at) {
            1 => link = le(file, at + 8) as u16,
            6 => {
                let nanos = ((le(file, at + 12) as u64) << 32) + le(file, at + 16) as u64;
                packets.push((nanos, link, &file[at + 28..at + 28 + le(file, at + 20)]));
            }
            _ => {}
        }
        at += length;
    }
    packets
}

fn be(octets: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([octets[at], octets[at + 1]])
}

/// Sender and receiver, the segment, and its window scale option.
fn tcp(link: u16, octets: &[u8]) -> Option<([SocketAddr; 2], Seen, Option<u8>)> {
    let (kind, ip) = match link {
        1 => (be(octets, 12), &octets[14..]),
        276 => (be(octets, 0), &octets[20..]),
        _ => panic!("link type {link}"),
    };
    let (addresses, protocol, header, length): ([IpAddr; 2], u8, usize, usize) = match kind {
        0x0800 => {
            let address = |at: usize| IpAddr::from(<[u8; 4]>::try_from(&ip[at..at + 4]).unwrap());
            let header = usize::from(ip[0] & 15) * 4;
            ([address(12), address(16)], ip[9], header, usize::from(be(ip, 2)) - header)
        }
        0x86dd => {
            let address = |at: usize| IpAddr::from(<[u8; 16]>::try_from(&ip[at..at + 16]).unwrap());
            ([address(8), address(24)], ip[6], 40, usize::from(be(ip, 4)))
        }
        _ => return None,
    };
    if protocol != 6 {
        return None;
    }
    let tcp = &ip[header..];
    let number = |at: usize| SeqNum(u32::from(be(tcp, at)) << 16 | u32::from(be(tcp, at + 2)));
    let data = usize::from(tcp[12] >> 4) * 4;
    let seen = Seen {
        nanos: 0,
        frame: 0,
        seq: number(4),
        ack: number(8),
        len: u32::try_from(length - data).unwrap(),
        window: be(tcp, 14),
        bits: Bits(tcp[13]),
        from: Side::Client,
    };
    let ends = [SocketAddr::new(addresses[0], be(tcp, 0)), SocketAddr::new(addresses[1], be(tcp, 2))];
    Some((ends, seen, scale(&tcp[20..data.min(tcp.len())])))
}

fn scale(mut options: &[u8]) -> Option<u8> {
    loop {
        match options {
            [0, ..] | [] => return None,
            [1, rest @ ..] => options = rest,
            [3, 3, shift, ..] => return Some(*shift),
            [_, length, ..] => options = options.get(usize::from(*length)..).unwrap_or_default(),
            _ => return None,
        }
    }
}
