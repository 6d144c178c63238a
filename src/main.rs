//! The page's wasm binary: mounts [`four_waves::ui`]. Natively there is no page, and it says so.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
fn main() {
    std::panic::set_hook(Box::new(|info| four_waves::ui::report(&info.to_string())));
}

/// Whoever starts the wasm (`static/boot.js`, `static/element.js`) mounts the app where it wants it; see
/// [`four_waves::ui::mount`].
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn mount(root: web_sys::Element, host: wasm_bindgen::JsValue) -> wasm_bindgen::JsValue {
    four_waves::ui::mount(root, host)
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "This binary is the page. `cargo xtask serve` opens it; `cargo run --bin waves` is the command line."
    );
    std::process::exit(2);
}
