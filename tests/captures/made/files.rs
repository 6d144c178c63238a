//! Link layers and file formats, as tcpdump and dumpcap write them and as nobody does.

use super::{Lots, traffic};

// ---- link layers ----

pub const LINKS: [u16; 10] = [0, 1, 12, 14, 101, 108, 113, 228, 229, 276];

/// A frame of that link layer; `None`: it has no room for this packet's version.
pub fn frame(lots: &mut Lots, link: u16, packet: &[u8]) -> Option<Vec<u8>> {
    let v6 = packet[0] >> 4 == 6;
    let kind: u16 = if v6 { 0x86dd } else { 0x0800 };
    let mut frame = Vec::new();
    match link {
        0 | 108 => {
            let family: u32 = if v6 { lots.one(&[24, 28, 30]) } else { 2 };
            let big = link == 108 || lots.seldom(2);
            frame.extend(if big { family.to_be_bytes() } else { family.to_le_bytes() });
        }
        1 => {
            frame.extend([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]);
            ethernet(lots, kind, packet, &mut frame);
            return Some(frame);
        }
        113 => {
            frame.extend([0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0]);
            ethernet(lots, kind, packet, &mut frame);
            return Some(frame);
        }
        228 if v6 => return None,
        229 if !v6 => return None,
        276 => {
            frame.extend(kind.to_be_bytes());
            frame.extend([0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0]);
        }
        _ => {}
    }
    frame.extend(packet);
    Some(frame)
}

/// From the EtherType on.
fn ethernet(lots: &mut Lots, kind: u16, packet: &[u8], frame: &mut Vec<u8>) {
    // A cooked header says 4 where Ethernet has a length.
    let (mut tag, cooked) = (0, frame.len() == 14 && frame[3] == 1);
    for _ in 0..lots.one(&[0, 0, 0, 1, 2, 3]) {
        tag = lots.one(&[0x8100_u16, 0x88a8, 0x9100]);
        frame.extend(tag.to_be_bytes());
        frame.extend([0x20, 7]);
    }
    if tag != 0x88a8 && lots.seldom(20) {
        // LLC and SNAP.
        let length = if cooked && tag == 0 { 4 } else { 8 + packet.len() as u16 };
        frame.extend(length.to_be_bytes());
        frame.extend([0xaa, 0xaa, 3, 0, 0, 0]);
    }
    frame.extend(kind.to_be_bytes());
    frame.extend(packet);
    if frame.len() < 60 {
        frame.resize(60, 0);
    }
}

// ---- files ----

/// One frame in a file: which interface saw it, its time in nanoseconds, how much of it is there.
pub struct Taken {
    pub interface: usize,
    pub nanos: u64,
    pub octets: Vec<u8>,
    pub length: usize,
}

fn number(big: bool, number: u32) -> [u8; 4] {
    if big { number.to_be_bytes() } else { number.to_le_bytes() }
}

fn word(big: bool, word: u16) -> [u8; 2] {
    if big { word.to_be_bytes() } else { word.to_le_bytes() }
}

pub fn taken(lots: &mut Lots, links: &[u16], count: usize) -> Vec<Taken> {
    let (mut nanos, mut all) = (1_700_000_000_000_000_000, Vec::new());
    for packet in traffic(lots, count) {
        let interface = lots.below(links.len());
        let Some(mut octets) = frame(lots, links[interface], &packet) else { continue };
        let length = octets.len();
        if lots.seldom(5) {
            octets.truncate(lots.one(&[40, 54, 66, 96, 128]));
        }
        nanos += lots.below(5_000_000) as u64;
        all.push(Taken { interface, nanos, octets, length });
    }
    all
}

pub fn pcap(big: bool, nano: bool, link: u16, frames: &[Taken]) -> Vec<u8> {
    let mut file = number(big, if nano { 0xa1b2_3c4d } else { 0xa1b2_c3d4 }).to_vec();
    file.extend([word(big, 2), word(big, 4)].concat());
    file.extend([0, 0, 262_144, u32::from(link)].map(|field| number(big, field)).concat());
    for frame in frames {
        let fraction = frame.nanos % 1_000_000_000 / if nano { 1 } else { 1000 };
        let fields = [
            (frame.nanos / 1_000_000_000) as u32,
            fraction as u32,
            frame.octets.len() as u32,
            frame.length as u32,
        ];
        file.extend(fields.map(|field| number(big, field)).concat());
        file.extend(&frame.octets);
    }
    file
}

pub fn block(big: bool, kind: u32, body: &[u8]) -> Vec<u8> {
    let length = number(big, (12 + body.len().next_multiple_of(4)) as u32);
    let mut block = [number(big, kind), length].concat();
    block.extend(body);
    block.resize(block.len().next_multiple_of(4), 0);
    block.extend(length);
    block
}

pub fn section(big: bool) -> Vec<u8> {
    let mut body = number(big, 0x1a2b_3c4d).to_vec();
    body.extend([word(big, 1), word(big, 0)].concat());
    body.extend([0xff; 8]);
    block(big, 0x0a0d_0d0a, &body)
}

/// An interface of these ticks a second: a power of ten, or with 0x80 one of two.
pub fn interface(big: bool, link: u16, ticks: Option<u8>, offset: i64) -> Vec<u8> {
    let mut body = [word(big, link), [0; 2]].concat();
    body.extend(number(big, 0));
    let mut option = |code: u16, value: &[u8]| {
        body.extend([word(big, code), word(big, value.len() as u16)].concat());
        body.extend(value);
        body.resize(body.len().next_multiple_of(4), 0);
    };
    option(2, b"wire0");
    if let Some(ticks) = ticks {
        option(9, &[ticks]);
    }
    if offset != 0 {
        option(14, &if big { offset.to_be_bytes() } else { offset.to_le_bytes() });
    }
    option(0, &[]);
    block(big, 1, &body)
}

fn ticks(ticks: Option<u8>, offset: i64, nanos: u64) -> u64 {
    let nanos = u128::from(nanos - offset as u64 * 1_000_000_000);
    (match ticks.unwrap_or(6) {
        power @ 0..0x80 => nanos * 10_u128.pow(power.into()) / 1_000_000_000,
        power => (nanos << (power & 0x7f)) / 1_000_000_000,
    }) as u64
}

/// Sections of either byte order with several interfaces each, packet blocks of all kinds, and blocks
/// that nobody needs.
pub fn pcapng(lots: &mut Lots, links: &[u16], frames: &[Taken]) -> Vec<u8> {
    let mut file = Vec::new();
    for part in frames.chunks(frames.len().div_ceil(2).max(1)) {
        let big = lots.seldom(2);
        let clocks: Vec<(Option<u8>, i64)> = links
            .iter()
            .map(|_| (lots.one(&[None, Some(3), Some(6), Some(9), Some(0x94)]), lots.one(&[0, 0, 1_000_000])))
            .collect();
        file.extend(section(big));
        for (link, (ticks, offset)) in links.iter().zip(&clocks) {
            file.extend(interface(big, *link, *ticks, *offset));
        }
        for frame in part {
            if lots.seldom(10) {
                let noise = lots.octets(13);
                // An empty list of names, and two kinds that nobody knows.
                file.extend(match lots.below(3) {
                    0 => block(big, 4, &[0; 4]),
                    1 => block(big, 0x7777, &noise),
                    _ => block(big, 0x8000_7777, &noise),
                });
            }
            let (clock, offset) = clocks[frame.interface];
            let time = ticks(clock, offset, frame.nanos);
            let captured = frame.octets.len() as u32;
            let [high, low] = [(time >> 32) as u32, time as u32].map(|half| number(big, half));
            let lengths = [number(big, captured), number(big, frame.length as u32)].concat();
            let (kind, mut body) = match lots.below(8) {
                0 if frame.interface == 0 && frame.octets.len() == frame.length => (3, lengths[4..].to_vec()),
                1 => {
                    let interface = [word(big, frame.interface as u16), word(big, 0xffff)].concat();
                    (2, [interface, high.to_vec(), low.to_vec(), lengths].concat())
                }
                _ => (
                    6,
                    [number(big, frame.interface as u32).to_vec(), high.to_vec(), low.to_vec(), lengths]
                        .concat(),
                ),
            };
            body.extend(&frame.octets);
            if kind == 6 && lots.seldom(4) {
                body.resize(body.len().next_multiple_of(4), 0);
                body.extend([word(big, 1), word(big, 3)].concat());
                body.extend(b"odd\0");
                body.extend([0; 4]);
            }
            file.extend(block(big, kind, &body));
        }
    }
    file
}

/// A file by its number: every format and byte order comes round.
pub fn file(seed: u64, count: usize) -> Vec<u8> {
    let mut lots = Lots(seed << 20);
    if seed.is_multiple_of(2) {
        let link = LINKS[(seed / 2) as usize % LINKS.len()];
        let frames = taken(&mut lots, &[link], count);
        pcap(lots.seldom(2), lots.seldom(2), link, &frames)
    } else {
        let links: Vec<u16> = (0..1 + lots.below(4)).map(|_| lots.one(&LINKS)).collect();
        let frames = taken(&mut lots, &links, count);
        pcapng(&mut lots, &links, &frames)
    }
}
