//! What an embed answers to the page around it, and the words of the page that builds its code.

#[cfg(not(target_arch = "wasm32"))]
pub mod page;

use super::{Both, Lang, both};
use crate::message::{Error, Expected};

pub const PAGE: Both = both("embed.html", "embed.zh.html");
pub const TITLE: Both = both("Put a ladder into your page", "放进你的网页");

/// Why a message is not followed.
#[must_use]
pub fn refused(error: &Error, lang: Lang) -> String {
    match (error, lang) {
        (Error::Unknown(verb), Lang::En) => {
            format!(
                "There is no command \u{201c}{verb}\u{201d}: there are play, pause, seek, step, load and setLang."
            )
        }
        (Error::Unknown(verb), Lang::Zh) => {
            format!("没有命令\u{201c}{verb}\u{201d}：有 play、pause、seek、step、load 和 setLang。")
        }
        (Error::Version(said), Lang::En) => {
            let said = if said.is_empty() { "none" } else { said };
            format!("A message must say version 1 as a number; this one says {said}.")
        }
        (Error::Version(said), Lang::Zh) => {
            let said = if said.is_empty() { "没有写".to_owned() } else { format!("写的是 {said}") };
            format!("消息必须用数字写明版本 1；这一条{said}。")
        }
        (Error::Field { name, expected }, Lang::En) => {
            format!("The field \u{201c}{name}\u{201d} must be {}.", wanted(*expected, lang))
        }
        (Error::Field { name, expected }, Lang::Zh) => {
            format!("字段\u{201c}{name}\u{201d}应为{}。", wanted(*expected, lang))
        }
        (Error::Scenario(part), Lang::En) => {
            format!(
                "The scenario cannot be read: \u{201c}{part}\u{201d} means nothing here. Nothing was changed."
            )
        }
        (Error::Scenario(part), Lang::Zh) => {
            format!("无法读取情景：\u{201c}{part}\u{201d}没有意义。什么也没有改动。")
        }
        (Error::NewerLink, Lang::En) => {
            "The link is of a later version than this page can read. Nothing was changed.".into()
        }
        (Error::NewerLink, Lang::Zh) => "这个链接的版本比本页能读的新。什么也没有改动。".into(),
    }
}

fn wanted(expected: Expected, lang: Lang) -> &'static str {
    match (expected, lang) {
        (Expected::Seconds, Lang::En) => "a number of seconds from 0 to 86400",
        (Expected::Seconds, Lang::Zh) => " 0 到 86400 之间的秒数",
        (Expected::Way, Lang::En) => "1 (the next event) or −1 (the previous one)",
        (Expected::Way, Lang::Zh) => " 1（下一个事件）或−1（上一个事件）",
        (Expected::Scenario, Lang::En) => "a scenario’s name or the text of its link",
        (Expected::Scenario, Lang::Zh) => "情景的名字或链接的文本",
        (Expected::Lang, Lang::En) => "en or zh",
        (Expected::Lang, Lang::Zh) => " en 或 zh",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::fault_in;

    #[test]
    fn every_refusal_is_a_sentence() {
        let field = |expected| Error::Field { name: "t", expected };
        for error in [
            Error::Unknown("fly".into()),
            Error::Version(String::new()),
            Error::Version("2".into()),
            field(Expected::Seconds),
            field(Expected::Way),
            field(Expected::Scenario),
            field(Expected::Lang),
            Error::Scenario("d=-1".into()),
            Error::NewerLink,
        ] {
            for lang in Lang::ALL {
                let sentence = refused(&error, lang);
                assert_eq!(fault_in(&sentence, lang), None, "{sentence}");
            }
        }
    }
}
