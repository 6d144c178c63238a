//! The key map: what each key does, in words.

use super::{Both, both};

/// The map's own words.
#[derive(Clone, Copy)]
pub struct Words {
    pub title: Both,
    pub hint: Both,
    pub signs: Both,
    pub on_a_segment: Both,
}

pub const WORDS: Words = Words {
    title: both("Keys", "快捷键"),
    hint: both(
        "Keys for a segment work on the one that is chosen: N and P choose, or Tab and the arrows in the ladder.",
        "针对报文段的快捷键作用于选中的那一个：用 N、P 选择，或在时序图里用 Tab 和方向键。",
    ),
    signs: both("Single-key shortcuts", "单键快捷键"),
    on_a_segment: both("On a segment in the ladder", "在时序图的报文段上"),
};

/// Keys on a segment in the ladder, and what they do.
pub const ON_A_SEGMENT: &[(&str, Both)] = &[
    ("↑ ↓", both("to the segment before or after it", "移到前一个或后一个报文段")),
    ("Enter", both("look at it; lose it where it is under way", "查看；若正在途中则让它丢失")),
    ("Delete", both("lose it", "让它丢失")),
];

/// Keys together with Control (or ⌘).
pub const WITH_CONTROL: &[(&str, Both)] =
    &[("Ctrl Z", both("undo", "撤销")), ("Ctrl Y", both("redo", "重做"))];

/// How a key is written.
#[must_use]
pub fn key_name(key: &str) -> &str {
    match key {
        " " => "␣",
        "ArrowRight" => "→",
        "ArrowLeft" => "←",
        "Escape" => "Esc",
        other => other,
    }
}

/// What a command of the key map does; `None` for a command that has no words.
#[must_use]
pub fn meaning(command: &str) -> Option<Both> {
    Some(match command {
        "play" => both("play, pause", "播放、暂停"),
        "next" => both("next event", "下一个事件"),
        "previous" => both("previous event", "上一个事件"),
        "restart" => both("to the start", "回到开头"),
        "end" => both("to the end", "跳到结尾"),
        "leave" => both("choose nothing, stop comparing", "取消选中，结束对照"),
        "segment next" => both("choose the next segment", "选中下一个报文段"),
        "segment previous" => both("choose the segment before", "选中上一个报文段"),
        "lose" => both("lose it", "让它丢失"),
        "delay" => both("hold it back", "推迟它"),
        "double" => both("send it twice", "让它到达两次"),
        "overtake" => both("let it overtake the one before", "让它比前一个先到"),
        "fall-back" => both("let the next one overtake it", "让后一个先到"),
        "deliver" => both("let it arrive after all", "让它照常到达"),
        "compare" => both("compare with the future you left", "与刚离开的走向对照"),
        "zoom in" => both("zoom in", "放大"),
        "zoom out" => both("zoom out", "缩小"),
        "zoom natural" => both("natural size", "原始大小"),
        "zoom fit" => both("fit the whole ladder", "显示完整时序图"),
        "scale" => both("time folded, or true to scale", "时间折叠，或按真实比例"),
        "tab story" => both("story", "经过"),
        "tab segments" => both("segments", "报文段"),
        "tab states" => both("states", "状态图"),
        "tab sockets" => both("sockets", "套接字"),
        "tab programs" => both("programs", "程序"),
        "tab changes" => both("changes", "改动"),
        "tab questions" => both("questions", "问题"),
        "tab transcript" => both("the run in words", "文字版"),
        "tab keys" => both("this map", "本快捷键表"),
        _ => return None,
    })
}
