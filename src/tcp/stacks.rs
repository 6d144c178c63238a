//! Stacks as data: each value with the place where it stands.

use super::config::{AckDelay, Config, Nagle, RtoMode, Setting, TimeWaitSyn};
use crate::time::Duration;
use serde::{Deserialize, Serialize};

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub setting: Setting,
    /// The document and the place in it, or why it was chosen.
    pub place: &'static str,
    /// Somebody has read it there. What is not verified is general knowledge or a guess.
    pub verified: bool,
}

macro_rules! stack {
    ($(#[$doc:meta])* $name:ident, $sources:ident { $($setting:ident: $value:expr, $how:ident $place:literal;)* }) => {
        $(#[$doc])*
        pub const $name: Config = Config { $($setting: $value,)* };
        const $sources: &[Source] =
            &[$(Source { setting: Setting::$setting, place: $place, verified: verified!($how) },)*];
    };
}

macro_rules! verified {
    (by) => {
        true
    };
    (unverified) => {
        false
    };
}

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

stack! {
    /// RFC 9293 with RFC 5961 and RFC 6298, every value from the text.
    RFC_9293, RFC_9293_SOURCES {
        mss: 536, by "RFC 9293 §3.7.1, MUST-15";
        receive_buffer: 65_535, by "RFC 9293 §3.1: the largest window in a header";
        rto_mode: RtoMode::Sampled, by "RFC 6298 §2";
        rto_initial: secs(1), by "RFC 6298 §2.1";
        rto_min: secs(1), by "RFC 6298 §2.4";
        rto_max: secs(60), by "RFC 6298 §2.5: at least 60 s";
        rto_slop: Duration::ZERO, by "RFC 6298 §2";
        // R2 is a time in the RFC: at least 100 s, for a SYN 3 min. The user timeout is longer.
        retries: None, by "RFC 9293 §3.8.3: R2 is a time, see the user timeout";
        retries_mean_time: false, by "RFC 9293 §3.8.3";
        orphan_retries: None, by "no RFC knows orphans";
        syn_retries: None, by "RFC 9293 §3.8.3, MUST-23: at least 3 min";
        syn_linear: 0, by "RFC 6298 §5.5";
        syn_ack_retries: None, by "RFC 9293 §3.8.3, MUST-23";
        resend_joins: false, by "RFC 9293 §3.8.1: it may, MAY-4";
        congestion_window: None, by "left out: congestion control (RFC 5681)";
        give_up_resets: false, by "RFC 9293 §3.10.8 names no segment (D8)";
        nagle: Nagle::Off, by "chosen; RFC 9293 §3.7.4: SHLD-7, and MUST-17 to switch it off";
        silly_window_avoided: true, by "RFC 9293 §3.8.6.2.1, MUST-38";
        empty_probe: false, by "RFC 9293 §3.8.6.1: at least one octet";
        user_timeout: Some(secs(300)), by "RFC 9293 §3.9.1.1";
        msl: secs(120), by "RFC 9293 §3.4.2";
        fin_wait_2_timeout: None, by "no RFC limits FIN-WAIT-2";
        fin_wait_2_scales: false, by "no RFC limits FIN-WAIT-2";
        ack_delay: AckDelay::AtOnce, by "RFC 9293 §3.8.6.3: less than 0.5 s";
        fin_ack_waits: false, by "RFC 9293 §3.10.7.4, 8th: send an acknowledgment";
        rfc5961: true, by "RFC 9293 §3.10.7.4, RFC 5961";
        ack_limit: None, by "RFC 5961 §7: left to the stack";
        rst_at_fin: false, by "RFC 5961 §3.2: exactly RCV.NXT";
        rfc1337: false, by "RFC 9293 §3.10.7.4, 2nd: a RST counts";
        time_wait_syn: TimeWaitSyn::Challenge, by "RFC 9293 §3.10.7.4, 4th (D4)";
        time_wait_restarts_on_ack: false, by "decision D3";
        time_wait_is_detached: false, by "RFC 9293 §3.10.5";
        closing_ends_silently: false, by "decision D2";
        last_ack_at_close: false, by "RFC 9293 §3.10.4 (D12)";
        half_duplex_close: false, by "RFC 9293 §3.6.1, MAY-1";
        unread_is_tossed: false, by "RFC 9293 §3.6.1";
        reset_keeps_unread: false, by "RFC 9293 §3.10.7.4, 2nd: queues are flushed";
        syn_again_answered: false, by "RFC 9293 §3.10.7.4, 1st: an ACK";
        zero_window_fin: true, by "decision D6";
        drop_syn_fin: false, by "RFC 9293 §3.10.7";
        listen_drops_syn_ack: false, by "RFC 9293 §3.10.7.2, 2nd: a RST";
        ack_of_unsent_dropped: false, by "RFC 9293 §3.10.7.4, 5th: an ACK";
        time_wait_drops_no_ack: false, by "RFC 9293 §3.10.7.4, 1st: an ACK";
        abort_with_ack: false, by "RFC 9293 §3.10.5 (D7)";
    }
}

stack! {
    /// What textbook figures draw: times long enough to see, no sampling, and an ACK that lets the
    /// program have its turn first, so that "three segments" can be shown.
    TEXTBOOK, TEXTBOOK_SOURCES {
        mss: 1_460, by "chosen: an Ethernet frame";
        receive_buffer: 65_535, by "RFC 9293 §3.1: the largest window in a header";
        rto_mode: RtoMode::Fixed, by "chosen: figures have one RTO";
        rto_initial: secs(4), by "chosen: long enough to watch";
        rto_min: secs(4), by "chosen: long enough to watch";
        rto_max: secs(64), by "chosen: four doublings";
        rto_slop: Duration::ZERO, by "RFC 6298 §2";
        retries: Some(6), by "chosen: a dead peer is given up while one watches";
        retries_mean_time: false, by "RFC 9293 §3.8.3";
        orphan_retries: None, by "no RFC knows orphans";
        syn_retries: Some(6), by "chosen: as for other segments";
        syn_linear: 0, by "RFC 6298 §5.5";
        syn_ack_retries: Some(6), by "chosen: as for other segments";
        resend_joins: false, by "RFC 9293 §3.8.1: it may, MAY-4";
        congestion_window: None, by "left out: congestion control (RFC 5681)";
        give_up_resets: false, by "RFC 9293 §3.10.8 names no segment (D8)";
        nagle: Nagle::Off, by "RFC 9293 §3.7.4, MUST-17: it can be off";
        silly_window_avoided: false, by "chosen: what fits goes";
        empty_probe: false, by "RFC 9293 §3.8.6.1: at least one octet";
        user_timeout: None, by "chosen: the count above ends it";
        msl: secs(10), by "chosen: 2·MSL can be watched";
        fin_wait_2_timeout: None, by "no RFC limits FIN-WAIT-2";
        fin_wait_2_scales: false, by "no RFC limits FIN-WAIT-2";
        ack_delay: AckDelay::After(Duration::ZERO), by "chosen: the program goes first, so that three segments can be seen";
        fin_ack_waits: true, by "chosen: so that three segments can be seen";
        rfc5961: true, by "RFC 9293 §3.10.7.4, RFC 5961";
        ack_limit: None, by "RFC 5961 §7: left to the stack";
        rst_at_fin: false, by "RFC 5961 §3.2: exactly RCV.NXT";
        rfc1337: false, by "RFC 9293 §3.10.7.4, 2nd: a RST counts";
        time_wait_syn: TimeWaitSyn::Challenge, by "RFC 9293 §3.10.7.4, 4th (D4)";
        time_wait_restarts_on_ack: false, by "decision D3";
        time_wait_is_detached: false, by "RFC 9293 §3.10.5";
        closing_ends_silently: false, by "decision D2";
        last_ack_at_close: false, by "RFC 9293 §3.10.4 (D12)";
        half_duplex_close: false, by "RFC 9293 §3.6.1, MAY-1";
        unread_is_tossed: false, by "RFC 9293 §3.6.1";
        reset_keeps_unread: false, by "RFC 9293 §3.10.7.4, 2nd: queues are flushed";
        syn_again_answered: false, by "RFC 9293 §3.10.7.4, 1st: an ACK";
        zero_window_fin: true, by "decision D6";
        drop_syn_fin: false, by "RFC 9293 §3.10.7";
        listen_drops_syn_ack: false, by "RFC 9293 §3.10.7.2, 2nd: a RST";
        ack_of_unsent_dropped: false, by "RFC 9293 §3.10.7.4, 5th: an ACK";
        time_wait_drops_no_ack: false, by "RFC 9293 §3.10.7.4, 1st: an ACK";
        abort_with_ack: false, by "RFC 9293 §3.10.5 (D7)";
    }
}

stack! {
    /// RFC 9293 without RFC 5961, as RFC 793 had it: a RST or SYN anywhere in the window acts.
    RFC_793, RFC_793_SOURCES {
        mss: 536, by "RFC 9293 §3.7.1, MUST-15";
        receive_buffer: 65_535, by "RFC 9293 §3.1: the largest window in a header";
        rto_mode: RtoMode::Sampled, by "RFC 6298 §2";
        rto_initial: secs(1), by "RFC 6298 §2.1";
        rto_min: secs(1), by "RFC 6298 §2.4";
        rto_max: secs(60), by "RFC 6298 §2.5: at least 60 s";
        rto_slop: Duration::ZERO, by "RFC 6298 §2";
        retries: None, by "RFC 9293 §3.8.3: R2 is a time, see the user timeout";
        retries_mean_time: false, by "RFC 9293 §3.8.3";
        orphan_retries: None, by "no RFC knows orphans";
        syn_retries: None, by "RFC 9293 §3.8.3, MUST-23: at least 3 min";
        syn_linear: 0, by "RFC 6298 §5.5";
        syn_ack_retries: None, by "RFC 9293 §3.8.3, MUST-23";
        resend_joins: false, by "RFC 9293 §3.8.1: it may, MAY-4";
        congestion_window: None, by "left out: congestion control (RFC 5681)";
        give_up_resets: false, by "RFC 9293 §3.10.8 names no segment (D8)";
        nagle: Nagle::Off, by "RFC 9293 §3.7.4, MUST-17: it can be off";
        silly_window_avoided: false, by "RFC 793 has no such rule";
        empty_probe: false, by "RFC 9293 §3.8.6.1: at least one octet";
        user_timeout: Some(secs(300)), by "RFC 9293 §3.9.1.1, RFC 5482 §1";
        msl: secs(120), by "RFC 9293 §3.4.2";
        fin_wait_2_timeout: None, by "no RFC limits FIN-WAIT-2";
        fin_wait_2_scales: false, by "no RFC limits FIN-WAIT-2";
        ack_delay: AckDelay::AtOnce, by "RFC 9293 §3.8.6.3: less than 0.5 s";
        fin_ack_waits: false, by "RFC 793 §3.9, 8th: send an acknowledgment";
        rfc5961: false, by "RFC 793 §3.9: anywhere in the window";
        ack_limit: None, by "RFC 5961 §7: left to the stack";
        rst_at_fin: false, by "RFC 5961 §3.2: exactly RCV.NXT";
        rfc1337: false, by "RFC 9293 §3.10.7.4, 2nd: a RST counts";
        time_wait_syn: TimeWaitSyn::Rfc793, by "RFC 793 §3.9, 4th (D4)";
        time_wait_restarts_on_ack: false, by "decision D3";
        time_wait_is_detached: false, by "RFC 9293 §3.10.5";
        closing_ends_silently: false, by "decision D2";
        last_ack_at_close: false, by "RFC 9293 §3.10.4 (D12)";
        half_duplex_close: false, by "RFC 9293 §3.6.1, MAY-1";
        unread_is_tossed: false, by "RFC 9293 §3.6.1";
        reset_keeps_unread: false, by "RFC 9293 §3.10.7.4, 2nd: queues are flushed";
        syn_again_answered: false, by "RFC 9293 §3.10.7.4, 1st: an ACK";
        zero_window_fin: true, by "decision D6";
        drop_syn_fin: false, by "RFC 9293 §3.10.7";
        listen_drops_syn_ack: false, by "RFC 9293 §3.10.7.2, 2nd: a RST";
        ack_of_unsent_dropped: false, by "RFC 9293 §3.10.7.4, 5th: an ACK";
        time_wait_drops_no_ack: false, by "RFC 9293 §3.10.7.4, 1st: an ACK";
        abort_with_ack: false, by "RFC 9293 §3.10.5 (D7)";
    }
}

stack! {
    /// Linux 6, as far as opening and closing go, on a socket without options.
    LINUX, LINUX_SOURCES {
        mss: 1_460, unverified "an Ethernet frame of 1500 octets";
        receive_buffer: 64_240, by "tcp_output.c: tcp_select_initial_window; recorded";
        rto_mode: RtoMode::FlooredVariance, by "net/ipv4/tcp_input.c: tcp_rtt_estimator";
        rto_initial: secs(1), by "include/net/tcp.h: TCP_TIMEOUT_INIT";
        rto_min: millis(200), by "include/net/tcp.h: TCP_RTO_MIN, of the variance term";
        rto_max: secs(120), by "include/net/tcp.h: TCP_RTO_MAX";
        rto_slop: Duration::ZERO, by "tcp_input.c: tcp_rtt_estimator";
        retries: Some(15), by "ip-sysctl: tcp_retries2";
        retries_mean_time: true, by "ip-sysctl: tcp_retries2 (924.6 s at least)";
        orphan_retries: Some(8), by "tcp_timer.c: tcp_orphan_retries (0 is read as 8)";
        syn_retries: Some(6), by "ip-sysctl: tcp_syn_retries";
        syn_linear: 4, by "ip-sysctl: tcp_syn_linear_timeouts";
        syn_ack_retries: Some(5), by "ip-sysctl: tcp_synack_retries";
        resend_joins: true, by "ip-sysctl: tcp_retrans_collapse";
        congestion_window: Some(10), by "include/net/tcp.h: TCP_INIT_CWND";
        give_up_resets: false, by "tcp_timer.c: tcp_write_err, silent";
        nagle: Nagle::Short, by "tcp(7): TCP_NODELAY; tcp_minshall_check";
        silly_window_avoided: true, by "net/ipv4/tcp_output.c: tcp_snd_wnd_test";
        empty_probe: true, by "net/ipv4/tcp_output.c: tcp_xmit_probe_skb";
        user_timeout: None, by "tcp(7): TCP_USER_TIMEOUT";
        msl: secs(30), by "include/net/tcp.h: TCP_TIMEWAIT_LEN is 60 s";
        fin_wait_2_timeout: Some(secs(60)), by "ip-sysctl: tcp_fin_timeout, after close() only";
        fin_wait_2_scales: true, by "include/net/tcp.h: tcp_fin_time";
        ack_delay: AckDelay::Adaptive, by "include/net/tcp.h: TCP_ATO_MIN, TCP_MAX_QUICKACKS";
        fin_ack_waits: true, by "tcp_input.c: tcp_fin only schedules the ACK";
        rfc5961: true, by "tcp_input.c: tcp_validate_incoming";
        ack_limit: Some(millis(500)), by "ip-sysctl: tcp_invalid_ratelimit";
        rst_at_fin: true, by "net/ipv4/tcp_input.c: tcp_reset_check";
        rfc1337: false, by "tcp_minisocks.c: tcp_timewait_state_process";
        time_wait_syn: TimeWaitSyn::AboveNextElseAck, by "net/ipv4/tcp_minisocks.c: tcp_timewait_state_process";
        time_wait_restarts_on_ack: true, by "net/ipv4/tcp_minisocks.c: tcp_timewait_state_process";
        time_wait_is_detached: true, by "tcp_minisocks.c: tcp_time_wait; recorded";
        closing_ends_silently: true, by "tcp_input.c: tcp_rcv_state_process; recorded";
        last_ack_at_close: true, by "net/ipv4/tcp.c: tcp_close_state";
        half_duplex_close: true, by "tcp.c: __tcp_close; tcp_input.c: tcp_rcv_state_process";
        unread_is_tossed: false, by "net/ipv4/tcp.c: __tcp_close";
        reset_keeps_unread: true, by "net/ipv4/tcp.c: tcp_recvmsg_locked; recorded";
        syn_again_answered: true, by "net/ipv4/tcp_minisocks.c: tcp_check_req";
        zero_window_fin: true, by "tcp_input.c: tcp_sequence";
        drop_syn_fin: false, by "dropped in LISTEN only, which is not modelled";
        listen_drops_syn_ack: false, by "tcp_input.c: tcp_rcv_state_process (TCP_LISTEN)";
        ack_of_unsent_dropped: true, by "net/ipv4/tcp_input.c: tcp_ack";
        time_wait_drops_no_ack: false, by "tcp_minisocks.c: tcp_timewait_state_process";
        abort_with_ack: true, by "net/ipv4/tcp.c: tcp_disconnect";
    }
}

stack! {
    /// FreeBSD 14; where macOS differs, its value stands beside the source.
    FREEBSD, FREEBSD_SOURCES {
        mss: 1_460, by "tcp-testsuite: its SYN says 1460";
        receive_buffer: 65_535, by "tcp-testsuite: the window of its SYN";
        rto_mode: RtoMode::Sampled, by "RFC 6298 §2";
        rto_initial: secs(1), by "tcp(4): rexmit_initial";
        rto_min: millis(230), by "tcp(4): rexmit_min 30 ms + rexmit_slop 200 ms";
        rto_max: secs(64), by "tcp_timer.h: TCPTV_REXMTMAX";
        rto_slop: millis(200), by "tcp(4): rexmit_slop";
        retries: Some(12), by "tcp_timer.h: TCP_MAXRXTSHIFT";
        retries_mean_time: false, by "RFC 9293 §3.8.3";
        orphan_retries: None, by "tcp_timer.c: none of its own";
        syn_retries: Some(6), unverified "tcp(4): keepinit ends it after 75 s, here the 7th RTO";
        syn_linear: 0, by "RFC 6298 §5.5";
        syn_ack_retries: Some(3), by "tcp_syncache.c: SYNCACHE_MAXREXMTS";
        resend_joins: true, unverified "tcp_output.c: cut from the send buffer";
        congestion_window: Some(10), unverified "tcp(4): initcwnd_segments";
        give_up_resets: true, by "tcp_subr.c: tcp_drop";
        nagle: Nagle::Any, by "tcp(4): TCP_NODELAY";
        silly_window_avoided: true, by "tcp_output.c: max_sndwnd / 2";
        empty_probe: false, by "tcp_output.c: one octet";
        user_timeout: None, unverified "tcp_timer.c: tcp_maxunacktime, default not found";
        msl: secs(30), by "tcp(4): net.inet.tcp.msl; macOS: 15 s";
        fin_wait_2_timeout: Some(secs(675)), by "tcp_timer.c: tcp_timer_2msl; 60 s by fast_finwait2_recycle";
        fin_wait_2_scales: false, by "tcp_timer.c: tcp_timer_2msl";
        ack_delay: AckDelay::After(millis(40)), unverified "tcp(4): delacktime; 100 ms before 13 and in macOS";
        fin_ack_waits: false, by "tcp_input.c: TF_ACKNOW at a FIN";
        rfc5961: true, by "tcp(4): insecure_rst, insecure_syn";
        ack_limit: None, unverified "tcp_subr.c: ack_war_cnt in newer releases; macOS 10 a second";
        rst_at_fin: false, by "RFC 5961 §3.2: exactly RCV.NXT";
        rfc1337: true, by "tcp_timewait.c: tcp_twcheck";
        time_wait_syn: TimeWaitSyn::AboveNextElseSilence, by "tcp_timewait.c: tcp_twcheck";
        time_wait_restarts_on_ack: false, by "tcp_timewait.c: tcp_twcheck";
        time_wait_is_detached: false, unverified "general knowledge";
        closing_ends_silently: false, by "decision D2";
        last_ack_at_close: true, unverified "tcp_usrreq.c: tcp_usrclosed";
        half_duplex_close: true, by "tcp_input.c: data after close() is reset";
        unread_is_tossed: true, by "uipc_socket.c: soclose; a FIN goes out";
        reset_keeps_unread: true, by "uipc_socket.c: soreceive_stream";
        syn_again_answered: true, by "tcp_syncache.c: syncache_add";
        zero_window_fin: true, by "decision D6";
        drop_syn_fin: false, by "tcp(4): drop_synfin is 0; macOS: 1";
        listen_drops_syn_ack: true, unverified "tcp-testsuite; its sources since then answer with a RST";
        ack_of_unsent_dropped: false, by "tcp_input.c: dropafterack";
        time_wait_drops_no_ack: true, by "tcp-testsuite; tcp_timewait.c: tcp_twcheck";
        abort_with_ack: true, by "tcp-testsuite";
    }
}

stack! {
    /// Windows 8 and later. Much of it is not documented.
    WINDOWS, WINDOWS_SOURCES {
        mss: 1_460, by "Microsoft 224829: Description of Windows TCP features";
        receive_buffer: 65_535, unverified "general knowledge";
        rto_mode: RtoMode::Sampled, by "RFC 6298 §2";
        rto_initial: secs(1), unverified "Get-NetTCPSetting: InitialRto; 3 s up to Windows 7";
        rto_min: millis(300), by "Networking Blog: TCP Templates (Internet: MinRto)";
        rto_max: secs(60), by "Win32: IPPROTO_TCP socket options, TCP_MAXRT";
        rto_slop: Duration::ZERO, unverified "general knowledge";
        retries: Some(5), by "KB170359: TcpMaxDataRetransmissions";
        retries_mean_time: false, by "RFC 9293 §3.8.3";
        orphan_retries: None, unverified "nothing found";
        syn_retries: Some(4), unverified "Get-NetTCPSetting: MaxSynRetransmissions";
        syn_linear: 0, by "RFC 6298 §5.5";
        syn_ack_retries: Some(2), unverified "TcpMaxConnectResponseRetransmissions";
        resend_joins: false, unverified "nothing found";
        congestion_window: Some(10), unverified "Get-NetTCPSetting: InitialCongestionWindow";
        give_up_resets: true, by "Microsoft: Troubleshoot TCP/IP connectivity";
        nagle: Nagle::Any, by "Win32: IPPROTO_TCP socket options, TCP_NODELAY";
        silly_window_avoided: true, unverified "nothing found";
        empty_probe: false, unverified "general knowledge";
        user_timeout: None, by "Win32: IPPROTO_TCP socket options, TCP_MAXRT";
        msl: secs(60), unverified "documents disagree: 2·MSL is 120 s or 240 s";
        fin_wait_2_timeout: Some(secs(120)), unverified "offload documentation; 300 s on Server 2003";
        fin_wait_2_scales: false, by "no RFC limits FIN-WAIT-2";
        ack_delay: AckDelay::After(millis(40)), by "Networking Blog: TCP Templates (Internet)";
        fin_ack_waits: false, unverified "learned model of Windows 8, which has no times";
        rfc5961: false, by "learned model of Windows 8: a SYN resets; later: unknown";
        ack_limit: None, unverified "nothing found";
        rst_at_fin: false, unverified "nothing found";
        rfc1337: false, by "learned model of Windows 8: an exact RST ends TIME-WAIT";
        time_wait_syn: TimeWaitSyn::AboveNextElseSilence, unverified "learned model of Windows 8: silence at RCV.NXT";
        time_wait_restarts_on_ack: false, by "learned model of Windows 8: silent";
        time_wait_is_detached: false, unverified "general knowledge";
        closing_ends_silently: false, unverified "decision D2";
        last_ack_at_close: false, unverified "decision D12";
        half_duplex_close: true, by "learned model of Windows 8: a RST";
        unread_is_tossed: false, by "learned model of Windows 8: a RST";
        reset_keeps_unread: false, unverified "nothing found";
        syn_again_answered: true, unverified "nothing found";
        zero_window_fin: true, unverified "nothing found";
        drop_syn_fin: false, unverified "nothing found";
        listen_drops_syn_ack: false, unverified "nothing found";
        ack_of_unsent_dropped: false, unverified "nothing found";
        time_wait_drops_no_ack: false, unverified "nothing found";
        abort_with_ack: true, unverified "as close() with unread data in the learned model";
    }
}

/// A stack by name, as scenarios keep it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stack {
    #[default]
    Textbook,
    Rfc9293,
    Rfc793,
    Linux,
    FreeBsd,
    Windows,
}

impl Stack {
    pub const ALL: [Self; 6] =
        [Self::Textbook, Self::Rfc9293, Self::Rfc793, Self::Linux, Self::FreeBsd, Self::Windows];

    #[must_use]
    pub const fn config(self) -> &'static Config {
        match self {
            Self::Textbook => &TEXTBOOK,
            Self::Rfc9293 => &RFC_9293,
            Self::Rfc793 => &RFC_793,
            Self::Linux => &LINUX,
            Self::FreeBsd => &FREEBSD,
            Self::Windows => &WINDOWS,
        }
    }

    /// Where each of its values comes from, in the order of [`Setting::ALL`].
    #[must_use]
    pub const fn sources(self) -> &'static [Source] {
        match self {
            Self::Textbook => TEXTBOOK_SOURCES,
            Self::Rfc9293 => RFC_9293_SOURCES,
            Self::Rfc793 => RFC_793_SOURCES,
            Self::Linux => LINUX_SOURCES,
            Self::FreeBsd => FREEBSD_SOURCES,
            Self::Windows => WINDOWS_SOURCES,
        }
    }

    /// Its name in links and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Textbook => "textbook",
            Self::Rfc9293 => "rfc9293",
            Self::Rfc793 => "rfc793",
            Self::Linux => "linux",
            Self::FreeBsd => "freebsd",
            Self::Windows => "windows",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stack| stack.id() == id)
    }

    /// Its name on screen; the textbook's is a word of the reader's language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Textbook => "Textbook",
            Self::Rfc9293 => "RFC 9293",
            Self::Rfc793 => "RFC 793",
            Self::Linux => "Linux",
            Self::FreeBsd => "FreeBSD/macOS",
            Self::Windows => "Windows",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_every_stack_has_its_source() {
        for stack in Stack::ALL {
            let settings: Vec<Setting> = stack.sources().iter().map(|source| source.setting).collect();
            assert_eq!(settings, Setting::ALL, "{stack:?}");
            assert!(stack.sources().iter().all(|source| !source.place.is_empty()));
        }
    }
}
