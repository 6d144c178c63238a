//! The state that a program forgets.

use super::{Ladder, Part, Section};
use crate::text::both;

pub const WHOSE_BUG: Section = Section {
    id: "whose-bug",
    title: both("CLOSE-WAIT: whose bug is it?", "CLOSE-WAIT：是谁的错？"),
    parts: &[
        Part::Text(both(
            "One day a server accepts no more connections, and its list of sockets shows thousands in CLOSE-WAIT. \
             Read the state literally: the peer's FIN has come, our TCP has acknowledged it, and one thing is \
             missing, our own FIN.",
            "有一天，服务器不再接受新连接，套接字列表里有几千个 CLOSE-WAIT。按字面读这个状态：对方的 FIN 到了，\
             我们的 TCP 也确认了，只缺一样，就是我们自己的 FIN。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-never-closes",
            link: "1;server-never-closes",
            caption: both(
                "The server's program has read the end of data and never calls close(). No timer runs: it stays like this.",
                "服务器的程序读到了数据结束，却一直不调用 close()。没有任何计时器在走，就一直这样下去。",
            ),
            shows: &[
                "client FIN, ACK seq=u ack=v",
                "server CLOSE-WAIT",
                "server read() = 0: end of data",
                "server ACK seq=v ack=u+1",
                "client FIN-WAIT-2",
            ],
        }),
        Part::Text(both(
            "That FIN has one cause only: the program calls close() or shutdown(), or it ends. No segment can bring it about, \
             and no timer ends CLOSE-WAIT. So neither the network is to blame nor the client, but this program. \
             RFC 9293 §3.6",
            "这个 FIN 只有一个来源：应用程序调用 close() 或 shutdown()，或者程序退出。没有哪个报文段能催它出来，\
             也没有计时器会结束 CLOSE-WAIT。所以不怪网络，也不怪客户端，问题出在这个程序自己。RFC 9293 §3.6",
        )),
        Part::Text(both(
            "One often reads that the server may have failed to send the second segment, the ACK. That cannot be the cause. \
             The system sends it by itself, even while the program hangs; and if it is lost, the client asks again and gets \
             another one. What is missing is the third segment.",
            "常见的一种说法是：服务端可能没有发出第二个报文段，也就是那个 ACK。原因不可能在这里。ACK 由操作系统自动发出，\
             程序卡住了也照发；即使丢了，客户端重传 FIN，它会再发一个。缺的始终是第三个报文段。",
        )),
        Part::Text(both(
            "Each of these connections holds a descriptor. When the last one is used up, accept() fails with EMFILE, and the \
             server is full of connections to peers that left long ago. Their end is in FIN-WAIT-2; most systems forget \
             it after a while, Linux after 60 s. Ours stays.",
            "每个这样的连接都占着一个描述符。用完之后，accept() 以 EMFILE 失败：服务器里装满了早已离开的客户。\
             对方那一端处于 FIN-WAIT-2，多数系统过一会儿就把它丢弃，Linux 是 60 s。我们这一端却留着。",
        )),
        Part::Check(
            both(
                "Thousands of TIME-WAIT, or thousands of CLOSE-WAIT: which one is a bug?",
                "几千个 TIME-WAIT 和几千个 CLOSE-WAIT，哪一种是程序的错？",
            ),
            both(
                "CLOSE-WAIT. TIME-WAIT ends by itself and belongs to every orderly close; CLOSE-WAIT waits for a program that \
                 does not come.",
                "CLOSE-WAIT。TIME-WAIT 会自行结束，每次正常关闭都有；CLOSE-WAIT 等的是程序，而程序没有来。",
            ),
        ),
    ],
};

pub const WHAT_TO_DO: Section = Section {
    id: "what-to-do",
    title: both("What to do about CLOSE-WAIT", "CLOSE-WAIT 怎么排查"),
    parts: &[
        Part::Text(both(
            "First ask whose they are. On Linux, ss shows the sockets of one state with the program and the descriptor of each.",
            "先看是谁的。在 Linux 上，ss 可以只列出一种状态的套接字，以及各自属于哪个程序、哪个描述符。",
        )),
        Part::Terminal(
            "$ ss -tanp state close-wait
Recv-Q  Send-Q  Local Address:Port  Peer Address:Port  Process
0       0             10.0.0.2:80      10.0.0.1:52044  users:((\"shop\",pid=4711,fd=9))
1       0             10.0.0.2:80      10.0.0.1:52046  users:((\"shop\",pid=4711,fd=12))
$ lsof -nP -a -p 4711 -iTCP -sTCP:CLOSE_WAIT
COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
shop    4711  www    9u  IPv4  81234      0t0  TCP 10.0.0.2:80->10.0.0.1:52044 (CLOSE_WAIT)
shop    4711  www   12u  IPv4  81236      0t0  TCP 10.0.0.2:80->10.0.0.1:52046 (CLOSE_WAIT)",
        ),
        Part::Text(both(
            "Recv-Q tells more. At 0 the program has read the end of data and goes on without closing: look for a missing \
             close(). At 1 or more nobody has read so far, for the FIN itself counts as one until it is read: look for a \
             thread that hangs, or for a socket that lies forgotten in a pool.",
            "Recv-Q 还能说明更多。为 0，说明程序已经读到数据结束，却没有关闭：找漏掉的 close()。\
             大于等于 1，说明还没有人去读，因为 FIN 在读到之前也算 1：找卡住的线程，或者遗忘在连接池里的套接字。",
        )),
        Part::Text(both(
            "Then look in the code. It is nearly always one of these.",
            "然后看代码。原因几乎总是下面几种之一。",
        )),
        Part::List(&[
            both(
                "An error path: a return or an exception on the way that leaves out the close(). Let the language \
                 take care of it: `with`, `defer`, try-with-resources, a destructor.",
                "出错路径：中途 return 或抛出异常，绕过了 close()。把它交给语言来保证：`with`、`defer`、\
                 try-with-resources、析构函数。",
            ),
            both(
                "read() returns 0, and the program takes it for no data yet. It is the end: close.",
                "read() 返回 0，程序却以为只是暂时没有数据。其实是数据结束，应当关闭。",
            ),
            both(
                "A pool that keeps idle connections and never looks at them. The peer has long closed them. Check \
                 before use, and close what has been idle for too long.",
                "连接池留着空闲连接，却从不检查，而对方早已关闭。取用之前先检测，闲置太久的就关掉。",
            ),
            both(
                "A thread that waits for a lock, a database or a slow peer, and so never gets to close(). Look at \
                 its stack, set a timeout, and see whether there are enough threads.",
                "线程在等锁、等数据库或等一个很慢的对端，走不到 close()。打印它的调用栈，给操作加上时限，\
                 再看看处理请求的线程够不够。",
            ),
            both(
                "A child process that has inherited the descriptor. The FIN leaves only when the last copy is closed: open \
                 sockets with SOCK_CLOEXEC.",
                "子进程继承了描述符。只有最后一份拷贝也关闭了，FIN 才会发出：打开套接字时加上 SOCK_CLOEXEC。",
            ),
        ]),
        Part::Text(both(
            "What does not help: `tcp_fin_timeout` and the settings for TIME-WAIT are about other states. A restart closes \
             everything, until the next time. Keepalive removes only those whose peer is gone, and hides the rest of the \
             bug.",
            "没有用的办法：`tcp_fin_timeout` 和针对 TIME-WAIT 的参数管的是别的状态。重启会关闭一切，但只管到下一次。\
             保活只能清掉对端已经消失的那些，反而把错误掩盖起来。",
        )),
        Part::Text(both(
            "And if you are the client of such a server, you cannot repair it from outside. You see FIN-WAIT-2 \
             for a while, and then nothing.",
            "如果你是客户端，遇到这样的服务器，从外面是修不好的。你只会看到 FIN-WAIT-2 停留一阵，然后消失。",
        )),
        Part::Try(&[
            (both("a server that never closes", "从不关闭的服务器"), "1;server-never-closes"),
            (both("a server that does not even read", "连读都不读的服务器"), "1;server-never-closes;sp=a,k"),
        ]),
    ],
};
