//! What the machine was held against, counted: rules, suites, recordings. Every number comes from a
//! run, none from a hand.

use super::cases::{self, Profile};
use super::recordings;
use crate::sim::catalog::Name;
use crate::sim::recording::{MOST_OCTETS, Recording};
use crate::sim::{Loss, Roughness, Scenario, Trace, simulate, simulate_with};
use crate::tcp::{Rule, Stack};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many lossy networks are tried with each scenario.
const LOSSY: u32 = 5;
/// The grid's files are large, but not without end.
const MOST_IN_A_GRID: u64 = 4 << 20;

/// All that the page of proofs says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conformance {
    /// Counts of the tests that are no cases and no recordings.
    pub figures: BTreeMap<Figure, u64>,
    /// In the order of [`Rule::ALL`].
    pub rules: Vec<OfRule>,
    pub suites: Vec<Suite>,
    pub recordings: Vec<Replayed>,
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
        self.recordings.iter().filter(|replayed| replayed.passed).count()
    }
}

/// What a test counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    /// States times events, over all stacks.
    GridCells,
    /// States that the exhaustive search went through.
    ExploredStates,
    /// Programs and openings that it searched, each with every order of faults.
    ExploredVariants,
    /// Random scenarios in every run of the tests.
    RandomRuns,
    Mutants,
    MutantsCaught,
    /// Scenarios with a live kernel at the other end.
    KernelScenarios,
}

impl Figure {
    pub const ALL: [Self; 7] = [
        Self::GridCells,
        Self::ExploredVariants,
        Self::ExploredStates,
        Self::RandomRuns,
        Self::Mutants,
        Self::MutantsCaught,
        Self::KernelScenarios,
    ];

    /// As the tests print it behind `figure:`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::GridCells => "grid-cells",
            Self::ExploredStates => "explored-states",
            Self::ExploredVariants => "explored-variants",
            Self::RandomRuns => "random-runs",
            Self::Mutants => "mutants",
            Self::MutantsCaught => "mutants-caught",
            Self::KernelScenarios => "kernel-scenarios",
        }
    }
}

/// In how many of each a rule is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRule {
    pub rule: Rule,
    pub cases: usize,
    pub recordings: usize,
    /// Of those of the catalogue with every pair of stacks and some losses.
    pub scenarios: usize,
    /// Rows of the grid of every state and event, over all stacks.
    pub grid: usize,
}

/// The cases of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suite {
    pub name: String,
    pub passed: usize,
    pub failed: usize,
    /// So many of them hold in every setting.
    pub any: usize,
}

/// One recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replayed {
    pub name: String,
    pub passed: bool,
    pub segments: usize,
    pub states: usize,
    pub calls: usize,
}

/// Runs all cases and recordings of these folders and the catalogue, and reads the grid's files.
///
/// # Errors
/// One sentence about the first file that cannot be read.
pub fn measure(cases: &Path, recordings: &[&Path], grid: &Path) -> Result<Conformance, String> {
    let mut found = Conformance::default();
    let mut followed = Followed::default();
    measure_cases(cases, &mut found, &mut followed)?;
    for folder in recordings {
        measure_recordings(folder, &mut found, &mut followed)?;
    }
    for (_, text) in read(grid, "txt", MOST_IN_A_GRID)? {
        followed.grid.extend(text.lines().flat_map(rules_in_row));
    }
    for scenario in scenarios() {
        followed.scenarios.extend(rules_of(&simulate(&scenario)));
    }
    found.rules = Rule::ALL.iter().map(|rule| followed.of(*rule)).collect();
    Ok(found)
}

/// The catalogue's scenarios with every pair of stacks, with and without the opening, on a network
/// that loses nothing and on some that lose a third.
fn scenarios() -> impl Iterator<Item = Scenario> {
    let with = |name: Name, opening: bool, stacks: [Stack; 2], seed: u32| {
        let mut scenario = name.scenario(opening);
        (scenario.client.stack, scenario.server.stack) = (stacks[0], stacks[1]);
        scenario.network.set_pace(stacks);
        scenario.network.loss = (seed > 0).then_some(Loss { percent: 33, seed, from: Instant::START });
        scenario
    };
    Name::ALL.into_iter().flat_map(move |name| {
        let pairs = Stack::ALL.into_iter().flat_map(|a| Stack::ALL.map(|b| [a, b]));
        pairs.flat_map(move |stacks| {
            let seeds = 0..=LOSSY;
            seeds.flat_map(move |seed| [false, true].map(|opening| with(name, opening, stacks, seed)))
        })
    })
}

/// Every rule once for each case, recording or scenario that follows it.
#[derive(Default)]
struct Followed {
    cases: Vec<Rule>,
    recordings: Vec<Rule>,
    scenarios: Vec<Rule>,
    grid: Vec<Rule>,
}

impl Followed {
    fn of(&self, rule: Rule) -> OfRule {
        let count = |all: &[Rule]| all.iter().filter(|other| **other == rule).count();
        OfRule {
            rule,
            cases: count(&self.cases),
            recordings: count(&self.recordings),
            scenarios: count(&self.scenarios),
            grid: count(&self.grid),
        }
    }
}

fn measure_cases(folder: &Path, found: &mut Conformance, followed: &mut Followed) -> Result<(), String> {
    let mut suites = BTreeMap::<String, Suite>::new();
    for (file, text) in read(folder, "case", super::MOST_IN_A_CASE_FILE)? {
        for case in cases::parse(&file, &text).map_err(|error| error.to_string())? {
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
    Ok(())
}

fn measure_recordings(folder: &Path, found: &mut Conformance, followed: &mut Followed) -> Result<(), String> {
    for (file, text) in read(folder, "json", MOST_OCTETS as u64)? {
        let recording = Recording::parse(&text).map_err(|error| format!("{file}: {error}"))?;
        let entry = recordings::check(&file, &text);
        let counts = entry.recording.as_ref().map_or([0; 3], |of| [of.segments, of.states, of.calls]);
        let (name, passed, [segments, states, calls]) = (recording.name, entry.passed(), counts);
        found.recordings.push(Replayed { name, passed, segments, states, calls });
        followed.recordings.extend(rules_of(&simulate_with(&recording.scenario, Roughness::USUAL)));
    }
    Ok(())
}

/// Name and text of every file, without the folder before it.
fn read(folder: &Path, extension: &str, most: u64) -> Result<Vec<(String, String)>, String> {
    let sentence = |trouble: super::Trouble| format!("{}: {}", trouble.file, trouble.what);
    let texts = super::files::find(folder, extension).into_iter().map(|found| {
        let path = found.map_err(sentence)?;
        let text = super::files::read(&path, most).map_err(sentence)?;
        Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text))
    });
    texts.collect()
}

/// The grid's last column names the rules as the code does.
fn rules_in_row(row: &str) -> Vec<Rule> {
    let Some((_, names)) = row.rsplit_once(" | ") else { return Vec::new() };
    let named = |name: &str| Rule::ALL.iter().copied().find(|rule| format!("{rule:?}") == name);
    names.split_whitespace().filter_map(named).collect()
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
