//! Words for what goes on.

use super::{Entry, entry, shown};
use crate::sim::catalog::Name;
use crate::text::both;

pub(super) const WORDS: &[Entry] = &[
    shown(
        Name::HalfCloseData,
        entry(
            "half-close",
            "half-close",
            "半关闭",
            both(
                "One direction is closed, the other still carries data. RFC 9293 §3.6.1",
                "一个方向已经关闭，另一个方向仍可传送数据。RFC 9293 §3.6.1",
            ),
        ),
    ),
    entry(
        "half-open",
        "half-open",
        "半开连接",
        both(
            "One side still has a connection of which the other knows nothing, after a crash for example. RFC 9293 \
             §3.5.1",
            "一端还保留着连接，另一端却一无所知，例如重启之后。RFC 9293 §3.5.1",
        ),
    ),
    shown(
        Name::ServerClosesFirst,
        entry(
            "active-close",
            "active close",
            "主动关闭",
            both(
                "Closing first. Whoever does so ends in TIME-WAIT. RFC 9293 §3.6",
                "首先关闭。主动关闭的一方最后进入 TIME-WAIT。RFC 9293 §3.6",
            ),
        ),
    ),
    entry(
        "passive-close",
        "passive close",
        "被动关闭",
        both(
            "Closing after the peer's FIN has come: by CLOSE-WAIT and LAST-ACK. RFC 9293 §3.6",
            "在对方的 FIN 到来之后关闭：经过 CLOSE-WAIT 和 LAST-ACK。RFC 9293 §3.6",
        ),
    ),
    shown(
        Name::SimultaneousClose,
        entry(
            "simultaneous-close",
            "simultaneous close",
            "同时关闭",
            both(
                "Both sides send a FIN before either's has arrived; both end in TIME-WAIT. RFC 9293 §3.6",
                "双方都在对方的 FIN 到达之前发出自己的 FIN，最后双方都进入 TIME-WAIT。RFC 9293 §3.6",
            ),
        ),
    ),
    entry(
        "old-duplicate",
        "old duplicate",
        "旧的重复报文段",
        both(
            "A segment of an earlier connection that arrives late. TIME-WAIT keeps it from being taken for a new one's. \
         RFC 9293 §3.4.1",
            "属于先前连接、迟到的报文段。TIME-WAIT 防止它被当成新连接的报文段。RFC 9293 §3.4.1",
        ),
    ),
    entry(
        "four-tuple",
        "4-tuple",
        "四元组",
        both(
            "Both addresses and both ports: what tells one connection from another. RFC 9293 §4",
            "两个地址加两个端口：用来区分不同的连接。RFC 9293 §4",
        ),
    ),
    entry(
        "orphan",
        "orphan",
        "孤儿连接",
        both(
            "A connection that the system still has to end after its program has closed it, or is gone.",
            "程序已经关闭它或已经退出，但系统仍要把它结束的连接。",
        ),
    ),
    entry(
        "assassination",
        "TIME-WAIT assassination",
        "TIME-WAIT 暗杀",
        both(
            "An old duplicate draws an ACK from TIME-WAIT, and the RST that answers this ACK ends TIME-WAIT early. \
             Some systems therefore ignore RSTs in that state. RFC 1337",
            "旧的重复报文段引出 TIME-WAIT 的 ACK，对方回以 RST，TIME-WAIT 便提前结束。因此有些系统在这个状态下不理会 RST。RFC 1337",
        ),
    ),
    entry(
        "descriptor",
        "descriptor",
        "描述符",
        both(
            "The number by which a program holds a socket. The FIN of close() leaves when the last copy of it is closed.",
            "程序用来持有套接字的编号。close() 的 FIN 要等它的最后一份拷贝也关闭之后才发出。",
        ),
    ),
    entry(
        "keepalive",
        "keepalive",
        "保活",
        both(
            "A question sent on an idle connection, to find out whether the peer still knows it. RFC 9293 §3.8.4",
            "在空闲的连接上发出的询问，看对方是否还记得这个连接。RFC 9293 §3.8.4",
        ),
    ),
];
