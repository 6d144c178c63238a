//! Whatever is read as a program comes back from the text that is made of it, and of what is not, every
//! line is named once in a sentence.

use four_waves::sim::program_text::{number, parse, with_number, write};
use four_waves::text::Lang;
use four_waves::text::programs::{number_refused, problem};

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match parse(text) {
        Ok(steps) => {
            let written = write(&steps);
            assert_eq!(parse(&written), Ok(steps), "{written}");
        }
        Err(problems) => {
            assert!(problems.is_sorted_by_key(|problem| problem.line));
            for found in problems {
                assert!((1..=text.lines().count()).contains(&found.line), "{found:?}");
                for lang in Lang::ALL {
                    let sentence = problem(&found, lang);
                    assert!(sentence.lines().count() == 1 && sentence.chars().count() < 250, "{sentence}");
                }
            }
        }
    }
    // The same as what a person types into a step's own field, which has one line.
    let typed = text.lines().next().unwrap_or_default();
    for step in parse("send(1)\nread(1)\nsleep(1 s)\nclose()").expect("they are steps") {
        match with_number(step, typed) {
            Ok(step) => assert_eq!(with_number(step, &number(step).expect("it has one")), Ok(step)),
            Err(wanted) => {
                for lang in Lang::ALL {
                    assert_eq!(number_refused(typed, wanted, lang).lines().count(), 1);
                }
            }
        }
    }
}
