//! What is taken out: pictures that any program reads, captures that tshark agrees with, diagrams by
//! their grammar, and files that open again. `UPDATE_GOLDEN=1 cargo test --test export` writes the
//! golden files anew.

mod packets;
mod picture;
#[path = "../random/scenarios.rs"]
mod scenarios;
mod strangers;
mod texts;

use four_waves::sim::Scenario;
use four_waves::sim::catalog::Name;
use four_waves::sim::questions::Question;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use scenarios::{Mix, scenario};
use std::path::PathBuf;

/// The catalogue with and without its opening, and the questions.
fn known() -> Vec<Scenario> {
    let catalogue = Name::ALL.into_iter().flat_map(|name| [name.scenario(false), name.scenario(true)]);
    catalogue.chain(Question::ALL.iter().map(|question| question.scenario())).collect()
}

/// So many that nobody has thought of, the same ones every time.
fn random(count: usize) -> Vec<Scenario> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let wild = scenario(Mix { trouble: true, rudeness: true });
    (0..count).map(|_| wild.new_tree(&mut runner).expect("there is one").current()).collect()
}

/// Holds octets against the golden file of that name.
fn golden(name: &str, octets: &[u8]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/export/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, octets).expect("the golden file can be written");
    }
    let golden = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let place = golden.iter().zip(octets).take_while(|(was, is)| was == is).count();
    assert!(
        golden == octets,
        "{name} differs from octet {place} on. If this is what you want: UPDATE_GOLDEN=1 cargo test --test export"
    );
}
