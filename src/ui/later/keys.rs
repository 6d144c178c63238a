//! The key map.

use super::super::el::{el, said, text, truth};
use super::super::keys::{Key, PLAIN, SIGNS};
use super::super::model::Model;
use crate::text::Both;
use crate::text::keys::{ON_A_SEGMENT, WITH_CONTROL, WORDS, key_name, meaning};
use yew::prelude::*;

pub fn panel(model: &Model) -> Html {
    let lang = model.lang;
    let row = |key: &str, means: Both| {
        [el("dt", &[], vec![said("kbd", &[], key)]), said("dd", &[], means.in_lang(lang))]
    };
    // The capitals of all alphabets are tables of several KiB.
    let upper = |key: &str| key_name(key).to_ascii_uppercase();
    let of = |keys: &[Key]| -> Vec<Html> {
        keys.iter().filter_map(|(key, command)| Some(row(&upper(key), meaning(command)?))).flatten().collect()
    };
    let said_rows = |rows: &[(&str, Both)]| -> Vec<Html> {
        rows.iter().flat_map(|(key, means)| row(key, *means)).collect()
    };
    let switch = [("role", "switch"), ("data-do", "signs"), ("aria-checked", truth(model.signs))];
    let toggle = vec![el("i", &[], vec![]), text(WORDS.signs.in_lang(lang))];
    let list = |rows| el("dl", &[], rows);
    let parts = vec![
        said("h3", &[], WORDS.title.in_lang(lang)),
        list([of(PLAIN), said_rows(WITH_CONTROL)].concat()),
        el("button", &[&switch[..], &[("class", "toggle")]].concat(), toggle),
        list(of(SIGNS)),
        said("p", &[("class", "hint")], WORDS.hint.in_lang(lang)),
        said("h3", &[], WORDS.on_a_segment.in_lang(lang)),
        list(said_rows(ON_A_SEGMENT)),
    ];
    el("div", &[("class", "keys")], parts)
}
