//! What the page's address asks for: query parameters for people, and a fragment that is the whole
//! scenario. What cannot be used gets a sentence, and the default.

use super::model::{Setting, Theme};
use crate::exercise::MOST_SEED;
use crate::sim::catalog::Name;
use crate::sim::link_code::Decoded;
use crate::sim::{Loss, Scenario, Side};
use crate::text::{Lang, ui};
use crate::time::{Duration, Instant};
use crate::view::Numbers;

/// All that an address can say.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    pub scenario: Scenario,
    pub lang: Lang,
    /// The address names a language, so that what was remembered does not count.
    pub lang_said: bool,
    pub theme: Option<Theme>,
    pub numbers: Option<Numbers>,
    pub embed: bool,
    /// Plays by itself: the page does, an embed only when told.
    pub autoplay: bool,
    /// The seed of the exercise that it begins with.
    pub exercise: Option<u32>,
    pub problem: Option<String>,
}

/// Reads the query (without `?`, values decoded by `decode`), and takes what the fragment says, in the
/// language that holds. `lang` is what the browser or the person's last visit says.
#[must_use]
pub fn read(
    query: &str,
    linked: impl FnOnce(Lang) -> Option<Decoded>,
    lang: Lang,
    decode: impl Fn(&str) -> String,
) -> Wish {
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect();
    let get = |key: &str| pairs.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let said = get("lang").and_then(Lang::from_tag);
    let lang = said.unwrap_or(lang);
    let mut problems = Vec::new();
    let mut refuse = |key: &str, value: &str, expected: &str| {
        let value: String = value.chars().take(40).collect();
        problems.push(ui::bad_address(lang, key, &value, expected));
    };
    if let (Some(value), None) = (get("lang"), said) {
        refuse("lang", value, "en, zh");
    }
    let mut choice = |key: &'static str, ids: &[&str]| {
        let value = get(key)?;
        let found = ids.contains(&value);
        if !found {
            refuse(key, value, &ids.join(", "));
        }
        found.then(|| value.to_owned())
    };
    let theme = choice("theme", &Theme::ALL.map(Theme::id)).and_then(|id| Theme::from_id(&id));
    let numbers = choice("numbers", &Numbers::ALL.map(Numbers::id)).and_then(|id| Numbers::from_id(&id));
    let flag = |value: Option<String>| value.map(|value| value == "1");
    let embed = flag(choice("embed", &["0", "1"])).unwrap_or(false);
    let autoplay = flag(choice("autoplay", &["0", "1"])).unwrap_or(!embed);
    let opening = flag(choice("opening", &["0", "1"])).unwrap_or(false);
    let name = choice("scenario", &Name::ALL.map(Name::id)).and_then(|id| Name::from_id(&id));
    let mut scenario = name.unwrap_or(Name::FourWayClose).scenario(opening);
    // The fragment is the whole scenario already, with what was changed since.
    let linked = linked(lang);
    let whole = linked.is_some();
    if let Some(decoded) = linked {
        scenario = decoded.scenario;
        problems.extend(decoded.problem);
    }
    for (key, setting) in [
        ("delay", Setting::Delay),
        ("msl", Setting::Msl),
        ("rto", Setting::Rto),
        ("loss", Setting::LossPercent),
    ] {
        let Some(value) = get(key).filter(|_| !whole) else { continue };
        let (least, most) = setting.range();
        let per_unit = if setting == Setting::LossPercent { 1 } else { 1_000 };
        if let Some(kept) = setting.read(value, per_unit) {
            set(&mut scenario, setting, kept);
            continue;
        }
        let shown = |kept: u32| Duration::from_millis(u64::from(kept)).to_string();
        let range = if per_unit == 1 {
            format!("{least}–{most}")
        } else {
            format!("{}–{}", shown(least), shown(most))
        };
        problems.push(ui::bad_address(lang, key, &value.chars().take(40).collect::<String>(), &range));
    }
    let exercise = get("exercise").and_then(|value| {
        let seed = value.parse().ok().filter(|seed| (1..=MOST_SEED).contains(seed));
        if seed.is_none() {
            let range = ["1–", &MOST_SEED.to_string()].concat();
            problems.push(ui::bad_address(
                lang,
                "exercise",
                &value.chars().take(40).collect::<String>(),
                &range,
            ));
        }
        seed
    });
    let problem = (!problems.is_empty()).then(|| problems.join(" "));
    Wish { scenario, lang, lang_said: said.is_some(), theme, numbers, embed, autoplay, exercise, problem }
}

/// An embed's query (without `?`) as the full page's.
#[must_use]
pub fn without_embed(query: &str) -> String {
    query.split('&').filter(|pair| !pair.starts_with("embed=")).collect::<Vec<_>>().join("&")
}

fn set(scenario: &mut Scenario, setting: Setting, value: u32) {
    let length = Duration::from_millis(u64::from(value));
    match setting {
        Setting::Delay => scenario.network.delay = [length; 2],
        Setting::Msl => Side::BOTH.into_iter().for_each(|side| scenario.host_mut(side).msl = Some(length)),
        Setting::Rto => Side::BOTH.into_iter().for_each(|side| scenario.host_mut(side).rto = Some(length)),
        Setting::LossPercent => {
            let percent = u8::try_from(value).unwrap_or(100);
            let seed = scenario.network.loss.map_or(1, |loss| loss.seed);
            scenario.network.loss = (percent > 0).then_some(Loss { percent, seed, from: Instant::START });
        }
        Setting::Seed | Setting::SendSize | Setting::Hold => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(query: &str, fragment: &str) -> Wish {
        let linked = (!fragment.is_empty()).then(|| crate::sim::link_code::decode(fragment));
        read(query, |_| linked, Lang::En, str::to_owned)
    }

    #[test]
    fn an_embed_says_all_it_needs_in_the_query() {
        let wish = wish("embed=1&scenario=last-ack-lost&lang=zh&theme=dark&msl=2.5&loss=20", "");
        assert_eq!(wish.problem, None);
        assert!(wish.embed && !wish.autoplay);
        assert_eq!((wish.lang, wish.theme), (Lang::Zh, Some(Theme::Dark)));
        assert_eq!(wish.scenario.name, "last-ack-lost");
        assert_eq!(wish.scenario.client.msl, Some(Duration::from_millis(2_500)));
        assert_eq!(wish.scenario.network.loss.map(|loss| loss.percent), Some(20));
    }

    #[test]
    fn an_exercise_is_a_seed_beside_a_scenario() {
        let wish = wish("scenario=abort&exercise=31&lang=zh", "");
        assert_eq!(
            (wish.exercise, wish.problem, wish.scenario),
            (Some(31), None, Name::Abort.scenario(false))
        );
        let wish = self::wish("exercise=999999999", "1;last-ack-lost;o");
        assert_eq!((wish.exercise, wish.scenario), (Some(999_999_999), Name::LastAckLost.scenario(true)));
        assert_eq!(self::wish("exercise=-1", "").exercise, None);
    }

    #[test]
    fn the_full_page_of_an_embed_has_its_query() {
        let query = "embed=1&scenario=abort&lang=zh&msl=3";
        assert_eq!(without_embed(query), "scenario=abort&lang=zh&msl=3");
        let (embed, full) = (wish(query, ""), wish(&without_embed(query), ""));
        assert_eq!((full.embed, &full.scenario, full.lang), (false, &embed.scenario, embed.lang));
    }

    #[test]
    fn what_cannot_be_used_is_named_with_what_was_expected() {
        for (query, named) in [
            ("scenario=five", "four-way-close"),
            ("lang=tlh", "en, zh"),
            ("theme=mauve", "system, light, dark"),
            ("msl=0", "0.5 s–240 s"),
            ("delay=soon", "50 ms–10 s"),
            ("loss=101", "0–100"),
            ("embed=yes", "0, 1"),
            ("exercise=0", "1–999999999"),
            ("exercise=1000000000", "1–999999999"),
            ("exercise=x", "1–999999999"),
            ("exercise=", "1–999999999"),
        ] {
            let wish = wish(query, "");
            let problem = wish.problem.expect("it cannot be used");
            assert!(problem.contains(named), "{query}: {problem}");
            assert_eq!(wish.scenario, Name::FourWayClose.scenario(false));
        }
        assert!(wish("", "1;no-such").problem.is_some());
        let changed = wish("msl=3&scenario=abort", "1;last-ack-lost;cm=7000").scenario;
        assert_eq!(
            (changed.name.as_str(), changed.client.msl),
            ("last-ack-lost", Some(Duration::from_secs(7)))
        );
        assert_eq!(wish("utm_source=x", "").problem, None);
    }
}
