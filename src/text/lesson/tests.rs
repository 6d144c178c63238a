use super::*;
use crate::text::Lang;
use crate::text::tests::fault_in;

/// A text without the sections that it names at its end.
fn without_citation(text: &str) -> &str {
    let bare = text.rsplit_once("RFC ").map(|(bare, number)| (bare.trim_end(), number));
    let cited = |number: &str| number.chars().all(|sign| sign.is_ascii_digit() || " §.".contains(sign));
    match bare {
        Some((bare, number)) if cited(number) && bare.ends_with(['.', '。']) => bare,
        _ => text,
    }
}

#[test]
fn every_text_is_well_set_in_both_languages() {
    let mut texts: Vec<Both> = INTRODUCTION.to_vec();
    let mut labels: Vec<Both> = Vec::new();
    for section in SECTIONS {
        labels.push(section.title);
        for part in section.parts {
            match part {
                Part::Text(text) => texts.push(*text),
                Part::Steps(list) | Part::List(list) => texts.extend(*list),
                Part::Ladder(ladder) => texts.push(ladder.caption),
                Part::Terminal(_) => {}
                Part::Try(scenarios) => labels.extend(scenarios.iter().map(|(label, _)| *label)),
                Part::Check(question, answer) => {
                    assert!(question.en.ends_with('?') && question.zh.ends_with('？'), "{}", question.en);
                    texts.push(*answer);
                }
            }
        }
    }
    for lang in Lang::ALL {
        for text in &texts {
            let text = text.in_lang(lang);
            assert_eq!(fault_in(without_citation(text), lang), None, "{text}");
            // Short enough to be read in one breath.
            let most = if lang == Lang::En { 560 } else { 240 };
            assert!(text.chars().count() <= most, "{} signs: {text}", text.chars().count());
        }
        assert!(labels.iter().all(|label| !label.in_lang(lang).is_empty()));
    }
    // Both languages cite the same.
    for text in texts {
        let cited =
            |text: &str| text.split("RFC ").skip(1).filter(|rest| rest.starts_with(char::is_numeric)).count();
        assert_eq!(cited(text.en), cited(text.zh), "{}", text.en);
    }
}

#[test]
fn ids_are_different() {
    let mut ids: Vec<&str> = SECTIONS.iter().map(|section| section.id).collect();
    for part in SECTIONS.iter().flat_map(|section| section.parts) {
        if let Part::Ladder(ladder) = part {
            ids.push(ladder.id);
        }
    }
    let different: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(different.len(), ids.len());
}
