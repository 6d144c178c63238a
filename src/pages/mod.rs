//! Pages of the site that need no program: written once, when the site is built. They cost the app
//! nothing, work without scripts, and are found by search engines.

mod conformance;
mod glossary;
mod html;
mod ladder;
mod lesson;
mod shell;
mod table;
mod terms;
mod truth;

#[cfg(test)]
mod tests;

use crate::text::Lang;

/// What of the site the pages refer to, by its names in the folder.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Style sheets, the app's first: `style-0123.css`.
    pub styles: Vec<String>,
    pub script: String,
}

/// A file of the site.
#[derive(Clone, Debug)]
pub struct Page {
    pub name: &'static str,
    pub html: String,
}

/// All of them.
#[must_use]
pub fn pages(site: &Site) -> Vec<Page> {
    Lang::ALL
        .into_iter()
        .flat_map(|lang| {
            [
                truth::page(site, lang),
                conformance::page(site, lang),
                glossary::page(site, lang),
                lesson::page(site, lang),
            ]
        })
        .collect()
}
