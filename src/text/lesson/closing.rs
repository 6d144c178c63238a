//! The ordinary close: two directions, six steps, and the numbers in them.

use super::{Ladder, Part, Section};
use crate::text::both;

pub const PIPES: Section = Section {
    id: "pipes",
    title: both("A connection is two pipes", "一个连接，两个方向"),
    parts: &[
        Part::Text(both(
            "TCP is full duplex: one pipe carries bytes from the client to the server, another from the server to the \
             client, and each end numbers the bytes that it sends.",
            "TCP 是全双工的：一个连接其实是两个单向的通道，一个从客户端到服务器，一个从服务器到客户端，\
             两端各自给自己发出的字节编号。",
        )),
        Part::Text(both(
            "So neither end can close a connection alone. It can close only the pipe into which it writes. It does \
             that with a FIN, and a FIN says just one thing: I have nothing more to send. It does not say: go away. \
             It does not even say: I am no longer listening. RFC 9293 §3.6",
            "所以谁也不能独自关闭整个连接，只能关闭自己发送的那个方向。办法是发一个 FIN。FIN 只说一句话：\
             我没有数据要发了。它没有说“你也别发了”，甚至没有说“我不再接收了”。RFC 9293 §3.6",
        )),
        Part::Text(both(
            "The other pipe stays open until the other end says the same of it. An orderly close is therefore two closes, \
             and each of them is a FIN with the ACK of that FIN. Two times two makes four.",
            "另一个方向一直开着，直到对方也这样说。因此一次有序的关闭其实是两次单向的关闭，\
             每次都是一个 FIN 加上对它的 ACK。二乘二，正好四个报文段。",
        )),
        Part::Text(both(
            "Whoever sends the first FIN makes the active close, the other end the passive close. Here the client is first; \
             a server can be as well.",
            "先发 FIN 的一方是主动关闭，另一方是被动关闭。这里由客户端先关；服务器先关也完全可以。",
        )),
    ],
};

pub const STEPS: Section = Section {
    id: "steps",
    title: both("The close in six steps", "六步看完四次挥手"),
    parts: &[
        Part::Text(both(
            "Three letters are enough to follow the numbers: u is the number of the client's FIN, v is where the server \
             stands when it answers, and w is the number of the server's FIN.",
            "记住三个字母就能跟上序号：u 是客户端 FIN 的序号，v 是服务器应答时自己的序号，w 是服务器 FIN 的序号。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-steps",
            link: "1;four-way-close",
            caption: both(
                "FIN and ACK for one direction, FIN and ACK for the other. The server is done first; the client stays behind \
                 in TIME-WAIT.",
                "一个方向一个 FIN、一个 ACK，另一个方向也是如此。服务器先结束，客户端还要留在 TIME-WAIT。",
            ),
            shows: &[
                "client FIN-WAIT-1",
                "client FIN, ACK seq=u ack=v",
                "server CLOSE-WAIT",
                "server ACK seq=v ack=u+1",
                "client FIN-WAIT-2",
                "server LAST-ACK",
                "server FIN, ACK seq=w ack=u+1",
                "client TIME-WAIT",
                "client ACK seq=u+1 ack=w+1",
                "server CLOSED",
                "client CLOSED",
            ],
        }),
        Part::Steps(&[
            both(
                "The client's program calls close(). Its TCP sends a FIN with seq=u, one more than the number of the last byte \
                 that it sent, and enters FIN-WAIT-1.",
                "客户端的应用程序调用 close()，它的 TCP 发出 FIN，seq=u，即已发送的最后一个字节的序号加 1，进入 FIN-WAIT-1。",
            ),
            both(
                "The FIN arrives. The server's TCP, which is the system and not the program, answers with an ACK: seq=v, \
                 ack=u+1. It enters CLOSE-WAIT and tells its program about the end of data: read() returns 0.",
                "FIN 到达。服务器的 TCP 立即应答 ACK：seq=v，ack=u+1，进入 CLOSE-WAIT，并告诉应用程序数据结束了：\
                 read() 返回 0。应答是操作系统做的，不需要应用程序参与。",
            ),
            both(
                "The ACK arrives, and the client is in FIN-WAIT-2. Its own pipe is closed; through the other one data may still \
                 come.",
                "ACK 到达，客户端进入 FIN-WAIT-2。它的方向已经关闭，另一个方向仍然可能有数据到来。",
            ),
            both(
                "The server's program has sent all that it had to send and calls close() as well. Its TCP sends a FIN with \
                 seq=w, ack=u+1, and enters LAST-ACK.",
                "服务器的应用程序发完了要发的数据，也调用 close()。它的 TCP 发出 FIN：seq=w，ack=u+1，进入 LAST-ACK。",
            ),
            both(
                "The FIN arrives. The client sends the last ACK, seq=u+1, ack=w+1, and enters TIME-WAIT. It \
                 remembers the connection for another 2·MSL.",
                "FIN 到达。客户端发出最后的 ACK：seq=u+1，ack=w+1，进入 TIME-WAIT，还要把这个连接再记住 2·MSL。",
            ),
            both(
                "The last ACK arrives, and the server is CLOSED at once: it deletes the TCB. The end that closed \
                 second is done first; the client follows when 2·MSL is over.",
                "最后的 ACK 到达，服务器撤销 TCB，立即进入 CLOSED。后关闭的一方反而先结束；客户端等满 2·MSL 才撤销。",
            ),
        ]),
        Part::Text(both(
            "In this ladder the server sends nothing between steps 2 and 4, so w is the same number as v. They \
             differ as soon as it does: that is the half-close, further down. RFC 9293 §3.6",
            "这张图里，服务器在第 2 步和第 4 步之间什么也没有发，所以 w 和 v 是同一个序号。只要它发了数据，两者就不同，\
             那就是下文要讲的半关闭。RFC 9293 §3.6",
        )),
    ],
};

pub const NUMBER: Section = Section {
    id: "number",
    title: both("Why a FIN takes a number", "FIN 为什么要占一个序号"),
    parts: &[
        Part::Text(both(
            "TCP acknowledges numbers, not segments. What has no number cannot be acknowledged; and what is not \
             acknowledged is not missed when it is lost.",
            "TCP 确认的是序号，不是报文段。没有序号的东西无法确认；得不到确认，丢了也就没有人知道该重传。",
        )),
        Part::Text(both(
            "So a FIN takes one sequence number, as a byte does, even when its segment carries no data. The answer \
             ack=u+1 means: everything up to and including number u is here, next I expect u+1. A SYN takes a number for \
             the same reason. RFC 9293 §3.4",
            "所以 FIN 像一个字节那样占用一个序号，即使报文段不带数据也是如此。应答里的 ack=u+1 是说：\
             直到序号 u 的都收到了，下一个期望 u+1。SYN 占一个序号也是同样的道理。RFC 9293 §3.4",
        )),
        Part::Text(both(
            "A FIN that follows data takes the number after the data. Let a segment with seq=500 carry 120 bytes and \
             a FIN: the bytes are 500 to 619, the FIN is 620, and one ACK for all of it says 621.",
            "FIN 和数据在同一个报文段里时，FIN 的序号排在数据之后。比如 seq=500，带 120 字节和一个 FIN：\
             数据是 500 到 619，FIN 是 620，一个 ACK 确认全部，确认号就是 621。",
        )),
        Part::Text(both(
            "An ACK alone takes no number. Nobody acknowledges it, and no timer sends it again. Keep this in mind for the \
             last ACK of the close: it is the reason for TIME-WAIT.",
            "单独的 ACK 不占序号。没有人确认它，也没有计时器会重传它。请记住这一点：最后那个 ACK 也是这样，\
             这正是 TIME-WAIT 存在的原因。",
        )),
        Part::Check(
            both("Why does the last ACK have seq=u+1, and not u?", "最后的 ACK 为什么是 seq=u+1，而不是 u？"),
            both(
                "Because the FIN has taken number u. The client's next number is u+1, although it will never send a byte with \
                 it.",
                "因为 u 已经被 FIN 占用。客户端的下一个序号是 u+1，尽管它再也不会用这个序号发送数据。",
            ),
        ),
    ],
};

pub const HALF_CLOSE: Section = Section {
    id: "half-closed",
    title: both("Half-close: one pipe shut, one open", "半关闭：一个方向关了，另一个还开着"),
    parts: &[
        Part::Text(both(
            "Between steps 3 and 4 the connection is half-closed: the client can send nothing more, but the server \
             can. A program may want exactly that. shutdown(SHUT_WR) sends the FIN and keeps the descriptor, so the \
             program goes on reading. A remote sort, for example, cannot print its first line before it knows that \
             the last one has come.",
            "第 3 步和第 4 步之间，连接处于半关闭：客户端不能再发，服务器还能发。程序有时要的正是这个。\
             shutdown(SHUT_WR) 发出 FIN，但保留描述符，程序可以继续读。比如远程排序：只有知道最后一行已经到了，\
             才能输出第一行。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-half-close",
            link: "1;half-close-data",
            caption: both(
                "The client closes its direction only. The server sends 120 bytes more before its own FIN, so w = v+120.",
                "客户端只关闭自己的方向。服务器又发了 120 字节才发 FIN，所以 w = v+120。",
            ),
            shows: &[
                "client FIN, ACK seq=u ack=v",
                "server ACK seq=v ack=u+1",
                "client FIN-WAIT-2",
                "server ACK seq=v ack=u+1 120 B",
                "client ACK seq=u+1 ack=w",
                "server FIN, ACK seq=w ack=u+1",
                "client ACK seq=u+1 ack=w+1",
            ],
        }),
        Part::Text(both(
            "Note two things. The data starts at seq=v, so the FIN has w = v+120: that is why textbooks give it a \
             letter of its own. And every segment of the server says ack=u+1, for the client has sent nothing since.",
            "有两点值得注意。数据从 seq=v 开始，所以 FIN 的序号 w = v+120，教科书因此另用一个字母。\
             而服务器的每个报文段都是 ack=u+1，因为客户端此后再没有发过新的东西。",
        )),
        Part::Text(both(
            "close() is more than this FIN: the program gives up reading, too. If data comes after it, nobody is there to \
             read, and the system should answer with a RST, so that the peer learns that its data was thrown away. \
             RFC 9293 §3.6.1",
            "close() 不只是发 FIN：程序同时放弃了读取。此后若再有数据到来，已经没有人读，系统应当回复 RST，\
             让对方知道数据被丢弃了。RFC 9293 §3.6.1",
        )),
        Part::Check(
            both(
                "In FIN-WAIT-2, who may still send: this end or the peer?",
                "处于 FIN-WAIT-2 时，谁还可以发送：本端还是对方？",
            ),
            both(
                "The peer. This end has closed its pipe, and the ACK of its FIN has come; it only waits.",
                "对方。本端的方向已经关闭，FIN 也得到了确认，剩下的只是等待。",
            ),
        ),
    ],
};

pub const THREE_OR_FOUR: Section = Section {
    id: "three-or-four",
    title: both("Why three to open, and four to close?", "为什么握手三次，挥手四次？"),
    parts: &[
        Part::Text(both(
            "Opening needs the same four things: a SYN in each direction, and the ACK of each. But a listener has nothing \
             to wait for. When the client's SYN comes, the server's TCP can acknowledge it and send its own SYN in one \
             segment. The second and the third become one. RFC 9293 §3.5",
            "建立连接其实也是四件事：每个方向一个 SYN，各有一个 ACK。但监听的一方没有什么要等。客户端的 SYN 一到，\
             服务器的 TCP 就可以用一个报文段既确认它，又发出自己的 SYN。第二件和第三件合成了一件。RFC 9293 §3.5",
        )),
        Part::Text(both(
            "In closing, these two belong to different parties. The ACK is the system's: the FIN has come, so it is \
             acknowledged. The FIN is the program's: it leaves when the program calls close(). Perhaps the program still \
             has much to send; perhaps it is busy; perhaps it has forgotten. The ACK cannot wait for that.",
            "关闭时，这两件事却归不同的人管。ACK 归操作系统：FIN 到了，就确认。FIN 归应用程序：要等它调用 close() 才发。\
             它也许还有许多数据要发，也许正忙，也许干脆忘了。ACK 不能等它。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-three-and-four",
            link: "1;four-way-close;o",
            caption: both(
                "Three to open: the SYN, ACK of the server does two things. Four to close: between its ACK and its FIN lies \
                 all the time that its program takes.",
                "建立连接用三个：服务器的 SYN, ACK 一举两得。关闭用四个：在服务器的 ACK 和 FIN 之间，是应用程序所用的时间。",
            ),
            shows: &[
                "client SYN seq=x",
                "server SYN, ACK seq=y ack=x+1",
                "client ACK seq=x+1 ack=y+1",
                "client FIN, ACK seq=u ack=v",
                "server ACK seq=v ack=u+1",
                "server FIN, ACK seq=w ack=u+1",
                "client ACK seq=u+1 ack=w+1",
            ],
        }),
        Part::Text(both(
            "Yet a capture often shows three. A receiver may hold an ACK back for a moment, less than half a second, in case \
             something can carry it: the delayed ACK of RFC 9293 §3.8.6.3. If the program closes within that moment, \
             the FIN takes the ACK along. Nothing is wrong then: there are still two FINs, and each is acknowledged.",
            "不过抓包时常常只看到三个。接收方可以把 ACK 稍微推迟，不超过半秒，看有没有别的报文段能顺便带上它，\
             这就是 RFC 9293 §3.8.6.3 的延迟确认。如果程序恰在此时关闭，FIN 就把 ACK 一起带走。\
             这并没有错：FIN 仍然是两个，每个都得到了确认。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-three",
            link: "1;three-segments",
            caption: both(
                "The server's program closes at once: its FIN carries the ACK, and there is no w. The client passes through \
                 FIN-WAIT-2 in an instant.",
                "服务器的程序马上关闭：FIN 带上了 ACK，也就没有 w。客户端一瞬间经过 FIN-WAIT-2。",
            ),
            shows: &[
                "client FIN, ACK seq=u ack=v",
                "server CLOSE-WAIT",
                "server LAST-ACK",
                "server FIN, ACK seq=v ack=u+1",
                "client FIN-WAIT-2",
                "client TIME-WAIT",
                "client ACK seq=u+1 ack=v+1",
            ],
        }),
        Part::Check(
            both(
                "A capture shows five segments from the first FIN to the last ACK. Is something wrong?",
                "抓包看到从第一个 FIN 到最后的 ACK 共有五个报文段，出错了吗？",
            ),
            both(
                "That alone does not say so. Data during the half-close, or a repeated FIN, adds segments. Count the \
                 FINs and what acknowledges them, not the segments.",
                "单凭这一点不能说出错。半关闭时还有数据，或者 FIN 重传过，都会多出报文段。要数的是 FIN 和对它们的确认，\
                 不是报文段的个数。",
            ),
        ),
    ],
};
