//! A scenario: everything that a person chose, as one value. A link, a file, a test and a lesson are each one.

use super::crowd::Crowd;
use crate::tcp::{Config, Kind, Nagle, SeqNum, Stack};
use crate::time::{Duration, Instant};
use core::net::{Ipv4Addr, SocketAddrV4};
use serde::{Deserialize, Serialize};

/// One of the two hosts. "Client" is who connects, whatever it does later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Client,
    Server,
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Client, Self::Server];

    #[must_use]
    pub const fn peer(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// Where its end of the connection is: address and port, as written in a packet.
    #[must_use]
    pub const fn address(self) -> SocketAddrV4 {
        match self {
            Self::Client => SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 52_044),
            Self::Server => SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 2), 80),
        }
    }

    /// The same as text: writing addresses costs the page kilobytes.
    #[must_use]
    pub const fn address_text(self) -> &'static str {
        match self {
            Self::Client => "10.0.0.1:52044",
            Self::Server => "10.0.0.2:80",
        }
    }
}

/// One step of a program: a socket call that blocks and returns like a real one, or a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Opens actively and waits for the handshake.
    Connect,
    /// Listens (from the scenario's start) and waits for a connection.
    Accept,
    /// So many octets; returns at once.
    Send(u32),
    /// Waits for so many octets, or the end of data.
    Read(u32),
    ReadToEof,
    /// shutdown(SHUT_WR): the half-close.
    Shutdown,
    Close,
    /// close() with SO_LINGER 0.
    Abort,
    Sleep(Duration),
    /// Goes on for ever without closing.
    Keep,
    /// Closes the listening socket: who has not been accepted yet is turned away.
    Unlisten,
}

/// One host: its stack, its settings where they differ from the stack's, its program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    pub stack: Stack,
    /// Overrides [`Config::msl`].
    pub msl: Option<Duration>,
    /// Overrides [`Config::rto_initial`].
    pub rto: Option<Duration>,
    /// Overrides [`Config::fin_wait_2_timeout`].
    pub fin_wait_2: Option<Duration>,
    /// The program has set TCP_NODELAY: [`Config::nagle`] is off.
    pub no_delay: bool,
    /// [`Config::rfc1337`] is on.
    pub rfc1337: bool,
    /// The program sets SO_REUSEADDR: it may listen while old connections of the port are not over.
    pub reuse_addr: bool,
    /// `net.ipv4.tcp_tw_reuse` is 1: a new connection may take a 4-tuple that is in TIME-WAIT here.
    /// (Linux asks for timestamps as well, which are not modelled: both hosts count as having them.)
    pub tw_reuse: bool,
    /// The initial send sequence number of a connection opened at the scenario's start.
    pub isn: SeqNum,
    pub program: Vec<Step>,
}

impl Host {
    /// The stack's settings with this host's own.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = self.stack.config().clone();
        if let Some(msl) = self.msl {
            config.msl = msl;
        }
        if let Some(rto) = self.rto {
            config.rto_initial = rto;
            config.rto_min = config.rto_min.min(rto);
            config.rto_max = config.rto_max.max(rto);
        }
        if self.fin_wait_2.is_some() {
            config.fin_wait_2_timeout = self.fin_wait_2;
        }
        if self.no_delay {
            config.nagle = Nagle::Off;
        }
        config.rfc1337 |= self.rfc1337;
        config
    }
}

/// Random loss: each segment's fate is decided by (seed, side, its ordinal), so that what happened
/// before a change of the scenario happens again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// 0 to 100.
    pub percent: u8,
    pub seed: u32,
    /// Segments sent earlier are spared: the switch was thrown at this moment.
    pub from: Instant,
}

/// Which segments of a side a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    Any,
    /// Of this kind; a FIN or SYN that carries data is no `Data`.
    Kind(Kind),
    /// That carries data, whatever else it carries.
    WithData,
}

/// The n-th such segment of a side, counted from 1, copies sent again included; `None`: all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub from: Side,
    pub of: Match,
    pub nth: Option<u32>,
    pub verdict: Verdict,
    /// Switched off: it stays in the list and does nothing.
    pub off: bool,
}

/// What the network does to a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// As if nothing were the matter, even where random loss would take it.
    Deliver,
    Lose,
    /// It takes so much longer.
    Delay(Duration),
    /// It takes so much less long, though at least a tenth of its usual time.
    Advance(Duration),
    /// A second copy arrives so much later.
    Duplicate(Duration),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// One-way delay of what the client, and what the server sends.
    pub delay: [Duration; 2],
    /// A sender puts one segment on the wire at a time; this long passes before the next.
    pub spacing: Duration,
    pub loss: Option<Loss>,
    /// Of several that fit a segment, the last counts.
    pub faults: Vec<Fault>,
    /// The cable is cut from the first moment to the second.
    pub down: Option<(Instant, Instant)>,
}

/// What a person makes a side do, beside its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Connect,
    Listen,
    Send(u32),
    Shutdown,
    Close,
    Abort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intervention {
    /// After everything else that happens at this moment.
    pub at: Instant,
    pub side: Side,
    pub act: Act,
    /// Switched off: it stays in the list and is not done.
    pub off: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// The catalogue's name for what it began as.
    pub name: String,
    /// Begins with both ends CLOSED and draws the handshake; otherwise both begin ESTABLISHED.
    pub opening: bool,
    /// Octets that client and server had sent before, where they begin ESTABLISHED.
    pub before: [u32; 2],
    pub client: Host,
    pub server: Host,
    pub network: Network,
    pub interventions: Vec<Intervention>,
    /// Many more connections like this one, the first of them.
    pub crowd: Option<Crowd>,
    /// Where the simulation stops at the latest.
    pub horizon: Duration,
}

impl Scenario {
    #[must_use]
    pub fn host(&self, side: Side) -> &Host {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    pub fn host_mut(&mut self, side: Side) -> &mut Host {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }

    /// Lets `act` happen at `at`; what a person did later belongs to another future.
    pub fn intervene(&mut self, at: Instant, side: Side, act: Act) {
        self.interventions.retain(|earlier| earlier.at <= at);
        self.interventions.push(Intervention { at, side, act, off: false });
    }

    /// Gives one segment a fate of its own, in place of any it was given before.
    pub fn decide(&mut self, fault: Fault) {
        self.network.faults.retain(|old| (old.from, old.of, old.nth) != (fault.from, fault.of, fault.nth));
        self.network.faults.push(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_they_are() {
        for side in Side::BOTH {
            assert_eq!(side.address().to_string(), side.address_text());
        }
    }
}
