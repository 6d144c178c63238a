//! What a scenario becomes: programs, losses, people, limits. And the invariants of TCP over some
//! hundred scenarios that nobody thought of.

#[path = "../common/invariants.rs"]
mod common;
mod incarnations;
mod invariants;
mod limits;
mod people;
mod programs;
mod random;

use four_waves::sim::{Errno, Fault, Match, Outcome, Scenario, Side, Step, Trace, Verdict, catalog::blank};
use four_waves::tcp::State;
use four_waves::time::{Duration, Instant};

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn at(n: u64) -> Instant {
    Instant::START + seconds(n)
}

fn pause(n: u64) -> Step {
    Step::Sleep(seconds(n))
}

/// Two textbook hosts one second apart, ESTABLISHED, with these programs.
fn hosts(client: &[Step], server: &[Step]) -> Scenario {
    let mut scenario = blank("test", false);
    scenario.client.program = [&[Step::Connect], client].concat();
    scenario.server.program = [&[Step::Accept], server].concat();
    scenario
}

/// The same, from CLOSED and LISTEN.
fn hosts_from_closed(client: &[Step], server: &[Step]) -> Scenario {
    Scenario { opening: true, ..hosts(client, server) }
}

fn lose(from: Side, of: Match, nth: impl Into<Option<u32>>) -> Fault {
    Fault { from, of, nth: nth.into(), verdict: Verdict::Lose, off: false }
}

/// What a side's calls returned, in order; blocked ones and pauses left out.
fn outcomes(trace: &Trace, side: Side) -> Vec<Outcome> {
    let own = trace.calls.iter().filter(|call| call.side == side);
    let calls = own.filter(|call| four_waves::sim::program::is_call(call.what));
    calls.filter_map(|call| call.returned).map(|(_, outcome)| outcome).collect()
}

fn failed(errno: Errno) -> Outcome {
    Outcome::Failed(errno)
}

fn last_states(trace: &Trace) -> [State; 2] {
    trace.ends_at(trace.end).map(|end| end.state)
}
