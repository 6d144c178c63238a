//! Numbers, and the fields of the headers.

use super::{Entry, entry};
use crate::text::both;

pub(super) const NUMBERS: &[Entry] = &[
    entry(
        "seq",
        "sequence number (seq)",
        "序号",
        both(
            "The number of the segment's first byte; of the SYN or FIN itself where there is no data. The letters u, v \
         and w stand for such numbers. RFC 9293 §3.4",
            "报文段第一个字节的序号；没有数据时，就是 SYN 或 FIN 自己的序号。字母 u、v、w 代表这样的序号。RFC 9293 §3.4",
        ),
    ),
    entry(
        "ack-number",
        "acknowledgment number (ack)",
        "确认号",
        both(
            "The number that is expected next: everything before it has arrived. Hence u+1 for a FIN with seq=u. RFC 9293 \
         §3.4",
            "期望收到的下一个序号：在它之前的都已收到。所以对 seq=u 的 FIN，确认号是 u+1。RFC 9293 §3.4",
        ),
    ),
    entry(
        "snd-una",
        "SND.UNA",
        "",
        both(
            "The oldest number that this side has sent and the peer has not acknowledged. RFC 9293 §3.3.1",
            "本端已经发送、对方还没有确认的最小序号。RFC 9293 §3.3.1",
        ),
    ),
    entry(
        "snd-nxt",
        "SND.NXT",
        "",
        both(
            "The number that this side will send next. RFC 9293 §3.3.1",
            "本端下一个要发送的序号。RFC 9293 §3.3.1",
        ),
    ),
    entry(
        "rcv-nxt",
        "RCV.NXT",
        "",
        both(
            "The number that this side expects next; what it writes as ack. RFC 9293 §3.3.1",
            "本端期望收到的下一个序号，也就是它写进确认号里的值。RFC 9293 §3.3.1",
        ),
    ),
    entry(
        "window",
        "window",
        "窗口",
        both(
            "How many bytes beyond ack the receiver has room for. At 0 the sender may only probe. RFC 9293 §3.8.6",
            "接收方从确认号起还能容纳多少字节。窗口为 0 时，发送方只能探测。RFC 9293 §3.8.6",
        ),
    ),
    entry(
        "tcb",
        "TCB",
        "传输控制块",
        both(
            "Everything that one side remembers of a connection. CLOSED means that it has been deleted. RFC 9293 §3.3.1",
            "一端为一个连接保存的全部信息。撤销 TCB 之后就是 CLOSED。RFC 9293 §3.3.1",
        ),
    ),
    entry(
        "isn",
        "initial sequence number (ISN)",
        "初始序号",
        both(
            "The number with which a side begins, chosen so that it is hard to guess and above those of earlier connections. RFC 9293 §3.4.1",
            "一端开始时的序号，取得难以猜测，并且高于先前连接的序号。RFC 9293 §3.4.1",
        ),
    ),
    entry(
        "port",
        "port",
        "端口",
        both(
            "Tells which program of a host a segment is for. RFC 9293 §3.1",
            "指明报文段交给主机上的哪个程序。RFC 9293 §3.1",
        ),
    ),
    entry(
        "ephemeral-port",
        "ephemeral port",
        "临时端口",
        both(
            "The port that the system gives to whoever connects, from a range set aside for this: 28 232 of them on \
             Linux. One in TIME-WAIT is not free. RFC 6056",
            "系统分配给主动连接一方的端口，取自专门的范围：Linux 上有 28 232 个。处于 TIME-WAIT 的不能马上再用。RFC 6056",
        ),
    ),
    entry(
        "data-offset",
        "data offset",
        "数据偏移",
        both(
            "How long the TCP header is, in words of 32 bits; reserved bits follow, which are sent as zero. RFC 9293 §3.1",
            "TCP 首部的长度，以 32 位字计；后面是保留位，发送时为 0。RFC 9293 §3.1",
        ),
    ),
    entry(
        "ecn",
        "CWR, ECE",
        "显式拥塞通知",
        both(
            "Two flags by which routers can report congestion without dropping anything. They are not modelled here. RFC 3168",
            "两个标志位，让路由器不必丢包就能报告拥塞。这里没有模拟。RFC 3168",
        ),
    ),
    entry(
        "urg",
        "URG",
        "紧急",
        both(
            "Marks urgent data, up to the urgent pointer. New programs shall not use it; it is not modelled here. RFC 9293 §3.8.5",
            "标记到紧急指针为止的紧急数据。新程序不应使用，这里没有模拟。RFC 9293 §3.8.5",
        ),
    ),
    entry(
        "psh",
        "PSH",
        "推送",
        both(
            "Asks the receiver to hand the data to its program at once. It says nothing about closing. RFC 9293 §3.9.1",
            "请接收方马上把数据交给应用程序，与关闭无关。RFC 9293 §3.9.1",
        ),
    ),
    entry(
        "checksum",
        "checksum",
        "检验和",
        both(
            "Lets the receiver find damage on the way; a segment that fails is dropped without a word, as if it were lost. RFC 9293 §3.1",
            "让接收方发现传输中的差错；检验不过的报文段直接丢弃，等同于丢失。RFC 9293 §3.1",
        ),
    ),
    entry(
        "ip-header",
        "IP header",
        "IP 首部",
        both(
            "What stands in front of the TCP header: the addresses, the length, the protocol. RFC 791",
            "位于 TCP 首部之前：地址、长度、协议等。RFC 791",
        ),
    ),
    entry(
        "ttl",
        "time to live (TTL)",
        "生存时间",
        both(
            "Every router subtracts one; at zero the packet is dropped. So no segment lives for ever, and an MSL can \
             be assumed. RFC 791",
            "每经过一个路由器减 1，减到 0 就丢弃。报文段因此不会永远存活，才谈得上 MSL。RFC 791",
        ),
    ),
];
