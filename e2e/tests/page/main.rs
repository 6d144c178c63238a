//! The release page in Chromium. One program for all of it: linking it costs more than running a test.
mod access;
mod branching;
mod embed;
mod failing;
mod fields;
mod keyboard;
mod languages;
mod later;
mod losing;
mod playing;
mod recordings;
mod remembering;
mod smoke;
mod surgery;
mod truth;
