//! Markup under construction. Every text and every value goes through one escape, so that none can
//! become markup.

use super::terms::Terms;
use crate::text::sections::{Piece, pieces};

/// What stands between a tag's name and its end.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

#[derive(Default)]
pub(super) struct Html {
    text: String,
    /// Become links where they stand in running text.
    terms: Option<Terms>,
    /// How many of [`TERMLESS`] are open.
    termless: usize,
}

/// In these a term is no link: some are links already, others are headings, names or buttons.
const TERMLESS: [&str; 11] =
    ["a", "button", "h1", "h2", "h3", "summary", "dt", "th", "figcaption", "code", "pre"];

impl Html {
    /// With links from running text to the glossary.
    pub fn with_terms(terms: Terms) -> Self {
        Self { terms: Some(terms), ..Self::default() }
    }

    /// Here each term becomes a link again, once, but for that one.
    pub fn begin_terms(&mut self, own: Option<&'static str>) {
        if let Some(terms) = &mut self.terms {
            terms.begin(own);
        }
    }

    /// An element with what `inside` writes.
    pub fn el(&mut self, tag: &str, attributes: Attributes, inside: impl FnOnce(&mut Self)) {
        self.open(tag, attributes);
        let termless = usize::from(TERMLESS.contains(&tag));
        self.termless += termless;
        inside(self);
        self.termless -= termless;
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push('>');
        if BLOCKS.contains(&tag) {
            self.text.push('\n');
        }
    }

    /// An element around a text.
    pub fn said(&mut self, tag: &str, attributes: Attributes, text: &str) {
        self.el(tag, attributes, |html| html.text(text));
    }

    /// An element that has no end.
    pub fn void(&mut self, tag: &str, attributes: Attributes) {
        self.open(tag, attributes);
        self.text.push('\n');
    }

    pub fn text(&mut self, text: &str) {
        for sign in text.chars() {
            match sign {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                sign => self.text.push(sign),
            }
        }
    }

    /// Running text: each `RFC 9293 §3.4` or `RFC 9293` in it is a link to that, each term one to the
    /// glossary, and what stands between backticks is code.
    pub fn linked(&mut self, text: &str) {
        for (index, part) in text.split('`').enumerate() {
            if index % 2 == 1 {
                self.said("code", &[], part);
            } else {
                self.cited(part);
            }
        }
    }

    fn cited(&mut self, text: &str) {
        for piece in pieces(text) {
            match piece {
                Piece::Plain(words) => self.explained(words),
                Piece::Section { words, address } => self.said("a", &[("href", &address)], words),
            }
        }
    }

    fn explained(&mut self, text: &str) {
        let mut rest = text;
        while let Some(terms) = self.terms.as_mut().filter(|_| self.termless == 0)
            && let Some(term) = terms.next_in(rest)
        {
            let (before, behind) = (&rest[..term.at.start], &rest[term.at.end..]);
            self.text(before);
            self.said("a", &[("class", "term"), ("href", &term.link)], &rest[term.at]);
            rest = behind;
        }
        self.text(rest);
    }

    /// A picture as [`crate::view::svg`] has drawn it, which escapes its texts itself.
    pub fn drawn(&mut self, svg: &str) {
        self.text.push_str(svg);
    }

    /// What has been written.
    pub fn markup(self) -> String {
        self.text
    }

    /// The whole document.
    pub fn document(self) -> String {
        format!("<!doctype html>\n{}", self.text)
    }

    fn open(&mut self, tag: &str, attributes: Attributes) {
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            if !value.is_empty() {
                self.text.push_str("=\"");
                self.text(value);
                self.text.push('"');
            }
        }
        self.text.push('>');
    }
}

/// Behind these a new line harms nothing.
const BLOCKS: [&str; 23] = [
    "html",
    "head",
    "title",
    "script",
    "body",
    "header",
    "main",
    "nav",
    "section",
    "article",
    "footer",
    "h1",
    "h2",
    "h3",
    "p",
    "li",
    "tr",
    "thead",
    "fieldset",
    "figure",
    "figcaption",
    "details",
    "svg",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup_and_rfcs_become_links() {
        let mut html = Html::default();
        html.el("p", &[("title", "\"<&>\"")], |html| html.linked("<b> RFC 9293 §3.4. RFC 6191, RFC it."));
        assert_eq!(
            html.document(),
            "<!doctype html>\n<p title=\"&quot;&lt;&amp;&gt;&quot;\">&lt;b&gt; \
             <a href=\"https://www.rfc-editor.org/rfc/rfc9293.html#section-3.4\">RFC 9293 §3.4</a>. \
             <a href=\"https://www.rfc-editor.org/rfc/rfc6191.html\">RFC 6191</a>, RFC it.</p>\n"
        );
    }
}
