//! Text that somebody else wrote (a file's name, a link's words), on its way into a sentence of ours.

/// So much of it is repeated.
const MOST: usize = 160;

/// The text on one line and not too long, without signs that nobody sees and that would turn the words
/// around them about: controls, and Unicode's marks of direction (Unicode Standard Annex #9, section 2).
#[must_use]
pub fn foreign(text: &str) -> String {
    let unseen = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let rest = if text.chars().nth(MOST).is_some() { "…" } else { "" };
    let signs = text.chars().take(MOST).map(|sign| if unseen(sign) { '\u{fffd}' } else { sign });
    signs.chain(rest.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_shown_and_what_is_long_is_cut() {
        assert_eq!(foreign("四次挥手 <b>.pcap"), "四次挥手 <b>.pcap");
        assert_eq!(foreign("a\u{202e}gnp.exe\0\n"), "a\u{fffd}gnp.exe\u{fffd}\u{fffd}");
        assert_eq!(foreign(&"挥".repeat(MOST)).chars().count(), MOST);
        assert_eq!(foreign(&"挥".repeat(MOST + 1)), "挥".repeat(MOST) + "…");
    }
}
