//! `waves import`: a capture, packet by packet or as a list of its connections.

use crate::Trouble::{self, Failed, Usage};
use crate::{Report, near};
use four_waves::capture::join::joined_with;
use four_waves::capture::listing::Listing;
use four_waves::capture::{Capture, Conversation, Inferred, Reader, Vantage, infer, remake};
use four_waves::sim::link_code;
use four_waves::text::Lang;
use four_waves::text::capture::reading;
use four_waves::view::captured;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write as _};

pub const HELP: &str = "\
waves import FILE                the TCP connections in a capture (pcap or pcapng); - is standard input
waves import FILE --connection N one of them as a ladder: both machines' states, each with the packet
                                 that shows it, what is the matter, and what could be otherwise
waves import FILE --packets      every TCP packet in the file's order: stream, relative seq, relative
                                 ack and payload length, tab-separated, numbered as tshark does with
                                 -T fields -e tcp.stream -e tcp.seq -e tcp.ack -e tcp.len

options:
  --join FILE2       with --connection: the same connection as the other end's capture has it, so
                     that ways are measured and losses known
  --taken WHERE      with --connection: where it was captured, client, server or middle; otherwise
                     timing has to tell
  --remake           with --connection: the same close as a simulation, with its link, and where the
                     two differ
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
    connection: Option<u32>,
    join: Option<&'a str>,
    taken: Option<Vantage>,
    remake: bool,
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
    let text = match options.connection {
        Some(number) => connection(&capture, number, path, &options)?,
        None if options.packets => packets(&capture),
        None => list(&capture, options.lang),
    };
    Ok(Report { octets: text.into(), well: capture.problems().is_empty() })
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>, Trouble> {
    let mut options = Options::default();
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        match argument {
            "--packets" => options.packets = true,
            "--remake" => options.remake = true,
            "--connection" => {
                let number = rest.next().and_then(|number| number.parse().ok());
                let wrong = || Usage("--connection needs a number, as the list has it".to_owned());
                options.connection = Some(number.ok_or_else(wrong)?);
            }
            "--join" => {
                let file = rest.next().ok_or_else(|| Usage("--join needs a file".to_owned()))?;
                options.join = Some(file);
            }
            "--taken" => {
                let place = match rest.next() {
                    Some("client") => Vantage::Client,
                    Some("server") => Vantage::Server,
                    Some("middle") => Vantage::Middle,
                    _ => return Err(Usage("--taken needs client, server or middle".to_owned())),
                };
                options.taken = Some(place);
            }
            "--lang" => {
                let code = rest.next().unwrap_or_default();
                let known = Lang::ALL.into_iter().find(|lang| lang.code() == code);
                options.lang = known.ok_or_else(|| Usage("--lang needs en or zh".to_owned()))?;
            }
            _ if argument.starts_with('-') && argument != "-" => {
                let known = ["--packets", "--connection", "--join", "--taken", "--remake", "--lang"];
                let known = near(argument, &known);
                return Err(Usage(format!("there is no option {argument}{known}; see waves help import")));
            }
            file if options.file.is_none() => options.file = Some(file),
            file => return Err(Usage(format!("one file at a time: {file} is one too many"))),
        }
    }
    let of_one = options.join.is_some() || options.taken.is_some() || options.remake;
    if of_one && options.connection.is_none() {
        return Err(Usage("--join, --taken and --remake need --connection".to_owned()));
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
fn list(capture: &Capture, lang: Lang) -> String {
    let summaries: Vec<_> = (0..).map_while(|stream| capture.summary(stream)).collect();
    if summaries.is_empty() {
        return format!("no TCP in {} packets\n", capture.packets());
    }
    let all = capture.streams().zip(&summaries);
    let rows: Vec<_> = all.map(|(stream, summary)| (stream.stream, stream.ends, summary)).collect();
    captured::list(&rows, lang)
}

fn connection(capture: &Capture, number: u32, path: &str, options: &Options) -> Result<String, Trouble> {
    let none = || Failed(format!("{path} has no connection {number}; waves import {path} lists them"));
    let own = capture.conversation(number).ok_or_else(none)?;
    let inferred = match options.join {
        None => infer(&own, options.taken),
        Some(other) => joined(&own, other, options.taken)?,
    };
    let mut text = captured::connection(&inferred, options.lang);
    if options.remake {
        let made = remake(&inferred);
        let _ = write!(
            text,
            "\n{}\n{}",
            link_code::encode(&made.scenario),
            captured::remade(&made, options.lang)
        );
    }
    Ok(text)
}

fn joined(own: &Conversation, path: &str, taken: Option<Vantage>) -> Result<Inferred, Trouble> {
    let other = read(path).map_err(|error| Usage(format!("cannot read {path}: {error}")))?;
    let found = Listing::of(&other).same(&other, own);
    let other = found.ok_or_else(|| Failed(format!("{path} does not have this connection")))?;
    let together = joined_with(own, &other, taken);
    together.ok_or_else(|| Failed(format!("{path} shows only one direction of it in common")))
}
