//! Captures: tshark reads of them what we say.

use crate::{golden, known, random};
use four_waves::exercise::before;
use four_waves::sim::catalog::Name;
use four_waves::sim::{Fault, Match, Scenario, Side, Trace, Verdict, simulate};
use four_waves::tcp::{Kind, SeqNum};
use four_waves::text::Lang;
use four_waves::time::{Duration, Instant};
use four_waves::view::export::packets::{EPOCH, Place, capture, passing};
use std::path::{Path, PathBuf};
use std::process::Command;

fn written(scenario: &Scenario, trace: &Trace, place: Place, lang: Lang) -> Vec<u8> {
    capture(scenario, trace, place, EPOCH, lang).expect("every segment fits into a packet")
}

#[test]
fn each_place_sees_its_own() {
    let scenario = Name::LastAckLost.scenario(false);
    let trace = simulate(&scenario);
    let seen = |place| {
        passing(&trace, place)
            .into_iter()
            .map(|(at, flight)| (at.micros() / 1_000, flight))
            .collect::<Vec<_>>()
    };
    // FIN, ACK, FIN, the ACK that is lost, FIN again, ACK.
    assert_eq!(
        seen(Place::At(Side::Client)),
        [(1_000, 0), (3_000, 1), (5_000, 2), (5_000, 3), (9_000, 4), (9_000, 5)]
    );
    assert_eq!(seen(Place::At(Side::Server)), [(2_000, 0), (2_000, 1), (4_000, 2), (8_000, 4), (10_000, 5)]);
    assert_eq!(seen(Place::Middle), [(1_500, 0), (2_500, 1), (4_500, 2), (5_500, 3), (8_500, 4), (9_500, 5)]);
}

#[test]
fn a_copy_is_the_networks_and_its_sender_does_not_see_it() {
    let mut doubled = Name::FourWayClose.scenario(false);
    doubled.decide(Fault {
        from: Side::Client,
        of: Match::Kind(Kind::Fin),
        nth: Some(1),
        verdict: Verdict::Duplicate(Duration::from_millis(500)),
        off: false,
    });
    let trace = simulate(&doubled);
    let fins = |place| {
        let seen = passing(&trace, place);
        seen.iter()
            .filter(|(_, flight)| {
                trace.flights[*flight].segment.fin && trace.flights[*flight].from == Side::Client
            })
            .count()
    };
    assert_eq!((fins(Place::At(Side::Client)), fins(Place::At(Side::Server))), (1, 2));
}

#[test]
fn comments_say_every_change_of_state() {
    for scenario in known() {
        let trace = simulate(&scenario);
        for (place, lang) in Place::ALL.into_iter().flat_map(|place| Lang::ALL.map(|lang| (place, lang))) {
            let octets = written(&scenario, &trace, place, lang);
            let text = String::from_utf8_lossy(&octets);
            let first = passing(&trace, place).first().map(|(at, _)| *at);
            for (moment, change) in trace.changes() {
                let own = match place {
                    Place::At(side) => side == moment.side,
                    Place::Middle => true,
                };
                let told = text.contains(&format!("{} → {}", change.from, change.to));
                if own && first.is_some_and(|first| first <= moment.at) {
                    assert!(told, "{} at {}: {} → {}", scenario.name, place.id(), change.from, change.to);
                }
            }
        }
    }
}

// ---- tshark ----

/// `None`, loudly, where it is not installed.
fn tshark() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("tshark")).find(|file| file.exists());
    if found.is_none() {
        eprintln!("SKIPPED: tshark is not installed, so no capture of ours is held against it");
    }
    found
}

fn run(tshark: &Path, file: &Path, arguments: &[&str]) -> String {
    let checks = ["-n", "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"];
    let output =
        Command::new(tshark).arg("-r").arg(file).args(checks).args(arguments).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    let complaints: Vec<&str> =
        complaints.lines().filter(|line| !line.starts_with("Running as user")).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What tshark prints for a packet of ours.
fn row(trace: &Trace, (at, index): (Instant, usize)) -> String {
    let flight = &trace.flights[index];
    let segment = &flight.segment;
    let bits = [segment.fin, segment.syn, segment.rst, segment.psh, segment.ack.is_some()];
    let flags = bits.iter().zip(0..).map(|(set, bit)| u32::from(*set) << bit).sum::<u32>();
    let micros = EPOCH + at.micros();
    let ports = if flight.from == Side::Client { "52044\t80" } else { "80\t52044" };
    format!(
        "{}.{:06}000\t{ports}\t{}\t{}\t0x{flags:04x}\t{}\t{}\t1\t1",
        micros / 1_000_000,
        micros % 1_000_000,
        segment.seq.0,
        segment.ack.unwrap_or(SeqNum(0)).0,
        segment.len,
        segment.window,
    )
}

/// All of them in one file: a pcapng file may have many sections.
#[test]
fn tshark_reads_what_was_written() {
    let Some(tshark) = tshark() else { return };
    let (mut file, mut rows) = (Vec::new(), Vec::new());
    for (scenario, n) in known().iter().chain(&random(150)).zip(0_usize..) {
        let whole = simulate(scenario);
        let part = before(&whole, &scenario.network, Instant::from_micros(whole.end.micros() / 2));
        for place in Place::ALL {
            for trace in [&whole, &part] {
                let seen = passing(trace, place);
                file.extend(written(scenario, trace, place, Lang::ALL[n % 2]));
                rows.extend(seen.into_iter().map(|seen| row(trace, seen)));
            }
        }
    }
    let path = std::env::temp_dir().join(format!("four-waves-{}.pcapng", std::process::id()));
    std::fs::write(&path, &file).expect("it can be written");
    let fields = [
        "frame.time_epoch",
        "tcp.srcport",
        "tcp.dstport",
        "tcp.seq_raw",
        "tcp.ack_raw",
        "tcp.flags",
        "tcp.len",
        "tcp.window_size_value",
        "ip.checksum.status",
        "tcp.checksum.status",
    ];
    let mut arguments = vec!["-T", "fields"];
    fields.iter().for_each(|field| arguments.extend(["-e", *field]));
    let read = run(&tshark, &path, &arguments);
    for (index, (read, wrote)) in read.lines().zip(&rows).enumerate() {
        assert_eq!(read, wrote, "packet {}", index + 1);
    }
    assert_eq!(read.lines().count(), rows.len());
    assert!(rows.len() > 4_000, "{}", rows.len());
    // Here one connection follows the other over the same 4-tuple: their streams are none.
    let malformed = "_ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0";
    let malformed = run(&tshark, &path, &["-o", "tcp.desegment_tcp_streams:FALSE", "-Y", malformed]);
    std::fs::remove_file(&path).expect("it was there");
    assert_eq!(malformed, "");
}

/// One connection at a time, as a person opens it: relative numbers, no warning, comments.
#[test]
fn tshark_warns_of_nothing() {
    let Some(tshark) = tshark() else { return };
    for (name, place) in [(Name::HalfCloseData, Place::Middle), (Name::FourWayClose, Place::At(Side::Server))]
    {
        let scenario = name.scenario(true);
        let trace = simulate(&scenario);
        let path =
            std::env::temp_dir().join(format!("four-waves-{}-{}.pcapng", name.id(), std::process::id()));
        std::fs::write(&path, written(&scenario, &trace, place, Lang::En)).expect("it can be written");
        let expert = run(&tshark, &path, &["-q", "-z", "expert,warn"]);
        assert!(!expert.contains("Warn") && !expert.contains("Error"), "{expert}");
        let fields = [
            "-T",
            "fields",
            "-e",
            "tcp.seq",
            "-e",
            "tcp.ack",
            "-e",
            "tcp.len",
            "-e",
            "tcp.options.mss_val",
            "-e",
            "frame.comment",
        ];
        let read = run(&tshark, &path, &fields);
        for (line, (_, index)) in read.lines().zip(passing(&trace, place)) {
            let flight = &trace.flights[index];
            let (seq, ack) = flight.relative;
            let mss = if flight.segment.syn { "1460" } else { "" };
            let begin = format!("{seq}\t{}\t{}\t{mss}\t", ack.unwrap_or(0), flight.segment.len);
            assert!(line.starts_with(&begin) && line.len() > begin.len() + 20, "{line}: not {begin}");
        }
        assert!(read.contains("Client: ") || place == Place::At(Side::Server), "{read}");
        std::fs::remove_file(&path).expect("it was there");
    }
}

#[test]
fn captures_stay_as_they_are() {
    let scenario = Name::LastAckLost.scenario(false);
    golden("last-ack-lost.pcapng", &written(&scenario, &simulate(&scenario), Place::Middle, Lang::En));
}
