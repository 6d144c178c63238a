//! Every sentence of every moment, in both languages: there, whole, and well set.

mod stories;

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
