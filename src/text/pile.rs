//! Words of the pile: many connections at one moment, what they share, and what is refused.

use super::spacing::tidy;
use super::template::Say;
use super::{Both, Lang, both};
use crate::sim::crowd::{Bind, Count, Pile};
use crate::time::{Duration, Instant};

pub const TITLE: Both = both("Many connections", "大量连接");
pub const INTRODUCTION: Both = both(
    "Each connection runs the programs of this page from a port of its own; the ladder shows the first of them.",
    "每个连接各用一个端口，运行本页的程序；时序图画的是其中第一个。",
);
pub const STATE: Both = both("State", "状态");
pub const PORTS: Both = both("Client's ports", "客户端的端口");
pub const DESCRIPTORS: Both = both("Server's descriptors", "服务器的描述符");
pub const CURVE: Both = both("Open connections over time", "连接数随时间的变化");
pub const LIMIT: Both = both("all ports taken", "端口用完");
pub const CHANGE: Both = both("Change the crowd", "改变这些连接");

pub const RATE: Both = both("Connections per second", "每秒连接数");
pub const LASTS: Both = both("Watched for", "观察时间");
pub const PORT_FIELD: Both = both("Ephemeral ports", "临时端口数");
pub const LIMIT_FIELD: Both = both("ulimit -n", "ulimit -n");
pub const RESTART: Both = both("Server restarts at", "服务器重启于");
pub const PORT_HINT: Both = both(
    "Linux has 28232 of them, 32768 to 60999 (net.ipv4.ip_local_port_range).",
    "Linux 有 28232 个，即 32768 到 60999（net.ipv4.ip_local_port_range）。",
);
pub const LIMIT_HINT: Both = both(
    "How many descriptors the server's process may have; empty: no limit.",
    "服务器进程最多可以有多少个描述符；留空表示不限。",
);
pub const RESTART_HINT: Both = both(
    "The server's process ends then, and a new one calls bind() every second; empty: it never ends.",
    "服务器进程在这时结束，新的进程每秒调用一次 bind()；留空表示不重启。",
);
pub const TW_REUSE: Both = both("tcp_tw_reuse", "tcp_tw_reuse");
pub const TW_REUSE_HINT: Both = both(
    "The client's system may give a port to a new connection after one second of TIME-WAIT.",
    "客户端系统在 TIME-WAIT 满 1 秒后就可以把端口给新的连接。",
);
pub const REUSE_ADDR: Both = both("SO_REUSEADDR", "SO_REUSEADDR");
pub const REUSE_ADDR_HINT: Both = both(
    "The server may listen although connections on its port are in TIME-WAIT.",
    "即使端口上还有 TIME-WAIT 的连接，服务器也可以监听。",
);
/// What an empty field stands for.
pub const NO_VALUE: Both = both("none", "无");

gaps! {
    /// A count, and of how many.
    number,
    all,
    /// The moment that is looked at, or the first time.
    time,
    /// When it was over.
    until,
}

/// Numbers and moments for a sentence.
struct Fill {
    number: u32,
    all: u32,
    time: Instant,
    until: Instant,
}

impl Fill {
    const NONE: Self = Self { number: 0, all: 0, time: Instant::START, until: Instant::START };

    fn say(&self, say: Say, lang: Lang) -> String {
        let put = |gap: usize, out: &mut String| match Gap::ALL.get(gap) {
            Some(Gap::number) => out.push_str(&grouped(self.number)),
            Some(Gap::all) => out.push_str(&grouped(self.all)),
            Some(Gap::time) => out.push_str(&self.time.to_string()),
            Some(Gap::until) => out.push_str(&self.until.to_string()),
            None => {}
        };
        let mut text = String::new();
        say.write(lang, &put, &mut text);
        tidy(&text, lang)
    }
}

/// `28 232`: thousands apart, by a space at which no line breaks.
#[must_use]
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// `28 200 of 28 232 in use`, as it stands beside a budget's name.
#[must_use]
pub fn used(number: u32, all: Option<u32>, lang: Lang) -> String {
    let fill = Fill { number, all: all.unwrap_or_default(), ..Fill::NONE };
    let say = match all {
        Some(_) => say!("{number} of {all} in use", "已用 {number}，共 {all}"),
        None => say!("{number} in use, no limit", "已用 {number}，不限"),
    };
    fill.say(say, lang)
}

/// How many have been tried so far.
#[must_use]
pub fn tried(count: &Count, at: Instant, lang: Lang) -> String {
    let fill = Fill { number: count.tried, time: at, ..Fill::NONE };
    fill.say(say!("{number} connections tried up to {time}.", "到 {time} 为止已尝试 {number} 个连接。"), lang)
}

/// What the curve shows, for who cannot see it.
#[must_use]
pub fn curve(top: u32, lasts: Duration, lang: Lang) -> String {
    let fill = Fill { number: top, time: Instant::START + lasts, ..Fill::NONE };
    let say = say!(
        "Open connections at each host from the start to {time}: at most {number} at once. The upright line is the \
         playhead.",
        "从开始到 {time} 两台主机上的连接数，最多同时 {number} 个。竖线是当前时刻。",
    );
    fill.say(say, lang)
}

/// All that has been refused up to this moment, with its first time: a sentence each.
#[must_use]
pub fn refusals(pile: &Pile, count: &Count, at: Instant, lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
    let mut tell = |number: u32, more: u32, first: Option<&Instant>, say: Say| {
        if let (Some(first), true) = (first, number > 0) {
            all.push(Fill { number, all: more, time: *first, until: *first }.say(say, lang));
        }
    };
    tell(
        count.no_port,
        0,
        pile.no_port.first(),
        say!(
            "connect() without a free port: {number} times EADDRNOTAVAIL, first at {time}.",
            "connect() 得不到空闲端口：{number} 次 EADDRNOTAVAIL，首次在 {time}。",
        ),
    );
    tell(
        count.no_descriptor,
        count.waiting,
        pile.no_descriptor.first(),
        say!(
            "accept() without a free descriptor: {number} times EMFILE, first at {time}. In the accept queue: {all}.",
            "accept() 得不到空闲描述符：{number} 次 EMFILE，首次在 {time}。accept 队列中有 {all} 个连接。",
        ),
    );
    tell(
        count.dropped,
        0,
        pile.dropped.first(),
        say!(
            "The accept queue is full: {number} SYNs dropped without an answer, the first at {time}.",
            "accept 队列已满：{number} 个 SYN 被丢弃，没有回答，首次在 {time}。",
        ),
    );
    tell(
        count.refused,
        0,
        pile.refused.first(),
        say!(
            "Nobody listens: {number} times ECONNREFUSED, first at {time}.",
            "没有人监听：{number} 次 ECONNREFUSED，首次在 {time}。",
        ),
    );
    all.extend(binds(pile, at, lang));
    if let Some(time) = pile.stopped.filter(|stopped| *stopped <= at) {
        let say = say!(
            "From {time} on there are no new connections: too many of them fare differently to follow them all.",
            "从 {time} 起不再有新的连接：它们的经历各不相同，无法全部跟踪。",
        );
        all.push(Fill { time, ..Fill::NONE }.say(say, lang));
    }
    all
}

/// How the server's new process fares with bind().
fn binds(pile: &Pile, at: Instant, lang: Lang) -> Option<String> {
    let made: Vec<&Bind> = pile.binds.iter().filter(|bind| bind.at <= at).collect();
    let (first, last) = (made.first()?, made.last()?);
    let failed = made.iter().filter(|bind| bind.failed.is_some()).count();
    let number = u32::try_from(failed).unwrap_or(u32::MAX);
    let fill = Fill { number, time: first.at, until: last.at, ..Fill::NONE };
    let say = match (failed, last.failed) {
        (0, _) => say!(
            "The server's process ended at {time}, and the new one listens at once.",
            "服务器进程在 {time} 结束，新的进程立即开始监听。",
        ),
        (_, Some(_)) => say!(
            "The server's process ended at {time}. bind() of the new one: {number} times EADDRINUSE, for there are \
             still connections on the port.",
            "服务器进程在 {time} 结束。新进程的 bind()：{number} 次 EADDRINUSE，因为这个端口上还有没结束的连接。",
        ),
        (_, None) => say!(
            "The server's process ended at {time}. bind() of the new one: {number} times EADDRINUSE; since {until} \
             it listens.",
            "服务器进程在 {time} 结束。新进程的 bind()：{number} 次 EADDRINUSE，从 {until} 起监听成功。",
        ),
    };
    Some(fill.say(say, lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::crowd::pile;
    use crate::sim::link_code::decode;
    use crate::text::tests::fault_in;

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1_000, "1\u{a0}000"), (1_028_232, "1\u{a0}028\u{a0}232")]
        {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn every_refusal_is_told_in_both_languages() {
        let hosts = "1;my-crowd;o;d=20;g=1;ck=linux;sk=linux";
        let (mut told, mut names) = (0, [false; 5]);
        for rest in [
            "cp=c,s100,r500,x;sp=a,r100,s500,e,x;u=20,120000,p500",
            "cp=c,s100,r500,x;sp=a,r100,s500,e,k;u=20,120000,n104,q50",
            "cp=c,s100,e,x;sp=a,r100,s500,x;u=100,150000,r30000",
            "st=a;cp=c,s100,e,x;sp=a,r100,s500,x;u=100,150000,r30000",
            "cp=c,s100,e,x;sp=a,r100,s500,x;x=5000,50000;u=1,60000",
        ] {
            let pile = pile(&decode(&[hosts, ";", rest].concat()).scenario).expect("it has a crowd");
            for (at, count) in pile.series(20) {
                for lang in Lang::ALL {
                    let mut all = refusals(&pile, &count, at, lang);
                    all.extend([tried(&count, at, lang), curve(count.tried, pile.crowd.lasts, lang)]);
                    for text in &all {
                        assert_eq!(fault_in(&text.replace('\u{a0}', ""), lang), None, "{text}");
                        told += 1;
                        for (told, name) in names.iter_mut().zip([
                            "EADDRNOTAVAIL",
                            "EMFILE",
                            "SYN",
                            "ECONNREFUSED",
                            "EADDRINUSE",
                        ]) {
                            *told |= text.contains(name);
                        }
                    }
                }
            }
        }
        assert!(told > 400 && names == [true; 5], "{told} {names:?}");
        assert_eq!(used(28_200, Some(28_232), Lang::En), "28\u{a0}200 of 28\u{a0}232 in use");
        assert_eq!(used(4, None, Lang::Zh), "已用 4，不限");
        for lang in Lang::ALL {
            for hint in [INTRODUCTION, PORT_HINT, LIMIT_HINT, RESTART_HINT, TW_REUSE_HINT, REUSE_ADDR_HINT] {
                assert_eq!(fault_in(hint.in_lang(lang), lang), None, "{}", hint.in_lang(lang));
            }
        }
    }
}
