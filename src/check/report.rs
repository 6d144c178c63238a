//! What a check has found: one entry for each case and recording, as lines for people and as JSON for
//! machines.

use serde::Serialize;
use std::fmt;

/// All that was checked. Nothing is ever skipped: what cannot be read or run has failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    pub passed: usize,
    pub failed: usize,
    /// In the order in which they were checked.
    pub results: Vec<Entry>,
}

/// One case, one recording, or one file that could not be read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub kind: Kind,
    /// Of a file that could not be read: the file.
    pub name: String,
    pub file: String,
    /// Where the case begins, or what could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    pub result: Ending,
    /// Why the file could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The first difference; of a recording the first of each sequence, the earliest one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<OfCase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<OfRecording>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Case,
    Recording,
    File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    Passed,
    Failed,
}

/// Where what should be is not what is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// `x.case:17`, `y.json: client segment 5, at 404.8 ms`.
    pub place: String,
    pub expected: String,
    pub got: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfCase {
    /// Where it comes from, and the RFC sections that it is about.
    pub source: String,
    pub profile: String,
}

/// What was compared of a recording, and how well its times agree.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OfRecording {
    pub segments: usize,
    pub states: usize,
    pub calls: usize,
    /// Everything but what a timer brings agrees so well.
    pub within_ms: f64,
    /// What a timer brings: retransmissions, probes, the end of a state. `null` where there is none.
    pub timers_within_percent: Option<f64>,
    /// It agrees only where two things that fell together came in another order than usual.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_another_order: bool,
    /// Beyond the tolerance; fails nothing.
    pub times_off: Vec<TimeOff>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeOff {
    /// `client segment 5`
    pub place: String,
    pub recorded_ms: f64,
    pub simulated_ms: f64,
}

impl Report {
    pub fn add(&mut self, entry: Entry) {
        match entry.result {
            Ending::Passed => self.passed += 1,
            Ending::Failed => self.failed += 1,
        }
        self.results.push(entry);
    }

    /// One JSON document.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("it has only text keys and finite numbers") + "\n"
    }
}

impl Entry {
    #[must_use]
    pub fn passed(&self) -> bool {
        self.result == Ending::Passed
    }

    fn new(kind: Kind, name: &str, file: &str, differences: Vec<Difference>) -> Self {
        let result = if differences.is_empty() { Ending::Passed } else { Ending::Failed };
        let (name, file) = (name.to_owned(), file.to_owned());
        let (line, error, case, recording) = (None, None, None, None);
        Self { kind, name, file, line, result, error, differences, case, recording }
    }

    #[must_use]
    pub fn case(name: &str, file: &str, line: usize, of: OfCase, difference: Option<Difference>) -> Self {
        let differences = difference.into_iter().collect();
        Self { line: Some(line), case: Some(of), ..Self::new(Kind::Case, name, file, differences) }
    }

    #[must_use]
    pub fn recording(name: &str, file: &str, of: OfRecording, differences: Vec<Difference>) -> Self {
        Self { recording: Some(of), ..Self::new(Kind::Recording, name, file, differences) }
    }

    #[must_use]
    pub fn unreadable(file: &str, line: Option<usize>, what: &str) -> Self {
        let entry = Self::new(Kind::File, file, file, Vec::new());
        Self { line, result: Ending::Failed, error: Some(what.to_owned()), ..entry }
    }
}

/// A line for each, and the sum.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.results.iter().try_for_each(|entry| writeln!(f, "{entry}"))?;
        writeln!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, file) = (one_line(&self.name), one_line(&self.file));
        if let Some(error) = &self.error {
            let error = one_line(error);
            return match self.line {
                Some(line) => write!(f, "FAILED  {file}:{line}: {error}"),
                None => write!(f, "FAILED  {file}: {error}"),
            };
        }
        match self.differences.first() {
            None => write!(f, "ok  {name}")?,
            Some(Difference { place, expected, got }) => {
                let [place, expected, got] = [place, expected, got].map(|text| one_line(text));
                return write!(f, "FAILED  {name}  {place}: expected {expected}, got {got}");
            }
        }
        self.recording.as_ref().map_or(Ok(()), |of| write!(f, "  {of}"))
    }
}

/// What stands in somebody's file breaks no line of ours, and fills no screen.
fn one_line(text: &str) -> String {
    const MOST: usize = 500;
    let cut = text.chars().nth(MOST).map(|_| '…');
    text.chars().take(MOST).map(|sign| if sign.is_control() { '\u{fffd}' } else { sign }).chain(cut).collect()
}

/// `13 segments, 9 states, 10 calls; times within 12 ms, timers within 3 %`
impl fmt::Display for OfRecording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// More would hide the others' lines.
        const MOST_NAMED: usize = 3;
        let (segments, states) = (count(self.segments, "segment"), count(self.states, "state"));
        write!(f, "{segments}, {states}, {}; ", count(self.calls, "call"))?;
        if self.by_another_order {
            f.write_str("by another order of what fell together; ")?;
        }
        if self.times_off.is_empty() {
            write!(f, "times within {:.0} ms", self.within_ms)?;
            return match self.timers_within_percent {
                Some(percent) => write!(f, ", timers within {percent:.0} %"),
                None => Ok(()),
            };
        }
        let all = self.times_off.len();
        write!(f, "{} off", count(all, "time"))?;
        for (index, off) in self.times_off.iter().take(MOST_NAMED).enumerate() {
            let before = if index == 0 { ": " } else { "; " };
            let TimeOff { place, recorded_ms, simulated_ms } = off;
            write!(f, "{before}{place} recorded at {recorded_ms:.1} ms, simulated at {simulated_ms:.1} ms")?;
        }
        if all > MOST_NAMED { write!(f, "; and {} more", all - MOST_NAMED) } else { Ok(()) }
    }
}

fn count(how_many: usize, what: &str) -> String {
    format!("{how_many} {what}{}", if how_many == 1 { "" } else { "s" })
}
