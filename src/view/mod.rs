//! Pure pictures of a trace: data in, geometry or text out. No browser, no clock.

pub mod axis;
pub mod boxes;
pub mod diagram;
mod labels;
pub mod ladder;
pub mod marks;
pub mod numbers;
pub mod svg;
pub mod text_ladder;
pub mod timeline;

pub use axis::TimeAxis;
pub use ladder::{Frame, Ladder};
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
