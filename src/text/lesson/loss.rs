//! What happens when segments are lost, and the state that exists because the last one may be.

use super::{Ladder, Part, Section};
use crate::text::both;

pub const LOST: Section = Section {
    id: "lost",
    title: both("When a segment is lost", "丢了哪一个，会怎样"),
    parts: &[
        Part::Text(both(
            "Two rules cover every loss. A FIN is guarded by its sender's timer: no ACK within the RTO, and it is \
             sent again with the same number, each time after twice as long. An ACK is guarded by nothing: whoever \
             misses it repeats what was to be acknowledged, and so asks for it. RFC 6298 §5.5",
            "两条规则就够了。FIN 有发送方的计时器保护：RTO 之内没有等到确认，就用同样的序号重传，每次等待时间加倍。\
             ACK 没有任何保护：谁没等到 ACK，就重传当初要确认的东西，等于再要一次。RFC 6298 §5.5",
        )),
        Part::Text(both(
            "The first FIN is lost. For the server nothing has happened. The client's timer expires, and the FIN is \
             sent again, still with seq=u.",
            "第一个 FIN 丢失：对服务器来说，什么也没有发生。客户端的计时器到期，FIN 再发一次，仍然是 seq=u。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-first-fin-lost",
            link: "1;first-fin-lost",
            caption: both(
                "The client's FIN is lost. After the RTO of 4 s it comes again; then all is as usual.",
                "客户端的 FIN 丢失。4 s 的 RTO 到期后重传，之后一切照常。",
            ),
            shows: &[
                "client FIN-WAIT-1",
                "client FIN, ACK seq=u ack=v lost",
                "client FIN, ACK seq=u ack=v again",
                "server CLOSE-WAIT",
                "server ACK seq=v ack=u+1",
                "client FIN-WAIT-2",
            ],
        }),
        Part::Text(both(
            "The first ACK is lost. The client cannot tell whether the FIN or its ACK is missing, so it sends the FIN again. \
             The server has had it and changes nothing, but it sends the ACK once more: that is all the client wanted.",
            "第一个 ACK 丢失：客户端分不清丢的是 FIN 还是 ACK，只能重传 FIN。服务器早已收到过它，状态不变，\
             只是再发一次 ACK，而这正是客户端要的。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-ack-lost",
            link: "1;four-way-close;f=sA1L;sp=a,e,z5500,x",
            caption: both(
                "The server's ACK is lost. The repeated FIN finds it in CLOSE-WAIT and gets the same answer again.",
                "服务器的 ACK 丢失。重传的 FIN 到达时服务器已在 CLOSE-WAIT，于是再给出同样的应答。",
            ),
            shows: &[
                "client FIN, ACK seq=u ack=v",
                "server CLOSE-WAIT",
                "server ACK seq=v ack=u+1 lost",
                "client FIN, ACK seq=u ack=v again",
                "server ACK seq=v ack=u+1",
                "client FIN-WAIT-2",
                "server LAST-ACK",
            ],
        }),
        Part::Text(both(
            "Often not even that is needed: every later segment of the server says ack=u+1 as well. Where its own FIN \
             brings it, the client goes on to TIME-WAIT at once.",
            "很多时候连重传都不需要：服务器后来的每个报文段都带着 ack=u+1。如果是它的 FIN 先把这个确认带到，\
             客户端就直接进入 TIME-WAIT。",
        )),
        Part::Text(both(
            "The second FIN is lost. Now it is the server that needs an ACK: in LAST-ACK its timer runs, and the FIN \
             is sent again. Until it comes, the client waits in FIN-WAIT-2.",
            "第二个 FIN 丢失：现在轮到服务器等 ACK。它在 LAST-ACK 里也有计时器，到期就重传 FIN；\
             在此之前，客户端一直在 FIN-WAIT-2 等待。",
        )),
        Part::Try(&[
            (
                both("the server's FIN brings the lost ACK", "服务器的 FIN 带来丢失的确认"),
                "1;four-way-close;f=sA1L",
            ),
            (both("lose the second FIN", "让第二个 FIN 丢失"), "1;four-way-close;f=sF1L"),
        ]),
    ],
};

pub const TIME_WAIT: Section = Section {
    id: "waiting",
    title: both("TIME-WAIT, and why 2·MSL", "TIME-WAIT，为什么是 2·MSL"),
    parts: &[
        Part::Text(both(
            "The last ACK is lost: that is the hard case. Nobody acknowledges an ACK, so the client cannot know whether it \
             has arrived. If it has not, the server in LAST-ACK sends its FIN again, and somebody has to be there who \
             still knows the connection and can answer.",
            "最后的 ACK 丢失，才是真正的难题。ACK 没有人确认，客户端无从知道它到了没有。如果没到，\
             处于 LAST-ACK 的服务器会重传 FIN，那时必须有人还记得这个连接，能够应答。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-last-ack-lost",
            link: "1;last-ack-lost",
            caption: both(
                "The last ACK is lost. The server's FIN comes again, finds the client in TIME-WAIT, is acknowledged \
                 again, and 2·MSL starts over.",
                "最后的 ACK 丢失。服务器重传的 FIN 到达时客户端还在 TIME-WAIT，于是再次得到确认，2·MSL 重新开始。",
            ),
            shows: &[
                "client TIME-WAIT",
                "client ACK seq=u+1 ack=w+1 lost",
                "server FIN, ACK seq=w ack=u+1 again",
                "client 2·MSL anew",
                "client ACK seq=u+1 ack=w+1",
                "server CLOSED",
                "client CLOSED",
            ],
        }),
        Part::Text(both(
            "TIME-WAIT does not send that ACK again by itself: it waits until it is asked. The repeated FIN is \
             that question, and it makes 2·MSL start over, because the new ACK may be lost as well.",
            "TIME-WAIT 不会主动重发 ACK，它等对方来要。重传的 FIN 就是在要；它也让 2·MSL 从头计时，\
             因为新发的 ACK 同样可能丢失。",
        )),
        Part::Text(both(
            "Without TIME-WAIT the client has forgotten the connection when the FIN comes again. Its TCP knows no such \
             connection and answers with a RST, and the server takes an orderly end for an error.",
            "如果没有 TIME-WAIT，FIN 再来时客户端已经忘了这个连接。它的 TCP 查无此连接，只能回复 RST，\
             服务器便把正常的结束当成了错误。",
        )),
        Part::Ladder(Ladder {
            id: "ladder-no-time-wait",
            link: "1;last-ack-lost;cm=500",
            caption: both(
                "The same with a client that waits 1 s only: nobody is left to answer, and the server is reset.",
                "同样的丢失，但客户端只等 1 s：已经没有人能应答，服务器被复位。",
            ),
            shows: &[
                "client TIME-WAIT",
                "client ACK seq=u+1 ack=w+1 lost",
                "client CLOSED",
                "server FIN, ACK seq=w ack=u+1 again",
                "client RST seq=u+1",
                "server CLOSED",
            ],
        }),
        Part::Text(both(
            "Why twice? The MSL, the maximum segment lifetime, is the longest time that a segment can live in the \
             network. Within one MSL the last ACK has arrived or is gone. A FIN that left the server just before may \
             take another MSL to get here. So after 2·MSL of silence nothing of this connection is left in the \
             network. RFC 9293 sets MSL to two minutes; Linux waits 60 s in all. RFC 9293 §3.4.2",
            "为什么是两倍？MSL 是最长报文段寿命，即一个报文段在网络中最多能存活多久。一个 MSL 之内，最后的 ACK 要么到了，\
             要么已经消失；而在它到达之前，服务器可能刚发出一个 FIN，这个 FIN 最多再走一个 MSL。\
             所以安静了 2·MSL 之后，网络里不会再有这个连接的任何报文段。RFC 9293 取 MSL 为两分钟；Linux 总共只等 60 s。\
             RFC 9293 §3.4.2",
        )),
        Part::Text(both(
            "The silence is no proof that the ACK arrived. A server with a long RTO may ask only later, and then meets a RST. \
             TIME-WAIT makes that rare, not impossible.",
            "但安静并不能证明 ACK 已经送达。如果服务器的 RTO 很长，它可能 2·MSL 之后才重传，那时得到的只有 RST。\
             TIME-WAIT 让这种情况变得罕见，而不是不可能。",
        )),
        Part::Text(both(
            "There is a second reason: old duplicates. A delayed copy of this connection's data may still be on its \
             way. If the same two addresses and ports opened a new connection at once, its number could fit there by \
             chance and its bytes be taken for new ones. TIME-WAIT keeps the pair occupied until nothing old is \
             left. RFC 9293 §3.4.2",
            "还有第二个原因：旧的重复报文段。这个连接的某个报文段也许还在网络里游荡。如果同样的两个地址和端口马上又建立新连接，\
             它的序号可能碰巧落进新连接的窗口，旧数据就会被当成新数据。TIME-WAIT 占住这对端口，直到旧的都消失。\
             RFC 9293 §3.4.2",
        )),
        Part::Text(both(
            "Who waits? The end that closed first, for it sends the last ACK. The program is not needed for that: TIME-WAIT \
             belongs to the system, has no descriptor, and ends by itself. Many of them are a sign of many connections, \
             not of a mistake.",
            "谁来等？先关闭的一方，因为最后的 ACK 由它发出。这不需要应用程序：TIME-WAIT 归操作系统管，不占描述符，\
             时间一到自行结束。TIME-WAIT 多，说明连接多，不说明程序有错。",
        )),
        Part::Try(&[
            (both("lose the last ACK every time", "让每个最后的 ACK 都丢失"), "1;last-ack-lost;f=cA*L"),
            (both("let the server close first", "让服务器先关闭"), "1;server-closes-first"),
        ]),
        Part::Check(
            both(
                "The server is in LAST-ACK. Why does it not need a TIME-WAIT of its own?",
                "服务器处于 LAST-ACK。它为什么不需要自己的 TIME-WAIT？",
            ),
            both(
                "Because it does not send the last ACK, it receives it. When that has come, both directions are closed, and \
                 nobody can ask it for anything more.",
                "因为最后的 ACK 不是它发的，而是它收的。收到之后，两个方向都已关闭，没有人会再向它要什么。",
            ),
        ),
    ],
};
