//! One fixed scenario, simulated once, for callgrind to count: `cargo xtask counts`.

use four_waves::sim::catalog::Name;
use four_waves::sim::{Scenario, Step, Trace, simulate};
use four_waves::time::Duration;
use std::hint::black_box;
use std::process::ExitCode;

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some(scenario) = scenario(&name) else {
        // `cargo bench` runs every bench; this one has nothing to say by itself.
        println!("counts: run by `cargo xtask counts`");
        return ExitCode::SUCCESS;
    };
    let trace = counted(black_box(&scenario));
    println!("{name}: {} segments in {} moments", trace.flights.len(), trace.moments.len());
    ExitCode::SUCCESS
}

/// Only what happens in here is counted.
#[inline(never)]
fn counted(scenario: &Scenario) -> Trace {
    black_box(simulate(scenario))
}

fn scenario(name: &str) -> Option<Scenario> {
    match name {
        "four-way-close" => Some(Name::FourWayClose.scenario(true)),
        // The FIN comes again, and TIME-WAIT begins anew.
        "last-ack-lost" => Some(Name::LastAckLost.scenario(true)),
        "a-thousand-segments" => {
            let mut scenario = Name::FourWayClose.scenario(true);
            scenario.network.delay = [Duration::from_millis(50); 2];
            scenario.network.spacing = Duration::ZERO;
            // 1 460 octets in a segment, and an ACK for each.
            scenario.client.program.insert(1, Step::Send(500 * 1_460));
            Some(scenario)
        }
        _ => None,
    }
}
