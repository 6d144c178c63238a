//! Where a label fits: rectangles at an angle, and whether two of them overlap.

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

    /// By the separating axes of both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let (dx, dy) = (other.x - self.x, other.y - self.y);
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

/// Moves what would overlap downwards, as little as possible: `(wanted top, height)` in, tops out,
/// in the order given, which is the order from top to bottom.
#[must_use]
pub fn stack(wanted: &[(f64, f64)], gap: f64) -> Vec<f64> {
    let mut free = f64::NEG_INFINITY;
    wanted
        .iter()
        .map(|(top, height)| {
            let placed = top.max(free);
            free = placed + height + gap;
            placed
        })
        .collect()
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
    fn stacked_labels_keep_their_place_or_give_way_downwards() {
        assert_eq!(stack(&[(0.0, 10.0), (5.0, 10.0), (50.0, 10.0)], 2.0), [0.0, 12.0, 50.0]);
    }
}
