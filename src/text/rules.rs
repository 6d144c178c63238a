//! Why: one sentence for every rule, for whoever asks about a segment or a state change.

use super::{Both, Lang, both};
use crate::tcp::Rule;

/// Why the rule is there, in one sentence. "This side" is the one that follows the rule.
#[must_use]
pub const fn why(rule: Rule, lang: Lang) -> &'static str {
    reason(rule).in_lang(lang)
}

/// Where the rule stands, as the reader sees it.
#[must_use]
pub const fn section(rule: Rule, lang: Lang) -> &'static str {
    let section = rule.section();
    // Only what no RFC says is said in words.
    match lang {
        Lang::Zh if section.as_bytes()[0] == b'n' => "RFC 没有规定；系统的惯例",
        _ => section,
    }
}

const fn reason(rule: Rule) -> Both {
    match rule {
        Rule::OpenActive => both(
            "A SYN announces this side's initial number, from which every later byte is counted.",
            "SYN 通告本端的初始序号，此后的每个字节都从它数起。",
        ),
        Rule::OpenPassive => both(
            "A listener sends nothing by itself: it waits for somebody else's SYN.",
            "监听的一方不主动发送，只等待别人的 SYN。",
        ),
        Rule::Send => both(
            "The state allows sending, and the peer's window has room.",
            "当前状态允许发送，对端的窗口也放得下。",
        ),
        Rule::Close => both(
            "This side has no more to send, and a FIN behind the last byte says so.",
            "本端没有数据要发了，于是在最后一个字节之后用 FIN 告知对端。",
        ),
        Rule::CloseBeforeOpen => both(
            "There is no connection yet, so there is nobody to tell.",
            "连接还没有建立，不需要通知任何人。",
        ),
        Rule::FinLeaves => both(
            "The FIN had to wait behind data or for the window; now it may leave.",
            "FIN 先前要排在数据之后或等待窗口，现在可以发出了。",
        ),
        Rule::Abort => both(
            "The program does not want an orderly end, and a RST tells the peer at once.",
            "应用程序不要有序的结束，RST 立即把这一点告诉对端。",
        ),
        Rule::AbortQuietly => both(
            "In this state the peer has nothing to be told, so the connection is forgotten without a RST.",
            "在这个状态下没有什么需要告诉对端，直接丢弃连接，不发 RST。",
        ),
        Rule::CloseUnread => both(
            "Bytes that have arrived were never read, and the peer must learn that they are lost.",
            "收到的数据没有被读走，必须让对端知道它们丢了。",
        ),
        Rule::DataAfterClose => both(
            "The program is gone and can never read these bytes, and a RST says so.",
            "应用程序已经离开，不可能再读这些数据，用 RST 告知对端。",
        ),
        Rule::UserTimeout => both(
            "What was sent has waited for its ACK longer than the user timeout allows.",
            "发出的内容等待确认的时间超过了用户超时。",
        ),
        Rule::GiveUp => both(
            "After so many retransmissions without an answer the peer counts as unreachable.",
            "重传多次都没有回音，只能认为对端不可达。",
        ),
        Rule::Retransmit => both(
            "No ACK came within the RTO; the RTO doubles, to spare a network that may be busy.",
            "RTO 之内没有等到 ACK；RTO 加倍，以免加重可能拥塞的网络。",
        ),
        Rule::FastRetransmit => both(
            "Three ACKs of the same number say that later segments arrive and this one does not.",
            "连续三个重复的确认说明后面的报文段都到了，只有这一个没到。",
        ),
        Rule::GoBack => both(
            "The timeout took everything behind it for lost as well, and the ACK lets the next of it go.",
            "超时后，其后的内容也视为丢失，收到 ACK 就接着重发下一段。",
        ),
        Rule::Probe => both(
            "The peer's window is closed, and the ACK that reopens it may get lost, so this side asks.",
            "对端的窗口已关闭，而重新打开窗口的 ACK 可能丢失，所以要主动探测。",
        ),
        Rule::WindowOpened => both(
            "The peer has room again, so what it could not take is sent.",
            "对端又有了空间，先前放不下的现在发出。",
        ),
        Rule::DelayedAck => both(
            "The ACK has waited, in case data or a FIN of the program could carry it.",
            "ACK 稍等了一下，看应用程序的数据或 FIN 能不能顺便带上它。",
        ),
        Rule::WindowUpdate => both(
            "The program has read, and the peer must learn that there is room again.",
            "应用程序读走了数据，要让对端知道又有空间了。",
        ),
        Rule::FinWait2Over => both(
            "The program is gone and the peer's FIN does not come; the system does not wait for ever.",
            "应用程序已经离开，对端的 FIN 又迟迟不来，系统不会永远等下去。",
        ),
        Rule::TimeWaitOver => both(
            "2·MSL have passed: old segments have died out, and no repeated FIN has asked for the ACK.",
            "2·MSL 已到：旧报文段都已消失，也没有重传的 FIN 再来要 ACK。",
        ),
        Rule::ClosedAnswers => both(
            "There is no such connection here, and a RST tells the sender that it tries in vain.",
            "这里没有这个连接，用 RST 告诉对端不必再试。",
        ),
        Rule::ClosedDrops => both(
            "There is nothing left to reset, and a RST never answers a RST.",
            "已经没有连接可以复位，而 RST 从不用 RST 来回答。",
        ),
        Rule::ListenSyn => both(
            "One segment acknowledges the peer's number and announces this side's own.",
            "一个报文段既确认对端的序号，又通告本端的序号。",
        ),
        Rule::ListenReset => both(
            "A listener has sent nothing that could be acknowledged: this belongs to an old connection.",
            "监听的一方没有发过任何可以被确认的内容：这属于旧连接。",
        ),
        Rule::ListenDrops => {
            both("Only a SYN means anything to a listener.", "对监听的一方来说，只有 SYN 才有意义。")
        }
        Rule::ListenDropsSynAck => both(
            "Nobody asked for this connection; the RFC would answer with a RST, this stack does not.",
            "没有人请求过这个连接；按 RFC 应回答 RST，而这个协议栈不回答。",
        ),
        Rule::SynSentBadAck => both(
            "It acknowledges what this side never sent, so it comes from an older connection.",
            "它确认了本端从未发送的序号，说明它来自更早的连接。",
        ),
        Rule::SynSentDrops => both(
            "It says nothing about the SYN that was sent, so it changes nothing.",
            "它与发出的 SYN 无关，所以不改变任何状态。",
        ),
        Rule::SynAck => both(
            "This side's number is acknowledged and the peer's is known: both directions can be counted.",
            "本端的序号得到确认，对端的序号也已知道：两个方向都可以计数了。",
        ),
        Rule::SynCrossed => both(
            "Both sides have sent a SYN at the same time, so each answers with SYN,ACK.",
            "双方同时发出了 SYN，所以各自用 SYN,ACK 回答。",
        ),
        Rule::Refused => both(
            "The RST acknowledges the SYN, so it is the answer to it: nobody listens there.",
            "这个 RST 确认了 SYN，所以正是对它的回答：那里没有人监听。",
        ),
        Rule::NotAcceptable => both(
            "Its numbers are outside the window, as a repetition's are; the ACK names the number expected.",
            "它的序号在窗口之外，多半是重复的；用 ACK 说明期望的下一个序号。",
        ),
        Rule::NotAcceptableRst => both(
            "A RST from outside the window may be old or forged, so it does not count.",
            "窗口之外的 RST 可能是过时的或伪造的，不算数。",
        ),
        Rule::Reset => both(
            "The peer has aborted or no longer knows the connection, so nothing is left to be closed in order.",
            "对端已中止或不再认识这个连接，没有什么可以有序关闭了。",
        ),
        Rule::ResetBeforeOpen => both(
            "The RST calls the opening off: a listener listens again, a connecting side is refused.",
            "RST 取消了连接的建立：监听的一方重新监听，主动连接的一方被拒绝。",
        ),
        Rule::ResetChallenged => both(
            "A forged RST rarely hits the exact number; the ACK lets a true sender repeat it with the right one.",
            "伪造的 RST 很难猜中准确的序号；用 ACK 让真正的发送方以正确的序号重发。",
        ),
        Rule::Rfc1337 => both(
            "A RST must not end TIME-WAIT early, or old segments could reach a new connection.",
            "不能让 RST 提前结束 TIME-WAIT，否则旧报文段可能混进新连接。",
        ),
        Rule::SynChallenged => both(
            "A connection exists here already; the ACK tells the peer so, and it can reset if it knows of none.",
            "这里已经有一个连接；用 ACK 告诉对端，如果对端不认识这个连接，可以用 RST 复位。",
        ),
        Rule::SynResets => both(
            "A SYN inside the window is an error: the sides no longer mean the same connection.",
            "窗口之内出现 SYN 是错误：双方说的已经不是同一个连接。",
        ),
        Rule::SynAgainAnswered => both(
            "The peer has not seen the SYN,ACK, or it would not ask again: so that goes again.",
            "对端再次请求，说明它没有收到 SYN,ACK，于是重发。",
        ),
        Rule::AckLimited => both(
            "Such an ACK went out just before; a limit keeps forged segments and loops from drawing more.",
            "刚刚发过这样的 ACK；限制频率，以免伪造的报文段或循环引出更多 ACK。",
        ),
        Rule::SynAgain => both(
            "A SYN inside the window is a new attempt to connect, so the listener begins anew.",
            "窗口之内的 SYN 是新的连接请求，监听的一方从头开始。",
        ),
        Rule::SynFinDropped => both(
            "No sound sender opens and closes in one segment.",
            "正常的发送方不会在一个报文段里既建立又关闭连接。",
        ),
        Rule::NewIncarnation => both(
            "Its number lies above all numbers of the old connection, so it cannot be an old duplicate.",
            "它的序号大于旧连接的所有序号，不可能是旧的重复报文段。",
        ),
        Rule::TimeWaitReused => both(
            "The new connection's numbers lie beyond every old window, so the 4-tuple need not wait any longer.",
            "新连接的序号超出旧连接的任何窗口，这个四元组不必再等下去。",
        ),
        Rule::OldSynDropped => both(
            "Its number does not lie above those of the old connection, so it may be an old duplicate.",
            "它的序号没有超过旧连接的序号，可能是旧的重复报文段。",
        ),
        Rule::NoAckBit => both(
            "Every segment of an open connection carries an ACK, so one without it is not believed.",
            "连接中的每个报文段都带 ACK，不带 ACK 的不可信。",
        ),
        Rule::AckOfSyn => both(
            "The peer has this side's number, so both sides know both numbers.",
            "对端已收到本端的序号，双方都知道了彼此的序号。",
        ),
        Rule::BadAckOfSyn => both(
            "It acknowledges what this side has not sent, so it belongs to another connection.",
            "它确认了本端没有发送的序号，属于另一个连接。",
        ),
        Rule::AckNew => both(
            "What the ACK covers has arrived: it need not be kept, and what waits may go.",
            "被确认的内容已经送达，不必再保留，等待的内容可以发出。",
        ),
        Rule::AckOld => {
            both("It acknowledges nothing that was not acknowledged before.", "它确认的内容早已被确认过。")
        }
        Rule::AckUnsent => both(
            "It acknowledges what was never sent; the ACK tells the peer where things stand.",
            "它确认了从未发送的内容；用 ACK 告诉对端真实的进度。",
        ),
        Rule::AckUnsentDropped => both(
            "It acknowledges what was never sent; the RFC would answer with an ACK, this stack does not.",
            "它确认了从未发送的内容；按 RFC 应回答 ACK，而这个协议栈不回答。",
        ),
        Rule::AckTooOld => both(
            "An ACK so far in the past is a guess of somebody else's rather than the peer's.",
            "确认号落后太多，更像是别人猜出来的，不像对端发的。",
        ),
        Rule::AckOfFin => both(
            "It covers the FIN's number, so everything up to the FIN has arrived.",
            "它确认了 FIN 的序号，说明直到 FIN 的全部内容都已送达。",
        ),
        Rule::TimeWaitQuiet => both(
            "Two sides in TIME-WAIT would otherwise acknowledge each other's ACKs for ever.",
            "否则处于 TIME-WAIT 的双方会无休止地互相确认对方的 ACK。",
        ),
        Rule::Text => both(
            "These bytes are the next ones expected, so they are taken and acknowledged.",
            "这些字节正是期望的下一批，所以收下并确认。",
        ),
        Rule::TextOutOfOrder => both(
            "Something before it is missing: it is kept, and the ACK names the first number that is missing.",
            "前面还有缺失：先保留，再用 ACK 指明缺失的第一个序号。",
        ),
        Rule::TextIgnored => both(
            "The peer's FIN has said that nothing follows it, so this is nothing new.",
            "对端的 FIN 已经声明后面没有数据，所以这不是新数据。",
        ),
        Rule::Fin => both(
            "The FIN takes the next number, and the ACK behind that number says that it has arrived.",
            "FIN 占用下一个序号，确认号越过它就表示已经收到。",
        ),
        Rule::FinAgain => both(
            "The FIN comes again because no ACK has reached its sender, so the ACK goes again and 2·MSL begin anew.",
            "FIN 再次到来，说明对端没有收到 ACK，于是重发 ACK，并重新开始 2·MSL。",
        ),
    }
}
