//! The state diagram in words: what stands on its edges, what its states mean, and what a scenario that
//! was found for one of them does.

use super::{Both, Lang, both};
use crate::tcp::State::{self, *};

/// What stands at an edge: what happens, and what is sent for it. Edges that figure 5 of RFC 9293
/// leaves out say here what it leaves out.
#[must_use]
pub const fn label((from, to): (State, State), lang: Lang) -> [&'static str; 2] {
    let nothing = both("", "");
    let [event, action]: [Both; 2] = match (from, to) {
        (Closed, Listen) => [both("listen()", "listen()"), nothing],
        (Closed, SynSent) => [both("connect()", "connect()"), both("SYN", "SYN")],
        (Listen, SynSent) => [both("send()", "send()"), both("SYN", "SYN")],
        (Listen | SynSent, Closed) => [both("close()", "close()"), nothing],
        (Listen, SynReceived) | (SynSent, SynReceived) => {
            [both("rcv SYN", "收到 SYN"), both("SYN,ACK", "SYN,ACK")]
        }
        (SynSent, Established) => [both("rcv SYN,ACK", "收到 SYN,ACK"), both("ACK", "ACK")],
        (SynReceived, Established) => [both("rcv ACK of SYN", "收到 SYN 的 ACK"), nothing],
        (SynReceived, Listen) => [both("rcv RST", "收到 RST"), nothing],
        (SynReceived | Established, FinWait1) | (CloseWait, LastAck) => {
            [both("close()", "close()"), both("FIN", "FIN")]
        }
        (Established, CloseWait) | (FinWait1, Closing) | (FinWait2, TimeWait) => {
            [both("rcv FIN", "收到 FIN"), both("ACK", "ACK")]
        }
        (FinWait1, FinWait2) | (Closing, TimeWait) | (LastAck, Closed) => {
            [both("rcv ACK", "收到 FIN"), both("of FIN", "的 ACK")]
        }
        (FinWait1, TimeWait) => {
            [both("rcv FIN and ACK of FIN", "收到 FIN 和 FIN 的 ACK"), both("ACK", "ACK")]
        }
        (TimeWait, Closed) => [both("2·MSL over", "2·MSL 结束"), nothing],
        (TimeWait, SynReceived) => [both("rcv a new SYN", "收到新的 SYN"), both("SYN,ACK", "SYN,ACK")],
        (_, _) => [both("RST, abort() or no answer", "RST、abort() 或没有回音"), nothing],
    };
    [event.in_lang(lang), action.in_lang(lang)]
}
