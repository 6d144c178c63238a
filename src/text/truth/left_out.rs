//! What the model leaves out, and what it would change.

use crate::text::{Both, both};

#[derive(Clone, Copy, Debug)]
pub struct LeftOut {
    pub what: Both,
    /// What would be different with it.
    pub change: Both,
}

const fn left(what: Both, change: Both) -> LeftOut {
    LeftOut { what, change }
}

pub const LEFT_OUT: [LeftOut; 16] = [
    left(
        both("Congestion control beyond the start (RFC 5681)", "起步之后的拥塞控制（RFC 5681）"),
        both(
            "The systems' stacks have a first congestion window, slow start, fast retransmit and what follows a \
             timeout, but not CUBIC or BBR. Longer transfers would be paced differently; a close would not.",
            "各系统的协议栈有初始拥塞窗口、慢启动、快速重传和超时之后的处理，但没有 CUBIC 和 BBR。\
             较长的传输会有不同的节奏，关闭过程不会。",
        ),
    ),
    left(
        both("Bulk transfers", "大量数据的传输"),
        both(
            "The Linux stack has been compared with real kernels for up to about ten segments of data a connection. \
             Beyond that it is plausible, not proved.",
            "Linux 协议栈与真实内核的对照，每个连接最多约十个数据报文段。更多的数据看起来合理，但没有证明。",
        ),
    ),
    left(
        both("Window scaling (RFC 7323)", "窗口扩大（RFC 7323）"),
        both(
            "Windows are at most 65,535 bytes. A real receiver announces more, so a sender would wait for it less \
             often.",
            "窗口最大为 65 535 字节。真实的接收方会通告更大的窗口，发送方等待窗口的时候更少。",
        ),
    ),
    left(
        both("Timestamps and PAWS (RFC 7323)", "时间戳与 PAWS（RFC 7323）"),
        both(
            "Old duplicates would be recognised by their timestamp, round trips could be measured on retransmissions, \
             and a SYN in TIME-WAIT would be judged by its timestamp (RFC 6191) and not only by its number.",
            "有了时间戳，可以认出旧的重复报文段，可以在重传时测量往返时间，\
             TIME-WAIT 中的 SYN 也会依据时间戳（RFC 6191）而不只是序号来判断。",
        ),
    ),
    left(
        both("SACK (RFC 2018)", "选择确认 SACK（RFC 2018）"),
        both(
            "After several losses only what is missing would go again. Here a sender learns of a hole by duplicate \
             ACKs and by timeouts alone.",
            "丢失多个报文段时，只需重传缺少的部分。这里的发送方只能靠重复的 ACK 和超时得知缺口。",
        ),
    ),
    left(
        both("Tail loss probes and RACK (RFC 8985)", "尾部丢失探测与 RACK（RFC 8985）"),
        both(
            "Linux sends a probe about two round trips after a lost last segment, so a lost FIN would often come \
             again sooner than its RTO.",
            "最后一个报文段丢失后，Linux 大约过两个往返时间就发出探测，所以丢失的 FIN 往往不必等到 RTO 就会重传。",
        ),
    ),
    left(
        both("Urgent data", "紧急数据"),
        both(
            "The URG bit and the urgent pointer are ignored. They take no numbers, so nothing about closing changes.",
            "忽略 URG 位和紧急指针。它们不占序号，关闭过程不受影响。",
        ),
    ),
    left(
        both("Keep-alive", "保活（keep-alive）"),
        both(
            "It is off by default in most systems and never below two hours in the RFC. With it, a peer that is gone \
             would end CLOSE-WAIT and FIN-WAIT-2 at last.",
            "多数系统默认关闭，RFC 规定不少于两小时。有了它，对端消失后 CLOSE-WAIT 和 FIN-WAIT-2 终究会结束。",
        ),
    ),
    left(
        both("Path MTU discovery and other sizes", "路径 MTU 发现与其他长度"),
        both(
            "A segment holds what its stack's MSS allows, whatever the path. Neither ICMP nor fragments exist.",
            "报文段的长度只由协议栈的 MSS 决定，与路径无关。没有 ICMP，也没有分片。",
        ),
    ),
    left(
        both("ECN (RFC 3168)", "显式拥塞通知 ECN（RFC 3168）"),
        both(
            "The bits CWR and ECE are never set. They would slow a sender down without a loss.",
            "CWR 和 ECE 位从不置位。有了它们，不必丢失报文段也能让发送方慢下来。",
        ),
    ),
    left(
        both("TCP Fast Open (RFC 7413)", "TCP Fast Open（RFC 7413）"),
        both(
            "Data could travel with the SYN. Closing would be the same.",
            "有了它，数据可以随 SYN 一起发出。关闭过程不变。",
        ),
    ),
    left(
        both("Limits that a host's connections share", "主机各连接共有的限制"),
        both(
            "Challenge ACKs are limited for each connection only. Real systems also limit orphans, TIME-WAIT entries \
             and half-open connections for the whole host, and drop some when there are too many.",
            "挑战 ACK 只按连接限制。真实系统还限制整台主机的孤儿连接、TIME-WAIT 条目和半开连接，太多时会丢弃一部分。",
        ),
    ),
    left(
        both("More than one connection", "多个连接"),
        both(
            "There is one pair of ports. That TIME-WAIT uses up ports, and how systems reuse them early, cannot be \
             seen here.",
            "这里只有一对端口。TIME-WAIT 怎样耗尽端口，系统又怎样提前重用端口，在这里看不到。",
        ),
    ),
    left(
        both("What lies between", "中间的网络设备"),
        both(
            "No router, firewall or NAT that forgets a connection, answers in its place or changes its segments.",
            "没有会忘记连接、代为应答或改动报文段的路由器、防火墙和 NAT。",
        ),
    ),
    left(
        both("Ways round the window test", "绕过窗口检查的办法"),
        both(
            "RFC 9293, Appendix A.2: the window test can keep an ACK from being looked at, for instance behind a closed \
             window. Stacks get round it in ways of their own; here such an ACK counts only when it comes again.",
            "RFC 9293 附录 A.2：窗口检查可能使某个 ACK 得不到处理，例如窗口关闭的时候。各协议栈有自己的绕行办法；\
             这里要等它再次到来才算数。",
        ),
    ),
    left(
        both("The time that a computer takes", "计算机本身花费的时间"),
        both(
            "Programs and stacks answer at once, and timers are exact. Real ones come late by some microseconds to \
             milliseconds.",
            "应用程序和协议栈立即响应，计时器分毫不差。真实的会晚几微秒到几毫秒。",
        ),
    ),
];
