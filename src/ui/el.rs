//! Elements from data. `html!` writes code for every element anew, half a kilobyte each; this writes
//! it once. `html!` stays where elements listen or hold a reference.

use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::{Key, VTag};

/// An element with attributes (one whose value is empty is left out) and children.
pub fn el(tag: &'static str, attributes: &[(&'static str, &str)], children: Vec<Html>) -> Html {
    tagged(tag, attributes, children).into()
}

/// The same, found again under its key when its place in a list changes.
pub fn keyed(
    key: usize,
    tag: &'static str,
    attributes: &[(&'static str, &str)],
    children: Vec<Html>,
) -> Html {
    let mut tag = tagged(tag, attributes, children);
    tag.key = Some(Key::from(key));
    tag.into()
}

/// The same, which can be found in the document.
pub fn held(
    place: NodeRef,
    tag: &'static str,
    attributes: &[(&'static str, &str)],
    children: Vec<Html>,
) -> Html {
    let mut tag = tagged(tag, attributes, children);
    tag.node_ref = place;
    tag.into()
}

fn tagged(tag: &'static str, attributes: &[(&'static str, &str)], children: Vec<Html>) -> VTag {
    let mut tag = VTag::new(tag);
    for (name, value) in attributes {
        match *name {
            // What a person may change is a property: it is written back where it differs.
            "value" if matches!(tag.tag(), "input" | "textarea") => tag.set_value(value.to_string()),
            "checked" => tag.set_checked(*value == "1"),
            _ if value.is_empty() => {}
            name => tag.add_attribute(name, value.to_string()),
        }
    }
    tag.add_children(children);
    tag
}

/// An element of `html!` with one more attribute. (A `class={…}` in there would be a set of classes,
/// which costs the page a kilobyte.)
pub fn with(element: Html, name: &'static str, value: &str) -> Html {
    let Html::VTag(mut tag) = element else { return element };
    Rc::make_mut(&mut tag).add_attribute(name, value.to_owned());
    Html::VTag(tag)
}

/// An element around a text.
pub fn said(tag: &'static str, attributes: &[(&'static str, &str)], words: &str) -> Html {
    el(tag, attributes, vec![text(words)])
}

/// A text.
pub fn text(words: &str) -> Html {
    Html::VText(yew::virtual_dom::VText::new(words.to_owned()))
}

/// `true` or `false`, as ARIA wants it.
pub fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
