//! The catalogue's words: a short title for each scenario, and two sentences on what to look at.

use super::{Both, both};
use crate::sim::catalog::Name;

/// What a scenario is called, short enough for a chip.
#[must_use]
pub const fn title(name: Name) -> Both {
    match name {
        Name::FourWayClose => both("Four-way close", "四次挥手"),
        Name::ThreeSegments => both("Three segments", "三次挥手"),
        Name::HalfCloseData => both("Half-close with data", "半关闭时传数据"),
        Name::FirstFinLost => both("First FIN lost", "第一个 FIN 丢失"),
        Name::LastAckLost => both("Last ACK lost", "最后的 ACK 丢失"),
        Name::ServerClosesFirst => both("Server closes first", "服务器先关闭"),
        Name::SimultaneousClose => both("Simultaneous close", "同时关闭"),
        Name::ServerNeverCloses => both("Server never closes", "服务器不关闭"),
        Name::Abort => both("Abort with RST", "用 RST 中止"),
        Name::FreePlay => both("Free play", "自由操作"),
    }
}

/// What to look at in the scenario that the page begins with.
pub const FIRST: Both = both(
    "Each direction closes by itself: a FIN and the ACK of it, twice. Watch the time between the second \
     segment and the third, when the server has heard that the client is done but is not done itself.",
    "两个方向各自关闭：一个 FIN 加一个 ACK，一共两回。留意第二个和第三个报文段之间的时间：\
     服务器已经知道客户端发完了，自己却还没有发完。",
);

/// What to look at, in two sentences.
#[must_use]
pub const fn introduction(name: Name) -> Both {
    match name {
        Name::FourWayClose => FIRST,
        Name::ThreeSegments => both(
            "The server's program calls close() as soon as read() returns 0. So its FIN and the ACK of the client's \
             FIN travel in one segment, and the client skips the wait in FIN-WAIT-2.",
            "服务器的应用程序一读到 0 就调用 close()。于是它的 FIN 和对客户端 FIN 的确认合在一个报文段里，\
             客户端不必在 FIN-WAIT-2 等待。",
        ),
        Name::HalfCloseData => both(
            "The client calls shutdown(WR): it sends no more, but it goes on reading. Watch the server send 120 bytes \
             from CLOSE-WAIT, and the client in FIN-WAIT-2 take them.",
            "客户端调用 shutdown(WR)：不再发送，但继续读取。留意服务器在 CLOSE-WAIT 中发出 120 字节，\
             客户端在 FIN-WAIT-2 中照样收下。",
        ),
        Name::FirstFinLost => both(
            "The client's first FIN never arrives, and nobody tells the client. Watch the RTO run out, the same FIN \
             with the same seq go again, and the server notice nothing of it all.",
            "客户端的第一个 FIN 没有送达，也没有谁来告诉客户端。留意 RTO 到期，同一个 FIN 以同样的 seq 重传，\
             而服务器对此毫无察觉。",
        ),
        Name::LastAckLost => both(
            "The last ACK is lost, so the server stays in LAST-ACK and sends its FIN again. The client is still in \
             TIME-WAIT, answers once more and begins its 2·MSL anew.",
            "最后的 ACK 丢失，服务器停在 LAST-ACK，重传 FIN。客户端还处于 TIME-WAIT，于是再次应答，\
             并重新开始 2·MSL。",
        ),
        Name::ServerClosesFirst => both(
            "The same four segments, begun by the server. TIME-WAIT belongs to whoever closes first, not to the \
             client.",
            "同样是四个报文段，只是由服务器发起。TIME-WAIT 属于先关闭的一方，而不是属于客户端。",
        ),
        Name::SimultaneousClose => both(
            "Both programs close at the same moment, and the two FINs cross on the way. Both sides pass through \
             CLOSING, and both end up in TIME-WAIT.",
            "两边的应用程序在同一时刻关闭，两个 FIN 在途中交错。双方都经过 CLOSING，最后都进入 TIME-WAIT。",
        ),
        Name::ServerNeverCloses => both(
            "The server's program reads the end of data and never calls close(). The server stays in CLOSE-WAIT and \
             the client in FIN-WAIT-2, and no timer of any RFC ends it.",
            "服务器的应用程序读到数据结束，却始终不调用 close()。服务器停在 CLOSE-WAIT，客户端停在 FIN-WAIT-2，\
             RFC 里没有任何计时器会结束这种局面。",
        ),
        Name::Abort => both(
            "The client sends 100 bytes and then aborts: one RST, no FIN, no TIME-WAIT. The server's read() fails \
             with ECONNRESET, where a FIN would have let it return 0.",
            "客户端发送 100 字节后中止连接：只有一个 RST，没有 FIN，也没有 TIME-WAIT。\
             服务器的 read() 得到 ECONNRESET，如果来的是 FIN，得到的则是 0。",
        ),
        Name::FreePlay => both(
            "Nothing happens by itself here: the calls are yours, on both sides. Try close() on both within a second, \
             or send() after the other side has closed.",
            "这里不会自动发生任何事：两边的调用都由你决定。不妨在一秒之内让两边都 close()，\
             或者在一边关闭之后让另一边 send()。",
        ),
    }
}
