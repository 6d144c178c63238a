//! A captured connection turned into a scenario, and the differences.

use crate::files::{folder, read};
use crate::oracle::captured;
use crate::states::ONE_POINT;
use four_waves::capture::{Bits, Conversation, Differs, Seen, Vantage, infer, remake};
use four_waves::sim::catalog::Name;
use four_waves::sim::{Scenario, Side, Step, link_code, simulate};
use four_waves::tcp::Stack;
use four_waves::text::Lang;
use four_waves::time::Duration;
use four_waves::view::captured::remade;

/// What was simulated, captured from one point and remade sends the same segments and goes through the same
/// states, and its link opens it again.
#[test]
fn the_catalogue_is_remade_from_captures_of_it() {
    for name in Name::ALL {
        for opening in [false, true] {
            for stack in Stack::ALL {
                let mut scenario = name.scenario(opening);
                scenario.client.stack = stack;
                scenario.server.stack = stack;
                scenario.network.set_pace([stack; 2]);
                let trace = simulate(&scenario);
                for vantage in ONE_POINT {
                    let made = remake(&infer(&captured(&scenario, &trace, vantage), Some(vantage)));
                    let run = format!("{} {opening} {stack:?} {vantage:?}", name.id());
                    assert!(
                        made.is_exact(),
                        "{run}: {:?} {:?} {:?} {}",
                        made.differences,
                        made.fit,
                        made.scenario.network.faults,
                        four_waves::view::text_ladder::text_ladder(&made.scenario, &simulate(&made.scenario))
                    );
                    let decoded = link_code::decode(&link_code::encode(&made.scenario));
                    assert_eq!((decoded.scenario, decoded.problem), (made.scenario, None), "{run}");
                }
            }
        }
    }
}

/// Of real files, too, but for what the network card cut into segments only behind the point of capture:
/// 3019 octets in one. That is said.
#[test]
fn real_captures_are_remade_and_every_difference_is_said() {
    let Some(folder) = folder("captures") else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end != "md"));
    let (mut all, mut exact) = (0, 0);
    for path in files {
        for conversation in read(&std::fs::read(&path).unwrap()) {
            let inferred = infer(&conversation, None);
            let made = remake(&inferred);
            let offloaded = conversation.seen.iter().any(|seen| seen.len > 1_460);
            all += 1;
            exact += u32::from(made.is_exact());
            assert!(made.is_exact() || offloaded, "{} {:?}", path.display(), made.differences);
            assert_eq!(made.scenario.client.stack, Stack::Linux, "they are Linux'");
            let states = |one: &Differs| matches!(one, Differs::State { .. });
            assert!(!made.differences.iter().any(states), "{} {:?}", path.display(), made.differences);
            for lang in Lang::ALL {
                let text = remade(&made, lang);
                assert_eq!(text.contains("len=3019"), offloaded, "{text}");
            }
        }
    }
    println!("{exact} of {all} connections are remade exactly");
    assert!(all >= 29 && exact >= 21, "{exact} of {all}");
}

/// Two days in CLOSE-WAIT, and a connection that loses 2000 segments: a link has no longer time than a day,
/// and is no longer than 20 000 characters.
#[test]
fn what_a_link_cannot_say_is_left_out_of_it() {
    let decoded = |made: &Scenario| {
        let decoded = link_code::decode(&link_code::encode(made));
        assert_eq!((decoded.problem, &decoded.scenario), (None, made));
    };
    let mut scenario = Name::FourWayClose.scenario(true);
    scenario.network.delay = [Duration::from_millis(20); 2];
    let trace = simulate(&scenario);
    let mut days = captured(&scenario, &trace, Vantage::Client);
    let second = days.seen.iter().rposition(|seen| seen.bits.has(Bits::FIN)).expect("both close");
    for seen in &mut days.seen[second..] {
        seen.nanos += 2 * 86_400_000_000_000;
    }
    days.until += 2 * 86_400_000_000_000;
    let made = remake(&infer(&days, Some(Vantage::Client)));
    let sleeps = [&made.scenario.client, &made.scenario.server].map(|host| {
        let longest = host.program.iter().filter_map(|step| match step {
            Step::Sleep(length) => Some(*length),
            _ => None,
        });
        longest.max()
    });
    assert_eq!(sleeps[1], Some(Duration::from_secs(86_400)));
    assert!(!made.is_exact(), "the second FIN comes after the simulation's end");
    decoded(&made.scenario);

    // Each segment with data is captured at the client and lost, and its retransmission is not.
    let first = days.seen[..3].iter().copied();
    let [syn, .., ack] = days.seen[..3] else { panic!("it opens") };
    let data = |index: u32| {
        let one = Seen {
            nanos: ack.nanos + u64::from(index) * 1_000_000_000,
            frame: 4 + 3 * index,
            seq: syn.seq + 1 + 100 * index,
            len: 100,
            bits: Bits(Bits::ACK.0 | Bits::PSH.0),
            ..ack
        };
        let again = Seen { nanos: one.nanos + 300_000_000, frame: one.frame + 1, ..one };
        let answer = Seen {
            nanos: again.nanos + 40_000_000,
            frame: one.frame + 2,
            seq: one.ack,
            ack: one.seq + 100,
            len: 0,
            bits: Bits::ACK,
            from: Side::Server,
            ..one
        };
        [one, again, answer]
    };
    let seen: Vec<Seen> = first.chain((0..2_000).flat_map(data)).collect();
    let until = seen[seen.len() - 1].nanos;
    let lossy = Conversation { seen, until, ..days.clone() };
    let inferred = infer(&lossy, Some(Vantage::Client));
    assert_eq!(inferred.trace.flights.iter().filter(|flight| flight.is_lost()).count(), 2_000);
    let made = remake(&inferred);
    assert_eq!(made.scenario.network.faults.len(), 200);
    decoded(&made.scenario);
}
