//! What somebody who knows nothing and fears nothing does to a page.
use crate::random::Random;
use four_waves::sim::questions::Question;
use std::fmt;
use std::path::{Path, PathBuf};

/// One thing that is done. Where something on the page is meant, the number says which of those that
/// are there, counted round and round.
#[derive(Clone, Debug)]
pub enum Action {
    /// Clicks something that can be clicked and is seen.
    Click(usize),
    /// Chooses an entry of a list.
    Choose(usize, usize),
    /// Presses a key, with another one held or none.
    Key(Held, &'static str),
    /// Writes into a field and leaves it with Enter.
    Type(usize, String),
    /// Drags something by so many pixels.
    Drag(usize, (i64, i64)),
    /// Puts that behind the # of the address.
    Fragment(String),
    /// So far in the history, back or forward.
    Travel(i32),
    Scroll(i64),
    Resize(u32, u32),
    OpenCapture(PathBuf),
    /// What a page around an embed may say, or not.
    Message(String),
    /// Opens the page anew with that address.
    Visit(String),
    /// Milliseconds in which nobody does anything.
    Wait(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Nothing,
    Shift,
    Control,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Keys that mean something on the page, and those of every page.
const KEYS: [&str; 42] = [
    " ",
    " ",
    "ArrowRight",
    "ArrowRight",
    "ArrowLeft",
    "ArrowUp",
    "ArrowDown",
    "Home",
    "End",
    "Escape",
    "Enter",
    "Enter",
    "Tab",
    "Tab",
    "Tab",
    "Delete",
    "Backspace",
    "n",
    "p",
    "l",
    "d",
    "t",
    "o",
    "b",
    "a",
    "c",
    "+",
    "-",
    "0",
    "f",
    "s",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "?",
    "x",
];

const TYPED: [&str; 14] = [
    "0",
    "1",
    "2.5",
    "-3",
    "99999999999999999999",
    "0.000001",
    "",
    " ",
    "NaN",
    "<b>x</b>",
    "四次挥手",
    "close\nsend 100\nclose",
    "1;last-ack-lost",
    "💥",
];

const SIZES: [(u32, u32); 7] =
    [(1360, 900), (320, 640), (360, 780), (600, 900), (1024, 600), (1920, 1080), (844, 390)];

/// What a link may say about how it is looked at.
const LOOKS: [&str; 12] = [
    "",
    "?lang=zh",
    "?lang=en",
    "?theme=dark",
    "?theme=projector",
    "?theme=light",
    "?t=3.2",
    "?tab=segments&segment=2",
    "?speed=16",
    "?numbers=raw",
    "?t=99999&lang=xx",
    "?zoom=fit&tab=states",
];

const QUERIES: [&str; 12] = [
    "?autoplay=0",
    "",
    "?lang=zh",
    "?loss=30",
    "?scenario=last-ack-lost&exercise=7",
    "?embed=1&scenario=last-ack-lost",
    "?embed=1&controls=min&lang=zh",
    "?embed=1&controls=none&autoplay=1",
    "?scenario=free-play&delay=0.01",
    "?scenario=nothing&msl=x&loss=101",
    "?theme=projector&opening=1",
    "?speed=16&numbers=relative",
];

const MESSAGES: [&str; 12] = [
    r#"{"type":"four-waves:play","version":1}"#,
    r#"{"type":"four-waves:pause","version":1}"#,
    r#"{"type":"four-waves:seek","version":1,"t":2.5}"#,
    r#"{"type":"four-waves:seek","version":1,"t":-1e300}"#,
    r#"{"type":"four-waves:step","version":1,"by":-1}"#,
    r#"{"type":"four-waves:load","version":1,"scenario":"abort"}"#,
    r#"{"type":"four-waves:load","version":1,"scenario":"1;x;cp=%"}"#,
    r#"{"type":"four-waves:setLang","version":1,"lang":"zh"}"#,
    r#"{"type":"four-waves:setLang","version":2,"lang":7}"#,
    r#"{"context":"h5p","action":"hello"}"#,
    r#"{"type":"four-waves:"}"#,
    "null",
];

/// What is chosen from: links that people have, and captures.
pub struct Stock {
    links: Vec<String>,
    captures: Vec<PathBuf>,
}

/// So many steps are done to one document before it is left.
pub const DOCUMENT: u64 = 600;

impl Stock {
    pub fn new() -> Stock {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let kept = std::fs::read_to_string(root.join("tests/links.txt")).unwrap_or_default();
        let kept = kept.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', ' ']));
        let questions = Question::ALL.iter().map(|question| format!("1;{}", question.id()));
        let mut captures: Vec<PathBuf> = std::fs::read_dir(root.join("tests/captures/kept"))
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.path().canonicalize().ok())
            .filter(|path| path.extension().is_some_and(|ending| ending != "tsv"))
            .collect();
        // No capture, too.
        captures.extend(root.join("Cargo.toml").canonicalize());
        captures.sort();
        Stock { links: kept.map(String::from).chain(questions).collect(), captures }
    }

    pub fn action(&self, seed: u64, step: u64) -> Action {
        let mut random = Random::of_step(seed, step);
        if step.is_multiple_of(DOCUMENT) {
            let query = QUERIES[(step / DOCUMENT) as usize % QUERIES.len()];
            return Action::Visit(query.into());
        }
        let any = random.below(1_000_000);
        match random.below(100) {
            0..40 => Action::Click(any),
            40..43 => Action::Choose(any, random.below(20)),
            43..63 => match random.below(12) {
                0 => Action::Key(Held::Control, random.one::<&str>(&["z", "z", "y"])),
                1 => Action::Key(Held::Shift, "Tab"),
                _ => Action::Key(Held::Nothing, random.one::<&str>(&KEYS)),
            },
            63..69 => Action::Type(any, random.one(&TYPED).to_string()),
            69..76 => Action::Drag(any, (random.between(-400, 400), random.between(-60, 60))),
            76..84 => Action::Fragment(self.fragment(&mut random)),
            84..87 => Action::Travel(*random.one(&[-1, -1, 1, -3])),
            87..90 => Action::Scroll(random.between(-1_500, 1_500)),
            90..93 => {
                let (width, height) = *random.one(&SIZES);
                Action::Resize(width, height)
            }
            93..95 => Action::OpenCapture(random.one(&self.captures).clone()),
            95..97 => Action::Message((*random.one(&MESSAGES)).into()),
            _ => Action::Wait(random.between(20, 700) as u64),
        }
    }

    /// A link: whole, edited, cut off or damaged.
    fn fragment(&self, random: &mut Random) -> String {
        let mut link: Vec<char> = random.one(&self.links).chars().collect();
        match random.below(6) {
            0 => link.truncate(random.below(link.len() + 1)),
            1 | 2 => {
                for _ in 0..=random.below(3) {
                    let at = random.below(link.len().max(1));
                    let signs: Vec<char> = "0123456789;,=.-acdefklmoprstwxz%#é\u{0}四".chars().collect();
                    match (random.below(3), at < link.len()) {
                        (0, true) => link[at] = *random.one(&signs),
                        (1, true) => drop(link.remove(at)),
                        _ => link.insert(at.min(link.len()), *random.one(&signs)),
                    }
                }
            }
            _ => {}
        }
        link.into_iter().collect::<String>() + *random.one(&LOOKS)
    }
}
