//! What both machines of a captured connection must have gone through.
