//! Names: of sides, states, segments and calls, and the sentences about faults and refused calls.

use super::{Both, Lang, both};
use crate::sim::{
    Act, CallRecord, Called, Fault, Flight, Match, Outcome, Side, Step, Verdict, Wait, WaitEnd,
};
use crate::tcp::{Call, CallError, Kind, State, Timer};
use crate::time::Instant;

/// `Client`, as a heading has it.
#[must_use]
pub const fn side_name(side: Side, lang: Lang) -> &'static str {
    match side {
        Side::Client => both("Client", "客户端"),
        Side::Server => both("Server", "服务器"),
    }
    .in_lang(lang)
}

/// `the client`, as it stands inside a sentence.
#[must_use]
pub const fn side_inside(side: Side, lang: Lang) -> &'static str {
    match side {
        Side::Client => both("the client", "客户端"),
        Side::Server => both("the server", "服务器"),
    }
    .in_lang(lang)
}

/// What a state's name means. The name itself stays in RFC spelling in both languages.
#[must_use]
pub const fn gloss(state: State, lang: Lang) -> &'static str {
    match state {
        State::Closed => both("there is no connection", "已关闭"),
        State::Listen => both("waits for somebody's SYN", "监听"),
        State::SynSent => both("SYN sent, waits for the answer", "同步已发送"),
        State::SynReceived => both("waits for the ACK of its SYN", "同步已收到"),
        State::Established => both("open in both directions", "已建立"),
        State::FinWait1 => both("FIN sent, not acknowledged yet", "终止等待 1"),
        State::FinWait2 => both("waits for the peer's FIN", "终止等待 2"),
        State::CloseWait => both("peer closed; program must close", "关闭等待"),
        State::Closing => both("FINs crossed, waits for the ACK", "正在关闭"),
        State::LastAck => both("waits for the last ACK", "最后确认"),
        State::TimeWait => both("all is closed, waits 2·MSL", "时间等待"),
    }
    .in_lang(lang)
}

/// What a person calls a segment of that kind.
#[must_use]
pub const fn kind_name(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Syn => both("SYN", "SYN"),
        Kind::SynAck => both("SYN,ACK", "SYN,ACK"),
        Kind::Fin => both("FIN", "FIN"),
        Kind::Rst => both("RST", "RST"),
        Kind::Data => both("data", "数据"),
        Kind::Ack => both("ACK", "ACK"),
    }
    .in_lang(lang)
}

/// A socket call as it stands in the application lane.
#[must_use]
pub fn call_name(called: Called) -> String {
    let name = match called {
        Called::Program(Step::Connect) | Called::Person(Act::Connect) => "connect(",
        Called::Program(Step::Accept) => "accept(",
        Called::Person(Act::Listen) => "listen(",
        Called::Program(Step::Send(_)) | Called::Person(Act::Send(_)) => "send(",
        Called::Program(Step::Read(_) | Step::ReadToEof) => "read(",
        Called::Program(Step::Shutdown) | Called::Person(Act::Shutdown) => "shutdown(WR",
        Called::Program(Step::Close) | Called::Person(Act::Close) => "close(",
        Called::Program(Step::Abort) | Called::Person(Act::Abort) => "abort(",
        Called::Program(Step::Sleep(_)) => "sleep(",
        Called::Program(Step::Keep) => "pause(",
        Called::Program(Step::Unlisten) => "close(listener",
    };
    let mut text = name.to_owned();
    match called {
        Called::Program(Step::Send(octets) | Step::Read(octets)) | Called::Person(Act::Send(octets)) => {
            text.push_str(&octets.to_string());
        }
        Called::Program(Step::Sleep(time)) => text.push_str(&time.to_string()),
        _ => {}
    }
    text.push(')');
    text
}

/// The same where there is little room: numbers alone.
#[must_use]
pub fn outcome_short(call: &CallRecord) -> String {
    match call.returned {
        Some((_, Outcome::EndOfData(0))) => "= 0".to_owned(),
        Some((_, Outcome::EndOfData(octets))) => ["= ", &octets.to_string(), ", 0"].concat(),
        _ => outcome(call, Lang::En),
    }
}

/// What a call returned, as it stands behind the call: `= 0`, `= EPIPE`; `…` while it blocks.
#[must_use]
pub fn outcome(call: &CallRecord, lang: Lang) -> String {
    let (number, rest) = match call.returned.map(|(_, outcome)| outcome) {
        None => return "…".to_owned(),
        Some(Outcome::Failed(errno)) => (None, errno.name()),
        Some(Outcome::Done) => (None, "0"),
        Some(Outcome::Octets(octets)) => (Some(octets), ""),
        Some(Outcome::EndOfData(0)) => (None, both("0: end of data", "0：数据结束").in_lang(lang)),
        Some(Outcome::EndOfData(octets)) => {
            (Some(octets), both(", then 0: end of data", "，然后 0：数据结束").in_lang(lang))
        }
    };
    let number = number.map_or_else(String::new, |octets| octets.to_string());
    ["= ", &number, rest].concat()
}

/// A timer's name, as a sentence about it begins.
#[must_use]
pub const fn timer_name(timer: Timer, lang: Lang) -> &'static str {
    match timer {
        Timer::DelayedAck => both("Delayed-ACK timer", "延迟 ACK 计时器"),
        Timer::Retransmission => both("Retransmission timer", "重传计时器"),
        Timer::ZeroWindowProbe => both("Zero-window probe timer", "零窗口探测计时器"),
        Timer::UserTimeout => both("User timeout", "用户超时计时器"),
        Timer::FinWait2 => both("FIN-WAIT-2 timer", "FIN-WAIT-2 计时器"),
        Timer::TimeWait => both("TIME-WAIT timer", "TIME-WAIT 计时器"),
    }
    .in_lang(lang)
}

/// One run of a timer: `Retransmission timer: set at 1.00 s for 3 s, fired at 4.00 s`.
#[must_use]
pub fn timer_run(wait: &Wait, lang: Lang) -> String {
    let (set, length) = (wait.from.to_string(), wait.due.since(wait.from).to_string());
    let until = wait.until.to_string();
    let how = match wait.how {
        WaitEnd::Fired => both(", fired at ", " 时到期"),
        WaitEnd::Stopped => both(", stopped at ", " 时停止"),
        WaitEnd::Restarted => both(", set anew at ", " 时重新设定"),
        WaitEnd::Running => both(", still running at ", " 时仍在计时"),
    }
    .in_lang(lang);
    let name = timer_name(wait.timer, lang);
    match lang {
        Lang::En => [name, ": set at ", &set, " for ", &length, how, &until].concat(),
        Lang::Zh => [name, "：", &set, " 时设定，时长 ", &length, "，", &until, how].concat(),
    }
}

/// A timer's run as it stands beside it: `RTO 3 s`, `2·MSL = 20 s`; `anew` if it replaces another.
#[must_use]
pub fn timer_word(wait: &Wait, anew: bool, lang: Lang) -> String {
    let name = match wait.timer {
        Timer::DelayedAck => both("delayed ACK ", "延迟 ACK "),
        Timer::Retransmission => both("RTO ", "RTO "),
        Timer::ZeroWindowProbe => both("window probe ", "窗口探测 "),
        Timer::UserTimeout => both("user timeout ", "用户超时 "),
        Timer::FinWait2 => both("FIN-WAIT-2 ends in ", "FIN-WAIT-2 限时 "),
        Timer::TimeWait if anew => both("↻ 2·MSL = ", "↻ 2·MSL = "),
        Timer::TimeWait => both("2·MSL = ", "2·MSL = "),
    };
    [name.in_lang(lang), &wait.due.since(wait.from).to_string()].concat()
}

/// What goes on over a stretch of time: `read() blocks: 0.00 s to 3.00 s`; `None`: to the end.
#[must_use]
pub fn stretch(what: &str, from: Instant, until: Option<Instant>, lang: Lang) -> String {
    let from = from.to_string();
    match (lang, until.map(|until| until.to_string())) {
        (Lang::En, Some(until)) => [what, ": ", &from, " to ", &until].concat(),
        (Lang::En, None) => [what, ": from ", &from, " on"].concat(),
        (Lang::Zh, Some(until)) => [what, "：", &from, " 到 ", &until].concat(),
        (Lang::Zh, None) => [what, "：从 ", &from, " 起"].concat(),
    }
}

/// Behind a call's name: it has not returned yet.
#[must_use]
pub const fn blocks(lang: Lang) -> &'static str {
    both(" blocks", " 阻塞").in_lang(lang)
}

/// The program holds a descriptor of the connection.
#[must_use]
pub const fn descriptor_open(lang: Lang) -> &'static str {
    both("descriptor open", "描述符打开").in_lang(lang)
}

/// It does to the end of the picture, although the peer has closed.
#[must_use]
pub const fn descriptor_left(lang: Lang) -> &'static str {
    both("fd still open", "fd 仍未关闭").in_lang(lang)
}

/// Octets that lie in the receive buffer.
#[must_use]
pub fn unread(octets: u32, lang: Lang) -> String {
    octets.to_string() + both(" B unread", " B 未读").in_lang(lang)
}

/// `1st`, `第 1 个`.
#[must_use]
pub fn ordinal(n: u32, lang: Lang) -> String {
    let ending = match (n % 10, n % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    let n = n.to_string();
    match lang {
        Lang::En => n + ending,
        Lang::Zh => ["第 ", &n, " 个"].concat(),
    }
}

/// `1 byte`, `120 bytes`.
#[must_use]
pub fn bytes(n: u32, lang: Lang) -> String {
    let name = both(if n == 1 { " byte" } else { " bytes" }, " 字节");
    n.to_string() + name.in_lang(lang)
}

gaps! {
    /// The sender of the segment.
    from,
    /// Which one: `1st`.
    nth,
    /// What it is: `FIN`.
    of,
    /// All three of these.
    which,
    /// How much later.
    time,
}

/// What a fault does: `the server's 1st FIN is lost`. No full stop: it stands in a list.
#[must_use]
pub fn fault_sentence(fault: &Fault, lang: Lang) -> String {
    let says = match fault.verdict {
        Verdict::Deliver => {
            say!("{which} arrives, whatever the loss rate", "{which} 一定送达，不受丢包率影响")
        }
        Verdict::Lose => say!("{which} is lost", "{which} 丢失"),
        Verdict::Delay(_) => say!("{which} takes {time} longer", "{which} 晚到 {time}"),
        Verdict::Advance(_) => say!("{which} arrives {time} earlier", "{which} 早到 {time}"),
        Verdict::Duplicate(_) => {
            say!("{which} arrives twice, {time} apart", "{which} 到达两次，相隔 {time}")
        }
    };
    let mut text = String::new();
    says.write(lang, &|gap, out| fault_gap(fault, lang, Gap::ALL[gap], out), &mut text);
    super::spacing::spaced(&text, lang)
}

/// Which of its sender's segments that is: `the server's 1st FIN`.
#[must_use]
pub fn which_segment(flight: &Flight, lang: Lang) -> String {
    let fault = Fault {
        from: flight.from,
        of: Match::Kind(flight.segment.kind()),
        nth: Some(flight.ordinal.of_kind),
        verdict: Verdict::Deliver,
        off: false,
    };
    let mut text = String::new();
    fault_gap(&fault, lang, Gap::which, &mut text);
    super::spacing::spaced(&text, lang)
}

fn fault_gap(fault: &Fault, lang: Lang, gap: Gap, out: &mut String) {
    match gap {
        Gap::from => out.push_str(side_inside(fault.from, lang)),
        Gap::nth => out.push_str(&ordinal(fault.nth.unwrap_or_default(), lang)),
        Gap::of => out.push_str(
            match fault.of {
                Match::Any => both("segment", "报文段"),
                Match::WithData => both("segment with data", "带数据的报文段"),
                Match::Kind(Kind::Data) => both("data segment", "数据报文段"),
                Match::Kind(Kind::Ack) => both("ACK alone", "单独的 ACK"),
                Match::Kind(kind @ (Kind::Syn | Kind::SynAck | Kind::Fin | Kind::Rst)) => {
                    both(kind_name(kind, Lang::En), kind_name(kind, Lang::Zh))
                }
            }
            .in_lang(lang),
        ),
        Gap::which => match fault.nth {
            Some(_) => say!("{from}'s {nth} {of}", "{from}的{nth} {of}"),
            None => say!("every {of} of {from}", "{from}的每个 {of} 都"),
        }
        .write(lang, &|gap, out| fault_gap(fault, lang, Gap::ALL[gap], out), out),
        Gap::time => {
            if let Verdict::Delay(time) | Verdict::Advance(time) | Verdict::Duplicate(time) = fault.verdict {
                out.push_str(&time.to_string());
            }
        }
    }
}

/// The RFC's own words for the error, in English everywhere.
#[must_use]
pub const fn error_name(error: CallError) -> &'static str {
    match error {
        CallError::DoesNotExist => "connection does not exist",
        CallError::AlreadyExists => "connection already exists",
        CallError::Closing => "connection closing",
    }
}

/// Why a call is refused in that state: one short sentence with the RFC's error in it.
#[must_use]
pub fn refusal(error: CallError, state: State, call: Call, lang: Lang) -> String {
    let name = error_name(error);
    let reason = refusal_reason(error, state, call, lang);
    let [colon, stop] = [both("”: ", "”："), both(".", "。")];
    ["“", name, colon.in_lang(lang), reason, stop.in_lang(lang)].concat()
}

/// The same without the error's name and the full stop.
pub(super) const fn refusal_reason(error: CallError, state: State, call: Call, lang: Lang) -> &'static str {
    let reason: Both = match (error, call) {
        (CallError::DoesNotExist, Call::Send(_)) => {
            both("there is no connection that could carry data", "没有连接可以传送数据")
        }
        (CallError::DoesNotExist, Call::Receive(_)) => {
            both("there is no connection from which data could come", "没有连接可以接收数据")
        }
        (CallError::DoesNotExist, Call::Shutdown | Call::Close) => {
            both("there is no connection to close", "没有连接可以关闭")
        }
        (CallError::DoesNotExist, Call::Abort) => both("there is no connection to abort", "没有连接可以中止"),
        (CallError::DoesNotExist, Call::OpenActive | Call::OpenPassive) => {
            both("there is no connection", "没有连接")
        }
        (CallError::AlreadyExists, _) => still_there(state),
        (CallError::Closing, Call::Send(_)) => {
            both("nothing may follow this side's own FIN", "自己的 FIN 之后不能再发数据")
        }
        (CallError::Closing, Call::Shutdown) => {
            both("this direction is closed already; it has only one FIN", "这个方向已经关闭，FIN 只发一个")
        }
        (CallError::Closing, Call::Close) => both("close() has been called already", "close() 已经调用过了"),
        (CallError::Closing, Call::Receive(_)) => {
            both("the peer has sent its FIN, and no data follows it", "对端已发 FIN，之后不会再有数据")
        }
        (CallError::Closing, Call::Abort | Call::OpenActive | Call::OpenPassive) => {
            both("the connection is being closed", "连接正在关闭")
        }
    };
    reason.in_lang(lang)
}

const fn still_there(state: State) -> Both {
    match state {
        State::TimeWait => both(
            "TIME-WAIT keeps the old connection until 2·MSL are over",
            "TIME-WAIT 要把旧连接保留到 2·MSL 结束",
        ),
        State::Listen => both("this side is listening already", "本端已经在监听"),
        State::SynSent | State::SynReceived => {
            both("this side is opening a connection already", "本端正在建立连接")
        }
        State::Closed
        | State::Established
        | State::FinWait1
        | State::FinWait2
        | State::CloseWait
        | State::Closing
        | State::LastAck => both("the old connection is not over yet", "原来的连接还没有结束"),
    }
}
