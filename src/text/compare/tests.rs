//! What is said about pairs of futures.

use super::*;
use crate::sim::catalog::Name;
use crate::sim::compare::first_difference;
use crate::sim::{Act, Scenario, Step, simulate};
use crate::tcp::{SeqNum, Stack};

fn said(a: &Scenario, b: &Scenario, lang: Lang) -> String {
    let (a, b) = (simulate(a), simulate(b));
    let difference = first_difference(&a, &b).expect("they differ");
    let between = if lang == Lang::En { " " } else { "" };
    [sentence(&difference, &a, &b, lang), ends(&difference, &a, &b, lang)].join(between)
}

fn base() -> Scenario {
    Name::FourWayClose.scenario(false)
}

fn changed(change: impl FnOnce(&mut Scenario)) -> Scenario {
    let mut scenario = base();
    change(&mut scenario);
    scenario
}

#[test]
fn a_difference_its_consequence_and_the_end_are_told() {
    let lost = Name::LastAckLost.scenario(false);
    let never = Name::ServerNeverCloses.scenario(false);
    let second = Duration::from_secs(1);
    let short = changed(|scenario| scenario.client.msl = Some(second * 3));
    let late = changed(|scenario| scenario.client.program[1] = Step::Sleep(second * 3));
    let linux = changed(|scenario| scenario.client.stack = Stack::Linux);
    for (a, b, en, zh) in [
        (
            &base(),
            &lost,
            "Here the client's last ACK is lost: the server sends its FIN again at 8.00 s. Both end CLOSED, 4 s later.",
            "这里客户端的最后一个 ACK 丢失：服务器在 8.00 s 重传 FIN。双方最后都是 CLOSED，晚了 4 s。",
        ),
        (
            &lost,
            &base(),
            "Here the client's last ACK arrives: the server enters CLOSED at 6.00 s. Both end CLOSED, 4 s earlier.",
            "这里客户端的最后一个 ACK 送达：服务器在 6.00 s 进入 CLOSED。双方最后都是 CLOSED，早了 4 s。",
        ),
        (
            &base(),
            &Name::FirstFinLost.scenario(false),
            "Here the client's FIN is lost: the client sends its FIN again at 5.00 s. Both end CLOSED, 4 s later.",
            "这里客户端的 FIN 丢失：客户端在 5.00 s 重传 FIN。双方最后都是 CLOSED，晚了 4 s。",
        ),
        (
            &base(),
            &never,
            "Here the server does not call close(): the server does not send its FIN. At the end the client is \
             FIN-WAIT-2 instead of CLOSED, the server CLOSE-WAIT instead of CLOSED.",
            "这里服务器没有调用 close()：服务器没有发出 FIN。最后客户端是 FIN-WAIT-2 而不是 CLOSED，\
             服务器是 CLOSE-WAIT 而不是 CLOSED。",
        ),
        (
            &base(),
            &late,
            "Here the client calls close() 2 s later; the rest moves along. Both end CLOSED, 2 s later.",
            "这里客户端推迟 2 s 才调用 close()，其余随之移动。双方最后都是 CLOSED，晚了 2 s。",
        ),
        (
            &base(),
            &short,
            "Here the client sets its TIME-WAIT timer for 6 s instead of 20 s: the client enters CLOSED at 11.00 s. \
             Both end CLOSED, 14 s earlier.",
            "这里客户端把 TIME-WAIT 计时器设为 6 s，而不是 20 s：客户端在 11.00 s 进入 CLOSED。\
             双方最后都是 CLOSED，早了 14 s。",
        ),
        (
            &base(),
            &linux,
            "Here the client sets its retransmission timer for 1 s instead of 4 s: the client sends its FIN again at \
             2.00 s. Both end CLOSED, 40 s later.",
            "这里客户端把重传计时器设为 1 s，而不是 4 s：客户端在 2.00 s 重传 FIN。双方最后都是 CLOSED，晚了 40 s。",
        ),
    ] {
        assert_eq!(said(a, b, Lang::En), en);
        assert_eq!(said(a, b, Lang::Zh), zh);
    }
}

/// Each of the catalogue against each, and what people do: whole sentences, in both languages.
#[test]
fn every_pair_is_told_in_whole_sentences() {
    let mut scenarios: Vec<Scenario> =
        Name::ALL.iter().flat_map(|name| [false, true].map(|opening| name.scenario(opening))).collect();
    scenarios.push(changed(|scenario| scenario.client.isn = SeqNum(5)));
    scenarios.push(changed(|scenario| scenario.before = [0, 0]));
    scenarios.push(changed(|scenario| scenario.network.delay[1] = Duration::from_millis(300)));
    scenarios.push(changed(|scenario| scenario.horizon = Duration::from_secs(10)));
    for act in [Act::Abort, Act::Send(5), Act::Shutdown] {
        scenarios
            .push(changed(|scenario| scenario.intervene(Instant::from_millis(2_500), Side::Server, act)));
    }
    for (a, b) in scenarios.iter().flat_map(|a| scenarios.iter().map(move |b| (a, b))).filter(|(a, b)| a != b)
    {
        let (trace, other) = (simulate(a), simulate(b));
        let Some(difference) = first_difference(&trace, &other) else { continue };
        for lang in Lang::ALL {
            for text in [sentence, ends].map(|tell| tell(&difference, &trace, &other, lang)) {
                assert_eq!(crate::text::tests::fault_in(&text, lang), None, "{text}");
            }
        }
    }
}
