//! Finds the connection of a packet: two ends, whichever of them sent it, to a number.
//!
//! Open addressing over a list that somebody else holds. It is never iterated, so nothing depends on
//! the order in it.

use crate::sim::link::mixed;

/// One end's address as four words: IPv4 is in the last of them.
pub(super) type Address = [u32; 4];

/// The two ends of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    pub addresses: [Address; 2],
    pub ports: [u16; 2],
    pub v6: bool,
}

impl Ends {
    pub(super) fn turned(&self) -> Self {
        let ([a, b], [p, q]) = (self.addresses, self.ports);
        Self { addresses: [b, a], ports: [q, p], v6: self.v6 }
    }

    /// The same for both directions.
    fn hash(&self) -> u64 {
        let end = |index: usize| {
            let [a, b, c, d] = self.addresses[index].map(u64::from);
            mixed(mixed(a << 32 | b) ^ (c << 32 | d)).wrapping_add(u64::from(self.ports[index]))
        };
        mixed(mixed(end(0)).wrapping_add(mixed(end(1))))
    }
}

/// Numbers by ends; 0 is an empty place, and everything else one more than a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    places: Vec<u32>,
    taken: usize,
}

impl Table {
    pub(super) const fn new() -> Self {
        Self { places: Vec::new(), taken: 0 }
    }

    /// The number of these ends, and whether they stand there the other way round.
    /// `of` tells the ends of a number.
    pub(super) fn find(&self, ends: &Ends, of: impl Fn(u32) -> Ends) -> Option<(u32, bool)> {
        let mut place = self.first(ends)?;
        while let Some(number) = self.places[place].checked_sub(1) {
            let known = of(number);
            if known == *ends {
                return Some((number, false));
            }
            if known == ends.turned() {
                return Some((number, true));
            }
            place = (place + 1) & (self.places.len() - 1);
        }
        None
    }

    /// From now on these ends have this number. `of` tells the ends of every number that is in here.
    pub(super) fn set(&mut self, ends: &Ends, number: u32, of: impl Fn(u32) -> Ends) {
        // Three quarters full at most: a search then looks at a few places.
        if self.places.len() * 3 <= self.taken * 4 + 4 {
            let grown = vec![0; (self.places.len() * 2).max(16)];
            let known = std::mem::replace(&mut self.places, grown);
            for number in known.into_iter().filter_map(|place| place.checked_sub(1)) {
                self.put(&of(number), number, &of);
            }
        }
        self.taken += usize::from(self.put(ends, number, &of));
    }

    /// Whether the ends are new.
    fn put(&mut self, ends: &Ends, number: u32, of: impl Fn(u32) -> Ends) -> bool {
        let Some(mut place) = self.first(ends) else { return false };
        while let Some(other) = self.places[place].checked_sub(1) {
            let known = of(other);
            if known == *ends || known == ends.turned() {
                break;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
        let new = self.places[place] == 0;
        self.places[place] = number + 1;
        new
    }

    fn first(&self, ends: &Ends) -> Option<usize> {
        let last = self.places.len().checked_sub(1)?;
        Some(ends.hash() as usize & last)
    }

    /// Octets that it takes.
    pub(super) fn size(&self) -> usize {
        self.places.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(number: u32) -> Ends {
        Ends {
            addresses: [[0, 0, 0, number / 100], [0, 0, 0, 9]],
            ports: [1000 + (number % 100) as u16, 80],
            v6: false,
        }
    }

    #[test]
    fn both_directions_find_the_latest_number() {
        let mut table = Table::default();
        for number in 0..1000 {
            assert_eq!(table.find(&ends(number), ends), None);
            table.set(&ends(number), number, ends);
        }
        for number in 0..1000 {
            assert_eq!(table.find(&ends(number), ends), Some((number, false)));
            assert_eq!(table.find(&ends(number).turned(), ends), Some((number, true)));
        }
        // 1000 and 7 have the same ends here.
        let again = |number| if number == 1000 { ends(7).turned() } else { ends(number) };
        table.set(&ends(7).turned(), 1000, again);
        assert_eq!(table.find(&ends(7), again), Some((1000, true)));
        assert!(table.size() <= 4 * 2048);
        let v6 = Ends { v6: true, ..ends(7) };
        assert_eq!(table.find(&v6, again), None, "::9 is not 0.0.0.9");
    }
}
