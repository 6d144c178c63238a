//! Socket calls, and the errors with which they fail.

use super::{Entry, entry, shown};
use crate::sim::catalog::Name;
use crate::text::both;

pub(super) const CALLS: &[Entry] = &[
    shown(
        Name::FourWayClose,
        entry(
            "close",
            "close()",
            "",
            both(
                "Gives the descriptor back and sends a FIN behind all data. The program can neither send nor read any more; \
         where it left data unread, most systems send a RST instead. RFC 9293 §3.9.1",
                "交还描述符，并在所有数据之后发送 FIN。此后程序既不能发送也不能读取；\
         如果还有数据没有读，多数系统改发 RST。RFC 9293 §3.9.1",
            ),
        ),
    ),
    shown(
        Name::HalfCloseData,
        entry(
            "shutdown",
            "shutdown(SHUT_WR)",
            "",
            both(
                "Sends a FIN and keeps the descriptor: the program can still read. This is the half-close. RFC 9293 §3.6.1",
                "发送 FIN，但保留描述符，程序仍然可以读取。这就是半关闭。RFC 9293 §3.6.1",
            ),
        ),
    ),
    entry(
        "read-zero",
        "read() = 0",
        "",
        both(
            "The end of data: the peer's FIN has come, and everything before it has been read. Now it is this program's \
         turn to close. RFC 9293 §3.9.1",
            "数据结束：对方的 FIN 已到，它之前的数据也都读完了。现在轮到本程序关闭。RFC 9293 §3.9.1",
        ),
    ),
    entry(
        "listen-call",
        "listen(), accept()",
        "",
        both(
            "The server's way to LISTEN, and to a descriptor for each connection that is made. RFC 9293 §3.9.1",
            "服务器由此进入 LISTEN，并为每个建立的连接得到一个描述符。RFC 9293 §3.9.1",
        ),
    ),
    entry(
        "connect-call",
        "connect()",
        "",
        both(
            "The client's way to ESTABLISHED: sends a SYN and waits for the answer. RFC 9293 §3.9.1",
            "客户端由此进入 ESTABLISHED：发送 SYN 并等待回答。RFC 9293 §3.9.1",
        ),
    ),
    shown(
        Name::Abort,
        entry(
            "so-linger",
            "SO_LINGER 0",
            "",
            both(
                "Turns close() into an abort: a RST instead of a FIN, and no TIME-WAIT. Data that has not arrived is lost. \
         RFC 9293 §3.9.1",
                "让 close() 变成中止：发 RST 而不发 FIN，也没有 TIME-WAIT。还没有送达的数据会丢失。RFC 9293 §3.9.1",
            ),
        ),
    ),
    entry(
        "econnreset",
        "ECONNRESET",
        "连接被对方复位",
        both(
            "The peer sent a RST. Whether the last data arrived cannot be known from it.",
            "对方发来了 RST。单凭它无法知道最后的数据是否送达。",
        ),
    ),
    entry(
        "epipe",
        "EPIPE",
        "管道已断开",
        both(
            "send() on a connection that can send no more: this side has closed it, or a RST has come before.",
            "在不能再发送的连接上调用 send()：本端已经关闭了它，或者先前收到了 RST。",
        ),
    ),
    entry(
        "send-call",
        "send()",
        "",
        both(
            "Hands bytes to TCP. It returns when TCP has taken them, not when they have arrived. RFC 9293 §3.9.1",
            "把字节交给 TCP。TCP 收下就返回，并不表示对方已经收到。RFC 9293 §3.9.1",
        ),
    ),
    entry(
        "read-call",
        "read()",
        "",
        both(
            "Takes bytes that have arrived, and waits for some if there are none. RFC 9293 §3.9.1",
            "取走已经到达的字节；没有就等待。RFC 9293 §3.9.1",
        ),
    ),
];
