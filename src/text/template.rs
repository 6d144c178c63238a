//! Sentences with gaps, as plain data: one function fills them all.
//!
//! A sentence is written with `say!`, once for each language, and with names in braces where
//! something comes in: `say!("{me} sends {sent}.", "{me}发出 {sent}。")`. The names stand in the list
//! that `gaps!` makes, with a line on each; a name that is not in the list does not compile. The
//! compiler also puts a number in place of each name, so that none has to be looked up in the page.

use super::Lang;

/// A sentence with gaps, in both languages.
pub(super) struct Template {
    en: &'static str,
    zh: &'static str,
}

/// What functions that choose a sentence return.
pub(super) type Say = &'static Template;

impl Template {
    pub(super) const fn new(en: &'static [u8], zh: &'static [u8]) -> Self {
        match (str::from_utf8(en), str::from_utf8(zh)) {
            (Ok(en), Ok(zh)) => Self { en, zh },
            _ => panic!("a brace within a character"),
        }
    }

    /// Appends the sentence; `put` appends what stands in the gap with that number.
    pub(super) fn write(&self, lang: Lang, put: &dyn Fn(usize, &mut String), out: &mut String) {
        let text = match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        };
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            if letter != '{' {
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
        const EN: [u8; length($en, Gap::NAMES)] = numbered($en, Gap::NAMES);
        const ZH: [u8; length($zh, Gap::NAMES)] = numbered($zh, Gap::NAMES);
        const SAY: Template = Template::new(&EN, &ZH);
        &SAY
    }};
}

/// Stands behind an opening brace for the first gap of the list; the others follow it in ASCII.
const FIRST: u8 = b'0';

/// The length of the text once its names are numbers.
pub(super) const fn length(text: &str, names: &[&str]) -> usize {
    let text = text.as_bytes();
    let (mut at, mut length) = (0, 0);
    while at < text.len() {
        (_, at) = next(text, at, names);
        length += if text[at - 1] == b'}' { 2 } else { 1 };
    }
    length
}

/// The text with `{` and one character in place of each name in braces.
pub(super) const fn numbered<const LENGTH: usize>(text: &str, names: &[&str]) -> [u8; LENGTH] {
    let text = text.as_bytes();
    let mut out = [0; LENGTH];
    let (mut at, mut length) = (0, 0);
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
    out
}

/// The byte at `at`, or the character for the name that begins there; and what comes after it.
const fn next(text: &[u8], at: usize, names: &[&str]) -> (u8, usize) {
    assert!(text[at] != b'}', "a sentence closes a brace that it has not opened");
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
            assert!(number < (b'{' - FIRST) as usize, "too many names for one ASCII character each");
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
