//! What can be done to a chosen segment, in words.

use super::{Both, both};

/// Buttons and why some of them do nothing now.
#[derive(Clone, Copy)]
pub struct Words {
    pub title: Both,
    pub lose: Both,
    pub deliver: Both,
    pub delay: Both,
    pub double: Both,
    pub overtake: Both,
    pub fall_back: Both,
    pub by: Both,
    pub lost_already: Both,
    pub arrives_already: Both,
    pub nothing_before: Both,
    pub nothing_after: Both,
    pub take_back: Both,
    pub choose_none: Both,
    pub choose_first: Both,
    pub cannot_pass: Both,
}

pub const WORDS: Words = Words {
    title: both("Change its fate", "改变它的去向"),
    lose: both("Lose it", "丢失"),
    deliver: both("Let it arrive", "照常到达"),
    delay: both("Hold it back", "推迟"),
    double: both("Twice", "到达两次"),
    overtake: both("Let it overtake", "让它先到"),
    fall_back: both("Let it be overtaken", "让它后到"),
    by: both("by", "延后"),
    lost_already: both("It is lost already.", "它已经丢失了。"),
    arrives_already: both("It arrives as it is.", "它本来就会到达。"),
    nothing_before: both(
        "It cannot pass the one before it: there is none, one of the two is lost, or it comes first already.",
        "它无法比前一个先到：前面没有报文段，或两者之一已丢失，或它本来就先到。",
    ),
    nothing_after: both(
        "The next one cannot pass it: it is sent only because this one arrived, there is none, or one of the two is lost.",
        "下一个无法比它先到：下一个要等它到达才发出，或没有下一个，或两者之一已丢失。",
    ),
    take_back: both("Take back", "撤回"),
    choose_first: both("Choose a segment first: N, P or a click.", "请先选中一个报文段：按 N、P 或点击。"),
    cannot_pass: both("It cannot change places with that neighbour.", "它无法与那个相邻的报文段换位。"),
    choose_none: both("Choose no segment", "取消选中"),
};
