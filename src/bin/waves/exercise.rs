//! `waves exercise`: the questions about a scenario, as a worksheet. `waves grade`: what students
//! hand in.

use crate::Trouble::{self, Usage};
use crate::run::{named, whole};
use crate::{Report, near, well};
use four_waves::exercise::{Graded, MOST_SEED, Run, before, grade as graded};
use four_waves::sim::program_text::write_step;
use four_waves::sim::{Side, Step};
use four_waves::text::exercise::{self as text, WORDS};
use four_waves::text::{Lang, vocabulary};
use four_waves::view::text_ladder::text_ladder;
use std::fmt::Write as _;
use std::io::Read as _;

pub const HELP: &str = "\
waves exercise NAME [OPTION…]    questions about a scenario, as a worksheet
waves exercise LINK [OPTION…]    the same for the text behind # in a link of the page

options:
  --seed N           another instance: other numbers and times, 0 to 999999999 (default 0: as it is)
  --answers          with the right answers and why they are right
  --opening          begin with the handshake
  --lang LANG        en or zh

The page runs the same exercise at ?scenario=NAME&exercise=N.
";

pub const GRADE_HELP: &str = "\
waves grade CODE [--lang LANG]   each question, the answer given, the right one, the score
waves grade FILE [--lang LANG]   one line for each line of a file, or of standard input (-): the code
                                 is its last word, what stands before it (a name) is printed again

A result code is computed again from its scenario, its seed and the answers first given. It notices
slips of the pen; it is no proof against cheating.
exit code: 0 well, 1 a line of a list cannot be graded, 2 a code cannot be graded, or wrong usage
";

/// No class is larger.
const LARGEST_LIST: u64 = 4_000_000;

struct Options<'a> {
    names: Vec<&'a str>,
    seed: u32,
    answers: bool,
    opening: bool,
    lang: Lang,
}

pub fn exercise(arguments: &[&str]) -> Result<Report, Trouble> {
    let options = options(arguments, &["--seed", "--answers", "--opening", "--lang"], "exercise")?;
    let [name] = options.names[..] else {
        return Err(Usage(match options.names.get(1) {
            None => "exercise needs the name of a scenario; see waves list".to_owned(),
            Some(other) => format!("one scenario at a time: {other} is one too many"),
        }));
    };
    let run = Run::new(named(name, options.opening)?, options.seed);
    let lang = options.lang;
    let Some(first) = run.questions.first() else {
        return Ok(well(WORDS.none.in_lang(lang).to_owned() + "\n"));
    };
    // More of the ladder would answer its own questions.
    let seen = before(&run.whole, &run.scenario.network, run.whole.moments[first.before].at);
    let mut sheet = text_ladder(&run.scenario, &seen);
    for side in Side::BOTH {
        let steps: Vec<String> = program(&run, side).iter().map(|step| write_step(*step)).collect();
        let _ = writeln!(sheet, "{}: {}", vocabulary::side_name(side, lang), steps.join("; "));
    }
    let _ = writeln!(sheet, "\n{} ({})", WORDS.on_paper.in_lang(lang), text::seed(run.seed, lang));
    for (at, question) in run.questions.iter().enumerate() {
        let _ = write!(sheet, "\n{}", asked(&run, at, lang));
        for choice in 0..question.offered.len() {
            let _ = writeln!(
                sheet,
                "   {}  {}",
                letter(choice),
                text::answer(question, choice, &run.whole, lang)
            );
        }
    }
    if options.answers {
        sheet.push('\n');
        for (at, question) in run.questions.iter().enumerate() {
            let right = text::answer(question, question.right, &run.whole, lang);
            let _ = writeln!(sheet, "{}  {}  {right}", at + 1, letter(question.right));
            let _ = writeln!(sheet, "   {}", why(&run, at, lang));
        }
    }
    Ok(well(sheet))
}

pub fn grade(arguments: &[&str]) -> Result<Report, Trouble> {
    let options = options(arguments, &["--lang"], "grade")?;
    let lang = options.lang;
    match options.names[..] {
        [] => Err(Usage(
            "grade needs a result code, a file of them, or - for standard input; see waves help grade"
                .to_owned(),
        )),
        [code] if code.contains(':') && !std::path::Path::new(code).is_file() => {
            let graded = graded(code).map_err(|error| Usage(text::error(&error, lang)))?;
            Ok(well(told(graded, lang)))
        }
        [path] => list(&lines(path)?, lang),
        [_, other, ..] => {
            Err(Usage(format!("one code or file at a time: {other} is one too many; see waves help grade")))
        }
    }
}

fn options<'a>(arguments: &[&'a str], known: &[&str], command: &str) -> Result<Options<'a>, Trouble> {
    let mut options = Options { names: Vec::new(), seed: 0, answers: false, opening: false, lang: Lang::En };
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        let (option, inline) = match argument.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            _ => (argument, None),
        };
        let missing = || Usage(format!("{option} needs a value; see waves help {command}"));
        let mut value = || inline.or_else(|| rest.next()).ok_or_else(missing);
        match option {
            "-" => options.names.push(option),
            _ if option.starts_with('-') && !known.contains(&option) => {
                let near = near(option, known);
                return Err(Usage(format!("there is no option {option}{near}; see waves help {command}")));
            }
            "--seed" => options.seed = whole(option, value()?, MOST_SEED)?,
            "--lang" => {
                let value = value()?;
                let unknown = || Usage(format!("--lang {value}: it must be en or zh"));
                options.lang = Lang::from_tag(value).ok_or_else(unknown)?;
            }
            "--answers" | "--opening" if inline.is_some() => {
                return Err(Usage(format!("{option} takes no value")));
            }
            "--answers" => options.answers = true,
            "--opening" => options.opening = true,
            _ => options.names.push(argument),
        }
    }
    Ok(options)
}

fn lines(path: &str) -> Result<String, Trouble> {
    let mut text = String::new();
    let unread =
        |error| Usage(format!("{path} is not a result code, and cannot be read as a file of them: {error}"));
    let read = match path {
        "-" => std::io::stdin().lock().take(LARGEST_LIST).read_to_string(&mut text),
        _ => std::fs::File::open(path).and_then(|file| file.take(LARGEST_LIST).read_to_string(&mut text)),
    };
    read.map(|_| text).map_err(unread)
}

/// A line for each line: who, what came of it, of what.
fn list(text: &str, lang: Lang) -> Result<Report, Trouble> {
    let (mut report, mut all_well) = (String::new(), true);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let code = line.split_whitespace().next_back().unwrap_or_default();
        match graded(code) {
            Ok(graded) => {
                let (score, all) = (graded.score(), graded.questions.len());
                let _ = writeln!(report, "{line}  {score}/{all}  {}, seed {}", graded.base.name, graded.seed);
            }
            Err(error) => {
                all_well = false;
                let _ = writeln!(report, "{line}  {}", self::text::error(&error, lang));
            }
        }
    }
    if report.is_empty() {
        return Err(Usage("there is no result code in it".to_owned()));
    }
    Ok(Report { octets: report.into(), well: all_well })
}

fn told(graded: Graded, lang: Lang) -> String {
    let score = text::score(graded.score(), graded.questions.len(), lang);
    let mut report = format!("{}, seed {}: {score}\n", graded.base.name, graded.seed);
    let Graded { base, seed, scenario, trace, questions, answers } = graded;
    let run = Run { base, seed, scenario, whole: trace, questions, answers, answered: false };
    for (at, question) in run.questions.iter().enumerate() {
        let say = |answer| text::answer(question, answer, &run.whole, lang);
        let (given, right) = (run.answers[at], question.right);
        let _ = write!(report, "\n{}", asked(&run, at, lang));
        let (sign, verdict) = if given == right { ('+', WORDS.right) } else { ('-', WORDS.wrong) };
        let _ = writeln!(report, " {sign} {}: {}", verdict.in_lang(lang), say(given));
        if given != right {
            let _ = writeln!(report, " = {}: {}", WORDS.right_answer.in_lang(lang), say(right));
            let _ = writeln!(report, "   {}", why(&run, at, lang));
        }
    }
    report
}

fn asked(run: &Run, at: usize, lang: Lang) -> String {
    let question = &run.questions[at];
    let mut asked = format!("{}. {}\n", at + 1, text::question(question, &run.whole, lang));
    for given in text::given(question, &run.whole, lang) {
        let _ = writeln!(asked, "   · {given}");
    }
    asked
}

fn why(run: &Run, at: usize, lang: Lang) -> String {
    let why = text::explanation(&run.questions[at], &run.whole, lang);
    let space = if lang == Lang::En { " " } else { "" };
    format!("{}{space}{} [{}]", why.happens, why.why, why.section)
}

/// A side's program as it runs: where both begin ESTABLISHED, nobody connects.
fn program(run: &Run, side: Side) -> Vec<Step> {
    let steps = &run.scenario.host(side).program;
    let skipped = if run.scenario.opening { 0 } else { four_waves::sim::program::opening_steps(steps) };
    steps[skipped..].to_vec()
}

fn letter(choice: usize) -> char {
    char::from(b'a' + choice as u8)
}
