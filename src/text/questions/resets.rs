//! Resets: when a close is none, what SO_LINGER 0 does, and what an error says about the data.

use super::{Break, Words, look};
use crate::sim::Errno;
use crate::sim::Side::{Client, Server};
use crate::sim::claim::Claim::{Enters, Fails, Follows, Gets, Loses, Never, NeverGets, Octets, Sends};
use crate::tcp::Stack::{FreeBsd, Linux, Rfc793, Rfc9293, Textbook, Windows};
use crate::tcp::{Kind, Rule, State};
use crate::text::both;

pub const RESET_NOT_FIN: Words = Words {
    title: both("When does close() send RST instead of FIN?", "close() 什么时候发出的是 RST 而不是 FIN？"),
    looks: &[
        look(
            Gets(Server, Kind::Data),
            "The client's data arrives and is acknowledged. It lies in the server's receive buffer.",
            "客户端的数据到达并得到确认，存放在服务器的接收缓冲区里。",
        ),
        look(
            Follows(Server, Rule::CloseUnread),
            "The program calls close() without having read it. The kernel sends RST: it throws away bytes that it has \
             acknowledged, and the peer should know.",
            "应用程序没有读它就调用 close()。内核发出 RST：已经确认过的字节被丢掉了，应当让对方知道。",
        ),
        look(
            Fails(Client, Errno::ConnectionReset),
            "The client's read() fails with ECONNRESET. An answer sent just before would be lost along with it.",
            "客户端的 read() 得到 ECONNRESET。就算在此之前发过回复，也会一起丢掉。",
        ),
    ],
    breaks: &[
        Break {
            changes: "sp=a,e,x;cp=c,z500,s100,h,e,x",
            label: both("Let both read to the end before they close.", "让双方都读完再关闭。"),
            then: &[
                look(
                    Enters(Server, State::LastAck),
                    "Nothing is unread, so close() sends a FIN.",
                    "没有未读的数据，close() 发出的便是 FIN。",
                ),
                look(Enters(Client, State::TimeWait), "The close is orderly.", "关闭正常完成。"),
            ],
        },
        Break {
            changes: "sp=a,r100,x;cp=c,z500,s100,z1000,s100,e,x",
            label: both(
                "Let the server read, close, and then get more.",
                "让服务器读完就关闭，此后又来数据。",
            ),
            then: &[
                look(
                    Sends(Server, Kind::Fin),
                    "At this moment nothing is unread, so close() sends a FIN.",
                    "此刻没有未读的数据，close() 发出 FIN。",
                ),
                look(
                    Follows(Server, Rule::DataAfterClose),
                    "More data arrives, and nobody can read it any more: now the kernel sends RST.",
                    "又有数据到来，却已经没有人能读：内核这才发出 RST。",
                ),
                look(
                    Follows(Client, Rule::Reset),
                    "The client's connection is reset.",
                    "客户端的连接被复位。",
                ),
            ],
        },
        Break {
            changes: "sp=a,r100,b;cp=c,z500,s100,e,x",
            label: both("Set SO_LINGER to 0 at the server.", "在服务器上把 SO_LINGER 设为 0。"),
            then: &[
                look(
                    Follows(Server, Rule::Abort),
                    "Everything has been read, and close() sends RST all the same: it was told to.",
                    "数据都已读完，close() 发出的仍是 RST：这是程序自己要求的。",
                ),
                look(
                    Never(Server, State::FinWait1),
                    "No FIN is ever sent, and nobody waits.",
                    "自始至终没有 FIN，也没有谁在等待。",
                ),
            ],
        },
    ],
    answer: both(
        "When unread data lies in the receive buffer (Linux and Windows do so, FreeBSD does not), and when SO_LINGER \
         is set to 0. Data that arrives after close() draws a RST as well. The first is why the error page of a \
         server that rejects a request without reading it all often never arrives: before you close, read to the \
         end, or call shutdown(SHUT_WR) and drain the rest.",
        "接收缓冲区里还有未读数据时（Linux 和 Windows 如此，FreeBSD 不然），以及 SO_LINGER 设为 0 时。close() 之后才到的数据\
         也会引出 RST。服务器没读完请求就拒绝，错误页却常常送不到，原因就是第一种：关闭之前要读完，\
         或者先 shutdown(SHUT_WR)，再把剩下的读掉。",
    ),
    read: both(
        "RFC 9293 §3.6.1, RFC 2525 §2.16, RFC 2525 §2.17",
        "RFC 9293 §3.6.1、RFC 2525 §2.16、RFC 2525 §2.17",
    ),
    refutes: Some(both(
        "“close() always sends a FIN.” Only if the program has read all that came, and has not set SO_LINGER to 0.",
        "“close() 总是发出 FIN。”只有收到的数据都已读完、又没有把 SO_LINGER 设为 0 时才是如此。",
    )),
    stacks: &[Linux, Windows],
};

pub const LINGER_ZERO: Words = Words {
    title: both("Is SO_LINGER with 0 a cure for TIME-WAIT?", "把 SO_LINGER 设为 0，能治 TIME-WAIT 吗？"),
    looks: &[
        look(
            Octets(Client, 100),
            "The client sends its data and then closes with SO_LINGER 0.",
            "客户端发送数据，然后在 SO_LINGER 为 0 的情况下关闭。",
        ),
        look(
            Follows(Client, Rule::Abort),
            "No FIN: the kernel sends RST and forgets the connection, along with all that is unsent or unacknowledged.",
            "没有 FIN：内核发出 RST，随即删除这个连接，没发完的、没确认的都一起丢弃。",
        ),
        look(
            Fails(Server, Errno::ConnectionReset),
            "The server's read() fails with ECONNRESET. It cannot tell this from a crash.",
            "服务器的 read() 得到 ECONNRESET。它分不清这是故意的，还是对方崩溃了。",
        ),
        look(
            Never(Client, State::TimeWait),
            "There is no TIME-WAIT, true. So nothing keeps old segments out, and nobody knows what has arrived.",
            "确实没有 TIME-WAIT：于是没有什么挡住旧报文段，也没有谁知道哪些数据送到了。",
        ),
    ],
    breaks: &[Break {
        changes: "cp=c,z1000,s100,b;f=cD1L",
        label: both("Abort right after send(), and lose the data.", "send() 之后立即中止，并让数据丢失。"),
        then: &[
            look(
                Loses(Client, Kind::Data),
                "After an ordinary close the data would be sent again. But the client has forgotten it.",
                "若是正常关闭，数据会重传。可是客户端已经把它丢弃了。",
            ),
            look(
                Fails(Server, Errno::ConnectionReset),
                "The server only sees a reset.",
                "服务器看到的只是连接被复位。",
            ),
            look(
                NeverGets(Server, Kind::Data),
                "send() had returned 100, and yet nobody will ever get these bytes.",
                "send() 明明返回过 100，这些字节却再也不会有人收到。",
            ),
        ],
    }],
    answer: both(
        "No: along with TIME-WAIT it does away with the close itself. Data that has not arrived is thrown away, the \
         peer gets an error instead of the end of data, and old segments may get into a new connection. Reuse \
         connections, let the other side close first, or widen the range of ports; SO_LINGER 0 is for connections \
         that you mean to abort.",
        "不能：它连同 TIME-WAIT 一起，把关闭本身也取消了。还没送达的数据被丢弃，对方得到的是错误而不是数据结束，\
         旧报文段可能混进新的连接。应当复用连接，让另一方先关闭，或者扩大端口范围；SO_LINGER 0 只用于确实要中止的连接。",
    ),
    read: both("RFC 9293 §3.10.5, RFC 9293 §3.6.1", "RFC 9293 §3.10.5、RFC 9293 §3.6.1"),
    refutes: Some(both(
        "“It only skips the wait.” It skips the delivery as well.",
        "“它只是省掉了等待。”它把交付也一起省掉了。",
    )),
    stacks: &[Textbook, Rfc9293, Rfc793, Linux, FreeBsd, Windows],
};

pub const CONNECTION_RESET: Words = Words {
    title: both("ECONNRESET: did my data arrive?", "得到 ECONNRESET：我的数据送到了吗？"),
    looks: &[
        look(
            Octets(Server, 100),
            "The server's program has read the request. It may have acted on it.",
            "服务器的应用程序读到了请求，也许已经照办。",
        ),
        look(
            Sends(Server, Kind::Rst),
            "Then it aborts: RST instead of an answer.",
            "然后它中止了：发出的是 RST，而不是回复。",
        ),
        look(
            Fails(Client, Errno::ConnectionReset),
            "All that the client learns is ECONNRESET.",
            "客户端只知道一个 ECONNRESET。",
        ),
    ],
    breaks: &[Break {
        changes: "sp=a,z1200,b;f=cD1L",
        label: both(
            "Lose the request, and let the server abort all the same.",
            "让请求丢失，而服务器照样中止。",
        ),
        then: &[
            look(
                Loses(Client, Kind::Data),
                "This time the request is lost, and the server aborts before it can be sent again.",
                "这一次请求丢失了，还没来得及重传，服务器就中止了连接。",
            ),
            look(
                Fails(Client, Errno::ConnectionReset),
                "The client gets the same ECONNRESET.",
                "客户端得到的还是 ECONNRESET。",
            ),
            look(
                NeverGets(Server, Kind::Data),
                "The server has never seen the request. From the client's side the two cases cannot be told apart.",
                "服务器从未收到请求。从客户端这边看，两种情形无法区分。",
            ),
        ],
    }],
    answer: both(
        "You cannot know. A successful send() only means that your kernel has taken the data, an ACK only that the \
         peer's kernel has; and after a reset even that may have been thrown away unread. Only an answer from the \
         other program proves anything, so make requests safe to repeat.",
        "无从得知。send() 成功只表示本机内核收下了数据，ACK 只表示对方内核收下了；而复位之后，\
         连收下的也可能未读就被丢弃。只有对方应用程序的回复才算证明，所以要把请求设计成可以放心重发的。",
    ),
    read: both("RFC 9293 §3.6.1, RFC 9293 §3.10.7.4", "RFC 9293 §3.6.1、RFC 9293 §3.10.7.4"),
    refutes: Some(both(
        "“It was acknowledged, so the program has it.” The kernel sends the ACK, not the program.",
        "“已经确认，就说明应用程序收到了。”发出确认的是内核，而不是应用程序。",
    )),
    stacks: &[Textbook, Rfc9293, Rfc793, Linux, FreeBsd, Windows],
};
