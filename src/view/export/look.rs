//! How a picture looks that stands alone: the page's style sheet as presentation attributes, for
//! programs that know neither its variables nor all of its selectors. One table of colours, one of
//! rules; a test holds the colours against `static/style.css`.

/// In which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Light,
    Dark,
    /// Dark ink, and no background of its own.
    Print,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Print];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Print => "print",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }

    /// The colour with that name in the page's style sheet.
    #[must_use]
    pub fn colour(self, name: &str) -> Option<&'static str> {
        let (_, colours) = COLOURS.iter().find(|(known, _)| *known == name)?;
        Some(colours[self as usize])
    }
}

/// Families of the same widths on most systems come first, so that a label is as wide everywhere as
/// it is here; the Chinese ones are what the systems have.
pub const SANS: &str = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
const MONO: &str = "Menlo, 'DejaVu Sans Mono', 'Liberation Mono', Consolas, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans Mono CJK SC', monospace";

/// Light, dark, and for paper.
const COLOURS: [(&str, [&str; 3]); 24] = [
    ("card", ["#fff", "#171e28", "#fff"]),
    ("line", ["#dfe3e9", "#2a3442", "#c4c4c4"]),
    ("strong-line", ["#8b95a5", "#64748a", "#777"]),
    ("ink", ["#1b2330", "#e8edf4", "#000"]),
    ("muted", ["#566172", "#9aa7b8", "#333"]),
    ("accent", ["#0b5fff", "#6aa2ff", "#0b5fff"]),
    ("established", ["#16805f", "#3cc79a", "#116b4f"]),
    ("fin", ["#b35f00", "#ff9d3c", "#8f4c00"]),
    ("fin-wait-1", ["#c46a00", "#ff9d3c", "#b35f00"]),
    ("fin-wait-2", ["#d39400", "#ffcf4a", "#d39400"]),
    ("fin-wait-2-ink", ["#8a6100", "#ffcf4a", "#6e4d00"]),
    ("time-wait", ["#b8451f", "#ff8060", "#9c3413"]),
    ("close-wait", ["#7d4fc4", "#b394f0", "#6436ad"]),
    ("last-ack", ["#a060d0", "#cfb0ff", "#a060d0"]),
    ("last-ack-ink", ["#8b48bf", "#cfb0ff", "#7433a6"]),
    ("closed", ["#8a94a3", "#7a8697", "#777"]),
    ("closed-band", ["#c5ccd6", "#414c5b", "#c4c4c4"]),
    ("closed-ink", ["#5b6675", "#9aa7b8", "#444"]),
    ("ack", ["#4c5a6b", "#b4c0cf", "#333"]),
    ("bad", ["#c42b2b", "#ff6b6b", "#b01212"]),
    ("syn", ["#2f6fb7", "#7db7f5", "#1d5596"]),
    ("tint", ["#f3effb", "#221f35", "#f3f3f3"]),
    ("none", ["none", "none", "none"]),
    ("closing", ["url(#four-waves-closing)", "url(#four-waves-closing)", "url(#four-waves-closing)"]),
];

/// What a class means by `c` (its own colour), `i` (the same as ink), `k` (a segment's) and `t` (a
/// timer's).
const MEANT: [(&str, &str, &str); 29] = [
    ("established", "c", "established"),
    ("fin-wait-1", "c", "fin-wait-1"),
    ("fin-wait-1", "i", "fin"),
    ("fin-wait-2", "c", "fin-wait-2"),
    ("fin-wait-2", "i", "fin-wait-2-ink"),
    ("close-wait", "c", "close-wait"),
    ("close-wait", "i", "close-wait"),
    ("last-ack", "c", "last-ack"),
    ("last-ack", "i", "last-ack-ink"),
    ("time-wait", "c", "time-wait"),
    ("time-wait", "i", "time-wait"),
    ("closed", "c", "closed-band"),
    ("closed", "i", "closed-ink"),
    ("listen", "c", "closed-band"),
    ("listen", "i", "closed-ink"),
    ("closing", "c", "closing"),
    ("closing", "i", "fin"),
    ("syn-sent", "c", "syn"),
    ("syn-received", "c", "syn"),
    ("fin", "k", "fin"),
    ("data", "k", "established"),
    ("ack", "k", "ack"),
    ("rst", "k", "bad"),
    ("syn", "k", "syn"),
    ("lost", "k", "bad"),
    ("rto", "t", "fin"),
    ("delayed-ack", "t", "ack"),
    ("finwait2", "t", "fin-wait-2"),
    ("two-msl", "t", "time-wait"),
];

/// Which elements (the last word: a class or a tag; those before it: classes of its own or of what it
/// is in) look how. Of two that say the same thing the later one counts, as in a style sheet.
const RULES: [(&str, &str); 56] = [
    ("text", "fill:ink;font-size=12;font-weight=600"),
    ("paper", "fill:card"),
    ("title-line", "font-size=20;font-weight=700"),
    ("small", "fill:muted;font-weight=500"),
    ("small end", "text-anchor=end"),
    ("heading", "font-size=14;font-weight=700;text-anchor=middle"),
    ("link", "fill:muted;font-family=mono;font-weight=500;font-size=10"),
    ("address", "fill:muted;font-family=mono;font-weight=500;font-size=11;text-anchor=middle"),
    ("swatch", "fill:c"),
    ("lane", "fill:line"),
    ("band", "fill:c"),
    ("tint", "fill:tint"),
    ("caption", "fill:close-wait;font-weight=500;text-anchor=middle"),
    ("fold path", "fill:card"),
    ("fold text", "fill:muted;font-weight=500;text-anchor=middle"),
    ("timer path", "fill:none;stroke:t;stroke-width=1.5"),
    ("timer end", "fill:t"),
    ("two-msl end", "fill:none"),
    ("anew end", "fill:none"),
    ("stopped end", "fill:none"),
    ("runs end", "fill:none;stroke-dasharray=3 3"),
    ("stopped path", "opacity=.6"),
    ("program path", "fill:none;stroke:muted;stroke-width=1.2"),
    ("blocks path", "stroke:strong-line;stroke-width=4;stroke-opacity=.45"),
    ("sleeps path", "stroke:strong-line;stroke-width=2;stroke-dasharray=.1 4;stroke-linecap=round"),
    ("program unread path", "stroke:established;stroke-width=3"),
    ("beside", "font-size=12.5"),
    ("beside left", "text-anchor=end"),
    ("state", "fill:c"),
    ("state", "fill:i;font-weight=700"),
    ("beside call", "fill:muted;font-family=mono;font-weight=500;font-size=11.5"),
    ("beside failure", "fill:bad;font-family=mono;font-weight=500;font-size=11.5"),
    ("beside timer", "fill:muted;font-weight=500;font-size=11.5"),
    ("beside unread", "fill:established;font-weight=500;font-size=11.5"),
    ("beside descriptor", "fill:close-wait;font-weight=500;font-size=11.5"),
    ("shaft", "stroke:k;stroke-width=1.7"),
    ("fin shaft", "stroke-width=2.5"),
    ("syn shaft", "stroke-width=2.5"),
    ("rst shaft", "stroke-width=2.5"),
    ("data shaft", "stroke-width=3.2"),
    ("lost shaft", "stroke-width=2;stroke-dasharray=6 4"),
    ("flight head", "fill:k"),
    ("bar", "stroke:k;stroke-width=3"),
    ("name", "fill:k;font-weight=700;text-anchor=middle"),
    ("numbers", "fill:muted;font-family=mono;font-weight=500;font-size=11.5"),
    ("text numbers", "text-anchor=middle"),
    ("flight text", "paint-order=stroke;stroke:card;stroke-width=2.5;stroke-linejoin=round"),
    ("cross circle", "fill:bad"),
    ("cross path", "fill:none;stroke:card;stroke-width=2.2;stroke-linecap=round"),
    ("cross text", "fill:bad;font-weight=700;text-anchor=middle"),
    ("pill rect", "fill:k;stroke:card;stroke-width=2"),
    ("pill text", "fill:card;text-anchor=middle"),
    ("pill numbers", "font-size=10.5"),
    ("now line", "stroke:accent;stroke-width=1.5"),
    ("now text", "fill:accent;text-anchor=end"),
    ("sample", "fill:none;stroke:t;stroke-width=1.5"),
];

/// The presentation attributes of an element, each as name and value: `classes` are its own,
/// `around` those of what it is in, from the outermost inwards.
pub(super) fn attributes(
    theme: Theme,
    tag: &str,
    classes: &str,
    around: &[&str],
) -> Vec<(&'static str, &'static str)> {
    let own = |word: &str| classes.split(' ').any(|class| class == word);
    let inside = |word: &str| {
        tag == word || own(word) || around.iter().any(|classes| classes.split(' ').any(|class| class == word))
    };
    let applies = |selector: &str| {
        let (context, last) = selector.rsplit_once(' ').unwrap_or(("", selector));
        (last == tag || own(last)) && context.split(' ').all(|word| word.is_empty() || inside(word))
    };
    let meant = |variable: &str| {
        let nearest = std::iter::once(classes).chain(around.iter().rev().copied());
        // Of an element's classes the last one counts: a lost segment is no longer one of its kind.
        let mut words = nearest.flat_map(|classes| classes.split(' ').rev());
        words.find_map(|word| MEANT.iter().find(|(class, of, _)| *class == word && *of == variable))
    };
    let mut all: Vec<(&'static str, &'static str)> = Vec::new();
    for (_, looks) in RULES.iter().filter(|(selector, _)| applies(selector)) {
        for look in looks.split(';') {
            let said = match look.split_once(':') {
                Some((name, colour)) => {
                    let colour = if colour.len() == 1 {
                        meant(colour).map(|(_, _, name)| *name)
                    } else {
                        Some(colour)
                    };
                    colour.and_then(|colour| theme.colour(colour)).map(|value| (name, value))
                }
                None => look.split_once('=').map(|(name, value)| match (name, value) {
                    ("font-family", _) => (name, MONO),
                    other => other,
                }),
            };
            let Some((name, value)) = said else { continue };
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 = value,
                None => all.push((name, value)),
            }
        }
    }
    all
}
