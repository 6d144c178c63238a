//! A captured connection turned into a scenario, and the differences.

use crate::files::{folder, read};
use crate::oracle::captured;
use crate::states::ONE_POINT;
use four_waves::capture::{Differs, infer, remake};
use four_waves::sim::catalog::Name;
use four_waves::sim::{link_code, simulate};
use four_waves::tcp::Stack;
use four_waves::text::Lang;
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
