use four_waves::capture::Reader;
fn main() {
    let mut r = Reader::new();
    r.push(&std::fs::read(std::env::args().nth(1).unwrap()).unwrap());
    let c = r.finish();
    for w in c.rows() {
        println!(
            "{}\t{}\t{}\t{}\t{}\t{}",
            w.frame,
            w.stream,
            w.flags.map(|f| format!("{f:#06x}")).unwrap_or_default(),
            w.seq,
            w.ack.map(|f| f.to_string()).unwrap_or_default(),
            w.len.map(|f| f.to_string()).unwrap_or_default()
        );
    }
}
