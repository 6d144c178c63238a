//! tshark as a second reader.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

pub fn skipped(why: &str) {
    // Past the capture of the test harness: a skipped test is not a passed one.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

pub fn here() -> bool {
    static HERE: OnceLock<bool> = OnceLock::new();
    *HERE.get_or_init(|| {
        let mut tshark = Command::new("tshark");
        let runs = tshark.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        let here = runs.is_ok_and(|status| status.success());
        if !here {
            skipped("there is no tshark to compare with (`cargo xtask setup` installs it)");
        }
        here
    })
}

/// Frame, stream, flags, seq, ack and len of every packet that has a stream.
pub fn rows(path: &Path) -> Option<String> {
    rows_and_times(path).map(|(rows, _)| rows)
}

/// The same, and when each of these packets was taken, in nanoseconds since 1970.
pub fn rows_and_times(path: &Path) -> Option<(String, BTreeMap<u32, u64>)> {
    if !here() {
        return None;
    }
    let mut tshark = Command::new("tshark");
    // -n: no names of hosts, which it would have to ask for.
    tshark.args(["-n", "-r"]).arg(path).args(["-Y", "tcp.stream", "-T", "fields"]);
    for field in
        ["frame.time_epoch", "frame.number", "tcp.stream", "tcp.flags", "tcp.seq", "tcp.ack", "tcp.len"]
    {
        tshark.args(["-e", field]);
    }
    let output = tshark.stderr(Stdio::null()).output().expect("it is there");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let (mut rows, mut times) = (String::new(), BTreeMap::new());
    for (time, row) in text.lines().filter_map(|line| line.split_once('\t')) {
        rows.extend([row, "\n"]);
        let frame = row.split('\t').next().and_then(|frame| frame.parse().ok()).expect("a number");
        times.extend(nanos(time).map(|nanos| (frame, nanos)));
    }
    Some((rows, times))
}

fn nanos(time: &str) -> Option<u64> {
    let (seconds, nanos) = time.split_once('.')?;
    let nanos: u64 = format!("{nanos:0<9}").parse().ok()?;
    Some(seconds.parse::<u64>().ok()? * 1_000_000_000 + nanos)
}
