//! The ladder as a picture of its own: one SVG file that needs nothing else, with its title, who is
//! who, and a key. Plain presentation attributes, so that drawing programs show what browsers show.

use super::look::{SANS, Theme};
use super::still;
use crate::sim::{Scenario, Side, Trace};
use crate::tcp::{Kind, State, Timer};
use crate::text::ui::words;
use crate::text::{Lang, export, transcript, vocabulary};
use crate::time::Instant;
use crate::view::boxes::text_width;
use crate::view::ladder::BAND;
use crate::view::svg::{self, Svg, kind_class, moved, state_class};
use crate::view::{Frame, Ladder, Numbers, Scale, fit_zoom, px};

/// In pixels of 1/96 inch: what a sheet of A4 (or Letter) has between margins of 10 mm.
const WIDTH: f64 = 718.0;
const SHEET: f64 = 1_040.0;
/// A run that does not fit on a sheet at this zoom is drawn so, and is longer.
const LEAST_ZOOM: f64 = 0.5;
const MARGIN: f64 = 18.0;
/// Where the lanes' names stand, below the heading; the ladder begins below them.
const HEADS: f64 = 40.0;
/// What stands lower than the now-line.
const BELOW: f64 = 26.0;
const LINE: f64 = 17.0;

/// What is drawn, and how.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    pub scenario: &'a Scenario,
    pub trace: &'a Trace,
    pub numbers: Numbers,
    pub scale: Scale,
    pub lang: Lang,
    pub theme: Theme,
    /// What has happened until then; `None`: all of it.
    pub until: Option<Instant>,
    /// Where the scenario can be opened: a link, or what stands behind `#` in one.
    pub link: &'a str,
}

impl Picture<'_> {
    /// The file's text, and its width and height in pixels.
    #[must_use]
    pub fn svg(&self) -> (String, [f64; 2]) {
        let about = lines(&transcript::setting(self.scenario, self.lang), WIDTH - 2.0 * MARGIN, 6.2);
        let top = MARGIN + 24.0 + about.len() as f64 * LINE + HEADS;
        let keys = self.keys();
        let below = keys.height + 2.0 * LINE + MARGIN;
        let ladder = self.ladder(SHEET - top - below);
        let (at, foot) = match self.until {
            Some(at) => (Some(ladder.axis.view(at)), ladder.y(at) + BELOW),
            None => (None, ladder.height),
        };
        let height = top + foot + below;
        let mut body = Svg::default();
        self.heading(&mut body, &about);
        body.open("g", &[("transform", &moved(0.0, top))]);
        self.heads(&mut body, &ladder);
        self.figure(&mut body, &ladder, foot);
        body.close("g");
        body.open("g", &[("transform", &moved(MARGIN, top + foot + LINE))]);
        body.0.push_str(&keys.markup);
        let link = cut(self.link, WIDTH - 2.0 * MARGIN, 6.1);
        body.text(&link, &[("class", "link"), ("y", &px(keys.height + LINE))]);
        body.close("g");
        let body = still(&body.0, at, Some(self.theme));
        (self.file(&body, height), [WIDTH, height])
    }

    /// As it fits on a sheet, if it does.
    fn ladder(&self, room: f64) -> Ladder {
        let (numbers, lang, scale) = (self.numbers, self.lang, self.scale);
        let frame = Frame { width: WIDTH, numbers, lang, scale, zoom: 1.0 };
        let mut ladder = Ladder::new(self.scenario, self.trace, frame);
        let mut room_left = room;
        while ladder.height > room && ladder.frame.zoom > LEAST_ZOOM {
            let zoom = fit_zoom(ladder.axis.length(), room_left).clamp(LEAST_ZOOM, ladder.frame.zoom);
            ladder = Ladder::new(self.scenario, self.trace, Frame { zoom, ..frame });
            // Words may stand lower than time goes.
            room_left -= 20.0;
        }
        ladder
    }

    fn file(&self, body: &str, height: f64) -> String {
        let title = export::title(self.scenario, self.lang);
        let about = export::about(self.scenario, self.lang);
        let (width, height) = (px(WIDTH), px(height));
        let mut svg = Svg::default();
        svg.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("width", &width),
                ("height", &height),
                ("viewBox", &["0 0 ", &width, " ", &height].concat()),
                ("font-family", SANS),
                ("lang", self.lang.html()),
                ("role", "img"),
                ("aria-labelledby", "four-waves-title"),
                ("aria-describedby", "four-waves-desc"),
            ],
        );
        svg.said("title", &[("id", "four-waves-title")], &title);
        let setting = transcript::setting(self.scenario, self.lang);
        let parts: Vec<&str> =
            [about, &*setting, self.link].into_iter().filter(|part| !part.is_empty()).collect();
        svg.said("desc", &[("id", "four-waves-desc")], &parts.join(" "));
        if body.contains(CLOSING_USED) {
            svg.0.push_str(&self.closing());
        }
        if let (Some(paper), true) = (self.theme.colour("card"), self.theme != Theme::Print) {
            svg.leaf("rect", &[("width", &width), ("height", &height), ("fill", paper)]);
        }
        svg.0.push_str(body);
        svg.close("svg");
        svg.0.push('\n');
        svg.0
    }

    /// CLOSING has the hatching of both states that it comes from and goes to.
    fn closing(&self) -> String {
        let [one, other] =
            ["fin-wait-1", "fin-wait-2"].map(|name| self.theme.colour(name).unwrap_or_default());
        let mut svg = Svg::default();
        svg.open("defs", &[]);
        svg.open(
            "pattern",
            &[
                ("id", "four-waves-closing"),
                ("width", "6"),
                ("height", "6"),
                ("patternUnits", "userSpaceOnUse"),
                ("patternTransform", "rotate(45)"),
            ],
        );
        svg.leaf("rect", &[("width", "6"), ("height", "6"), ("fill", one)]);
        svg.leaf("rect", &[("width", "3"), ("height", "6"), ("fill", other)]);
        svg.close("pattern");
        svg.close("defs");
        svg.0
    }

    fn heading(&self, svg: &mut Svg, about: &[String]) {
        let title = export::title(self.scenario, self.lang);
        let left = px(MARGIN);
        svg.text(&title, &[("class", "title-line"), ("x", &left), ("y", &px(MARGIN + 14.0))]);
        for (line, y) in about.iter().zip(1_u8..) {
            let y = px(MARGIN + 20.0 + f64::from(y) * LINE);
            svg.text(line, &[("class", "small"), ("x", &left), ("y", &y)]);
        }
    }

    fn heads(&self, svg: &mut Svg, ladder: &Ladder) {
        for side in Side::BOTH {
            let x = px(ladder.lanes[side as usize] + BAND / 2.0);
            svg.text(
                vocabulary::side_name(side, self.lang),
                &[("class", "heading"), ("x", &x), ("y", "-14")],
            );
            svg.text(side.address_text(), &[("class", "address"), ("x", &x), ("y", "2")]);
        }
    }

    fn figure(&self, svg: &mut Svg, ladder: &Ladder, foot: f64) {
        let window = self.until.map(|at| (f64::NEG_INFINITY, ladder.y(at)));
        let parts = svg::parts(ladder, self.trace, window);
        let Some(at) = self.until else {
            svg.0.push_str(&parts);
            return;
        };
        // The lanes go no farther than the picture, and are behind all else: the tinted stretches of
        // a half-close lie between them.
        let now = ladder.y(at);
        for x in ladder.lanes {
            let (x, height) = (px(x + BAND / 2.0 - 1.5), px((now - 16.0).max(0.0)));
            svg.leaf(
                "rect",
                &[("class", "lane"), ("x", &x), ("y", "16"), ("width", "3"), ("height", &height)],
            );
        }
        svg.0.push_str(&without_lanes(&parts));
        let view = ladder.axis.view(at);
        for arrow in ladder.arrows.iter().filter(|arrow| arrow.under.is_none()) {
            let seen = arrow.seen;
            if seen.from <= view && view < seen.until {
                let share = (view - seen.from) / (seen.until - seen.from);
                let far = |from: f64, to: f64| (to - from) * share;
                let way = (far(arrow.from.0, arrow.to.0), far(arrow.from.1, arrow.to.1));
                svg.open("g", &[("transform", &moved(way.0, way.1))]);
                // What flies has no mark of its own here: it stands where it has come to.
                svg.0.push_str(&still(&svg::pill(arrow, false), None, None));
                svg.close("g");
            }
        }
        svg.open("g", &[("class", "now")]);
        let (y, right) = (px(now), px(WIDTH - MARGIN));
        svg.leaf("line", &[("x1", &px(MARGIN)), ("x2", &right), ("y1", &y), ("y2", &y)]);
        svg.text(&export::until(at, self.lang), &[("x", &right), ("y", &px((now + 15.0).min(foot - 4.0)))]);
        svg.close("g");
    }

    /// What the colours mean, as far as they occur.
    fn keys(&self) -> Keys {
        let mut keys = Keys::default();
        let end = self.until.unwrap_or(self.trace.end);
        let words = words(self.lang);
        let sent = || self.trace.flights.iter().filter(|flight| flight.sent <= end);
        for kind in [Kind::Syn, Kind::Data, Kind::Ack, Kind::Fin, Kind::Rst] {
            let mut alike = sent().filter(|flight| kind_class(flight.segment.kind()) == kind_class(kind));
            if alike.next().is_some() {
                keys.arrow(kind_class(kind), vocabulary::kind_name(kind, self.lang));
            }
        }
        if sent().any(|flight| flight.is_lost() && flight.until() <= end) {
            keys.lost(words.lost);
        }
        for timer in [Timer::Retransmission, Timer::DelayedAck, Timer::FinWait2, Timer::TimeWait] {
            let ran = |side: Side| {
                let mut waits = self.trace.waits(side, timer).into_iter();
                waits.any(|wait| wait.from <= end && wait.until > wait.from)
            };
            if Side::BOTH.into_iter().any(ran) {
                keys.timer(timer, vocabulary::timer_name(timer, self.lang));
            }
        }
        keys.new_line();
        for state in State::ALL {
            let starts = self.trace.start.iter().any(|end| end.state == state);
            let comes = self.trace.changes().any(|(moment, change)| moment.at <= end && change.to == state);
            if starts || comes {
                keys.state(state, &export::key(state, self.lang));
            }
        }
        keys.new_line();
        keys
    }
}

const CLOSING_USED: &str = "url(#four-waves-closing)";

/// The figure draws its lanes as long as it is.
fn without_lanes(parts: &str) -> String {
    let mut kept = String::with_capacity(parts.len());
    let mut rest = parts;
    while let Some((before, lane)) = rest.split_once("<rect class=\"lane\"") {
        kept.push_str(before);
        rest = lane.split_once("/>").map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    kept
}

/// The key: entries side by side, as many as a line holds.
#[derive(Default)]
struct Keys {
    markup: String,
    x: f64,
    height: f64,
}

impl Keys {
    const SAMPLE: f64 = 30.0;

    fn entry(&mut self, sample: f64, words: &str, draw: impl FnOnce(&mut Svg)) {
        let width = sample + text_width(words, 7.0) + 16.0;
        if self.x > 0.0 && self.x + width > WIDTH - 2.0 * MARGIN {
            self.new_line();
        }
        let mut svg = Svg::default();
        svg.open("g", &[("transform", &moved(self.x, self.height))]);
        draw(&mut svg);
        svg.text(words, &[("class", "small"), ("x", &px(sample))]);
        svg.close("g");
        self.markup.push_str(&svg.0);
        self.x += width;
    }

    fn new_line(&mut self) {
        if self.x > 0.0 {
            (self.x, self.height) = (0.0, self.height + LINE + 1.0);
        }
    }

    fn arrow(&mut self, class: &str, words: &str) {
        self.entry(Self::SAMPLE, words, |svg| {
            svg.open("g", &[("class", &["flight ", class].concat()), ("transform", "translate(0 -4)")]);
            svg.leaf("line", &[("class", "shaft"), ("x2", "15")]);
            svg.leaf("path", &[("class", "head"), ("d", "M24 0L11 -6.5L11 6.5Z")]);
            svg.close("g");
        });
    }

    fn lost(&mut self, words: &str) {
        self.entry(Self::SAMPLE, words, |svg| {
            svg.open("g", &[("class", "flight lost"), ("transform", "translate(0 -4)")]);
            svg.leaf("line", &[("class", "shaft"), ("x2", "15")]);
            svg.open("g", &[("class", "cross"), ("transform", "translate(17 0)")]);
            svg.leaf("circle", &[("r", "7")]);
            svg.leaf("path", &[("d", "M-3 -3L3 3M3 -3L-3 3")]);
            svg.close("g");
            svg.close("g");
        });
    }

    fn timer(&mut self, timer: Timer, words: &str) {
        let class = ["sample ", svg::timer_class(timer)].concat();
        self.entry(14.0, words, |svg| svg.leaf("path", &[("class", &class), ("d", "M4 -10h4V1h-4")]));
    }

    fn state(&mut self, state: State, words: &str) {
        let class = ["swatch ", state_class(state)].concat();
        let place = [("class", &*class), ("y", "-10"), ("width", "12"), ("height", "12")];
        self.entry(18.0, words, |svg| svg.leaf("rect", &place));
    }
}

/// A text in lines of at most that width: broken at spaces, and after what ends a Chinese clause.
fn lines(text: &str, width: f64, per_letter: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in text.split_inclusive([' ', '，', '；', '。', '：']) {
        let last = lines.last_mut().expect("there is one");
        let longer = [last, piece.trim_end()].concat();
        if text_width(&longer, per_letter) > width && !last.is_empty() {
            lines.push(piece.to_owned());
        } else {
            last.push_str(piece);
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// What fits of a text.
fn cut(text: &str, width: f64, per_letter: f64) -> String {
    let most = (width / per_letter) as usize;
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}
