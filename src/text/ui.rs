//! The words of the interface. A word that is missing in one language does not compile.

use super::{Both, Lang, both, foreign};
use crate::sim::{Flight, Side};
use crate::tcp::Stack;

/// Every word on buttons, labels and captions.
#[derive(Debug)]
pub struct Words {
    /// The page's name.
    pub title: &'static str,
    pub subtitle: &'static str,
    /// On the button that switches to the other language.
    pub other_language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub theme_projector: &'static str,
    pub scenarios: &'static str,
    /// Chip of a scenario that a person opened from a file.
    pub recording_title: &'static str,
    pub open_recording: &'static str,
    pub with_opening: &'static str,
    pub with_opening_hint: &'static str,
    pub undo: &'static str,
    pub redo: &'static str,
    pub copy_link: &'static str,
    pub connect: &'static str,
    pub listen: &'static str,
    pub send: &'static str,
    pub half_close: &'static str,
    pub close: &'static str,
    pub abort: &'static str,
    pub more: &'static str,
    pub client_to_server: &'static str,
    pub server_to_client: &'static str,
    pub pipe_not_yet: &'static str,
    pub pipe_open: &'static str,
    pub pipe_closing: &'static str,
    pub pipe_shut: &'static str,
    /// Beside the cross of a lost segment.
    pub lost: &'static str,
    pub data: &'static str,
    /// A retry limit or the user timeout is reached.
    pub gives_up: &'static str,
    pub half_closed_short: &'static str,
    pub half_closed_client_sends: &'static str,
    pub half_closed_server_sends: &'static str,
    pub ladder_label: &'static str,
    pub transport: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub replay: &'static str,
    pub restart: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub position: &'static str,
    pub speed: &'static str,
    pub packet_loss: &'static str,
    pub loss_rate: &'static str,
    pub seed: &'static str,
    pub seed_hint: &'static str,
    pub delay: &'static str,
    pub delay_hint: &'static str,
    pub msl: &'static str,
    pub msl_hint: &'static str,
    pub rto: &'static str,
    pub rto_hint: &'static str,
    pub client_stack: &'static str,
    pub server_stack: &'static str,
    pub stack_hint: &'static str,
    pub stack_textbook: &'static str,
    /// Behind the value of a setting that both hosts have, when theirs differ.
    pub client_and_server: &'static str,
    /// Behind a source that nobody has read.
    pub not_verified: &'static str,
    /// Where a value comes from that the person, or the scenario, has set.
    pub set_here: &'static str,
    /// The link to the page that says so, and where that page lies.
    pub how_true: &'static str,
    pub how_true_page: &'static str,
    pub send_size: &'static str,
    pub lens: &'static str,
    pub zoom_in: &'static str,
    pub zoom_out: &'static str,
    pub zoom_fit: &'static str,
    pub zoom_least: &'static str,
    pub zoom_most: &'static str,
    pub compare_none: &'static str,
    pub fit: &'static str,
    pub true_scale: &'static str,
    pub true_scale_hint: &'static str,
    pub compare: &'static str,
    pub compare_hint: &'static str,
    pub segments: &'static str,
    pub states: &'static str,
    pub sockets: &'static str,
    pub programs: &'static str,
    pub changes: &'static str,
    pub keys: &'static str,
    pub earlier: &'static str,
    pub later: &'static str,
    pub hold: &'static str,
    pub hold_hint: &'static str,
    pub numbers: &'static str,
    pub numbers_letters: &'static str,
    pub numbers_relative: &'static str,
    pub numbers_raw: &'static str,
    pub settings: &'static str,
    pub seconds: &'static str,
    pub bytes: &'static str,
    pub hint_lose: &'static str,
    pub story: &'static str,
    pub questions: &'static str,
    /// The tab of the exercise, and why nothing can be changed while one runs.
    pub exercise: &'static str,
    pub exercise_runs: &'static str,
    pub transcript: &'static str,
    pub capture: &'static str,
    pub save: &'static str,
    /// A panel's file could not be fetched.
    pub not_loaded: &'static str,
    /// As what writes and reads links is in there.
    pub no_links: &'static str,
    pub try_again: &'static str,
    pub segment_none: &'static str,
    pub full_page: &'static str,
    pub keys_hint: &'static str,
    pub close_notice: &'static str,
    pub skip_to_ladder: &'static str,
}

/// The words in one language.
#[must_use]
pub const fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &EN,
        Lang::Zh => &ZH,
    }
}

const EN: Words = Words {
    title: "Four Waves",
    subtitle: "how TCP says goodbye",
    other_language: "中文",
    theme: "Theme",
    theme_system: "as the system",
    theme_light: "light",
    theme_dark: "dark",
    theme_projector: "projector",
    scenarios: "Scenarios",
    recording_title: "From a file",
    open_recording: "Open a file…",
    with_opening: "with the opening",
    with_opening_hint: "Begin CLOSED and draw the three-way handshake too.",
    undo: "Undo",
    redo: "Redo",
    copy_link: "Copy link",
    connect: "Connect",
    listen: "Listen",
    send: "Send",
    half_close: "Half-close",
    close: "Close",
    abort: "Abort",
    more: "More calls",
    client_to_server: "client → server",
    server_to_client: "server → client",
    pipe_not_yet: "not open yet",
    pipe_open: "open",
    pipe_closing: "closing",
    pipe_shut: "shut",
    lost: "lost",
    data: "DATA",
    gives_up: "gives up",
    half_closed_short: "half-closed",
    half_closed_client_sends: "half-closed: only the client may still send",
    half_closed_server_sends: "half-closed: only the server may still send",
    ladder_label: "Ladder of the connection: client left, server right, time downwards",
    transport: "Time controls",
    play: "Play",
    pause: "Pause",
    replay: "Play again",
    restart: "Back to the start",
    previous: "Previous event",
    next: "Next event",
    position: "Time",
    speed: "Speed",
    packet_loss: "Packet loss",
    loss_rate: "Loss rate",
    seed: "Seed",
    seed_hint: "Same seed, same losses.",
    delay: "Delay",
    delay_hint: "How long a segment travels, one way.",
    msl: "MSL",
    msl_hint: "Maximum segment lifetime: TIME-WAIT lasts twice this.",
    rto: "RTO",
    rto_hint: "Retransmission timeout at first; every expiry doubles it.",
    client_stack: "Client's stack",
    server_stack: "Server's stack",
    stack_hint: "Textbook: slow enough to see. The others have their systems' own timers and habits.",
    stack_textbook: "Textbook",
    client_and_server: " (client / server)",
    not_verified: " (not verified)",
    set_here: "set here",
    how_true: "How true is this?",
    how_true_page: "truth.html",
    send_size: "Bytes to send",
    lens: "How the ladder is drawn",
    zoom_in: "Zoom in",
    zoom_out: "Zoom out",
    zoom_least: "This is the farthest.",
    zoom_most: "This is the closest.",
    compare_none: "Nothing to compare with yet: change something first.",
    zoom_fit: "The whole ladder at once",
    fit: "Fit",
    true_scale: "True scale",
    true_scale_hint: "Draw quiet times as long as they are, unfolded",
    compare: "Compare",
    compare_hint: "Lay the future you left beside this one",
    segments: "Segments",
    states: "States",
    sockets: "Sockets",
    programs: "Programs",
    changes: "Changes",
    keys: "Keys",
    earlier: "Earlier …",
    later: "Later …",
    hold: "Later by",
    hold_hint: "How long a segment is held, or how much later its second copy comes",
    numbers: "Numbers",
    numbers_letters: "letters (u, v, w)",
    numbers_relative: "relative",
    numbers_raw: "raw, 32 bits",
    settings: "Network and timers",
    seconds: "s",
    bytes: "bytes",
    hint_lose: "Click a segment in flight, or focus it and press Delete: it is lost.",
    story: "Story",
    questions: "Questions",
    exercise: "Predict",
    exercise_runs: "An exercise is running, and nothing can be changed in it. Leave it first.",
    transcript: "Text",
    capture: "Capture",
    save: "Save",
    not_loaded: "This part of the page could not be loaded. Are you offline?",
    no_links: "Links can be neither written nor read now: part of the page could not be loaded. Are you offline?",
    try_again: "Try again",
    segment_none: "Choose a segment on the ladder to see its header, and why it was sent.",
    full_page: "Open the full page",
    keys_hint: "Press ? for all keys.",
    close_notice: "Dismiss",
    skip_to_ladder: "Skip to the ladder",
};

const ZH: Words = Words {
    title: "四次挥手",
    subtitle: "看 TCP 怎样说再见",
    other_language: "English",
    theme: "主题",
    theme_system: "跟随系统",
    theme_light: "浅色",
    theme_dark: "深色",
    theme_projector: "投影",
    scenarios: "情景",
    recording_title: "来自文件",
    open_recording: "打开文件…",
    with_opening: "含三次握手",
    with_opening_hint: "从 CLOSED 开始，把三次握手也画出来。",
    undo: "撤销",
    redo: "重做",
    copy_link: "复制链接",
    connect: "连接",
    listen: "监听",
    send: "发送",
    half_close: "半关闭",
    close: "关闭",
    abort: "中止",
    more: "更多调用",
    client_to_server: "客户端 → 服务器",
    server_to_client: "服务器 → 客户端",
    pipe_not_yet: "尚未打开",
    pipe_open: "打开",
    pipe_closing: "正在关闭",
    pipe_shut: "已关闭",
    lost: "丢失",
    data: "数据",
    gives_up: "放弃连接",
    half_closed_short: "半关闭",
    half_closed_client_sends: "半关闭：只有客户端还能发送",
    half_closed_server_sends: "半关闭：只有服务器还能发送",
    ladder_label: "连接的时序图：左为客户端，右为服务器，时间向下",
    transport: "时间控制",
    play: "播放",
    pause: "暂停",
    replay: "重新播放",
    restart: "回到开头",
    previous: "上一个事件",
    next: "下一个事件",
    position: "时间",
    speed: "速度",
    packet_loss: "丢包",
    loss_rate: "丢包率",
    seed: "种子",
    seed_hint: "种子相同，丢失的报文段就相同。",
    delay: "时延",
    delay_hint: "报文段单程要走多久。",
    msl: "MSL",
    msl_hint: "最长报文段寿命：TIME-WAIT 持续它的两倍。",
    rto: "RTO",
    rto_hint: "初始的超时重传时间，每次到期加倍。",
    client_stack: "客户端协议栈",
    server_stack: "服务器协议栈",
    stack_hint: "教科书：放慢以便观看。其余各项使用该系统自己的计时器和习惯。",
    stack_textbook: "教科书",
    client_and_server: "（客户端 / 服务器）",
    not_verified: "（未核实）",
    set_here: "在此设定",
    how_true: "这有多可信？",
    how_true_page: "truth.zh.html",
    send_size: "发送字节数",
    lens: "时序图的显示方式",
    zoom_in: "放大",
    zoom_out: "缩小",
    zoom_least: "已缩到最小。",
    zoom_most: "已放到最大。",
    compare_none: "还没有可对照的走向：先做一个改动。",
    zoom_fit: "显示完整时序图",
    fit: "全图",
    true_scale: "真实比例",
    true_scale_hint: "空闲时间不折叠，按真实长度画出",
    compare: "对照",
    compare_hint: "把刚离开的走向放在旁边对照",
    segments: "报文段",
    states: "状态图",
    sockets: "套接字",
    programs: "程序",
    changes: "改动",
    keys: "快捷键",
    earlier: "更早 …",
    later: "更晚 …",
    hold: "晚到",
    hold_hint: "报文段推迟多久到达，或第二份副本晚多久到达",
    numbers: "序号写法",
    numbers_letters: "字母 (u, v, w)",
    numbers_relative: "相对值",
    numbers_raw: "原始值，32 位",
    settings: "网络与计时器",
    seconds: "s",
    bytes: "字节",
    hint_lose: "点击传输途中的报文段，或选中它按 Delete：它就丢了。",
    story: "经过",
    questions: "问题",
    exercise: "预测",
    exercise_runs: "练习进行中，情景不能改动。请先退出练习。",
    transcript: "文字版",
    capture: "抓包",
    save: "保存",
    not_loaded: "页面的这一部分未能加载。网络是否已断开？",
    no_links: "现在不能生成或读取链接：页面的一部分未能加载。网络是否已断开？",
    try_again: "重试",
    segment_none: "在图上选一个报文段，看它的首部，以及为什么发送它。",
    full_page: "打开完整页面",
    keys_hint: "按 ? 查看全部快捷键。",
    close_notice: "知道了",
    skip_to_ladder: "跳到时序图",
};

pub const FILE_TOO_LARGE: Both = both("it is larger than 4 MB.", "它大于 4 MB。");

pub const LINK_COPIED: Both =
    both("The link is copied: it holds the whole scenario.", "链接已复制，整个情景都在其中。");

/// Where nobody sees an address bar: in a frame.
#[must_use]
pub fn link_to_copy(lang: Lang, link: &str) -> String {
    match lang {
        Lang::En => format!("The browser did not allow copying. This is the link: {link}"),
        Lang::Zh => format!("浏览器不允许复制。链接是：{link}"),
    }
}

pub const LINK_NOT_COPIED: Both = both(
    "The browser did not allow copying. The address bar holds the same link.",
    "浏览器不允许复制。地址栏里就是同一个链接。",
);

/// Before terms that lead to the glossary.
pub const LOOK_UP: Both = both("Look up:", "查术语：");

/// What is said where a word would lead to the glossary and there is none.
pub const NO_OTHER_PAGES: Both = both(
    "This file holds the app alone: the glossary stands on its site.",
    "这个文件只含应用本身，术语表在它的网站上。",
);

/// A stack's name as it stands in lists and tables.
#[must_use]
pub const fn stack_name(stack: Stack, lang: Lang) -> &'static str {
    if matches!(stack, Stack::Textbook) { words(lang).stack_textbook } else { stack.name() }
}

/// A value that a field refuses: the sentence names the range.
#[must_use]
pub fn out_of_range(lang: Lang, what: &str, typed: &str, least: &str, most: &str) -> String {
    match lang {
        Lang::En => {
            format!("{what} cannot be \u{201c}{typed}\u{201d}: it takes a number from {least} to {most}.")
        }
        Lang::Zh => format!("{what}不能是\u{201c}{typed}\u{201d}：请填 {least} 到 {most} 之间的数。"),
    }
}

/// A part of the address that cannot be used: the page goes on with the default.
#[must_use]
pub fn bad_address(lang: Lang, key: &str, value: &str, expected: &str) -> String {
    match lang {
        Lang::En => format!(
            "The address says {key}={value}, which cannot be used. Expected: {expected}. The page goes on with the default."
        ),
        Lang::Zh => format!("地址里的 {key}={value} 无法使用，应为：{expected}。页面改用默认值。"),
    }
}

/// A link that cannot be read, in whole or in part.
#[must_use]
pub fn bad_link(lang: Lang, reason: &str) -> String {
    let reason = foreign(reason);
    match lang {
        Lang::En => format!("This link cannot be read completely ({reason}). What could be read is shown."),
        Lang::Zh => format!("这个链接不能完整读取（{reason}）。能读出的部分已显示。"),
    }
}

/// A link that a later version of the page has written.
pub const NEWER_LINK: Both = both(
    "This link was made by a newer version of the page. What this version can read of it is shown; reload to get the newer one.",
    "这个链接由更新版本的页面生成。本版能读出的部分已显示；重新加载可得到新版。",
);

/// A dropped file that is no recording.
#[must_use]
pub fn bad_file(lang: Lang, name: &str, reason: &str) -> String {
    let (name, reason) = (foreign(name), foreign(reason));
    match lang {
        Lang::En => format!("{name} is not a recording that can be opened: {reason}"),
        Lang::Zh => format!("{name} 不是能打开的录制文件：{reason}"),
    }
}

/// A segment as a screen reader says it.
#[must_use]
pub fn segment_label(flight: &Flight, name: &str, numbers: &str, lang: Lang) -> String {
    let to_server = flight.from == Side::Client;
    let words = words(lang);
    let way = if to_server { words.client_to_server } else { words.server_to_client };
    let lost = if flight.is_lost() { words.lost } else { "" };
    match (lang, lost) {
        (Lang::En, "") => format!("{name}, {numbers}, {way}"),
        (Lang::En, lost) => format!("{name}, {numbers}, {way}, {lost}"),
        (Lang::Zh, "") => format!("{name}，{numbers}，{way}"),
        (Lang::Zh, lost) => format!("{name}，{numbers}，{way}，{lost}"),
    }
}
