//! Links and addresses as a whole (the page's second file reads them): query parameters for people and for hosts, and a fragment that is the whole
//! state of a page. What cannot be used gets a sentence, and the default.
//!
//! `#last-ack-lost?lang=zh&t=3.2`: the scenario's code, and how it is looked at. What is said there
//! counts more than the query. `docs/embed.md` lists the parameters.

use super::address::Wish;
use super::command;
use super::model::{Action, Model, SPEED_NAMES, Setting, Tab, Theme, Zoom};
use crate::exercise::MOST_SEED;
use crate::sim::catalog::Name;
use crate::sim::link_code::{self, Decoded};
use crate::sim::questions::Question;
use crate::sim::{Loss, Scenario, Side};
use crate::text::questions::labels;
use crate::text::{Lang, foreign, ui};
use crate::time::{Duration, Instant, read_thousandths};
use crate::view::{Numbers, Scale};

/// What an embed shows of its buttons.
pub const CONTROLS: [&str; 3] = ["full", "min", "none"];

/// Names that PhET's simulations have for the same: theirs, ours.
const ALIASES: [(&str, &str); 3] = [("locale", "lang"), ("colorProfile", "theme"), ("allowLinks", "links")];
/// And their values.
const VALUES: [(&str, &str); 3] = [("default", "light"), ("true", "1"), ("false", "0")];

/// An address in its parts: what it wishes, and what only an embed's style sheet needs to know.
#[derive(Debug, PartialEq)]
pub struct Address {
    pub wish: Wish,
    pub controls: String,
    /// May lead out of the embed.
    pub links: bool,
}

/// The parameters of query and fragment, with what was wrong with them.
struct Read<'a> {
    pairs: Vec<(String, String)>,
    lang: Lang,
    problems: &'a mut Vec<String>,
}

impl Read<'_> {
    /// What is said last counts.
    fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn refuse(&mut self, key: &str, value: &str, expected: &str) {
        let value: String = value.chars().take(40).collect();
        self.problems.push(ui::bad_address(self.lang, key, &foreign(&value), expected));
    }

    /// The value, if it is one of these.
    fn choice(&mut self, key: &str, ids: &[&str]) -> Option<String> {
        let value = self.get(key)?.to_owned();
        if ids.contains(&&*value) {
            return Some(value);
        }
        self.refuse(key, &value, &ids.join(", "));
        None
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        self.choice(key, &["0", "1"]).map(|value| value == "1")
    }

    /// A whole number from 1 to the most.
    fn number(&mut self, key: &str, most: u32) -> Option<u32> {
        let value = self.get(key)?.to_owned();
        let read = value.parse().ok().filter(|number| (1..=most).contains(number));
        if read.is_none() {
            self.refuse(key, &value, &["1–", &most.to_string()].concat());
        }
        read
    }
}

/// Reads the query (without `?`, values decoded by `decode`) and the fragment (without `#`, decoded).
/// `lang` is what the browser or the person's last visit says.
#[must_use]
pub fn read(query: &str, fragment: &str, lang: Lang, decode: impl Fn(&str) -> String) -> Address {
    let (code, view) = link_code::split(fragment);
    let pairs: Vec<(String, String)> =
        query.split('&').chain(view.split('&')).filter_map(|pair| known(pair, &decode)).collect();
    let mut problems = Vec::new();
    let mut read = Read { pairs, lang, problems: &mut problems };
    let said = read.get("lang").and_then(Lang::from_tag);
    read.lang = said.unwrap_or(lang);
    let lang = read.lang;
    if let (Some(value), None) = (read.get("lang").map(str::to_owned), said) {
        read.refuse("lang", &value, "en, zh");
    }
    let theme = read.choice("theme", &Theme::ALL.map(Theme::id)).and_then(|id| Theme::from_id(&id));
    let embed = read.flag("embed").unwrap_or(false);
    let controls = read.choice("controls", &CONTROLS).filter(|_| embed).unwrap_or_else(|| CONTROLS[0].into());
    let links = read.flag("links").unwrap_or(true) || !embed;
    let opening = read.flag("opening").unwrap_or(false);
    let autoplay = read.flag("autoplay").unwrap_or(!embed);
    let name = read.choice("scenario", &Name::ALL.map(Name::id)).and_then(|id| Name::from_id(&id));
    let mut scenario = name.unwrap_or(Name::FourWayClose).scenario(opening);
    let whole = !code.is_empty();
    if !whole {
        settings(&mut read, &mut scenario);
    }
    let (commands, rests) = looks(&mut read, embed);
    // The fragment is the whole scenario already, with what was changed since.
    if whole {
        let decoded = decoded(code, lang);
        scenario = decoded.scenario;
        problems.extend(decoded.problem);
    }
    let problem = (!problems.is_empty()).then(|| problems.join(" "));
    let autoplay = autoplay && !rests;
    let lang_said = said.is_some();
    let wish = Wish { scenario, lang, lang_said, theme, embed, autoplay, commands, problem };
    Address { wish, controls, links }
}

/// A parameter by our name for it. One without a value says nothing: so templates leave out what they
/// were not given.
fn known(pair: &str, decode: &impl Fn(&str) -> String) -> Option<(String, String)> {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (key, value) = (decode(key), decode(value));
    if key.is_empty() || value.is_empty() {
        return None;
    }
    let alias = ALIASES.iter().find(|(theirs, _)| *theirs == key);
    let Some((_, ours)) = alias else { return Some((key, value)) };
    let value =
        VALUES.iter().find(|(theirs, _)| *theirs == value).map_or(value, |(_, ours)| (*ours).to_owned());
    Some(((*ours).to_owned(), value))
}

/// The settings that a query may say of a scenario.
fn settings(read: &mut Read, scenario: &mut Scenario) {
    for (key, setting) in [
        ("delay", Setting::Delay),
        ("msl", Setting::Msl),
        ("rto", Setting::Rto),
        ("loss", Setting::LossPercent),
    ] {
        let Some(value) = read.get(key).map(str::to_owned) else { continue };
        let (least, most) = setting.range();
        let per_unit = if setting == Setting::LossPercent { 1 } else { 1_000 };
        if let Some(kept) = setting.read(&value, per_unit) {
            set(scenario, setting, kept);
            continue;
        }
        let shown = |kept: u32| Duration::from_millis(u64::from(kept)).to_string();
        let range =
            if per_unit == 1 { [least, most].map(|kept| kept.to_string()) } else { [least, most].map(shown) };
        read.refuse(key, &value, &range.join("–"));
    }
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

/// How a page is looked at, as commands, and whether it rests at a moment or at a question.
fn looks(read: &mut Read, embed: bool) -> (Vec<String>, bool) {
    let (mut commands, mut rests) = (Vec::new(), false);
    let mut say = |verb: &str, value: &str| commands.push([verb, value].concat());
    if let Some(numbers) = read.choice("numbers", &Numbers::ALL.map(Numbers::id)) {
        say("numbers ", &numbers);
    }
    if read.choice("scale", &["folded", "true"]).as_deref() == Some("true") {
        say("scale", "");
    }
    let steps: Vec<String> = (Zoom::LEAST..=Zoom::MOST).map(|steps| steps.to_string()).collect();
    let zooms: Vec<&str> = steps.iter().map(String::as_str).chain(["fit"]).collect();
    match read.choice("zoom", &zooms).as_deref() {
        Some("fit") => say("zoom ", "fit"),
        Some(steps) => say("zoom to ", steps),
        None => {}
    }
    if let Some(speed) = read.choice("speed", &SPEED_NAMES.map(|name| name.trim_end_matches('×'))) {
        say("speed ", &speed);
    }
    if let Some(tab) = read.choice("tab", &Tab::ALL.map(Tab::id)) {
        say("tab ", &tab);
    }
    if let Some(seed) = read.number("exercise", MOST_SEED).filter(|_| !embed) {
        say("tab ", "exercise");
        say("exercise begin ", &seed.to_string());
        rests = true;
    }
    if let Some(segment) = read.number("segment", 9_999) {
        say("select ", &(segment - 1).to_string());
    }
    if let Some(value) = read.get("t").map(str::to_owned) {
        match read_thousandths(&value).filter(|millis| *millis <= 86_400_000) {
            Some(millis) => {
                say("at ", &(millis * 1_000).to_string());
                rests = true;
            }
            None => read.refuse("t", &value, "0–86400"),
        }
    }
    (commands, rests)
}

/// What a link's code says; its problem is a sentence.
#[must_use]
pub fn decoded(code: &str, lang: Lang) -> Decoded {
    let Decoded { scenario, problem } = link_code::decode(code);
    let problem = problem.map(|reason| match scenario.name == Question::PREFIX {
        true => labels(lang).unknown.to_owned(),
        false if link_code::newer(code) => ui::NEWER_LINK.in_lang(lang).to_owned(),
        false => ui::bad_link(lang, &reason),
    });
    Decoded { scenario, problem }
}

/// Those commands, each as the action that it is after the ones before it; `panels` knows what only the
/// second file does. An embed has no room for an exercise, whatever its fragment says later.
#[must_use]
pub fn actions(
    commands: &[String],
    model: &Model,
    panels: impl Fn(&[&str], &Model) -> Option<Action>,
) -> Vec<Action> {
    let mut model = model.clone();
    let mut actions = Vec::new();
    let embed = model.embed;
    for command in commands.iter().filter(|command| !(embed && command.starts_with("exercise "))) {
        let words: Vec<&str> = command.split(' ').collect();
        if let Some(action) = command::action(command, &model).or_else(|| panels(&words, &model)) {
            model = model.reduce(action.clone());
            actions.push(action);
        }
    }
    actions
}

/// All that is shown, as the fragment of an address. The playhead is in it where it rests on its way;
/// `exact`: in any case.
#[must_use]
pub fn fragment(model: &Model, exact: bool) -> String {
    let base = model.exercise.as_ref().map_or(&*model.scenario, |exercise| &exercise.run.base);
    let mut all = ["#", &link_code::readable(base), "?lang=", model.lang.code()].concat();
    let mut say = |key: &str, value: &str| all.extend(["&", key, "=", value]);
    if model.theme != Theme::default() {
        say("theme", model.theme.id());
    }
    if let Some(exercise) = &model.exercise {
        // Its numbers and its playhead are its own.
        say("exercise", &exercise.run.seed.to_string());
        return all;
    }
    if model.numbers != Numbers::default() {
        say("numbers", model.numbers.id());
    }
    if model.scale == Scale::True {
        say("scale", "true");
    }
    match model.zoom {
        Zoom::Fit => say("zoom", "fit"),
        Zoom::Steps(0) => {}
        Zoom::Steps(steps) => say("zoom", &steps.to_string()),
    }
    if model.speed != Model::NORMAL_SPEED {
        say("speed", SPEED_NAMES[model.speed].trim_end_matches('×'));
    }
    if model.tab != Tab::of(&base.name) {
        say("tab", model.tab.id());
    }
    if let Some(segment) = model.selected {
        say("segment", &(segment + 1).to_string());
    }
    if exact || !(model.playing || model.finished()) {
        say("t", &seconds(model.playhead));
    }
    all
}

/// Up to the next millisecond, so that what happens then has happened.
fn seconds(at: Instant) -> String {
    let millis = at.micros().div_ceil(1_000);
    let text =
        [(millis / 1_000).to_string(), (1_000 + millis % 1_000).to_string().replacen('1', ".", 1)].concat();
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;
