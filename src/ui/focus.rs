//! The focus outlives what had it: a figure is drawn anew, a button is gone once it was pressed, or has
//! nothing to do any more. Who uses the keyboard must not begin at the page's top again.

use super::door;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// Parts of the page, and what in each is as good as another when the very element is gone.
const PARTS: [(&str, &str); 6] = [
    (".surgery", ".surgery .buttons button"),
    ("#panel", "#panel button"),
    (".compared", ".lens [data-do=compare]"),
    (".lens", ".lens button:not(:disabled)"),
    ("header", "header button:not(:disabled)"),
    (".page", "#room"),
];

/// Selectors of what has the focus now under the app's `root` and of what may take its place, best first; none where nothing
/// has it.
#[must_use]
pub fn keep(root: &Element) -> Vec<String> {
    let Some(element) = active(root) else { return Vec::new() };
    let around: Vec<_> =
        PARTS.iter().filter(|(part, _)| matches!(element.closest(part), Ok(Some(_)))).collect();
    let Some((part, _)) = around.first() else { return Vec::new() };
    let mut kept = Vec::new();
    for (name, within) in [("id", ""), ("data-flight", "#ladder "), ("data-do", part)] {
        if let Some(value) = element.get_attribute(name) {
            kept.push([within, " [", name, "='", &value, "']"].concat());
        }
    }
    kept.extend(around.iter().map(|(_, near)| (*near).to_owned()));
    kept
}

/// Puts the focus on the first of these that is there, if it was lost; `still`: who scrolls away from
/// it is not brought back.
pub fn restore(root: &Element, kept: &[String], still: bool) {
    let lost = active(root).is_none_or(|element| element.tag_name() == "BODY" || disabled(&element));
    let found = |selector: &String| {
        let element = root.query_selector(selector).ok().flatten()?;
        (!disabled(&element)).then(|| element.unchecked_into::<HtmlElement>())
    };
    if let Some(element) = kept.iter().filter(|_| lost).find_map(found) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(still);
        let _ = element.focus_with_options(&options);
    }
}

/// What has the focus in the page or the element that this is part of.
fn active(root: &Element) -> Option<Element> {
    door::read(&root.get_root_node(), "activeElement")?.dyn_into().ok()
}

fn disabled(element: &Element) -> bool {
    element.has_attribute("disabled")
}
