//! Elements from data. `html!` writes code for every element anew, half a kilobyte each; this writes
//! it once. `html!` stays where elements listen or hold a reference.

use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, VTag};

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

fn tagged(tag: &'static str, attributes: &[(&'static str, &str)], children: Vec<Html>) -> VTag {
    let mut element = VTag::new(tag);
    for (name, value) in attributes.iter().filter(|(name, _)| is_property(tag, name)) {
        match *name {
            "value" => element.set_value(value.to_string()),
            _ => element.set_checked(*value == "1"),
        }
    }
    element.set_attributes(attributes_of(tag, attributes));
    element.add_children(children);
    element
}

/// What a person may change is a property: it is written back where it differs.
fn is_property(tag: &str, name: &str) -> bool {
    matches!((tag, name), ("input", "value" | "checked") | ("textarea", "value"))
}

fn attributes_of(tag: &str, attributes: &[(&'static str, &str)]) -> Attributes {
    let value = |(name, value): &(&'static str, &str)| {
        let said = !value.is_empty() && !is_property(tag, name);
        said.then(|| match *name {
            // A strict content security policy forbids the attribute, and lets scripts set the property.
            "style" => AttributeOrProperty::Property((*value).into()),
            _ => AttributeOrProperty::Attribute(value.to_string().into()),
        })
    };
    Attributes::Dynamic { keys: names(attributes), values: attributes.iter().map(value).collect() }
}

thread_local! {
    /// Every list of names that was ever used: a few dozen. Elements whose names are the very same
    /// list are compared value by value; otherwise Yew would make two maps of each.
    static NAMES: RefCell<Vec<&'static [&'static str]>> = const { RefCell::new(Vec::new()) };
}

fn names(attributes: &[(&'static str, &str)]) -> &'static [&'static str] {
    NAMES.with_borrow_mut(|known| {
        let wanted = || attributes.iter().map(|(name, _)| *name);
        known.iter().find(|names| names.iter().copied().eq(wanted())).copied().unwrap_or_else(|| {
            let names: &[_] = wanted().collect::<Vec<_>>().leak();
            known.push(names);
            names
        })
    })
}

/// An element of `html!` with these attributes. (A `class={…}` in there would be a set of classes,
/// which costs the page a kilobyte.)
pub fn with(element: Html, attributes: &[(&'static str, &str)]) -> Html {
    let Html::VTag(mut tag) = element else { return element };
    Rc::make_mut(&mut tag).set_attributes(attributes_of("", attributes));
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
