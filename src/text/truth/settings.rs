//! The settings of a stack, for people: a name, one line on what it means, and a group.

use crate::tcp::Setting;
use crate::text::{Both, both};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Timers,
    Closing,
    Resets,
    Acks,
    Loss,
    Sending,
}

impl Group {
    pub const ALL: [Self; 6] =
        [Self::Timers, Self::Closing, Self::Resets, Self::Acks, Self::Loss, Self::Sending];

    /// Its place on the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Timers => "timers",
            Self::Closing => "closing",
            Self::Resets => "resets",
            Self::Acks => "acks",
            Self::Loss => "loss",
            Self::Sending => "sending",
        }
    }

    #[must_use]
    pub const fn title(self) -> Both {
        match self {
            Self::Timers => both("Timers", "计时器"),
            Self::Closing => both("Closing and TIME-WAIT", "关闭与 TIME-WAIT"),
            Self::Resets => both("Resets and odd segments", "复位与异常报文段"),
            Self::Acks => both("Acknowledging", "确认"),
            Self::Loss => both("Loss and giving up", "丢失与放弃"),
            Self::Sending => both("Sending", "发送"),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct About {
    pub group: Group,
    pub name: Both,
    pub meaning: Both,
}

const fn about(group: Group, name: Both, meaning: Both) -> About {
    About { group, name, meaning }
}

use Group::*;

/// A new setting does not compile until it has its words.
#[must_use]
pub const fn describe(setting: Setting) -> About {
    match setting {
        Setting::mss => about(
            Sending,
            both("Largest segment", "最大报文段"),
            both("The most data in one segment (MSS).", "一个报文段最多带多少数据（MSS）。"),
        ),
        Setting::receive_buffer => about(
            Sending,
            both("Receive buffer", "接收缓冲区"),
            both("What is not read yet takes from the window.", "还没有读取的数据会占用窗口。"),
        ),
        Setting::rto_mode => about(
            Timers,
            both("How the RTO comes about", "RTO 的由来"),
            both(
                "The retransmission timeout follows the measured round trips, or does not.",
                "超时重传时间是否随测得的往返时间变化。",
            ),
        ),
        Setting::rto_initial => about(
            Timers,
            both("First RTO", "初始 RTO"),
            both("Before any round trip has been measured.", "还没有测量过往返时间时使用。"),
        ),
        Setting::rto_min => about(
            Timers,
            both("Least RTO", "最小 RTO"),
            both("However short the round trips are.", "往返时间再短也不低于它。"),
        ),
        Setting::rto_max => about(
            Timers,
            both("Greatest RTO", "最大 RTO"),
            both("Where the doubling ends.", "加倍到此为止。"),
        ),
        Setting::rto_slop => about(
            Timers,
            both("Always added to the RTO", "RTO 的固定附加"),
            both("On top of what the round trips say.", "在由往返时间得出的值上再加。"),
        ),
        Setting::retries => about(
            Loss,
            both("Retransmissions of data and FIN", "数据和 FIN 的重传次数"),
            both("After so many the connection is given up.", "超过这个次数就放弃连接。"),
        ),
        Setting::retries_mean_time => about(
            Loss,
            both("That number stands for a time", "次数代表时间"),
            both(
                "So many doublings from the least RTO on are counted as a time, and that ends it.",
                "从最小 RTO 起加倍这么多次所需的时间，到了这个时间才结束。",
            ),
        ),
        Setting::orphan_retries => about(
            Loss,
            both("Retransmissions after close()", "close() 之后的重传次数"),
            both(
                "Once no program holds the connection: an orphan.",
                "已经没有应用程序持有的连接，即孤儿连接。",
            ),
        ),
        Setting::syn_retries => about(
            Loss,
            both("Retransmissions of a SYN", "SYN 的重传次数"),
            both("How often connect() tries again.", "connect() 会再试几次。"),
        ),
        Setting::syn_linear => about(
            Loss,
            both("SYNs before the doubling", "开始加倍之前的 SYN"),
            both("So many come first at the same distance.", "最初这么多次按相同间隔发送。"),
        ),
        Setting::syn_ack_retries => about(
            Loss,
            both("Retransmissions of a SYN,ACK", "SYN,ACK 的重传次数"),
            both("How long a listener waits for the third segment.", "监听的一方为第三个报文段等待多久。"),
        ),
        Setting::resend_joins => about(
            Loss,
            both("Retransmissions join segments", "重传时合并报文段"),
            both(
                "What follows goes along, as far as one segment holds it.",
                "只要一个报文段放得下，后面的内容一起重传。",
            ),
        ),
        Setting::congestion_window => about(
            Sending,
            both("First congestion window", "初始拥塞窗口"),
            both(
                "So many segments may leave before the first ACK.",
                "第一个 ACK 到来之前可以发出多少报文段。",
            ),
        ),
        Setting::give_up_resets => about(
            Loss,
            both("Giving up sends a RST", "放弃时发 RST"),
            both("Otherwise the peer is not told (D8).", "否则不告诉对端（D8）。"),
        ),
        Setting::nagle => about(
            Sending,
            both("Nagle's algorithm", "Nagle 算法"),
            both(
                "A short segment waits while an earlier one is not acknowledged.",
                "前面的报文段还没有得到确认时，短报文段先等待。",
            ),
        ),
        Setting::silly_window_avoided => about(
            Sending,
            both("Small windows are left alone", "避免糊涂窗口"),
            both(
                "Nothing is sent into a window that has only a little room.",
                "窗口只有很小的空间时不发送。",
            ),
        ),
        Setting::empty_probe => about(
            Sending,
            both("Zero-window probe without data", "零窗口探测不带数据"),
            both("Otherwise it carries one byte.", "否则带一个字节。"),
        ),
        Setting::user_timeout => about(
            Timers,
            both("User timeout", "用户超时"),
            both("How long what was sent may stay without an ACK.", "发出的内容最多可以多久得不到确认。"),
        ),
        Setting::msl => about(
            Timers,
            both("MSL", "MSL"),
            both(
                "Maximum segment lifetime: TIME-WAIT lasts twice this.",
                "最长报文段寿命：TIME-WAIT 持续它的两倍。",
            ),
        ),
        Setting::fin_wait_2_timeout => about(
            Timers,
            both("Limit of FIN-WAIT-2", "FIN-WAIT-2 的时限"),
            both("Once the program has closed both directions.", "应用程序关闭两个方向之后才有。"),
        ),
        Setting::fin_wait_2_scales => about(
            Timers,
            both("That limit grows with the RTO", "该时限随 RTO 增长"),
            both("It is at least 3.5 RTO.", "至少为 RTO 的 3.5 倍。"),
        ),
        Setting::ack_delay => about(
            Acks,
            both("When data is acknowledged", "何时确认数据"),
            both(
                "An ACK that waits can travel with what the program answers.",
                "ACK 等一等，可以由应用程序的应答捎带。",
            ),
        ),
        Setting::fin_ack_waits => about(
            Acks,
            both("The ACK of a FIN waits too", "对 FIN 的确认也等待"),
            both(
                "Then it can travel with the other FIN, and three segments close.",
                "这样它可以和另一个 FIN 合在一起，三个报文段就能关闭。",
            ),
        ),
        Setting::rfc5961 => about(
            Resets,
            both("Guard against forged segments", "防范伪造的报文段"),
            both(
                "RFC 5961: only an exact RST resets, a SYN never does.",
                "RFC 5961：只有序号精确的 RST 才复位，SYN 不会。",
            ),
        ),
        Setting::ack_limit => about(
            Acks,
            both("Challenge ACKs are limited", "挑战 ACK 的限制"),
            both("At most one in this time.", "在这段时间内最多一个。"),
        ),
        Setting::rst_at_fin => about(
            Resets,
            both("A RST at the FIN's number counts", "位于 FIN 序号的 RST 有效"),
            both(
                "After a FIN, a RST with the FIN's own number is taken as exact.",
                "收到 FIN 之后，带着 FIN 那个序号的 RST 也算精确。",
            ),
        ),
        Setting::rfc1337 => about(
            Closing,
            both("TIME-WAIT ignores RST", "TIME-WAIT 忽略 RST"),
            both(
                "RFC 1337: otherwise a stray RST ends the wait.",
                "RFC 1337：否则一个游离的 RST 就会结束等待。",
            ),
        ),
        Setting::time_wait_syn => about(
            Closing,
            both("A SYN in TIME-WAIT", "TIME-WAIT 中的 SYN"),
            both("Somebody opens the same connection again (D4).", "有人再次建立同样的连接（D4）。"),
        ),
        Setting::time_wait_restarts_on_ack => about(
            Closing,
            both("Any ACK restarts 2·MSL", "任何 ACK 都重新开始 2·MSL"),
            both("Otherwise only the FIN, come again, does (D3).", "否则只有再次到来的 FIN 才会（D3）。"),
        ),
        Setting::time_wait_is_detached => about(
            Closing,
            both("The program has no hold on TIME-WAIT", "应用程序管不到 TIME-WAIT"),
            both("An abort does not end the wait.", "中止操作不会结束等待。"),
        ),
        Setting::closing_ends_silently => about(
            Closing,
            both("CLOSING ends without an ACK", "CLOSING 结束时不发 ACK"),
            both(
                "When the peer's FIN, come again, brings the ACK that was missing (D2).",
                "对端重传的 FIN 带来了缺少的 ACK 时（D2）。",
            ),
        ),
        Setting::last_ack_at_close => about(
            Closing,
            both("LAST-ACK begins at close()", "close() 时即为 LAST-ACK"),
            both("Even while the FIN waits behind data (D12).", "哪怕 FIN 还排在数据后面（D12）。"),
        ),
        Setting::half_duplex_close => about(
            Closing,
            both("close() ends reading, too", "close() 也结束读取"),
            both(
                "Unread data, or data that comes later, is answered with a RST.",
                "未读的数据或之后到来的数据会得到 RST。",
            ),
        ),
        Setting::unread_is_tossed => about(
            Closing,
            both("But unread data is thrown away", "但未读的数据被丢弃"),
            both("close() sends a FIN all the same.", "close() 照样发 FIN。"),
        ),
        Setting::reset_keeps_unread => about(
            Resets,
            both("Data can be read after a RST", "RST 之后仍可读取数据"),
            both("What had arrived before it, and then the error.", "先读到此前到达的数据，再得到错误。"),
        ),
        Setting::syn_again_answered => about(
            Resets,
            both("A repeated SYN gets its SYN,ACK", "重复的 SYN 得到 SYN,ACK"),
            both("Otherwise an ACK.", "否则得到 ACK。"),
        ),
        Setting::zero_window_fin => about(
            Closing,
            both("A closed window lets a FIN in", "窗口关闭时收下 FIN"),
            both("A FIN alone at RCV.NXT (D6).", "位于 RCV.NXT 的单独的 FIN（D6）。"),
        ),
        Setting::drop_syn_fin => about(
            Resets,
            both("SYN and FIN together are dropped", "丢弃同时带 SYN 和 FIN 的报文段"),
            both("No honest stack sends them in one segment.", "正常的协议栈不会这样发送。"),
        ),
        Setting::listen_drops_syn_ack => about(
            Resets,
            both("LISTEN is silent to a SYN,ACK", "LISTEN 对 SYN,ACK 沉默"),
            both("Otherwise it answers with a RST.", "否则回复 RST。"),
        ),
        Setting::ack_of_unsent_dropped => about(
            Acks,
            both("An ACK of what was never sent", "确认了从未发送的内容"),
            both(
                "In ESTABLISHED it is dropped in silence; otherwise it gets an ACK.",
                "在 ESTABLISHED 中默默丢弃；否则得到 ACK。",
            ),
        ),
        Setting::time_wait_drops_no_ack => about(
            Resets,
            both("TIME-WAIT drops what has no ACK", "TIME-WAIT 丢弃不带 ACK 的报文段"),
            both(
                "Even outside the window, where otherwise an ACK answers.",
                "在窗口之外也丢弃；否则会得到 ACK。",
            ),
        ),
        Setting::abort_with_ack => about(
            Resets,
            both("An abort's RST carries an ACK", "中止的 RST 带 ACK"),
            both("The peer accepts either (D7).", "对端两种都接受（D7）。"),
        ),
    }
}
