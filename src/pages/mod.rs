//! Pages of the site that need no program: written once, when the site is built. They cost the app
//! nothing, work without scripts, and are found by search engines.

mod conformance;
mod embed;
mod front;
mod glossary;
mod html;
mod ladder;
mod lesson;
mod missing;
mod questions;
mod shell;
mod table;
mod terms;
mod truth;

#[cfg(test)]
mod tests;

use crate::sim::questions::Question;
use crate::text::Lang;

/// What of the site the pages refer to, by its names in the folder.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Style sheets, the app's first: `style-0123.css`.
    pub styles: Vec<String>,
    pub script: String,
    /// The app's page.
    pub app: String,
}

/// A file of the site.
#[derive(Clone, Debug)]
pub struct Page {
    pub name: String,
    pub html: String,
}

/// All of them.
///
/// # Errors
/// What the app's page lacks of what a question's page is made from.
pub fn pages(site: &Site) -> Result<Vec<Page>, String> {
    let mut all = vec![front::page(site)?, missing::page(site)];
    for lang in Lang::ALL {
        all.extend([truth::page(site, lang), conformance::page(site, lang), glossary::page(site, lang)]);
        all.extend([lesson::page(site, lang), questions::list(site, lang), embed::page(site, lang)]);
        for question in Question::ALL {
            all.push(questions::page(site, *question, lang)?);
        }
    }
    Ok(all)
}
