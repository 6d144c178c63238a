//! Where the values come from that the fields MSL and RTO show: the words, and the way to the table
//! of all values. Only these two come into the page; the table is a page of its own.

use super::model::{Model, Setting};
use crate::sim::Side;
use crate::tcp::{self, Stack};
use crate::text::Lang;
use crate::text::sources::{self, Origin};
use crate::text::ui::{stack_name, words};
use crate::text::vocabulary::side_name;
use crate::time::Duration;

/// What stands beside such a field.
#[derive(Debug, PartialEq)]
pub struct Said {
    /// The value's cell in the table; its row, where the hosts differ.
    pub href: String,
    /// Of each host that differs: stack, value, source, and whether somebody has read it there.
    pub words: String,
    /// A question mark where something is not verified.
    pub sign: &'static str,
}

const MSL: [Origin; Stack::ALL.len()] = all(tcp::Setting::msl);
const RTO: [Origin; Stack::ALL.len()] = all(tcp::Setting::rto_initial);

const fn all(setting: tcp::Setting) -> [Origin; Stack::ALL.len()] {
    let mut origins = [sources::origin(Stack::ALL[0], setting); Stack::ALL.len()];
    let mut at = 1;
    while at < origins.len() {
        origins[at] = sources::origin(Stack::ALL[at], setting);
        at += 1;
    }
    origins
}

/// `None` for a setting that is no stack's.
#[must_use]
pub fn origin(model: &Model, setting: Setting) -> Option<Said> {
    let (origins, row) = match setting {
        Setting::Msl => (&MSL, tcp::Setting::msl),
        Setting::Rto => (&RTO, tcp::Setting::rto_initial),
        _ => return None,
    };
    let words = words(model.lang);
    let [colon, comma] = if model.lang == Lang::Zh { ["：", "，"] } else { [": ", ", "] };
    let mut verified = true;
    let [client, server] = Side::BOTH.map(|side| {
        let host = model.scenario.host(side);
        let own = if setting == Setting::Msl { host.msl } else { host.rto };
        let millis = model.values(setting)[side as usize];
        let mut said = [stack_name(host.stack, model.lang), colon].concat();
        said.push_str(&Duration::from_millis(u64::from(millis)).to_string());
        said.push_str(comma);
        if own.is_some() {
            said.push_str(words.set_here);
            return said;
        }
        let origin = origins[host.stack as usize];
        said.push_str(origin.place.in_lang(model.lang));
        if !origin.verified {
            verified = false;
            said.push_str(words.not_verified);
        }
        said
    });
    let mut href = [words.how_true_page, "#", row.name()].concat();
    let words = if client == server {
        href.push('-');
        href.push_str(model.scenario.client.stack.id());
        client
    } else {
        let named = |side, said: &str| [side_name(side, model.lang), colon, said].concat();
        [named(Side::Client, &client), named(Side::Server, &server)].join("\n")
    };
    Some(Said { href, words, sign: if verified { "i" } else { "?" } })
}

#[cfg(test)]
mod tests {
    use super::super::model::Action;
    use super::*;
    use crate::sim::catalog::Name;

    #[test]
    fn each_value_says_where_it_comes_from() {
        assert!(Stack::ALL.iter().enumerate().all(|(index, stack)| *stack as usize == index));
        let model = Model::new(Name::FourWayClose.scenario(false), Lang::En);
        let said = |model: &Model, setting| origin(model, setting).expect("it has a source");
        let plain = said(&model, Setting::Msl);
        assert_eq!(plain.href, "truth.html#msl-textbook");
        assert_eq!(plain.words, "Textbook: 10 s, chosen: 2·MSL can be watched");
        assert_eq!(plain.sign, "i");

        let mixed = model.reduce(Action::Stack(Side::Server, Stack::Windows));
        let two = said(&mixed, Setting::Msl);
        assert_eq!((&*two.href, two.sign), ("truth.html#msl", "?"));
        assert_eq!(two.words.lines().count(), 2);
        assert!(two.words.contains("Server: Windows: 60 s, documents disagree"), "{}", two.words);
        assert!(two.words.ends_with("(not verified)"));

        let own = said(&mixed.reduce(Action::Set(Setting::Rto, 2_500)), Setting::Rto);
        assert!(own.words.contains("Client: Textbook: 2.5 s, set here"), "{}", own.words);
        let chinese = said(&mixed.reduce(Action::Language(Lang::Zh)), Setting::Rto);
        assert_eq!(chinese.href, "truth.zh.html#rto_initial");
        assert!(chinese.words.contains("服务器") && chinese.words.contains("未核实"), "{}", chinese.words);
        assert_eq!(origin(&model, Setting::Delay), None);
    }
}
