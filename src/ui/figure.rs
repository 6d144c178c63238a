//! The figures as they are drawn into the page: this future's, and the one it is compared with.
//! Each is made anew only when what it is of changes, and drawn only as far as it is in view.

use super::door;
use super::focus;
use super::later;
use super::model::Model;
use super::shared::Shared;
use crate::sim::{Cause, Trace};
use crate::time::Instant;
use crate::view::{Frame, Ladder, TimeAxis, px, svg};
use web_sys::Element;

/// A figure of which more than this is out of view is drawn by parts.
const MOST_UNSEEN: f64 = 1_000.0;
/// So high is a part: those in view are drawn, and one more on either side.
const PART: f64 = 120.0;

/// The first part in view, and how many fit into the view.
pub type Window = (i32, i32);

/// What is drawn.
#[derive(Clone, PartialEq)]
pub struct Figure {
    pub ladder: Shared<Ladder>,
    /// Another future on the same axis.
    pub other: Option<Shared<Ladder>>,
    /// Which part of them.
    pub window: Option<Window>,
}

/// The figures, with their markup and that of the scrubber's marks.
pub struct Drawn {
    pub figure: Figure,
    /// When the two futures part.
    pub parting: Option<Instant>,
    markup: [Markup; 2],
    groove: Shared<String>,
}

/// A ladder and the markup of its parts.
type Markup = Option<(Shared<Ladder>, Shared<String>)>;

/// A value that is made anew when what it depends on changes.
pub struct Kept<K, V>(Option<(K, V)>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: PartialEq, V: Clone> Kept<K, V> {
    pub fn of(&mut self, key: K, make: impl FnOnce() -> V) -> V {
        match &self.0 {
            Some((before, value)) if *before == key => value.clone(),
            _ => {
                let value = make();
                self.0 = Some((key, value.clone()));
                value
            }
        }
    }
}

#[derive(Default)]
struct One {
    ladder: Kept<(Shared<Trace>, Shared<TimeAxis>, Frame), Shared<Ladder>>,
    parts: Kept<(Shared<Ladder>, Option<Window>), Shared<String>>,
}

impl One {
    fn ladder(&mut self, trace: &Shared<Trace>, axis: &Shared<TimeAxis>, frame: Frame) -> Shared<Ladder> {
        let make = || Shared::new(Ladder::with_axis(trace, TimeAxis::clone(axis), frame));
        self.ladder.of((trace.clone(), axis.clone(), frame), make)
    }

    fn markup(&mut self, ladder: &Shared<Ladder>, trace: &Trace, window: Option<Window>) -> Markup {
        let parts = self.parts.of((ladder.clone(), window), || {
            let from_to = |(first, fit)| (f64::from(first - 1) * PART, f64::from(first + fit + 2) * PART);
            Shared::new(svg::parts(ladder, trace, window.map(from_to)))
        });
        Some((ladder.clone(), parts))
    }
}

/// Two futures, and whether the file has come that compares them.
type Compared = (Shared<Trace>, Option<Shared<Trace>>, Option<bool>);

#[derive(Default)]
pub struct Figures {
    ours: One,
    others: One,
    parting: Kept<Compared, Option<Instant>>,
    groove: Kept<(Shared<Trace>, Shared<TimeAxis>), Shared<String>>,
    /// Is it drawn by parts?
    in_parts: bool,
    /// And when it was shown last?
    was_in_parts: bool,
    /// The first part in view.
    first: i32,
    /// What is in the document.
    shown: [Markup; 2],
    marks: Option<Shared<String>>,
    /// What a person looked at last.
    looked: Option<(Shared<Trace>, Instant, Option<usize>)>,
}

impl Figures {
    /// The figures of a model, in a view so high; all of them where they are printed.
    pub fn of(&mut self, model: &Model, frame: Frame, view: Option<f64>) -> Drawn {
        let (trace, axis) = (&model.trace, &model.axis);
        let ladder = self.ours.ladder(trace, axis, frame);
        let view = view.filter(|view| ladder.height > view + MOST_UNSEEN);
        self.in_parts = view.is_some();
        let window = view.map(|view| (self.first, (view / PART).ceil() as i32));
        let mut markup = [self.ours.markup(&ladder, trace, window), None];
        let other = model.other.as_ref().map(|other| {
            let ladder = self.others.ladder(&other.trace, axis, frame);
            markup[1] = self.others.markup(&ladder, &other.trace, window);
            ladder
        });
        let compared = model.other.as_ref().map(|other| other.trace.clone());
        Drawn {
            parting: self.parting.of((trace.clone(), compared, model.later), || later::parts(model)),
            groove: self.groove.of((trace.clone(), axis.clone()), || Shared::new(groove(trace, axis))),
            figure: Figure { ladder, other, window },
            markup,
        }
    }

    /// Writes them straight into the document: by way of the page's own tree they would be put in
    /// twice. What goes with the playhead stays where only other parts come into view.
    pub fn show(&mut self, root: &Element, drawn: &Drawn) {
        let places = [(".figure", "ladder"), (".other", "other-ladder")];
        for ((shown, wanted), (place, id)) in self.shown.iter_mut().zip(&drawn.markup).zip(places) {
            if shown == wanted {
                continue;
            }
            let before = std::mem::replace(shown, wanted.clone());
            let Some((ladder, parts)) = wanted else { continue };
            if before.is_some_and(|(before, _)| before == *ladder) {
                // Whose focus is on one of them keeps it, where that is still drawn.
                let page = root.closest(".page").ok().flatten().unwrap_or_else(|| root.clone());
                let focus = focus::keep(&page);
                write(root, &[place, " .parts"].concat(), parts);
                focus::restore(&page, &focus, true);
            } else {
                write(root, place, &svg::around(id, ladder, parts));
            }
        }
        if self.marks.as_ref() != Some(&drawn.groove) {
            self.marks = Some(drawn.groove.clone());
            write(root, ".marks", &drawn.groove);
        }
    }

    /// The y that a person who rests looks at now, if that is another than before: the chosen
    /// segment's, or the playhead's. An edit leaves the figure where it is.
    pub fn looked_at(&mut self, model: &Model, ladder: &Ladder, chosen: Option<usize>) -> Option<f64> {
        let now = (model.trace.clone(), model.playhead, chosen);
        let (trace, playhead, was_chosen) = self.looked.replace(now)?;
        if model.playing || trace != model.trace {
            return None;
        }
        match chosen {
            Some(flight) if was_chosen != chosen => ladder.arrows.get(flight).map(|arrow| arrow.from.1),
            _ => (playhead != model.playhead).then(|| ladder.y(model.playhead)),
        }
    }

    /// The first part in view of a figure that is drawn by parts, when its room or the page has scrolled.
    /// Any other is not measured: each time is a layout.
    pub fn scrolled(&mut self, room: &Element) -> Option<i32> {
        if !self.in_parts {
            return None;
        }
        let page = room.scroll_height() <= room.client_height() + 4;
        let top = if page { -room.get_bounding_client_rect().top() } else { f64::from(room.scroll_top()) };
        self.first = (top.max(0.0) / PART) as i32;
        Some(self.first)
    }

    /// The same of one that has just become so high that it is.
    pub fn grown(&mut self, room: &Element) -> Option<i32> {
        let was = std::mem::replace(&mut self.was_in_parts, self.in_parts);
        if self.in_parts && !was { self.scrolled(room) } else { None }
    }
}

fn write(root: &Element, place: &str, markup: &str) {
    if let Ok(Some(holder)) = root.query_selector(place) {
        holder.set_text_content(None);
        door::draw(&holder, markup);
    }
}

/// So many marks the scrubber can show side by side.
const MOST_MARKS: f64 = 300.0;

/// A mark for every moment, as one picture: hundreds of elements cost more than all else in the bar.
fn groove(trace: &Trace, axis: &TimeAxis) -> String {
    let length = axis.length().max(1.0);
    // Marks closer than an eye can tell stand for one another; a loss is always shown.
    let mut last = -1.0;
    let mut marks = [
        ("arrival", String::new()),
        ("timer", String::new()),
        ("call", String::new()),
        ("lost", String::new()),
    ];
    for moment in &trace.moments {
        let place = axis.view(moment.at) / length;
        let kind = match moment.cause {
            Cause::Loss(_) => 3,
            _ if place - last < 1.0 / MOST_MARKS => continue,
            Cause::Call(_) => 2,
            Cause::Timer(_) => 1,
            Cause::Arrival(_) => 0,
        };
        last = place;
        for part in ["M", &px(place * 1e4), " 0v1"] {
            marks[kind].1.push_str(part);
        }
    }
    let paths = marks.map(|(class, path)| ["<path class=\"", class, "\" d=\"", &path, "\"/>"].concat());
    ["<svg viewBox=\"0 0 10000 1\" preserveAspectRatio=\"none\">", &paths.concat(), "</svg>"].concat()
}
