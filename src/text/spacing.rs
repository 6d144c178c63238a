//! The typography of composed sentences, so that templates need not care where names begin and end.

use super::Lang;

/// Puts in order what was put together from parts: a capital where an English sentence begins, one
/// space between Chinese and Latin letters, none beside Chinese letters or marks otherwise.
pub(super) fn tidy(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => capitals(text),
        Lang::Zh => spaces(text),
    }
}

/// The spaces alone, for what stands in a list and begins in lower case.
pub(super) fn spaced(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => text.to_owned(),
        Lang::Zh => spaces(text),
    }
}

/// Only "the" and "a" begin sentences in lower case; a call's name stays as it is.
fn capitals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    // What came before: a full stop, and a space behind it.
    let (mut stop, mut begins) = (false, true);
    loop {
        let rest = letters.as_str();
        let Some(letter) = letters.next() else { return out };
        let lower = begins && (rest.starts_with("the ") || rest.starts_with("a "));
        out.push(if lower { letter.to_ascii_uppercase() } else { letter });
        begins = stop && letter == ' ';
        stop = letter == '.';
    }
}

fn spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // Nothing stands before the first letter, so no space belongs there either.
    let (mut before, mut space) = (Width::Wide, false);
    for letter in text.chars() {
        if letter == ' ' {
            space = true;
            continue;
        }
        let here = match letter {
            _ if is_chinese(letter) => Width::Chinese,
            _ if is_mark(letter) => Width::Wide,
            _ if letter.is_ascii_graphic() => Width::Latin,
            _ => Width::Other,
        };
        let between = match (before, here) {
            (Width::Chinese, Width::Latin) | (Width::Latin, Width::Chinese) => true,
            (Width::Chinese | Width::Wide, _) | (_, Width::Chinese | Width::Wide) => false,
            _ => space,
        };
        if between {
            out.push(' ');
        }
        out.push(letter);
        (before, space) = (here, false);
    }
    out
}

/// What decides on the space beside a letter.
#[derive(Clone, Copy)]
enum Width {
    Chinese,
    /// A full-width mark, which brings its own space.
    Wide,
    Latin,
    Other,
}

/// A Chinese character.
pub(super) fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// A full-width mark, which brings its own space.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_keep_one_space_between_them() {
        for (rough, neat) in [
            ("服务器发出FIN（seq=101）。", "服务器发出 FIN（seq=101）。"),
            ("服务器发出 数据（120 字节）。", "服务器发出数据（120 字节）。"),
            ("等待 2·MSL = 20 s ，然后关闭。", "等待 2·MSL = 20 s，然后关闭。"),
            ("调用close()失败", "调用 close() 失败"),
        ] {
            assert_eq!(tidy(rough, Lang::Zh), neat);
        }
    }

    #[test]
    fn an_english_sentence_begins_with_a_capital() {
        assert_eq!(tidy("the client waits. the server too.", Lang::En), "The client waits. The server too.");
        assert_eq!(tidy("read() returns 0.", Lang::En), "read() returns 0.");
    }
}
