//! Whatever is read as a capture reads the same in pieces, takes no more memory than its packets may,
//! and what is wrong with it is one sentence each.
#![no_main]

use four_waves::capture::{Capture, Problem, Reader, Row};
use four_waves::text::Lang;
use four_waves::text::capture::reading;
use libfuzzer_sys::fuzz_target;

fn read(file: &[u8], piece: usize) -> Capture {
    let mut reader = Reader::new();
    for octets in file.chunks(piece) {
        reader.push(octets);
    }
    reader.finish()
}

fn rows(capture: &Capture) -> Vec<Row> {
    capture.rows().collect()
}

fuzz_target!(|file: &[u8]| {
    let whole = read(file, file.len().max(1));
    let pieces = read(file, 1 + file.len() % 97);
    let found = rows(&whole);
    assert_eq!(found, rows(&pieces));
    assert_eq!(whole.problems(), pieces.problems());
    assert!(whole.packets() >= found.len() as u64);
    // Half-filled blocks, and a connection for each packet at worst.
    assert!(whole.size() <= 40_000 + 140 * found.len(), "{} for {}", whole.size(), found.len());

    let mut seen = 0;
    for stream in whole.streams() {
        let conversation = whole.conversation(stream.stream).expect("it is listed");
        assert!(conversation.seen.iter().all(|segment| segment.nanos <= conversation.until));
        assert!(conversation.seen.windows(2).all(|pair| pair[0].frame < pair[1].frame));
        seen += stream.packets as usize;
    }
    assert_eq!(seen, found.len());
    for Problem { at, .. } in whole.problems() {
        assert!(*at <= file.len() as u64);
    }
    for problem in whole.problems() {
        for lang in Lang::ALL {
            assert_eq!(reading::problem(problem, lang).lines().count(), 1);
        }
    }
});
