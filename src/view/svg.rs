//! The ladder as SVG markup: complete without motion, each moving part with its mark.

mod lanes;

use super::ladder::{Arrow, BAND, Band, Beside, Bracket, FoldMark, Ladder, Tint, Word};
use super::{marks, px};
use crate::sim::{Side, Trace};
use crate::tcp::{Kind, State, Timer};
use crate::text::Lang;
use crate::text::ui::{segment_label, words};

/// The style class of a state.
#[must_use]
pub const fn state_class(state: State) -> &'static str {
    state.id()
}

/// The style class of a kind of segment.
#[must_use]
pub const fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Syn | Kind::SynAck => "syn",
        Kind::Fin => "fin",
        Kind::Rst => "rst",
        Kind::Data => "data",
        Kind::Ack => "ack",
    }
}

/// The style class of a timer.
#[must_use]
pub const fn timer_class(timer: Timer) -> &'static str {
    match timer {
        Timer::Retransmission | Timer::ZeroWindowProbe | Timer::UserTimeout => "rto",
        Timer::DelayedAck => "delayed-ack",
        Timer::FinWait2 => "finwait2",
        Timer::TimeWait => "two-msl",
    }
}

/// Draws the figure: the whole of it, or what touches a window from one y to another. Its size is
/// the whole figure's either way.
#[must_use]
pub fn draw(ladder: &Ladder, trace: &Trace, window: Option<(f64, f64)>) -> String {
    around("ladder", ladder, &parts(ladder, trace, window))
}

/// The figure around its parts, as an element with that id: what goes with the playhead is in front
/// of them, and stays when other parts come into view.
#[must_use]
pub fn around(id: &str, ladder: &Ladder, parts: &str) -> String {
    let (width, height) = (px(ladder.frame.width), px(ladder.height));
    let narrow = ladder.frame.narrow();
    let mut svg = Svg::default();
    svg.open(
        "svg",
        &[
            ("id", id),
            ("class", if narrow { "ladder narrow" } else { "ladder" }),
            ("role", "group"),
            ("aria-label", words(ladder.frame.lang).ladder_label),
            ("viewBox", &["0 0 ", &width, " ", &height].concat()),
            ("width", &width),
            ("height", &height),
        ],
    );
    svg.0.push_str(DEFINITIONS);
    svg.open("g", &[("class", "parts")]);
    svg.0.push_str(parts);
    svg.close("g");
    let mark = marks::now(ladder.axis.length(), ladder.foot() - 16.0);
    svg.open("g", &[("class", "now"), ("data-m", &mark)]);
    svg.leaf("line", &[("x1", "4"), ("x2", &px(ladder.frame.width - 4.0)), ("y1", "16"), ("y2", "16")]);
    svg.close("g");
    let rings = ladder.brackets.iter().enumerate().filter(|_| !narrow);
    rings.for_each(|(index, bracket)| svg.ring(ladder, index, bracket));
    svg.leaf("g", &[("class", "pills"), ("aria-hidden", "true")]);
    svg.close("svg");
    svg.0
}

/// What stands still, or grows where it stands: all of it, or what touches a window.
#[must_use]
pub fn parts(ladder: &Ladder, trace: &Trace, window: Option<(f64, f64)>) -> String {
    let mut svg = Svg::default();
    let (first, last) = window.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let touches = |top: f64, bottom: f64| bottom >= first && top <= last;
    let tints = ladder.tints.iter().filter(|tint| touches(tint.top, tint.top + tint.height));
    tints.for_each(|tint| svg.tint(ladder, tint));
    for x in ladder.lanes {
        let (x, height) = (px(x + BAND / 2.0 - 1.5), px(ladder.foot() - 16.0));
        svg.leaf("rect", &[("class", "lane"), ("x", &x), ("y", "16"), ("width", "3"), ("height", &height)]);
    }
    let bands = ladder.bands.iter().filter(|band| touches(band.top - 1.0, band.top + band.height + 2.0));
    bands.for_each(|band| svg.band(band));
    let folds = ladder.folds.iter().filter(|fold| touches(fold.y - REACH, fold.y + REACH));
    folds.for_each(|fold| svg.fold(ladder, fold));
    let programs = ladder.programs.iter().filter(|program| touches(program.top, program.bottom));
    programs.for_each(|program| svg.program(program));
    let timers = ladder.timers.iter().filter(|run| touches(run.top, run.bottom));
    timers.for_each(|run| svg.timer(run));
    // Names along a band are as long as a word.
    let below = if ladder.frame.narrow() { 120.0 } else { REACH };
    let besides = ladder.besides.iter().filter(|beside| touches(beside.y - REACH, beside.y + below));
    besides.for_each(|beside| svg.beside(ladder, beside));
    let flights = ladder.arrows.iter().filter(|arrow| arrow.under.is_none());
    let flights = flights.filter(|arrow| touches(arrow.from.1 - REACH, arrow.to.1 + REACH));
    flights.for_each(|arrow| svg.arrow(arrow, trace, ladder.frame.lang));
    svg.0
}

/// The segment itself on its way, for the group `pills`: most of the time most of them are not there.
#[must_use]
pub fn pill(arrow: &Arrow, narrow: bool) -> String {
    let mut svg = Svg::default();
    svg.pill(arrow, narrow);
    svg.0
}

/// How far above and below its own place a part may be drawn.
const REACH: f64 = 24.0;

/// What the parts refer to by its id.
pub const DEFINITIONS: &str = r#"<defs><clipPath id="right-half"><rect x="0" y="-40" width="40" height="80"/></clipPath><clipPath id="left-half"><rect x="-40" y="-40" width="40" height="80"/></clipPath><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="fin-wait-1" width="6" height="6"/><rect class="fin-wait-2" width="3" height="6"/></pattern></defs>"#;

pub(super) fn moved(x: f64, y: f64) -> String {
    ["translate(", &px(x), " ", &px(y), ")"].concat()
}

fn turned(x: f64, y: f64, degrees: f64) -> String {
    [&moved(x, y), " rotate(", &px(degrees), ")"].concat()
}

/// Markup under construction. Every value goes through the same escape, so that no text can ever
/// become markup.
#[derive(Default)]
pub(super) struct Svg(pub(super) String);

impl Svg {
    pub(super) fn escape(&mut self, text: &str) {
        for sign in text.chars() {
            match sign {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
    }

    fn begin(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.escape(value);
            self.0.push('"');
        }
    }

    pub(super) fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.begin(tag, attributes);
        self.0.push('>');
    }

    pub(super) fn close(&mut self, tag: &str) {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    pub(super) fn leaf(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.begin(tag, attributes);
        self.0.push_str("/>");
    }

    pub(super) fn text(&mut self, text: &str, attributes: &[(&str, &str)]) {
        self.said("text", attributes, text);
    }

    pub(super) fn said(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(tag, attributes);
        self.escape(text);
        self.close(tag);
    }

    /// What a browser shows when the pointer rests on the element that is open.
    pub(super) fn title(&mut self, text: &str) {
        self.open("title", &[]);
        self.escape(text);
        self.close("title");
    }

    fn path(&mut self, class: &str, path: &str, transform: &str, mark: &str) {
        self.leaf("path", &[("class", class), ("d", path), ("transform", transform), ("data-m", mark)]);
    }

    pub(super) fn group(&mut self, class: &str, transform: &str, mark: &str) {
        self.open("g", &[("class", class), ("transform", transform), ("data-m", mark)]);
    }

    // ---- the parts ----

    fn tint(&mut self, ladder: &Ladder, tint: &Tint) {
        let left = ladder.lanes[0] + BAND;
        let width = ladder.lanes[1] - left;
        self.group("half-closed", &moved(left, tint.top), "");
        let (wide, high) = (px(width), px(tint.height));
        let mark = marks::grows_y(tint.seen);
        self.leaf("rect", &[("class", "tint"), ("width", &wide), ("height", &high), ("data-m", &mark)]);
        let (x, y) = (px(width / 2.0), px(tint.caption_y - tint.top + 4.0));
        let mark = marks::appears(tint.seen.from);
        if !tint.caption.is_empty() {
            self.text(&tint.caption, &[("class", "caption"), ("x", &x), ("y", &y), ("data-m", &mark)]);
        }
        self.close("g");
    }

    fn band(&mut self, band: &Band) {
        // A state that was left at once still leaves a notch.
        let (top, height) = if band.height < 2.0 { (band.top - 1.0, 3.0) } else { (band.top, band.height) };
        self.group("", &moved(band.x, top), "");
        let class = ["band ", state_class(band.state)].concat();
        let (width, height, mark) = (px(BAND), px(height), marks::grows_y(band.seen));
        self.leaf("rect", &[("class", &class), ("width", &width), ("height", &height), ("data-m", &mark)]);
        self.close("g");
    }

    fn fold(&mut self, ladder: &Ladder, fold: &FoldMark) {
        self.group("fold", "", &marks::appears(fold.seen));
        for x in ladder.lanes {
            self.path("", "M-4 0l22 -6v6l-22 6z", &moved(x, fold.y), "");
        }
        let (x, y) = (px(ladder.frame.width / 2.0), px(fold.y + 4.0));
        if fold.shown {
            self.text(&fold.text, &[("x", &x), ("y", &y)]);
        } else {
            self.title(&fold.text);
        }
        self.close("g");
    }

    fn beside(&mut self, ladder: &Ladder, beside: &Beside) {
        let (style, state) = match beside.what {
            Word::State(state) => ("state", state_class(state)),
            Word::Call => ("call", ""),
            Word::Failure => ("failure", ""),
            Word::Timer => ("timer", ""),
            Word::Unread => ("unread", ""),
            Word::Descriptor => ("descriptor", ""),
        };
        let left = if beside.side == Side::Client { " left" } else { "" };
        let class = ["beside ", style, left, " ", state].concat();
        let mark = marks::appears(beside.seen);
        let x = ladder.outside(beside.side, ladder.words_far());
        let place = match (ladder.frame.narrow(), beside.side) {
            // Names run along their bands, read from the outside.
            (true, Side::Client) => turned(x, beside.y, -90.0),
            (true, Side::Server) => turned(x, beside.y, 90.0),
            (false, _) => moved(x, beside.y + 4.0),
        };
        // Each is a term, or begins with one.
        let term = if style == "unread" { "" } else { "term" };
        let attributes = [("class", &*class), ("transform", &place), ("data-m", &mark), ("data-do", term)];
        self.text(&beside.text, &attributes);
    }

    fn arrow(&mut self, arrow: &Arrow, trace: &Trace, lang: Lang) {
        let (dx, dy) = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
        let length = dx.hypot(dy);
        let lost = if arrow.lost { " lost" } else { "" };
        let label = segment_label(&trace.flights[arrow.flight], &arrow.name, &arrow.numbers, lang);
        self.open(
            "g",
            &[
                ("class", &["flight ", kind_class(arrow.kind), lost].concat()),
                ("data-flight", &arrow.flight.to_string()),
                ("tabindex", "0"),
                ("role", "button"),
                ("aria-label", &label),
            ],
        );
        let arrived = marks::appears(arrow.seen.until);
        self.group("", &turned(arrow.from.0, arrow.from.1, dy.atan2(dx).to_degrees()), "");
        self.leaf("rect", &[("class", "hit"), ("y", "-12"), ("width", &px(length)), ("height", "24")]);
        // The line ends where the head begins to narrow.
        let shaft = px(if arrow.lost { length } else { (length - 9.0).max(0.0) });
        self.leaf("line", &[("class", "shaft"), ("x2", &shaft), ("data-m", &marks::grows_x(arrow.seen))]);
        if !arrow.lost {
            self.path("head", "M0 0L-13 -6.5L-13 6.5Z", &moved(length, 0.0), &arrived);
        }
        if arrow.kind == Kind::Rst && !arrow.lost {
            self.path("bar", "M0 -7V7", &moved(length - 18.0, 0.0), &arrived);
        }
        self.close("g");
        if arrow.lost {
            self.group("cross", &moved(arrow.to.0, arrow.to.1), &arrived);
            self.leaf("circle", &[("r", "9")]);
            self.path("", "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5", "", "");
            if let Some(word) = &arrow.lost_word {
                let (x, y) = (px(word.x - arrow.to.0), px(word.y - arrow.to.1 + 4.0));
                self.text(words(lang).lost, &[("x", &x), ("y", &y)]);
            }
            self.close("g");
        }
        if let Some((x, y)) = arrow.label {
            let place = turned(x, y, arrow.tilt);
            self.open("text", &[("class", "name"), ("transform", &place), ("y", "4"), ("data-m", &arrived)]);
            self.escape(&arrow.name);
            if arrow.one_line {
                self.open("tspan", &[("class", "numbers"), ("dx", "8")]);
                self.escape(&arrow.numbers);
                self.close("tspan");
            }
            self.close("text");
        }
        if let Some((x, y)) = arrow.second {
            let place = turned(x, y, arrow.tilt);
            let attributes = [("class", "numbers"), ("transform", &*place), ("y", "4"), ("data-m", &arrived)];
            self.text(&arrow.numbers, &attributes);
        }
        self.close("g");
    }

    fn pill(&mut self, arrow: &Arrow, narrow: bool) {
        let way = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
        let letters = arrow.numbers.chars().count().max(arrow.name.chars().count() + 2) as f64;
        let half = letters * if narrow { 2.9 } else { 3.4 } + 9.0;
        self.group("", &moved(arrow.from.0, arrow.from.1), "");
        let class = ["pill ", kind_class(arrow.kind)].concat();
        let (flight, mark) = (arrow.flight.to_string(), marks::travels(arrow.seen, way));
        self.open("g", &[("class", &class), ("data-flight", &flight), ("data-m", &mark)]);
        let (x, width) = (px(-half), px(half * 2.0));
        self.leaf("rect", &[("x", &x), ("y", "-17"), ("width", &width), ("height", "34"), ("rx", "17")]);
        self.text(&arrow.name, &[("class", "name"), ("y", "-3")]);
        self.text(&arrow.numbers, &[("class", "numbers"), ("y", "11")]);
        self.close("g");
        self.close("g");
    }

    /// 2·MSL as a ring that empties: two halves that turn behind their clips, one after the other.
    fn ring(&mut self, ladder: &Ladder, index: usize, bracket: &Bracket) {
        let x = match bracket.side {
            Side::Client => 35.0,
            Side::Server => ladder.frame.width - 35.0,
        };
        let (index, place) = (index.to_string(), moved(x, bracket.top));
        self.open(
            "g",
            &[
                ("class", "ring"),
                ("data-ring", &index),
                ("data-m", &marks::there(bracket.seen)),
                ("aria-hidden", "true"),
                ("transform", &place),
            ],
        );
        self.group("", "", &marks::sinks(bracket.seen, bracket.bottom - bracket.top));
        self.leaf("circle", &[("class", "track"), ("r", "27")]);
        for (half, clip, arc) in [
            (0, "url(#right-half)", "M0 -27A27 27 0 0 1 0 27"),
            (1, "url(#left-half)", "M0 27A27 27 0 0 1 0 -27"),
        ] {
            self.open("g", &[("clip-path", clip)]);
            self.path("", arc, "", &marks::turns(bracket, half));
            self.close("g");
        }
        self.text("", &[("class", "left"), ("y", "2")]);
        let whole = bracket.due.since(bracket.from).to_string();
        self.text(&["/ ", &whole].concat(), &[("class", "of"), ("y", "14")]);
        self.close("g");
        self.close("g");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{catalog::Name, simulate};
    use crate::view::{Frame, Numbers, Scale};

    const FRAME: Frame =
        Frame { width: 824.0, numbers: Numbers::Letters, lang: Lang::En, scale: Scale::Folded, zoom: 1.0 };

    fn drawn(name: Name, width: f64, lang: Lang) -> String {
        let scenario = name.scenario(true);
        let trace = simulate(&scenario);
        let ladder = Ladder::new(&scenario, &trace, Frame { width, lang, ..FRAME });
        draw(&ladder, &trace, None)
    }

    #[test]
    fn every_tag_is_closed() {
        for name in Name::ALL {
            for width in [320.0, 824.0] {
                let svg = drawn(name, width, Lang::Zh);
                let mut open = Vec::new();
                for tag in svg.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
                    match tag.strip_prefix('/') {
                        Some(name) => assert_eq!(open.pop(), Some(name)),
                        None if tag.ends_with('/') => {}
                        None => open.push(tag.split(' ').next().unwrap()),
                    }
                }
                assert!(open.is_empty(), "{open:?}");
            }
        }
    }

    #[test]
    fn text_never_becomes_markup() {
        let mut svg = Svg::default();
        svg.text("<script>&\"", &[("class", "\"><b")]);
        assert_eq!(svg.0, "<text class=\"&quot;&gt;&lt;b\">&lt;script&gt;&amp;&quot;</text>");
    }

    #[test]
    fn the_figure_says_what_it_shows() {
        let svg = drawn(Name::LastAckLost, 824.0, Lang::En);
        for part in
            ["FIN-WAIT-1", "TIME-WAIT", "seq=u+1", "ack=w+1", "lost", "↻", "2·MSL = 20 s", "half-closed"]
        {
            assert!(svg.contains(part), "{part} is missing");
        }
    }

    #[test]
    fn a_window_draws_only_what_touches_it() {
        let scenario = Name::LastAckLost.scenario(true);
        let trace = simulate(&scenario);
        let ladder = Ladder::new(&scenario, &trace, FRAME);
        let flights = |svg: &str| {
            let found = svg.split("<g class=\"flight").skip(1);
            found
                .map(|rest| rest.split('"').nth(2).and_then(|index| index.parse::<usize>().ok()).unwrap())
                .collect::<Vec<_>>()
        };
        let whole = draw(&ladder, &trace, None);
        assert_eq!(flights(&whole), (0..trace.flights.len()).collect::<Vec<_>>());
        let middle = &ladder.arrows[4];
        let part = draw(&ladder, &trace, Some((middle.from.1, middle.to.1)));
        let drawn = flights(&part);
        assert!(drawn.contains(&4) && drawn.len() < trace.flights.len(), "{drawn:?}");
        assert!(!drawn.contains(&0) && !part.contains("SYN-SENT<"));
        let size =
            |svg: &str| svg.split("height=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        assert_eq!(size(&part), size(&whole));
        // What is drawn is drawn the same, and windows side by side leave nothing out.
        let halves = [(0.0, ladder.height / 2.0), (ladder.height / 2.0, ladder.height)];
        let mut seen = halves.map(|half| flights(&draw(&ladder, &trace, Some(half)))).concat();
        seen.dedup();
        assert!((0..trace.flights.len()).all(|index| seen.contains(&index)));
        assert_eq!(draw(&ladder, &trace, Some((0.0, ladder.height))), whole);
    }
}
