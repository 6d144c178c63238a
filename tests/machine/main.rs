//! The state machine, rule by rule. [`bench`] builds every state from the one before it; `table`
//! says for every state what each call, segment and timer does; the other files tell longer stories.

mod bench;
mod closing;
mod linux;
mod mistakes;
mod opening;
mod pair;
mod retransmission;
mod robustness;
mod stacks;
mod table;
mod window;
