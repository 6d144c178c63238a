//! What both machines of a captured connection must have gone through, why that is known, and what
//! could be otherwise. What is seen and what is guessed are never said alike.

mod outcome;

pub use outcome::{diagnosis, difference, ending};

use crate::capture::{Doubt, Ground, Inference, Inferred, Note, Vantage, VantageBy};
use crate::sim::Side;
use crate::tcp::State;
use crate::text::spacing::{spaced, tidy};
use crate::text::template::Say;
use crate::text::vocabulary::side_inside;
use crate::text::{Both, Lang, both};
use crate::time::Duration;

gaps! {
    /// Whose state, segment or program it is, and the other end.
    side,
    peer,
    /// A state's name.
    state,
    /// Packets by their numbers in the file.
    frame,
    /// How long, and how long the other end's answers take.
    time,
    other_time,
    /// How many.
    count,
    /// A clause that stands inside.
    clause,
}

/// What fills the gaps.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    side: Option<Side>,
    state: Option<State>,
    frames: &'a [u32],
    times: [Duration; 2],
    count: u32,
    clause: Option<Say>,
}

impl Said<'_> {
    fn sentence(&self, says: Say, lang: Lang) -> String {
        tidy(&self.raw(says, lang), lang)
    }

    /// Not a sentence: it may begin in lower case.
    fn clause(&self, says: Say, lang: Lang) -> String {
        spaced(&self.raw(says, lang), lang)
    }

    fn raw(&self, says: Say, lang: Lang) -> String {
        let mut text = String::new();
        self.write(says, lang, &mut text);
        text
    }

    fn write(&self, says: Say, lang: Lang, out: &mut String) {
        let put = |gap: usize, out: &mut String| {
            if let Some(gap) = Gap::ALL.get(gap) {
                self.put(*gap, lang, out);
            }
        };
        says.write(lang, &put, out);
    }

    fn put(&self, gap: Gap, lang: Lang, out: &mut String) {
        let name = |side: Side| side_inside(side, lang);
        match gap {
            Gap::side => out.push_str(self.side.map_or("", name)),
            Gap::peer => out.push_str(self.side.map_or("", |side| name(side.peer()))),
            Gap::state => out.push_str(self.state.map_or("", State::name)),
            Gap::frame => out.push_str(&packets(self.frames, lang)),
            Gap::time => out.push_str(&self.times[0].to_string()),
            Gap::other_time => out.push_str(&self.times[1].to_string()),
            Gap::count => out.push_str(&self.count.to_string()),
            Gap::clause => {
                if let Some(clause) = self.clause {
                    self.write(clause, lang, out);
                }
            }
        }
    }
}

/// `packet 12`, `packets 12, 15`; `a packet that was not captured` without any.
fn packets(frames: &[u32], lang: Lang) -> String {
    let numbers = frames.iter().map(u32::to_string).collect::<Vec<_>>().join(match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    });
    match (frames, lang) {
        ([], _) => both("a packet that was not captured", "一个未捕获的分组").in_lang(lang).to_owned(),
        ([_], Lang::En) => format!("packet {numbers}"),
        (_, Lang::En) => format!("packets {numbers}"),
        (_, Lang::Zh) => format!("分组 {numbers}"),
    }
}

pub const CLIENT: Both = both("client", "客户端");
pub const SERVER: Both = both("server", "服务器");
/// Above the grounds, the special segments, and the doubts.
pub const WHY: Both = both("Why these states", "状态的依据");
pub const SPECIAL: Both = both("Special segments, by their packets", "特殊的报文段（按分组编号）");
pub const DOUBTS: Both = both("What could be otherwise", "存疑之处");

/// Above the differences of a simulation that was made from a capture.
pub const DIFFERENCES: Both = both("Where capture and simulation differ", "捕获与模拟的不同之处");
pub const ALIKE: Both = both(
    "The simulation sends the captured segments and goes through the inferred states.",
    "模拟发出的报文段与捕获的一致，经过的状态与推断的一致。",
);
/// Before the stacks, each with how many segments fit it.
pub const FIT: Both = both("Segments that fit each stack: ", "与各协议栈相符的报文段：");

// ---- where it was taken ----

/// Where the capture was taken, how that is known, and how long the way is taken to be.
#[must_use]
pub fn vantage(inferred: &Inferred, lang: Lang) -> Vec<String> {
    let way = inferred.way;
    let said = Said { side: inferred.vantage.side(), times: [way; 2], ..Said::default() };
    let where_to = match inferred.vantage.side() {
        Some(_) => say!("taken at {side}", "捕获于{side}一侧"),
        None => say!("taken between the two ends", "捕获于两端之间"),
    };
    let said = Said { clause: Some(where_to), ..said };
    let known = |times: [Duration; 2], says: Say| Said { times, ..said }.sentence(says, lang);
    let first = match inferred.vantage_by {
        VantageBy::Told => {
            known([way; 2], say!("The capture was {clause}: so it was said.", "{clause}：这是使用者指定的。"))
        }
        VantageBy::Timing { answers } => known(
            answers,
            say!(
                "The capture was probably {clause}: the client answers within {time}, the server within \
                 {other_time}.",
                "很可能{clause}：客户端最快 {time} 就回应，服务器最快 {other_time} 才回应。",
            ),
        ),
        VantageBy::Alike { answers } => known(
            answers,
            say!(
                "The capture may have been {clause}, or the ends are too close to tell: the client answers \
                 within {time}, the server within {other_time}.",
                "可能{clause}，也可能两端相距太近而无法分辨：客户端最快 {time} 回应，服务器最快 {other_time} 回应。",
            ),
        ),
        VantageBy::OneAnswers { side, after } => {
            let said = Said { side: Some(side), times: [after; 2], clause: None, ..said };
            said.sentence(
                say!(
                    "Only {side} answers anything, within {time}: the capture is taken to be from {peer}.",
                    "只有{side}作过回应，最快 {time}，故假定捕获于{peer}一侧。",
                ),
                lang,
            )
        }
        VantageBy::Joined { matched, .. } => Said { count: matched, ..Said::default() }.sentence(
            say!(
                "Two captures are joined, one from each end; {count} segments are in both. A packet has its number \
                 in the file of its sender's end.",
                "由两端各一份捕获合并而成，有 {count} 个报文段同时见于两份。分组按发送方一侧的文件编号。",
            ),
            lang,
        ),
        VantageBy::NoAnswers => known(
            [way; 2],
            say!(
                "Nothing is answered in the capture, so where it was taken is unknown.",
                "捕获中没有任何回应，无从得知它取自何处。",
            ),
        ),
    };
    if inferred.vantage == Vantage::Both {
        let second =
            known([way; 2], say!("One way takes {time} at least, as measured.", "实测单程最短 {time}。"));
        return vec![first, second];
    }
    let second = known(
        [way; 2],
        say!(
            "One way is taken to last {time}, half a round trip: nothing in one capture shows how the two \
             directions share it.",
            "单程按往返时间的一半计，为 {time}；只凭一份捕获看不出两个方向各占多少。",
        ),
    );
    vec![first, second]
}

// ---- grounds ----

/// Why a side is in that state: `the client in FIN-WAIT-2: its FIN was acknowledged (packet 12)`.
#[must_use]
pub fn inference(inference: &Inference, lang: Lang) -> String {
    let by = inference.by.as_slice();
    let said = Said {
        side: Some(inference.side),
        state: Some(inference.to),
        frames: by,
        clause: Some(ground(inference.ground)),
        ..Said::default()
    };
    let mut text = match inference.ground {
        Ground::TimeWaitAssumedOver => {
            said.clause(say!("{side} is in {state}: {clause}", "{side}进入 {state}：{clause}"), lang)
        }
        _ => said.clause(
            say!("{side} is in {state}: {clause} ({frame})", "{side}进入 {state}：{clause}（{frame}）"),
            lang,
        ),
    };
    if let Some(frame) = inference.proved.filter(|frame| Some(*frame) != inference.by) {
        let frames = [frame];
        let said = Said { frames: &frames, ..Said::default() };
        text.push_str(&said.clause(say!("; shown by {frame}", "；{frame}可证"), lang));
    }
    text
}

fn ground(ground: Ground) -> Say {
    match ground {
        Ground::SentSyn => say!("it sent a SYN", "它发出了 SYN"),
        Ground::AnsweredSyn => {
            say!("a SYN came, and it answered with SYN, ACK", "SYN 到达，它以 SYN, ACK 回应")
        }
        Ground::SynsCrossed => say!("the SYNs of both crossed", "双方的 SYN 在途中交错"),
        Ground::SynAckCame => say!("the SYN, ACK for its SYN came", "对其 SYN 的 SYN, ACK 到达"),
        Ground::SynAcknowledged => say!("its SYN was acknowledged", "它的 SYN 得到确认"),
        Ground::SendsAsEstablished => say!(
            "it sends as only an open connection does; what opened it was not captured",
            "它的发送只有连接建立后才会有，而建立的过程未被捕获",
        ),
        Ground::SentFin => say!("it sent a FIN", "它发出了 FIN"),
        Ground::FinCame => {
            say!("the FIN of {peer} came, and all before it", "{peer}的 FIN 及其之前的内容都已到达")
        }
        Ground::FinAcknowledged => say!("its FIN was acknowledged", "它的 FIN 得到确认"),
        Ground::SentReset => say!("it sent a RST and forgot the connection", "它发出 RST 并丢弃了连接"),
        Ground::ResetCame => say!("a RST came that it had to believe", "收到了必须采信的 RST"),
        Ground::SynRefused => say!("a RST answered its SYN", "它的 SYN 得到的回应是 RST"),
        Ground::AnswersAsClosed => say!(
            "it answers with a RST as CLOSED does, so it had forgotten the connection before",
            "它像 CLOSED 那样以 RST 回应，可见早已没有这个连接",
        ),
        Ground::TimeWaitAssumedOver => {
            say!("2·MSL are taken to be over; nothing shows it", "假定 2·MSL 已过，捕获中看不出",)
        }
        Ground::OpensAnew => {
            say!("a new connection begins, so the old one is over", "新的连接开始，旧连接已经结束")
        }
    }
}

/// What is special about a segment, as words beside it.
#[must_use]
pub const fn note(note: Note) -> Both {
    match note {
        Note::OutOfOrder => both("overtaken on its way", "途中被后发的超过"),
        Note::KeepAlive => both("keep-alive", "保活探测"),
        Note::ZeroWindowProbe => both("zero-window probe", "零窗口探测"),
        Note::NotSeen => both("not captured", "未被捕获"),
        Note::SeenTwice => both("seen twice", "捕获到两次"),
    }
}

// ---- doubts ----

/// What could be otherwise, as one sentence.
#[must_use]
pub fn doubt(doubt: &Doubt, lang: Lang) -> String {
    let none = Said::default();
    let at = |frame: &u32, says: Say| Said { frames: &[*frame], ..none }.sentence(says, lang);
    match doubt {
        Doubt::FarEnd { side } => Said { side: Some(*side), ..none }.sentence(
            say!(
                "When segments left {side} and reached it is a guess: the capture was not taken there.",
                "报文段何时离开、何时到达{side}只是推测，因为捕获点不在那里。",
            ),
            lang,
        ),
        Doubt::NoRoundTrip { assumed } => Said { times: [*assumed; 2], ..none }.sentence(
            say!(
                "No round trip can be measured, so {time} to the far end are assumed.",
                "测不出往返时间，到远端的时延假定为 {time}。",
            ),
            lang,
        ),
        Doubt::BeganBefore => none.sentence(
            say!(
                "The connection began before the capture: both ends are taken to have been in ESTABLISHED.",
                "连接早于捕获开始，假定两端当时都处于 ESTABLISHED。",
            ),
            lang,
        ),
        Doubt::ClockWentBack { frame } => at(
            frame,
            say!(
                "The capturing clock goes backwards at {frame}, so times around it are not to be trusted.",
                "捕获所用的时钟在{frame}处倒退，前后的时间不可信。",
            ),
        ),
        Doubt::NotCaptured { from, octets, frame } => {
            Said { side: Some(*from), count: *octets, frames: &[*frame], ..none }.sentence(
                say!(
                    "The ACK in {frame} covers {count} numbers of {side} that the capture does not have.",
                    "{frame}确认了{side}的 {count} 个序号，而捕获中没有它们。",
                ),
                lang,
            )
        }
        Doubt::Hole { from, octets, frame } => {
            Said { side: Some(*from), count: *octets, frames: &[*frame], ..none }.sentence(
                say!(
                    "Before {frame}, {count} numbers of {side} are missing: lost before the capture, or not captured.",
                    "{frame}之前缺少{side}的 {count} 个序号：在捕获点之前已丢失，或者未被捕获。",
                ),
                lang,
            )
        }
        Doubt::LostOrItsAck { frame } => at(
            frame,
            say!(
                "The segment in {frame} was sent again before any ACK of it was seen: either it was lost, or its \
                 ACK was.",
                "{frame}中的报文段在看到确认之前就被重传：可能是它丢了，也可能是对它的确认丢了。",
            ),
        ),
        Doubt::AckLost { frame } => at(
            frame,
            say!(
                "The ACK in {frame} was probably lost: its receiver sends again what it acknowledges.",
                "{frame}中的确认很可能丢失了：对方又重传了它已确认的内容。",
            ),
        ),
        Doubt::ResetLost { frame } => at(
            frame,
            say!(
                "The RST in {frame} was probably lost: its receiver goes on sending the same.",
                "{frame}中的 RST 很可能丢失了：对方还在重传同样的内容。",
            ),
        ),
        Doubt::SeenBySenderOnly { frame } => at(
            frame,
            say!(
                "The segment in {frame} was seen where it was sent, and not where it was to come: it was lost on \
                 the way, or the other capture missed it.",
                "{frame}中的报文段只见于发送方一侧：可能在途中丢失，也可能是另一份捕获漏掉了它。",
            ),
        ),
        Doubt::SeenByReceiverOnly { frame } => at(
            frame,
            say!(
                "The segment in {frame} was seen only where it came, so when it left is a guess.",
                "{frame}中的报文段只见于接收方一侧，何时发出只是推测。",
            ),
        ),
        Doubt::ClocksCompared { ahead } => {
            let ahead = Duration::from_micros(ahead.unsigned_abs());
            Said { times: [ahead; 2], ..none }.sentence(
                say!(
                    "The two clocks are {time} apart if both ways take equally long; nothing shows that they do.",
                    "若两个方向时延相同，则两个时钟相差 {time}；但没有什么能证明时延相同。",
                ),
                lang,
            )
        }
        Doubt::NotShownToArrive { frame } => at(
            frame,
            say!(
                "The segment in {frame} was seen, but nothing shows that it arrived.",
                "看到了{frame}中的报文段，但没有什么能证明它已到达。",
            ),
        ),
        Doubt::SynUnanswered { frame } => at(
            frame,
            say!(
                "The SYN in {frame} is not answered: it may be lost, or dropped in silence.",
                "{frame}中的 SYN 没有回应：可能丢失，也可能被悄悄丢弃。",
            ),
        ),
        Doubt::TimeWaitLength { side, assumed } => Said { side: Some(*side), times: [*assumed; 2], ..none }
            .sentence(
                say!(
                    "How long {side} stays in TIME-WAIT is not seen; {time} are assumed, as on Linux.",
                    "看不出{side}在 TIME-WAIT 停留多久，按 Linux 假定为 {time}。",
                ),
                lang,
            ),
        Doubt::ResetReason { frame } => at(
            frame,
            say!(
                "The RST in {frame} may come from close() with data unread, or from SO_LINGER 0: it looks the same.",
                "{frame}中的 RST 可能是未读完数据就 close()，也可能是 SO_LINGER 0：两者看上去一样。",
            ),
        ),
        Doubt::ForgottenOrAborted { side, frame } => {
            Said { side: Some(*side), frames: &[*frame], ..none }.sentence(
                say!(
                    "At {frame} {side} acts as if it had no connection; an abort at that moment looks the same.",
                    "在{frame}处，{side}的表现像是已没有连接，但此刻异常终止看上去也一样。",
                ),
                lang,
            )
        }
        Doubt::ResetInTimeWait { frame } => at(
            frame,
            say!(
                "Whether the RST in {frame} ends TIME-WAIT depends on the system (RFC 1337).",
                "{frame}中的 RST 是否结束 TIME-WAIT 取决于系统（RFC 1337）。",
            ),
        ),
        Doubt::Contradiction { side, frame } => Said { side: Some(*side), frames: &[*frame], ..none }.sentence(
            say!(
                "By what was inferred {side} was CLOSED, and yet it sends {frame}: an earlier guess is wrong.",
                "按推断{side}已是 CLOSED，它却发出了{frame}：先前的某个推测有误。",
            ),
            lang,
        ),
        Doubt::CaptureEnded { side, state } => Said { side: Some(*side), state: Some(*state), ..none }.sentence(
            say!(
                "The capture ends while {side} is in {state}; what came later is not known.",
                "捕获结束时{side}处于 {state}，此后如何不得而知。",
            ),
            lang,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::fault_in;

    const SIDE: Side = Side::Server;

    #[track_caller]
    fn check(text: &str, lang: Lang) {
        assert_eq!(fault_in(text, lang), None, "{text}");
    }

    #[test]
    fn every_doubt_is_a_sentence() {
        let time = Duration::from_secs(60);
        let doubts = [
            Doubt::FarEnd { side: SIDE },
            Doubt::NoRoundTrip { assumed: time },
            Doubt::BeganBefore,
            Doubt::ClockWentBack { frame: 3 },
            Doubt::NotCaptured { from: SIDE, octets: 7, frame: 3 },
            Doubt::Hole { from: SIDE, octets: 7, frame: 3 },
            Doubt::LostOrItsAck { frame: 3 },
            Doubt::AckLost { frame: 3 },
            Doubt::ResetLost { frame: 3 },
            Doubt::SeenBySenderOnly { frame: 3 },
            Doubt::SeenByReceiverOnly { frame: 3 },
            Doubt::ClocksCompared { ahead: -1_500 },
            Doubt::NotShownToArrive { frame: 3 },
            Doubt::SynUnanswered { frame: 3 },
            Doubt::TimeWaitLength { side: SIDE, assumed: time },
            Doubt::ResetReason { frame: 3 },
            Doubt::ForgottenOrAborted { side: SIDE, frame: 3 },
            Doubt::ResetInTimeWait { frame: 3 },
            Doubt::Contradiction { side: SIDE, frame: 3 },
            Doubt::CaptureEnded { side: SIDE, state: State::CloseWait },
        ];
        for lang in Lang::ALL {
            for one in &doubts {
                check(&doubt(one, lang), lang);
            }
        }
    }

    #[test]
    fn every_ground_names_its_side_its_state_and_its_packet() {
        for lang in Lang::ALL {
            for ground in Ground::ALL {
                let to = State::FinWait2;
                let one = Inference { moment: 0, side: SIDE, to, ground, by: Some(12), proved: Some(15) };
                let said = inference(&one, lang);
                assert!(said.contains("FIN-WAIT-2") && !said.contains(['{', '}']), "{said}");
                assert!(said.contains("12") || ground == Ground::TimeWaitAssumedOver, "{said}");
                assert!(said.contains("15"), "{said}");
                check(
                    &format!(
                        "{}{said}{}",
                        if lang == Lang::En { "A: " } else { "" },
                        if lang == Lang::En { "." } else { "。" }
                    ),
                    lang,
                );
            }
        }
    }
}
