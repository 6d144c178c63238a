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
}

pub const WORDS: Words = Words {
    title: both("Change its fate", "改变它的命运"),
    lose: both("Lose it", "丢失"),
    deliver: both("Let it arrive", "照常到达"),
    delay: both("Hold it back", "推迟"),
    double: both("Twice", "到达两次"),
    overtake: both("Let it overtake", "让它超车"),
    fall_back: both("Let it be overtaken", "让它被超过"),
    by: both("by", "时间"),
    lost_already: both("It is lost already.", "它已经丢失了。"),
    arrives_already: both("It arrives as it is.", "它本来就会到达。"),
    nothing_before: both(
        "No segment of this sender is under way before it that it could pass.",
        "前面没有同一发送方的报文段可以超过。",
    ),
    nothing_after: both(
        "The next segment of this sender is sent only because this one arrived, or there is none.",
        "同一发送方的下一个报文段要等它到达才发出，或者没有下一个。",
    ),
    take_back: both("Take back", "撤回"),
    choose_none: both("Choose no segment", "取消选中"),
};
