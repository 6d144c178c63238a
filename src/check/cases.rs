//! Cases: small exchanges with one endpoint, collected from the RFCs' figures and from other
//! projects' tests. The format, the profiles and the rules of comparison are those of the README
//! beside the `*.case` files; here the runner plays the peer and the program.

mod compare;
mod parse;
mod run;

pub use parse::{ParseError, parse};
pub use run::{Verdict, rules_in, run, run_with};

use super::notation::Pattern;
#[cfg(not(target_arch = "wasm32"))]
use super::report::{Difference, Entry, OfCase};
use crate::tcp::{AckDelay, Call, Config, FREEBSD, LINUX, Nagle, Notice, RFC_793, RFC_9293, SeqNum, State};
use crate::time::Duration;

/// One case, as read.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: String,
    pub file: String,
    pub source: String,
    pub profile: Profile,
    /// The `set` lines, in their order.
    pub knobs: Vec<Knob>,
    pub start: Start,
    /// Events and claims, each with its line in the file.
    pub steps: Vec<(usize, Step)>,
    /// The line of its `start`.
    pub line: usize,
}

/// Which behaviour a case presumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Any,
    Rfc,
    Rfc793,
    Linux,
    FreeBsd,
}

impl Profile {
    const NAMES: [(&'static str, Self); 5] = [
        ("any", Self::Any),
        ("rfc", Self::Rfc),
        ("rfc793", Self::Rfc793),
        ("linux", Self::Linux),
        ("freebsd", Self::FreeBsd),
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, profile)| *profile == self).map_or("", |(name, _)| name)
    }

    /// The stack that it means; an `any` case holds in every one, and runs in the RFC's.
    #[must_use]
    pub fn config(self) -> &'static Config {
        match self {
            Self::Any | Self::Rfc => &RFC_9293,
            Self::Rfc793 => &RFC_793,
            Self::Linux => &LINUX,
            Self::FreeBsd => &FREEBSD,
        }
    }
}

/// Runs all cases of a file; one line that cannot be read makes the file one failure.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn check(file: &str, text: &str) -> Vec<Entry> {
    match parse(file, text) {
        Ok(cases) => cases.iter().map(entry).collect(),
        Err(ParseError { line, message, .. }) => vec![Entry::unreadable(file, Some(line), &message)],
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn entry(case: &Case) -> Entry {
    let difference = match run(case) {
        Verdict::Passed => None,
        Verdict::Failed { line, expected, got } => {
            Some(Difference { place: format!("{}:{line}", case.file), expected, got })
        }
    };
    let of = OfCase { source: case.source.clone(), profile: case.profile.name().to_owned() };
    Entry::case(&case.id, &case.file, case.line, of, difference)
}

/// One `set` line.
#[derive(Clone, Debug)]
pub enum Knob {
    Window(u32),
    Rto(Duration),
    Msl(Duration),
    UserTimeout(Option<Duration>),
    FinWait2Timeout(Option<Duration>),
    Rfc1337(bool),
    TimeWaitSyn(crate::tcp::TimeWaitSyn),
    HalfDuplexClose(bool),
    ZeroWindowFin(bool),
    DropSynFin(bool),
}

impl Knob {
    fn turn(&self, config: &mut Config) {
        match *self {
            Self::Window(octets) => config.receive_buffer = octets,
            Self::Rto(length) => {
                config.rto_initial = length;
                config.rto_min = length;
                config.rto_max = config.rto_max.max(length);
                // It doubles at each expiry, a SYN's too.
                config.syn_linear = 0;
            }
            Self::Msl(length) => config.msl = length,
            Self::UserTimeout(limit) => config.user_timeout = limit,
            Self::FinWait2Timeout(limit) => config.fin_wait_2_timeout = limit,
            Self::Rfc1337(on) => config.rfc1337 = on,
            Self::TimeWaitSyn(answer) => config.time_wait_syn = answer,
            Self::HalfDuplexClose(on) => {
                config.half_duplex_close = on;
                config.unread_is_tossed = false;
            }
            Self::ZeroWindowFin(accepted) => config.zero_window_fin = accepted,
            Self::DropSynFin(on) => config.drop_syn_fin = on,
        }
    }
}

impl Case {
    /// The settings under test: a stack, this case's knobs, and nothing that waits, joins or throttles.
    #[must_use]
    pub fn settings(&self, stack: &Config) -> Config {
        let mut config = Config {
            ack_delay: AckDelay::AtOnce,
            ack_limit: None,
            nagle: Nagle::Off,
            silly_window_avoided: false,
            // A resend never covers more than the case lists.
            resend_joins: false,
            ..stack.clone()
        };
        for knob in &self.knobs {
            knob.turn(&mut config);
        }
        config
    }
}

/// Where the endpoint is before the first event.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub state: State,
    /// For SYN-RECEIVED.
    pub passive: bool,
    pub snd_nxt: Option<SeqNum>,
    pub rcv_nxt: Option<SeqNum>,
}

/// One line: an event or a claim.
#[derive(Clone, Debug)]
pub enum Step {
    In(Pattern),
    Call(Call),
    After(Wait),
    Out(Pattern),
    Quiet,
    App(Vec<Told>),
    State(Vec<State>),
}

impl Step {
    fn is_event(&self) -> bool {
        match self {
            Self::In(_) | Self::Call(_) | Self::After(_) => true,
            Self::Out(_) | Self::Quiet | Self::App(_) | Self::State(_) => false,
        }
    }
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    For(Duration),
    /// Until the retransmission timer or the zero-window probe's fires.
    Rto,
    /// The length of TIME-WAIT, less so much.
    TwoMsl(Duration),
}

/// What the program is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    This(Notice),
    Data(u32),
}
