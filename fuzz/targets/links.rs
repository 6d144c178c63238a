//! Whatever a link is read as can be simulated, and comes back from the link that is made of it.
#![no_main]

use four_waves::sim::link_code::{decode, encode};
use four_waves::sim::simulate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let decoded = decode(text);
    if let Some(problem) = &decoded.problem {
        assert!(!problem.is_empty() && problem.chars().count() < 100, "{problem}");
    }
    let link = encode(&decoded.scenario);
    let again = decode(&link);
    assert_eq!(again.problem, None, "{link}");
    assert_eq!(again.scenario, decoded.scenario, "{link}");
    let _ = simulate(&decoded.scenario);
});
