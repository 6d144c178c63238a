//! Finding and reading files, so that nothing lying about in a folder can stop or stall a run.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Why there is no text to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub file: String,
    /// The line, where one is to blame.
    pub line: Option<usize>,
    pub what: String,
}

impl Trouble {
    fn new(path: &Path, what: impl ToString) -> Self {
        Self { file: path.display().to_string(), line: None, what: what.to_string() }
    }

    fn io(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::new(path, "there is no such file or folder"),
            ErrorKind::PermissionDenied => Self::new(path, "it may not be read"),
            _ => Self::new(path, error),
        }
    }
}

/// The file itself, or all files below a folder whose names end so, in the order of their names; and
/// what went wrong on the way.
pub(super) fn find(path: &Path, extension: &str) -> Vec<Result<PathBuf, Trouble>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let mut found = Vec::new();
    collect(path, extension, &mut found);
    if found.is_empty() {
        found.push(Err(Trouble::new(path, format!("there is no *.{extension} file in this folder"))));
    }
    found
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<Result<PathBuf, Trouble>>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.push(Err(Trouble::io(folder, &error))),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link to a folder is not followed: it may lead back here.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&path, extension, found);
        } else if path.extension().is_some_and(|end| end == extension) && !path.is_dir() {
            found.push(Ok(path));
        }
    }
}

/// The text of a file, without the byte order mark that some editors put first.
pub(super) fn read(path: &Path, most: u64) -> Result<String, Trouble> {
    let kind = fs::metadata(path).map_err(|error| Trouble::io(path, &error))?;
    if !kind.is_file() {
        // Opening a pipe may wait for ever.
        return Err(Trouble::new(path, "it is neither a file nor a folder"));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|error| Trouble::io(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(Trouble::new(path, format!("it is larger than {} MiB", most >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        Trouble { line: Some(line), ..Trouble::new(path, "it is not UTF-8") }
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}
