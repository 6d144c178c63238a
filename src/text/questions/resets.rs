//! Resets: when a close is none, what SO_LINGER 0 does, and what an error says about the data.

use super::{Break, Words, look};
use crate::sim::Errno;
use crate::sim::Side::{Client, Server};
use crate::sim::claim::Claim::{Enters, Fails, Follows, Gets, Loses, Never, Octets, Sends};
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
            "The program calls close() without having read it. The kernel sends RST: bytes that it had acknowledged \
             are thrown away, and the peer should know.",
            "应用程序没有读它就调用 close()。内核发出 RST：已经确认过的字节被丢掉了，应当让对方知道。",
        ),
        look(
            Fails(Client, Errno::ConnectionReset),
            "The client's read() fails with ECONNRESET, even if an answer was on its way.",
            "客户端的 read() 得到 ECONNRESET，哪怕回复已经在路上。",
        ),
    ],
    breaks: &[Break {
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
    }],
    answer: both(
        "When data lies unread in the receive buffer, when data arrives after close(), and when SO_LINGER is set to \
         0. The first is why a server that rejects a request before it has read all of it often gets its error page \
         lost: read to the end, or shutdown(SHUT_WR) and drain, before you close.",
        "接收缓冲区里还有未读数据时，close() 之后还有数据到来时，以及 SO_LINGER 设为 0 时。\
         第一种正是服务器没读完请求就拒绝、错误页却常常送不到的原因：关闭之前要读完，\
         或者先 shutdown(SHUT_WR) 再把剩下的读掉。",
    ),
    read: both("RFC 9293 §3.6.1, RFC 2525 §2.17", "RFC 9293 §3.6.1、RFC 2525 §2.17"),
    refutes: Some(both(
        "“close() always sends a FIN.” It does only if the program has read everything that came.",
        "“close() 总是发出 FIN。”只有应用程序读完了所有到来的数据才是如此。",
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
            "No FIN: the kernel sends RST and forgets the connection, whatever is still unsent or unacknowledged.",
            "没有 FIN：内核发出 RST，随即忘掉这个连接，不管还有什么没发完、没确认。",
        ),
        look(
            Fails(Server, Errno::ConnectionReset),
            "The server's read() fails with ECONNRESET. It cannot tell this from a crash.",
            "服务器的 read() 得到 ECONNRESET。它分不清这是故意的，还是对方崩溃了。",
        ),
        look(
            Never(Client, State::TimeWait),
            "Indeed no TIME-WAIT: nobody protects the ports from old segments, and nobody knows what arrived.",
            "确实没有 TIME-WAIT：也就没有谁防着旧报文段，没有谁知道哪些数据送到了。",
        ),
    ],
    breaks: &[Break {
        changes: "f=cD1L",
        label: both("Lose the data before the RST.", "让 RST 之前的数据丢失。"),
        then: &[
            look(
                Loses(Client, Kind::Data),
                "An ordinary close would send it again.",
                "若是正常关闭，它会重传。",
            ),
            look(
                Follows(Client, Rule::Abort),
                "The abort throws it away. send() had returned 100, and nobody will ever have the bytes.",
                "中止把它丢弃了。send() 明明返回过 100，这些字节却再也没有人收到。",
            ),
            look(
                Fails(Server, Errno::ConnectionReset),
                "The server only sees a reset.",
                "服务器看到的只是连接被复位。",
            ),
        ],
    }],
    answer: both(
        "No: it abolishes the close together with TIME-WAIT. Data that is still under way is thrown away, the peer \
         gets an error instead of the end of data, and old segments may meet a new connection. Reuse connections, \
         let the other side close first, or widen the range of ports; SO_LINGER 0 is for connections that you mean \
         to abort.",
        "不能：它连同 TIME-WAIT 一起把关闭本身也取消了。还在途中的数据被丢弃，对方得到的是错误而不是数据结束，\
         旧报文段可能碰上新的连接。应当复用连接，让另一方先关闭，或者扩大端口范围；SO_LINGER 0 只用于存心要中止的连接。",
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
            "客户端得知的只有 ECONNRESET。",
        ),
    ],
    breaks: &[Break {
        changes: "sp=a,z2000,b;f=cD1L",
        label: both(
            "Lose the request, and let the server abort all the same.",
            "让请求丢失，而服务器照样中止。",
        ),
        then: &[
            look(
                Loses(Client, Kind::Data),
                "This time the request never arrives.",
                "这一次请求根本没有送到。",
            ),
            look(
                Fails(Client, Errno::ConnectionReset),
                "The client gets the same ECONNRESET. From its side the two cases cannot be told apart.",
                "客户端得到的还是 ECONNRESET。从它这边看，两种情形无法区分。",
            ),
        ],
    }],
    answer: both(
        "You cannot know. A successful send() only means that the kernel has taken the data; an ACK only that the \
         other kernel has; and after a reset even that may have been thrown away unread. Only an answer of the other \
         program proves anything, so make requests that can safely be repeated.",
        "无从得知。send() 成功只表示本机内核收下了数据；ACK 只表示对方内核收下了；而复位之后，\
         连收下的也可能未读就被丢弃。只有对方应用程序的回复才能证明，所以要把请求设计成可以放心重发的。",
    ),
    read: both("RFC 9293 §3.6.1, RFC 9293 §3.10.7.4", "RFC 9293 §3.6.1、RFC 9293 §3.10.7.4"),
    refutes: Some(both(
        "“It was acknowledged, so the program has it.” An ACK is the kernel's, not the program's.",
        "“已经确认，就是应用程序收到了。”确认来自内核，而不是应用程序。",
    )),
    stacks: &[Textbook, Rfc9293, Rfc793, Linux, FreeBsd, Windows],
};
