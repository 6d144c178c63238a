//! Pure pictures of a trace: data in, geometry or text out. No browser, no clock.

pub mod axis;
mod beside;
pub mod boxes;
pub mod captured;
pub mod diagram;
pub mod export;
pub mod inspect;
mod labels;
pub mod ladder;
pub mod lanes;
pub mod marks;
pub mod numbers;
pub mod pile;
pub mod segments;
pub mod sockets;
pub mod svg;
pub mod text_ladder;
pub mod timeline;
pub mod transcript;

pub use axis::{Scale, TimeAxis};
pub use ladder::{Frame, Ladder, fit_zoom};
pub use numbers::{Numbering, Numbers};

/// A length as text with at most one decimal: what a screen can show, short, and without the
/// kilobytes that printing floats costs.
#[must_use]
pub fn px(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let (sign, tenths) = if tenths < 0 { ("-", -tenths) } else { ("", tenths) };
    if tenths % 10 == 0 {
        format!("{sign}{}", tenths / 10)
    } else {
        format!("{sign}{}.{}", tenths / 10, tenths % 10)
    }
}

/// Two lists, each in order, as one; of equals the first list's come first. (The standard library's
/// sorting would cost the page kilobytes.)
pub(crate) fn merged<T>(first: Vec<T>, second: Vec<T>, before: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut all = Vec::with_capacity(first.len() + second.len());
    let mut second = second.into_iter();
    let mut next = second.next();
    for one in first {
        while let Some(other) = next.take_if(|other| !before(&one, other)) {
            all.push(other);
            next = second.next();
        }
        all.push(one);
    }
    all.extend(next);
    all.extend(second);
    all
}
