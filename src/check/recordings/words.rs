//! What a program saw, in the recorder's words.

use crate::sim::{Errno, Outcome, Step};
use std::fmt;

/// What a program may have said about one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saw {
    words: String,
    /// A read that met the end of data early may be told without that end.
    or: Option<String>,
}

impl Saw {
    pub fn agrees(&self, recorded: &String) -> bool {
        self.words == *recorded || self.or.as_ref() == Some(recorded)
    }
}

impl fmt::Display for Saw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// What the program says when the call returns; `None` where it says nothing.
pub fn saw(step: Step, outcome: Outcome) -> Option<Saw> {
    let mut or = None;
    let words = match (step, outcome) {
        (Step::Sleep(_) | Step::Keep, _) => return None,
        (step, Outcome::Failed(errno)) => format!("{} failed: {}", as_written(step), strerror(errno)),
        (Step::Connect, _) => "connected".to_owned(),
        (Step::Accept, _) => "accepted".to_owned(),
        (Step::Shutdown, _) => "shut down its sending".to_owned(),
        (Step::Close, _) => "closed".to_owned(),
        (Step::Abort, _) => "aborted".to_owned(),
        (Step::Unlisten, _) => "listener closed".to_owned(),
        (Step::Send(octets), outcome) => format!("sent {}", octets_in(outcome).unwrap_or(octets)),
        (Step::Read(_), Outcome::EndOfData(octets)) => {
            or = Some(format!("read {octets}"));
            format!("read {octets} then EOF")
        }
        (Step::ReadToEof, outcome) => format!("read {} then EOF", octets_in(outcome).unwrap_or(0)),
        (Step::Read(octets), outcome) => format!("read {}", octets_in(outcome).unwrap_or(octets)),
    };
    Some(Saw { words, or })
}

fn octets_in(outcome: Outcome) -> Option<u32> {
    match outcome {
        Outcome::Octets(octets) | Outcome::EndOfData(octets) => Some(octets),
        Outcome::Done | Outcome::Failed(_) => None,
    }
}

/// As the recording writes its steps.
fn as_written(step: Step) -> String {
    match step {
        Step::Connect => "connect".to_owned(),
        Step::Accept => "accept".to_owned(),
        Step::Send(octets) => format!("send {octets}"),
        Step::Read(octets) => format!("read {octets}"),
        Step::ReadToEof => "read_to_eof".to_owned(),
        Step::Shutdown => "shutdown".to_owned(),
        Step::Close => "close".to_owned(),
        Step::Abort => "abort".to_owned(),
        Step::Sleep(length) => format!("sleep {}", length.micros() / 1_000),
        Step::Keep => "keep".to_owned(),
        Step::Unlisten => "unlisten".to_owned(),
    }
}

/// The words of the C library for it.
const fn strerror(errno: Errno) -> &'static str {
    match errno {
        Errno::BrokenPipe => "Broken pipe",
        Errno::ConnectionReset => "Connection reset by peer",
        Errno::ConnectionRefused => "Connection refused",
        Errno::TimedOut => "Connection timed out",
        Errno::NotConnected => "Transport endpoint is not connected",
        Errno::IsConnected => "Transport endpoint is already connected",
        Errno::BadDescriptor => "Bad file descriptor",
        Errno::AddressInUse => "Address already in use",
        Errno::AddressNotAvailable => "Cannot assign requested address",
        Errno::TooManyFiles => "Too many open files",
    }
}
