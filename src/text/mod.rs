//! Every sentence that a person reads, in English and in Chinese.
//!
//! Both languages stand side by side in the code: a sentence that lacks one of them does not compile.
//! Whole sentences are [`Both`] values; sentences with something in them are written with `say!`,
//! which `template.rs` explains.

#[macro_use]
mod template;

pub mod capture;
pub mod catalog;
pub mod compare;
pub mod diagram;
pub mod edits;
pub mod embed;
pub mod exercise;
pub mod export;
mod foreign;
pub mod glossary;
pub mod inspect;
pub mod keys;
pub mod lesson;
pub mod pile;
pub mod programs;
pub mod questions;
pub mod rules;
pub mod sections;
pub mod segments;
pub mod sockets;
pub mod sources;
mod spacing;
#[cfg(not(target_arch = "wasm32"))]
pub mod still;
pub mod story;
pub mod surgery;
pub mod transcript;
#[cfg(not(target_arch = "wasm32"))]
pub mod truth;
pub mod ui;
pub mod vocabulary;

#[cfg(test)]
mod tests;

pub use foreign::foreign;

/// The page's languages. Neither is the original of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    En,
    Zh,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// Its name in links and in storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// What the page's `lang` attribute says.
    #[must_use]
    pub const fn html(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The language of a tag such as `zh-TW`, `en-GB` or `zh_CN.UTF-8`; only its first part counts.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let [first, second, rest @ ..] = tag.as_bytes() else { return None };
        if !matches!(rest.first(), None | Some(b'-' | b'_' | b'.')) {
            return None;
        }
        let code = [first.to_ascii_lowercase(), second.to_ascii_lowercase()];
        Self::ALL.into_iter().find(|lang| lang.code().as_bytes() == code)
    }
}

/// The same words in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Both {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Both {
    #[must_use]
    pub const fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// Short for a table's rows.
pub(crate) const fn both(en: &'static str, zh: &'static str) -> Both {
    Both { en, zh }
}
