//! The words of the page *How true is this?*: none of them is in the app, which only links to it.

pub mod decisions;
pub mod left_out;
pub mod proof;
pub mod settings;
pub mod values;
pub mod words;

#[cfg(test)]
mod tests;
