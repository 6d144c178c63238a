//! Marks: how each moving part of the figure appears, and when. A picture carries them as `data-m`
//! attributes, in milliseconds of viewing; the player turns them into animations of `transform` and
//! `opacity`, which the browser runs alone. A picture whose marks nobody reads is complete.

use super::ladder::{Bracket, Seen};
use super::px;

/// Grows along its own x.
#[must_use]
pub fn grows_x(seen: Seen) -> String {
    format!("x;{};{}", px(seen.from), px(seen.until))
}

/// Grows downwards.
#[must_use]
pub fn grows_y(seen: Seen) -> String {
    format!("y;{};{}", px(seen.from), px(seen.until))
}

/// Appears, and stays.
#[must_use]
pub fn appears(at: f64) -> String {
    format!("o;{}", px(at))
}

/// Is there only then.
#[must_use]
pub fn there(seen: Seen) -> String {
    format!("s;{};{}", px(seen.from), px(seen.until))
}

/// Is there only then, and travels so far.
#[must_use]
pub fn travels(seen: Seen, (dx, dy): (f64, f64)) -> String {
    format!("p;{};{};{};{}", px(seen.from), px(seen.until), px(dx), px(dy))
}

/// The now-line, which goes down so far: with less motion too, where it jumps.
#[must_use]
pub fn now(length: f64, far: f64) -> String {
    format!("n;0;{};{}", px(length), px(far))
}

/// Goes down with the now-line, so far.
#[must_use]
pub fn sinks(seen: Seen, far: f64) -> String {
    format!("d;{};{};{}", px(seen.from), px(seen.until), px(far))
}

/// The scrubber's thumb, on a rail as wide as its way.
#[must_use]
pub fn slides(length: f64) -> String {
    format!("t;0;{}", px(length))
}

/// Half of a ring that empties; `half` is 0 for the first.
#[must_use]
pub fn turns(bracket: &Bracket, half: u8) -> String {
    format!("r;{half}{}", course(bracket))
}

/// A bar that empties.
#[must_use]
pub fn shrinks(bracket: &Bracket) -> String {
    format!("e;0{}", course(bracket))
}

fn course(bracket: &Bracket) -> String {
    let corner = |(view, share): &(f64, f64)| format!(";{};{}", px(*view), px(share * 1e4));
    bracket.course.iter().map(corner).collect()
}
