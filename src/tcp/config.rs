//! What differs from one TCP to the next. The stacks themselves are in [`super::stacks`].

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
    /// At once as long as the peer only sends (at most 16 times), late where the program answers, and
    /// for a FIN: Linux' quick ACKs.
    Adaptive,
}

/// How the retransmission timeout comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RtoMode {
    /// RFC 6298: from round-trip samples.
    Sampled,
    /// The same, but it is the term of the variance that is at least [`Config::rto_min`], so that
    /// the RTO lies that much above the round-trip time (Linux, `tcp_rtt_estimator`).
    FlooredVariance,
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

/// When a short segment waits because an earlier one is not acknowledged (RFC 9293 section 3.7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nagle {
    Off,
    /// As long as anything is unacknowledged.
    Any,
    /// As long as another short one is (Minshall's variant, Linux).
    Short,
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)*) => {
        /// The settings of one stack.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Config { $($(#[$doc])* pub $name: $type,)* }

        /// One of them, by its name there: what a source or a word is about.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Setting { $($(#[$doc])* $name,)* }

        impl Setting {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in [`Config`].
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

settings! {
    /// Most octets in a segment that we send.
    mss: u32,
    /// Receive buffer in octets; what is unread takes from the window.
    receive_buffer: u32,
    rto_mode: RtoMode,
    /// RTO before the first sample.
    rto_initial: Duration,
    rto_min: Duration,
    rto_max: Duration,
    /// Always added to what the samples say (FreeBSD).
    rto_slop: Duration,
    /// How often a segment is sent again before the connection is given up (R2); `None`: for ever.
    retries: Option<u32>,
    /// The number above stands for the time that so many retransmissions take from
    /// [`Config::rto_min`] on, counted from the first (Linux, `tcp_model_timeout`).
    retries_mean_time: bool,
    /// The same once the program has closed; `None`: as above.
    orphan_retries: Option<u32>,
    /// How often a SYN is sent again.
    syn_retries: Option<u32>,
    /// So many of these come first, before the RTO begins to double.
    syn_linear: u32,
    /// How often a SYN,ACK is sent again.
    syn_ack_retries: Option<u32>,
    /// A retransmission takes what follows with it, as far as one segment holds it.
    resend_joins: bool,
    /// The first congestion window in segments, with slow start, fast retransmit and what follows
    /// from a timeout (RFC 5681, RFC 6928); `None`: the network is never spared.
    congestion_window: Option<u32>,
    /// Giving up is told to the peer with a RST (FreeBSD, `tcp_drop`; decision D8).
    give_up_resets: bool,
    nagle: Nagle,
    /// No part of what waits goes into a window that has only a little room (RFC 9293 section
    /// 3.8.6.2.1).
    silly_window_avoided: bool,
    /// A zero-window probe has no octet and the number SND.UNA − 1 (Linux, `tcp_xmit_probe_skb`).
    empty_probe: bool,
    /// How long the oldest unacknowledged number may wait (RFC 9293 section 3.9.1.1).
    user_timeout: Option<Duration>,
    /// Maximum segment lifetime: TIME-WAIT lasts twice this.
    msl: Duration,
    /// Limit of FIN-WAIT-2 once the program has closed both ways.
    fin_wait_2_timeout: Option<Duration>,
    /// That limit is never less than 3.5 RTO (Linux, `tcp_fin_time`).
    fin_wait_2_scales: bool,
    ack_delay: AckDelay,
    /// A FIN's ACK waits as long as a text's does.
    fin_ack_waits: bool,
    /// RFC 5961: only an exact RST resets, a SYN never does, and an ACK must not be too old.
    rfc5961: bool,
    /// Challenge ACKs, and those for what is outside the window and empty, at most once in this time
    /// (RFC 5961 section 7).
    ack_limit: Option<Duration>,
    /// After a FIN a RST with its number is taken as exact (Linux, `tcp_reset_check`).
    rst_at_fin: bool,
    /// RFC 1337: RST is ignored in TIME-WAIT.
    rfc1337: bool,
    time_wait_syn: TimeWaitSyn,
    /// Of a detached TIME-WAIT: whatever brings an ACK restarts 2·MSL (Linux).
    time_wait_restarts_on_ack: bool,
    /// In TIME-WAIT only a record of the numbers is kept, on which the program has no hold: ABORT does
    /// not end it (Linux, `tcp_time_wait`).
    time_wait_is_detached: bool,
    /// An ACK of our FIN that comes with the peer's own FIN, sent again, is not answered by an ACK
    /// once TIME-WAIT begins (Linux; decision D2).
    closing_ends_silently: bool,
    /// LAST-ACK begins at close(), even while the FIN waits (Linux; decision D12).
    last_ack_at_close: bool,
    /// close() means that nobody reads any more: unread or later data is answered with a RST
    /// (RFC 9293 section 3.6.1, MAY-1).
    half_duplex_close: bool,
    /// But what is unread at close() is thrown away, and a FIN goes out (FreeBSD).
    unread_is_tossed: bool,
    /// What was received before a RST can still be read after it (Linux).
    reset_keeps_unread: bool,
    /// A SYN that comes again in SYN-RECEIVED gets its SYN,ACK again (Linux, FreeBSD).
    syn_again_answered: bool,
    /// A FIN alone at RCV.NXT is taken even by a closed window (decision D6).
    zero_window_fin: bool,
    /// SYN and FIN in one segment: dropped in LISTEN, SYN-SENT and TIME-WAIT (FreeBSD's
    /// `net.inet.tcp.drop_synfin`).
    drop_syn_fin: bool,
    /// LISTEN drops a SYN,ACK where the RFC answers with a reset (FreeBSD).
    listen_drops_syn_ack: bool,
    /// In ESTABLISHED an ACK of what was never sent is dropped in silence where the RFC answers with
    /// an ACK (Linux, `tcp_rcv_established`).
    ack_of_unsent_dropped: bool,
    /// TIME-WAIT drops what has no ACK bit even outside the window, where the RFC answers with an
    /// ACK (FreeBSD).
    time_wait_drops_no_ack: bool,
    /// The reset that ABORT sends carries an ACK (decision D7).
    abort_with_ack: bool,
}
