//! What the machine was held against, counted: rules, suites, recordings. Every number comes from a
//! run, none from a hand.

use super::cases::{self, Profile};
use super::recordings;
use super::report::Entry;
use crate::sim::catalog::Name;
use crate::sim::recording::{MOST_OCTETS, Recording};
use crate::sim::{Roughness, Trace, simulate, simulate_with};
use crate::tcp::Rule;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// All that the page of proofs says.
#[derive(Clone, Debug, Default)]
pub struct Conformance {
    /// In the order of [`Rule::ALL`].
    pub rules: Vec<OfRule>,
    pub suites: Vec<Suite>,
    pub recordings: Vec<Entry>,
    /// What cannot be read, one sentence each.
    pub troubles: Vec<String>,
}

/// In how many of each a rule is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfRule {
    pub rule: Rule,
    pub cases: usize,
    pub recordings: usize,
    /// Scenarios of the catalogue, with and without the opening.
    pub scenarios: usize,
}

/// The cases of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    pub name: String,
    pub passed: usize,
    pub failed: usize,
    /// So many of them hold in every setting.
    pub any: usize,
}

impl Conformance {
    #[must_use]
    pub fn cases(&self) -> usize {
        self.suites.iter().map(|suite| suite.passed + suite.failed).sum()
    }

    #[must_use]
    pub fn cases_passed(&self) -> usize {
        self.suites.iter().map(|suite| suite.passed).sum()
    }

    #[must_use]
    pub fn recordings_passed(&self) -> usize {
        self.recordings.iter().filter(|entry| entry.passed()).count()
    }
}

/// Runs all cases and recordings of two folders, and the catalogue.
#[must_use]
pub fn measure(cases: &Path, recordings: &Path) -> Conformance {
    let mut found = Conformance::default();
    let mut followed = Followed::default();
    measure_cases(cases, &mut found, &mut followed);
    measure_recordings(recordings, &mut found, &mut followed);
    for opening in [false, true] {
        for name in Name::ALL {
            followed.scenarios.extend(rules_of(&simulate(&name.scenario(opening))));
        }
    }
    found.rules = Rule::ALL.iter().map(|rule| followed.of(*rule)).collect();
    found
}

/// Every rule once for each case, recording or scenario that follows it.
#[derive(Default)]
struct Followed {
    cases: Vec<Rule>,
    recordings: Vec<Rule>,
    scenarios: Vec<Rule>,
}

impl Followed {
    fn of(&self, rule: Rule) -> OfRule {
        let count = |all: &[Rule]| all.iter().filter(|other| **other == rule).count();
        OfRule {
            rule,
            cases: count(&self.cases),
            recordings: count(&self.recordings),
            scenarios: count(&self.scenarios),
        }
    }
}

fn measure_cases(folder: &Path, found: &mut Conformance, followed: &mut Followed) {
    let mut suites = BTreeMap::<String, Suite>::new();
    for (file, text) in read(folder, "case", super::MOST_IN_A_CASE_FILE, &mut found.troubles) {
        let all = match cases::parse(&file, &text) {
            Ok(all) => all,
            Err(error) => {
                found.troubles.push(error.to_string());
                continue;
            }
        };
        for case in all {
            let name = case.source.split(':').next().unwrap_or_default().trim().to_owned();
            let suite = suites.entry(name.clone()).or_insert_with(|| Suite { name, ..Suite::default() });
            match cases::run(&case) {
                cases::Verdict::Passed => suite.passed += 1,
                cases::Verdict::Failed { .. } => suite.failed += 1,
            }
            suite.any += usize::from(case.profile == Profile::Any);
            followed.cases.extend(cases::rules_in(&case));
        }
    }
    found.suites = suites.into_values().collect();
    found.suites.sort_by_key(|suite| std::cmp::Reverse(suite.passed + suite.failed));
}

fn measure_recordings(folder: &Path, found: &mut Conformance, followed: &mut Followed) {
    for (file, text) in read(folder, "json", MOST_OCTETS as u64, &mut found.troubles) {
        found.recordings.push(recordings::check(&file, &text));
        if let Ok(recording) = Recording::parse(&text) {
            let trace = simulate_with(&recording.scenario, Roughness::USUAL);
            followed.recordings.extend(rules_of(&trace));
        }
    }
}

/// Name and text of every file, without the folder before it.
fn read(folder: &Path, extension: &str, most: u64, troubles: &mut Vec<String>) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for found in super::files::find(folder, extension) {
        match found.and_then(|path| Ok((super::files::read(&path, most)?, path))) {
            Ok((text, path)) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                texts.push((name, text));
            }
            Err(trouble) => troubles.push(format!("{}: {}", trouble.file, trouble.what)),
        }
    }
    texts
}

fn rules_of(trace: &Trace) -> BTreeSet<Rule> {
    let mut rules = BTreeSet::new();
    for moment in &trace.moments {
        rules.extend(moment.changes.iter().map(|change| change.rule));
        rules.extend(moment.ignored);
    }
    rules.extend(trace.flights.iter().map(|flight| flight.rule));
    rules
}
