//! What the fields and switches of the crowd's panel mean. The panel itself is in `later/pile.rs`; this
//! needs no browser and is tested natively.

use super::model::{Action, Model};
use crate::sim::Scenario;
use crate::sim::crowd::code::{MOST_DESCRIPTORS, MOST_PORTS};
use crate::sim::crowd::{Crowd, Restart, STANDING};
use crate::text::pile as says;
use crate::text::ui::{out_of_range, words};
use crate::text::{Both, Lang};
use crate::time::{Duration, Instant, read_thousandths};

/// A number of the crowd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Connections per second.
    Rate,
    Ports,
    Descriptors,
    Lasts,
    Restart,
}

impl Field {
    pub const ALL: [Self; 5] = [Self::Rate, Self::Ports, Self::Descriptors, Self::Lasts, Self::Restart];

    /// Its element's id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Rate => "crowd-rate",
            Self::Ports => "crowd-ports",
            Self::Descriptors => "crowd-descriptors",
            Self::Lasts => "crowd-lasts",
            Self::Restart => "crowd-restart",
        }
    }

    /// Its name, and what it is.
    #[must_use]
    pub const fn words(self) -> (Both, Option<Both>) {
        match self {
            Self::Rate => (says::RATE, None),
            Self::Ports => (says::PORT_FIELD, Some(says::PORT_HINT)),
            Self::Descriptors => (says::LIMIT_FIELD, Some(says::LIMIT_HINT)),
            Self::Lasts => (says::LASTS, None),
            Self::Restart => (says::RESTART, Some(says::RESTART_HINT)),
        }
    }

    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Lasts | Self::Restart)
    }

    /// Empty means that there is none.
    #[must_use]
    pub const fn may_be_empty(self) -> bool {
        matches!(self, Self::Descriptors | Self::Restart)
    }

    /// Least and most in thousandths.
    const fn range(self) -> (u64, u64) {
        let (least, most) = match self {
            // A connection every 1 000 s, or every 100 µs.
            Self::Rate => return (1, 10_000_000),
            Self::Ports => (1, MOST_PORTS),
            Self::Descriptors => (STANDING, MOST_DESCRIPTORS),
            Self::Lasts => (1, 3_600),
            Self::Restart => (0, 3_600),
        };
        (least as u64 * 1_000, most as u64 * 1_000)
    }

    /// Its value in thousandths; `None`: there is none.
    fn value(self, crowd: &Crowd) -> Option<u64> {
        let number = |number: u32| u64::from(number) * 1_000;
        Some(match self {
            Self::Rate => {
                let every = crowd.every.micros().max(1);
                let rate = (1_000_000_000 + every / 2) / every;
                // So fast, the microseconds between two would show as fractions.
                if rate < 10_000 { rate } else { (rate + 500) / 1_000 * 1_000 }
            }
            Self::Ports => number(crowd.ports),
            Self::Descriptors => number(crowd.descriptors?),
            Self::Lasts => crowd.lasts.micros() / 1_000,
            Self::Restart => crowd.restart?.at.micros() / 1_000,
        })
    }

    fn set(self, crowd: &mut Crowd, value: Option<u64>) {
        let number = value.map(|value| u32::try_from(value / 1_000).unwrap_or(u32::MAX));
        match (self, value, number) {
            (Self::Rate, Some(rate), _) => {
                crowd.every = Duration::from_micros((1_000_000_000 + rate / 2) / rate.max(1));
            }
            (Self::Ports, _, Some(number)) => crowd.ports = number,
            (Self::Descriptors, _, number) => crowd.descriptors = number,
            (Self::Lasts, Some(millis), _) => crowd.lasts = Duration::from_millis(millis),
            (Self::Restart, millis, _) => {
                let again = crowd.restart.map_or(Duration::from_secs(1), |restart| restart.again);
                crowd.restart = millis.map(|millis| Restart { at: Instant::from_millis(millis), again });
            }
            (Self::Rate | Self::Ports | Self::Lasts, ..) => {}
        }
    }

    /// Its value as the field shows it.
    #[must_use]
    pub fn print(self, crowd: &Crowd) -> String {
        self.value(crowd).map_or_else(String::new, thousandths)
    }

    /// `None`: it is no number, or out of range.
    fn read(self, text: &str) -> Option<Option<u64>> {
        let text = text.trim();
        if text.is_empty() && self.may_be_empty() {
            return Some(None);
        }
        let (least, most) = self.range();
        let value =
            read_thousandths(&text.replace(',', ".")).filter(|value| (least..=most).contains(value))?;
        let whole = matches!(self, Self::Ports | Self::Descriptors);
        (!whole || value % 1_000 == 0).then_some(Some(value))
    }

    fn refused(self, typed: &str, lang: Lang) -> String {
        let (least, most) = self.range();
        let mut most = thousandths(most);
        if self.is_time() {
            most.push(' ');
            most.push_str(words(lang).seconds);
        }
        let shown: String = typed.chars().take(40).collect();
        out_of_range(lang, self.words().0.in_lang(lang), &shown, &thousandths(least), &most)
    }
}

/// `2.5`, `470`: no digits that say nothing.
fn thousandths(value: u64) -> String {
    let mut text = (value / 1_000).to_string();
    if !value.is_multiple_of(1_000) {
        text.push('.');
        text.push_str(&(1_000 + value % 1_000).to_string()[1..]);
        text.truncate(text.trim_end_matches('0').len());
    }
    text
}

/// `crowd tw-reuse` and `crowd reuse-addr`: switches.
#[must_use]
pub fn command(words: &[&str], model: &Model) -> Option<Action> {
    let mut scenario = Scenario::clone(&model.scenario);
    match words {
        ["crowd", "tw-reuse"] => scenario.client.tw_reuse ^= true,
        ["crowd", "reuse-addr"] => scenario.server.reuse_addr ^= true,
        _ => return None,
    }
    Some(Action::Reshape(Box::new(scenario)))
}

/// A number of the crowd, or why it cannot be that.
#[must_use]
pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    let field = Field::ALL.into_iter().find(|field| field.id() == id)?;
    let mut scenario = Scenario::clone(&model.scenario);
    let crowd = scenario.crowd.as_mut()?;
    Some(match field.read(value) {
        Some(read) => {
            field.set(crowd, read);
            // The same as before: what was typed is written back as it is.
            if scenario == *model.scenario { Action::Say(None) } else { Action::Reshape(Box::new(scenario)) }
        }
        None => Action::Say(Some(field.refused(value, model.lang))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;

    fn model() -> Model {
        let mut scenario = Name::ThreeSegments.scenario(true);
        scenario.crowd = Some(Crowd::new(500, Duration::from_secs(120)));
        Model::new(scenario, Lang::En)
    }

    fn crowd(model: &Model) -> Crowd {
        model.scenario.crowd.expect("it has one")
    }

    #[test]
    fn numbers_are_set_and_can_be_undone() {
        let model = model();
        for (field, typed, shown) in [
            (Field::Rate, "470", "470"),
            (Field::Rate, "0.25", "0.25"),
            (Field::Ports, "1000", "1000"),
            (Field::Descriptors, "1024", "1024"),
            (Field::Descriptors, " ", ""),
            (Field::Lasts, "90,5", "90.5"),
            (Field::Restart, "70", "70"),
        ] {
            let after = model.reduce(changed(field.id(), typed, &model).expect("it is a field of ours"));
            assert_eq!(field.print(&crowd(&after)), shown);
            assert_eq!(after.notice, None);
            assert_eq!(crowd(&after.reduce(Action::Undo)), crowd(&model));
        }
        assert_eq!(crowd(&model).every, Duration::from_millis(2));
        let restarted = model.reduce(changed("crowd-restart", "70", &model).unwrap());
        assert_eq!(crowd(&restarted).restart.map(|restart| restart.at), Some(Instant::from_millis(70_000)));
        let never = restarted.reduce(changed("crowd-restart", "", &restarted).unwrap());
        assert_eq!(crowd(&never).restart, None);
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_range() {
        let model = model();
        for (field, typed, range) in [
            (Field::Rate, "0", "0.001 to 10000."),
            (Field::Rate, "", "0.001 to 10000."),
            (Field::Ports, "99999", "1 to 64512."),
            (Field::Ports, "1.5", "1 to 64512."),
            (Field::Descriptors, "3", "4 to 1048576."),
            (Field::Lasts, "soon", "1 to 3600 s."),
            (Field::Restart, "-1", "0 to 3600 s."),
        ] {
            let Some(Action::Say(Some(sentence))) = changed(field.id(), typed, &model) else {
                panic!("{field:?} takes {typed}")
            };
            assert!(sentence.contains(range), "{sentence}");
        }
        assert_eq!(changed("crowd-nobody", "1", &model), None);
        let alone = Model::new(Name::ThreeSegments.scenario(true), Lang::En);
        assert_eq!(changed("crowd-rate", "1", &alone), None);
    }

    #[test]
    fn switches_are_the_hosts() {
        let model = model();
        let after = |words: &[&str]| model.reduce(command(words, &model).expect("it is a switch of ours"));
        assert!(after(&["crowd", "tw-reuse"]).scenario.client.tw_reuse);
        let on = after(&["crowd", "reuse-addr"]);
        assert!(on.scenario.server.reuse_addr);
        assert!(!on.reduce(command(&["crowd", "reuse-addr"], &on).unwrap()).scenario.server.reuse_addr);
        assert_eq!(command(&["crowd", "fly"], &model), None);
    }
}
