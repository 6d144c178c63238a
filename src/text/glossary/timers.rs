//! Timers and how long things take.

use super::{Entry, entry, shown};
use crate::sim::catalog::Name;
use crate::text::both;

pub(super) const TIMERS: &[Entry] = &[
    entry(
        "rto",
        "RTO",
        "超时重传时间",
        both(
            "How long a sender waits for an ACK before it sends again; it doubles with each attempt. RFC 6298",
            "发送方等待确认的时间，超过就重传；每重传一次加倍。RFC 6298",
        ),
    ),
    entry(
        "msl",
        "MSL",
        "最长报文段寿命",
        both(
            "The longest time that a segment is thought to live in the network. RFC 9293 takes two minutes; Linux waits \
         60 s for 2·MSL. RFC 9293 §3.4.2",
            "假定一个报文段在网络中存活的最长时间。RFC 9293 取两分钟；Linux 的 2·MSL 是 60 s。RFC 9293 §3.4.2",
        ),
    ),
    shown(
        Name::LastAckLost,
        entry(
            "two-msl",
            "2·MSL",
            "两倍最长报文段寿命",
            both(
                "How long TIME-WAIT lasts: long enough for a lost last ACK to be missed and the FIN to come again, and for \
         everything old to have left the network. RFC 9293 §3.6.1",
                "TIME-WAIT 持续的时间：足以让最后的 ACK 丢失后 FIN 再次到来，也足以让所有旧报文段从网络中消失。\
         RFC 9293 §3.6.1",
            ),
        ),
    ),
    entry(
        "delayed-ack",
        "delayed ACK",
        "延迟确认",
        both(
            "A receiver may wait a little before it acknowledges, in case data of its own, or a FIN, can carry the ACK. \
         RFC 9293 §3.8.6.3",
            "接收方可以稍等片刻再确认，以便让自己的数据或 FIN 顺便带上这个 ACK。RFC 9293 §3.8.6.3",
        ),
    ),
    entry(
        "fin-wait-2-timer",
        "FIN-WAIT-2 timer",
        "FIN-WAIT-2 计时器",
        both(
            "Systems forget a FIN-WAIT-2 that no program owns after a while; Linux calls it tcp_fin_timeout. It does not \
         shorten TIME-WAIT. No RFC has it.",
            "已经没有程序持有的 FIN-WAIT-2，系统过一段时间会丢弃；Linux 称之为 tcp_fin_timeout。\
         它不会缩短 TIME-WAIT。RFC 里没有规定它。",
        ),
    ),
    entry(
        "zero-window-probe",
        "zero-window probe",
        "零窗口探测",
        both(
            "Asks a receiver whose window is closed whether it has opened, so that a lost answer does not block both for \
         ever. RFC 9293 §3.8.6.1",
            "窗口关闭时，询问接收方窗口是否已经打开，以免一个丢失的回答让双方永远等下去。RFC 9293 §3.8.6.1",
        ),
    ),
    entry(
        "user-timeout",
        "user timeout",
        "用户超时",
        both(
            "When what was sent has not been acknowledged for so long, a side gives up the connection. RFC 9293 §3.10.8",
            "发出的内容超过这个时间仍未得到确认，就放弃这个连接。RFC 9293 §3.10.8",
        ),
    ),
    entry(
        "backoff",
        "backoff",
        "退避",
        both(
            "The doubling of the RTO after each attempt that was not answered. RFC 6298",
            "每次重传没有得到回答，就把 RTO 加倍。RFC 6298",
        ),
    ),
];
