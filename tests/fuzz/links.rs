//! Whatever a link is read as can be simulated, and comes back from the link that is made of it.

use four_waves::sim::link_code::{decode, encode};
use four_waves::sim::simulate;

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let decoded = decode(text);
    if let Some(problem) = &decoded.problem {
        assert!(!problem.is_empty() && problem.chars().count() < 100, "{problem}");
    }
    let link = encode(&decoded.scenario);
    let again = decode(&link);
    assert_eq!(again.problem, None, "{link}");
    assert_eq!(again.scenario, decoded.scenario, "{link}");
    let _ = simulate(&decoded.scenario);
}
