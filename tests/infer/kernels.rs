//! What is inferred from the segments of recorded kernels, against the states that these kernels'
//! sockets went through.

use crate::files::folder;
use crate::states::ONE_POINT;
use four_waves::capture::{Bits, Conversation, Inferred, Seen, Vantage, infer};
use four_waves::sim::Side;
use four_waves::sim::recording::{RecordedSegment, Recording, TWIN_AFTER, recorder_begins};
use four_waves::tcp::{Rule, SeqNum, State};
use four_waves::time::Instant;
use std::net::SocketAddr;
use std::path::PathBuf;

const ISN: [u32; 2] = [4_294_967_000, 1_000];

/// What a capture there shows of a recording.
fn captured(recording: &Recording, vantage: Vantage) -> Conversation {
    let mut seen = Vec::new();
    for segment in &recording.segments {
        let near = vantage.side() == Some(segment.from);
        let mut see = |at: Instant| seen.push(one(segment, at));
        match (vantage, segment.arrives) {
            (_, _) if near => see(segment.sent),
            (Vantage::Middle, Some(at)) => {
                see(Instant::from_micros((segment.sent.micros() + at.micros()) / 2));
            }
            (_, Some(at)) => {
                see(at);
                if segment.twice {
                    see(at + TWIN_AFTER);
                }
            }
            (_, None) => {}
        }
    }
    seen.sort_by_key(|seen| seen.nanos);
    for (frame, seen) in (1..).zip(&mut seen) {
        seen.frame = frame;
    }
    Conversation {
        stream: 0,
        ends: Side::BOTH.map(|side| SocketAddr::from(side.address())),
        began_before: false,
        scale: [None; 2],
        seen,
        until: recording.scenario.horizon.micros() * 1_000,
    }
}

fn one(segment: &RecordedSegment, at: Instant) -> Seen {
    let header = segment.header;
    let bits = [header.fin, header.syn, header.rst, segment.psh, header.ack.is_some()];
    let bits = (0..).zip(bits).map(|(shift, set)| u8::from(set) << shift).sum();
    let [own, peers] = [segment.from, segment.from.peer()].map(|side| ISN[side as usize]);
    // A RST without ACK may say 0 where it has no number.
    Seen {
        nanos: at.micros() * 1_000,
        frame: 0,
        seq: SeqNum(own) + header.seq,
        ack: header.ack.map_or(SeqNum(0), |ack| SeqNum(peers) + ack),
        len: header.len,
        window: u16::try_from(segment.window).unwrap(),
        bits: Bits(bits),
        from: segment.from,
    }
}

/// What a capture can show of a side's states, as the recorder writes them down.
fn inferred_states(inferred: &Inferred, side: Side) -> Vec<State> {
    let mut states = Vec::new();
    for (moment, change) in inferred.trace.changes() {
        if moment.side == side && change.rule != Rule::TimeWaitOver {
            states.push(change.to);
        }
    }
    states.into_iter().skip_while(|state| !recorder_begins(side, *state)).collect()
}

fn recordings() -> Vec<PathBuf> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let mut files: Vec<PathBuf> = [Some(own), folder("recordings")]
        .into_iter()
        .flatten()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    files
}

/// What no segment shows, by file and side: why the kernel's states are not all inferred.
const UNSEEN: [(&str, Side, &str); 7] = [
    ("close-wait-leak", Side::Client, "FIN-WAIT-2 ends by the system's own limit"),
    ("time-wait-in-full", Side::Client, "TIME-WAIT ends by its timer"),
    ("fin-timeout-2-shutdown-then-close", Side::Client, "FIN-WAIT-2 ends by the system's own limit"),
    ("cut-in-last-ack", Side::Client, "FIN-WAIT-2 ends by the system's own limit"),
    ("cut-in-last-ack", Side::Server, "its FIN is lost before the client, and it gives up by its timer"),
    ("data-after-full-close-rst-lost-twice", Side::Server, "its FIN waits behind data and never leaves"),
    ("last-ack-duplicated-rfc1337", Side::Client, "this kernel ignores a RST in TIME-WAIT (RFC 1337)"),
];

/// A real kernel goes through the inferred states, wherever its segments were seen, except where no segment
/// shows it.
#[test]
fn kernels_go_through_the_inferred_states() {
    let (mut all, mut exact) = (0, 0);
    for path in recordings() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let recording = Recording::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for vantage in ONE_POINT {
            let inferred = infer(&captured(&recording, vantage), Some(vantage));
            for side in Side::BOTH {
                let kernel = recording.states.iter().filter(|change| change.side == side);
                let kernel: Vec<State> = kernel.map(|change| change.state).collect();
                let found = inferred_states(&inferred, side);
                all += 1;
                exact += u32::from(kernel == found);
                let excused = UNSEEN.iter().any(|(file, of, _)| *file == name && *of == side);
                assert!(kernel == found || excused, "{name} {vantage:?} {side:?}: {kernel:?} {found:?}");
                let alike = kernel.iter().zip(&found).take_while(|(one, other)| one == other).count();
                assert!(kernel == found || alike + 1 >= kernel.len().min(found.len()), "{name}: {found:?}");
            }
        }
    }
    println!("{exact} of {all} rows of states are the kernel's");
    assert!(exact * 100 >= all * 92 && all >= 29 * 6);
}
