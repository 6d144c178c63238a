//! The fields of the page: what each is for, how it is written, and what a change of it means. The
//! elements carry an id; one listener at the page's root brings id and value here.

use super::model::{Action, Model, SPEED_NAMES, Setting};
use crate::sim::Side;
use crate::tcp::Stack;
use crate::text::ui::{Words, out_of_range, words};
use crate::time::Instant;
use crate::view::Numbers;

/// How a setting is shown: times in seconds, everything else as it is kept.
pub struct Field {
    pub setting: Setting,
    pub id: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub unit: &'static str,
    /// So many of the kept unit are one of the shown.
    per_unit: u32,
    /// The slider's steps, in the kept unit; 0: a number field alone.
    pub step: u32,
}

/// All number fields, in the order of the page.
#[must_use]
pub fn fields(words: &Words) -> [Field; 7] {
    let field = |setting, id, label, hint, unit, per_unit, step| Field {
        setting,
        id,
        label,
        hint,
        unit,
        per_unit,
        step,
    };
    let (percent, s) = ("%", words.seconds);
    [
        field(Setting::LossPercent, "loss", words.loss_rate, words.loss_rate, percent, 1, 1),
        field(Setting::Seed, "seed", words.seed, words.seed_hint, "", 1, 0),
        field(Setting::Delay, "delay", words.delay, words.delay_hint, s, 1_000, 50),
        field(Setting::Msl, "msl", words.msl, words.msl_hint, s, 1_000, 500),
        field(Setting::Rto, "rto", words.rto, words.rto_hint, s, 1_000, 100),
        field(Setting::SendSize, "size", words.send_size, words.send_size, "B", 1, 0),
        field(Setting::Hold, "hold", words.hold, words.hold_hint, s, 1_000, 0),
    ]
}

impl Field {
    /// A kept value as it is shown.
    #[must_use]
    pub fn print(&self, value: u32) -> String {
        let (whole, rest) = (value / self.per_unit, value % self.per_unit);
        let mut text = whole.to_string();
        if rest > 0 {
            // Only thousandths have a rest.
            text.push('.');
            text.push_str(&(1_000 + rest).to_string()[1..]);
            text.truncate(text.trim_end_matches('0').len());
        }
        text
    }

    fn typed(&self, text: &str, model: &Model) -> Action {
        if let Some(value) = self.setting.read(text, self.per_unit) {
            return Action::Set(self.setting, value);
        }
        let (least, most) = self.setting.range();
        let mut most = self.print(most);
        if !self.unit.is_empty() {
            most.push(' ');
            most.push_str(self.unit);
        }
        let shown: String = text.chars().take(40).collect();
        Action::Say(Some(out_of_range(model.lang, self.label, &shown, &self.print(least), &most)))
    }
}

/// What a changed field asks for; `None` where the id is nobody's. A value that is refused gets a
/// sentence, and the next rendering writes what holds back into the field.
#[must_use]
pub fn changed(id: &str, value: &str, model: &Model) -> Option<Action> {
    Some(match id {
        "loss-switch" => Action::LossSwitch(value == "on"),
        "client-stack" => Action::Stack(Side::Client, Stack::from_id(value)?),
        "server-stack" => Action::Stack(Side::Server, Stack::from_id(value)?),
        "numbers" => Action::Numbers(Numbers::from_id(value)?),
        "speed" => Action::Speed(SPEED_NAMES.iter().position(|name| *name == value)?),
        _ => fields(words(model.lang)).iter().find(|field| field.id == id)?.typed(value, model),
    })
}

/// The switch for the opening: the first file shows it, the second knows what it does.
pub const OPENING: &str = "opening-switch";

/// What a slider that is being moved asks for: `scrub`, or a field's with `-slider` behind its id.
#[must_use]
pub fn slid(id: &str, value: u32, model: &Model) -> Option<Action> {
    if id == "scrub" {
        let view = model.axis.length() * f64::from(value) / f64::from(SCRUB_STEPS);
        return Some(Action::Seek(if value >= SCRUB_STEPS {
            model.axis.end()
        } else {
            model.axis.time(view)
        }));
    }
    let id = id.strip_suffix("-slider")?;
    let fields = fields(words(model.lang));
    Some(Action::Set(fields.iter().find(|field| field.id == id)?.setting, value))
}

/// The scrubber's resolution.
pub const SCRUB_STEPS: u32 = 1_000;

/// The scrubber's value for a moment.
#[must_use]
pub fn scrub_value(at: Instant, model: &Model) -> u32 {
    (model.axis.view(at) / model.axis.length().max(1.0) * f64::from(SCRUB_STEPS)).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::catalog::Name;
    use crate::text::Lang;

    fn model() -> Model {
        Model::new(Name::FourWayClose.scenario(false), Lang::En)
    }

    #[test]
    fn what_fits_is_set_and_what_does_not_is_refused_with_the_range() {
        let model = model();
        assert_eq!(changed("msl", "2.5", &model), Some(Action::Set(Setting::Msl, 2_500)));
        for (id, typed, range) in [
            ("msl", "0", "0.5 to 240 s"),
            ("delay", "soon", "0.05 to 10 s"),
            ("loss", "101", "0 to 100 %"),
            ("size", "", "1 to 65535 B"),
        ] {
            let Some(Action::Say(Some(sentence))) = changed(id, typed, &model) else {
                panic!("{id} takes {typed}")
            };
            assert!(sentence.contains(range), "{sentence}");
        }
        assert_eq!(changed("nobody", "1", &model), None);
    }

    #[test]
    fn switches_lists_and_sliders_are_actions() {
        let model = model();
        assert_eq!(changed("loss-switch", "on", &model), Some(Action::LossSwitch(true)));
        assert_eq!(changed("loss-switch", "off", &model), Some(Action::LossSwitch(false)));
        assert_eq!(changed("numbers", "raw", &model), Some(Action::Numbers(Numbers::Raw)));
        assert_eq!(changed("speed", "16×", &model), Some(Action::Speed(6)));
        assert_eq!(
            changed("client-stack", "rfc9293", &model),
            Some(Action::Stack(Side::Client, Stack::Rfc9293))
        );
        assert_eq!(slid("delay-slider", 500, &model), Some(Action::Set(Setting::Delay, 500)));
        assert_eq!(slid("scrub", 1_000, &model), Some(Action::Seek(model.axis.end())));
        assert_eq!(slid("scrub", 0, &model), Some(Action::Seek(Instant::START)));
    }

    #[test]
    fn values_are_written_as_they_are_read() {
        let fields = fields(words(Lang::En));
        for field in &fields {
            let (least, most) = field.setting.range();
            for value in [least, most, (least + most) / 2] {
                assert_eq!(
                    field.setting.read(&field.print(value), field.per_unit),
                    Some(value),
                    "{}",
                    field.id
                );
            }
        }
    }
}
