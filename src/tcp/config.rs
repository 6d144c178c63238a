//! Stacks as data: all that differs from one TCP to the next.

use crate::time::Duration;
use serde::{Deserialize, Serialize};

/// When in-order data and FINs are acknowledged. What arrives out of order, again, or in
/// FIN-WAIT and later is always acknowledged at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AckDelay {
    /// In the same step, before the program has had its turn.
    AtOnce,
    /// After this long, or with the next segment that leaves. Zero means at the same moment but
    /// after the program's turn, so that its data or FIN can carry the ACK.
    After(Duration),
}

/// How the retransmission timeout comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RtoMode {
    /// RFC 6298: from round-trip samples.
    Sampled,
    /// Always [`Config::rto_initial`] (doubled by losses), as textbook figures have it.
    Fixed,
}

/// What a SYN does in TIME-WAIT (decision D4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeWaitSyn {
    /// RFC 9293 with RFC 5961: a challenge ACK.
    Challenge,
    /// RFC 6191 without timestamps: above the peer's FIN a new connection, else silence.
    Rfc6191,
    /// RFC 793: in the window a reset, else an ACK.
    Rfc793,
    /// Above RCV.NXT a new connection, else an ACK (Linux, `tcp_timewait_state_process`).
    AboveNextElseAck,
    /// Above RCV.NXT a new connection, else silence (FreeBSD, `tcp_twcheck`).
    AboveNextElseSilence,
}

/// The settings of one stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Most octets in a segment that we send.
    pub mss: u32,
    /// Receive buffer in octets; what is unread takes from the window.
    pub receive_buffer: u32,
    pub rto_mode: RtoMode,
    /// RTO before the first sample.
    pub rto_initial: Duration,
    pub rto_min: Duration,
    pub rto_max: Duration,
    /// How often a segment is sent again before the connection is given up (R2); `None`: for ever.
    pub retries: Option<u32>,
    /// The same for a SYN.
    pub syn_retries: Option<u32>,
    /// How long the oldest unacknowledged number may wait (RFC 9293 section 3.9.1.1).
    pub user_timeout: Option<Duration>,
    /// Maximum segment lifetime: TIME-WAIT lasts twice this.
    pub msl: Duration,
    /// Limit of FIN-WAIT-2 once the program has closed both ways.
    pub fin_wait_2_timeout: Option<Duration>,
    pub ack_delay: AckDelay,
    /// RFC 5961: only an exact RST resets, a SYN never does, and an ACK must not be too old.
    pub rfc5961: bool,
    /// RFC 1337: RST is ignored in TIME-WAIT.
    pub rfc1337: bool,
    pub time_wait_syn: TimeWaitSyn,
    /// In TIME-WAIT an ACK alone restarts 2·MSL too (Linux).
    pub time_wait_restarts_on_ack: bool,
    /// close() means that nobody reads any more: unread or later data is answered with a RST
    /// (RFC 9293 section 3.6.1, MAY-1).
    pub half_duplex_close: bool,
    /// A FIN alone at RCV.NXT is taken even by a closed window (decision D6).
    pub zero_window_fin: bool,
    /// SYN and FIN in one segment: dropped in LISTEN, SYN-SENT and TIME-WAIT (FreeBSD's
    /// `net.inet.tcp.drop_synfin`).
    pub drop_syn_fin: bool,
    /// LISTEN drops a SYN,ACK where the RFC answers with a reset (FreeBSD).
    pub listen_drops_syn_ack: bool,
    /// An ACK of what was never sent is dropped in silence where the RFC answers with an ACK
    /// (Linux, `tcp_ack`).
    pub ack_of_unsent_dropped: bool,
    /// TIME-WAIT drops what has no ACK bit even outside the window, where the RFC answers with an
    /// ACK (FreeBSD).
    pub time_wait_drops_no_ack: bool,
    /// The reset that ABORT sends carries an ACK (decision D7).
    pub abort_with_ack: bool,
}

/// RFC 9293 with RFC 5961 and RFC 6298, every value from the text.
pub const RFC_9293: Config = Config {
    // MUST-67: 536 where nothing else is known (section 3.7.1).
    mss: 536,
    receive_buffer: 65_535,
    rto_mode: RtoMode::Sampled,
    // RFC 6298 section 2.1, 2.4, 2.5.
    rto_initial: Duration::from_secs(1),
    rto_min: Duration::from_secs(1),
    rto_max: Duration::from_secs(60),
    // R2 is a time in the RFC: at least 100 s, for a SYN 3 min. The user timeout below is longer.
    retries: None,
    syn_retries: None,
    // Five minutes: section 3.9.1.1, RFC 5482 section 1.
    user_timeout: Some(Duration::from_secs(300)),
    // Section 3.4.2.
    msl: Duration::from_secs(120),
    fin_wait_2_timeout: None,
    ack_delay: AckDelay::AtOnce,
    rfc5961: true,
    rfc1337: false,
    time_wait_syn: TimeWaitSyn::Challenge,
    time_wait_restarts_on_ack: false,
    half_duplex_close: false,
    zero_window_fin: true,
    drop_syn_fin: false,
    listen_drops_syn_ack: false,
    ack_of_unsent_dropped: false,
    time_wait_drops_no_ack: false,
    abort_with_ack: false,
};

/// What textbook figures draw: times long enough to see, no sampling, and an ACK that lets the
/// program have its turn first, so that "three segments" can be shown.
pub const TEXTBOOK: Config = Config {
    mss: 1460,
    rto_mode: RtoMode::Fixed,
    rto_initial: Duration::from_secs(4),
    rto_min: Duration::from_secs(4),
    rto_max: Duration::from_secs(64),
    retries: Some(6),
    syn_retries: Some(6),
    user_timeout: None,
    msl: Duration::from_secs(10),
    ack_delay: AckDelay::After(Duration::ZERO),
    ..RFC_9293
};

/// RFC 9293 without RFC 5961, as RFC 793 had it: a RST or SYN anywhere in the window acts.
pub const RFC_793: Config = Config { rfc5961: false, time_wait_syn: TimeWaitSyn::Rfc793, ..RFC_9293 };

/// Linux, as far as opening and closing go; values as in its `tcp.h` and `ip-sysctl`.
pub const LINUX: Config = Config {
    mss: 1460,
    rto_min: Duration::from_millis(200),
    rto_max: Duration::from_secs(120),
    // tcp_retries2 and tcp_syn_retries.
    retries: Some(15),
    syn_retries: Some(6),
    user_timeout: None,
    // TCP_TIMEWAIT_LEN is 60 s, fixed.
    msl: Duration::from_secs(30),
    // tcp_fin_timeout, only once close() was called.
    fin_wait_2_timeout: Some(Duration::from_secs(60)),
    // TCP_DELACK_MIN.
    ack_delay: AckDelay::After(Duration::from_millis(40)),
    time_wait_syn: TimeWaitSyn::AboveNextElseAck,
    time_wait_restarts_on_ack: true,
    half_duplex_close: true,
    abort_with_ack: true,
    ack_of_unsent_dropped: true,
    ..RFC_9293
};

/// FreeBSD, as far as the cases of the freebsd-net test suite show it.
pub const FREEBSD: Config = Config {
    mss: 1460,
    // TCP_MAXRXTSHIFT.
    retries: Some(12),
    syn_retries: Some(12),
    user_timeout: None,
    // net.inet.tcp.msl.
    msl: Duration::from_secs(30),
    // net.inet.tcp.finwait2_timeout.
    fin_wait_2_timeout: Some(Duration::from_secs(60)),
    // It ignores a RST in TIME-WAIT.
    rfc1337: true,
    time_wait_syn: TimeWaitSyn::AboveNextElseSilence,
    abort_with_ack: true,
    listen_drops_syn_ack: true,
    time_wait_drops_no_ack: true,
    ..RFC_9293
};

/// A stack by name, as scenarios keep it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stack {
    #[default]
    Textbook,
    Rfc9293,
}

impl Stack {
    pub const ALL: [Self; 2] = [Self::Textbook, Self::Rfc9293];

    #[must_use]
    pub const fn config(self) -> &'static Config {
        match self {
            Self::Textbook => &TEXTBOOK,
            Self::Rfc9293 => &RFC_9293,
        }
    }

    /// Its name in links and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Textbook => "textbook",
            Self::Rfc9293 => "rfc9293",
        }
    }
}
