//! What the story says of scenarios that everybody knows, word by word.

use super::*;

#[track_caller]
fn says(name: Name, opening: bool, moment: usize, en: &str, zh: &str) {
    let trace = simulate(&name.scenario(opening));
    assert_eq!([told(&trace, Lang::En)[moment].as_str(), &told(&trace, Lang::Zh)[moment]], [en, zh]);
}

#[test]
fn the_four_way_close_is_told() {
    let name = Name::FourWayClose;
    says(
        name,
        false,
        0,
        "The client's program calls close(), and the client sends a FIN (seq=101, ack=301): it has nothing more to \
         send. The FIN takes one number, as a byte does, so it can be acknowledged and sent again.",
        "客户端的应用程序调用 close()，客户端发出 FIN（seq=101，ack=301），表示没有数据要发了。\
         FIN 像一个字节那样占用一个序号，因此可以被确认，也可以重传。",
    );
    says(
        name,
        false,
        1,
        "The client's FIN (seq=101) arrives: the client has nothing more to send, and the server's read() returns 0. \
         The server answers with an ACK (ack=102, one more than the FIN's seq) and stays in CLOSE-WAIT until its own \
         program calls close().",
        "客户端的 FIN（seq=101）到达：客户端没有数据要发了，服务器的 read() 返回 0。\
         服务器回复 ACK（ack=102，即 FIN 的 seq 加 1），在 CLOSE-WAIT 等待自己的应用程序调用 close()。",
    );
    says(
        name,
        false,
        4,
        "The server's FIN (seq=301) arrives, and the client sends the last ACK (ack=302, one more than the FIN's seq). \
         It stays in TIME-WAIT for 2·MSL = 20 s: should this ACK be lost, the server's FIN comes again and must find \
         somebody to answer it.",
        "服务器的 FIN（seq=301）到达，客户端发出最后的 ACK（ack=302，即 FIN 的 seq 加 1）。\
         它要在 TIME-WAIT 停留 2·MSL = 20 s：万一这个 ACK 丢失，服务器会重传 FIN，必须有人再次应答。",
    );
}

#[test]
fn the_opening_is_told() {
    says(
        Name::FourWayClose,
        true,
        1,
        "The client's SYN (seq=0) arrives, and the server answers with a SYN,ACK (seq=0, ack=1). One segment \
         acknowledges the client's number and announces the server's own, so opening needs three segments, not four.",
        "客户端的 SYN（seq=0）到达，服务器回复 SYN,ACK（seq=0，ack=1）。\
         一个报文段既确认客户端的序号，又通告自己的序号，所以建立连接只要三个报文段，而不是四个。",
    );
}

#[test]
fn losses_and_repetitions_are_told() {
    says(
        Name::FirstFinLost,
        false,
        1,
        "The client's FIN (seq=101) is lost on its way, as chosen. The client cannot notice; it sends again only if \
         no ACK has come when its RTO expires.",
        "按照设定，客户端的 FIN（seq=101）在途中丢失。客户端无从察觉，要等到 RTO 到期还没有收到 ACK 才会重传。",
    );
    says(
        Name::FirstFinLost,
        false,
        2,
        "No ACK for the client's FIN within 4 s: whether it or its ACK is lost, the client cannot know, so it sends \
         the FIN (seq=101, ack=301) again. The RTO doubles from 4 s to 8 s.",
        "4 s 内没有等到对 FIN 的确认；客户端无法知道丢的是它还是 ACK，只能重传 FIN（seq=101，ack=301）。\
         RTO 加倍，从 4 s 变为 8 s。",
    );
    says(
        Name::LastAckLost,
        false,
        7,
        "The server's repeated FIN (seq=301) arrives: the server has not got the last ACK in time. This is what \
         TIME-WAIT is for: the client sends the ACK (ack=302) again and begins 2·MSL = 20 s anew.",
        "服务器重传的 FIN（seq=301）到达，说明服务器没有及时收到最后的 ACK。\
         TIME-WAIT 正是为此而设：客户端再次发出 ACK（ack=302），并重新开始 2·MSL = 20 s。",
    );
}

#[test]
fn three_segments_and_crossing_fins_are_told() {
    says(
        Name::ThreeSegments,
        false,
        2,
        "The server's program calls close() before the ACK has left, so one segment does both: the server sends a FIN \
         (seq=301, ack=102). It closes this direction and acknowledges the client's FIN, so three segments do the work \
         of four.",
        "服务器的应用程序调用 close() 时 ACK 还没有发出，于是一个报文段兼做两件事：服务器发出 FIN（seq=301，ack=102）。\
         它既关闭自己的方向，又捎带对客户端的 FIN 的确认，四个报文段变成三个。",
    );
    says(
        Name::SimultaneousClose,
        false,
        2,
        "The client's FIN (seq=101) arrives before any ACK of the server's own: the two FINs have crossed, for both \
         sides closed without knowing of the other. The server acknowledges it (ack=102) and waits in CLOSING until \
         the client does the same.",
        "客户端的 FIN（seq=101）到达，但没有确认服务器的 FIN：双方都不知道对方要关闭，两个 FIN 交错而过，\
         这就是同时关闭。服务器确认它（ack=102），在 CLOSING 等待客户端也这样做。",
    );
}

#[test]
fn a_person_is_addressed_and_refusals_name_the_error() {
    let mut scenario = Name::FourWayClose.scenario(false);
    scenario.intervene(Instant::from_millis(500), Side::Server, Act::Shutdown);
    scenario.intervene(Instant::from_millis(700), Side::Server, Act::Send(9));
    let trace = simulate(&scenario);
    assert!(
        told(&trace, Lang::En)[0]
            .starts_with("You call shutdown(WR) on the server, and the server sends a FIN")
    );
    assert!(told(&trace, Lang::Zh)[0].starts_with("你在服务器上调用 shutdown(WR)，服务器发出 FIN"));
    assert_eq!(
        told(&trace, Lang::En)[1],
        "You call send(9) on the server and get EPIPE: nothing may follow this side's own FIN (“connection closing”)."
    );
    let text =
        |lang| vocabulary::refusal(crate::tcp::CallError::Closing, State::FinWait1, Call::Send(1), lang);
    assert_eq!(text(Lang::En), "“connection closing”: nothing may follow this side's own FIN.");
    assert_eq!(text(Lang::Zh), "“connection closing”：自己的 FIN 之后不能再发数据。");
}

#[test]
fn endings_say_what_is_waited_for() {
    let ending = |name: Name| story::ending(&simulate(&name.scenario(false)), Lang::En).text;
    assert!(
        ending(Name::FourWayClose).starts_with("Both sides are CLOSED: each direction was closed by a FIN")
    );
    assert!(ending(Name::ServerNeverCloses).contains("that is the program's bug, not the network's"));
    assert!(ending(Name::Abort).contains("not in the ordinary way: the client has aborted"));
    assert!(ending(Name::FreePlay).contains("the next call is yours"));
    let mut trace = simulate(&Name::FourWayClose.scenario(false));
    trace.ended = crate::sim::Ended::Steps;
    assert!(story::ending(&trace, Lang::Zh).text.contains("10 000 个事件"));
}

/// The page tells this story before its second file brings reasons and what is seldom said.
#[test]
fn the_first_story_needs_nothing_that_comes_later() {
    let tell = |scenario: &Scenario, why: story::Why, lang: Lang| {
        let trace = simulate(scenario);
        super::template::SELDOM.set(0);
        for index in 0..trace.moments.len() {
            let _ = story::story_with(why, &trace, index, &relative, lang);
        }
        let _ = story::ending(&trace, lang);
        super::template::SELDOM.get()
    };
    for lang in Lang::ALL {
        for opening in [false, true] {
            let first = Name::FourWayClose.scenario(opening);
            let said = tell(&first, |rule, _| panic!("{rule:?} is needed"), lang);
            assert_eq!(said, 0, "opening: {opening}");
        }
        let mut cut = Name::FourWayClose.scenario(false);
        cut.network.down = Some((Instant::START, Instant::from_millis(60_000)));
        assert!(tell(&cut, rules::why, lang) > 0, "this is how it is noticed");
    }
}
