//! The words of the page that builds an embed's code.
