//! Inferred states against true ones: simulations seen from one point, recordings of kernels, files.

mod files;
mod found;
mod joined;
mod kernels;
mod oracle;
mod remade;
#[path = "../random/scenarios.rs"]
mod scenarios;
mod shown;
mod states;
