//! Sentences with gaps, as plain data: one function fills them all.
//!
//! A sentence is written with `say!`, once for each language, and with names in braces where
//! something comes in: `say!("{me} sends {sent}.", "{me}发出 {sent}。")`. The names stand in the list
//! that `gaps!` makes, with a line on each; a name that is not in the list does not compile. The
//! compiler also puts a number in place of each name, so that none has to be looked up in the page.

use super::Lang;

/// A sentence with gaps: in English, then in Chinese, with `BETWEEN` between the two. One text in
/// place of two spares the page half of its table of sentences.
pub(super) struct Template {
    text: &'static str,
    #[cfg(test)]
    seldom: bool,
}

#[cfg(test)]
thread_local! {
    /// How many sentences of `seldom!` have been written.
    pub(super) static SELDOM: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// What functions that choose a sentence return.
pub(super) type Say = &'static Template;

impl Template {
    pub(super) const fn new(text: &'static [u8], seldom: bool) -> Self {
        let _ = seldom;
        match str::from_utf8(text) {
            Ok(text) => Self {
                text,
                #[cfg(test)]
                seldom,
            },
            Err(_) => panic!("a brace within a character"),
        }
    }

    /// Appends the sentence; `put` appends what stands in the gap with that number.
    pub(super) fn write(&self, lang: Lang, put: &dyn Fn(usize, &mut String), out: &mut String) {
        #[cfg(test)]
        SELDOM.set(SELDOM.get() + usize::from(self.seldom));
        // The compiler must not read a text that `seldom!` may still have to wait for.
        let text = std::hint::black_box(self.text);
        if text.starts_with('\0') {
            return out.push('…');
        }
        let mut letters = text.chars();
        if lang == Lang::Zh {
            letters.find(|letter| *letter == BETWEEN as char);
        }
        while let Some(letter) = letters.next() {
            if letter == BETWEEN as char {
                return;
            } else if letter != '{' {
                out.push(letter);
            } else if let Some(number) = letters.next() {
                put((number as usize).wrapping_sub(FIRST as usize), out);
            }
        }
    }
}

/// Makes the list of names for the sentences that follow, as an enum called `Gap`.
macro_rules! gaps {
    ($($(#[$about:meta])* $name:ident,)*) => {
        #[allow(non_camel_case_types, reason = "their names are the names in the sentences")]
        #[derive(Clone, Copy)]
        pub(super) enum Gap {
            $($(#[$about])* $name,)*
        }

        impl Gap {
            pub(super) const ALL: &[Self] = &[$(Self::$name,)*];
            pub(super) const NAMES: &[&str] = &[$(stringify!($name),)*];
        }
    };
}

/// A sentence in English and in Chinese, whose gaps are those of the `Gap` in scope.
macro_rules! say {
    ($en:literal, $zh:literal $(,)?) => {{
        use $crate::text::template::{Template, length, numbered};
        const LENGTH: usize = length($en, Gap::NAMES) + 1 + length($zh, Gap::NAMES);
        const TEXT: [u8; LENGTH] = numbered($en, $zh, Gap::NAMES);
        const SAY: Template = Template::new(&TEXT, false);
        &SAY
    }};
}

/// The same for a sentence that a first visit's scenario does without. The page has it in its
/// second file (`xtask/src/web/split` finds the static by its name); until that has come, there are
/// zeros in its place, and dots are written for it.
macro_rules! seldom {
    ($en:literal, $zh:literal $(,)?) => {{
        use $crate::text::template::{Template, length, numbered};
        const LENGTH: usize = length($en, Gap::NAMES) + 1 + length($zh, Gap::NAMES);
        static SELDOM_SAID: [u8; LENGTH] = numbered($en, $zh, Gap::NAMES);
        static SAY: Template = Template::new(&SELDOM_SAID, true);
        &SAY
    }};
}

/// Stands between the languages, and in no sentence.
const BETWEEN: u8 = b'|';

/// Stands behind an opening brace for the first gap of the list; the others follow it in ASCII.
const FIRST: u8 = b'0';

/// The length of the text once its names are numbers.
pub(super) const fn length(text: &str, names: &[&str]) -> usize {
    let text = text.as_bytes();
    let (mut at, mut length) = (0, 0);
    while at < text.len() {
        length += if text[at] == b'{' { 2 } else { 1 };
        (_, at) = next(text, at, names);
    }
    length
}

/// Both texts, with `{` and one character in place of each name in braces.
pub(super) const fn numbered<const LENGTH: usize>(en: &str, zh: &str, names: &[&str]) -> [u8; LENGTH] {
    let mut out = [BETWEEN; LENGTH];
    let texts = [en.as_bytes(), zh.as_bytes()];
    let (mut which, mut length) = (0, 0);
    while which < texts.len() {
        let (text, mut at) = (texts[which], 0);
        while at < text.len() {
            let (byte, end) = next(text, at, names);
            if text[at] == b'{' {
                out[length] = b'{';
                length += 1;
            }
            out[length] = byte;
            length += 1;
            at = end;
        }
        which += 1;
        length += 1;
    }
    out
}

/// The byte at `at`, or the character for the name that begins there; and what comes after it.
const fn next(text: &[u8], at: usize, names: &[&str]) -> (u8, usize) {
    assert!(text[at] != b'}', "a sentence closes a brace that it has not opened");
    assert!(text[at] != BETWEEN, "a sentence contains what stands between the languages");
    if text[at] != b'{' {
        return (text[at], at + 1);
    }
    let mut number = 0;
    while number < names.len() {
        let (name, mut same) = (names[number].as_bytes(), 0);
        while same < name.len() && text[at + 1 + same] == name[same] {
            same += 1;
        }
        if same == name.len() && text[at + 1 + same] == b'}' {
            assert!(number < (BETWEEN - FIRST) as usize, "too many names for one ASCII character each");
            return (FIRST + number as u8, at + same + 2);
        }
        number += 1;
    }
    panic!("a sentence names in braces what is not in its list of gaps")
}

#[cfg(test)]
mod tests {
    use super::*;

    gaps! { me, peer, peers, }

    fn filled(say: Say, lang: Lang) -> String {
        let mut out = String::new();
        let put = |number: usize, out: &mut String| match Gap::ALL[number] {
            Gap::me => out.push_str("the client"),
            Gap::peer => say!("{me}'s peer", "{me}的对端").write(lang, &|_, out| out.push('C'), out),
            Gap::peers => out.push_str("服务器"),
        };
        say.write(lang, &put, &mut out);
        out
    }

    #[test]
    fn gaps_are_filled_in_both_languages() {
        let say = say!("{me} and {peer} ({peers}).", "{peers}，{peer}。");
        assert_eq!(filled(say, Lang::En), "the client and C's peer (服务器).");
        assert_eq!(filled(say, Lang::Zh), "服务器，C的对端。");
        assert_eq!(filled(say!("", ""), Lang::En), "");
    }

    #[test]
    #[should_panic(expected = "not in its list")]
    fn an_unknown_name_is_refused() {
        length("{me} and {nobody}", Gap::NAMES);
    }

    #[test]
    #[should_panic(expected = "not opened")]
    fn a_stray_brace_is_refused() {
        length("me} and {peer}", Gap::NAMES);
    }
}
