//! *How TCP says goodbye*: the lesson as one page, from the first FIN to what to do about CLOSE-WAIT.
//! It began as a course note; what that said loosely is said here as the RFC has it.

mod close_wait;
mod closing;
mod exceptions;
mod loss;

use super::{Both, both};

pub const PAGE: Both = both("lesson.html", "lesson.zh.html");
pub const TITLE: Both = both("How TCP says goodbye", "TCP 怎样告别");
pub const DESCRIPTION: Both = both(
    "TCP's close step by step, with a computed ladder beside each step: u, v and w, half-close, TIME-WAIT and \
     2·MSL, lost segments, simultaneous close, reset, and what to do about CLOSE-WAIT.",
    "TCP 四次挥手详解，每一步都配有计算出来的时序图：u、v、w，半关闭，TIME-WAIT 与 2·MSL，报文段丢失，同时关闭，\
     复位，以及 CLOSE-WAIT 的排查。",
);
/// Of the link to it, beside those to other pages.
pub const LINK: Both = both("Lesson", "课程");
pub const INTRODUCTION: [Both; 2] = [
    both(
        "Opening a TCP connection takes three segments, closing it four: everyone learns that much. Why it is four, \
         what the end that closed first then waits for, and why some servers drown in CLOSE-WAIT, this page explains \
         from the beginning.",
        "建立 TCP 连接要三个报文段，关闭要四个，这一点人人都学过。为什么是四个，先关闭的一方后来在等什么，\
         为什么有的服务器会堆满 CLOSE-WAIT，这一页从头讲起。",
    ),
    both(
        "The ladders are not drawn by hand: the state machine of RFC 9293 §3.10 has computed each of them. Time runs \
         downwards, and the bands at the edges are the states. Every ladder can be played, and read as text. The \
         network in them is slow on purpose, one second each way, and its MSL is only 10 s.",
        "页中的时序图不是手画的，每一张都由遵循 RFC 9293 §3.10 的状态机计算得出。时间自上而下，两侧的色带是状态。\
         每张图都可以播放，也可以读文字版。图里的网络故意放慢，单程 1 秒；MSL 只取 10 秒。",
    ),
];
/// What stands above a question and its answer.
pub const CHECK: Both = both("Check yourself: ", "想一想：");
pub const TRY: Both = both("Try it: ", "动手试试：");

/// Of a stretch that a keyboard scrolls sideways.
pub const TERMINAL: Both = both("In a terminal", "在终端里");

pub struct Section {
    pub id: &'static str,
    pub title: Both,
    pub parts: &'static [Part],
}

pub enum Part {
    Text(Both),
    /// Numbered.
    Steps(&'static [Both]),
    List(&'static [Both]),
    Ladder(Ladder),
    /// A terminal: what is typed and what it prints, the same in both languages.
    Terminal(&'static str),
    /// Scenarios by their links' codes.
    Try(&'static [(Both, &'static str)]),
    /// A question, and its answer behind a click.
    Check(Both, Both),
}

pub struct Ladder {
    pub id: &'static str,
    /// The scenario, as a link's code.
    pub link: &'static str,
    pub caption: Both,
    /// What the words around it say that happens: states reached, segments sent, in this order, such as
    /// `server CLOSE-WAIT` and `client ACK seq=u+1 ack=w+1 lost`. A test finds each in the trace.
    pub shows: &'static [&'static str],
}

/// The lesson, in its order.
pub const SECTIONS: [&Section; 11] = [
    &closing::PIPES,
    &closing::STEPS,
    &closing::NUMBER,
    &closing::HALF_CLOSE,
    &closing::THREE_OR_FOUR,
    &loss::LOST,
    &loss::TIME_WAIT,
    &exceptions::BOTH_AT_ONCE,
    &exceptions::RESET,
    &close_wait::WHOSE_BUG,
    &close_wait::WHAT_TO_DO,
];

#[cfg(test)]
mod tests;
