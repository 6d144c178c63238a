//! Section 3 of the protocol reference, written down a second time and held against every cell:
//! the grid's files say what the machine does, these say what it should.

mod arrivals;
mod calls;
mod early;
mod expected;
mod time_wait;
