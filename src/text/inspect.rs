//! What the fields of a header are for in one segment, what its receiver's checks found, and the
//! words of the panel that shows both.

use super::{Both, Lang, both};
use crate::tcp::{Check, Segment, SeqNum, State};
use crate::view::inspect::Part;

/// What a field says in this segment, in one sentence.
#[must_use]
pub fn about(part: Part, segment: &Segment, lang: Lang) -> &'static str {
    about_both(part, segment).in_lang(lang)
}

fn about_both(part: Part, segment: &Segment) -> Both {
    match part {
        Part::Version => both("The packet is one of IP version 4.", "这是第 4 版的 IP 分组。"),
        Part::Ihl => both(
            "The IP header's length in words of 32 bits: 5 is a header without options.",
            "IP 首部的长度，以 32 位字计：5 表示没有选项。",
        ),
        Part::TypeOfService => both(
            "Nothing special is asked of the routers. Today these bits are DSCP and ECN.",
            "对路由器没有特殊要求。如今这些位叫做 DSCP 和 ECN。",
        ),
        Part::TotalLength => both(
            "IP header, TCP header and data together. TCP has no length of its own: it follows from this.",
            "IP 首部、TCP 首部与数据的总长。TCP 没有自己的长度字段，由此推得。",
        ),
        Part::Identification => both(
            "Would join the fragments of one packet; as this packet must not be fragmented, it may be zero.",
            "用来拼合同一分组的分片；这个分组不允许分片，所以可以是 0。",
        ),
        Part::Flags => both(
            "The middle bit is Don't Fragment: a router that finds it too long has to say so.",
            "中间一位是“不分片”：如果太长，路由器必须回报，而不是切开它。",
        ),
        Part::FragmentOffset => both(
            "Where a fragment belongs; this packet is whole.",
            "分片在原分组中的位置；这个分组是完整的。",
        ),
        Part::TimeToLive => both(
            "Every router takes one off; at zero the packet is dropped. This is why old segments die out.",
            "每经过一个路由器减 1，减到 0 就丢弃。旧报文段因此终会消失。",
        ),
        Part::Protocol => both("What is inside: 6 is TCP.", "里面装的是什么：6 表示 TCP。"),
        Part::HeaderChecksum => both(
            "Guards the IP header alone; every router writes it anew.",
            "只保护 IP 首部，每个路由器都要重新计算。",
        ),
        Part::SourceAddress => both("The sender's host.", "发送方主机。"),
        Part::DestinationAddress => both("The receiver's host.", "接收方主机。"),
        Part::SourcePort => both(
            "Which program at the sender's host. Both addresses and both ports name the connection.",
            "发送方主机上的哪个程序。双方的地址和端口合起来确定一个连接。",
        ),
        Part::DestinationPort => {
            both("Which program at the receiver's host it is for.", "交给接收方主机上的哪个程序。")
        }
        Part::SequenceNumber => sequence_number(segment),
        Part::AcknowledgmentNumber if segment.ack.is_some() => both(
            "The next number that the sender expects: everything before it has arrived.",
            "发送方期望的下一个序号：在它之前的都已收到。",
        ),
        Part::AcknowledgmentNumber => {
            both("Means nothing here, because the ACK bit is not set.", "ACK 位没有置位，这个字段没有意义。")
        }
        Part::DataOffset => both(
            "The TCP header's length in words of 32 bits: the data begins behind it.",
            "TCP 首部的长度，以 32 位字计：数据从它之后开始。",
        ),
        Part::Reserved => both("For the future: sent as zero.", "留待将来使用，发送时为 0。"),
        Part::Cwr => both(
            "Would say that the sender has slowed down after congestion; ECN is not modelled.",
            "表示发送方因拥塞已减速；这里不模拟 ECN。",
        ),
        Part::Ece => both(
            "Would echo a congestion mark of the network; ECN is not modelled.",
            "回显网络的拥塞标记；这里不模拟 ECN。",
        ),
        Part::Urg => both("No urgent data: nothing here ever sets it.", "没有紧急数据，这里从不置位。"),
        Part::Ack if segment.ack.is_some() => both(
            "The acknowledgment number counts. Only a first SYN and some RSTs go without it.",
            "确认号有效。只有第一个 SYN 和某些 RST 不带它。",
        ),
        Part::Ack if segment.syn => {
            both("There is nothing to acknowledge yet: this opens.", "还没有什么可以确认：连接由它开始。")
        }
        Part::Ack => both("The acknowledgment number does not count.", "确认号无效。"),
        Part::Psh if segment.psh => both(
            "The receiver shall hand the data to the program without waiting for more.",
            "接收方应立即把数据交给应用程序，不必等待更多。",
        ),
        Part::Psh => both("There is no data to hurry.", "没有需要尽快交付的数据。"),
        Part::Rst if segment.rst => both(
            "Reset: whoever believes it ends the connection at once, and acknowledges nothing more.",
            "复位：接收方一旦接受，连接立即结束，不再确认任何内容。",
        ),
        Part::Rst => both("No reset: the connection goes on in order.", "没有复位：连接照常进行。"),
        Part::Syn if segment.syn => both(
            "Announces the sender's initial number, and takes that number itself.",
            "通告发送方的初始序号，自己也占用这个序号。",
        ),
        Part::Syn => both(
            "Does not open: the sequence number is no initial number.",
            "不是建立连接：这里的序号不是初始序号。",
        ),
        Part::Fin if segment.fin => both(
            "The sender has no more to send. The FIN takes a number, so it is acknowledged and sent again like data.",
            "发送方不再有数据。FIN 占用一个序号，所以和数据一样被确认，也会重传。",
        ),
        Part::Fin => both("The sender's direction stays as it is.", "发送方这个方向保持原样。"),
        Part::Window => both(
            "So many bytes behind the acknowledgment number the sender has room for.",
            "从确认号起，发送方还能接收这么多字节。",
        ),
        Part::Checksum => both(
            "Guards header, data and both addresses; a segment in which it is wrong is dropped unread.",
            "保护首部、数据和双方地址；校验不对的报文段直接丢弃。",
        ),
        Part::UrgentPointer => {
            both("Means nothing here, because URG is not set.", "URG 没有置位，这个字段没有意义。")
        }
        Part::Data if segment.len > 0 => both(
            "What the program sends. Only its length matters to TCP, so zeros stand for it here.",
            "应用程序的数据。对 TCP 来说只有长度重要，所以这里用 0 代替。",
        ),
        Part::Data => both("This segment carries no data.", "这个报文段不带数据。"),
    }
}

fn sequence_number(segment: &Segment) -> Both {
    match segment {
        s if s.syn => both(
            "The initial number that the sender has chosen; the first byte has the one after it.",
            "发送方选定的初始序号；第一个字节的序号是它的下一个。",
        ),
        s if s.len > 0 => both("The number of the first byte of data.", "第一个数据字节的序号。"),
        s if s.fin => both("The number of the FIN itself.", "FIN 自己的序号。"),
        s if s.rst && s.ack.is_some() && s.seq == SeqNum(0) => both(
            "Zero: the segment that it answers had no ACK. It is believed for its acknowledgment number.",
            "为 0：它应答的报文段不带 ACK；接收方凭确认号相信它。",
        ),
        s if s.rst => {
            both("The number that makes the receiver believe the reset.", "让接收方相信这个复位的序号。")
        }
        _ => both(
            "The number that the sender will use next; this segment takes none.",
            "发送方下一个要用的序号；这个报文段不占用序号。",
        ),
    }
}

// ---- the receiver's checks ----

/// What a check looks at.
#[must_use]
pub const fn check_name(check: Check, lang: Lang) -> &'static str {
    match check {
        Check::Sequence => both("sequence number", "序号"),
        Check::Rst => both("RST bit", "RST 位"),
        Check::Syn => both("SYN bit", "SYN 位"),
        Check::Ack => both("ACK", "ACK"),
        Check::Text => both("data", "数据"),
        Check::Fin => both("FIN bit", "FIN 位"),
    }
    .in_lang(lang)
}

/// Why a check lets a segment pass of which it demands nothing.
#[must_use]
pub fn nothing_found(check: Check, state: State, segment: &Segment, lang: Lang) -> &'static str {
    match check {
        Check::Sequence => both(
            "Its numbers lie in the window that RCV.NXT begins.",
            "它的序号落在从 RCV.NXT 开始的窗口之内。",
        ),
        Check::Rst => both("The bit is not set.", "没有置位。"),
        Check::Syn if segment.syn => {
            both("It is the SYN that this side knows already.", "就是本端已经知道的那个 SYN。")
        }
        Check::Syn => both("The bit is not set.", "没有置位。"),
        Check::Ack if segment.ack.is_none() => {
            both("There is no ACK, and none is asked for here.", "没有 ACK，这里也不要求。")
        }
        Check::Ack if matches!(state, State::SynSent) => {
            both("It acknowledges the SYN that was sent.", "它确认了发出的 SYN。")
        }
        Check::Ack => both("The acknowledgment number is acceptable.", "确认号可以接受。"),
        Check::Text if segment.len > 0 => both("The data has come before.", "这些数据以前已经到过。"),
        Check::Text => both("There is no data.", "没有数据。"),
        Check::Fin => both("The bit is not set.", "没有置位。"),
    }
    .in_lang(lang)
}

/// The sequence number failed, but the ACK was looked at.
#[must_use]
pub const fn only_its_ack(lang: Lang) -> &'static str {
    both(
        "Its numbers lie outside the window; only its ACK is looked at.",
        "它的序号在窗口之外，只看它的 ACK。",
    )
    .in_lang(lang)
}

/// What a check says that was never asked: because something before it ended the segment's way, or
/// (`early`) because this stack decided something else first.
#[must_use]
pub const fn not_asked(early: bool, lang: Lang) -> &'static str {
    if early {
        both("Not asked: this stack decides the rest first.", "没有检查：这个协议栈先看别的。")
    } else {
        both("Not reached.", "没有进行到这一步。")
    }
    .in_lang(lang)
}

/// The outcome of one check in a word: passed, ends here, not reached.
pub const PASSED: Both = both("passed", "通过");
pub const NOT_ACCEPTABLE: Both = both("not acceptable", "不可接受");
pub const ENDED: Both = both("ends here", "到此为止");
pub const NOT_REACHED: Both = both("not reached", "未进行");

/// What of the RFC's steps is missing, below the list of checks.
pub const NOT_MODELLED: Both = both(
    "Not modelled: the third step (security) and the sixth (URG).",
    "没有模拟的步骤：第三步（安全）和第六步（URG）。",
);
/// Instead of the checks of a lost segment.
pub const NEVER_ARRIVED: Both = both(
    "It was lost: it never arrived, so nobody has judged it.",
    "它丢失了，没有到达，所以没有人检查过它。",
);
/// Instead of the checks of a segment that is under way where the trace ends.
pub const UNDER_WAY: Both =
    both("It is still under way where the simulation ends.", "模拟结束时它还在路上。");

// ---- the panel ----

pub const HEADER_TITLE: Both = both("TCP header, RFC 9293 §3.1", "TCP 首部，RFC 9293 §3.1");
pub const IP_TITLE: Both = both("IPv4 header, RFC 791 §3.1", "IPv4 首部，RFC 791 §3.1");
pub const BYTES_TITLE: Both = both("Bytes of the packet", "分组的字节");
pub const CHECKS_TITLE: Both = both("What the receiver checks", "接收方的检查");
pub const SENDER_TITLE: Both = both("The sender's variables", "发送方的变量");
pub const BEFORE: Both = both("before", "发送前");
pub const AFTER: Both = both("after", "发送后");
pub const STATE: Both = both("State", "状态");
pub const BITS: Both = both("bits", "位");
pub const CHOOSE_FIELD: Both =
    both("Choose a field, or a byte, to see what it says.", "选一个字段或字节，看它说明什么。");
/// The network's second copy of a segment.
pub const WHY: Both = both("Why", "原因");
pub const SENT_AT: Both = both("Sent", "发出");
pub const ARRIVES_AT: Both = both("Arrives", "到达");
pub const LOST_AT: Both = both("Lost", "丢失");
pub const SENT_AGAIN: Both = both("sent again", "重传");
pub const TAKES: Both = both("Takes numbers", "占用的序号");
pub const TAKES_NONE: Both = both("none: an ACK alone takes no number", "不占：单独的 ACK 不消耗序号");
pub const SEGMENT: Both = both("Segment", "报文段");
pub const COPY: Both = both("the network's copy", "网络复制的");
/// In which state the receiver was.
pub const ARRIVES_IN: Both = both("It arrives in", "到达时处于");
