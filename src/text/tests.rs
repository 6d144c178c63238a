//! Every sentence of every moment, in both languages: there, whole, and well set.

use super::*;
use crate::sim::catalog::Name;
use crate::sim::{
    Act, Cause, Change, Fault, Flight, Intervention, Loss, Match, Scenario, Side, Step, Trace, Verdict,
    simulate,
};
use crate::tcp::{Call, Kind, Rule, SeqNum, Stack, State, Timer};
use crate::time::{Duration, Instant};

fn relative(flight: &Flight) -> (String, Option<String>) {
    (flight.relative.0.to_string(), flight.relative.1.map(|ack| ack.to_string()))
}

/// What is wrong with a text, if anything is.
pub(super) fn fault_in(text: &str, lang: Lang) -> Option<&'static str> {
    let end = if lang == Lang::En { '.' } else { '。' };
    if text.is_empty() {
        return Some("empty");
    }
    if !text.ends_with(end) {
        return Some("no full stop");
    }
    if text.contains(['{', '}']) || text.contains("  ") || text.contains("。。") || text.contains("..") {
        return Some("left over");
    }
    let chars: Vec<char> = text.chars().collect();
    let chinese = spacing::is_chinese;
    match lang {
        Lang::En if chars.iter().any(|c| chinese(*c) || spacing::is_mark(*c) && !"“”".contains(*c)) => {
            Some("Chinese in English")
        }
        Lang::En if chars[0].is_lowercase() && !text.contains('(') => Some("no capital"),
        Lang::En => None,
        Lang::Zh if !chars.iter().any(|c| chinese(*c)) => Some("no Chinese"),
        Lang::Zh if spacing::tidy(text, lang) != text => Some("badly spaced"),
        Lang::Zh => chars.windows(2).find_map(|pair| {
            let stray = matches!(pair, [a, b] if chinese(*a) && ",.;:!?".contains(*b)
                || ",.;:!?".contains(*a) && chinese(*b));
            stray.then_some("ASCII marks in Chinese")
        }),
    }
}

#[track_caller]
fn check(text: &str, lang: Lang) {
    assert_eq!(fault_in(text, lang), None, "{text}");
}

fn told(trace: &Trace, lang: Lang) -> Vec<String> {
    let moments = 0..trace.moments.len();
    moments.map(|index| story::story(trace, index, &relative, lang).text).collect()
}

fn check_story(trace: &Trace) {
    for lang in Lang::ALL {
        for index in 0..trace.moments.len() {
            let sentence = story::story(trace, index, &relative, lang);
            check(&sentence.text, lang);
            assert!(!sentence.section.is_empty());
        }
        check(&story::ending(trace, lang).text, lang);
    }
}

#[test]
fn languages_are_found_by_tag() {
    for (tag, lang) in [
        ("en", Some(Lang::En)),
        ("en-GB", Some(Lang::En)),
        ("zh-TW", Some(Lang::Zh)),
        ("ZH_cn.UTF-8", Some(Lang::Zh)),
        ("de", None),
        ("", None),
        ("zhuang", None),
    ] {
        assert_eq!(Lang::from_tag(tag), lang, "{tag}");
    }
    for lang in Lang::ALL {
        assert_eq!(Lang::from_tag(lang.code()), Some(lang));
        assert_eq!(Lang::from_tag(lang.html()), Some(lang));
    }
}

#[test]
fn whole_sentences_are_well_set() {
    for lang in Lang::ALL {
        for rule in Rule::ALL {
            check(rules::why(*rule, lang), lang);
        }
        for name in Name::ALL {
            assert!(!catalog::title(name).in_lang(lang).is_empty());
            let text = catalog::introduction(name).in_lang(lang);
            check(text, lang);
            let end = if lang == Lang::En { ". " } else { "。" };
            assert_eq!(text.trim_end_matches('。').matches(end).count(), 1, "two sentences: {text}");
        }
        for state in State::ALL {
            assert!(!vocabulary::gloss(state, lang).is_empty());
            for call in
                [Call::OpenPassive, Call::OpenActive, Call::Send(1), Call::Shutdown, Call::Close, Call::Abort]
            {
                for (fin_waiting, reading) in [(false, true), (true, true), (false, false)] {
                    if let Err(error) = crate::tcp::calls::refusal(state, fin_waiting, reading, call) {
                        check(&vocabulary::refusal(error, state, call, lang), lang);
                    }
                }
            }
        }
    }
}

#[test]
fn a_transcripts_own_sentences_are_well_set() {
    let mut scenario = Name::LastAckLost.scenario(true);
    scenario.network.delay[1] = Duration::from_millis(250);
    for lang in Lang::ALL {
        let faults: Vec<_> =
            scenario.network.faults.iter().map(|fault| vocabulary::fault_sentence(fault, lang)).collect();
        for text in [
            transcript::setting(&scenario, lang),
            transcript::states([State::Closed, State::Listen], true, lang),
            transcript::states([State::Closed; 2], false, lang),
            transcript::faults(&faults, lang),
            transcript::quiet(Duration::from_secs(20), lang),
        ] {
            check(&text, lang);
        }
        assert!(transcript::setting(&scenario, lang).contains("0.25 s"), "both ways of the network");
    }
}

#[test]
fn faults_are_sentences() {
    let fault = |from, of, nth, verdict| Fault { from, of, nth, verdict, off: false };
    let second = Duration::from_secs(1);
    for (fault, en, zh) in [
        (
            fault(Side::Server, Match::Kind(Kind::Fin), Some(1), Verdict::Lose),
            "the server's 1st FIN is lost",
            "服务器的第 1 个 FIN 丢失",
        ),
        (
            fault(Side::Client, Match::WithData, Some(12), Verdict::Delay(second)),
            "the client's 12th segment with data takes 1 s longer",
            "客户端的第 12 个带数据的报文段晚到 1 s",
        ),
        (
            fault(Side::Client, Match::Any, None, Verdict::Lose),
            "every segment of the client is lost",
            "客户端的每个报文段都丢失",
        ),
        (
            fault(Side::Client, Match::Kind(Kind::Ack), Some(3), Verdict::Duplicate(second)),
            "the client's 3rd ACK alone arrives twice, 1 s apart",
            "客户端的第 3 个单独的 ACK 到达两次，相隔 1 s",
        ),
    ] {
        assert_eq!(vocabulary::fault_sentence(&fault, Lang::En), en);
        assert_eq!(vocabulary::fault_sentence(&fault, Lang::Zh), zh);
    }
}

#[test]
fn every_moment_of_the_catalogue_is_told() {
    for name in Name::ALL {
        for opening in [false, true] {
            check_story(&simulate(&name.scenario(opening)));
        }
    }
}

/// A small generator: the same numbers in every run (SplitMix64).
struct Lots(u64);

impl Lots {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.below(most))
    }
}

fn random_scenario(lots: &mut Lots) -> Scenario {
    let opening = lots.below(2) == 0;
    let mut scenario = lots.of(&Name::ALL).scenario(opening);
    for side in Side::BOTH {
        let host = scenario.host_mut(side);
        host.stack = lots.of(&Stack::ALL);
        (host.reuse_addr, host.tw_reuse) = (lots.below(2) == 0, lots.below(2) == 0);
        host.isn = SeqNum(lots.of(&[0, 1, u32::MAX, 1_000_000]));
        if lots.below(2) == 0 {
            host.msl = Some(lots.millis(20_000));
            host.rto = Some(Duration::from_millis(1 + lots.below(6_000)));
        }
        if lots.below(2) == 0 {
            let step = match lots.below(6) {
                0 => Step::Send(lots.of(&[0, 1, 5_000, 200_000])),
                1 => Step::Read(10),
                2 => Step::Sleep(lots.millis(4_000)),
                3 => Step::Shutdown,
                4 => Step::Abort,
                _ => Step::ReadToEof,
            };
            let at = lots.below(host.program.len() as u64 + 1) as usize;
            host.program.insert(at, step);
        }
    }
    scenario.network.delay = [lots.millis(5_000), lots.millis(5_000)];
    if lots.below(2) == 0 {
        let (percent, seed) = (lots.of(&[10, 30, 60, 100]), lots.below(1 << 30) as u32);
        scenario.network.loss = Some(Loss { percent, seed, from: Instant::START });
    }
    if lots.below(4) == 0 {
        scenario.network.down = Some((Instant::from_millis(2_000), Instant::from_millis(15_000)));
    }
    for _ in 0..lots.below(4) {
        let of = lots.of(&[
            Match::Any,
            Match::WithData,
            Match::Kind(Kind::Fin),
            Match::Kind(Kind::Ack),
            Match::Kind(Kind::SynAck),
            Match::Kind(Kind::Data),
        ]);
        let time = lots.millis(9_000);
        let verdict = lots.of(&[
            Verdict::Lose,
            Verdict::Delay(time),
            Verdict::Advance(time),
            Verdict::Duplicate(time),
            Verdict::Deliver,
        ]);
        let nth = Some(1 + lots.below(3) as u32).filter(|nth| *nth < 3);
        scenario.network.faults.push(Fault { from: lots.of(&Side::BOTH), of, nth, verdict, off: false });
    }
    let mut at = Instant::START;
    for _ in 0..lots.below(6) {
        at += lots.millis(6_000);
        let act = lots.of(&[
            Act::Connect,
            Act::Listen,
            Act::Send(7),
            Act::Send(100_000),
            Act::Shutdown,
            Act::Close,
            Act::Abort,
        ]);
        scenario.interventions.push(Intervention { at, side: lots.of(&Side::BOTH), act, off: false });
    }
    scenario
}

#[test]
fn every_moment_of_any_scenario_is_told() {
    let mut lots = Lots(9_293);
    for _ in 0..400 {
        let mut scenario = random_scenario(&mut lots);
        scenario.horizon = Duration::from_secs(600);
        let mut trace = simulate(&scenario);
        // Bulk data makes thousands of like moments: the beginning will do.
        trace.moments.truncate(300);
        check_story(&trace);
    }
}

/// Traces as no scenario makes them: every rule, state and timer in every moment.
#[test]
fn no_rule_and_no_timer_lacks_a_sentence() {
    for name in [Name::HalfCloseData, Name::LastAckLost, Name::Abort] {
        let trace = simulate(&name.scenario(true));
        for index in 0..trace.moments.len() {
            let check_with = |change: &dyn Fn(&mut Trace)| {
                let mut odd = trace.clone();
                change(&mut odd);
                for lang in Lang::ALL {
                    check(&story::story(&odd, index, &relative, lang).text, lang);
                }
            };
            for rule in Rule::ALL {
                check_with(&|odd| {
                    odd.moments[index].changes.clear();
                    odd.moments[index].ignored = Some(*rule);
                });
                check_with(&|odd| {
                    odd.moments[index].changes.clear();
                    odd.moments[index]
                        .sent
                        .clone()
                        .iter()
                        .for_each(|flight| odd.flights[*flight].rule = *rule);
                });
                for to in State::ALL {
                    check_with(&|odd| {
                        let from = State::Established;
                        odd.moments[index].changes = vec![Change { from, to, rule: *rule }];
                    });
                }
            }
            for timer in Timer::ALL {
                check_with(&|odd| odd.moments[index].cause = Cause::Timer(timer));
            }
        }
    }
}

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

#[test]
fn what_the_inspector_says_is_well_set() {
    use crate::tcp::{Check, Segment};
    use crate::view::inspect::Part;
    let (seq, ack) = (SeqNum(1), SeqNum(2));
    let segments = [
        Segment::syn(seq, None, 0),
        Segment::syn(seq, Some(ack), 0),
        Segment::ack(seq, ack, 0),
        Segment::text(seq, 9, true, ack, 0),
        Segment::fin(seq, ack, 0),
        Segment::rst(seq, None),
    ];
    for lang in Lang::ALL {
        for segment in &segments {
            for part in Part::ALL {
                check(inspect::about(*part, segment, lang), lang);
            }
            for state in State::ALL {
                for step in Check::order(state) {
                    check(inspect::nothing_found(*step, state, segment, lang), lang);
                }
            }
        }
        for words in [inspect::only_its_ack(lang), inspect::not_asked(true, lang)] {
            check(words, lang);
        }
        for words in [inspect::NOT_MODELLED, inspect::NEVER_ARRIVED, inspect::UNDER_WAY] {
            check(words.in_lang(lang), lang);
        }
    }
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

#[test]
fn what_an_exercise_says_is_well_set() {
    use crate::exercise::{Error, Run, grade};
    let mut all = 0;
    for (name, opening) in Name::ALL.into_iter().flat_map(|name| [(name, false), (name, true)]) {
        for seed in 0..12 {
            let run = Run::new(name.scenario(opening), seed);
            for (question, lang) in
                run.questions.iter().flat_map(|question| Lang::ALL.map(|lang| (question, lang)))
            {
                all += 1;
                let asked = exercise::question(question, &run.whole, lang);
                assert!(asked.ends_with(['?', '？']), "{asked}");
                assert_eq!(spacing::tidy(&asked, lang), asked);
                let why = exercise::explanation(question, &run.whole, lang);
                check(&why.happens, lang);
                check(why.why, lang);
                for said in exercise::given(question, &run.whole, lang) {
                    assert!(!said.ends_with(['.', '。']) && spacing::spaced(&said, lang) == said, "{said}");
                }
            }
        }
    }
    assert!(all > 2_000, "{all}");
    let errors = [
        Error::Shape,
        Error::Version("9".into()),
        Error::Sum,
        Error::Scenario("no scenario “x”".into()),
        Error::Seed("x".into()),
        Error::Answers { given: 3, asked: 6 },
    ];
    for lang in Lang::ALL {
        for error in &errors {
            let said = exercise::error(error, lang);
            check(&said, lang);
        }
        check(&exercise::score(5, 6, lang), lang);
        check(&exercise::bad_seed("x", lang), lang);
        let words = exercise::WORDS;
        for sentence in
            [words.about, words.seed_hint, words.none, words.copied, words.not_copied, words.on_paper]
        {
            check(sentence.in_lang(lang), lang);
        }
    }
    // The example in a sentence is one.
    let said = exercise::error(&Error::Shape, Lang::En);
    let example = said.trim_end_matches('.').rsplit(' ').next().unwrap();
    assert!(grade(example).is_ok(), "{example}: {:?}", grade(example).err());
}

#[test]
fn what_saving_says_is_well_set() {
    use super::export;
    let words = &export::WORDS;
    for lang in Lang::ALL {
        let sentences =
            [words.about, words.copied, words.in_frame, words.not_made, words.not_drawn, export::LOST];
        for sentence in sentences {
            check(sentence.in_lang(lang), lang);
        }
        check(&export::saved("four-waves-abort.svg", lang), lang);
        // What stands in lists, on buttons and in comments is no sentence, but well spaced.
        let choices = words.extents.iter().chain(&words.themes).chain(&words.places).map(|(_, words)| *words);
        let labels = [words.title, words.extent, words.theme, words.place, words.save, words.copy];
        let mut said: Vec<String> =
            choices.chain(labels).map(|words| words.in_lang(lang).to_owned()).collect();
        for format in ["svg", "png", "pcapng", "mermaid", "text", "transcript", "json"] {
            said.push(export::format(format).expect("it is one").1.in_lang(lang).to_owned());
        }
        said.extend(State::ALL.map(|state| export::key(state, lang)));
        said.extend([None, Some(Side::Client)].map(|side| export::seen_by("abort", side, lang)));
        said.push(export::until(Instant::from_millis(5_300), lang));
        let change = crate::sim::Change { from: State::LastAck, to: State::Closed, rule: Rule::Close };
        said.push(export::change(Side::Server, &change, lang));
        said.push(export::later(Instant::from_millis(5_300), "CLOSED", lang));
        for said in said {
            assert!(!said.ends_with(['.', '。']) && spacing::spaced(&said, lang) == said, "{said}");
        }
        for rule in Rule::ALL {
            let said = export::sent("FIN, ACK ↻", *rule, lang);
            assert_eq!(spacing::spaced(&said, lang), said);
        }
    }
}
