//! A scenario as a file that the page and the command line open again: JSON, in which its link is all
//! that counts, and the rest is for who reads it.

use crate::sim::recording::SAVED;
use crate::sim::{Scenario, link_code};
use crate::text::{Lang, export};

/// The file's text.
#[must_use]
pub fn json(scenario: &Scenario, lang: Lang) -> String {
    let mut text = ["{\n  \"", SAVED, "\": 1"].concat();
    let title = export::title(scenario, lang);
    let link = link_code::encode(scenario);
    for (key, value) in [
        ("name", &*scenario.name),
        ("title", &title),
        ("about", export::about(scenario, lang)),
        ("link", &link),
    ] {
        text.push_str(",\n  \"");
        text.push_str(key);
        text.push_str("\": ");
        quote(&mut text, value);
    }
    text.push_str("\n}\n");
    text
}

/// RFC 8259 section 7: what must be escaped is.
fn quote(text: &mut String, value: &str) {
    text.push('"');
    for sign in value.chars() {
        match sign {
            '"' | '\\' => text.extend(['\\', sign]),
            '\u{0}'..='\u{1f}' => text.push_str(&format!("\\u{:04x}", u32::from(sign))),
            other => text.push(other),
        }
    }
    text.push('"');
}
