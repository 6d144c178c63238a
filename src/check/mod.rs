//! Checking the machine against the outside world: small exchanges with one endpoint, written down
//! by others, and connections of real kernels.

pub mod cases;
pub mod notation;

// What reads files and writes JSON; the page does neither.
#[cfg(not(target_arch = "wasm32"))]
pub mod conformance;
#[cfg(not(target_arch = "wasm32"))]
mod files;
#[cfg(not(target_arch = "wasm32"))]
pub mod recordings;
#[cfg(not(target_arch = "wasm32"))]
pub mod report;
#[cfg(not(target_arch = "wasm32"))]
pub use files::Trouble;

#[cfg(not(target_arch = "wasm32"))]
use report::{Entry, Report};
#[cfg(not(target_arch = "wasm32"))]
use std::path::Path;

/// A file with cases is small.
#[cfg(not(target_arch = "wasm32"))]
const MOST_IN_A_CASE_FILE: u64 = 4 << 20;

/// Runs every case of these files, and of the `*.case` files in these folders.
#[cfg(not(target_arch = "wasm32"))]
pub fn check_cases<P: AsRef<Path>>(paths: &[P], report: &mut Report) {
    check(paths, "case", MOST_IN_A_CASE_FILE, report, cases::check);
}

/// Replays these recordings, and the `*.json` files in these folders.
#[cfg(not(target_arch = "wasm32"))]
pub fn check_recordings<P: AsRef<Path>>(paths: &[P], report: &mut Report) {
    let most = crate::sim::recording::MOST_OCTETS as u64;
    check(paths, "json", most, report, |file, text| vec![recordings::check(file, text)]);
}

/// What cannot be read has failed, and the others still run.
#[cfg(not(target_arch = "wasm32"))]
fn check<P: AsRef<Path>>(
    paths: &[P],
    extension: &str,
    most: u64,
    report: &mut Report,
    run: impl Fn(&str, &str) -> Vec<Entry>,
) {
    for path in paths {
        for found in files::find(path.as_ref(), extension) {
            let read = found.and_then(|path| Ok((files::read(&path, most)?, path)));
            match read {
                Ok((text, path)) => {
                    run(&path.display().to_string(), &text).into_iter().for_each(|entry| report.add(entry));
                }
                Err(trouble) => report.add(Entry::unreadable(&trouble.file, trouble.line, &trouble.what)),
            }
        }
    }
}
