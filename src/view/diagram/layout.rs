//! Where everything stands in the state diagram, as figure 5 of RFC 9293 has it: opening above, the
//! first closer left, the second right, and what breaks off along the edges of the picture.
//!
//! Lengths are the units of a picture [`WIDTH`] wide. On a phone of 360 pixels one is about 0.59 pixels.

use crate::tcp::State::{self, *};

pub type Point = (i16, i16);

pub const WIDTH: i16 = 560;
pub const HEIGHT: i16 = 732;
/// A state's box: half its width, half its height.
pub const BOX: Point = (66, 23);
/// Size of a state's name.
pub const NAME: i16 = 16;
/// Size of an edge's label.
pub const LABEL: i16 = 15;
/// Half of a token's width, and of a mark's on a line.
pub const TOKEN: i16 = 13;
pub const MARK: i16 = 5;

/// The centre of a state's box.
#[must_use]
pub const fn place(state: State) -> Point {
    match state {
        Closed => (280, 46),
        Listen => (280, 166),
        SynReceived => (112, 268),
        SynSent => (448, 268),
        Established => (280, 372),
        FinWait1 => (112, 484),
        CloseWait => (448, 484),
        FinWait2 => (112, 590),
        Closing => (280, 590),
        LastAck => (448, 590),
        TimeWait => (280, 694),
    }
}

/// The centre of a side's token (0: client, 1: server) on a state's box: at its upper border, so that
/// both have room.
#[must_use]
pub const fn token(state: State, side: usize) -> Point {
    let (x, y) = place(state);
    // Lines end beside the upper corners of CLOSED.
    let aside = if matches!(state, Closed) { BOX.0 - 34 } else { BOX.0 - 8 };
    (if side == 0 { x - aside } else { x + aside }, y - BOX.1 - 2)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// Where an edge's label stands: what happens, and what is sent for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    pub anchor: Anchor,
    /// The first line's foot.
    pub at: Point,
    /// From the first line's foot to the second's.
    pub step: i16,
}

/// How an edge is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its corners, from the border of one box to that of the other.
    pub corners: &'static [Point],
    /// `None`: figure 5 leaves it out, and it is drawn thin and without words.
    pub label: Option<Label>,
}

const fn labelled(corners: &'static [Point], anchor: Anchor, at: Point, step: i16) -> Line {
    Line { corners, label: Some(Label { anchor, at, step }) }
}

const fn thin(corners: &'static [Point]) -> Line {
    Line { corners, label: None }
}

/// Between the two lines of a label beside its edge, and of one above and below it.
const BESIDE: i16 = 17;
const AROUND: i16 = 23;

/// How that edge is drawn; `None` if it is none.
#[must_use]
pub const fn line(edge: (State, State)) -> Option<Line> {
    use Anchor::{End, Middle, Start};
    Some(match edge {
        (Closed, Listen) => labelled(&[(258, 69), (258, 143)], End, (251, 111), BESIDE),
        (Listen, Closed) => labelled(&[(302, 143), (302, 69)], Start, (309, 111), BESIDE),
        (Closed, SynSent) => labelled(&[(346, 62), (434, 62), (434, 245)], End, (427, 85), BESIDE),
        (SynSent, Closed) => labelled(&[(458, 245), (458, 52), (346, 52)], Start, (465, 111), BESIDE),
        (Listen, SynSent) => labelled(&[(346, 166), (411, 166), (411, 245)], End, (404, 199), BESIDE),
        (Listen, SynReceived) => labelled(&[(214, 158), (94, 158), (94, 245)], End, (87, 189), BESIDE),
        (SynReceived, Listen) => labelled(&[(132, 245), (132, 176), (214, 176)], Start, (139, 203), BESIDE),
        (SynSent, SynReceived) => labelled(&[(382, 268), (178, 268)], Middle, (280, 261), AROUND),
        (SynReceived, Established) => {
            labelled(&[(166, 291), (166, 372), (214, 372)], Start, (173, 321), BESIDE)
        }
        (SynSent, Established) => labelled(&[(410, 291), (410, 372), (346, 372)], Start, (417, 321), BESIDE),
        (SynReceived, FinWait1) => labelled(&[(92, 291), (92, 461)], Start, (99, 331), BESIDE),
        (Established, FinWait1) => {
            labelled(&[(250, 395), (250, 428), (132, 428), (132, 461)], Middle, (202, 421), AROUND)
        }
        (Established, CloseWait) => {
            labelled(&[(310, 395), (310, 428), (448, 428), (448, 461)], Middle, (358, 421), AROUND)
        }
        (FinWait1, FinWait2) => labelled(&[(92, 507), (92, 567)], Start, (99, 533), BESIDE),
        (FinWait1, Closing) => labelled(&[(178, 476), (280, 476), (280, 567)], Middle, (238, 469), AROUND),
        (FinWait2, TimeWait) => labelled(&[(112, 613), (112, 700), (214, 700)], Start, (119, 671), BESIDE),
        (Closing, TimeWait) => labelled(&[(280, 613), (280, 671)], Start, (287, 630), BESIDE),
        (CloseWait, LastAck) => labelled(&[(448, 507), (448, 567)], End, (441, 533), BESIDE),
        (LastAck, Closed) => {
            labelled(&[(514, 590), (540, 590), (540, 34), (346, 34)], End, (533, 528), BESIDE)
        }
        (TimeWait, Closed) => {
            labelled(&[(346, 694), (552, 694), (552, 26), (346, 26)], Middle, (450, 687), AROUND)
        }
        // Along the left border, where what breaks off goes together.
        (SynReceived, Closed) => thin(&[(46, 260), (14, 260), (14, 46), (214, 46)]),
        (Established, Closed) => thin(&[(214, 386), (14, 386), (14, 46), (214, 46)]),
        (FinWait1, Closed) => thin(&[(46, 484), (14, 484), (14, 46), (214, 46)]),
        (FinWait2, Closed) => thin(&[(46, 590), (14, 590), (14, 46), (214, 46)]),
        (Closing, Closed) => thin(&[(236, 613), (236, 636), (14, 636), (14, 46), (214, 46)]),
        (CloseWait, Closed) => thin(&[(514, 484), (527, 484), (527, 43), (346, 43)]),
        (FinWait1, TimeWait) => thin(&[(178, 496), (196, 496), (196, 688), (214, 688)]),
        (TimeWait, SynReceived) => thin(&[(214, 711), (30, 711), (30, 276), (46, 276)]),
        _ => return None,
    })
}

/// How far before its end a line stops, so that its head stays sharp.
const HEAD: i16 = 8;
/// How round a line's corners are.
const ROUND: i16 = 9;

fn toward((x, y): Point, (to_x, to_y): Point, length: i16) -> Point {
    (x + (to_x - x).signum() * length, y + (to_y - y).signum() * length)
}

fn pair((x, y): Point) -> String {
    [&x.to_string(), " ", &y.to_string()].concat()
}

impl Line {
    /// The line as an SVG path, without its head.
    #[must_use]
    pub fn path(&self) -> String {
        let [first, between @ .., last] = self.corners else { return String::new() };
        let mut path = ["M", &pair(*first)].concat();
        let mut before = *first;
        for (index, corner) in between.iter().enumerate() {
            let next = self.corners[index + 2];
            let (into, out) = (toward(*corner, before, ROUND), toward(*corner, next, ROUND));
            path.push_str(&["L", &pair(into), "Q", &pair(*corner), " ", &pair(out)].concat());
            before = *corner;
        }
        path + "L" + &pair(toward(*last, before, HEAD))
    }
}

impl Line {
    /// Where the sides' marks stand on it (client, server): before its head, or, where several lines
    /// go together to their end, behind its beginning.
    #[must_use]
    pub fn marks(&self) -> [Point; 2] {
        let mut corners = self.corners.to_vec();
        if self.label.is_none() {
            return [12, 25].map(|length| along(&corners, length));
        }
        corners.reverse();
        [20, 34].map(|length| along(&corners, length))
    }
}

/// The point that far along a way.
fn along(corners: &[Point], mut length: i16) -> Point {
    for ends in corners.windows(2) {
        let whole = (ends[1].0 - ends[0].0).abs() + (ends[1].1 - ends[0].1).abs();
        if length <= whole {
            return toward(ends[0], ends[1], length);
        }
        length -= whole;
    }
    corners.last().copied().unwrap_or_default()
}

/// The head at a line's end, as an SVG path.
#[must_use]
pub fn head(line: &Line) -> String {
    let [.., before, tip] = line.corners else { return String::new() };
    let foot = toward(*tip, *before, HEAD + 3);
    let aside = if foot.0 == tip.0 { (5, 0) } else { (0, 5) };
    let [one, other] = [(foot.0 + aside.0, foot.1 + aside.1), (foot.0 - aside.0, foot.1 - aside.1)];
    ["M", &pair(*tip), "L", &pair(one), "L", &pair(other), "Z"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::EDGES;
    use crate::text::{Lang, diagram};
    use crate::view::boxes::{Tilted, text_width};

    fn upright((x, y): Point, (half_width, half_height): Point) -> Tilted {
        let double = |half: i16| f64::from(half) * 2.0;
        let (left, top) = (f64::from(x - half_width), f64::from(y - half_height));
        Tilted::upright(left, top, double(half_width), double(half_height))
    }

    fn lines() -> impl Iterator<Item = ((State, State), Line)> {
        EDGES.iter().map(|edge| (*edge, line(*edge).unwrap_or_else(|| panic!("{edge:?} is not drawn"))))
    }

    /// The boxes of a label's two lines.
    fn words(edge: (State, State), label: Label, lang: Lang) -> Vec<Tilted> {
        let [event, action] = diagram::label(edge, lang);
        let texts = [(event, 0), (action, label.step)];
        let texts = texts.into_iter().filter(|(text, _)| !text.is_empty());
        let size = f64::from(LABEL);
        texts
            .map(|(text, below)| {
                let width = text_width(text, size * 0.56);
                let (x, foot) = (f64::from(label.at.0), f64::from(label.at.1 + below));
                let left = match label.anchor {
                    Anchor::Start => x,
                    Anchor::Middle => x - width / 2.0,
                    Anchor::End => x - width,
                };
                Tilted::upright(left, foot - size * 0.75, width, size * 0.95)
            })
            .collect()
    }

    fn segments(line: &Line) -> impl Iterator<Item = Tilted> {
        let point = |(x, y): Point| (f64::from(x), f64::from(y));
        line.corners.windows(2).map(move |ends| Tilted::line(point(ends[0]), point(ends[1]), 2.0))
    }

    #[test]
    fn lines_are_upright_and_lead_from_box_to_box() {
        for ((from, to), line) in lines() {
            for ends in line.corners.windows(2) {
                let (dx, dy) = (ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
                assert!((dx == 0) != (dy == 0), "{from} to {to}: {ends:?} is neither upright nor level");
                assert!(dx.abs() + dy.abs() >= ROUND, "{from} to {to}: {ends:?} is too short");
            }
            for (state, point) in [(from, line.corners[0]), (to, line.corners[line.corners.len() - 1])] {
                let (x, y) = place(state);
                let (dx, dy) = ((point.0 - x).abs(), (point.1 - y).abs());
                let on_border = dx == BOX.0 && dy < BOX.1 || dy == BOX.1 && dx < BOX.0;
                assert!(on_border, "{from} to {to}: {point:?} is not on the border of {state}");
            }
        }
    }

    #[test]
    fn no_line_runs_through_a_box() {
        for ((from, to), line) in lines() {
            for state in State::ALL {
                let tight = upright(place(state), (BOX.0 - 2, BOX.1 - 2));
                assert!(
                    segments(&line).all(|segment| !segment.overlaps(&tight)),
                    "{from} to {to} runs through {state}"
                );
            }
        }
    }

    #[test]
    fn everything_is_in_the_picture_and_boxes_stand_apart() {
        let inside = |(x, y): Point, half: i16| {
            (half..=WIDTH - half).contains(&x) && (half..=HEIGHT - half).contains(&y)
        };
        for state in State::ALL {
            assert!((0..2).all(|side| inside(token(state, side), TOKEN + 2)), "{state}");
            for other in State::ALL.into_iter().filter(|other| *other != state) {
                assert!(!upright(place(state), BOX).overlaps(&upright(place(other), BOX)));
            }
        }
        assert!(lines().all(|(_, line)| line.corners.iter().all(|corner| inside(*corner, 5))));
    }

    #[test]
    fn labels_touch_nothing() {
        for lang in Lang::ALL {
            let labels: Vec<_> = lines()
                .filter_map(|(edge, line)| Some((edge, words(edge, line.label?, lang))))
                .flat_map(|(edge, all)| all.into_iter().map(move |words| (edge, words)))
                .collect();
            for (index, (edge, label)) in labels.iter().enumerate() {
                for state in State::ALL {
                    assert!(!label.overlaps(&upright(place(state), BOX)), "{edge:?} and {state}, {lang:?}");
                    for side in 0..2 {
                        let token = upright(token(state, side), (TOKEN, TOKEN));
                        assert!(!label.overlaps(&token), "{edge:?} and the token on {state}, {lang:?}");
                    }
                }
                for (other, its) in &labels[index + 1..] {
                    assert!(!label.overlaps(its), "{edge:?} and {other:?}, {lang:?}");
                }
                for (other, line) in lines() {
                    let free = segments(&line).all(|segment| !segment.overlaps(label));
                    assert!(free, "the label of {edge:?} and the line of {other:?}, {lang:?}");
                }
                assert!(label.x - label.half_width > 1.0, "{edge:?} leaves the picture, {lang:?}");
                assert!(label.x + label.half_width < f64::from(WIDTH) - 1.0, "{edge:?} leaves the picture");
            }
        }
    }

    #[test]
    fn marks_hide_no_words() {
        for (edge, line) in lines() {
            for mark in line.marks().map(|mark| upright(mark, (MARK, MARK))) {
                for (other, label) in lines().filter_map(|(other, line)| Some((other, line.label?))) {
                    for lang in Lang::ALL {
                        let free = words(other, label, lang).iter().all(|words| !words.overlaps(&mark));
                        assert!(free, "the marks of {edge:?} and the label of {other:?}, {lang:?}");
                    }
                }
                for state in State::ALL {
                    assert!(!mark.overlaps(&upright(place(state), BOX)), "the marks of {edge:?} and {state}");
                }
            }
        }
    }

    /// A token lies on no arrow's head but where its own state begins.
    #[test]
    fn tokens_hide_no_head() {
        for (edge, line) in lines() {
            let tip = line.corners[line.corners.len() - 1];
            for state in State::ALL {
                for side in 0..2 {
                    let token = upright(token(state, side), (TOKEN, TOKEN));
                    assert!(!token.overlaps(&upright(tip, (4, 4))), "{edge:?}: the token on {state}");
                }
            }
        }
    }

    #[test]
    fn corners_are_round_and_the_head_is_sharp() {
        let turn = thin(&[(0, 0), (0, 50), (60, 50)]);
        assert_eq!(turn.path(), "M0 0L0 41Q0 50 9 50L52 50");
        assert_eq!(head(&turn), "M60 50L49 55L49 45Z");
    }

    /// Names are read on a phone of 360 pixels, whose figure is 328 wide.
    #[test]
    fn a_phone_shows_it_large_enough() {
        let pixels = |units: i16| f64::from(units) * 328.0 / f64::from(WIDTH);
        assert!(pixels(NAME) >= 9.0 && pixels(2 * BOX.1) >= 24.0 && pixels(LABEL) >= 8.5);
        let longest = State::ALL.map(|state| text_width(state.name(), f64::from(NAME) * 0.62));
        assert!(longest.iter().all(|width| *width < f64::from(2 * BOX.0)));
    }
}
