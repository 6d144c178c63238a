//! How a connection ended, what is the matter with it, and where a simulation made from it differs.

use super::{Gap, Said};
use crate::capture::{Diagnosis, Differs, Ending, Finding};
use crate::sim::Side;
use crate::sim::recording::Header;
use crate::tcp::State;
use crate::text::vocabulary::side_inside;
use crate::text::{Both, Lang, both};

// ---- endings ----

/// How a connection ended, as words in a table.
#[must_use]
pub const fn ending(ending: Ending) -> Both {
    match ending {
        Ending::Unanswered => both("SYN unanswered", "SYN 无回应"),
        Ending::Refused => both("refused", "被拒绝"),
        Ending::NotOpened => both("handshake unfinished", "握手未完成"),
        Ending::Open => both("still open", "仍未关闭"),
        Ending::FinUnacknowledged(Side::Client) => {
            both("client's FIN unacknowledged", "客户端的 FIN 未获确认")
        }
        Ending::FinUnacknowledged(Side::Server) => {
            both("server's FIN unacknowledged", "服务器的 FIN 未获确认")
        }
        Ending::HalfClosed(Side::Client) => both("closed by the client only", "仅客户端已关闭"),
        Ending::HalfClosed(Side::Server) => both("closed by the server only", "仅服务器已关闭"),
        Ending::LastAckUnseen(Side::Client) => {
            both("client's last ACK missing", "未见对客户端 FIN 的最后确认")
        }
        Ending::LastAckUnseen(Side::Server) => {
            both("server's last ACK missing", "未见对服务器 FIN 的最后确认")
        }
        Ending::Closed => both("closed in order", "正常关闭"),
        Ending::Reset(Side::Client) => both("reset by the client", "被客户端复位"),
        Ending::Reset(Side::Server) => both("reset by the server", "被服务器复位"),
    }
}

// ---- diagnosis ----

/// What is the matter, and which packets show it.
#[must_use]
pub fn diagnosis(diagnosis: &Diagnosis, lang: Lang) -> String {
    let said = Said { frames: &diagnosis.frames, ..Said::default() };
    let of = |side: Side| Said { side: Some(side), ..said };
    let (said, says) = match diagnosis.finding {
        Finding::SynUnanswered { times: 1 } => (
            said,
            say!(
                "Nothing answers the SYN ({frame}): it is lost, or dropped in silence as firewalls do.",
                "SYN 没有得到回应（{frame}）：可能丢失，也可能像防火墙那样被悄悄丢弃。",
            ),
        ),
        Finding::SynUnanswered { times } => (
            Said { count: times, ..said },
            say!(
                "Nothing answers the SYN, sent {count} times ({frame}): it is lost, or dropped in silence as \
                 firewalls do.",
                "SYN 发了 {count} 次都没有回应（{frame}）：可能丢失，也可能像防火墙那样被悄悄丢弃。",
            ),
        ),
        Finding::Refused => (
            said,
            say!(
                "The SYN is refused with a RST ({frame}): nothing listens on that port, or a firewall says so.",
                "SYN 被 RST 拒绝（{frame}）：该端口无人监听，或是防火墙代为拒绝。",
            ),
        ),
        Finding::OnlyAsked => (
            said,
            say!(
                "The client only asks whether the port is open ({frame}): no data, and a RST right after the \
                 answer, as port scans do.",
                "客户端只探问端口是否开放（{frame}）：不带数据，得到回应就发 RST，像是端口扫描。",
            ),
        ),
        Finding::HandshakeUnfinished { times } => (
            Said { count: times, ..said },
            say!(
                "The handshake is never finished: no ACK for the SYN, ACK is seen, sent {count} times ({frame}).",
                "握手始终没有完成：SYN, ACK 发了 {count} 次，未见确认（{frame}）。",
            ),
        ),
        Finding::NeverClosed { side, so_far } => (
            Said { times: [so_far; 2], ..of(side) },
            say!(
                "The FIN of {peer} came ({frame}), but {side} never closed: CLOSE-WAIT for {time} so far, until \
                 its program calls close().",
                "{peer}的 FIN 已到（{frame}），{side}却一直没有关闭：CLOSE-WAIT 至捕获结束已 {time}，要等应用程序调用 close()。",
            ),
        ),
        Finding::FinUnacknowledged { side, times } => (
            Said { count: times, ..of(side) },
            say!(
                "The FIN of {side} is never acknowledged, though sent {count} times ({frame}).",
                "{side}的 FIN 发了 {count} 次，始终没有得到确认（{frame}）。",
            ),
        ),
        Finding::LastAckUnseen { side } => (
            of(side),
            say!(
                "The last ACK was never seen: {side} is still in LAST-ACK, waiting for the ACK of its FIN ({frame}).",
                "始终未见最后的确认：{side}仍在 LAST-ACK，等待对其 FIN 的确认（{frame}）。",
            ),
        ),
        Finding::ClosedUnread { side, octets } => (
            Said { count: octets, ..of(side) },
            say!(
                "A RST in place of a FIN ({frame}): {count} octets had come to {side}, which sent none since, and its \
                 program may not have read them. close() with data unread does that; SO_LINGER 0 looks the same.",
                "{side}以 RST 代替 FIN（{frame}）：此前有 {count} 字节到达，它再没有发过数据，应用程序可能没有读走。未读完数据就 close() 会这样，SO_LINGER 0 看上去也一样。",
            ),
        ),
        Finding::DataAfterClose { side } => (
            of(side),
            say!(
                "Data came after {side} had closed, and nobody reads any more: it answers with a RST ({frame}).",
                "{side}关闭之后仍有数据到达，已无人读取，因此以 RST 回应（{frame}）。",
            ),
        ),
        Finding::HalfOpen { side } => (
            of(side),
            say!(
                "The connection is half-open: {side} answers with a RST as if it had none, while {peer} takes it \
                 for open ({frame}).",
                "连接是半开的：{side}像没有这个连接一样以 RST 回应，{peer}却以为它还在（{frame}）。",
            ),
        ),
        Finding::ResetInTimeWait { side } => (
            of(side),
            say!(
                "A RST comes to {side} in TIME-WAIT ({frame}): it may end the wait early (RFC 1337).",
                "{side}在 TIME-WAIT 中收到 RST（{frame}）：等待可能因此提前结束（RFC 1337）。",
            ),
        ),
        Finding::KeepAliveUnanswered { side, probes } => (
            Said { count: probes, ..of(side) },
            say!(
                "The keep-alives of {side} are not answered, {count} of them ({frame}): {peer} is gone, or the \
                 way to it is.",
                "{side}的 {count} 个保活探测都没有回应（{frame}）：{peer}已不在，或者路已不通。",
            ),
        ),
        Finding::GoneSilent { side, times } => (
            Said { count: times, ..of(side) },
            say!(
                "Nothing comes from {side} any more: {peer} sends the same {count} times without an answer \
                 ({frame}).",
                "{side}再无回音：{peer}把同样的内容发了 {count} 次都没有回应（{frame}）。",
            ),
        ),
        Finding::Aborted { side } => (
            of(side),
            say!(
                "The connection is aborted: {side} sends a RST in place of a FIN ({frame}).",
                "连接被异常终止：{side}发出 RST 而不是 FIN（{frame}）。",
            ),
        ),
    };
    said.sentence(says, lang)
}

// ---- the remake ----

/// Where a simulation that was made from a capture differs from it, as one line.
#[must_use]
pub fn difference(differs: &Differs, lang: Lang) -> String {
    let nothing = || both("nothing", "无").in_lang(lang).to_owned();
    let (side, captured, simulated) = match differs {
        Differs::Segment { side, captured, simulated } => {
            let shown =
                |one: &Option<(usize, Header)>| one.map_or_else(nothing, |(_, header)| header.to_string());
            (side, shown(captured), shown(simulated))
        }
        Differs::State { side, captured, simulated } => {
            let shown =
                |one: &Option<(usize, State)>| one.map_or_else(nothing, |(_, state)| state.name().to_owned());
            (side, shown(captured), shown(simulated))
        }
    };
    let who = side_inside(*side, lang);
    match lang {
        Lang::En => format!("{who}: captured {captured}; simulated {simulated}"),
        Lang::Zh => format!("{who}：捕获的是 {captured}；模拟的是 {simulated}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::fault_in;
    use crate::time::Duration;

    const SIDE: Side = Side::Server;

    #[test]
    fn every_finding_is_a_sentence_with_its_packets() {
        let so_far = Duration::from_secs(7_200);
        let findings = [
            Finding::SynUnanswered { times: 1 },
            Finding::SynUnanswered { times: 4 },
            Finding::Refused,
            Finding::OnlyAsked,
            Finding::HandshakeUnfinished { times: 3 },
            Finding::NeverClosed { side: SIDE, so_far },
            Finding::FinUnacknowledged { side: SIDE, times: 5 },
            Finding::LastAckUnseen { side: SIDE },
            Finding::ClosedUnread { side: SIDE, octets: 10 },
            Finding::DataAfterClose { side: SIDE },
            Finding::HalfOpen { side: SIDE },
            Finding::ResetInTimeWait { side: SIDE },
            Finding::KeepAliveUnanswered { side: SIDE, probes: 9 },
            Finding::GoneSilent { side: SIDE, times: 6 },
            Finding::Aborted { side: SIDE },
        ];
        for lang in Lang::ALL {
            for finding in findings {
                let said = diagnosis(&Diagnosis { finding, frames: vec![12, 15] }, lang);
                assert_eq!(fault_in(&said, lang), None, "{said}");
                assert!(said.contains("12"), "{said}");
            }
        }
    }
}
