//! Result codes: what a student hands in, on one line.
//!
//! `1:last-ack-lost:7:31242:q8` is version, scenario (a link's code without its version; for one of the
//! catalogue the name alone), seed, the answer first given to each question, counted from 1, and two
//! signs that notice a slip of the pen. They are no proof against cheating: whoever has the program can
//! compute a code for any answers. What is right is not in the code: it is computed again.

use super::{Question, instance, questions};
use crate::sim::{Scenario, Trace, link_code, simulate};

/// The version that this code writes. Another choice of questions needs another one.
const VERSION: &str = "1";
const SEPARATOR: char = ':';
/// The greatest seed; 0 is the scenario as it is.
pub const MOST_SEED: u32 = 999_999_999;
/// A prime below 32², so that every slip in one sign changes the sum.
const PRIME: u32 = 1_021;
/// Without signs that look alike.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Why a result code cannot be graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It has not the parts of a code.
    Shape,
    /// It is of this other version.
    Version(String),
    /// Its last two signs do not belong to the others: something is mistyped or missing.
    Sum,
    /// Its scenario cannot be read: why, as [`link_code::decode`] says it.
    Scenario(String),
    /// This is no seed.
    Seed(String),
    /// So many answers were given, to so many questions; or one that was not offered.
    Answers { given: usize, asked: usize },
}

/// A result that was computed again.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded {
    /// What the exercise was made from, and the instance of its seed.
    pub base: Scenario,
    pub seed: u32,
    pub scenario: Scenario,
    pub trace: Trace,
    pub questions: Vec<Question>,
    /// As in [`Question::offered`], one for each question.
    pub answers: Vec<usize>,
}

impl Graded {
    /// How many of the answers are right.
    #[must_use]
    pub fn score(&self) -> usize {
        super::score(&self.questions, &self.answers)
    }
}

/// The result code of these answers, first ones, as places in [`Question::offered`].
#[must_use]
pub fn encode(base: &Scenario, seed: u32, answers: &[usize]) -> String {
    let link = link_code::encode(base);
    let name = link.split_once(';').map_or("", |(_, name)| name);
    let answers: String = answers.iter().map(|answer| (answer + 1).to_string()).collect();
    let mut code = [VERSION, ":", name, ":", &seed.to_string(), ":", &answers].concat();
    let sum = sum(&code);
    code.push(SEPARATOR);
    code.extend(sum);
    code
}

/// Computes the exercise of a result code again, and what of its answers is right.
///
/// # Errors
/// The first thing about it that cannot be: see [`Error`].
pub fn grade(code: &str) -> Result<Graded, Error> {
    let code = code.trim();
    let (body, signs) = code.rsplit_once(SEPARATOR).ok_or(Error::Shape)?;
    let parts: Vec<&str> = body.split(SEPARATOR).collect();
    let [version, name, seed, answers] = parts[..] else { return Err(Error::Shape) };
    if version != VERSION {
        return Err(Error::Version(version.chars().take(24).collect()));
    }
    if !signs.chars().eq(sum(body)) {
        return Err(Error::Sum);
    }
    let link = link_code::decode(&[link_code::VERSION, ";", name].concat());
    if let Some(problem) = link.problem {
        return Err(Error::Scenario(problem));
    }
    let read = seed.parse().ok().filter(|read: &u32| *read <= MOST_SEED && read.to_string() == seed);
    let seed = read.ok_or_else(|| Error::Seed(seed.chars().take(24).collect()))?;
    let scenario = instance(&link.scenario, seed);
    let trace = simulate(&scenario);
    let questions = questions(&scenario, &trace, seed);
    let read = |sign: char| sign.to_digit(10).and_then(|digit| (digit as usize).checked_sub(1));
    let given: Option<Vec<usize>> = answers.chars().map(read).collect();
    let wrong = Error::Answers { given: answers.chars().count(), asked: questions.len() };
    let offered = |given: &Vec<usize>| {
        given.len() == questions.len()
            && given.iter().zip(&questions).all(|(answer, question)| *answer < question.offered.len())
    };
    let answers = given.filter(offered).ok_or(wrong)?;
    Ok(Graded { base: link.scenario, seed, scenario, trace, questions, answers })
}

/// Every sign counts with its place, so that two of them changed about are noticed as well.
fn sum(text: &str) -> [char; 2] {
    let weights = (1..PRIME).cycle();
    let sum =
        text.bytes().zip(weights).fold(0, |sum, (byte, weight)| (sum + u32::from(byte) * weight) % PRIME);
    [sum / 32, sum % 32].map(|digit| char::from(SIGNS[digit as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;

    fn code() -> String {
        let base = Name::LastAckLost.scenario(true);
        let scenario = instance(&base, 7);
        let asked = questions(&scenario, &simulate(&scenario), 7);
        encode(&base, 7, &asked.iter().map(|question| question.right).collect::<Vec<_>>())
    }

    #[test]
    fn a_code_reads_back() {
        let code = code();
        assert!(code.starts_with("1:last-ack-lost;o:7:"), "{code}");
        let graded = grade(&[" ", &code, "\n"].concat()).expect("it is a code");
        assert_eq!((graded.seed, graded.base.name.as_str()), (7, "last-ack-lost"));
        assert_eq!(graded.score(), graded.questions.len());
        assert!(graded.score() >= 4);
    }

    #[test]
    fn every_slip_of_the_pen_is_noticed() {
        let code = code();
        let signs: Vec<char> = code.chars().collect();
        for at in 0..signs.len() {
            for other in (' '..='~').filter(|other| *other != signs[at]) {
                let mut wrong = signs.clone();
                wrong[at] = other;
                let wrong: String = wrong.into_iter().collect();
                assert!(grade(&wrong).is_err(), "{wrong}");
            }
            let without: String =
                signs.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c).collect();
            assert!(grade(&without).is_err(), "{without}");
            assert!(grade(&signs[..at].iter().collect::<String>()).is_err());
            if at + 1 < signs.len() && signs[at] != signs[at + 1] {
                let mut turned = signs.clone();
                turned.swap(at, at + 1);
                assert!(grade(&turned.iter().collect::<String>()).is_err(), "{turned:?}");
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_code_is_named() {
        let signed = |body: &str| [body, ":", &sum(body).iter().collect::<String>()].concat();
        assert_eq!(grade(""), Err(Error::Shape));
        assert_eq!(grade("four-way-close"), Err(Error::Shape));
        assert_eq!(grade("1:2:3:4:5:6"), Err(Error::Shape));
        assert_eq!(grade(&signed("2:four-way-close:1:1234")), Err(Error::Version("2".into())));
        assert_eq!(grade("1:four-way-close:1:1234:zz"), Err(Error::Sum));
        assert!(matches!(grade(&signed("1:five-way-close:1:1234")), Err(Error::Scenario(_))));
        assert!(matches!(grade(&signed("1:four-way-close;zz=1:1:1234")), Err(Error::Scenario(_))));
        for seed in ["1000000000", "007", "-1", "", "x", "99999999999999999999"] {
            assert_eq!(grade(&signed(&format!("1:abort:{seed}:1234"))), Err(Error::Seed(seed.into())));
        }
        for answers in ["", "1", "0000", "9999", "12345678912345", "abcd", "12３4"] {
            let wrong = grade(&signed(&format!("1:four-way-close:1:{answers}")));
            assert!(matches!(wrong, Err(Error::Answers { .. })), "{answers}");
        }
        assert!(grade(&"1".repeat(1_000_000)).is_err());
        assert!(grade(&signed(&format!("1:four-way-close;{}:1:1", "d=1;".repeat(10_000)))).is_err());
    }
}
