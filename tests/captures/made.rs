//! Captures by seed: odd ones, of everything that the reader claims to know. Here the packets; the files
//! around them are in `files.rs`.

mod files;

pub use files::*;

/// Numbers without a pattern (SplitMix64).
pub struct Lots(pub u64);

impl Lots {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % end
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// True once in so many times.
    pub fn seldom(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn octets(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256) as u8).collect()
    }
}

// ---- TCP ----

const FIN: u16 = 1;
const SYN: u16 = 2;
const RST: u16 = 4;
const PSH: u16 = 8;
const ACK: u16 = 16;

/// Two ends and what they have sent so far.
struct Pair {
    v6: bool,
    addresses: [u8; 2],
    ports: [u16; 2],
    next: [u32; 2],
}

/// Few hosts and few ports, so that ends meet again.
fn pair(lots: &mut Lots) -> Pair {
    let ports = [lots.one(&[40_000, 40_001, 7_001]), lots.one(&[7_001, 7_002])];
    let next = [lots.below(1 << 32) as u32, lots.one(&[0, 5, u32::MAX])];
    Pair { v6: lots.seldom(3), addresses: [lots.one(&[1, 2]), lots.one(&[1, 2, 3])], ports, next }
}

/// What an end may do next; with luck it is what a TCP would do.
fn segment(lots: &mut Lots, pair: &mut Pair, from: usize) -> Vec<u8> {
    let (next, other) = (pair.next[from], pair.next[1 - from]);
    let (mut bits, mut len, mut seq) = (ACK, 0, next);
    match lots.below(16) {
        0 => {
            (bits, seq) = (SYN, next.wrapping_sub(1));
            if lots.seldom(2) {
                seq = lots.below(1 << 32) as u32;
                pair.next[from] = seq.wrapping_add(1);
            }
        }
        1 => {
            (bits, seq) = (SYN | ACK, next.wrapping_sub(1));
            if lots.seldom(3) {
                seq = lots.below(1 << 32) as u32;
                pair.next[from] = seq.wrapping_add(1);
            }
        }
        2 => {
            bits = FIN | ACK;
            pair.next[from] = next.wrapping_add(1);
        }
        3 => bits = lots.one(&[RST, RST | ACK]),
        4 | 5 => {}
        6 => bits = lots.below(1 << 12) as u16,
        // Sent again, and out of order.
        7 => (seq, len) = (next.wrapping_sub(lots.below(400) as u32), lots.below(400)),
        8 => (seq, len) = (next.wrapping_add(lots.below(400) as u32), lots.below(400)),
        // A keep-alive.
        9 => (seq, len) = (next.wrapping_sub(1), lots.below(2)),
        _ => {
            (bits, len) = (PSH | ACK, lots.below(300));
            pair.next[from] = next.wrapping_add(len as u32);
        }
    }
    let ack = match bits & ACK {
        0 if lots.seldom(4) => lots.below(1 << 32) as u32,
        0 => 0,
        _ => other,
    };
    let options = match bits & SYN {
        0 => lots.one(&[0, 0, 12]),
        _ => lots.one(&[0, 4, 20]),
    };
    let words = if lots.seldom(60) { lots.below(16) as u16 } else { 5 + options as u16 / 4 };
    let window = lots.one(&[0, 1000, 65_535]);
    let mut octets = Vec::new();
    for word in [pair.ports[from], pair.ports[1 - from]] {
        octets.extend(word.to_be_bytes());
    }
    octets.extend(seq.to_be_bytes());
    octets.extend(ack.to_be_bytes());
    octets.extend((words << 12 | bits).to_be_bytes());
    octets.extend(u16::to_be_bytes(window));
    octets.extend([0; 4]);
    let all = [1, 1, 1, 3, 3, 7, 2, 4, 5, 180, 4, 2, 1, 1, 1, 1, 1, 1, 1, 0];
    octets.extend(&all[..options]);
    octets.resize(octets.len() + len, b'x');
    octets
}

// ---- IP ----

const TCP: u8 = 6;

/// The packets that one segment becomes: several, when it is fragmented.
fn packets(lots: &mut Lots, pair: &Pair, from: usize, protocol: u8, content: &[u8]) -> Vec<Vec<u8>> {
    let hosts = [pair.addresses[from], pair.addresses[1 - from]];
    let id = lots.below(1 << 16) as u32;
    // IPv6's headers that stand in every fragment and those behind them.
    let (mut before, mut content, mut protocol) = (Vec::new(), content.to_vec(), protocol);
    if pair.v6 && lots.seldom(3) {
        for _ in 0..lots.below(3) {
            (content, protocol) = extended(lots, protocol, &content);
        }
        before = lots.one(&[&[][..], &[0], &[0, 43]]).to_vec();
    }
    if !lots.seldom(6) || content.len() < 24 {
        return vec![packet(lots, pair.v6, hosts, &before, protocol, &content, None)];
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < content.len() {
        let end = (at + 8 * (1 + lots.below(6))).min(content.len());
        let more = end < content.len();
        // A piece may cover what the next one has as well.
        let until = if more && lots.seldom(8) { (end + 8).min(content.len() / 8 * 8) } else { end };
        let place = (id, at as u16, more);
        pieces.push(packet(
            lots,
            pair.v6,
            hosts,
            &before,
            protocol,
            &content[at..until.max(end)],
            Some(place),
        ));
        at = end;
    }
    if lots.seldom(3) {
        pieces.reverse();
    }
    if pieces.len() > 1 && lots.seldom(4) {
        pieces.remove(0);
    } else if lots.seldom(4) {
        let twice = pieces[lots.below(pieces.len())].clone();
        pieces.insert(0, twice);
    }
    pieces
}

/// With an extension header in front.
fn extended(lots: &mut Lots, next: u8, content: &[u8]) -> (Vec<u8>, u8) {
    let kind = lots.one(&[43, 51, 60, 60]);
    let eights = lots.below(3);
    let (length, octets) =
        if kind == 51 { ((eights * 2 + 1) as u8, eights * 8 + 12) } else { (eights as u8, eights * 8 + 8) };
    let mut header = vec![next, length];
    header.resize(octets, 0);
    padded(kind, &mut header);
    header.extend(content);
    (header, kind)
}

/// Options headers hold one padding option.
fn padded(kind: u8, header: &mut [u8]) {
    if matches!(kind, 0 | 60) {
        header[2] = 1;
        header[3] = (header.len() - 4) as u8;
    }
}

fn packet(
    lots: &mut Lots,
    v6: bool,
    hosts: [u8; 2],
    before: &[u8],
    protocol: u8,
    content: &[u8],
    fragment: Option<(u32, u16, bool)>,
) -> Vec<u8> {
    if v6 {
        packet_v6(lots, hosts, before, protocol, content, fragment)
    } else {
        packet_v4(lots, hosts, protocol, content, fragment)
    }
}

fn packet_v4(
    lots: &mut Lots,
    hosts: [u8; 2],
    protocol: u8,
    content: &[u8],
    fragment: Option<(u32, u16, bool)>,
) -> Vec<u8> {
    let options = lots.one(&[0, 0, 0, 4, 40]);
    let total = 20 + options + content.len();
    let stated = match (fragment, lots.below(40)) {
        (None, 0) => 0,
        (None, 1) => total + 7,
        (None, 2) => total - lots.below(content.len().max(1)),
        (None, 3) => lots.below(30),
        _ => total,
    };
    let (id, place) = match fragment {
        Some((id, at, more)) => (id as u16, (at / 8) | (u16::from(more) << 13)),
        None => (lots.below(1 << 16) as u16, lots.one(&[0, 0x4000])),
    };
    let mut octets = vec![0x45 + (options / 4) as u8, 0];
    for word in [stated as u16, id, place] {
        octets.extend(word.to_be_bytes());
    }
    octets.extend([64, protocol, 0, 0]);
    for host in hosts {
        octets.extend([10, 8, 0, host]);
    }
    octets.resize(octets.len() + options, 1);
    octets.extend(content);
    octets
}

fn packet_v6(
    lots: &mut Lots,
    hosts: [u8; 2],
    before: &[u8],
    protocol: u8,
    content: &[u8],
    fragment: Option<(u32, u16, bool)>,
) -> Vec<u8> {
    let mut rest = Vec::new();
    let mut kinds = before.to_vec();
    kinds.extend(fragment.map(|_| 44));
    for (index, kind) in kinds.iter().enumerate() {
        let next = kinds.get(index + 1).copied().unwrap_or(protocol);
        let mut header = vec![next, 0, 0, 0, 0, 0, 0, 0];
        padded(*kind, &mut header);
        if let (44, Some((id, at, more))) = (*kind, fragment) {
            header[2..4].copy_from_slice(&(at | u16::from(more)).to_be_bytes());
            header[4..8].copy_from_slice(&id.to_be_bytes());
        }
        rest.extend(header);
    }
    rest.extend(content);
    let stated = match (fragment, lots.below(40)) {
        (None, 0) => 0,
        (None, 1) => rest.len() + 5,
        (None, 2) => rest.len() - lots.below(content.len().max(1)),
        _ => rest.len(),
    };
    let mut octets = vec![0x60, 0, 0, 0];
    octets.extend((stated as u16).to_be_bytes());
    octets.extend([kinds.first().copied().unwrap_or(protocol), 64]);
    for host in hosts {
        octets.extend([0xfd, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host]);
    }
    octets.extend(rest);
    octets
}

/// An ICMP error about a packet, with as much of it as there is room for.
fn quoting(lots: &mut Lots, pair: &Pair, from: usize, packet: &[u8]) -> Vec<u8> {
    let v6 = packet[0] >> 4 == 6;
    let mut content =
        if v6 { vec![lots.one(&[1, 2, 3, 4, 128]), 0] } else { vec![lots.one(&[3, 4, 5, 11, 12, 8]), 0] };
    content.extend([0; 6]);
    // Not less than tshark needs for a stream: of a packet cut before that it prints a seq alone.
    content.extend(packet);
    let pair = Pair { v6, addresses: pair.addresses, ports: pair.ports, next: [0; 2] };
    packet_with(lots, &pair, from, if v6 { 58 } else { 1 }, &content)
}

fn packet_with(lots: &mut Lots, pair: &Pair, from: usize, protocol: u8, content: &[u8]) -> Vec<u8> {
    let hosts = [9, pair.addresses[from]];
    if pair.v6 {
        packet_v6(lots, hosts, &[], protocol, content, Some((0, 0, false)))
    } else {
        packet_v4(lots, hosts, protocol, content, Some((0, 0, false)))
    }
}

/// IP packets as a wire would see them.
pub fn traffic(lots: &mut Lots, count: usize) -> Vec<Vec<u8>> {
    let mut pairs: Vec<Pair> = (0..8).map(|_| pair(lots)).collect();
    let mut all = Vec::new();
    while all.len() < count {
        let index = lots.below(pairs.len());
        let pair = &mut pairs[index];
        let from = lots.below(2);
        match lots.below(30) {
            0 => {
                let content = lots.octets(20);
                all.push(packet_with(lots, pair, from, 17, &content));
            }
            1 => {
                let segment = segment(lots, pair, from);
                let inner = packets(lots, pair, from, TCP, &segment).remove(0);
                all.push(quoting(lots, pair, from, &inner));
            }
            _ => {
                let segment = segment(lots, pair, from);
                all.extend(packets(lots, pair, from, TCP, &segment));
            }
        }
    }
    all
}
