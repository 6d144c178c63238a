//! The state diagram in words: what stands on its edges, what its states mean, and what a scenario that
//! was found for one of them does.

use super::spacing::spaced;
use super::template::Say;
use super::vocabulary::{call_name, side_inside};
use super::{Both, Lang, both};
use crate::sim::search::{Found, Goal};
use crate::sim::{Called, Cause, Intervention, Side, Step, Trace, simulate};
use crate::tcp::State::{self, *};
use crate::tcp::{Rule, Stack};

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
            [both("rcv ACK", "收到 ACK"), both("of FIN", "对 FIN")]
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

/// The same in one line, for the words below the figure and for who hears it.
#[must_use]
pub fn event(edge: (State, State), lang: Lang) -> String {
    // What happens is two lines long there.
    if let (FinWait1, FinWait2) | (Closing, TimeWait) | (LastAck, Closed) = edge {
        return both("rcv ACK of FIN", "收到对 FIN 的 ACK").in_lang(lang).to_owned();
    }
    let [event, action] = label(edge, lang);
    let between = if action.is_empty() { "" } else { " / " };
    spaced(&[event, between, action].concat(), lang)
}

/// What it means to be in that state, for the side that is.
#[must_use]
pub const fn meaning(state: State, lang: Lang) -> &'static str {
    match state {
        Closed => both(
            "There is no connection: the program has not opened one, or nothing of it is left.",
            "没有连接：应用程序还没有建立，或者连接已经完全结束。",
        ),
        Listen => both(
            "A program waits for connections, and nobody has sent a SYN yet.",
            "应用程序等待连接，还没有人发来 SYN。",
        ),
        SynSent => both(
            "This side has sent its SYN and waits for the peer's SYN and for an ACK of its own.",
            "本端已发出 SYN，等待对端的 SYN 和对自己 SYN 的 ACK。",
        ),
        SynReceived => both(
            "Both SYNs are on record here; what is missing is the ACK of this side's SYN.",
            "本端已收到对端的 SYN 并发出自己的 SYN，还缺对自己 SYN 的 ACK。",
        ),
        Established => both(
            "Both sides may send data, until one of them closes.",
            "双方都可以发送数据，直到有一方关闭。",
        ),
        FinWait1 => both(
            "This side has closed and waits for the ACK of its FIN; the peer may still send.",
            "本端已关闭，等待自己的 FIN 被确认；对端还可以发送数据。",
        ),
        FinWait2 => both(
            "This side's FIN is acknowledged, and the peer has not closed yet: half-closed.",
            "本端的 FIN 已被确认，对端还没有关闭：处于半关闭。",
        ),
        CloseWait => both(
            "The peer has closed; this side may still send, and only its program can go on, by close().",
            "对端已关闭；本端还可以发送数据，只有应用程序调用 close() 才能继续。",
        ),
        Closing => both(
            "Both have closed at once: the peer's FIN is here, the ACK of this side's FIN is not.",
            "双方同时关闭：对端的 FIN 已到，对自己 FIN 的 ACK 还没到。",
        ),
        LastAck => both(
            "Both have closed, the peer first; with the ACK of this side's FIN all is over.",
            "双方都已关闭，对端在先；等到对自己 FIN 的 ACK，一切就结束。",
        ),
        TimeWait => both(
            "All is closed; this side stays for 2·MSL, to repeat its last ACK and to outlive old segments.",
            "一切都已关闭；本端停留 2·MSL，以便重发最后的 ACK，并等旧报文段消失。",
        ),
    }
    .in_lang(lang)
}

// ---- what was found ----

gaps! {
    /// Who does it.
    who,
    /// What is called.
    call,
    /// In which state.
    state,
}

/// What is done in a scenario that was found: `CLOSING: both sides call close() within one delay`. No
/// full stop: it stands on a button.
#[must_use]
pub fn found_sentence(goal: Goal, found: &Found, lang: Lang) -> String {
    let scenario = &found.scenario;
    let mut text = match goal {
        Goal::State(state) => state.name().to_owned(),
        Goal::Edge(from, to) => [from.name(), " → ", to.name()].concat(),
    };
    text.push_str(both(": ", "：").in_lang(lang));
    let mut last = None;
    let mut tell = |side: Option<Side>, say: Say, called: Called, state: State| {
        if last.is_some() {
            text.push_str(both(", ", "，").in_lang(lang));
        }
        // Whoever goes on is not named again.
        let who = side.filter(|side| last != Some(Some(*side)));
        last = Some(side);
        let put = |gap: usize, out: &mut String| match Gap::ALL[gap] {
            Gap::who => {
                if let Some(who) = who {
                    out.push_str(side_inside(who, lang));
                    out.push_str(both(" ", "").in_lang(lang));
                }
            }
            Gap::call => out.push_str(&call_name(called)),
            Gap::state => out.push_str(state.name()),
        };
        say.write(lang, &put, &mut text);
    };
    let by_programs = |side: Side| !scenario.host(side).program.is_empty();
    if scenario.opening && by_programs(Side::Server) {
        let connects = say!("{who}connects to a listening server", "{who}连接正在监听的服务器");
        tell(Some(Side::Client), connects, Called::Program(Step::Connect), Closed);
    }
    let acts = &scenario.interventions;
    let trace = simulate(scenario);
    for (index, done) in acts.iter().enumerate() {
        let (call, state) = (Called::Person(done.act), state_before(&trace, index));
        // Neither has heard of the other's yet.
        let at_once = |one: &Intervention, other: &Intervention| {
            let late = one.at + scenario.network.delay[one.side as usize];
            one.act == other.act && one.side != other.side && other.at < late
        };
        if acts.get(index + 1).is_some_and(|next| at_once(done, next)) {
            continue;
        }
        if index > 0 && at_once(&acts[index - 1], done) {
            let both_do = say!("both sides call {call} within one delay", "双方在一个时延之内都调用 {call}");
            tell(None, both_do, call, state);
        } else if index == 0 && !scenario.opening {
            tell(Some(done.side), say!("{who}calls {call}", "{who}调用 {call}"), call, state);
        } else if index == 0 {
            tell(
                Some(done.side),
                say!("{who}calls {call} in {state}", "{who}在 {state} 调用 {call}"),
                call,
                state,
            );
        } else {
            let then = say!("then {who}calls {call} in {state}", "然后{who}在 {state} 调用 {call}");
            tell(Some(done.side), then, call, state);
        }
    }
    if !scenario.opening && scenario.server.program.contains(&Step::Close) {
        let closes = say!(
            "and {who}calls {call} as soon as it reads the end of data",
            "{who}一读到数据结束就调用 {call}"
        );
        tell(Some(Side::Server), closes, Called::Program(Step::Close), CloseWait);
    }
    if trace.changes().any(|(_, change)| change.rule == Rule::Refused) {
        tell(None, say!("and nobody listens", "而对端没有人监听"), Called::Program(Step::Keep), Closed);
    }
    let stack = scenario.client.stack;
    if stack != Stack::Textbook {
        text.push_str(
            &[both(" (", "（").in_lang(lang), stack.name(), both(")", "）").in_lang(lang)].concat(),
        );
    }
    spaced(&text, lang)
}

/// The state in which that intervention finds its side.
fn state_before(trace: &Trace, intervention: usize) -> State {
    let people = trace.calls.iter().enumerate().filter(|(_, call)| matches!(call.what, Called::Person(_)));
    let Some((call, record)) = people.into_iter().nth(intervention) else { return Closed };
    let moment = trace.moments.iter().position(|moment| moment.cause == Cause::Call(call));
    trace.ends_after(moment.and_then(|moment| moment.checked_sub(1)))[record.side as usize].state
}

// ---- the figure, for who hears it ----

/// What the figure is called.
pub const FIGURE: Both = both(
    "State diagram of RFC 9293, figure 5, with both sides on it",
    "RFC 9293 图 5 的状态图，标出双方所在的状态",
);
/// While nothing is chosen.
pub const CHOOSE: Both = both(
    "Choose a state or an arrow: what it means, when this run gets there, and how to get there.",
    "选择一个状态或箭头：它的含义、这次运行何时到达，以及怎样到达。",
);
pub const BY_RULE: Both = both("By the rule", "依据规则");
pub const FROM_THE_START: Both = both("from the start", "一开始");
pub const OPEN: Both = both("Open: ", "打开：");
pub const NEVER: Both = both("never in this run", "这次运行没有到达");
pub const LATER: Both = both("later in this run", "这次运行稍后到达");
pub const BEFORE: Both = both("earlier in this run", "这次运行已经到过");

/// The letter on a side's token.
#[must_use]
pub const fn token(side: Side, lang: Lang) -> &'static str {
    match side {
        Side::Client => both("C", "客"),
        Side::Server => both("S", "服"),
    }
    .in_lang(lang)
}

/// Who: `the client`, `both sides`; `None`: nobody.
#[must_use]
pub const fn who(sides: [bool; 2], lang: Lang) -> Option<&'static str> {
    Some(match sides {
        [true, true] => both("both sides", "双方").in_lang(lang),
        [true, false] => side_inside(Side::Client, lang),
        [false, true] => side_inside(Side::Server, lang),
        [false, false] => return None,
    })
}

/// What of a run has to do with a state or an edge, in a few words: who is there or has just come that
/// way, else who was, will be, or that nobody ever is.
#[must_use]
pub fn used(now: [bool; 2], so_far: [bool; 2], ever: [bool; 2], lang: Lang) -> String {
    let (sides, when) = match (who(now, lang), who(so_far, lang), who(ever, lang)) {
        (Some(sides), ..) => (sides, both("now", "现在")),
        (_, Some(sides), _) => (sides, BEFORE),
        (.., Some(sides)) => (sides, LATER),
        (None, None, None) => return NEVER.in_lang(lang).to_owned(),
    };
    [sides, both(", ", "，").in_lang(lang), when.in_lang(lang)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::search::shortest;
    use crate::tcp::EDGES;

    fn told(goal: Goal, lang: Lang) -> String {
        found_sentence(goal, &shortest(goal).unwrap(), lang)
    }

    #[test]
    fn what_was_found_is_told() {
        for (goal, en, zh) in [
            (
                Goal::State(Closing),
                "CLOSING: both sides call close() within one delay",
                "CLOSING：双方在一个时延之内都调用 close()",
            ),
            (
                Goal::State(LastAck),
                "LAST-ACK: the client calls close(), then the server calls close() in CLOSE-WAIT",
                "LAST-ACK：客户端调用 close()，然后服务器在 CLOSE-WAIT 调用 close()",
            ),
            (
                Goal::Edge(FinWait2, Closed),
                "FIN-WAIT-2 → CLOSED: the client calls close(), then calls abort() in FIN-WAIT-2",
                "FIN-WAIT-2 → CLOSED：客户端调用 close()，然后在 FIN-WAIT-2 调用 abort()",
            ),
            (
                Goal::Edge(SynReceived, FinWait1),
                "SYN-RECEIVED → FIN-WAIT-1: the client connects to a listening server, the server calls \
                 close() in SYN-RECEIVED",
                "SYN-RECEIVED → FIN-WAIT-1：客户端连接正在监听的服务器，服务器在 SYN-RECEIVED 调用 close()",
            ),
            (
                Goal::Edge(SynSent, Closed),
                "SYN-SENT → CLOSED: the client calls connect() in CLOSED, and nobody listens",
                "SYN-SENT → CLOSED：客户端在 CLOSED 调用 connect()，而对端没有人监听",
            ),
            (
                Goal::Edge(FinWait1, TimeWait),
                "FIN-WAIT-1 → TIME-WAIT: the client calls close(), and the server calls close() as soon as \
                 it reads the end of data",
                "FIN-WAIT-1 → TIME-WAIT：客户端调用 close()，服务器一读到数据结束就调用 close()",
            ),
            (
                Goal::Edge(TimeWait, SynReceived),
                "TIME-WAIT → SYN-RECEIVED: the client calls close(), then the server calls close() in \
                 CLOSE-WAIT, then calls connect() in CLOSED (Linux)",
                "TIME-WAIT → SYN-RECEIVED：客户端调用 close()，然后服务器在 CLOSE-WAIT 调用 close()，然后在 \
                 CLOSED 调用 connect()（Linux）",
            ),
        ] {
            assert_eq!([told(goal, Lang::En), told(goal, Lang::Zh)], [en, zh]);
        }
    }

    /// Two goals whose scenarios differ are told differently.
    #[test]
    fn every_sentence_tells_its_own_scenario() {
        for lang in Lang::ALL {
            let all = EDGES.iter().map(|(from, to)| {
                let goal = Goal::Edge(*from, *to);
                let found = shortest(goal).unwrap();
                let told = found_sentence(goal, &found, lang);
                (found.scenario, told.split_once(both(": ", "：").in_lang(lang)).unwrap().1.to_owned())
            });
            let all: Vec<_> = all.collect();
            for (index, (scenario, told)) in all.iter().enumerate() {
                for (other, its) in &all[..index] {
                    assert_eq!(scenario == other, told == its, "{told}");
                }
            }
        }
    }

    #[test]
    fn every_edge_says_what_happens() {
        for edge in EDGES {
            assert!(Lang::ALL.iter().all(|lang| !event(*edge, *lang).is_empty()), "{edge:?}");
        }
        assert_eq!(event((FinWait1, FinWait2), Lang::En), "rcv ACK of FIN");
        assert_eq!(event((FinWait1, FinWait2), Lang::Zh), "收到对 FIN 的 ACK");
        assert_eq!(event((Established, FinWait1), Lang::En), "close() / FIN");
    }

    #[test]
    fn who_hears_the_figure_hears_who_is_where() {
        let none = [false; 2];
        assert_eq!(used([true, true], [true; 2], [true; 2], Lang::En), "both sides, now");
        assert_eq!(used(none, [false, true], [true; 2], Lang::En), "the server, earlier in this run");
        assert_eq!(used(none, none, [true, false], Lang::Zh), "客户端，这次运行稍后到达");
        assert_eq!(used(none, none, none, Lang::En), "never in this run");
    }
}
