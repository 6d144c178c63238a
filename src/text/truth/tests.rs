//! Every sentence of the page, in both languages: there, and well set.

use super::decisions::DECISIONS;
use super::left_out::LEFT_OUT;
use super::settings::{Group, describe};
use super::values::value;
use super::words::{self, stack};
use crate::sim::{link_code, simulate};
use crate::tcp::{Rule, Setting, Stack, State};
use crate::text::{Both, Lang, spacing};

#[track_caller]
fn check(words: Both, sentence: bool) {
    for lang in Lang::ALL {
        let text = words.in_lang(lang);
        let ends = text.ends_with(if lang == Lang::En { ['.', '?'] } else { ['。', '？'] });
        assert!(!text.is_empty() && (ends || !sentence), "{text}");
        assert!(!text.contains("  ") && text.trim() == text, "{text}");
        let chinese = text.chars().any(spacing::is_chinese);
        assert!(lang == Lang::Zh || !chinese, "Chinese in English: {text}");
        if lang == Lang::Zh {
            assert_eq!(spacing::spaced(text, lang), text);
            let chars: Vec<char> = text.chars().collect();
            let stray = chars.windows(2).find(|pair| {
                spacing::is_chinese(pair[0]) && ",.;:!?".contains(pair[1])
                    || ",.;:!?".contains(pair[0]) && spacing::is_chinese(pair[1])
            });
            assert_eq!(stray, None, "{text}");
        }
    }
}

#[test]
fn every_paragraph_is_there_in_both_languages() {
    for words in words::INTRODUCTION.iter().chain(&words::PROOF_ABOUT).chain(&[
        words::DESCRIPTION,
        words::DECISIONS_ABOUT,
        words::LEFT_OUT_ABOUT,
        words::STACKS_ABOUT,
        words::UNVERIFIED_ABOUT,
        words::PROOF_AGAIN,
    ]) {
        check(*words, true);
    }
    for words in [words::TITLE, words::BACK, words::DECISIONS, words::LEFT_OUT, words::STACKS, words::PROOF] {
        check(words, false);
    }
    Stack::ALL.into_iter().for_each(|known| check(stack(known), true));
    for left in &LEFT_OUT {
        check(left.what, false);
        check(left.change, true);
    }
}

#[test]
fn every_decision_is_told() {
    for (index, decision) in DECISIONS.iter().enumerate() {
        assert_eq!(decision.id, format!("D{}", index + 1));
        check(decision.title, false);
        for words in [decision.problem, decision.choice, decision.why] {
            check(words, true);
        }
        assert!(decision.sections.split(", ").all(|section| section.starts_with("RFC ")));
        decision.shows.iter().for_each(|show| check(show.label, false));
    }
}

#[test]
fn every_setting_and_value_has_words() {
    let mut grouped = 0;
    for group in Group::ALL {
        check(group.title(), false);
        grouped += Setting::ALL.iter().filter(|setting| describe(**setting).group == group).count();
    }
    assert_eq!(grouped, Setting::ALL.len());
    for setting in Setting::ALL {
        let about = describe(*setting);
        check(about.name, false);
        check(about.meaning, true);
        for known in Stack::ALL {
            let zh = value(known.config(), *setting, Lang::Zh);
            assert_eq!(spacing::spaced(&zh, Lang::Zh), zh);
            assert!(!value(known.config(), *setting, Lang::En).is_empty());
        }
    }
}

/// A link shows what it promises: the rule or the state that the decision is about.
#[test]
fn links_show_what_they_promise() {
    let promised: [(&str, &[Rule]); 10] = [
        ("D1", &[Rule::FinAgain]),
        ("D2", &[Rule::AckOfFin]),
        ("D3", &[Rule::TimeWaitQuiet]),
        ("D4", &[Rule::SynChallenged, Rule::NewIncarnation]),
        ("D5", &[Rule::SynCrossed]),
        ("D7", &[Rule::Abort]),
        ("D8", &[Rule::GiveUp]),
        ("D10", &[Rule::SynResets]),
        ("D11", &[Rule::AckOld]),
        ("D13", &[Rule::TextOutOfOrder]),
    ];
    for decision in &DECISIONS {
        for (index, show) in decision.shows.iter().enumerate() {
            let decoded = link_code::decode(show.link);
            assert_eq!(decoded.problem, None, "{}", show.link);
            assert_eq!(link_code::encode(&decoded.scenario), show.link, "as the app writes it");
            let trace = simulate(&decoded.scenario);
            let Some((_, rules)) = promised.iter().find(|(id, _)| *id == decision.id) else { continue };
            let rule = rules.get(index).unwrap_or(&rules[0]);
            let seen = trace.moments.iter().any(|moment| {
                moment.ignored == Some(*rule)
                    || moment.changes.iter().any(|change| change.rule == *rule)
                    || moment.sent.iter().any(|flight| trace.flights[*flight].rule == *rule)
            });
            assert!(seen, "{} {} has no {rule:?}", decision.id, show.link);
        }
    }
    let waits = simulate(&link_code::decode(DECISIONS[11].shows[0].link).scenario);
    let last_ack = waits.moments.iter().find(|m| m.changes.iter().any(|c| c.to == State::LastAck));
    let fin =
        waits.flights.iter().find(|flight| flight.segment.fin && flight.from == crate::sim::Side::Server);
    assert!(last_ack.expect("D12").at < fin.expect("D12").sent);
}
