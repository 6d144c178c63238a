//! A conversation as octets and back: on its way from the worker that reads a file to the page.

use super::seen::{Bits, Conversation, Seen};
use crate::sim::Side;
use crate::tcp::SeqNum;
use core::net::{IpAddr, SocketAddr};

/// Of what stands in a parcel. The page and its worker must have the same: a page that is still open
/// while a new release comes may meet that one's worker.
pub const VERSION: u32 = 1;

const V4: u8 = 4;
const V6: u8 = 6;
/// Octets of one segment.
const SEEN: usize = 28;
const NO_SCALE: u8 = u8::MAX;

/// The conversation as octets, 28 a segment.
#[must_use]
pub fn pack(conversation: &Conversation) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + conversation.seen.len() * SEEN);
    out.extend(conversation.stream.to_le_bytes());
    out.extend(conversation.until.to_le_bytes());
    out.push(u8::from(conversation.began_before));
    for (end, scale) in conversation.ends.iter().zip(conversation.scale) {
        out.push(scale.unwrap_or(NO_SCALE));
        match end.ip() {
            IpAddr::V4(address) => {
                out.push(V4);
                out.extend(address.octets());
            }
            IpAddr::V6(address) => {
                out.push(V6);
                out.extend(address.octets());
            }
        }
        out.extend(end.port().to_le_bytes());
    }
    for seen in &conversation.seen {
        out.extend(seen.nanos.to_le_bytes());
        for word in [seen.frame, seen.seq.0, seen.ack.0, seen.len] {
            out.extend(word.to_le_bytes());
        }
        out.extend(seen.window.to_le_bytes());
        out.extend([seen.bits.0, seen.from as u8]);
    }
    out
}

/// What [`pack`] made octets of; `None` for any other octets.
#[must_use]
pub fn unpack(mut octets: &[u8]) -> Option<Conversation> {
    let from = &mut octets;
    let stream = u32::from_le_bytes(take(from)?);
    let until = u64::from_le_bytes(take(from)?);
    let [began_before] = take(from)?;
    let (first, last) = (end(from)?, end(from)?);
    let mut seen = Vec::new();
    while !from.is_empty() {
        let nanos = u64::from_le_bytes(take(from)?);
        let [frame, seq, ack, len] =
            [take(from)?, take(from)?, take(from)?, take(from)?].map(u32::from_le_bytes);
        let window = u16::from_le_bytes(take(from)?);
        let [bits, side] = take(from)?;
        let side = *Side::BOTH.get(usize::from(side))?;
        seen.push(Seen {
            nanos,
            frame,
            seq: SeqNum(seq),
            ack: SeqNum(ack),
            len,
            window,
            bits: Bits(bits),
            from: side,
        });
    }
    Some(Conversation {
        stream,
        ends: [first.0, last.0],
        began_before: began_before != 0,
        scale: [first.1, last.1],
        seen,
        until,
    })
}

fn end(from: &mut &[u8]) -> Option<(SocketAddr, Option<u8>)> {
    let [scale, family] = take(from)?;
    let ip = match family {
        V4 => IpAddr::from(take::<4>(from)?),
        V6 => IpAddr::from(take::<16>(from)?),
        _ => return None,
    };
    let port = u16::from_le_bytes(take(from)?);
    Some((SocketAddr::new(ip, port), (scale != NO_SCALE).then_some(scale)))
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_whole_and_nothing_else_does() {
        let seen = Seen {
            nanos: u64::MAX - 7,
            frame: 3,
            seq: SeqNum(u32::MAX),
            ack: SeqNum(9),
            len: 70_000,
            window: 65_535,
            bits: Bits(u8::MAX),
            from: Side::Server,
        };
        for ends in [["10.8.0.1:43000", "10.8.0.2:80"], ["[fd00:8::1]:1", "[fd00:8::2]:65535"]] {
            let conversation = Conversation {
                stream: 7,
                ends: ends.map(|end| end.parse().unwrap()),
                began_before: true,
                scale: [None, Some(14)],
                seen: vec![seen, Seen { from: Side::Client, bits: Bits(0), ..seen }],
                until: 12,
            };
            let octets = pack(&conversation);
            assert_eq!(unpack(&octets), Some(conversation));
            // The head alone and the head with one segment are conversations, too.
            let head = octets.len() - 2 * SEEN;
            let whole = (0..=octets.len()).filter(|length| unpack(&octets[..*length]).is_some());
            assert_eq!(whole.collect::<Vec<_>>(), [head, head + SEEN, octets.len()]);
        }
    }
}
