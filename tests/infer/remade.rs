//! A captured connection turned into a scenario, and the differences.

use crate::files::{folder, read};
use crate::oracle::captured;
use four_waves::capture::{Vantage, infer, remake};
use four_waves::sim::catalog::Name;
use four_waves::sim::simulate;
use four_waves::tcp::Stack;

#[test]
fn look_remade() {
    for name in Name::ALL {
        for stack in Stack::ALL {
            let mut scenario = name.scenario(true);
            scenario.client.stack = stack;
            scenario.server.stack = stack;
            scenario.network.set_pace([stack; 2]);
            let trace = simulate(&scenario);
            let made = remake(&infer(&captured(&scenario, &trace, Vantage::Client), Some(Vantage::Client)));
            println!(
                "{} {stack:?} -> {:?} {:?} {:?}",
                name.id(),
                made.scenario.client.stack,
                made.differences.len(),
                made.fit
            );
            if !made.is_exact() {
                println!(
                    "   {:?}\n   {:?}\n   {:?}",
                    made.differences, made.scenario.client.program, made.scenario.server.program
                );
            }
        }
    }
    let Some(folder) = folder("captures") else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end != "md")) {
        for conversation in read(&std::fs::read(path).unwrap()) {
            if conversation.stream > 4 {
                continue;
            }
            let made = remake(&infer(&conversation, None));
            println!(
                "{} {} -> {:?} {:?} {:?}",
                path.display(),
                conversation.stream,
                made.scenario.client.stack,
                made.differences.len(),
                made.fit
            );
            if !made.is_exact() {
                println!(
                    "   {:?}\n   {:?}\n   {:?}",
                    made.differences, made.scenario.client.program, made.scenario.server.program
                );
            }
        }
    }
}
