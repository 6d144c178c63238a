//! The whole space, one step deep: every state times every call, timer and segment. [`grid`] writes
//! what happens into files for people, [`section_3`] holds it against the protocol reference.

mod event;
mod grid;
mod outcome;
mod section_3;
mod situation;
mod verdict;
