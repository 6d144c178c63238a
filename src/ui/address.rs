//! What the page's address asks for. The little that a first visit says is read here; links and
//! everything else are read by the page's second file (`link.rs`).

use super::model::Theme;
use crate::sim::Scenario;
use crate::sim::catalog::Name;
use crate::text::Lang;

/// All that an address can say.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    pub scenario: Scenario,
    pub lang: Lang,
    /// The address names a language, so that what was remembered does not count.
    pub lang_said: bool,
    pub theme: Option<Theme>,
    pub embed: bool,
    /// Plays by itself: the page does, an embed only when told.
    pub autoplay: bool,
    /// How it is looked at, as commands in the words of buttons, to be done in this order.
    pub commands: Vec<String>,
    pub problem: Option<String>,
}

/// The wish as far as the first file can read it, and whether that is all. `lang` is what the browser
/// or the person's last visit says.
#[must_use]
pub fn read(query: &str, lang: Lang) -> (Wish, bool) {
    let mut wish = Wish {
        scenario: Name::FourWayClose.scenario(false),
        lang,
        lang_said: false,
        theme: None,
        embed: false,
        autoplay: true,
        commands: Vec::new(),
        problem: None,
    };
    let mut whole = true;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').unwrap_or((pair, "")) {
            ("lang", tag) if Lang::from_tag(tag).is_some() => {
                wish.lang = Lang::from_tag(tag).unwrap_or_default();
                wish.lang_said = true;
            }
            ("theme", id) if Theme::from_id(id).is_some() => wish.theme = Theme::from_id(id),
            ("autoplay", "0" | "1") => wish.autoplay = pair.ends_with('1'),
            _ => {
                // Without the second file an embed is still none of a whole page.
                wish.embed |= pair == "embed=1";
                whole = false;
            }
        }
    }
    wish.autoplay &= !wish.embed;
    (wish, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_needs_no_second_file() {
        let (wish, whole) = read("lang=zh&theme=dark&autoplay=0", Lang::En);
        assert!(whole && !wish.autoplay && wish.lang_said);
        assert_eq!((wish.lang, wish.theme), (Lang::Zh, Some(Theme::Dark)));
        assert!(read("", Lang::En).1);
        for query in ["scenario=abort", "lang=tlh", "theme=mauve", "autoplay=2", "utm_source=x", "lang"] {
            assert!(!read(query, Lang::En).1, "{query}");
        }
    }

    #[test]
    fn an_embed_is_one_although_nothing_else_can_be_read() {
        let (wish, whole) = read("embed=1&scenario=abort&lang=zh", Lang::En);
        assert!(wish.embed && !wish.autoplay && !whole && wish.lang == Lang::Zh);
    }
}
