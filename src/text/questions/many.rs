//! Ports, many connections, and one connection after another over the same ports.

use super::{Break, Words, look};
use crate::sim::Errno;
use crate::sim::Side::{Client, Server};
use crate::sim::claim::Claim::{Crowd, Enters, Fails, Follows, Gets, GetsCopy, Opens, Stays};
use crate::sim::claim::Crowded::{AlwaysAPort, BindFails, BindWorks, NoPort, Pile};
use crate::tcp::Stack::{FreeBsd, Linux, Textbook};
use crate::tcp::{Kind, Rule, State};
use crate::text::both;

pub const OLD_DUPLICATE: Words = Words {
    title: both(
        "Can a segment of an old connection end up in a new one?",
        "旧连接的报文段会混进新的连接吗？",
    ),
    looks: &[
        look(
            Enters(Client, State::TimeWait),
            "The connection closes in order. But somewhere in the network a second copy of its data is still on \
             its way.",
            "连接正常关闭了。但它的数据还有一个副本滞留在网络里的某个地方。",
        ),
        look(
            Fails(Client, Errno::AddressNotAvailable),
            "The client wants to connect again from the same port: EADDRNOTAVAIL. During TIME-WAIT this pair of ports \
             still belongs to the old connection.",
            "客户端想从同一个端口再次连接：EADDRNOTAVAIL。在 TIME-WAIT 期间，这一对端口仍属于旧连接。",
        ),
        look(
            GetsCopy(Server),
            "The old copy arrives and finds no connection: it gets a RST and does no harm.",
            "旧的副本到了，找不到任何连接：得到一个 RST，没有造成损害。",
        ),
        look(
            Follows(Client, Rule::TimeWaitOver),
            "When 2·MSL is over, whatever was still on its way has died. Only now is the pair of ports free.",
            "2·MSL 过去，还在途中的报文段都已消失。这一对端口这时才空出来。",
        ),
    ],
    breaks: &[Break {
        changes: "cm=500;sm=500",
        label: both("Make MSL far too short: 0.5 s.", "把 MSL 设得过短：0.5 s。"),
        then: &[
            look(
                Opens(Client),
                "TIME-WAIT is over, so the client connects again from the same port.",
                "TIME-WAIT 已经结束，客户端从同一个端口再次连接。",
            ),
            look(
                GetsCopy(Server),
                "The old copy arrives in the new connection, and its seq is just the one that the server expects: old \
                 bytes are delivered to the new program.",
                "旧的副本进了新的连接，它的 seq 恰好就是服务器所期望的：旧的字节交付给了新的应用程序。",
            ),
            look(
                Gets(Server, Kind::Data),
                "The client's own data has the same numbers. The server takes it for a duplicate and throws it away.",
                "客户端真正要发的数据序号相同，服务器以为是重复的，把它丢弃了。",
            ),
            look(
                Stays(Server, State::Closed),
                "Both close in order. The data is wrong, and nobody has noticed.",
                "双方都正常关闭。数据是错的，却没有人发现。",
            ),
        ],
    }],
    answer: both(
        "Yes, if the same pair of ports is used again while an old segment is still alive: two addresses and two \
         ports are all that tells which connection a segment belongs to. TIME-WAIT keeps the pair out of use for \
         2·MSL, until the last old segment has died. Initial numbers that grow with time help as well, but a fast \
         connection overtakes their clock, as it does here.",
        "会，如果旧报文段还没消失，同一对端口就又投入使用：报文段属于哪个连接，只看两个地址和两个端口。\
         TIME-WAIT 让这对端口空置 2·MSL，直到最后一个旧报文段消失。随时间增长的初始序号也有帮助，\
         但传得快的连接会超过那个时钟，这里就是如此。",
    ),
    read: both(
        "RFC 9293 §3.4.1, RFC 9293 §3.4.2, RFC 1337 §1",
        "RFC 9293 §3.4.1、RFC 9293 §3.4.2、RFC 1337 §1",
    ),
    refutes: Some(both(
        "“The checksum would catch that.” It cannot: nothing in the old segment is damaged, and its addresses, ports \
         and numbers all fit.",
        "“检验和会发现的。”发现不了：旧报文段没有任何差错，地址、端口、序号全都对得上。",
    )),
    stacks: &[Textbook],
};

pub const SYN_IN_TIME_WAIT: Words = Words {
    title: both(
        "A SYN arrives in TIME-WAIT: what happens, and what is tcp_tw_reuse?",
        "TIME-WAIT 期间来了 SYN 会怎样？tcp_tw_reuse 又是什么？",
    ),
    looks: &[
        look(
            Enters(Server, State::TimeWait),
            "The server has closed first, so it waits. The client is CLOSED after one more ACK.",
            "服务器先关闭，所以由它等待。客户端收到最后的 ACK 就 CLOSED 了。",
        ),
        look(
            Opens(Client),
            "The client connects again, by chance from the same port: its SYN meets the TIME-WAIT.",
            "客户端再次连接，恰好用了同一个端口：它的 SYN 碰上了 TIME-WAIT。",
        ),
        look(
            Follows(Server, Rule::NewIncarnation),
            "The SYN's seq lies beyond every number of the old connection, so it counts as new: TIME-WAIT ends, and \
             the server answers with SYN,ACK.",
            "SYN 的 seq 超过了旧连接用过的全部序号，因此认定是新的：TIME-WAIT 结束，服务器回以 SYN,ACK。",
        ),
        look(
            Stays(Client, State::Established),
            "The new connection is established, long before 2·MSL would have been over.",
            "新连接建立了，而 2·MSL 还远没有到。",
        ),
    ],
    breaks: &[
        Break {
            changes: "ck=rfc9293;sk=rfc9293",
            label: both(
                "Use RFC 9293 without the exception that it allows.",
                "照 RFC 9293，但不用它允许的例外。",
            ),
            then: &[
                look(
                    Follows(Server, Rule::SynChallenged),
                    "TIME-WAIT answers the SYN with an ACK of the old connection: a challenge ACK.",
                    "TIME-WAIT 对 SYN 回以旧连接的 ACK：这是质询 ACK。",
                ),
                look(
                    Follows(Server, Rule::Reset),
                    "To the client in SYN-SENT this ACK makes no sense, so it answers with RST. That ends TIME-WAIT.",
                    "客户端处于 SYN-SENT，这个 ACK 对它毫无意义，便回以 RST。TIME-WAIT 就此结束。",
                ),
                look(
                    Enters(Client, State::Established),
                    "After its RTO the client has sent the SYN again, and this one was answered: slower, but the \
                     same end.",
                    "RTO 之后客户端重传了 SYN，这次得到了应答：慢一些，结果相同。",
                ),
            ],
        },
        Break {
            changes: "cp=c,z1000,x;sp=a,e,x;ct=w",
            label: both(
                "Let the client close first, with tcp_tw_reuse = 1.",
                "让客户端先关闭，并设 tcp_tw_reuse = 1。",
            ),
            then: &[
                look(
                    Enters(Client, State::TimeWait),
                    "Now the client waits, and it is its own TIME-WAIT that holds the port.",
                    "这次等待的是客户端，占着端口的是它自己的 TIME-WAIT。",
                ),
                look(
                    Opens(Client),
                    "After one second connect() may use the port again, with numbers that begin beyond the old ones.",
                    "满 1 s 之后，connect() 就可以再用这个端口，新的序号从旧的之后开始。",
                ),
                look(
                    Stays(Client, State::Established),
                    "The option helps the side that connects. For a server that accepts it does nothing.",
                    "这个选项只对发起连接的一方有用，对接受连接的服务器毫无作用。",
                ),
            ],
        },
    ],
    answer: both(
        "By RFC 9293 a SYN that is clearly new (RFC 6191: a higher timestamp or seq) may open a connection from \
         TIME-WAIT; otherwise it gets a challenge ACK, and the RST that follows clears the way. tcp_tw_reuse is the \
         same idea on the connecting side: with timestamps in use, Linux reuses a TIME-WAIT of its own after 1 s. The \
         former tcp_tw_recycle broke clients behind NAT and was removed in Linux 4.12.",
        "按 RFC 9293，能确定是新的 SYN（RFC 6191：时间戳或 seq 更大）可以从 TIME-WAIT 直接建立新连接；\
         否则得到质询 ACK，随后的 RST 把路让开。tcp_tw_reuse 是同一思路，用在发起连接的一方：启用时间戳时，\
         Linux 在 1 s 之后就可以复用自己的 TIME-WAIT。从前的 tcp_tw_recycle 会使 NAT 后面的客户端连接失败，Linux 4.12 已将它删除。",
    ),
    read: both("RFC 6191 §2, RFC 9293 §3.10.7.4", "RFC 6191 §2、RFC 9293 §3.10.7.4"),
    refutes: Some(both(
        "“tcp_tw_reuse helps a server that is full of TIME-WAIT.” It only lets connect() reuse a port sooner.",
        "“服务器 TIME-WAIT 太多，打开 tcp_tw_reuse 就好。”它只是让 connect() 能早些再用端口。",
    )),
    stacks: &[Linux],
};

pub const PORTS: Words = Words {
    title: both("Why do I run out of ports?", "端口为什么会用完？"),
    looks: &[
        look(
            Enters(Client, State::TimeWait),
            "Each of the client's connections ends in TIME-WAIT, for it closes first. Its port stays taken for 60 s.",
            "客户端的每个连接最后都进入 TIME-WAIT，因为由它先关闭。端口要再占用 60 s。",
        ),
        look(
            Crowd(NoPort),
            "500 a second for 60 s would take 30 000 ports, but Linux has 28 232 for one destination: connect() fails \
             with EADDRNOTAVAIL.",
            "每秒 500 个、60 s 就是 30 000 个端口，而 Linux 对同一个目的地只有 28 232 个：connect() 失败，得到 EADDRNOTAVAIL。",
        ),
        look(
            Follows(Client, Rule::TimeWaitOver),
            "The first TIME-WAIT is over and frees its port. From here on, only as many can connect as ports come \
             back: 28 232 ÷ 60 s, about 470 a second.",
            "第一个 TIME-WAIT 结束，归还端口。从此归还多少才能连接多少：28 232 ÷ 60 s，每秒约 470 个。",
        ),
    ],
    breaks: &[
        Break {
            changes: "u=2.15,80000",
            label: both("Connect less often: 465 a second.", "连接得慢一些：每秒 465 个。"),
            then: &[look(
                Crowd(AlwaysAPort),
                "No connect() fails: ports are freed as fast as they are taken.",
                "没有 connect() 失败：端口归还得和占用得一样快。",
            )],
        },
        Break {
            changes: "ct=w",
            label: both("Switch tcp_tw_reuse on.", "打开 tcp_tw_reuse。"),
            then: &[look(
                Crowd(AlwaysAPort),
                "A TIME-WAIT older than 1 s gives its port to the next connect().",
                "满 1 s 的 TIME-WAIT 把端口让给下一个 connect()。",
            )],
        },
        Break {
            changes: "cp=c,s100,e,x;sp=a,r100,s100,x",
            label: both("Let the server close first.", "让服务器先关闭。"),
            then: &[look(
                Crowd(AlwaysAPort),
                "The TIME-WAITs pile up at the server, where they cost no ports: all of them share port 80.",
                "TIME-WAIT 堆在服务器上，在那里它们不多占端口：全都共用 80 端口。",
            )],
        },
    ],
    answer: both(
        "Two addresses and two ports identify a connection, and three of the four are fixed when one client talks \
         to one server. What is left is the client's port: Linux has 28 232 of them, each out of use for 60 s after \
         an active close, which allows about 470 new connections a second. The best cure is to open fewer and reuse \
         them; or widen the range, add an address, or switch tcp_tw_reuse on.",
        "一个连接由两个地址和两个端口确定；同一个客户端对同一个服务器，其中三项都是固定的。\
         剩下的只有客户端端口：Linux 上有 28 232 个，主动关闭之后每个都有 60 s 不能用，\
         所以每秒只能新建约 470 个连接。最好的办法是少建连接、多复用；否则就扩大端口范围，增加地址，\
         或者打开 tcp_tw_reuse。",
    ),
    read: both("RFC 9293 §3.6.1, RFC 6191 §1", "RFC 9293 §3.6.1、RFC 6191 §1"),
    refutes: Some(both(
        "“There are 65 535 ports, so 65 535 connections.” The limit holds per destination and per address of one's \
         own; and a server's one port serves any number of connections.",
        "“端口只有 65 535 个，所以最多 65 535 个连接。”那只是对每个目的地、每个本机地址而言；服务器的一个监听端口能服务任意多个连接。",
    )),
    stacks: &[Linux],
};

pub const MANY_TIME_WAITS: Words = Words {
    title: both("My server has 30 000 TIME-WAITs: is that bad?", "我的服务器上有三万个 TIME-WAIT：要紧吗？"),
    looks: &[
        look(
            Enters(Server, State::TimeWait),
            "This server closes first, as many do once they have answered. So it gets the TIME-WAITs.",
            "这个服务器先关闭，许多服务器回复之后都这样做。于是 TIME-WAIT 都落在它这一边。",
        ),
        look(
            Crowd(Pile(Server, State::TimeWait, 90)),
            "At 500 a second they grow to 30 000 and no further: as many end as begin.",
            "每秒 500 个，它们增长到三万个就不再增加：结束的和新来的一样多。",
        ),
        look(
            Crowd(AlwaysAPort),
            "No connect() has failed. All these connections share the server's one port, and the client's are free.",
            "没有一个 connect() 失败。所有这些连接共用服务器的一个端口，客户端的端口则是空闲的。",
        ),
    ],
    breaks: &[Break {
        changes: "cp=c,s100,r100,x;sp=a,r100,s100,e,x",
        label: both("Let the client close first.", "让客户端先关闭。"),
        then: &[look(
            Crowd(NoPort),
            "As many TIME-WAITs at the client do harm: there each one holds a port.",
            "同样多的 TIME-WAIT 在客户端就有害了：在那里每个都占一个端口。",
        )],
    }],
    answer: both(
        "No: on Linux a TIME-WAIT is a small entry in a table, without buffers, descriptor or program; 30 000 of \
         them take a few megabytes and no port that the server needs. They become a problem only where the same \
         host connects to others. Do not fight them with SO_LINGER 0.",
        "不要紧：Linux 上的一个 TIME-WAIT 只是表里的一小项，没有缓冲区，没有描述符，也没有应用程序；\
         三万个不过占几兆内存，也不占服务器所需的端口。只有这台主机自己还要连接别人时，才会成为问题。\
         不要用 SO_LINGER 0 去对付它。",
    ),
    read: both("RFC 9293 §3.6.1, RFC 9293 §3.3.2", "RFC 9293 §3.6.1、RFC 9293 §3.3.2"),
    refutes: Some(both(
        "“Many TIME-WAITs mean a leak.” Each ends by itself after 2·MSL. A leak looks different: CLOSE-WAIT.",
        "“TIME-WAIT 多就是泄漏。”它们过了 2·MSL 会自行结束。真正的泄漏表现为 CLOSE-WAIT。",
    )),
    stacks: &[Linux, FreeBsd],
};

pub const ADDRESS_IN_USE: Words = Words {
    title: both(
        "“Address already in use” after a restart: why?",
        "重启之后“Address already in use”：为什么？",
    ),
    looks: &[
        look(
            Enters(Server, State::TimeWait),
            "The server closed first, so there are still connections in TIME-WAIT on its port.",
            "服务器先关闭，它的端口上还有处于 TIME-WAIT 的连接。",
        ),
        look(
            Fails(Server, Errno::AddressInUse),
            "The process ends, and a new one wants to listen on the same port: EADDRINUSE. The old process is gone; \
             the kernel's TIME-WAITs are not.",
            "进程结束，新进程要在同一个端口上监听：EADDRINUSE。旧进程没了，内核里的 TIME-WAIT 还在。",
        ),
        look(
            Crowd(BindFails),
            "With many clients, every attempt fails until the last TIME-WAIT is over.",
            "客户端很多时，要等到最后一个 TIME-WAIT 结束，在此之前每次尝试都失败。",
        ),
        look(Opens(Server), "Once they are all over, listen() succeeds.", "全部结束之后，监听才成功。"),
    ],
    breaks: &[Break {
        changes: "st=a;i=s15000a",
        label: both("Set SO_REUSEADDR before bind().", "在 bind() 之前设置 SO_REUSEADDR。"),
        then: &[
            look(
                Opens(Server),
                "The new process listens at once, beside the TIME-WAITs. They keep their own pairs of ports, and new \
                 clients bring new ones.",
                "新进程立即监听，与 TIME-WAIT 并存。每个 TIME-WAIT 只占自己的那一对端口，新的客户端另成一对。",
            ),
            look(
                Crowd(BindWorks),
                "The same with many clients: the first bind() succeeds.",
                "客户端很多时也一样：第一次 bind() 就成功。",
            ),
            look(
                Follows(Server, Rule::TimeWaitOver),
                "The old TIME-WAIT has run its full 2·MSL, undisturbed.",
                "旧的 TIME-WAIT 不受影响，等满了 2·MSL。",
            ),
        ],
    }],
    answer: both(
        "bind() refuses a port that still has connections, those in TIME-WAIT included. With SO_REUSEADDR, Linux \
         and the BSDs allow it unless another socket listens there. That neither shortens TIME-WAIT nor lets old \
         segments in, so every server should set it.",
        "端口上只要还有连接，哪怕处于 TIME-WAIT，bind() 就会拒绝。设置了 SO_REUSEADDR，\
         只要没有别的套接字在监听，Linux 和 BSD 就允许。这既不缩短 TIME-WAIT，也不放旧报文段进来，\
         所以服务器都应当设置它。",
    ),
    read: both("RFC 9293 §3.6.1, RFC 9293 §3.9.1", "RFC 9293 §3.6.1、RFC 9293 §3.9.1"),
    refutes: Some(both(
        "“Some process still has the port.” Look with ss -tan: what holds it is in TIME-WAIT and belongs to no process.",
        "“还有进程占着端口。”用 ss -tan 看一看：占着端口的是 TIME-WAIT，不属于任何进程。",
    )),
    stacks: &[Linux],
};
