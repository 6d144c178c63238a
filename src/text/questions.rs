//! The three questions that everybody asks, each with a scenario that shows the answer.

use super::{Both, both};
use crate::sim::catalog::Name;

/// A button that plays a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Show {
    pub label: Both,
    pub scenario: Name,
    pub opening: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    pub title: Both,
    pub answer: Both,
    /// Scenarios that show it, the first one first.
    pub shows: &'static [Show],
}

pub const QUESTIONS: [Question; 3] = [
    Question {
        title: both(
            "Why does opening take three segments and closing four?",
            "为什么建立连接要三个报文段，关闭连接却要四个？",
        ),
        answer: both(
            "A listener is ready the moment a SYN comes, so its ACK and its own SYN go in one segment. A FIN only says \
             that the other side has no more to send: TCP acknowledges it at once, but this side's FIN waits until its \
             own program calls close(). If the program does so before the ACK has left, ACK and FIN share a segment \
             and closing takes three as well.",
            "监听的一方收到 SYN 时已经准备就绪，所以对它的确认和自己的 SYN 可以放在一个报文段里。\
             而 FIN 只表示对方没有数据要发了：TCP 马上就能确认，自己的 FIN 却要等自己的应用程序调用 close()。\
             如果 ACK 还没发出应用程序就已关闭，ACK 和 FIN 便合在一起，关闭也只要三个报文段。",
        ),
        shows: &[
            Show {
                label: both("Show three, then four", "看三次握手和四次挥手"),
                scenario: Name::FourWayClose,
                opening: true,
            },
            Show {
                label: both("Show a close in three", "看三次完成的关闭"),
                scenario: Name::ThreeSegments,
                opening: false,
            },
        ],
    },
    Question {
        title: both(
            "Why does TIME-WAIT last 2·MSL before CLOSED?",
            "为什么 TIME-WAIT 要等 2·MSL 才进入 CLOSED？",
        ),
        answer: both(
            "The last ACK may be lost, and nobody acknowledges an ACK: only the peer's repeated FIN shows that it is \
             missing. One MSL is the longest that the ACK can be under way, another the longest that the FIN sent in \
             its absence can take; a FIN that comes within this time is acknowledged again, and 2·MSL begin anew. In \
             the same time the connection's old segments die out, so none can stray into a new one.",
            "最后的 ACK 可能丢失，而 ACK 本身没有人确认：只有对方重传的 FIN 能说明它没有送达。\
             ACK 在途中最多存活一个 MSL，对方因此重传的 FIN 在途中最多再用一个 MSL；在这段时间里 FIN 若再次到来，\
             就重发 ACK，并重新开始 2·MSL。同时，本连接的旧报文段也在这段时间里全部消失，不会混进新的连接。",
        ),
        shows: &[Show {
            label: both("Lose the last ACK", "让最后的 ACK 丢失"),
            scenario: Name::LastAckLost,
            opening: false,
        }],
    },
    Question {
        title: both(
            "A server is full of CLOSE-WAIT. What is it doing wrong?",
            "服务器上出现大量 CLOSE-WAIT，错在哪里？",
        ),
        answer: both(
            "Its program does not call close() after read() has returned 0. The network and the client have done \
             their part: the FIN has come and is acknowledged, and no timer ends CLOSE-WAIT. Look in the program: for \
             a branch or an error path that leaves without close(), a socket still held by a pool or another process, \
             or a thread that is stuck and never gets to it.",
            "错在它的应用程序在 read() 返回 0 之后没有调用 close()。网络和客户端都已尽责：FIN 已经收到并确认，\
             而没有任何计时器会结束 CLOSE-WAIT。应当检查程序：有没有哪个分支或出错路径漏掉了 close()，\
             有没有连接池或别的进程还占着套接字，有没有线程卡住而走不到 close()。",
        ),
        shows: &[Show {
            label: both("Never call close()", "永远不调用 close()"),
            scenario: Name::ServerNeverCloses,
            opening: false,
        }],
    },
];
