//! Markup under construction. Every text and every value goes through one escape, so that none can
//! become markup.

use crate::text::sections::{Piece, pieces};

/// What stands between a tag's name and its end.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// An element with what `inside` writes.
    pub fn el(&mut self, tag: &str, attributes: Attributes, inside: impl FnOnce(&mut Self)) {
        self.open(tag, attributes);
        inside(self);
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        if BLOCKS.contains(&tag) {
            self.0.push('\n');
        }
    }

    /// An element around a text.
    pub fn said(&mut self, tag: &str, attributes: Attributes, text: &str) {
        self.el(tag, attributes, |html| html.text(text));
    }

    /// An element that has no end.
    pub fn void(&mut self, tag: &str, attributes: Attributes) {
        self.open(tag, attributes);
        self.0.push('\n');
    }

    pub fn text(&mut self, text: &str) {
        for sign in text.chars() {
            match sign {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                sign => self.0.push(sign),
            }
        }
    }

    /// A text in which each `RFC 9293 §3.4` or `RFC 9293` is a link to it.
    pub fn linked(&mut self, text: &str) {
        for piece in pieces(text) {
            match piece {
                Piece::Plain(words) => self.text(words),
                Piece::Section { words, address } => self.said("a", &[("href", &address)], words),
            }
        }
    }

    /// A picture as [`crate::view::svg`] has drawn it, which escapes its texts itself.
    pub fn drawn(&mut self, svg: &str) {
        self.0.push_str(svg);
    }

    /// What has been written.
    pub fn markup(self) -> String {
        self.0
    }

    /// The whole document.
    pub fn document(self) -> String {
        format!("<!doctype html>\n{}", self.0)
    }

    fn open(&mut self, tag: &str, attributes: Attributes) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            if !value.is_empty() {
                self.0.push_str("=\"");
                self.text(value);
                self.0.push('"');
            }
        }
        self.0.push('>');
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
