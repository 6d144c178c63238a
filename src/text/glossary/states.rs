//! The eleven states.

use super::{Entry, shown, state};
use crate::sim::catalog::Name;
use crate::tcp::State;
use crate::text::both;

pub(super) const STATES: &[Entry] = &[
    state(
        State::Closed,
        "closed",
        both(
            "There is no connection, and no memory of one. RFC 9293 §3.3.2",
            "没有连接，也没有任何关于连接的记录。RFC 9293 §3.3.2",
        ),
    ),
    state(
        State::Listen,
        "listen",
        both(
            "A server waits for somebody's SYN. RFC 9293 §3.3.2",
            "服务器等待某个客户端的 SYN。RFC 9293 §3.3.2",
        ),
    ),
    state(
        State::SynSent,
        "syn-sent",
        both(
            "A SYN has been sent and not answered yet. RFC 9293 §3.3.2",
            "SYN 已经发出，还没有得到回答。RFC 9293 §3.3.2",
        ),
    ),
    state(
        State::SynReceived,
        "syn-received",
        both(
            "A SYN has come and has been answered with a SYN of one's own, which is not acknowledged yet. RFC 9293 \
             §3.3.2",
            "收到了 SYN，也发出了自己的 SYN，正等待对它的确认。RFC 9293 §3.3.2",
        ),
    ),
    state(
        State::Established,
        "established",
        both(
            "Open: data may go both ways. RFC 9293 §3.3.2",
            "连接已经打开，数据可以双向传送。RFC 9293 §3.3.2",
        ),
    ),
    shown(
        Name::FourWayClose,
        state(
            State::FinWait1,
            "fin-wait-1",
            both(
                "This side has closed first; its FIN is sent, or waits behind data, and is not acknowledged. RFC 9293 §3.6",
                "本端首先关闭：FIN 已经发出，或排在数据之后，还没有得到确认。RFC 9293 §3.6",
            ),
        ),
    ),
    shown(
        Name::HalfCloseData,
        state(
            State::FinWait2,
            "fin-wait-2",
            both(
                "This side's FIN is acknowledged, the peer's has not come. The peer may still send, and this side still \
         receives. RFC 9293 §3.6.1",
                "本端的 FIN 已被确认，对方的 FIN 还没有到。对方仍然可以发送，本端仍然接收。RFC 9293 §3.6.1",
            ),
        ),
    ),
    shown(
        Name::ServerNeverCloses,
        state(
            State::CloseWait,
            "close-wait",
            both(
                "The peer has closed, and the program on this side has not. No timer ends this state: the program has to call close(). A server full of it has a bug of its own. RFC 9293 §3.6",
                "对方已经关闭，本端的程序还没有关闭。没有计时器能结束这个状态，必须由程序调用 close()。\
         服务器上堆满这个状态，是它自己的程序有错误。RFC 9293 §3.6",
            ),
        ),
    ),
    shown(
        Name::SimultaneousClose,
        state(
            State::Closing,
            "closing",
            both(
                "Both sides closed at once and their FINs crossed; the peer's FIN has come before the ACK of one's own. RFC \
         9293 §3.6",
                "双方同时关闭，两个 FIN 在途中交错：对方的 FIN 先到，对自己 FIN 的确认还没有到。RFC 9293 §3.6",
            ),
        ),
    ),
    shown(
        Name::LastAckLost,
        state(
            State::LastAck,
            "last-ack",
            both(
                "This side closed second, and waits for the ACK of its FIN; until then it sends the FIN again whenever the \
         RTO runs out. An ACK of anything else does not end the state. RFC 9293 §3.10.7.4",
                "本端后关闭，等待对自己 FIN 的确认；在此之前，每次 RTO 到期就重传 FIN。\
         确认其他内容的 ACK 不能结束这个状态。RFC 9293 §3.10.7.4",
            ),
        ),
    ),
    shown(
        Name::LastAckLost,
        state(
            State::TimeWait,
            "time-wait",
            both(
                "Both directions are closed, and the side that sent the last ACK waits 2·MSL: to answer a FIN that comes \
         again, which starts the wait anew, and to let old segments die before the same ports are used again. RFC \
         9293 §3.6",
                "两个方向都已关闭，发出最后一个 ACK 的一方等待 2·MSL：若 FIN 再次到来就再次确认，并重新开始等待；\
         同时让旧报文段在同一对端口重新使用之前消失。RFC 9293 §3.6",
            ),
        ),
    ),
];
