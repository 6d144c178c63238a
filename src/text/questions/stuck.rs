//! Connections that stay where they are: CLOSE-WAIT, FIN-WAIT-2, half-open ones.

use super::{Break, Words, look};
use crate::sim::Errno;
use crate::sim::Side::{Client, Server};
use crate::sim::claim::Claim::{Crowd, Enters, Fails, Follows, Loses, Opens, ReadsEnd, SendsAgain, Stays};
use crate::sim::claim::Crowded::{AlwaysADescriptor, NoDescriptor};
use crate::tcp::Stack::{FreeBsd, Linux, Textbook, Windows};
use crate::tcp::{Kind, Rule, State};
use crate::text::both;

pub const CLOSE_WAIT: Words = Words {
    title: both("Why is my server full of CLOSE-WAIT?", "服务器上为什么堆满了 CLOSE-WAIT？"),
    looks: &[
        look(
            Enters(Server, State::CloseWait),
            "The client's FIN arrives. The kernel acknowledges it without asking the program: kernel and client have \
             done their part.",
            "客户端的 FIN 到达。内核不必等应用程序，自行确认：内核和客户端都做完了该做的。",
        ),
        look(
            ReadsEnd(Server),
            "read() returns 0: the program learns that no more will come. Now it should call close().",
            "read() 返回 0：应用程序得知不会再有数据。此刻就该调用 close()。",
        ),
        look(
            Crowd(NoDescriptor),
            "Every client leaves one more behind, until the process has reached its limit of open descriptors: \
             accept() fails with EMFILE.",
            "每来一个客户端就多留下一个，直到进程打开的描述符达到上限：accept() 失败，得到 EMFILE。",
        ),
        look(
            Stays(Server, State::CloseWait),
            "The program never calls close(), and no timer ends CLOSE-WAIT: the socket and its descriptor stay until \
             the process ends.",
            "应用程序始终没有调用 close()，也没有计时器会结束 CLOSE-WAIT：套接字和描述符会一直占用到进程结束。",
        ),
    ],
    breaks: &[Break {
        changes: "sp=a,e,x",
        label: both(
            "Fix it: close once read() has returned 0.",
            "修好它：read() 返回 0 之后就调用 close()。",
        ),
        then: &[
            look(
                Enters(Server, State::LastAck),
                "The FIN leaves, and CLOSE-WAIT is over.",
                "FIN 发出，CLOSE-WAIT 结束。",
            ),
            look(Stays(Server, State::Closed), "Nothing is left at the server.", "服务器上什么也没有留下。"),
            look(
                Crowd(AlwaysADescriptor),
                "Descriptors are freed as fast as they are taken. No accept() fails.",
                "描述符随用随还，没有一次 accept() 失败。",
            ),
        ],
    }],
    answer: both(
        "Because the server's own program does not call close() after the client has closed; neither the network \
         nor the client nor a kernel setting is to blame. Look for an error path that misses close(), a pool that \
         keeps dead connections, a thread that is stuck on the way, or a child process that has inherited the \
         descriptor. When descriptors run out, accept() fails with EMFILE, and the server takes no new clients.",
        "因为客户端关闭之后，服务器自己的应用程序没有调用 close()；不怪网络，不怪客户端，\
         也不是内核参数的问题。查一查：有没有哪条出错路径漏掉了 close()，有没有连接池留着已死的连接，\
         有没有线程卡在半路，有没有子进程继承了描述符。描述符用完之后，accept() 得到 EMFILE，\
         服务器就再也接不了新连接。",
    ),
    read: both("RFC 9293 §3.6, RFC 9293 §3.3.2", "RFC 9293 §3.6、RFC 9293 §3.3.2"),
    refutes: Some(both(
        "“CLOSE-WAIT means that the server did not send segment 2, the ACK.” The kernel always sends it; that is how \
         CLOSE-WAIT begins. What is missing is the program's close(), and with it the FIN.",
        "“CLOSE-WAIT 是因为服务器没有发出第 2 个报文段，即 ACK。”内核总会发出它，CLOSE-WAIT 正是这样开始的。\
         缺的是应用程序的 close()，因而也就缺了 FIN。",
    )),
    stacks: &[Textbook, Linux, FreeBsd, Windows],
};

pub const FIN_WAIT_2: Words = Words {
    title: both("Stuck in FIN-WAIT-2: for how long?", "卡在 FIN-WAIT-2：会停多久？"),
    looks: &[
        look(
            Enters(Client, State::FinWait2),
            "The client's FIN is acknowledged. Only the server's FIN leads on from here, and the RFC sets no limit.",
            "客户端的 FIN 得到了确认。接下来只能等服务器的 FIN，而 RFC 没有规定期限。",
        ),
        look(
            Follows(Client, Rule::FinWait2Over),
            "The program called close(), so nobody can read any more. The system has waited for a while (on Linux for \
             60 s, tcp_fin_timeout), and now drops the connection without sending anything.",
            "应用程序调用的是 close()，已经没有人会读。系统等了一阵（Linux 上是 60 s，即 tcp_fin_timeout），\
             这时丢弃连接，不发送任何报文段。",
        ),
        look(
            Stays(Server, State::CloseWait),
            "The server learns nothing of it and stays in CLOSE-WAIT.",
            "服务器对此一无所知，停在 CLOSE-WAIT。",
        ),
    ],
    breaks: &[Break {
        changes: "cp=c,z1000,h,e,x",
        label: both(
            "Let the client call shutdown(SHUT_WR) and read on.",
            "让客户端改用 shutdown(SHUT_WR)，并继续读。",
        ),
        then: &[look(
            Stays(Client, State::FinWait2),
            "Now a program waits for data, so no timer runs: FIN-WAIT-2 lasts until the server closes.",
            "这时有应用程序在等数据，所以没有计时器：服务器多久不关闭，FIN-WAIT-2 就持续多久。",
        )],
    }],
    answer: both(
        "By the RFC, for ever; systems limit it once no program holds the socket any more: to 60 s on Linux \
         (tcp_fin_timeout), to about 11 min on FreeBSD (60 s with fast_finwait2_recycle). After shutdown() alone \
         there is no limit. tcp_fin_timeout does not touch TIME-WAIT, which on Linux is 60 s, fixed in the source.",
        "按 RFC 是无限期；不再有应用程序持有套接字时，系统才加以限制：Linux 是 60 s（tcp_fin_timeout），\
         FreeBSD 约 11 min（打开 fast_finwait2_recycle 则为 60 s）。如果只调用了 shutdown()，就没有期限。\
         tcp_fin_timeout 不影响 TIME-WAIT：Linux 的 TIME-WAIT 固定为 60 s，写死在源码里。",
    ),
    read: both("RFC 9293 §3.6, RFC 9293 §3.3.2", "RFC 9293 §3.6、RFC 9293 §3.3.2"),
    refutes: Some(both(
        "“tcp_fin_timeout shortens TIME-WAIT.” It does not: it limits FIN-WAIT-2 of sockets that no program holds.",
        "“调小 tcp_fin_timeout 能缩短 TIME-WAIT。”不能：它限制的是没有应用程序持有的套接字的 FIN-WAIT-2。",
    )),
    stacks: &[Linux, FreeBsd],
};

pub const HALF_OPEN: Words = Words {
    title: both(
        "One side CLOSED, the other CLOSE-WAIT, and a new SYN ignored: whose bug is it?",
        "一边 CLOSED，另一边 CLOSE-WAIT，新的 SYN 没人理：是谁的错？",
    ),
    looks: &[
        look(
            Follows(Client, Rule::FinWait2Over),
            "The server never closed, and the client's system has given up FIN-WAIT-2. One end is CLOSED, the other \
             in CLOSE-WAIT: the connection is half-open.",
            "服务器始终没有关闭，客户端的系统不再等待，结束了 FIN-WAIT-2。一端 CLOSED，一端 CLOSE-WAIT：这就是半开连接。",
        ),
        look(
            Opens(Client),
            "Later the client happens to use the same port again. Its SYN meets the old CLOSE-WAIT, not the listener.",
            "后来客户端恰好又用到同一个端口。它的 SYN 碰上的是旧的 CLOSE-WAIT，而不是监听套接字。",
        ),
        look(
            Follows(Server, Rule::SynChallenged),
            "No SYN,ACK comes: CLOSE-WAIT answers with an ACK of the old connection, a challenge to see whether the \
             client still knows it.",
            "没有 SYN,ACK：CLOSE-WAIT 回以旧连接的 ACK，这是质询，看客户端是否还记得这个连接。",
        ),
        look(
            Follows(Server, Rule::Reset),
            "The client does not, and answers with RST: only now is the leaked connection gone.",
            "客户端已经不记得，便回以 RST：泄漏的连接这才消失。",
        ),
        look(
            Enters(Server, State::SynReceived),
            "The client sends its SYN again after the RTO, and this one finds the listener.",
            "RTO 之后客户端重传 SYN，这一次才找到监听套接字。",
        ),
    ],
    breaks: &[Break {
        changes: "f=cR*L",
        label: both("Let a firewall swallow the client's RST.", "让防火墙吞掉客户端的 RST。"),
        then: &[
            look(
                Loses(Client, Kind::Rst),
                "The firewall knows no connection for this RST and drops it.",
                "防火墙不认得这个 RST 属于哪个连接，把它丢弃。",
            ),
            look(
                SendsAgain(Client, Kind::Syn),
                "Every further SYN gets nothing but the same ACK.",
                "之后的每个 SYN 得到的都只是同样的 ACK。",
            ),
            look(
                Fails(Client, Errno::TimedOut),
                "connect() fails with ETIMEDOUT: a leak in one program has made another fail.",
                "connect() 失败，得到 ETIMEDOUT：一个程序的泄漏连累了另一个程序。",
            ),
        ],
    }],
    answer: both(
        "The server program's: it never called close(), so the pair of ports stays taken at its end. TCP repairs \
         that by challenge ACK and RST, one RTO late; where a firewall drops one of the two, every connect() from \
         that port hangs until it times out. Add the missing close(); all else is a symptom.",
        "是服务器的应用程序：它没有调用 close()，这对端口在它那一端就一直占着。TCP 能用质询 ACK 和 RST 修复，\
         只是晚一个 RTO；如果防火墙丢掉了其中一个，从这个端口发起的 connect() 就会一直等到超时。要补上的是漏掉的 close()，其余都只是症状。",
    ),
    read: both("RFC 5961 §4, RFC 9293 §3.5.1", "RFC 5961 §4、RFC 9293 §3.5.1"),
    refutes: Some(both(
        "“The server ignores the SYN, so it is overloaded.” It answers each one, but on behalf of the old connection.",
        "“服务器不理 SYN，一定是过载了。”它每个都回答了，只不过是替旧连接回答的。",
    )),
    stacks: &[Linux],
};

pub const CABLE_CUT: Words = Words {
    title: both(
        "What if the peer crashes or the cable is cut in the middle of a close?",
        "关闭到一半，对方崩溃或网线断了会怎样？",
    ),
    looks: &[
        look(
            Loses(Client, Kind::Fin),
            "The cable is cut, and the client's FIN goes nowhere.",
            "线路断了，客户端的 FIN 没有送到任何地方。",
        ),
        look(
            SendsAgain(Client, Kind::Fin),
            "No ACK comes, so the FIN is sent again and again, and the pauses double up to a limit.",
            "没有确认，FIN 便一次次重传，间隔逐次加倍，直到上限。",
        ),
        look(
            Follows(Client, Rule::GiveUp),
            "In the end the client gives up, without sending anything. It never learns what became of the server.",
            "最后客户端放弃，不再发送任何报文段。服务器究竟怎么样了，它无从得知。",
        ),
        look(
            Stays(Server, State::Established),
            "The server has heard nothing and is still ESTABLISHED: the connection is half-open. As it sends nothing, \
             nothing can fail.",
            "服务器什么也没收到，仍是 ESTABLISHED：这就是半开连接。它什么都不发送，也就发现不了出错。",
        ),
    ],
    breaks: &[
        Break {
            changes: "x=500,12000",
            label: both("Repair the cable in time.", "让线路及时修好。"),
            then: &[
                look(
                    Enters(Server, State::CloseWait),
                    "The next FIN gets through, and the close goes on. To TCP, a cut is no more than a few losses.",
                    "下一个重传的 FIN 送达，关闭继续进行。对 TCP 来说，断线无非是丢了几个报文段。",
                ),
                look(Stays(Server, State::Closed), "Both ends finish in order.", "两端都正常结束。"),
            ],
        },
        Break {
            changes: "x=;sp=a,z500,b;f=sR1L",
            label: both(
                "Let the server forget the connection, as after a crash: its RST is lost.",
                "让服务器忘掉这个连接，就像崩溃之后：它的 RST 丢失。",
            ),
            then: &[
                look(
                    Follows(Server, Rule::ClosedAnswers),
                    "The client's FIN reaches a host that knows no such connection any more: the answer is RST.",
                    "客户端的 FIN 到了一台已经不认得这个连接的主机：回答是 RST。",
                ),
                look(
                    Follows(Client, Rule::Reset),
                    "One round trip, and the client knows. A restarted peer is found out sooner than a silent one.",
                    "一个往返，客户端就知道了。重新启动的对方，比沉默的对方更快被发现。",
                ),
            ],
        },
    ],
    answer: both(
        "TCP cannot tell a crash from a slow network: it sends the FIN again, with growing pauses, and gives up after \
         a few minutes. An end that only waits for data and sends nothing never notices; that takes keep-alive or a \
         timeout in the program. If the peer has restarted, it answers with RST, and this end is closed at once.",
        "TCP 分不清对方是崩溃了，还是网络太慢：它以越来越长的间隔重传 FIN，几分钟后放弃。\
         只等数据、什么也不发送的一端永远不会察觉：这要靠保活（keep-alive）或应用程序自己的超时。\
         对方主机若已重新启动，就会回以 RST，这一端随即关闭。",
    ),
    read: both("RFC 9293 §3.8.3, RFC 9293 §3.5.1", "RFC 9293 §3.8.3、RFC 9293 §3.5.1"),
    refutes: Some(both(
        "“TCP notices when the cable is cut.” It does not. It only notices that an ACK is missing, if it sent anything.",
        "“网线断了 TCP 会知道。”它不知道。它只会发现没有确认，而且前提是它发送过什么。",
    )),
    stacks: &[Textbook, Linux],
};
