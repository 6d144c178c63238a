//! Cases from files: for the command line and for the tests.

use super::{Case, Verdict, parse, run};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many cases went how. A file that cannot be read counts as one that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

/// Folders within folders are followed this far down.
const MOST_FOLDERS: usize = 16;
/// A file with cases is small.
const MOST_BYTES: u64 = 4 << 20;

/// Runs every case of these files, and of the `*.case` files in these folders, and prints a line for
/// each, then the sum. Where `out` fails the run goes on in silence: the sum is returned as well.
pub fn run_paths<P: AsRef<Path>>(paths: &[P], out: &mut impl Write) -> Summary {
    let mut summary = Summary::default();
    for path in paths {
        let (files, complaint) = case_files(path.as_ref());
        for file in files {
            run_file(&file, &mut summary, out);
        }
        if let Some(complaint) = complaint {
            summary.failed += 1;
            let _ = writeln!(out, "FAILED {complaint}");
        }
    }
    let skipped = if summary.skipped > 0 { format!(", {} skipped", summary.skipped) } else { String::new() };
    let _ = writeln!(out, "{} passed, {} failed{skipped}", summary.passed, summary.failed);
    summary
}

fn run_file(path: &Path, summary: &mut Summary, out: &mut impl Write) {
    let name = path.display().to_string();
    let cases = match read(path) {
        Ok(text) => parse(&name, &text).map_err(|error| error.to_string()),
        Err(error) => Err(format!("{name}: {error}")),
    };
    match cases {
        Ok(cases) => cases.iter().for_each(|case| report(case, &run(case), summary, out)),
        Err(complaint) => {
            summary.failed += 1;
            let _ = writeln!(out, "FAILED {complaint}");
        }
    }
}

fn report(case: &Case, verdict: &Verdict, summary: &mut Summary, out: &mut impl Write) {
    let id = &case.id;
    let _ = match verdict {
        Verdict::Passed => {
            summary.passed += 1;
            writeln!(out, "ok {id}")
        }
        Verdict::Failed { line, expected, got } => {
            summary.failed += 1;
            writeln!(out, "FAILED {id} {}:{line} expected {expected}, got {got}", case.file)
        }
        Verdict::Skipped { reason } => {
            summary.skipped += 1;
            writeln!(out, "skipped {id} {reason}")
        }
    };
}

fn read(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > MOST_BYTES {
        return Err(io::Error::other(format!("larger than {MOST_BYTES} bytes")));
    }
    fs::read_to_string(path)
}

/// The file itself, or all case files below a folder in the order of their names; and what went
/// wrong on the way.
fn case_files(path: &Path) -> (Vec<PathBuf>, Option<String>) {
    if !path.is_dir() {
        return (vec![path.to_owned()], None);
    }
    let mut files = Vec::new();
    let complaint = match collect(path, MOST_FOLDERS, &mut files) {
        Err(error) => Some(format!("{}: {error}", path.display())),
        Ok(()) if files.is_empty() => Some(format!("{}: no *.case file here", path.display())),
        Ok(()) => None,
    };
    (files, complaint)
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "case") {
            files.push(path);
        }
    }
    Ok(())
}
