//! The page's wasm binary: mounts [`four_waves::ui`]. Natively there is no page, and it says so.

#[cfg(target_arch = "wasm32")]
fn main() {
    std::panic::set_hook(Box::new(|info| report(&info.to_string())));
    four_waves::ui::start();
}

/// Hands a panic's words to boot.js, which tells the person and offers to reload.
#[cfg(target_arch = "wasm32")]
fn report(words: &str) {
    let global = js_sys::global();
    if let Ok(failed) = js_sys::Reflect::get(&global, &"fourWavesFailed".into())
        && let Ok(failed) = wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(failed)
    {
        let _ = failed.call1(&global, &words.into());
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "This binary is the page. `cargo xtask serve` opens it; `cargo run --bin waves` is the command line."
    );
    std::process::exit(2);
}
