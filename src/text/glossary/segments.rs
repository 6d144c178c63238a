//! Segments and what is special about some of them.

use super::{Entry, entry, shown};
use crate::sim::catalog::Name;
use crate::text::both;

pub(super) const SEGMENTS: &[Entry] = &[
    entry(
        "segment",
        "segment",
        "报文段",
        both(
            "What TCP hands to IP in one piece: a header, with or without data. RFC 9293 §3.1",
            "TCP 一次交给 IP 的数据单元：一个首部，后面可以有数据，也可以没有。RFC 9293 §3.1",
        ),
    ),
    entry(
        "syn",
        "SYN",
        "同步",
        both(
            "Opens a direction and gives its initial sequence number. It takes up one number itself. RFC 9293 §3.5",
            "打开一个方向，并给出这个方向的初始序号。SYN 本身占用一个序号。RFC 9293 §3.5",
        ),
    ),
    shown(
        Name::FourWayClose,
        entry(
            "fin",
            "FIN",
            "终止",
            both(
                "Says that its sender has no more data to send. It takes one sequence number even without data, so that it \
         can be acknowledged and sent again. RFC 9293 §3.6",
                "表示发送方不再有数据要发。即使不携带数据，它也占用一个序号，因此可以被确认，也可以重传。RFC 9293 §3.6",
            ),
        ),
    ),
    entry(
        "ack",
        "ACK",
        "确认",
        both(
            "The flag that makes the acknowledgment number valid; also a segment with nothing else in it. Such a segment \
         takes no sequence number and is never sent again by a timer. RFC 9293 §3.4",
            "使确认号有效的标志位；也指除此之外什么都不带的报文段。这样的报文段不占用序号，也不会因计时器而重传。\
         RFC 9293 §3.4",
        ),
    ),
    shown(
        Name::Abort,
        entry(
            "rst",
            "RST",
            "复位",
            both(
                "Ends a connection at once, in both directions, and data on its way is lost. RFC 9293 §3.5.2",
                "立即终止连接的两个方向，途中的数据会丢失。RFC 9293 §3.5.2",
            ),
        ),
    ),
    shown(
        Name::FirstFinLost,
        entry(
            "retransmission",
            "retransmission",
            "重传",
            both(
                "A segment sent again because its ACK did not come in time; on the ladder it carries ↻. RFC 6298",
                "因为确认没有及时到来而再次发送的报文段，时序图上标有 ↻。RFC 6298",
            ),
        ),
    ),
    entry(
        "challenge-ack",
        "challenge ACK",
        "质询确认",
        both(
            "An ACK that asks \"is this you?\" where a suspicious RST or SYN has come, instead of believing it. RFC 5961",
            "收到可疑的 RST 或 SYN 时，先不相信它，而是发出一个 ACK 加以核实。RFC 5961",
        ),
    ),
    entry(
        "syn-ack",
        "SYN, ACK",
        "同步确认",
        both(
            "The second segment of an opening: it acknowledges the client's SYN and carries the server's. RFC 9293 §3.5",
            "建立连接的第二个报文段：既确认客户端的 SYN，又带有服务器的 SYN。RFC 9293 §3.5",
        ),
    ),
    entry(
        "data",
        "data",
        "数据",
        both(
            "What programs send. TCP sees a stream of bytes, each with a number, and no borders between messages. RFC 9293 §3.4",
            "应用程序发送的内容。在 TCP 看来是一串各有序号的字节，没有消息边界。RFC 9293 §3.4",
        ),
    ),
];
