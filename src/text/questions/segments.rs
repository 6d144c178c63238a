//! Which segments a close takes, what they say, and what becomes of those that are lost.

use super::{Break, Words, look};
use crate::sim::Side::{Client, Server};
use crate::sim::claim::Claim::{
    Enters, Fires, Follows, Gets, Loses, NeverSends, ReadsEnd, Sends, SendsAgain, Stays,
};
use crate::tcp::Stack::{FreeBsd, Linux, Rfc793, Rfc9293, Textbook, Windows};
use crate::tcp::{Kind, Rule, State, Timer};
use crate::text::both;

pub const FOUR_SEGMENTS: Words = Words {
    title: both(
        "Why does closing take four segments and opening three – and why does my capture show three?",
        "为什么关闭要四个报文段、建立只要三个？为什么我抓包只看到三个？",
    ),
    looks: &[
        look(
            Sends(Server, Kind::SynAck),
            "Opening: one segment carries the server's SYN and its ACK of the client's SYN. A listener is always \
             ready, so nothing has to wait.",
            "建立连接：服务器的 SYN 和对客户端 SYN 的确认放在同一个报文段里。监听的一方早已就绪，不需要等待什么。",
        ),
        look(
            Enters(Client, State::FinWait1),
            "The client's close() sends its FIN. A FIN says only one thing: I have no more to send.",
            "客户端调用 close()，发出 FIN。FIN 只表示一件事：我没有数据要发送了。",
        ),
        look(
            Enters(Server, State::CloseWait),
            "The server's kernel acknowledges it without asking the program. The server's own FIN has to wait: only \
             the program knows whether there is more to send.",
            "服务器的内核不必等应用程序，自行确认。服务器自己的 FIN 却必须等：还有没有数据要发，只有应用程序知道。",
        ),
        look(
            Enters(Server, State::LastAck),
            "The server's program calls close(), and only now does its FIN leave: in a segment of its own, for the \
             ACK left long ago.",
            "服务器的应用程序调用 close()，FIN 这时才发出。确认早已发走，所以 FIN 只能单独用一个报文段。",
        ),
        look(
            Enters(Client, State::TimeWait),
            "The client acknowledges it: segment four.",
            "客户端对它作出确认：第四个报文段。",
        ),
    ],
    breaks: &[Break {
        changes: "sp=a,e,x",
        label: both("Let the server close as soon as read() returns 0.", "让服务器一读到 0 就关闭。"),
        then: &[
            look(
                NeverSends(Server, Kind::Ack),
                "ACK and FIN have shared one segment, for the program closed before the ACK had left. That is your \
                 capture with three.",
                "应用程序赶在 ACK 发走之前关闭，ACK 和 FIN 便合在一个报文段里。抓包只有三个，就是这种情形。",
            ),
            look(
                Stays(Server, State::Closed),
                "Nothing is missing: both directions are closed, and both FINs are acknowledged.",
                "什么都没有缺：两个方向都已关闭，两个 FIN 都得到了确认。",
            ),
        ],
    }],
    answer: both(
        "A listener can acknowledge a SYN and send its own in one segment. A FIN ends one direction only: the kernel \
         acknowledges it by itself, but the other FIN leaves only when the other program closes. If that happens \
         before the ACK has left, both share a segment, and a close in three segments is just as correct as one in \
         four.",
        "监听的一方可以用一个报文段既确认对方的 SYN，又发出自己的 SYN。FIN 只结束一个方向：内核自行确认，\
         另一个 FIN 却要等另一方的应用程序关闭才发出。如果应用程序赶在 ACK 发走之前关闭，两者就合在一个报文段里；\
         三个报文段的关闭和四个的一样正确。",
    ),
    read: both(
        "RFC 9293 §3.5, RFC 9293 §3.6, RFC 9293 §3.8.6.3",
        "RFC 9293 §3.5、RFC 9293 §3.6、RFC 9293 §3.8.6.3",
    ),
    refutes: Some(both(
        "“A close always takes four segments.” Four is what it takes when the second program closes later. Three are \
         common; and when two FINs cross, there are four again, in another order.",
        "“关闭一定是四个报文段。”只有另一方稍后才关闭时才是四个；三个也很常见；两个 FIN 交错时又是四个，但次序不同。",
    )),
    stacks: &[Textbook, Linux],
};

pub const NUMBERS: Words = Words {
    title: both(
        "Which seq and ack do the segments carry – and why does a FIN take a number?",
        "各报文段的 seq 和 ack 是多少？FIN 为什么要占一个序号？",
    ),
    looks: &[
        look(
            Sends(Client, Kind::Fin),
            "The client's FIN has seq=u: the number after the last byte that it sent. It carries no data.",
            "客户端的 FIN：seq=u，即已发送数据最后一个字节的序号加 1。它不携带数据。",
        ),
        look(
            Enters(Server, State::CloseWait),
            "The ACK says u+1, the number that the server expects next. So the FIN has used up number u, without any \
             data.",
            "确认号是 u+1，即服务器期望的下一个序号。可见 FIN 虽不带数据，却占用了序号 u。",
        ),
        look(
            Sends(Server, Kind::Data),
            "The connection is half-closed, and the server still sends. Its bytes are numbered from v on; ack stays \
             u+1.",
            "半关闭期间服务器还在发送。它的字节从 v 接着编号；ack 仍是 u+1。",
        ),
        look(
            Enters(Server, State::LastAck),
            "So its FIN has seq=w, not v: w comes after the data sent in between.",
            "因此它的 FIN 是 seq=w，而不是 v：w 排在这期间发出的数据之后。",
        ),
        look(
            Enters(Client, State::TimeWait),
            "The last ACK has seq=u+1, for the client's own FIN took u, and ack=w+1. An ACK alone takes no number.",
            "最后的 ACK：seq=u+1，因为客户端自己的 FIN 占用了 u；ack=w+1。单独的 ACK 不占用序号。",
        ),
    ],
    breaks: &[Break {
        changes: "f=cF1L",
        label: both("Lose the client's FIN.", "让客户端的 FIN 丢失。"),
        then: &[
            look(
                SendsAgain(Client, Kind::Fin),
                "The same FIN is sent again, still with seq=u. Its number shows that it is the same FIN, not another \
                 one.",
                "同一个 FIN 再次发出，seq 还是 u。序号说明它就是原来的那一个，而不是另一个。",
            ),
            look(
                Enters(Server, State::CloseWait),
                "Only when the FIN has arrived can the server answer with ack=u+1. That is what the FIN's number is \
                 for.",
                "只有 FIN 到达了，服务器才会回以 ack=u+1。FIN 占用序号，正是为此。",
            ),
        ],
    }],
    answer: both(
        "A segment's seq is the number of its first byte, its ack the next number that its sender expects. SYN and \
         FIN count as one byte each, so that they can be acknowledged unambiguously, sent again when lost, and kept \
         in order with the data. An ACK alone takes no number, so it is neither acknowledged nor sent again.",
        "报文段的 seq 是它第一个字节的序号，ack 是其发送方期望收到的下一个序号。SYN 和 FIN 各算一个字节，\
         这样它们才能得到明确的确认，丢失后能够重传，并且和数据排好先后。单独的 ACK 不占用序号，\
         所以既没有人确认，也不会重传。",
    ),
    read: both("RFC 9293 §3.4, RFC 9293 §3.3.1", "RFC 9293 §3.4、RFC 9293 §3.3.1"),
    refutes: Some(both(
        "“Every segment makes seq grow by one.” An ACK alone takes no number: the next segment of its sender has the \
         same seq.",
        "“每个报文段都让序号加 1。”单独的 ACK 不占用序号：同一方的下一个报文段 seq 不变。",
    )),
    stacks: &[Textbook, Rfc9293, Linux, FreeBsd, Windows],
};

pub const WHICH_LOST: Words = Words {
    title: both(
        "What if segment 1, 2 or 3 of the close is lost?",
        "关闭时第 1、第 2 或第 3 个报文段丢失了会怎样？",
    ),
    looks: &[
        look(
            Loses(Client, Kind::Fin),
            "Segment 1, the client's FIN, is lost. Nobody tells the client, and the server knows nothing of it.",
            "第 1 个报文段，也就是客户端的 FIN 丢失。没有谁告诉客户端，服务器也一无所知。",
        ),
        look(
            Fires(Client, Timer::Retransmission),
            "No ACK has come within the RTO: the same FIN is sent again, and the RTO doubles.",
            "RTO 之内没有收到确认：同一个 FIN 重传，RTO 加倍。",
        ),
        look(
            Enters(Server, State::CloseWait),
            "This one arrives, and the close goes on as if nothing had happened.",
            "FIN 到达了，关闭照常继续，仿佛什么都没有发生过。",
        ),
    ],
    breaks: &[
        Break {
            changes: "f=sA1L",
            label: both(
                "Lose segment 2 instead, the server's ACK.",
                "改为让第 2 个报文段，即服务器的 ACK 丢失。",
            ),
            then: &[
                look(
                    Loses(Server, Kind::Ack),
                    "An ACK alone is never sent again. The client stays in FIN-WAIT-1.",
                    "单独的 ACK 从不重传。客户端停在 FIN-WAIT-1。",
                ),
                look(
                    Enters(Client, State::TimeWait),
                    "Whatever comes next makes up for it: the server's FIN carries the same ack, or the client's \
                     FIN comes again and is acknowledged again.",
                    "后来的报文段会弥补它：服务器的 FIN 带着同样的 ack；或者客户端重传 FIN，再得到一次确认。",
                ),
            ],
        },
        Break {
            changes: "f=sF1L",
            label: both(
                "Lose segment 3 instead, the server's FIN.",
                "改为让第 3 个报文段，即服务器的 FIN 丢失。",
            ),
            then: &[
                look(
                    Loses(Server, Kind::Fin),
                    "The server waits in LAST-ACK, the client in FIN-WAIT-2, for which the RFC has no timer.",
                    "服务器在 LAST-ACK 等待，客户端在 FIN-WAIT-2 等待，RFC 没有给后者规定计时器。",
                ),
                look(
                    SendsAgain(Server, Kind::Fin),
                    "The server's RTO expires, and its FIN is sent again. Each side looks after its own FIN.",
                    "服务器的 RTO 到期，FIN 重传。每一方都为自己的 FIN 负责。",
                ),
            ],
        },
    ],
    answer: both(
        "A lost FIN is sent again by its sender when the RTO expires, with the same seq. A lost ACK is never sent \
         again on its own account: either a later segment carries the same ack, or the FIN that it was for comes \
         again and asks for it. The loss of segment 4 is the reason for TIME-WAIT.",
        "FIN 丢失，由发送方在 RTO 到期后以同样的 seq 重传。ACK 丢失，不会自行重传：要么后面的报文段带有同样的 ack，\
         要么它所确认的 FIN 再次到来，再要一次确认。第 4 个报文段也会丢失，这正是 TIME-WAIT 存在的理由。",
    ),
    read: both("RFC 9293 §3.8.1, RFC 6298 §5", "RFC 9293 §3.8.1、RFC 6298 §5"),
    refutes: Some(both(
        "“A lost ACK is sent again, too.” Only what takes sequence numbers is timed and sent again: data, SYN and FIN.",
        "“ACK 丢了也会超时重传。”只有占用序号的内容才会计时和重传：数据、SYN 和 FIN。",
    )),
    stacks: &[Textbook, Rfc9293, Linux, FreeBsd, Windows],
};

pub const CLOSE_OR_SHUTDOWN: Words = Words {
    title: both("close() or shutdown(SHUT_WR)?", "该用 close() 还是 shutdown(SHUT_WR)？"),
    looks: &[
        look(
            Enters(Client, State::FinWait1),
            "shutdown(SHUT_WR) sends the FIN and leaves the socket open: the client can still read.",
            "shutdown(SHUT_WR) 发出 FIN，套接字仍然打开：客户端还可以读。",
        ),
        look(
            Sends(Server, Kind::Data),
            "In CLOSE-WAIT the server sends its answer. It may take its time.",
            "服务器在 CLOSE-WAIT 中发出回复，早一些晚一些都可以。",
        ),
        look(
            Enters(Client, State::TimeWait),
            "The client has received the data, and then the server's FIN.",
            "客户端先收下数据，然后收到服务器的 FIN。",
        ),
        look(
            ReadsEnd(Client),
            "read() returns 0: now the client knows that the server has closed as well, and that nothing is missing.",
            "read() 返回 0：客户端由此知道服务器也已关闭，数据已经收全。",
        ),
    ],
    breaks: &[Break {
        changes: "cp=c,z1000,x",
        label: both("Let the client call close() instead.", "让客户端改为调用 close()。"),
        then: &[
            look(
                Follows(Client, Rule::DataAfterClose),
                "The answer arrives, and nobody is there to read it: the client's kernel sends RST.",
                "回复到了，却没有人来读：客户端的内核发出 RST。",
            ),
            look(
                Follows(Server, Rule::Reset),
                "The server's connection is gone. If it wrote any more, send() would fail, although it did nothing \
                 wrong.",
                "服务器的连接没有了。再发送就会失败，尽管它什么也没做错。",
            ),
        ],
    }],
    answer: both(
        "shutdown(SHUT_WR) ends one direction: it sends the FIN, and reading goes on until the peer's FIN. close() \
         gives up the socket: if data still comes, most systems answer with RST. To get the whole answer, call \
         shutdown(SHUT_WR), read until read() returns 0, and then close().",
        "shutdown(SHUT_WR) 只结束一个方向：发出 FIN，读则继续，直到对方的 FIN 到来。\
         close() 是把套接字交还给系统：此后若还有数据到来，多数系统回以 RST。想收全回复，\
         就先 shutdown(SHUT_WR)，一直读到 0，再 close()。",
    ),
    read: both("RFC 9293 §3.6, RFC 9293 §3.6.1", "RFC 9293 §3.6、RFC 9293 §3.6.1"),
    refutes: Some(both(
        "“close() waits until the peer has everything.” By default it returns at once; the kernel goes on alone, and \
         nobody is left to learn of a failure.",
        "“close() 会等对方收完数据。”默认情况下它立即返回；余下的由内核独自完成，出了错也没有人得知。",
    )),
    stacks: &[Linux],
};

pub const CLOSING: Words = Words {
    title: both("Both sides close at once: what is CLOSING?", "双方同时关闭：CLOSING 是什么状态？"),
    looks: &[
        look(
            Sends(Server, Kind::Fin),
            "Both programs call close() before either FIN has arrived: the two FINs cross on the way.",
            "两边的应用程序都在对方的 FIN 到达之前调用了 close()：两个 FIN 在途中交错。",
        ),
        look(
            Enters(Server, State::Closing),
            "A FIN arrives while the server's own is not yet acknowledged. That is CLOSING: all has been said, only \
             one ACK is missing.",
            "FIN 到来时，服务器自己的 FIN 还没有得到确认。这就是 CLOSING：话都说完了，只差一个 ACK。",
        ),
        look(
            Enters(Client, State::Closing),
            "The same happens to the client. Neither side passes through CLOSE-WAIT or LAST-ACK.",
            "客户端的情形相同。双方都不经过 CLOSE-WAIT 和 LAST-ACK。",
        ),
        look(
            Enters(Server, State::TimeWait),
            "The missing ACKs arrive, and both sides wait 2·MSL: each has sent an ACK that may be lost.",
            "缺少的 ACK 到达，双方都等待 2·MSL：每一方都发出过一个可能丢失的 ACK。",
        ),
    ],
    breaks: &[Break {
        changes: "f=sF1H3000",
        label: both("Hold the server's FIN back for a while.", "让服务器的 FIN 晚一些到达。"),
        then: &[
            look(
                Enters(Client, State::FinWait2),
                "The ACK arrives before the FIN, so the client takes the usual way through FIN-WAIT-2.",
                "ACK 赶在 FIN 之前到达，于是客户端走的是经过 FIN-WAIT-2 的通常路线。",
            ),
            look(
                Enters(Client, State::TimeWait),
                "Both sides still end in TIME-WAIT, for both made an active close.",
                "双方最后仍然都进入 TIME-WAIT，因为两边都是主动关闭。",
            ),
        ],
    }],
    answer: both(
        "The state between a FIN that came early and an ACK that is still missing. If both sides close before they \
         have seen the other's FIN, both close actively: each receives a FIN while its own is not acknowledged, goes \
         to CLOSING, and when the ACK comes to TIME-WAIT. It takes four segments as usual, and both ends wait.",
        "对方的 FIN 已到、对自己 FIN 的确认还没到，这时的状态就是 CLOSING。双方都在收到对方的 FIN 之前关闭，\
         就都是主动关闭：每一方都在自己的 FIN 得到确认之前收到 FIN，进入 CLOSING，等 ACK 到来再进入 TIME-WAIT。\
         关闭同样用四个报文段，而两端都要等待。",
    ),
    read: both("RFC 9293 §3.6, RFC 9293 §3.10.7.4", "RFC 9293 §3.6、RFC 9293 §3.10.7.4"),
    refutes: Some(both(
        "“In FIN-WAIT-1 a FIN leads to TIME-WAIT.” Only if it acknowledges our own FIN as well; otherwise to CLOSING.",
        "“在 FIN-WAIT-1 收到 FIN 就进入 TIME-WAIT。”只有它同时确认了自己的 FIN 才是如此；否则进入 CLOSING。",
    )),
    stacks: &[Textbook, Rfc9293, Rfc793, Linux, FreeBsd, Windows],
};

pub const FIN_OVERTAKES: Words = Words {
    title: both("What if a FIN overtakes data?", "FIN 赶在数据之前到达会怎样？"),
    looks: &[
        look(
            Gets(Server, Kind::Fin),
            "The FIN arrives first. Its seq shows that bytes before it are missing, so the server acknowledges what \
             it has and stays ESTABLISHED.",
            "FIN 先到。它的 seq 说明前面还缺数据，于是服务器只确认已有的部分，仍处于 ESTABLISHED。",
        ),
        look(
            Enters(Server, State::CloseWait),
            "The data fills the gap: the bytes are delivered first, then the FIN takes effect. One ACK covers both.",
            "数据补上了缺口：先交付数据，然后 FIN 才生效。一个 ACK 同时确认两者。",
        ),
        look(
            ReadsEnd(Server),
            "The program reads the bytes, and only after the last of them gets the end of data.",
            "应用程序先读到数据，读完最后一个字节才读到数据结束。",
        ),
    ],
    breaks: &[Break {
        changes: "f=cD1L",
        label: both("Lose the data instead.", "改为让数据丢失。"),
        then: &[
            look(
                Fires(Client, Timer::Retransmission),
                "The client has long been in FIN-WAIT-1, and still sends the data again: to close means to send \
                 nothing new, not to give up what was sent.",
                "客户端早已进入 FIN-WAIT-1，仍然重传数据：关闭表示不再发送新的数据，并不放弃已经发送的。",
            ),
            look(
                Enters(Server, State::CloseWait),
                "The FIN takes effect only once the bytes before it are there.",
                "前面的字节都到齐，FIN 才生效。",
            ),
        ],
    }],
    answer: both(
        "Nothing is lost. The FIN's sequence number comes after the last byte, and a receiver takes numbers in \
         order: a FIN beyond a gap is kept, or is sent again, and takes effect when all before it has arrived. That \
         is why the end of data is as reliable as the data.",
        "什么都不会丢。FIN 的序号排在最后一个字节之后，接收方按序号依次处理：越过缺口的 FIN 先保存起来，\
         或者等它重传，等前面的数据到齐才生效。所以“数据结束”和数据本身一样可靠。",
    ),
    read: both("RFC 9293 §3.10.7.4, RFC 9293 §3.4", "RFC 9293 §3.10.7.4、RFC 9293 §3.4"),
    refutes: Some(both(
        "“A FIN that arrives early cuts the data off.” It changes no state until the gap before it is filled.",
        "“FIN 提前到达会截断数据。”在前面的缺口补上之前，它不引起任何状态变化。",
    )),
    stacks: &[Textbook, Rfc9293, Linux, FreeBsd, Windows],
};
