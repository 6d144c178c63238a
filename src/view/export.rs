//! What is taken out of the page: a trace as a picture for other programs, as a diagram's source, as
//! the packets that somebody would have captured, and its scenario as a file.

pub mod look;
pub mod mermaid;
pub mod packets;
pub mod picture;
pub mod scenario;
mod still;

pub use still::still;
