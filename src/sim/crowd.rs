//! Many connections between one pair of hosts: what they share is ports, descriptors and TIME-WAITs.
//!
//! A [`Crowd`] says how they come; [`pile`] lets them all live and says at any moment how many are in
//! which state. No number here comes from a formula: every member's life is read off a trace that
//! [`super::simulate`] made. Members whose circumstances are the same live the same life at another
//! time, so each different one is simulated once.
//!
//! Left out: what two members do to each other on the wire; a client that chooses among several of its
//! own addresses; a SYN cookie; the handshake's last ACK that finds the accept queue full (the SYN finds
//! it full here, as in Linux' `tcp_conn_request`); a SYN that meets a TIME-WAIT while no listener is
//! there (it is refused, and the TIME-WAIT stays).

pub mod code;
mod life;
mod pile;
mod ports;
mod run;

pub use pile::{Count, Pile};

use super::scenario::Scenario;
use super::trace::Errno;
use crate::time::{Duration, Instant};
use serde::{Deserialize, Serialize};

/// How many ephemeral ports Linux has for one peer: 32768 to 60999
/// (Documentation/networking/ip-sysctl.rst, `ip_local_port_range`).
pub const LINUX_PORTS: u32 = 60_999 - 32_768 + 1;
/// The most that a listener's accept queue holds: `net.core.somaxconn` since Linux 5.4
/// (Documentation/admin-guide/sysctl/net.rst).
pub const SOMAXCONN: u32 = 4_096;
/// Descriptors that a server has open before anybody comes: standard input, output, error, and its
/// listener.
pub const STANDING: u32 = 4;
/// No crowd has more members than these; who would come later does not come.
pub const MOST_MEMBERS: u32 = 60_000;
/// No more different lives than these are simulated: who would come later does not come, and
/// [`Pile::stopped`] says so.
pub const MOST_LIVES: usize = 8_000;
/// Where losses are drawn by lot, members have so many different fates, in turn.
pub const LOTS: u32 = 64;

/// How the members come, and what bounds them. Each runs the scenario's own programs, on its stacks,
/// over its network, and always with the opening. What was done to single segments and by hand is done
/// to the first member only: the one that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowd {
    /// From one connect() to the next; not zero.
    pub every: Duration,
    /// The crowd is watched for so long, and as long they come.
    pub lasts: Duration,
    /// The client's ephemeral ports.
    pub ports: u32,
    /// The server's limit of open descriptors (`ulimit -n`), at least [`STANDING`]; `None`: no limit.
    pub descriptors: Option<u32>,
    /// The listener's backlog: so many may wait for accept() where descriptors have run out.
    pub backlog: u32,
    pub restart: Option<Restart>,
}

/// The server's process ends, and another one starts in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    pub at: Instant,
    /// From one refused bind() to the next; not zero.
    pub again: Duration,
}

impl Crowd {
    /// So many connections a second for so long, on Linux' ports, without any other limit.
    #[must_use]
    pub fn new(per_second: u32, lasts: Duration) -> Self {
        let every = Duration::from_micros((1_000_000 / u64::from(per_second.max(1))).max(1));
        Self { every, lasts, ports: LINUX_PORTS, descriptors: None, backlog: SOMAXCONN, restart: None }
    }

    /// How many connects are tried.
    #[must_use]
    pub fn tries(&self) -> u32 {
        let all = self.lasts.micros().div_ceil(self.every.micros().max(1));
        u32::try_from(all).map_or(MOST_MEMBERS, |all| all.min(MOST_MEMBERS))
    }

    /// The last moment that is watched.
    #[must_use]
    pub fn end(&self) -> Instant {
        Instant::START + self.lasts
    }
}

/// What a bind() of the server's new process came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bind {
    pub at: Instant,
    /// `None`: it listens.
    pub failed: Option<Errno>,
}

/// Lets the scenario's crowd live; `None` where it has none.
#[must_use]
pub fn pile(scenario: &Scenario) -> Option<Pile> {
    scenario.crowd.map(|crowd| run::run(scenario, crowd))
}
