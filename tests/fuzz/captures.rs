//! Whatever is read as a capture reads the same in pieces, takes no more memory than its packets may,
//! and what is wrong with it is one sentence each. Whatever its connections show, something can be
//! inferred of them.

use four_waves::capture::diagnosis::MOST_GROUNDS;
use four_waves::capture::join::joined_with;
use four_waves::capture::{
    Capture, Conversation, Problem, Reader, Row, Summary, diagnose, infer, parcel, remake,
};
use four_waves::sim::link_code;
use four_waves::text::Lang;
use four_waves::text::capture::reading;

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

/// Larger conversations are left alone, and larger ones than the second are not simulated: one input
/// shall not take long.
const MOST_INFERRED: usize = 2_000;
const MOST_REMADE: usize = 40;

fn infer_all(conversation: &Conversation) {
    assert_eq!(parcel::unpack(&parcel::pack(conversation)).as_ref(), Some(conversation));
    let inferred = infer(conversation, None);
    assert_eq!(inferred.trace.flights.len(), inferred.frames.len());
    if let Some(found) = diagnose(&inferred) {
        assert!(found.frames.len() <= MOST_GROUNDS);
    }
    let _ = joined_with(conversation, conversation, None);
    if conversation.seen.len() <= MOST_REMADE {
        let made = remake(&inferred).scenario;
        let decoded = link_code::decode(&link_code::encode(&made));
        assert_eq!((decoded.problem, decoded.scenario), (None, made));
    }
}

pub fn check(file: &[u8]) {
    let whole = read(file, file.len().max(1));
    let pieces = read(file, 1 + file.len() % 97);
    let found = rows(&whole);
    if let Some(conversation) = parcel::unpack(file) {
        assert_eq!(parcel::unpack(&parcel::pack(&conversation)), Some(conversation));
    }
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
        assert_eq!(whole.summary(stream.stream), Some(Summary::of(&conversation)));
        if conversation.seen.len() <= MOST_INFERRED {
            infer_all(&conversation);
        }
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
}
