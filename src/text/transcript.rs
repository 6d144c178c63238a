//! Words of the transcript, which tells a whole run as text.

use super::vocabulary::side_name;
use super::{Both, Lang, both};
use crate::sim::{Scenario, Side};
use crate::tcp::State;
use crate::time::{Duration, Instant};

pub const TITLE: Both = both("Transcript of the run", "全过程的文字记录");

/// The network and the timers that everything later depends on.
#[must_use]
pub fn setting(scenario: &Scenario, lang: Lang) -> String {
    let delay = scenario.network.delay.map(|delay| delay.to_string());
    let hosts = Side::BOTH.map(|side| {
        let config = scenario.host(side).config();
        let name = super::ui::stack_name(scenario.host(side).stack, lang);
        let (msl, rto) = (config.msl.to_string(), config.rto_initial.to_string());
        match lang {
            Lang::En => format!("{}: {name}, MSL {msl}, first RTO {rto}. ", side_name(side, lang)),
            Lang::Zh => format!("{}：{name}，MSL {msl}，初始 RTO {rto}。", side_name(side, lang)),
        }
    });
    let [there, back] = delay;
    let network = match (lang, there == back) {
        (Lang::En, true) => format!("The network takes {there} each way."),
        (Lang::En, false) => {
            format!("The network takes {there} from client to server and {back} from server to client.")
        }
        (Lang::Zh, true) => format!("网络单程时延 {there}。"),
        (Lang::Zh, false) => format!("网络时延：客户端到服务器 {there}，服务器到客户端 {back}。"),
    };
    hosts.concat() + &network
}

/// What a side is in when the run begins, or ends.
#[must_use]
pub fn states(states: [State; 2], begins: bool, lang: Lang) -> String {
    let when = if begins { both("At the start", "开始时") } else { both("At the end", "结束时") };
    let [client, server] = states.map(State::name);
    match lang {
        Lang::En => format!("{}: client {client}, server {server}.", when.in_lang(lang)),
        Lang::Zh => format!("{}：客户端 {client}，服务器 {server}。", when.in_lang(lang)),
    }
}

/// What the network is going to do to some segments.
#[must_use]
pub fn faults(faults: &[String], lang: Lang) -> String {
    let network = both("In the network: ", "网络中：").in_lang(lang);
    let (between, end) = if lang == Lang::En { ("; ", ".") } else { ("；", "。") };
    [network, &faults.join(between), end].concat()
}

/// `Server: FIN-WAIT-1 → FIN-WAIT-2`.
#[must_use]
pub fn change(side: Side, from: State, to: State, lang: Lang) -> String {
    of(side, &format!("{from} → {to}"), lang)
}

/// What one side does or has.
#[must_use]
pub fn of(side: Side, what: &str, lang: Lang) -> String {
    let colon = if lang == Lang::En { ": " } else { "：" };
    [side_name(side, lang), colon, what].concat()
}

/// A segment: its way, name and numbers, and what becomes of it.
#[must_use]
pub fn segment([way, name, numbers]: [&str; 3], fate: &str, at: Instant, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{way}: {name} {numbers}, {} at {at}", fate.to_ascii_lowercase()),
        Lang::Zh => format!("{way}：{name} {numbers}，{at} {fate}"),
    }
}

/// A segment leaves later than the moment that made it, because the wire was not free.
#[must_use]
pub fn later(segment: &str, lang: Lang) -> String {
    [segment, both(" (leaves now)", "（此刻发出）").in_lang(lang)].concat()
}

/// Nothing is under way for so long.
#[must_use]
pub fn quiet(length: Duration, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Nothing is under way for {length}."),
        Lang::Zh => format!("{length} 内网络上没有报文段。"),
    }
}
