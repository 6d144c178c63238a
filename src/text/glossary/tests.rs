use super::*;
use crate::sim::{Act, Called, Step};
use crate::tcp::{Kind, Timer};
use crate::time::Duration;
use crate::view::inspect::{Part, Variables};
use std::collections::BTreeSet;

fn all() -> impl Iterator<Item = &'static Entry> {
    GROUPS.iter().flat_map(|(_, _, entries)| *entries)
}

#[test]
fn whatever_is_on_screen_is_explained() {
    let ids: BTreeSet<_> = all().map(|entry| entry.id).collect();
    for state in State::ALL {
        let entry = all().find(|entry| entry.id == entry_of_state(state));
        assert_eq!(entry.map(|entry| entry.term), Some(state.name()));
    }
    let steps = [
        Step::Connect,
        Step::Accept,
        Step::Send(1),
        Step::Read(1),
        Step::ReadToEof,
        Step::Shutdown,
        Step::Close,
        Step::Abort,
        Step::Unlisten,
    ];
    let acts = [Act::Connect, Act::Listen, Act::Send(1), Act::Shutdown, Act::Close, Act::Abort];
    let calls = steps.map(Called::Program).into_iter().chain(acts.map(Called::Person));
    let found: Vec<_> = calls
        .map(|call| entry_of_call(call).expect("it is a call"))
        .chain(Kind::ALL.map(entry_of_kind))
        .chain(Timer::ALL.map(entry_of_timer))
        .chain((0..Variables::NAMES.len()).map(entry_of_variable))
        .chain(Part::ALL.iter().map(|part| entry_of_field(*part)))
        .collect();
    for id in found {
        assert!(ids.contains(id), "there is no entry {id}");
    }
    for (which, name) in Variables::NAMES.into_iter().enumerate() {
        let entry = all().find(|entry| entry.id == entry_of_variable(which));
        assert_eq!(entry.map(|entry| entry.term), Some(name));
    }
    for pause in [Step::Sleep(Duration::from_secs(1)), Step::Keep] {
        assert_eq!(entry_of_call(Called::Program(pause)), None);
    }
}

#[test]
fn each_stands_once_and_says_something_in_both_languages() {
    let ids: BTreeSet<_> = all().map(|entry| entry.id).collect();
    let terms: BTreeSet<_> = all().map(|entry| entry.term).collect();
    assert_eq!((ids.len(), terms.len()), (all().count(), all().count()));
    let chinese = |text: &str| text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    for entry in all() {
        let [english, translated] = [Lang::En, Lang::Zh].map(|lang| entry.meaning.in_lang(lang));
        assert!(english.len() > 20 && !chinese(english), "{}", entry.term);
        assert!(chinese(translated), "{}", entry.term);
        // Both name the same section of the same RFC.
        let rfcs = |text: &str| {
            let found = text.split("RFC ").skip(1);
            let cited = found.filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
            cited.last().map(str::to_owned)
        };
        assert_eq!(rfcs(english), rfcs(translated), "{}", entry.term);
    }
}

#[test]
fn no_name_stands_for_two_entries() {
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for name in all().flat_map(|entry| names(entry, lang)) {
            assert!(seen.insert(name), "{name} is ambiguous");
        }
        for name in ["CLOSE-WAIT", "FIN", "2·MSL", "close()", "shutdown(SHUT_WR)", "TCB"] {
            assert!(seen.contains(name), "{name}");
        }
        assert!(seen.contains(if lang == Lang::En { "half-close" } else { "半关闭" }));
    }
}
