//! The signs on buttons, as paths: no font has them all.

use super::el::el;
use yew::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    Again,
    Start,
    Previous,
    Next,
    Undo,
    Redo,
    Link,
    Theme,
}

/// A sign of 16 × 16 in the colour of the text around it.
pub fn icon(which: Icon) -> Html {
    // The first is filled, the second drawn as a line.
    let (area, line) = match which {
        Icon::Play => ("M4 2.5v11l9.5-5.5z", ""),
        Icon::Pause => ("M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z", ""),
        Icon::Again => ("M9 .5v6l4-3z", "M9.5 3.5H8a5 5 0 1 0 5 5"),
        Icon::Start => ("M13 3v10L6 8z", "M4 3v10"),
        Icon::Previous => ("M11 3v10L4 8z", ""),
        Icon::Next => ("M5 3v10l7-5z", ""),
        Icon::Undo => ("M6.5 1v7L2 4.5z", "M6 4.5h3.5a4.2 4.2 0 0 1 0 8.4H5"),
        Icon::Redo => ("M9.5 1v7L14 4.5z", "M10 4.5H6.5a4.2 4.2 0 0 0 0 8.4H11"),
        Icon::Link => (
            "",
            "M6.5 9.5l3-3M7 4.5l1.6-1.6a3 3 0 0 1 4.3 4.3L11.5 9M9 11.500l-1.600 1.600a3 3 0 0 1-4.300-4.300L4.500 7",
        ),
        Icon::Theme => ("M8 2a6 6 0 0 0 0 12z", "M8 2a6 6 0 0 1 0 12a6 6 0 0 1 0-12"),
    };
    let path = |path: &str, fill: &str, stroke: &str| {
        el(
            "path",
            &[
                ("d", path),
                ("fill", fill),
                ("stroke", stroke),
                ("stroke-width", "1.8"),
                ("stroke-linecap", "round"),
            ],
            vec![],
        )
    };
    let size = [
        ("class", "icon-sign"),
        ("viewBox", "0 0 16 16"),
        ("width", "16"),
        ("height", "16"),
        ("aria-hidden", "true"),
    ];
    el("svg", &size, vec![path(area, "currentColor", "none"), path(line, "none", "currentColor")])
}
