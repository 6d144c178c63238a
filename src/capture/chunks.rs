//! A list that grows without ever being copied: a `Vec` that doubles holds everything twice while it
//! does, and up to twice the room that it needs afterwards.

/// Elements of one block: little to waste, and few blocks for a million.
const BLOCK: usize = 1 << 8;

#[derive(Clone, Debug)]
pub(super) struct Chunks<T> {
    blocks: Vec<Vec<T>>,
}

impl<T> Chunks<T> {
    pub(super) const fn new() -> Self {
        Self { blocks: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * BLOCK + last.len())
    }

    pub(super) fn push(&mut self, element: T) {
        match self.blocks.last_mut() {
            Some(last) if last.len() < BLOCK => last.push(element),
            _ => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(element);
                self.blocks.push(block);
            }
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<&T> {
        self.blocks.get(index / BLOCK)?.get(index % BLOCK)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.blocks.get_mut(index / BLOCK)?.get_mut(index % BLOCK)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.blocks.iter().flatten()
    }

    /// Octets that it takes.
    pub(super) fn size(&self) -> usize {
        self.blocks.iter().map(|block| block.capacity() * size_of::<T>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_stays_where_it_was_put() {
        let mut chunks = Chunks::new();
        let count = 2 * BLOCK + 3;
        for number in 0..count {
            assert_eq!(chunks.len(), number);
            chunks.push(number);
        }
        assert!(chunks.iter().copied().eq(0..count));
        assert_eq!(chunks.get(BLOCK), Some(&BLOCK));
        assert_eq!(chunks.get(count), None);
        *chunks.get_mut(BLOCK - 1).expect("it is there") = 7;
        assert_eq!(chunks.get(BLOCK - 1), Some(&7));
        assert!(chunks.size() <= 3 * BLOCK * size_of::<usize>());
    }
}
