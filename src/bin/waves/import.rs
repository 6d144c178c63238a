//! `waves import`: a capture, packet by packet or as a list of its connections.

use crate::Trouble::{self, Failed, Usage};
use crate::{Report, near};
use four_waves::capture::{Capture, Reader, Stream};
use four_waves::text::Lang;
use four_waves::text::capture::reading;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write as _};

pub const HELP: &str = "\
waves import FILE                the TCP connections in a capture (pcap or pcapng); - is standard input
waves import FILE --packets      every TCP packet in the file's order: stream, relative seq, relative
                                 ack and payload length, tab-separated, numbered as tshark does with
                                 -T fields -e tcp.stream -e tcp.seq -e tcp.ack -e tcp.len

options:
  --lang LANG        in which language to say what cannot be read: en (default) or zh

Link layers: Ethernet with VLAN tags, raw IP, Linux cooked v1 and v2, BSD loopback. A file may have
any size; of more than 16,777,216 TCP packets or 4,194,304 connections the first ones are kept.
exit code: 0 well, 1 a part of the file (or all of it) cannot be read, and standard error says which
";

/// So much of a file is read at once.
const PIECE: usize = 1 << 20;

#[derive(Default)]
struct Options<'a> {
    file: Option<&'a str>,
    packets: bool,
    lang: Lang,
}

pub fn import(arguments: &[&str]) -> Result<Report, Trouble> {
    let options = options(arguments)?;
    let path = options.file.ok_or_else(|| Usage("import needs a file; see waves help import".to_owned()))?;
    let capture = read(path).map_err(|error| Usage(format!("cannot read {path}: {error}")))?;
    if let [only] = capture.problems()
        && capture.packets() == 0
    {
        return Err(Failed(format!("{path}: {}", reading::problem(only, options.lang))));
    }
    for problem in capture.problems() {
        // Where even this cannot be written there is nobody left to tell.
        let _ = writeln!(io::stderr(), "waves: {path}: {}", reading::problem(problem, options.lang));
    }
    let text = if options.packets { packets(&capture) } else { list(&capture) };
    Ok(Report { text, well: capture.problems().is_empty() })
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Trouble> {
    let mut options = Options::default();
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        match argument {
            "--packets" => options.packets = true,
            "--lang" => {
                let code = rest.next().unwrap_or_default();
                let known = Lang::ALL.into_iter().find(|lang| lang.code() == code);
                options.lang = known.ok_or_else(|| Usage("--lang needs en or zh".to_owned()))?;
            }
            _ if argument.starts_with('-') && argument != "-" => {
                let known = near(argument, &["--packets", "--lang"]);
                return Err(Usage(format!("there is no option {argument}{known}; see waves help import")));
            }
            file if options.file.is_none() => options.file = Some(file),
            file => return Err(Usage(format!("one file at a time: {file} is one too many"))),
        }
    }
    Ok(options)
}

fn read(path: &str) -> io::Result<Capture> {
    if path == "-" { read_from(io::stdin().lock()) } else { read_from(File::open(path)?) }
}

fn read_from(mut file: impl Read) -> io::Result<Capture> {
    let (mut reader, mut piece) = (Reader::new(), vec![0; PIECE]);
    while !reader.is_over() {
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => reader.push(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(reader.finish())
}

fn packets(capture: &Capture) -> String {
    let mut text = String::with_capacity(capture.tcp_packets() * 24);
    let written = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    for row in capture.rows() {
        let _ = writeln!(text, "{}\t{}\t{}\t{}", row.stream, row.seq, written(row.ack), written(row.len));
    }
    text
}

/// One line for each connection.
fn list(capture: &Capture) -> String {
    let mut text = String::new();
    let begin = capture.streams().map(|stream| stream.first).min().unwrap_or(0);
    for stream in capture.streams() {
        let _ = writeln!(text, "{}", line(&stream, begin));
    }
    if text.is_empty() {
        let _ = writeln!(text, "no TCP in {} packets", capture.packets());
    }
    text
}

fn line(stream: &Stream, begin: u64) -> String {
    let Stream { stream: number, ends: [client, server], packets, octets, first, last, began_before } =
        *stream;
    let seconds = |nanos: u64| format!("{}.{:06}", nanos / 1_000_000_000, nanos / 1000 % 1_000_000);
    let from = seconds(first.saturating_sub(begin));
    let lasts = seconds(last.saturating_sub(first));
    let opened = if began_before { "  (began before the capture)" } else { "" };
    format!(
        "{number}  {client} > {server}  {packets} packets  {octets} octets  at {from} s for {lasts} s{opened}"
    )
}
