//! Captures: read as tshark reads them, in pieces of any size, and however damaged they are.
//!
//! `CAPTURE_FILES=500` holds so many random files against tshark instead of 16.

mod bad;
mod conversations;
mod made;
mod tshark;

use four_waves::capture::{Capture, Reader, Row};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

pub fn read(file: &[u8]) -> Capture {
    let mut reader = Reader::new();
    reader.push(file);
    reader.finish()
}

/// Frame, stream, flags, seq, ack and len of every row, as tshark writes them.
fn written(capture: &Capture) -> String {
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut text = String::new();
    for Row { frame, stream, flags, seq, ack, len } in capture.rows() {
        let flags = flags.map(|flags| format!("{flags:#06x}")).unwrap_or_default();
        let _ = writeln!(text, "{frame}\t{stream}\t{flags}\t{seq}\t{}\t{}", number(ack), number(len));
    }
    text
}

#[track_caller]
fn same(name: &Path, ours: &str, theirs: &str) {
    for (line, (our, their)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(our, their, "{}: line {} (frame, stream, flags, seq, ack, len)", name.display(), line + 1);
    }
    assert_eq!(ours.lines().count(), theirs.lines().count(), "{}: packets", name.display());
}

fn shared() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/captures");
    let Ok(entries) = fs::read_dir(folder) else {
        tshark::skipped("there is no ../shared/captures");
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    paths.filter(|path| path.extension().is_some_and(|end| end != "md")).collect()
}

#[test]
fn every_shared_capture_reads_as_tshark_reads_it() {
    for path in shared() {
        let capture = read(&fs::read(&path).expect("it can be read"));
        assert_eq!(capture.problems(), [], "{}", path.display());
        assert!(capture.tcp_packets() > 5, "{}", path.display());
        if let Some(theirs) = tshark::rows(&path) {
            same(&path, &written(&capture), &theirs);
        }
    }
}

/// Without tshark and without `../shared`: what tshark said of files that lie here. With
/// `UPDATE_GOLDEN=1` they are made anew, and tshark is asked again.
#[test]
fn kept_captures_read_as_tshark_read_them() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/captures/kept");
    for seed in 0..8 {
        let ending = if seed % 2 == 0 { "pcap" } else { "pcapng" };
        let (path, golden) = (folder.join(format!("{seed}.{ending}")), folder.join(format!("{seed}.tsv")));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&path, made::file(1000 + seed, 80)).expect("it can be written");
            fs::write(&golden, tshark::rows(&path).expect("tshark is needed")).expect("it can be written");
        }
        let capture = read(&fs::read(&path).expect("it lies here"));
        assert!(capture.tcp_packets() > 15);
        same(&path, &written(&capture), &fs::read_to_string(&golden).expect("it lies here"));
    }
}

#[test]
fn random_captures_read_as_tshark_reads_them() {
    if !tshark::here() {
        return;
    }
    let files = std::env::var("CAPTURE_FILES").ok().and_then(|count| count.parse().ok()).unwrap_or(16);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("captures");
    fs::create_dir_all(&folder).expect("a folder");
    let mut odd = [0; 3];
    for seed in 0..files {
        let file = made::file(seed, 600);
        let path = folder.join(format!("{seed}"));
        fs::write(&path, &file).expect("it can be written");
        let capture = read(&file);
        assert_eq!(capture.problems(), [], "{}", path.display());
        let (rows, theirs) = tshark::rows_and_times(&path).expect("tshark is here");
        same(&path, &written(&capture), &rows);
        for (frame, nanos) in times(&capture) {
            // A simple packet block has none.
            let their = theirs.get(&frame).copied().unwrap_or(0);
            assert_eq!(nanos, their, "{}: the time of packet {frame}", path.display());
        }
        for row in capture.rows() {
            odd[0] += usize::from(row.len.is_none());
            odd[1] += usize::from(row.ack.is_none());
            odd[2] = odd[2].max(row.stream as usize);
        }
        fs::remove_file(path).expect("it is there");
    }
    // What is odd has been there.
    assert!(odd[0] > 50 && odd[1] > 10 && odd[2] > 20, "{odd:?}");
}

/// The time of every TCP packet that belongs to a conversation, in the file's order.
fn times(capture: &Capture) -> Vec<(u32, u64)> {
    let seen = capture.streams().filter_map(|stream| capture.conversation(stream.stream));
    let mut times: Vec<(u32, u64)> =
        seen.flat_map(|conversation| conversation.seen).map(|seen| (seen.frame, seen.nanos)).collect();
    times.sort_unstable();
    times
}

// ---- pieces ----

#[test]
fn pieces_of_any_size_give_the_same() {
    let mut files: Vec<Vec<u8>> = (0..4).map(|seed| made::file(seed, 60)).collect();
    files.extend(shared().iter().map(|path| fs::read(path).expect("it can be read")));
    for file in files {
        let whole = read(&file);
        for size in [1, 2, 3, 5, 7, 11, 13, 15, 16, 17, 23, 24, 25, 39, 41, 63, 97, 255, 1023] {
            let mut reader = Reader::new();
            for piece in file.chunks(size) {
                reader.push(piece);
            }
            let pieces = reader.finish();
            assert_eq!(written(&pieces), written(&whole), "{size}");
            assert_eq!(pieces.problems(), whole.problems(), "{size}");
            assert_eq!(times(&pieces), times(&whole), "{size}");
        }
    }
}
