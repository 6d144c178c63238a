//! The few doors to the browser. Whatever a browser may refuse (storage in a sandboxed frame, for
//! instance) is an `Option` here, and the page goes on without it.

use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, ResizeObserver, Window};

/// The window. A page has one.
///
/// # Panics
/// Outside a browser's page.
#[must_use]
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
///
/// # Panics
/// Outside a browser's page.
#[must_use]
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Milliseconds on the clock that animations run by.
#[must_use]
pub fn timeline_now() -> f64 {
    document().timeline().current_time().unwrap_or_default()
}

/// Milliseconds on a clock that runs between frames, too.
#[must_use]
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// The window's height in pixels.
#[must_use]
pub fn view_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
}

/// Does a media query hold?
#[must_use]
pub fn prefers(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// A property of an object of the browser's.
#[must_use]
pub fn read(object: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(object, &name.into()).ok()
}

thread_local! {
    /// What started this wasm, see [`host`].
    static HOST: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Says once for all instances who started them.
pub fn hosted_by(host: &JsValue) {
    HOST.replace(host.clone());
}

/// What who started this wasm handed over: `later` fetches the second file, `failed` says that the page
/// has stopped, `page` is the full page's address where this is none, `single` says that the page is one
/// file, with no others beside it; `draw`, `save` and `worker` see [`draw`] and their callers.
#[must_use]
pub fn host(name: &str) -> Option<JsValue> {
    HOST.with_borrow(|host| read(host, name))
}

/// Asks who started this wasm for something of [`host`]. `None`: there is no such thing, or it was refused.
pub fn ask_host(name: &str, arguments: &js_sys::Array) -> Option<JsValue> {
    let function = host(name)?.dyn_into::<js_sys::Function>().ok()?;
    function.apply(&JsValue::NULL, arguments).ok()
}

/// Writes markup behind what is in an element: a page may demand that only a policy of its own does.
pub fn draw(element: &Element, markup: &str) {
    let _ = ask_host("draw", &js_sys::Array::of2(element, &markup.into()));
}

/// A listener, until this is dropped. It hears on the way down: scrolling does not bubble.
pub struct Listening {
    target: EventTarget,
    events: &'static [&'static str],
    closure: Closure<dyn Fn(Event)>,
}

impl Listening {
    // Boxed, for each kind of closure would write all of this anew.
    pub fn new(target: &EventTarget, events: &'static [&'static str], heard: Box<dyn Fn(Event)>) -> Self {
        let closure = Closure::wrap(heard);
        for event in events {
            let heard = closure.as_ref().unchecked_ref();
            let _ = target.add_event_listener_with_callback_and_bool(event, heard, true);
        }
        Self { target: target.clone(), events, closure }
    }

    /// Calls back whenever the answer to a media query changes.
    pub fn to_preference(query: &str, changed: impl Fn(bool) + 'static) -> Option<Self> {
        let list = window().match_media(query).ok()??;
        let same = list.clone();
        Some(Self::new(&list, &["change"], Box::new(move |_| changed(same.matches()))))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for event in self.events {
            let heard = self.closure.as_ref().unchecked_ref();
            let _ = self.target.remove_event_listener_with_callback_and_bool(event, heard, true);
        }
    }
}

/// Calls back soon after an element's size is known and whenever it changes, until this is dropped. Not
/// within the telling: what changes sizes there is an error in Firefox's console, and WebKit leaves a
/// frame's figure undrawn.
pub struct Resizing(
    Option<ResizeObserver>,
    #[expect(dead_code, reason = "the observer calls it")] Closure<dyn Fn()>,
);

impl Resizing {
    /// Calls after the browser has told all: what follows may change sizes once more, and browsers report
    /// that as an error.
    pub fn new(element: &Element, changed: Box<dyn Fn()>) -> Self {
        let (changed, later) = (Rc::new(changed), Cell::new(None));
        let closure = Closure::wrap(Box::new(move || {
            let changed = changed.clone();
            later.set(Some(Timeout::new(0, move || changed())));
        }) as Box<dyn Fn()>);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self(observer, closure)
    }
}

impl Drop for Resizing {
    fn drop(&mut self) {
        if let Some(observer) = &self.0 {
            observer.disconnect();
        }
    }
}

/// A remembered choice.
#[must_use]
pub fn recall(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Remembers a choice, where that is allowed.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// The address's query without `?`, and its fragment without `#`. A page that is about one scenario
/// has that for a fragment, and its own language.
#[must_use]
pub fn address() -> (String, String) {
    let location = window().location();
    let (query, fragment) = (location.search().unwrap_or_default(), location.hash().unwrap_or_default());
    let (query, fragment) = (query.trim_start_matches('?'), fragment.trim_start_matches('#'));
    let root = document().document_element().filter(|_| fragment.is_empty());
    let own = |name: &str| root.as_ref().and_then(|root| root.get_attribute(name));
    match (own("data-code"), own("data-lang")) {
        (Some(code), Some(lang)) => (["lang=", &lang, "&", query].concat(), code),
        _ => (query.to_owned(), fragment.to_owned()),
    }
}

/// Decodes `%E4` and `+` of a query.
#[must_use]
pub fn decoded(text: &str) -> String {
    js_sys::decode_uri_component(&text.replace('+', " ")).map_or_else(|_| text.to_owned(), String::from)
}

/// Puts query and fragment into the address bar without a new history entry, and tells who started this
/// wasm: where the bar is refused, whoever says that the page has stopped has the link all the same.
pub fn replace_address(address: &str) {
    HOST.with_borrow(|host| js_sys::Reflect::set(host, &"link".into(), &address.into()).ok());
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// The full page's address without query and fragment.
#[must_use]
pub fn page_address() -> String {
    let page = host("page").and_then(|page| page.as_string());
    let href = page.or_else(|| window().location().href().ok()).unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Sets an attribute of the page's root element.
pub fn mark_root(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(attribute, value);
    }
}

/// Tells a window something, as an object with these entries, while it shows that origin.
pub fn tell(to: Option<Window>, entries: &[(&str, JsValue)], origin: &str) {
    let message = js_sys::Object::new();
    for (key, value) in entries {
        let _ = js_sys::Reflect::set(&message, &(*key).into(), value);
    }
    if let Some(to) = to {
        let _ = to.post_message(&message, origin);
    }
}

/// Copies text, and says whether that worked.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    // Absent where the page is not served securely: asking for it must not throw.
    let navigator = js_sys::Reflect::get(&window(), &"navigator".into()).ok();
    let clipboard =
        navigator.and_then(|navigator| js_sys::Reflect::get(&navigator, &"clipboard".into()).ok());
    let write =
        clipboard.as_ref().and_then(|clipboard| js_sys::Reflect::get(clipboard, &"writeText".into()).ok());
    let promise = write
        .and_then(|write| write.dyn_into::<js_sys::Function>().ok())
        .and_then(|write| write.call1(clipboard.as_ref().unwrap_or(&JsValue::NULL), &text.into()).ok())
        .and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok());
    settled(promise, Box::new(done));
}

/// Calls back once the promise is kept (true) or broken (false), or where there is none.
pub fn settled(promise: Option<js_sys::Promise>, done: Box<dyn FnOnce(bool)>) {
    // Where there is none, that is said later, too: whoever asks may hold what is then needed.
    let promise = promise.unwrap_or_else(|| js_sys::Promise::reject(&JsValue::NULL));
    // Exactly one of the two is called; both are given back to the browser's collector.
    let done = std::rc::Rc::new(std::cell::Cell::new(Some(done)));
    let finish = |worked: bool| {
        let done = done.clone();
        Closure::once_into_js(move |_: JsValue| {
            if let Some(done) = done.take() {
                done(worked);
            }
        })
    };
    let (yes, no) = (finish(true), finish(false));
    if let Ok(then) = js_sys::Reflect::get(&promise, &"then".into())
        && let Ok(then) = then.dyn_into::<js_sys::Function>()
    {
        let _ = then.call2(&promise, &yes, &no);
    }
}

/// The HTML element with that id.
#[must_use]
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Why the button around an event's target does nothing now, where it says so.
#[must_use]
pub fn refusal_around(target: Option<EventTarget>) -> Option<String> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[aria-disabled=true][title]").ok().flatten()?.get_attribute("title")
}

/// The attribute of the nearest element around an event's target that has it and is not disabled.
#[must_use]
pub fn attribute_around(target: Option<EventTarget>, attribute: &str) -> Option<String> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest(&["[", attribute, "]:not(:disabled)"].concat()).ok().flatten()?.get_attribute(attribute)
}

/// What an element says.
#[must_use]
pub fn text_of(target: Option<EventTarget>) -> String {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.and_then(|element| element.text_content()).unwrap_or_default()
}

/// Opens a page that stands beside the full page. `None`: where that is there are no others.
pub fn open(address: &str) -> Option<()> {
    if host("single") == Some(JsValue::TRUE) {
        return None;
    }
    let page = page_address();
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let address = [folder, "/", address].concat();
    let _ = window().open_with_url_and_target_and_features(&address, "_blank", "noopener");
    Some(())
}

/// A form element that was changed.
pub struct Changed {
    pub id: String,
    /// Of a switch: `on` or `off`.
    pub value: String,
}

/// The field that an event comes from.
#[must_use]
pub fn field_of(event: &Event) -> Option<Changed> {
    let element: Element = event.target()?.dyn_into().ok()?;
    // Inputs and lists alike have these; asking by name spares a binding for each.
    let get = |name: &str| js_sys::Reflect::get(&element, &name.into()).ok();
    let off = element.matches("[type=checkbox]:not(:checked)") == Ok(true);
    let value = if off { "off".to_owned() } else { get("value")?.as_string()? };
    Some(Changed { id: element.id(), value })
}
