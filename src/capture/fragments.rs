//! IP fragments, put together as far as is needed: the first octets of the whole, and its length.

use super::table::Address;

/// So many octets of the whole are kept: extension headers behind IPv6's fragment header, and TCP's.
pub(super) const HEAD: usize = 256;
/// So many packets wait for their fragments at once; the oldest gives way.
const WAITING: usize = 64;
/// A packet in more separate pieces than so many is given up.
const PIECES: usize = 64;

#[derive(Clone, Debug)]
struct Waiting {
    addresses: [Address; 2],
    v6: bool,
    id: u32,
    head: [u8; HEAD],
    /// What is there, in order and apart: from, to.
    pieces: Vec<(u32, u32)>,
    /// Once the last fragment is there.
    length: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Fragments {
    /// Oldest first.
    waiting: Vec<Waiting>,
}

impl Fragments {
    /// Takes one fragment. When with it everything is there: the beginning of the whole, and its
    /// length.
    pub(super) fn add(
        &mut self,
        addresses: [Address; 2],
        v6: bool,
        id: u32,
        offset: u32,
        more: bool,
        octets: &[u8],
    ) -> Option<([u8; HEAD], usize)> {
        let same = |waiting: &Waiting| (waiting.addresses, waiting.v6, waiting.id) == (addresses, v6, id);
        let index = self.waiting.iter().position(same).unwrap_or_else(|| {
            if self.waiting.len() == WAITING {
                self.waiting.remove(0);
            }
            let (head, pieces) = ([0; HEAD], Vec::new());
            self.waiting.push(Waiting { addresses, v6, id, head, pieces, length: None });
            self.waiting.len() - 1
        });
        let waiting = &mut self.waiting[index];
        // An offset has 16 bits, and a packet in memory fewer octets than 2^31.
        let end = offset + octets.len() as u32;
        if !more {
            waiting.length.get_or_insert(end);
        }
        if let Some(room) = waiting.head.get_mut(offset as usize..) {
            let seen = octets.len().min(room.len());
            room[..seen].copy_from_slice(&octets[..seen]);
        }
        insert(&mut waiting.pieces, (offset, end));
        let whole = matches!((waiting.pieces.as_slice(), waiting.length), ([(0, end), ..], Some(length)) if *end >= length);
        if !whole && waiting.pieces.len() <= PIECES {
            return None;
        }
        let waiting = self.waiting.remove(index);
        waiting.length.filter(|_| whole).map(|length| (waiting.head, length as usize))
    }
}

/// Adds a piece to those that are there; what touches becomes one.
fn insert(pieces: &mut Vec<(u32, u32)>, (mut from, mut to): (u32, u32)) {
    pieces.retain(|(other_from, other_to)| {
        let apart = *other_to < from || to < *other_from;
        if !apart {
            (from, to) = (from.min(*other_from), to.max(*other_to));
        }
        apart
    });
    let index = pieces.partition_point(|(other, _)| *other < from);
    pieces.insert(index, (from, to));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_one_in_any_order() {
        let mut pieces = Vec::new();
        for piece in [(40, 48), (0, 8), (16, 24), (8, 16), (30, 40)] {
            insert(&mut pieces, piece);
        }
        assert_eq!(pieces, [(0, 24), (30, 48)]);
        insert(&mut pieces, (24, 30));
        assert_eq!(pieces, [(0, 48)]);
    }

    #[test]
    fn a_packet_is_whole_when_its_last_hole_is_filled() {
        let ends = [[0, 0, 0, 1], [0, 0, 0, 2]];
        let mut fragments = Fragments::default();
        let mut add = |offset, more, octets: &[u8]| fragments.add(ends, false, 7, offset, more, octets);
        assert!(add(16, false, &[3; 5]).is_none());
        assert!(add(0, true, &[1; 8]).is_none());
        let (head, length) = add(8, true, &[2; 8]).expect("it is whole");
        assert_eq!((length, head[0], head[8], head[20], head[21]), (21, 1, 2, 3, 0));
        assert!(add(8, true, &[2; 8]).is_none(), "the next one with this number begins");
    }

    #[test]
    fn who_sends_only_first_fragments_fills_no_memory() {
        let mut fragments = Fragments::default();
        for id in 0..10_000 {
            assert!(fragments.add([[0; 4]; 2], true, id, 0, true, &[0; 8]).is_none());
        }
        assert_eq!(fragments.waiting.len(), WAITING);
        let ends = [[1; 4]; 2];
        for piece in 0..1000 {
            assert!(fragments.add(ends, true, 1, piece * 16, true, &[0; 8]).is_none());
        }
        assert!(fragments.waiting.iter().all(|waiting| waiting.pieces.len() <= PIECES));
    }
}
