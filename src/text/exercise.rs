//! Words of an exercise: what is asked, what is offered, and why the right answer is right.

use super::spacing::{spaced, tidy};
use super::template::Say;
use super::vocabulary::{self, call_name, kind_name, side_inside, side_name, which_segment};
use super::{Both, Lang, both, rules, story};
use crate::exercise::{Answer, Asks, Error, Question, TimerFate};
use crate::sim::{CallRecord, Called, Cause, Flight, Moment, Trace};
use crate::tcp::{Kind, Timer};
use crate::time::Instant;

/// What stands around the questions.
#[derive(Clone, Copy)]
pub struct Words {
    pub title: Both,
    pub about: Both,
    pub begin: Both,
    pub seed: Both,
    pub seed_hint: Both,
    /// Nothing happens that could be asked about.
    pub none: Both,
    pub plays: Both,
    pub skip: Both,
    pub given: Both,
    /// Above a worksheet.
    pub on_paper: Both,
    pub right: Both,
    pub wrong: Both,
    pub your_answer: Both,
    pub right_answer: Both,
    pub go_on: Both,
    pub to_result: Both,
    pub leave: Both,
    pub again: Both,
    pub code: Both,
    pub code_hint: Both,
    pub copy: Both,
    pub copied: Both,
    pub not_copied: Both,
}

pub const WORDS: Words = Words {
    title: both("Predict, then see", "先预测，再观察"),
    about: both(
        "This scenario stops before its events and asks what comes next. Your first answer counts; the rule that decides it is named.",
        "情景在事件发生之前停下，问接下来会怎样。以第一次的回答为准；答完会说明依据哪条规则。",
    ),
    begin: both("Begin", "开始"),
    seed: both("Begin with seed", "用种子开始"),
    seed_hint: both(
        "Each seed has its own numbers and times. With the same seed everybody gets the same questions.",
        "每个种子的序号和时间都不同；同一个种子，人人得到相同的题目。",
    ),
    none: both(
        "Too little happens in this scenario for any questions. Choose another one, or let a side close first.",
        "这个情景里发生的事太少，没有可问的。请换一个情景，或先让某一端关闭连接。",
    ),
    plays: both("Watch: the next question comes when it stops.", "请观察：停下时就是下一题。"),
    skip: both("To the question", "直接到问题"),
    given: both("What is given", "已知"),
    on_paper: both(
        "Answer the questions in order: each says how things stand by then.",
        "请按顺序作答：每一题都会说明到那时的状况。",
    ),
    right: both("Right", "正确"),
    wrong: both("Wrong", "错误"),
    your_answer: both("your answer", "你的回答"),
    right_answer: both("the right answer", "正确答案"),
    go_on: both("Go on and see", "继续，看结果"),
    to_result: both("See the rest and the result", "看完余下部分和成绩"),
    leave: both("Leave", "退出练习"),
    again: both("Again with another seed", "换一个种子再做一次"),
    code: both("Result code", "成绩码"),
    code_hint: both(
        "Hand in this line. The teacher checks it by typing:",
        "请交上这一行。教师输入以下命令即可核对：",
    ),
    copy: both("Copy the code", "复制成绩码"),
    copied: both("The result code is copied.", "成绩码已复制。"),
    not_copied: both(
        "The browser does not allow copying. Select the code and copy it by hand.",
        "浏览器不允许复制，请选中成绩码手动复制。",
    ),
};

gaps! {
    /// When it happens.
    at,
    /// Whose moment it is, and its state before.
    me,
    state,
    /// What is called, what arrives with its numbers, which timer fires.
    call,
    which,
    numbers,
    timer,
    /// What is sent: `the FIN`.
    kind,
    /// The numbers before those that are asked for.
    sent,
    received,
    /// How many segments are asked about, or questions.
    count,
    /// What somebody typed.
    typed,
    /// How many questions there are, and answers that were given.
    all,
    given,
}

/// What is asked: what happens now, and the question.
#[must_use]
pub fn question(question: &Question, trace: &Trace, lang: Lang) -> String {
    let telling = Telling { trace, moment: question.before, lang };
    let asks = match &question.asks {
        Asks::NextState => say!("In which state is {me} then?", "此后{me}处于什么状态？"),
        Asks::Numbers(_) => {
            say!("Which seq and ack does {kind} of {me} carry?", "{me}此时发出的 {kind} 带什么 seq 和 ack？")
        }
        Asks::Follow { .. } => say!(
            "Which {count} segments are sent from now on, in this order?",
            "从此刻起，依次发出的 {count} 个报文段是哪些？",
        ),
        Asks::TimeWait { .. } => {
            say!("Who goes through TIME-WAIT before all is over?", "到全部结束为止，谁会经过 TIME-WAIT？")
        }
        Asks::Returns(_) => say!("What does {call} of {me} return?", "{me}的 {call} 返回什么？"),
        Asks::Timer(_) => say!("What becomes of the {timer} of {me}?", "{me}的{timer}会怎样？"),
    };
    let mut text = telling.event(Some(&question.asks));
    telling.write(asks, question, &mut text);
    tidy(&text, lang)
}

/// What a person is told beforehand: calls and losses on the way, numbers that no segment shows yet. No full stops: they stand in a list.
#[must_use]
pub fn given(question: &Question, trace: &Trace, lang: Lang) -> Vec<String> {
    let tell = |moment: &usize| spaced(&Telling { trace, moment: *moment, lang }.event(None), lang);
    let mut given: Vec<String> = question.asks.given().iter().map(tell).collect();
    if let Asks::Numbers(index) = question.asks {
        let telling = Telling { trace, moment: question.before, lang };
        let side = telling.here().side;
        let comes = matches!(telling.here().cause, Cause::Arrival(_));
        if !comes && trace.flights[..index].iter().all(|flight| flight.from != side) {
            let says = say!(
                "so far the last number that {me} has sent is {sent}, and the last that it has received is {received}",
                "到目前为止，{me}发出的最后一个字节是 {sent} 号，收到的最后一个字节是 {received} 号",
            );
            let mut text = String::new();
            telling.write(says, question, &mut text);
            given.push(spaced(&text, lang));
        }
    }
    given
}

/// One of the answers that are offered.
#[must_use]
pub fn answer(question: &Question, index: usize, trace: &Trace, lang: Lang) -> String {
    let Some(answer) = question.offered.get(index) else { return String::new() };
    let side = trace.moments[question.before].side;
    match answer {
        Answer::State(state) => {
            let before = trace.ends_after(question.before.checked_sub(1))[side as usize].state;
            let stays = both(" as before", "（不变）").in_lang(lang);
            [state.name(), if before == *state { stays } else { "" }].concat()
        }
        Answer::Numbers { seq, ack } => numbers(*seq, Some(*ack), lang),
        Answer::Segments(segments) => {
            let colon = both(": ", "：").in_lang(lang);
            let mut all = String::new();
            for (side, kind) in segments {
                all.push_str(if all.is_empty() { "" } else { " → " });
                all.push_str(&[side_name(*side, lang), colon, kind_name(*kind, lang)].concat());
            }
            all
        }
        Answer::TimeWait(who) => match who {
            [true, false] => both("Only the client", "只有客户端"),
            [false, true] => both("Only the server", "只有服务器"),
            [true, true] => both("Both", "双方"),
            [false, false] => both("Nobody", "谁也不会"),
        }
        .in_lang(lang)
        .to_owned(),
        Answer::Returns(None) => {
            both("Nothing yet: it goes on blocking", "还不返回，继续阻塞").in_lang(lang).to_owned()
        }
        Answer::Returns(Some(outcome)) => {
            let Asks::Returns(call) = question.asks else { return String::new() };
            let call = CallRecord { returned: Some((Instant::START, *outcome)), ..trace.calls[call].clone() };
            vocabulary::outcome(&call, lang)
        }
        Answer::Timer(fate) => match fate {
            TimerFate::StartsAnew => both("It starts anew", "重新开始计时"),
            TimerFate::RunsOn => both("It runs on", "继续计时"),
            TimerFate::Stops => both("It stops", "停止"),
        }
        .in_lang(lang)
        .to_owned(),
    }
}

/// Why the right answer is right: what happens, the rule's reason, and where it stands.
#[must_use]
pub fn explanation(question: &Question, trace: &Trace, lang: Lang) -> Explanation {
    let relative =
        |flight: &Flight| (flight.relative.0.to_string(), flight.relative.1.map(|ack| ack.to_string()));
    let happens = match question.offered.get(question.right) {
        Some(Answer::TimeWait(who)) => time_wait(*who, trace, lang),
        _ => story::story(trace, question.before, &relative, lang).text,
    };
    let (why, section) = (rules::why(question.rule, lang), rules::section(question.rule, lang));
    Explanation { happens, why, section }
}

/// Why these sides wait in TIME-WAIT, and no other.
fn time_wait(who: [bool; 2], trace: &Trace, lang: Lang) -> String {
    let says = match who {
        [true, true] => both(
            "The two FINs cross, so each side acknowledges the other's without knowing whether its ACK arrives: both wait.",
            "两个 FIN 交错而过，双方都要确认对方的 FIN，又都不知道自己的 ACK 是否送达，所以都要等待。",
        ),
        [true, false] => both(
            "The client closes first and sends the last ACK; nobody acknowledges an ACK, so it is the one that must wait.",
            "客户端先关闭，最后的 ACK 由它发出；ACK 没有人确认，所以要等待的是它。",
        ),
        [false, true] => both(
            "The server closes first and sends the last ACK; nobody acknowledges an ACK, so it is the one that must wait.",
            "服务器先关闭，最后的 ACK 由它发出；ACK 没有人确认，所以要等待的是它。",
        ),
        [false, false] => return story::ending(trace, lang).text,
    };
    says.in_lang(lang).to_owned()
}

/// See [`explanation`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub happens: String,
    pub why: &'static str,
    pub section: &'static str,
}

/// `seed 7`.
#[must_use]
pub fn seed(seed: u32, lang: Lang) -> String {
    [both("seed ", "种子 ").in_lang(lang), &seed.to_string()].concat()
}

/// What was typed is no seed to begin with.
#[must_use]
pub fn bad_seed(typed: &str, lang: Lang) -> String {
    let [begin, end] = match lang {
        Lang::En => ["“", "” is not a seed: seeds are whole numbers from 1 to 999999999."],
        Lang::Zh => ["“", "”不是种子：种子是 1 到 999999999 的整数。"],
    };
    [begin, typed, end].concat()
}

/// `Question 2 of 6`.
#[must_use]
pub fn number(at: usize, all: usize, lang: Lang) -> String {
    counted(say!("Question {count} of {all}", "第 {count} 题，共 {all} 题"), at + 1, all, lang)
}

/// `5 of 6 answers are right.`
#[must_use]
pub fn score(right: usize, all: usize, lang: Lang) -> String {
    counted(say!("{count} of {all} answers are right.", "{all} 题答对 {count} 题。"), right, all, lang)
}

/// What is wrong with a result code.
#[must_use]
pub fn error(error: &Error, lang: Lang) -> String {
    let (says, typed, counts): (Say, &str, [usize; 2]) = match error {
        Error::Shape => (
            say!(
                "This is not a result code: it has five parts with colons between them, as in \
                 1:four-way-close:7:1111111:z8.",
                "这不是成绩码：成绩码由五个部分组成，中间用冒号隔开，例如 1:four-way-close:7:1111111:z8。",
            ),
            "",
            [0; 2],
        ),
        Error::Version(version) => (
            say!(
                "This result code is of version “{typed}”, and only version 1 can be read here.",
                "这个成绩码是版本“{typed}”，这里只能读版本 1。",
            ),
            version,
            [0; 2],
        ),
        Error::Sum => (
            say!(
                "Something in this result code is mistyped or missing: its last two characters do not fit the rest.",
                "这个成绩码有输错或缺少的字符：最后两个字符与其余部分不符。",
            ),
            "",
            [0; 2],
        ),
        Error::Scenario(reason) => (
            say!(
                "The scenario in this result code cannot be read: {typed}. “waves list” prints all scenarios.",
                "这个成绩码里的情景读不出来：{typed}。“waves list”会列出所有情景。",
            ),
            reason,
            [0; 2],
        ),
        Error::Seed(seed) => (
            say!(
                "“{typed}” in this result code is not a seed: seeds are whole numbers from 0 to 999999999.",
                "这个成绩码里的“{typed}”不是种子：种子是 0 到 999999999 的整数。",
            ),
            seed,
            [0; 2],
        ),
        Error::Answers { given, asked } => (
            say!(
                "The answers in this result code do not fit its exercise: it has {given}, for {all} questions.",
                "这个成绩码里的回答与题目不符：有 {given} 个回答，题目有 {all} 道。",
            ),
            "",
            [*given, *asked],
        ),
    };
    let mut text = String::new();
    let put = |gap: usize, out: &mut String| match Gap::ALL.get(gap) {
        Some(Gap::typed) => out.push_str(typed),
        Some(Gap::given) => out.push_str(&counts[0].to_string()),
        Some(Gap::all) => out.push_str(&counts[1].to_string()),
        _ => {}
    };
    says.write(lang, &put, &mut text);
    spaced(&text, lang)
}

fn counted(says: Say, count: usize, all: usize, lang: Lang) -> String {
    let mut text = String::new();
    let put = |gap: usize, out: &mut String| match Gap::ALL.get(gap) {
        Some(Gap::count) => out.push_str(&count.to_string()),
        Some(Gap::all) => out.push_str(&all.to_string()),
        _ => {}
    };
    says.write(lang, &put, &mut text);
    text
}

/// A moment that is told before it is seen: what comes to a side, not what it makes of it.
struct Telling<'a> {
    trace: &'a Trace,
    moment: usize,
    lang: Lang,
}

impl Telling<'_> {
    fn here(&self) -> &Moment {
        &self.trace.moments[self.moment]
    }

    /// What happens; where something is asked about it, with the state that it finds.
    fn event(&self, asks: Option<&Asks>) -> String {
        let says = match self.here().cause {
            Cause::Call(call) if matches!(self.trace.calls[call].what, Called::Person(_)) => {
                say!("At {at} you call {call} on {me}", "{at} 时，你在{me}上调用 {call}")
            }
            Cause::Call(_) => {
                say!("At {at} {me}'s program calls {call}", "{at} 时，{me}的应用程序调用 {call}")
            }
            // The numbers of what comes are told where they are needed: they answer an earlier question.
            Cause::Arrival(_) if matches!(asks, Some(Asks::Numbers(_))) => {
                say!("At {at} {which} ({numbers}) arrives", "{at} 时，{which}（{numbers}）到达")
            }
            Cause::Arrival(_) => say!("At {at} {which} arrives", "{at} 时，{which}到达"),
            Cause::Loss(_) => say!("{which} is lost on its way", "{which}在途中丢失"),
            Cause::Timer(_) => say!("At {at} the {timer} of {me} expires", "{at} 时，{me}的{timer}到期"),
        };
        let mut text = String::new();
        let mut write = |says: Say| {
            says.write(self.lang, &|gap, out| self.put(Gap::ALL.get(gap), None, out), &mut text);
        };
        write(says);
        if asks.is_some() {
            write(say!("; {me} is in {state}. ", "，此时{me}处于 {state}。"));
        }
        text
    }

    fn write(&self, says: Say, question: &Question, out: &mut String) {
        says.write(self.lang, &|gap, out| self.put(Gap::ALL.get(gap), Some(question), out), out);
    }

    fn put(&self, gap: Option<&Gap>, question: Option<&Question>, out: &mut String) {
        let (here, lang) = (self.here(), self.lang);
        let flight = here.flight().map(|flight| &self.trace.flights[flight]);
        let asks = question.map(|question| &question.asks);
        match gap {
            Some(Gap::at) => out.push_str(&here.at.to_string()),
            Some(Gap::me) => out.push_str(side_inside(here.side, lang)),
            Some(Gap::state) => {
                let before = self.trace.ends_after(self.moment.checked_sub(1))[here.side as usize].state;
                out.push_str(before.name());
            }
            Some(Gap::call) => {
                let call = match (asks, here.cause) {
                    (Some(Asks::Returns(call)), _) => *call,
                    (_, Cause::Call(call)) => call,
                    _ => return,
                };
                out.push_str(&call_name(self.trace.calls[call].what));
            }
            Some(Gap::which) => {
                out.push_str(&flight.map_or(String::new(), |flight| which_segment(flight, lang)))
            }
            Some(Gap::numbers) => {
                let (seq, ack) = flight.map_or((0, None), |flight| flight.relative);
                out.push_str(&numbers(seq, ack, lang));
            }
            Some(Gap::timer) => {
                let timer = match (asks, here.cause) {
                    (Some(Asks::Timer(timer)), _) => *timer,
                    (_, Cause::Timer(timer)) => timer,
                    _ => return,
                };
                out.push_str(timer_name(timer).in_lang(lang));
            }
            Some(Gap::kind) => {
                if let Some(Asks::Numbers(flight)) = asks {
                    let flight = &self.trace.flights[*flight];
                    out.push_str(the_kind(flight.segment.kind()).in_lang(lang));
                }
            }
            Some(Gap::sent | Gap::received) => {
                let Some(Asks::Numbers(flight)) = asks else { return };
                let (seq, ack) = self.trace.flights[*flight].relative;
                let next = if matches!(gap, Some(Gap::sent)) { seq } else { ack.unwrap_or_default() };
                out.push_str(&next.saturating_sub(1).to_string());
            }
            Some(Gap::count) => {
                let count = question.and_then(|question| match question.offered.first() {
                    Some(Answer::Segments(segments)) => Some(segments.len()),
                    _ => None,
                });
                out.push_str(&count.unwrap_or_default().to_string());
            }
            Some(Gap::typed | Gap::all | Gap::given) | None => {}
        }
    }
}

fn numbers(seq: u32, ack: Option<u32>, lang: Lang) -> String {
    let comma = both(", ack=", "，ack=").in_lang(lang);
    let ack = ack.map_or(String::new(), |ack| [comma, &ack.to_string()].concat());
    ["seq=", &seq.to_string(), &ack].concat()
}

/// A segment as it stands inside a question.
const fn the_kind(kind: Kind) -> Both {
    match kind {
        Kind::Syn => both("the SYN", "SYN"),
        Kind::SynAck => both("the SYN,ACK", "SYN,ACK"),
        Kind::Fin => both("the FIN", "FIN"),
        Kind::Rst => both("the RST", "RST"),
        Kind::Data => both("the data segment", "数据报文段"),
        Kind::Ack => both("the ACK", "ACK"),
    }
}

/// A timer's name inside a sentence.
const fn timer_name(timer: Timer) -> Both {
    match timer {
        Timer::DelayedAck => both("delayed-ACK timer", "延迟 ACK 计时器"),
        Timer::Retransmission => both("retransmission timer", "重传计时器"),
        Timer::ZeroWindowProbe => both("zero-window probe timer", "零窗口探测计时器"),
        Timer::UserTimeout => both("user timeout", "用户超时计时器"),
        Timer::FinWait2 => both("FIN-WAIT-2 timer", "FIN-WAIT-2 计时器"),
        Timer::TimeWait => both("2·MSL timer", "2·MSL 计时器"),
    }
}
