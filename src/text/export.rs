//! Words around what is taken out of the page: pictures, packets, files, and the panel that saves them.

use super::vocabulary::{gloss, side_inside};
use super::{Both, Lang, both, catalog, foreign, rules, transcript};
use crate::sim::catalog::Name;
use crate::sim::questions::Question;
use crate::sim::{Change, Scenario, Side};
use crate::tcp::{Rule, State};
use crate::time::Instant;

/// What a scenario is called: in the catalogue, as a question, or as its file named it.
#[must_use]
pub fn title(scenario: &Scenario, lang: Lang) -> String {
    let known = Name::from_id(&scenario.name).map(|name| catalog::title(name).in_lang(lang));
    let asked = || Question::from_id(&scenario.name).map(|question| question.title(lang));
    known.or_else(asked).map_or_else(|| foreign(&scenario.name), str::to_owned)
}

/// What there is to see in it; nothing where nobody has said so.
#[must_use]
pub fn about(scenario: &Scenario, lang: Lang) -> &'static str {
    let known = Name::from_id(&scenario.name).map(|name| catalog::introduction(name).in_lang(lang));
    let asked = || Question::from_id(&scenario.name).map(|question| question.words().answer.in_lang(lang));
    known.or_else(asked).unwrap_or_default()
}

// ---- pictures ----

/// Of a picture that ends at the playhead.
#[must_use]
pub fn until(at: Instant, lang: Lang) -> String {
    match lang {
        Lang::En => format!("until {at}"),
        Lang::Zh => format!("到 {at} 为止"),
    }
}

/// What a state's colour means.
#[must_use]
pub fn key(state: State, lang: Lang) -> String {
    [state.name(), colon(lang), gloss(state, lang)].concat()
}

/// In a diagram's source, of a segment that has not arrived when the run ends.
pub const UNDER_WAY: Both = both("under way", "在途");

// ---- packets ----

/// Why a packet was sent.
#[must_use]
pub fn sent(name: &str, rule: Rule, lang: Lang) -> String {
    [name, colon(lang), rules::why(rule, lang), &aside(rule.section(), lang)].concat()
}

/// In parentheses behind something.
fn aside(words: &str, lang: Lang) -> String {
    match lang {
        Lang::En => [" (", words, ")"].concat(),
        Lang::Zh => ["（", words, "）"].concat(),
    }
}

const fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ": ",
        Lang::Zh => "：",
    }
}

/// `Client: ESTABLISHED → FIN-WAIT-1 (CLOSE: FIN after the last octet, RFC 9293 §3.10.4)`.
#[must_use]
pub fn change(side: Side, change: &Change, lang: Lang) -> String {
    let Change { from, to, rule } = *change;
    let change = transcript::change(side, from, to, lang);
    let why = match lang {
        Lang::En => [rule.short(), ", ", rule.section()].concat(),
        Lang::Zh => rule.section().to_owned(),
    };
    change + &aside(&why, lang)
}

/// A change of state without a packet, told with the last packet before it.
#[must_use]
pub fn later(at: Instant, change: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("later, at {at}: {change}"),
        Lang::Zh => format!("之后，{at} 时：{change}"),
    }
}

pub const LOST: Both = both("It is lost on its way.", "它在途中丢失。");

/// What a capture is of, and where it was seen; `None`: half way.
#[must_use]
pub fn seen_by(title: &str, side: Option<Side>, lang: Lang) -> String {
    let place = match (side, lang) {
        (None, Lang::En) => "seen half way between client and server".to_owned(),
        (None, Lang::Zh) => "在客户端与服务器之间的中点抓取".to_owned(),
        (Some(side), Lang::En) => ["seen by ", side_inside(side, lang)].concat(),
        (Some(side), Lang::Zh) => ["在", side_inside(side, lang), "上抓取"].concat(),
    };
    title.to_owned() + &aside(&place, lang)
}

// ---- the panel ----

/// The words of the panel that saves.
#[derive(Debug)]
pub struct Words {
    pub title: Both,
    pub about: Both,
    /// How much of the run.
    pub extent: Both,
    /// With their ids, as the next two.
    pub extents: [(&'static str, Both); 2],
    pub theme: Both,
    pub themes: [(&'static str, Both); 3],
    /// Where packets of a capture are seen.
    pub place: Both,
    pub places: [(&'static str, Both); 3],
    pub save: Both,
    pub copy: Both,
    pub copied: Both,
    pub not_copied: Both,
    /// Saving may be refused in silence there.
    pub in_frame: Both,
    pub not_made: Both,
    /// The same of a picture in dots, which the browser draws.
    pub not_drawn: Both,
}

pub const WORDS: Words = Words {
    title: both("Take it along", "带走它"),
    about: both(
        "Files are made in your browser, and nothing is sent anywhere.",
        "文件在浏览器里生成，不会发送到任何地方。",
    ),
    extent: both("How much", "范围"),
    extents: [
        ("whole", both("the whole run", "全过程")),
        ("playhead", both("until the playhead", "到播放位置为止")),
    ],
    theme: both("Colours of pictures", "图片配色"),
    themes: [
        ("light", both("light", "浅色")),
        ("dark", both("dark", "深色")),
        ("print", both("for paper", "打印用")),
    ],
    place: both("Capture taken", "抓包位置"),
    places: [
        ("middle", both("half way", "两者之间的中点")),
        ("client", both("by the client", "客户端")),
        ("server", both("by the server", "服务器")),
    ],
    save: both("Save", "保存"),
    copy: both("Copy", "复制"),
    copied: both("It is copied.", "已复制。"),
    not_copied: both(
        "The browser did not allow copying. Here it is, to be copied by hand:",
        "浏览器不允许复制。内容在下面，请手动复制：",
    ),
    in_frame: both(
        "If no file came: this page stands in another one, which may not let it save files. Here is the \
         same to copy, or open the full page.",
        "如果没有收到文件：本页嵌在另一个页面里，那个页面可能不允许它保存文件。可以复制下面的内容，或打开完整页面。",
    ),
    not_made: both(
        "The browser could not make this file; it may be offline.",
        "浏览器没能生成这个文件，网络可能已断开。",
    ),
    not_drawn: both(
        "The browser could not draw this picture: the page's policy may forbid it. The SVG shows the same.",
        "浏览器没能画出这张图片，可能是页面的安全策略不允许。SVG 的内容与它相同。",
    ),
};

/// What can be saved: its name, and what it is good for.
#[must_use]
pub const fn format(id: &str) -> Option<(&'static str, Both)> {
    Some(match id.as_bytes() {
        b"svg" => ("SVG", both("picture, for documents and paper", "图片，用于文档和打印")),
        b"png" => ("PNG", both("picture in dots, for slides", "点阵图片，用于幻灯片")),
        b"pcapng" => ("pcapng", both("capture, for Wireshark", "抓包文件，用 Wireshark 打开")),
        b"mermaid" => ("Mermaid", both("sequence diagram, for wikis", "时序图源码，用于 wiki")),
        b"text" => ("TXT", both("ladder in letters", "字符画的时序图")),
        b"transcript" => ("TXT", both("all that happens, in words", "全过程的文字记录")),
        b"json" => ("JSON", both("scenario, to be opened here again", "情景文件，可以再用本页打开")),
        _ => return None,
    })
}

/// A file has been handed to the browser.
#[must_use]
pub fn saved(file: &str, lang: Lang) -> String {
    match lang {
        Lang::En => ["The browser saves ", file, "."].concat(),
        Lang::Zh => ["浏览器正在保存 ", file, "。"].concat(),
    }
}
