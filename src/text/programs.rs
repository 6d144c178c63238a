//! Words about programs: the panel in which they are edited, and what is wrong with a text.

use super::vocabulary::{outcome, side_name};
use super::{Both, Lang, both};
use crate::sim::program_edit::{Progress, Standing};
use crate::sim::program_text::{self, Expected, LONGEST_SLEEP, MOST_STEPS, Problem, SAMPLES};
use crate::sim::{CallRecord, Called, Side, Step};
use crate::time::Instant;

pub const TITLE: Both = both("Programs", "程序");
pub const INTRODUCTION: Both = both(
    "Each side runs its steps in order and blocks where a real program would.",
    "双方各自依次执行这些步骤，在真实程序会阻塞的地方阻塞。",
);
pub const EMPTY: Both = both("No steps: this side never calls anything.", "没有步骤：这一端什么也不调用。");
/// Both ends begin ESTABLISHED.
pub const SKIPPED: Both = both(
    "Both ends begin ESTABLISHED: the steps up to connect() or accept() are skipped.",
    "双方从 ESTABLISHED 开始：connect() 或 accept() 及其之前的步骤都跳过。",
);
pub const ADD: Both = both("Add a step", "添加步骤");
pub const AS_TEXT: Both = both("The same as text", "写成文本");
pub const NOT_READ: Both = both(
    "This text cannot be read yet. The last good program keeps running.",
    "这段文本还不能读懂，继续运行上一个正确的程序。",
);
pub const DISCARD: Both = both("Discard the text", "放弃这段文本");
pub const UP: Both = both("Move up", "上移");
pub const DOWN: Both = both("Move down", "下移");
pub const REMOVE: Both = both("Remove", "删除");
pub const OCTETS: Both = both("bytes", "字节");
pub const SECONDS: Both = both("seconds", "秒");

/// Why no step can be added.
#[must_use]
pub fn full(lang: Lang) -> String {
    let most = MOST_STEPS.to_string();
    match lang {
        Lang::En => ["A program has at most ", &most, " steps."].concat(),
        Lang::Zh => ["一个程序最多 ", &most, " 步。"].concat(),
    }
}

/// `Client, step 3: send(120)`, as a screen reader says it.
#[must_use]
pub fn step_name(side: Side, index: usize, step: Step, lang: Lang) -> String {
    let call = program_text::write_step(step);
    let (side, number) = (side_name(side, lang), (index + 1).to_string());
    match lang {
        Lang::En => [side, ", step ", &number, ": ", &call].concat(),
        Lang::Zh => [side, "第 ", &number, " 步：", &call].concat(),
    }
}

/// What a button does to a step: `Move up. Client, step 3: send(120)`.
#[must_use]
pub fn about_step(does: Both, named: &str, lang: Lang) -> String {
    [does.in_lang(lang), both(". ", "。").in_lang(lang), named].concat()
}

/// How a step stands at the playhead.
#[must_use]
pub fn standing(standing: Standing, side: Side, step: Step, lang: Lang) -> String {
    let word = match standing {
        Standing::Skipped => both("skipped", "跳过"),
        // A pause returns nothing that a program looks at.
        Standing::Returned(_) if matches!(step, Step::Sleep(_)) => both("over", "已结束"),
        Standing::Returned(said) => {
            let at = Instant::START;
            let call = CallRecord { side, what: Called::Program(step), at, returned: Some((at, said)) };
            return outcome(&call, lang);
        }
        Standing::Blocks(since) => {
            let [before, after] = [both("here since ", "自 "), both("", " 起停在这里")];
            return [before.in_lang(lang), &since.to_string(), after.in_lang(lang)].concat();
        }
        Standing::ToCome => both("to come", "尚未执行"),
        Standing::Never => both("never reached", "不会执行"),
    };
    word.in_lang(lang).to_owned()
}

/// What to say below the steps once the program does nothing more.
#[must_use]
pub fn ended(progress: &Progress, lang: Lang) -> Option<&'static str> {
    let words = if progress.closed {
        both("The program has ended: its descriptor is closed.", "程序已结束：描述符已关闭。")
    } else if progress.is_done() {
        both(
            "All steps are done, and none has closed the descriptor: it stays open.",
            "所有步骤都已执行，但没有一步关闭描述符，它仍然打开。",
        )
    } else {
        return None;
    };
    Some(words.in_lang(lang))
}

/// `Line 3: “sned(5)” is no step; did you mean send(5)? Known: …`.
#[must_use]
pub fn problem(problem: &Problem, lang: Lang) -> String {
    let line = problem.line.to_string();
    let (before, between) = match lang {
        Lang::En => (["Line ", &line, ": \u{201c}"].concat(), "\u{201d} "),
        Lang::Zh => (["第 ", &line, " 行：\u{201c}"].concat(), "\u{201d}"),
    };
    [&before, &*problem.found, between, &expected(problem.expected, lang)].concat()
}

/// The rest of the sentence, behind what was found.
#[must_use]
pub fn expected(expected: Expected, lang: Lang) -> String {
    let call = |step| program_text::write_step(step);
    match (expected, lang) {
        (Expected::Call(nearest), Lang::En) => {
            let meant =
                nearest.map_or_else(String::new, |step| [" Did you mean ", &call(step), "?"].concat());
            ["is no step.", &meant, " Known: ", &known(lang), "."].concat()
        }
        (Expected::Call(nearest), Lang::Zh) => {
            let meant = nearest.map_or_else(String::new, |step| ["是不是 ", &call(step), "？"].concat());
            ["不是步骤。", &meant, "可用的有：", &known(lang), "。"].concat()
        }
        (Expected::Octets(step), Lang::En) => {
            ["needs a whole number of bytes, 0 to 4294967295, as in ", &call(step), "."].concat()
        }
        (Expected::Octets(step), Lang::Zh) => {
            ["需要一个整数字节数，范围 0 到 4294967295，例如 ", &call(step), "。"].concat()
        }
        (Expected::Time, Lang::En) => {
            ["needs a time in s, ms or min, up to ", &longest(), ", as in sleep(1.5 s)."].concat()
        }
        (Expected::Time, Lang::Zh) => {
            ["需要一个时间，单位为 s、ms 或 min，最长 ", &longest(), "，例如 sleep(1.5 s)。"].concat()
        }
        (Expected::Only(step), Lang::En) => {
            ["says too much or something else: expected ", &call(step), " and nothing more."].concat()
        }
        (Expected::Only(step), Lang::Zh) => ["有多余或不同的内容：这里只能写 ", &call(step), "。"].concat(),
        (Expected::End, Lang::En) => {
            ["is one step too many: a program has at most ", &MOST_STEPS.to_string(), "."].concat()
        }
        (Expected::End, Lang::Zh) => ["超出了步数：一个程序最多 ", &MOST_STEPS.to_string(), " 步。"].concat(),
    }
}

fn longest() -> String {
    LONGEST_SLEEP.to_string()
}

fn known(lang: Lang) -> String {
    let comma = both(", ", "、").in_lang(lang);
    SAMPLES.map(program_text::write_step).join(comma)
}

/// More problems than are shown.
#[must_use]
pub fn more_problems(count: usize, lang: Lang) -> String {
    let count = count.to_string();
    match lang {
        Lang::En => ["And ", &count, " more."].concat(),
        Lang::Zh => ["另有 ", &count, " 处。"].concat(),
    }
}

/// A number that a step does not take.
#[must_use]
pub fn number_refused(typed: &str, wanted: Expected, lang: Lang) -> String {
    let typed: String = typed.chars().take(40).collect();
    let between = both("\u{201d} ", "\u{201d}").in_lang(lang);
    ["\u{201c}", &typed, between, &needs(wanted, lang)].concat()
}

fn needs(wanted: Expected, lang: Lang) -> String {
    match (wanted, lang) {
        (Expected::Octets(_), Lang::En) => "is no whole number of bytes from 0 to 4294967295.".to_owned(),
        (Expected::Octets(_), Lang::Zh) => "不是 0 到 4294967295 之间的整数字节数。".to_owned(),
        (Expected::Time, Lang::En) => ["is no time from 0 s to ", &longest(), "."].concat(),
        (Expected::Time, Lang::Zh) => ["不是 0 s 到 ", &longest(), " 之间的时间。"].concat(),
        (other, lang) => expected(other, lang),
    }
}

/// The unit of a step's number, for who cannot see it.
#[must_use]
pub fn unit(step: Step, lang: Lang) -> &'static str {
    if matches!(step, Step::Sleep(_)) { SECONDS } else { OCTETS }.in_lang(lang)
}

/// Why a step does not move that way.
#[must_use]
pub const fn no_way(verb: &str, lang: Lang) -> &'static str {
    match verb.as_bytes() {
        b"up" => both("It is the first step already.", "已经是第一步。"),
        _ => both("It is the last step already.", "已经是最后一步。"),
    }
    .in_lang(lang)
}

/// What follows from adding at that place: at the end, or before the step that ends the program.
#[must_use]
pub fn place(before: Option<Step>, lang: Lang) -> String {
    let Some(step) = before else { return both("at the end", "加在末尾").in_lang(lang).to_owned() };
    let call = program_text::write_step(step);
    match lang {
        Lang::En => ["before ", &call].concat(),
        Lang::Zh => ["在 ", &call, " 之前"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Outcome;
    use crate::sim::program_text::parse;

    fn said(text: &str, lang: Lang) -> String {
        problem(&parse(text).expect_err(text)[0], lang)
    }

    #[test]
    fn a_problem_names_the_line_and_what_was_expected() {
        let typo = said("connect()\nsned(5)", Lang::En);
        assert!(typo.starts_with("Line 2: “sned(5)” is no step. Did you mean send(5)? Known: "), "{typo}");
        let typo = said("connect()\nsned(5)", Lang::Zh);
        assert!(typo.starts_with("第 2 行：“sned(5)”不是步骤。是不是 send(5)？可用的有："), "{typo}");
        for (text, en, zh) in [
            (
                "dance",
                "is no step. Known: connect(), accept(), ",
                "不是步骤。可用的有：connect()、accept()、",
            ),
            ("send(x)", "0 to 4294967295, as in send(100).", "0 到 4294967295，例如 send(100)。"),
            ("sleep(x)", "up to 86400 s, as in sleep(1.5 s).", "最长 86400 s，例如 sleep(1.5 s)。"),
            ("close() now", "expected close() and nothing more.", "这里只能写 close()。"),
            (&"close()\n".repeat(MOST_STEPS + 1), "at most 200.", "最多 200 步。"),
        ] {
            assert!(said(text, Lang::En).contains(en), "{}", said(text, Lang::En));
            assert!(said(text, Lang::Zh).contains(zh), "{}", said(text, Lang::Zh));
        }
    }

    #[test]
    fn every_sentence_is_whole_in_both_languages() {
        let texts = ["sned", "dance", "send()", "sleep", "close() now", &"close()\n".repeat(MOST_STEPS + 1)];
        for text in texts {
            assert!(said(text, Lang::En).ends_with('.'));
            assert!(said(text, Lang::Zh).ends_with('。'));
        }
        for words in [INTRODUCTION, EMPTY, SKIPPED, NOT_READ] {
            assert!(words.en.ends_with('.') && words.zh.ends_with('。'));
        }
        for wanted in [Expected::Octets(Step::Send(1)), Expected::Time, Expected::Only(Step::Close)] {
            assert!(number_refused("x", wanted, Lang::En).starts_with("“x” "));
            assert!(number_refused("x", wanted, Lang::Zh).ends_with('。'));
        }
    }

    #[test]
    fn a_step_says_how_it_stands() {
        let stands = |how, step| standing(how, Side::Server, step, Lang::En);
        let end = Standing::Returned(Outcome::EndOfData(5));
        assert_eq!(stands(end, Step::ReadToEof), "= 5, then 0: end of data");
        assert_eq!(stands(Standing::Returned(Outcome::Done), Step::Sleep(LONGEST_SLEEP)), "over");
        assert_eq!(stands(Standing::Blocks(Instant::from_millis(2_000)), Step::Keep), "here since 2.00 s");
        assert_eq!(step_name(Side::Client, 2, Step::Send(5), Lang::Zh), "客户端第 3 步：send(5)");
    }
}
