//! Sections of RFCs in a text, and where they can be read.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Plain(&'a str),
    /// `RFC 9293 §3.4` or `RFC 9293`, and its address at the RFC editor's.
    Section {
        words: &'a str,
        address: String,
    },
}

/// The text's parts, in order; together they are the text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut plain, mut from) = (0, 0);
    while let Some(begin) = text[from..].find("RFC ").map(|at| from + at) {
        let number = digits(&text[begin + 4..]);
        let end = begin + 4 + number.len();
        let section = text[end..].strip_prefix(" §").map_or("", section);
        let end = if section.is_empty() { end } else { end + " §".len() + section.len() };
        if !number.is_empty() {
            if plain < begin {
                found.push(Piece::Plain(&text[plain..begin]));
            }
            let mut address = ["https://www.rfc-editor.org/rfc/rfc", number, ".html"].concat();
            if !section.is_empty() {
                address.push_str("#section-");
                address.push_str(section);
            }
            found.push(Piece::Section { words: &text[begin..end], address });
            plain = end;
        }
        from = end;
    }
    if plain < text.len() {
        found.push(Piece::Plain(&text[plain..]));
    }
    found
}

fn digits(text: &str) -> &str {
    &text[..text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len())]
}

/// `3.10.7.4` without a full stop that ends the sentence.
fn section(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found_and_nothing_is_lost() {
        let text = "By RFC 9293 §3.4. RFC 6191, RFC it; 见 RFC 1337 §2、§3。";
        let all = pieces(text);
        let words = |piece: &Piece<'_>| match piece {
            Piece::Plain(words) | Piece::Section { words, .. } => (*words).to_owned(),
        };
        assert_eq!(all.iter().map(words).collect::<String>(), text);
        let links: Vec<&str> = all
            .iter()
            .filter_map(
                |piece| if let Piece::Section { address, .. } = piece { Some(&**address) } else { None },
            )
            .collect();
        let base = "https://www.rfc-editor.org/rfc/";
        let expected = ["rfc9293.html#section-3.4", "rfc6191.html", "rfc1337.html#section-2"];
        assert_eq!(links, expected.map(|end| format!("{base}{end}")));
    }
}
