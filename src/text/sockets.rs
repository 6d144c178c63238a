//! What the columns of `ss -tano` mean.

use super::{Both, Lang, both};

/// The columns in order: the name as ss prints it, and what stands in it. `Timer` has no heading in
/// ss, which prints it behind the addresses.
#[must_use]
pub fn columns(lang: Lang) -> [(&'static str, &'static str); 6] {
    [
        (
            "State",
            both(
                "The connection's state in ss's spelling: ESTAB is ESTABLISHED, SYN-RECV is SYN-RECEIVED; the others are the RFC's names.",
                "连接的状态，按 ss 的写法：ESTAB 即 ESTABLISHED，SYN-RECV 即 SYN-RECEIVED，其余与 RFC 相同。",
            ),
        ),
        (
            "Recv-Q",
            both(
                "Bytes that have arrived and that the program has not read; a FIN counts as one until the program has read the end of data. Of a listener: connections that wait for accept().",
                "已到达而应用程序还没有读走的字节数；FIN 也算 1，直到应用程序读到数据结束。对监听套接字：等待 accept() 的连接数。",
            ),
        ),
        (
            "Send-Q",
            both(
                "Bytes from the program that the peer has not acknowledged, sent or not; a SYN or a FIN counts as one. Of a listener: how many connections may wait.",
                "应用程序交出而对端还没有确认的字节数，不论发出与否；SYN、FIN 各算 1。对监听套接字：最多允许多少个连接等待。",
            ),
        ),
        (
            "Local Address:Port",
            both(
                "This host's end; 0.0.0.0 is any of its addresses.",
                "本机一端；0.0.0.0 表示本机的任意地址。",
            ),
        ),
        (
            "Peer Address:Port",
            both("The other end; a listener has none yet.", "对端；监听套接字还没有对端。"),
        ),
        (
            "Timer",
            both(
                "timer:(which, time left, retransmissions): on is the retransmission timer, persist the zero-window probe, timewait counts 2·MSL down, or the limit of a FIN-WAIT-2 without a program. No timer, no entry.",
                "timer:(种类, 剩余时间, 重传次数)：on 是重传计时器，persist 是零窗口探测，timewait 是 2·MSL 的倒计时，或没有程序的 FIN-WAIT-2 的时限。没有计时器就不显示。",
            ),
        ),
    ]
    .map(|(name, about): (&str, Both)| (name, about.in_lang(lang)))
}

/// The heading: it is a command, so it needs no translation.
pub const COMMAND: &str = "ss -tano";

/// Instead of rows where a host has no socket.
#[must_use]
pub const fn none(lang: Lang) -> &'static str {
    both(
        "No line: a connection in CLOSED does not exist, so there is nothing to list.",
        "没有条目：CLOSED 的连接并不存在，没有什么可列。",
    )
    .in_lang(lang)
}

/// Above the explanations of the columns.
pub const COLUMNS_TITLE: Both = both("What the columns mean", "各列的含义");
