//! Whatever is graded as a result code comes back from the code that is made of it. What stands before
//! the sum is graded with the sum that fits, too: hardly one input would have it.

use four_waves::exercise::{encode, grade};

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    graded(text);
    const SIGNS: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    if let Some([first, second, ..]) = text.split_once('\n').map(|(signs, _)| signs.as_bytes()) {
        let sign = |octet: &u8| char::from(SIGNS.as_bytes()[usize::from(octet % 32)]);
        let body = text.split_once('\n').map_or("", |(_, body)| body);
        graded(&format!("{body}:{}{}", sign(first), sign(second)));
    }
}

fn graded(code: &str) {
    if let Ok(graded) = grade(code) {
        assert!(graded.score() <= graded.questions.len());
        let again = encode(&graded.base, graded.seed, &graded.answers);
        assert_eq!(grade(&again).as_ref(), Ok(&graded), "{again}");
    }
}
