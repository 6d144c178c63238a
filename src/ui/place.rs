//! Where an instance of the app stands: alone in its page, or as an element in somebody else's, where
//! nothing outside of its own root is its business.

use super::door::{self, read};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// Cloning it gives another handle.
#[derive(Clone, PartialEq)]
pub struct Place {
    root: Element,
    /// What who mounts it hands over: `query`, what an element is asked for as an address says it,
    /// and `tell`, which is told what happens. A page of ours has neither.
    host: JsValue,
}

impl Place {
    pub fn new(root: Element, host: JsValue) -> Self {
        Self { root, host }
    }

    /// What the app is drawn into.
    pub fn root(&self) -> &Element {
        &self.root
    }

    /// Is the page ours, with its title, its address and what it remembers?
    pub fn alone(&self) -> bool {
        self.query().is_none()
    }

    /// What carries our marks, and hears keys wherever the focus is.
    pub fn outer(&self) -> Element {
        let page = door::document().document_element().filter(|_| self.alone());
        page.unwrap_or_else(|| self.root.clone())
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).ok().flatten()
    }

    pub fn by_id(&self, id: &str) -> Option<HtmlElement> {
        self.by_id_any(id)?.dyn_into().ok()
    }

    /// A drawing has elements that are no HTML.
    pub fn by_id_any(&self, id: &str) -> Option<Element> {
        self.find(&["[id='", id, "']"].concat())
    }

    /// Marks for style sheets and readers: theme, language.
    pub fn mark(&self, attribute: &str, value: &str) {
        let _ = self.outer().set_attribute(attribute, value);
    }

    /// A remembered choice.
    pub fn recall(&self, key: &str) -> Option<String> {
        if self.alone() { door::recall(key) } else { None }
    }

    /// Query and fragment, as [`door::address`] has them.
    pub fn address(&self) -> (String, String) {
        let Some(query) = self.query() else { return door::address() };
        let (query, fragment) = query.split_once('#').unwrap_or((&query, ""));
        (query.to_owned(), fragment.to_owned())
    }

    /// Tells who is around us something, as an object with these entries.
    pub fn tell(&self, entries: &[(&str, JsValue)]) {
        let message = js_sys::Object::new();
        for (key, value) in entries {
            let _ = js_sys::Reflect::set(&message, &(*key).into(), value);
        }
        if let Some(tell) = read(&self.host, "tell").and_then(|tell| tell.dyn_into::<js_sys::Function>().ok())
        {
            let _ = tell.call1(&JsValue::NULL, &message);
        } else if let Ok(Some(parent)) = door::window().parent() {
            // A height is no secret, and the host's origin is not ours to know.
            let _ = parent.post_message(&message, "*");
        }
    }

    fn query(&self) -> Option<String> {
        read(&self.host, "query")?.as_string()
    }
}
