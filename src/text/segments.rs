//! Words of the list of segments.

use super::{Both, both};

/// The columns in order.
pub const COLUMNS: [Both; 8] = [
    both("no.", "编号"),
    both("sent", "发出"),
    both("way", "方向"),
    both("flags", "标志"),
    both("seq", "seq"),
    both("ack", "ack"),
    both("bytes", "字节"),
    both("what became of it", "结果"),
];

pub const TITLE: Both = both("Segments", "报文段");
pub const EARLIER: Both = both("Earlier segments", "更早的报文段");
pub const LATER: Both = both("Later segments", "更晚的报文段");
/// Of a segment that leaves after the playhead.
pub const NOT_YET: Both = both("not sent yet", "尚未发出");
pub const EMPTY: Both = both("No segment is sent here.", "这里没有发出报文段。");
