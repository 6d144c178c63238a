//! Words around a ladder that stands still in a page of text.

use super::{Both, both};

/// Of the picture: the ladder itself is told as text below it.
pub const LABEL: Both = both(
    "Ladder of the connection: client left, server right, time downwards",
    "连接的时序图：左为客户端，右为服务器，时间向下",
);
/// The link to the app with this scenario.
pub const PLAY: Both = both("Play it", "播放");
/// Puts the still picture back where the app has taken its place.
pub const BACK: Both = both("Back to the picture", "回到图片");
/// Opens the same as text.
pub const AS_TEXT: Both = both("The same as text", "文字版");
