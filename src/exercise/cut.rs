//! A trace as far as it can be seen at a moment.

use crate::sim::Ended;
use crate::sim::{Fate, Network, Trace};
use crate::time::{Duration, Instant};

/// What has happened before `at`, and nothing of what comes then or later: what is under way looks as
/// if it would arrive. Nothing may wait for the wire at that time.
#[must_use]
pub fn before(trace: &Trace, network: &Network, at: Instant) -> Trace {
    let moments = trace.moments.partition_point(|moment| moment.at < at);
    let flights = trace.flights.partition_point(|flight| flight.moment < moments);
    let calls = trace.calls.partition_point(|call| call.at < at);
    let mut seen = Trace {
        start: trace.start,
        moments: trace.moments[..moments].to_vec(),
        flights: trace.flights[..flights].to_vec(),
        calls: trace.calls[..calls].to_vec(),
        end: at,
        ended: Ended::Horizon,
    };
    for flight in seen.flights.iter_mut().filter(|flight| flight.until() >= at) {
        // Neither a loss to come nor a delay of its own shows.
        let usual = flight.sent + network.delay[flight.from as usize];
        flight.fate = Fate::Arrives(usual.max(at + Duration::from_micros(1)));
    }
    for call in &mut seen.calls {
        call.returned = call.returned.filter(|(returned, _)| *returned < at);
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::sim::simulate;

    #[test]
    fn nothing_of_what_comes_is_left() {
        for name in Name::ALL {
            let scenario = name.scenario(true);
            let whole = simulate(&scenario);
            for moment in &whole.moments {
                let seen = before(&whole, &scenario.network, moment.at);
                assert!(seen.moments.iter().all(|other| other.at < moment.at));
                let sent = seen.moments.iter().flat_map(|moment| &moment.sent);
                assert!(sent.copied().max().is_none_or(|last| last < seen.flights.len()));
                for (flight, real) in seen.flights.iter().zip(&whole.flights) {
                    assert!(flight.fate == real.fate || !flight.is_lost() && flight.until() > moment.at);
                }
                assert!(seen.calls.iter().all(|call| call.returned.is_none_or(|(at, _)| at < moment.at)));
                assert_eq!(seen.ends_at(seen.end), whole.ends_after(seen.moments.len().checked_sub(1)));
            }
        }
    }
}
