//! The page's words around a capture: opening it, finding a connection in it, and what can be done
//! with one.

use crate::capture::Summary;
use crate::capture::listing::{Kind, Sort};
use crate::sim::recording::Header;
use crate::sim::{Cause, Flight, Side};
use crate::tcp::State;
use crate::text::capture::inferred;
use crate::text::spacing::tidy;
use crate::text::{Both, Lang, both};
use crate::time::Duration;

pub const CHOOSE: Both = both("Open a capture…", "打开抓包文件…");
pub const DROP: Both = both(
    "Drop a pcap or pcapng file here, or choose one: what tcpdump, dumpcap and Wireshark write.",
    "把 pcap 或 pcapng 文件拖到这里，或选择一个：tcpdump、dumpcap 和 Wireshark 写的文件都可以。",
);
/// Said wherever a file can be opened.
pub const STAYS: Both = both(
    "The file stays on this machine: it is read here, and only headers are looked at.",
    "文件不会离开这台机器：只在这里读取，而且只看首部。",
);
pub const READING: Both = both("Reading", "正在读取");
pub const CANCEL: Both = both("Cancel", "取消");
pub const NO_WORKER: Both = both(
    "This browser allows no worker here, which reading a capture needs. On the full page it works.",
    "这里的浏览器不允许使用 Worker，而读取抓包文件需要它。在完整页面上可以读取。",
);
pub const FAILED: Both = both("The file cannot be read", "文件无法读取");
pub const NO_TCP: Both = both("There is no TCP in this file.", "这个文件里没有 TCP。");
pub const SORT: Both = both("Sort by", "排序");
pub const KINDS: Both = both("Show", "显示");
pub const FILTER: Both = both("Address or port", "地址或端口");
pub const CLOSED_FIRST: Both = both("Closed first", "先关闭的是");
pub const EITHER: Both = both("either", "任意一端");
pub const OTHER_RELEASE: Both = both(
    "Four Waves has been updated meanwhile. Reload the page, then open the file again.",
    "四次挥手刚刚更新过。请重新加载页面，再打开文件。",
);
pub const NOTHING_FITS: Both = both("No connection fits.", "没有符合的连接。");
pub const EARLIER: Both = both("Previous", "上一页");
pub const FURTHER: Both = both("Next", "下一页");
pub const BACK: Both = both("All connections", "全部连接");
pub const ANOTHER: Both = both("Another file…", "另一个文件…");
pub const DIAGNOSIS: Both = both("What is the matter:", "问题所在：");
pub const TAKEN: Both = both("Where it was taken", "捕获位置");
pub const BY_TIMING: Both = both("by its timing", "按时间推断");
pub const BETWEEN: Both = both("in between", "中间");
pub const REMAKE: Both = both("Turn into a scenario", "变成情景");
pub const REMAKE_HINT: Both = both(
    "The same close as a simulation that can be edited, beside the capture.",
    "把同样的关闭过程做成可以编辑的模拟，与抓包并排对照。",
);
pub const JOIN: Both = both("Join with the other end's file…", "与另一端的文件合并…");
pub const JOIN_HINT: Both = both(
    "Two captures of one connection, one taken at each end, show what was lost on the way.",
    "同一连接在两端各抓一份，就能看出途中丢了什么。",
);
pub const NOT_JOINED: Both =
    both("The other file does not have this connection.", "另一个文件里没有这个连接。");
pub const FIXED: Both = both(
    "A capture is what happened: nothing in it can be changed. Turn it into a scenario first.",
    "抓包是已经发生的事，不能改动。请先把它变成情景。",
);
pub const NO_LINK: Both = both(
    "A capture is in no link: it stays on this machine. Turn it into a scenario, and a link holds that.",
    "链接里放不下抓包：它只留在这台机器上。先把它变成情景，链接就能带上它。",
);
/// In place of what a program did or a person changed.
pub const NOT_HERE: Both = both(
    "A capture shows neither programs nor what could have been. Turn it into a scenario, and this is there.",
    "抓包里看不到程序，也没有别的可能。把它变成情景，这里就有内容了。",
);
pub const ONLY_HEADER: Both = both(
    "From the capture: seq, ack, control bits, window and length. Options, checksum and the IP header are not kept.",
    "取自抓包：seq、ack、控制位、窗口和长度；选项、校验和与 IP 首部没有保留。",
);
pub const ENDS: Both =
    both("The capture ends here: what came later is not known.", "抓包到此结束，此后如何不得而知。");
pub const NO_QUEUES: Both = both(
    "A capture does not show what programs have read or accepted.",
    "抓包看不出程序读了多少、是否已经 accept()。",
);
/// Where the whole page is one file.
pub const ONE_FILE: Both = both(
    "This one file can neither read captures nor save. The full page can.",
    "单文件版既不能读取抓包，也不能保存文件。完整页面可以。",
);
pub const SHOW: Both = both("Show the capture", "显示抓包");
/// How many places differ between a capture and what was made of it.
#[must_use]
pub fn differ(count: &str, lang: Lang) -> String {
    match lang {
        Lang::En => ["The simulation differs from the capture in ", count, " places. The first:"].concat(),
        Lang::Zh => ["模拟与抓包有 ", count, " 处不同。第一处："].concat(),
    }
}
pub const NOT_SAVED: Both = both(
    "A capture is a file already. Turn it into a scenario, and that can be saved.",
    "抓包本来就是文件。先把它变成情景，情景就可以保存。",
);
pub const IS_THE_CAPTURE: Both = both("the capture", "抓包");

/// What is first in the list.
#[must_use]
pub const fn sort(sort: Sort) -> Both {
    match sort {
        Sort::File => both("order in the file", "文件中的顺序"),
        Sort::CloseWait => both("longest seen in CLOSE-WAIT", "所见 CLOSE-WAIT 最久的"),
        Sort::TimeWait => both("longest seen in TIME-WAIT", "所见 TIME-WAIT 最久的"),
        Sort::Length => both("longest connection", "持续最久的"),
        Sort::Again => both("most retransmissions", "重传最多的"),
        Sort::Resets => both("most resets", "复位最多的"),
        Sort::Octets => both("most octets", "字节最多的"),
        Sort::Packets => both("most packets", "分组最多的"),
    }
}

/// Which connections are shown.
#[must_use]
pub const fn kind(kind: Kind) -> Both {
    match kind {
        Kind::All => both("all", "全部"),
        Kind::Closed => both("closed in order", "正常关闭"),
        Kind::HalfClosed => both("closed by one end only", "仅一端已关闭"),
        Kind::Unfinished => both("close unfinished", "关闭未完成"),
        Kind::Reset => both("reset", "被复位"),
        Kind::NeverOpen => both("never opened", "从未建立"),
        Kind::Open => both("still open", "仍未关闭"),
    }
}

/// How much a file holds: `12 packets, 9 of them TCP, in 3 connections.`
#[must_use]
pub fn holds(packets: &str, tcp: &str, connections: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let one = if connections == "1" { " connection." } else { " connections." };
            [packets, " packets, ", tcp, " of them TCP, in ", connections, one].concat()
        }
        Lang::Zh => {
            ["共 ", packets, " 个分组，其中 ", tcp, " 个 TCP，属于 ", connections, " 个连接。"].concat()
        }
    }
}

/// Which rows are shown: `51–100 of 1234`
#[must_use]
pub fn range(from: &str, to: &str, of: &str, lang: Lang) -> String {
    match lang {
        Lang::En => [from, "–", to, " of ", of].concat(),
        Lang::Zh => ["第 ", from, "–", to, " 个，共 ", of, " 个"].concat(),
    }
}

/// Of a long connection only the end is here: `Of its 90000 segments the last 2000 are shown: how it ends.`
#[must_use]
pub fn only_end(of: &str, shown: &str, lang: Lang) -> String {
    match lang {
        Lang::En => ["Of its ", of, " segments the last ", shown, " are shown: how it ends."].concat(),
        Lang::Zh => ["它共有 ", of, " 个报文段，这里只有最后 ", shown, " 个：看它怎样结束。"].concat(),
    }
}

/// What is left out of a list: `and 12 more`
#[must_use]
pub fn more(count: &str, lang: Lang) -> String {
    match lang {
        Lang::En => ["and ", count, " more"].concat(),
        Lang::Zh => ["还有 ", count, " 条"].concat(),
    }
}

/// A connection in a few words: `9 packets · 120 / 310 octets · 3.2 s · client closed first · 2 sent again`
#[must_use]
pub fn facts(summary: &Summary, lang: Lang) -> String {
    let mut all = vec![
        match summary.segments {
            1 => both("1 packet", "1 个分组").in_lang(lang).to_owned(),
            many => counted(many, both(" packets", " 个分组"), lang),
        },
        match lang {
            Lang::En => {
                let [client, server] = summary.octets.map(|octets| octets.to_string());
                [&*client, " octets from the client, ", &server, " from the server"].concat()
            }
            Lang::Zh => {
                let [client, server] = summary.octets.map(|octets| octets.to_string());
                ["客户端发出 ", &*client, " 字节，服务器 ", &server, " 字节"].concat()
            }
        },
        summary.length().to_string(),
    ];
    let first = summary.closed_first.map(|side| match side {
        Side::Client => both("client closed first", "客户端先关闭"),
        Side::Server => both("server closed first", "服务器先关闭"),
    });
    all.extend(first.map(|words| words.in_lang(lang).to_owned()));
    let sum = |both: [u32; 2]| both[0].saturating_add(both[1]);
    for (count, words) in
        [(sum(summary.again), both(" sent again", " 个重传")), (sum(summary.resets), both(" RST", " 个 RST"))]
    {
        if count > 0 {
            all.push(counted(count, words, lang));
        }
    }
    all.join(" · ")
}

/// How long each end was in each state of closing: `client FIN-WAIT-2 3 s, TIME-WAIT 60 s; server …`
#[must_use]
pub fn waits(summary: &Summary, lang: Lang) -> String {
    let mut parts = Vec::new();
    for side in Side::BOTH {
        let closing = |state: &State| state.is_synchronized() && *state != State::Established;
        let all = State::ALL.into_iter().filter(closing);
        let all = all.map(|state| (state, summary.lasted(side, state)));
        let all = all.filter(|(_, time)| *time > Duration::ZERO);
        // The state in which the capture ends goes on for nobody knows how long.
        let last = |state: State| state == summary.states[side as usize];
        let least = |state: State| if last(state) { " ≥ " } else { " " };
        let all = all.map(|(state, time)| [state.name(), least(state), &time.to_string()].concat());
        let all: Vec<String> = all.collect();
        if !all.is_empty() {
            let who = if side == Side::Client { inferred::CLIENT } else { inferred::SERVER };
            let comma = both(", ", "，").in_lang(lang);
            parts.push([who.in_lang(lang), " ", &all.join(comma)].concat());
        }
    }
    tidy(&parts.join(both("; ", "；").in_lang(lang)), lang)
}

/// What a segment does in a moment in which no state changes: `the client sends ACK seq=1 ack=1 (packet 3)`
#[must_use]
pub fn passes(flight: &Flight, cause: Cause, frame: Option<u32>, lang: Lang) -> String {
    let name = |side: Side| match side {
        Side::Client => both("the client", "客户端").in_lang(lang),
        Side::Server => both("the server", "服务器").in_lang(lang),
    };
    let header = Header::of(flight).to_string();
    let packet = frame.map(|frame| match lang {
        Lang::En => [" (packet ", &frame.to_string(), ")"].concat(),
        Lang::Zh => ["（分组 ", &frame.to_string(), "）"].concat(),
    });
    let packet = packet.unwrap_or_default();
    let text = match (cause, lang) {
        (Cause::Arrival(_), Lang::En) => [&*header, " reaches ", name(flight.from.peer()), &packet].concat(),
        (Cause::Arrival(_), Lang::Zh) => [&*header, " 到达", name(flight.from.peer()), &packet].concat(),
        (Cause::Loss(_), Lang::En) => [&*header, " of ", name(flight.from), " is lost", &packet].concat(),
        (Cause::Loss(_), Lang::Zh) => [name(flight.from), "的 ", &header, " 丢失", &packet].concat(),
        (_, Lang::En) => [name(flight.from), " sends ", &header, &packet].concat(),
        (_, Lang::Zh) => [name(flight.from), "发出 ", &header, &packet].concat(),
    };
    tidy(&text, lang)
}

fn counted(count: u32, words: Both, lang: Lang) -> String {
    [&count.to_string(), words.in_lang(lang)].concat()
}
