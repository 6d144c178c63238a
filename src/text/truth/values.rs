//! What a stack's setting is, in words and units.

use crate::tcp::{AckDelay, Config, Nagle, RtoMode, Setting, TimeWaitSyn};
use crate::text::{Both, Lang, both};
use crate::time::Duration;

/// The value as a cell of the table shows it.
#[must_use]
pub fn value(config: &Config, setting: Setting, lang: Lang) -> String {
    let said = |words: Both| words.in_lang(lang).to_owned();
    let yes = |on: bool| said(if on { both("yes", "是") } else { both("no", "否") });
    let octets = |n: u32| format!("{n}{}", both(" bytes", " 字节").in_lang(lang));
    let limit = |time: Option<Duration>| time.map_or_else(|| said(NONE), |time| time.to_string());
    let times = |count: Option<u32>| {
        count.map_or_else(|| said(NONE), |n| n.to_string() + both("", " 次").in_lang(lang))
    };
    match setting {
        Setting::mss => octets(config.mss),
        Setting::receive_buffer => octets(config.receive_buffer),
        Setting::rto_mode => said(match config.rto_mode {
            RtoMode::Sampled => both("measured (RFC 6298)", "测量得出（RFC 6298）"),
            RtoMode::FlooredVariance => both("measured, its variance has a floor", "测量得出，方差项有下限"),
            RtoMode::Fixed => both("fixed, doubled by losses", "固定，丢失时加倍"),
        }),
        Setting::rto_initial => config.rto_initial.to_string(),
        Setting::rto_min => config.rto_min.to_string(),
        Setting::rto_max => config.rto_max.to_string(),
        Setting::rto_slop if config.rto_slop == Duration::ZERO => said(both("nothing", "无")),
        Setting::rto_slop => config.rto_slop.to_string(),
        Setting::retries => times(config.retries),
        Setting::retries_mean_time => yes(config.retries_mean_time),
        Setting::orphan_retries => {
            config.orphan_retries.map_or_else(|| said(both("as above", "同上")), |n| times(Some(n)))
        }
        Setting::syn_retries => times(config.syn_retries),
        Setting::syn_linear => times(Some(config.syn_linear)),
        Setting::syn_ack_retries => times(config.syn_ack_retries),
        Setting::resend_joins => yes(config.resend_joins),
        Setting::congestion_window => config
            .congestion_window
            .map_or_else(|| said(NONE), |n| format!("{n}{}", both(" segments", " 个报文段").in_lang(lang))),
        Setting::give_up_resets => yes(config.give_up_resets),
        Setting::nagle => said(match config.nagle {
            Nagle::Off => both("off", "关闭"),
            Nagle::Any => both("on", "启用"),
            Nagle::Short => both("on, only behind another short one", "启用，仅当前一个也是短报文段"),
        }),
        Setting::silly_window_avoided => yes(config.silly_window_avoided),
        Setting::empty_probe => yes(config.empty_probe),
        Setting::user_timeout => limit(config.user_timeout),
        Setting::msl => config.msl.to_string(),
        Setting::fin_wait_2_timeout => limit(config.fin_wait_2_timeout),
        Setting::fin_wait_2_scales => yes(config.fin_wait_2_scales),
        Setting::ack_delay => match config.ack_delay {
            AckDelay::AtOnce => said(both("at once", "立即")),
            AckDelay::After(Duration::ZERO) => said(both("after the program's turn", "等应用程序先行")),
            AckDelay::After(time) => both("after ", "等待 ").in_lang(lang).to_owned() + &time.to_string(),
            AckDelay::Adaptive => said(both("at once at first, later 40–200 ms", "起初立即，之后 40–200 ms")),
        },
        Setting::fin_ack_waits => yes(config.fin_ack_waits),
        Setting::rfc5961 => yes(config.rfc5961),
        Setting::ack_limit => limit(config.ack_limit),
        Setting::rst_at_fin => yes(config.rst_at_fin),
        Setting::rfc1337 => yes(config.rfc1337),
        Setting::time_wait_syn => said(match config.time_wait_syn {
            TimeWaitSyn::Challenge => both("a challenge ACK", "挑战 ACK"),
            TimeWaitSyn::Rfc6191 => {
                both("a new connection above the FIN, else silence", "高于 FIN 则建立新连接，否则沉默")
            }
            TimeWaitSyn::Rfc793 => both("a reset in the window, else an ACK", "窗口内复位，否则 ACK"),
            TimeWaitSyn::AboveNextElseAck => {
                both("a new connection above RCV.NXT, else an ACK", "高于 RCV.NXT 则建立新连接，否则 ACK")
            }
            TimeWaitSyn::AboveNextElseSilence => {
                both("a new connection above RCV.NXT, else silence", "高于 RCV.NXT 则建立新连接，否则沉默")
            }
        }),
        Setting::time_wait_restarts_on_ack => yes(config.time_wait_restarts_on_ack),
        Setting::time_wait_is_detached => yes(config.time_wait_is_detached),
        Setting::closing_ends_silently => yes(config.closing_ends_silently),
        Setting::last_ack_at_close => yes(config.last_ack_at_close),
        Setting::half_duplex_close => yes(config.half_duplex_close),
        Setting::unread_is_tossed => yes(config.unread_is_tossed),
        Setting::reset_keeps_unread => yes(config.reset_keeps_unread),
        Setting::syn_again_answered => yes(config.syn_again_answered),
        Setting::zero_window_fin => yes(config.zero_window_fin),
        Setting::drop_syn_fin => yes(config.drop_syn_fin),
        Setting::listen_drops_syn_ack => yes(config.listen_drops_syn_ack),
        Setting::ack_of_unsent_dropped => yes(config.ack_of_unsent_dropped),
        Setting::time_wait_drops_no_ack => yes(config.time_wait_drops_no_ack),
        Setting::abort_with_ack => yes(config.abort_with_ack),
    }
}

const NONE: Both = both("no limit", "无限制");
