//! Where the labels of arrows stand: along their line, where they hide least.

use super::boxes::{Tilted, text_width};
use super::ladder::{Ladder, Point, Way};
use crate::sim::Side;

/// What a label that hides another one costs.
const OVERLAP: f64 = 10.0;
/// Lanes closer than this leave no room for a label in one line.
const TWO_LINES: f64 = 330.0;

impl Ladder {
    /// The place along an arrow, above or below it, where its label hides least.
    pub(super) fn place_label(
        &self,
        name: &str,
        numbers: &str,
        index: usize,
        ways: &[Way],
        lines: &[Tilted],
        taken: &mut Vec<Tilted>,
    ) -> (Point, Option<Point>, f64) {
        // Between lanes that stand close, a label has two lines: one above its arrow, one below.
        let narrow = self.stacks_labels();
        let (from, to) = ways[index];
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1.0);
        // Along the line from left to right, so that no label stands on its head.
        let sign = if dx < 0.0 { -1.0 } else { 1.0 };
        let along = (dx * sign / length, dy * sign / length);
        let down = (-along.1, along.0);
        let boxed = |centre: (f64, f64), width: f64| Tilted {
            x: centre.0,
            y: centre.1,
            half_width: width / 2.0,
            half_height: 6.5,
            along,
        };
        let lines_of_text: Vec<(f64, f64)> = if narrow {
            vec![(-9.0, text_width(name, 6.9)), (10.0, text_width(numbers, 6.1))]
        } else {
            vec![(-10.0, text_width(name, 7.6) + 8.0 + text_width(numbers, 7.0))]
        };
        let fit = |texts: &[(f64, f64)]| {
            let shares = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8];
            let sides: &[f64] = if narrow { &[1.0] } else { &[1.0, -1.15] };
            let mut best: Option<(f64, Vec<Tilted>)> = None;
            for (side, share) in sides.iter().flat_map(|side| shares.map(|share| (*side, share))) {
                let on_line = (from.0 + dx * share, from.1 + dy * share);
                let place = |(offset, width): &(f64, f64)| {
                    let away = offset * side;
                    boxed((on_line.0 + down.0 * away, on_line.1 + down.1 * away), *width)
                };
                let boxes: Vec<_> = texts.iter().map(place).collect();
                let below = if side < 0.0 { 0.6 } else { 0.0 };
                let cost = self.cost(&boxes, index, lines, taken) + (share - 0.5).abs() + below;
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, boxes));
                }
            }
            best.expect("there is always a candidate")
        };
        let (cost, mut boxes) = fit(&lines_of_text);
        if narrow && cost >= OVERLAP {
            // No room for the numbers: better none than two over one another. The inspector has them.
            (_, boxes) = fit(&lines_of_text[..1]);
        }
        taken.extend_from_slice(&boxes);
        let centre = |index: usize| boxes.get(index).map(|place: &Tilted| (place.x, place.y));
        (centre(0).expect("one line at least"), centre(1), along.1.atan2(along.0).to_degrees())
    }

    pub(super) fn stacks_labels(&self) -> bool {
        self.lanes[1] - self.lanes[0] < TWO_LINES
    }

    fn cost(&self, boxes: &[Tilted], own: usize, lines: &[Tilted], taken: &[Tilted]) -> f64 {
        let (left, right) = (self.inner_edge(Side::Client), self.inner_edge(Side::Server));
        boxes
            .iter()
            .map(|place| {
                let over_labels = taken.iter().filter(|other| other.overlaps(place)).count();
                let over_lines =
                    lines.iter().enumerate().filter(|(index, line)| *index != own && line.overlaps(place));
                let reach = place.half_width * place.along.0.abs();
                let outside = (left - (place.x - reach)).max(place.x + reach - right).max(0.0);
                OVERLAP * over_labels as f64 + 3.0 * over_lines.count() as f64 + outside
            })
            .sum()
    }
}
