//! Why nothing more happens.

use super::super::spacing::tidy;
use super::super::vocabulary::side_inside;
use super::{Lang, Sentence};
use crate::sim::{Ended, Side, Trace};
use crate::tcp::{Rule, State};
use crate::time::Instant;

const CLOSING: &str = "RFC 9293 §3.6";
const NO_TIMER: &str = "RFC 9293 §3.8.4";

/// Why the trace ends where it does: what both sides still wait for, if they do.
#[must_use]
pub fn ending(trace: &Trace, lang: Lang) -> Sentence {
    let (text, section) = match trace.ended {
        Ended::Quiet => quiet(trace, lang),
        Ended::Horizon => {
            let end = trace.end.since(Instant::START);
            let text = say!(
                "The simulation stops here, after {end}. Something is still to come: a segment, a timer or a call.",
                "模拟到此为止，已经过了 {end}。后面还会有事发生：报文段、计时器或调用。",
            );
            (text, "")
        }
        Ended::Steps => {
            let text = say!(
                "The simulation has stopped after 10 000 events. It could go on, but would hardly show anything new.",
                "模拟在 10 000 个事件之后停止。继续下去多半也看不到新的内容。",
            );
            (text, "")
        }
    };
    Sentence { text: tidy(&text, lang), section }
}

fn quiet(trace: &Trace, lang: Lang) -> (String, &'static str) {
    let ends = trace.ends_after(trace.moments.len().checked_sub(1));
    let states = [ends[0].state, ends[1].state];
    if states == [State::Closed; 2] {
        return both_closed(trace, lang);
    }
    if states == [State::Established; 2] {
        let text = say!(
            "Nothing more happens by itself: both sides are ESTABLISHED, and neither sends or closes. Without data \
             TCP sends nothing, so it can stay like this for ever; the next call is yours.",
            "接下来不会自动发生什么：双方都是 ESTABLISHED，谁也不发送，谁也不关闭。\
             没有数据时 TCP 什么也不发，可以一直这样下去；下一步由你来调用。",
        );
        return (text, NO_TIMER);
    }
    for side in Side::BOTH {
        let (mine, others) = (states[side as usize], states[side.peer() as usize]);
        let (a, b) = (side_inside(side, lang), side_inside(side.peer(), lang));
        match (mine, others) {
            (State::CloseWait, State::FinWait2) => return never_closes(a, b, lang),
            (State::Closed, _) if others.is_synchronized() => return half_open(a, b, others, lang),
            (State::Closed, State::Listen) => {
                let text = say!(
                    "Nothing more happens: {b} listens, {a} is CLOSED. Somebody must call connect().",
                    "不会再发生什么：{b}在监听，{a}处于 CLOSED。要有人调用 connect() 才会继续。",
                );
                return (text, Rule::OpenPassive.section());
            }
            _ => {}
        }
    }
    let (client, server) = (side_inside(Side::Client, lang), side_inside(Side::Server, lang));
    let [a, b] = states;
    let text = say!(
        "Nothing more happens by itself: no segment is under way and no timer runs. {client} stays in {a}, {server} \
         in {b}, until somebody calls something.",
        "接下来不会自动发生什么：途中没有报文段，也没有计时器在走。\
         {client}停在 {a}，{server}停在 {b}，直到有新的调用。",
    );
    (text, CLOSING)
}

fn never_closes(waits: &str, first: &str, lang: Lang) -> (String, &'static str) {
    let text = say!(
        "Nothing more happens: {first} waits in FIN-WAIT-2 for a FIN, {waits} in CLOSE-WAIT for its own program to \
         call close(). No timer ends CLOSE-WAIT; if the call never comes, that is the program's bug, not the \
         network's.",
        "不会再发生什么：{first}在 FIN-WAIT-2 等待 FIN，{waits}在 CLOSE-WAIT 等待自己的应用程序调用 close()。\
         没有计时器会结束 CLOSE-WAIT；如果始终不调用，那是程序的错，不是网络的错。",
    );
    (text, CLOSING)
}

fn half_open(gone: &str, left: &str, state: State, lang: Lang) -> (String, &'static str) {
    let hope = if state.may_send() {
        say!(
            "Only when {left} sends something will a RST tell it.",
            "只有{left}发送数据时，才会从 RST 得知。",
        )
    } else {
        say!(
            "The FIN that it waits for will never come, and no RFC has a timer for that; systems have their own.",
            "它等待的 FIN 永远不会来；RFC 没有为此规定计时器，操作系统有自己的时限。",
        )
    };
    let text = say!(
        "Nothing more happens: {gone} is CLOSED, but {left} does not know and stays in {state}. {hope}",
        "不会再发生什么：{gone}已经 CLOSED，{left}却不知道，仍停在 {state}。{hope}",
    );
    (text, "RFC 9293 §3.5.1")
}

fn both_closed(trace: &Trace, lang: Lang) -> (String, &'static str) {
    let last = |side| {
        let closed =
            trace.changes().filter(|(moment, change)| moment.side == side && change.to == State::Closed);
        closed.last().map(|(_, change)| change.rule)
    };
    let how = Side::BOTH.map(|side| (side, last(side)));
    if trace.moments.is_empty() || how.iter().all(|(_, rule)| rule.is_none()) {
        let text = say!(
            "Both sides are CLOSED: there is no connection, and nobody opens one.",
            "双方都是 CLOSED：没有连接，也没有人建立连接。",
        );
        return (text, Rule::OpenActive.section());
    }
    let ordinary = |rule: Option<Rule>| matches!(rule, None | Some(Rule::AckOfFin | Rule::TimeWaitOver));
    let Some((side, Some(rule))) = how
        .into_iter()
        .find(|(_, rule)| !ordinary(*rule) && *rule != Some(Rule::Reset))
        .or_else(|| how.into_iter().find(|(_, rule)| !ordinary(*rule)))
    else {
        let text = say!(
            "Both sides are CLOSED: each direction was closed by a FIN, and each FIN was acknowledged. Nothing is \
             left of the connection.",
            "双方都是 CLOSED：两个方向各由一个 FIN 关闭，两个 FIN 都得到了确认。这个连接已彻底结束。",
        );
        return (text, CLOSING);
    };
    let me = side_inside(side, lang);
    let how = match rule {
        Rule::Abort | Rule::AbortQuietly => say!("{me} has aborted", "{me}中止了连接"),
        Rule::GiveUp | Rule::UserTimeout => {
            say!("{me} has given up waiting for an answer", "{me}等不到回音，放弃了连接")
        }
        Rule::Refused | Rule::ResetBeforeOpen => {
            say!("{me}'s attempt to connect was refused", "{me}的连接请求被拒绝")
        }
        Rule::CloseBeforeOpen => {
            say!("{me} called it off before it was open", "{me}在连接建立之前就取消了")
        }
        Rule::FinWait2Over => {
            say!("{me}'s system did not wait for the FIN any longer", "{me}的系统不再等待 FIN")
        }
        _ => say!("a RST has ended it at {me}", "{me}的连接被 RST 结束"),
    };
    let text = say!(
        "Both sides are CLOSED, but not in the ordinary way: {how}. Nothing is left of the connection.",
        "双方都是 CLOSED，但不是正常关闭：{how}。这个连接已彻底结束。",
    );
    (text, rule.section())
}
