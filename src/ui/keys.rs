//! What the keyboard does: keys stand for commands, which buttons carry too. The key map on the page
//! is written from the same tables.

use super::model::Model;

/// A key, the command it stands for.
pub type Key = (&'static str, &'static str);

/// Keys that no field and no screen reader wants for itself.
pub const PLAIN: &[Key] = &[
    (" ", "play"),
    ("ArrowRight", "next"),
    ("ArrowLeft", "previous"),
    ("Home", "restart"),
    ("End", "end"),
    ("Escape", "leave"),
];

/// Single signs, which a person may switch off (WCAG 2.2, 2.1.4).
pub const SIGNS: &[Key] = &[
    ("n", "segment next"),
    ("p", "segment previous"),
    ("l", "lose"),
    ("d", "delay"),
    ("t", "double"),
    ("o", "overtake"),
    ("b", "fall-back"),
    ("a", "deliver"),
    ("c", "compare"),
    ("+", "zoom in"),
    ("-", "zoom out"),
    ("0", "zoom natural"),
    ("f", "zoom fit"),
    ("s", "scale"),
    ("1", "tab story"),
    ("2", "tab segments"),
    ("3", "tab states"),
    ("4", "tab sockets"),
    ("5", "tab programs"),
    ("6", "tab changes"),
    ("7", "tab questions"),
    ("8", "tab exercise"),
    ("9", "tab transcript"),
    ("?", "tab keys"),
];

/// A key that was pressed, and where.
#[derive(Clone, Copy, Debug, Default)]
pub struct Press<'a> {
    pub key: &'a str,
    /// Control, or the command key of a Mac.
    pub control: bool,
    pub shift: bool,
    /// In a field for text.
    pub typing: bool,
    /// On something that has the space bar for itself: a button, a switch, a list.
    pub on_control: bool,
    /// On something that has the arrows for itself: a slider, a list.
    pub on_field: bool,
}

/// The command that a key means; `None` leaves it to the browser.
#[must_use]
pub fn command(press: Press, model: &Model) -> Option<&'static str> {
    if press.control {
        return match (press.key, press.shift) {
            _ if press.typing => None,
            ("z", false) => Some("undo"),
            ("z" | "Z", true) | ("y", _) => Some("redo"),
            _ => None,
        };
    }
    let found = |keys: &[Key]| keys.iter().find(|(key, _)| *key == press.key).map(|(_, command)| *command);
    if press.typing || (press.key == " " && press.on_control) {
        return None;
    }
    let plain = found(PLAIN).filter(|_| press.key == " " || press.key == "Escape" || !press.on_field);
    let sign = || found(SIGNS).filter(|_| model.signs);
    let same = if press.key == "=" { Some("zoom in") } else { None };
    let command = plain.or_else(sign).or(same.filter(|_| model.signs))?;
    // What an embed does not show, its keys do not change.
    let shown = !["tab ", "zoom ", "scale", "compare"].iter().any(|hidden| command.starts_with(hidden));
    (shown || !model.embed).then_some(command)
}

#[cfg(test)]
mod tests {
    use super::super::command;
    use super::*;
    use crate::sim::catalog::Name;
    use crate::text::Lang;
    use crate::ui::Action;

    fn model() -> Model {
        Model::new(Name::LastAckLost.scenario(false), Lang::En).reduce(Action::Select(Some(1)))
    }

    fn pressed(key: &str) -> Press<'_> {
        Press { key, ..Press::default() }
    }

    #[test]
    fn every_key_of_the_map_does_something_and_has_words() {
        let model = model();
        for (key, said) in PLAIN.iter().chain(SIGNS) {
            assert_eq!(command(pressed(key), &model), Some(*said));
            // The second file knows these two as well.
            let known = command::action(said, &model).is_some()
                || command::of_panels(&[said], &model).is_some()
                || ["overtake", "fall-back"].contains(said);
            assert!(known, "{key} ({said}) means nothing");
            assert!(crate::text::keys::meaning(said).is_some(), "{said} has no words");
        }
    }

    #[test]
    fn who_types_is_left_alone_and_signs_can_be_switched_off() {
        let mut model = model();
        for key in ["l", " ", "ArrowLeft", "?"] {
            assert_eq!(command(Press { typing: true, ..pressed(key) }, &model), None);
        }
        assert_eq!(command(Press { on_control: true, ..pressed(" ") }, &model), None);
        assert_eq!(command(Press { on_field: true, ..pressed("ArrowLeft") }, &model), None);
        assert_eq!(command(pressed("3"), &model), Some("tab states"));
        model.signs = false;
        assert_eq!(command(pressed("3"), &model), None);
        assert_eq!(command(pressed(" "), &model), Some("play"));
        let undo = Press { control: true, ..pressed("z") };
        assert_eq!(command(undo, &model), Some("undo"));
        assert_eq!(command(Press { typing: true, ..undo }, &model), None);
    }
}
