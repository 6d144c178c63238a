//! Markup of the figure made to stand still: what only moves or is clicked on is left out, and on
//! demand everything stands as it does at a moment, and looks as it does without a style sheet.

use super::look::{self, Theme};

/// What a picture that stands still has no use for.
const MOVES: [&str; 6] = ["data-m", "data-do", "data-flight", "tabindex", "role", "aria-label"];
/// Marks are written to a tenth of a millisecond of viewing.
const TENTH: f64 = 0.06;

/// The same markup without what moves: `at` is the moment (in milliseconds of viewing) at which it is
/// seen, `None` when all is over; with a theme, classes become presentation attributes.
#[must_use]
pub fn still(markup: &str, at: Option<f64>, theme: Option<Theme>) -> String {
    let mut kept = String::with_capacity(markup.len());
    // The classes of what is open, and how deep it is in something that is not there.
    let mut open: Vec<&str> = Vec::new();
    let mut hidden: Option<usize> = None;
    for piece in markup.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        if let Some(name) = tag.strip_prefix('/') {
            open.pop();
            if hidden.is_none() {
                kept.push_str("</");
                kept.push_str(name);
                kept.push('>');
            }
            hidden = hidden.filter(|depth| *depth < open.len());
        } else {
            let (inside, leaf) = tag.strip_suffix('/').map_or((tag, false), |inside| (inside, true));
            let (name, attributes) = parts(inside);
            let said = |name: &str| {
                attributes.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value)
            };
            let classes = said("class");
            let grown = at.map_or(Some((1.0, 1.0)), |at| grown(said("data-m"), at));
            let unseen = grown.is_none() || theme.is_some() && classes == "hit";
            if hidden.is_none() && !unseen {
                kept.push('<');
                kept.push_str(name);
                let moved = |&&(name, value): &&(&str, &str)| !value.is_empty() && !MOVES.contains(&name);
                for (name, value) in attributes.iter().filter(moved) {
                    if theme.is_none() || *name != "class" {
                        attribute(&mut kept, name, value);
                    }
                }
                if let Some((x, y)) = grown.filter(|grown| *grown != (1.0, 1.0)) {
                    attribute(
                        &mut kept,
                        "transform",
                        &["scale(", &thousandths(x), " ", &thousandths(y), ")"].concat(),
                    );
                }
                for (name, value) in
                    theme.iter().flat_map(|theme| look::attributes(*theme, name, classes, &open))
                {
                    attribute(&mut kept, name, value);
                }
                kept.push_str(if leaf { "/>" } else { ">" });
            }
            if !leaf {
                if unseen && hidden.is_none() {
                    hidden = Some(open.len());
                }
                open.push(classes);
            }
        }
        if hidden.is_none() {
            kept.push_str(text);
        }
    }
    kept
}

/// A tag's name, and its attributes as names and values.
fn parts(tag: &str) -> (&str, Vec<(&str, &str)>) {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((name, behind)) = rest.split_once("=\"") {
        let (value, behind) = behind.split_once('"').unwrap_or((behind, ""));
        attributes.push((name.trim_start(), value));
        rest = behind;
    }
    (name, attributes)
}

fn attribute(markup: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\"", value, "\""] {
        markup.push_str(part);
    }
}

/// How much of a part has grown by then, across and down; `None`: it is not there yet.
fn grown(mark: &str, at: f64) -> Option<(f64, f64)> {
    let mut parts = mark.split(';');
    let how = parts.next().unwrap_or_default();
    let mut time = || parts.next().map_or(0.0, decimal);
    let (from, until) = (time(), time());
    if !how.is_empty() && at < from - TENTH {
        return None;
    }
    let share = if until > from { ((at - from) / (until - from)).clamp(0.0, 1.0) } else { 1.0 };
    Some(match how {
        "x" => (share, 1.0),
        "y" => (1.0, share),
        _ => (1.0, 1.0),
    })
}

/// A number as [`crate::view::px`] writes it.
fn decimal(text: &str) -> f64 {
    let (whole, tenths) = text.split_once('.').unwrap_or((text, "0"));
    let number = |text: &str| text.parse::<u32>().map_or(0.0, f64::from);
    number(whole) + number(tenths) / 10.0
}

fn thousandths(share: f64) -> String {
    let whole = (share * 1_000.0).round() as u32;
    if whole == 1_000 { "1".to_owned() } else { format!("0.{whole:03}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_is_left_out() {
        let markup = "<g class=\"\" data-m=\"\"><line class=\"shaft\" data-m=\"x;10;20\"/><text role=\"a\">1 &gt; 0</text></g>";
        assert_eq!(still(markup, None, None), "<g><line class=\"shaft\"/><text>1 &gt; 0</text></g>");
    }

    #[test]
    fn at_a_moment_everything_is_as_far_as_it_has_come() {
        let markup =
            "<g data-m=\"o;10.5\"><g><b>x</b></g></g><line data-m=\"x;0;40\"/><rect data-m=\"y;20;30\"/>";
        assert_eq!(still(markup, Some(10.0), None), "<line transform=\"scale(0.250 1)\"/>");
        assert_eq!(
            still(markup, Some(25.0), None),
            "<g><g><b>x</b></g></g><line transform=\"scale(0.625 1)\"/><rect transform=\"scale(1 0.500)\"/>"
        );
        assert_eq!(still(markup, Some(10.5), None).matches("<b>").count(), 1);
    }

    #[test]
    fn classes_become_attributes() {
        let markup = "<g class=\"flight fin lost\"><line class=\"shaft\"/><rect class=\"hit\"/></g>";
        assert_eq!(
            still(markup, None, Some(Theme::Light)),
            "<g><line stroke=\"#c42b2b\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/></g>"
        );
    }
}
