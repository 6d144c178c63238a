//! What is said about captures: about reading them, and about what they show.

pub mod inferred;
pub mod panel;
pub mod reading;
