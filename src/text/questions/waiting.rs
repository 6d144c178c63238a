//! TIME-WAIT: who waits, why, how long, and what can go wrong without it.

use super::{Break, Words, look};
use crate::sim::Side::{Client, Server};
use crate::sim::claim::Claim::{Enters, Fires, Follows, GetsCopy, Loses, Never, Restarts, SendsAgain, Stays};
use crate::tcp::Stack::{FreeBsd, Linux, Rfc793, Rfc9293, Textbook, Windows};
use crate::tcp::{Kind, Rule, State, Timer};
use crate::text::both;

pub const WHO_WAITS: Words = Words {
    title: both(
        "Which side ends in TIME-WAIT, and who should close first?",
        "哪一方会进入 TIME-WAIT？应该由谁先关闭？",
    ),
    looks: &[
        look(
            Enters(Server, State::FinWait1),
            "Here the server closes first: it sends the first FIN and becomes the active closer.",
            "这里由服务器先关闭：它发出第一个 FIN，成为主动关闭的一方。",
        ),
        look(
            Enters(Client, State::CloseWait),
            "So CLOSE-WAIT is the client's this time.",
            "于是这次进入 CLOSE-WAIT 的是客户端。",
        ),
        look(
            Enters(Server, State::TimeWait),
            "The server sends the last ACK. Nobody acknowledges an ACK, so the server has to stay in case the FIN \
             comes again.",
            "最后的 ACK 由服务器发出。没有人确认这个 ACK，所以服务器必须留下来，以防 FIN 再次到来。",
        ),
        look(
            Enters(Client, State::Closed),
            "The client is done as soon as that ACK arrives.",
            "客户端一收到这个 ACK 就结束了。",
        ),
    ],
    breaks: &[Break {
        changes: "cp=c,z1000,x;sp=a,e,z2000,x",
        label: both("Let the client close first.", "让客户端先关闭。"),
        then: &[
            look(
                Enters(Client, State::TimeWait),
                "The roles are swapped, and TIME-WAIT moves to the client.",
                "角色互换，TIME-WAIT 也随之换到客户端。",
            ),
            look(
                Never(Server, State::TimeWait),
                "Nothing is left at the server. With many clients, each keeps only its own few TIME-WAITs.",
                "服务器什么都不用保留。客户端很多时，各自只保留自己那几个 TIME-WAIT。",
            ),
        ],
    }],
    answer: both(
        "The side that sends the first FIN ends in TIME-WAIT, for it also sends the last ACK. A server that closes \
         first collects one TIME-WAIT for each connection. Where the protocol leaves the choice, let the client close \
         first; and where the server has to, a TIME-WAIT costs it little memory and no port that it needs.",
        "先发出 FIN 的一方进入 TIME-WAIT，因为最后的 ACK 由它发出。服务器若先关闭，每个连接都会给它留下一个。\
         协议允许选择时，让客户端先关闭；服务器不得不先关闭时也不要紧，一个 TIME-WAIT 只占很少的内存，\
         不占用服务器所需的端口。",
    ),
    read: both("RFC 9293 §3.6, RFC 9293 §3.6.1", "RFC 9293 §3.6、RFC 9293 §3.6.1"),
    refutes: Some(both(
        "“TIME-WAIT is the client's state.” It is the active closer's, whoever that is, and both sides' when both \
         close at once.",
        "“TIME-WAIT 是客户端的状态。”它属于主动关闭的一方，不论是谁；双方同时关闭时则双方都有。",
    )),
    stacks: &[Textbook, Rfc9293, Rfc793, Linux, FreeBsd, Windows],
};

pub const LAST_ACK: Words = Words {
    title: both("What if the last ACK is lost?", "最后的 ACK 丢失了会怎样？"),
    looks: &[
        look(
            Loses(Client, Kind::Ack),
            "The last ACK is lost. The client cannot know: it is in TIME-WAIT already.",
            "最后的 ACK 丢失。客户端无从得知：它已经处于 TIME-WAIT。",
        ),
        look(
            Fires(Server, Timer::Retransmission),
            "In LAST-ACK the server's RTO expires, and it sends its FIN again.",
            "服务器处于 LAST-ACK，RTO 到期，重传 FIN。",
        ),
        look(
            Restarts(Client, Timer::TimeWait),
            "The FIN comes again: the client acknowledges it once more, and 2·MSL starts over.",
            "FIN 再次到来：客户端再确认一次，并重新开始 2·MSL。",
        ),
        look(
            Enters(Server, State::Closed),
            "This ACK arrives. The server is CLOSED; the client keeps waiting, for this ACK might have been lost, too.",
            "这个 ACK 到达了，服务器 CLOSED。客户端继续等待，因为这一个也可能丢失。",
        ),
    ],
    breaks: &[
        Break {
            changes: "cm=300",
            label: both(
                "Do almost without TIME-WAIT: set MSL to 0.3 s.",
                "几乎去掉 TIME-WAIT：把 MSL 设为 0.3 s。",
            ),
            then: &[
                look(
                    Enters(Client, State::Closed),
                    "The client forgets the connection before the FIN can come again.",
                    "FIN 还来不及重传，客户端就已经忘掉了这个连接。",
                ),
                look(
                    Follows(Client, Rule::ClosedAnswers),
                    "The FIN finds no connection: the client's kernel answers with RST, as it does to any stranger.",
                    "FIN 来了，却没有对应的连接：客户端的内核把它当成不相干的报文段，回以 RST。",
                ),
                look(
                    Follows(Server, Rule::Reset),
                    "For the server, an orderly close ends in a reset, although nothing was missing.",
                    "明明什么都没有缺，正常的关闭在服务器这边却以复位告终。",
                ),
            ],
        },
        Break {
            changes: "f=cA*L;cm=5000",
            label: both(
                "Lose every last ACK, with an MSL of 5 s.",
                "让每一个最后的 ACK 都丢失，MSL 取 5 s。",
            ),
            then: &[
                look(
                    Restarts(Client, Timer::TimeWait),
                    "Each FIN that comes again is acknowledged, and each time 2·MSL starts over.",
                    "FIN 每来一次就确认一次，每次都重新开始 2·MSL。",
                ),
                look(
                    Enters(Client, State::Closed),
                    "The pauses between the FINs double, until one is longer than 2·MSL: the client stops waiting and \
                     forgets the connection.",
                    "FIN 的间隔一次次加倍，终于超过 2·MSL：客户端不再等待，删除了这个连接。",
                ),
                look(
                    Follows(Server, Rule::Reset),
                    "The next FIN is answered with RST. TIME-WAIT makes this rare, not impossible.",
                    "下一个 FIN 得到的回答是 RST。TIME-WAIT 让这种情况很少发生，但不能完全避免。",
                ),
            ],
        },
    ],
    answer: both(
        "The server stays in LAST-ACK and sends its FIN again; the client, which is in TIME-WAIT for exactly this \
         case, acknowledges it again and starts its 2·MSL over. Without TIME-WAIT the FIN would find no connection \
         and be answered with RST, and the server would take an orderly close for a failure.",
        "服务器停在 LAST-ACK，重传 FIN；客户端正是为这种情形才停留在 TIME-WAIT，它再确认一次，并重新开始 2·MSL。\
         如果没有 TIME-WAIT，FIN 就找不到对应的连接，得到的回答是 RST，服务器会把正常的关闭当成出错。",
    ),
    read: both("RFC 9293 §3.6, RFC 9293 §3.10.7.4", "RFC 9293 §3.6、RFC 9293 §3.10.7.4"),
    refutes: Some(both(
        "“Any ACK ends LAST-ACK.” Only one that acknowledges the FIN does; until then the server keeps sending it.",
        "“任何 ACK 都能结束 LAST-ACK。”只有确认了 FIN 的才行；在此之前服务器会不断重传 FIN。",
    )),
    stacks: &[Textbook, Rfc9293, Linux, FreeBsd, Windows],
};

pub const TWO_MSL: Words = Words {
    title: both("Why does TIME-WAIT last 2·MSL, and not one?", "TIME-WAIT 为什么是 2·MSL，而不是一个 MSL？"),
    looks: &[
        look(
            Loses(Client, Kind::Ack),
            "The last ACK may live for up to one MSL; here it is lost. The wait began when it left.",
            "最后的 ACK 在途中最多存活一个 MSL；这里它丢失了。等待从它发出时就已开始。",
        ),
        look(
            SendsAgain(Server, Kind::Fin),
            "The server has waited in vain and sends its FIN again. The FIN, too, may live for up to one MSL.",
            "服务器没有等到它，重传 FIN。这个 FIN 在途中同样最多存活一个 MSL。",
        ),
        look(
            Restarts(Client, Timer::TimeWait),
            "The network delayed the FIN: more than one MSL has passed, but not yet two. The client is still there, \
             acknowledges it, and starts to wait again.",
            "网络耽搁了这个 FIN：一个 MSL 已过，两个还没到。客户端还在，于是再次确认，并重新等待。",
        ),
        look(
            Enters(Server, State::Closed),
            "The ACK arrives, and the close is orderly after all.",
            "ACK 到达，关闭终究正常完成。",
        ),
    ],
    breaks: &[Break {
        changes: "cm=2000",
        label: both(
            "Halve the wait to 4 s, which is one MSL here.",
            "把等待减半为 4 s，也就是只等一个 MSL。",
        ),
        then: &[
            look(
                Enters(Client, State::Closed),
                "One MSL was enough for the ACK to arrive or die, but the FIN that was sent again is still on its way.",
                "一个 MSL 足够 ACK 到达或消失，但重传的 FIN 还在路上。",
            ),
            look(
                Follows(Client, Rule::ClosedAnswers),
                "It comes too late and is answered with RST.",
                "它来得太晚，得到的回答是 RST。",
            ),
            look(
                Follows(Server, Rule::Reset),
                "The server's LAST-ACK ends in a reset.",
                "服务器的 LAST-ACK 以复位告终。",
            ),
        ],
    }],
    answer: both(
        "One MSL for the last ACK, which may get lost at the very end of its way; another for a FIN that the server \
         sends again up to that moment. After 2·MSL of silence no segment of the connection is left in the network \
         that could stray into a new one between the same ports. RFC 9293 sets MSL to 2 min; Linux waits 60 s in \
         all.",
        "一个 MSL 留给最后的 ACK，它可能在途中最后一刻丢失；另一个 MSL 留给服务器在此之前重传的 FIN。安静了 2·MSL 之后，\
         网络里不会再有本连接的报文段，也就不会混进同一对端口之间的新连接。RFC 9293 取 MSL 为 2 min，Linux 一共等 60 s。",
    ),
    read: both("RFC 9293 §3.6.1, RFC 9293 §3.4.2", "RFC 9293 §3.6.1、RFC 9293 §3.4.2"),
    refutes: Some(both(
        "“2·MSL is one round trip.” It is the longest life of two segments, one each way, however fast the network is.",
        "“2·MSL 就是一个往返时延。”它是一去一来两个报文段的最长寿命之和，和网络快慢无关。",
    )),
    stacks: &[Textbook],
};

pub const STRAY_RESET: Words = Words {
    title: both("Can a stray packet kill TIME-WAIT?", "一个迟到的报文段能终结 TIME-WAIT 吗？"),
    looks: &[
        look(
            Enters(Client, State::TimeWait),
            "The client waits. The server will be CLOSED as soon as the last ACK arrives.",
            "客户端在等待。服务器一收到最后的 ACK 就会 CLOSED。",
        ),
        look(
            GetsCopy(Client),
            "A second copy of an old segment arrives. Its seq lies outside the window, so TIME-WAIT answers with an \
             ACK, as the rules demand.",
            "一个旧报文段的副本到来。它的序号在窗口之外，TIME-WAIT 按规则回以 ACK。",
        ),
        look(
            Follows(Server, Rule::ClosedAnswers),
            "The server no longer has this connection and answers that ACK with RST.",
            "服务器上已经没有这个连接，于是对那个 ACK 回以 RST。",
        ),
        look(
            Follows(Client, Rule::Reset),
            "The RST has exactly the number that the client expects: TIME-WAIT ends long before 2·MSL is over.",
            "这个 RST 的序号正是客户端所期望的：2·MSL 还远没有到，TIME-WAIT 就结束了。",
        ),
    ],
    breaks: &[
        Break {
            changes: "ct=r",
            label: both(
                "Let TIME-WAIT ignore resets, as RFC 1337 proposes.",
                "照 RFC 1337 的建议，让 TIME-WAIT 忽略 RST。",
            ),
            then: &[
                look(Follows(Client, Rule::Rfc1337), "The RST is dropped.", "RST 被丢弃。"),
                look(
                    Follows(Client, Rule::TimeWaitOver),
                    "TIME-WAIT lasts its full 2·MSL.",
                    "TIME-WAIT 完整地持续 2·MSL。",
                ),
                look(
                    Stays(Client, State::Closed),
                    "Only then does the client delete the connection.",
                    "直到这时，客户端才删除这个连接。",
                ),
            ],
        },
        Break {
            changes: "ck=freebsd",
            label: both("Put FreeBSD at the client's end.", "让客户端改用 FreeBSD。"),
            then: &[look(
                Follows(Client, Rule::Rfc1337),
                "FreeBSD takes no RST in TIME-WAIT: the stray packet changes nothing.",
                "FreeBSD 在 TIME-WAIT 中不理会 RST：迟到的报文段改变不了什么。",
            )],
        },
    ],
    answer: both(
        "Yes, and it takes no attacker: an old duplicate makes TIME-WAIT answer, and the peer, which has forgotten \
         the connection, resets it. RFC 1337 calls this TIME-WAIT assassination and proposes to ignore RST in \
         TIME-WAIT. FreeBSD always does so, Linux only with net.ipv4.tcp_rfc1337 = 1.",
        "能，而且不需要有人存心捣乱：旧的重复报文段引出 TIME-WAIT 的应答，而对方早已删除这个连接，便回以 RST。\
         RFC 1337 称之为 TIME-WAIT 暗杀（TIME-WAIT assassination），建议在 TIME-WAIT 中忽略 RST。FreeBSD 一向如此，\
         Linux 只在 net.ipv4.tcp_rfc1337 = 1 时这样做。",
    ),
    read: both(
        "RFC 1337 §1, RFC 1337 §3, RFC 9293 §3.10.7.4",
        "RFC 1337 §1、RFC 1337 §3、RFC 9293 §3.10.7.4",
    ),
    refutes: Some(both(
        "“TIME-WAIT always lasts 2·MSL.” By RFC 9293 a RST with the expected number ends it at once.",
        "“TIME-WAIT 一定会持续 2·MSL。”按 RFC 9293，序号恰好等于期望值的 RST 会立即终结它。",
    )),
    stacks: &[Textbook, Rfc9293, Rfc793, Linux],
};
