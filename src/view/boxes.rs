//! Where a label fits: rectangles at an angle, and whether two of them overlap.

use std::cell::Cell;

/// A rectangle around a centre, turned by an angle. Lengths in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tilted {
    pub x: f64,
    pub y: f64,
    pub half_width: f64,
    pub half_height: f64,
    /// Unit vector along its width.
    pub along: (f64, f64),
}

impl Tilted {
    #[must_use]
    pub fn upright(left: f64, top: f64, width: f64, height: f64) -> Self {
        let (half_width, half_height) = (width / 2.0, height / 2.0);
        Self { x: left + half_width, y: top + half_height, half_width, half_height, along: (1.0, 0.0) }
    }

    /// A line with some breadth, from one point to another.
    #[must_use]
    pub fn line(from: (f64, f64), to: (f64, f64), breadth: f64) -> Self {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1e-6);
        Self {
            x: (from.0 + to.0) / 2.0,
            y: (from.1 + to.1) / 2.0,
            half_width: length / 2.0,
            half_height: breadth / 2.0,
            along: (dx / length, dy / length),
        }
    }

    /// How far it reaches from its centre to the side and up or down.
    #[must_use]
    pub fn reach(&self) -> (f64, f64) {
        let (x, y) = (self.along.0.abs(), self.along.1.abs());
        (self.half_width * x + self.half_height * y, self.half_width * y + self.half_height * x)
    }

    /// By the separating axes of both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let (dx, dy) = (other.x - self.x, other.y - self.y);
        // Most are far apart, which is quicker to see.
        let (ours, theirs) = (self.reach(), other.reach());
        if dx.abs() >= ours.0 + theirs.0 || dy.abs() >= ours.1 + theirs.1 {
            return false;
        }
        let across = |(x, y): (f64, f64)| (-y, x);
        let axes = [self.along, across(self.along), other.along, across(other.along)];
        axes.iter().all(|axis| {
            let reach = |tilted: &Self| {
                let dot = |v: (f64, f64)| (v.0 * axis.0 + v.1 * axis.1).abs();
                tilted.half_width * dot(tilted.along) + tilted.half_height * dot(across(tilted.along))
            };
            (dx * axis.0 + dy * axis.1).abs() < reach(self) + reach(other)
        })
    }
}

/// About how wide a text is: Latin letters by `em`, a CJK sign two of them.
#[must_use]
pub fn text_width(text: &str, per_letter: f64) -> f64 {
    text.chars().map(|sign| if sign >= '\u{2e80}' { per_letter * 1.75 } else { per_letter }).sum()
}

/// Boxes and lines by their height, so that a label is compared with its neighbours only.
#[derive(Default)]
pub(super) struct Space {
    boxes: Vec<Taken>,
    lines: Vec<Tilted>,
    /// Which of them touch each stretch of [`ROW`] pixels: boxes, lines.
    rows: Vec<[Vec<u32>; 2]>,
    /// How many comparisons it took.
    checks: Cell<u64>,
}

/// A box, and whether it still counts.
struct Taken(Tilted, bool);

const ROW: f64 = 32.0;

impl Space {
    fn rows_of(&self, place: &Tilted) -> std::ops::Range<usize> {
        let reach = place.reach().1;
        let row = |y: f64| (y.max(0.0) / ROW) as usize;
        row(place.y - reach)..row(place.y + reach) + 1
    }

    fn enter(&mut self, place: &Tilted, which: usize, index: usize) {
        let rows = self.rows_of(place);
        if self.rows.len() < rows.end {
            self.rows.resize_with(rows.end, Default::default);
        }
        for row in &mut self.rows[rows] {
            row[which].push(index as u32);
        }
    }

    /// A line, which labels avoid where they can.
    pub(super) fn cross(&mut self, line: Tilted) {
        self.enter(&line, 1, self.lines.len());
        self.lines.push(line);
    }

    /// Nothing else may stand there from now on. Returns a number for [`Space::free_again`].
    pub(super) fn take(&mut self, place: Tilted) -> usize {
        self.enter(&place, 0, self.boxes.len());
        self.boxes.push(Taken(place, true));
        self.boxes.len() - 1
    }

    pub(super) fn free_again(&mut self, taken: usize) {
        self.boxes[taken].1 = false;
    }

    pub(super) fn take_again(&mut self, taken: usize) {
        self.boxes[taken].1 = true;
    }

    pub(super) fn is_free(&self, place: &Tilted) -> bool {
        let rows = self.rows.iter().take(self.rows_of(place).end).skip(self.rows_of(place).start);
        // What was put there last is the likeliest neighbour.
        !rows.flat_map(|row| row[0].iter().rev()).any(|index| {
            let Taken(other, counts) = &self.boxes[*index as usize];
            self.checks.set(self.checks.get() + 1);
            *counts && other.overlaps(place)
        })
    }

    /// How many lines other than `own` cross that place, counted up to `most`.
    pub(super) fn lines_over(&self, place: &Tilted, own: Option<usize>, most: usize) -> usize {
        let rows = self.rows_of(place);
        let mut found = 0;
        for (number, row) in self.rows.iter().enumerate().take(rows.end).skip(rows.start) {
            for index in row[1].iter().map(|index| *index as usize) {
                let line = &self.lines[index];
                self.checks.set(self.checks.get() + 1);
                // A line in two rows counts in the first of them.
                let first = self.rows_of(line).start.max(rows.start) == number;
                if first && own != Some(index) && line.overlaps(place) {
                    found += 1;
                    if found >= most {
                        return found;
                    }
                }
            }
        }
        found
    }

    #[cfg(test)]
    pub(super) fn checks(&self) -> u64 {
        self.checks.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tilted_boxes_overlap_only_when_they_do() {
        let flat = Tilted::upright(0.0, 0.0, 100.0, 10.0);
        assert!(flat.overlaps(&Tilted::upright(90.0, 5.0, 20.0, 10.0)));
        assert!(!flat.overlaps(&Tilted::upright(90.0, 11.0, 20.0, 10.0)));
        let rising = Tilted::line((0.0, 60.0), (100.0, -40.0), 2.0);
        assert!(flat.overlaps(&rising));
        // Its upright bounds would overlap this one; itself it does not.
        assert!(!rising.overlaps(&Tilted::upright(70.0, 30.0, 20.0, 20.0)));
    }

    #[test]
    fn a_space_knows_its_neighbours() {
        let mut space = Space::default();
        let low = Tilted::upright(0.0, 900.0, 100.0, 80.0);
        let taken = space.take(low);
        assert!(space.is_free(&Tilted::upright(0.0, 0.0, 100.0, 899.0)));
        assert!(!space.is_free(&Tilted::upright(50.0, 970.0, 100.0, 500.0)));
        space.free_again(taken);
        assert!(space.is_free(&low));
        // A long line counts once, however many rows it touches.
        space.cross(Tilted::line((0.0, 0.0), (100.0, 1_000.0), 3.0));
        space.cross(Tilted::line((100.0, 0.0), (0.0, 1_000.0), 3.0));
        let all = Tilted::upright(0.0, 0.0, 100.0, 1_000.0);
        assert_eq!([None, Some(0)].map(|own| space.lines_over(&all, own, 9)), [2, 1]);
        assert_eq!(space.lines_over(&all, None, 1), 1);
        assert_eq!(space.lines_over(&Tilted::upright(0.0, 950.0, 20.0, 20.0), None, 9), 1);
    }
}
