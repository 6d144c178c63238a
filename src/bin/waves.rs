use four_waves::sim::{catalog::Name, simulate};
fn main() {
    for name in Name::ALL {
        for opening in [false, true] {
            let trace = simulate(&name.scenario(opening));
            println!("== {} {opening} end {} {:?}", name.id(), trace.end, trace.ended);
            for f in &trace.flights {
                println!("{} {:?} {} {:?} len {} {:?} again={}", f.sent, f.from, f.segment, f.relative, f.segment.len, f.fate, f.again);
            }
            for s in four_waves::sim::Side::BOTH { println!("{:?} {:?}", s, trace.states(s)); }
        }
    }
}
