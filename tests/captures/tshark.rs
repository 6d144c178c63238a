//! tshark as a second reader.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

pub fn skipped(why: &str) {
    // Past the capture of the test harness: a skipped test is not a passed one.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

pub fn here() -> bool {
    let runs = Command::new("tshark").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let here = runs.is_ok_and(|status| status.success());
    if !here {
        skipped("there is no tshark to compare with (`cargo xtask setup` installs it)");
    }
    here
}

fn fields(path: &Path, filter: &str, fields: &[&str]) -> Option<String> {
    let mut tshark = Command::new("tshark");
    // Neither this machine's settings nor names of its network: `-n`, and a profile that is not there.
    tshark.args(["-n", "-r"]).arg(path).args(["-Y", filter, "-T", "fields"]);
    tshark.args(fields.iter().flat_map(|field| ["-e", field])).stderr(Stdio::null());
    let output = tshark.output().ok()?;
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

/// Frame, stream, flags, seq, ack and len of every packet that has a stream.
pub fn rows(path: &Path) -> Option<String> {
    if !here() {
        return None;
    }
    let names = ["frame.number", "tcp.stream", "tcp.flags", "tcp.seq", "tcp.ack", "tcp.len"];
    fields(path, "tcp.stream", &names)
}

/// When each of the file's packets was taken, in nanoseconds since 1970.
pub fn times(path: &Path) -> BTreeMap<u32, u64> {
    let text = fields(path, "frame", &["frame.number", "frame.time_epoch"]).unwrap_or_default();
    let line = |line: &str| {
        let (frame, time) = line.split_once('\t')?;
        let (seconds, nanos) = time.split_once('.').unwrap_or((time, "0"));
        let nanos: u64 = format!("{nanos:0<9}").parse().ok()?;
        Some((frame.parse().ok()?, seconds.parse::<u64>().ok()? * 1_000_000_000 + nanos))
    };
    text.lines().filter_map(line).collect()
}
