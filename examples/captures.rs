//! How fast captures are read. `make FILE` writes 200 MB with a million packets of 4 000 connections
//! at a time; `read FILE` reads such a file, or any other, and says what it took.
//!
//!     cargo run --release --example captures -- make /tmp/million.pcap
//!     cargo run --release --example captures -- read /tmp/million.pcap

use four_waves::capture::Reader;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::time::Instant;

const PACKETS: u32 = 1_000_000;
const PAYLOAD: usize = 134;
/// Connections that are open at the same time, and packets of each.
const OPEN: u32 = 4_000;
const EACH: u32 = 25;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", path] => make(BufWriter::new(File::create(path)?)),
        ["read", path] => read(path),
        _ => Err(io::Error::other("make FILE, or read FILE")),
    }
}

fn make(mut file: impl Write) -> io::Result<()> {
    for field in [0xa1b2_c3d4, 4 << 16 | 2, 0, 0, 262_144, 1_u32] {
        file.write_all(&field.to_le_bytes())?;
    }
    for packet in 0..PACKETS {
        let turn = packet / OPEN;
        // The first two open, the last two close, and the ends take turns.
        let (connection, step) = (packet % OPEN + turn / EACH * OPEN, turn % EACH);
        let (back, bits, payload) = match step {
            0 => (false, 2, 0),
            1 => (true, 18, 0),
            step if step + 2 >= EACH => (step % 2 == 0, 17, 0),
            step => (step % 2 == 0, 24, PAYLOAD),
        };
        let frame = frame(connection, back, bits, step, payload);
        for field in
            [1_700_000_000 + packet / 10_000, packet % 10_000 * 100, frame.len() as u32, frame.len() as u32]
        {
            file.write_all(&field.to_le_bytes())?;
        }
        file.write_all(&frame)?;
    }
    file.flush()
}

fn frame(connection: u32, back: bool, bits: u8, step: u32, payload: usize) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0];
    // Timestamps are in the header, as on most systems.
    frame.extend(((52 + payload) as u16).to_be_bytes());
    frame.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
    let client = [10, 8, (connection >> 14) as u8, 1];
    let (port, server) = ((connection & 0x3fff) as u16 + 40_000, [10, 9, 0, 1]);
    for end in if back { [server, client] } else { [client, server] } {
        frame.extend(end);
    }
    for end in if back { [443, port] } else { [port, 443] } {
        frame.extend(end.to_be_bytes());
    }
    frame.extend((step * 1000).to_be_bytes());
    frame.extend((step * 1000).to_be_bytes());
    frame.extend([0x80, bits, 1, 0, 0, 0, 0, 0, 1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1]);
    frame.resize(frame.len() + payload, b'x');
    frame
}

fn read(path: &str) -> io::Result<()> {
    let (mut file, mut piece) = (File::open(path)?, vec![0; 1 << 20]);
    let (mut reader, mut octets) = (Reader::new(), 0);
    let start = Instant::now();
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        octets += length;
        reader.push(&piece[..length]);
    }
    let capture = reader.finish();
    let took = start.elapsed();
    println!(
        "{octets} octets, {} packets, {} connections in {took:.1?}: {:.0} MB/s, {:.1} octets of memory a packet",
        capture.packets(),
        capture.streams().count(),
        octets as f64 / 1e6 / took.as_secs_f64(),
        capture.size() as f64 / capture.tcp_packets().max(1) as f64,
    );
    Ok(())
}
