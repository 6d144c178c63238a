//! What is written between the lanes: names and numbers along their arrows, the word at a lost one,
//! the caption of the half-close, the length of what is folded. Each stands where nothing else does,
//! or not at all.

use super::boxes::{Space, Tilted, text_width};
use super::ladder::{Arrow, FoldMark, Ladder, Point, Tint};
use super::numbers::Numbering;
use super::timeline::{HalfClosed, half_closed};
use crate::sim::{Fate, Flight, Side, Trace};
use crate::tcp::Kind;
use crate::text::Lang;
use crate::text::ui::words;

/// Lanes closer than this leave no room for a label in one line.
const TWO_LINES: f64 = 330.0;
/// A label that so many foreign arrows cross cannot be read.
const UNREADABLE: usize = 3;
/// What one of them costs, against a place away from the middle.
const CROSSED: f64 = 3.0;
/// Half the height of a line of text.
const HALF_LINE: f64 = 6.5;
/// Radius of the cross of a lost segment.
const CROSS: f64 = 10.0;
/// How many arrows before and after one without a name give up their numbers for it.
const NEIGHBOURS: usize = 5;
/// Arrows whose ends are not farther apart than this (pixels) cannot be told apart...
const SAME_PLACE: f64 = 1.5;
/// ...and so many of them, or more, are drawn as one.
const BUNDLE: usize = 4;
/// Rows in which a caption is tried.
const CAPTION_ROWS: u32 = 60;

/// What is to be written along an arrow: (distance from its line, width) of each line of text.
type Lines = Vec<(f64, f64)>;

impl Ladder {
    /// Fills in arrows, fold marks and the tinted spans.
    pub(super) fn between_the_lanes(&mut self, trace: &Trace, space: &mut Space) {
        self.arrows = self.arrows_of(trace);
        self.bundle(trace);
        for arrow in self.arrows.iter().filter(|arrow| arrow.under.is_none()) {
            space.cross(Tilted::line(arrow.from, arrow.to, 3.0));
            if arrow.lost {
                let (left, top) = (arrow.to.0 - CROSS, arrow.to.1 - CROSS);
                space.take(Tilted::upright(left, top, 2.0 * CROSS, 2.0 * CROSS));
            }
        }
        self.folds = self.fold_marks(space);
        self.place_labels(space);
        let mut arrows = std::mem::take(&mut self.arrows);
        for arrow in arrows.iter_mut().filter(|arrow| arrow.lost) {
            arrow.lost_word = self.place_lost_word(arrow, space);
        }
        self.arrows = arrows;
        self.tints = self.tints_of(trace, space);
    }

    fn arrows_of(&self, trace: &Trace) -> Vec<Arrow> {
        let numbering = Numbering::new(trace, self.frame.numbers);
        let arrow = |(index, flight): (usize, &Flight)| {
            let (from, to) = self.way(flight);
            let mut arrow = Arrow {
                flight: index,
                kind: flight.segment.kind(),
                lost: flight.is_lost(),
                again: flight.again,
                from,
                to,
                name: name_of(flight, self.frame.lang),
                numbers: numbers_of(&numbering, flight),
                one_line: false,
                label: None,
                second: None,
                lost_word: None,
                tilt: 0.0,
                under: None,
                seen: self.seen(flight.sent, flight.until()),
            };
            let (x, y) = along(&arrow);
            arrow.tilt = y.atan2(x).to_degrees();
            arrow
        };
        trace.flights.iter().enumerate().map(arrow).collect()
    }

    /// Where many segments of one kind go the same way at the same time, their arrows lie on one
    /// another: the first stands for all of them.
    fn bundle(&mut self, trace: &Trace) {
        let numbering = Numbering::new(trace, self.frame.numbers);
        let mut open: [Vec<usize>; 2] = Default::default();
        for index in 0..=self.arrows.len() {
            for side in Side::BOTH {
                let bundle = &mut open[side as usize];
                let fits = |arrow: &Arrow| {
                    bundle.first().is_some_and(|first| lie_together(&self.arrows[*first], arrow))
                };
                match trace.flights.get(index) {
                    Some(flight) if flight.from != side => continue,
                    Some(flight) if flight.copy_of.is_none() && fits(&self.arrows[index]) => {
                        bundle.push(index);
                        continue;
                    }
                    _ => {}
                }
                let single = trace.flights.get(index).is_some_and(|flight| flight.copy_of.is_none());
                let done = std::mem::replace(bundle, single.then_some(index).into_iter().collect());
                self.stand_for(&done, trace, &numbering);
            }
        }
    }

    fn stand_for(&mut self, flights: &[usize], trace: &Trace, numbering: &Numbering) {
        let [first, under @ .., last] = flights else { return };
        if flights.len() < BUNDLE {
            return;
        }
        let [one, another] = [first, last].map(|index| &trace.flights[*index]);
        let (seq, ack) = numbering.of(one);
        let (last_seq, last_ack) = numbering.of(another);
        let range = |from: String, to: String| if from == to { from } else { [&from, "…", &to].concat() };
        let mut numbers = ["seq=", &range(seq, last_seq)].concat();
        if let (Some(ack), Some(last_ack)) = (ack, last_ack) {
            numbers.push_str(&[" ack=", &range(ack, last_ack)].concat());
        }
        let same = flights.iter().all(|index| trace.flights[*index].segment.len == one.segment.len);
        let name = match (one.segment.kind(), same) {
            (Kind::Data, false) => words(self.frame.lang).data.to_owned(),
            _ => name_of(one, self.frame.lang),
        };
        let arrow = &mut self.arrows[*first];
        arrow.name = [&flights.len().to_string(), " × ", &name].concat();
        arrow.numbers = numbers;
        for index in under.iter().chain([last]) {
            self.arrows[*index].under = Some(*first);
        }
    }

    fn way(&self, flight: &Flight) -> (Point, Point) {
        let from = (self.inner_edge(flight.from), self.y(flight.sent));
        let across = self.inner_edge(flight.from.peer()) - from.0;
        let end = self.axis.end();
        let to = match flight.fate {
            Fate::Arrives(at) if at <= end => (from.0 + across, self.y(at)),
            // Still under way where the picture ends.
            Fate::Arrives(at) => {
                let share =
                    end.since(flight.sent).micros() as f64 / at.since(flight.sent).micros().max(1) as f64;
                (from.0 + across * share, self.y(end))
            }
            Fate::Lost(at, _) => (from.0 + across * 0.55, self.y(at)),
        };
        (from, to)
    }

    // ---- names and numbers ----

    /// Everything for everybody first. Where that leaves an arrow without its name, its neighbours give
    /// up their numbers, and take them up again if there is room after all.
    fn place_labels(&mut self, space: &mut Space) {
        let mut taken: Vec<Vec<usize>> = vec![Vec::new(); self.arrows.len()];
        let mut nameless = Vec::new();
        for (index, taken) in taken.iter_mut().enumerate() {
            if self.arrows[index].under.is_some() {
                continue;
            }
            // Where there is no room for a name there is none for more.
            if self.place_label(index, false, taken, space) {
                self.place_label(index, true, taken, space);
            } else {
                nameless.push(index);
            }
        }
        let mut done = 0;
        for index in nameless {
            let end = (index + NEIGHBOURS + 1).min(self.arrows.len());
            let near = index.saturating_sub(NEIGHBOURS).max(done)..end;
            let has_numbers = |arrow: &Arrow| arrow.one_line || arrow.second.is_some();
            if index < done || !self.arrows[near.clone()].iter().any(has_numbers) {
                continue;
            }
            done = end;
            let near = near.filter(|index| self.arrows[*index].under.is_none()).collect::<Vec<_>>();
            for &index in &near {
                self.remove_label(index, &mut taken[index], space);
            }
            for &index in &near {
                self.place_label(index, false, &mut taken[index], space);
            }
            for index in near {
                if self.arrows[index].label.is_some() {
                    self.place_label(index, true, &mut taken[index], space);
                }
            }
        }
    }

    fn remove_label(&mut self, index: usize, taken: &mut Vec<usize>, space: &mut Space) {
        let arrow = &mut self.arrows[index];
        (arrow.one_line, arrow.label, arrow.second) = (false, None, None);
        for place in taken.drain(..) {
            space.free_again(place);
        }
    }

    /// Finds a place for an arrow's name, `whole` with its numbers, and gives up the place that it had.
    /// Without such a place all stays as it was.
    fn place_label(&mut self, index: usize, whole: bool, taken: &mut Vec<usize>, space: &mut Space) -> bool {
        let one_line = whole && !self.stacks_labels();
        let lines = self.lines_of(&self.arrows[index], whole, one_line);
        taken.iter().for_each(|place| space.free_again(*place));
        let Some(boxes) = self.best_place(index, &lines, space) else {
            taken.iter().for_each(|place| space.take_again(*place));
            return false;
        };
        *taken = boxes.iter().map(|place| space.take(*place)).collect();
        let centre = |index: usize| boxes.get(index).map(|place| (place.x, place.y));
        let arrow = &mut self.arrows[index];
        (arrow.one_line, arrow.label, arrow.second) = (one_line, centre(0), centre(1));
        true
    }

    fn lines_of(&self, arrow: &Arrow, whole: bool, one_line: bool) -> Lines {
        let (name, numbers) = (self.name_width(&arrow.name), self.numbers_width(&arrow.numbers));
        match (whole, one_line) {
            (true, true) => vec![(-10.0, name + 8.0 + numbers)],
            // Between lanes that stand close: one line above its arrow, one below.
            (true, false) => vec![(-9.0, name), (10.0, numbers)],
            (false, _) => vec![(-10.0, name)],
        }
    }

    fn best_place(&self, index: usize, lines: &Lines, space: &Space) -> Option<Vec<Tilted>> {
        let arrow = &self.arrows[index];
        let (dx, dy) = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
        let along = along(arrow);
        let mut best: Option<(f64, Vec<Tilted>)> = None;
        // Half a way is short: a label may stand above the cross at its end.
        let sides: &[f64] = match (lines.len() > 1, arrow.lost) {
            (true, _) => &[1.0],
            (false, false) => &[1.0, -1.15],
            (false, true) => &[1.0, -1.15, 1.8],
        };
        for side in sides {
            for share in [0.5, 0.42, 0.58, 0.34, 0.66, 0.25, 0.75, 0.2, 0.8_f64] {
                let mut cost = (share - 0.5).abs() + if *side == 1.0 { 0.0 } else { 0.6 };
                let least = best.as_ref().map_or(f64::INFINITY, |(least, _)| *least);
                if cost >= least {
                    continue;
                }
                let on_line = (arrow.from.0 + dx * share, arrow.from.1 + dy * share);
                let place = |(offset, width): &(f64, f64)| Tilted {
                    x: on_line.0 - along.1 * offset * side,
                    y: on_line.1 + along.0 * offset * side,
                    half_width: width / 2.0,
                    half_height: HALF_LINE,
                    along,
                };
                let boxes: Vec<_> = lines.iter().map(place).collect();
                if !boxes.iter().all(|place| self.holds(place) && space.is_free(place)) {
                    continue;
                }
                let crossed: usize =
                    boxes.iter().map(|place| space.lines_over(place, Some(index), UNREADABLE)).sum();
                cost += CROSSED * crossed as f64;
                if crossed < UNREADABLE && cost < least {
                    best = Some((cost, boxes));
                }
            }
        }
        best.map(|(_, boxes)| boxes)
    }

    /// Is it between the lanes, and within the picture?
    fn holds(&self, place: &Tilted) -> bool {
        let (wide, high) = place.reach();
        place.x - wide >= self.inner_edge(Side::Client)
            && place.x + wide <= self.inner_edge(Side::Server)
            && place.y - high >= 0.0
            && place.y + high <= self.height
    }

    fn stacks_labels(&self) -> bool {
        self.lanes[1] - self.lanes[0] < TWO_LINES
    }

    fn name_width(&self, name: &str) -> f64 {
        text_width(name, if self.frame.narrow() { 7.2 } else { 7.8 }) + 4.0
    }

    fn numbers_width(&self, numbers: &str) -> f64 {
        text_width(numbers, if self.frame.narrow() { 6.1 } else { 7.0 }) + 4.0
    }

    /// Where name and numbers of an arrow are drawn.
    pub(super) fn label_boxes(&self, arrow: &Arrow) -> [Option<Tilted>; 2] {
        let boxed = |(x, y): Point, width: f64| Tilted {
            x,
            y,
            half_width: width / 2.0,
            half_height: HALF_LINE,
            along: along(arrow),
        };
        let mut name = self.name_width(&arrow.name);
        let numbers = self.numbers_width(&arrow.numbers);
        if arrow.one_line {
            name += 8.0 + numbers;
        }
        [arrow.label.map(|centre| boxed(centre, name)), arrow.second.map(|centre| boxed(centre, numbers))]
    }

    // ---- other words ----

    fn place_lost_word(&self, arrow: &Arrow, space: &mut Space) -> Option<Tilted> {
        let width = text_width(words(self.frame.lang).lost, 7.0) + 2.0;
        let (x, y) = arrow.to;
        // Where it was going to, then behind it, under it, above it.
        let onwards = if arrow.to.0 < arrow.from.0 { -1.0 } else { 1.0 };
        let beside = CROSS + 3.0 + width / 2.0;
        let places = [(onwards * beside, 0.0), (-onwards * beside, 0.0), (0.0, 18.0), (0.0, -18.0)];
        let mut boxes = places.iter().map(|(right, down)| {
            Tilted::upright(x + right - width / 2.0, y + down - HALF_LINE, width, 2.0 * HALF_LINE)
        });
        let found = boxes.find(|place| {
            self.holds(place)
                && space.is_free(place)
                && space.lines_over(place, Some(arrow.flight), UNREADABLE) < UNREADABLE
        })?;
        space.take(found);
        Some(found)
    }

    fn fold_marks(&self, space: &mut Space) -> Vec<FoldMark> {
        let mark = |fold: &super::axis::Fold| {
            let text = fold.length().to_string();
            let mut mark = FoldMark {
                y: (self.y(fold.from) + self.y(fold.to)) / 2.0,
                text: ["⋮ ", &text, " ⋮"].concat(),
                shown: true,
                seen: (self.axis.view(fold.from) + self.axis.view(fold.to)) / 2.0,
            };
            let place = self.fold_box(&mark);
            mark.shown = self.holds(&place) && space.is_free(&place);
            if mark.shown {
                space.take(place);
            }
            mark
        };
        self.axis.folds.iter().map(mark).collect()
    }

    pub(super) fn fold_box(&self, mark: &FoldMark) -> Tilted {
        let width = text_width(&mark.text, 7.6) + 4.0;
        Tilted::upright((self.frame.width - width) / 2.0, mark.y - 8.0, width, 16.0)
    }

    fn tints_of(&self, trace: &Trace, space: &mut Space) -> Vec<Tint> {
        let words = words(self.frame.lang);
        let tint = |span: &HalfClosed| {
            let (top, bottom) = (self.y(span.from), self.y(span.until));
            let long = match span.open {
                Side::Client => words.half_closed_client_sends,
                Side::Server => words.half_closed_server_sends,
            };
            let mut tint = Tint {
                top,
                height: bottom - top,
                caption: String::new(),
                caption_y: top,
                seen: self.seen(span.from, span.until),
            };
            let rows = || (0..CAPTION_ROWS).map(|row| top + 13.0 + 4.0 * f64::from(row));
            for (caption, y) in [long, words.half_closed_short]
                .into_iter()
                .flat_map(|caption| rows().map(move |y| (caption, y)))
            {
                let place = self.caption_box(caption, y);
                if y < bottom - 8.0
                    && self.holds(&place)
                    && space.is_free(&place)
                    && space.lines_over(&place, None, 1) == 0
                {
                    space.take(place);
                    (tint.caption, tint.caption_y) = (caption.to_owned(), y);
                    break;
                }
            }
            // Where no row is free the tint has to speak for itself.
            tint
        };
        half_closed(trace, self.axis.end()).iter().map(tint).collect()
    }

    pub(super) fn caption_box(&self, caption: &str, y: f64) -> Tilted {
        let width = text_width(caption, 6.8) + 6.0;
        Tilted::upright((self.frame.width - width) / 2.0, y - 8.0, width, 16.0)
    }
}

fn lie_together(first: &Arrow, arrow: &Arrow) -> bool {
    let close = |one: Point, another: Point| (one.1 - another.1).abs() <= SAME_PLACE;
    matches!(arrow.kind, Kind::Data | Kind::Ack)
        && (arrow.kind, arrow.lost, arrow.again) == (first.kind, false, first.again)
        && !first.lost
        && close(first.from, arrow.from)
        && close(first.to, arrow.to)
}

/// The direction of an arrow's text: from left to right, so that none stands on its head.
fn along(arrow: &Arrow) -> Point {
    let (dx, dy) = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
    let length = dx.hypot(dy).max(1e-6).copysign(dx);
    (dx / length, dy / length)
}

/// `FIN, ACK`, `data 120 B ↻`: what a segment is called along its arrow.
pub(super) fn name_of(flight: &Flight, lang: Lang) -> String {
    let words = words(lang);
    let segment = &flight.segment;
    let mut name = match segment.kind() {
        Kind::Data => format!("{} {} B", words.data, segment.len),
        Kind::Fin if segment.len > 0 => format!("{segment} +{} B", segment.len),
        Kind::Syn | Kind::SynAck | Kind::Fin | Kind::Rst | Kind::Ack => segment.to_string(),
    };
    if flight.again {
        name.push_str(" ↻");
    } else if flight.copy_of.is_some() {
        name.push_str(" ×2");
    }
    name
}

/// `seq=u ack=v`.
pub(super) fn numbers_of(numbering: &Numbering, flight: &Flight) -> String {
    let (seq, ack) = numbering.of(flight);
    match ack {
        Some(ack) => format!("seq={seq} ack={ack}"),
        None => format!("seq={seq}"),
    }
}
