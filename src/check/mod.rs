//! Checking the machine against the outside world: small exchanges with one endpoint, written down
//! by others.

pub mod cases;
pub mod notation;
