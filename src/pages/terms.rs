//! Where a text names a term of the glossary.

use crate::text::Lang;
use crate::text::glossary::{self, GROUPS, names};
use std::collections::BTreeSet;
use std::ops::Range;

/// The glossary's names in one language, and which of them are links already.
pub(super) struct Terms {
    page: &'static str,
    /// Longest first, with their entries.
    names: Vec<(&'static str, &'static str)>,
    seen: BTreeSet<&'static str>,
}

/// A name in a text.
pub(super) struct Term {
    pub at: Range<usize>,
    pub link: String,
}

impl Terms {
    pub fn new(lang: Lang) -> Self {
        let entries = GROUPS.iter().flat_map(|(_, _, entries)| *entries);
        let mut names: Vec<_> =
            entries.flat_map(|entry| names(entry, lang).into_iter().map(|name| (name, entry.id))).collect();
        names.sort_by_key(|(name, id)| (usize::MAX - name.len(), *id));
        Self { page: glossary::PAGE.in_lang(lang), names, seen: BTreeSet::new() }
    }

    pub fn begin(&mut self, own: Option<&'static str>) {
        self.seen = own.into_iter().collect();
    }

    /// The first name in the text that is no link yet; from now on it is one.
    pub fn next_in(&mut self, text: &str) -> Option<Term> {
        let mut from = 0;
        while from < text.len() {
            let begin = from;
            // The longest hides those inside of it, whether it is a link already or not.
            let mut here = self.names.iter().filter_map(|(name, id)| Some((stands(text, begin, name)?, *id)));
            let Some((at, id)) = here.next() else {
                from += text[begin..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            if self.seen.insert(id) {
                return Some(Term { at, link: format!("{}#{id}", self.page) });
            }
            from = at.end;
        }
        None
    }
}

/// Where a name stands if it begins there as a word of its own: `FIN` is none in `FIN-WAIT-1`, but one
/// in `FINs`.
fn stands(text: &str, begin: usize, name: &str) -> Option<Range<usize>> {
    let part = |sign: char| sign.is_ascii_alphanumeric() || "-_·".contains(sign);
    let found = text.get(begin..begin + name.len())?;
    // A sentence may begin with a small word.
    let (first, rest) = name.split_at(name.chars().next()?.len_utf8());
    let same = found.ends_with(rest) && found[..found.len() - rest.len()].eq_ignore_ascii_case(first);
    let small = found == name || name.chars().next().is_some_and(char::is_lowercase);
    if !(same && small) {
        return None;
    }
    let mut end = begin + name.len();
    if name.starts_with(part) && text[..begin].ends_with(part) {
        return None;
    }
    if name.ends_with(part) {
        end += usize::from(text[end..].starts_with('s') && name.is_ascii());
        if text[end..].starts_with(part) {
            return None;
        }
    }
    Some(begin..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name that is found, with its entry.
    fn found(text: &str, lang: Lang) -> Vec<(String, String)> {
        let mut terms = Terms::new(lang);
        let (mut rest, mut all) = (text, Vec::new());
        while let Some(term) = terms.next_in(rest) {
            let id = term.link.split_once('#').unwrap().1.to_owned();
            all.push((rest[term.at.clone()].to_owned(), id));
            rest = &rest[term.at.end..];
        }
        all
    }

    #[track_caller]
    fn expect(text: &str, lang: Lang, expected: &[(&str, &str)]) {
        let found = found(text, lang);
        let found: Vec<_> = found.iter().map(|(name, id)| (&**name, &**id)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn names_are_words_of_their_own_and_the_longest_wins() {
        expect(
            "FIN-WAIT-1, then two FINs, no FINE, and 2·MSL; Half-closed, closed.",
            Lang::En,
            &[
                ("FIN-WAIT-1", "fin-wait-1"),
                ("FINs", "fin"),
                ("2·MSL", "two-msl"),
                ("Half-closed", "half-close"),
            ],
        );
        expect(
            "close() or shutdown(SHUT_WR)",
            Lang::En,
            &[("close()", "close"), ("shutdown(SHUT_WR)", "shutdown")],
        );
        expect("处于半关闭，MSL 是最长报文段寿命。", Lang::Zh, &[("半关闭", "half-close"), ("MSL", "msl")]);
    }

    #[test]
    fn each_becomes_a_link_once_until_the_next_section_and_never_to_itself() {
        expect("FIN, FIN, RST", Lang::En, &[("FIN", "fin"), ("RST", "rst")]);
        let mut terms = Terms::new(Lang::En);
        assert!(terms.next_in("a FIN").is_some() && terms.next_in("a FIN").is_none());
        terms.begin(None);
        assert!(terms.next_in("a FIN").is_some());
        terms.begin(Some("fin"));
        assert!(terms.next_in("a FIN").is_none());
    }
}
