//! The worker that reads captures, so that the page never waits: a file comes in by pieces, and what
//! goes out is a list of its connections, row by row as it is looked at, and single conversations.
//! Natively there is no worker, and it says so.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "This binary is a worker of the page. `cargo run --bin waves -- import FILE` reads captures here."
    );
    std::process::exit(2);
}
