//! The words of the field, explained: states, segments, fields, timers, calls. Terms keep the RFC's
//! spelling in both languages; the Chinese ones are those of Chinese textbooks.

use super::vocabulary::gloss;
use super::{Both, Lang, both};
use crate::sim::catalog::Name;
use crate::tcp::State;

/// A term.
#[derive(Debug)]
pub struct Entry {
    /// Its place on the page: `time-wait`.
    pub id: &'static str,
    pub term: &'static str,
    /// What Chinese textbooks call it; empty where it stays as it is.
    pub chinese: &'static str,
    pub meaning: Both,
    /// A scenario that shows it.
    pub shown_by: Option<Name>,
}

const fn entry(id: &'static str, term: &'static str, chinese: &'static str, meaning: Both) -> Entry {
    Entry { id, term, chinese, meaning, shown_by: None }
}

/// A state is called as it is beside its badge.
const fn state(state: State, id: &'static str, meaning: Both) -> Entry {
    entry(id, state.name(), gloss(state, Lang::Zh), meaning)
}

const fn shown(name: Name, entry: Entry) -> Entry {
    Entry { shown_by: Some(name), ..entry }
}

pub const TITLE: Both = both("Glossary", "术语表");
pub const DESCRIPTION: Both = both(
    "The states, segments, fields, timers and socket calls of a TCP close, each in two sentences.",
    "TCP 关闭连接所涉及的状态、报文段、首部字段、计时器和套接字调用，每条用两三句话说明。",
);
pub const INTRODUCTION: Both = both(
    "What the words on the ladder mean. Names of states, flags and variables are spelled as RFC 9293 spells them.",
    "时序图上各个词的含义。状态、标志位和变量的名称按 RFC 9293 的写法。",
);
pub const PAGE: Both = both("glossary.html", "glossary.zh.html");
pub const SEE: Both = both("See it: ", "看一看：");

/// Its sections: id, heading, entries.
pub const GROUPS: [(&str, Both, &[Entry]); 6] = [
    ("states", both("States", "状态"), &STATES),
    ("segments", both("Segments and flags", "报文段与标志位"), &SEGMENTS),
    ("numbers", both("Numbers and fields", "序号与字段"), &NUMBERS),
    ("timers", both("Timers and times", "计时器与时间"), &TIMERS),
    ("calls", both("Socket calls and errors", "套接字调用与错误"), &CALLS),
    ("words", both("Other words", "其他术语"), &WORDS),
];

const STATES: [Entry; 11] = [
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
            "A SYN has come and has been answered by one of one's own; its ACK is still to come. RFC 9293 §3.3.2",
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

const SEGMENTS: [Entry; 7] = [
    entry(
        "segment",
        "segment",
        "报文段",
        both(
            "What TCP hands to IP at once: a header, and data or none. RFC 9293 §3.1",
            "TCP 一次交给 IP 的数据单元：一个首部，后面可以有数据，也可以没有。RFC 9293 §3.1",
        ),
    ),
    entry(
        "syn",
        "SYN",
        "同步",
        both(
            "Opens a direction and says its first sequence number. It takes one number itself. RFC 9293 §3.5",
            "打开一个方向，并给出这个方向的初始序号。SYN 本身占用一个序号。RFC 9293 §3.5",
        ),
    ),
    shown(
        Name::FourWayClose,
        entry(
            "fin",
            "FIN",
            "终止",
            both(
                "Says that its sender has no more data to send. It takes one sequence number even without data, so that it \
         can be acknowledged and sent again. RFC 9293 §3.6",
                "表示发送方不再有数据要发。即使不携带数据，它也占用一个序号，因此可以被确认，也可以重传。RFC 9293 §3.6",
            ),
        ),
    ),
    entry(
        "ack",
        "ACK",
        "确认",
        both(
            "The flag that makes the acknowledgment number valid; also a segment with nothing else in it. Such a segment \
         takes no sequence number and is never sent again by a timer. RFC 9293 §3.4",
            "使确认号有效的标志位；也指除此之外什么都不带的报文段。这样的报文段不占用序号，也不会因计时器而重传。\
         RFC 9293 §3.4",
        ),
    ),
    shown(
        Name::Abort,
        entry(
            "rst",
            "RST",
            "复位",
            both(
                "Ends a connection at once, in both directions, and data on its way is lost. RFC 9293 §3.5.2",
                "立即终止连接的两个方向，途中的数据会丢失。RFC 9293 §3.5.2",
            ),
        ),
    ),
    shown(
        Name::FirstFinLost,
        entry(
            "retransmission",
            "retransmission",
            "重传",
            both(
                "A segment sent again because its ACK did not come in time; on the ladder it carries ↻. RFC 6298",
                "因为确认没有及时到来而再次发送的报文段，时序图上标有 ↻。RFC 6298",
            ),
        ),
    ),
    entry(
        "challenge-ack",
        "challenge ACK",
        "质询确认",
        both(
            "An ACK that asks \"is this you?\" where a suspicious RST or SYN has come, instead of believing it. RFC 5961",
            "收到可疑的 RST 或 SYN 时，先不相信它，而是发出一个 ACK 加以核实。RFC 5961",
        ),
    ),
];

const NUMBERS: [Entry; 7] = [
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
];

const TIMERS: [Entry; 8] = [
    entry(
        "rto",
        "RTO",
        "超时重传时间",
        both(
            "How long a sender waits for an ACK before it sends again; it doubles with each attempt. RFC 6298",
            "发送方等待确认多久之后重传；每重传一次加倍。RFC 6298",
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
            "After so long without an ACK a side gives the connection up. RFC 9293 §3.10.8",
            "这么久没有得到确认，就放弃这个连接。RFC 9293 §3.10.8",
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

const CALLS: [Entry; 8] = [
    shown(
        Name::FourWayClose,
        entry(
            "close",
            "close()",
            "",
            both(
                "Gives the descriptor back and sends a FIN behind all data. The program can neither send nor read any more; \
         where it left data unread, most systems send a RST instead. RFC 9293 §3.9.1",
                "交还描述符，并在所有数据之后发送 FIN。此后程序既不能发送也不能读取；\
         如果还有数据没有读，多数系统改发 RST。RFC 9293 §3.9.1",
            ),
        ),
    ),
    shown(
        Name::HalfCloseData,
        entry(
            "shutdown",
            "shutdown(SHUT_WR)",
            "",
            both(
                "Sends a FIN and keeps the descriptor: the program can still read. This is the half-close. RFC 9293 §3.6.1",
                "发送 FIN，但保留描述符，程序仍然可以读取。这就是半关闭。RFC 9293 §3.6.1",
            ),
        ),
    ),
    entry(
        "read-zero",
        "read() = 0",
        "",
        both(
            "The end of data: the peer's FIN has come, and everything before it has been read. Now it is this program's \
         turn to close. RFC 9293 §3.9.1",
            "数据结束：对方的 FIN 已到，它之前的数据也都读完了。现在轮到本程序关闭。RFC 9293 §3.9.1",
        ),
    ),
    entry(
        "listen-call",
        "listen(), accept()",
        "",
        both(
            "The server's way to LISTEN, and to a descriptor for each connection that is made. RFC 9293 §3.9.1",
            "服务器由此进入 LISTEN，并为每个建立的连接得到一个描述符。RFC 9293 §3.9.1",
        ),
    ),
    entry(
        "connect-call",
        "connect()",
        "",
        both(
            "The client's way to ESTABLISHED: sends a SYN and waits for the answer. RFC 9293 §3.9.1",
            "客户端由此进入 ESTABLISHED：发送 SYN 并等待回答。RFC 9293 §3.9.1",
        ),
    ),
    shown(
        Name::Abort,
        entry(
            "so-linger",
            "SO_LINGER 0",
            "",
            both(
                "Turns close() into an abort: a RST instead of a FIN, and no TIME-WAIT. Data that has not arrived is lost. \
         RFC 9293 §3.9.1",
                "让 close() 变成中止：发 RST 而不发 FIN，也没有 TIME-WAIT。还没有送达的数据会丢失。RFC 9293 §3.9.1",
            ),
        ),
    ),
    entry(
        "econnreset",
        "ECONNRESET",
        "连接被对方复位",
        both(
            "The peer sent a RST. Whether the last data arrived cannot be known from it.",
            "对方发来了 RST。单凭它无法知道最后的数据是否送达。",
        ),
    ),
    entry(
        "epipe",
        "EPIPE",
        "管道已断开",
        both(
            "send() on a connection that can send no more: this side has closed it, or a RST has come before.",
            "在不能再发送的连接上调用 send()：本端已经关闭了它，或者先前收到了 RST。",
        ),
    ),
];

const WORDS: [Entry; 9] = [
    shown(
        Name::HalfCloseData,
        entry(
            "half-close",
            "half-close",
            "半关闭",
            both(
                "One direction is closed, the other still carries data. RFC 9293 §3.6.1",
                "一个方向已经关闭，另一个方向仍可传送数据。RFC 9293 §3.6.1",
            ),
        ),
    ),
    entry(
        "half-open",
        "half-open",
        "半打开",
        both(
            "One side has a connection of which the other knows nothing, after a crash for example. RFC 9293 §3.5.1",
            "一端还保留着连接，另一端却一无所知，例如重启之后。RFC 9293 §3.5.1",
        ),
    ),
    shown(
        Name::ServerClosesFirst,
        entry(
            "active-close",
            "active close",
            "主动关闭",
            both(
                "Closing first. Who does so ends in TIME-WAIT. RFC 9293 §3.6",
                "首先关闭。主动关闭的一方最后进入 TIME-WAIT。RFC 9293 §3.6",
            ),
        ),
    ),
    entry(
        "passive-close",
        "passive close",
        "被动关闭",
        both(
            "Closing after the peer's FIN has come: by CLOSE-WAIT and LAST-ACK. RFC 9293 §3.6",
            "在对方的 FIN 到来之后关闭：经过 CLOSE-WAIT 和 LAST-ACK。RFC 9293 §3.6",
        ),
    ),
    shown(
        Name::SimultaneousClose,
        entry(
            "simultaneous-close",
            "simultaneous close",
            "同时关闭",
            both(
                "Both sides send a FIN before either's has arrived; both end in TIME-WAIT. RFC 9293 §3.6",
                "双方都在对方的 FIN 到达之前发出自己的 FIN，最后双方都进入 TIME-WAIT。RFC 9293 §3.6",
            ),
        ),
    ),
    entry(
        "old-duplicate",
        "old duplicate",
        "旧的重复报文段",
        both(
            "A segment of an earlier connection that arrives late. TIME-WAIT keeps it from being taken for a new one's. \
         RFC 9293 §3.4.1",
            "属于先前连接、迟到的报文段。TIME-WAIT 防止它被当成新连接的报文段。RFC 9293 §3.4.1",
        ),
    ),
    entry(
        "four-tuple",
        "4-tuple",
        "四元组",
        both(
            "Both addresses and both ports: what tells one connection from another. RFC 9293 §4",
            "两个地址加两个端口：用来区分不同的连接。RFC 9293 §4",
        ),
    ),
    entry(
        "orphan",
        "orphan",
        "孤儿连接",
        both(
            "A connection that the system still has to end after its program has closed it, or is gone.",
            "程序已经关闭它或已经退出，但系统仍要把它结束的连接。",
        ),
    ),
    entry(
        "assassination",
        "TIME-WAIT assassination",
        "TIME-WAIT 被提前终止",
        both(
            "A stray RST that ends TIME-WAIT early. Many systems therefore ignore RSTs in that state. RFC 1337",
            "一个游荡的 RST 提前结束了 TIME-WAIT。因此许多系统在这个状态下不理会 RST。RFC 1337",
        ),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::Timer;
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = &'static Entry> {
        GROUPS.iter().flat_map(|(_, _, entries)| *entries)
    }

    /// The entry of a timer: a new one does not compile without.
    fn timer(timer: Timer) -> &'static str {
        match timer {
            Timer::DelayedAck => "delayed-ack",
            Timer::Retransmission => "rto",
            Timer::ZeroWindowProbe => "zero-window-probe",
            Timer::UserTimeout => "user-timeout",
            Timer::FinWait2 => "fin-wait-2-timer",
            Timer::TimeWait => "two-msl",
        }
    }

    #[test]
    fn every_state_and_timer_is_explained() {
        let states: Vec<_> = STATES.iter().map(|entry| entry.term).collect();
        assert_eq!(states, State::ALL.map(State::name));
        for known in Timer::ALL {
            assert!(TIMERS.iter().any(|entry| entry.id == timer(known)), "{known:?}");
        }
    }

    #[test]
    fn each_stands_once_and_says_something_in_both_languages() {
        let ids: BTreeSet<_> = all().map(|entry| entry.id).collect();
        let terms: BTreeSet<_> = all().map(|entry| entry.term).collect();
        assert_eq!((ids.len(), terms.len()), (all().count(), all().count()));
        let chinese = |text: &str| text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
        for entry in all() {
            let [english, translated] = [Lang::En, Lang::Zh].map(|lang| entry.meaning.in_lang(lang));
            assert!(english.len() > 20 && !chinese(english), "{}", entry.term);
            assert!(chinese(translated), "{}", entry.term);
            // Both name the same section of the same RFC.
            let rfcs = |text: &str| {
                let found = text.split("RFC ").skip(1);
                let cited = found.filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
                cited.last().map(str::to_owned)
            };
            assert_eq!(rfcs(english), rfcs(translated), "{}", entry.term);
        }
    }
}
