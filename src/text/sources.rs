//! Where a stack's values come from, in words. What is cited keeps its name in both languages; what
//! is said about it is translated.

use super::Both;
use crate::tcp::{Setting, Stack};

/// Where one value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub place: Both,
    /// Somebody has read it there.
    pub verified: bool,
}

/// Where this value comes from. In a constant it leaves nothing else of the tables in the page.
#[must_use]
pub const fn origin(stack: Stack, setting: Setting) -> Origin {
    let source = stack.sources()[setting as usize];
    Origin { place: place(source.place), verified: source.verified }
}

const fn place(en: &'static str) -> Both {
    let mut at = 0;
    while at < SAID.len() {
        if same(SAID[at].0.as_bytes(), en.as_bytes()) {
            return Both { en, zh: SAID[at].1 };
        }
        at += 1;
    }
    Both { en, zh: en }
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// As `tcp/stacks.rs` has it, and in Chinese. What is missing here is a name and nothing else.
const SAID: &[(&str, &str)] = &[
    (
        "Get-NetTCPSetting: InitialRto; 3 s up to Windows 7",
        "Get-NetTCPSetting：InitialRto；Windows 7 及以前为 3 s",
    ),
    ("RFC 5961 §3.2: exactly RCV.NXT", "RFC 5961 §3.2：恰好等于 RCV.NXT"),
    ("RFC 5961 §7: left to the stack", "RFC 5961 §7：由协议栈自行决定"),
    ("RFC 6298 §2.5: at least 60 s", "RFC 6298 §2.5：不小于 60 s"),
    ("RFC 793 has no such rule", "RFC 793 没有这条规则"),
    ("RFC 793 §3.9: anywhere in the window", "RFC 793 §3.9：窗口内的任何位置"),
    ("RFC 793 §3.9, 4th (D4)", "RFC 793 §3.9 第 4 步（D4）"),
    ("RFC 793 §3.9, 8th: send an acknowledgment", "RFC 793 §3.9 第 8 步：发送确认"),
    ("RFC 9293 §3.10.4 (D12)", "RFC 9293 §3.10.4（D12）"),
    ("RFC 9293 §3.10.5 (D7)", "RFC 9293 §3.10.5（D7）"),
    ("RFC 9293 §3.10.7.2, 2nd: a RST", "RFC 9293 §3.10.7.2 第 2 步：回复 RST"),
    ("RFC 9293 §3.10.7.4, 1st: an ACK", "RFC 9293 §3.10.7.4 第 1 步：回复 ACK"),
    ("RFC 9293 §3.10.7.4, 2nd: a RST counts", "RFC 9293 §3.10.7.4 第 2 步：RST 有效"),
    ("RFC 9293 §3.10.7.4, 2nd: queues are flushed", "RFC 9293 §3.10.7.4 第 2 步：清空队列"),
    ("RFC 9293 §3.10.7.4, 4th (D4)", "RFC 9293 §3.10.7.4 第 4 步（D4）"),
    ("RFC 9293 §3.10.7.4, 5th: an ACK", "RFC 9293 §3.10.7.4 第 5 步：回复 ACK"),
    ("RFC 9293 §3.10.7.4, 8th: send an acknowledgment", "RFC 9293 §3.10.7.4 第 8 步：发送确认"),
    ("RFC 9293 §3.10.8 names no segment (D8)", "RFC 9293 §3.10.8 没有提到任何报文段（D8）"),
    ("RFC 9293 §3.1: the largest window in a header", "RFC 9293 §3.1：首部能写下的最大窗口"),
    ("RFC 9293 §3.7.4, MUST-17: it can be off", "RFC 9293 §3.7.4，MUST-17：可以关闭"),
    ("RFC 9293 §3.8.1: it may, MAY-4", "RFC 9293 §3.8.1：可以这样做，MAY-4"),
    ("RFC 9293 §3.8.3, MUST-23: at least 3 min", "RFC 9293 §3.8.3，MUST-23：至少 3 分钟"),
    ("RFC 9293 §3.8.3: R2 is a time, see the user timeout", "RFC 9293 §3.8.3：R2 是时间，见用户超时"),
    ("RFC 9293 §3.8.6.1: at least one octet", "RFC 9293 §3.8.6.1：至少一个字节"),
    ("RFC 9293 §3.8.6.3: less than 0.5 s", "RFC 9293 §3.8.6.3：小于 0.5 s"),
    ("an Ethernet frame of 1500 octets", "1500 字节的以太网帧"),
    ("as close() with unread data in the learned model", "同学习模型中有未读数据时的 close()"),
    ("chosen: 2·MSL can be watched", "自选：让人看得完 2·MSL"),
    ("chosen: a dead peer is given up while one watches", "自选：观看期间就会放弃失联的对端"),
    ("chosen: an Ethernet frame", "自选：以太网帧"),
    ("chosen: as for other segments", "自选：与其他报文段相同"),
    ("chosen: figures have one RTO", "自选：教科书的图只有一个 RTO"),
    ("chosen: four doublings", "自选：加倍四次"),
    ("chosen: long enough to watch", "自选：长到可以看清"),
    ("chosen: so that three segments can be seen", "自选：这样能看到三个报文段的关闭"),
    ("chosen: the count above ends it", "自选：由重传次数来结束"),
    (
        "chosen: the program goes first, so that three segments can be seen",
        "自选：应用程序先行，这样能看到三个报文段的关闭",
    ),
    ("chosen: what fits goes", "自选：放得下就发"),
    (
        "chosen; RFC 9293 §3.7.4: SHLD-7, and MUST-17 to switch it off",
        "自选；RFC 9293 §3.7.4：SHLD-7，以及可以关闭它的 MUST-17",
    ),
    ("decision D12", "决定 D12"),
    ("decision D2", "决定 D2"),
    ("decision D3", "决定 D3"),
    ("decision D6", "决定 D6"),
    ("documents disagree: 2·MSL is 120 s or 240 s", "各文档不一致：2·MSL 为 120 s 或 240 s"),
    ("dropped in LISTEN only, which is not modelled", "只在 LISTEN 中丢弃，这一点没有建模"),
    ("general knowledge", "一般常识"),
    ("include/net/tcp.h: TCP_RTO_MIN, of the variance term", "include/net/tcp.h：TCP_RTO_MIN，作用于方差项"),
    ("include/net/tcp.h: TCP_TIMEWAIT_LEN is 60 s", "include/net/tcp.h：TCP_TIMEWAIT_LEN 为 60 s"),
    ("ip-sysctl: tcp_fin_timeout, after close() only", "ip-sysctl：tcp_fin_timeout，只在 close() 之后"),
    ("ip-sysctl: tcp_retries2 (924.6 s at least)", "ip-sysctl：tcp_retries2（至少 924.6 s）"),
    ("learned model of Windows 8: a RST", "Windows 8 的学习模型：RST"),
    (
        "learned model of Windows 8: a SYN resets; later: unknown",
        "Windows 8 的学习模型：SYN 会复位；之后的版本未知",
    ),
    (
        "learned model of Windows 8: an exact RST ends TIME-WAIT",
        "Windows 8 的学习模型：序号精确的 RST 结束 TIME-WAIT",
    ),
    ("learned model of Windows 8: silence at RCV.NXT", "Windows 8 的学习模型：等于 RCV.NXT 时沉默"),
    ("learned model of Windows 8: silent", "Windows 8 的学习模型：沉默"),
    ("learned model of Windows 8, which has no times", "Windows 8 的学习模型，其中没有时间"),
    ("left out: congestion control (RFC 5681)", "未建模：拥塞控制（RFC 5681）"),
    ("net/ipv4/tcp.c: tcp_recvmsg_locked; recorded", "net/ipv4/tcp.c：tcp_recvmsg_locked；有录制"),
    ("no RFC knows orphans", "没有 RFC 提到孤儿连接"),
    ("no RFC limits FIN-WAIT-2", "没有 RFC 限制 FIN-WAIT-2"),
    ("nothing found", "没有找到依据"),
    ("offload documentation; 300 s on Server 2003", "网卡卸载文档；Server 2003 为 300 s"),
    ("tcp(4): delacktime; 100 ms before 13 and in macOS", "tcp(4)：delacktime；13 之前和 macOS 为 100 ms"),
    ("tcp(4): drop_synfin is 0; macOS: 1", "tcp(4)：drop_synfin 为 0；macOS 为 1"),
    (
        "tcp(4): keepinit ends it after 75 s, here the 7th RTO",
        "tcp(4)：keepinit 在 75 s 后结束，这里是第 7 次 RTO",
    ),
    ("tcp(4): net.inet.tcp.msl; macOS: 15 s", "tcp(4)：net.inet.tcp.msl；macOS 为 15 s"),
    ("tcp(4): rexmit_min 30 ms + rexmit_slop 200 ms", "tcp(4)：rexmit_min 30 ms 加 rexmit_slop 200 ms"),
    ("tcp-testsuite: its SYN says 1460", "tcp-testsuite：它的 SYN 写着 1460"),
    ("tcp-testsuite: the window of its SYN", "tcp-testsuite：它的 SYN 里的窗口"),
    ("tcp-testsuite; its sources since then answer with a RST", "tcp-testsuite；此后的源代码改为回复 RST"),
    ("tcp_input.c: data after close() is reset", "tcp_input.c：close() 之后的数据用 RST 回复"),
    ("tcp_input.c: TF_ACKNOW at a FIN", "tcp_input.c：收到 FIN 时设 TF_ACKNOW"),
    ("tcp_input.c: tcp_fin only schedules the ACK", "tcp_input.c：tcp_fin 只是安排 ACK"),
    ("tcp_input.c: tcp_rcv_state_process; recorded", "tcp_input.c：tcp_rcv_state_process；有录制"),
    ("tcp_minisocks.c: tcp_time_wait; recorded", "tcp_minisocks.c：tcp_time_wait；有录制"),
    ("tcp_output.c: cut from the send buffer", "tcp_output.c：从发送缓冲区重新切取"),
    ("tcp_output.c: one octet", "tcp_output.c：一个字节"),
    ("tcp_output.c: tcp_select_initial_window; recorded", "tcp_output.c：tcp_select_initial_window；有录制"),
    (
        "tcp_subr.c: ack_war_cnt in newer releases; macOS 10 a second",
        "tcp_subr.c：较新版本有 ack_war_cnt；macOS 每秒 10 个",
    ),
    ("tcp_timer.c: none of its own", "tcp_timer.c：没有单独的限制"),
    ("tcp_timer.c: tcp_maxunacktime, default not found", "tcp_timer.c：tcp_maxunacktime，默认值没有找到"),
    ("tcp_timer.c: tcp_orphan_retries (0 is read as 8)", "tcp_timer.c：tcp_orphan_retries（0 按 8 处理）"),
    (
        "tcp_timer.c: tcp_timer_2msl; 60 s by fast_finwait2_recycle",
        "tcp_timer.c：tcp_timer_2msl；启用 fast_finwait2_recycle 时为 60 s",
    ),
    ("tcp_timer.c: tcp_write_err, silent", "tcp_timer.c：tcp_write_err，不发报文段"),
    ("uipc_socket.c: soclose; a FIN goes out", "uipc_socket.c：soclose；发出 FIN"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Lang, spacing};

    /// Names of files, functions, documents and sections; not a word that would have to be translated.
    fn is_only_a_name(place: &str) -> bool {
        let titles =
            ["Description of Windows TCP features", "Troubleshoot TCP/IP connectivity", "socket options"];
        let mut rest = place.to_owned();
        titles.iter().for_each(|title| rest = rest.replace(title, ""));
        let mut after_colon = rest.split(": ").map(|part| part.split([' ', ',', ';']).collect::<Vec<_>>());
        let file = after_colon.next().unwrap_or_default();
        let sign = |word: &&str| word.contains(|sign: char| !sign.is_ascii_lowercase()) || word.is_empty();
        // A function or a setting stands alone behind its file.
        let named = |words: &Vec<&str>| {
            words.len() == 1 || words.iter().all(sign) || file[0] == "tcp(4)" && words.len() == 2
        };
        file.iter().all(sign) && after_colon.all(|words| named(&words))
    }

    #[test]
    fn what_is_said_about_a_source_is_said_in_chinese_too() {
        let mut missing = std::collections::BTreeSet::new();
        for stack in Stack::ALL {
            for setting in Setting::ALL {
                let Origin { place, .. } = origin(stack, *setting);
                if place.zh != place.en {
                    assert_eq!(place.zh, spacing::spaced(place.zh, Lang::Zh), "{stack:?} {setting:?}");
                } else if !is_only_a_name(place.en) {
                    missing.insert(place.en);
                }
            }
        }
        assert!(missing.is_empty(), "text/sources.rs lacks the Chinese of: {missing:#?}");
    }

    #[test]
    fn nothing_is_translated_that_nobody_says() {
        let said =
            |en| Stack::ALL.iter().any(|stack| stack.sources().iter().any(|source| source.place == en));
        let idle: Vec<&str> = SAID.iter().map(|(en, _)| *en).filter(|en| !said(*en)).collect();
        assert!(idle.is_empty(), "no source says any more: {idle:#?}");
    }
}
