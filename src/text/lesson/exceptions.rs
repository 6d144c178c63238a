//! Closes that take another way: both at once, and by reset.

use super::{Ladder, Part, Section};
use crate::text::both;

pub const BOTH_AT_ONCE: Section = Section {
    id: "both-at-once",
    title: both("Both at once", "双方同时关闭"),
    parts: &[
        Part::Text(both(
            "Nothing keeps both programs from calling close() at the same time. Then the FINs cross: each end is in \
             FIN-WAIT-1, expects an ACK, and gets a FIN.",
            "没有什么能阻止两边的程序同时调用 close()。这时两个 FIN 在途中交错：两端都在 FIN-WAIT-1，等的是 ACK，\
             来的却是 FIN。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-both-at-once",
            link: "1;simultaneous-close",
            caption: both(
                "The FINs cross. Both ends go by way of CLOSING, and both end in TIME-WAIT.",
                "两个 FIN 交错而过。两端都经过 CLOSING，最后都进入 TIME-WAIT。",
            ),
            shows: &[
                "client FIN, ACK seq=u ack=v",
                "server FIN, ACK seq=v ack=u",
                "server CLOSING",
                "server ACK seq=v+1 ack=u+1",
                "client CLOSING",
                "client ACK seq=u+1 ack=v+1",
                "client TIME-WAIT",
                "server TIME-WAIT",
            ],
        }),
        Part::Text(both(
            "Each acknowledges the FIN that came and enters CLOSING. That state says: your FIN is here, the ACK of \
             mine is not. When the ACK has come as well, TIME-WAIT begins. As both have sent a last ACK, both have \
             to wait. RFC 9293 §3.6",
            "两端各自确认收到的 FIN，进入 CLOSING。这个状态的意思是：你的 FIN 到了，对我的 FIN 的确认还没到。\
             等 ACK 也到了，就进入 TIME-WAIT。双方都发出了最后的 ACK，所以双方都要等。RFC 9293 §3.6",
        )),
        Part::Text(both(
            "It is four segments again, two FINs and two ACKs: only their order has changed.",
            "仍然是四个报文段，两个 FIN，两个 ACK，只是次序变了。",
        )),
        Part::Check(
            both(
                "Both are in FIN-WAIT-1, and a FIN comes that also acknowledges ours. Is that CLOSING?",
                "处于 FIN-WAIT-1 时，来了一个 FIN，同时确认了我们的 FIN。会进入 CLOSING 吗？",
            ),
            both(
                "No. Nothing is missing then, so TIME-WAIT begins at once. That is the close in three segments.",
                "不会。该到的都到了，直接进入 TIME-WAIT。这就是三个报文段完成的关闭。",
            ),
        ),
    ],
};

pub const RESET: Section = Section {
    id: "reset",
    title: both("The other way out: RST", "另一种结束：RST"),
    parts: &[
        Part::Text(both(
            "A FIN ends a conversation, a RST hangs up. It ends both directions at once: its sender is CLOSED, its \
             receiver is CLOSED, nobody acknowledges it, and there is no TIME-WAIT. What was still under way is \
             lost. Where a FIN makes read() return 0, a RST makes it fail with ECONNRESET. RFC 9293 §3.5.3",
            "FIN 是把话说完，RST 是直接挂断。它同时结束两个方向：发送方 CLOSED，接收方也 CLOSED，没有人确认它，\
             也没有 TIME-WAIT，途中的数据都丢失。FIN 让 read() 返回 0，RST 则让它以 ECONNRESET 失败。RFC 9293 §3.5.3",
        )),
        Part::Ladder(Ladder {
            id: "ladder-abort",
            link: "1;abort",
            caption: both(
                "The client aborts after its data. The server's read() meets an error, not the end of data.",
                "客户端发完数据后中止连接。服务器的 read() 得到的是错误，不是数据结束。",
            ),
            shows: &[
                "client ACK seq=u ack=v 100 B",
                "server ACK seq=v ack=u+100",
                "client CLOSED",
                "client RST seq=u+100",
                "server CLOSED",
                "server read() = ECONNRESET",
            ],
        }),
        Part::Text(both("A RST has one of three causes.", "RST 有三种来源。")),
        Part::List(&[
            both(
                "A program aborts: SO_LINGER with a time of 0, then close(). RFC 9293 §3.10.5",
                "应用程序中止连接：设置 SO_LINGER，时间为 0，然后 close()。RFC 9293 §3.10.5",
            ),
            both(
                "A program calls close() and leaves data unread, or data comes after it. The RST says that bytes \
                 were lost; a FIN would pretend that all is well. RFC 9293 §3.6.1",
                "应用程序调用 close() 时还有数据没读，或者此后又有数据到来。RST 表明有字节丢失了，\
                 发 FIN 就成了假装一切正常。RFC 9293 §3.6.1",
            ),
            both(
                "A segment comes to a TCP that knows no such connection. RFC 9293 §3.5.2",
                "报文段到达时，对方的 TCP 查无此连接。RFC 9293 §3.5.2",
            ),
        ]),
        Part::Ladder(Ladder {
            id: "ladder-unread",
            link: "1;abort;cp=c,z1000,s100,e,x;sp=a,z4000,x;sk=linux",
            caption: both(
                "The server's program calls close() and has not read the 100 bytes. Linux sends a RST, not a FIN.",
                "服务器的程序没有读那 100 字节就调用 close()。Linux 发出的是 RST，不是 FIN。",
            ),
            shows: &[
                "client ACK seq=u ack=v 100 B",
                "server ACK seq=v ack=u+100",
                "server close() = 0",
                "server RST, ACK seq=v ack=u+100",
                "client CLOSED",
                "client read() = ECONNRESET",
            ],
        }),
        Part::Text(both(
            "A RST leaves no TIME-WAIT behind, which tempts people to close every connection with one. It cures \
             nothing: data may be lost without notice, and nothing keeps old duplicates out any more.",
            "RST 之后没有 TIME-WAIT，有人因此想用它来关闭所有连接。这解决不了问题：数据可能不知不觉地丢失，\
             也再没有什么挡住旧的重复报文段。",
        )),
    ],
};
