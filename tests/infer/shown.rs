//! The files of ../shared/captures as text, against golden files.

use crate::files::{folder, read};
use four_waves::capture::{Summary, infer};
use four_waves::text::Lang;
use four_waves::view::captured::{connection, list};
use std::fmt::Write;
use std::path::PathBuf;

/// Which connections of a file are shown as ladders: of twenty, one for each way to end.
fn drawn(file: &str, stream: u32) -> bool {
    file != "twenty-connections" || stream < 5
}

#[test]
fn captures_as_text() {
    let Some(folder) = folder("captures") else { return };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end != "md"));
    files.sort();
    assert!(files.len() >= 10, "there are fewer captures than there were");
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/infer/golden");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let conversations = read(&std::fs::read(&path).unwrap());
        let mut text = String::new();
        for lang in Lang::ALL {
            let summaries: Vec<Summary> = conversations.iter().map(Summary::of).collect();
            let rows: Vec<_> =
                conversations.iter().zip(&summaries).map(|(one, sum)| (one.stream, one.ends, sum)).collect();
            let _ = writeln!(text, "{}", list(&rows, lang));
            for one in conversations.iter().filter(|one| drawn(name, one.stream)) {
                let _ = writeln!(text, "{}", connection(&infer(one, None), lang));
            }
        }
        let file = golden.join(format!("{name}.txt"));
        if update {
            std::fs::create_dir_all(&golden).unwrap();
            std::fs::write(&file, &text).unwrap();
        } else if std::fs::read_to_string(&file).ok().as_deref() != Some(&text) {
            wrong.push(name.to_owned());
        }
    }
    assert!(wrong.is_empty(), "{wrong:?} differ; UPDATE_GOLDEN=1 writes them anew");
}
