//! Two futures side by side, in two sentences: where they part, and how each ends.

mod follows;

use super::spacing::tidy;
use super::template::Say;
use super::vocabulary::{call_name, kind_name, ordinal, outcome, side_inside};
use super::{Lang, both};
use crate::sim::compare::{Difference, Follows, What, arrives_twice};
use crate::sim::link::LostBy;
use crate::sim::{CallRecord, Cause, Ended, Fate, Flight, Moment, Side, Trace};
use crate::tcp::{Kind, State, Timer};
use crate::time::{Duration, Instant};
use std::cmp::Ordering;

gaps! {
    /// The segment that differs: `the client's last ACK`.
    which,
    /// Which one of its sender's it is: `2nd `.
    nth,
    /// Whose segment, call or timer it is.
    side,
    /// What the segment is, or what is sent.
    kind,
    /// The call.
    call,
    /// The call that the other future makes in its place.
    other_call,
    /// The timer.
    timer,
    /// How long the timer runs, here and in the other future.
    runs,
    other_runs,
    /// How much later or earlier it is, and the end.
    by,
    end_by,
    /// What differs, as a clause; and what follows from it.
    differs,
    follows,
    /// Who does what follows, when, and what comes of it.
    who,
    at,
    state,
    what,
    result,
    /// How the sides end here, and in the other future.
    client,
    server,
    other_client,
    other_server,
}

/// Where the second trace parts from the first, and the first thing that follows: "Here the client's
/// last ACK is lost: the server sends its FIN again at 8.00 s."
#[must_use]
pub fn sentence(difference: &Difference, a: &Trace, b: &Trace, lang: Lang) -> String {
    let telling = Telling { difference, traces: [a, b], lang };
    let says = match (difference.what, telling.consequence()) {
        (What::Numbers, _) => say!(
            "The two futures show the same: only raw sequence numbers differ, or what an end keeps for itself.",
            "两个走向看起来完全相同，只有原始序号或某一端内部的数值不同。",
        ),
        (_, Some(_)) => say!("Here {differs}: {follows}.", "这里{differs}：{follows}。"),
        (What::Call([Some(_), Some(_)]), None) => {
            say!("Here {differs}; the rest moves along.", "这里{differs}，其余随之移动。")
        }
        (_, None) => {
            say!("Here {differs}; nothing else follows from it.", "这里{differs}，此外没有别的影响。")
        }
    };
    telling.said(says)
}

/// How the second trace ends, against the first.
#[must_use]
pub fn ends(difference: &Difference, a: &Trace, b: &Trace, lang: Lang) -> String {
    let telling = Telling { difference, traces: [a, b], lang };
    telling.said(telling.how_it_ends())
}

struct Telling<'a> {
    difference: &'a Difference,
    traces: [&'a Trace; 2],
    lang: Lang,
}

impl Telling<'_> {
    fn said(&self, says: Say) -> String {
        let mut text = String::new();
        self.write(says, &mut text);
        tidy(&text, self.lang)
    }

    fn write(&self, says: Say, out: &mut String) {
        let put = |gap: usize, out: &mut String| {
            if let Some(gap) = Gap::ALL.get(gap) {
                self.put(*gap, out);
            }
        };
        says.write(self.lang, &put, out);
    }

    fn put(&self, gap: Gap, out: &mut String) {
        let states = self.difference.ends.map(|end| end.states);
        match gap {
            Gap::differs => self.write(self.differs(), out),
            Gap::follows => self.write(self.follows(), out),
            Gap::which => self.write(self.which(), out),
            Gap::nth => {
                if let Some(flights) = self.flights() {
                    out.push_str(&ordinal(flights[1].ordinal.of_kind, self.lang));
                }
            }
            Gap::side => out.push_str(side_inside(self.side(), self.lang)),
            Gap::kind => {
                let kind = match self.difference.what {
                    What::Flight([_, index]) => Some(self.traces[1].flights[index].segment.kind()),
                    What::Moment(moments) => self.header(moments),
                    _ => None,
                };
                out.push_str(kind.map_or("", |kind| segment_name(kind, self.lang)));
            }
            Gap::call => {
                self.call(1).or_else(|| self.call(0)).into_iter().for_each(|call| put_call(call, out))
            }
            Gap::other_call => self.call(0).into_iter().for_each(|call| put_call(call, out)),
            Gap::timer => out.push_str(timer_name(self.timer(), self.lang)),
            Gap::runs => out.push_str(&self.runs(1).to_string()),
            Gap::other_runs => out.push_str(&self.runs(0).to_string()),
            Gap::by => out.push_str(&self.by().to_string()),
            Gap::end_by => {
                let [one, other] = self.difference.ends.map(|end| end.since);
                out.push_str(&apart(one, other).to_string());
            }
            Gap::who => out.push_str(side_inside(self.who(), self.lang)),
            Gap::at => out.push_str(&self.when().to_string()),
            Gap::state => {
                if let Some((_, Follows::Enters(_, _, state))) = self.consequence() {
                    out.push_str(state.name());
                }
            }
            Gap::what => self.put_what(out),
            Gap::result => {
                if let Some((which, Follows::Returns(index))) = self.consequence() {
                    let call = &self.traces[which].calls[index];
                    out.push_str(outcome(call, self.lang).trim_start_matches("= "));
                }
            }
            Gap::client => out.push_str(states[1][0].name()),
            Gap::server => out.push_str(states[1][1].name()),
            Gap::other_client => out.push_str(states[0][0].name()),
            Gap::other_server => out.push_str(states[0][1].name()),
        }
    }

    // ---- what differs ----

    fn differs(&self) -> Say {
        match self.difference.what {
            What::Start => say!("the futures begin in different states", "两个走向从不同的状态开始"),
            What::Numbers => say!("only numbers differ", "只有数值不同"),
            What::Flight(indices) => self.way(indices),
            What::Call([Some(_), Some(_)]) => match self.call_times() {
                Some([before, now]) if now < before => {
                    say!("{side} calls {call} {by} earlier", "{side}提前 {by} 调用 {call}")
                }
                _ => say!("{side} calls {call} {by} later", "{side}推迟 {by} 才调用 {call}"),
            },
            What::Call([None, _]) => say!("{side} calls {call}", "{side}调用了 {call}"),
            What::Call([_, None]) => say!("{side} does not call {call}", "{side}没有调用 {call}"),
            What::Timer { due: [None, _], .. } => {
                say!("{side} starts its {timer}, for {runs}", "{side}启动{timer}，时长 {runs}")
            }
            What::Timer { due: [_, None], .. } => {
                say!("{side} does not start its {timer}", "{side}没有启动{timer}")
            }
            What::Timer { .. } => say!(
                "{side} sets its {timer} for {runs} instead of {other_runs}",
                "{side}把{timer}设为 {runs}，而不是 {other_runs}",
            ),
            What::Moment(moments) => self.moment(moments),
        }
    }

    fn way(&self, indices: [usize; 2]) -> Say {
        let Some([before, now]) = self.flights() else { return say!("", "") };
        let twice = [0, 1].map(|which| arrives_twice(self.traces[which], indices[which]));
        match (before.fate, now.fate) {
            _ if before.sent < now.sent => say!("{which} leaves {by} later", "{which}晚 {by} 发出"),
            _ if before.sent > now.sent => say!("{which} leaves {by} earlier", "{which}早 {by} 发出"),
            (Fate::Arrives(_), Fate::Lost(..)) => say!("{which} is lost", "{which}丢失"),
            (Fate::Lost(..), Fate::Arrives(_)) => say!("{which} arrives", "{which}送达"),
            (Fate::Arrives(before), Fate::Arrives(now)) if before < now => {
                say!("{which} arrives {by} later", "{which}晚 {by} 到达")
            }
            (Fate::Arrives(before), Fate::Arrives(now)) if before > now => {
                say!("{which} arrives {by} earlier", "{which}早 {by} 到达")
            }
            (Fate::Arrives(_), Fate::Arrives(_)) => match twice {
                [false, true] => say!("{which} arrives twice", "{which}到达两次"),
                [true, false] => say!("{which} arrives only once", "{which}只到达一次"),
                _ => say!(
                    "the second copy of {which} arrives at another time",
                    "{which}的第二份在另一时刻到达"
                ),
            },
            (Fate::Lost(_, before), Fate::Lost(_, now)) if before != now => match now {
                LostBy::Choice => {
                    say!("{which} is lost by choice, not otherwise", "{which}按照设定丢失，而非其他原因")
                }
                LostBy::Chance => {
                    say!("{which} is lost by chance, not otherwise", "{which}偶然丢失，而非其他原因")
                }
                LostBy::Cut => say!(
                    "{which} is lost to a cut cable, not otherwise",
                    "{which}因线路断开而丢失，而非其他原因"
                ),
            },
            (Fate::Lost(..), Fate::Lost(..)) => {
                say!("{which} is lost at another point of its way", "{which}在途中的另一处丢失")
            }
        }
    }

    /// An only FIN needs no number, and an ACK after which its sender sends nothing is the last.
    fn which(&self) -> Say {
        let (What::Flight(indices), Some(flights)) = (self.difference.what, self.flights()) else {
            return say!("", "");
        };
        let of_sender = |which: usize| {
            let sender = flights[which].from;
            self.traces[which]
                .flights
                .iter()
                .filter(move |flight| flight.from == sender && flight.copy_of.is_none())
        };
        let kind = flights[1].segment.kind();
        let is_last = |which: usize| {
            of_sender(which)
                .next_back()
                .is_some_and(|last| last == &self.traces[which].flights[indices[which]])
        };
        let is_only =
            |which: usize| of_sender(which).filter(|flight| flight.segment.kind() == kind).count() == 1;
        if kind == Kind::Ack && (is_last(0) || is_last(1)) {
            say!("{side}'s last {kind}", "{side}的最后一个 {kind}")
        } else if is_only(0) || is_only(1) {
            say!("{side}'s {kind}", "{side}的 {kind}")
        } else {
            say!("{side}'s {nth} {kind}", "{side}的{nth} {kind}")
        }
    }

    fn moment(&self, moments: [Option<usize>; 2]) -> Say {
        let cause = |which: usize| Some(self.traces[which].moments[moments[which]?].cause);
        match [cause(0), cause(1)] {
            [Some(_), Some(_)] if self.header(moments).is_some() => {
                say!("{side}'s {kind} has another header", "{side}的 {kind} 首部不同")
            }
            [None, Some(Cause::Timer(_))] => say!("{side}'s {timer} expires", "{side}的{timer}到期"),
            [Some(Cause::Timer(_)), None] => {
                say!("{side}'s {timer} does not expire", "{side}的{timer}没有到期")
            }
            [Some(Cause::Call(_)), Some(Cause::Call(_))] if self.other_side_calls() => say!(
                "{side} calls {call}, where in the other future the other side calls {other_call}",
                "{side}调用 {call}，而在另一个走向里是对方调用 {other_call}",
            ),
            [Some(Cause::Call(_)), Some(Cause::Call(_))] if self.same_call() => {
                say!("{side}'s {call} has another effect", "{side}的 {call} 产生不同的效果")
            }
            [Some(Cause::Call(_)), Some(Cause::Call(_))] => {
                say!("{side} calls {call} instead of {other_call}", "{side}调用 {call}，而不是 {other_call}",)
            }
            [Some(before), Some(now)] if std::mem::discriminant(&before) == std::mem::discriminant(&now) => {
                say!("{side} reacts differently", "{side}的反应不同")
            }
            [Some(_), None] => say!("less happens than in the other future", "发生的事比另一个走向少"),
            [None, Some(_)] => say!("more happens than in the other future", "发生的事比另一个走向多"),
            _ => say!("the futures part", "两个走向开始不同"),
        }
    }

    /// The segment of which only the header differs: numbers or window.
    fn header(&self, moments: [Option<usize>; 2]) -> Option<Kind> {
        let [before, now] = [(0, moments[0]?), (1, moments[1]?)]
            .map(|(which, moment)| (which, &self.traces[which].moments[moment]));
        let sent = |(which, moment): (usize, &Moment)| -> Vec<(Kind, u32)> {
            let segments = moment.sent.iter().map(|index| &self.traces[which].flights[*index].segment);
            segments.map(|segment| (segment.kind(), segment.len)).collect()
        };
        let alike = sent(before) == sent(now) && before.1.changes == now.1.changes && self.same_call();
        sent(now).first().filter(|_| alike).map(|(kind, _)| *kind)
    }

    fn flights(&self) -> Option<[&Flight; 2]> {
        let What::Flight(indices) = self.difference.what else { return None };
        Some([0, 1].map(|which| &self.traces[which].flights[indices[which]]))
    }

    /// The call by which the futures part, in one of them.
    fn call(&self, which: usize) -> Option<&CallRecord> {
        let trace = self.traces[which];
        let index = match self.difference.what {
            What::Call(calls) => calls[which]?,
            What::Moment(moments) => match trace.moments[moments[which]?].cause {
                Cause::Call(call) => call,
                _ => return None,
            },
            _ => return None,
        };
        trace.calls.get(index)
    }

    fn call_times(&self) -> Option<[Instant; 2]> {
        Some([self.call(0)?.at, self.call(1)?.at])
    }

    fn same_call(&self) -> bool {
        let what = |which| self.call(which).map(|call| (call.side, call.what));
        what(0) == what(1)
    }

    fn other_side_calls(&self) -> bool {
        let side = |which| self.call(which).map(|call| call.side);
        side(0) != side(1)
    }

    fn side(&self) -> Side {
        match self.difference.what {
            What::Flight([_, index]) => self.traces[1].flights[index].from,
            What::Timer { side, .. } => side,
            What::Call(_) => self.call(1).or_else(|| self.call(0)).map_or(Side::Client, |call| call.side),
            What::Moment([before, now]) => {
                let moment =
                    |which: usize, index: Option<usize>| Some(self.traces[which].moments[index?].side);
                moment(1, now).or_else(|| moment(0, before)).unwrap_or(Side::Client)
            }
            What::Start | What::Numbers => Side::Client,
        }
    }

    fn timer(&self) -> Timer {
        let of = |which: usize, index: Option<usize>| match self.traces[which].moments[index?].cause {
            Cause::Timer(timer) => Some(timer),
            _ => None,
        };
        match self.difference.what {
            What::Timer { timer, .. } => timer,
            What::Moment([before, now]) => of(1, now).or_else(|| of(0, before)).unwrap_or(Timer::TimeWait),
            _ => Timer::TimeWait,
        }
    }

    fn runs(&self, which: usize) -> Duration {
        match self.difference.what {
            What::Timer { due, .. } => due[which].unwrap_or_default().since(self.difference.at),
            _ => Duration::ZERO,
        }
    }

    fn by(&self) -> Duration {
        match (self.flights(), self.call_times()) {
            (Some([before, now]), _) if before.sent != now.sent => apart(before.sent, now.sent),
            (Some([before, now]), _) => apart(before.until(), now.until()),
            (None, Some([before, now])) => apart(before, now),
            (None, None) => Duration::ZERO,
        }
    }

    // ---- how it ends ----

    fn how_it_ends(&self) -> Say {
        let [before, now] = self.difference.ends;
        let differs = [0, 1].map(|side| before.states[side] != now.states[side]);
        let quiet = before.ended == Ended::Quiet && now.ended == Ended::Quiet;
        match differs {
            [true, true] => say!(
                "At the end the client is {client} instead of {other_client}, the server {server} instead of \
                 {other_server}.",
                "最后客户端是 {client} 而不是 {other_client}，服务器是 {server} 而不是 {other_server}。",
            ),
            [true, false] => say!(
                "At the end the client is {client} instead of {other_client}; the server is {server} in both.",
                "最后客户端是 {client} 而不是 {other_client}，服务器在两个走向里都是 {server}。",
            ),
            [false, true] => say!(
                "At the end the server is {server} instead of {other_server}; the client is {client} in both.",
                "最后服务器是 {server} 而不是 {other_server}，客户端在两个走向里都是 {client}。",
            ),
            [false, false] if now.states == [State::Closed; 2] && quiet => {
                match now.since.cmp(&before.since) {
                    Ordering::Greater => {
                        say!("Both end CLOSED, {end_by} later.", "双方最后都是 CLOSED，晚了 {end_by}。")
                    }
                    Ordering::Less => {
                        say!("Both end CLOSED, {end_by} earlier.", "双方最后都是 CLOSED，早了 {end_by}。")
                    }
                    Ordering::Equal => {
                        say!("Both end CLOSED at the same time.", "双方最后都是 CLOSED，时刻相同。")
                    }
                }
            }
            [false, false] => say!(
                "Both futures end with the client {client} and the server {server}.",
                "两个走向最后都是客户端 {client}、服务器 {server}。",
            ),
        }
    }
}

fn apart(one: Instant, other: Instant) -> Duration {
    one.max(other).since(one.min(other))
}

fn put_call(call: &CallRecord, out: &mut String) {
    out.push_str(&call_name(call.what));
}

/// What the segment is called behind whose it is.
const fn segment_name(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Data => both("data segment", "数据报文段").in_lang(lang),
        _ => kind_name(kind, lang),
    }
}

/// A timer's name inside a sentence.
#[must_use]
pub const fn timer_name(timer: Timer, lang: Lang) -> &'static str {
    match timer {
        Timer::DelayedAck => both("delayed-ACK timer", "延迟确认计时器"),
        Timer::Retransmission => both("retransmission timer", "重传计时器"),
        Timer::ZeroWindowProbe => both("zero-window probe timer", "零窗口探测计时器"),
        Timer::UserTimeout => both("user timeout", "用户超时计时器"),
        Timer::FinWait2 => both("FIN-WAIT-2 timer", "FIN-WAIT-2 计时器"),
        Timer::TimeWait => both("TIME-WAIT timer", "TIME-WAIT 计时器"),
    }
    .in_lang(lang)
}

#[cfg(test)]
mod tests;
