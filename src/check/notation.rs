//! Segments as tcpdump's readers write them: `F. 1:1(0) ack 2 win 100`.
//!
//! Flags in the order `S F R P .`, `-` for none; `<seq>:<end>(<len>)` counts octets only.

use crate::tcp::{Segment, SeqNum};
use std::fmt;

/// The window of a segment that names none.
pub const DEFAULT_WINDOW: u32 = 65_535;
/// No segment carries more octets than this: half of what the largest window could hold.
const MOST_OCTETS: u32 = 1 << 29;

/// A segment as it is written: its number may be left open (`*:*(n)`), and its window too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    segment: Segment,
    any_seq: bool,
}

impl Pattern {
    /// The segment, with sequence number 0 where it is left open.
    #[must_use]
    pub fn segment(&self) -> &Segment {
        &self.segment
    }

    #[must_use]
    pub fn any_seq(&self) -> bool {
        self.any_seq
    }

    /// Reads one, for instance `FP. 1:7(6) ack 2`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let flags = words.next().ok_or("a segment needs flags")?;
        let range = words.next().ok_or("a segment needs <seq>:<end>(<len>)")?;
        let (seq, len) = parse_range(range)?;
        let (mut ack, mut window) = (None, None);
        while let Some(word) = words.next() {
            let slot = match word {
                "ack" => &mut ack,
                "win" => &mut window,
                _ => return Err(format!("\"{}\" has no place in a segment", shorten(word))),
            };
            let number = words.next().ok_or_else(|| format!("a number must follow \"{word}\""))?;
            if slot.replace(parse_number(number)?).is_some() {
                return Err(format!("\"{word}\" stands there twice"));
            }
        }
        let set = parse_flags(flags)?;
        if set.ack != ack.is_some() {
            return Err("the flag . and \"ack N\" go together".to_owned());
        }
        let segment = Segment {
            seq: SeqNum(seq.unwrap_or(0)),
            ack: ack.map(SeqNum),
            syn: set.syn,
            fin: set.fin,
            rst: set.rst,
            psh: set.psh,
            window: window.unwrap_or(DEFAULT_WINDOW),
            len,
        };
        Ok(Self { segment, any_seq: seq.is_none() })
    }
}

#[derive(Default)]
struct Flags {
    syn: bool,
    fin: bool,
    rst: bool,
    psh: bool,
    ack: bool,
}

fn parse_flags(text: &str) -> Result<Flags, String> {
    let mut flags = Flags::default();
    if text == "-" {
        return Ok(flags);
    }
    let mut rest = text;
    for (letter, flag) in [
        ('S', &mut flags.syn),
        ('F', &mut flags.fin),
        ('R', &mut flags.rst),
        ('P', &mut flags.psh),
        ('.', &mut flags.ack),
    ] {
        if let Some(after) = rest.strip_prefix(letter) {
            *flag = true;
            rest = after;
        }
    }
    let wrong = || format!("\"{}\" are no flags: S F R P . in this order", shorten(text));
    if rest.is_empty() { Ok(flags) } else { Err(wrong()) }
}

/// `<seq>:<end>(<len>)`, or `*:*(<len>)`.
fn parse_range(text: &str) -> Result<(Option<u32>, u32), String> {
    let wrong = || format!("\"{}\" is not <seq>:<end>(<len>)", shorten(text));
    let (seq, rest) = text.split_once(':').ok_or_else(wrong)?;
    let (end, rest) = rest.split_once('(').ok_or_else(wrong)?;
    let len = parse_number(rest.strip_suffix(')').ok_or_else(wrong)?)?;
    if len > MOST_OCTETS {
        return Err(format!("{len} octets are too many for a segment"));
    }
    if (seq, end) == ("*", "*") {
        return Ok((None, len));
    }
    let (seq, end) = (parse_number(seq)?, parse_number(end)?);
    if SeqNum(seq) + len != SeqNum(end) {
        return Err(format!("in \"{}\" the end is not the beginning plus the length", shorten(text)));
    }
    Ok((Some(seq), len))
}

/// A number of 32 bits, in decimal digits and nothing else.
///
/// # Errors
/// When it is none.
pub fn parse_number(text: &str) -> Result<u32, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| format!("\"{}\" is not a number below 2^32", shorten(text)))
}

/// As much of a line as fits into a message.
#[must_use]
pub fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// Prints a segment in this notation, without its window.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a>(pub &'a Segment);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let segment = self.0;
        write_flags(f, segment)?;
        write!(f, " {}:{}({})", segment.seq, segment.seq + segment.len, segment.len)?;
        segment.ack.map_or(Ok(()), |ack| write!(f, " ack {ack}"))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.any_seq {
            return Written(&self.segment).fmt(f);
        }
        write_flags(f, &self.segment)?;
        write!(f, " *:*({})", self.segment.len)?;
        self.segment.ack.map_or(Ok(()), |ack| write!(f, " ack {ack}"))
    }
}

fn write_flags(f: &mut fmt::Formatter<'_>, segment: &Segment) -> fmt::Result {
    let flags = [
        (segment.syn, "S"),
        (segment.fin, "F"),
        (segment.rst, "R"),
        (segment.psh, "P"),
        (segment.ack.is_some(), "."),
    ];
    if flags.iter().all(|(set, _)| !set) {
        return f.write_str("-");
    }
    flags.iter().filter(|(set, _)| *set).try_for_each(|(_, letter)| f.write_str(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for text in
            ["F. 1:1(0) ack 2", "- 1:1001(1000)", "SFRP. 4294967295:2(3) ack 0", "R *:*(0)", "S 0:0(0)"]
        {
            assert_eq!(Pattern::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Pattern::parse(". 1:1(0) ack 1 win 7").unwrap().segment().window, 7);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "F.",
            "F. 1:1(0)",
            "F 1:1(0) ack 2",
            ".F 1:1(0) ack 2",
            "SS 1:1(0)",
            ". 1:2(0) ack 1",
            ". 1:1(0) ack 4294967296",
            ". -1:-1(0) ack 1",
            ". +1:1(0) ack 1",
            ". 1:1(0) ack",
            ". 1:1(0) ack 1 ack 1",
            ". 1:1(0) ack 1 more",
            ". 0:4294967295(4294967295) ack 1",
            "*:*(0)",
            ". *:1(1) ack 1",
            ". 1:1(0 ack 1",
        ] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
