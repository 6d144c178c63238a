//! The questions that people really have: for each what to look at in its scenario, what to break,
//! the answer, and the mistake that it clears up. Every step to look at waits for an event.

mod many;
mod resets;
mod segments;
mod stuck;
mod waiting;

use super::{Both, Lang, both};
use crate::sim::claim::Claim;
use crate::sim::questions::Question;
use crate::tcp::Stack;

/// One step of *look here*: it holds from the moment on in which its event happens.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub at: Claim,
    pub words: Both,
}

/// Something to break, and what comes of it.
#[derive(Clone, Copy, Debug)]
pub struct Break {
    /// What it changes, in the words of a link.
    pub changes: &'static str,
    /// The button.
    pub label: Both,
    /// What to expect, event by event.
    pub then: &'static [Look],
}

#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub title: Both,
    pub looks: &'static [Look],
    pub breaks: &'static [Break],
    pub answer: Both,
    /// Where the RFCs say it.
    pub read: Both,
    /// What many believe, and why it is wrong.
    pub refutes: Option<Both>,
    /// The stacks on which all of this is so, its scenario's own first.
    pub stacks: &'static [Stack],
}

impl Question {
    #[must_use]
    pub const fn words(self) -> &'static Words {
        match self {
            Self::FourSegments => &segments::FOUR_SEGMENTS,
            Self::Numbers => &segments::NUMBERS,
            Self::WhichLost => &segments::WHICH_LOST,
            Self::CloseOrShutdown => &segments::CLOSE_OR_SHUTDOWN,
            Self::Closing => &segments::CLOSING,
            Self::FinOvertakes => &segments::FIN_OVERTAKES,
            Self::WhoWaits => &waiting::WHO_WAITS,
            Self::LastAck => &waiting::LAST_ACK,
            Self::TwoMsl => &waiting::TWO_MSL,
            Self::StrayReset => &waiting::STRAY_RESET,
            Self::OldDuplicate => &many::OLD_DUPLICATE,
            Self::SynInTimeWait => &many::SYN_IN_TIME_WAIT,
            Self::Ports => &many::PORTS,
            Self::ManyTimeWaits => &many::MANY_TIME_WAITS,
            Self::AddressInUse => &many::ADDRESS_IN_USE,
            Self::HalfOpen => &stuck::HALF_OPEN,
            Self::CloseWait => &stuck::CLOSE_WAIT,
            Self::FinWait2 => &stuck::FIN_WAIT_2,
            Self::CableCut => &stuck::CABLE_CUT,
            Self::ResetNotFin => &resets::RESET_NOT_FIN,
            Self::LingerZero => &resets::LINGER_ZERO,
            Self::ConnectionReset => &resets::CONNECTION_RESET,
        }
    }

    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        self.words().title.in_lang(lang)
    }
}

/// What stands around the questions' own words.
#[derive(Debug)]
pub struct Labels {
    pub look_here: &'static str,
    pub break_it: &'static str,
    /// Back to the question's own scenario.
    pub mend: &'static str,
    pub answer: &'static str,
    pub mistake: &'static str,
    pub read: &'static str,
    /// Before the stacks.
    pub on: &'static str,
    /// A step does not happen in what is played.
    pub not_here: &'static str,
    pub all: &'static str,
    /// Leads to the same scenario as an exercise.
    pub predict: &'static str,
    /// Nobody asks that.
    pub unknown: &'static str,
}

#[must_use]
pub const fn labels(lang: Lang) -> &'static Labels {
    match lang {
        Lang::En => &EN,
        Lang::Zh => &ZH,
    }
}

const EN: Labels = Labels {
    look_here: "Look here",
    break_it: "Now break it",
    mend: "Back to how it was",
    answer: "The answer",
    mistake: "Often heard:",
    read: "Read more in",
    on: "The same on",
    not_here: "not in this run",
    all: "All questions",
    predict: "Predict it yourself",
    unknown: "There is no such question. All of them are listed under “Questions”.",
};

const ZH: Labels = Labels {
    look_here: "看这里",
    break_it: "现在破坏它",
    mend: "恢复原样",
    answer: "答案",
    mistake: "常见的误解：",
    read: "进一步阅读：",
    on: "换一种协议栈：",
    not_here: "这次没有发生",
    all: "全部问题",
    predict: "自己来预测",
    unknown: "没有这个问题。全部问题都列在“问题”一栏里。",
};

/// The list's page.
pub const PAGE: Both = both("questions.html", "questions.zh.html");
pub const TITLE: Both = both("Questions", "问题");
pub const DESCRIPTION: Both = both(
    "What people ask about the end of a TCP connection. Each question opens with a ladder to play, the places to look \
     at, something to break, and the answer.",
    "关于 TCP 连接如何结束，人们常问的问题。每个问题都有可以播放的时序图，有该看的地方，有可以破坏的东西，还有答案。",
);
/// Under a ladder that stands still.
pub const FINISHED: Both = both("The whole run, from top to bottom.", "整个经过，自上而下。");
/// For an address that leads nowhere.
pub const NOT_FOUND: Both = both("There is no such page here", "这里没有这个页面");
pub const NOT_FOUND_ABOUT: Both = both(
    "The address may be misspelt, or from another version. Here is what there is.",
    "地址可能写错了，或者来自另一个版本。这里有以下内容。",
);

/// The questions by what they are about: an id, a heading, and which.
pub const GROUPS: [(&str, Both, &[Question]); 5] = [
    (
        "segments",
        both("The segments of a close", "关闭连接的报文段"),
        &[
            Question::FourSegments,
            Question::Numbers,
            Question::WhichLost,
            Question::CloseOrShutdown,
            Question::Closing,
            Question::FinOvertakes,
        ],
    ),
    (
        "time-wait",
        both("TIME-WAIT", "TIME-WAIT（时间等待）"),
        &[
            Question::WhoWaits,
            Question::LastAck,
            Question::TwoMsl,
            Question::OldDuplicate,
            Question::SynInTimeWait,
            Question::StrayReset,
        ],
    ),
    (
        "many",
        both("Ports and many connections", "端口与大量连接"),
        &[Question::Ports, Question::ManyTimeWaits, Question::AddressInUse],
    ),
    (
        "stuck",
        both("Connections that get stuck", "卡住的连接"),
        &[Question::CloseWait, Question::FinWait2, Question::HalfOpen, Question::CableCut],
    ),
    (
        "resets",
        both("Resets", "复位连接（RST）"),
        &[Question::ResetNotFin, Question::LingerZero, Question::ConnectionReset],
    ),
];

/// Short for a table's rows.
const fn look(at: Claim, en: &'static str, zh: &'static str) -> Look {
    Look { at, words: both(en, zh) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::claim::found;
    use crate::sim::crowd::pile;
    use crate::sim::link_code::{decode, encode};
    use crate::sim::{Scenario, simulate};
    use crate::text::tests::fault_in;

    /// Which of these never comes.
    fn missing(looks: &[Look], scenario: &Scenario) -> Vec<Claim> {
        let claims: Vec<Claim> = looks.iter().map(|look| look.at).collect();
        let found = found(&claims, &simulate(scenario), pile(scenario).as_ref());
        claims.iter().zip(found).filter(|(_, found)| found.is_none()).map(|(claim, _)| *claim).collect()
    }

    #[test]
    fn what_the_words_claim_happens_on_every_stack_that_is_offered() {
        let mut wrong = Vec::new();
        for question in Question::ALL {
            let words = question.words();
            assert_eq!(Some(&question.scenario().client.stack), words.stacks.first(), "{question:?}");
            for stack in words.stacks {
                let mut say = |claims: Vec<Claim>, what: &str| {
                    let told =
                        claims.iter().map(|claim| format!("{question:?} on {stack:?}{what}: {claim:?}"));
                    wrong.extend(told);
                };
                say(missing(words.looks, &question.on(*stack)), "");
                for broken in words.breaks {
                    say(missing(broken.then, &question.broken(broken.changes, *stack)), " broken");
                    // What is to come of it must not come anyway.
                    if missing(broken.then, &question.on(*stack)).is_empty() {
                        say(vec![broken.then[0].at], " comes unbroken, too");
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "claims that do not come true:\n{}", wrong.join("\n"));
    }

    #[test]
    fn words_are_whole_and_well_set() {
        for question in Question::ALL {
            let words = question.words();
            assert!((2..=5).contains(&words.looks.len()), "{question:?}");
            assert!((1..=3).contains(&words.breaks.len()), "{question:?}");
            for lang in Lang::ALL {
                let end = if lang == Lang::En { '?' } else { '？' };
                assert!(words.title.in_lang(lang).ends_with(end), "{}", words.title.in_lang(lang));
                let looks = words.breaks.iter().flat_map(|broken| broken.then).chain(words.looks);
                let sentences = looks.map(|look| look.words).chain([words.answer]).chain(words.refutes);
                for sentence in sentences.chain(words.breaks.iter().map(|broken| broken.label)) {
                    assert_eq!(fault_in(sentence.in_lang(lang), lang), None, "{}", sentence.in_lang(lang));
                }
                assert!(words.read.in_lang(lang).starts_with("RFC "));
                let answer = words.answer.in_lang(lang);
                let ends = if lang == Lang::En { ". " } else { "。" };
                assert!(
                    answer.trim_end_matches('。').matches(ends).count() <= 2,
                    "three sentences: {answer}"
                );
            }
        }
    }

    /// A change that a link cannot say would silently be none.
    #[test]
    fn every_break_can_be_read() {
        for question in Question::ALL {
            for broken in question.words().breaks {
                let code = [encode(&question.scenario()), broken.changes.into()].join(";");
                assert_eq!(decode(&code).problem, None, "{code}");
            }
        }
    }

    #[test]
    fn every_question_stands_in_one_group() {
        let grouped: Vec<Question> =
            GROUPS.iter().flat_map(|(_, _, questions)| *questions).copied().collect();
        assert_eq!(grouped, Question::ALL);
    }
}
